"""Any calendar expression, alone or joined with a second one: Monday to Wednesday, late May or June, this week or next."""

from datetime import timedelta
from typing import Final

from engine.language import calendar
from engine.language.amounts import UNITS
from engine.language.date_days import DAYS, day
from engine.language.date_offsets import OFFSETS, point
from engine.language.date_parts import PARTS
from engine.language.date_scan import Hit, Scan, best, longest, stretch
from engine.language.date_spans import PERIODS, unit_days

DATED: Final = (*OFFSETS, *PARTS, *DAYS, *PERIODS)
"""Everything that can open a calendar expression."""
_LONGEST_LIST: Final = 12


def dated(scan: Scan, place: int) -> Hit | None:
    """Any calendar expression that starts here, joined with a second one where the two make a span."""
    hit = _single(scan, place)
    if hit is None or hit.kind not in ("date", "range"):
        return hit
    return _joined(scan, place, hit) or hit


def _single(scan: Scan, place: int) -> Hit | None:
    return longest([best(scan, place, OFFSETS), point(scan, place)])


def _joined(scan: Scan, place: int, hit: Hit) -> Hit | None:
    """Monday to Wednesday, between March and May, Tuesday or Wednesday: from the first day to the last."""
    line = scan.line
    between = line.has(place - 1, "between")
    if line.key(hit.stop) == "," and hit.kind == "date":
        return _listed(scan, hit)
    if not (line.has(hit.stop, "to", "dash", "or", "slash") or (between and line.has(hit.stop, "and"))):
        return None
    second = _or_next(scan, hit) or point(scan, hit.stop + 1)
    if second is None or second.kind not in ("date", "range") or not (hit.start and hit.end and second.start and second.end):
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


def _listed(scan: Scan, hit: Hit) -> Hit | None:
    """Monday, Tuesday or Wednesday: three or more days from the first to the last."""
    stop = hit.stop
    for _ in range(_LONGEST_LIST):
        if scan.line.key(stop) != ",":
            break
        inner = day(scan, stop + 1)
        if inner is None or inner.kind != "date":
            return None
        stop = inner.stop
    if stop == hit.stop or not scan.line.has(stop, "or", "and"):
        return None
    last = day(scan, stop + 1)
    if last is None or last.end is None or hit.start is None or last.kind != "date" or last.end < hit.start:
        return None
    return Hit(last.stop, "range", hit.start, last.end)


def _or_next(scan: Scan, hit: Hit) -> Hit | None:
    """The second half of "this week or next"."""
    line = scan.line
    open_end = line.has(hit.stop + 1, "next") and line.pauses(hit.stop + 2)
    if not open_end or hit.grain not in UNITS or line.get(hit.stop - 1, "unit") is None:
        return None
    days = unit_days(scan.today, hit.grain, 1)
    return stretch(scan, hit.stop + 2, days, hit.grain) if days else None
