"""Lines in and out of the terminal: UTF-8, only LF ends a line, bad bytes become U+FFFD, every answer is flushed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any


def lines() -> Iterator[str]:
    """Standard input, a line at a time, without the line's end."""
    for raw in iter(sys.stdin.buffer.readline, b""):
        yield raw.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")


def put(text: str) -> None:
    """One line to standard output, at once."""
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stdout.flush()


def printable(text: str) -> str:
    """`text` without control characters, which a terminal would obey."""
    return "".join(one for one in text if one == "\n" or one.isprintable() or one == "\t")


def put_json(data: Mapping[str, Any]) -> None:
    """One JSON object to standard output as a line, at once."""
    put(json.dumps(data, ensure_ascii=False))
