"""What stands under a talk that is over: its documents in one place, and, quietly, what could come after it."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from engine.errors import HandholdError
from engine.plan.days import review_day
from engine.plan.plan import Plan
from engine.service import Talk
from engine.talk.echo import plain
from ui import tab
from ui.plan_export import WHAT_THERE_IS, draw_export, draw_files
from ui.talks import begin

COACH, PLANS = "ui/coach.py", "ui/plans.py"
AFTER = {
    "mentor_prep": ("Prepare for a mentor", ":material/school:", "a good quarter of an hour for three questions and one request"),
    "what_next": ("Look about", ":material/explore:", "once the plan has begun: which employers would fit, who could know more"),
    "role_profile": ("Look at one role closely", ":material/compare:", "what it asks for, and what of it you bring"),
}
"""Talks that may follow: what the button says, its icon, and what the talk is for."""
FOLLOWS = {"career_talk": ("mentor_prep", "what_next"), "role_profile": ("mentor_prep",), "strengths_values": ("role_profile",)}
"""Which of them are named after which talk."""


def draw_onward(talk: Talk, *, kept: bool) -> None:
    """The documents of a talk that is over, and the ways on from a plan that is ready; `kept` when the talk stays in the store."""
    if talk.session.stopped:
        return
    with st.container(border=True, key="onward"):
        st.subheader("Your plan to take along" if talk.session.ready else "What was said, to take along", anchor=False)
        if not talk.session.ready:
            draw_files(talk, "onward", WHAT_THERE_IS)
            return
        draw_export(talk, "onward")
        st.markdown("\n".join(f"- {one}" for one in _ways_on(talk, talk.plan(), kept=kept)))
        if kept:
            _doors(talk)


def _ways_on(talk: Talk, plan: Plan, *, kept: bool) -> Iterator[str]:
    day = review_day(plan, talk.guide.language)
    if day is not None:
        when = plain(day.isoformat(), talk.guide.speech)
        yield f"You look at it again on {when}. The calendar file holds that day and the days of your actions."
    if kept:
        yield "Under **Plans** it waits for you: what is due, a check-in of two minutes, a longer review."
        yield from (f"**{AFTER[name][0]}**: {AFTER[name][2]}." for name in FOLLOWS.get(plan.flow, ()))


def _doors(talk: Talk) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.button("See it under Plans", icon=":material/task:"):
            st.switch_page(PLANS, query_params={"p": talk.plan().history[0].session})
        for name in FOLLOWS.get(talk.plan().flow, ()):
            label, glyph, _ = AFTER[name]
            if st.button(label, icon=glyph, key=f"after-{name}"):
                _start(name)


def _start(flow: str) -> None:
    try:
        session_id = begin(flow, keep=True)
    except HandholdError as error:
        st.error(f"The talk cannot start. {error}", icon=":material/error:")
        return
    tab.show(session_id)
    st.switch_page(COACH, query_params={"c": session_id})
