"""What a session weighs between two turns: in a server, folded in memory, as its events, and with a machine of its own."""

from __future__ import annotations

import gc
import json
import tempfile
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module

from bench.rows import Row, beside
from bench.talks import TEN, TODAY, answer, begin, library, say, script, ten_states
from bench.yardsticks import ENGINES
from engine.service import Service
from engine.stores import encode as as_json
from engine.stores import open_store
from engine.talk.events import decode_all, encode
from engine.talk.session import Session, fold

TURNS = 6
MACHINES = 20
OWN_MACHINE = ("raw transitions", "python-statemachine")


def rows(part: str, sessions: int) -> list[Row]:
    """The rows about idle sessions, from the mean of `sessions` of them."""
    talks = [_talked(seed) for seed in range(sessions)]
    texts = [_as_texts(session) for session in talks]
    events = _weight(lambda seed: _as_texts(talks[seed]), sessions)
    folded = _weight(lambda seed: fold(decode_all(json.loads(text) for text in texts[seed])), sessions)
    lately, further = _served(sessions)
    what = "its events as text"
    found = [
        beside(part, "an idle session in the server, used lately", lately, "bytes", what, events),
        beside(part, "any further idle session in the server", further, "bytes", what, events, 1.0),
        beside(part, "a session folded", folded, "bytes", what, events),
    ]
    for one in ENGINES:
        if one.name in OWN_MACHINE and one.here:
            own = _weight(partial(_with_a_machine, one.code), min(sessions, MACHINES))
            found.append(beside(part, "a session folded", folded, "bytes", f"a machine of its own, {one.name}", own))
    return found


def _with_a_machine(code: str, _: int) -> object:
    return import_module(f"bench.yardsticks.{code}").session(script())


def _talked(seed: int) -> Session:
    guide = ten_states()
    session = begin(guide, seed)
    for _ in range(TURNS):
        session = say(guide, session, answer(session))
    return session


def _as_texts(session: Session) -> tuple[str, ...]:
    return tuple(as_json(encode(event)) for event in session.events)


def _served(sessions: int) -> tuple[float, float]:
    """What a talk leaves behind in a process that leads talks through the service and a SQLite store.

    First for the talks used last, which a service may keep at hand; then for those beyond, when as many and half as many
    again have been led.
    """
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/talks.db")
        service = Service(store, library())

        def talk(seed: int) -> str:
            current = service.start(str(TEN), seed)
            for _ in range(TURNS):
                current = service.say(current, answer(current.session), TODAY)
            return current.session.id

        half = (sessions + 1) // 2
        lately, _, further = _weights(talk, (sessions, half, half))
        store.close()
    return lately, further


def _weight(make: Callable[[int], object], count: int) -> float:
    """The bytes that one of `count` things weighs while all are held."""
    return _weights(make, (count,))[0]


def _weights(make: Callable[[int], object], counts: Sequence[int]) -> list[float]:
    """The bytes that each group of things adds, for one of them, while all are held.

    One is made before, so that caches are full; what an earlier group frees later counts for the later one.
    """
    make(0)
    gc.collect()
    tracemalloc.start()
    held: list[object] = []
    marks = [tracemalloc.get_traced_memory()[0]]
    for count in counts:
        held += [make(number) for number in range(count)]
        gc.collect()
        marks.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return [(after - before) / count for before, after, count in zip(marks, marks[1:], counts, strict=False)]
