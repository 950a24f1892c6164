"""A check-in: a review in one turn, from what a person pressed and typed about their open actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.flow.model import Need
from engine.language.understand import understand
from engine.plan.data import plan_from
from engine.plan.history import CLOSED, State
from engine.plan.versions import NOT_TOLD
from engine.talk.ask import next_question
from engine.talk.coach import respond
from engine.talk.draft import Draft
from engine.talk.events import Event, NeedMet, NeedSkipped, RecapShown, SlotFilled, UserUttered
from engine.talk.guards import item_status, open_items, status
from engine.talk.guide import Guide
from engine.talk.session import Session


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one action: a state, why ("" for no word), the new day of one that was moved or changed, its new words if changed."""

    state: State
    why: str = ""
    day: date | None = None
    words: str = ""


def check_in(guide: Guide, session: Session, answers: Mapping[str, Answer], words: str, today: date) -> tuple[Event, ...]:
    """The events of the one turn of a check-in that `session` has begun; `answers` are by action id, `words` are about all of it.

    Words of danger stop the talk as they would in any other, and nothing of them is kept. Raises ValueError for an action that
    the opened plan does not have.
    """
    actions = plan_from(session.opened.plan).actions if session.opened else ()
    unknown = set(answers) - {one.id for one in actions}
    if unknown:
        raise ValueError(f"the plan has no open action {', '.join(sorted(unknown))}")
    told = {number: (one.what, answers[one.id]) for number, one in enumerate(actions, 1) if one.id in answers}
    text = "\n".join([*(_line(guide, what, one) for what, one in told.values()), *filter(None, [words.strip()])])
    typed = [text for _, one in told.values() for text in (one.why, one.words)]
    heard = understand(" \n".join([words, *typed]), guide.language, today)
    if heard.has("red_flag"):
        return respond(guide, session, heard.text, today)
    draft = Draft(guide, session, today, understand(text, guide.language, today), session.turn + 1)
    draft.add(UserUttered(draft.turn, today.isoformat(), text))
    for number, (_, one) in told.items():
        _tell(draft, number, one)
    for need in _needs(guide, "learned") if words.strip() else ():
        draft.add(SlotFilled(draft.turn, need.id, words.strip(), need.id), NeedMet(draft.turn, need.id))
    _leave_the_rest(draft)
    draft.add(*(RecapShown(draft.turn, step.id) for step in guide.flow.steps))
    next_question(draft)
    return tuple(draft.events)


def _line(guide: Guide, what: str, one: Answer) -> str:
    """What was pressed, in words: the action, the label of its state, and why."""
    labels = _labels(guide)
    new = f": {one.words.strip()}" if one.state == "changed" and one.words.strip() else ""
    return f"{what}: {labels.get(one.state, one.state)}{new}{f' ({one.why.strip()})' if one.why.strip() else ''}"


def _labels(guide: Guide) -> dict[str, str]:
    """What each state is called."""
    return {key: choice.label for need in _needs(guide, "progress") for key, choice in need.answer.choices.items()}


def _needs(guide: Guide, field: str) -> tuple[Need, ...]:
    return tuple(need for _, need in guide.flow.needs() if need.plan == field)


def _tell(draft: Draft, number: int, one: Answer) -> None:
    """Keep the facts of one action, each for the need that asks for it of such an action; the state comes first."""
    labels = _labels(draft.guide)
    said = {"progress": f"{one.state}: {labels.get(one.state, one.state)}", "reason": one.why.strip()}
    if one.day is not None and one.state not in CLOSED:
        said["when_new"] = one.day.isoformat()
    if one.state == "changed":
        said["what_new"] = one.words.strip()
    for field, value in said.items():
        asked = _needs(draft.guide, field)
        wanted = [need for need in asked if item_status(draft.guide.flow, draft.session, need, number) == "open"] or asked[:1]
        for need in wanted if value else ():
            draft.add(SlotFilled(draft.turn, need.id, value, need.id, number), NeedMet(draft.turn, need.id, number))


def _leave_the_rest(draft: Draft) -> None:
    """What a check-in does not ask is left out, and said so."""
    reason = draft.guide.lines["changes"][NOT_TOLD]
    for _, need in draft.guide.flow.needs():
        if status(draft.guide.flow, draft.session, need) == "open":
            items = list(open_items(draft.guide.flow, draft.session, need))
            draft.add(*(NeedSkipped(draft.turn, need.id, reason, item) for item in items))
