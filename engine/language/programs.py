"""What a compiled pattern is: the operations that the matcher runs, apart from the compiler, which a start seldom needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

T = TypeVar("T")

MOST_SMALL_WORDS = 12
CHOICE, OPTION, SMALL_WORDS, BEGINS, BEGINS_ALL, ENDS, ENDS_ALL = range(7)
"""The kinds of operations: one of several, one or nothing, up to three small words, and the ends of a sentence or reply."""

Operation: TypeAlias = "int | str | tuple[int, int, Program]"
"""A word; the number of a word set; a gap, as the negative number of its words; or a kind with the number of a choice or a part."""

Program: TypeAlias = "tuple[Operation, ...]"
"""Operations, the last one first, because matching goes from the end to the beginning."""

Choice: TypeAlias = "tuple[tuple[Program, ...], dict[str, tuple[Program, ...]], tuple[Program, ...], frozenset[str]]"
"""Alternatives, those preferred first; what is left of them by the member of a word set that they end with; those that end
otherwise; the members that any ends with."""

Numbered: TypeAlias = Mapping[int, T] | Sequence[T]
"""Things by their number."""

ANY_WORD, ANY_NUMBER, QUESTION = "_", "#", "?"
"""Members of word sets that stand for any word, any number and the question mark; `stem*` and `*ending` may stand there too."""

Row: TypeAlias = tuple[str | int, str | int, int, int, int]
"""What stands in every text that matches: a word or set member; a guard (likewise; -1: none), so many words after it (ANYWHERE);
and how far the first stands from the beginning and the end, as kind of anchor times WIDE plus words (0: no anchor)."""

ANYWHERE = 99
WIDE = 64


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. One of its `rows` holds for every text that it matches; without rows it is tried on every text."""

    source: str
    program: Program
    rows: tuple[Row, ...]
    tail: int
    """How many words a match has at most from the first words of its rows on."""
    needs: tuple[str | int, ...] = ()
    """Words, or numbers of word sets, that stand somewhere in every text that matches."""


def choice_of(programs: tuple[Program, ...], sets: Numbered[frozenset[str]]) -> Choice:
    """Alternatives made ready for the matcher; `sets` tells what the numbers of word sets in them mean."""
    index: dict[str, list[Program]] = {}
    others: list[Program] = []
    for program in programs:
        last = program[0] if program else ()
        if isinstance(last, str):
            index.setdefault(last, []).append(program[1:])
        elif isinstance(last, int) and last >= 0:
            for member in sets[last]:
                index.setdefault(member, []).append(program[1:])
        else:
            others.append(program)
    return programs, {member: tuple(rests) for member, rests in index.items()}, tuple(others), frozenset(index)
