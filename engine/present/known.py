"""What is known after a turn, the newest first, and what a rehearsal has done to the team member: four dials with their causes."""

from __future__ import annotations

from dataclasses import dataclass

from engine.present.frames import Frame
from engine.rehearsal.state import VARIABLES
from engine.talk.events import PersonaChanged
from engine.talk.guide import Guide
from engine.talk.shown import shown


@dataclass(frozen=True, slots=True)
class Known:
    """One fact: the need's title, the words, the number of the item where it has one, the turns; `new` when this turn added to it."""

    title: str
    words: str
    item: int | None
    turns: tuple[int, ...]
    new: bool


@dataclass(frozen=True, slots=True)
class Dial:
    """One line of the team member's state, 0 to 100, by how much this turn moved it, and the moves that did, the first one first."""

    name: str
    value: int
    by: int
    causes: tuple[str, ...]


def known(guide: Guide, frame: Frame) -> tuple[Known, ...]:
    """Every fact after that turn but those that no recap shows, the newest first; of the same turn the one asked for last first."""
    order = {need.id: place for place, (_, need) in enumerate(guide.flow.needs())}
    found = []
    for (name, item), fact in frame.after.facts.items():
        need = guide.flow.need(name)
        if need.quiet:
            continue
        newest = max(fact.turns, default=0)
        one = Known(need.title, shown(guide, need, fact.value), item, fact.turns, frame.turn in fact.turns)
        found.append((newest, order[name], item or 0, one))
    return tuple(one for *_, one in sorted(found, key=lambda row: row[:3], reverse=True))


def dials(frame: Frame) -> tuple[Dial, ...]:
    """The team member's state after that turn; () for a talk with the coach."""
    state = frame.after.role
    if not frame.after.persona or not state:
        return ()
    changed = next((one for one in frame.events if isinstance(one, PersonaChanged)), None)
    moved = changed.moved if changed else []
    made = []
    for name in VARIABLES:
        mine = [one for one in moved if one["variable"] == name]
        made.append(Dial(name, int(state[name]), sum(int(one["by"]) for one in mine), tuple(str(one["because"]) for one in mine)))
    return tuple(made)
