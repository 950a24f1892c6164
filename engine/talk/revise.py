"""Changing an earlier answer: asked for, shown with all it would open again, then done; what stays valid stays."""

from __future__ import annotations

from engine.flow.model import Need
from engine.language.understand import understand
from engine.talk import echo
from engine.talk.ask import move_back, next_question, titles
from engine.talk.draft import Draft
from engine.talk.events import (
    AnswerRevised,
    NeedMet,
    NeedReopened,
    RevisionDropped,
    RevisionOffered,
    SlotFilled,
    Value,
)  # fmt: skip
from engine.talk.guards import entries, items_of, listed, status
from engine.talk.items import fresh
from engine.talk.session import Offer
from engine.talk.shown import shown
from engine.talk.weigh import Circumstances, weigh

REVISING = "revising"
CHANGED_MIND = "changed_mind"


def offer_change(draft: Draft, need: Need, item: int | None) -> None:
    """Ask what an earlier answer should say instead. It is open until the new words are there."""
    fact = draft.session.fact(need.id, item)
    draft.add(NeedReopened(draft.turn, need.id, REVISING, item))
    if draft.session.guards == "hold":
        move_back(draft)
    old = echo.clip(shown(draft.guide, need, fact.value), 16) if fact else need.title
    line, text = draft.bank("revise_ask", {"title": need.title, "old": f"“{old}”"})
    draft.say("ask", text, line, need.id, item)


def change_at_once(draft: Draft, need: Need, item: int | None) -> bool:
    """Make the change when the words that ask for it also say what the answer should be ("…: I have fifty minutes")."""
    said = draft.said.text if draft.said else ""
    place = max(said.rfind(mark) for mark in (":", " – ", " - "))
    new = said[place + 1 :].strip(" -–") if place > 0 else ""
    if not new or need.per or need.answer.type in ("actions", "parked"):
        return False
    heard = understand(new, draft.guide.language, draft.today)
    weighed = weigh(need, heard, Circumstances(draft.guide.language, draft.today))
    if weighed.verdict != "full" or weighed.value is None:
        return False
    revise(draft, need, item, weighed.value)
    return True


def resets(draft: Draft, need: Need, value: Value | None = None) -> list[Need]:
    """The settled needs that rest on `need`, directly or through others, in the flow's order.

    What is asked for the items of a list rests on the list, unless its new `value` (None: not known yet) has no new item.
    """
    flow, found = draft.guide.flow, {need.id}
    grows = value is None or bool(fresh(listed(draft.session, need), entries(value)))
    for _, other in flow.needs():
        each = other.per in found and (other.per != need.id or grows)
        if each or found & set(other.depends_on):
            found.add(other.id)
    return [
        other for _, other in flow.needs()
        if other.id in found - {need.id} and status(flow, draft.session, other) in ("met", "thin", "skipped")
    ]  # fmt: skip


def revise(draft: Draft, need: Need, item: int | None, value: Value) -> None:
    """A new value for an answered need: shown first when it opens others again, else done at once."""
    touched = resets(draft, need, value)
    if not touched:
        apply_change(draft, Offer(need.id, value, (), item))
        return
    draft.add(RevisionOffered(draft.turn, need.id, [other.id for other in touched], value, item))
    line, text = draft.bank("revise_preview", {"title": need.title, "reset_titles": titles(draft, touched)})
    draft.say("confirm", text, line)


def change_of_wish(draft: Draft) -> None:
    """The wish itself changed: show what would be opened again before it is."""
    first, *_ = draft.guide.flow.changed_mind
    need = draft.guide.flow.need(first)
    opened = [
        other for _, other in draft.guide.flow.needs()
        if other.id in draft.guide.flow.changed_mind and other.id != first and draft.session.state(other.id).status != "open"
    ]  # fmt: skip
    rest = [other for other in resets(draft, need) if other not in opened]
    touched = sorted([*opened, *rest], key=lambda other: [n.id for _, n in draft.guide.flow.needs()].index(other.id))
    draft.add(RevisionOffered(draft.turn, first, [other.id for other in touched]))
    line, text = draft.bank("changed_mind", {"reset_titles": titles(draft, [need, *touched])})
    draft.say("confirm", text, line)


def answer_offer(draft: Draft, offer: Offer) -> None:
    """Do the change that was shown, or leave everything as it was."""
    assert draft.said is not None
    if draft.said.has("leave_as_is") or draft.said.command == "undo":
        draft.add(RevisionDropped(draft.turn, offer.need))
        if draft.session.fact(offer.need, offer.item) and draft.session.state(offer.need, offer.item).status == "open":
            draft.add(NeedMet(draft.turn, offer.need, offer.item))
        draft.open_with("revise_left")
        next_question(draft)
        return
    apply_change(draft, offer)


def apply_change(draft: Draft, offer: Offer) -> None:
    """Make the change, open what rested on it, and go on with whatever is open now."""
    draft.add(AnswerRevised(draft.turn, offer.need, list(offer.reset), offer.value, offer.item))
    if offer.value is None:
        draft.add(NeedReopened(draft.turn, offer.need, CHANGED_MIND, offer.item))
    else:
        draft.add(SlotFilled(draft.turn, offer.need, offer.value, offer.need, offer.item), NeedMet(draft.turn, offer.need, offer.item))
    changed = {offer.need, *offer.reset}
    for name in offer.reset:
        need = draft.guide.flow.need(name)
        if need.per in changed and changed.isdisjoint(need.depends_on):
            continue  # Its answers followed the items of their list.
        draft.add(*(NeedReopened(draft.turn, name, offer.need, item) for item in items_of(draft.guide.flow, draft.session, need)))
    draft.open_with("changed_mind_done" if offer.value is None else "revise_done")
    next_question(draft)

