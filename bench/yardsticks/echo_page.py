"""The limit: a page written by hand and a websocket, served by what Streamlit brings along. The port is the first argument."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

PAGE = """<!doctype html><meta charset="utf-8"><title>Echo</title>
<main id="log"></main><input id="box" autofocus>
<script>
const socket = new WebSocket(`ws://${location.host}/talk`)
const line = (speaker, text) => {
  const one = document.createElement('p')
  one.dataset.speaker = speaker
  one.textContent = text
  log.append(one)
  one.scrollIntoView()
}
socket.onopen = () => { box.dataset.ready = 'yes' }
socket.onmessage = (event) => line('echo', event.data)
box.onkeydown = (event) => {
  if (event.key !== 'Enter') return
  line('person', box.value)
  socket.send(box.value)
  box.value = ''
}
</script>"""


async def page(_: Request) -> HTMLResponse:
    """The page."""
    return HTMLResponse(PAGE)


async def talk(socket: WebSocket) -> None:
    """Every message comes back as an echo until the page is closed."""
    await socket.accept()
    try:
        while True:
            await socket.send_text(f"Echo: {await socket.receive_text()}")
    except WebSocketDisconnect:
        return


if __name__ == "__main__":
    routes = [Route("/", page), WebSocketRoute("/talk", talk)]
    uvicorn.run(Starlette(routes=routes), host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
