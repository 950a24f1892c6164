"""The finite-state machine: one shared `transitions.Machine` a flow, through which throw-away positions are moved.

No session is ever registered on it: registering costs memory, leaks sessions into each other and binds methods
(docs/adr/0002). Only functions are handed over as conditions, never strings, because `transitions` imports strings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from transitions import EventData, Machine, MachineError

from engine.flow.model import Flow

READY = "plan_ready"


@dataclass(slots=True)
class Position:
    """Where a talk stands while it is moved: the state, all open needs, and for `back` where to."""

    state: str
    open: frozenset[str]
    target: str | None = None


class FlowMachine:
    """The compiled machine of one flow. `guarded=False` leaves every condition out; only tests want that."""

    def __init__(self, flow: Flow, guarded: bool = True) -> None:
        """Build states, `advance`, `back` and `finish` from the flow's steps."""
        self.flow = flow
        self.steps = tuple(step.id for step in flow.steps)
        self._machine = Machine(
            model=None, states=[*self.steps, READY], initial=self.steps[0], auto_transitions=False, send_event=True
        )
        for place, step in enumerate(flow.steps):
            following = self.steps[place + 1] if place + 1 < len(self.steps) else READY
            trigger = "finish" if following == READY else "advance"
            needs = frozenset(need.id for earlier in flow.steps[: place + 1] for need in earlier.needs)
            guards: list[str | Callable[..., bool | None]] = [_settled(needs)] if guarded and step.leave_when == "needs_settled" else []
            self._machine.add_transition(trigger, step.id, following, conditions=guards)
            for earlier in self.steps[:place]:
                self._machine.add_transition("back", step.id, earlier, conditions=[_towards(earlier)])

    def fire(self, trigger: str, state: str, open_needs: frozenset[str], target: str | None = None) -> str:
        """The state after `trigger`; the same state when a guard holds or the state does not know the trigger."""
        position = Position(state, open_needs, target)
        event = self._machine.events.get(trigger)
        if event is None:
            return state
        try:
            event.trigger(position)
        except MachineError:
            return state
        return position.state

    def onward(self, state: str, open_needs: frozenset[str]) -> str:
        """The state after the trigger that leaves `state` forwards."""
        trigger = "finish" if self.steps and state == self.steps[-1] else "advance"
        return self.fire(trigger, state, open_needs)

    def reconcile(self, state: str, open_needs: frozenset[str]) -> str:
        """Back to the earliest step before `state` that has an open need; `state` itself when there is none."""
        for step in self.flow.steps:
            if step.id == state:
                return state
            if any(need.id in open_needs for need in step.needs):
                return self.fire("back", state, open_needs, step.id) if state != READY else step.id
        return state


def _settled(needs: frozenset[str]) -> Callable[[EventData], bool]:
    def all_settled(event: EventData) -> bool:
        return not (cast(Position, event.model).open & needs)

    return all_settled


def _towards(step: str) -> Callable[[EventData], bool]:
    def is_target(event: EventData) -> bool:
        return bool(cast(Any, event.model).target == step)

    return is_target
