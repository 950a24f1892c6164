"""Draws what was said: the coach's lines with what was kept for later and why it asks, and the person's own words."""

from __future__ import annotations

import streamlit as st

from engine.service import Talk
from engine.talk.session import Idea, Utterance
from ui.wording import as_coached, as_said, as_spoken

COACH, PERSON = "Coach", "You"
LONGEST_CHIP = 90


def draw_transcript(talk: Talk) -> None:
    """The whole talk without what was taken back, each step under its own line."""
    session, steps = talk.session, talk.guide.flow.steps
    said = [one for one in session.transcript if not one.retracted]
    places = {step.id: number for number, step in enumerate(steps, 1)}
    step = ""
    for place, one in enumerate(said):
        if one.speaker == "coach" and one.step != step and one.step in places:
            step = one.step
            st.markdown(f":small[**Step {places[step]} of {len(steps)}** · {as_said(steps[places[step] - 1].title)}]")
        if one.speaker == "coach":
            _coach(talk, one, last=place == len(said) - 1)
        else:
            _person(one)


def newest_line(talk: Talk) -> str:
    """The coach's last line in plain text."""
    lines = [one.text for one in talk.session.transcript if one.speaker == "coach" and not one.retracted]
    return as_spoken(lines[-1] or "") if lines else ""


def _person(said: Utterance) -> None:
    with st.container(horizontal_alignment="right"), st.chat_message(PERSON, avatar=":material/person:", width="content"):
        if said.text is None:
            st.markdown(":small[*Not stored.*]")
        else:
            st.text(said.text)


def _coach(talk: Talk, said: Utterance, *, last: bool) -> None:
    with st.chat_message(COACH, avatar=":material/forum:"):
        st.markdown(as_coached(said.text or ""))
        for idea in talk.session.parked:
            if idea.turn == said.turn:
                _kept(talk, idea)
        if last:
            _why(talk)


def _kept(talk: Talk, idea: Idea) -> None:
    later = next((step.title for step in talk.guide.flow.steps if step.solutions_from), "later")
    st.badge(f"Kept for {as_said(later)}: {as_said(idea.text, LONGEST_CHIP)}", icon=":material/bookmark:", color="orange")


def _why(talk: Talk) -> None:
    waits = talk.session.awaiting
    if talk.session.ended is None and waits and waits.kind == "ask" and waits.need:
        with st.expander("Why we ask", icon=":material/help:", type="compact", key=f"why-{talk.session.turn}"):
            st.markdown(as_coached(talk.guide.flow.need(waits.need).why))
