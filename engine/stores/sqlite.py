"""The store on one's own machine: a SQLite file that survives a killed process and forgets down to the bytes."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.errors import ConcurrentTurn, StoreError, UnknownName, UnknownSession
from engine.stores import SessionRow, StoredEvent, decode, encode, storable, storable_row
from engine.stores.migrations import upgrade

_WAIT_SECONDS = 10.0
_PAUSE_SECONDS = 0.02

# NORMAL in WAL mode: a killed process loses nothing, only a power cut may take the last turns; FULL costs fifty times.
# temp_store keeps the copy that VACUUM makes out of the system's folder for temporary files.
_SETTINGS = (
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
)

# On POSIX, closing a file drops this process's locks on it, those of an open connection too. Hence the file is made
# only where there is none, by one thread at a time, and never opened by anybody but SQLite afterwards.
_OPENING = threading.Lock()

_INSERT_ROW = (
    "INSERT INTO sessions (id, flow, title, started, touched, turns, ended, person) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_EVENT = "INSERT INTO events (session, seq, at, payload) VALUES (?, ?, ?, ?)"
_ROW = "SELECT id, flow, title, started, touched, turns, ended, person FROM sessions WHERE id = ?"
_ROWS = (
    "SELECT id, flow, title, started, touched, turns, ended, person FROM sessions WHERE person = ?"
    " ORDER BY started DESC, touched DESC, id DESC"
)

# Changes no row when the session is unknown or its last seq is another: a check without a statement of its own.
_TOUCH = (
    "UPDATE sessions SET touched = ?, turns = turns + ?"
    " WHERE id = ? AND (SELECT coalesce(max(seq), 0) FROM events WHERE session = sessions.id) = ?"
)

_REASONS = {
    "SQLITE_BUSY": "another program is busy with this file; wait for it or close it, then try again",
    "SQLITE_CANTOPEN": "the file cannot be opened; check that its folder exists and may be written to",
    "SQLITE_CORRUPT": "the file is damaged; put a copy from a backup in its place",
    "SQLITE_FULL": "the disk is full; make room, then try again",
    "SQLITE_NOTADB": "the file is not a SQLite database; name another file",
    "SQLITE_READONLY": "the file or its folder is read-only; allow writing to it or name another file",
}


class SqliteStore:
    """Keeps the contract of `Store` in one file; any number of threads and programs may share the file."""

    def __init__(self, url: str, path: str) -> None:
        """Open the file at `path`, making it and its folder if needed. StoreError(url, …) when that cannot be done."""
        self._url = url
        # One connection under a lock: a screen draws in a new thread each time, so one a thread would mean one a turn.
        self._lock = threading.Lock()
        try:
            with _OPENING:
                _make_private(url, Path(path))
                self._db = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        except (OSError, ValueError, sqlite3.Error) as error:
            raise StoreError(url, _reason(error)) from error
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def create(
        self, row: SessionRow, contents: Mapping[str, str], events: Sequence[Mapping[str, Any]], at: str
    ) -> None:
        """See `Store.create`."""
        row = storable_row(row)
        texts = [(storable(name), storable(text)) for name, text in contents.items()]
        links = [(row.id, name) for name, _ in texts]
        added = [(row.id, seq, at, encode(event)) for seq, event in enumerate(events, start=1)]
        values = (row.id, row.flow, row.title, row.started, row.touched, row.turns, row.ended, row.person)
        with self._transaction() as db:
            if db.execute("SELECT 1 FROM sessions WHERE id = ?", (row.id,)).fetchone():
                raise ConcurrentTurn(row.id, 1)
            db.execute(_INSERT_ROW, values)
            db.executemany("INSERT INTO contents (hash, text) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING", texts)
            db.executemany("INSERT INTO session_contents (session, hash) VALUES (?, ?)", links)
            db.executemany(_INSERT_EVENT, added)

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
        key = storable(session)
        added = [(key, seq, at, encode(event)) for seq, event in enumerate(events, start=after + 1)]
        with self._transaction() as db:
            if not db.execute(_TOUCH, (at, turns, key, after)).rowcount:
                known = db.execute("SELECT 1 FROM sessions WHERE id = ?", (key,)).fetchone()
                raise ConcurrentTurn(session, after + 1) if known else UnknownSession(session)
            db.executemany(_INSERT_EVENT, added)
            if ended is not None:
                db.execute("UPDATE sessions SET ended = ? WHERE id = ?", (storable(ended) or None, key))

    def load(self, session: str, after: int = 0) -> tuple[StoredEvent, ...]:
        """See `Store.load`."""
        sql = "SELECT seq, at, payload FROM events WHERE session = ? AND seq > ? ORDER BY seq"
        found = self._select(sql, storable(session), after)
        if not found:
            self.row(session)
        return tuple(StoredEvent(seq, at, decode(text)) for seq, at, text in found)

    def content(self, hash: str) -> str:
        """See `Store.content`."""
        found = self._select("SELECT text FROM contents WHERE hash = ?", storable(hash))
        if not found:
            raise UnknownName("kept text", hash, [str(name) for (name,) in self._select("SELECT hash FROM contents")])
        return str(found[0][0])

    def sessions(self, person: str = "") -> tuple[SessionRow, ...]:
        """See `Store.sessions`."""
        return tuple(SessionRow(*values) for values in self._select(_ROWS, storable(person)))

    def row(self, session: str) -> SessionRow:
        """See `Store.row`."""
        found = self._select(_ROW, storable(session))
        if not found:
            raise UnknownSession(session)
        return SessionRow(*found[0])

    def delete(self, session: str) -> None:
        """See `Store.delete`. StoreError also when another program keeps the last traces from being wiped just now."""
        with self._transaction() as db:
            if not db.execute("DELETE FROM sessions WHERE id = ?", (storable(session),)).rowcount:
                raise UnknownSession(session)
            db.execute("DELETE FROM contents WHERE hash NOT IN (SELECT hash FROM session_contents)")
        with self._using() as db:
            # secure_delete zeroes what is deleted, but not the copies that splitting a page can leave between its rows.
            db.execute("VACUUM")
            if not _emptied_wal(db):
                reason = "the talk is deleted, but another program holds on to its traces; close both, then start again"
                raise StoreError(self._url, reason)

    def close(self) -> None:
        """See `Store.close`."""
        with self._lock:
            self._db.close()

    def _prepare(self) -> None:
        with self._using() as db:
            _log_ahead(db)
            for setting in _SETTINGS:
                db.execute(f"PRAGMA {setting}")
            upgrade(db, self._url)
            # A deletion that was killed half-way left its words in the log.
            _emptied_wal(db)

    def _select(self, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
        # All rows at once: a cursor left open would hold back the wiping of deleted pages.
        with self._using() as db:
            return db.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The connection for one thread, its errors in Handhold's words."""
        with self._lock:
            try:
                yield self._db
            except sqlite3.Error as error:
                raise StoreError(self._url, _reason(error)) from error

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the file's write lock from its start, so that what it reads stays true."""
        with self._using() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise


