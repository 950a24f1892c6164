"""The Rehearse screen: choose who to talk with, hold the talk, look at it afterwards, and try a turn again."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.errors import ConcurrentTurn, HandholdError
from engine.service import Talk
from ui import tab
from ui.debriefed import draw_debrief
from ui.follow import follow
from ui.judging import judged
from ui.rehearsed import draw_rehearsal
from ui.talks import Desk, begin_rehearsal, find, in_memory, keeping, place, today
from ui.transcript import newest_line
from ui.wording import as_said

MOVED = "This rehearsal has gone on in another tab. Here is how it stands now; your words were not taken."
SILENCE = "…"
ORDER = ("tutorial", "raised_hopes", "not_ready", "best_person", "wants_promises", "no_idea")
DIFFICULTY = {"easy": "Easy", "normal": "As in life", "hard": "Hard"}


def screen() -> None:
    """Draw the rehearsal of this tab, or the choice of one."""
    session_id = tab.shown_id()
    try:
        desk = find(session_id) if session_id else None
    except HandholdError as error:
        st.error(f"The rehearsal cannot be opened. {as_said(str(error))}", icon=":material/error:")
        return
    if desk is None or desk.talk.cast is None:
        _choice()
    elif desk.talk.session.ended is None:
        _running(desk)
    else:
        _over(desk)


def _choice() -> None:
    """Who to talk with: each is one of the fears that keep managers from such talks."""
    with st.container(key="start"):
        st.title("Rehearse a career talk", anchor=False)
        st.markdown(
            "You lead the talk; somebody simulated answers, with wishes, worries and a memory of what you promise. Afterwards you see "
            "which of your words opened the other person and which closed them. Nothing of it is a test, and no grade comes out."
        )
        library = keeping().library
        names = sorted(library.personas(), key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
        casts = {name: library.cast(name) for name in names}
        chosen = st.radio(
            "What do you fear most in such a talk?", names, format_func=lambda name: as_said(casts[name].persona.fear),
            captions=[f"{as_said(casts[name].persona.title)}. {as_said(casts[name].persona.role)}." for name in names],
        )  # fmt: skip
        hard = st.segmented_control("How hard", list(DIFFICULTY), format_func=DIFFICULTY.__getitem__, default="normal", required=True)
        with st.container(horizontal=True):
            keep = bool(place()) and st.button("Start the rehearsal", type="primary", icon=":material/theater_comedy:")
            nothing = st.button("Start and keep nothing", icon=":material/visibility_off:")
    if chosen and (keep or nothing):
        session_id = begin_rehearsal(chosen, hard or "normal", keep=bool(keep))
        tab.show(session_id)
        st.query_params["c"] = session_id
        st.rerun()


def _running(desk: Desk) -> None:
    """Read what came in, store it, then draw."""
    talk, notice = desk.talk, tab.take_draft()
    talk_place = st.container()
    _headed(talk, talk_place)
    with st.bottom:
        if notice:
            st.info(notice, icon=":material/info:")
        bar = st.empty()
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="dock"):
            notes = st.toggle("Feedback as I go", value=True, key="notes")
            silent = st.button("Say nothing", icon=":material/more_horiz:", type="tertiary", key="silent")
            over = st.button("End and look back", icon=":material/flag:", type="tertiary")
    typed = st.chat_input("Say it in your own words", key=tab.BOX)
    missed = tab.drawn_turn(talk)
    if missed is not None:
        tab.remember_drawn(talk)
        if typed or silent:
            tab.hand_back(typed or "", MOVED)
    try:
        if over:
            desk.service.end(talk)
            tab.forget_drawn()
            st.rerun()
        said = typed or (SILENCE if silent and tab.click_counts() else None)
        talk = desk.service.say(talk, said, today()) if said else judged(desk, MOVED)
    except ConcurrentTurn:
        tab.hand_back(typed or "", MOVED)
    except HandholdError as error:
        tab.hand_back(typed or "", f"Your words could not be stored, nothing else is lost. {error}")
    with talk_place:
        draw_rehearsal(talk, desk.service.library.debrief_words(), notes=notes)
    _progress(bar, talk)
    if talk.session.role.get("left"):
        st.info("The talk is over. End it to look back at it.", icon=":material/waving_hand:")
    tab.remember_drawn(talk)
    follow(_newest(talk), talk.session.turn, ended=False, notice=notice or "", memory=in_memory(desk.service))


def _headed(talk: Talk, where: DeltaGenerator) -> None:
    assert talk.cast is not None
    person, persona = talk.cast.person(talk.session.seed), talk.cast.persona
    with where:
        st.title(f"A talk with {person.name}", anchor=False)
        brief = " ".join(person.put_in(text) for text in persona.brief.values())
        with st.expander(f"{person.name} is simulated. {persona.role}. What you know beforehand", type="compact"):
            st.markdown(f"{as_said(brief)}\n\n*Your fear: {as_said(persona.fear)}*")


def _progress(bar: DeltaGenerator, talk: Talk) -> None:
    steps = talk.guide.flow.steps
    here = talk.guide.flow.index(talk.session.step)
    reached = sum(step.id in talk.session.entered for step in steps)
    title = as_said(steps[min(here, len(steps) - 1)].title)
    bar.progress(reached / len(steps), text=f"**{reached} of {len(steps)} steps reached** · {title}")


def _newest(talk: Talk) -> str:
    lines = (one.text for one in reversed(talk.session.transcript) if one.speaker == "persona")
    return next(lines, None) or newest_line(talk)


def _over(desk: Desk) -> None:
    """The debrief, the talk below it, and the way into another try."""
    talk, words = desk.talk, desk.service.library.debrief_words()
    assert talk.cast is not None
    talk = judged(desk, MOVED)
    made = desk.service.debrief(talk)
    st.title(f"After the talk with {talk.cast.person(talk.session.seed).name}", anchor=False)
    with st.container(horizontal=True):
        if made.replay is not None and st.button(f"Try again from turn {made.replay.turn}", type="primary", icon=":material/replay:"):
            _again(desk, made.replay.turn)
        if st.button("Choose another", icon=":material/add:"):
            tab.show(None)
            st.query_params.clear()
            st.rerun()
    draw_debrief(talk, made, words)
    _branches(desk, talk)
    st.header("The talk", anchor=False)
    draw_rehearsal(talk, words, notes=True)
    _try_from(desk, talk)
    follow("", talk.session.turn, ended=True)


def _try_from(desk: Desk, talk: Talk) -> None:
    """Any turn can be said anew."""
    turns = [one.turn for one in talk.session.transcript if one.speaker == "person"]
    if turns:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            turn = st.selectbox("Say another thing in turn", turns, width=220)
            if st.button("Go back there", icon=":material/alt_route:") and turn:
                _again(desk, turn)


def _again(desk: Desk, turn: int) -> None:
    """A new rehearsal that is the same up to this turn."""
    fresh = desk.service.fork(desk.talk, turn - 1)
    tab.show(fresh.session.id)
    st.query_params["c"] = fresh.session.id
    st.rerun()


def _branches(desk: Desk, talk: Talk) -> None:
    """Beside the talk that this one was branched off from: what was said instead, and the measures of both."""
    origin = talk.session.forked_from
    if not origin:
        return
    try:
        first = desk.service.open(origin)
    except HandholdError:
        return
    st.header("Beside the first try", anchor=False)
    shared = _shared(first, talk)
    for column, one, title in zip(st.columns(2, gap="large"), (first, talk), ("Before", "This time"), strict=True):
        with column:
            made = desk.service.debrief(one)
            st.subheader(title, anchor=False)
            if made.measures:
                counts = made.measures
                st.markdown(f"Giving back for each question: **{counts['reflections_per_question']}** · promises: **{counts['promises']}**")
            lines = [said for said in one.session.transcript if said.turn > shared and said.speaker in ("person", "persona")]
            name = one.cast.person(one.session.seed).name if one.cast else ""
            for said in lines:
                who = "You" if said.speaker == "person" else name
                st.markdown(f"**{who}:** {as_said(said.text or '')}")


def _shared(one: Talk, other: Talk) -> int:
    """The last turn up to which two talks are the same."""
    mine = {said.turn: said.text for said in one.session.transcript if said.speaker == "person"}
    theirs = {said.turn: said.text for said in other.session.transcript if said.speaker == "person"}
    turn = 0
    while turn + 1 in mine and mine[turn + 1] == theirs.get(turn + 1):
        turn += 1
    return turn


screen()
