"""Single days: in figures, by month and number, by weekday, by feast, and words such as tomorrow."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from engine.language import calendar
from engine.language.date_spans import (
    Hit,
    Reader,
    Scan,
    best,
    clear,
    longest,
    one_day,
    period,
    reader,
    stretch,
    whole_year,
    year_after,
)
from engine.language.date_words import Line

_FIGURES: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_ISO: Final = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})")


def day(scan: Scan, place: int) -> Hit | None:
    """A day that starts here, with a part of the day after it if one is named."""
    hit = best(scan, place, DAYS)
    if hit is not None and hit.kind == "date" and scan.line.has(hit.stop, "part_of_day"):
        return replace(hit, stop=hit.stop + 1)
    return hit


def _figures(scan: Scan, place: int) -> Hit | None:
    """15/02, 15.2.27, 2027-02-15; never a mark out of ten, a share or a price."""
    line = scan.line
    key = line.key(place)
    if not key[:1].isdecimal() or line.has(place - 1, "money") or line.has(place + 1, "unit", "percent", "clock"):
        return None
    if match := _ISO.fullmatch(key):
        found = calendar.day_in(int(match[1]), int(match[3]), int(match[4]))
        return one_day(place + 1, found) if found else None
    match = _FIGURES.fullmatch(key)
    if match is None:
        return None
    number, month = int(match[1]), int(match[3])
    if match[4]:
        found = calendar.day_in(_full_year(match[4]), month, number)
    elif _means_day(line, place, match):
        found = calendar.coming_day(scan.today, month, number)
    else:
        found = None
    return one_day(place + 1, found) if found else None


def _full_year(figures: str) -> int:
    return int(figures) + (2000 if len(figures) == 2 else 0)


def _means_day(line: Line, place: int, match: re.Match[str]) -> bool:
    """Whether two numbers with a sign between them are day and month: said as a deadline, or too odd to be a share."""
    number, padded = int(match[1]), "0" in (match[1][0], match[3][0])
    led = line.has(place - 1, "bound", "figure_lead") or line.get(place - 1, "weekday") is not None
    alone = line.pauses(place - 1) and line.pauses(place + 1)
    if match[2] == "/":
        return led or padded or number > 12 or (alone and match[3] != "10")
    return padded and (led or (alone and match[2] == "-")) or (led and match[2] == "." and number > 24)


def _number_of_day(line: Line, place: int) -> tuple[int, int, bool] | None:
    """A day number: next place, number, and whether it is marked as an ordinal."""
    number = line.number(place)
    if number is not None:
        marked = line.glued(place + 1) and line.has(place + 1, "ordinal_ending")
        return (place + 1 + marked, number, marked) if 1 <= number <= 31 else None
    tens = line.get(place, "number")
    ones = line.get(place + 1, "ordinal")
    if tens in (20, 30) and ones is not None and ones < 10:
        return place + 2, tens + ones, True
    ordinal = line.get(place, "ordinal")
    return (place + 1, ordinal, True) if ordinal is not None and ordinal <= 31 else None


def _day_and_month(scan: Scan, place: int) -> Hit | None:
    """15 Jan, the 15th of January 2027, 15-Jan-27, and runs of days such as 3 to 5 March."""
    line = scan.line
    place = line.skip(place, "the")
    first = _number_of_day(line, place)
    run = re.fullmatch(r"(\d{1,2})-(\d{1,2})", line.key(place))
    last = first
    if run:
        first, last = (place + 1, int(run[1]), False), (place + 1, int(run[2]), False)
    elif first and line.has(first[0], "to", "dash", "and", "or", "slash"):
        last = _number_of_day(line, line.skip(first[0] + 1, "the"))
    if first is None or last is None:
        return None
    stop, number, marked = last
    if run and line.has(stop, "ordinal_ending"):
        stop += 1
    stop = line.skip(line.skip(stop, "of"), "the")
    month = line.get(stop, "month")
    if month is None or not (marked or clear(scan, stop) or _plainly_month(scan, place, stop)):
        return None
    found = _dated(scan, stop + 1, month, number)
    if found is None:  # there is no 31 February, and it does not mean some day in February
        return Hit(stop + 1, "past")
    if first == last or found.end is None:
        return found
    start = calendar.day_in(found.end.year, month, first[1])
    return Hit(found.stop, "range", start, found.end) if start and start <= found.end else None


def _plainly_month(scan: Scan, place: int, month: int) -> bool:
    """Whether "5 may" or "12 march" is a day: it opens or closes a clause or follows a word that leads to a date."""
    line = scan.line
    return line.pauses(month + 1) or line.has(place - 1, "lead_in", "the", "bound") or line.pauses(place - 1) \
        or line.get(place - 1, "weekday") is not None or whole_year(line, month + 1) is not None


def _month_and_day(scan: Scan, place: int) -> Hit | None:
    """January 15, Jan the 15th, 15 after a month name with an abbreviation dot."""
    line = scan.line
    month = line.get(place, "month")
    if month is None:
        return None
    after = line.skip(place + 1, "the")
    if line.key(after) == "." and len(line.key(place)) <= 4 and line.number(after + 1) is not None:
        after += 1
    number = _number_of_day(line, after)
    if number is None or line.has(number[0], "unit", "percent", "clock", "month") or line.key(number[0]) == ":":
        return None
    if not number[2] and not clear(scan, place):
        return None
    return _dated(scan, number[0], month, number[1])


def _dated(scan: Scan, place: int, month: int, number: int) -> Hit | None:
    """A day of a month with the year that follows it, else its coming occurrence."""
    line = scan.line
    year = year_after(scan, place)
    short = line.number(place)
    if line.key(place) == "-" and line.glued(place):
        short, place = line.number(place + 1), place + 1
    two_figures = short is not None and len(line.key(place)) == 2 and not line.has(place + 1, "clock", "unit", "month")
    if year is None and two_figures and line.key(place + 1) not in (":", "%"):
        year = place + 1, 2000 + (short or 0)
    if year is None:
        found, stop = calendar.coming_day(scan.today, month, number), place
    else:
        stop, found = year[0], calendar.day_in(year[1], month, number)
    if found is not None and year is not None and found < scan.today and line.has(stop - 1, "unit"):
        return Hit(stop, "past")
    return one_day(stop, found) if found else None


def _number_alone(scan: Scan, place: int) -> Hit | None:
    """The 29th, by 29th, the first of the month; not the 2nd option or the 21st century."""
    line = scan.line
    article = line.skip(place, "the")
    read = _number_of_day(line, article)
    if read is None:
        return None
    stop, number, marked = read
    before = place - 1
    led = line.has(before, "bound", "date_lead")
    if marked and line.has(stop, "of") and line.has(stop + 1, "the", "this", "next") \
            and (whole := period(scan, stop + 1, inner=True)) and whole.grain == "month":
        found = calendar.coming_number(max(scan.today, whole.start or scan.today), number, None)
        return one_day(whole.stop, found) if found else None
    follows = line.pauses(stop) or line.has(stop, "after_day", "part_of_day", "hedge_after", "bound_after")
    figures = line.key(article)[:1].isdecimal()
    if figures and marked:
        fits = led or article > place or (line.pauses(before) and line.pauses(stop))
    elif marked:
        fits = led and number > 3
    else:
        fits = article > place and led and line.pauses(stop) and line.key(stop) not in ("%", ":", "/")
    if not fits or not follows:
        return None
    found = calendar.coming_number(scan.today, number, None)
    return one_day(stop, found) if found else None


def _weekday(scan: Scan, place: int) -> Hit | None:
    """Friday, next Friday, Friday 29th, Tuesday the 23rd of March, Friday week, Friday of next week."""
    line, today = scan.line, scan.today
    place = line.skip(place, "the")
    name = place
    while line.has(name, "this", "next", "last") and name < place + 2:
        name += 1
    weekday = line.get(name, "weekday")
    if weekday is None or (name == place and not clear(scan, name) and not _number_of_day(line, name + 1)):
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
    if line.has(stop, "after_next"):
        return one_day(stop + 1, calendar.week_days(today + timedelta(days=14))[0] + timedelta(days=weekday))
    for sense, days in (("week_word", 7), ("fortnight_word", 14)):
        if line.has(stop, sense) and line.number(stop + 1) is None and not line.has(stop + 1, "of", "dash"):
            return one_day(stop + 1, found + timedelta(days=days))
    return _weekday_of_week(scan, stop, weekday) or one_day(stop, found)


def _weekday_with_number(scan: Scan, place: int, weekday: int) -> Hit | None:
    """The date after a weekday; when the two disagree the number counts."""
    line = scan.line
    place = place + 1 if line.key(place) in (",", ".") and not line.pauses(place + 1) else place
    dated = longest([_day_and_month(scan, place), _month_and_day(scan, place), _figures(scan, place)])
    if dated is not None and dated.kind in ("date", "past"):
        return dated
    number = _number_of_day(line, line.skip(place, "the"))
    if number is None or not (number[2] or number[1] > 12) or line.has(number[0], "unit", "clock", "percent"):
        return None
    if not (line.pauses(number[0]) or number[2] or line.has(number[0], "after_day")) or line.key(number[0]) in (":", "%"):
        return None
    if number[2] and line.number(line.skip(place, "the")) is None and line.skip(place, "the") == place:
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
    return _feast_length(scan, year[0] if year else name + 1, found) if found else None


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
    from engine.language.date_offsets import dated  # the description is itself an expression of the whole grammar

    if scan.in_rule:  # a feast described by a feast could go round in circles
        return None
    hit = dated(Scan(scan.words.line(scan.words.rules[rule]), today, scan.words, in_rule=True), 0)
    return replace(hit, stop=stop) if hit else None


def _new_year(scan: Scan, place: int) -> Hit | None:
    """In the new year is January; by or before New Year is its first day."""
    line = scan.line
    early = line.has(place, "early") or (line.has(place, "start", "early") and line.has(place + 1, "of"))
    name = line.skip(line.skip(line.skip(place, "start", "early"), "of", "in"), "the")
    if not line.has(name, "new_year"):
        return None
    first = date(scan.today.year + 1, 1, 1)
    if line.has(place - 1, "bound", "and") and not early:
        return one_day(name + 1, first)
    return Hit(name + 1, "range", first, date(first.year, 1, 10 if early else 31), "month")


def _day_word(scan: Scan, place: int) -> Hit | None:
    """Today, tonight, this afternoon, tomorrow, the day after tomorrow, close of play."""
    line, today = scan.line, scan.today
    place = line.skip(place, "the")
    if (shift := line.get(place, "day_word")) is not None:
        if shift < 0:
            return Hit(place + 1, "past")
        found = today + timedelta(days=shift)
        for sense, days in (("week_word", 7), ("fortnight_word", 14)):
            if shift and line.has(place + 1, sense):
                return one_day(place + 2, found + timedelta(days=days))
        return one_day(place + 1, found)
    if line.has(place, "this", "last", "later") and line.has(place + 1, "part_of_day"):
        return Hit(place + 2, "past") if line.has(place, "last") else one_day(place + 2, today)
    if line.has(place, "close_of_day"):
        inside = line.skip(place + 1, "on", "of")
        again = line.has(line.skip(inside, "the"), "close_of_day")
        after = None if again else day(scan, inside)
        return after if after and after.kind == "date" else one_day(place + 1, today)
    return None


DAYS: Final[tuple[Reader, ...]] = (
    reader("figure", _figures),
    reader("figure ordinal number", _day_and_month),
    reader("month", _month_and_day),
    reader("figure ordinal number", _number_alone),
    reader("weekday this next last", _weekday),
    reader("this next last", _weekday_after_week),
    reader("fixed easter rule this next last", _feast),
    reader("new_year start early", _new_year),
    reader("day_word this last later close_of_day", _day_word),
)
