"""A session is a fold over its events: this file holds what the fold makes of them, and nothing else decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, assert_never

from engine.talk import events as ev
from engine.talk.events import Event, Kind, Value

Key = tuple[str, int | None]
OFFER = "earlier"
"""The coach's bank with which an earlier answer is offered."""


@dataclass(frozen=True, slots=True)
class NeedState:
    """Where one need (of one action, where it is asked per action) stands. `failed` counts replies that did not answer."""

    status: str = "open"
    failed: int = 0
    asked: int = 0
    backs: int = 0
    partial: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and the turns it came from."""

    value: Value
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Idea:
    """A parked idea, the turn it was voiced in, and what became of it ("" while it waits)."""

    text: str
    turn: int
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One line of the transcript. `speaker` is person, coach or persona; `text` is None when it was withheld."""

    speaker: str
    text: str | None
    turn: int
    need: str | None = None
    kind: Kind | None = None
    step: str = ""
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What the next reply is meant to close."""

    kind: Kind
    need: str | None
    item: int | None
    question: str
    line: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A change that waits for a yes."""

    need: str
    value: Value | None
    reset: tuple[str, ...]
    item: int | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the person said for a need in another talk: the value, that talk's flow, title and id, and the ISO date."""

    value: Value
    flow: str
    title: str
    session: str
    day: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The plan that a review looks at again: the talk it stands after, its day, and all of it as plain data."""

    session: str
    day: str
    plan: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LookBack:
    """What a new talk is given of those before it, by need: answers to offer, answers to take over; and the plan to review."""

    offered: Mapping[str, Earlier] = field(default_factory=dict)
    taken: Mapping[str, Value] = field(default_factory=dict)
    opened: Opened | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Everything about a talk that its events tell."""

    id: str = ""
    flow: str = ""
    flow_hash: str = ""
    language_hash: str = ""
    seed: int = 0
    guards: ev.Guards = "hold"
    turn: int = 0
    step: str = ""
    needs: Mapping[Key, NeedState] = field(default_factory=dict)
    facts: Mapping[Key, Fact] = field(default_factory=dict)
    parked: tuple[Idea, ...] = ()
    others: tuple[tuple[str, int], ...] = ()
    notes: tuple[tuple[str, str, int], ...] = ()
    actions_closed: bool = False
    judged: Mapping[tuple[int, str], bool] = field(default_factory=dict)
    transcript: tuple[Utterance, ...] = ()
    lines: frozenset[str] = frozenset()
    entered: tuple[str, ...] = ()
    recapped: frozenset[str] = frozenset()
    awaiting: Awaiting | None = None
    skipping: Key | None = None
    offer: Offer | None = None
    revising: Key | None = None
    finishing: bool = False
    stopped: bool = False
    ready: bool = False
    ended: ev.Reason | None = None
    warned: bool = False
    forked_from: str = ""
    persona: str = ""
    persona_hash: str = ""
    difficulty: ev.Difficulty = "normal"
    exam: bool = False
    role: Mapping[str, Any] = field(default_factory=dict)
    opened: Opened | None = None
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    offering: str = ""
    days: Mapping[int, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()

    def state(self, need: str, item: int | None = None) -> NeedState:
        """Where a need stands; open when nothing happened to it yet."""
        return self.needs.get((need, item), NeedState())

    def fact(self, need: str, item: int | None = None) -> Fact | None:
        """What is known for a need, or None."""
        return self.facts.get((need, item))

    def said_in(self, turn: int) -> Utterance | None:
        """What the person said in a turn that still counts; None when they said nothing there or took it back."""
        found = (one for one in reversed(self.transcript) if one.turn == turn and one.speaker == "person")
        return next((one for one in found if not one.retracted), None)

    def day_of(self, turns: Iterable[int]) -> str:
        """The ISO date of the last of `turns` that has one; turn 0 has that of the plan that was opened. "" when none has."""
        return next((self.days[turn] for turn in sorted(turns, reverse=True) if turn in self.days), "")

    @property
    def day(self) -> str:
        """The ISO date on which the person last said something; "" when they said nothing yet."""
        return self.day_of(turn for turn in self.days if turn)

    def of_turn(self, turn: int) -> tuple[Event, ...]:
        """The events of one turn. The later the turn, the faster."""
        first = last = len(self.events)
        while first and self.events[first - 1].turn >= turn:
            first -= 1
            last = last if self.events[first].turn == turn else first
        return self.events[first:last]

    def waiting(self) -> tuple[Idea, ...]:
        """Parked ideas about which nothing is decided yet."""
        return tuple(idea for idea in self.parked if not idea.decision)


def fold(events: Iterable[Event]) -> Session:
    """The session that `events` (all of one talk, in order) make. Consults nothing but the events."""
    everything = tuple(events)
    retracted = {event.retracted for event in everything if isinstance(event, ev.TurnRetracted)}
    session = reduce(lambda one, event: evolve(one, event, event.turn in retracted), everything, Session())
    return replace(session, events=everything)


def extend(session: Session, new: Iterable[Event]) -> Session:
    """`session` after `new` events; the same as folding all of them."""
    added = tuple(new)
    if any(isinstance(event, ev.TurnRetracted) for event in added):
        return fold(session.events + added)
    after = reduce(evolve, added, session)
    return replace(after, events=session.events + added)


def evolve(session: Session, event: Event, retracted: bool = False) -> Session:
    """`session` after one event. A retracted event leaves its turn number and its lines behind, and nothing else."""
    session = replace(session, turn=max(session.turn, event.turn))
    if retracted:
        return _shadow(session, event)
    match event:
        case ev.SessionStarted():
            return replace(
                session, id=event.session, flow=event.flow, flow_hash=event.flow_hash, seed=event.seed,
                language_hash=event.language_hash, guards=event.guards, persona=event.persona or "", forked_from=event.forked_from or "",
                persona_hash=event.persona_hash or "", difficulty=event.difficulty or "normal", exam=bool(event.exam),
            )  # fmt: skip
        case ev.PlanOpened() | ev.EarlierFound():
            return _looked_back(session, event)
        case ev.SessionResumed():
            return replace(session, ended=None, stopped=False, finishing=False)
        case ev.UserUttered():
            said = Utterance("person", None if event.withheld else event.text, event.turn, step=session.step)
            days = {**session.days, event.turn: event.today}
            return replace(session, transcript=(*session.transcript, said), finishing=False, days=days)
        case ev.AssistantUttered():
            return _coach_said(session, event)
        case ev.ActRecognized() | ev.ActUnsure():
            return session
        case ev.GuardHeld():
            return replace(session, warned=session.warned or event.mode != "hold")
        case ev.StepEntered():
            entered = session.entered if event.step in session.entered else (*session.entered, event.step)
            return replace(session, step=event.step, entered=entered)
        case ev.RecapShown():
            return replace(session, recapped=session.recapped | {event.step})
        case (
            ev.Parked() | ev.Unparked() | ev.OthersNoted() | ev.NoteKept() | ev.ActionsClosed() | ev.ActDisputed()
            | ev.ActConfirmed()
        ):  # fmt: skip
            return _kept(session, event)
        case ev.RevisionOffered() | ev.RevisionDropped() | ev.AnswerRevised() | ev.FinishAsked() | ev.TurnRetracted():
            return _steered(session, event)
        case ev.PersonaUttered() | ev.PersonaChanged() | ev.PersonaLeft():
            return _rehearsed(session, event)
        case ev.RedFlagRaised() | ev.PlanReady() | ev.SessionEnded():
            return _ended(session, event)
        case (
            ev.ReplyWeighed() | ev.SlotFilled() | ev.NeedMet() | ev.NeedThin() | ev.NeedSkipped() | ev.NeedReopened()
            | ev.SkipAsked()
        ):  # fmt: skip
            return _need_changed(session, event)
        case _:
            assert_never(event)


def _shadow(session: Session, event: Event) -> Session:
    """What a retracted event leaves: its lines stay used, its words stay in the transcript, struck out."""
    match event:
        case ev.AssistantUttered():
            said = Utterance("coach", event.text, event.turn, event.need, event.kind, session.step, retracted=True)
            lines = session.lines | {event.line, *(event.used or ())}
            return replace(session, lines=lines, transcript=(*session.transcript, said))
        case ev.UserUttered():
            said = Utterance("person", event.text, event.turn, step=session.step, retracted=True)
            return replace(session, transcript=(*session.transcript, said))
        case ev.PersonaUttered():
            return replace(session, lines=session.lines | {event.line})
        case _:
            return session


def _looked_back(session: Session, event: ev.PlanOpened | ev.EarlierFound) -> Session:
    match event:
        case ev.PlanOpened():
            opened = Opened(event.session, event.day, event.plan)
            return replace(session, opened=opened, days={**session.days, event.turn: event.day})
        case ev.EarlierFound():
            found = Earlier(event.value, event.flow, event.title, event.session, event.day)
            return replace(session, earlier={**session.earlier, event.need: found})


def _offered(session: Session, event: ev.AssistantUttered) -> str:
    """The need for which an earlier answer is on offer after a line of the coach: until something else is asked."""
    if event.need is None or event.item is not None:
        return ""
    new = event.line.rsplit("+")[-1].startswith(f"{OFFER}.")
    return event.need if new or (event.repeats and event.need == session.offering) else ""


def _coach_said(session: Session, event: ev.AssistantUttered) -> Session:
    said = Utterance("coach", event.text, event.turn, event.need, event.kind, session.step)
    needs = dict(session.needs)
    if event.need is not None and not event.repeats:
        key = (event.need, event.item)
        before = needs.get(key, NeedState())
        needs[key] = replace(before, asked=before.asked + 1)
    asks = event.kind == "ask"
    asked = (event.need, event.item)
    return replace(
        session,
        needs=needs,
        transcript=(*session.transcript, said),
        lines=session.lines | {event.line, *(event.used or ())},
        # What was pending lasts only as long as the coach waits for the answer to it.
        offer=session.offer if event.kind == "confirm" else None,
        offering=_offered(session, event),
        skipping=session.skipping if asks and event.repeats and session.skipping == asked else None,
        revising=session.revising if (asks and session.revising == asked) or (event.kind == "confirm" and session.offer) else None,
        awaiting=Awaiting(event.kind, event.need, event.item, event.question or event.text, event.line),
    )


def _ended(session: Session, event: ev.RedFlagRaised | ev.PlanReady | ev.SessionEnded) -> Session:
    match event:
        case ev.RedFlagRaised():
            return replace(session, stopped=session.ended is None)
        case ev.PlanReady():
            return replace(session, ready=True)
        case ev.SessionEnded():
            return replace(session, ended=event.reason, stopped=False, finishing=False)


def _rehearsed(session: Session, event: ev.PersonaUttered | ev.PersonaChanged | ev.PersonaLeft) -> Session:
    match event:
        case ev.PersonaUttered():
            said = Utterance("persona", event.text, event.turn, step=session.step)
            return replace(session, transcript=(*session.transcript, said), lines=session.lines | {event.line})
        case ev.PersonaChanged():
            return replace(session, role=event.state)
        case ev.PersonaLeft():
            return replace(session, role={**session.role, "left": True})


Kept = (
    ev.Parked | ev.Unparked | ev.OthersNoted | ev.NoteKept | ev.ActionsClosed | ev.ActDisputed | ev.ActConfirmed
)  # fmt: skip


def _kept(session: Session, event: Kept) -> Session:
    match event:
        case ev.Parked():
            return replace(session, parked=(*session.parked, Idea(event.text, event.turn)))
        case ev.Unparked():
            ideas = list(session.parked)
            for place, idea in enumerate(ideas):
                if idea.text == event.text and not idea.decision:
                    ideas[place : place + 1] = [] if event.struck else [replace(idea, decision=event.decision)]
                    break
            return replace(session, parked=tuple(ideas))
        case ev.OthersNoted():
            return replace(session, others=(*session.others, (event.text, event.turn)))
        case ev.NoteKept():
            return replace(session, notes=(*session.notes, (event.step, event.text, event.turn)))
        case ev.ActionsClosed():
            return replace(session, actions_closed=True)
        case ev.ActDisputed():
            return replace(session, judged={**session.judged, (event.disputed, event.act): False})
        case ev.ActConfirmed():
            return replace(session, judged={**session.judged, (event.confirmed, event.act): True})


Steering = ev.RevisionOffered | ev.RevisionDropped | ev.AnswerRevised | ev.FinishAsked | ev.TurnRetracted


def _steered(session: Session, event: Steering) -> Session:
    match event:
        case ev.RevisionOffered():
            return replace(session, offer=Offer(event.need, event.value, tuple(event.reset), event.item))
        case ev.RevisionDropped() | ev.AnswerRevised():
            return replace(session, offer=None, revising=None)
        case ev.FinishAsked():
            return replace(session, finishing=True)
        case ev.TurnRetracted():
            return session


Changed = (
    ev.ReplyWeighed | ev.SlotFilled | ev.NeedMet | ev.NeedThin | ev.NeedSkipped | ev.NeedReopened | ev.SkipAsked
)  # fmt: skip


def _need_changed(session: Session, event: Changed) -> Session:
    key: Key = (event.need, event.item)
    before = session.needs.get(key, NeedState())
    match event:
        case ev.SlotFilled():
            old = session.facts.get(key)
            earlier = old.turns if old else ()
            said = event.source or event.turn
            turns = earlier if said in earlier else (*earlier, said)
            return replace(session, facts={**session.facts, key: Fact(event.value, turns)})
        case ev.ReplyWeighed():
            failed = before.failed + (event.verdict in ("half", "evasion") and event.because != "question_back")
            backs = before.backs + (event.verdict == "aside" or event.because == "question_back")
            weighed = replace(before, failed=failed, backs=backs, partial=event.verdict == "half")
            return replace(session, needs={**session.needs, key: weighed})
        case ev.SkipAsked():
            return replace(session, skipping=key)
        case ev.NeedReopened(because="undo"):
            return session
        case ev.NeedReopened():
            revising = key if event.because == "revising" else session.revising
            opened = replace(before, status="open", failed=0, backs=0, partial=False, reason="")
            # What is asked anew is answered anew; only an answer that is being changed is still shown as it was.
            facts = session.facts if event.because == "revising" else {k: v for k, v in session.facts.items() if k != key}
            return replace(session, needs={**session.needs, key: opened}, revising=revising, facts=facts)
        case ev.NeedMet():
            after = replace(before, status="met", reason="")
        case ev.NeedThin():
            after = replace(before, status="thin")
        case ev.NeedSkipped():
            after = replace(before, status="skipped", reason=event.reason)
    skipping = None if session.skipping == key else session.skipping
    return replace(session, needs={**session.needs, key: after}, skipping=skipping)
