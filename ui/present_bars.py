"""The two rows of keys of the Present screen: every one is a button that says which key presses it."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from engine.present.frames import first_in
from engine.present.why import whys
from ui import present_talks
from ui.present_beside import another
from ui.present_play import PACES, TIMERS, Play, show
from ui.present_talks import Shown

KEYS = (
    ("→ or Page Down", "next turn"), ("← or Page Up", "one turn back"), ("Home, End", "first turn, last turn"),
    ("1 to 9", "to the first turn of that step"), ("Tab to the box, a number, Enter", "to that turn"), ("A", "play by itself; stop"),
    ("P", "seconds a turn when it plays by itself"), ("F", "freeze: hide the reply and ask the room; show it again"),
    ("T", "the clock of a freeze: up, 2 minutes down, 5 minutes down"), ("W", "why? Opens the next tag, hold or reply"),
    ("O", "overrule what is opened, for this room"), ("G", "the same words with the guards off"),
    ("K", "beside another talk, step by step; there V covers the right, J takes another talk"),
    ("B", "branch: carry on live from here; frozen, say something else in this turn"),
    ("Z", "everything back to the start"), ("H", "these keys"), ("X", "back; leave the talk"),
)  # fmt: skip


def moving(shown: Shown, play: Play) -> None:
    """The upper row: through the turns, by itself, freeze, and to a step. Acts at once, before anything is drawn."""
    last = len(shown.turns) - 1

    def to(at: int) -> Callable[[], None]:
        return lambda: play.go(max(shown.begins, at), last)

    beside = play.view == "beside"
    onward, back = (lambda: play.turn_step(1), lambda: play.turn_step(-1)) if beside else (to(play.at + 1), to(play.at - 1))
    with st.container(horizontal=True, gap="xxsmall", key="p-move", vertical_alignment="center", wrap=False):
        _key("First", "Home", to(shown.begins))
        _key("Back", "Left", back, off=not beside and play.at <= shown.begins)
        _key("Next", "Right", onward, off=not beside and play.at >= last)
        _key("Last", "End", to(last))
        _key("Stop" if play.auto else "Auto", "A", lambda: _auto(play), off=play.view != "talk")
        _key(f"{play.pace} s", "P", lambda: _pace(play), name="Pace")
        _key("Go on" if play.frozen else "Freeze", "F", play.freeze, off=play.view != "talk")
        for number, step in enumerate(shown.guide.flow.steps[:9], 1):
            at = first_in(shown.turns, step.id)
            jump = _to_step(play, number - 1) if beside else to(at or 0)
            _key(str(number), str(number), jump, off=at is None and not beside, name=f"step-{number}", note=step.title)
        if beside:
            _key("Uncover" if play.covered else "Cover the right", "V", lambda: _cover(play))
            _key("Another talk", "J", lambda: another(shown, play))
        else:
            _turn_box(shown, play, last)
        if play.frozen:
            _key("Clock", "T", lambda: _timer(play))
            _clock(play)
    with st.container(key="p-clicker"):
        _key("Next turn", "PageDown", onward)
        _key("Turn back", "PageUp", back)


def _to_step(play: Play, place: int) -> Callable[[], None]:
    return lambda: setattr(play, "step", place)


def _cover(play: Play) -> None:
    play.covered = not play.covered


def doing(shown: Shown, play: Play, words: dict[str, object]) -> None:
    """The lower row: why, overrule, the other views, branch, reset and out."""
    frame = shown.turns[play.at]
    count = 0 if play.frozen or play.view != "talk" else len(whys(shown.guide, frame, words))
    with st.container(horizontal=True, gap="xxsmall", key="p-do", vertical_alignment="center", wrap=False):
        _key("Why?", "W", lambda: _why(play, count), off=not count)
        opened = play.why is not None and bool(count)
        _key("Overrule", "O", lambda: _overrule(shown, play, words), off=not opened)
        _key("Guards off", "G", lambda: _view(play, "guards"))
        _key("Beside", "K", lambda: _beside(shown, play))
        _key("Branch", "B", lambda: _branch(shown, play), off=_over(shown, play))
        _key("Start over", "Z", lambda: reset(shown, play))
        _key("? Keys", "H", lambda: _view(play, "keys"))
        _key("Leave" if play.view == "talk" else "Back to the talk", "X", lambda: _leave(shown, play))


def _key(label: str, key: str, press: Callable[[], object], *, off: bool = False, name: str = "", note: str | None = None) -> None:
    st.button(label, key=f"p-{name or key}", shortcut=key, on_click=press, disabled=off, help=note)


def _turn_box(shown: Shown, play: Play, last: int) -> None:
    """The number of the turn, to be typed over: Tab to it, type, Enter."""
    numbers = {one.turn: place for place, one in enumerate(shown.turns)}
    st.session_state["p-turn"] = shown.turns[play.at].turn

    def typed() -> None:
        wanted = int(st.session_state["p-turn"])
        play.go(max(shown.begins, numbers.get(wanted, play.at)), last)

    st.number_input("Turn", 0, shown.turns[last].turn, key="p-turn", on_change=typed, label_visibility="collapsed", width=110)


def _auto(play: Play) -> None:
    play.auto, play.frozen = not play.auto, False
    play.due = time.monotonic() + play.pace


def _pace(play: Play) -> None:
    play.pace = PACES[(PACES.index(play.pace) + 1) % len(PACES)]
    play.due = time.monotonic() + play.pace


def _timer(play: Play) -> None:
    play.timer = TIMERS[(TIMERS.index(play.timer) + 1) % len(TIMERS)]
    play.since = time.monotonic()


@st.fragment(run_every=1)
def _clock(play: Play) -> None:
    over = " hh-p-over" if play.timer and time.monotonic() - play.since > play.timer else ""
    st.html(f'<div class="hh-p-clock{over}" role="timer">{play.clock()}</div>')


def autoplay(shown: Shown, play: Play) -> None:
    """Turn the page when its time has come."""
    if not play.auto:
        return

    @st.fragment(run_every=0.5)
    def turn_the_page() -> None:
        if time.monotonic() < play.due:
            return
        last = len(shown.turns) - 1
        play.go(play.at + 1, last)
        play.auto = play.at < last
        st.rerun()

    turn_the_page()


def _why(play: Play, count: int) -> None:
    after = 0 if play.why is None else play.why + 1
    play.why = after if after < count else None


def _overrule(shown: Shown, play: Play, words: dict[str, object]) -> None:
    frame = shown.turns[play.at]
    opened = whys(shown.guide, frame, words)
    if play.why is not None and opened:
        play.overrule(frame.turn, opened[play.why % len(opened)].key)


def _view(play: Play, view: str) -> None:
    play.view = "talk" if play.view == view else view  # type: ignore[assignment]
    play.auto, play.frozen, play.covered = False, False, False


def _beside(shown: Shown, play: Play) -> None:
    """Two talks beside each other, from the step in which this one stands."""
    here = shown.turns[play.at].after.step
    play.step = next((place for place, step in enumerate(shown.guide.flow.steps) if step.id == here), 0)
    _view(play, "beside")


def _branch(shown: Shown, play: Play) -> None:
    at = max(0, play.at - 1) if play.frozen else play.at
    back = play.branched or ("" if shown.live else shown.source)
    show(present_talks.branch(shown, shown.turns[at].turn), at, branched=back)


def reset(shown: Shown, play: Play) -> None:
    """Everything as at the start of the chosen talk: a branch is let go, a live talk begins anew with the same seed."""
    if play.branched:
        present_talks.forget_live(shown.source)
        show(play.branched)
    elif play.source.startswith(f"{present_talks.LIVE} "):
        present_talks.forget_live(shown.source)
        show(present_talks.begin_live(shown.session.persona or None))
    else:
        show(play.source)


def _over(shown: Shown, play: Play) -> bool:
    """Whether the talk is over in this turn, so that nothing can be said after it."""
    return shown.turns[play.at].after.ended is not None and not play.frozen


def _leave(shown: Shown, play: Play) -> None:
    if play.view != "talk":
        _view(play, play.view)
    else:
        present_talks.forget_live(shown.source)
        show(None)
