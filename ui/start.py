"""The Start screen: what this is and is not, for whom, where words are kept, and the doors to a new or an earlier talk."""

from pathlib import Path

import streamlit as st

from engine.errors import HandholdError
from engine.service import Service
from engine.stores import SessionRow
from ui import tab
from ui.talks import begin, keeping, local_time, place, warm_up
from ui.wording import as_said

COACH = "ui/coach.py"
FIRST_CHOICE = "career_talk"
SHOWN_FIRST = 6
STATES = {"done": "plan finished", "unfinished": "not finished", "red_flag": "stopped"}

BEFOREHAND = (Path(__file__).parent / "beforehand.md").read_text(encoding="utf-8")
WHAT_IT_IS = (
    "Handhold asks, you think aloud. Seven steps lead from the work that draws you to a short plan in your own words: "
    "what you want, what you bring, what is missing, how you will know that you are getting there, and what you will do. "
    "It takes half an hour to an hour, and you can stop and come back whenever you like."
)


def screen() -> None:
    """Draw the page."""
    with st.container(key="start"):
        st.title("Think through your next step at work", anchor=False)
        st.markdown(WHAT_IT_IS)
        try:
            service = keeping()
        except HandholdError as error:
            st.error(f"Talks cannot be kept at present. {as_said(str(error))}", icon=":material/error:")
            return
        _doors(service)
        _earlier(service)
        _said_beforehand()
        warm_up(FIRST_CHOICE)


def _doors(service: Service) -> None:
    _kept_where()
    flow = _flow(service)
    with st.container(horizontal=True):
        keep = bool(place()) and st.button("Start a talk", type="primary", icon=":material/forum:")
        nothing = st.button("Start and keep nothing", icon=":material/visibility_off:")
    if keep or nothing:
        try:
            session_id = begin(flow, keep=keep)
        except HandholdError as error:
            st.error(f"The talk cannot start. {as_said(str(error))}", icon=":material/error:")
            return
        _open(session_id)


def _kept_where() -> None:
    """Said before the first word is typed."""
    if place():
        st.markdown("**What is kept, and where.** All that is said goes into one file on the computer that runs Handhold, nowhere else:")
        st.code(place(), language=None, wrap_lines=True)
        st.markdown(
            "With **Start and keep nothing** the talk stays in memory: it is gone when it is done or when Handhold stops, so save your "
            "plan first."
        )
    else:
        st.markdown(
            "**What is kept, and where.** Nothing. Handhold was started with a store in memory: a talk is gone when it is "
            "done or when Handhold stops, so save your plan first."
        )


def _flow(service: Service) -> str:
    """The flow to talk through: a choice only where there is one."""
    names = sorted(service.library.flows(), key=lambda name: (name != FIRST_CHOICE, name))
    if len(names) < 2:
        return names[0] if names else FIRST_CHOICE
    return st.selectbox("Which talk", names, format_func=lambda name: name.replace("_", " ").capitalize()) or names[0]


def _said_beforehand() -> None:
    for part in BEFOREHAND.split("## ")[1:]:
        title, text = part.split("\n", 1)
        st.header(title, anchor=False)
        st.markdown(text)


def _earlier(service: Service) -> None:
    rows = service.sessions()
    if not rows:
        return
    st.header("Take up a talk again", anchor=False)
    for row in rows[:SHOWN_FIRST]:
        _row(service, row)
    if rows[SHOWN_FIRST:]:
        with st.expander(f"Older talks ({len(rows) - SHOWN_FIRST})"):
            for row in rows[SHOWN_FIRST:]:
                _row(service, row)


def _row(service: Service, row: SessionRow) -> None:
    label = f"{as_said(row.title)}, {local_time(row.touched)}"
    state = STATES.get(row.ended or "", "open")
    answers = "1 answer" if row.turns == 1 else f"{row.turns} answers"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if st.button(f"{label} · {answers} · {state}", key=f"open-{row.id}", type="tertiary", icon=":material/chat:"):
            _open(row.id)
        erase = st.button("Delete", key=f"delete-{row.id}", type="tertiary", icon=":material/delete:", help=f"Erases {label}")
        if erase:
            _delete(service, row.id, label)


@st.dialog("Delete this talk?")
def _delete(service: Service, session_id: str, label: str) -> None:
    st.markdown(f"{label}. Every word of it is erased from the file, the plan too. It cannot be brought back.")
    with st.container(horizontal=True):
        if st.button("Delete for good", type="primary", icon=":material/delete:"):
            service.forget(session_id)
            st.rerun()
        if st.button("Keep it"):
            st.rerun()


def _open(session_id: str) -> None:
    tab.show(session_id)
    st.switch_page(COACH, query_params={"c": session_id})


screen()
