"""What a command makes, to the file that was named or else to standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.commands.streams import put_bytes
from engine.documents.forms import BINARY
from engine.errors import HandholdError


def not_for_screen(form: str, output: Path | None) -> None:
    """HandholdError when a form that is no text would go to a terminal."""
    if output is None and form in BINARY and sys.stdout.isatty():
        raise HandholdError(f"{form} is not for the screen; name a file with -o")


def hand_over(data: bytes, output: Path | None) -> None:
    """Write the bytes of a file to standard output, or to that file. HandholdError when that cannot be done."""
    if output is None:
        put_bytes(data)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise HandholdError(f"{output}: cannot be written: {error.strerror}") from error
