"""What a part of the benchmark hands back, a row a figure, and how rows are printed and kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside its yardstick and its aim.

    `figure` is None when nothing could be measured; `note` then says why. `ratio` is the figure over the yardstick's.
    `judged` says whether `aim` is an aim for the figure or for the ratio, `better` on which side of it is good.
    """

    part: str
    what: str
    figure: float | None
    unit: str
    yardstick: str = ""
    ratio: float | None = None
    aim: float | None = None
    better: Literal["less", "more"] = "less"
    judged: Literal["figure", "ratio"] = "figure"
    note: str = ""

    @property
    def held(self) -> bool | None:
        """Whether the aim is held; None where there is no aim or no figure."""
        value = self.figure if self.judged == "figure" else self.ratio
        if value is None or self.aim is None:
            return None
        return value <= self.aim if self.better == "less" else value >= self.aim


def beside(part: str, what: str, figure: float, unit: str, yardstick: str, other: float, aim: float | None = None) -> Row:
    """A row for `figure` beside the figure of a yardstick, with an aim for the most that their ratio may be."""
    ratio = figure / other if other else None
    return Row(part, what, figure, unit, f"{yardstick} {plain(other)}", ratio, aim, judged="ratio")


def missing(part: str, what: str, why: str) -> Row:
    """A row for what could not be measured here, and why."""
    return Row(part, what, None, "", note=why)


def plain(number: float | None) -> str:
    """A number as people read it: three figures that count, thousands apart."""
    if number is None:
        return "-"
    size = abs(number)
    if size >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if size >= 10 else f"{number:.2f}" if size >= 1 or size == 0 else f"{number:.3f}"


HEADINGS = ("what", "figure", "unit", "yardstick", "ratio", "aim", "")


def table(rows: Sequence[Row]) -> str:
    """The rows of one part as a Markdown table."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    wide = [max(len(line[place]) for line in cells) for place in range(len(HEADINGS))]
    lines = ["| " + " | ".join(text.ljust(wide[place]) for place, text in enumerate(line)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (size + 2) for size in wide) + "|")
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    ratio = f"{row.ratio:.2f}x" if row.ratio is not None else ""
    aim = ""
    if row.aim is not None:
        aim = ("at most " if row.better == "less" else "at least ") + (f"{row.aim:g}x" if row.judged == "ratio" else plain(row.aim))
    state = {True: "held", False: "SHORT", None: ""}[row.held]
    return (row.what, plain(row.figure), row.unit, row.yardstick, ratio, aim, state or row.note)


def tables(rows: Iterable[Row]) -> str:
    """All rows, a heading and a table for each part."""
    return "\n\n".join(f"## {part}\n\n{table(list(its))}" for part, its in groupby(rows, lambda row: row.part))


def keep(rows: Iterable[Row], path: Path, machine: str) -> None:
    """Write the rows and what machine they are from to a JSON file."""
    kept = [{**asdict(row), "held": row.held} for row in rows]
    path.write_text(json.dumps({"machine": machine, "rows": kept}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
