"""What is still open, and why that matters: guards answer with every open need, its reason and its question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.flow.model import Condition, Flow, Need, Status, Step
from engine.talk.session import Session

SETTLED = ("met", "thin", "skipped", "not_needed")


@dataclass(frozen=True, slots=True)
class Unmet:
    """One open need, why it is wanted and the question that closes it."""

    need: str
    reason: str
    question: str

    def as_json(self) -> dict[str, str]:
        """The form in which an event carries it."""
        return {"need": self.need, "reason": self.reason, "question": self.question}


def unmet(step: Step, open_needs: frozenset[str]) -> tuple[Unmet, ...]:
    """Every need of `step` that is among `open_needs`, in the author's order."""
    return tuple(
        Unmet(need.id, need.why, next(iter(need.ask.values()), "")) for need in step.needs if need.id in open_needs
    )


def action_need(flow: Flow) -> Need | None:
    """The need that collects the own actions, if the flow has one."""
    return next((need for _, need in flow.needs() if need.answer.type == "actions"), None)


def action_count(flow: Flow, session: Session) -> int:
    """How many own actions there are."""
    need = action_need(flow)
    return sum(1 for key in session.facts if need and key[0] == need.id and key[1] is not None)


def hard_for(need: Need, item: int | None) -> bool:
    """Whether a need is hard: asked for each action, only the first action's is."""
    return need.hard and (item is None or item == 1)


def applies(flow: Flow, session: Session, condition: Condition | None) -> bool:
    """Whether a need's `only_when` is true just now."""
    if condition is None:
        return True
    if condition.parked and not session.parked:
        return False
    if condition.need is None:
        return True
    if condition.status is not None and status(flow, session, flow.need(condition.need)) != condition.status:
        return False
    if condition.is_ is not None:
        fact = session.fact(condition.need)
        if status(flow, session, flow.need(condition.need)) not in ("met", "thin"):
            return False
        return fact is not None and str(fact.value).split(":")[0] == condition.is_
    return True


def status(flow: Flow, session: Session, need: Need) -> Status:
    """Where `need` stands: for a need asked per action, open as long as it is open for any action."""
    if not applies(flow, session, need.only_when):
        return "not_needed"
    if need.answer.type == "parked" and session.waiting() and session.state(need.id).status == "met":
        return "open"
    if need.answer.type == "actions":
        return _of_actions(session, need)
    if need.per == "action":
        states = [session.state(need.id, item).status for item in range(1, action_count(flow, session) + 1)]
        if not states or "open" in states:
            return "open"
        return _status(states[0], need.hard)
    return _status(session.state(need.id).status, need.hard)


def _of_actions(session: Session, need: Need) -> Status:
    first = session.state(need.id, 1).status
    if first == "met" and not session.actions_closed:
        return "open"
    return _status(first, need.hard)


def _status(text: str, hard: bool) -> Status:
    """A status by its name; a hard need counts as open until it is met, whatever else happened to it."""
    if hard and text != "met":
        return "open"
    known: dict[str, Status] = {"met": "met", "thin": "thin", "skipped": "skipped", "not_needed": "not_needed"}
    return known.get(text, "open")


def open_needs(flow: Flow, session: Session) -> frozenset[str]:
    """The ids of all needs that are open, in any step."""
    return frozenset(need.id for _, need in flow.needs() if status(flow, session, need) == "open")


def next_open(flow: Flow, session: Session, step: Step) -> tuple[Need, int | None] | None:
    """The need to ask next in `step`, with the action it is for; None when the step is settled."""
    for need in step.needs:
        if status(flow, session, need) != "open":
            continue
        for item in open_items(flow, session, need):
            return need, item
    return None


def open_items(flow: Flow, session: Session, need: Need) -> Iterator[int | None]:
    """The actions for which `need` is open; None once, for a need that is not about actions."""
    if need.answer.type == "actions":
        yield action_count(flow, session) + 1
    elif need.per == "action":
        for item in range(1, action_count(flow, session) + 1):
            if session.state(need.id, item).status == "open":
                yield item
    else:
        yield None
