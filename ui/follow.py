"""The one piece of script in the page: follows the talk, reads it out, and reports which button in it was pressed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

_KEY = "follow"
_HTML = '<div class="hh-announcer" role="status" aria-live="polite"></div><div class="hh-offline" role="alert" hidden></div>'
_SCRIPT = (Path(__file__).parent / "follow.js").read_text(encoding="utf-8")

_follow = st.components.v2.component("handhold_follow", html=_HTML, js=_SCRIPT, isolate_styles=False)


def follow(text: str, turn: int, *, ended: bool, notice: str = "", memory: bool = False, above: bool = False) -> None:
    """Have `text` read out once for this turn, after a `notice`, and bring it into sight; an ended talk has its plan below it.

    `memory` says that the talk is kept in memory only, which changes what a lost connection means; `above` that what is to be read
    stands above an ended talk, so that the page is shown from its beginning.
    """
    said = f"{notice} {text}".strip()
    data = {"text": said, "turn": f"{turn} {ended} {notice}", "ended": ended, "memory": memory, "above": above}
    _follow(data=data, key=_KEY, on_pressed_change=lambda: None)


def pressed() -> Mapping[str, str] | None:
    """The button inside the talk or the plan that brought about this run: `what` it does, and its data. None for none."""
    state = st.session_state.get(_KEY)
    found = state.get("pressed") if state is not None else None
    return found if isinstance(found, Mapping) else None
