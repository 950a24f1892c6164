"""The check-in: two minutes with a plan. One choice for each open action, a line why, one button."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from engine.plan.check_in import Answer
from engine.plan.history import STATES, State
from engine.plan.plan import Action
from engine.service import Service, Talk
from engine.talk.echo import plain
from engine.talk.guide import Guide
from ui.talks import today
from ui.wording import as_said

LABELS: Mapping[State, str] = {
    "done": "Done", "under_way": "Under way", "moved": "Moved to a day", "dropped": "Let go", "changed": "Changed",
}  # fmt: skip
LONGEST = 300
NO_DAY = "An action that is moved needs its new day."
NO_WORDS = "An action that is changed needs its new words."


def check_in_form(service: Service, talk: Talk, actions: Sequence[Action]) -> Talk | None:
    """Draw the questions for the open actions of a plan; the finished check-in once the person keeps it. HandholdError, ValueError."""
    st.markdown(
        "Say what became of each; whatever it is, it is a fact and no verdict. An action without an answer stays as it is. "
        "The plan gets a new version, and the one before stays readable."
    )
    answers: dict[str, Answer] = {}
    missing = []
    for number, action in enumerate(actions, 1):
        with st.container(border=True):
            found = _asked(talk.guide, talk.session.id, number, action)
        if isinstance(found, str):
            missing.append(found)
        elif found is not None:
            answers[action.id] = found
    words = st.text_area("A word to all of it, if you like", max_chars=LONGEST * 4, height="content", key=f"{talk.session.id}-words")
    for one in dict.fromkeys(missing):
        st.markdown(f":material/info: {one}")
    said = bool(answers) or bool(words.strip())
    if not st.button("Keep this check-in", type="primary", icon=":material/check:", disabled=bool(missing) or not said):
        return None
    return service.check_in(talk.session.id, today(), answers, words, seed=secrets.randbelow(1_000_000))


def _asked(guide: Guide, session: str, number: int, action: Action) -> Answer | str | None:
    """One action: what the person said of it, what is still missing (a sentence), or None when nothing was said."""
    day = f" :small[(by {plain(action.when, guide.speech)})]" if action.when else ""
    st.markdown(f"**{as_said(action.what, LONGEST)}**{day}")
    state = st.radio(
        f"What became of action {number}", STATES, index=None, format_func=LABELS.__getitem__, horizontal=True,
        key=f"{session}-{number}-state", label_visibility="collapsed",
    )  # fmt: skip
    if state is None:
        return None
    moved = _new_day(session, number) if state == "moved" else None
    words = ""
    if state == "changed":
        words = st.text_input(f"What it is now, action {number}", max_chars=LONGEST, key=f"{session}-{number}-new")
    why = st.text_input(f"In a line: why, or how it went (action {number})", max_chars=LONGEST, key=f"{session}-{number}-why")
    if state == "moved" and moved is None:
        return NO_DAY
    if state == "changed" and not words.strip():
        return NO_WORDS
    return Answer(state, why, moved, words)


def _new_day(session: str, number: int) -> date | None:
    picked = st.date_input(f"Its new day, action {number}", None, today(), key=f"{session}-{number}-day", format="DD/MM/YYYY")
    return picked if isinstance(picked, date) else None
