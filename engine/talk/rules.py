"""The rules that decide what the coach says, in order: the first that matches does it. The last one always matches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.talk import commands, revise
from engine.talk.ask import next_question, probe, same_question
from engine.talk.collect import VOICED, circumstances
from engine.talk.draft import Draft
from engine.talk.earlier import HOLDS, MOVED, answer_offered
from engine.talk.events import NeedMet, NeedSkipped, ReplyWeighed, RevisionDropped, SlotFilled
from engine.talk.replies import answer_question, answer_recap, end_unfinished
from engine.talk.weigh import MOST_ASIDES, NO_CHOICE, Weighed, insists, labelled, weigh

STEERING = frozenset({"finish", "next", "undo", "skip", "park", "revise", "back"})
"""Commands that move the talk, in words that may also be an answer."""
YES_WORDS = 5
"""Content words up to which a yes to a recap is just that, whatever else it sounds like."""
BESIDE_QUESTION = 3
"""Content words beside a question to the coach from which on words that answer the open need are taken for an answer."""
BESIDE_COMMAND = 9
"""Content words beside a command from which on the words are taken for an answer that only sounds like one."""


def _commanded(draft: Draft) -> bool:
    said = draft.said
    if said is None or said.command is None or draft.pasted or said.strength(frozenset({"command"})) >= BESIDE_COMMAND:
        return False
    return not _stronger_than_command(draft) and not _said_again(draft)


def _said_again(draft: Draft) -> bool:
    """Whether somebody gives the same full sentence once more to an open need: then it is their answer, whatever it sounds like."""
    if draft.said is None or draft.need is None or draft.awaiting.kind != "ask":
        return False
    before = next((one.text for one in reversed(draft.before.transcript) if one.speaker == "person" and one.text), "")
    return insists(draft.said.text, before, draft.guide.language)


def _stronger_than_command(draft: Draft) -> bool:
    """Whether the words answer what was asked, although they sound like a command ("Done." to "what else?")."""
    said, awaiting = draft.said, draft.awaiting
    assert said is not None
    if awaiting.kind in ("recap", "confirm") and said.has("yes", "agree", "nothing_to_add") and said.strength() < YES_WORDS:
        return True
    if draft.before.skipping and said.command in ("skip", "next"):
        return True
    if draft.before.finishing and said.command in ("finish", "next"):
        return True
    if draft.before.offer is not None and said.command == "undo":
        return True
    if draft.before.offering and said.has(HOLDS, MOVED) and said.command != "undo":
        return True  # "Keep it as it was" answers the question whether it still holds.
    if draft.need is None:
        return False
    if labelled(draft.need.answer, said.text):
        return True
    if said.command not in STEERING:
        return said.has(*draft.need.answer.signs) and said.strength(frozenset({"command"})) >= BESIDE_QUESTION
    if said.has(*(sign for one in draft.need.answer.choices.values() for sign in one.signs)):
        return True
    if said.has(VOICED) and said.command != "park":
        return True
    if draft.need.answer.type == "actions" and (awaiting.item or 1) > 1 and said.command in ("finish", "next", "pause"):
        return True  # "Another action?" – "Only the card, that'll do me."
    decides = draft.need.answer.type == "parked" and len(said.text.split()) > 2
    rule = draft.guide.flow.keep_nothing
    if rule is not None and rule.need == draft.need.id and said.has(*rule.signs):
        return True
    return decides or said.has(*draft.need.answer.signs) or (draft.need.answer.type == "actions" and said.has("no_more"))


def _wish_changed(draft: Draft) -> bool:
    flow = draft.guide.flow
    if draft.said is None or draft.pasted or not flow.changed_mind or not draft.said.has("changed_mind") or draft.before.offer:
        return False
    if draft.said.command == "revise":
        named = commands.named_need(draft)
        if named is not None and named[0].id not in flow.changed_mind:
            return False
    home = flow.index(flow.step_of(flow.changed_mind[0]).id)
    return flow.index(draft.session.step) > home


def _run_command(draft: Draft) -> None:
    assert draft.said is not None
    assert draft.said.command is not None
    commands.command(draft, draft.said.command)


TALK_ABOUT_TALK = {"about_coach": "about_me", "annoyed": "annoyed", "leaving": "leaving", "already_said": "already_said"}
"""Signs of words about the talk itself, and the coach's lines for them; none of them counts as a failed reply."""
BESIDE_TALK = 4
"""Content words beside such a sign from which on the words are taken for an answer."""


