"""The life of plans over months: which talks belong to one plan, how it stands now, what is due, and what happened when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from engine.plan.days import review_line
from engine.plan.history import Change, Version
from engine.plan.plan import Plan

SOON = timedelta(days=14)
"""How far ahead a day is due."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished talk that is kept: its plan as it stands after it, the talk's own flow and title, and when it began (UTC)."""

    plan: Plan
    flow: str
    title: str
    started: str

    @property
    def line(self) -> str:
        """The talk in which the plan was made, which names the plan through all its versions, kept or not."""
        return self.plan.history[0].session


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action that is still to be done; `when` is an ISO date or None."""

    id: str
    what: str
    when: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """A day that is near or past: of the action `id`, or of the next look at the plan, whose `id` is "review" and whose words are ""."""

    id: str
    what: str
    when: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan in its newest version: `session` is the talk it stands after, `sessions` are all kept talks of it, oldest first."""

    session: str
    line: str
    flow: str
    title: str
    day: str
    version: int
    actions: tuple[OpenAction, ...]
    next_review: str | None
    due: tuple[Due, ...]
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on the way of a plan: it was made, it was looked at again, or the person held another talk. `kept`: it can be opened."""

    day: str
    kind: Literal["made", "reviewed", "talked"]
    session: str
    title: str
    flow: str
    version: int | None
    changes: tuple[Change, ...]
    kept: bool


def newest(kept: Iterable[Kept], line: str) -> Kept | None:
    """The talk after which a plan stands now: of the latest version; where two reviews began from the same one, the later of them."""
    return max((one for one in kept if one.line == line), key=_lateness, default=None)


def newest_of_flow(kept: Sequence[Kept], flow: str) -> Kept | None:
    """The plan of a flow that was made last, as it stands after all reviews of it."""
    own = [one for one in kept if one.plan.flow == flow]
    last = max(own, key=lambda one: (one.plan.history[0].day, _made(own, one), one.line), default=None)
    return newest(own, last.line) if last else None


def _lateness(one: Kept) -> tuple[str, int, str, str]:
    return one.plan.day, one.plan.version, one.started, one.plan.session


def _made(kept: Sequence[Kept], one: Kept) -> str:
    """When the first kept talk of a plan began."""
    return min(other.started for other in kept if other.line == one.line)


def rows(kept: Sequence[Kept], today: date) -> tuple[PlanRow, ...]:
    """Every plan in its newest version, the one worked on last first."""
    lines = dict.fromkeys(one.line for one in kept)
    last = [found for line in lines if (found := newest(kept, line)) is not None]
    return tuple(_row(one, kept, today) for one in sorted(last, key=_lateness, reverse=True))


def _row(one: Kept, kept: Sequence[Kept], today: date) -> PlanRow:
    plan = one.plan
    review = next_review(plan)
    actions = tuple(OpenAction(action.id, action.what, action.when) for action in plan.actions)
    days = [(action.when, action.id, action.what) for action in actions if action.when]
    days += [(review, "review", "")] if review else []
    near = (today + SOON).isoformat()
    due = tuple(Due(name, what, when, when < today.isoformat()) for when, name, what in sorted(days) if when <= near)
    members = sorted((other for other in kept if other.line == one.line), key=lambda other: (other.plan.version, other.started))
    sessions = tuple(other.plan.session for other in members)
    return PlanRow(plan.session, one.line, plan.flow, plan.title, plan.day, plan.version, actions, review, due, sessions)


def next_review(plan: Plan) -> str | None:
    """The ISO date set for the next look at the plan; None when there is none, or when a later version shows that it took place."""
    line = review_line(plan)
    text = str(line.value) if line and not line.thin else ""
    try:
        date.fromisoformat(text)
    except ValueError:
        return None
    held = line is not None and line.session != plan.session and text <= plan.day
    return None if held else text


def timeline(kept: Sequence[Kept], session: str) -> tuple[Entry, ...]:
    """What happened to the plan to which the talk `session` belongs, oldest first, with the person's other talks beside it.

    Versions whose talk was forgotten are told from the later ones. () when `session` is no finished talk.
    """
    own = next((one for one in kept if one.plan.session == session), None)
    if own is None:
        return ()
    members = {one.plan.session: one for one in kept if one.line == own.line}
    versions: dict[str, Version] = {version.session: version for one in members.values() for version in one.plan.history}
    entries = [(_entry(version, members.get(version.session), own), version.number, "") for version in versions.values()]
    for one in kept:
        if one.line != own.line and one.plan.flow != own.plan.flow:
            talked = Entry(one.plan.day, "talked", one.plan.session, one.title, one.flow, None, (), kept=True)
            entries.append((talked, 0, one.started))
    return tuple(entry for entry, _, _ in sorted(entries, key=lambda found: (found[0].day, found[1], found[2])))


def _entry(version: Version, talk: Kept | None, own: Kept) -> Entry:
    kind: Literal["made", "reviewed"] = "made" if version.number == 1 else "reviewed"
    flow = talk.flow if talk else own.plan.flow if version.number == 1 else ""
    title = talk.title if talk else own.plan.title
    return Entry(version.day, kind, version.session, title, flow, version.number, version.changes, talk is not None)
