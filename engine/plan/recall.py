"""Looks into an earlier plan for what may answer a need of a new talk."""

from __future__ import annotations

from datetime import date

from engine.flow.model import Need
from engine.plan.data import several
from engine.plan.plan import Line, Plan
from engine.plan.versions import PLANNED
from engine.talk.events import Value
from engine.talk.guards import key_of
from engine.talk.session import Earlier

NUMBERS = ("number", "duration")


def recalled(need: Need, plan: Plan, title: str, today: date) -> Earlier | None:
    """What `plan` says for `need.earlier`, as a value that fits the need; None when it says nothing firm, or nothing that fits.

    `title` names the talk; a day that is past on `today` is no answer any more.
    """
    if need.earlier is None:
        return None
    name = need.earlier.field_
    if name in ("actions", PLANNED):
        whats = [one.what for one in plan.actions]
        last = max((one.day for one in plan.actions), default="")
        return _earlier(whats if need.listed else "; ".join(whats), plan, title, last) if plan.actions else None
    lines = tuple(line for line in plan.fields.get(name, ()) if not line.thin)
    value = _fitting(need, lines, today) if lines else None
    return None if value is None else _earlier(value, plan, title, max(line.day for line in lines))


def _earlier(value: Value, plan: Plan, title: str, day: str) -> Earlier | None:
    known = day or plan.day
    return Earlier(value, plan.flow, title, plan.session, known) if known else None


def _fitting(need: Need, lines: tuple[Line, ...], today: date) -> Value | None:
    """The value of some lines in the form in which `need` keeps one; None when it has no such form."""
    first, kind = lines[0].value, need.answer.type
    if need.listed:
        return list(dict.fromkeys(text for line in lines for text in several(line)))
    if kind == "text":
        return "; ".join(line.words for line in lines)
    if len(lines) > 1:
        return None
    if kind in NUMBERS:
        return first if isinstance(first, int | float) else None
    key = key_of(first)
    if kind == "yes_no":
        return first if key in ("yes", "no") else None
    if kind == "choice":
        return first if key in need.answer.choices else None
    return str(first) if kind == "date" and _ahead(str(first), today) else None


def _ahead(text: str, today: date) -> bool:
    try:
        return date.fromisoformat(text) >= today
    except ValueError:
        return False
