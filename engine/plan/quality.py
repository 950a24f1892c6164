"""Whether a plan can be acted on: what is missing or doubtful in it, each as a question to its owner, never as a mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engine.language.understand import Language, understand
from engine.plan.days import WEEK, first_step_day, review_day, said_on
from engine.plan.plan import Action, Line, Plan

MOST_ACTIONS = 4
MOST_HOURS = 10
"""Hours a week beside a job; more is asked about."""
WHOLE = ("hours", "job_protected")
"""The plan fields in which the time for the whole plan is said."""
OTHERS_ACT = ("others_act", "others_should", "depends_on_others", "assigned_blame")
CODES = (
    "no_action", "too_many", "owner", "no_day", "day_past", "no_how", "no_sign", "no_if_then",
    "no_first_step", "first_step_day", "first_step_late", "no_review", "hours", "no_hours",
)  # fmt: skip
"""Every code of a finding; the coach's bank "quality" has a question for each."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to ask about. `action` is its number from 1, None when it is about the whole plan; `words` the key of its question."""

    code: str
    action: int | None
    words: str


def quality(plan: Plan, today: date, language: Language) -> tuple[Finding, ...]:
    """What is open in `plan` on the day `today`; () when nothing is."""
    found: list[tuple[str, int | None]] = [(code, None) for code in _counted(plan)]
    for number, action in enumerate(plan.actions, 1):
        found += [(code, number) for code in _of_action(plan, action, today, language)]
    found += [(code, None) for code in _of_plan(plan, language)]
    return tuple(Finding(code, action, code) for code, action in found)


def _counted(plan: Plan) -> Iterator[str]:
    if not plan.actions:
        yield "no_action"
    if len(plan.actions) > MOST_ACTIONS:
        yield "too_many"


def _of_action(plan: Plan, action: Action, today: date, language: Language) -> Iterator[str]:
    said = understand(action.what, language, said_on(plan, action))
    if said.has(*OTHERS_ACT) and not said.has("commitment"):
        yield "owner"
    if action.when is None:
        yield "no_day"
    elif date.fromisoformat(action.when) < today:
        yield "day_past"
    for value, code in ((action.how, "no_how"), (action.success_sign, "no_sign"), (action.if_then, "no_if_then")):
        if not value:
            yield code


def _of_plan(plan: Plan, language: Language) -> Iterator[str]:
    first = first_step_day(plan, language)
    if first is None:
        yield "no_first_step"
    elif not first[1]:
        yield "first_step_day"
    elif first[0] - said_on(plan, plan.field("first_step")) > WEEK:
        yield "first_step_late"
    if review_day(plan, language) is None:
        yield "no_review"
    hours = _hours(plan, language)
    if hours > MOST_HOURS:
        yield "hours"
    elif plan.actions and not hours:
        yield "no_hours"


def _hours(plan: Plan, language: Language) -> float:
    """The hours a week that the plan takes: as said of the whole, or of the actions one by one; whichever is more."""
    whole = [hours_a_week(line, plan, language) for name in WHOLE for line in plan.fields.get(name, ()) if not line.thin]
    each = sum(hours_in(action.how or action.what, said_on(plan, action), language) for action in plan.actions)
    return max(*whole, each, 0.0)


def hours_a_week(line: Line, plan: Plan, language: Language) -> float:
    """The hours a week of a line: a number of minutes, or what its words amount to."""
    return line.value / 60 if isinstance(line.value, int | float) else hours_in(line.words, said_on(plan, line), language)


def hours_in(words: str, day: date, language: Language) -> float:
    """The hours a week that words of `day` amount to: "2 hours a day", "an hour every evening", "3 hours on Saturdays".

    An amount by itself counts once a week, so that nobody is asked about more than they said.
    """
    said = understand(words, language, day)
    total, minutes = 0.0, 0.0
    for one in said.durations:
        if one.minutes is not None:
            total, minutes = total + minutes, one.minutes
        elif one.days and minutes:
            total, minutes = total + minutes * 7 / one.days, 0.0
    return (total + minutes * _times(words, language)) / 60


def _times(words: str, language: Language) -> int:
    """How many times a week: so many days of the week are named, or every day for a part of the day."""
    tokens = language.dates.line(words).tokens
    named = sum(1 for one in tokens if not one.senses.keys().isdisjoint(("weekday", "weekdays")))
    return named or (7 if any("part_of_day" in one.senses for one in tokens) and any("every" in one.senses for one in tokens) else 1)
