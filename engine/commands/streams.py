"""Lines in and out of the terminal: UTF-8, only LF ends a line, bad bytes become U+FFFD, every answer is flushed."""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Iterator, Mapping
from typing import Any

PASTE_SECONDS = 0.03
"""Nobody types two lines within so short a time; a terminal hands over pasted ones faster."""


def lines() -> Iterator[str]:
    """Standard input, a line at a time, without the line's end; lines that were pasted together into a terminal stay together."""
    for raw in iter(sys.stdin.buffer.readline, b""):
        pasted = [raw, *(_at_once() if sys.stdin.isatty() else ())]
        yield "\n".join(one.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r") for one in pasted)


def _at_once() -> Iterator[bytes]:
    """The lines that a terminal has ready without anybody typing; none where that cannot be told."""
    if os.name == "nt":
        return
    while select.select([sys.stdin], [], [], PASTE_SECONDS)[0]:
        raw = sys.stdin.buffer.readline()
        if not raw:
            return
        yield raw


def put(text: str) -> None:
    """One line to standard output, at once."""
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stdout.flush()


def put_bytes(data: bytes) -> None:
    """The bytes of a file to standard output, at once."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def printable(text: str) -> str:
    """`text` without control characters, which a terminal would obey."""
    return "".join(one for one in text if one == "\n" or one.isprintable() or one == "\t")


def put_json(data: Mapping[str, Any]) -> None:
    """One JSON object to standard output as a line, at once."""
    put(json.dumps(data, ensure_ascii=False))
