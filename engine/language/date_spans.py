"""Stretches of the calendar: months, seasons, quarters, years, weeks, and what this, next and last make of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from engine.language import calendar
from engine.language.amounts import UNITS
from engine.language.calendar import Days
from engine.language.date_scan import Hit, Scan, clear, longest, stretch
from engine.language.date_words import Line

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199


def year_after(scan: Scan, place: int) -> tuple[int, int] | None:
    """A year that may follow a month, season or feast: next place and year."""
    line = scan.line
    if line.key(place) == "," and line.number(place + 1) is not None:
        place += 1
    place = line.skip(place, "of", "in")
    if (year := whole_year(line, place)) is not None:
        return place + 1, year
    if line.key(place) in ("'", "’") and len(line.key(place + 1)) == 2 and line.number(place + 1) is not None:
        return place + 2, 2000 + (line.number(place + 1) or 0)
    place = line.skip(place, "the")
    if UNITS[line.get(place + 1, "unit") or 0] == "year" and line.get(place + 1, "unit"):
        for sense, shift in (("next", 1), ("this", 0), ("last", -1)):
            if line.has(place, sense):
                return place + 2, scan.today.year + shift
    return None


def whole_year(line: Line, place: int) -> int | None:
    """A year in four figures."""
    number = line.number(place)
    if number is None or not _FIRST_YEAR <= number <= _LAST_YEAR or len(line.key(place)) != 4:
        return None
    return None if line.has(place + 1, "clock", "unit", "percent") else number


def _bare_year(scan: Scan, place: int, inner: bool) -> Hit | None:
    line = scan.line
    lead = line.has(place - 1, "year_lead") or (line.pauses(place - 1) and line.pauses(place + 1))
    year = whole_year(line, place) if inner or lead else None
    if year is None or line.get(place + 1, "month") is not None:
        return None
    return stretch(scan, place + 1, calendar.months_days(year, 1, 12), "year")


def _named(scan: Scan, place: int, months: tuple[int, int], grain: str, inner: bool) -> Hit | None:
    """A month, season, quarter or half by its name, with its year or in its coming occurrence."""
    stop = place + 1
    if found := year_after(scan, stop):
        return stretch(scan, found[0], calendar.months_days(found[1], *months), grain)
    year = scan.today.year
    spans = [calendar.months_days(year + step, *months) for step in (-1, 0, 1)]
    line = scan.line
    deadline = line.has(place - 1, "bound") or (line.has(place - 1, "the") and line.has(place - 2, "bound"))
    started = deadline and not inner
    days = next(days for days in spans if days[1] >= scan.today and not (started and days[0] <= scan.today))
    return stretch(scan, stop, days, grain)


def _month(scan: Scan, place: int, inner: bool) -> Hit | None:
    month = scan.line.get(place, "month")
    if month is None or not (inner or clear(scan, place) or year_after(scan, place + 1)):
        return None
    return _named(scan, place, (month, month), "month", inner)


def _season(scan: Scan, place: int, inner: bool) -> Hit | None:
    place = scan.line.skip(place, "the")
    season = scan.line.get(place, "season")
    if season is None or not (inner or clear(scan, place) or year_after(scan, place + 1)):
        return None
    return _named(scan, place, scan.words.seasons[season], "season", inner)


def _quarter(scan: Scan, place: int, inner: bool) -> Hit | None:
    """Q2, H1, second quarter, first half (of a year)."""
    line = scan.line
    year = whole_year(line, place)
    place = place + 1 if year else line.skip(place, "the")
    for sense, unit, months in (("quarter_sign", "quarter_word", 3), ("half_sign", "half_word", 6)):
        if line.has(place, sense) and line.glued(place + 1):
            number = line.number(place + 1)
        elif line.has(place, "quarter_word") and sense == "quarter_sign":
            number = line.number(place + 1) or line.get(place + 1, "number")
        else:
            number = line.get(place, "ordinal") if line.has(place + 1, unit) else None
            if months == 6 and not (year_after(scan, place + 2) or _the_year(line, place + 2)):
                number = None
        if number is None or not 1 <= number <= 12 // months:
            continue
        span = (number - 1) * months + 1, number * months
        grain = "quarter" if months == 3 else "half"
        if year:
            return stretch(scan, place + 2, calendar.months_days(year, *span), grain)
        hit = _named(scan, place + 1, span, grain, inner or not line.has(place - 1, "bound"))
        return replace(hit, stop=_the_year(line, hit.stop) or hit.stop) if hit else None
    return None


def _the_year(line: Line, place: int) -> int | None:
    if line.has(place, "of") and line.has(place + 1, "the") and line.get(place + 2, "unit") == UNITS.index("year"):
        return place + 3
    return None


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
    return line.has(place - 1, "lead_in") or (line.has(place - 1, "the") and not line.has(place - 2, "content"))


def _relative_target(scan: Scan, place: int, shift: int, inner: bool) -> Hit | None:
    line, today = scan.line, scan.today
    if (unit := line.get(place, "unit")) is not None:
        days = unit_days(today, UNITS[unit], shift)
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
    return _named(scan, place, months, "month" if month else "season", True)


def _financial_year(scan: Scan, place: int, inner: bool) -> Hit | None:
    line = scan.line
    place = line.skip(place, "the")
    shift = 1 if line.has(place, "next") else 0
    named = line.has(place, "next", "this")
    place = place + 1 if named else place
    if not line.has(place, "financial_year", "tax_year") or not (
        inner or named or line.has(place - 1, "the", "lead_in")
    ):
        return None
    first_day = 6 if line.has(place, "tax_year") else 1
    year = scan.today.year - (scan.today < date(scan.today.year, 4, first_day)) + shift
    first = date(year, 4, first_day)
    grain = "tax_year" if first_day == 6 else "financial_year"
    return Hit(place + 1, "range", first, calendar.add_months(first, 12) - timedelta(days=1), grain)


def _week_number(scan: Scan, place: int, _inner: bool) -> Hit | None:
    line = scan.line
    number = line.number(place + 1)
    if (
        not line.has(place, "week_word")
        or number is None
        or not 1 <= number <= 53
        or line.has(place + 2, "of", "ordinal_ending")
    ):
        return None
    for year in (scan.today.year, scan.today.year + 1):
        monday = date.fromisocalendar(year, min(number, 52), 1) + timedelta(days=7 * (number == 53))
        if monday + timedelta(days=6) >= scan.today:
            return Hit(place + 2, "range", monday, monday + timedelta(days=6), "week")
    return None


PERIODS: Final[tuple[tuple[frozenset[str], Callable[[Scan, int, bool], Hit | None]], ...]] = (
    (frozenset({"month"}), _month),
    (frozenset({"season"}), _season),
    (frozenset({"quarter_sign", "half_sign", "quarter_word", "ordinal", "figure"}), _quarter),
    (frozenset({"next", "this", "last", "all", "later", "weekend", "unit"}), _relative),
    (frozenset({"financial_year", "tax_year", "next", "this"}), _financial_year),
    (frozenset({"week_word"}), _week_number),
    (frozenset({"figure"}), _bare_year),
)


def period(scan: Scan, place: int, inner: bool = False) -> Hit | None:
    """A stretch of the calendar that starts here; `inner` when a larger phrase has made clear that one must."""
    opening = scan.line.opening(place)
    return longest([read(scan, place, inner) for senses, read in PERIODS if not senses.isdisjoint(opening)])
