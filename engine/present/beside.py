"""Two talks beside each other, step by step, with what a debrief measures in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.present.frames import Frame
from engine.rehearsal.debrief import Debrief, headline
from engine.rehearsal.runs import FIGURES
from engine.talk.events import GuardHeld, Parked
from engine.talk.session import Session


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of two talks: its name, a value for each (None: nothing to go by), and whether each is as it should be (None: no mark)."""

    name: str
    values: tuple[float | None, float | None]
    good: tuple[bool | None, bool | None]


def of_step(shown: Sequence[Frame], step: str) -> tuple[Frame, ...]:
    """The turns of a talk that belong to a step: in a rehearsal by the step that the words led to, else by the one they were said in."""
    spoken = [one for one in shown if one.said is not None or one.withheld]
    return tuple(one for one in spoken if (one.after.step if one.after.persona else one.before.step) == step)


def measured(one: Debrief, other: Debrief) -> tuple[Figure, ...]:
    """The headline measures of two rehearsals; () when one is too short to be measured."""
    if not one.measures or not other.measures:
        return ()
    good = headline(one.measures), headline(other.measures)
    return tuple(Figure(name, (one.measures[name], other.measures[name]), (good[0][name], good[1][name])) for name in FIGURES)


def counted_in(one: Session, other: Session) -> tuple[Figure, ...]:
    """What can be counted in two talks with the coach."""
    return tuple(
        Figure(name, (_count(one, kind), _count(other, kind)), (None, None))
        for name, kind in (("turns", None), ("guard held", GuardHeld), ("ideas kept for later", Parked))
    )


def _count(session: Session, kind: type | None) -> float:
    if kind is None:
        return float(session.turn)
    return float(sum(isinstance(event, kind) for event in session.events))
