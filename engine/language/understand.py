"""Everything that is read in one utterance, in one place: acts and signs, dates, amounts of time, a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from engine.language.amounts import Duration, Score, durations_in, score_in
from engine.language.dates import DateReading, DateWords, read_date
from engine.language.items import Item, commitments, items
from engine.language.lexicon import Lexicon
from engine.language.reading import SURE, Reading, read
from engine.language.text import Span, analyse

FAR_DAYS = 150
_LIMIT = 4_000
FEW_MINUTES, MANY_MINUTES = 5, 240
_STOP_IN = re.compile(r"\b(?:in|about|for|max|only)\W+(\d{1,3})\b(?![:./-])", re.I)
_BARE = re.compile(r"[^\w-]*(\d{1,3})(?![\d:./-])")
_NAMED = re.compile(r"(?<=[a-z,] )(?!I\b|I['’])[A-Z][^\W\d_]+")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The vocabulary of one language, compiled once."""

    lexicon: Lexicon
    dates: DateWords


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
    valued = text[:_LIMIT]
    due = read_date(valued, today, language.dates)
    line = language.dates.line(valued)
    durations, score = durations_in(line), score_in(line)
    names = {act.act for act in reading.acts if act.confidence >= SURE} | set(reading.signs)
    if due.day() is not None:
        names.add("date")
        if due.bound or (due.day() != today and any(one.isdigit() for one in due.words)):
            names.add("due")
    elif due.kind != "none":
        names.add("no_day")
    if any(one.minutes is not None for one in durations):
        names.add("duration")
    if any((one.days or 0) >= FAR_DAYS for one in durations) or (due.end and (due.end - today).days >= FAR_DAYS):
        names.add("far_time")
    if score is not None:
        names.add("number")
    if _NAMED.search(valued):
        names.add("person")
    return Understood(text, reading, frozenset(names), due, durations, score)


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
