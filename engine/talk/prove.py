"""Tries every situation a flow's machine can be in and shows that none breaks the invariant, or shows one that does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from engine.flow.model import Flow, Step
from engine.talk.machine import READY, FlowMachine


@dataclass(frozen=True, slots=True)
class Proof:
    """How many situations were tried, and the first that broke the invariant (None: it holds)."""

    situations: int
    counter_example: str | None


def prove(flow: Flow, machine: FlowMachine | None = None) -> Proof:
    """Drive the machine that `respond` uses through every set of open needs, trigger and event that opens a need.

    The invariant (guards on `hold`): in the state that is reached, no need of an earlier step is open. The sets are all
    subsets of the needs of the current step, alone and together with each single need of an earlier step that an undo,
    a revision or a step back may have opened (one is enough: guards only ask whether any is open).
    """
    machine = machine or FlowMachine(flow)
    tried = 0
    for place, step in enumerate(flow.steps):
        earlier = [need.id for one in flow.steps[:place] for need in one.needs]
        for open_here in _subsets(step):
            for reopened in (None, *earlier):
                open_now = open_here if reopened is None else open_here | {reopened}
                for trigger, target in _triggers(flow):
                    tried += 1
                    fault = _try(flow, machine, step, open_now, trigger, target)
                    if fault:
                        return Proof(tried, fault)
    return Proof(tried, _reachable(flow, machine))


def _subsets(step: Step) -> Iterator[frozenset[str]]:
    needs = [need.id for need in step.needs]
    for size in range(len(needs) + 1):
        for chosen in combinations(needs, size):
            yield frozenset(chosen)


def _triggers(flow: Flow) -> Iterator[tuple[str, str | None]]:
    yield "advance", None
    yield "finish", None
    for step in flow.steps:
        yield "back", step.id


def _try(
    flow: Flow, machine: FlowMachine, step: Step, open_now: frozenset[str], trigger: str, target: str | None
) -> str | None:
    start = machine.reconcile(step.id, open_now)
    fault = _broken(flow, start, open_now)
    if fault:
        return f"in '{step.id}' {fault} and the machine stays in '{start}'"
    after = machine.fire(trigger, start, open_now, target)
    fault = _broken(flow, after, open_now)
    if fault:
        return f"in '{start}' {fault}, and '{trigger}' still goes to '{after}'"
    return None


def _broken(flow: Flow, state: str, open_now: frozenset[str]) -> str | None:
    for step in flow.steps[: flow.index(state)]:
        still = sorted(need.id for need in step.needs if need.id in open_now)
        if still:
            return f"'{still[0]}' of '{step.id}' is open"
    return None


def _reachable(flow: Flow, machine: FlowMachine) -> str | None:
    """No counter-example either when the end can be reached at all: with nothing open, every step leads on."""
    state = flow.steps[0].id
    for _ in flow.steps:
        state = machine.onward(state, frozenset())
    return None if state == READY else f"with every need settled the talk ends in '{state}', not in '{READY}'"
