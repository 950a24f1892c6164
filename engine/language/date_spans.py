"""Stretches of the calendar: months, seasons and weeks, and what this, next and last make of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from engine.language import calendar
from engine.language.amounts import UNITS
from engine.language.calendar import Days
from engine.language.date_scan import Hit, Scan, clear, longest
from engine.language.date_words import Line
from engine.language.date_years import bare_year, financial_year, month_of_year, named, quarter, year_after

_NEAR: Final = 6
"""How many words back "next week" may stand for "the week after" to be the one after it."""


def _new_year(scan: Scan, place: int, inner: bool) -> Hit | None:
    """January, where a larger phrase cuts a part out of the new year: "the first week of the new year"."""
    name = scan.line.skip(place, "the")
    if not inner or not scan.line.has(name, "new_year"):
        return None
    return Hit(name + 1, "range", *calendar.month_days(scan.today.year + 1, 1), "month")


def _month(scan: Scan, place: int, inner: bool) -> Hit | None:
    month = scan.line.get(place, "month")
    if month is None or not (inner or clear(scan, place) or year_after(scan, place + 1)):
        return None
    return named(scan, place, (month, month), "month", inner)


def _season(scan: Scan, place: int, inner: bool) -> Hit | None:
    place = scan.line.skip(place, "the")
    season = scan.line.get(place, "season")
    if season is None or not (inner or clear(scan, place) or year_after(scan, place + 1)):
        return None
    hit = named(scan, place, scan.words.seasons[season], "season", inner)
    return None if hit and scan.line.has(hit.stop, "of") else hit  # "the autumn of his career"


def unit_days(today: date, unit: str, shift: int) -> Days | None:
    """The week, month, quarter or year that holds today, or the one `shift` later."""
    if unit == "week":
        return calendar.week_days(today + timedelta(days=7 * shift))
    if unit == "fortnight":
        return (today, today + timedelta(days=14)) if shift >= 0 else None
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        return None
    first = calendar.add_months(date(today.year, (today.month - 1) // months * months + 1, 1), months * shift)
    return first, calendar.add_months(first, months) - timedelta(days=1)


def _after_next(scan: Scan, place: int, _inner: bool) -> Hit | None:
    """The week, weekend, month or year after next."""
    line = scan.line
    place = line.skip(place, "the")
    named = any(line.has(place - back, "next") for back in range(1, _NEAR))
    if not line.has(place + 1, "after_next") and not (named and line.has(place + 1, "after") and line.pauses(place + 2)):
        return None
    unit = line.get(place, "unit")
    if line.has(place, "weekend"):
        monday, sunday = calendar.week_days(scan.today + timedelta(days=14))
        return Hit(place + 2, "range", monday + timedelta(days=calendar.SATURDAY), sunday, "weekend")
    days = unit_days(scan.today, UNITS[unit], 2) if unit is not None else None
    return Hit(place + 2, "range", days[0], days[1], UNITS[unit or 0]) if days else None


def _relative(scan: Scan, place: int, inner: bool) -> Hit | None:
    """This, next or last week, month, summer, weekend ...; inside a larger phrase also plain "the month"."""
    line = scan.line
    start = line.skip(place, "the", "all")
    place = line.skip(line.skip(start, "later"), "the")
    shift = next((step for sense, step in (("next", 1), ("this", 0), ("last", -1)) if line.has(place, sense)), None)
    if shift is None and place > start and line.has(place, "unit"):
        shift = 0
        place -= 1
    target = place if shift is None else place + 1
    if shift is not None and line.has(target, "next", "last"):
        target += 1
    if shift is None and not inner and not (line.has(target, "weekend") and _weekend_lead(line, target)):
        return None
    hit = _relative_target(scan, target, shift or 0, inner)
    if hit and shift == -1:
        return replace(hit, kind="past")
    if hit and line.has(start, "later") and hit.end and hit.start:
        return replace(hit, start=max(hit.start, scan.today))
    return hit


def _weekend_lead(line: Line, place: int) -> bool:
    if line.has(place - 1, "the") and not line.has(place - 2, "lead_in", "bound", "within", "over"):
        after = line.pauses(place + 1) or bool(line.tokens[place + 1].senses)
        return after and not line.has(place - 2, "content")
    return line.has(place - 1, "lead_in", "the")


def _many(line: Line, place: int) -> bool:
    """Whether "the next" needs a number before this word: weeks, but not week's."""
    return line.has(place, "many_units") and line.tokens[place].raw.isalpha()


def _relative_target(scan: Scan, place: int, shift: int, inner: bool) -> Hit | None:
    line, today = scan.line, scan.today
    if (unit := line.get(place, "unit")) is not None:
        days = unit_days(today, UNITS[unit], shift) if shift < 0 or not _many(line, place) else None
        return Hit(place + 1, "range", *days, UNITS[unit]) if days else None
    if line.has(place, "weekend"):
        monday, sunday = calendar.week_days(today + timedelta(days=7 * shift))
        return Hit(place + 1, "range", monday + timedelta(days=calendar.SATURDAY), sunday, "weekend")
    month, season = line.get(place, "month"), line.get(place, "season")
    if month is None and season is None:
        return None
    plain_word = line.has(place, "month") and line.has(place, "unsure") and not inner and shift == 0
    if plain_word and not (line.tokens[place].raw[0].isupper() or line.pauses(place + 1)):
        return None
    months = (month, month) if month else scan.words.seasons[season or 0]
    if shift == 1:
        days = calendar.months_days(today.year + 1, *months)
        return Hit(place + 1, "range", *days, "month" if month else "season")
    return named(scan, place, months, "month" if month else "season", True)


def _week_number(scan: Scan, place: int, _inner: bool) -> Hit | None:
    line = scan.line
    number = line.number(place + 1)
    if not line.has(place, "week_word") or number is None or not 1 <= number <= 53 or line.has(place + 2, "of", "ordinal_ending"):
        return None
    for year in (scan.today.year, scan.today.year + 1):
        monday = date.fromisocalendar(year, min(number, 52), 1) + timedelta(days=7 * (number == 53))
        if monday + timedelta(days=6) >= scan.today:
            return Hit(place + 2, "range", monday, monday + timedelta(days=6), "week")
    return None


PERIODS: Final[tuple[tuple[frozenset[str], Callable[[Scan, int, bool], Hit | None]], ...]] = (
    (frozenset({"month"}), _month),
    (frozenset({"season"}), _season),
    (frozenset({"quarter_sign", "half_sign", "quarter_word", "ordinal", "last", "figure"}), quarter),
    (frozenset({"next", "this", "last", "all", "later", "weekend", "unit"}), _relative),
    (frozenset({"unit", "weekend"}), _after_next),
    (frozenset({"new_year"}), _new_year),
    (frozenset({"financial_year", "tax_year", "next", "this", "figure"}), financial_year),
    (frozenset({"week_word"}), _week_number),
    (frozenset({"figure"}), bare_year),
    (frozenset({"figure"}), month_of_year),
)


def period(scan: Scan, place: int, inner: bool = False) -> Hit | None:
    """A stretch of the calendar that starts here; `inner` when a larger phrase has made clear that one must."""
    opening = scan.line.opening(place)
    return longest([read(scan, place, inner) for senses, read in PERIODS if not senses.isdisjoint(opening)])
