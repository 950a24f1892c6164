"""Everything that is read in one utterance, in one place: acts and signs, dates, amounts of time, a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar, cast

from engine.language.adverts import AdvertWords
from engine.language.amounts import Duration, Score, durations_in, score_in
from engine.language.dates import DateReading, DateWords, date_in
from engine.language.items import Item, commitments, items
from engine.language.lexicon import Lexicon
from engine.language.reading import SURE, Reading, read
from engine.language.text import Span, analyse

T = TypeVar("T")
FAR_DAYS = 150
_LIMIT = 4_000
FEW_MINUTES, MANY_MINUTES = 5, 240
_STOP_IN = re.compile(r"\b(?:in|about|for|max|only)\W+(\d{1,3})\b(?![:./-])", re.I)
_BARE = re.compile(r"[^\w-]*(\d{1,3})(?![\d:./-])")
_WHICH_ONE = frozenset({"for", "of", "about"})
_NAMED = re.compile(r"(?<=[a-z,] )(?!I\b|I['’])[A-Z][^\W\d_]+")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The vocabulary of one language, compiled once."""

    lexicon: Lexicon
    dates: DateWords
    adverts: AdvertWords


class Names(Set[str]):
    """Every act read with confidence, every kind of value and every sign; the signs are looked for when they are first needed."""

    __slots__ = ("_acts", "_all", "_reading")

    def __init__(self, reading: Reading, values: frozenset[str]) -> None:
        """The names of a reading, and `values` beside them."""
        self._reading = reading
        self._acts = values.union([act.act for act in reading.acts if act.confidence >= SURE])
        self._all: frozenset[str] | None = None

    def _whole(self) -> frozenset[str]:
        if self._all is None:
            self._all = self._acts.union(self._reading.signs)
        return self._all

    @classmethod
    def _from_iterable(cls, names: Iterable[T]) -> Set[T]:
        """What set operations make of names is no longer about a reading."""
        return frozenset(names)

    def __contains__(self, name: object) -> bool:
        """Whether an act, a value or a sign of that name was read."""
        return name in self._acts or name in self._whole()

    def __iter__(self) -> Iterator[str]:
        """All names."""
        return iter(self._whole())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._whole())

    def __hash__(self) -> int:
        """As a frozen set of the same names."""
        return hash(self._whole())


@dataclass(frozen=True, slots=True)
class Understood:
    """One utterance and all that was read in it. `names` holds every act read with confidence and every sign.

    Values are read in the first 4,000 characters, as acts are.
    """

    text: str
    reading: Reading
    names: frozenset[str]
    when: DateReading
    durations: tuple[Duration, ...]
    score: Score | None

    @property
    def number(self) -> float | None:
        """The mark from 0 to 10 that the utterance gives, or None."""
        return self.score.value if self.score else None

    def has(self, *names: str) -> bool:
        """Whether any of the names is an act or a sign of this utterance."""
        return not self.names.isdisjoint(names)

    def spans(self, name: str) -> tuple[Span, ...]:
        """The characters that show an act or a sign; () when it is not there."""
        act = self.reading.act(name)
        return act.spans if act and act.confidence >= SURE else self.reading.signs.get(name, ())

    @property
    def day(self) -> date | None:
        """The day that the utterance names, as an action's date; None when it names none or leaves it open."""
        return self.when.day()

    @property
    def minutes(self) -> float | None:
        """The first amount of time up to hours, in minutes; a bare number at the start ("20, I'm on a break") counts too."""
        bare = _BARE.match(self.text) or _STOP_IN.search(self.text)
        found = next((one.minutes for one in self.durations if one.minutes is not None), None)
        return float(bare.group(1)) if found is None and bare and FEW_MINUTES <= int(bare.group(1)) <= MANY_MINUTES else found

    @property
    def command(self) -> str | None:
        """The command that the utterance gives, if it gives one."""
        act = self.reading.act("command")
        return act.command if act and act.confidence >= SURE else None

    def strength(self, without: frozenset[str] = frozenset()) -> int:
        """How many different content words stand in clauses that show none of `without`."""
        return len({word for one in self.reading.clauses if not one.names & without for word in one.content})


def understand(
    text: str, language: Language, today: date, context: Sequence[tuple[str, str]] = (), speaker: str = "employee"
) -> Understood:
    """Read `text` as said by `speaker` on `today`, after `context` ((speaker, text), oldest first)."""
    reading = read(text, language.lexicon, speaker, context)
    line = language.dates.line(text[:_LIMIT])
    when, durations, score = date_in(line, today, language.dates), durations_in(line), score_in(line)
    names = Names(reading, frozenset(_values_shown(when, durations, score, today, line.text)))
    return Understood(text, reading, cast("frozenset[str]", names), when, durations, score)  # it does all that is asked of one


def _names_period(when: DateReading, text: str) -> bool:
    """Whether the time only says which one of several is meant ("the rota for week 8"): then it is no day on which a thing is done."""
    before = text[: when.span[0]].split() if when.span else []
    return when.start != when.end and bool(before) and before[-1].lower() in _WHICH_ONE


def _values_shown(when: DateReading, durations: Sequence[Duration], score: Score | None, today: date, text: str) -> Iterator[str]:
    """The names that say which values an utterance has."""
    if when.day() is not None:
        yield "date"
        if when.bound or (when.day() != today and any(one.isdigit() for one in when.words) and not _names_period(when, text)):
            yield "due"
    elif when.kind != "none":
        yield "no_day"
    if any(one.minutes is not None for one in durations):
        yield "duration"
    if any((one.days or 0) >= FAR_DAYS for one in durations) or (when.end and (when.end - today).days >= FAR_DAYS):
        yield "far_time"
    if score is not None:
        yield "number"
    if _NAMED.search(text):
        yield "person"


def things(text: str, language: Language) -> tuple[Item, ...]:
    """What an answer lists."""
    return items(text, language.lexicon)


def own_actions(text: str, language: Language) -> tuple[Item, ...]:
    """The own actions that an answer commits to."""
    return commitments(text, language.lexicon)


def content(text: str, language: Language) -> tuple[str, ...]:
    """The content words of a text."""
    said = analyse(text, language.lexicon.wording)
    return said.content(0, len(said.tokens), language.lexicon.wording)


def sentences(text: str, language: Language) -> tuple[Span, ...]:
    """Where each sentence of a text stands."""
    said = analyse(text, language.lexicon.wording)
    return tuple(said.span(one.first, one.last) for one in said.sentences)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its commonest endings, so that "priced", "prices" and "pricing" meet. Good enough to compare by."""
    for ending in ("ings", "ing", "edly", "ers", "ies", "ed", "er", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two runs of content words are: F1 over their stems, 0 to 1."""
    left, right = {stem(word) for word in one}, {stem(word) for word in other}
    return 2 * len(left & right) / max(1, len(left) + len(right))


def share(part: Sequence[str], whole: Sequence[str]) -> float:
    """The share of the stems of `part` that stand in `whole`, 0 to 1."""
    left, right = {stem(word) for word in part}, {stem(word) for word in whole}
    return len(left & right) / max(1, len(left))
