"""What the Present screen remembers while a talk is shown: the turn, what is frozen, opened or overruled. Nothing of it is stored."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

View = Literal["talk", "guards", "beside", "keys"]
_KEY, _NAMED = "present", "show"
PACES = (6, 10, 15, 25, 4)
"""Seconds a turn, one after the other by key."""
TIMERS = (0, 120, 300)
"""Seconds that are counted down; 0 counts up."""


@dataclass(slots=True)
class Play:
    """One talk as it is shown in this tab. `at` is a place among its turns, `why` the number of the thing that is opened."""

    source: str
    at: int = 0
    view: View = "talk"
    frozen: bool = False
    since: float = 0.0
    timer: int = 0
    auto: bool = False
    pace: int = PACES[0]
    due: float = 0.0
    why: int | None = None
    overruled: set[tuple[int, str]] = field(default_factory=set)
    other: str = ""
    step: int = 0
    covered: bool = False
    branched: str = ""

    def go(self, at: int, last: int) -> None:
        """Show another turn: nothing is frozen or opened there."""
        self.at = max(0, min(last, at))
        self.frozen, self.why = False, None
        self.due = time.monotonic() + self.pace

    def turn_step(self, by: int) -> None:
        """In the view of two talks, another step of both."""
        self.step = max(0, self.step + by)

    def freeze(self) -> None:
        """Hide what follows, or show it again; the clock starts anew."""
        self.frozen, self.auto, self.why = not self.frozen, False, None
        self.since = time.monotonic()

    def clock(self) -> str:
        """The time since the freeze, or what is left of it, as minutes and seconds; a minus once it is over."""
        gone = int(time.monotonic() - self.since)
        shown = gone if not self.timer else self.timer - gone
        return f"{'-' if shown < 0 else ''}{abs(shown) // 60}:{abs(shown) % 60:02d}"

    def overrule(self, turn: int, key: str) -> None:
        """Overrule a reading for this room, or take that back."""
        self.overruled ^= {(turn, key)}


def playing() -> Play | None:
    """What this tab shows, if it shows a talk."""
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Play) else None


def named() -> str | None:
    """The talk that the address names, so that a reload of the page shows it again."""
    return st.query_params.get(_NAMED)


def show(source: str | None, at: int = 0, branched: str = "") -> Play | None:
    """Turn to a talk from its beginning, or to none."""
    if source is None:
        st.session_state.pop(_KEY, None)
        st.query_params.pop(_NAMED, None)
        return None
    play = Play(source, at, branched=branched)
    st.session_state[_KEY] = play
    st.query_params[_NAMED] = source
    return play
