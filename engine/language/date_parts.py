"""Parts of a stretch of the calendar: its end, start or middle, its first week, its last Friday."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from engine.language import calendar
from engine.language.amounts import UNITS
from engine.language.date_scan import Hit, Reader, Scan, best, clear, longest, one_day, reader
from engine.language.date_spans import period

_LONG: Final = frozenset({"month", "quarter", "half", "season", "year", "financial_year", "tax_year"})


def part(scan: Scan, place: int) -> Hit | None:
    """A part of a stretch that starts here, however it is worded."""
    return best(scan, place, PARTS)


def _end_or_start(scan: Scan, place: int) -> Hit | None:
    """End of March, early next week, mid-2028, the beginning of the second quarter."""
    line = scan.line
    begin = line.skip(place, "the")
    which = next((sense for sense in ("end", "start", "early", "middle", "late") if line.has(begin, sense)), None)
    if which is None:
        return None
    inside = line.skip(begin + 1, "of")
    if inside == begin + 1 and which in ("early", "middle", "late"):
        inside = line.skip(inside, "in")
    hit = longest([period(scan, inside, inner=True), counted_part(scan, inside)])
    if hit is None or hit.start is None or hit.end is None or hit.kind not in ("range", "past"):
        return None
    bare = inside == begin + 1
    if bare and (which == "start" or (which == "end" and (hit.grain not in _LONG or line.has(inside, "the", "in")))):
        return None
    if (
        bare
        and " " not in line.key(begin)
        and which in ("early", "late", "middle")
        and line.has(inside, "the")
        and line.has(inside + 1, "unit")
    ):
        return None
    if which == "start" and not line.has(line.skip(inside, "the"), "this"):
        hit = _coming_start(scan, hit)
    return _cut(scan, hit, which, line.has(place - 1, "before") and hit.grain == "month")


def _coming_start(scan: Scan, hit: Hit) -> Hit:
    """The same stretch a year, a month or so later when its first day is already behind: "the start of the year"."""
    if hit.start is None or hit.end is None or hit.start >= scan.today or hit.kind != "range":
        return hit
    if hit.grain == "week":
        return replace(hit, start=hit.start + timedelta(days=7), end=hit.end + timedelta(days=7))
    months = {"month": 1, "quarter": 3}.get(hit.grain, 12) if scan.line.has(hit.stop - 1, "unit") else 12
    later = calendar.add_months(hit.start, months)
    return replace(hit, start=later, end=calendar.add_months(later, 1))


def cut_like(scan: Scan, place: int, whole: Hit, stop: int) -> Hit | None:
    """The same part of `whole` (which ends before `stop`) that this line names: its end, its middle."""
    which = next((sense for sense in ("end", "middle") if scan.line.has(place, sense)), None)
    return _cut(scan, replace(whole, stop=stop), which, False) if which else None


def _closed(scan: Scan, place: int) -> Hit | None:
    """Month end, year end, March end, Q1 end, the middle of next week said the other way round."""
    hit = period(scan, place, inner=True)
    if hit is None or not scan.line.has(hit.stop, "end") or scan.line.has(hit.stop + 1, "of", "month", "unit"):
        return None
    if hit.grain not in _LONG or (not scan.line.has(place, "unit", "the", "financial_year", "tax_year") and not clear(scan, place)):
        return None
    stop, line = hit.stop + 1, scan.line
    article = place if line.has(place, "the") else place - 1
    if line.has(article, "the") and not line.pauses(stop) and not line.tokens[stop].senses and not line.has(article - 1, "bound"):
        return None  # "the year-end figures"
    return _cut(scan, replace(hit, stop=stop), "end", False)


def _cut(scan: Scan, hit: Hit, which: str, open_front: bool) -> Hit | None:
    if hit.start is None or hit.end is None:
        return None
    days = hit.start, hit.end
    if which == "end":
        return _end(scan, hit, days, open_front)
    if which == "start":
        if hit.grain == "week":
            return replace(hit, end=hit.start + timedelta(days=1))
        return one_day(hit.stop, hit.start) if hit.kind != "past" else hit
    if hit.kind == "past" or hit.grain == "weekend":
        return hit
    cut = {"early": calendar.early, "middle": calendar.middle, "late": calendar.late}[which](days, hit.grain)
    if cut[1] < scan.today and hit.grain != "week":
        cut = calendar.add_months(cut[0], 12), calendar.add_months(cut[1], 12)
    return Hit(hit.stop, "range" if cut[0] != cut[1] else "date", cut[0], cut[1], hit.grain)


def _end(scan: Scan, hit: Hit, days: calendar.Days, open_front: bool) -> Hit:
    """The last day; of a week Friday to Sunday; of a financial year the days to the tax office's."""
    last = days[1]
    if hit.kind == "past":
        return hit
    if hit.grain == "week":
        if last - timedelta(days=2) < scan.today:
            last += timedelta(days=7)
        return Hit(hit.stop, "range", last - timedelta(days=2), last, "week")
    if hit.grain == "financial_year":
        return Hit(hit.stop, "range", last, date(last.year, 4, 5), "week")
    if open_front:  # "before the end of" leaves open which day; the phrase list calls it a range of one day
        return Hit(hit.stop, "range", last, last)
    return one_day(hit.stop, last)


