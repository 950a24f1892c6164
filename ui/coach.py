"""The Coach screen: one talk, its plan beside it. Every turn is stored before anything of it is drawn, in one run."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.errors import ConcurrentTurn, HandholdError
from engine.service import Service, Talk
from ui import tab
from ui.change import change_drawer
from ui.dock import GO_ON, UNDO, draw_chips, draw_dock, draw_progress, draw_undo, plan_drawer, undo_shown
from ui.follow import follow, pressed
from ui.judging import judged
from ui.ladder import ladder_door
from ui.onward import draw_onward
from ui.plan_panel import draw_plan
from ui.talks import Desk, find, in_memory, today
from ui.transcript import draw_transcript, newest_line
from ui.wording import as_said

MOVED = "This talk has gone on in another tab. Here is how it stands now; your answer was not taken."
IN_MEMORY = "This talk is kept in memory only. It is gone when it is done or when Handhold stops."
DELETED = "This talk has been deleted. You see it here until you leave or reload this page; save your plan before that."


def screen() -> None:
    """Draw the talk of this tab, or say that there is none."""
    session_id = tab.shown_id()
    gone = tab.on_screen_only(session_id)
    if gone is not None:
        _deleted(gone)
        return
    try:
        desk = find(session_id) if session_id else None
    except HandholdError as error:
        st.error(f"The talk cannot be opened. {error}", icon=":material/error:")
        return
    if desk is None:
        _nothing_here(session_id)
        return
    if desk.talk.cast is not None:
        st.switch_page("ui/rehearse.py", query_params={"c": desk.talk.session.id})
    if desk.talk.session.ended is None:
        _running(desk)
    else:
        _over(desk)


def _running(desk: Desk) -> None:
    """The order matters: read what came in, store it, then draw, the newest words before all else."""
    talk = desk.talk
    notice = tab.take_draft()
    chat, side = _columns()
    _headed(talk, chat, note=IN_MEMORY if in_memory(desk.service) else "")
    with st.bottom:
        if notice:
            st.info(notice, icon=":material/info:")
        dock = draw_dock(talk)
        replies = st.empty()
        loaded = ladder_door(talk)
    clicked = (UNDO if draw_undo(dock.undo, talk) else None) or draw_chips(replies, talk)
    typed = st.chat_input("Write your answer", key=tab.BOX)
    said = _meant(desk, typed or loaded, clicked or dock.command)
    if said:
        talk = _say(desk, said)
    else:
        talk = judged(desk, MOVED)
    with chat:
        draw_transcript(talk)  # the reply first: the rest of the page can come a moment later
    draw_progress(dock.bar, talk)
    if undo_shown(talk) != undo_shown(desk.talk):
        draw_undo(dock.undo, talk)
    if talk is not desk.talk or clicked:
        draw_chips(replies, talk)
    tab.remember_drawn(talk)
    _beside(talk, chat, side, "plan", notice or "", memory=in_memory(desk.service))
    if dock.plan_wanted and not said:
        plan_drawer(talk)
    _change_wanted(desk.service, talk)


def _meant(desk: Desk, typed: str | None, clicked: str | None) -> str | None:
    """What the person says in this run. When the talk went on in another tab, the words go back into the box instead."""
    missed = tab.drawn_turn(desk.talk)
    if missed is not None:
        words = typed or st.session_state.get(tab.chip_key(missed)) or ""
        tab.remember_drawn(desk.talk)
        if words or clicked:
            tab.hand_back(words, MOVED)
    if typed:
        return typed
    return clicked if clicked and tab.click_counts() else None


def _say(desk: Desk, words: str) -> Talk:
    """One turn, stored. When it could not be stored the words go back into the box."""
    try:
        if words == GO_ON:
            return desk.service.resume(desk.talk, today())
        talk = desk.service.say(desk.talk, words, today())
    except ConcurrentTurn:
        tab.hand_back(words, MOVED)
    except HandholdError as error:
        tab.hand_back(words, f"Your answer could not be stored, nothing else is lost. {error}")
    if talk.session.ended is not None:
        st.rerun()  # after the last turn only: the answer box and the dock belong to a running talk
    return talk


def _change_wanted(service: Service, talk: Talk) -> None:
    asked = pressed()
    if asked is not None and asked["what"] == "change":
        change_drawer(service, talk, asked["need"], int(asked["item"]) if asked.get("item") else None)


def _over(desk: Desk) -> None:
    """A talk that has ended. What is to leave nothing is deleted first and then drawn a last time."""
    talk = desk.talk
    if desk.leaves_nothing:
        desk.service.forget(talk.session.id)
        tab.keep_on_screen(talk)
        _deleted(talk)
        return
    chat, side = _columns()
    _draw(talk, chat, side, "plan-final")
    with chat:
        if in_memory(desk.service):
            st.info(IN_MEMORY, icon=":material/info:")
        draw_onward(talk, kept=not in_memory(desk.service))
        with st.container(horizontal=True):
            if talk.session.ended != "done" and st.button("Take up this talk again", type="primary", icon=":material/play_arrow:"):
                _take_up(desk)
            _start_another()
    _change_wanted(desk.service, talk)


def _take_up(desk: Desk) -> None:
    try:
        desk.service.resume(desk.talk, today())
    except ConcurrentTurn:
        st.rerun()  # another tab has taken it up already
    except HandholdError as error:
        st.error(f"The talk cannot be taken up. {as_said(str(error))}", icon=":material/error:")
    else:
        st.rerun()


def _deleted(talk: Talk) -> None:
    """A talk of which nothing is kept any more but what this tab shows."""
    chat, side = _columns()
    _draw(talk, chat, side, "plan-final")
    with chat:
        st.warning(DELETED, icon=":material/delete:")
        draw_onward(talk, kept=False)
        _start_another()


def _start_another() -> None:
    if st.button("Start another", icon=":material/add:"):
        tab.show(None)
        st.switch_page("ui/start.py")


def _columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    chat, side = st.columns([1.9, 1], gap="large")
    return chat, side


def _draw(talk: Talk, chat: DeltaGenerator, side: DeltaGenerator, place: str) -> None:
    """A talk that is over: what was said, and the plan beside it."""
    _headed(talk, chat)
    with chat:
        draw_transcript(talk)
    _beside(talk, chat, side, place)


def _headed(talk: Talk, chat: DeltaGenerator, note: str = "") -> None:
    with chat:
        st.title(as_said(talk.guide.flow.title), anchor=False)
        if note:
            st.markdown(f":material/visibility_off: :small[{note}]")


def _beside(talk: Talk, chat: DeltaGenerator, side: DeltaGenerator, place: str, notice: str = "", *, memory: bool = False) -> None:
    """The plan, and the script that follows the talk. `place` names the plan's box for the style sheet."""
    with chat:
        follow(newest_line(talk), talk.session.turn, ended=talk.session.ended is not None, notice=notice, memory=memory)
    with side.container(key=place, border=True):
        draw_plan(talk, place, "Your plan" if talk.session.ready else "Your plan so far")


def _nothing_here(session_id: str | None) -> None:
    """The address names no talk, or a talk that is not kept (any more)."""
    st.title("No talk is open here", anchor=False)
    if session_id:
        st.write("There is no talk at this address. It was deleted, or it was one of which nothing is kept.")
        tab.show(None)
    else:
        st.write("Start a talk, or take up one of your earlier ones.")
    st.page_link("ui/start.py", label="To the start page", icon=":material/arrow_back:")


screen()
