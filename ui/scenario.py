"""A scenario of one's own: the form it is written in, the ones that are kept on this machine, and the one that this tab will rehearse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import streamlit as st

from engine.errors import HandholdError
from engine.library import read
from engine.rehearsal.scenario import (
    ANSWERS,
    ASKED,
    HIDDEN,
    MOST,
    PRONOUNS,
    Hides,
    Scenario,
    cautions,
    load_scenario,
    scenario_as_yaml,
    scenario_name,
)
from engine.service import Service
from engine.source.problems import Problem
from ui.talks import keeps_on_this_machine
from ui.wording import as_said

_MINE, _SEEN, _ANSWER = "scenario", "scenario-seen", "scenario-"
FEAR, HIDDEN_QUESTION = "What do you fear most in this talk?", "What do they keep back?"
INTRO = (
    "Ten minutes, and you rehearse the talk that is really ahead of you. Write the answers as the other person would say them, "
    "beginning with “I”; one to three sentences each. Take an invented name: what you write is about somebody."
)


@dataclass(frozen=True, slots=True)
class Box:
    """One answer of the form: its label, an example, and how many lines are shown."""

    label: str
    hint: str
    lines: int = 2


FIRST = {
    "name": Box("What do you call them? An alias is best", "Robin", 1),
    "role": Box("What do they do?", "Clerk in a lending library, four years", 1),
    "wants": Box("What do they really want?", "I'd like to run the reading afternoons on my own."),
}
HIDES = {
    "listener": Box("Told to somebody who listens", "I asked for it two years ago and never had an answer."),
    "late": Box("Told late, when there is trust", "I've looked at a post in the next town."),
    "hardly_ever": Box("Told to hardly anybody", "I'm afraid of the first afternoon to which nobody comes."),
}
MORE = {
    "says": Box("What do they say they want, when asked?", "I'd be interested in the reading afternoons, if somebody is needed."),
    "why": Box("Why do they want it?", "A librarian once read to us in the rain, and nobody went home."),
    "enjoys": Box("What do they enjoy?", "The hour when the school classes come."),
    "not_wanted": Box("What would they not want?", "I don't want to do the fines any more."),
    "good_at": Box("What are they good at?", "I remember what people have read."),
    "lacks": Box("What do they lack?", "I've never drawn up a budget."),
    "first_words": Box("Their first words", "Hello. You wanted to talk about the autumn?"),
    "knows": Box("What do you know beforehand? (about them: she, he, they)", "Robin knows every regular by name."),
}


def own_scenarios(service: Service) -> dict[str, Scenario]:
    """The scenarios that can be rehearsed: the one written in this tab first, then the kept ones. A broken file is told, not offered."""
    mine: Scenario | None = st.session_state.get(_MINE)
    found = {mine.scenario: mine} if mine is not None else {}
    for name in service.scenarios.names() if keeps_on_this_machine() else ():
        try:
            path = service.scenarios.path(name)
            if path is not None and name not in found:
                found[name] = service.library.scenario(read(path), str(path))
        except HandholdError as error:
            st.warning(f"The kept scenario “{as_said(name)}” cannot be used. {as_said(str(error))}", icon=":material/error:")
    return found


def draw_kept(service: Service, own: Mapping[str, Scenario]) -> bool:
    """The ways to change and to delete each own scenario. Returns whether the form is wanted."""
    wanted = False
    for name, scenario in own.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            called = as_said(scenario.name)
            st.markdown(f"**{called}**, {as_said(scenario.role, 60)}")
            if st.button("Change", key=f"change-{name}", type="tertiary", icon=":material/edit:", help=f"Change {called}"):
                _edit(scenario)
                wanted = True
            if st.button("Delete", key=f"delete-{name}", type="tertiary", icon=":material/delete:", help=f"Delete {called}"):
                _delete(service, scenario)
    if st.button("Write a scenario of your own", icon=":material/person_add:", type="tertiary"):
        _edit(None)
        wanted = True
    return wanted


@st.dialog("Delete this scenario?")
def _delete(service: Service, scenario: Scenario) -> None:
    st.markdown(
        f"{as_said(scenario.name)}. The scenario goes for good. Rehearsals that were held with it keep their own copy until you "
        "delete them on the Start page."
    )
    with st.container(horizontal=True):
        if st.button("Delete for good", type="primary", icon=":material/delete:"):
            if service.scenarios.path(scenario.scenario) is not None:
                service.scenarios.forget(scenario.scenario)
            if st.session_state.get(_MINE) == scenario:
                st.session_state.pop(_MINE)
            st.rerun()
        if st.button("Keep it"):
            st.rerun()


def _edit(scenario: Scenario | None) -> None:
    """Fill the form with a scenario, or empty it."""
    st.session_state.pop(_SEEN, None)
    if scenario is not None:
        st.session_state[_MINE] = scenario
    values: dict[str, str | None] = {one: getattr(scenario, one) if scenario else "" for one in ANSWERS}
    values |= {one: getattr(scenario.hides, one) if scenario else "" for one in HIDDEN}
    values |= {"pronouns": "they", "fear": None, "id": ""}
    if scenario is not None:
        values |= {"pronouns": scenario.pronouns, "fear": scenario.fear, "id": scenario.scenario}
    for one, value in values.items():
        st.session_state[_ANSWER + one] = value


def scenario_form(service: Service) -> Scenario | None:
    """The page with the form. Returns the scenario when the person is done with it; it then waits in this tab to be rehearsed."""
    if _ANSWER + "name" not in st.session_state:
        _edit(st.session_state.get(_MINE))
    with st.container(key="start"):
        st.title("A scenario of your own", anchor=False)
        st.markdown(INTRO)
        _kept_where(service)
        with st.form("scenario-form"):
            said = _asked(service)
            keep = keeps_on_this_machine() and st.checkbox("Keep this scenario on this computer", key=_ANSWER + "keep")
            done = st.form_submit_button("Use this scenario", type="primary", icon=":material/theater_comedy:")
        scenario = _written(service, said) if done else None
        if scenario is None or not _looked_over(service, scenario):
            return None
    if keep:
        service.scenarios.keep(scenario.scenario, scenario_as_yaml(scenario))
    st.session_state[_MINE] = scenario
    for one in [key for key in st.session_state if str(key).startswith(_ANSWER)]:
        del st.session_state[one]
    return scenario


def _kept_where(service: Service) -> None:
    kept = "What you write stays in this tab until you start; a rehearsal that is kept holds a copy, one that keeps nothing does not."
    if keeps_on_this_machine():
        st.markdown(f"{kept} With “Keep this scenario” it also goes into a file of its own, which you can delete on the Rehearse page:")
        st.code(str(service.scenarios.folder), language=None, wrap_lines=True)
    else:
        st.markdown(kept)


def _asked(service: Service) -> dict[str, str]:
    """The boxes; returns what stands in them."""
    said = {one: _box(one, box) for one, box in FIRST.items()}
    said["pronouns"] = st.segmented_control("They are spoken of as", list(PRONOUNS), key=_ANSWER + "pronouns") or "they"
    fears = {name: service.library.cast(name).persona.fear for name in service.library.fears()}
    chosen = st.radio(FEAR, list(fears), format_func=lambda name: as_said(fears[name]), key=_ANSWER + "fear")
    said["fear"] = chosen or ""
    st.markdown(f"**{HIDDEN_QUESTION}** One of the three is enough. They come out in this order.")
    said |= {one: _box(one, box) for one, box in HIDES.items()}
    with st.expander("More, if you like: each answer makes the talk more like yours"):
        said |= {one: _box(one, box) for one, box in MORE.items()}
    return said


def _box(name: str, box: Box) -> str:
    if box.lines == 1:
        return st.text_input(box.label, key=_ANSWER + name, max_chars=MOST // 6, placeholder=box.hint)
    return st.text_area(box.label, key=_ANSWER + name, max_chars=MOST, height=80, placeholder=box.hint)


def _written(service: Service, said: Mapping[str, str]) -> Scenario | None:
    """The scenario that the boxes make, or None with a word on what is missing."""
    missing = [box.label for one, box in FIRST.items() if not said[one].strip()]
    missing += [FEAR] * (not said["fear"])
    missing += [HIDDEN_QUESTION] * (not any(said[one].strip() for one in HIDDEN))
    if missing:
        st.error("Still to be answered: " + " · ".join(missing), icon=":material/edit:")
        return None
    taken = {**dict.fromkeys(service.scenarios.names(), ""), **service.library.personas()}
    name = st.session_state.get(_ANSWER + "id") or scenario_name(said["name"], taken)
    answers = {one: said[one] for one in ANSWERS}
    pronouns = said["pronouns"] if said["pronouns"] in PRONOUNS else "they"
    return Scenario(name, fear=said["fear"], hides=Hides(**{one: said[one] for one in HIDDEN}), pronouns=pronouns, **answers)  # type: ignore[arg-type]


def _looked_over(service: Service, scenario: Scenario) -> bool:
    """Whether the scenario can be used. What is only advised is said once; the same words sent again are taken as they are."""
    text = scenario_as_yaml(scenario)
    words = list(_words(service, scenario, text))
    if any(serious for serious, _ in words):
        for _, word in words:
            st.error(as_said(word), icon=":material/error:")
        return False
    if words and st.session_state.get(_SEEN) != text:
        st.session_state[_SEEN] = text
        for _, word in words:
            st.warning(as_said(word), icon=":material/visibility:")
        st.markdown("Change it, or press **Use this scenario** again to take it as it is.")
        return False
    return True


def _words(service: Service, scenario: Scenario, text: str) -> Iterator[tuple[bool, str]]:
    """What there is to say about the answers, and whether it has to be mended."""
    beside = service.library.beside_scenarios()
    problems: list[Problem] = []
    load_scenario(text, "", beside, service.library.fears(), problems)
    yield from ((one.code not in ASKED, f"{one.message[:1].upper()}{one.message[1:]}: {one.fix}.") for one in problems)
    yield from ((False, word) for word in cautions(scenario, beside))
