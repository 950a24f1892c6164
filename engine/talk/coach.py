"""One turn of a talk: `respond` turns the session and what was said into events; it does nothing else and decides alike every time.

What a reply leaves behind is collected by engine/talk/collect.py; what the coach says is decided by the first rule that
matches in engine/talk/rules.py. A red flag comes before all rules.
"""

from __future__ import annotations

from datetime import date

from engine.language.reading import SURE
from engine.language.understand import understand
from engine.talk.ask import next_question
from engine.talk.draft import Draft
from engine.talk.events import (
    ActRecognized,
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
        draft.add(*(
            ActRecognized(draft.turn, act.act, act.rule, [list(span) for span in act.spans], act.confidence, act.command)
            for act in said.reading.acts if act.confidence >= SURE
        ))  # fmt: skip
        next(rule for rule in RULES if rule.when(draft)).then(draft)
    _check(draft)
    return tuple(draft.events)


def resume(guide: Guide, session: Session, today: date) -> tuple[Event, ...]:
    """The events with which a talk that ended unfinished, or was stopped, goes on; () when it can simply go on or is done."""
    if session.ready or (session.ended is None and not session.stopped):
        return ()
    draft = Draft(guide, session, today, None, session.turn + 1)
    draft.add(SessionResumed(draft.turn))
    draft.open_with("resume")
    next_question(draft)
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
