"""What all readers of dates share: the line being read, what one finds in it, and which of several finds is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.language.calendar import Days
from engine.language.date_words import DateWords, Line

Kind = Literal["date", "range", "event", "recur", "past"]


@dataclass(frozen=True, slots=True)
class Scan:
    """The line being read, the day it was said and the vocabulary."""

    line: Line
    today: date
    words: DateWords


@dataclass(frozen=True, slots=True)
class Hit:
    """An expression that ends before token `stop`. `past` lies behind the speaker and is no due date."""

    stop: int
    kind: Kind
    start: date | None = None
    end: date | None = None
    grain: str = "day"
    hedged: bool = False


def stretch(scan: Scan, stop: int, days: Days, grain: str) -> Hit:
    """A range, or a past one when it is all over."""
    return Hit(stop, "past" if days[1] < scan.today else "range", days[0], days[1], grain)


def one_day(stop: int, day: date) -> Hit:
    """A single day."""
    return Hit(stop, "date", day, day)


Reader = tuple[frozenset[str], Callable[[Scan, int], Hit | None]]
"""The senses one of which the first word must have, an article before it left aside, and what reads on from there."""


def reader(senses: str, read: Callable[[Scan, int], Hit | None]) -> Reader:
    """A reader for expressions that open with a word of one of these senses (names with blanks between)."""
    return frozenset(senses.split()), read


def best(scan: Scan, place: int, readers: tuple[Reader, ...]) -> Hit | None:
    """The longest hit of those readers that can start here; asking only these keeps long texts quick."""
    opening = scan.line.opening(place)
    if not opening:
        return None
    return longest([read(scan, place) for senses, read in readers if not senses.isdisjoint(opening)])


def longest(hits: list[Hit | None]) -> Hit | None:
    """The hit that takes up most tokens; of equals the first."""
    found: Hit | None = None
    for hit in hits:
        if hit is not None and (found is None or hit.stop > found.stop):
            found = hit
    return found


def describes(scan: Scan, place: int, name: int, stop: int) -> bool:
    """Whether a name of a day only says what sort of thing comes next: "the Christmas cake", "a Sunday roast".

    `place` is where the expression starts, `name` where the name itself stands and `stop` the word after it.
    """
    line = scan.line
    if line.has(name - 1, "a", "owner") and not line.has(name - 1, "the"):
        return True
    if line.key(stop) == "." and line.glued(stop) and line.glued(stop + 1) and line.key(stop + 1).isalpha():
        return True  # an address such as monday.example
    if line.pauses(stop) or line.tokens[stop].senses:
        return False
    weekday = line.get(name, "weekday") is not None
    if line.has(name - 1, "the"):
        return not (weekday and line.has(name - 2, "bound", "figure_lead"))
    return not weekday and name == place and not line.has(name - 1, "bound", "lead_in")


def clear(scan: Scan, place: int) -> bool:
    """Whether a word that is also an everyday word or a name (May, Sat, June, spring) stands here for a time."""
    line = scan.line
    if not line.has(place, "unsure"):
        return True
    before = place - 1
    if line.has(place, "season") and line.has(before, "the"):
        before -= 1
    if line.has(before, "lead_in", "close_of_day") and not (line.has(place, "season") and line.has(before, "loose_lead")):
        return True
    if line.has(before, "month", "weekday") and not line.has(before, "unsure"):
        return True
    alone = line.pauses(before) or line.has(before, "hedge", "correction")
    if line.has(place, "name_too") and line.key(place + 1) == "," and line.has(place + 2, "the", "a"):
        return False  # "June, my sister, ..."
    if alone and (line.pauses(place + 1) or line.has(place + 1, "hedge_after", "part_of_day", "hedge", "bound_after")):
        return True
    if line.has(place + 1, "week_word", "fortnight_word") and line.has(place, "weekday"):
        return True
    if line.has(place + 1, "part_of_day") and not line.has(place, "month", "season"):
        return True
    linked = ("or", "to", "and", "dash", "slash")
    if (alone and line.has(place + 1, *linked) and line.has(place + 2, "month", "weekday", "season")) or (
        line.has(before, *linked) and line.has(before - 1, "month", "weekday", "season")
    ):
        return True
    raw, previous = line.tokens[place].raw, line.tokens[before].raw if before >= 0 else "."
    return raw[0].isupper() and previous.islower() and not line.has(place, "name_too") and not line.has(before, "the")
