"""Dates counted from another day: in two weeks, a week on Monday, the Friday after Easter; spans between two dates."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from engine.language import calendar
from engine.language.amounts import UNITS, Length, length_at
from engine.language.calendar import add_length
from engine.language.date_days import DAYS, day
from engine.language.date_parts import PARTS, part
from engine.language.date_scan import Hit, Reader, Scan, best, longest, one_day, reader, stretch
from engine.language.date_spans import PERIODS, period, unit_days


def point(scan: Scan, place: int) -> Hit | None:
    """A day or stretch that is named by itself."""
    return longest([part(scan, place), day(scan, place), period(scan, place)])


def dated(scan: Scan, place: int) -> Hit | None:
    """Any calendar expression that starts here, joined with a second one where the two make a span."""
    hit = _single(scan, place)
    if hit is None or hit.kind not in ("date", "range"):
        return hit
    return _joined(scan, place, hit) or hit


def _single(scan: Scan, place: int) -> Hit | None:
    return longest([best(scan, place, _OFFSETS), point(scan, place)])


def _past(scan: Scan, place: int) -> Hit | None:
    """Two years ago, since March, the last few months, back in June."""
    line = scan.line
    if line.has(place, "since"):
        hit = point(scan, place + 1)
        return Hit(hit.stop, "past") if hit else None
    start = line.skip(place, "the")
    if line.has(start, "last") and (length := length_at(line, start + 1)) and not line.has(length[0], "of"):
        return Hit(length[0], "past")
    counted = length_at(line, place)
    if counted and line.has(counted[0], "ago"):
        return Hit(counted[0] + 1, "past")
    return None


def _in_length(scan: Scan, place: int) -> Hit | None:
    """In two weeks, within the next month, over the next five years, in three months' time."""
    line = scan.line
    within, over = line.has(place, "within"), line.has(place, "over")
    if not within and not over:
        return None
    stop = line.skip(place + 1, "approx")
    hedged = stop > place + 1
    coming = line.has(line.skip(stop, "the"), "next")
    if line.has(stop, "the") and not coming:
        return _within_this(scan, stop + 1) if within and not line.has(place, "in") else None
    stop = line.skip(line.skip(stop, "the"), "next")
    if line.has(stop, "approx"):
        hedged, stop = True, stop + 1
    counted = length_at(line, stop)
    if counted is None and coming and (unit := line.get(stop, "unit")) is not None and within:
        counted = stop + 1, Length(1, 1, UNITS[unit])
    if counted is None or (over and not coming):
        return None
    stop, length = counted
    if length.unit in ("minute", "hour") and not (within or length.low >= 24):
        return None
    if line.has(stop, "of", "per", "a") or (line.has(stop, "unit") and not line.has(stop, "time_word")):
        return None
    few = line.has(stop - 2, "few")
    stop = line.skip(line.skip(line.skip(line.skip(stop, "quote"), "time_word"), "from"), "now")
    return replace(_reached(scan, stop, length, scan.today, over or (coming and few)), hedged=hedged or few)


def _within_this(scan: Scan, place: int) -> Hit | None:
    """Within the week, the month, the year: by its end."""
    unit = scan.line.get(place, "unit")
    days = unit_days(scan.today, UNITS[unit], 0) if unit is not None else None
    return one_day(place + 1, days[1]) if days else None


def _reached(scan: Scan, stop: int, length: Length, base: date, from_base: bool, sign: int = 1) -> Hit:
    low, high = (add_length(base, sign * count, length.unit) for count in (length.low, length.high))
    if from_base:
        return stretch(scan, stop, (base, high), "day")
    if low == high:
        return one_day(stop, low)
    return Hit(stop, "range", min(low, high), max(low, high))


def _length_from(scan: Scan, place: int) -> Hit | None:
    """A week on Monday, a fortnight today, three weeks from now, two days before Easter, six weeks' time."""
    line = scan.line
    start = line.skip(place, "approx")
    name = line.skip(start, "the")
    if (unit := line.get(name, "unit")) is not None:
        counted: tuple[int, Length] | None = (name + 1, Length(1, 1, UNITS[unit]))
    else:
        counted = length_at(line, start)
    if counted is None or counted[1].unit in ("minute", "hour"):
        return None
    stop, length = counted
    stop = line.skip(stop, "quote")
    if line.has(stop, "time_word"):
        return replace(_reached(scan, stop + 1, length, scan.today, False), hedged=start > place)
    if line.has(stop, "from") and line.has(stop + 1, "now"):
        return replace(_reached(scan, stop + 2, length, scan.today, False), hedged=start > place)
    back = line.has(stop, "before")
    linked = back or line.has(stop, "after", "from", "on")
    if line.has(stop, "on") and length.unit not in ("week", "fortnight"):
        return None
    named = line.get(stop, "day_word") is not None or line.get(stop, "weekday") is not None
    if not linked and (unit is not None or not named):
        return None
    base = day(scan, stop + 1 if linked else stop)
    if base is None or base.kind != "date" or base.start is None:
        return None
    return _reached(scan, base.stop, length, base.start, False, -1 if back else 1)


