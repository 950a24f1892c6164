"""Plays a transcript: what it says goes to the engine turn by turn, and what came of each turn is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engine.rehearsal.persona import Cast
from engine.rehearsal.rehearse import begin, end, judged, rehearse
from engine.talk.coach import change, judge, respond, resume, start
from engine.talk.events import Difficulty, Event, Guards
from engine.talk.guide import Guide
from engine.talk.session import Session, extend, fold
from engine.transcripts.load import with_person
from engine.transcripts.model import Begin, Person, Transcript, Turn, key_of

NAME = "transcript"
"""What a talk that is played is called."""
MOST_TURNS_TO_BEGIN = 150
"""Turns after which `from` is taken to be out of reach."""


@dataclass(frozen=True, slots=True)
class Played:
    """One turn as it was played: the session before and after it, and its events."""

    number: int
    turn: Turn
    before: Session
    events: tuple[Event, ...]
    after: Session


@dataclass(frozen=True, slots=True)
class Performance:
    """A transcript as it was played. `broken` says why it could not be played to its end, "" when it could."""

    transcript: Transcript
    guide: Guide
    cast: Cast | None
    begun: Session
    turns: tuple[Played, ...]
    broken: str = ""

    @property
    def session(self) -> Session:
        """The session as it stands in the end."""
        return self.turns[-1].after if self.turns else self.begun


def play(one: Transcript, guide: Guide, cast: Cast | None = None, person: Person | None = None) -> Performance:
    """Play a transcript. `cast` is its persona, `person` who answers until the talk stands where the turns begin."""
    today = date.fromisoformat(one.today)
    session = begun = fold(opening(guide, cast, one.seed, one.guards, one.difficulty))
    if one.from_ is not None:
        session = begun = _reach(guide, session, with_person(one, person), one.from_, today)
        if not _there(session, one.from_):
            return Performance(one, guide, cast, begun, (), "the talk never gets to where the turns begin")
    played: list[Played] = []
    for number, turn in enumerate(one.turns, start=1):
        today = date.fromisoformat(turn.today) if turn.today else today
        try:
            events = act(turn, guide, cast, session, today, begun.turn)
        except ValueError as error:
            return Performance(one, guide, cast, begun, tuple(played), str(error))
        after = extend(session, events)
        played.append(Played(number, turn, session, events, after))
        session = after
    return Performance(one, guide, cast, begun, tuple(played))


def opening(guide: Guide, cast: Cast | None, seed: int, guards: Guards = "hold", difficulty: Difficulty = "normal") -> tuple[Event, ...]:
    """The events before anything is said; nothing is known of earlier talks."""
    if cast is not None:
        return begin(guide, cast, NAME, seed, difficulty)
    return start(guide, NAME, seed, guards)


def act(turn: Turn, guide: Guide, cast: Cast | None, session: Session, today: date, begun: int = 0) -> tuple[Event, ...]:
    """The events of a turn; turn 1 of the transcript follows turn `begun` of the session. ValueError when it cannot be done."""
    judging = turn.dispute or turn.confirm
    if judging is not None:
        holds = turn.confirm is not None
        if cast is not None:
            return judged(session, begun + judging.turn, judging.act, holds=holds)
        return judge(guide, session, begun + judging.turn, judging.act, today, holds=holds)
    if turn.end:
        return end(session)
    if turn.change is not None:
        need, item = key_of(turn.change.need)
        return change(guide, session, need, item, turn.change.to, today)
    if turn.resume:
        events = resume(guide, session, today)
        if not events:
            raise ValueError("the talk can simply go on, there is nothing to resume")
        return events
    said = turn.say or ""
    return rehearse(cast, guide, session, said, today) if cast is not None else respond(guide, session, said, today)


def _reach(guide: Guide, session: Session, person: Person, goal: Begin, today: date) -> Session:
    """The session after the person has answered until it stands at the goal, has ended, or took too long."""
    replies = {need: _in_turn(texts) for need, texts in person.answers.items()}
    fallback = person.fallback[0]
    for _ in range(MOST_TURNS_TO_BEGIN):
        if _there(session, goal) or session.ended is not None:
            break
        need = session.awaiting.need if session.awaiting else None
        said = next(replies[need]) if need in replies else fallback
        session = extend(session, respond(guide, session, said, today))
    return session


def _in_turn(texts: tuple[str, ...]) -> Iterator[str]:
    yield from texts
    while True:
        yield texts[-1]


def _there(session: Session, goal: Begin) -> bool:
    waits = session.awaiting
    fits = waits is not None and waits.kind == goal.kind
    return fits and goal.step in (None, session.step) and (goal.need is None or (waits is not None and waits.need == goal.need))
