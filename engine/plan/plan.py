"""The plan: what a talk leaves behind, each line with the turns in which it was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.flow.model import Need
from engine.talk.ask import shown
from engine.talk.events import Value
from engine.talk.guards import action_count, action_need, open_needs, status
from engine.talk.guide import Guide
from engine.talk.session import Fact, Session


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of the plan: its label, its words, the turns it came from, whether it stayed thin."""

    need: str
    title: str
    value: Value
    words: str
    turns: tuple[int, ...]
    thin: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """One own action. `when` is an ISO date; what is unknown is None."""

    what: str
    when: str | None
    how: str | None
    success_sign: str | None
    if_then: str | None
    turns: tuple[int, ...]

    @property
    def complete(self) -> bool:
        """Whether it says what, a day, how, a success sign and an if-then."""
        return all((self.what, self.when, self.how, self.success_sign, self.if_then))


@dataclass(frozen=True, slots=True)
class Said:
    """Words kept as they were said, with their turn; `decision` is what became of a parked idea ("" while it waits)."""

    text: str
    turn: int
    decision: str = ""


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

    def field(self, name: str) -> Line | None:
        """The first line of a plan field, or None."""
        lines = self.fields.get(name, ())
        return lines[0] if lines else None


def build_plan(guide: Guide, session: Session) -> Plan:
    """The plan of a talk as it stands now, finished or not."""
    flow = guide.flow
    sections = tuple((step.title, tuple(_lines(guide, session, step.needs))) for step in flow.steps)
    fields: dict[str, tuple[Line, ...]] = {}
    for _, need in flow.needs():
        if need.plan and need.per is None:
            fields[need.plan] = (*fields.get(need.plan, ()), *_lines(guide, session, (need,)))
    left: dict[str, list[Left]] = {"thin": [], "skipped": [], "open": []}
    still = open_needs(flow, session)
    for _, need in flow.needs():
        for state, reason in _left(guide, session, need, still):
            left[state].append(Left(need.id, need.title, reason))
    return Plan(
        session.id, flow.plan_title, flow.plan_note, flow.flow, session.ready, session.guards, session.warned, sections, fields,
        tuple(_actions(guide, session)), tuple(Said(text, turn) for text, turn in session.others),
        tuple(Said(idea.text, idea.turn, idea.decision) for idea in session.parked),
        tuple(Said(text, turn) for _, text, turn in session.notes),
        tuple(left["thin"]), tuple(left["skipped"]), tuple(left["open"]),
    )  # fmt: skip


def _lines(guide: Guide, session: Session, needs: tuple[Need, ...]) -> Iterator[Line]:
    for need in needs:
        state = status(guide.flow, session, need)
        fact = session.fact(need.id)
        if need.quiet or need.per or need.answer.type in ("actions", "parked") or fact is None or state not in ("met", "thin"):
            continue
        yield Line(need.id, need.title, fact.value, shown(guide, need, fact.value), fact.turns, state == "thin")


def _left(guide: Guide, session: Session, need: Need, still: frozenset[str]) -> Iterator[tuple[str, str]]:
    state = status(guide.flow, session, need)
    if need.id in still:
        yield "open", ""
    if need.per:
        states = [session.state(need.id, item) for item in range(1, action_count(guide.flow, session) + 1)]
    else:
        states = [session.state(need.id)]
    if state == "not_needed":
        return
    for found in ("thin", "skipped"):
        matching = [one for one in states if one.status == found]
        if matching:
            yield found, matching[0].reason


def _actions(guide: Guide, session: Session) -> Iterator[Action]:
    collecting = action_need(guide.flow)
    if collecting is None:
        return
    names = {need.plan: need.id for _, need in guide.flow.needs() if need.per and need.plan}
    for item in range(1, action_count(guide.flow, session) + 1):
        what = session.fact(collecting.id, item)
        facts: dict[str, Fact] = {}
        for field in ("when", "how", "success_sign", "if_then"):
            fact = session.fact(names[field], item) if field in names else None
            if fact is not None and session.state(names[field], item).status in ("met", "thin"):
                facts[field] = fact
        turns = sorted({turn for fact in (what, *facts.values()) if fact for turn in fact.turns})
        text = {field: str(fact.value) for field, fact in facts.items()}
        day = text.get("when") if session.state(names.get("when", ""), item).status == "met" else None
        yield Action(str(what.value) if what else "", day, text.get("how"), text.get("success_sign"), text.get("if_then"), tuple(turns))