def _neighbour(scan: Scan, place: int) -> Hit | None:
    """The Friday after Easter, the week before Christmas, the weekend after 1 March."""
    line = scan.line
    place = line.skip(place, "the")
    weekday, unit = line.get(place, "weekday"), line.get(place, "unit")
    back = line.has(place + 1, "before")
    if not (back or line.has(place + 1, "after")) or line.has(place + 1, "after_next"):
        return None
    base = day(scan, place + 2)
    if base is None or base.start is None or base.kind != "date":
        return None
    found, step = base.start, -1 if back else 1
    if weekday is not None:
        coming = calendar.coming_weekday(found, weekday)
        return one_day(base.stop, calendar.coming_weekday(found - timedelta(days=8), weekday) if back else coming)
    if unit is not None and UNITS[unit] == "week":
        return stretch(scan, base.stop, calendar.week_days(found + timedelta(days=7 * step)), "week")
    if line.has(place, "weekend"):
        saturday = calendar.coming_weekday(found - timedelta(days=8 if back else 0), calendar.SATURDAY)
        return stretch(scan, base.stop, (saturday, saturday + timedelta(days=1)), "weekend")
    return None


def _after_next(scan: Scan, place: int) -> Hit | None:
    """The week, weekend, month or year after next."""
    line = scan.line
    place = line.skip(place, "the")
    if not line.has(place + 1, "after_next"):
        return None
    unit = line.get(place, "unit")
    if line.has(place, "weekend"):
        monday, sunday = calendar.week_days(scan.today + timedelta(days=14))
        return Hit(place + 2, "range", monday + timedelta(days=calendar.SATURDAY), sunday, "weekend")
    days = unit_days(scan.today, UNITS[unit], 2) if unit is not None else None
    return Hit(place + 2, "range", days[0], days[1], UNITS[unit or 0]) if days else None


def _same_time(scan: Scan, place: int) -> Hit | None:
    """This time next year, this time tomorrow, this time on Friday."""
    line = scan.line
    if not line.has(place, "this_time"):
        return None
    place += 1
    if line.has(place, "next") and (unit := line.get(place + 1, "unit")) is not None:
        return one_day(place + 2, add_length(scan.today, 1, UNITS[unit]))
    if line.has(place, "in") and (counted := length_at(line, place + 1)):
        return _reached(scan, line.skip(counted[0], "time_word"), counted[1], scan.today, False)
    hit = day(scan, line.skip(place, "on"))
    return hit if hit and hit.kind == "date" else None


def _week_of(scan: Scan, place: int) -> Hit | None:
    """Week commencing 1 March, w/c the 5th, the week of 1 March, week ending Friday."""
    line = scan.line
    place = line.skip(place, "the")
    sense = next((sense for sense in ("week_from", "week_to") if line.has(place, sense)), None)
    if sense is None and line.has(place, "week_word") and line.has(place + 1, "of"):
        sense, place = "week_of", place + 1
    if sense is None:
        return None
    base = day(scan, line.skip(place + 1, "on"))
    if base is None or base.kind != "date" or base.start is None:
        return None
    found = base.start
    if sense == "week_of":
        days = calendar.week_days(found)
    elif sense == "week_from":
        days = found, found + timedelta(days=6)
    else:
        days = found - timedelta(days=6), found
    return Hit(base.stop, "range", days[0], days[1], "week")


def _joined(scan: Scan, place: int, hit: Hit) -> Hit | None:
    """Monday to Wednesday, between March and May, Tuesday or Wednesday: from the first day to the last."""
    line = scan.line
    between = line.has(place - 1, "between")
    if not (line.has(hit.stop, "to", "dash", "or", "slash") or (between and line.has(hit.stop, "and"))):
        return None
    second = point(scan, hit.stop + 1)
    if (
        second is None
        or second.kind not in ("date", "range")
        or not (hit.start and hit.end and second.start and second.end)
    ):
        return None
    end = second.end
    if end < hit.start and not line.has(hit.stop, "or"):
        if line.get(hit.stop + 1, "weekday") is not None:
            end += timedelta(days=7)
        elif second.grain in ("month", "season"):
            end = calendar.month_days(end.year + 1, end.month)[1]
    first, last = min(hit.start, end), max(hit.end, end)
    if between and line.has(hit.stop, "and") and last < first:
        return None
    return Hit(second.stop, "range", first, last, "day", hit.hedged or second.hedged)


_OFFSETS: Final[tuple[Reader, ...]] = (
    reader("week_from week_to week_word", _week_of),
    reader("since last a number few figure", _past),
    reader("within over", _in_length),
    reader("weekday unit weekend", _neighbour),
    reader("unit weekend", _after_next),
    reader("a number few figure approx unit", _length_from),
    reader("this_time", _same_time),
)

DATED: Final = (*_OFFSETS, *PARTS, *DAYS, *PERIODS)
"""Everything that can open a calendar expression."""
