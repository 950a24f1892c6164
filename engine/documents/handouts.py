"""Hand-outs for a training room: what an author may write in one, read strictly, and the page that it becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.documents.page import Block, Facts, Heading, Items, Lines, NewPage, Note, Page, Statement, Strip, Table, Text
from engine.documents.running_order import Keyboard, OrderWords, Stretch, order_blocks, order_problems
from engine.flow.model import NO_MARK
from engine.flow.places import Places
from engine.source.problems import Mark, Problem
from engine.source.reader import read_yaml
from engine.source.shapes import shape

HANDOUT_CODES: dict[str, str] = {
    "H001": "a running order names a key that `keys.yaml` does not have",
    "H002": "the minutes of a running order do not fit together",
    "H003": "a table of a hand-out has a row that is too short or too long",
}
"""Every code of hand-outs with its meaning."""


@dataclass(frozen=True, slots=True)
class HeadingPart:
    """A heading; `small` for one under another."""

    heading: str = field(metadata={"doc": "a heading", "nonempty": True})
    small: bool = field(default=False, metadata={"doc": "true: a heading under another"})


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph."""

    text: str = field(metadata={"doc": "a paragraph", "nonempty": True})


@dataclass(frozen=True, slots=True)
class NotePart:
    """A paragraph set apart."""

    note: str = field(metadata={"doc": "a paragraph set apart", "nonempty": True})
    strong: bool = field(default=False, metadata={"doc": "true: it stands out"})


@dataclass(frozen=True, slots=True)
class BulletsPart:
    """Texts one below the other."""

    bullets: tuple[str, ...] = field(metadata={"doc": "texts one below the other", "nonempty": True})


@dataclass(frozen=True, slots=True)
class TicksPart:
    """Texts with a box to tick."""

    ticks: tuple[str, ...] = field(metadata={"doc": "texts, each with a box to tick", "nonempty": True})


