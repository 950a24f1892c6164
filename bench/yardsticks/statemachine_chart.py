"""The ten-state script in python-statemachine: a class with its states, conditions and actions as methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from statemachine import State, StateMachine

from bench.clock import Contender, spending
from bench.talks import FULL_WORDS, Stop
from bench.yardsticks import full

NAME = "python-statemachine"


def contender(script: Sequence[Stop]) -> Contender:
    """One talk, going round for ever."""
    talk = _machine(script)()
    stops = {stop.state: stop for stop in script}

    def turn() -> str:
        stop = stops[next(iter(talk.configuration)).id]
        talk.send("advance", text=stop.reply, slot=stop.slot)
        return stops[next(iter(talk.configuration)).id].question

    return Contender(NAME, spending(turn))


def session(script: Sequence[Stop]) -> object:
    """A session: a machine of its own."""
    return _machine(script)()


def _enough(_: Any, text: str) -> bool:
    return full(text, FULL_WORDS)


def _keep(self: Any, text: str, slot: str) -> None:
    self.slots[slot] = text


def _machine(script: Sequence[Stop]) -> Any:
    states = {stop.state: State(initial=place == 0) for place, stop in enumerate(script)}
    names = list(states)
    advance: Any = None
    for place, name in enumerate(names):
        edge = states[name].to(states[names[(place + 1) % len(names)]], cond="enough", on="keep")
        advance = edge if advance is None else advance | edge
    body = {**states, "advance": advance, "enough": _enough, "keep": _keep, "slots": {}}
    return type(StateMachine)("TenStates", (StateMachine,), body)
