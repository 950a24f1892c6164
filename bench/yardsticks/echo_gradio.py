"""Gradio's ChatInterface with an echo. The port is the first argument."""

import sys

import gradio as gr


def echo(message: str, _: object) -> str:
    """The reply."""
    return f"Echo: {message}"


if __name__ == "__main__":
    gr.ChatInterface(fn=echo).launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True)
