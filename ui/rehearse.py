"""The Rehearse screen: choose who to talk with, hold the talk, look at it afterwards, and try a turn again."""

from collections.abc import Mapping
from typing import Any, NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.errors import ConcurrentTurn, HandholdError
from engine.rehearsal.scenario import Scenario
from engine.service import Service, Talk
from engine.talk.events import Difficulty
from ui import markup, tab
from ui.branched import draw_branch
from ui.briefing import asked_as_html, draw_briefing, forget_briefing
from ui.debriefed import draw_debrief
from ui.follow import follow, pressed
from ui.judging import judged
from ui.prepare import draw_preparation, opening_waits, take_opening
from ui.rehearsed import draw_rehearsal
from ui.runs import draw_earlier, draw_runs
from ui.scenario import draw_kept, own_scenarios, scenario_form
from ui.talks import DIFFICULTY, Desk, begin_rehearsal, find, in_memory, keeping, place, today
from ui.transcript import newest_line
from ui.wording import as_said

MOVED = "This rehearsal has gone on in another tab. Here is how it stands now; your words were not taken."
GONE = "There is no rehearsal at this address any more. It was deleted, or it was one of which nothing is kept."
SILENCE = "…"
ORDER = ("tutorial", "raised_hopes", "not_ready", "best_person", "wants_promises", "no_idea")
DO, PREPARE, OWN = "do", "prepare", "own"
EXAM = "Exam: feedback only afterwards"
FEEDBACK = {
    "Practice with feedback": "Beside each of your turns stands what the rules see in it, with a tip.",
    EXAM: "No tags and no tips during the talk; all of it in the debrief. Good for the last run of several.",
}


def screen() -> None:
    """Draw the rehearsal of this tab, or the choice of one, or the page that prepares one."""
    session_id = tab.shown_id()
    try:
        desk = find(session_id) if session_id else None
        if desk is not None and desk.talk.cast is not None:
            _running(desk) if desk.talk.session.ended is None else _over(desk)
        elif st.query_params.get(DO) == PREPARE:
            if draw_preparation(keeping()):
                _show(None)
        elif st.query_params.get(DO) == OWN:
            if scenario_form(keeping()) is not None or st.button("Back", icon=":material/arrow_back:"):
                _show(None)
        else:
            if session_id and desk is None:
                tab.show(None)
                st.query_params.pop("c", None)
                st.info(GONE, icon=":material/info:")
            _choice(keeping())
    except HandholdError as error:
        st.error(f"This cannot be opened. {as_said(str(error))}", icon=":material/error:")


def _choice(service: Service) -> None:
    """Who to talk with: each is one of the fears that keep managers from such talks."""
    with st.container(key="start"):
        st.title("Rehearse a career talk", anchor=False)
        st.markdown(
            "You lead the talk; somebody simulated answers, with wishes, worries and a memory of what you promise. Afterwards you see "
            "which of your words opened the other person and which closed them. Nothing of it is a test, and no grade comes out."
        )
        persona = _fear(service)
        hard = st.segmented_control("How hard", list(DIFFICULTY), format_func=_how_hard, default="normal", required=True)
        exam = st.radio("Feedback", list(FEEDBACK), captions=list(FEEDBACK.values())) == EXAM
        asked = draw_briefing(service)
        _opening()
        with st.container(horizontal=True):
            keep = bool(place()) and st.button("Start the rehearsal", type="primary", icon=":material/theater_comedy:")
            nothing = st.button("Start and keep nothing", icon=":material/visibility_off:")
        earlier = draw_earlier(service)
    if persona and (keep or nothing):
        session_id = begin_rehearsal(persona, hard or "normal", keep=bool(keep), exam=exam, asked=asked)
        forget_briefing()
        _show(session_id)
    if earlier:
        _show(earlier)


def _how_hard(difficulty: Difficulty) -> str:
    return DIFFICULTY[difficulty].capitalize()


