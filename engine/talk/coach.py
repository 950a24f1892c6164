"""One turn of a talk: `respond` turns the session and what was said into events; it does nothing else and decides alike every time.

What a reply leaves behind is collected by engine/talk/collect.py; what the coach says is decided by the first rule that
matches in engine/talk/rules.py. A red flag comes before all rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.language.adverts import requirements
from engine.language.reading import SURE
from engine.language.reading import Act as ReadAct
from engine.language.text import analyse
from engine.language.understand import Understood, understand
from engine.talk import hindsight
from engine.talk.ask import next_question
from engine.talk.draft import Draft
from engine.talk.events import (
    ActRecognized,
    ActUnsure,
    AssistantUttered,
    EarlierFound,
    Event,
    Guards,
    NeedMet,
    PlanOpened,
    RedFlagRaised,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    SlotFilled,
    StepEntered,
    UserUttered,
)  # fmt: skip
from engine.talk.guide import Guide
from engine.talk.rules import RULES
from engine.talk.session import LookBack, Session

CONTEXT_TURNS = 3


NOTHING_BEFORE = LookBack()


def start(
    guide: Guide, session: str, seed: int, guards: Guards = "hold", today: date = date.min, back: LookBack = NOTHING_BEFORE
) -> tuple[Event, ...]:
    """The events of turn 0: the session, what is known from talks before it, the first step, the greeting and the first question.

    `today` is wanted only to say how long ago an earlier answer was given.
    """
    begun = SessionStarted(0, session, guide.flow.flow, guide.flow.version, guide.flow_hash, guide.language_hash, seed, guards)
    draft = Draft(guide, Session(seed=seed), today)
    first = guide.flow.steps[0]
    draft.add(begun, *looked_back(back), StepEntered(0, first.id, None))
    draft.open_with("start", guide.flow.start)
    draft.open_with(f"{first.id}.enter", first.enter)
    next_question(draft)
    return tuple(draft.events)


def looked_back(back: LookBack) -> Iterator[Event]:
    """What a new talk is given of those before it, as events of turn 0."""
    if back.opened is not None:
        yield PlanOpened(0, back.opened.session, back.opened.day, dict(back.opened.plan))
    for need, value in back.taken.items():
        yield SlotFilled(0, need, value, need)
        yield NeedMet(0, need)
    for need, one in back.offered.items():
        yield EarlierFound(0, need, one.value, one.flow, one.title, one.session, one.day)


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
    elif said.has("red_flag") and not _job_text(draft):
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


JOB_TEXT = 3
"""Requirements from which on a text is one about a role."""


def _job_text(draft: Draft) -> bool:
    """Whether a reply is a pasted text about a role in which nobody speaks of themselves: an advert for a refuge names violence."""
    if draft.said is None or draft.need is None or draft.need.answer.type != "requirements":
        return False
    language, text = draft.guide.language, draft.said.text
    spoken = {token.word for token in analyse(text, language.lexicon.wording, len(text)).tokens}
    return spoken.isdisjoint(language.adverts.sets["oneself"]) and len(requirements(text, language)) >= JOB_TEXT


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
