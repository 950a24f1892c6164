"""The Present screen: a trainer shows a talk turn by turn on a wall, by keyboard alone."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from engine.errors import ConcurrentTurn, HandholdError
from engine.present.picture import picture
from ui import markup, present_talks
from ui.present_bars import KEYS, autoplay, doing, moving
from ui.present_beside import draw_beside
from ui.present_guards import draw_guards
from ui.present_machine import machine
from ui.present_play import Play, named, playing, show
from ui.present_talks import Shown, keeping_nothing
from ui.present_wall import standing, wall
from ui.talks import today
from ui.wording import as_said

LOOK = (Path(__file__).parent / "present.css").read_text(encoding="utf-8")
HIDDEN = "[data-testid=stHeader] { display: none; }"


def screen() -> None:
    """Draw the talk that this tab shows, or the choice of one."""
    play = playing() or (show(named()) if named() else None)
    try:
        shown = present_talks.opened(play.source) if play else None
        if play is None or shown is None:
            st.html(f"<style>{LOOK}</style>")
            if play is not None:
                show(None)
                st.info("There is no talk at this address any more.", icon=":material/info:")
            _choice()
            return
        st.html(f"<style>{LOOK}{HIDDEN}</style>")
        _stage(shown, play)
    except HandholdError as error:
        st.error(f"This cannot be shown. {as_said(str(error))}", icon=":material/error:")


def _choice() -> None:
    """Which talk to show: a reference talk, one of this store, or a new one."""
    st.title("Present a talk", anchor=False)
    st.markdown("Shows a talk on the wall, turn by turn, with all that the rules see in it. Nothing is stored by showing it.")
    found, talks = present_talks.references(), present_talks.own_talks()
    library = keeping_nothing().library
    who = {"": "With the coach", **{name: library.cast(name).persona.title for name in library.personas()}}
    shown, own, live = st.columns(3, gap="large")
    with shown:
        st.header("A reference talk", anchor=False)
        name = _chosen("Choose a talk", {name: f"{name} · {one.transcript.title}" for name, one in found.items()}, "p-choice")
    with own:
        st.header("A talk of yours", anchor=False)
        mine = _chosen("Choose a talk of this store", talks, "p-own")
    with live:
        st.header("A new talk, live", anchor=False)
        persona = _chosen("Choose who answers", who, "p-who")
    st.markdown("Tab to a list, type a few letters, Enter: the talk is on the wall. There, H shows all keys.")
    if name is not None:
        _turn_to(f"{present_talks.REFERENCE} {name}")
    if mine is not None:
        _turn_to(mine)
    if persona is not None:
        _turn_to(present_talks.begin_live(persona or None))


def _chosen(label: str, titles: Mapping[str, str], key: str) -> str | None:
    """What is chosen in a list, which is at once acted upon; None while nothing is."""
    if not titles:
        st.markdown("There is none yet.")
        return None
    return st.selectbox(label, list(titles), None, format_func=titles.__getitem__, key=key, placeholder="Choose")


def _turn_to(source: str) -> None:
    talk = present_talks.opened(source)
    if talk is not None:
        show(source, talk.begins)
        st.rerun()


def _stage(shown: Shown, play: Play) -> None:
    """The rows of keys, and between them what they bring about."""
    service = keeping_nothing()
    words = dict(service.library.debrief_words())
    play.at = max(shown.begins, min(play.at, len(shown.turns) - 1))
    moving(shown, play)
    if play.view == "guards":
        st.html(markup.Html(draw_guards(shown)))
    elif play.view == "beside":
        draw_beside(shown, play, words)
    elif play.view == "keys":
        st.html(markup.Html(_keys()))
    else:
        with st.container(key="p-machine"):
            st.markdown(machine(picture(shown.guide, standing(shown, play))), unsafe_allow_html=True)
        st.html(markup.Html(wall(shown, play, words, service.library.present_words())))
    doing(shown, play, words)
    if shown.live and play.view == "talk":
        _say(shown, play)
    autoplay(shown, play)


def _say(shown: Shown, play: Play) -> None:
    """The line in which a live talk is carried on; what is typed is one more turn."""
    with st.container(key="p-say"):
        said = st.chat_input("Say it, Enter. Tab: back to the keys", key="p-said")
    if not said:
        return
    service = keeping_nothing()
    try:
        talk = service.say(service.open(shown.session.id), said, today())
    except ConcurrentTurn:
        st.rerun()
    play.go(len(shown.turns), talk.session.turn)
    play.at = len(shown.turns)
    st.rerun()


def _keys() -> str:
    rows = "".join(f"<li><kbd>{markup.text(key)}</kbd> {markup.text(does)}</li>" for key, does in KEYS)
    return f'<section class="hh-p-wall hh-p-card" tabindex="0" aria-label="Keys"><h1>Keys</h1><ul>{rows}</ul></section>'


screen()
