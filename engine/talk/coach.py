"""One turn of a talk: `respond` turns the session and what was said into events; it does nothing else and decides alike every time.

What a reply leaves behind is collected by engine/talk/collect.py; what the coach says is decided by the first rule that
matches in engine/talk/rules.py. A red flag comes before all rules.
"""

from __future__ import annotations

from datetime import date

from engine.language.reading import SURE
from engine.language.reading import Act as ReadAct
from engine.language.understand import Understood, understand
from engine.talk import hindsight
from engine.talk.ask import next_question
from engine.talk.draft import Draft
from engine.talk.events import (
    ActRecognized,
    ActUnsure,
    AssistantUttered,
    Event,
    Guards,
    RedFlagRaised,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    StepEntered,
    UserUttered,
)  # fmt: skip
from engine.talk.guide import Guide
from engine.talk.rules import RULES
from engine.talk.session import Session

CONTEXT_TURNS = 3


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
        draft.add(*read_acts(draft.turn, said))
        next(rule for rule in RULES if rule.when(draft)).then(draft)
    _check(draft)
    return tuple(draft.events)


def read_acts(turn: int, said: Understood) -> tuple[Event, ...]:
    """The acts that were read in an utterance, as events; those that were not read with confidence are marked so."""
    return tuple(_read(turn, act) for act in said.reading.acts)


def _read(turn: int, act: ReadAct) -> Event:
    spans = [list(span) for span in act.spans]
    if act.confidence < SURE:
        return ActUnsure(turn, act.act, act.rule, spans, act.confidence)
    return ActRecognized(turn, act.act, act.rule, spans, act.confidence, act.command)


def resume(guide: Guide, session: Session, today: date) -> tuple[Event, ...]:
    """The events with which a talk that ended unfinished, or was stopped, goes on; () when it can simply go on or is done."""
    if session.ready or (session.ended is None and not session.stopped):
        return ()
    draft = Draft(guide, session, today, None, session.turn + 1)
    draft.add(SessionResumed(draft.turn))
    draft.open_with("resume")
    next_question(draft)
    return tuple(draft.events)


def judge(guide: Guide, session: Session, turn: int, act: str, today: date, *, holds: bool) -> tuple[Event, ...]:
    """The events after the person said that their words of `turn` are (`holds`) or are not that act.

    Raises ValueError when the talk has ended or was stopped, when nothing the person said counts in that turn, or when it
    was said before.
    """
    said = session.said_in(turn)
    known = session.judged.get((turn, act)) is holds
    if session.ended is not None or session.stopped or known or said is None or said.text is None:
        raise ValueError("there is nothing to judge")
    draft = Draft(guide, session, today, None, session.turn + 1)
    (hindsight.confirm if holds else hindsight.dispute)(draft, turn, act)
    _check(draft)
    return tuple(draft.events)


def foresee(guide: Guide, session: Session, need: str, item: int | None, text: str, today: date) -> hindsight.Change:
    """What it would do to change the answer to `need` to `text`. KeyError for a need that the flow does not have."""
    draft = Draft(guide, session, today, understand(text, guide.language, today), session.turn + 1)
    return hindsight.foresee(draft, guide.flow.need(need), item)


def change(guide: Guide, session: Session, need: str, item: int | None, text: str, today: date) -> tuple[Event, ...]:
    """The events of one turn in which the answer to `need` becomes `text`; what it would reset has been shown before.

    Raises ValueError when there is no such answer, the words do not answer it, or the talk is stopped.
    """
    said = understand(text, guide.language, today)
    draft = Draft(guide, session, today, said, session.turn + 1)
    wanted = guide.flow.need(need)
    if session.stopped or session.ended in ("unfinished", "red_flag") or not hindsight.changeable(draft, wanted, item):
        raise ValueError(f"there is no answer to '{need}' to change")
    if said.has("red_flag") and session.ended is not None:
        draft.add(UserUttered(draft.turn, today.isoformat(), withheld=True), RedFlagRaised(draft.turn))
        line, text = draft.bank("red_flag_after")
        draft.say("done", f"{text}\n\n{guide.signposts.strip()}", line)
    elif said.has("red_flag"):
        _red_flag(draft)
    else:
        hindsight.change(draft, wanted, item)
    _check(draft)
    return tuple(draft.events)


def _check(draft: Draft) -> None:
    """A turn has exactly one line of the coach: what would break that is a fault of the rules, not of the person."""
    spoken = sum(isinstance(event, AssistantUttered) for event in draft.events)
    if spoken != 1:
        raise RuntimeError(f"turn {draft.turn} has {spoken} lines of the coach")


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
        next_question(draft)
        return
    draft.add(SessionEnded(draft.turn, "red_flag"))
    line, text = draft.bank("red_flag_end")
    draft.say("done", text, line)
