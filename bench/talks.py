"""The talks that are measured: the ten-state script, answers for the shipped talk, and talks made long with real turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import yaml

from engine.library import Library
from engine.talk.coach import respond, start
from engine.talk.guide import Guide
from engine.talk.session import Session, extend, fold

HERE = Path(__file__).resolve().parent
TEN = HERE / "ten_states.yaml"
CAREER = "career_talk"
TODAY = date(2027, 1, 11)
SEED = 7
EARLY, LATE = 5, 200
ANSWERED = 3
"""Answers that a talk of any length begins with; what makes it long comes after them."""

FULL_WORDS = 3
"""An answer of fewer words does not count: the condition that every engine has to check."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One state of the script: where an answer goes, the question asked there, the answer given to it."""

    state: str
    slot: str
    question: str
    reply: str


@cache
def replies() -> Mapping[str, Any]:
    """The answers of bench/replies.yaml."""
    found: Mapping[str, Any] = yaml.safe_load((HERE / "replies.yaml").read_text(encoding="utf-8"))
    return found


@cache
def library() -> Library:
    """Flows, each compiled once in a run."""
    return Library()


def ten_states() -> Guide:
    """The script as a flow of Handhold."""
    return library().guide(str(TEN))


def script() -> tuple[Stop, ...]:
    """The script for the other engines, taken from the same file."""
    answers = replies()["ten_states"]
    return tuple(Stop(step.id, need.id, need.ask["a"], answers[need.id]) for step, need in ten_states().flow.needs())


def begin(guide: Guide, seed: int = SEED) -> Session:
    """A talk after its greeting."""
    return fold(start(guide, "bench", seed))


def answer(session: Session) -> str:
    """What the person says now: the answer to what is asked, "nothing to add" to a recap, yes to anything else."""
    waits = session.awaiting
    if waits is None or waits.kind != "ask" or waits.need is None:
        return "Nothing to add."
    answers = replies()[session.flow]
    return str(answers.get(waits.need) or answers["otherwise"])


def say(guide: Guide, session: Session, text: str) -> Session:
    """The talk after one turn."""
    return extend(session, respond(guide, session, text, TODAY))


def whole(guide: Guide) -> tuple[tuple[Session, str], ...]:
    """Every turn of a talk from the first answer to its end: the talk before it, and what is said."""
    session, turns = begin(guide), []
    while session.ended is None:
        text = answer(session)
        turns.append((session, text))
        session = say(guide, session, text)
    return tuple(turns)


def grown(guide: Guide, answered: int, turns: int, seed: int = SEED) -> Session:
    """A talk of `turns` turns that waits for the same as one of `answered` turns: the others are commands.

    RuntimeError when it ends before; ValueError when it is to be shorter than its answers.
    """
    if turns < answered:
        raise ValueError(f"{turns} turns cannot hold {answered} answers")
    session = begin(guide, seed)
    for _ in range(answered):
        session = say(guide, session, answer(session))
    for text in islice(cycle(replies()["meanwhile"]), turns - answered):
        session = say(guide, session, text)
    if session.ended is not None or session.turn != turns:
        raise RuntimeError(f"the talk of {turns} turns ended at turn {session.turn}")
    return session


def next_answers(guide: Guide, session: Session, count: int) -> Sequence[str]:
    """What the person will say in the next turns; the talk itself stays as it is."""
    said = []
    for _ in range(count):
        said.append(answer(session))
        session = say(guide, session, said[-1])
    return said
