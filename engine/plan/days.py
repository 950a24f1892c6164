"""The days of a plan: when something was said, and which day a person's words name."""

from __future__ import annotations

from datetime import date, timedelta

from engine.language.dates import read_date
from engine.language.understand import Language
from engine.plan.plan import Action, Line, Plan

WEEK = timedelta(days=7)


def said_on(plan: Plan, said: Line | Action | None = None) -> date:
    """The day on which something of a plan was said: that of the plan when its own is not known, 1 January 2000 without any."""
    return date.fromisoformat((said.day if said else "") or plan.day or "2000-01-01")


def named_day(plan: Plan, line: Line, language: Language) -> date | None:
    """The day that a line names, read as on the day it was said; None when it names none or leaves it open."""
    try:
        return date.fromisoformat(str(line.value))
    except ValueError:
        return read_date(line.words, said_on(plan, line), language.dates).day()


def first_step_day(plan: Plan, language: Language) -> tuple[date, bool] | None:
    """The day of the first step, and whether the person named it: without one it is the last of the seven days asked about."""
    line = plan.field("first_step")
    if line is None:
        return None
    day = named_day(plan, line, language)
    return (day, True) if day else (said_on(plan, line) + WEEK, False)


def review_line(plan: Plan) -> Line | None:
    """What says when the plan is looked at again: the last review's answer, else that of the talk itself; None without either."""
    return plan.field("next_date") or plan.field("review_date")


def review_day(plan: Plan, language: Language) -> date | None:
    """The day on which the plan is looked at again; None when none was named."""
    line = review_line(plan)
    return named_day(plan, line, language) if line else None
