"""What an author may write about a simulated team member, and the stage that all of them share; both as types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zlib import crc32

from engine.flow.model import NO_MARK, Lines
from engine.rehearsal.asked import Asked
from engine.rehearsal.topics import TopicIndex
from engine.source.problems import Mark

LEVELS = ("l0", "l1", "l2", "l3")
ASIDE = ("short", "hook")
BANKS: Mapping[str, str] = {
    "first": "said before the manager has typed anything",
    "opening_ok": "the manager said why they meet, what should come of it, or in which order",
    "own_career": "the manager said that the career is the person's own",
    "confirm": "a reflection fits, and there is nothing new to tell",
    "correct": "a reflection misses",
    "summary_yes": "a summary fits",
    "affirmed": "a strength or an effort was named",
    "shrug": "empty praise, a friendly label or rating",
    "feedback_taken": "feedback with an example",
    "defend": "a verdict or a label",
    "hurt": "the wish was waved away",
    "yes_but": "unasked advice",
    "consider": "advice after permission",
    "permission_ok": "the manager asks whether a view is welcome",
    "hope": "a promise or a hint was heard",
    "quote_back": "asks after a promise or a hint, later; $quote",
    "relax": "the manager takes over a step of the person's own",
    "polite": "a leading question",
    "why_cool": "a bare why while there is little trust",
    "boundary": "an honest word about what cannot be given or known",
    "early": "asked what they will do before the wish is known",
    "propose": "an own idea",
    "commit": "an own action with its day",
    "how": "how an own action will be done",
    "sign": "how one would see that it worked",
    "barrier": "what may get in the way, and then",
    "support": "one small thing asked of the manager",
    "review": "the next look at it",
    "ask_back": "a question to the manager",
    "evade": "what is not to be told yet",
    "unclear": "not understood; $phrase",
    "nod": "information, small talk",
    "awkward": "a second silence in a row",
    "dry": "nothing more to tell about a topic",
    "wrap_up": "ends the talk: ids a, b after a good one, c, d after a flat one, e, f after a cool one",
    "tokens": "put before a reply: ids w… warm, c… cool",
}
"""Every block of lines that a persona needs beside its topics, and when it is said."""
IDEAS = "propose"
"""The block of own ideas; what becomes of an idea goes with the one that was voiced."""


@dataclass(frozen=True, slots=True)
class Unlock:
    """What it takes to be told a level of a topic."""

    acts: tuple[str, ...] = field(metadata={"doc": "acts of the manager, any one is enough", "nonempty": True})
    rapport: int = field(default=0, metadata={"doc": "at least so much", "min": 0, "max": 100})
    not_: tuple[str, ...] = field(default=(), metadata={"key": "not", "doc": "none of these acts in the last three turns"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that may be told, on four levels: what is said politely, to a fair question, to a listener, to hardly anybody."""

    about: str
    keywords: tuple[str, ...]
    unlock: Mapping[str, Unlock]
    l0: Lines
    l1: Lines
    l2: Lines
    l3: Lines
    short: Lines
    hook: Lines
    fills: Mapping[str, str] = field(default_factory=dict, metadata={"doc": "level -> the need of the flow that it meets"})
    in_order: bool = field(default=False, metadata={"doc": "lines of a level as they stand; each of l3 needs its unlock"})
    mark: Mark = field(default=NO_MARK, compare=False)

    def level(self, number: int) -> Lines:
        """The lines of a level, 0 to 3."""
        return (self.l0, self.l1, self.l2, self.l3)[number]

    def texts(self) -> Iterator[str]:
        """Every line that may be said about it."""
        for part in (*LEVELS, *ASIDE):
            yield from getattr(self, part).values()

    def telling(self, level: str, told: Lines) -> Topic:
        """The topic with other lines on one of `LEVELS`; a level that there is not changes nothing."""
        changed: dict[str, Any] = {level: told} if level in LEVELS else {}
        return replace(self, **changed)


@dataclass(frozen=True, slots=True)
class Start:
    """The state in which the persona comes into the room; 0 to 100, patience in turns."""

    rapport: int = field(metadata={"min": 0, "max": 100})
    expectation: int = field(metadata={"min": 0, "max": 100})
    ownership: int = field(metadata={"min": 0, "max": 100})
    clarity: int = field(metadata={"min": 0, "max": 100})
    patience: int = field(metadata={"min": 1, "max": 40})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Persona:
    """A simulated team member."""

    persona: str = field(metadata={"pattern": "[a-z][a-z0-9_]*"})
    version: int
    title: str
    fear: str
    role: str
    brief: Lines
    start: Start
    trap: str
    topics: Mapping[str, Topic]
    lines: Mapping[str, Lines]
    after: Mapping[str, Mapping[str, tuple[str, ...]]] = field(
        default_factory=dict, metadata={"doc": "block -> line -> the ideas of `propose` that it goes with; others go with any"}
    )
    person: Person | None = field(default=None, metadata={"doc": "who plays it, where that is not drawn anew in each talk"})
    mark: Mark = field(default=NO_MARK, compare=False)

    def asking(self, asked: Asked) -> Persona:
        """The persona, asking for what is on a page in the place of its own wishes and requests."""
        lines, topics = dict(self.lines), dict(self.topics)
        for place, told in asked.says.items():
            name, _, level = place.partition(".")
            if level and name in topics:
                topics[name] = topics[name].telling(level, dict(told))
            elif name in lines:
                lines[name] = {**told, **lines[name]} if name in asked.beside else dict(told)
        return replace(self, topics=topics, lines=lines)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every line that may be said, with its id."""
        for name, topic in self.topics.items():
            for part in (*LEVELS, *ASIDE):
                for key, text in getattr(topic, part).items():
                    yield f"{name}.{part}.{key}", text
        for bank, lines in self.lines.items():
            for key, text in lines.items():
                yield f"{bank}.{key}", text


@dataclass(frozen=True, slots=True)
class Person:
    """A name with its pronouns, drawn by seed so that no fear is tied to a group."""

    name: str
    they: str
    them: str
    their: str
    theirs: str
    mark: Mark = field(default=NO_MARK, compare=False)

    def put_in(self, text: str) -> str:
        """`text` with $name and the pronouns in place."""
        for word in ("theirs", "their", "them", "they", "name"):
            text = text.replace(f"${word}", str(getattr(self, word)))
        return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class PlanAsk:
    """The lines that answer a way of asking about the plan, and the needs of the flow that they meet."""

    lines: str
    fills: tuple[str, ...] = ()
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """What all personas share: what moves do, the names, how the plan is asked for, what the manager's words settle."""

    moves: Mapping[str, Mapping[str, int]]
    people: tuple[Person, ...] = field(metadata={"nonempty": True})
    plan: Mapping[str, PlanAsk]
    opening: Mapping[str, str]
    asked_out: str
    feedback: str
    wish: str
    secret: str
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """A persona with all that it needs on the stage; `asked` is what a team member's own page asks for. Immutable; one for all sessions."""

    persona: Persona
    stage: Stage
    steps: Mapping[str, str]
    abouts: Mapping[str, str]
    index: TopicIndex
    source: str
    hash: str
    asked: Asked | None = None

    def person(self, seed: int) -> Person:
        """Who plays the persona in a talk of that seed."""
        return self.persona.person or self.stage.people[crc32(f"{seed}:{self.persona.persona}".encode()) % len(self.stage.people)]
