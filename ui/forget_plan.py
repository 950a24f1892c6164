"""Erases talks of a plan, after saying exactly what goes, what stays, and where copies of the words remain."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from engine.errors import HandholdError
from engine.plan.life import PlanRow
from engine.service import REHEARSAL, Service
from engine.stores import SessionRow
from ui.talks import forget, local_time
from ui.wording import as_said

ALL = "all"
COPIES = (
    "Copies that are not erased with it: files that you saved, answers from this plan that another talk was given to offer you, "
    "and lines with which you briefed a rehearsal."
)


@st.dialog("Erase this plan, or a part of it?")
def forget_dialog(service: Service, row: PlanRow, after: str) -> None:
    """Let the person choose what goes: the whole plan, or one of its talks. `after` is the page to turn to."""
    talks = belonging(service, row)
    choices = {ALL: "The whole plan, with all its versions"} | {one.id: f"Only {_named(one)}" for one in talks}
    wanted = st.radio("What is to be erased", list(choices), format_func=choices.__getitem__) or ALL
    gone = [one for one in talks if wanted in (ALL, one.id)]
    st.markdown("**This is erased**, down to the bytes of the file, and cannot be brought back:")
    st.markdown("\n".join(f"- {_told(one)}" for one in gone))
    kept = [one for one in talks if one not in gone]
    if gone and any(one.started >= gone[0].started for one in kept):
        st.markdown(
            "**Later talks of this plan stay**, and each of them keeps a copy of the plan as it stood when it began. Your words in the "
            "plan can still be read there; what else you said in the erased talk cannot."
        )
    st.markdown(f":small[{COPIES}]")
    with st.container(horizontal=True):
        if st.button("Erase for good", type="primary", icon=":material/delete:"):
            try:
                forget_all(service, gone)
            except HandholdError as error:
                st.error(f"It could not be erased. {as_said(str(error))}", icon=":material/error:")
                return
            st.switch_page(after)
        if st.button("Keep it"):
            st.rerun()


def belonging(service: Service, row: PlanRow) -> tuple[SessionRow, ...]:
    """Every kept talk that holds this plan, oldest first: those that made its versions, and reviews of it that were never finished."""
    members = {*row.sessions, row.line}
    found = [one for one in service.sessions() if one.id in members or _follows(service, one) in members]
    order = {name: place for place, name in enumerate(row.sessions)}
    return tuple(sorted(found, key=lambda one: (one.started, order.get(one.id, len(order)))))


def unfinished(service: Service, row: PlanRow) -> SessionRow | None:
    """The newest review of this plan that was begun and never finished."""
    waiting = (one for one in service.sessions() if one.ended != "done" and not one.title.startswith(REHEARSAL))
    return next((one for one in waiting if _follows(service, one) in row.sessions), None)


def _follows(service: Service, talk: SessionRow) -> str | None:
    try:
        return service.follows(talk.id)
    except HandholdError:
        return None


def forget_all(service: Service, talks: Sequence[SessionRow]) -> None:
    """Erase these talks; one that somebody else has erased meanwhile is passed over."""
    for one in talks:
        forget(service, one.id)


def _named(one: SessionRow) -> str:
    return f"“{one.title}” of {local_time(one.started)}"


def _told(one: SessionRow) -> str:
    answers = "1 answer" if one.turns == 1 else f"{one.turns} answers"
    unfinished = "" if one.ended == "done" else ", not finished"
    return f"{as_said(_named(one))}: {answers}{unfinished}, every word of both sides, and the version of the plan made in it"
