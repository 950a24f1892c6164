"""Days by their number: in figures, with a month before or after, or alone as in "the 29th"."""

import re
from typing import Final

from engine.language import calendar
from engine.language.date_scan import Hit, Scan, clear, one_day
from engine.language.date_spans import period
from engine.language.date_words import Line
from engine.language.date_years import whole_year, year_after

_FIGURES: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_RUN: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})")
_MONTHS: Final = 12
_ISO: Final = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})")


def figures(scan: Scan, place: int) -> Hit | None:
    """15/02, 15.2.27, 2027-02-15, month first only where that is the one way; no mark out of ten, share or price."""
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
    swapped = month > _MONTHS >= number and match[2] != "."
    if swapped:
        number, month = month, number
    if match[4]:
        found = calendar.day_in(_full_year(match[4]), month, number)
    elif _means_day(line, place, match, swapped):
        found = calendar.coming_day(scan.today, month, number)
    else:
        found = None
    return one_day(place + 1, found) if found else None


def _full_year(figures: str) -> int:
    return int(figures) + (2000 if len(figures) == 2 else 0)


def _means_day(line: Line, place: int, match: re.Match[str], swapped: bool) -> bool:
    """Whether two numbers with a sign between them are day and month: said as a deadline, or too odd to be a share."""
    number, padded = int(match[1]), "0" in (match[1][0], match[3][0])
    if line.has(place + 1, "of") or line.has(place - 1, "a"):
        return False
    second = line.has(place - 1, "to", "dash", "or", "and") and line.key(place - 2).count(match[2]) == 1
    led = second or line.has(place - 1, "bound", "figure_lead") or line.get(place - 1, "weekday") is not None
    alone = line.pauses(place - 1) and line.pauses(place + 1)
    if swapped:
        return led or padded
    if match[2] == "/":
        bare = not line.pauses(place + 1) and not line.tokens[place + 1].senses
        share = bare and line.tokens[place + 1].raw[0].islower() and not line.has(place - 1, "bound")
        clock = line.has(place + 1, "at") and (line.has(place + 2, "part_of_day") or line.number(place + 2) is not None)
        return (led and not share) or (clock and line.pauses(place - 1)) or padded or number > _MONTHS or (alone and match[3] != "10")
    if match[2] == "-":
        return (padded and led) or (alone and (padded or number > _MONTHS))
    whole = place == 0 and len(line.tokens) <= 2 and (number > _MONTHS or len(line.tokens) == 2)
    return whole or (led and (padded or number > 24))


def number_of_day(line: Line, place: int) -> tuple[int, int, bool] | None:
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


def day_and_month(scan: Scan, place: int) -> Hit | None:
    """15 Jan, the 15th of January 2027, 15-Jan-27, and runs of days such as 3 to 5 March."""
    line = scan.line
    place = line.skip(place, "the")
    first = number_of_day(line, place)
    run = _RUN.fullmatch(line.key(place))
    last = first
    if run:
        first, last = (place + 1, int(run[1]), False), (place + 1, int(run[2]), False)
    elif first and line.key(first[0]) == ",":
        last = _last_listed(line, first)
    elif first and line.has(first[0], "to", "dash", "and", "or", "slash") and not line.has(first[0] + 1, "month"):
        last = number_of_day(line, line.skip(first[0] + 1, "the"))
    if first is None or last is None:
        return None
    stop, number, marked = last
    if run and line.has(stop, "ordinal_ending"):
        stop += 1
    if line.has(stop, "slash") and line.glued(stop + 1) and line.has(stop + 1, "month"):
        stop += 1
    stop = line.skip(line.skip(stop, "of"), "the")
    month = line.get(stop, "month")
    if month is None or not (marked or not line.has(stop, "verb_too") or clear(scan, stop) or _plainly_month(scan, place, stop)):
        return None
    found = _dated(scan, stop + 1, month, number)
    if found is None:  # there is no 31 February, and it does not mean some day in February
        return Hit(stop + 1, "past")
    if first == last or found.end is None:
        return found
    return _from_first(found, first[1])


def _last_listed(line: Line, first: tuple[int, int, bool]) -> tuple[int, int, bool]:
    """The last day number of "7, 8 or 9"; the first where no such list follows."""
    last = first
    for _ in range(_MONTHS):
        if not line.has(last[0], "or", "and") and line.key(last[0]) != ",":
            return first
        final = line.has(last[0], "or", "and")
        number = number_of_day(line, line.skip(last[0] + 1, "the"))
        if number is None:
            return first
        if final:
            return number
        last = number
    return first


