"""The date vocabulary and the line of tokens made with it, so that no English word stands in the date grammar."""

import re
from collections.abc import Iterable, Iterator, KeysView, Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|"  # words come first because most tokens are words
    r"(?<!\w)\d{4}-\d\d-\d\d(?=T\d)|"  # a time stamp
    r"(?<!\w)(?<!\d[./:,-])\d\d?/\d\d?(?=[-–]\d\d?/\d\d?(?!\w|[./:,-]\d))"  # the first of 30/11-4/12
    r"|(?:(?<=\d/\d[-–])|(?<=\d/\d\d[-–]))\d\d?/\d\d?(?!\w|[./:,-]\d)|"  # the second
    r"(?<!\w)(?<!\d[./:,-])\d{1,4}(?:[./-]\d{1,4}){1,2}(?!\w|[./:,-]\d)"  # figures: 15/02, 2027-02-15, 1.5, 2-3
    r"|\d+|\S"
)
_APOSTROPHES: Final = str.maketrans("", "", "'’ʼ")
_HYPHENS: Final = frozenset("-‐‑")
_NOTHING: Final[Mapping[str, float]] = {}
_NO_SENSES: Final[frozenset[str]] = frozenset()
_FIGURE: Final[Mapping[str, float]] = {"figure": 1}
_WHOLE_NAMES: Final = 6
"""Names of months and days with at least so many letters are also recognised with one slip of the keyboard."""
_LONG_NAMES: Final = 9
"""The same for feasts and lengths of time, more of which are close to another word."""
_VALUED: Final = (
    ("numbers", "number"),
    ("ordinals", "ordinal"),
    ("easter_feasts", "easter"),
    ("day_words", "day_word"),
    ("times", "times"),
)

Keys = tuple[str, ...]
_SENSES: Final = 4
"""The place of the senses in a token: quicker than by name."""


