"""Lengths of time and the number on a scale of ten, as people type them; the date grammar reads lengths with it too."""

from dataclasses import dataclass
from typing import Final

from engine.language.date_words import Line

UNITS: Final = ("minute", "hour", "day", "working_day", "week", "fortnight", "month", "quarter", "year")
"""The units in the order in which the vocabulary file lists their words."""

_MINUTES: Final = {"minute": 1.0, "hour": 60.0}
_DAYS: Final = {
    "day": 1.0,
    "working_day": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 365 / 12,
    "quarter": 365 / 4,
    "year": 365.0,
}
_TOP: Final = 10


@dataclass(frozen=True, slots=True)
class Length:
    """So many of a unit, from `low` to `high` (equal when one number was given)."""

    low: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in a text: `minutes` for units up to hours, `days` for longer ones; of a span the middle."""

    minutes: float | None
    days: float | None
    span: tuple[int, int]
    words: str


def number_at(line: Line, place: int) -> tuple[int, float, float] | None:
    """A count in figures or words, "a couple of" and "a few" included: next place, lowest and highest value."""
    if line.has(place, "few"):
        return place + 1, 2, 4
    if (figure := _figure(line.key(place))) is not None:
        return place + 1, *figure
    value = _value(line, place)
    if value is None:
        return None
    if value >= 20 and value % 10 == 0 and 0 < (_value(line, place + 1) or 0) < 10:
        return place + 2, value + (_value(line, place + 1) or 0), value + (_value(line, place + 1) or 0)
    return place + 1, value, value


def _value(line: Line, place: int) -> float | None:
    number = line.number(place)
    if number is not None or not 0 <= place < len(line.tokens):
        return number
    return line.tokens[place].senses.get("number")


def _figure(key: str) -> tuple[float, float] | None:
    """Read 1.5 as a fraction and 2-3 as a span of counts."""
    for sign in ".-":
        low, found, high = key.partition(sign)
        if found and low.isdecimal() and high.isdecimal():
            return (float(key), float(key)) if sign == "." else (float(low), float(high))
    return None


def length_at(line: Line, place: int) -> tuple[int, Length] | None:
    """A length of time that starts here ("2-3 weeks", "half an hour", "a year and a half"): next place and length."""
    counted = number_at(line, place)
    if counted is None:
        if not line.has(place, "a"):
            return None
        counted = place + 1, 1, 1
    stop, low, high = counted
    second = number_at(line, stop + 1) if line.has(stop, "or", "to", "dash") else None
    if second is not None:
        stop, high = second[0], second[2]
    if line.has(stop, "and_a_half"):
        stop, low, high = stop + 1, low + 0.5, high + 0.5
    if low < 1:
        stop = line.skip(stop, "a", "of_a")
    stop = line.skip(stop, "whole")
    unit = line.get(stop, "unit")
    if unit is None or high < low:
        return None
    stop += 1
    if line.has(stop, "and_a_half"):
        stop, low, high = stop + 1, low + 0.5, high + 0.5
    more = number_at(line, stop + 1) if line.has(stop, "or") else None
    if more is not None and low < more[2] <= 12 and line.get(more[0], "unit") is None:
        stop, high = more[0], more[2]
    return stop, Length(low, high, UNITS[unit])


def durations_in(line: Line) -> tuple[Duration, ...]:
    """Every length of time in a line, in order; nothing overlaps."""
    if "unit" not in line.senses:
        return ()
    found = []
    place = 0
    while place < len(line.tokens):
        read = length_at(line, place)
        if read is None:
            place += 1
            continue
        stop, length = read
        minutes = _middle(length) * _MINUTES[length.unit] if length.unit in _MINUTES else None
        days = _middle(length) * _DAYS[length.unit] if length.unit in _DAYS else None
        more = length_at(line, line.skip(stop, "and")) if length.unit == "hour" else None
        if more is not None and more[1].unit == "minute" and minutes is not None:
            stop, minutes = more[0], minutes + _middle(more[1])
        span = line.tokens[place].start, line.tokens[stop - 1].end
        found.append(Duration(minutes, days, span, line.text[slice(*span)]))
        place = stop
    return tuple(found)


def _middle(length: Length) -> float:
    return (length.low + length.high) / 2


@dataclass(frozen=True, slots=True)
class Score:
    """A mark from 0 to 10 and the characters that say it."""

    value: float
    span: tuple[int, int]


def score_in(line: Line) -> Score | None:
    """The first number of a line that can be a mark from 0 to 10 ("four or five" is 4.5); None without one, or when it lies outside."""
    if line.senses.isdisjoint(("number", "few", "figure")):
        return None
    place = 0
    while place < len(line.tokens):
        length = length_at(line, place)
        if length is not None:
            place = length[0]
            continue
        low, found, high = line.key(place).partition("/")
        if found and low.isdecimal() and high == str(_TOP):
            return _scored(line, place, place + 1, float(low), float(low))
        counted = number_at(line, place)
        if counted is not None and _may_be_mark(line, place, counted[0]):
            return _mark(line, place, counted)
        place = place + 1 if counted is None else counted[0]
    return None


def _may_be_mark(line: Line, place: int, stop: int) -> bool:
    """A count of things, a clock time, a share, a part of a name ("BX-4") or the pronoun `one` is no mark."""
    before = line.text[max(0, line.tokens[place].start - 2) : line.tokens[place].start]
    if before[-1:].isalnum() or (before[-1:] == "-" and before[:1].isalnum()):
        return False
    if line.has(place, "few") or line.has(stop, "unit", "clock", "ordinal_ending", "month", "percent"):
        return False
    if line.key(stop) == ":" or (line.key(place - 1) == ":" and line.glued(place)) or line.has(place - 1, "month"):
        return False
    if line.has(place, "pronoun_too"):
        return line.pauses(stop) and (line.pauses(place - 1) or line.has(place - 1, "a", "hedge", "approx"))
    return True


def _mark(line: Line, place: int, counted: tuple[int, float, float]) -> Score | None:
    stop, low, high = counted
    if line.has(stop, "or", "to", "dash", "and") and (second := number_at(line, stop + 1)) and second[1] <= _TOP:
        joined = line.has(stop, "and") is False or second[1] == low + 1
        if joined and not line.has(second[0], "unit", "clock", "month", "percent"):
            stop, high = second[0], second[2]
    if line.has(stop, "and_a_half"):
        stop, low, high = stop + 1, low + 0.5, high + 0.5
    return _scored(line, place, stop, low, high)


def _scored(line: Line, place: int, stop: int, low: float, high: float) -> Score | None:
    span = line.tokens[place].start, line.tokens[stop - 1].end
    return Score((low + high) / 2, span) if 0 <= low <= _TOP and 0 <= high <= _TOP else None
