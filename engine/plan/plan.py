"""The plan: what a talk leaves behind, each line with the turns in which it was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.flow.model import ACTION, Need
from engine.plan.history import Progress, Version
from engine.talk.events import Value
from engine.talk.guards import action_need, item_status, items_of, key_of, listed, open_needs, source_of, status
from engine.talk.guide import Guide
from engine.talk.items import asked_each
from engine.talk.session import Fact, Session
from engine.talk.shown import shown


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of the plan: its label, its words, the turns it came from, whether it stayed thin.

    `session` and `day` say in which talk those turns are and when it was said: in a reviewed plan that may be an earlier talk.
    """

    need: str
    title: str
    value: Value
    words: str
    turns: tuple[int, ...]
    thin: bool = False
    session: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """One own action. `when` is an ISO date; what is unknown is None.

    `id` names it through all versions of the plan: the talk in which it was agreed and its number there.
    """

    what: str
    when: str | None
    how: str | None
    success_sign: str | None
    if_then: str | None
    turns: tuple[int, ...]
    id: str = ""
    session: str = ""
    day: str = ""

    @property
    def complete(self) -> bool:
        """Whether it says what, a day, how, a success sign and an if-then."""
        return all((self.what, self.when, self.how, self.success_sign, self.if_then))


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list with what was answered for it: a cell for each column ("" where nothing is known), and the turns of all of it."""

    item: str
    cells: tuple[str, ...]
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A list whose items others were asked for: its need, its title, the titles of what was asked and a row for each item.

    `needs` are the ids that belong to the columns, in their order; `session` is the talk whose turns the rows name.
    """

    need: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    needs: tuple[str, ...] = ()
    session: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Words kept as they were said, with their turn; `decision` is what became of a parked idea ("" while it waits)."""

    text: str
    turn: int
    decision: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A need that was left out, and why."""

    need: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a talk leaves behind. `sections` are the steps with their lines, in the flow's order."""

    session: str
    title: str
    note: str
    flow: str
    ready: bool
    guards: str
    guards_bypassed: bool
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    fields: dict[str, tuple[Line, ...]]
    actions: tuple[Action, ...]
    others: tuple[Said, ...]
    parked: tuple[Said, ...]
    notes: tuple[Said, ...]
    thin: tuple[Left, ...]
    skipped: tuple[Left, ...]
    open: tuple[Left, ...]
    day: str = ""
    version: int = 1
    follows: str | None = None
    progress: tuple[Progress, ...] = ()
    history: tuple[Version, ...] = ()
    tables: tuple[Table, ...] = ()

    def field(self, name: str) -> Line | None:
        """The first line of a plan field, or None."""
        lines = self.fields.get(name, ())
        return lines[0] if lines else None


def build_plan(guide: Guide, session: Session) -> Plan:
    """The plan of a talk by itself as it stands now, finished or not; see `engine.plan.versions` for a review."""
    flow = guide.flow
    sections = tuple((step.title, tuple(_lines(guide, session, step.needs))) for step in flow.steps)
    fields: dict[str, tuple[Line, ...]] = {}
    for _, need in flow.needs():
        if need.plan and need.per is None:
            fields[need.plan] = (*fields.get(need.plan, ()), *_lines(guide, session, (need,)))
    gaps = (*fields.get("gaps", ()), *_gaps(guide, session))
    if gaps:
        fields["gaps"] = gaps
    left: dict[str, list[Left]] = {"thin": [], "skipped": [], "open": []}
    still = open_needs(flow, session)
    for _, need in flow.needs():
        for state, reason in _left(guide, session, need, still):
            left[state].append(Left(need.id, need.title, reason))
    return Plan(
        session.id, flow.plan_title, flow.plan_note, flow.flow, session.ready, session.guards, session.warned, sections, fields,
        tuple(_actions(guide, session)), tuple(Said(text, turn, session=session.id) for text, turn in session.others),
        tuple(Said(idea.text, idea.turn, idea.decision, session.id) for idea in session.parked),
        tuple(Said(text, turn, session=session.id) for _, text, turn in session.notes),
        tuple(left["thin"]), tuple(left["skipped"]), tuple(left["open"]),
        day=session.day, history=(Version(1, session.id, session.day),), tables=tuple(_tables(guide, session)),
    )  # fmt: skip


