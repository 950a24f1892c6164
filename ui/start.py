"""The Start screen: what this is and is not, for whom, where words are kept, and the doors to a new or an earlier talk."""

from pathlib import Path

import streamlit as st

from engine.errors import HandholdError
from engine.service import REHEARSAL, Service
from engine.stores import SessionRow
from ui import tab
from ui.erase import ask_to_delete
from ui.talks import begin, keeping, local_day, local_time, place, warm_up
from ui.wording import as_said

COACH = "ui/coach.py"
PLANS = "ui/plans.py"
FIRST_CHOICE, REVIEW = "career_talk", "review"
FLOWS = {
    "career_talk": ("A career talk", "What draws you, what you bring, what is missing, and a plan of your own. Half an hour to an hour."),
    "strengths_values": ("My strengths and values", "What you do well, how it showed, and what has to be right for you. Half an hour."),
    "role_profile": ("One role, looked at closely", "What it asks for, from an advert if you have one, and what you bring. Half an hour."),
    "mentor_prep": ("Prepare for a mentor", "Three questions and one clear request, or how to find a mentor first. A quarter of an hour."),
    "what_next": ("Look about", "When a plan is under way: what an employer must be like, and who could know more. Half an hour."),
    "review": ("Look at a plan again", "What became of it, what you do now; from memory if it is not kept here. Twenty minutes."),
}
"""The talks to choose from, in this order: what each is called here, what it is for and how long it takes."""
ELSEWHERE = frozenset({"check_in"})
"""Flows that have their own door, on the Plans screen."""
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
            _again(service)
            _doors(service)
            _earlier(service)
        except HandholdError as error:
            st.error(f"Talks cannot be kept at present. {as_said(str(error))}", icon=":material/error:")
            return
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
    """The flow to talk through: a choice only where there is one. Those of one's own come last."""
    known = list(FLOWS)
    names = [name for name in service.library.flows() if name not in ELSEWHERE]
    names.sort(key=lambda name: (known.index(name) if name in known else len(known), name))
    if len(names) < 2:
        return names[0] if names else FIRST_CHOICE
    titles = {name: FLOWS[name][0] if name in FLOWS else as_said(name.replace("_", " ").capitalize()) for name in names}
    about = [FLOWS[name][1] if name in FLOWS else "" for name in names]
    return st.radio("What is it about today?", names, captions=about, format_func=titles.__getitem__) or names[0]


def _again(service: Service) -> None:
    """The newest plan, to be looked at again: offered, not urged. Reviews of it are opened from the Plans screen."""
    finished = (row for row in service.sessions() if row.ended == "done" and row.flow == FIRST_CHOICE)
    made = next((row for row in finished if not row.title.startswith(REHEARSAL)), None)
    if made is None:
        return
    with st.container(border=True, key="again"):
        st.markdown(f"**You have a plan of {local_day(made.started)}.** How does it stand by now?")
        with st.container(horizontal=True):
            if st.button("Look at it", icon=":material/task:"):
                st.switch_page(PLANS, query_params={"p": made.id})
            if st.button("Review it", icon=":material/history:", help="A longer talk, fifteen to twenty minutes"):
                try:
                    _open(begin(REVIEW, keep=True, on=made.id))
                except HandholdError as error:
                    st.error(f"The talk cannot start. {as_said(str(error))}", icon=":material/error:")


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
        if st.button("Delete", key=f"delete-{row.id}", type="tertiary", icon=":material/delete:", help=f"Erases {label}"):
            told = f"{label}. Every word of it is erased from the file, the plan too. It cannot be brought back."
            ask_to_delete("Delete this talk?", told, service, row.id)


def _open(session_id: str) -> None:
    tab.show(session_id)
    st.switch_page(COACH, query_params={"c": session_id})


screen()
