"""A document as blocks: what Markdown, Word and PDF are made from, so that every statement stands in each of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


@dataclass(frozen=True, slots=True)
class Statement:
    """What was said about one thing: a label ("" for none), one text or several, a note, and where it comes from.

    `mark` says how sure it is ("only touched on"), `after` what became of it, `trace` names the turns; each "" for nothing.
    """

    texts: tuple[str, ...]
    label: str = ""
    mark: str = ""
    trace: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the title of the page is level 1, so `level` is 2 or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; with `leads` it stays on the page of what follows."""

    text: str
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph set apart; a strong one is a warning."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """Statements one below the other; with `boxes` each has a box to tick."""

    items: tuple[Statement, ...]
    boxes: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled statements about one thing, as a table of two columns under `head`."""

    head: tuple[str, str]
    rows: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as `head`. A line feed in a cell begins a new line; in the first column the first names the row.

    `widths` are the shares of the columns (equal when empty), `height` is what every row has at least, in millimetres, `size` the
    size of the letters in points. Blank cells are there to be written into.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    height: int = 0
    size: float = 8.5


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines to write on by hand, `count` of them, under a label ("" for none)."""

    count: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """The names of a few steps side by side, in their order."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins a sheet of its own."""


Block = Heading | Text | Note | Items | Facts | Table | Lines | Strip | NewPage


@dataclass(frozen=True, slots=True)
class Page:
    """A document of its own. `day` is the ISO date it speaks of, `footer` stands under every page; "" for none."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    day: str = ""
    footer: str = ""


def legible(text: str) -> str:
    """`text` without control characters, which no document may hold, and those that turn the direction of what follows.

    A half of a broken character becomes U+FFFD.
    """
    return _UNFIT.sub(lambda found: "\ufffd" if ord(found.group()) >= 0xD800 else "", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """`text` fit for a document, on one line."""
    return " ".join(legible(text).split())


def right_to_left(text: str) -> bool:
    """Whether the first character of `text` that has a direction runs from right to left."""
    for one in text:
        direction = unicodedata.bidirectional(one)
        if direction == "L" or direction in _RIGHT_TO_LEFT:
            return direction != "L"
    return False


def tidy(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text on one line; what has nothing in it is left out."""
    return tuple(line for line in map(one_line, texts) if line)
