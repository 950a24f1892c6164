"""The small pattern language of the cue files, compiled to bounded regular expressions that cannot hang on any text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

MAX_GAP = 9
MAX_BRANCHING = 20_000
_OTHER = r"[^|? ]+ "
_LEX = re.compile(r"\s+|\.\.(\d+)|\^\^|\$\$|[\^$()|?#]|@[a-z_]+|\*?[\w'\u2019]+\*?|.")
_PLAIN = re.compile(r"\*?[\w'\u2019]+\*?\Z")

_RARE, _COMMON = 1, 40
_EVERYDAY = frozenset(
    [
        "a", "an", "the", "i", "you", "we", "he", "she", "it", "they", "me", "my", "your", "to", "of", "in",
        "on", "at", "and", "or", "for", "with", "is", "are", "was", "be", "been", "am", "have", "has", "had",
        "do", "does", "did", "will", "would", "could", "can", "should", "not", "dont", "so", "that", "this",
        "what", "how", "go", "get", "more", "about", "if", "but", "no", "yes",
    ]
)


class PatternError(ValueError):
    """A pattern that cannot be compiled; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. Every match contains one of `keys` (whole words) or a word beginning with one of `stems`;
    both empty means that it has to be tried on every text. The expression is made when it is first tried: most never are."""

    source: str
    text: str
    keys: frozenset[str]
    stems: frozenset[str]

    @property
    def regex(self) -> re.Pattern[str]:
        """The bounded regular expression."""
        return _compiled(self.text)


@cache
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(text)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern: its expression, the words one of which it needs (None: any), how many ways it can match."""

    regex: str
    needs: frozenset[str] | None
    ways: int = 1


Classes = Mapping[str, Sequence[str]]
Expand = Callable[[str], tuple[str, ...]]


def compile_pattern(
    source: str, classes: Classes, expand: Expand, openers: Sequence[str], closers: Sequence[str], memo: Memo | None = None
) -> Pattern:
    """Compiles one pattern. `classes` gives the words of each @name, `expand` reads a word as the text reader does,
    `openers` and `closers` are words that `^` and `$` look past; `memo` may be shared by the patterns of one lexicon.
    Raises PatternError."""
    part = _Parser(source, classes, expand, openers, closers, {} if memo is None else memo).parse()
    if part.ways > MAX_BRANCHING:
        raise PatternError(f"pattern {source!r} has too many gaps and options: split it in two")
    needs = part.needs or frozenset()
    stems = frozenset(n[:-1] for n in needs if n.endswith("*"))
    regex = part.regex if part.regex.startswith(r"(?<=") else r"(?<= )" + part.regex
    return Pattern(source, regex, frozenset(n for n in needs if not n.endswith("*")), stems)


def _cost(needs: frozenset[str]) -> int:
    return sum(_COMMON if n in _EVERYDAY else _RARE for n in needs)


def _in_order(parts: Sequence[_Part]) -> _Part:
    ways = 1
    for part in parts:
        ways *= part.ways
    needed = [p.needs for p in parts if p.needs]
    return _Part("".join(p.regex for p in parts), min(needed, key=_cost) if needed else None, ways)


