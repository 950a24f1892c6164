"""The small pattern language of the cue files, read into short programs that the matcher runs in time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.language.programs import (
    ANY_NUMBER,
    ANY_WORD,
    ANYWHERE,
    BEGINS,
    BEGINS_ALL,
    CHOICE,
    ENDS,
    ENDS_ALL,
    MOST_SMALL_WORDS,
    OPTION,
    QUESTION,
    SMALL_WORDS,
    WIDE,
    Choice,
    Operation,
    Pattern,
    Program,
    choice_of,
)

MAX_GAP = 9
MAX_BRANCHING = 20_000
_GAP = -1
_LEX = re.compile(
    r"\s+|\(([\w'\u2019]+(?:\|[\w'\u2019]+)*)\)|\.\.(\d+)|\^\^|\$\$|[\^$()|?#]|@[a-z_]+|\*?[\w'\u2019]+\*?|."
)
_PLAIN = re.compile(r"\*?[\w'\u2019]+\*?\Z")
_COMMON, _PART_OF_WORD, _TEXTS, _AT_ONE_PLACE = 10_000.0, 8.0, 2_000.0, 0.1
_USUAL, _MOST_NEEDS = 1_000.0, 3
_ANCHORS = {"^": BEGINS, "^^": BEGINS_ALL, "$": ENDS, "$$": ENDS_ALL}


class PatternError(ValueError):
    """A pattern that cannot be compiled; the message says what is wrong and where."""


Classes = Mapping[str, Sequence[str]]
Expand = Callable[[str], tuple[str, ...]]


_Demand: TypeAlias = tuple[frozenset[str], frozenset[str] | None, int]
"""A word set, another as its guard, and how many words after the first the guard stands (ANYWHERE)."""


@dataclass(frozen=True, slots=True)
class _Need:
    """Demands one of which every match meets; between needs of one `stretch` the words are counted by their `place`."""

    demands: tuple[_Demand, ...]
    stretch: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern: its program, what it needs, how many ways it can match, how many words it takes: at most, or always."""

    program: Program
    needs: tuple[_Need, ...] = ()
    ways: int = 1
    longest: int = 1
    rigid: bool = True


