"""What one browser tab remembers between two runs of a screen. All else is read from the store each time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from engine.service import Talk

BOX = "say"
_SHOWN, _DRAWN, _DRAFT, _GONE, _CLICK, _SLIPS, _SEALED, _ALL = "talk", "drawn", "draft", "gone", "click", "slips", "sealed", "all"
_TOO_SOON = 0.35
"""Seconds: a second click within this time was aimed at the question before."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Words that were not taken, to be put back into the box, and a sentence that says why."""

    words: str
    notice: str


def shown_id() -> str | None:
    """The id of the talk this tab shows: from the address, else from memory; then it stands in both."""
    wanted = st.query_params.get("c") or st.session_state.get(_SHOWN)
    if wanted:
        if st.query_params.get("c") != wanted:
            st.query_params["c"] = wanted
        st.session_state[_SHOWN] = wanted
    return wanted


def show(session_id: str | None) -> None:
    """Turn to another talk, or to none."""
    for key in (_SHOWN, _DRAWN, _DRAFT, _GONE, _CLICK, _SEALED, _ALL):
        st.session_state.pop(key, None)
    if session_id:
        st.session_state[_SHOWN] = session_id


def drawn_turn(talk: Talk) -> int | None:
    """The turn this tab drew last when the talk has gone on elsewhere since; None when the tab is up to date."""
    session_id, seq, turn = st.session_state.get(_DRAWN, (talk.session.id, talk.seq, 0))
    return turn if session_id == talk.session.id and seq != talk.seq else None


def remember_drawn(talk: Talk) -> None:
    """Note what this tab shows now."""
    st.session_state[_DRAWN] = (talk.session.id, talk.seq, talk.session.turn)


def forget_drawn() -> None:
    """This tab itself has moved the talk on outside of a turn: nothing that it drew is out of date."""
    st.session_state.pop(_DRAWN, None)


def hand_back(words: str, notice: str) -> NoReturn:
    """Begin the run again with the words back in the box and a sentence that says why. Does not return."""
    st.session_state[_DRAFT] = Draft(words, notice)
    st.rerun()


def take_draft() -> str | None:
    """Put words that were not taken back into the box; returns the sentence that says why, once. Call before the box is drawn."""
    draft: Draft | None = st.session_state.pop(_DRAFT, None)
    if draft is None:
        return None
    if draft.words:
        st.session_state[BOX] = draft.words
    return draft.notice


def click_counts() -> bool:
    """Whether a click that has just arrived is meant: not when it follows another one too fast."""
    now, before = time.monotonic(), st.session_state.get(_CLICK, 0.0)
    st.session_state[_CLICK] = now
    if now - before < _TOO_SOON:
        st.session_state[_SLIPS] = st.session_state.get(_SLIPS, 0) + 1
        return False
    return True


def chip_key(turn: int) -> str:
    """The key of the quick replies of a turn. A slipped click gets them a new one, or their choice would be read again later."""
    return f"chip-{turn}-{st.session_state.get(_SLIPS, 0)}"


def sealed(mark: tuple[object, ...], draw: Callable[[], str]) -> str:
    """A piece of the page that is drawn anew only when what it depends on changes; its place is the mark's second part."""
    kept: dict[object, tuple[tuple[object, ...], str]] = st.session_state.setdefault(_SEALED, {})
    before = kept.get(mark[1])
    if before is None or before[0] != mark:
        before = kept[mark[1]] = (mark, draw())
    return before[1]


def draw_all(session_id: str) -> None:
    """Draw every line of this talk from now on, however long it is."""
    st.session_state[_ALL] = session_id


def draws_all(session_id: str) -> bool:
    """Whether every line of this talk is to be drawn."""
    return bool(st.session_state.get(_ALL) == session_id)


def keep_on_screen(talk: Talk) -> None:
    """Keep a deleted talk for this tab alone, until it is closed or shows another talk."""
    st.session_state[_GONE] = talk


def on_screen_only(session_id: str | None) -> Talk | None:
    """The deleted talk of this id when this tab still shows it."""
    gone: Talk | None = st.session_state.get(_GONE)
    return gone if gone is not None and gone.session.id == session_id else None
