"""The use cases: start a talk, say something, undo, revise, fork, export, forget. The only place that knows the time."""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from platformdirs import user_data_path

from engine.errors import ConcurrentTurn, UnknownSession
from engine.library import Library
from engine.plan.plan import Plan, build_plan
from engine.stores import SessionRow, Store
from engine.talk.coach import change, foresee, judge, respond, resume, start
from engine.talk.compile import pack
from engine.talk.events import Difficulty, Event, Guards, SessionEnded, SessionStarted, decode_all, encode
from engine.talk.guide import Guide
from engine.talk.hindsight import Change
from engine.talk.replies import keeps_nothing
from engine.talk.session import Session, extend, fold

if TYPE_CHECKING:  # a talk with the coach does not pay for rehearsals
    from engine.rehearsal.debrief import Debrief
    from engine.rehearsal.persona import Cast


def now() -> str:
    """The time in UTC, as the store keeps it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


STORE_VARIABLE = "HANDHOLD_STORE"


def default_store() -> str:
    """The store of this person on this machine: a file in the user's data folder, or what HANDHOLD_STORE names."""
    named = os.environ.get(STORE_VARIABLE)
    if named:
        return named
    path = (user_data_path("handhold", appauthor=False) / "talks.db").as_posix()
    return f"sqlite:///{path}"


def local_today() -> date:
    """Today where this machine stands."""
    return datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class Talk:
    """A session with the guide it runs on and the number of events the store has of it."""

    session: Session
    guide: Guide
    seq: int
    cast: Cast | None = None

    def plan(self) -> Plan:
        """The plan as it stands."""
        return build_plan(self.guide, self.session)


MOST_OPEN = 256
"""Talks that a service keeps folded, so that a turn reads only what is new: about 0.3 MB each when long."""