def _about_talk(draft: Draft) -> str | None:
    """The sign by which the words are about the talk itself, when they say little else."""
    need, awaiting = draft.need, draft.awaiting
    if draft.said is None or awaiting.kind != "ask" or need is None or draft.said.has(*need.answer.signs):
        return None
    if draft.pasted or labelled(need.answer, draft.said.text):
        return None
    if need.answer.type == "list" and "question_back" in need.answer.allow:
        return None  # Questions are asked for, and they are for somebody else.
    if draft.session.state(need.id, awaiting.item).backs >= MOST_ASIDES:
        return None
    shown = next((sign for sign in TALK_ABOUT_TALK if draft.said.has(sign)), None)
    return shown if shown and draft.said.strength(frozenset({shown})) < BESIDE_TALK else None


def _answer_about_talk(draft: Draft) -> None:
    sign = _about_talk(draft)
    assert sign is not None
    if draft.need is not None:
        draft.add(ReplyWeighed(draft.turn, draft.need.id, "aside", sign, draft.awaiting.item))
    draft.open_with(TALK_ABOUT_TALK[sign])
    if sign == "already_said" and draft.need is not None:
        probe(draft, draft.need, draft.awaiting.item, Weighed("aside", sign))
    else:
        same_question(draft)


def _skip_reason(draft: Draft) -> None:
    """The reply after a skip: its reason, unless it answers the need after all."""
    assert draft.said is not None
    assert draft.before.skipping is not None
    name, item = draft.before.skipping
    need = draft.guide.flow.need(name)
    weighed = weigh(need, draft.said, circumstances(draft, need, item))
    if weighed.verdict == "full" and weighed.because in need.answer.signs and weighed.value is not None:
        draft.add(SlotFilled(draft.turn, name, weighed.value, name, item), NeedMet(draft.turn, name, item))
    else:
        draft.add(NeedSkipped(draft.turn, name, draft.said.text.strip(), item))
        draft.open_with("skip_noted")
    next_question(draft)


def _finish_answer(draft: Draft) -> None:
    assert draft.said is not None
    if draft.said.has("go_on"):
        draft.open_with("finish_left")
        next_question(draft)
        return
    end_unfinished(draft, "unfinished")


def _new_value(draft: Draft) -> None:
    """The words for an answer that is being changed."""
    assert draft.said is not None
    assert draft.before.revising is not None
    name, item = draft.before.revising
    need = draft.guide.flow.need(name)
    if draft.said.has("leave_as_is"):
        draft.add(NeedMet(draft.turn, name, item), RevisionDropped(draft.turn, name))
        draft.open_with("revise_left")
        next_question(draft)
        return
    at = circumstances(draft, need, item)
    weighed = weigh(need, draft.said, replace(at, known=None))
    if weighed.verdict in ("full", "half", "few") and weighed.value is not None and weighed.because != NO_CHOICE:
        value = weighed.value[0] if need.answer.type == "actions" and isinstance(weighed.value, list) else weighed.value
        revise.revise(draft, need, item, value)
        return
    probe(draft, need, item, weighed)


def _answer_preview(draft: Draft) -> None:
    assert draft.before.offer is not None
    revise.answer_offer(draft, draft.before.offer)


@dataclass(frozen=True, slots=True)
class Rule:
    """When a rule matches, and what the coach then does."""

    name: str
    when: Callable[[Draft], bool]
    then: Callable[[Draft], None]


RULES: tuple[Rule, ...] = (
    Rule("wish changed", _wish_changed, revise.change_of_wish),
    Rule("command", _commanded, _run_command),
    Rule("answer to a preview", lambda draft: draft.before.offer is not None, _answer_preview),
    Rule("answer to 'end here?'", lambda draft: draft.before.finishing, _finish_answer),
    Rule("reason for a skip", lambda draft: draft.before.skipping is not None, _skip_reason),
    Rule("new words for an answer", lambda draft: draft.before.revising is not None, _new_value),
    Rule("words about the talk", lambda draft: _about_talk(draft) is not None, _answer_about_talk),
    Rule("reply to an earlier answer", lambda draft: draft.before.offering != "", answer_offered),
    Rule("reply to a recap", lambda draft: draft.awaiting.kind == "recap", answer_recap),
    Rule("reply to a question", lambda _: True, answer_question),
)
