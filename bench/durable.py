"""One durable turn: the store of Handhold beside raw `sqlite3` writing the same bytes with the same durability."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.options import Options
from bench.rows import Row, plain
from bench.talks import TODAY, answer, begin, ten_states
from engine.stores import SessionRow, open_store
from engine.stores import encode as as_json
from engine.stores.migrations import upgrade
from engine.talk.coach import respond
from engine.talk.events import encode

PART = "durable"
AIM = 0.6
AT = "2027-01-11T09:00:00+00:00"
SESSION = "bench"
SETTINGS = ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON", "temp_store = MEMORY")
"""As engine/stores/sqlite.py has them."""


def run(options: Options) -> list[Row]:
    """The rows of this part: turns a second of CPU, and of time as people know it."""
    payloads = _turn()
    # One file each, side by side, so that the disk is the same; the order within a round changes, so that neither goes first.
    with tempfile.TemporaryDirectory() as folder:
        ours, close_ours = _store(Path(folder), payloads)
        raw, close_raw = _raw(Path(folder), payloads)
        turns = _turns_a_slice(ours, options.slice_seconds)
        spent: dict[str, list[tuple[float, float]]] = {"ours": [], "raw": []}
        for round_ in range(max(2, options.slices)):
            pair = [("ours", ours), ("raw", raw)]
            for name, write in pair if round_ % 2 else pair[::-1]:
                spent[name].append(_slice(write, turns))
        close_ours()
        close_raw()
    return [_row(what, spent, place) for place, what in enumerate(("turns a second of CPU", "turns a second"))]


def _row(what: str, spent: dict[str, list[tuple[float, float]]], place: int) -> Row:
    ours, raw = (1 / median(one[place] for one in spent[name]) for name in ("ours", "raw"))
    return Row(PART, what, ours, "turns/s", f"raw sqlite3 {plain(raw)}", ours / raw, AIM, "more", "ratio")


def _turn() -> Sequence[dict[str, Any]]:
    """The events of one answer, as a store gets them."""
    guide = ten_states()
    session = begin(guide)
    return [encode(event) for event in respond(guide, session, answer(session), TODAY)]


def _store(folder: Path, payloads: Sequence[dict[str, Any]]) -> tuple[Callable[[], None], Callable[[], None]]:
    store = open_store(f"sqlite:///{(folder / 'ours.db').as_posix()}")
    store.create(SessionRow(SESSION, "ten_states", "Ten", AT, AT, 0), {}, payloads, AT)
    seq = len(payloads)

    def write() -> None:
        nonlocal seq
        store.append(SESSION, seq, payloads, AT, None, 1)
        seq += len(payloads)

    return write, store.close


def _raw(folder: Path, payloads: Sequence[dict[str, Any]]) -> tuple[Callable[[], None], Callable[[], None]]:
    """The same tables, written by hand: the JSON is ready, nothing is checked."""
    db = sqlite3.connect(folder / "raw.db", isolation_level=None)
    for setting in SETTINGS:
        db.execute(f"PRAGMA {setting}")
    upgrade(db, "raw.db")
    texts = [as_json(payload) for payload in payloads]
    first = (SESSION, "ten_states", "Ten", AT, AT, 0)
    db.execute("INSERT INTO sessions (id, flow, title, started, touched, turns) VALUES (?, ?, ?, ?, ?, ?)", first)
    seq = 0

    def write() -> None:
        nonlocal seq
        rows = [(SESSION, seq + place, AT, text) for place, text in enumerate(texts, 1)]
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE sessions SET touched = ?, turns = turns + 1 WHERE id = ?", (AT, SESSION))
        db.executemany("INSERT INTO events (session, seq, at, payload) VALUES (?, ?, ?, ?)", rows)
        db.execute("COMMIT")
        seq += len(rows)

    return write, db.close


def _turns_a_slice(write: Callable[[], None], slice_seconds: float) -> int:
    turns = 1
    while _slice(write, turns)[0] * turns < slice_seconds:
        turns *= 2
    return turns


def _slice(write: Callable[[], None], turns: int) -> tuple[float, float]:
    """Seconds a turn: of CPU, and by the clock on the wall."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(turns):
        write()
    return (time.process_time() - cpu) / turns, (time.perf_counter() - wall) / turns
