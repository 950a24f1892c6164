"""What a person takes away from a plan: it as a file in every form, and the pages for others on which they choose the lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from engine.documents.forms import MIME, Clock, document
from engine.errors import HandholdError
from engine.service import Service, Talk, now
from ui.asking import asking_button, file_name, share_button
from ui.talks import find, today

NAMES = {"md": "Markdown", "docx": "Word", "pdf": "PDF", "ics": "calendar", "json": "JSON"}
ORDER = ("pdf", "docx", "md", "ics", "json")
WHAT_THERE_IS = ("md", "json")
"""The forms of a plan that is not finished."""


def draw_files(talk: Talk, place: str, forms: Sequence[str] = ORDER) -> None:
    """A button for each form; the file is written when it is pressed. `place` tells apart the places of a page that have them."""
    plan = talk.plan()
    with st.container(horizontal=True, gap="small"):
        for form in forms:
            st.download_button(
                f"Save as {NAMES[form]}", _writer(talk, form), file_name(plan.title, plan.day, form), MIME[form],
                key=f"{place}-{form}", icon=":material/event:" if form == "ics" else ":material/download:", on_click="ignore",
            )  # fmt: skip


def draw_export(talk: Talk, place: str) -> None:
    """The plan as files, and the pages for others."""
    draw_files(talk, place)
    with st.container(horizontal=True, gap="small"):
        asking_button(talk, place)
        share_button(talk, place)


def _writer(talk: Talk, form: str) -> Callable[[], bytes]:
    """Writes the file: with today's day as it is now, and the moment at which the talk last changed."""
    day = today()

    def write() -> bytes:
        made = datetime.fromisoformat(now())
        return document(talk.plan(), talk.guide, "plan", form, Clock(day, made, _changed(talk) or made))

    return write


def _changed(talk: Talk) -> datetime | None:
    """When the talk was last written to; None when it is kept no more."""
    try:
        desk = find(talk.session.id)
    except HandholdError:
        return None
    return _touched(desk.service, talk) if desk else None


def _touched(service: Service, talk: Talk) -> datetime | None:
    found = (row.touched for row in service.sessions() if row.id == talk.session.id)
    return next((datetime.fromisoformat(one) for one in found), None)
