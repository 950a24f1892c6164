"""The ten-state script in `transitions` as used by hand: one machine for all, or one for each session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transitions import EventData, Machine

from bench.clock import Contender, spending
from bench.talks import FULL_WORDS, Stop
from bench.yardsticks import full

NAME = "raw transitions"


class Talker:
    """Where one talk stands, and its slots."""

    def __init__(self, state: str) -> None:
        """Stand in `state`."""
        self.state = state
        self.slots: dict[str, str] = {}


def _enough(event: EventData) -> bool:
    return full(event.kwargs["text"], FULL_WORDS)


def _keep(event: EventData) -> None:
    talker: Any = event.model
    talker.slots[event.kwargs["slot"]] = event.kwargs["text"]


def machine(script: Sequence[Stop], model: Any = None) -> Machine:
    """A machine for the script, without automatic transitions."""
    states = [stop.state for stop in script]
    made = Machine(model=model, states=states, initial=states[0], auto_transitions=False, send_event=True)
    for place, state in enumerate(states):
        made.add_transition("advance", state, states[(place + 1) % len(states)], conditions=[_enough], after=[_keep])
    return made


def contender(script: Sequence[Stop]) -> Contender:
    """One shared machine, the talk not registered on it, going round for ever."""
    advance = machine(script).events["advance"]
    stops = {stop.state: stop for stop in script}
    talker = Talker(script[0].state)

    def turn() -> str:
        stop = stops[talker.state]
        advance.trigger(talker, text=stop.reply, slot=stop.slot)
        return stops[talker.state].question

    return Contender(NAME, spending(turn))


def session(script: Sequence[Stop]) -> object:
    """A session that has a machine of its own, as tutorials show it."""
    talker = Talker(script[0].state)
    return talker, machine(script, talker)
