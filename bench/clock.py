"""How CPU time is measured: in short slices that the contenders take in turn, so that a busy machine is busy for all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to be measured. `spend(times)` does its work that many times and returns the seconds of CPU it took."""

    name: str
    spend: Callable[[int], float]


def spending(work: Callable[[], object]) -> Callable[[int], float]:
    """`spend` for work done in this process, a call at a time."""

    def spend(times: int) -> float:
        began = time.process_time()
        for _ in range(times):
            work()
        return time.process_time() - began

    return spend


def in_turn(contenders: Sequence[Contender], slices: int, slice_seconds: float) -> dict[str, float]:
    """The median seconds of CPU that each contender needs to do its work once, by name, from `slices` slices of each."""
    times = {one.name: _fitting(one, slice_seconds) for one in contenders}
    spent: dict[str, list[float]] = {one.name: [] for one in contenders}
    for _ in range(slices):
        for one in contenders:
            spent[one.name].append(one.spend(times[one.name]) / times[one.name])
    return {name: median(figures) for name, figures in spent.items()}


def _fitting(one: Contender, slice_seconds: float) -> int:
    """How many times the work fits into a slice, at least once; what is found warms up at the same time."""
    times = 1
    while one.spend(times) < slice_seconds:
        times *= 2
    return times


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure that `share` (0 to 1) of all figures do not exceed. ValueError when there is none."""
    if not figures:
        raise ValueError("no figures")
    ranked = sorted(figures)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
