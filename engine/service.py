"""The use cases: start a talk, say something, undo, revise, fork, export, forget. The only place that knows the time."""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from platformdirs import user_data_path

from engine.errors import ConcurrentTurn, HandholdError, UnknownSession, UnreadableSession
from engine.flow.model import Flow
from engine.library import Library
from engine.plan import life
from engine.plan.check_in import Answer, check_in
from engine.plan.data import as_data
from engine.plan.life import Entry, Kept, PlanRow
from engine.plan.plan import Plan
from engine.plan.recall import recalled
from engine.plan.versions import as_it_stands
from engine.stores import SessionRow, Store
from engine.stores.scenarios import ScenarioFolder
from engine.talk.coach import change, foresee, judge, respond, resume, start
from engine.talk.compile import pack
from engine.talk.events import Difficulty, Event, Guards, PlanOpened, SessionEnded, SessionStarted, Value, decode_all, encode
from engine.talk.guide import Guide
from engine.talk.hindsight import Change
from engine.talk.replies import keeps_nothing
from engine.talk.session import Earlier, LookBack, Opened, Session, extend, fold

if TYPE_CHECKING:  # a talk with the coach does not pay for rehearsals
    from engine.rehearsal.asked import Asked
    from engine.rehearsal.debrief import Debrief
    from engine.rehearsal.persona import Cast
    from engine.rehearsal.runs import Run
    from engine.rehearsal.scenario import Scenario


