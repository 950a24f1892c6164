"""Advice and giving back judged over whole talks: their rates a turn against the rated quality of the talk."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from bench.rows import Row
from bench.signals.corpus import read_corpus
from engine.language.reading import Reading

PART = "signals"
_RATES = (
    ("advice.annomi", "advises", -1, 0.83, "rules 0.82, from the experts' labels 0.84"),
    ("reflection.annomi", "gives_back", 1, 0.85, "rules 0.55, from the experts' labels 0.91"),
)


def rates(folder: Path, how: Callable[[str, str], Reading]) -> list[Row]:
    """How well the rate of a sign a turn tells talks rated high from talks rated low; () without the file of ratings."""
    ratings = sorted(folder.glob("quality.annomi.*.csv"))
    rows: list[Row] = []
    for name, sign, direction, aim, known in _RATES if ratings else ():
        for path in sorted(folder.glob(f"{name}.*.csv")):
            turns: dict[str, list[bool]] = defaultdict(list)
            for line in read_corpus(path).lines:
                turns[line.talk].append(sign in how(line.text, "manager").signs)
            rate = {talk: direction * fmean(found) for talk, found in turns.items()}
            area = above(rate, _rated(ratings))
            rows.append(Row(PART, f"talks: rate of {sign}", area, "AUC", known, aim=aim, better="more"))
    return rows


def _rated(paths: Sequence[Path]) -> dict[str, str]:
    quality: dict[str, str] = {}
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            quality.update((row["conversation_id"], row["quality"]) for row in csv.DictReader(stream))
    return quality


def above(rate: Mapping[str, float], quality: Mapping[str, str]) -> float:
    """The share of pairs of a high and a low talk in which the high one has the larger rate; ties count half."""
    high, low = ([rate[talk] for talk, rated in quality.items() if rated == kind and talk in rate] for kind in ("high", "low"))
    won = sum((a > b) + (a == b) / 2 for a in high for b in low)
    return won / max(1, len(high) * len(low))
