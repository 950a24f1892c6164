"""The ten-state script in xstate, run by a node process that measures its own CPU and takes its slices in turn with the rest."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bench.clock import Contender
from bench.talks import FULL_WORDS, Stop

NAME = "xstate"
GET = "npm install xstate (and set NODE_PATH to its node_modules)"
_PROGRAM = Path(__file__).with_name("xstate_turns.cjs")


def absent() -> str:
    """Why xstate cannot be measured here; "" when it can."""
    node = shutil.which("node")
    if node is None:
        return "not installed: the program node is not on the path"
    found = subprocess.run([node, "-e", "require('xstate')"], capture_output=True, check=False)  # noqa: S603 - our own program text
    return "" if found.returncode == 0 else f"not installed: {GET}"


@contextmanager
def running(script: Sequence[Stop]) -> Iterator[Contender]:
    """The contender, while its node process runs."""
    node = shutil.which("node") or "node"
    program = subprocess.Popen([node, str(_PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert program.stdin is not None
    assert program.stdout is not None
    asked, told = program.stdin, program.stdout

    def ask(line: str) -> None:
        asked.write(line + "\n")
        asked.flush()

    def spend(times: int) -> float:
        ask(str(times))
        return float(told.readline())

    try:
        ask(json.dumps({"script": [asdict(stop) for stop in script], "fewest": FULL_WORDS}))
        yield Contender(NAME, spend)
    finally:
        asked.close()
        program.wait(10)
