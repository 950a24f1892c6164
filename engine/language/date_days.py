"""Single days: by number, by weekday, by feast, and words such as tomorrow."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from engine.language import calendar
from engine.language.date_numbers import day_and_month, figures, month_and_day, number_alone, number_of_day
from engine.language.date_parts import cut_like, part
from engine.language.date_scan import Hit, Reader, Scan, best, clear, describes, longest, one_day, reader, stretch
from engine.language.date_spans import period
from engine.language.date_years import year_after


def day(scan: Scan, place: int) -> Hit | None:
    """A day that starts here, with a part of the day after it if one is named."""
    hit = best(scan, place, DAYS)
    line = scan.line
    if hit is None or hit.kind != "date":
        return hit
    if line.has(hit.stop, "part_of_day"):
        return replace(hit, stop=hit.stop + 1)
    until = line.skip(hit.stop, "comma")
    closes = line.has(until, "close_of_day") and (line.pauses(until + 1) or not line.has(until + 1, "on", "of", "weekday"))
    return replace(hit, stop=until + 1) if closes and not line.has(hit.stop - 1, "close_of_day") else hit


def _weekday(scan: Scan, place: int) -> Hit | None:
    """Friday, next Friday, Friday 29th, Tuesday the 23rd of March, Friday week, Friday of next week."""
    line, today = scan.line, scan.today
    place = line.skip(place, "the")
    name = place
    while line.has(name, "this", "next", "last") and name < place + 2:
        name += 1
    weekday = line.get(name, "weekday")
    if weekday is None or (name == place and not clear(scan, name) and not number_of_day(line, line.skip(name + 1, "the"))):
        return None
    if line.has(place, "last"):
        return Hit(name + 1, "past")
    if numbered := _weekday_with_number(scan, name + 1, weekday):
        return numbered
    if not clear(scan, name) and name == place:
        return None
    stop, found = name + 1, calendar.coming_weekday(today, weekday)
    if line.has(name - 1, "next") and name > place and not line.has(name - 1, "coming"):
        found = calendar.week_days(today + timedelta(days=7))[0] + timedelta(days=weekday)
    if line.has(stop, "ago", "last"):
        return Hit(stop + 1, "past")
    if name == place and describes(scan, place, name, stop):
        return None
    if line.has(stop, "after_next"):
        return one_day(stop + 1, calendar.week_days(today + timedelta(days=14))[0] + timedelta(days=weekday))
    for sense, days in (("week_word", 7), ("fortnight_word", 14)):
        if line.has(stop, sense) and line.number(stop + 1) is None and not line.has(stop + 1, "of", "dash", "after_next"):
            return one_day(stop + 1, found + timedelta(days=days))
    return _weekday_of_week(scan, stop, weekday) or one_day(stop, found)


def _weekday_with_number(scan: Scan, place: int, weekday: int) -> Hit | None:
    """The date after a weekday; when the two disagree the number counts."""
    line = scan.line
    place = place + 1 if line.key(place) in (",", ".", "(") and not line.pauses(place + 1) else place
    dated = longest([day_and_month(scan, place), month_and_day(scan, place), figures(scan, place)])
    if dated is not None and dated.kind in ("date", "past"):
        return dated
    number = number_of_day(line, line.skip(place, "the"))
    if number is None or not (number[2] or number[1] > 12) or line.has(number[0], "unit", "clock", "percent"):
        return None
    if not (line.pauses(number[0]) or number[2] or line.has(number[0], "after_day")) or line.key(number[0]) in (
        ":",
        "%",
    ):
        return None
    if not line.has(place, "the") and not line.key(place)[:1].isdecimal():
        return None
    found = calendar.coming_number(scan.today, number[1], weekday)
    return one_day(number[0], found) if found else None


def _weekday_of_week(scan: Scan, place: int, weekday: int) -> Hit | None:
    """The weekday inside the week that is named right after it."""
    line = scan.line
    week = period(scan, line.skip(place, "of", "in"))
    if week is None or week.grain != "week" or week.start is None:
        return None
    return Hit(week.stop, "past") if week.kind == "past" else one_day(week.stop, week.start + timedelta(days=weekday))


def _weekday_after_week(scan: Scan, place: int) -> Hit | None:
    """Next week on Friday; last week, by three on Friday."""
    line = scan.line
    week = period(scan, place)
    if week is None or week.grain != "week" or week.start is None:
        return None
    stop = week.stop
    for _ in range(6):
        if (weekday := line.get(stop, "weekday")) is not None:
            return one_day(stop + 1, week.start + timedelta(days=weekday))
        if line.key(stop) != "," and not line.has(stop, "time_filler") and line.number(stop) is None:
            return None
        stop += 1
    return None


def _feast(scan: Scan, place: int) -> Hit | None:
    """Christmas, Good Friday, the late May bank holiday, with a year or in its coming occurrence."""
    line = scan.line
    place = line.skip(place, "the")
    name = place + 1 if line.has(place, "this", "next", "last") else place
    fixed, offset, rule = (line.get(name, sense) for sense in ("fixed", "easter", "rule"))
    if fixed is None and offset is None and rule is None:
        return None
    if line.has(place, "last"):
        return Hit(name + 1, "past")
    if describes(scan, place, name, name + 1):
        return None
    year = year_after(scan, name + 1)
    today = scan.today if year is None else date(year[1], 1, 1)
    if name > place and line.has(place, "next") and not line.has(place, "coming"):
        today = date(today.year + 1, 1, 1)
    if fixed is not None:
        found = calendar.coming_day(today, *divmod(fixed, 100))
    elif offset is not None:
        found = calendar.coming_from_easter(today, offset)
    else:
        return _ruled(scan, rule or 0, today, year[0] if year else name + 1)
    if found and year and found < scan.today and line.has(year[0] - 1, "unit"):
        return Hit(year[0], "past")
    return _feast_length(scan, year[0] if year else name + 1, found) if found else None


def _bank_holiday(scan: Scan, place: int) -> Hit | None:
    """The bank holiday, the next bank holiday, bank holiday Monday: the next one in England."""
    line = scan.line
    article = line.skip(place, "the")
    name = line.skip(article, "next", "this")
    stop = name + 1
    weekday = line.get(stop, "weekday")
    known = name > place or line.has(place - 1, "bound", "lead_in") or weekday is not None
    if not line.has(name, "bank_holiday") or not known:
        return None
    found = calendar.coming_bank_holiday(scan.today, weekday)
    return one_day(stop + (weekday is not None), found) if found else None


def _feast_length(scan: Scan, stop: int, found: date) -> Hit:
    """The day itself, or the week or long weekend round it."""
    line = scan.line
    if line.has(stop, "week_word"):
        return stretch(scan, stop + 1, calendar.week_days(found), "week")
    if line.has(stop, "weekend"):
        saturday = calendar.week_days(found)[0] + timedelta(days=calendar.SATURDAY)
        return stretch(scan, stop + 1, (saturday, saturday + timedelta(days=1)), "weekend")
    return one_day(stop, found)


def _ruled(scan: Scan, rule: int, today: date, stop: int) -> Hit | None:
    """A feast or short form that the vocabulary describes in words ("third Sunday in June"), this year or next."""
    meant = Scan(scan.words.line(scan.words.rules[rule]), today, scan.words)
    whole = period(scan, scan.line.skip(stop, "of"), inner=True)
    if whole and (hit := cut_like(meant, 0, whole, whole.stop)):
        return hit
    hit = part(meant, 0)
    if hit and hit.end and hit.end < today:
        hit = part(replace(meant, today=today + timedelta(days=7)), 0)
    return replace(hit, stop=stop) if hit else None


def _new_year(scan: Scan, place: int) -> Hit | None:
    """In the new year is January; by or before New Year is its first day."""
    line = scan.line
    early = line.has(place, "early") or (line.has(place, "start", "early") and line.has(place + 1, "of"))
    name = line.skip(line.skip(line.skip(place, "start", "early"), "of", "in"), "the")
    if not line.has(name, "new_year"):
        return None
    if describes(scan, name, name, name + 1):
        return None
    first = date(scan.today.year + 1, 1, 1)
    if line.has(place - 1, "bound", "and", "after") and not early:
        return one_day(name + 1, first)
    return Hit(name + 1, "range", first, date(first.year, 1, 10 if early else 31), "month")


def _day_word(scan: Scan, place: int) -> Hit | None:
    """Today, tonight, this afternoon, tomorrow, the day after tomorrow, close of play."""
    line, today = scan.line, scan.today
    article, place = place, line.skip(place, "the")
    if (shift := line.get(place, "day_word")) is not None:
        if place > article and " " not in line.key(place):
            return None  # "the Today programme"
        if " " in line.tokens[place].raw and line.key(place)[0].isdecimal():
            return None  # "2 day" is a length, "2day" is today
        if shift < 0:
            return Hit(place + 1, "past")
        found = today + timedelta(days=shift)
        for sense, days in (("week_word", 7), ("fortnight_word", 14)):
            if line.has(place + 1, sense) and (line.number(place + 2) is None or shift):
                return one_day(place + 2, found + timedelta(days=days))
        return one_day(place + 1, found)
    if line.has(place, "this", "last", "later") and line.has(place + 1, "part_of_day"):
        return Hit(place + 2, "past") if line.has(place, "last") else one_day(place + 2, today)
    if line.has(place, "end") and line.has(place + 1, "of") and line.has(place + 2, "day_word", "weekday"):
        return day(scan, place + 2)
    if line.has(place, "close_of_day") and clear(scan, place):
        inside = line.skip(place + 1, "on", "of")
        again = line.has(line.skip(inside, "the"), "close_of_day")
        after = None if again else day(scan, inside)
        return after if after and after.kind == "date" else one_day(place + 1, today)
    return None


DAYS: Final[tuple[Reader, ...]] = (
    reader("figure", figures),
    reader("figure ordinal number", day_and_month),
    reader("month", month_and_day),
    reader("figure ordinal number", number_alone),
    reader("weekday this next last", _weekday),
    reader("this next last unit", _weekday_after_week),
    reader("fixed easter rule this next last", _feast),
    reader("bank_holiday next this", _bank_holiday),
    reader("new_year start early", _new_year),
    reader("day_word this last later close_of_day end", _day_word),
)
