"""A plan after it was looked at again: what was done or let go, moved, reworded or added, and how one version differs from the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.plan.data import plan_from
from engine.plan.history import CLOSED, STATES, Change, Progress, State, Version
from engine.plan.plan import Action, Left, Line, Plan, build_plan
from engine.talk.echo import Speech, plain, unopened
from engine.talk.guards import item_status, key_of
from engine.talk.guide import Guide
from engine.talk.session import Fact, Session

NOT_TOLD = "no_word"
"""The line of the bank "changes" that stands as the reason where a check-in says nothing."""
PLANNED = "actions_before"
"""The plan field of the list of actions that a review asks about."""
TOLD = ("progress", "reason", "when_new", "what_new")
"""The plan fields of what a review asks of each of them."""
FIRM = ("progress", "when_new")
"""Those of them that only a real answer fills: a state and a day are no matter of words."""
ASKED_OF: Mapping[State, tuple[str, ...]] = {"moved": ("when_new",), "changed": ("when_new", "what_new")}
"""The plan fields that are told of an action in such a state only."""
GOALS = ("aspiration", "why", "directions", "future", "not_wanted", "values", "endpoint", "horizon", "milestones", "priority", "gaps",
         "routes")  # fmt: skip
"""The plan fields whose change is a change of goals; what was done or learned between two versions is none."""

_PLACE = re.compile(r"\$(?:what|from|to|title)")


def as_it_stands(guide: Guide, session: Session) -> Plan:
    """The plan after a talk: its own, or after a review the reviewed plan with the review worked in. Nothing of either is lost."""
    own = build_plan(guide, session)
    if guide.flow.reviews is None:
        return own
    own = _without_bookkeeping(guide, own)
    before = plan_from(session.opened.plan) if session.opened else _empty(own, guide.flow.reviews)
    told = _Told(guide, session)
    entries = list(told.entries(before.actions))
    open_now = [_after(action, entry) for action, entry in entries if entry is None or entry.state not in CLOSED]
    answered = _keys(own, [line for _, lines in own.sections for line in lines if not line.thin])
    carried = {line.need for _, lines in before.sections for line in lines if _key(before, line) in answered and line.thin}
    done_with = {line.need for _, lines in own.sections for line in lines} | carried
    after = replace(
        own, title=before.title, note=before.note, flow=before.flow,
        sections=_sections(before, own), fields=_fields(before, own),
        actions=(*open_now, *own.actions),
        others=(*before.others, *own.others), parked=(*before.parked, *own.parked), notes=(*before.notes, *own.notes),
        thin=(*_still(before.thin, done_with), *own.thin), skipped=(*_still(before.skipped, done_with), *own.skipped),
        open=(*_still(before.open, done_with), *own.open),
        day=session.day or before.day, version=before.version + 1, follows=session.opened.session if session.opened else None,
        progress=(*before.progress, *(entry for _, entry in entries if entry)),
        tables=(*(one for one in before.tables if one.need not in {other.need for other in own.tables}), *own.tables),
    )  # fmt: skip
    return replace(after, history=(*before.history, Version(after.version, session.id, after.day, changes(before, after))))


def _without_bookkeeping(guide: Guide, own: Plan) -> Plan:
    """A review without its questions about single actions: what they left open is told by the actions themselves."""
    unasked = guide.lines["changes"][NOT_TOLD]
    asked_of = {need.id for _, need in guide.flow.needs() if need.plan in (PLANNED, *TOLD)}

    def kept(left: tuple[Left, ...]) -> tuple[Left, ...]:
        return tuple(one for one in left if one.need not in asked_of and one.reason != unasked)

    tables = tuple(one for one in own.tables if one.need not in asked_of)
    return replace(own, thin=kept(own.thin), skipped=kept(own.skipped), open=kept(own.open), tables=tables)


def _empty(own: Plan, flow: str) -> Plan:
    """What a review starts from when there is no plan of `flow` to look at."""
    return replace(
        own, flow=flow, sections=(), fields={}, actions=(), others=(), parked=(), notes=(), thin=(), skipped=(), open=(),
        version=0, history=(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Told:
    """What a review says of the actions that were planned before it, item by item."""

    guide: Guide
    session: Session

    def entries(self, actions: Iterable[Action]) -> Iterator[tuple[Action, Progress | None]]:
        """Every action there was, and every one that the person added to the list, with what became of it (None: not told)."""
        waiting = list(actions)
        items = self._items()
        chosen: dict[int, Action] = {}
        for number, words in items.items():
            same = next((one for one in waiting if one.what == words), None)
            if same is not None:
                chosen[number] = same
                waiting.remove(same)
        reworded = [number for number in items if number not in chosen]
        if len(reworded) == len(waiting):
            chosen |= {number: replace(one, what=items[number]) for number, one in zip(reworded, waiting, strict=True)}
            waiting = []
        found = {one.id: (one, self._progress(number, one)) for number, one in chosen.items()}
        for one in actions:
            yield found.pop(one.id, (one, None))
        for number in reworded:
            if number not in chosen:
                added = self._added(number, items[number])
                yield added, self._progress(number, added)

    def _items(self) -> dict[int, str]:
        planned = self._planned()
        values = planned.value if planned and isinstance(planned.value, list) else []
        return dict(enumerate(map(str, values), 1))

    def _planned(self) -> Fact | None:
        lists = (self.session.fact(need.id) for _, need in self.guide.flow.needs() if need.plan == PLANNED)
        return next((fact for fact in lists if fact), None)

    def _progress(self, number: int, action: Action) -> Progress | None:
        progress = self._fact("progress", number)
        state = key_of(progress.value) if progress else ""
        known: State | None = next((one for one in STATES if one == state), None)
        if known is None:
            return None
        facts = {field: self._fact(field, number) for field in (*TOLD[:2], *ASKED_OF.get(known, ()))}
        told = {field: str(fact.value) for field, fact in facts.items() if fact}
        turns = sorted({turn for fact in facts.values() if fact for turn in fact.turns})
        words = told.get("what_new", "")
        return Progress(
            action.id, action.what, known, told.get("reason"), told.get("when_new"), unopened(words, self.guide.speech) or None,
            self.session.id, self.session.day_of(turns), tuple(turns),
        )  # fmt: skip

    def _fact(self, field: str, number: int) -> Fact | None:
        """What was said of one item for a plan field, by the need that is asked of it now, else by any that was; None for nothing."""
        firm = ("met",) if field in FIRM else ("met", "thin")
        asked = [need for _, need in self.guide.flow.needs() if need.plan == field and need.per]
        told = [need for need in asked if self.session.state(need.id, number).status in firm]
        told.sort(key=lambda need: item_status(self.guide.flow, self.session, need, number) == "not_needed")
        facts = (self.session.fact(need.id, number) for need in told)
        return next((fact for fact in facts if fact), None)

    def _added(self, number: int, words: str) -> Action:
        planned = self._planned()
        turns = planned.turns if planned else ()
        session = self.session.id
        return Action(words, None, None, None, None, turns, f"{session}-p{number}", session, self.session.day_of(turns))


def _after(action: Action, entry: Progress | None) -> Action:
    """An open action with its new day and its new words; one that was moved to no day has none any more."""
    if entry is None:
        return action
    day = entry.when if entry.state == "moved" else entry.when or action.when
    return replace(action, what=entry.words or action.what, when=day)


# -- what is carried over ----------------------------------------------------------------------------------------------------


def _key(plan: Plan, line: Line) -> str:
    """What a line answers: its plan field, or its need where it feeds none."""
    return next((name for name, lines in plan.fields.items() if line in lines), f"need {line.need}")


def _keys(plan: Plan, lines: Iterable[Line]) -> frozenset[str]:
    return frozenset(_key(plan, line) for line in lines)


def _sections(before: Plan, own: Plan) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """The lines of both: what the review answered anew takes the place of what was there, a thin answer takes nobody's."""
    mine = [(title, line, _key(own, line)) for title, lines in own.sections for line in lines]
    theirs = [(title, line, _key(before, line)) for title, lines in before.sections for line in lines]
    answered = {key for _, line, key in mine if not line.thin}
    known = {key for _, line, key in theirs if not line.thin}
    kept = [(title, line) for title, line, key in theirs if key not in answered]
    kept += [(title, line) for title, line, key in mine if key != PLANNED and not (line.thin and key in known)]
    sections: dict[str, tuple[Line, ...]] = {}
    for title, line in kept:
        sections[title] = (*sections.get(title, ()), line)
    return tuple(sections.items())


