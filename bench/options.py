"""How much a run measures: enough for a table, less with --quick, next to nothing in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """The sizes of a run.

    `slices` is how often each contender gets its turn (1 or more), `slice_seconds` how much CPU a slice takes at least,
    `felt` how many replies are timed in the browser at each length of a talk, `block` how many of them on one visit of the
    page, `lengths` the lengths beside the short talk, `starts` how often a program is started, `utterances` how many are
    read for each speaker, `long` the characters of a hostile text, `sessions` how many idle sessions are weighed, `data` a
    folder with labelled corpora.
    """

    slices: int = 40
    slice_seconds: float = 0.01
    felt: int = 30
    block: int = 6
    lengths: tuple[int, ...] = (200, 1000)
    starts: int = 7
    utterances: int = 450
    long: int = 100_000
    sessions: int = 200
    data: Path | None = None


FULL = Options()
QUICK = Options(slices=8, felt=8, block=4, lengths=(200,), starts=3, utterances=150)
SMALLEST = Options(slices=1, slice_seconds=0.0, felt=1, block=1, lengths=(), starts=1, utterances=5, long=1000, sessions=2)
