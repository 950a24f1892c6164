"""Cuts words into the pieces by which texts are compared, so that other endings, slips and the same turn of phrase all count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from math import sqrt

Vector = dict[str, float]

WHOLE = 3.0
"""How much a whole word, or two words in a row, count beside one of their runs of letters."""
_SIZES = (3, 4)
_START, _END = "^", "$"


def units(words: Sequence[str]) -> list[str]:
    """The words, and each two that follow each other; the ends of the text count as words there ("^ why", "so $")."""
    closed = [_START, *words, _END]
    return [*words, *(f"{one} {other}" for one, other in pairwise(closed))]


def whole(unit: str) -> str:
    """The piece that stands for a whole unit."""
    return f"={unit}"


def pieces(unit: str) -> Vector:
    """How much each piece of a unit counts: the unit itself, and in a single word the runs of three or four characters."""
    return counted_pieces((unit,))


def counted_pieces(found: Sequence[str]) -> Vector:
    """How much each piece of some units counts, all units together."""
    total: Vector = dict(Counter(chain.from_iterable(map(_runs, found))))
    for unit in found:
        piece = whole(unit)
        total[piece] = total.get(piece, 0.0) + WHOLE
    return total


@lru_cache(maxsize=4096)
def _runs(unit: str) -> tuple[str, ...]:
    """The runs of characters in a word with a space on both sides; none where two words follow each other."""
    if " " in unit:
        return ()
    padded = f" {unit} "
    return tuple(padded[i : i + size] for size in _SIZES for i in range(len(padded) - size + 1))


def at_unit_length(vector: Vector) -> Vector:
    """The same direction with length 1; nothing stays nothing."""
    length = sqrt(sum(x * x for x in vector.values())) or 1.0
    return {piece: x / length for piece, x in vector.items()}
