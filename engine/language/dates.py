"""When something is to happen: every expression of time in a text, and the one that counts as its date."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from engine.language.date_offsets import DATED, dated
from engine.language.date_scan import Hit, Scan, best, longest
from engine.language.date_ties import TIES
from engine.language.date_words import DateWords, Line

__all__ = ["DateReading", "DateWords", "find_dates", "read_date"]

Kind = Literal["date", "range", "event", "recur", "none"]

_WIDEST: Final = timedelta(days=6)
_LOOK_BACK: Final = 8
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
    line = words.line(text)
    scan = Scan(line, today, words)
    found: list[DateReading] = []
    place = 0
    while place < len(line.tokens):
        hit = _hit(scan, place)
        if hit is None:
            place += 1
            continue
        reading = _in_context(line, place, hit, bool(found))
        if reading is not None:
            found.append(reading)
        place = max(hit.stop, place + 1)
    return tuple(found)


def _hit(scan: Scan, place: int) -> Hit | None:
    if scan.line.has(place, "never") or _STARTS.isdisjoint(scan.line.opening(place)):
        return None
    try:
        return longest([best(scan, place, TIES), dated(scan, place)])
    except (OverflowError, ValueError):  # the words name a day outside the calendar: "in 9999 years"
        return None


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
    found = list(find_dates(text, today, words))
    for place in range(len(found) - 1, 0, -1):
        taken_back = found[place].corrects or _retracted(text, found[place - 1], found[place], words)
        if taken_back and (found[place].kind != "recur" or found[place - 1].kind == "recur"):
            found = found[place:]
            break
    days = [reading for reading in found if reading.kind in ("date", "range")]
    due = [reading for reading in days if reading.bound]
    firm = [reading for reading in due if reading.day()] or due or [reading for reading in days if reading.day()]
    return next(iter(firm or found), _NONE)