@dataclass(slots=True)
class Compiler:
    """Compiles the patterns of one lexicon, which share their word sets.

    `classes` gives the words of each @name, `expand` reads a word as the text reader does, `openers` and `closers` are words
    that `^` and `$` look past, `counts` says how common words are: rare ones make good keys. `sets` and `choices` are what the
    numbers in programs mean.
    """

    classes: Classes
    expand: Expand
    openers: Sequence[str] = ()
    closers: Sequence[str] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    sets: dict[frozenset[str], int] = field(default_factory=dict)
    choices: dict[tuple[Program, ...], int] = field(default_factory=dict)
    memo: dict[str, _Part] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    costs: dict[frozenset[str], float] = field(default_factory=dict)

    def compile(self, source: str) -> Pattern:
        """One pattern. Raises PatternError."""
        parts = _Parser(source, self).parse()
        whole = _in_order(parts)
        if whole.ways > MAX_BRANCHING:
            raise PatternError(f"pattern {source!r} has too many gaps and options: split it in two")
        rows = self._demands(whole)
        if not rows:
            return Pattern(source, whole.program, (), 0)
        best = min(whole.needs, key=lambda need: self.cost(need.demands))
        place = next(i for i, part in enumerate(parts) if any(need.demands is best.demands for need in part.needs))
        windows = _window(parts[: place + 1], parts[place]), _window(parts[: place - len(parts) - 1 : -1], parts[place])
        signed = [(self.sign(members), self.sign(guard), distance, *windows) for members, guard, distance in rows]
        tail = sum(part.longest for part in parts[place:])
        return Pattern(source, whole.program, tuple(dict.fromkeys(signed)), tail, self._further(whole, best))

    def _further(self, part: _Part, best: _Need) -> tuple[str | int, ...]:
        """What is needed beside the best need, as far as it is rare enough for its lack to spare work; the rarest first."""
        others = [_members(need) for need in part.needs if need is not best]
        rare = [words for words in others if words == {QUESTION} or self._often(words) < _USUAL]
        return tuple(dict.fromkeys(self.sign(words) for words in sorted(rare, key=self._often)))[:_MOST_NEEDS]

    def _demands(self, part: _Part) -> tuple[_Demand, ...]:
        """The rarest need of a part, guarded by the one that goes best with it."""
        if not part.needs:
            return ()
        best = min(part.needs, key=lambda need: self.cost(need.demands))
        others = [
            (members, other.place - best.place if other.stretch == best.stretch >= 0 else ANYWHERE)
            for other in part.needs if other is not best and ANY_WORD not in (members := _members(other))
        ]  # fmt: skip
        if not others:
            return best.demands
        guard = min(others, key=lambda one: self._often(one[0]) * (1 if one[1] == ANYWHERE else _AT_ONE_PLACE))
        return tuple((members, own, distance) if own else (members, *guard) for members, own, distance in best.demands)

    def sign(self, words: frozenset[str] | None) -> str | int:
        """The operation that takes one word of a set: the word itself when there is but one; -1 for no set."""
        if words is None:
            return -1
        self.words |= words
        return next(iter(words)) if len(words) == 1 else self.sets.setdefault(words, len(self.sets))

    def cost(self, demands: tuple[_Demand, ...]) -> float:
        """How often one of the demands is to be expected by chance."""
        return sum(self._often(members) * self._chance(guard, distance) for members, guard, distance in demands)

    def _chance(self, guard: frozenset[str] | None, distance: int) -> float:
        if guard is None:
            return 1.0
        return min(1.0, self._often(guard) / _TEXTS * (1 if distance == ANYWHERE else _AT_ONE_PLACE))

    def _often(self, words: frozenset[str]) -> float:
        if words not in self.costs:
            self.costs[words] = sum(self._expected(word) for word in words)
        return self.costs[words]

    def _expected(self, word: str) -> float:
        if word in (ANY_WORD, QUESTION) or word.startswith("*"):
            return _COMMON
        return self.counts.get(word, 0) + 0.5 if word.isalpha() else _PART_OF_WORD

    def one_word(self, words: frozenset[str]) -> _Part:
        """A part that takes one word of the set."""
        return _Part((self.sign(words),), (_Need(((words, None, ANYWHERE),)),))

    def one_of(self, parts: Sequence[_Part]) -> _Part:
        """Alternatives, those named first preferred."""
        if len(parts) == 1:
            return parts[0]
        programs = self._merged(parts)
        program = programs[0] if len(programs) == 1 else self._choice(tuple(programs))
        rigid = all(part.rigid and part.longest == parts[0].longest for part in parts)
        ways = max(p.ways for p in parts) if all(p.ways == 1 for p in parts) else sum(p.ways for p in parts)
        if len(program) == 1 and _is_set(program[0]):
            needs = self.one_word(frozenset().union(*(_single(part) or () for part in parts))).needs
        else:
            demands = [self._demands(part) for part in parts]
            needs = (_Need(tuple(dict.fromkeys(row for rows in demands for row in rows)), -1),) if all(demands) else ()
        return _Part(program, needs, ways, max(p.longest for p in parts), rigid)

    def _choice(self, programs: tuple[Program, ...]) -> Program:
        return ((CHOICE, self.choices.setdefault(programs, len(self.choices)), ()),)

    def table(self) -> tuple[list[frozenset[str]], list[Choice]]:
        """What the numbers of sets and of choices in programs mean."""
        sets = list(self.sets)
        return sets, [choice_of(programs, sets) for programs in self.choices]

    def _merged(self, parts: Sequence[_Part]) -> list[Program]:
        """The programs of alternatives with single words joined in one set, as long as no other alternative loses its rank."""
        front: set[str] = set()
        longer: list[Program] = []
        first_words: set[str] | None = set()
        for part in parts:
            alone = _single(part)
            if alone is not None and (not longer or (first_words is not None and not _may_meet(alone, first_words))):
                front |= alone
            else:
                longer.append(part.program)
                opening = alone or _opening(part)
                first_words = None if first_words is None or opening is None else first_words | opening
        return [self.one_word(frozenset(front)).program, *longer] if front else longer


