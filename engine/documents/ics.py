"""A plan as calendar entries (RFC 5545): the first step, each own action, the day on which the plan is looked at again.

Every entry is an all-day event. A plan names days, not times, and a DATE value means that day wherever its reader is: without a time
there is no time zone to get wrong and no clock change to shift it. The reminder comes at nine in the morning of the day before, fifteen
hours ahead of the day's beginning. UIDs come from the plan, so that a later export replaces the entries of an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from engine.documents.page import one_line
from engine.language.understand import Language
from engine.plan.days import first_step_day, review_day
from engine.plan.plan import Action, Plan

DAY_BEFORE = timedelta(hours=-15)
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""Sequences count the seconds from here to the last change, so that a later state of a plan always has the higher one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One day in the calendar: what its UID ends in, the day, what is to be done, and what to know about it."""

    name: str
    day: date
    summary: str
    description: str


def plan_as_ics(plan: Plan, words: Mapping[str, Mapping[str, str]], language: Language, stamp: datetime, changed: datetime) -> bytes:
    """The calendar file of a plan. `words` are the coach's banks "calendar" and "plan" by name.

    `stamp` is when the file is made, `changed` when the plan last changed; both know their time zone.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Handhold//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", words["calendar"]["name"])
    sequence = max(0, int((changed - FIRST_DAY).total_seconds()))
    for entry in entries(plan, words, language):
        calendar.add_component(_event(entry, words["calendar"]["reminder"], stamp, changed, sequence))
    made: bytes = calendar.to_ical(sorted=False)
    return made


def entries(plan: Plan, words: Mapping[str, Mapping[str, str]], language: Language) -> Iterator[Entry]:
    """What the calendar holds, actions without a day left out."""
    labels = words["calendar"]
    line = plan.history[0].session if plan.history else plan.session
    first, review = first_step_day(plan, language), review_day(plan, language)
    if first is not None:
        text = one_line(plan.fields["first_step"][0].words)
        note = "" if first[1] else labels["no_day_named"]
        yield Entry(f"{line}-first", first[0], f"{labels['first_step']}: {text}", note)
    for number, action in enumerate(plan.actions, 1):
        if action.when is not None:
            name = action.id or f"{line}-{number}"
            summary = f"{labels['action']}: {one_line(action.what)}"
            yield Entry(name, date.fromisoformat(action.when), summary, _told(action, words["plan"]))
    if review is not None:
        yield Entry(f"{line}-review", review, labels["review"], one_line(plan.title))


def _told(action: Action, words: Mapping[str, str]) -> str:
    parts = ((words[name], getattr(action, name)) for name in ("how", "success_sign", "if_then"))
    return "\n".join(f"{label}: {one_line(text)}" for label, text in parts if text)


def _event(entry: Entry, reminder: str, stamp: datetime, changed: datetime, sequence: int) -> Event:
    event = Event()
    event.add("uid", f"{entry.name}@handhold")
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.summary)
    if entry.description:
        event.add("description", entry.description)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{reminder}: {entry.summary}")
    alarm.add("trigger", DAY_BEFORE)
    event.add_component(alarm)
    return event
