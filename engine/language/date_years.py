"""Years and their numbered parts: 2028, Q2, H1, FY27, 2026/27, 03/2027; and the year that may follow another name."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from engine.language import calendar
from engine.language.amounts import UNITS
from engine.language.date_scan import Hit, Scan, stretch
from engine.language.date_words import Line

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199
_TWO_YEARS: Final = re.compile(r"((?:20)?\d\d)[/-](\d\d)")
_MONTH_OF_YEAR: Final = re.compile(r"(?:(\d\d?)[/.-]((?:19|20)\d\d)|((?:19|20)\d\d)-(\d\d))")


def year_after(scan: Scan, place: int) -> tuple[int, int] | None:
    """A year that may follow a month, season or feast: next place and year."""
    line = scan.line
    if line.key(place) == "," and line.number(place + 1) is not None:
        place += 1
    place = line.skip(place, "of", "in")
    if (year := whole_year(line, place)) is not None:
        return place + 1, year
    if line.has(place, "quote") and len(line.key(place + 1)) == 2 and line.number(place + 1) is not None:
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


def named(scan: Scan, place: int, months: tuple[int, int], grain: str, inner: bool) -> Hit | None:
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


def bare_year(scan: Scan, place: int, inner: bool) -> Hit | None:
    """A year in figures where a larger phrase, a word such as "in", or nothing else round it shows that it is one."""
    line = scan.line
    lead = line.has(place - 1, "year_lead") or (line.pauses(place - 1) and line.pauses(place + 1))
    after = line.tokens[place + 1] if place + 1 < len(line.tokens) else None
    counts = not inner and after is not None and after.raw[0].islower() and not after.senses
    year = whole_year(line, place) if (inner or lead) and not counts else None
    if year is None or line.get(place + 1, "month") is not None:
        return None
    return stretch(scan, place + 1, calendar.months_days(year, 1, 12), "year")


def month_of_year(scan: Scan, place: int, inner: bool) -> Hit | None:
    """03/2027 or 2027-03; the second way only where it cannot be two years in a row."""
    line = scan.line
    match = _MONTH_OF_YEAR.fullmatch(line.key(place))
    if match is None or line.has(place - 1, "money") or line.has(place + 1, "unit", "percent", "clock"):
        return None
    month, year = int(match[1] or match[4]), int(match[2] or match[3])
    lead = inner or line.has(place - 1, "lead_in", "bound") or (line.pauses(place - 1) and line.pauses(place + 1))
    if not 1 <= month <= 12 or not lead or (match[4] and month == (year + 1) % 100):
        return None
    return stretch(scan, place + 1, calendar.month_days(year, month), "month")


def quarter(scan: Scan, place: int, inner: bool) -> Hit | None:
    """Q2, H1, second quarter, first or last half of a year, Q1 of the financial year."""
    line = scan.line
    year = whole_year(line, place)
    place = place + 1 if year else line.skip(place, "the")
    for unit, months in (("quarter", 3), ("half", 6)):
        number = _part_number(scan, place, unit, months)
        if number is None or not 1 <= number <= 12 // months:
            continue
        short = (place + 2, year) if year else _short_year(line, place + 2)
        if short:
            return _part_of(scan, short[0], date(short[1], 1, 1), number, unit)
        whole = financial_year(scan, line.skip(place + 2, "of", "in"), True)
        if whole and whole.start:
            part = _part_of(scan, whole.stop, whole.start, number, unit)
            coming = part.kind == "past" and line.has(whole.stop - 2, "the", "of", "in")
            return _part_of(scan, whole.stop, calendar.add_months(whole.start, 12), number, unit) if coming else part
        span = (number - 1) * months + 1, number * months
        hit = named(scan, place + 1, span, unit, inner or not line.has(place - 1, "bound"))
        if hit is None:
            return None
        if (of_year := _the_year(line, hit.stop)) is not None:
            return replace(hit, stop=of_year)
        return None if line.has(hit.stop, "of") or (not inner and _asks(line, place, hit.stop)) else hit
    return None


def _part_of(scan: Scan, stop: int, first: date, number: int, unit: str) -> Hit:
    """That quarter or half of the year that begins on `first`."""
    months = 3 if unit == "quarter" else 6
    start = calendar.add_months(first, months * (number - 1))
    return stretch(scan, stop, (start, calendar.add_months(start, months) - timedelta(days=1)), unit)


def _asks(line: Line, place: int, stop: int) -> bool:
    """Whether a sign such as Q2 is the second question rather than the second quarter: "Q2 asks about pay"."""
    if stop > place + 2 or line.pauses(stop) or line.has(place - 1, "bound", "lead_in"):
        return False
    unknown = not line.tokens[stop].senses or line.has(stop, "was")
    return line.has(place, "half_sign") or (line.has(place, "quarter_sign") and unknown)


def _part_number(scan: Scan, place: int, unit: str, months: int) -> int | None:
    """Which quarter or half the words name, if any."""
    line = scan.line
    if line.has(place, f"{unit}_sign") and line.glued(place + 1):
        return line.number(place + 1)
    if line.has(place, "quarter_word") and unit == "quarter":
        return line.number(place + 1) or line.get(place + 1, "number")
    if not line.has(place + 1, f"{unit}_word"):
        return None
    sure = year_after(scan, place + 2) or _the_year(line, place + 2) or _of_financial_year(scan, place + 2)
    if line.has(place, "last") and sure:
        return 12 // months
    return line.get(place, "ordinal") if sure or unit == "quarter" else None


def _of_financial_year(scan: Scan, place: int) -> bool:
    return financial_year(scan, scan.line.skip(place, "of", "in"), True) is not None


def _short_year(line: Line, place: int) -> tuple[int, int] | None:
    """The year in two figures of "Q1 28" or "H2/27"."""
    signed = line.has(place, "slash", "dash") and line.glued(place) and line.glued(place + 1)
    place = place + 1 if signed else place
    number = line.number(place)
    if number is None or len(line.key(place)) != 2 or not 20 <= number <= 60:
        return None
    return (place + 1, 2000 + number) if signed or line.pauses(place + 1) else None


def _the_year(line: Line, place: int) -> int | None:
    if line.has(place, "of") and line.has(place + 1, "the") and line.get(place + 2, "unit") == UNITS.index("year"):
        return place + 3
    return None


def financial_year(scan: Scan, place: int, inner: bool) -> Hit | None:
    """The tax year, next financial year, FY27, tax year 2026/27, 2026/27; a single year is the one in which it ends."""
    line = scan.line
    place = line.skip(place, "the")
    if (numbered := _numbered_year(line, place)) is not None:
        stop, year, which = numbered
        return stretch(scan, stop, _year_from_april(year, which), which)
    shift = 1 if line.has(place, "next") else 0
    plain = not line.has(place, "next", "this")
    place = place if plain else place + 1
    if not line.has(place, "financial_year", "tax_year") or (plain and not inner and not line.has(place - 1, "the", "lead_in")):
        return None
    which = "tax_year" if line.has(place, "tax_year") else "financial_year"
    current = scan.today.year - (scan.today < _year_from_april(scan.today.year, which)[0])
    days = _year_from_april(current + shift, which)
    return Hit(place + 1, "range", days[0], days[1], which)


def _numbered_year(line: Line, place: int) -> tuple[int, int, str] | None:
    """A financial or tax year by its number: next place, the calendar year in which it starts, and which of the two."""
    if line.has(place, "financial_year", "tax_year"):
        which = "tax_year" if line.has(place, "tax_year") else "financial_year"
        if pair := _two_years(line, place + 1):
            return pair[0], pair[1], which
        number = line.number(place + 1)
        short = number is not None and len(line.key(place + 1)) == 2 and line.glued(place + 1)
        ends = 2000 + (number or 0) if short else whole_year(line, place + 1)
        return (place + 2, ends - 1, which) if ends else None
    pair = _two_years(line, place)
    if pair is None or (len(line.key(place)) < 7 and not line.has(pair[0], "financial_year", "tax_year")):
        return None
    which = "tax_year" if line.has(pair[0], "tax_year") else "financial_year"
    return line.skip(pair[0], "financial_year", "tax_year"), pair[1], which


def _two_years(line: Line, place: int) -> tuple[int, int] | None:
    """Two years in a row such as 2026/27 or 26-27: next place and the first of them."""
    stop, key = place + 1, line.key(place)
    if line.has(place + 1, "slash", "dash") and line.glued(place + 1) and line.glued(place + 2):
        stop, key = place + 3, f"{key}/{line.key(place + 2)}"
    match = _TWO_YEARS.fullmatch(key)
    if match is None or int(match[2]) != (int(match[1]) + 1) % 100:
        return None
    return stop, 2000 + int(match[1]) % 100


def _year_from_april(year: int, which: str) -> calendar.Days:
    """The financial year (from 1 April) or tax year (from 6 April) that starts in that calendar year."""
    first = date(year, 4, 6 if which == "tax_year" else 1)
    return first, calendar.add_months(first, 12) - timedelta(days=1)