def _single(part: _Part) -> frozenset[str] | None:
    """The set of a part that takes exactly one word, else None."""
    return part.needs[0].demands[0][0] if len(part.program) == 1 and _is_set(part.program[0]) else None


def _is_set(operation: Operation) -> bool:
    return isinstance(operation, str) or (isinstance(operation, int) and operation >= 0)


def _opening(part: _Part) -> frozenset[str] | None:
    """The set from which the first word of a part comes; None when that is not just one set of known words."""
    return part.needs[0].demands[0][0] if part.program and _is_set(part.program[-1]) else None


def _may_meet(one: frozenset[str], other: set[str]) -> bool:
    """Whether some word may belong to both sets."""
    if all(word.isalnum() for word in one) and all(word.isalnum() for word in other):
        return not one.isdisjoint(other)
    return True


def _in_order(parts: Sequence[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    ways, place, stretch = 1, 0, 0
    needs: list[_Need] = []
    for part in parts:
        ways *= part.ways
        inner = max((need.stretch for need in part.needs), default=0) + 1
        if part.rigid:
            needs += [need if need.stretch < 0 else _Need(need.demands, stretch, place + need.place) for need in part.needs]
            place += part.longest
        else:
            needs += [need if need.stretch < 0 else _Need(need.demands, stretch + 1 + need.stretch, need.place) for need in part.needs]
            place, stretch = 0, stretch + 1 + inner
    program = tuple(operation for part in reversed(parts) for operation in part.program)
    return _Part(program, tuple(needs), ways, sum(part.longest for part in parts), all(part.rigid for part in parts))


def _members(need: _Need) -> frozenset[str]:
    return frozenset().union(*(members for members, _, _ in need.demands))


def _window(parts: Sequence[_Part], part: _Part) -> int:
    """How far from an anchor at the first of `parts` the words of `part` stand at most; 0 when there is no anchor."""
    kinds = [one[0] for one in (*parts[0].program[:1], *parts[0].program[-1:]) if isinstance(one, tuple) and one[0] in _ANCHORS.values()]
    words = sum(one.longest for one in parts[1:-1]) + part.longest - 1
    return kinds[0] * WIDE + words if kinds and words < WIDE else 0


class _Parser:
    """Reads one pattern from left to right; words joined by `|` outside brackets are alternatives of one place."""

    def __init__(self, source: str, compiler: Compiler) -> None:
        self.source, self.compiler = source, compiler
        self.pieces = [m.group() for m in _LEX.finditer(source.strip())]
        self.place = 0

    def fail(self, why: str) -> PatternError:
        return PatternError(f"pattern {self.source!r}: {why}")

    def parse(self) -> list[_Part]:
        parts = self.sequence(inside=False)
        if self.place < len(self.pieces):
            raise self.fail(f"unexpected {self.pieces[self.place]!r}")
        if not any(part.program for part in parts):
            raise self.fail("is empty")
        wordless = all(piece.isspace() or piece in (ANY_WORD, ANY_NUMBER) or piece.startswith("..") for piece in self.pieces)
        if wordless:
            raise self.fail("needs at least one word")
        return parts

    def sequence(self, inside: bool) -> list[_Part]:
        parts: list[_Part] = []
        while self.place < len(self.pieces):
            piece = self.pieces[self.place]
            if piece.isspace():
                self.place += 1
            elif piece == ")" or (piece == "|" and inside):
                break
            else:
                parts.append(self.element(inside, first=not parts))
        return parts

    def element(self, inside: bool, first: bool) -> _Part:
        piece = self.pieces[self.place]
        if piece in _ANCHORS:
            self.place += 1
            return self.anchor(piece, first and not inside)
        if piece.startswith("..") and len(piece) > 2:
            self.place += 1
            size = int(piece[2:])
            if size > MAX_GAP:
                raise self.fail(f"a gap may be {MAX_GAP} words at most")
            return _Part((_GAP * size,) if size else (), (), size + 1, size, rigid=False)
        options = [self.atom()]
        while not inside and self.peek() == "|":
            self.place += 1
            options.append(self.atom())
        part = self.compiler.one_of(options)
        if self.peek() == "?":
            self.place += 1
            return _Part(((OPTION, 0, part.program),), (), part.ways + 1, part.longest, rigid=False)
        return part

    def peek(self) -> str:
        return self.pieces[self.place] if self.place < len(self.pieces) else ""

    def atom(self) -> _Part:
        piece = self.peek()
        self.place += 1
        if piece == "(":
            return self.group()
        if piece in (ANY_WORD, ANY_NUMBER, QUESTION):
            return self.compiler.one_word(frozenset({piece}))
        if piece.startswith("("):
            return self.remembered(piece, lambda: self.choice(piece[1:-1].split("|")))
        if piece.startswith("@"):
            return self.remembered(piece, lambda: self.word_class(piece[1:]))
        if _PLAIN.match(piece):
            return self.word(piece)
        raise self.fail(f"unexpected {piece!r}")

    def remembered(self, piece: str, make: Callable[[], _Part]) -> _Part:
        memo = self.compiler.memo
        if piece not in memo:
            memo[piece] = make()
        return memo[piece]

    def group(self) -> _Part:
        options = [_in_order(self.sequence(inside=True))]
        while self.peek() == "|":
            self.place += 1
            options.append(_in_order(self.sequence(inside=True)))
        if self.peek() != ")":
            raise self.fail("a bracket is not closed")
        self.place += 1
        if any(not o.program for o in options):
            raise self.fail("an alternative is empty")
        return self.compiler.one_of(options)

    def choice(self, words: Sequence[str]) -> _Part:
        return self.compiler.one_of(
            [self.compiler.one_word(frozenset({word})) if word in (ANY_WORD, ANY_NUMBER) else self.word(word) for word in words]
        )

    def word_class(self, name: str) -> _Part:
        if name not in self.compiler.classes:
            raise self.fail(f"no word class @{name}")
        entries = sorted(self.compiler.classes[name], key=lambda e: (-len(e), e))
        return self.compiler.one_of([_in_order([self.word(w) for w in entry.split()]) for entry in entries])

    def word(self, piece: str) -> _Part:
        return self.remembered(piece, lambda: self.spelt(piece))

    def spelt(self, piece: str) -> _Part:
        one_word = self.compiler.one_word
        if piece.endswith("*"):
            stem = piece[:-1].lower()
            if len(stem) < 3:
                raise self.fail(f"the stem {piece!r} is too short")
            return one_word(frozenset({stem + "*"}))
        if piece.startswith("*"):
            return one_word(frozenset({piece.lower()}))
        return _in_order([one_word(frozenset({word})) for word in self.compiler.expand(piece)])

    def anchor(self, piece: str, first: bool) -> _Part:
        words = self.compiler.openers if piece.startswith("^") else self.compiler.closers
        if piece.startswith("^") and not first:
            raise self.fail(f"{piece} belongs at the beginning")
        small = self.remembered(piece[0] + " ", lambda: self.skipped(words)).program
        edge: Program = ((_ANCHORS[piece], 0, ()),)
        return _Part(small + edge if piece.startswith("^") else edge + small, (), 4, MOST_SMALL_WORDS, rigid=False)

    def skipped(self, words: Sequence[str]) -> _Part:
        if not words:
            return _Part((), longest=0)
        one_word, ordered = self.compiler.one_word, sorted(words, key=lambda e: (-len(e), e))
        options = [_in_order([one_word(frozenset({word})) for word in entry.split()]) for entry in ordered]
        return _Part(((SMALL_WORDS, 0, self.compiler.one_of(options).program),), rigid=False)
