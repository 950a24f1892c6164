"""The dock under the talk: how far it is, undo, the plan on a phone, and the quick replies above the answer box."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.service import Talk
from ui.plan_panel import draw_plan
from ui.tab import chip_key
from ui.wording import as_said

UNDO = "undo"
"""The command that the button types for the person."""

GO_ON = "go-on"
"""Pressed, not typed: takes up a talk that was stopped."""

COMMANDS = {
    "Pause here": "pause",
    "Where are we?": "where are we?",
    "What I have said so far": "summary",
    "Ask it again": "repeat",
    "Skip this question": "skip",
    "What I can type": "help",
}
"""What the menu offers, and the command that it types for the person."""

_FIXED = {"recap": ("Nothing to add",), "confirm": ("Yes", "No")}
_SETTLED = ("met", "thin", "skipped")


@dataclass(frozen=True, slots=True)
class Dock:
    """The places of the dock that a turn draws anew, and whether the plan was asked for."""

    bar: DeltaGenerator
    undo: DeltaGenerator
    command: str | None
    plan_wanted: bool


def draw_dock(talk: Talk) -> Dock:
    """The line above the answer box, still empty but for the menu and the Plan button."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False, key="dock"):
        bar = st.empty()
        with st.container(horizontal=True, width="content", gap="small", wrap=False):
            undo = st.empty()
            picked = None
            if not talk.session.stopped:
                picked = st.menu_button("More", list(COMMANDS), icon=":material/more_horiz:", type="tertiary", key="more")
            with st.container(key="open-plan", width="content"):
                wanted = st.button("Plan", icon=":material/list_alt:", type="tertiary")
    return Dock(bar, undo, COMMANDS.get(picked or ""), wanted)


def draw_progress(place: DeltaGenerator, talk: Talk) -> None:
    """One line and a bar: "Step 4 of 7 · Areas for development"."""
    session, steps = talk.session, talk.guide.flow.steps
    done = talk.guide.flow.index(session.step)
    if done == len(steps):
        place.progress(1.0, text=f"**All {len(steps)} steps done**")
        return
    needs = steps[done].needs
    settled = sum(session.state(need.id).status in _SETTLED for need in needs)
    text = f"**Step {done + 1} of {len(steps)}** · {as_said(steps[done].title)}"
    place.progress((done + settled / len(needs)) / len(steps), text=text)


def draw_undo(place: DeltaGenerator, talk: Talk) -> bool:
    """The undo button while there is something to take back; whether it was pressed."""
    if not undo_shown(talk):
        place.empty()
        return False
    return place.button(
        "Undo",
        key="undo",
        icon=":material/undo:",
        type="tertiary",
        help="Takes back your last answer. It no longer counts, but it is not erased.",
    )


def undo_shown(talk: Talk) -> bool:
    """Whether anything that the person said has left a trace that can be taken back."""
    session = talk.session
    if session.stopped:
        return False
    kept = session.facts or session.parked or session.others or session.notes or session.judged
    return bool(kept) or any(one.status != "open" or one.failed or one.backs for one in session.needs.values())


def draw_chips(place: DeltaGenerator, talk: Talk) -> str | None:
    """The quick replies of the open question, without those already used; the one that was picked.

    A talk that was stopped shows nothing to pick, only the way back into it.
    """
    if talk.session.stopped:
        pressed = place.button("Go on with the talk", icon=":material/play_arrow:", key=f"go-on-{talk.session.turn}")
        return GO_ON if pressed else None
    replies = quick_replies(talk)
    if not replies:
        place.empty()
        return None
    return place.pills(
        "Quick replies", replies, required=True, wrap=False, label_visibility="collapsed", key=chip_key(talk.session.turn)
    )


def quick_replies(talk: Talk) -> list[str]:
    """What may be picked instead of typed; nothing after a red flag and while a reason is asked for."""
    session = talk.session
    waits = session.awaiting
    if waits is None or session.ended or session.stopped or session.skipping:
        return []
    if waits.kind != "ask" or waits.need is None:
        return list(_FIXED.get(waits.kind, ()))
    used = {one.text for one in session.transcript if one.speaker == "person" and not one.retracted}
    return [reply for reply in talk.guide.flow.need(waits.need).suggest if reply not in used]


@st.dialog("Your plan so far", position="right")
def plan_drawer(talk: Talk) -> None:
    """The plan on a phone, where there is no room beside the talk."""
    draw_plan(talk, "drawer", "")
