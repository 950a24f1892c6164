"""The one strict YAML reader: text to a tree in which every value knows its place."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from engine.source.problems import Mark, Problem, quoted

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 40

_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_DIRECTIVE = re.compile("^%", re.MULTILINE)
_WHOLE_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 40
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; `raw` is its text as written, without quotes."""

    value: str | int | float | bool | None
    raw: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `mark` is the place of its first dash or bracket."""

    items: tuple["Node", ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Entry:
    """One key (always text) with its value."""

    key: Scalar
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A block of keys, no key twice, in the order written; `mark` is the place of its first key or brace."""

    entries: tuple[Entry, ...]
    mark: Mark


Node: TypeAlias = Scalar | Sequence | Mapping


def read_yaml(text: str, file: str, problems: list[Problem]) -> Node | None:
    """The positioned tree of a YAML text; whatever is wrong is added to `problems` in order of place.

    `file` only names the source in marks. Plain values follow YAML 1.2, narrowed to decimal numbers. A tree may come
    back although problems were added, so that its shape can be checked as well: a file is good only if `problems`
    stayed empty. None means that no trustworthy tree could be built. Nothing is raised for any text.
    """
    text = text.removeprefix("\ufeff")
    found = list(_hidden_characters(text, file))
    cleaned = _HIDDEN.sub(lambda match: _as_space(match, text), text) if found else text
    node = None
    directive = _DIRECTIVE.search(cleaned)
    if directive:
        mark = Mark(file, cleaned.count("\n", 0, directive.start()) + 1, 1)
        found.append(Problem("Y007", "a line that begins with % is a directive", mark, "remove the line"))
    else:
        node = _tree(cleaned, file, found)
    problems.extend(sorted(found, key=lambda problem: problem.mark))
    return node


def plain_value(raw: str) -> str | int | float | bool | None:
    """What an unquoted value stands for: null, true, false, a decimal number, else the text itself.

    Dates, times, yes, no, on, off, numbers with a leading zero and hexadecimal numbers are text; so is any number too
    large to hold exactly (more than 18 digits) or at all.
    """
    if raw in _CONSTANTS:
        return _CONSTANTS[raw]
    if raw[0] not in "-+.0123456789" or len(raw) > _LONGEST_NUMBER:
        return raw
    if _WHOLE_NUMBER.fullmatch(raw):
        return int(raw)
    if not raw.lstrip("-+").isdigit() and _NUMBER.fullmatch(raw) and math.isfinite(float(raw)):
        return float(raw)
    return raw


def _as_space(match: re.Match[str], text: str) -> str:
    ends_line = match.group() == "\r" and text.startswith("\n", match.end())
    return "\r" if ends_line else " "


def _hidden_characters(text: str, file: str) -> Iterator[Problem]:
    if not _HIDDEN.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        told = set()
        for match in _HIDDEN.finditer(line.removesuffix("\r")):
            code = "Y002" if match.group() == "\t" else "Y003"
            if code not in told:
                told.add(code)
                yield _hidden(match.group(), Mark(file, number, match.start() + 1))


def _hidden(character: str, mark: Mark) -> Problem:
    if character == "\t":
        return Problem("Y002", "a tab stands here", mark, "use spaces, two for each level")
    message = f"an invisible character stands here (U+{ord(character):04X})"
    return Problem("Y003", message, mark, "delete it and type the place again")


def _tree(text: str, file: str, found: list[Problem]) -> Node | None:
    composer = _Composer(text, file)
    hidden_before = bool(found)
    try:
        node = composer.document()
    except _TooDeep:
        node = None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        node = None
        if not hidden_before:
            found.append(_syntax_problem(error, text, composer.here))
    found.extend(composer.found)
    return node


class _TooDeep(Exception):
    """Reading stops at once, because the parser's own cost grows with the depth."""


