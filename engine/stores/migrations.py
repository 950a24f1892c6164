"""The SQLite schema as an ordered list of changes, so that a file from any earlier release opens in this one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from engine.errors import StoreError

Migration = Callable[[sqlite3.Connection], None]

# Written into the file's header, so that a database of another program is never taken for ours ("Hand" in ASCII).
APPLICATION_ID = 0x48616E64


def _first(db: sqlite3.Connection) -> None:
    """Sessions, their events, and the flow texts they finish on."""
    db.execute(
        "CREATE TABLE sessions (id TEXT NOT NULL PRIMARY KEY, flow TEXT NOT NULL, title TEXT NOT NULL,"
        " started TEXT NOT NULL, touched TEXT NOT NULL, turns INTEGER NOT NULL)"
    )
    db.execute(
        "CREATE TABLE events (session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, seq INTEGER NOT NULL,"
        " at TEXT NOT NULL, payload TEXT NOT NULL, PRIMARY KEY (session, seq))"
    )
    db.execute("CREATE TABLE contents (hash TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL)")
    db.execute(
        "CREATE TABLE session_contents (session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,"
        " hash TEXT NOT NULL REFERENCES contents (hash), PRIMARY KEY (session, hash))"
    )
    db.execute("CREATE INDEX session_contents_by_hash ON session_contents (hash)")


def _owner_and_end(db: sqlite3.Connection) -> None:
    """Whose session it is, and whether it has ended, so that a list need not replay every talk."""
    db.execute("ALTER TABLE sessions ADD COLUMN ended TEXT")
    db.execute("ALTER TABLE sessions ADD COLUMN person TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX sessions_by_person ON sessions (person, started)")


# Append only: a migration that has been released is never edited, because files made by it exist.
MIGRATIONS: tuple[Migration, ...] = (_first, _owner_and_end)


def upgrade(db: sqlite3.Connection, url: str, steps: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Bring the file behind `db` (in autocommit mode) to schema number len(steps); all missing steps or none.

    StoreError when the file is from a newer release or belongs to another program; sqlite3.Error as it comes.
    """
    # The lock comes before the version is read: of two programs opening a new file, the second finds it ready.
    db.execute("BEGIN IMMEDIATE")
    try:
        version = _version(db, url, len(steps))
        if version < len(steps):
            for step in steps[version:]:
                step(db)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {len(steps)}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection, url: str, newest: int) -> int:
    """The file's schema number, 0 for an empty file; StoreError when this release must not touch the file."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    owner = int(db.execute("PRAGMA application_id").fetchone()[0])
    tables = int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if owner != APPLICATION_ID and (version or owner or tables):
        raise StoreError(url, "this database belongs to another program; name a file of its own for the talks")
    if version > newest:
        reason = f"a newer Handhold wrote it (schema {version}, this one knows up to {newest}); update Handhold"
        raise StoreError(url, reason)
    return version