def _fear(service: Service) -> str | Scenario | None:
    """The fear to meet, or a scenario of one's own, which comes first."""
    library, own = service.library, own_scenarios(service)
    names = sorted(library.personas(), key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    choices: dict[str, str | Scenario] = {**{f"{OWN} {name}": one for name, one in own.items()}, **{name: name for name in names}}
    personas = {key: library.cast(one).persona for key, one in choices.items()}
    shown = {f"{OWN} {name}": f"Your own: {one.name}" for name, one in own.items()}
    captions = [f"{as_said(one.fear if key in shown else f'{one.title}.')} {as_said(one.role)}." for key, one in personas.items()]
    chosen = st.radio(
        "What do you fear most in such a talk?", list(choices), captions=captions,
        format_func=lambda key: as_said(shown.get(key) or personas[key].fear),
    )  # fmt: skip
    if draw_kept(service, own):
        st.query_params[DO] = OWN
        st.rerun()
    return choices[chosen] if chosen else None


def _opening() -> None:
    """The way to the preparation page, and whether an opening waits."""
    if opening_waits():
        st.info("Your opening is ready. It will stand in the box when the talk begins, to send or to change.", icon=":material/edit_note:")
    label = "Change your opening" if opening_waits() else "Prepare your opening first"
    if st.button(label, icon=":material/edit_note:", type="tertiary"):
        st.query_params[DO] = PREPARE
        st.rerun()


def _running(desk: Desk) -> None:
    """Read what came in, store it, then draw."""
    talk, notice = desk.talk, tab.take_draft()
    talk_place = st.container()
    _headed(talk, talk_place, desk.service.library.prepare_words())
    with st.bottom:
        if notice:
            st.info(notice, icon=":material/info:")
        bar = st.empty()
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="dock"):
            notes = not talk.session.exam and st.toggle("Feedback", value=True, key="notes")
            silent = st.button("Say nothing", icon=":material/more_horiz:", type="tertiary", key="silent")
            over = st.button("End and look back", icon=":material/flag:", type="tertiary")
    if talk.session.turn == 0 and opening_waits():
        st.session_state[tab.BOX] = take_opening()
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


def _headed(talk: Talk, where: DeltaGenerator, words: Mapping[str, Any]) -> None:
    assert talk.cast is not None
    person, persona = talk.cast.person(talk.session.seed), talk.cast.persona
    with where:
        st.title(f"A talk with {person.name}", anchor=False)
        if talk.session.exam:
            st.markdown(":material/school: :small[Exam: feedback comes afterwards.]")
        brief = " ".join(person.put_in(text) for text in persona.brief.values())
        with st.expander(f"{person.name} is simulated. {persona.role}. What you know beforehand", type="compact"):
            st.markdown(f"{as_said(brief)}\n\n*Your fear: {as_said(persona.fear)}*")
            if talk.cast.asked is not None:
                st.markdown("**What they are asking for**, from a page of their own:")
                st.html(markup.Html(asked_as_html(talk.cast.asked.lines, words["asking"])))


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
    _asked_for(desk)
    talk = judged(desk, MOVED)
    made = desk.service.debrief(talk)
    st.title(f"After the talk with {talk.cast.person(talk.session.seed).name}", anchor=False)
    with st.container(horizontal=True):
        if made.replay is not None and st.button(f"Try again from turn {made.replay.turn}", type="primary", icon=":material/replay:"):
            _again(desk, made.replay.turn)
        if st.button("Choose another", icon=":material/add:"):
            _show(None)
    draw_debrief(talk, made, words)
    draw_branch(desk, talk, words)
    if in_memory(desk.service):
        st.markdown(":material/visibility_off: :small[Nothing of this rehearsal is kept, so it is in no history.]")
    else:
        draw_runs(desk.service.runs(), talk.session.id, words)
    st.header("The talk", anchor=False)
    draw_rehearsal(talk, words, notes=True)
    follow("", talk.session.turn, ended=True, above=True)


def _again(desk: Desk, turn: int) -> None:
    """A new rehearsal that is the same up to this turn."""
    _show(desk.service.fork(desk.talk, turn - 1).session.id)


def _asked_for(desk: Desk) -> None:
    """A press in the debrief that leads to another talk: a turn said anew, or another run."""
    asked = pressed()
    if asked is not None and asked["what"] == "again" and desk.talk.session.said_in(int(asked["turn"])):
        _again(desk, int(asked["turn"]))
    if asked is not None and asked["what"] == "open" and asked["session"] != desk.talk.session.id:
        _show(asked["session"])


def _show(session_id: str | None) -> NoReturn:
    """Turn to another rehearsal, or to the choice of one. Does not return."""
    tab.show(session_id)
    st.query_params.clear()
    if session_id:
        st.query_params["c"] = session_id
    st.rerun()


screen()