class Service:
    """What a screen or the command line may do with talks. The store is the truth; safe for many threads.

    Talks used last stay folded in memory, and only what the store has beyond them is read. A talk that is forgotten
    is forgotten here too.
    """

    def __init__(self, store: Store, library: Library, clock: Callable[[], str] = now) -> None:
        """Use `store` for sessions, `library` for flows, and `clock` for the time of each stored turn."""
        self.store = store
        self.library = library
        self.clock = clock
        self._open: OrderedDict[str, Talk] = OrderedDict()
        self._lock = Lock()

    def start(self, flow: str, seed: int = 0, guards: Guards = "hold") -> Talk:
        """Begin a talk on the flow of that name or path."""
        guide = self.library.guide(flow)
        return self._begin(guide, start(guide, uuid4().hex[:12], seed, guards))

    def rehearse(self, flow: str, persona: str, seed: int = 0, difficulty: Difficulty = "normal") -> Talk:
        """Begin a rehearsal on that flow with the persona of that name or path."""
        from engine.rehearsal.rehearse import begin

        guide, cast = self.library.guide(flow), self.library.cast(persona)
        return self._begin(guide, begin(guide, cast, uuid4().hex[:12], seed, difficulty), cast)

    def _begin(self, guide: Guide, events: Sequence[Event], cast: Cast | None = None) -> Talk:
        session = fold(events)
        at = self.clock()
        title = guide.flow.title if cast is None else f"Rehearsal: {cast.persona.title}, {cast.person(session.seed).name}"
        row = SessionRow(session.id, guide.flow.flow, title, at, at, 0)
        contents = {guide.flow_hash: self._flow_text(guide), guide.language_hash: pack(self.library.language("en"))}
        if cast is not None:
            contents[cast.hash] = cast.source
        self.store.create(row, contents, [encode(event) for event in events], at)
        return self._keep(Talk(session, guide, len(events), cast))

    def _flow_text(self, guide: Guide) -> str:
        return guide.source

    def open(self, session_id: str) -> Talk:
        """A stored talk, on the flow it began with. UnknownSession."""
        with self._lock:
            known = self._open.get(session_id)
        try:
            rows = self.store.load(session_id, known.seq if known else 0)
        except UnknownSession:
            self._drop(session_id)
            raise
        events = decode_all(row.payload for row in rows)
        if known is not None:
            return self._keep(replace(known, session=extend(known.session, events), seq=rows[-1].seq)) if rows else known
        session = fold(events)
        guide = self.library.kept(self.store.content(session.flow_hash), self.store.content(session.language_hash))
        cast = self.library.kept_cast(self.store.content(session.persona_hash)) if session.persona_hash else None
        return self._keep(Talk(session, guide, len(rows), cast))

    def _keep(self, talk: Talk) -> Talk:
        with self._lock:
            self._open[talk.session.id] = talk
            self._open.move_to_end(talk.session.id)
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        return talk

    def _drop(self, session_id: str) -> None:
        with self._lock:
            self._open.pop(session_id, None)

    def resume(self, talk: Talk, today: date) -> Talk:
        """Take up a talk that had ended unfinished or was stopped; any other, and a rehearsal, is returned as it is."""
        if talk.cast is not None:
            return talk
        events = resume(talk.guide, talk.session, today)
        return self._append(talk, events, reopened=True) if events else talk

    def say(self, talk: Talk, text: str, today: date) -> Talk:
        """One turn. ConcurrentTurn when somebody else wrote to the talk meanwhile: reload, and keep the words typed."""
        if talk.cast is not None:
            from engine.rehearsal.rehearse import rehearse

            return self._append(talk, rehearse(talk.cast, talk.guide, talk.session, text, today))
        return self._append(talk, respond(talk.guide, talk.session, text, today))

    def judge(self, talk: Talk, turn: int, act: str, today: date, *, holds: bool) -> Talk:
        """The person says that their words of `turn` are, or are not, that act. ValueError, ConcurrentTurn."""
        if talk.cast is not None:
            from engine.rehearsal.rehearse import judged

            return self._append(talk, judged(talk.session, turn, act, holds=holds))
        return self._append(talk, judge(talk.guide, talk.session, turn, act, today, holds=holds))

    def foresee(self, talk: Talk, need: str, item: int | None, text: str, today: date) -> Change:
        """What changing an answer to `text` would do; nothing is stored."""
        return foresee(talk.guide, talk.session, need, item, text, today)

    def change(self, talk: Talk, need: str, item: int | None, text: str, today: date) -> Talk:
        """Change an answer. ValueError when the words do not answer it, ConcurrentTurn."""
        return self._append(talk, change(talk.guide, talk.session, need, item, text, today))

    def _append(self, talk: Talk, events: Sequence[Event], reopened: bool = False) -> Talk:
        ended = next((event.reason for event in events if isinstance(event, SessionEnded)), "" if reopened else None)
        turns = sum(1 for event in events if type(event).__name__ == "UserUttered")
        self.store.append(talk.session.id, talk.seq, [encode(event) for event in events], self.clock(), ended, turns)
        return self._keep(replace(talk, session=extend(talk.session, events), seq=talk.seq + len(events)))

    def fork(self, talk: Talk, turn: int) -> Talk:
        """A new talk that is equal to `talk` up to and including `turn`, and goes its own way from there."""
        kept = [event for event in talk.session.events if event.turn <= turn]
        first = kept[0]
        if not isinstance(first, SessionStarted):
            raise ValueError("a talk begins with SessionStarted")
        forked = replace(first, session=uuid4().hex[:12], forked_from=talk.session.id)
        return self._begin(talk.guide, [forked, *kept[1:]], talk.cast)

    def end(self, talk: Talk) -> Talk:
        """End a rehearsal. ValueError when it has ended, ConcurrentTurn."""
        from engine.rehearsal.rehearse import end

        return self._append(talk, end(talk.session))

    def debrief(self, talk: Talk) -> Debrief:
        """The debrief of a rehearsal as it stands. ValueError for a talk that is none."""
        from engine.rehearsal.debrief import debrief

        if talk.cast is None:
            raise ValueError("this talk is no rehearsal")
        return debrief(talk.cast, talk.session)

    def keeps_nothing(self, talk: Talk) -> bool:
        """Whether the person chose that nothing is kept."""
        return keeps_nothing(talk.guide, talk.session)

    def forget(self, session_id: str) -> None:
        """Erase a talk, down to the bytes of the file. UnknownSession."""
        self._drop(session_id)
        self.store.delete(session_id)
        self._drop(session_id)

    def export(self, session_id: str) -> str:
        """Everything that is stored of a talk, as JSON Lines."""
        rows = self.store.load(session_id)
        return "".join(json.dumps({"seq": row.seq, "at": row.at, **row.payload}, ensure_ascii=False) + "\n" for row in rows)

    def sessions(self) -> tuple[SessionRow, ...]:
        """The talks of this store, newest first."""
        return self.store.sessions()


def awaiting(session: Session) -> dict[str, Any]:
    """What the talk waits for, in the form that the command line prints."""
    waits = session.awaiting
    kind = waits.kind if waits else "ask" if session.persona and session.ended is None else "done"
    return {
        "event": "AwaitingReply", "step": session.step, "need": waits.need if waits and kind == "ask" else None,
        "item": waits.item if waits and kind == "ask" else None, "kind": kind, "turn": session.turn,
    }  # fmt: skip


__all__ = ["ConcurrentTurn", "Service", "Talk", "awaiting"]
