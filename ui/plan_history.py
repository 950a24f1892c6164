"""What happened to a plan, by day: it was made, looked at again, and the talks held beside it. Every version can be opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from engine.errors import HandholdError
from engine.plan.life import Entry
from engine.plan.versions import in_words
from engine.service import Service, Talk
from engine.talk.echo import plain
from engine.talk.guide import Guide
from ui import markup, tab
from ui.plan_export import draw_files
from ui.plan_panel import plan_as_html
from ui.wording import as_said

GLYPHS = {"made": "flag", "reviewed": "history", "talked": "forum"}
LONGEST = 300
COACH = "ui/coach.py"


def draw_history(service: Service, entries: Sequence[Entry], guide: Guide) -> None:
    """The way of a plan, oldest first. `guide` gives the words for what changed."""
    for entry in entries:
        st.html(markup.Html(_entry(entry, guide)))
        if not entry.kept:
            st.markdown(":small[This talk was erased. What it changed is known from the versions after it.]")
        elif entry.version is None:
            if st.button("Open this talk", key=f"talk-{entry.session}", type="tertiary", icon=":material/forum:"):
                _to_talk(entry.session)
        elif st.button(f"Open version {entry.version}", key=f"version-{entry.session}", type="tertiary", icon=":material/article:"):
            _version(service, entry)


def _entry(entry: Entry, guide: Guide) -> str:
    words = guide.lines["changes"]
    version = f" · version {entry.version}" if entry.version else ""
    head = f"<b>{plain(entry.day, guide.speech)}</b> · {markup.text(_kind(entry, words))}{version}"
    return f'<div class="hh-entry"><p>{markup.icon(GLYPHS[entry.kind])}{head}</p>{"".join(_changed(entry, guide))}</div>'


def _kind(entry: Entry, words: Mapping[str, str]) -> str:
    told = words[entry.kind]
    return f"{told}: {entry.title}" if entry.kind == "talked" or (entry.kept and entry.kind == "reviewed") else told


def _changed(entry: Entry, guide: Guide) -> Iterator[str]:
    if entry.kind != "reviewed":
        return
    words = guide.lines["changes"]
    told = in_words(entry.changes, words, guide.speech) or (words["nothing"],)
    yield "<ul>"
    yield from (f'<li dir="auto">{markup.text(one, LONGEST)}</li>' for one in told)
    yield "</ul>"


@st.dialog("An earlier look at this plan", width="large")
def _version(service: Service, entry: Entry) -> None:
    """One version as it stood, with its files, and the way to the talk behind it."""
    try:
        talk = service.open(entry.session)
    except HandholdError as error:
        st.error(f"This version cannot be opened. {as_said(str(error))}", icon=":material/error:")
        return
    st.markdown(f"Version {entry.version}, as it stood on {plain(entry.day, talk.guide.speech)}.")
    draw_plan_text(talk)
    draw_files(talk, f"version-{entry.session}")
    if st.button("Read the talk", icon=":material/forum:"):
        _to_talk(entry.session)


def draw_plan_text(talk: Talk) -> None:
    """The plan by itself, without its talk beside it."""
    drawn = plan_as_html(talk, "", pressable=False)
    st.html(markup.Html(f'<section class="hh-plan" aria-label="The plan">{drawn}</section>'))


def _to_talk(session_id: str) -> None:
    tab.show(session_id)
    st.switch_page(COACH, query_params={"c": session_id})
