"""What the coach does with a reply to a question or a recap: acknowledge, probe, hold, let it stay thin, come back to it, or end."""

from __future__ import annotations

from datetime import date

from engine.flow.model import Need
from engine.language.understand import understand
from engine.talk import echo
from engine.talk.ask import END_AT, HOLD_AT, give_up, next_question, probe, same_question, time_short, titles
from engine.talk.collect import Reply, collect, exhausted
from engine.talk.draft import Draft
from engine.talk.events import NoteKept, ReplyWeighed, SessionEnded, SlotFilled, Value
from engine.talk.guards import hard_for
from engine.talk.guide import Guide
from engine.talk.session import Session
from engine.talk.weigh import labelled

MOST_STRAIGHT = 2
"""Questions back that are answered while one need is asked for."""


def answer_recap(draft: Draft) -> None:
    """A reply to a recap: anything that adds nothing is a yes; what it adds is kept."""
    assert draft.said is not None
    reply = collect(draft, draft.said)
    adds = reply.said.strength() >= 3 and not reply.said.has("nothing_to_add", "agree")
    if reply.parked:
        _lead_park(draft, reply)
    elif adds and not reply.heard:
        draft.add(NoteKept(draft.turn, draft.session.step, reply.said.text.strip()))
        draft.open_with("added")
    next_question(draft)


def answer_question(draft: Draft) -> None:
    """A reply to a question: collect, then decide what to say."""
    assert draft.said is not None
    need, item = draft.need, draft.awaiting.item
    if need is None:
        next_question(draft)
        return
    if _answer_straight(draft, need, item):
        return
    reply = collect(draft, draft.said)
    weighed = reply.weighed
    if weighed is None or weighed.verdict == "full":
        _acknowledge(draft, need, reply)
        next_question(draft)
    elif weighed.verdict == "aside":
        _beside(draft, reply)
    elif weighed.because == "question_back":
        draft.open_with("asked_back")
        same_question(draft)
    elif weighed.verdict == "few":
        _lead_park(draft, reply)
        probe(draft, need, item, weighed)
    else:
        _weak(draft, need, item, reply)


def _answer_straight(draft: Draft, need: Need, item: int | None) -> bool:
    """Answer a question back with what its author wrote for it, while there is something new to say; True when done."""
    assert draft.said is not None
    if draft.pasted or draft.said.has(*need.answer.signs) or labelled(need.answer, draft.said.text):
        return False
    for place, one in enumerate(need.questions):
        chosen = draft.pick(f"{need.id}.say{place}", one.say) if draft.said.has(*one.when.heard) else None
        if chosen and draft.session.state(need.id, item).backs < MOST_STRAIGHT:
            draft.lead.append(chosen[1])
            draft.used.append(chosen[0])
            draft.add(ReplyWeighed(draft.turn, need.id, "aside", "question_back", item))
            same_question(draft)
            return True
    return False


def _weak(draft: Draft, need: Need, item: int | None, reply: Reply) -> None:
    """After a reply that did not close the need: probe, hold, let it stay thin, or end."""
    assert reply.weighed is not None
    _lead_park(draft, reply)
    failed = draft.session.state(need.id, item).failed
    if hard_for(need, item):
        if failed >= END_AT:
            end_unfinished(draft, "hard_end", need.title)
            return
        if failed == HOLD_AT:
            draft.open_with("hard_hold", extra={"why": need.why})
        elif failed > HOLD_AT:
            draft.open_with("hard_again")
        probe(draft, need, item, reply.weighed)
    elif exhausted(draft, need, item) and need.answer.type != "actions":
        if reply.weighed.value is None and reply.said.strength() and not reply.said.has("dont_know", "refusal"):
            draft.add(SlotFilled(draft.turn, need.id, _thin_value(draft, need, item, reply), need.id, item))
        give_up(draft, need, item)
        next_question(draft)
    else:
        if reply.weighed.because == "dont_know":
            draft.open_with("easier")
        probe(draft, need, item, reply.weighed)


def _thin_value(draft: Draft, need: Need, item: int | None, reply: Reply) -> Value:
    """What stands for a need that stays thin: what was listed so far, else the last words."""
    fact = draft.session.fact(need.id, item)
    if fact and isinstance(fact.value, list):
        return fact.value
    return reply.said.text.strip()


def _beside(draft: Draft, reply: Reply) -> None:
    """An aside or a kept idea: said in half a sentence, then back to the question."""
    if reply.parked or reply.again:
        _lead_park(draft, reply)
    else:
        draft.open_with("aside")
    same_question(draft, "back_to_question" if reply.parked or reply.again else None)


def _lead_park(draft: Draft, reply: Reply) -> None:
    """Say that an idea is kept for later, or that it is kept already."""
    flow = draft.guide.flow
    later = next((step.title for step in flow.steps if step.solutions_from), "")
    for texts, bank in ((reply.parked, "park"), (reply.again, "park_again")):
        if texts:
            joiner = f" {draft.guide.lines['list']['and']} "
            draft.open_with(bank, extra={"idea": joiner.join(f"“{echo.clip(one, 16)}”" for one in texts), "step": later})
            return


def _acknowledge(draft: Draft, need: Need, reply: Reply) -> None:
    """A word to a good answer, and what else came out of it."""
    _lead_park(draft, reply)
    closed = reply.weighed is not None and reply.weighed.because == "no_more"
    if reply.weighed is not None and reply.weighed.because in ("taken", "insisted"):
        draft.open_with("taken")
    elif not closed and not reply.parked:
        draft.focus = reply.weighed.because if reply.weighed else ""
        chosen = draft.pick(f"{need.id}.met", need.met)
        if chosen:
            draft.lead.append(chosen[1])
            draft.used.append(chosen[0])
    if reply.heard:
        draft.open_with("heard_too", extra={"titles": titles(draft, list(reply.heard))})
    if time_short(draft) and not any(line.startswith("time_short.") for line in draft.session.lines):
        draft.open_with("time_short")


def keeps_nothing(guide: Guide, session: Session) -> bool:
    """Whether the person chose that nothing of the talk is kept: said so, and said nothing of keeping it for somebody."""
    rule = guide.flow.keep_nothing
    fact = session.fact(rule.need) if rule else None
    if rule is None or fact is None or session.state(rule.need).status != "met":
        return False
    said = understand(str(fact.value), guide.language, date.min)
    return said.has(*rule.signs) and not said.has(*guide.flow.need(rule.need).answer.require)


def end_unfinished(draft: Draft, bank: str, title: str = "") -> None:
    """End the talk before its plan is whole, honestly; it can be resumed."""
    draft.add(SessionEnded(draft.turn, "unfinished"))
    line, text = draft.bank("unfinished_gone" if keeps_nothing(draft.guide, draft.session) else bank, {"title": title})
    draft.say("done", text, line)
