"""`python -m bench`: runs the parts that were asked for, prints a table for each, and says which aims are held."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bench.options import FULL, QUICK, Options
from bench.rows import Row, keep, missing, tables

PARTS = ("engine", "durable", "felt", "start", "understanding", "signals")


def run(part: str, options: Options) -> list[Row]:
    """The rows of one part; one that cannot run here says so in a row."""
    if find_spec(f"bench.{part}") is None:
        return [missing(part, part, "there is no such measurement in this copy")]
    if part == "signals" and options.data is None:
        return [missing(part, "quality on labelled corpora", "give their folder with --data DIR")]
    rows: list[Row] = import_module(f"bench.{part}").run(options)
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; 0 whatever the figures are: a benchmark tells, it does not judge."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures Handhold beside its yardsticks.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; all when none is given")
    parser.add_argument("--quick", action="store_true", help="few repetitions: an impression, no result")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the rows in a file too")
    parser.add_argument("--data", type=Path, metavar="DIR", help="a folder with labelled corpora, for the part signals")
    call = parser.parse_args(arguments)
    unknown = [part for part in call.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part '{unknown[0]}'; there are {', '.join(PARTS)}")
    options = replace(QUICK if call.quick else FULL, data=call.data)
    print(machine(), flush=True)
    found: list[Row] = []
    for part in call.parts or PARTS:
        rows = run(part, options)
        found += rows
        print(f"\n{tables(rows)}", flush=True)
    judged = [row.held for row in found if row.held is not None]
    print(f"\n{sum(judged)} of {len(judged)} aims held.")
    if call.json:
        keep(found, call.json, machine())
    return 0


def machine() -> str:
    """What the figures are from: the Python, the system, the cores, and how busy they are."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}"


if __name__ == "__main__":
    # Ended from outside, it still ends the servers and the browser that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