class Token(NamedTuple):
    """A word, number, sign or known phrase: its normal form, its characters and what the vocabulary says of it."""

    key: str
    raw: str
    start: int
    end: int
    senses: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A text as tokens; every question about a place outside it is answered with no."""

    text: str
    tokens: tuple[Token, ...]
    senses: frozenset[str]
    """All senses that any token has: most lines have few, and most readers are done at once."""

    def has(self, place: int, *senses: str) -> bool:
        """Whether the token there has one of these senses."""
        if 0 <= place < len(self.tokens) and (there := self.tokens[place][_SENSES]):
            for sense in senses:  # a plain loop, because this is asked a hundred times a line
                if sense in there:
                    return True
        return False

    def opening(self, place: int) -> frozenset[str] | KeysView[str]:
        """The senses of the token there, or of the next one when an article stands there."""
        if self.has(place, "the"):
            place += 1
        return self.tokens[place].senses.keys() if 0 <= place < len(self.tokens) else _NO_SENSES

    def get(self, place: int, sense: str) -> int | None:
        """The value of one sense of the token there, or None."""
        if not 0 <= place < len(self.tokens):
            return None
        value = self.tokens[place].senses.get(sense)
        return None if value is None else int(value)

    def key(self, place: int) -> str:
        """The normal form of the token there; empty outside the line."""
        return self.tokens[place].key if 0 <= place < len(self.tokens) else ""

    def skip(self, place: int, *senses: str) -> int:
        """The next place when the token here has one of these senses, else this place."""
        return place + 1 if self.has(place, *senses) else place

    def glued(self, place: int) -> bool:
        """Whether no space stands between this token and the one before."""
        return 0 < place < len(self.tokens) and self.tokens[place - 1].end == self.tokens[place].start

    def number(self, place: int) -> int | None:
        """A number of at most four digits, or None."""
        key = self.key(place)
        return int(key) if len(key) <= 4 and key.isdecimal() else None

    def pauses(self, place: int) -> bool:
        """Whether the line is over here or a sign such as a comma or full stop stands here."""
        key = self.key(place)
        return not key or not key[0].isalnum()


@dataclass(frozen=True, slots=True)
class DateWords:
    """Everything the date grammar knows of a language. `phrases` maps a first word to what may start with it, and a
    slip of the keyboard to the name that is meant."""

    phrases: Mapping[str, tuple[tuple[Keys, Mapping[str, float]], ...]]
    seasons: tuple[tuple[int, int], ...]
    rules: tuple[str, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "DateWords":
        """Build the vocabulary from plain mappings, lists, strings and numbers (see flows/language/en/dates.yaml).

        Raises ValueError when a section is missing or has the wrong shape.
        """
        senses: dict[Keys, dict[str, float]] = {}
        for word, sense, value in _entries(data):
            keys = tuple(key for key, *_ in _pieces(word))
            if keys:
                senses.setdefault(keys, {})[sense] = value
        grouped: dict[str, list[tuple[Keys, Mapping[str, float]]]] = {}
        for keys in sorted(senses, key=lambda keys: (-len(keys), keys)):
            grouped.setdefault(keys[0], []).append((keys, senses[keys]))
        phrases = {first: tuple(found) for first, found in grouped.items()}
        meant = {keys: ((keys, known),) for keys, known in senses.items()}
        for slip, keys in _slips(senses):
            if (slip,) not in senses and all(len(longer) > 1 for longer, _ in phrases.get(slip, ())):
                phrases[slip] = phrases[slip] + meant[keys] if slip in phrases else meant[keys]  # shared: there are thousands
        seasons = tuple(_pair(months) for months in _mapping(data, "seasons").values())
        rules = tuple(str(rule) for rule in _mapping(data, "feasts_by_rule").values())
        return cls(phrases, seasons, rules)

    def line(self, text: str) -> Line:
        """The text as tokens, known phrases joined, longest first; linear in the length of the text."""
        pieces = list(_pieces(text))
        if not _HYPHENS.isdisjoint(text):
            pieces = self._without_hyphens(pieces)
        tokens: list[Token] = []
        shown: set[str] = set()
        place = 0
        phrases = self.phrases
        while place < len(pieces):
            key, raw, start, end = pieces[place]
            if key not in phrases and not key[0].isdecimal():
                tokens.append(Token(key, raw, start, end, _NOTHING))
                place += 1
                continue
            size, senses = self._phrase_at(pieces, place)
            if size > 1:
                key, end = " ".join(piece[0] for piece in pieces[place : place + size]), pieces[place + size - 1][3]
                raw = text[start:end]
            elif "weekday" in senses and not raw.isalpha():
                senses = _NOTHING  # "we'd" is no Wednesday
            elif "weekdays" in senses and not raw.isalpha():
                senses = self._possessive(raw) or senses
            if key[0].isdecimal():
                senses = {**senses, **_FIGURE} if senses else _FIGURE
            if senses:
                shown.update(senses)
            tokens.append(Token(key, raw, start, end, senses))
            place += size or 1
        return Line(text, tuple(tokens), frozenset(shown))

    def _phrase_at(self, pieces: list[tuple[str, str, int, int]], place: int) -> tuple[int, Mapping[str, float]]:
        known = self.phrases.get(pieces[place][0])
        if known is None:
            return 0, _NOTHING
        following = pieces[place + 1][0] if place + 1 < len(pieces) else ""
        for keys, senses in known:
            size = len(keys)
            if size == 1:
                return 1, senses
            if keys[1] == following and keys == tuple(piece[0] for piece in pieces[place : place + size]):
                return size, senses
        return 0, _NOTHING

    def _possessive(self, raw: str) -> Mapping[str, float]:
        """A weekday with an apostrophe is that one day, not all of them."""
        return next((senses for keys, senses in self.phrases.get(raw[:-2].lower(), ()) if len(keys) == 1), _NOTHING)

    def _without_hyphens(self, pieces: list[tuple[str, str, int, int]]) -> list[tuple[str, str, int, int]]:
        """Leave out hyphens that join two words, except between two names of the same kind, where they mean `to`."""
        kept = []
        for place, piece in enumerate(pieces):
            if piece[0] in _HYPHENS and 0 < place < len(pieces) - 1:
                before, after = pieces[place - 1], pieces[place + 1]
                joined = before[3] == piece[2] and piece[3] == after[2] and (before[0] + after[0]).isalnum()
                figures = before[0].isdecimal() and after[0].isdecimal()
                if joined and not figures and not self._same_kind(before[0], after[0]):
                    continue
            kept.append(piece)
        return kept

    def _same_kind(self, one: str, other: str) -> bool:
        kinds, others = self._senses(one), self._senses(other)
        return bool(kinds & others & {"month", "weekday"}) or ("ordinal_ending" in kinds and other.isdecimal())

    def _senses(self, key: str) -> set[str]:
        return {sense for keys, known in self.phrases.get(key, ()) if len(keys) == 1 for sense in known}


def _pieces(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Words, numbers and signs: normal form, characters, first and last place."""
    for match in _TOKEN.finditer(text):
        raw = match.group()
        key = raw.lower()
        if not raw.isalnum() and len(raw) > 1:
            key = key.translate(_APOSTROPHES)
        yield key, raw, *match.span()


