"""When something is to happen: every expression of time in a text, and the one that counts as its date."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from engine.language.calendar import coming_number
from engine.language.date_joins import DATED, dated
from engine.language.date_scan import Hit, Scan, best, longest
from engine.language.date_ties import TIES
from engine.language.date_words import DateWords, Line, Token

__all__ = ["DateReading", "DateWords", "date_in", "dates_in", "find_dates", "read_date"]

Kind = Literal["date", "range", "event", "recur", "none"]

_MONTH: Final = timedelta(days=31)
_WIDEST: Final = timedelta(days=6)
_LOOK_BACK: Final = 8
_ANCHORS: Final = frozenset(
    {
        *("figure", "ordinal", "month", "weekday", "weekdays", "day_word", "close_of_day", "part_of_day", "unit", "week_word"),
        *("weekend", "season", "fixed", "easter", "rule", "new_year", "bank_holiday", "financial_year", "tax_year"),
        *("recurring", "recurring_noun", "named_event", "event_noun", "clause_end", "clause_close"),
    }
)
"""One of these is in every expression of time; most lines of a talk have none and are done with at once."""
_FIGURES: Final = frozenset({"figure"})
_SHORTEST_YEAR: Final = 4
_REACH: Final = 12
"""How many words at most stand between the beginning of an expression and its anchor."""
_STARTS: Final[frozenset[str]] = frozenset().union(*(senses for senses, _ in (*TIES, *DATED)))


@dataclass(frozen=True, slots=True)
class DateReading:
    """One expression of time: its days, its characters, and what the words round it say about it."""

    kind: Kind
    start: date | None = None
    end: date | None = None
    span: tuple[int, int] | None = None
    words: str = ""
    hedged: bool = False
    bound: bool = False
    corrects: bool = False

    def day(self) -> date | None:
        """The day an action gets: a date, or the end of a range of at most seven days; None when that is too vague."""
        if self.hedged or self.kind not in ("date", "range") or self.start is None or self.end is None:
            return None
        return self.end if self.end - self.start <= _WIDEST else None


_NONE: Final = DateReading("none")


def find_dates(text: str, today: date, words: DateWords) -> tuple[DateReading, ...]:
    """Every expression of time in the text, in order, none overlapping, the longest at each place; any text is fine.

    Expressions that lie behind the speaker ("last week") are passed over; an explicit old date is read as it stands.
    """
    return dates_in(words.line(text), today, words)


def dates_in(line: Line, today: date, words: DateWords) -> tuple[DateReading, ...]:
    """The same for a line that was made of a text with these words."""
    if line.senses.isdisjoint(_ANCHORS) or (line.senses == _FIGURES and not any(map(_may_be_date, line.tokens))):
        return ()
    anchors = [place for place, token in enumerate(line.tokens) if not _ANCHORS.isdisjoint(token.senses)]
    scan = Scan(line, today, words)
    found: list[DateReading] = []
    place = nearest = 0
    while True:
        while nearest < len(anchors) and anchors[nearest] < place:
            nearest += 1
        if nearest == len(anchors):
            return tuple(found)
        place = max(place, anchors[nearest] - _REACH)
        hit = _hit(scan, place)
        if hit is None:
            place += 1
            continue
        if hit.kind == "recur":
            hit = _limited(scan, hit)
        if hit.grain == "number" and found:
            hit = _after(found[-1], hit)
        reading = _in_context(line, place, hit, bool(found))
        if reading is not None:
            found.append(reading)
        place = max(hit.stop, place + 1)


def _may_be_date(token: Token) -> bool:
    """Whether a figure may name a day or a year by itself, with nothing about time in the whole line."""
    return bool(token.senses) and (len(token.key) >= _SHORTEST_YEAR or not token.key.isdecimal())


def _hit(scan: Scan, place: int) -> Hit | None:
    if scan.line.has(place, "never") or _STARTS.isdisjoint(scan.line.opening(place)):
        return None
    try:
        return longest([best(scan, place, TIES), dated(scan, place)])
    except (OverflowError, ValueError):  # the words name a day outside the calendar: "in 9999 years"
        return None


def _after(before: DateReading, hit: Hit) -> Hit:
    """A day of the month in the month of the date named just before it: "from 1 December, done by the 18th"."""
    if before.start is None or hit.start is None or not hit.start < before.start <= hit.start + _MONTH:
        return hit
    found = coming_number(before.start, hit.start.day, None)
    return replace(hit, start=found, end=found) if found else hit


def _limited(scan: Scan, hit: Hit) -> Hit:
    """What recurs together with the day from which or until which it does: "every Friday until Easter" is one thing."""
    line = scan.line
    edge = _hit(scan, hit.stop) if line.has(hit.stop - 1, "week_from") else None
    while edge is not None or line.has(hit.stop, "to", "from", "starting", "and"):
        listed = line.has(hit.stop, "and") and not line.has(hit.stop + 1, "weekday", "weekdays")
        edge = edge or (None if listed else _hit(scan, line.skip(hit.stop + 1, "in", "on")))
        if edge is None:
            break
        hit, edge = replace(hit, stop=edge.stop), None
    return hit


def _in_context(line: Line, place: int, hit: Hit, later: bool) -> DateReading | None:
    """The hit with what stands before and after it; None for a past or a rejected one."""
    deadline = line.has(place, "bound") or (line.has(place, "within") and not line.has(place, "in"))
    bound, hedged, corrects = deadline, hit.hedged, False
    back = place - 1
    while back >= max(0, place - _LOOK_BACK):
        if line.has(back, "rejects") and not line.has(back - 1, "why"):
            return None
        if line.has(back, "correction") or (line.has(back, "weak_correction") and later and hit.kind == "date"):
            corrects = True
        elif line.has(back, "bound"):
            bound = True
        elif line.has(back, "hedge"):
            hedged = True
        elif line.has(back, "open_front"):
            hedged = hedged or back == place - 1
        elif not (line.has(back, "filler", "part_of_day", "close_of_day") or line.number(back) is not None):
            break
        back -= 1
    if hit.kind == "past":
        return None
    after = line.skip(hit.stop, "comma")
    hedged = hedged or line.has(after, "hedge_after") or line.has(after, "hedge_after_name")
    bound = bound or line.has(after, "bound_after")
    span = line.tokens[place].start, line.tokens[hit.stop - 1].end
    return DateReading(hit.kind, hit.start, hit.end, span, line.text[slice(*span)], hedged, bound, corrects)


def _retracted(text: str, before: DateReading, after: DateReading, words: DateWords) -> bool:
    """Whether the words between two expressions take the first one back."""
    if before.span is None or after.span is None:
        return False
    between = words.line(text[before.span[1] : after.span[0]])
    return any(between.has(place, "retraction") for place in range(len(between.tokens)))


def read_date(text: str, today: date, words: DateWords) -> DateReading:
    """The expression that counts: a correction beats what it corrects, then by or until, then a day, then the first."""
    return date_in(words.line(text), today, words)


def date_in(line: Line, today: date, words: DateWords) -> DateReading:
    """The same for a line that was made of a text with these words."""
    found = list(dates_in(line, today, words))
    for place in range(len(found) - 1, 0, -1):
        taken_back = found[place].corrects or _retracted(line.text, found[place - 1], found[place], words)
        if taken_back and (found[place].kind != "recur" or found[place - 1].kind == "recur"):
            found = found[place:]
            break
    days = [reading for reading in found if reading.kind in ("date", "range")]
    due = [reading for reading in days if reading.bound]
    firm = [reading for reading in due if reading.day()] or due or [reading for reading in days if reading.day()]
    return next(iter(firm or found), _NONE)
