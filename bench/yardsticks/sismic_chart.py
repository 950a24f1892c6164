"""The ten-state script as a sismic statechart, its guards and actions run by sismic."""

from __future__ import annotations

from collections.abc import Sequence

from sismic.interpreter import Event, Interpreter
from sismic.model import BasicState, CompoundState, Statechart, Transition

from bench.clock import Contender, spending
from bench.talks import FULL_WORDS, Stop

NAME = "sismic"


def contender(script: Sequence[Stop]) -> Contender:
    """One talk, going round for ever."""
    chart = Statechart("ten_states", preamble="slots = {}")
    chart.add_state(CompoundState("talk", initial=script[0].state), None)
    for stop in script:
        chart.add_state(BasicState(stop.state), "talk")
    for place, stop in enumerate(script):
        guard, action = f"len(event.text.split()) >= {FULL_WORDS}", f"slots[{stop.slot!r}] = event.text"
        following = script[(place + 1) % len(script)].state
        chart.add_transition(Transition(stop.state, following, event="advance", guard=guard, action=action))
    interpreter = Interpreter(chart)
    interpreter.execute()
    stops = {stop.state: stop for stop in script}

    def turn() -> str:
        stop = stops[interpreter.configuration[-1]]
        interpreter.queue(Event("advance", text=stop.reply))
        interpreter.execute_once()
        return stops[interpreter.configuration[-1]].question

    return Contender(NAME, spending(turn))
