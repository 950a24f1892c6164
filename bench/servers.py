"""The servers whose pages are measured: how each is started, when it answers, and what CPU it has used."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.yardsticks import installed

ROOT = Path(__file__).resolve().parent.parent
ECHOES = Path(__file__).resolve().parent / "yardsticks"
HOST = "127.0.0.1"
STREAMLIT_HEALTH = "/_stcore/health"
START_SECONDS = 90.0
# No measurements of others leave the machine, and nothing waits for an answer from outside.
SILENT = {
    "STREAMLIT_SERVER_HEADLESS": "true", "STREAMLIT_SERVER_ADDRESS": HOST, "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1", "CHAINLIT_TELEMETRY_ENABLED": "false", "ANONYMIZED_TELEMETRY": "false",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a server is started: the module it needs and the arguments for Python, with `{port}` for the port."""

    name: str
    module: str
    arguments: tuple[str, ...]
    health: str = "/"

    @property
    def here(self) -> bool:
        """Whether this Python can run it."""
        return installed(self.module)


def handhold(store: str) -> Recipe:
    """`handhold serve` with this store."""
    return Recipe("Handhold", "streamlit", ("-m", "engine", "serve", "--port", "{port}", "--store", store), STREAMLIT_HEALTH)


STREAMLIT_ECHO = Recipe(
    "Streamlit tutorial echo", "streamlit",
    ("-m", "streamlit", "run", str(ECHOES / "echo_streamlit.py"), "--server.port={port}"), STREAMLIT_HEALTH,
)  # fmt: skip
OTHERS = (
    Recipe("hand-written page", "uvicorn", (str(ECHOES / "echo_page.py"), "{port}")),
    Recipe("NiceGUI echo", "nicegui", (str(ECHOES / "echo_nicegui.py"), "{port}")),
    Recipe("Gradio echo", "gradio", (str(ECHOES / "echo_gradio.py"), "{port}")),
    Recipe(
        "Chainlit echo", "chainlit",
        ("-m", "chainlit", "run", str(ECHOES / "echo_chainlit.py"), "--headless", "--host", HOST, "--port", "{port}"),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    url: str
    health: str
    process: subprocess.Popen[bytes]

    def cpu(self) -> float | None:
        """Seconds of CPU it has used so far, threads that have ended included; None where the system does not tell."""
        try:
            text = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return None
        # After the name in brackets, which may hold spaces: state is field 3, user and system time are fields 14 and 15.
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait(self, pause: float = 0.02) -> None:
        """Until it answers. RuntimeError when it has ended or does not answer in time."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}{self.health}", timeout=5) as answer:  # noqa: S310 - our own address
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(pause)
        raise RuntimeError(f"{self.name} did not start")


@contextmanager
def spawned(recipe: Recipe) -> Iterator[Server]:
    """The server as a process of its own in an empty folder, not yet waited for; ended with the block."""
    port = free_port()
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    settings = {**os.environ, **SILENT, "PYTHONPATH": path}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, *(one.replace("{port}", str(port)) for one in recipe.arguments)]
        silent = subprocess.DEVNULL
        process = subprocess.Popen(command, cwd=folder, env=settings, stdin=silent, stdout=silent, stderr=silent)  # noqa: S603 - our own words
        try:
            yield Server(recipe.name, f"http://{HOST}:{port}", recipe.health, process)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
