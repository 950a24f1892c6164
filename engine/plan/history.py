"""The record of a plan through its reviews: what became of each action, what each version changed, in data that outlives the talks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["done", "under_way", "moved", "dropped", "changed"]
STATES: tuple[State, ...] = ("done", "under_way", "moved", "dropped", "changed")
"""What may become of an action; the keys of a review's choice need with the plan field `progress`."""
CLOSED: tuple[State, ...] = ("done", "dropped")
"""The states after which an action is no longer open."""
ChangeKind = Literal["done", "moved", "dropped", "changed", "added", "goal"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What a review said of one action. `what` are its words before, `words` the new ones, `when` the new day, `day` when it was said."""

    id: str
    what: str
    state: State
    why: str | None
    when: str | None
    words: str | None
    session: str
    day: str
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions: of the action or the plan field `id`, from `before` to `after` (None: none, or not known)."""

    kind: ChangeKind
    id: str
    what: str
    before: str | None = None
    after: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a plan: its number from 1, the talk it stands after, that talk's ISO date, and what it changed."""

    number: int
    session: str
    day: str
    changes: tuple[Change, ...] = ()
