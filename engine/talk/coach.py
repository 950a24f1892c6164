"""One turn of a talk: `respond` turns the session and what was said into events; it does nothing else and decides alike every time.

The rules stand in two tables. Every rule of COLLECT (engine/talk/collect.py) that matches takes something out of the
words; the first rule of RULES that matches decides what the coach says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from engine.flow.model import Need
from engine.language.reading import SURE
from engine.language.understand import understand
from engine.talk import commands, echo, revise
from engine.talk.ask import END_AT, HOLD_AT, give_up, next_question, probe, same_question, time_short, titles
from engine.talk.collect import VOICED, Reply, circumstances, collect, exhausted
from engine.talk.draft import Draft
from engine.talk.events import (
    ActRecognized,
    AssistantUttered,
    Event,
    Guards,
    NeedMet,
    NeedSkipped,
    NoteKept,
    RedFlagRaised,
    ReplyWeighed,
    RevisionDropped,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    SlotFilled,
    StepEntered,
    UserUttered,
)  # fmt: skip
from engine.talk.guards import hard_for, open_needs
from engine.talk.guide import Guide
from engine.talk.session import Session
from engine.talk.weigh import MOST_ASIDES, Weighed, weigh

CONTEXT_TURNS = 3
STEERING = frozenset({"finish", "next", "undo", "skip", "park", "revise", "back"})
"""Commands that move the talk, in words that may also be an answer."""


def start(guide: Guide, session: str, seed: int, guards: Guards = "hold") -> tuple[Event, ...]:
    """The events of turn 0: the session, the first step, the greeting and the first question."""
    begun = SessionStarted(0, session, guide.flow.flow, guide.flow.version, guide.flow_hash, guide.language_hash, seed, guards)
    draft = Draft(guide, Session(seed=seed), date.min)
    first = guide.flow.steps[0]
    draft.add(begun, StepEntered(0, first.id, None))
    draft.open_with("start", guide.flow.start)
    draft.open_with(f"{first.id}.enter", first.enter)
    next_question(draft)
    return tuple(draft.events)


def respond(guide: Guide, session: Session, text: str, today: date) -> tuple[Event, ...]:
    """The events of one turn after the person said `text` on `today`.

    Raises ValueError when the talk has ended: it has to be resumed first.
    """
    if session.ended is not None:
        raise ValueError("the talk has ended")
    context = [("manager", one.text) for one in session.transcript[-CONTEXT_TURNS:] if one.speaker == "coach" and one.text]
    said = understand(text, guide.language, today, context)
    draft = Draft(guide, session, today, said, session.turn + 1)
    if session.stopped:
        _while_stopped(draft)
    elif said.has("red_flag"):
        _red_flag(draft)
    else:
        draft.add(UserUttered(draft.turn, today.isoformat(), text))
        draft.add(*(
            ActRecognized(draft.turn, act.act, act.rule, [list(span) for span in act.spans], act.confidence, act.command)
            for act in said.reading.acts if act.confidence >= SURE
        ))  # fmt: skip
        for rule in RULES:
            if rule.when(draft):
                rule.then(draft)
                break
    _check(draft)
    return tuple(draft.events)


def resume(guide: Guide, session: Session, today: date) -> tuple[Event, ...]:
    """The events with which a talk that ended unfinished, or was stopped, goes on; () when it can simply go on or is done."""
    if session.ready or (session.ended is None and not session.stopped):
        return ()
    draft = Draft(guide, session, today, None, session.turn + 1)
    draft.add(SessionResumed(draft.turn))
    draft.open_with("resume")
    _ask_afresh(draft)
    return tuple(draft.events)


def _check(draft: Draft) -> None:
    """A turn has exactly one line of the coach: what would break that is a fault of the rules, not of the person."""
    spoken = sum(isinstance(event, AssistantUttered) for event in draft.events)
    if spoken != 1:
        raise RuntimeError(f"turn {draft.turn} has {spoken} lines of the coach")


# -- red flags ------------------------------------------------------------------------------------------------------------


def _red_flag(draft: Draft) -> None:
    """Stop: nothing of the words is kept, signposts are shown."""
    draft.add(UserUttered(draft.turn, draft.today.isoformat(), withheld=True), RedFlagRaised(draft.turn))
    line, text = draft.bank("red_flag")
    draft.say("stopped", f"{text}\n\n{draft.guide.signposts.strip()}", line)


def _while_stopped(draft: Draft) -> None:
    """Only "go on" goes on, in other words; anything else ends the talk for now. What is said meanwhile is not kept."""
    draft.add(UserUttered(draft.turn, draft.today.isoformat(), withheld=True))
    if draft.said is not None and draft.said.has("go_on") and not draft.said.has("red_flag"):
        draft.add(SessionResumed(draft.turn))
        draft.open_with("red_flag_resume")
        _ask_afresh(draft)
        return
    draft.add(SessionEnded(draft.turn, "red_flag"))
    line, text = draft.bank("red_flag_end")
    draft.say("done", text, line)


def _ask_afresh(draft: Draft) -> None:
    """Ask the open need in other words; a recap or a preview is simply shown once more."""
    last = next((one for one in reversed(draft.before.transcript) if one.kind in ("ask", "recap", "confirm") and not one.retracted), None)
    need = draft.guide.flow.need(last.need) if last and last.need else None
    if need is not None and need.id in open_needs(draft.guide.flow, draft.session):
        next_question(draft)
        return
    next_question(draft)


# -- the rules, in order ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """When a rule matches, and what the coach then does."""

    name: str
    when: Callable[[Draft], bool]
    then: Callable[[Draft], None]


BESIDE_COMMAND = 9
"""Content words beside a command from which on the words are taken for an answer that only sounds like one."""


def _commanded(draft: Draft) -> bool:
    said = draft.said
    if said is None or said.command is None or said.strength(frozenset({"command"})) >= BESIDE_COMMAND:
        return False
    return not _stronger_than_command(draft)


def _stronger_than_command(draft: Draft) -> bool:
    """Whether the words answer what was asked, although they sound like a command ("Done." to "what else?")."""
    said, awaiting = draft.said, draft.awaiting
    assert said is not None
    if awaiting.kind in ("recap", "confirm") and said.has("yes", "agree", "nothing_to_add") and said.strength() < 3:
        return True
    if draft.before.skipping and said.command in ("skip", "next"):
        return True
    if draft.before.finishing and said.command in ("finish", "next"):
        return True
    if draft.before.offer is not None and said.command == "undo":
        return True
    if draft.need is None or said.command not in STEERING:
        return False
    if said.has(VOICED) and said.command != "park":
        return True
    decides = draft.need.answer.type == "parked" and len(said.text.split()) > 2
    rule = draft.guide.flow.keep_nothing
    if rule is not None and rule.need == draft.need.id and said.has(*rule.signs):
        return True
    return decides or said.has(*draft.need.answer.signs) or (draft.need.answer.type == "actions" and said.has("no_more"))


def _wish_changed(draft: Draft) -> bool:
    flow = draft.guide.flow
    if draft.said is None or not flow.changed_mind or not draft.said.has("changed_mind") or draft.before.offer:
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


def end_unfinished(draft: Draft, bank: str, title: str = "") -> None:
    """End the talk before its plan is whole, honestly; it can be resumed."""
    draft.add(SessionEnded(draft.turn, "unfinished"))
    line, text = draft.bank(bank, {"title": title})
    draft.say("done", text, line)


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
    weighed = weigh(need, draft.said, type(at)(at.language, at.today, None, at.failed))
    if weighed.verdict in ("full", "half", "few") and weighed.value is not None:
        value = weighed.value[0] if need.answer.type == "actions" and isinstance(weighed.value, list) else weighed.value
        revise.revise(draft, need, item, value)
        return
    probe(draft, need, item, weighed)


def _recap_reply(draft: Draft) -> None:
    """A reply to a recap: anything that adds nothing is a yes; what it adds is kept."""
    reply = collect(draft, draft.said) if draft.said else Reply(draft.said)  # type: ignore[arg-type]
    adds = reply.said.strength() >= 3 and not reply.said.has("nothing_to_add", "agree")
    if reply.parked:
        _lead_park(draft, reply)
    elif adds and not reply.heard:
        draft.add(NoteKept(draft.turn, draft.session.step, reply.said.text.strip()))
        draft.open_with("added")
    next_question(draft)


def _reply(draft: Draft) -> None:
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
    if weighed is None or (weighed.verdict == "full" and draft.session.state(need.id, item).status != "open") or weighed.verdict == "full":
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
    if draft.said.has(*need.answer.signs):
        return False
    for place, one in enumerate(need.questions):
        chosen = draft.pick(f"{need.id}.say{place}", one.say) if draft.said.has(*one.when.heard) else None
        if chosen and draft.session.state(need.id, item).backs < 2:
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


def _thin_value(draft: Draft, need: Need, item: int | None, reply: Reply) -> str | list[str]:
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
            ideas = draft.guide.lines["list"]["and"].join(["", ""]) if len(texts) > 1 else ""
            joined = f" {ideas} ".join(f"“{echo.clip(one, 16)}”" for one in texts) if ideas else f"“{echo.clip(texts[0], 16)}”"
            draft.open_with(bank, extra={"idea": joined, "step": later})
            return


def _acknowledge(draft: Draft, need: Need, reply: Reply) -> None:
    """A word to a good answer, and what else came out of it."""
    _lead_park(draft, reply)
    closed = reply.weighed is not None and reply.weighed.because == "no_more"
    if reply.weighed is not None and reply.weighed.because == "taken":
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


RULES: tuple[Rule, ...] = (
    Rule("wish changed", _wish_changed, revise.change_of_wish),
    Rule("command", _commanded, _run_command),
    Rule("answer to a preview", lambda draft: draft.before.offer is not None, lambda draft: revise.answer_offer(draft, draft.before.offer)),  # type: ignore[arg-type]
    Rule("answer to 'end here?'", lambda draft: draft.before.finishing, _finish_answer),
    Rule("reason for a skip", lambda draft: draft.before.skipping is not None, _skip_reason),
    Rule("new words for an answer", lambda draft: draft.before.revising is not None, _new_value),
    Rule("words about the talk", lambda draft: _about_talk(draft) is not None, _answer_about_talk),
    Rule("reply to a recap", lambda draft: draft.awaiting.kind == "recap", _recap_reply),
    Rule("reply to a question", lambda _: True, _reply),
)
