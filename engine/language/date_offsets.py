"""Dates counted from another day: in two weeks, a week on Monday, the Friday after Easter."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from engine.language import calendar
from engine.language.amounts import UNITS, Length, length_at, number_at
from engine.language.calendar import add_length
from engine.language.date_days import day
from engine.language.date_parts import part
from engine.language.date_scan import Hit, Reader, Scan, longest, one_day, reader, stretch
from engine.language.date_spans import period, unit_days
from engine.language.date_words import Line

_HIGHEST: Final = 12
"""Up to which "the next month or so many" is read as a length."""


def point(scan: Scan, place: int) -> Hit | None:
    """A day or stretch that is named by itself."""
    return longest([part(scan, place), day(scan, place), period(scan, place)])


def _past(scan: Scan, place: int) -> Hit | None:
    """Two years ago, since March, the last few months, back in June."""
    line = scan.line
    if line.has(place, "since") and not line.has(place - 1, "returning"):
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
    if counted is None and coming and within:
        counted = _bare_unit(line, stop)
    if counted is None or (over and not coming):
        return None
    stop, length = counted
    if length.unit in ("minute", "hour") and not (within or length.low >= 24):
        return None
    if within and not line.has(place, "in") and line.has(stop, "of") and (base := _anchor(scan, stop + 1)):
        return replace(_reached(scan, base[0], length, base[1], False), hedged=hedged)
    if length == Length(1, 1, "day") and line.has(stop - 2, "a") and not (coming or line.has(stop, "quote", "time_word")):
        return None  # "three meetings in a day"
    if line.has(stop, "of", "per", "a") or (line.has(stop, "unit") and not line.has(stop, "time_word")):
        return None
    few = line.has(stop - 2, "few")
    stop = line.skip(line.skip(line.skip(line.skip(stop, "quote"), "time_word"), "from"), "now")
    return replace(_reached(scan, stop, length, scan.today, over or (coming and few)), hedged=hedged or few)


def _bare_unit(line: Line, place: int) -> tuple[int, Length] | None:
    """The length in "the next week" and "the next day or two": next place and length."""
    unit = line.get(place, "unit")
    if unit is None or line.has(place, "many_units"):
        return None
    second = number_at(line, place + 2) if line.has(place + 1, "or") else None
    if second is None or not 1 < second[2] <= _HIGHEST or line.get(second[0], "unit") is not None:
        return place + 1, Length(1, 1, UNITS[unit])
    return second[0], Length(1, second[2], UNITS[unit])


def _anchor(scan: Scan, place: int) -> tuple[int, date] | None:
    """The single day that is named here, be it a day or the end of a stretch: next place and day."""
    hit = longest([day(scan, place), part(scan, place)])
    if hit is None or hit.start is None or hit.start != hit.end or hit.kind == "past":
        return None
    return hit.stop, hit.start


def _is_out(scan: Scan, place: int) -> Hit | None:
    """Before the year is out, by the time the month ends: its last day."""
    line = scan.line
    unit = line.get(place + 1, "unit")
    deadline = line.has(place - 1, "bound", "event_lead")
    if unit is None or not deadline or not line.has(place, "the", "this") or not line.has(place + 2, "is_out"):
        return None
    days = unit_days(scan.today, UNITS[unit], 0)
    return one_day(place + 3, days[1]) if days else None


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
    if line.has(stop, "on") and length.unit not in ("week", "fortnight", "month"):
        return None
    known = line.skip(stop, "this")
    named = line.get(stop, "day_word") is not None or line.get(known, "weekday") is not None
    if not linked and (not named or (unit is not None and length.unit != "fortnight")):
        return None
    base = _anchor(scan, stop + 1 if linked else stop)
    return _reached(scan, base[0], length, base[1], False, -1 if back else 1) if base else None


def _neighbour(scan: Scan, place: int) -> Hit | None:
    """The Friday after Easter, the last Monday before the 5th, the week before Christmas, the weekend after 1 March."""
    line = scan.line
    place = line.skip(place, "the")
    nth = 1
    if line.has(place, "last", "ordinal"):
        nth, place = line.get(place, "ordinal") or 1, place + 1
    weekday, unit = line.get(place, "weekday"), line.get(place, "unit")
    back = line.has(place + 1, "before")
    if not (back or line.has(place + 1, "after")) or line.has(place + 1, "after_next"):
        return None
    base = _anchor(scan, place + 2)
    if base is None:
        return None
    stop, found = base
    step = -1 if back else 1
    further = timedelta(days=7 * step * (nth - 1))
    if weekday is not None:
        from_day = found - timedelta(days=8) if back else found
        return one_day(stop, calendar.coming_weekday(from_day, weekday) + further)
    if unit is not None and UNITS[unit] == "week":
        return stretch(scan, stop, calendar.week_days(found + timedelta(days=7 * step) + further), "week")
    if line.has(place, "weekend"):
        saturday = calendar.coming_weekday(found - timedelta(days=8 if back else 0), calendar.SATURDAY) + further
        return stretch(scan, stop, (saturday, saturday + timedelta(days=1)), "weekend")
    return None


def _weekdays_from_now(scan: Scan, place: int) -> Hit | None:
    """Two Fridays from now, in three Mondays' time."""
    line = scan.line
    counted = number_at(line, line.skip(place, "in"))
    weekday = line.get(counted[0], "weekdays") if counted else None
    if counted is None or weekday is None or counted[1] != counted[2]:
        return None
    stop = line.skip(counted[0] + 1, "quote")
    if line.has(stop, "time_word"):
        stop += 1
    elif line.has(stop, "from") and line.has(stop + 1, "now"):
        stop += 2
    else:
        return None
    return one_day(stop, calendar.coming_weekday(scan.today, weekday) + timedelta(days=7 * (round(counted[1]) - 1)))