def counted_part(scan: Scan, place: int) -> Hit | None:
    """First week of April, last Friday in March, second weekend of next month, last working day of the year."""
    line = scan.line
    place = line.skip(place, "the")
    nth = -1 if line.has(place, "last") else line.get(place, "ordinal")
    if nth is None or not (line.has(place + 2, "of", "in") or line.get(place + 2, "month") is not None):
        return None
    whole = period(scan, line.skip(place + 2, "of", "in"), inner=True)
    if whole is None or whole.start is None or whole.end is None:
        return None
    if whole.kind == "past":
        return whole
    found = _counted(scan, place + 1, nth, (whole.start, whole.end))
    if found is not None and found[1] < scan.today:
        months = {"month": 1 if line.has(whole.stop - 1, "unit") else 12, "quarter": 3}.get(whole.grain, 12)
        later = calendar.add_months(whole.start, months), calendar.add_months(whole.end, months)
        later = later if whole.grain != "month" else calendar.month_days(later[0].year, later[0].month)
        found = _counted(scan, place + 1, nth, later)
    if found is None:
        return None
    grain = "week" if found[1] - found[0] == timedelta(days=6) else "day"
    grain = "month" if timedelta(days=27) <= found[1] - found[0] <= timedelta(days=31) else grain
    return Hit(whole.stop, "date" if found[0] == found[1] else "range", found[0], found[1], grain)


def _counted(scan: Scan, place: int, nth: int, whole: calendar.Days) -> calendar.Days | None:
    """The nth (or, with -1, last) weekday, weekend, day, week or month of a stretch."""
    line, (first, last) = scan.line, whole
    weekday = line.get(place, "weekday")
    if weekday is not None or line.has(place, "weekend"):
        day = calendar.nth_weekday(whole, calendar.SATURDAY if weekday is None else weekday, nth)
        return None if day is None else (day, day if weekday is not None else day + timedelta(days=1))
    unit = line.get(place, "unit")
    name = None if unit is None else UNITS[unit]
    if name in ("week", "fortnight"):
        size = 7 if name == "week" else 14
        start = last - timedelta(days=size - 1) if nth < 0 else first + timedelta(days=size * (nth - 1))
        return (start, min(start + timedelta(days=size - 1), last)) if start <= last else None
    if name == "month":
        start = calendar.add_months(first, nth - 1) if nth > 0 else date(last.year, last.month, 1)
        return calendar.month_days(start.year, start.month) if start <= last else None
    if name == "day":
        day = last if nth < 0 else first + timedelta(days=nth - 1)
        return (day, day) if day <= last else None
    if name == "working_day":
        edge = last + timedelta(days=1) if nth < 0 else first - timedelta(days=1)
        day = calendar.add_working_days(edge, nth)
        return day, day
    return None


def _half_of(scan: Scan, place: int) -> Hit | None:
    """First half of March, second half of next week."""
    line = scan.line
    place = line.skip(place, "the")
    nth = line.get(place, "ordinal")
    if nth not in (1, 2) or not line.has(place + 1, "half_word") or not line.has(place + 2, "of"):
        return None
    whole = period(scan, place + 3, inner=True)
    if whole is None or whole.grain not in ("week", "month") or whole.start is None or whole.end is None:
        return None
    turn = whole.start + timedelta(days=14 if whole.grain == "month" else 2)
    days = (whole.start, turn) if nth == 1 else (turn + timedelta(days=1), whole.end)
    return Hit(whole.stop, "range", days[0], days[1], "day")


PARTS: Final[tuple[Reader, ...]] = (
    reader("end start early middle late", _end_or_start),
    reader("unit month season quarter_sign half_sign financial_year tax_year figure this next", _closed),
    reader("ordinal last", counted_part),
    reader("ordinal", _half_of),
)
