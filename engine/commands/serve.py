"""`handhold serve`: starts the web app through Streamlit's own command line, on this machine only, without telemetry."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import time
from pathlib import Path
from threading import Thread

from engine.errors import HandholdError
from engine.library import shared

LONGEST_START = 60
"""Seconds after which the server is taken to have failed."""
APP = Path(__file__).resolve().parent.parent.parent / "app.py"
SETTINGS = {
    "server.address": "localhost",
    "server.showEmailPrompt": "false",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "runner.magicEnabled": "false",
    "runner.postScriptGC": "false",
    "logger.hideWelcomeMessage": "true",
    "theme.baseRadius": "0.75rem",
    "theme.buttonRadius": "full",
    "theme.paddingTop": "1rem",
    "theme.paddingBottom": "1.5rem",
    "theme.headingFontSizes": '["1.9rem", "1.4rem", "1.15rem", "1.05rem", "1rem", "0.9rem"]',
    "theme.light.primaryColor": "#1f5f5b",
    "theme.light.backgroundColor": "#fdfcfa",
    "theme.light.secondaryBackgroundColor": "#f1eee7",
    "theme.light.textColor": "#101a19",
    "theme.light.borderColor": "#d8d2c5",
    "theme.light.linkColor": "#1f5f5b",
    "theme.dark.primaryColor": "#27776f",
    "theme.dark.backgroundColor": "#141a1a",
    "theme.dark.secondaryBackgroundColor": "#1e2626",
    "theme.dark.textColor": "#eef2f0",
    "theme.dark.borderColor": "#3a4747",
    "theme.dark.linkColor": "#7fd1c9",
}
"""Given as flags, because a flag reaches an installed package; left out where a STREAMLIT_ variable sets the same."""


def serve(store_url: str, flows: Path | None, port: int | None) -> int:
    """Run the web app until it is stopped."""
    from streamlit.web import cli as streamlit_cli

    os.environ["HANDHOLD_STORE"] = store_url
    if flows is not None:
        os.environ["HANDHOLD_FLOWS"] = str(flows)
    flags = [f"--{name}={value}" for name, value in SETTINGS.items() if _variable(name) not in os.environ]
    if port is not None:
        flags.append(f"--server.port={port}")
    print(f"Handhold keeps your talks in {store_url}. Stop it with Ctrl+C.", flush=True)
    announced = f"http://localhost:{port or os.environ.get('STREAMLIT_SERVER_PORT') or 8501}"
    print(f"Open {announced} in a browser.", flush=True)
    Thread(target=_prepare_meanwhile, args=(flows, announced), daemon=True).start()
    sys.argv = ["streamlit", "run", str(APP), *flags]
    streamlit_cli.main(standalone_mode=False)
    return 0


def _prepare_meanwhile(flows: Path | None, announced: str) -> None:
    """Import what the first page needs, and compile the flows, while the browser is still loading its own part.

    Without a port of its own Streamlit goes on to the next free one when 8501 is taken; then the address is told again.
    """
    from streamlit import config, runtime

    def started() -> bool:
        return runtime.exists() and runtime.get_instance().state is not runtime.RuntimeState.INITIAL

    deadline = time.monotonic() + LONGEST_START
    while not started() and time.monotonic() < deadline:
        time.sleep(0.02)
    importlib.import_module("engine.service")
    library = shared(flows)
    for name in library.flows():
        with contextlib.suppress(HandholdError):  # what is wrong with a flow is said when a talk on it is started
            library.guide(name)
    address = f"http://localhost:{config.get_option('server.port')}"
    if started() and address != announced:
        print(f"{announced} is taken by another program. Open {address} instead.", flush=True)


def _variable(name: str) -> str:
    """The environment variable that sets a Streamlit option: "server.showEmailPrompt" -> STREAMLIT_SERVER_SHOW_EMAIL_PROMPT."""
    words = "".join(f"_{letter}" if letter.isupper() else letter for letter in name.replace(".", "_"))
    return f"STREAMLIT_{words.upper()}"