def _weekday_in_weeks(scan: Scan, place: int) -> Hit | None:
    """Friday in a week, Monday in a fortnight, Tuesday of the week commencing 1 March."""
    line = scan.line
    place = line.skip(place, "the")
    weekday = line.get(place, "weekday")
    if weekday is None:
        return None
    whole = _week_of(scan, line.skip(place + 1, "of", "in"))
    if whole and whole.start and line.has(place + 1, "of", "in", "week_from", "the"):
        return one_day(whole.stop, calendar.week_days(whole.start)[0] + timedelta(days=weekday))
    counted = length_at(line, place + 2) if line.has(place + 1, "in") else None
    if counted is None or counted[1].unit not in ("week", "fortnight"):
        return None
    stop = line.skip(line.skip(counted[0], "quote"), "time_word")
    return _reached(scan, stop, counted[1], calendar.coming_weekday(scan.today, weekday), False)


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
    if sense is None and line.has(place, "weekend") and line.has(place + 1, "of", "on", "dash", "comma", "figure"):
        sense, place = "weekend", place + (not line.has(place + 1, "figure"))
    if sense is None:
        return None
    base = day(scan, line.skip(place + 1, "on"))
    if base is None or base.start is None or not (base.kind == "date" or sense == "weekend"):
        return None
    days = _week_by(sense, base.start)
    return Hit(base.stop, "range", days[0], days[1], "week")


def _week_by(sense: str, found: date) -> calendar.Days:
    """The week or weekend that a day stands for: the one that holds it, begins with it or ends with it."""
    if sense == "week_of":
        return calendar.week_days(found)
    if sense == "weekend":
        saturday = calendar.week_days(found)[0] + timedelta(days=calendar.SATURDAY)
        return saturday, saturday + timedelta(days=1)
    return (found, found + timedelta(days=6)) if sense == "week_from" else (found - timedelta(days=6), found)


OFFSETS: Final[tuple[Reader, ...]] = (
    reader("week_from week_to week_word weekend", _week_of),
    reader("since last a number few figure", _past),
    reader("within over", _in_length),
    reader("weekday unit weekend last ordinal", _neighbour),
    reader("weekday", _weekday_in_weeks),
    reader("in number figure", _weekdays_from_now),
    reader("unit this", _is_out),
    reader("a number few figure approx unit", _length_from),
    reader("this_time", _same_time),
)
"""What reads a date that is counted from another."""