def _lines(guide: Guide, session: Session, needs: tuple[Need, ...]) -> Iterator[Line]:
    for need in needs:
        state = status(guide.flow, session, need)
        fact = session.fact(need.id)
        if need.quiet or need.per or need.answer.type in ("actions", "parked") or fact is None or state not in ("met", "thin"):
            continue
        words = shown(guide, need, fact.value)
        day = session.day_of(fact.turns)
        yield Line(need.id, need.title, fact.value, words, fact.turns, state == "thin", session.id, day)


def _left(guide: Guide, session: Session, need: Need, still: frozenset[str]) -> Iterator[tuple[str, str]]:
    state = status(guide.flow, session, need)
    if need.id in still:
        yield "open", ""
    states = [session.state(need.id, item) for item in items_of(guide.flow, session, need)]
    if state == "not_needed":
        return
    for found in ("thin", "skipped"):
        matching = [one for one in states if one.status == found]
        if matching:
            yield found, matching[0].reason


def _tables(guide: Guide, session: Session) -> Iterator[Table]:
    """A table for each list that others are asked for, once something is in it."""
    for _, source in guide.flow.needs():
        asked = [need for need in asked_each(guide.flow, source.id) if not need.quiet]
        rows = tuple(_row(guide, session, source, asked, item, words) for item, words in listed(session, source).items()) if asked else ()
        if rows:
            yield Table(source.id, source.title, tuple(need.title for need in asked), rows, tuple(need.id for need in asked), session.id)


def _row(guide: Guide, session: Session, source: Need, asked: list[Need], item: int, words: str) -> Row:
    facts = [_answered(guide, session, need, item) for need in asked]
    cells = tuple(shown(guide, need, fact.value) if fact else "" for need, fact in zip(asked, facts, strict=True))
    listing = session.fact(source.id)
    turns = {turn for fact in facts if fact for turn in fact.turns} or set(listing.turns if listing else ())
    return Row(words, cells, tuple(sorted(turns)))


def _answered(guide: Guide, session: Session, need: Need, item: int) -> Fact | None:
    """What counts as said for an item: nothing while it is open, skipped or not needed."""
    return session.fact(need.id, item) if item_status(guide.flow, session, need, item) in ("met", "thin") else None


def _gaps(guide: Guide, session: Session) -> Iterator[Line]:
    """The items whose choice makes them gaps, in a line for each list."""
    for _, need in guide.flow.needs():
        found: list[tuple[str, Fact]] = []
        for item, words in listed(session, source_of(guide.flow, need)).items() if need.answer.gap else ():
            fact = _answered(guide, session, need, item)
            if fact and key_of(fact.value) in need.answer.gap:
                found.append((words, fact))
        if found:
            items = [words for words, _ in found]
            turns = sorted({turn for _, fact in found for turn in fact.turns})
            source = source_of(guide.flow, need) or need
            yield Line(need.id, source.title, items, "; ".join(items), tuple(turns), False, session.id, session.day_of(turns))


def _actions(guide: Guide, session: Session) -> Iterator[Action]:
    collecting = action_need(guide.flow)
    if collecting is None:
        return
    names = {need.plan: need.id for _, need in guide.flow.needs() if need.per == ACTION and need.plan}
    for item in listed(session, collecting):
        what = session.fact(collecting.id, item)
        facts: dict[str, Fact] = {}
        for field in ("when", "how", "success_sign", "if_then"):
            fact = session.fact(names[field], item) if field in names else None
            if fact is not None and session.state(names[field], item).status in ("met", "thin"):
                facts[field] = fact
        turns = sorted({turn for fact in (what, *facts.values()) if fact for turn in fact.turns})
        text = {field: str(fact.value) for field, fact in facts.items()}
        day = text.get("when") if session.state(names.get("when", ""), item).status == "met" else None
        yield Action(
            str(what.value) if what else "", day, text.get("how"), text.get("success_sign"), text.get("if_then"), tuple(turns),
            f"{session.id}-{item}", session.id, session.day_of(turns),
        )  # fmt: skip
