"""What may stand in a transcript, as types: a talk turn by turn, and what is expected of each turn and of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.flow.model import NO_MARK
from engine.source.problems import Mark
from engine.talk.events import Difficulty, Guards

Manager = Literal["good", "checklist", "fixer", "promiser"]
Names = str | tuple[str, ...]
Wanted = int | float | bool | str | None
Measure = Wanted | Mapping[str, bool]

_DAY = {"pattern": r"\d{4}-\d{2}-\d{2}"}


@dataclass(frozen=True, slots=True)
class Judged:
    """The person says that an earlier turn was, or was not, this act."""

    turn: int = field(metadata={"doc": "the turn of this file, the first is 1", "min": 1})
    act: str = field(metadata={"nonempty": True})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Changed:
    """The person puts other words in the place of an earlier answer."""

    need: str = field(metadata={"doc": "a need, with the number of the action where it has one", "nonempty": True})
    to: str = field(metadata={"doc": "the new words", "nonempty": True})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said or done, the reply that must come, and what else must follow. Everything but one doing is optional."""

    say: str | None = None
    change: Changed | None = None
    dispute: Judged | None = None
    confirm: Judged | None = None
    resume: Literal[True] | None = field(default=None, metadata={"doc": "an ended or stopped talk is taken up"})
    end: Literal[True] | None = field(default=None, metadata={"doc": "the manager ends the rehearsal"})
    today: str | None = field(default=None, metadata={"doc": "the day from this turn on", **_DAY})
    hears: str | None = field(default=None, metadata={"doc": "the words of the reply, all of them"})
    line: str | None = field(default=None, metadata={"doc": "the id of the line that is said, or how it begins"})
    mentions: Names | None = field(default=None, metadata={"doc": "words that stand in the reply"})
    acts: Names | None = field(default=None, metadata={"doc": "acts recognised in what was said"})
    only: Names | None = field(default=None, metadata={"doc": "the same, and no other act"})
    not_acts: Names | None = field(default=None, metadata={"doc": "acts that must not be recognised"})
    need: str | None = field(default=None, metadata={"doc": "the need that was asked for before"})
    next: str | None = field(default=None, metadata={"doc": "the need that is asked for afterwards; 'nothing' for none"})
    kind: Literal["ask", "recap", "confirm", "stopped", "done"] | None = field(
        default=None, metadata={"doc": "what is waited for afterwards"}
    )
    step: str | None = field(default=None, metadata={"doc": "the step afterwards"})
    met: Names | None = None
    not_met: Names | None = None
    thin: Names | None = None
    skipped: Names | None = None
    reopened: Names | None = None
    held: Names | None = field(default=None, metadata={"doc": "needs for which the guard held the step"})
    parked: Names | None = field(default=None, metadata={"doc": "parts of the ideas that were kept for later"})
    others: Names | None = field(default=None, metadata={"doc": "parts of what others should do"})
    fills: Mapping[str, Wanted] | None = field(default=None, metadata={"doc": "need -> its value, or a part of it", "nonempty": True})
    events: Names | None = field(default=None, metadata={"doc": "events that happened"})
    never: Names | None = field(default=None, metadata={"doc": "events that must not have happened"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Begin:
    """Where the talk stands when the first turn is said; `answers` lead there."""

    step: str | None = None
    need: str | None = None
    kind: Literal["ask", "recap"] = "ask"
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody answers the first, second … time a need is asked for, and what they say to everything else."""

    answers: Mapping[str, tuple[str, ...]] = field(metadata={"nonempty": True})
    fallback: tuple[str, ...] = field(metadata={"nonempty": True})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A talk with what is expected of it. With `persona` it is a rehearsal and the manager speaks, else the coach asks."""

    title: str = field(metadata={"nonempty": True})
    about: str = field(metadata={"doc": "what it shows, in a sentence or two", "nonempty": True})
    flow: str = field(metadata={"pattern": "[a-z][a-z0-9_]*"})
    today: str = field(metadata={"doc": "the day on which it was held", **_DAY})
    turns: tuple[Turn, ...] = field(metadata={"min": 1})
    persona: str | None = field(default=None, metadata={"pattern": "[a-z][a-z0-9_]*"})
    manager: Manager | None = field(default=None, metadata={"doc": "what kind of manager speaks"})
    difficulty: Difficulty = "normal"
    seed: int = 0
    guards: Guards = "hold"
    person: str | None = field(default=None, metadata={"doc": "a file with the answers that lead to `from`"})
    answers: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict, metadata={"doc": "need -> answers in the place of those of `person`"}
    )
    from_: Begin | None = field(default=None, metadata={"key": "from", "doc": "the turns begin here"})
    hears: str | None = field(default=None, metadata={"doc": "what is said before the first turn"})
    measures: Mapping[str, Measure] | None = field(default=None, metadata={"doc": "of the debrief; exact or a bound", "nonempty": True})
    facts: Mapping[str, Wanted] | None = field(default=None, metadata={"doc": "need -> what is known in the end", "nonempty": True})
    plan: Mapping[str, Wanted] | None = field(default=None, metadata={"doc": "field of the plan -> what it says", "nonempty": True})
    left: bool | None = field(default=None, metadata={"doc": "whether the persona has left in the end"})
    ended: Literal["done", "unfinished", "red_flag", "open"] | None = field(default=None, metadata={"doc": "how the talk ended"})
    mark: Mark = field(default=NO_MARK, compare=False)


DOINGS = ("say", "change", "dispute", "confirm", "resume", "end")
"""The keys of a turn of which exactly one must be there."""
TURN_CHECKS = (
    "hears", "line", "mentions", "acts", "only", "not_acts", "need", "next", "kind", "step", "met", "not_met", "thin", "skipped",
    "reopened", "held", "parked", "others", "fills", "events", "never",
)  # fmt: skip
"""The keys of a turn that expect something."""
END_CHECKS = ("measures", "facts", "plan", "left", "ended")
"""The keys of a transcript that expect something of the whole."""


def several(names: Names) -> tuple[str, ...]:
    """One name or several, as several."""
    return (names,) if isinstance(names, str) else names


def key_of(name: str) -> tuple[str, int | None]:
    """A need and the number of its action, which stand with a blank between them; no number (None) means any action."""
    need, _, number = name.partition(" ")
    return (need, int(number)) if number.isdecimal() else (name, None)


def name_of(need: str, item: int | None) -> str:
    """The same the other way: a need with the number of its action, where it has one."""
    return need if item is None else f"{need} {item}"