@dataclass(frozen=True, slots=True)
class FactsPart:
    """One thing under several labels."""

    facts: Mapping[str, str | tuple[str, ...]] = field(metadata={"doc": "labels, each with a text or several", "nonempty": True})


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table. Every row has as many cells as the head; an empty row is there to be filled in."""

    table: tuple[str, ...] = field(metadata={"doc": "the heads of the columns", "nonempty": True})
    rows: tuple[tuple[str, ...], ...] = field(metadata={"doc": "lists of cells; a line feed begins a new line of the cell"})
    widths: tuple[int, ...] = field(default=(), metadata={"doc": "shares of the columns"})
    height: int = field(default=0, metadata={"doc": "rows of so many millimetres, ruled to write in", "min": 0})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class LinesPart:
    """Lines to write on."""

    lines: int = field(metadata={"doc": "lines to write on by hand", "min": 1, "max": 30})
    label: str = field(default="", metadata={"doc": "what stands above them"})


@dataclass(frozen=True, slots=True)
class StripPart:
    """Steps side by side."""

    strip: tuple[str, ...] = field(metadata={"doc": "names of steps, drawn side by side", "nonempty": True})


@dataclass(frozen=True, slots=True)
class PagePart:
    """A new sheet."""

    new_page: Literal[True] = field(metadata={"doc": "what follows begins a sheet of its own"})


@dataclass(frozen=True, slots=True)
class KeysPart:
    """The keys of a screen."""

    keys: str = field(metadata={"doc": "a screen of keys.yaml, whose keys are listed", "nonempty": True})
    mark: Mark = field(default=NO_MARK, compare=False)


Part = HeadingPart | TextPart | NotePart | BulletsPart | TicksPart | FactsPart | TablePart | LinesPart | StripPart | PagePart | KeysPart


@dataclass(frozen=True, slots=True)
class Handout:
    """One hand-out. A running order has `lasts` and `order`; `pages` is what it may take on paper."""

    handout: str = field(metadata={"doc": "its name, as that of the file", "pattern": "[a-z][a-z0-9_]*"})
    title: str = field(metadata={"doc": "what stands at the top", "nonempty": True})
    about: str = field(metadata={"doc": "one line for whoever chooses", "nonempty": True})
    place: int = field(metadata={"doc": "where it stands in the list of hand-outs", "min": 1})
    pages: int = field(metadata={"doc": "pages of A4 that it takes at most", "min": 1})
    parts: tuple[Part, ...] = field(metadata={"doc": "what stands on it", "nonempty": True})
    lasts: int = field(default=0, metadata={"doc": "minutes of the running order", "min": 0})
    names: tuple[str, ...] = field(default=(), metadata={"doc": "talks and personas by file, listed with what the screens call them"})
    order: tuple[Stretch, ...] = field(default=(), metadata={"doc": "the stretches of the running order"})
    after: tuple[Part, ...] = field(default=(), metadata={"doc": "what stands after the running order"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class HandoutWords:
    """Words that all hand-outs share."""

    page: str
    of: str
    footer: str = field(metadata={"doc": "stands under every page after the title"})
    facts: tuple[str, ...] = field(metadata={"doc": "the two heads over labels and texts", "min": 2, "max": 2})
    order: OrderWords
    talk: Mapping[str, str] = field(metadata={"doc": "the words of the transcript sheets"})

    def numbering(self) -> Mapping[str, str]:
        """The words with which a document counts its pages."""
        return {"page": self.page, "of": self.of}


def load_handout(text: str, file: str, keyboard: Keyboard, problems: list[Problem]) -> Handout | None:
    """The hand-out that `text` describes; every problem is added to `problems`. None when it does not have the right shape."""
    node = read_yaml(text, file, problems)
    made = shape(node, Handout, problems) if node is not None else None
    if node is None or made is None:
        return None
    places = Places(node)
    for part in (*made.parts, *made.after):
        if isinstance(part, TablePart):
            problems += _misfits(part, places)
        elif isinstance(part, KeysPart) and part.keys not in keyboard.keys:
            fix = f"known: {', '.join(keyboard.keys)}"
            problems.append(Problem("H001", f"keys.yaml has no screen '{part.keys}'", places.value(part.mark, "keys"), fix))
    problems += order_problems(made.order, made.lasts, keyboard, places, made.mark)
    return made


def _misfits(table: TablePart, places: Places) -> Iterator[Problem]:
    wanted = len(table.table)
    fix = f"give every row and the widths {wanted} entries, as many as the head has; [] is a blank row"
    if any(row and len(row) != wanted for row in table.rows):
        yield Problem("H003", "a row of this table does not have as many cells as its head", places.key(table.mark, "rows"), fix)
    if table.widths and len(table.widths) != wanted:
        yield Problem("H003", "this table does not have as many widths as columns", places.key(table.mark, "widths"), fix)


def handout_page(one: Handout, words: HandoutWords, keyboard: Keyboard, titles: Mapping[str, str]) -> Page:
    """The page of a hand-out that was loaded without a problem. `titles` are those of the talks and personas that it names."""
    blocks = [block for part in one.parts for block in _blocks(part, words, keyboard)]
    if one.names:
        named = tuple(Statement((titles.get(name, words.order.missing),), name) for name in one.names)
        blocks.append(Facts((words.order.name, words.order.on_screen), named))
    blocks += order_blocks(one.order, words.order, keyboard)
    blocks += [block for part in one.after for block in _blocks(part, words, keyboard)]
    return Page(one.title, "en", tuple(blocks), footer=f"{one.title} · {words.footer}")


TABLE_SIZE = 9.5
"""Letters of tables on hand-outs, in points: they are read at arm's length."""


def _blocks(part: Part, words: HandoutWords, keyboard: Keyboard) -> Iterator[Block]:
    match part:
        case HeadingPart(heading, small):
            yield Heading(heading, 3 if small else 2)
        case TextPart(text):
            yield Text(text)
        case NotePart(note, strong):
            yield Note(note, strong)
        case BulletsPart(bullets):
            yield Items(tuple(Statement((one,)) for one in bullets))
        case TicksPart(ticks):
            yield Items(tuple(Statement((one,)) for one in ticks), boxes=True)
        case FactsPart(facts):
            rows = (Statement((texts,) if isinstance(texts, str) else texts, label) for label, texts in facts.items())
            yield Facts((words.facts[0], words.facts[1]), tuple(rows))
        case TablePart(head, rows, widths, height):
            yield Table(head, tuple(row or ("",) * len(head) for row in rows), widths, height, TABLE_SIZE)
        case LinesPart(count, label):
            yield Lines(count, label)
        case StripPart(strip):
            yield Strip(strip)
        case PagePart():
            yield NewPage()
        case KeysPart(screen):
            pressed = tuple((key.shown, key.does) for key in keyboard.keys[screen].values())
            yield Table((words.order.press, words.order.do), pressed, (3, 16), size=TABLE_SIZE)
