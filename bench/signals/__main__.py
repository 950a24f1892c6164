"""`python -m bench.signals DIR`: precision, recall and F1 on every labelled file of a folder, beside aims and others' figures."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.rows import Row
from bench.signals.corpus import corpora, read_corpus, without_marks
from bench.signals.measure import judge, measured, reader
from bench.signals.tasks import TASKS

WIDE = 220


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures, or with --errors the lines that were read otherwise than labelled; 0 in any case."""
    parser = argparse.ArgumentParser(prog="python -m bench.signals", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="files called task.source.part.csv")
    parser.add_argument("--file", action="append", default=[], metavar="NAME", help="only files whose name begins so")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N wrong lines of each file (never of a held-out one)")
    parser.add_argument("--no-marks", action="store_true", help="with --errors: take question marks and final stops away first")
    call = parser.parse_args(arguments)
    for row in measured(call.folder, call.file):
        print(_line(row))
    if call.errors:
        _errors(call.folder, call.file, call.errors, call.no_marks)
    return 0


def _line(row: Row) -> str:
    state = {True: "held", False: "short", None: ""}[row.held]
    aim = f"aim {row.aim:.2f} {state}" if row.aim is not None else ""
    note = f"\n    {row.note}" if row.note else ""
    return f"{row.what:36} {row.figure or 0:.3f} {row.unit:8} {aim:14} {row.yardstick}{note}"


def _errors(folder: Path, wanted: Sequence[str], count: int, unmarked: bool) -> None:
    how = reader()
    for path in corpora(folder, wanted):
        task = TASKS.get(".".join(path.name.split(".")[:2]))
        if task is None or ".heldout." in path.name:
            continue
        judged = judge(read_corpus(path), task, how, without_marks if unmarked else str)
        wrong = [one for one in judged if one.given != one.line.label]
        print(f"\n{path.name}: {len(wrong)} of {len(judged)} read otherwise")
        step = max(1, len(wrong) // count)
        for one in wrong[::step][:count]:
            print(f"  {one.line.label:>12} read as {one.given:12} {one.line.text[:WIDE]}")


if __name__ == "__main__":
    sys.exit(main())
