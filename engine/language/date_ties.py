"""Times without a calendar day: what recurs, and what hangs on an event such as the next team meeting."""

from typing import Final

from engine.language.amounts import UNITS, length_at, number_at
from engine.language.date_scan import Hit, Reader, Scan, clear, reader

_NEAR = 4
"""How many words may stand between the two ends of such an expression."""


def recurring(scan: Scan, place: int) -> Hit | None:
    """Every other Friday, weekly, on Fridays, two nights a week, once a quarter, the first Monday of each month."""
    line = scan.line
    if line.has(place, "recurring"):
        return Hit(place + 1, "recur")
    if line.has(place, "weekdays", "recurring_noun") and (line.has(place, "weekdays") or line.has(place - 1, "on", "most")):
        return Hit(place + 1, "recur")
    if line.has(place, "weekday") and line.has(place + 1, "recurring_noun"):
        return Hit(place + 2, "recur")
    if line.has(place, "on") and line.has(place + 1, "a") and line.get(place + 2, "weekday") is not None:
        return Hit(line.skip(place + 3, "part_of_day"), "recur")
    return _every(scan, place) or _rate(scan, place) or _nth_of_each(scan, place)


def _every(scan: Scan, place: int) -> Hit | None:
    line = scan.line
    if not line.has(place, "every"):
        return None
    stop = line.skip(place + 1, "other")
    counted = number_at(line, stop)
    if counted is not None:
        stop = counted[0]
    elif line.get(stop, "ordinal") is not None:
        stop += 1
    if line.has(stop, "week_from", "bank_holiday") or (line.has(stop, "event_noun") and line.has(place - 1, "lead_in", "at", "bound")):
        return Hit(stop + 1, "recur")
    for _ in range(2):
        if line.has(stop, "unit", "weekday", "weekend", "part_of_day", "month", "season", "weekdays", "fixed", "easter"):
            return Hit(line.skip(stop + 1, "part_of_day", "recurring_noun"), "recur")
        stop += 1 if not line.pauses(stop) and line.has(stop, "work_word", "weekday") else 0
    return None


def _rate(scan: Scan, place: int) -> Hit | None:
    """So many times, things or hours in each unit of time."""
    line = scan.line
    length = length_at(line, place)
    counted = length[0] if length else None
    if counted is None and (read := number_at(line, place)) is not None:
        counted = read[0]
    if counted is None and line.has(place, "times"):
        counted = place + 1
    if counted is None:
        return None
    for stop in range(counted, counted + _NEAR):
        if line.has(stop, "a", "per", "every", "slash") and (unit := line.get(stop + 1, "unit")) is not None:
            return _unless_offset(scan, stop + 2, unit, bool(length) or line.has(place, "times"))
        if line.has(stop, "recurring"):
            return Hit(stop + 1, "recur") if line.has(place, "times") or length else None
        if line.pauses(stop) or line.has(stop, "bound", "in", "on", "of", "event_stop", "or"):
            return None
    return None


def _unless_offset(scan: Scan, stop: int, unit: int, plain: bool) -> Hit | None:
    """ "Two calls a week on Monday" is a day, "an hour a week on Monday" a rate."""
    line = scan.line
    if UNITS[unit] in ("minute", "working_day") or line.has(stop, "ago", "from", "before", "after", "later"):
        return None
    if not plain and (line.has(stop, "day_word") or (line.has(stop, "on") and line.has(stop + 1, "weekday"))):
        return None
    return Hit(stop, "recur")


def _nth_of_each(scan: Scan, place: int) -> Hit | None:
    line = scan.line
    place = line.skip(place, "the")
    number = line.number(place)
    if line.get(place, "ordinal") is None and not line.has(place, "last") and number is None:
        return None
    stop = place + 1
    stop = line.skip(stop, "ordinal_ending") if number is not None else line.skip(stop, "weekday", "unit", "weekend")
    stop = line.skip(stop, "of", "in")
    return Hit(stop + 2, "recur") if line.has(stop, "every") and line.has(stop + 1, "unit", "month") else None


def event(scan: Scan, place: int) -> Hit | None:
    """Before our next 1:1, after the appraisal, by the end of the project, at half term."""
    line = scan.line
    if line.has(place, "named_event"):
        return Hit(line.skip(place + 1, "weekend", "week_word"), "event")
    strong = line.has(place, "event_lead")
    start = place + 1 if strong else place
    if strong and line.has(start, "after_lead"):
        start += 1
    ends = line.skip(start, "the")
    if line.has(ends, "end", "start", "middle", "early", "late") and line.has(ends + 1, "of"):
        strong, start = True, ends + 2
    if strong and line.has(start, "event_clause"):
        return _end_of_clause(scan, start + 1, True)
    if strong and line.has(start + 1, "clause_verb"):
        return _end_of_clause(scan, start + 2, False)
    return _noun_of_event(scan, start, strong, line.has(place, "event_lead_plain"))


def _end_of_clause(scan: Scan, place: int, nouns: bool) -> Hit | None:
    """Once I have finished the course, when we next meet: the event's word comes within the clause."""
    line = scan.line
    for stop in range(place, place + _NEAR + 2):
        known = nouns and line.has(stop, "event_noun") and line.has(stop - 1, "owner", "the", "coming_event")
        closes = line.has(stop, "clause_close") and line.pauses(stop + 1)
        if known or closes or line.has(stop, "clause_end"):
            return Hit(line.skip(stop + 1, "event_noun"), "event")
        if line.pauses(stop) or line.has(stop, "weekday", "month", "and", "or"):
            return None
    return None


def _noun_of_event(scan: Scan, place: int, strong: bool, plain: bool) -> Hit | None:
    """The event's own word, a few words after its article or "next"; a bare one only after a word such as before."""
    line = scan.line
    marked = False
    for stop in range(place, place + _NEAR + 2):
        if line.has(stop, "named_event") and stop > place:
            return Hit(stop + 1, "event")
        if line.has(stop, "event_noun"):
            fits = marked or (strong and (plain or line.has(stop + 1, "is_out")) and stop == place)
            return Hit(line.skip(stop + 1, "event_noun"), "event") if fits else None
        coming = line.has(stop, "coming_event")
        if line.has(stop, "this", "last", "the", "a", "owner") or coming:
            marked = marked or strong or coming
        elif (
            line.pauses(stop)
            or line.has(stop, "event_stop", "bound", "in", "on", "of", "and", "or")
            or (line.get(stop, "weekday") is not None and clear(scan, stop))
            or not marked
        ):
            return None
    return None


def _day_by_event(scan: Scan, place: int) -> Hit | None:
    """The Monday after the audit: a weekday that hangs on an event."""
    line = scan.line
    place = line.skip(place, "the")
    if line.get(place, "weekday") is None or not line.has(place + 1, "before", "after"):
        return None
    return event(scan, place + 1)


TIES: Final[tuple[Reader, ...]] = (
    reader("recurring weekdays recurring_noun weekday on every a number figure few times ordinal last", recurring),
    reader("named_event", event),
    reader("weekday", _day_by_event),
    reader("event_lead coming_event end start early middle late", event),
)
"""What reads a time without a calendar day."""
