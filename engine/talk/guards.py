"""What is still open, and why that matters: guards answer with every open need, its reason and its question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.flow.model import ACTION, Condition, Flow, Need, Status, Step
from engine.talk.events import Value
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


def must_wait(flow: Flow, step: str) -> bool:
    """Whether solutions wait in `step`: a later one is the step from which they count. A flow without such a step parks none."""
    place = flow.index(step)
    return any(one.solutions_from for one in flow.steps[place + 1 :]) and not any(one.solutions_from for one in flow.steps[: place + 1])


def action_need(flow: Flow) -> Need | None:
    """The need that collects the own actions, if the flow has one."""
    return next((need for _, need in flow.needs() if need.answer.type == "actions"), None)


def source_of(flow: Flow, need: Need) -> Need | None:
    """The need whose items `need` is asked for: the one of the own actions, or a list; None for a need that is asked once."""
    if need.per is None:
        return None
    return action_need(flow) if need.per == ACTION else flow.need(need.per)


def listed(session: Session, source: Need | None) -> dict[int, str]:
    """The items of a need by number, from 1, each in the person's words: own actions, or the entries of a list."""
    if source is None:
        return {}
    if source.answer.type == "actions":
        own = ((item, fact) for (name, item), fact in session.facts.items() if name == source.id and item is not None)
        return {item: str(fact.value) for item, fact in sorted(own, key=lambda one: one[0])}
    fact = session.fact(source.id)
    return entries(fact.value) if fact else {}


def entries(value: Value) -> dict[int, str]:
    """What a value lists, by number from 1; a value that is no list is one entry."""
    return dict(enumerate(value if isinstance(value, list) else [str(value)], 1))


def key_of(value: Value) -> str:
    """What a yes, a no or a choice is kept under: the beginning of its value; of any other value a word or more of no meaning."""
    return str(value).partition(":")[0]


def items_of(flow: Flow, session: Session, need: Need) -> tuple[int | None, ...]:
    """What `need` is asked for: the numbers of the items of its list, or (None,) when it is asked once."""
    return tuple(listed(session, source_of(flow, need))) if need.per else (None,)


def action_count(flow: Flow, session: Session) -> int:
    """How many own actions there are."""
    return len(listed(session, action_need(flow)))


def hard_for(need: Need, item: int | None) -> bool:
    """Whether a need is hard: asked for each item, only the first one's is."""
    return need.hard and (item is None or item == 1)


def applies(flow: Flow, session: Session, condition: Condition | None, item: int | None = None, per: str | None = None) -> bool:
    """Whether an `only_when` is true just now, for `item` of the list `per` where the need it belongs to is asked per item.

    A condition on a need that is asked for the items of another list holds when it holds for one of them.
    """
    if condition is None:
        return True
    if condition.parked and not session.parked:
        return False
    if condition.need is None:
        return True
    other = flow.need(condition.need)
    own = other.per is None or other.per == per
    places = ((item if other.per else None),) if own else items_of(flow, session, other)
    return any(_holds(flow, session, condition, other, place) for place in places)


def _holds(flow: Flow, session: Session, condition: Condition, other: Need, item: int | None) -> bool:
    state = item_status(flow, session, other, item) if other.per and item is not None else status(flow, session, other)
    if condition.status is not None and state != condition.status:
        return False
    if condition.is_ is not None:
        fact = session.fact(other.id, item)
        return state in ("met", "thin") and fact is not None and key_of(fact.value) == condition.is_
    return True


def item_status(flow: Flow, session: Session, need: Need, item: int | None) -> Status:
    """Where `need` stands for one of its items (None: it is asked once)."""
    if not applies(flow, session, need.only_when, item, need.per):
        return "not_needed"
    if need.answer.type == "parked" and session.waiting() and session.state(need.id).status == "met":
        return "open"
    return _status(session.state(need.id, item).status, hard_for(need, item))


def status(flow: Flow, session: Session, need: Need) -> Status:
    """Where `need` stands: asked for each item, it is open as long as it is open for one, then it stands as for the first that needs it.

    Without an own action there is no plan, so what is asked for actions is open; without an item of a list it is not needed.
    """
    if need.answer.type == "actions":
        return _of_actions(session, need) if applies(flow, session, need.only_when) else "not_needed"
    states = [item_status(flow, session, need, item) for item in items_of(flow, session, need)]
    if "open" in states or (not states and need.per == ACTION and applies(flow, session, need.only_when)):
        return "open"
    return next((state for state in states if state != "not_needed"), "not_needed")


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
    """The need to ask next in `step`, with the item it is for; None when the step is settled."""
    for need in step.needs:
        if status(flow, session, need) != "open":
            continue
        for item in open_items(flow, session, need):
            return need, item
    return None


def open_items(flow: Flow, session: Session, need: Need) -> Iterator[int | None]:
    """The items for which `need` is open; None once, for a need that is asked once; the next number for one more own action."""
    if need.answer.type == "actions":
        yield action_count(flow, session) + 1
    else:
        yield from (item for item in items_of(flow, session, need) if item_status(flow, session, need, item) == "open")