def _fields(before: Plan, own: Plan) -> dict[str, tuple[Line, ...]]:
    fields = dict(before.fields)
    for name, lines in own.fields.items():
        full = any(not line.thin for line in lines)
        if name != PLANNED and lines and (full or not fields.get(name)):
            fields[name] = lines
    return fields


def _still(left: tuple[Left, ...], answered: set[str]) -> tuple[Left, ...]:
    return tuple(one for one in left if one.need not in answered)


# -- what is different ---------------------------------------------------------------------------------------------------------


def changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """How `after` differs from `before`: what became of each action in the order of the plan, what is new, which goals changed."""
    return (*_actions_changed(before, after), *_goals_changed(before, after))


def _actions_changed(before: Plan, after: Plan) -> Iterator[Change]:
    told = {one.id: one for one in after.progress[len(before.progress) :]}
    now = {one.id: one for one in after.actions}
    for action in before.actions:
        entry, same = told.get(action.id), now.get(action.id)
        why = entry.why if entry else None
        if same is None:
            yield Change("dropped" if entry is None or entry.state != "done" else "done", action.id, action.what, why=why)
            continue
        reworded = same.what != action.what
        if reworded:
            yield Change("changed", action.id, action.what, action.what, same.what, why)
        if same.when != action.when:
            yield Change("moved", action.id, same.what, action.when, same.when, None if reworded else why)
    known = {one.id for one in before.actions}
    yield from (Change("added", one.id, one.what, None, one.when) for one in after.actions if one.id not in known)
    yield from (
        Change("done" if one.state == "done" else "dropped", one.id, one.what, why=one.why)
        for one in told.values() if one.id not in known and one.state in CLOSED
    )  # fmt: skip


def _goals_changed(before: Plan, after: Plan) -> Iterator[Change]:
    if before.version == 0:
        return
    for name in GOALS:
        old, new = before.fields.get(name, ()), after.fields.get(name, ())
        if new and [line.words for line in old] != [line.words for line in new]:
            earlier = "; ".join(line.words for line in old) or None
            yield Change("goal", name, new[0].title, earlier, "; ".join(line.words for line in new))


def in_words(found: Iterable[Change], lines: Mapping[str, str], speech: Speech) -> tuple[str, ...]:
    """Changes as one says them. `lines` is the coach's bank "changes"."""
    return tuple(_worded(one, lines, speech) for one in found)


def _worded(one: Change, lines: Mapping[str, str], speech: Speech) -> str:
    kind = "goal_added" if one.kind == "goal" and one.before is None else one.kind

    def day(value: str | None) -> str:
        return (plain(value, speech) if value else lines["no_day"]) if one.kind == "moved" else value or ""

    places = {"$what": one.what, "$from": day(one.before), "$to": day(one.after), "$title": one.what}
    said = _PLACE.sub(lambda match: places.get(match[0], match[0]), lines[kind])
    return f"{said}. {lines['why'].replace('$why', one.why)}" if one.why else said
