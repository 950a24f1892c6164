"""When a list changes, what was answered for its items goes with their words: to another place, or away with them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.flow.check_items import plain_label
from engine.flow.model import ACTION, Flow, Need
from engine.talk.events import Event, NeedMet, NeedReopened, NeedSkipped, NeedThin, SlotFilled
from engine.talk.guards import hard_for, listed
from engine.talk.session import NeedState, Session

LISTS_CHANGE = (SlotFilled, NeedReopened)
"""Events that can change what a list holds; taking a turn back brings the answers back with the list."""


def asked_each(flow: Flow, source: str) -> tuple[Need, ...]:
    """The needs that are asked for each item of the list need `source`."""
    return tuple(need for _, need in flow.needs() if need.per == source and need.per != ACTION)


def moves(before: dict[int, str], after: dict[int, str]) -> dict[int, int]:
    """Where each item stands now, by its place before, case and punctuation aside; an item that is gone is left out."""
    free: dict[str, list[int]] = {}
    for place, words in after.items():
        free.setdefault(plain_label(words), []).append(place)
    found: dict[int, int] = {}
    for place, words in before.items():
        places = free.get(plain_label(words))
        if places:
            found[place] = places.pop(0)
    return found


def fresh(before: dict[int, str], after: dict[int, str]) -> tuple[int, ...]:
    """The places of items that were not there before."""
    stayed = set(moves(before, after).values())
    return tuple(place for place in after if place not in stayed)


def follow(flow: Flow, before: Session, after: Session, turn: int) -> Iterator[Event]:
    """The events by which the answers follow the items of every list that changed from `before` to `after`."""
    for source in dict.fromkeys(need.per for _, need in flow.needs() if need.per and need.per != ACTION):
        old, new = listed(before, flow.need(source)), listed(after, flow.need(source))
        moved = moves(old, new)
        changed = [place for place in old if moved.get(place) != place]
        if changed:
            for need in asked_each(flow, source):
                yield from _carried(need, source, before, moved, changed, turn)


def _carried(need: Need, source: str, before: Session, moved: dict[int, int], changed: list[int], turn: int) -> Iterator[Event]:
    """Clear every place whose item changed, then settle the items that only moved as they were."""
    known = [place for place in changed if (need.id, place) in before.needs or (need.id, place) in before.facts]
    yield from (NeedReopened(turn, need.id, source, place) for place in known)
    for place in known:
        if place in moved:
            yield from _settled_at(need, moved[place], before, place, turn)


def _settled_at(need: Need, to: int, before: Session, place: int, turn: int) -> Iterator[Event]:
    fact, state = before.fact(need.id, place), before.state(need.id, place)
    if state.status == "open" or (hard_for(need, to) and state.status != "met"):
        return
    for said in fact.turns if fact else ():
        assert fact is not None
        yield SlotFilled(turn, need.id, fact.value, need.id, to, source=said)
    yield from _status_at(need, to, state, turn)


def _status_at(need: Need, to: int, state: NeedState, turn: int) -> Iterator[Event]:
    if state.status == "met":
        yield NeedMet(turn, need.id, to)
    elif state.status == "thin":
        yield NeedThin(turn, need.id, to)
    elif state.status == "skipped":
        yield NeedSkipped(turn, need.id, state.reason, to)