class _Composer:
    """Builds the tree from parser events; events, unlike a composed document, still show anchors and aliases."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []
        self.here = Mark(file, 1, 1)
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=LOADER))
        self._whole = True

    def document(self) -> Node | None:
        """The only document; None if there is none, or a second one, or parts that had to be left out."""
        node = None
        begun = False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if begun:
                    self._refuse("Y008", "a second document begins here", event, "put it in a file of its own")
                    return None
                begun = True
                node = self._node(next(self._events), 1)
        if node is None or (isinstance(node, Scalar) and node.value is None and node.raw == ""):
            mark = Mark(self.file, 1, 1)
            self.found.append(Problem("Y010", "there is nothing in this file", mark, "write at least one key"))
            return None
        return node if self._whole else None

    def _node(self, event: Any, depth: int) -> Node:
        start = event.start_mark
        mark = self.here = Mark(self.file, start.line + 1, start.column + 1)
        if isinstance(event, yaml.AliasEvent):
            self._whole = False
            self._refuse_link(f"*{event.anchor}", event)
            return Scalar(None, f"*{event.anchor}", mark)
        if event.anchor is not None:
            self._refuse_link(f"&{event.anchor}", event)
        if event.tag is not None:
            fix = "remove it, or put the text in quotes if the exclamation mark belongs to it"
            self._refuse("Y007", "a tag (a word that begins with !) is not allowed", event, fix)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, mark)
        if depth > DEEPEST:
            self._refuse("Y011", f"this is nested deeper than {DEEPEST} levels", event, "flatten the file")
            raise _TooDeep
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(mark, depth)
        return self._mapping(mark, depth)

    def _scalar(self, event: Any, mark: Mark) -> Scalar:
        raw: str = event.value
        if not event.style:
            return Scalar(plain_value(raw), raw, mark)
        hidden = _HIDDEN.search(raw) if event.style == '"' else None
        if hidden:
            message = f"the text holds a character that cannot be seen (U+{ord(hidden.group()):04X})"
            self._refuse("Y003", message, event, "remove the backslash and what belongs to it")
        return Scalar(raw, raw, mark)

    def _sequence(self, mark: Mark, depth: int) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Sequence(tuple(items), mark)

    def _mapping(self, mark: Mark, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, depth)
            value = self._node(next(self._events), depth + 1)
            if key is None:
                self._whole = False
            elif key.raw in entries:
                first = entries[key.raw].key.mark.line
                message = f"the key {quoted(key.raw)} stands twice; the first is in line {first}"
                self._refuse("Y004", message, event, "remove or rename one of the two")
            else:
                entries[key.raw] = Entry(key, value)
        return Mapping(tuple(entries.values()), mark)

    def _key(self, event: Any, depth: int) -> Scalar | None:
        """The key as text; None if nothing can be kept under it."""
        key = self._node(event, depth + 1)
        if isinstance(event, yaml.AliasEvent):
            return None
        if not isinstance(key, Scalar):
            self._refuse("Y009", "a key must be text, not a list or a block", event, "write a single word as the key")
            return None
        if key.raw == "<<" and not event.style:
            self._refuse("Y006", "a merge key (<<) is not allowed", event, "write the keys out")
            return None
        if not isinstance(key.value, str):
            fix = f'put it in quotes: "{key.raw[:40]}"' if key.raw else "write a word before the colon"
            self._refuse("Y009", f"a key must be text, and {quoted(key.raw)} is not", event, fix)
        return Scalar(key.raw, key.raw, key.mark)

    def _refuse_link(self, name: str, event: Any) -> None:
        message = f"anchors and aliases are not allowed, and {quoted(name)} is one"
        self._refuse("Y005", message, event, "write the value out, or put the text in quotes")

    def _refuse(self, code: str, message: str, event: Any, fix: str) -> None:
        start = event.start_mark
        self.found.append(Problem(code, message, Mark(self.file, start.line + 1, start.column + 1), fix))


_NO_COLON = "could not find expected ':'"
_INDENT = "line it up with the keys or dashes of its neighbours"
_SYNTAX: tuple[tuple[str, str, str], ...] = (
    ("unknown escape", "a backslash in double quotes means something special", "write two, or use single quotes"),
    (
        "escape",
        "the code after this backslash is not that of a character",
        "write two backslashes, or use single quotes",
    ),
    ("quoted scalar", "a quotation mark is opened here and never closed", "close it, or leave out the first one"),
    (
        "mapping values are not allowed",
        "a colon makes a new key here, where none can begin",
        "put the text in quotes if the colon belongs to it, else check the indentation",
    ),
    (
        _NO_COLON,
        "a line without a colon stands among keys",
        "add the colon, or indent the line under the text that it continues",
    ),
    ("cannot start any token", "text cannot begin with this character", "put the text in quotes"),
    ("scanning an a", "a & or * begins a name here, and none follows", "put the text in quotes"),
    ("sequence entries are not allowed", "a list cannot begin here", "start the dash on a line of its own"),
    ("flow sequence", "a list in [ ] lacks a comma or its closing bracket", "add what is missing, or quote the text"),
    ("flow mapping", "a block in { } lacks a comma or its closing brace", "add what is missing, or quote the text"),
    ("block collection", "this line belongs neither to the list above nor to anything else", _INDENT),
    ("block mapping", "this line belongs neither to the keys above nor to anything else", _INDENT),
    ("document start", "this line belongs to nothing above it", _INDENT),
    ("block scalar", "the sign | or > must end its line", "put the text on the next lines, indented"),
    ("tag", "a tag (a word that begins with !) is not allowed", "put the text in quotes"),
)


def _syntax_problem(error: Exception, text: str, last_read: Mark) -> Problem:
    """The parser's complaint in plain words."""
    complaint = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or ''}"
    place = _place(error, text, complaint)
    mark = last_read if place is None else Mark(last_read.file, place.line + 1, place.column + 1)
    for fragment, message, fix in _SYNTAX:
        if fragment in complaint:
            if fix == _INDENT and place is not None and text[place.index - place.column : place.index].strip():
                return Problem("Y001", "this does not belong to the value before it", mark, "quote the whole value")
            return Problem("Y001", message, mark, fix)
    return Problem(
        "Y001", "this cannot be read as YAML", mark, "check colons, quotes and indentation around this place"
    )


def _place(error: Exception, text: str, complaint: str) -> Any:
    """Where the parser stumbled; or where the unfinished thing began, if that shows only later or at the end."""
    place = getattr(error, "problem_mark", None)
    begin = getattr(error, "context_mark", None)
    late = place is None or place.index >= len(text.rstrip()) or _NO_COLON in complaint
    return begin if late and begin is not None else place
