"""A talk taken apart into turns, so that a screen can step through it: the session before and after each, and its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.talk.events import AssistantUttered, Event, PersonaUttered, UserUttered
from engine.talk.session import Session, extend


@dataclass(frozen=True, slots=True)
class Frame:
    """One turn as it was when it happened: what is taken back later still stands in it. `before` of turn 0 is an empty session."""

    turn: int
    before: Session
    after: Session
    events: tuple[Event, ...]

    @property
    def said(self) -> str | None:
        """What the person, or the manager of a rehearsal, said; None when they said nothing or it was withheld."""
        return next((one.text for one in self.events if isinstance(one, UserUttered)), None)

    @property
    def withheld(self) -> bool:
        """Whether something was said of which nothing is kept."""
        return any(isinstance(one, UserUttered) and bool(one.withheld) for one in self.events)

    @property
    def reply(self) -> str | None:
        """What the coach, or the team member of a rehearsal, said then; None when they said nothing."""
        return next((one.text for one in self.events if isinstance(one, AssistantUttered | PersonaUttered)), None)


def frames(events: Sequence[Event], known: tuple[Frame, ...] = ()) -> tuple[Frame, ...]:
    """The turns of a talk from all its events, in order. `known` are those of the same talk as it was before: only newer ones are made."""
    last = known[-1].turn if known else -1
    made = list(known)
    session = known[-1].after if known else Session()
    for turn, group in _by_turn(events, last):
        after = extend(session, group)
        made.append(Frame(turn, session, after, group))
        session = after
    return tuple(made)


def first_in(shown: Sequence[Frame], step: str) -> int | None:
    """The place of the first turn after which the talk stands in that step; None when it never does."""
    return next((place for place, one in enumerate(shown) if one.after.step == step), None)


def _by_turn(events: Sequence[Event], after: int) -> list[tuple[int, tuple[Event, ...]]]:
    groups: dict[int, list[Event]] = {}
    for event in events:
        if event.turn > after:
            groups.setdefault(event.turn, []).append(event)
    return [(turn, tuple(group)) for turn, group in groups.items()]
