"""Tries every situation a flow's machine can be in and shows that none breaks the invariant, or shows one that does.

The invariant (guards on `hold`): in the state that is reached, no need of an earlier step is open. What is tried:

1. in every step all sets of its open needs, with none, one or all of the later needs open as well, and every trigger;
2. after `plan_ready` and in every step with all sets of its open needs, every event that opens needs of earlier steps, and
   then the trigger that leads on from where the machine went (every other trigger from there was tried in part 1);
3. the ways on: with nothing open each step leads to the next one and the last to `plan_ready`, and what an event had opened,
   once settled, leads back through settled steps to where the talk was, and no further;
4. every need in every status of its kind, folded from events and judged by the guards, then driven through the machine: where it is
   asked for the items of a list, for the first item and for a further one;
5. every list that others are asked for, without an item and with one more: nothing that is asked for its items may be passed over.

Nothing is concluded from how the guards are written: each count is one call of the functions that `respond` calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations

from engine.flow.model import ACTION, Flow, Need
from engine.talk import events as ev
from engine.talk.guards import applies, hard_for, open_needs
from engine.talk.machine import READY, FlowMachine
from engine.talk.session import fold

Needs = frozenset[str]
Triggers = tuple[tuple[str, str | None], ...]
NOTHING: Needs = frozenset()
TWO = ("first", "second")
"""The items of every list in the situations that are tried."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How many situations were tried, and the first that broke the invariant (None: it holds)."""

    situations: int
    counter_example: str | None


def prove(flow: Flow, machine: FlowMachine | None = None) -> Proof:
    """Drive `machine` (left out: the one that talks of this flow run on) through every situation; stop at the first fault."""
    search = _Search(flow, machine or FlowMachine(flow))
    fault = next(chain(search.triggers(), search.openings(), search.ways_on(), search.statuses(), search.lists()), None)
    return Proof(search.tried, fault)


class _Search:
    """Counts the situations tried; each method yields what it finds wrong, in words."""

    def __init__(self, flow: Flow, machine: FlowMachine) -> None:
        self.flow, self.machine, self.tried = flow, machine, 0
        self.states = (*(step.id for step in flow.steps), READY)
        self.own = {step.id: frozenset(need.id for need in step.needs) for step in flow.steps} | {READY: NOTHING}
        self.before = {state: _union(self.own[one] for one in self.states[:place]) for place, state in enumerate(self.states)}
        self.known = {state: _triggers(self.states, place) for place, state in enumerate(self.states[:-1])}
        self.events = _openings(flow)

    def triggers(self) -> Iterator[str]:
        """Part 1: triggers that a state does not know are tried with none and all of the later needs open."""
        every: Triggers = (("advance", None), ("finish", None), *(("back", state) for state in self.states[:-1]))
        for state in self.states[:-1]:
            later = self.before[READY] - self.before[state] - self.own[state]
            singles = [frozenset({one}) for one in sorted(later)]
            for still, triggers in ((NOTHING, every), (later, every), *((one, self.known[state]) for one in singles)):
                for own in _subsets(self.own[state]):
                    yield from self._fire(state, own | still, triggers)

    def openings(self) -> Iterator[str]:
        """Part 2."""
        for state in self.states:
            opened = _within(self.before[state], self.events)
            for own in _subsets(self.own[state]):
                for reopened in opened:
                    yield from self._reopen(state, own, reopened)

    def _reopen(self, state: str, own: Needs, reopened: Needs) -> list[str]:
        now = own | reopened
        start = self.machine.reconcile(state, now)
        self.tried += 1
        if now & self.before[start]:
            return [f"in '{state}' {self._open(now & self.before[start])}, and the machine stays in '{start}'"]
        if not now & self.own[start]:
            return [f"in '{state}' {self._open(reopened)}, and the machine goes to '{start}', where nothing is open"]
        return self._fire(start, now, self.known[start][:1])

    def _fire(self, state: str, now: Needs, triggers: Triggers) -> list[str]:
        fire, before, faults = self.machine.fire, self.before, []
        for trigger, target in triggers:
            after = fire(trigger, state, now, target)
            if not before[after].isdisjoint(now):
                faults.append(f"in '{state}' {self._open(now & before[after])}, and '{trigger}' still goes to '{after}'")
        self.tried += len(triggers)
        return faults

    def ways_on(self) -> Iterator[str]:
        """Part 3."""
        for place, state in enumerate(self.states[:-1]):
            after = self.machine.onward(state, NOTHING)
            self.tried += 1
            if after != self.states[place + 1]:
                yield f"in '{state}' every need is settled, and the machine goes to '{after}', not to '{self.states[place + 1]}'"
        for state in self.states:
            for event in _within(self.before[state], self.events):
                yield from self._return(state, event)

    def _return(self, state: str, event: Needs) -> Iterator[str]:
        own = self.own[state]
        here = self.machine.reconcile(state, own | event)
        for _ in self.states:
            self.tried += 1
            after = self.machine.onward(here, own) if here != READY else here
            if after == here:
                break
            here = after
        if here != state:
            yield f"in '{state}' {self._open(event)} opened again and settled, and the machine ends in '{here}'"

    def statuses(self) -> Iterator[str]:
        """Part 4."""
        for step, need in self.flow.needs():
            following = self.states[self.states.index(step.id) + 1]
            for status, event in _statuses(need):
                self.tried += 1
                session = fold([*_all_settled(self.flow), *_made_needed(self.flow, need), event])
                now = open_needs(self.flow, session)
                item = event.item if need.per and isinstance(event, ev.NeedReopened) else None
                wanted = status == "open" and applies(self.flow, session, need.only_when, item, need.per)
                if wanted != (need.id in now):
                    yield f"'{need.id}' is {status}, and the guards take it as {'settled' if wanted else 'open'}"
                reached = self.machine.reconcile(following, now & self.before[following])
                if wanted and reached != step.id:
                    yield f"'{need.id}' of '{step.id}' is {status}, and the machine stays in '{reached}'"

    def lists(self) -> Iterator[str]:
        """Part 5."""
        for name in dict.fromkeys(need.per for _, need in self.flow.needs() if need.per and need.per != ACTION):
            yield from self._listing(name, [], "is empty")
            yield from self._listing(name, [*TWO, "third"], "has a new item")

    def _listing(self, name: str, items: list[str], what: str) -> Iterator[str]:
        grown = ev.SlotFilled(2, name, list(items), name)
        for step, need in self.flow.needs():
            if need.per != name:
                continue
            self.tried += 1
            session = fold([*_all_settled(self.flow), *_made_needed(self.flow, need, len(items)), grown])
            now = open_needs(self.flow, session)
            wanted = bool(items) and applies(self.flow, session, need.only_when, len(items), name)
            if wanted != (need.id in now):
                yield f"'{name}' {what}, and the guards take '{need.id}' as {'settled' if wanted else 'open'}"
            following = self.states[self.states.index(step.id) + 1]
            reached = self.machine.reconcile(following, now & self.before[following])
            if wanted and self.states.index(reached) > self.states.index(step.id):
                yield f"'{name}' {what}, '{need.id}' of '{step.id}' is open, and the machine stays in '{reached}'"

    def _open(self, needs: Needs) -> str:
        step, need = next((step, need) for step, need in self.flow.needs() if need.id in needs)
        return f"'{need.id}' of '{step.id}' is open"


