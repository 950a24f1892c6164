"""Several rehearsals of one person beside each other, so that they see how their own way of talking changes. Nobody is ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.rehearsal.debrief import Debrief, headline
from engine.rehearsal.persona import Cast
from engine.talk.events import Difficulty, UserUttered
from engine.talk.session import Session

FIGURES = ("reflections_per_question", "early_solutions", "unasked_advice_per_100", "owned_share", "promises")
"""The headline measures, in the order in which they are shown."""
LISTENER = 2
"""The level from which on a topic is told to a listener only."""


@dataclass(frozen=True, slots=True)
class Run:
    """One ended rehearsal.

    `day` is the ISO date of its first turn ("" without one). `figures` is None below eight manager turns: too short to measure; a
    figure is None where there was nothing to go by. `told` counts topics told to a listener or deeper, `secret` says whether the
    best-kept one was among them.
    """

    session: str
    day: str
    persona: str
    title: str
    name: str
    difficulty: Difficulty
    exam: bool
    branch_of: str
    turns: int
    figures: Mapping[str, float | None] | None
    hints: int
    told: int
    secret: bool


def run_of(cast: Cast, session: Session, made: Debrief) -> Run:
    """One row of the history. `made` is the debrief of that rehearsal."""
    levels: Mapping[str, int] = session.role.get("levels", {})
    day = next((one.today for one in session.events if isinstance(one, UserUttered)), "")
    measured = bool(made.measures)
    return Run(
        session.id, day, cast.persona.persona, cast.persona.title, cast.person(session.seed).name, session.difficulty, session.exam,
        session.forked_from, made.turns, {name: made.measures[name] for name in FIGURES} if measured else None,
        made.measures["hints"] if measured else 0, sum(level >= LISTENER for level in levels.values()),
        levels.get(cast.stage.secret, -1) >= LISTENER,
    )  # fmt: skip


def with_persona(runs: Iterable[Run], persona: str) -> tuple[Run, ...]:
    """The runs with one persona only, in their order."""
    return tuple(one for one in runs if one.persona == persona)


def is_first(runs: Iterable[Run], session: str) -> bool:
    """Whether this is the first of the runs (oldest first) that is long enough to be measured."""
    return next((one.session for one in runs if one.figures is not None), "") == session


def series(runs: Iterable[Run], figure: str) -> tuple[tuple[Run, float | None], ...]:
    """One headline measure over the runs that are long enough. KeyError when there is no such measure."""
    return tuple((one, one.figures[figure]) for one in runs if one.figures is not None)


def holds(run: Run, figure: str) -> bool:
    """Whether a headline measure of a run is as it should be. False where there is nothing to go by."""
    return run.figures is not None and headline({**run.figures, "hints": run.hints})[figure]
