"""A firm's career ladder, read from CSV or YAML, so that a person can compare themselves with what their own firm asks for."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.errors import HandholdError, nearest_name
from engine.source.problems import Mark, Problem, SourceError, quoted
from engine.source.reader import Mapping as Block
from engine.source.reader import Node, Scalar, Sequence, read_yaml

COLUMNS = ("level", "area", "competency", "description")
NEEDED = COLUMNS[:3]
LONGEST_CELL = 400
MOST_ROWS = 5_000
SPOKEN_WORDS = 24
"""Words of a description that go with its competency."""
_AREAS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Leadership skills", re.compile(r"lead|manag|strateg|vision|direction|deleg|responsib", re.I)),
    ("Personal skills", re.compile(r"people|person|communic|collab|team|behav|soft|interpers|attitude|values|customer|relation", re.I)),
)
_CRAFT = "Technical skills"
_LINES = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SENTENCE_ENDS = re.compile(r"[.;:!?()\n]+\s*")


class UnknownLevel(HandholdError):
    """A ladder has no such level, or several and none was chosen; `known` are those it has."""

    def __init__(self, asked: str | None, known: tuple[str, ...]) -> None:
        """Say which level was asked for, and which there are."""
        near = nearest_name(asked or "", known)
        hint = f", did you mean '{near}'?" if near else ""
        said = f"there is no level {quoted(asked)}{hint}" if asked else "the ladder has several levels"
        super().__init__(f"{said}; choose one of: {', '.join(known)}")
        self.known = known


@dataclass(frozen=True, slots=True)
class Rung:
    """One competency that a level asks for; `area` and `description` may be blank."""

    level: str
    area: str
    competency: str
    description: str = ""
    mark: Mark = field(default=Mark("", 1, 1), compare=False)


@dataclass(frozen=True, slots=True)
class Ladder:
    """What a firm asks for at each level, in the order of its file."""

    rungs: tuple[Rung, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels in the order in which they are first named."""
        return tuple(dict.fromkeys(one.level for one in self.rungs))

    def text(self, level: str | None = None) -> str:
        """A level as a job text: a heading for each kind of area, a line for each competency. The level may be left out where there is
        one only; case does not matter. Raises UnknownLevel."""
        names = {one.casefold(): one for one in self.levels}
        chosen = names.get((level or "").strip().casefold()) if level is not None or len(names) != 1 else self.levels[0]
        if chosen is None:
            raise UnknownLevel(level, self.levels)
        headings: dict[str, list[str]] = {}
        for one in self.rungs:
            if one.level == chosen:
                headings.setdefault(_heading(one.area), []).append(_line(one))
        return "\n\n".join("\n".join([heading, *lines]) for heading, lines in headings.items())


def _heading(area: str) -> str:
    return next((heading for heading, words in _AREAS if words.search(area)), _CRAFT)


def _line(rung: Rung) -> str:
    """A competency and the beginning of its description, without marks that would cut the line in two."""
    words = _SENTENCE_ENDS.sub(", ", rung.description).strip(" ,").split()
    short = " ".join(words[:SPOKEN_WORDS]).rstrip(",")
    name = _SENTENCE_ENDS.sub(" ", rung.competency).strip()
    return f"- {name}, {short}" if short else f"- {name}"


def load_ladder(text: str, file: str) -> Ladder:
    """The ladder in a file's text: YAML when its name says so, else CSV with commas, semicolons or tabs. Raises SourceError with every
    problem and its line."""
    problems: list[Problem] = []
    rows = _yaml_rows(text, file, problems) if file.endswith((".yaml", ".yml")) else _csv_rows(text, file, problems)
    rungs = tuple(_rungs(list(rows)[: MOST_ROWS + 1], problems))
    if not rungs and not problems:
        problems.append(Problem("Y010", "there is no competency in the file", Mark(file, 1, 1), f"add lines of {', '.join(COLUMNS)}"))
    if len(rungs) > MOST_ROWS:
        problems.append(Problem("S006", f"more than {MOST_ROWS} competencies", rungs[-1].mark, "split the ladder into several files"))
    if problems:
        raise SourceError(problems)
    return Ladder(rungs)