def _triggers(states: tuple[str, ...], place: int) -> Triggers:
    """The triggers that the state at `place` knows, with the step that `back` leads to."""
    forwards = "finish" if states[place + 1] == READY else "advance"
    return ((forwards, None), *(("back", earlier) for earlier in states[:place]))


def _within(needs: Needs, events: Iterable[Needs]) -> list[Needs]:
    """What each event opens among `needs`, without what opens nothing or the same."""
    return [opened for opened in dict.fromkeys(event & needs for event in events) if opened]


def _union(sets: Iterable[Needs]) -> Needs:
    return frozenset(chain.from_iterable(sets))


def _subsets(needs: Needs) -> Iterator[Needs]:
    for size in range(len(needs) + 1):
        for chosen in combinations(sorted(needs), size):
            yield frozenset(chosen)


def _openings(flow: Flow) -> list[Needs]:
    """The needs that one event can open: any single one (an undo), one with all that rests on it (a revision), those of a
    change of wish, those of one more action or of one more item of a list, and all at once."""
    every = [need.id for _, need in flow.needs()]
    resting = {name: _resting(flow, {name}) for name in every}
    actions = frozenset(need.id for _, need in flow.needs() if need.per == ACTION or need.answer.type == "actions")
    lists = [frozenset(need.id for _, need in flow.needs() if need.per == name) for name in every]
    wish = _resting(flow, set(flow.changed_mind))
    single = (frozenset({name}) for name in every)
    return list(dict.fromkeys([*single, *resting.values(), wish, actions, *filter(None, lists), frozenset(every)]))


def _resting(flow: Flow, names: set[str]) -> Needs:
    found = set(names)
    for _, need in flow.needs():
        if found & {*need.depends_on, need.per} or (need.only_when and need.only_when.need in found):
            found.add(need.id)
    return frozenset(found)


def _items(need: Need) -> tuple[int | None, ...]:
    """The items for which a need is tried: the first own action, or two items of a list."""
    if need.per and need.per != ACTION:
        return tuple(range(1, len(TWO) + 1))
    return (1,) if need.per or need.answer.type == "actions" else (None,)


def _statuses(need: Need) -> Iterator[tuple[str, ev.Event]]:
    """Every status that the rules give to a need of this kind, and the event that gives it."""
    for item in _items(need):
        yield "open", ev.NeedReopened(2, need.id, need.id, item)
        yield "met", ev.NeedMet(2, need.id, item)
        if not hard_for(need, item):
            yield "thin", ev.NeedThin(2, need.id, item)
            yield "skipped", ev.NeedSkipped(2, need.id, "later", item)
        yield from (("met", ev.SlotFilled(2, need.id, key, need.id, item)) for key in _keys(need)[1:])


def _keys(need: Need) -> tuple[str, ...]:
    """What the value of a need can begin with, where a condition can ask for it."""
    return ("yes", "no") if need.answer.type == "yes_no" else tuple(need.answer.choices)


def _all_settled(flow: Flow) -> Iterator[ev.Event]:
    """The events of a talk in which every need is met and a parked idea was looked at."""
    yield ev.Parked(1, "idea")
    yield ev.Unparked(1, "idea", "dropped")
    for _, need in flow.needs():
        value: ev.Value = list(TWO) if need.listed else next(iter(_keys(need)), "words")
        for item in _items(need):
            yield ev.SlotFilled(1, need.id, value, need.id, item)
            yield ev.NeedMet(1, need.id, item)
    yield ev.ActionsClosed(1)


def _made_needed(flow: Flow, need: Need, items: int = 0) -> Iterator[ev.Event]:
    """The events by which the conditions of a need come true, for each item that is tried and for `items` of them at least."""
    rule = need.only_when
    if rule is None or rule.need is None:
        return
    other = flow.need(rule.need)
    yield from _made_needed(flow, other, items)
    if rule.is_:
        numbers = range(1, max(items, len(TWO)) + 1) if other.per and other.per != ACTION else _items(other)
        for item in numbers:
            yield ev.SlotFilled(1, other.id, rule.is_, other.id, item)
            yield ev.NeedMet(1, other.id, item)