def _entries(data: Mapping[str, object]) -> Iterator[tuple[str, str, float]]:
    """Every word or phrase of the vocabulary file with its sense and value."""
    yield from _numbered(data)
    for section, sense in _VALUED:
        for word, value in _mapping(data, section).items():
            yield word, sense, _number(value, f"{section}: {word}")
    for word, value in _mapping(data, "fixed_feasts").items():
        day, _, month = str(value).partition("/")
        yield word, "fixed", _number(month, word) * 100 + _number(day, word)
    for number, names in enumerate(_mapping(data, "units").values()):
        for name in _list(names, "units"):
            yield str(name), "unit", number
    for role, names in _mapping(data, "roles").items():
        for name in _list(names, role):
            if not isinstance(name, str):
                raise ValueError(f"the date vocabulary needs words in {role!r}, not {name!r}: put it in quotes")
            yield name, role, 1


def _numbered(data: Mapping[str, object]) -> Iterator[tuple[str, str, float]]:
    """Words whose value is their place in the file: months, weekdays, seasons, feasts described in words."""
    for section, sense, first in (("months", "month", 1), ("weekdays", "weekday", 0)):
        for number, names in enumerate(_list(data.get(section), section), start=first):
            for name in _list(names, section):
                yield str(name), sense, number
                if sense == "weekday" and str(name).endswith("day"):
                    yield f"{name}s", "weekdays", number
    for section, sense in (("seasons", "season"), ("feasts_by_rule", "rule")):
        for number, word in enumerate(_mapping(data, section)):
            yield word, sense, number


def _slips(senses: Mapping[Keys, Mapping[str, float]]) -> Iterator[tuple[str, Keys]]:
    """Names of months, days and feasts with one letter missing, added, changed or swapped, all but the first letter; and the names."""
    for keys, known in senses.items():
        name, kinds = keys[0], known.keys()
        if len(keys) > 1 or not kinds & {"month", "weekday", "day_word", "fixed", "unit"} or not name.isalpha():
            continue
        if len(name) < (_WHOLE_NAMES if kinds & {"month", "weekday", "day_word"} else _LONG_NAMES):
            continue
        for place in range(1, len(name) + 1):
            head, tail = name[:place], name[place:]
            yield head + tail[1:], keys
            for letter in ascii_lowercase:
                yield head + letter + tail[1:], keys
                yield head + letter + tail, keys
            if len(tail) > 1:
                yield head + tail[1] + tail[0] + tail[2:], keys


def _mapping(data: Mapping[str, object], section: str) -> Mapping[str, object]:
    found = data.get(section)
    if not isinstance(found, Mapping):
        raise ValueError(f"the date vocabulary needs a mapping {section!r}")
    return found


def _list(value: object, section: str) -> Iterable[object]:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"the date vocabulary needs a list in {section!r}")
    return value


def _pair(value: object) -> tuple[int, int]:
    first, last = (int(_number(month, "seasons")) for month in _list(value, "seasons"))
    return first, last


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(f"the date vocabulary needs a number at {where!r}")
    try:
        return float(value)
    except ValueError as fault:
        raise ValueError(f"the date vocabulary needs a number at {where!r}") from fault
