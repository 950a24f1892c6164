"""The limit: the ten-state script as a dictionary."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.clock import Contender, spending
from bench.talks import FULL_WORDS, Stop
from bench.yardsticks import full

NAME = "dict dispatch"


def contender(script: Sequence[Stop]) -> Contender:
    """The script, going round for ever."""
    turn = turns(script)
    return Contender(NAME, spending(turn))


def turns(script: Sequence[Stop]) -> Callable[[], str]:
    """A function that takes the next turn and returns the next question."""
    following = {
        stop.state: (stop.slot, script[(place + 1) % len(script)].state, script[(place + 1) % len(script)].question)
        for place, stop in enumerate(script)
    }
    questions = {stop.state: stop.question for stop in script}
    said = {stop.state: stop.reply for stop in script}
    slots: dict[str, str] = {}
    state = script[0].state

    def turn() -> str:
        nonlocal state
        text = said[state]
        if not full(text, FULL_WORDS):
            return questions[state]
        slot, state, question = following[state]
        slots[slot] = text
        return question

    return turn
