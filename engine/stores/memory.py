"""The store for talks of which nothing is kept: it lives and dies with the process."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.errors import ConcurrentTurn, UnknownName, UnknownSession
from engine.stores import SessionRow, StoredEvent, decode, encode, storable, storable_row


@dataclass(slots=True)
class _Kept:
    """One session: events stay JSON text, so that nobody can change what was said by changing a loaded payload."""

    row: SessionRow
    hashes: frozenset[str]
    events: list[tuple[str, str]] = field(default_factory=list)


class MemoryStore:
    """Keeps the contract of `Store` in dictionaries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[str, _Kept] = {}
        self._contents: dict[str, str] = {}

    def create(
        self, row: SessionRow, contents: Mapping[str, str], events: Sequence[Mapping[str, Any]], at: str
    ) -> None:
        """See `Store.create`."""
        texts = {storable(name): storable(text) for name, text in contents.items()}
        row = storable_row(row)
        kept = _Kept(row, frozenset(texts), [(at, encode(event)) for event in events])
        with self._lock:
            if row.id in self._sessions:
                raise ConcurrentTurn(row.id, 1)
            self._sessions[row.id] = kept
            self._contents = texts | self._contents

    def append(
        self,
        session: str,
        after: int,
        events: Sequence[Mapping[str, Any]],
        at: str,
        ended: str | None = None,
        turns: int = 0,
    ) -> None:
        """See `Store.append`."""
        added = [(at, encode(event)) for event in events]
        with self._lock:
            kept = self._find(session)
            if len(kept.events) != after:
                raise ConcurrentTurn(session, after + 1)
            kept.events.extend(added)
            end = kept.row.ended if ended is None else storable(ended) or None
            kept.row = replace(kept.row, touched=at, turns=kept.row.turns + turns, ended=end)

    def load(self, session: str, after: int = 0) -> tuple[StoredEvent, ...]:
        """See `Store.load`."""
        with self._lock:
            events = tuple(self._find(session).events[after:])
        return tuple(StoredEvent(seq, at, decode(text)) for seq, (at, text) in enumerate(events, start=after + 1))

    def content(self, hash: str) -> str:
        """See `Store.content`."""
        with self._lock:
            text = self._contents.get(storable(hash))
            if text is None:
                raise UnknownName("kept text", hash, self._contents)
            return text

    def sessions(self, person: str = "") -> tuple[SessionRow, ...]:
        """See `Store.sessions`."""
        with self._lock:
            rows = [kept.row for kept in self._sessions.values() if kept.row.person == storable(person)]
        return tuple(sorted(rows, key=lambda row: (row.started, row.touched, row.id), reverse=True))

    def row(self, session: str) -> SessionRow:
        """See `Store.row`."""
        with self._lock:
            return self._find(session).row

    def delete(self, session: str) -> None:
        """See `Store.delete`."""
        with self._lock:
            del self._sessions[self._find(session).row.id]
            needed = frozenset[str]().union(*(kept.hashes for kept in self._sessions.values()))
            self._contents = {name: text for name, text in self._contents.items() if name in needed}

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._sessions.clear()
            self._contents = {}

    def _find(self, session: str) -> _Kept:
        kept = self._sessions.get(storable(session))
        if kept is None:
            raise UnknownSession(session)
        return kept