_Row = tuple[Mark, Mapping[str, str]]


def _csv_rows(text: str, file: str, problems: list[Problem]) -> Iterator[_Row]:
    lines = _LINES.findall(text.removeprefix("\ufeff"))
    first = next((line for line in lines if line.strip()), "")
    sign = max(",;\t", key=first.count)
    reader = csv.reader(lines, delimiter=sign, strict=True)
    columns: list[str] = []
    try:
        for cells in reader:
            mark = Mark(file, reader.line_num, 1)
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = [cell.strip().casefold() for cell in cells]
                problems.extend(_columns(columns, mark))
                continue
            if len(cells) > len(columns):
                fix = "put a cell that holds the separator into double quotes"
                problems.append(Problem("S006", f"{len(cells)} cells under {len(columns)} columns", mark, fix))
            yield mark, {name: cell.strip() for name, cell in zip(columns, (*cells, *[""] * len(columns)), strict=False)}
    except csv.Error as error:
        problems.append(Problem("S008", f"the line cannot be read as CSV: {error}", Mark(file, reader.line_num, 1), "close its quotes"))


def _columns(columns: list[str], mark: Mark) -> Iterator[Problem]:
    for name in NEEDED:
        if name not in columns:
            yield Problem("S002", f"the column '{name}' is missing", mark, f"let the first line read {','.join(COLUMNS)}")
    for place, name in enumerate(columns):
        if name in columns[:place]:
            yield Problem("Y004", f"the column {quoted(name)} stands twice", mark, "remove or rename one of the two")
        if name not in COLUMNS:
            near = nearest_name(name, COLUMNS)
            fix = f"did you mean '{near}'?" if near else f"known here: {', '.join(COLUMNS)}"
            yield Problem("S001", f"the column {quoted(name)} is not known here", mark, fix)


def _yaml_rows(text: str, file: str, problems: list[Problem]) -> Iterator[_Row]:
    node = read_yaml(text, file, problems)
    if node is None:
        return
    if not isinstance(node, Sequence):
        problems.append(Problem("S003", "a ladder is a list of competencies", node.mark, "begin each with '- level:'"))
        return
    for item in node.items:
        if isinstance(item, Block):
            row = {entry.key.raw: _cell(entry.value, problems) for entry in item.entries}
            for name in {*NEEDED} - {*row}:
                problems.append(Problem("S002", f"the key '{name}' is missing", item.mark, f"add '{name}:'"))
            problems.extend(
                Problem("S001", f"the key {quoted(entry.key.raw)} is not known here", entry.key.mark, f"known here: {', '.join(COLUMNS)}")
                for entry in item.entries if entry.key.raw not in COLUMNS
            )  # fmt: skip
            yield item.mark, row
        else:
            problems.append(Problem("S003", "a competency is a block of keys", item.mark, "write '- level: …' and the other keys under it"))


def _cell(node: Node, problems: list[Problem]) -> str:
    if isinstance(node, Scalar):
        return node.raw.strip()
    problems.append(Problem("S003", "this is to be text", node.mark, "write one line of text"))
    return ""


def _rungs(rows: list[_Row], problems: list[Problem]) -> Iterator[Rung]:
    for mark, row in rows:
        blank = [name for name in ("level", "competency") if name in row and not row[name]]
        for name in blank:
            problems.append(Problem("S007", f"the {name} is blank", mark, f"write the {name}, or remove the line"))
        for name, cell in row.items():
            if len(cell) > LONGEST_CELL:
                message = f"the {name} has {len(cell)} characters"
                problems.append(Problem("S006", message, mark, f"shorten it to {LONGEST_CELL}"))
        if not blank and all(name in row for name in ("level", "competency")):
            yield Rung(row["level"], row.get("area", ""), row["competency"], row.get("description", ""), mark)


__all__ = ["COLUMNS", "Ladder", "Rung", "UnknownLevel", "load_ladder"]
