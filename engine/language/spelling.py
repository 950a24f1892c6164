"""Reads a misspelt word as the one known word that a single slip of the fingers away; all else stays as it was written."""

from __future__ import annotations

from collections.abc import Container, Iterator

SHORTEST, LONGEST = 5, 18
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "er", "ers", "y", "ies")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _beside() -> dict[str, str]:
    """The letters next to each letter on an English keyboard."""
    near: dict[str, str] = {}
    for i, row in enumerate(_ROWS):
        for k, letter in enumerate(row):
            side = row[max(0, k - 1) : k + 2]
            above = _ROWS[i - 1][k : k + 2] if i else ""
            below = _ROWS[i + 1][max(0, k - 1) : k + 1] if i + 1 < len(_ROWS) else ""
            near[letter] = (side + above + below).replace(letter, "")
    return near


_NEAR = _beside()


def respelt(word: str, known: Container[str]) -> str:
    """The only word of `known` that a slip could have turned into `word` (two letters swapped, one dropped, doubled, added or hit
    beside its key); the word itself when it is known, an ending of a known word, short, no plain word, or when several fit.
    The first letter and the ending are taken as written."""
    if not SHORTEST <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()) or word in known or _inflected(word, known):
        return word
    found = {one for one in _slips(word) if one in known}
    return found.pop() if len(found) == 1 else word


def _inflected(word: str, known: Container[str]) -> bool:
    """Whether the word is a known word with another ending."""
    for ending in _ENDINGS:
        if word + ending in known:
            return True
        stem = word.removesuffix(ending)
        if stem != word and (stem in known or stem + "e" in known or stem + "y" in known or stem[:-1] in known):
            return True
    return False


def _slips(word: str) -> Iterator[str]:
    """Every word that one slip could have turned into this one, but for slips in its first letter or after its last."""
    for i in range(1, len(word)):
        head, tail = word[:i], word[i:]
        yield head + tail[1:] if i < len(word) - 1 or word[-1] == word[-2] else word
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
        for letter in _NEAR[tail[0]]:
            yield head + letter + tail[1:]