def _one_of(parts: Sequence[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    needs: frozenset[str] | None = frozenset()
    for part in parts:
        needs = None if needs is None or part.needs is None else needs | part.needs
    ways = max(p.ways for p in parts) if all(p.ways == 1 for p in parts) else sum(p.ways for p in parts)
    return _Part("(?:" + "|".join(p.regex for p in parts) + ")", needs, ways)


Memo = dict[str, _Part]
"""Words and classes that were compiled before."""


class _Parser:
    """Reads one pattern from left to right; words joined by `|` outside brackets are alternatives of one place."""

    def __init__(
        self, source: str, classes: Classes, expand: Expand, openers: Sequence[str], closers: Sequence[str], memo: Memo
    ) -> None:
        self.source, self.classes, self.expand = source, classes, expand
        self.openers, self.closers, self.memo = openers, closers, memo
        self.pieces = [m.group() for m in _LEX.finditer(source.strip())]
        self.place = 0

    def fail(self, why: str) -> PatternError:
        return PatternError(f"pattern {self.source!r}: {why}")

    def parse(self) -> _Part:
        part = self.sequence(inside=False)
        if self.place < len(self.pieces):
            raise self.fail(f"unexpected {self.pieces[self.place]!r}")
        if not part.regex:
            raise self.fail("is empty")
        if part.needs is None and "[^" in part.regex and not re.search(r"[a-z]{2}", part.regex):
            raise self.fail("needs at least one word")
        return part

    def sequence(self, inside: bool) -> _Part:
        parts: list[_Part] = []
        while self.place < len(self.pieces):
            piece = self.pieces[self.place]
            if piece.isspace():
                self.place += 1
            elif piece == ")" or (piece == "|" and inside):
                break
            else:
                parts.append(self.element(inside, first=not parts))
        return _in_order(parts)

    def element(self, inside: bool, first: bool) -> _Part:
        piece = self.pieces[self.place]
        if piece in ("^", "^^", "$", "$$"):
            self.place += 1
            return self.anchor(piece, first and not inside)
        if piece.startswith(".."):
            self.place += 1
            size = int(piece[2:])
            if size > MAX_GAP:
                raise self.fail(f"a gap may be {MAX_GAP} words at most")
            return _Part(f"(?:{_OTHER}){{0,{size}}}?", None, size + 1)
        options = [self.atom()]
        while not inside and self.peek() == "|":
            self.place += 1
            options.append(self.atom())
        part = _one_of(options)
        if self.peek() == "?":
            self.place += 1
            return _Part(f"(?:{part.regex})?", None, part.ways + 1)
        return part

    def peek(self) -> str:
        return self.pieces[self.place] if self.place < len(self.pieces) else ""

    def atom(self) -> _Part:
        piece = self.peek()
        self.place += 1
        if piece == "(":
            return self.group()
        if piece == "_":
            return _Part(_OTHER, None)
        if piece == "#":
            return _Part(r"\d[^| ]* ", None)
        if piece == "?":
            return _Part(r"\? ", None)
        if piece.startswith("@"):
            return self.remembered(piece, lambda: self.word_class(piece[1:]))
        if _PLAIN.match(piece):
            return self.remembered(piece, lambda: self.word(piece))
        raise self.fail(f"unexpected {piece!r}")

    def remembered(self, piece: str, make: Callable[[], _Part]) -> _Part:
        if piece not in self.memo:
            self.memo[piece] = make()
        return self.memo[piece]

    def group(self) -> _Part:
        options = [self.sequence(inside=True)]
        while self.peek() == "|":
            self.place += 1
            options.append(self.sequence(inside=True))
        if self.peek() != ")":
            raise self.fail("a bracket is not closed")
        self.place += 1
        if any(not o.regex for o in options):
            raise self.fail("an alternative is empty")
        return _one_of(options)

    def word_class(self, name: str) -> _Part:
        if name not in self.classes:
            raise self.fail(f"no word class @{name}")
        entries = sorted(self.classes[name], key=lambda e: (-len(e), e))
        return _one_of([_in_order([self.word(w) for w in entry.split()]) for entry in entries])

    def word(self, piece: str) -> _Part:
        if piece.endswith("*"):
            stem = piece[:-1].lower()
            if len(stem) < 3:
                raise self.fail(f"the stem {piece!r} is too short")
            return _Part(re.escape(stem) + r"[^| ]* ", frozenset({stem + "*"}))
        if piece.startswith("*"):
            return _Part(r"[^| ]*?" + re.escape(piece[1:].lower()) + " ", None)
        words = self.expand(piece)
        return _in_order([_Part(re.escape(w) + " ", frozenset({w})) for w in words])

    def anchor(self, piece: str, first: bool) -> _Part:
        if piece.startswith("^"):
            if not first:
                raise self.fail(f"{piece} belongs at the beginning")
            ahead = r"(?<=\A \| )" if piece == "^^" else r"(?<=\| )"
            return _Part(ahead + self.remembered("^ ", lambda: _Part(self.skipped(self.openers), None)).regex, None, 4)
        end = r"(?=(?:\? )?\| \Z)" if piece == "$$" else r"(?=(?:\? )?\|)"
        return _Part(self.remembered("$ ", lambda: _Part(self.skipped(self.closers), None)).regex + end, None, 4)

    def skipped(self, words: Sequence[str]) -> str:
        if not words:
            return ""
        return "(?:" + "|".join(re.escape(w) + " " for w in sorted(words, key=lambda e: (-len(e), e))) + "){0,3}?"