def _log_ahead(db: sqlite3.Connection) -> None:
    """Switch the file to a write-ahead log, which it then keeps. sqlite3.Error."""
    # Two programs that switch a new file at the same moment refuse each other without waiting: the loser asks again.
    for _ in range(int(_WAIT_SECONDS / _PAUSE_SECONDS)):
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            break
    db.execute(f"PRAGMA busy_timeout = {int(_WAIT_SECONDS * 1000)}")


def _emptied_wal(db: sqlite3.Connection) -> bool:
    """Move the log into the file and cut it to nothing; False when somebody else was reading from it."""
    busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def _make_private(url: str, path: Path) -> None:
    """Make the file and its folder for the owner's eyes only; what exists already keeps its rights. OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_dir():
        raise StoreError(url, "this is a folder; add the name of a file, such as talks.db")
    if path.exists() and not path.is_file():
        raise StoreError(url, "this is not a plain file; name another")
    # SQLite gives its -wal and -shm the rights of the file they belong to.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _reason(error: Exception) -> str:
    """An error of SQLite or the system in words that say what to do, where that is known."""
    if isinstance(error, OSError):
        return f"{error.strerror}; check the folder and its rights, or name another file"
    name = getattr(error, "sqlite_errorname", None) or ""
    plain = next((text for start, text in _REASONS.items() if name.startswith(start)), "")
    return plain or f"{error}; name another file"
