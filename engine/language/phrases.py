"""Phrases of a few words, found by their first word: for long pasted texts, where the patterns of replies would be too slow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST_GAP = 9
_LEX = re.compile(r"([(|])|\)(\??)|\.\.(\d)|(#|_|\*?[a-z0-9]+\*?)|(\S)")
_NUMBER = r"(?:\d\w*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several)"
_KEY = 4
"""Letters of a stem by which it is looked up."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: whose it is, its first word, and the word after its last."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    name: str
    pattern: re.Pattern[str] | None
    """None for a phrase of one plain word, which its place in the index says already."""


class Phrases:
    """Phrases by name, ready to be looked for. Each is a few of these, with blanks between: a word, `stem*`, `*ending`, `#` for a
    number, `_` for any word, `..3` for up to three words, `(one or more words|others)`, the same with `?` for perhaps."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        """Takes the phrases of each name. Raises ValueError for one that cannot be read."""
        self._plain: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        self._numbers: list[_Phrase] = []
        for name, texts in phrases.items():
            if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
                raise ValueError(f"adverts: `{name}` must be a list of phrases")
            for text in texts:
                for parts in _spread(_parts(text)):
                    self._add(name, parts)

    def _add(self, name: str, parts: list[str]) -> None:
        one_word = len(parts) == 1 and re.fullmatch("[a-z0-9]+ ", parts[0]) is not None
        phrase = _Phrase(name, None if one_word else re.compile("".join(parts)))
        for first in _firsts(parts):
            if first == _NUMBER:
                self._numbers.append(phrase)
            elif first.endswith(r"\w*"):
                self._stems.setdefault(first[:_KEY].removesuffix("\\"), []).append(phrase)
            else:
                self._plain.setdefault(first, []).append(phrase)

    def find(self, words: Sequence[str]) -> list[Hit]:
        """Every phrase that stands in a row of words, in order; one that lies within a longer one does not count."""
        line = " ".join(words) + " "
        found: list[tuple[int, int, str]] = []
        place = 0
        for number, word in enumerate(words):
            for phrase in self._tried(word):
                match = phrase.pattern.match(line, place) if phrase.pattern else None
                if phrase.pattern is None:
                    found.append((number, -number - 1, phrase.name))
                elif match:
                    found.append((number, -number - line.count(" ", place, match.end()), phrase.name))
            place += len(word) + 1
        kept, reached = [], 0
        before = (-1, 0)
        for first, last, name in sorted(found):
            if -last > reached or (first, last) == before:
                kept.append(Hit(name, first, -last))
                reached, before = -last, (first, last)
        return kept

    def whole(self, words: Sequence[str]) -> str:
        """The name of a phrase that takes up the row of words from end to end; "" when there is none."""
        line = " ".join(words) + " "
        for phrase in self._tried(words[0]) if words else ():
            if (phrase.pattern is None and len(words) == 1) or (phrase.pattern and phrase.pattern.fullmatch(line)):
                return phrase.name
        return ""

    def _tried(self, word: str) -> Iterator[_Phrase]:
        yield from self._plain.get(word, ())
        for length in (3, _KEY):
            yield from self._stems.get(word[:length], ()) if len(word) >= length else ()
        if self._numbers and re.match(_NUMBER + r"\Z", word):
            yield from self._numbers


def _parts(text: str) -> list[str]:
    """A phrase as regular expressions, one a part, each for words with a blank after them."""
    open_groups: list[list[str]] = [[]]
    for match in _LEX.finditer(text):
        mark, perhaps, gap, word, odd = match.groups()
        if mark == "(":
            open_groups.append(["(?:"])
        elif mark == "|" and len(open_groups) > 1:
            open_groups[-1].append("|")
        elif match[0][0] == ")" and len(open_groups) > 1:
            group = "".join(open_groups.pop()) + ")" + perhaps
            open_groups[-1].append(group)
        elif gap and 1 <= int(gap) <= LONGEST_GAP:
            open_groups[-1].append(rf"(?:\S+ ){{0,{gap}}}")
        elif word and not odd:
            open_groups[-1].append(_word(word) + " ")
        else:
            raise ValueError(f"adverts: {text!r} cannot be read at {match[0]!r}")
    if len(open_groups) > 1 or not open_groups[0]:
        raise ValueError(f"adverts: {text!r} is no phrase")
    return open_groups[0]


def _word(word: str) -> str:
    signs = {"#": _NUMBER, "_": r"\S+"}
    if word.startswith("*"):
        return r"\w+" + word[1:]
    return signs.get(word) or (word[:-1] + r"\w*" if word.endswith("*") else word)


def _spread(parts: list[str]) -> Iterator[list[str]]:
    """A phrase that begins with a choice as one phrase for each, so that each is found by its own first word."""
    if parts[0].startswith("(?:") and parts[0].endswith("?"):
        yield from _spread(parts[1:]) if len(parts) > 1 else ()
        yield from _spread([parts[0][:-1], *parts[1:]])
    elif parts[0].startswith("(?:") and parts[0].endswith(")"):
        for one in _alternatives(parts[0][3:-1]):
            yield [one, *parts[1:]]
    else:
        yield parts


def _alternatives(inside: str) -> list[str]:
    """The alternatives of a choice; bars within inner brackets do not divide it."""
    found, depth = [""], 0
    for sign in inside:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


def _firsts(parts: list[str]) -> list[str]:
    """The first word, or stem, of a phrase."""
    if parts[0].startswith(_NUMBER):
        return [_NUMBER]
    first = parts[0].split(" ")[0]
    if not re.fullmatch(r"[a-z0-9]{2,}(\\w\*)?|[a-z]", first):
        raise ValueError(f"adverts: a phrase must begin with a word or a number, not {first!r}")
    return [first]


__all__ = ["Hit", "Phrases"]