def now() -> str:
    """The time in UTC, as the store keeps it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


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
        """The plan as it stands after this talk: for a review, the reviewed plan with the review worked in."""
        return as_it_stands(self.guide, self.session)


CHECK_IN = "check_in"
"""The flow of a check-in."""
REHEARSAL = "Rehearsal: "
"""How the title of a rehearsal begins in the list of talks."""
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
        self.scenarios = ScenarioFolder()
        self._open: OrderedDict[str, Talk] = OrderedDict()
        self._lock = Lock()

    def start(self, flow: str, seed: int = 0, guards: Guards = "hold", on: str | None = None, today: date | None = None) -> Talk:
        """Begin a talk on the flow of that name or path, with what this person said for it before.

        A flow that reviews opens the plan to which the talk `on` belongs, of whatever flow, else the newest of the flow it reviews;
        always its newest version. Raises UnknownSession when `on` is no finished talk.
        """
        guide = self.library.guide(flow)
        day = today or local_today()
        return self._begin(guide, start(guide, uuid4().hex[:12], seed, guards, day, self._look_back(guide.flow, on, day)))

    def _look_back(self, flow: Flow, on: str | None, today: date) -> LookBack:
        """What the talks before it hold for a new talk on `flow`."""
        wanted = [need for _, need in flow.needs() if need.earlier]
        if not wanted and flow.reviews is None:
            return LookBack()
        kept = self._kept(None if flow.reviews else frozenset(name for need in wanted if need.earlier for name in need.earlier.flow))
        under_review = _to_review(kept, flow.reviews, on)
        offered: dict[str, Earlier] = {}
        taken: dict[str, Value] = {}
        for need in wanted:
            assert need.earlier is not None
            names = need.earlier.flow
            plans = [one for one in kept if one.flow in names] if names else [under_review] if under_review else []
            found = next((value for one in plans if (value := recalled(need, one.plan, one.title, today))), None)
            if found and need.earlier.take:
                taken[need.id] = found.value
            elif found:
                offered[need.id] = found
        plan = under_review.plan if under_review else None
        return LookBack(offered, taken, Opened(plan.session, plan.day, as_data(plan)) if plan else None)

    def _kept(self, flows: frozenset[str] | None = None) -> tuple[Kept, ...]:
        """This person's finished talks with the coach that are kept, the last begun first; of `flows` only, or of all (None)."""
        found = []
        for row in self.store.sessions():
            if row.ended != "done" or (flows is not None and row.flow not in flows):
                continue
            talk = self._opened(row.id)
            if talk is not None and talk.cast is None and talk.session.ready and not self.keeps_nothing(talk):
                found.append(Kept(talk.plan(), row.flow, row.title, row.started))
        return tuple(found)

    def plans(self, today: date | None = None) -> tuple[PlanRow, ...]:
        """This person's plans, each in its newest version, with what is due; the one worked on last first."""
        return life.rows(self._kept(), today or local_today())

    def timeline(self, session_id: str) -> tuple[Entry, ...]:
        """What happened to the plan of a finished talk, oldest first, with the person's other talks beside it; () for any other talk."""
        return life.timeline(self._kept(), session_id)

    def plan_of(self, session_id: str) -> Plan:
        """The plan as it stood after that talk. UnknownSession."""
        return self.open(session_id).plan()

    def check_in(
        self, session_id: str, today: date, answers: Mapping[str, Answer], words: str = "", flow: str = CHECK_IN, seed: int = 0
    ) -> Talk:
        """Look at a plan in two minutes: what became of its actions, by action id, and a word to it; kept as a short review.

        The talk is finished, or stopped when the words call for it. Raises ValueError for an action that the plan does not
        have as an open one, UnknownSession.
        """
        guide = self.library.guide(flow)
        back = self._look_back(guide.flow, session_id, today)
        begun = start(guide, uuid4().hex[:12], seed, "hold", today, back)
        turn = check_in(guide, fold(begun), answers, words, today)
        return self._append(self._begin(guide, begun), turn)

    def follows(self, session_id: str) -> str | None:
        """The talk after which the plan stood that this talk reviews; None for a talk that reviews none. UnknownSession."""
        for row in self.store.load(session_id):
            if row.payload.get("event") == PlanOpened.__name__:
                return str(row.payload["session"])
            if row.payload.get("turn"):
                return None
        return None

    def rehearse(
        self, flow: str, persona: str | Scenario, seed: int = 0, difficulty: Difficulty = "normal", *,
        exam: bool = False, asked: Asked | None = None,
    ) -> Talk:  # fmt: skip
        """Begin a rehearsal on that flow with a scenario or the persona of that name or path, in an exam without feedback before the end.

        A name may be that of a kept scenario, too. With `asked` the persona asks for what a team member's own page asks for.
        """
        from engine.rehearsal.rehearse import begin

        kept = self.scenarios.path(persona) if isinstance(persona, str) and persona not in self.library.personas() else None
        guide, cast = self.library.guide(flow), self.library.cast(str(kept) if kept else persona, asked)
        return self._begin(guide, begin(guide, cast, uuid4().hex[:12], seed, difficulty, exam=exam), cast)

    def _begin(self, guide: Guide, events: Sequence[Event], cast: Cast | None = None) -> Talk:
        session = fold(events)
        at = self.clock()
        title = guide.flow.title if cast is None else f"{REHEARSAL}{cast.persona.title}, {cast.person(session.seed).name}"
        row = SessionRow(session.id, guide.flow.flow, title, at, at, 0)
        contents = {guide.flow_hash: guide.source, guide.language_hash: pack(self.library.language("en"))}
        if cast is not None:
            contents[cast.hash] = cast.source
        self.store.create(row, contents, [encode(event) for event in events], at)
        return self._keep(Talk(session, guide, len(events), cast))

    def open(self, session_id: str) -> Talk:
        """A stored talk, on the flow it began with. UnknownSession, UnreadableSession."""
        try:
            return self._read(session_id)
        except (ValueError, LookupError) as error:
            raise UnreadableSession(session_id) from error

    def _read(self, session_id: str) -> Talk:
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

    def rehearsals(self) -> tuple[Talk, ...]:
        """The rehearsals of this store that have ended, oldest first."""
        rows = [row for row in reversed(self.store.sessions()) if row.ended and row.title.startswith(REHEARSAL)]
        talks = (self._opened(row.id) for row in rows)
        return tuple(talk for talk in talks if talk is not None and talk.cast is not None)

    def _opened(self, session_id: str) -> Talk | None:
        """A stored talk, or None when it was deleted a moment ago or can be read no more: a list must not fail because of an old one."""
        with suppress(HandholdError):
            return self.open(session_id)
        return None

    def runs(self) -> tuple[Run, ...]:
        """Every ended rehearsal of this store as a row of the history, oldest first."""
        from engine.rehearsal.runs import run_of

        return tuple(run_of(talk.cast, talk.session, self.debrief(talk)) for talk in self.rehearsals() if talk.cast is not None)

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


def _to_review(kept: Sequence[Kept], flow: str | None, on: str | None) -> Kept | None:
    """The plan that a review of `flow` opens. UnknownSession when `on` names none."""
    if flow is None:
        return None
    if on is None:
        return life.newest_of_flow(kept, flow)
    named = next((one for one in kept if one.plan.session == on), None)
    if named is None:
        raise UnknownSession(on)
    return life.newest(kept, named.line)


def awaiting(session: Session) -> dict[str, Any]:
    """What the talk waits for, in the form that the command line prints."""
    waits = session.awaiting
    kind = waits.kind if waits else "ask" if session.persona and session.ended is None else "done"
    return {
        "event": "AwaitingReply", "step": session.step, "need": waits.need if waits and kind == "ask" else None,
        "item": waits.item if waits and kind == "ask" else None, "kind": kind, "turn": session.turn,
    }  # fmt: skip


__all__ = ["ConcurrentTurn", "Service", "Talk", "awaiting"]
