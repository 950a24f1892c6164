"""Holds managers against each other: of the same persona, better listening must give better numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

from engine.flow.places import Places
from engine.rehearsal.debrief import debrief
from engine.source.problems import Mark
from engine.transcripts.model import Manager
from engine.transcripts.play import Performance

ORDER: tuple[str, ...] = get_args(Manager)
"""Kinds of managers, the best first."""
MAY_DRAW = ("fixer", "promiser")
"""The two that may come out alike."""
NUMBER = "headline_met"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A rehearsal in the ranking: who talked with whom, how many headline measures were good, where it says so."""

    persona: str
    manager: str
    number: int | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Ranking:
    """The managers of one persona, the best first; `wrong` tells what stands where it should not."""

    persona: str
    ranked: tuple[Ranked, ...]
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        shown = [f"{one.manager} {one.number if one.number is not None else 'without numbers'}" for one in self.ranked]
        return f"order with {self.persona}: {', '.join(shown)}"


def ranked(performance: Performance, places: Places) -> Ranked | None:
    """The place of a rehearsal in the ranking; None when its file does not say which manager speaks."""
    one = performance.transcript
    if performance.cast is None or one.persona is None or one.manager is None:
        return None
    number = debrief(performance.cast, performance.session).measures.get(NUMBER)
    return Ranked(one.persona, one.manager, number, places.key(one.mark, "manager"))


def rankings(everybody: Iterable[Ranked]) -> Iterator[Ranking]:
    """A ranking for each persona with which managers of two kinds or more talked."""
    by_persona: dict[str, list[Ranked]] = {}
    for one in everybody:
        by_persona.setdefault(one.persona, []).append(one)
    for persona, found in by_persona.items():
        kinds = [[one for one in found if one.manager == kind] for kind in ORDER]
        present = [kind for kind in kinds if kind]
        if len(present) > 1:
            wrong = tuple(told for better, worse in pairwise(present) for told in _wrong(better, worse))
            yield Ranking(persona, tuple(one for kind in present for one in kind), wrong)


def _wrong(better: list[Ranked], worse: list[Ranked]) -> Iterator[str]:
    """What is wrong between two kinds of managers, with the place of the better one."""
    least, most = min(better, key=_number), max(worse, key=_number)
    draw = (least.manager, most.manager) == MAY_DRAW
    fine = _number(least) >= _number(most) if draw else _number(least) > _number(most)
    if not fine or least.number is None or most.number is None:
        wanted = f"{'at least' if draw else 'more than'} that of {most.manager} ({_shown(most)})"
        yield f"{least.mark.file}:{least.mark.line}: {NUMBER} of {least.manager} should be {wanted}, came {_shown(least)}"


def _number(one: Ranked) -> int:
    return -1 if one.number is None else one.number


def _shown(one: Ranked) -> str:
    return "no number" if one.number is None else str(one.number)