def _plainly_month(scan: Scan, place: int, month: int) -> bool:
    """Whether "5 may" or "12 march" is a day: it opens or closes a clause or follows a word that leads to a date."""
    line = scan.line
    return (
        line.pauses(month + 1)
        or line.has(place - 1, "lead_in", "the", "bound")
        or line.pauses(place - 1)
        or line.get(place - 1, "weekday") is not None
        or whole_year(line, month + 1) is not None
    )


def month_and_day(scan: Scan, place: int) -> Hit | None:
    """January 15, Jan the 15th, 15 after a month name with an abbreviation dot."""
    line = scan.line
    month = line.get(place, "month")
    if month is None:
        return None
    after = line.skip(place + 1, "the")
    if line.key(after) == "." and len(line.key(place)) <= 4 and line.number(after + 1) is not None:
        after += 1
    number = number_of_day(line, after)
    if run := _RUN.fullmatch(line.key(after)):
        number = after + 1, int(run[2]), False
    if number is None or line.has(number[0], "unit", "percent", "clock", "month") or line.key(number[0]) == ":":
        return None
    named = line.tokens[place].raw[0].isupper() or not line.has(place, "verb_too")
    closes = line.pauses(number[0]) or line.has(number[0], "after_day") or whole_year(line, number[0]) is not None
    if not number[2] and not clear(scan, place) and not (closes and named):
        return None
    found = _dated(scan, number[0], month, number[1])
    return _from_first(found, int(run[1])) if run and found else found


def _from_first(last: Hit, number: int) -> Hit | None:
    """The run of days that begins with that day of the month in which `last` lies."""
    start = calendar.day_in(last.end.year, last.end.month, number) if last.end else None
    return Hit(last.stop, "range", start, last.end) if start and last.end and start <= last.end else None


def _dated(scan: Scan, place: int, month: int, number: int) -> Hit | None:
    """A day of a month with the year that follows it, else its coming occurrence."""
    line = scan.line
    year = year_after(scan, place)
    short = line.number(place)
    if line.has(place, "dash", "slash") and line.glued(place) and line.glued(place + 1):
        short, place = line.number(place + 1), place + 1
        year = year or year_after(scan, place)
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


def number_alone(scan: Scan, place: int) -> Hit | None:
    """The 29th, by 29th, the first of the month; not the 2nd option or the 21st century."""
    line = scan.line
    article = line.skip(place, "the")
    read = number_of_day(line, article)
    if read is None:
        return None
    stop, number, marked = read
    before = place - 1
    led = line.has(before, "bound", "date_lead", "correction", "hedge")
    inside = line.skip(stop, "of")
    named = line.has(inside, "this", "next") or (inside > stop and line.has(inside, "the"))
    if marked and named and (whole := period(scan, inside, inner=True)) and whole.grain == "month":
        found = calendar.coming_number(max(scan.today, whole.start or scan.today), number, None)
        return one_day(whole.stop, found) if found else None
    follows = line.pauses(stop) or line.has(stop, "after_day", "part_of_day", "hedge_after", "bound_after")
    figures = line.key(article)[:1].isdecimal()
    if figures and marked:
        ends = line.pauses(stop) or line.has(stop, "hedge_after")
        counted = line.has(stop, "comma") and line.has(stop + 1, "and", "ordinal")
        loose = article > place and (number > _MONTHS or (line.pauses(stop) and not counted))
        road = line.has(stop, "and") and line.key(stop + 1) != "i" and line.tokens[stop + 1].raw[:1].isupper()
        fits = (led and not (road and article == place)) or loose or (line.pauses(before) and ends and not counted)
    elif marked:
        alone = place == 0 and article > place and stop >= len(line.tokens) - 1
        plain = number > 3 or (number == 1 and stop == len(line.tokens))
        fits = plain and (alone or line.has(before, "bound", "figure_lead"))
    else:
        fits = article > place and led and line.pauses(stop) and line.key(stop) not in ("%", ":", "/")
    if not fits or not follows:
        return None
    found = calendar.coming_number(scan.today, number, None)
    return Hit(stop, "date", found, found, "number") if found else None
