"""The one contract that every store of sessions keeps, and the door that opens a store by its URL."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from engine.errors import StoreError

__all__ = ["SessionRow", "Store", "StoredEvent", "decode", "encode", "open_store", "storable", "storable_row"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_SQLITE = "sqlite:///"
# One encoder for all: json.dumps would build a new one for each event, a third of its time.
_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event as it was kept: its place in the session (from 1), the UTC ISO time given with it, its JSON object."""

    seq: int
    at: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What a list of sessions shows of one, without reading its events.

    `started` and `touched` are UTC ISO times handed in by the caller; `turns` is 0 or more; `ended` says how the talk
    ended and is None while it is open; `person` is "" on one's own machine.
    """

    id: str
    flow: str
    title: str
    started: str
    touched: str
    turns: int
    ended: str | None = None
    person: str = ""


class Store(Protocol):
    """Append-only lists of events, one a session. Safe to share between threads; no method reads a clock."""

    def create(
        self, row: SessionRow, contents: Mapping[str, str], events: Sequence[Mapping[str, Any]], at: str
    ) -> None:
        """Begin a session with its first events; keep `contents` ({hash: text}) once, however many sessions share it.

        All or nothing. ConcurrentTurn when a session of this id exists already; StoreError when the store fails.
        """

    def append(
        self,
        session: str,
        after: int,
        events: Sequence[Mapping[str, Any]],
        at: str,
        ended: str | None = None,
        turns: int = 0,
    ) -> None:
        """Add one turn's events behind `after`, the last seq the caller has seen (0 for none). All or nothing.

        `turns` is added to the row's count. `ended` None leaves the row's as it is, "" opens the talk again. On return
        the turn survives a killed process. UnknownSession; ConcurrentTurn when `after` is not the last seq (any more).
        """

    def load(self, session: str, after: int = 0) -> tuple[StoredEvent, ...]:
        """The events beyond seq `after` in order of seq, 1, 2, 3 and so on: all of them for 0. UnknownSession."""

    def content(self, hash: str) -> str:
        """The text kept under this hash. UnknownName when no session keeps it."""

    def sessions(self, person: str = "") -> tuple[SessionRow, ...]:
        """The sessions of exactly this person, the last started first; never anybody else's."""

    def row(self, session: str) -> SessionRow:
        """One session's row as it is now. UnknownSession."""

    def delete(self, session: str) -> None:
        """Erase a session, its events, and the contents no other session keeps, down to the bytes. UnknownSession."""

    def close(self) -> None:
        """Let go of the file or connection; a second call does nothing. Afterwards nothing else may be called."""


def open_store(url: str) -> Store:
    """The store for `memory:`, `sqlite:///relative.db`, `sqlite:////absolute.db` or `sqlite:///C:/on/windows.db`.

    StoreError, saying what to write instead, for any other URL, and when the file cannot be used.
    """
    # Imported here because both stores import this module's contract, and a command needs only one of them.
    if url == "memory:":
        from engine.stores.memory import MemoryStore

        return MemoryStore()
    path = url.removeprefix(_SQLITE)
    if path != url and path and path != ":memory:":
        from engine.stores.sqlite import SqliteStore

        return SqliteStore(url, path)
    raise StoreError(url, _advice(url))


def _advice(url: str) -> str:
    """What is wrong with a URL that opens no store, and what to write instead."""
    if url.startswith(("postgresql:", "postgres:", "postgresql+")):
        return "PostgreSQL is not built in yet; use sqlite:////absolute/path/talks.db"
    if url.startswith(("memory", f"{_SQLITE}:memory:")):
        return "to keep nothing, write memory:"
    if url == _SQLITE:
        return "the file's name is missing; write sqlite:///talks.db"
    if url.startswith("sqlite"):
        return "write three slashes before a relative file, sqlite:///talks.db, four before an absolute one"
    return "there is no store of this kind; use memory:, sqlite:///relative.db or sqlite:////absolute.db"


def encode(event: Mapping[str, Any]) -> str:
    """An event as compact JSON in valid UTF-8: a lone surrogate is written as its escape and so survives.

    TypeError or ValueError for what JSON cannot say (a date, NaN, a list that contains itself).
    """
    text = _JSON.encode(dict(event))
    return text if text.isascii() else _SURROGATE.sub(_escape, text)


def decode(text: str) -> dict[str, Any]:
    """The event that `encode` wrote."""
    event: dict[str, Any] = json.loads(text)
    return event


def storable(text: str) -> str:
    """Plain text (not JSON) as every store can hold it: a lone surrogate or a NUL becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", text).replace("\0", "\ufffd")


def storable_row(row: SessionRow) -> SessionRow:
    """The row with every text as `storable` gives it, so that all stores hand back the same row."""
    texts: dict[str, Any] = {
        name: storable(getattr(row, name)) for name in ("id", "flow", "title", "started", "touched", "person")
    }
    return replace(row, ended=None if row.ended is None else storable(row.ended), **texts)


def _escape(surrogate: re.Match[str]) -> str:
    return f"\\u{ord(surrogate[0]):04x}"
