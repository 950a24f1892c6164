"""Chainlit's first example: an echo."""

import chainlit as cl


@cl.on_message  # type: ignore[untyped-decorator,unused-ignore]
async def echo(message: cl.Message) -> None:
    """The reply."""
    await cl.Message(content=f"Echo: {message.content}").send()
