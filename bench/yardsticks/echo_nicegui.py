"""A chat in NiceGUI that answers with an echo. The port is the first argument."""

import sys

from nicegui import ui


@ui.page("/")  # type: ignore[untyped-decorator,unused-ignore]
def page() -> None:
    """The chat."""
    messages = ui.column().classes("w-full")

    def send() -> None:
        said = box.value
        box.value = ""
        with messages:
            ui.chat_message(said, name="You", sent=True)
            ui.chat_message(f"Echo: {said}", name="Bot").props('data-speaker="echo"')

    box = ui.input(placeholder="message").props('data-role="box"').on("keydown.enter", send).classes("w-full")


if __name__ in {"__main__", "__mp_main__"}:
    ui.run(host="127.0.0.1", port=int(sys.argv[1]), reload=False, show=False)
