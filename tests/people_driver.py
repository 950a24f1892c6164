"""Drives talks in tests: in memory, through the service, and through the command line, with people from answer books."""

from __future__ import annotations

import io
import json
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.cli import main
from engine.talk.coach import respond, resume, start
from engine.talk.events import AssistantUttered, Event, Guards, decode, encode
from engine.talk.guide import Guide
from engine.talk.session import Session, extend, fold

FOLDER = Path(__file__).parent
TODAY = date(2027, 1, 11)
FLOW = "career_talk"


@dataclass(frozen=True)
class Book:
    """A person: what they answer the n-th time a need is awaited, and what they say otherwise."""

    name: str
    answers: Mapping[str, Sequence[str]]
    fallback: Sequence[str]


@cache
def books() -> tuple[Book, ...]:
    """Every person of tests/people, by file name."""
    found = []
    for path in sorted((FOLDER / "people").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.append(Book(path.stem, data["answers"], data["fallback"]))
    assert found, "there must be people to talk with"
    return tuple(found)


def book(name: str) -> Book:
    """The person whose file name contains `name`."""
    return next(one for one in books() if name in one.name)


_PLAIN = yaml.safe_load((FOLDER / "transcripts" / "people" / "plain.yaml").read_text(encoding="utf-8"))
PLAIN_ANSWERS: Mapping[str, Sequence[str]] = _PLAIN["answers"]


def plain_person(**changes: Sequence[str]) -> Book:
    """Somebody who answers each question plainly, but for `changes`."""
    return Book("plain", {**PLAIN_ANSWERS, **changes}, ["That's right.", "Nothing to add."])


@cache
def all_answers() -> tuple[tuple[str, str], ...]:
    """(need, answer) of all people."""
    return tuple((need, text) for one in books() for need, texts in one.answers.items() for text in texts)


@dataclass
class Talk:
    """A talk in memory: what was said, and the events of each turn."""

    guide: Guide
    seed: int = 7
    guards: Guards = "hold"
    today: date = TODAY
    name: str = "test"
    session: Session = field(init=False)
    turns: list[tuple[str | None, tuple[Event, ...]]] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        events = start(self.guide, self.name, self.seed, self.guards)
        self.session = fold(events)
        self.turns.append((None, events))

    def say(self, text: str) -> tuple[Event, ...]:
        """One turn."""
        events = respond(self.guide, self.session, text, self.today)
        self.session = extend(self.session, events)
        self.turns.append((text, events))
        return events

    def resume(self) -> tuple[Event, ...]:
        """Take the talk up again."""
        events = resume(self.guide, self.session, self.today)
        self.session = extend(self.session, events)
        self.turns.append((None, events))
        return events

    def all(self, *texts: str) -> Talk:
        """Several turns."""
        for text in texts:
            self.say(text)
        return self

    def answer(self, person: Book) -> str:
        """What the person says now."""
        need = self.need
        entries = person.answers.get(need or "")
        if not entries or need is None:
            return person.fallback[0]
        place = self.asked.get(need, 0)
        self.asked[need] = place + 1
        return entries[min(place, len(entries) - 1)]

    def reach(self, person: Book, *, step: str = "", need: str = "", kind: str = "ask", most: int = 150) -> Talk:
        """Let the person talk until `step` is entered or `need` is awaited, by a reply of that `kind`."""
        for _ in range(most):
            here = self.session.awaiting
            assert here is not None
            if here.kind == kind and (not step or self.session.step == step) and (not need or here.need == need):
                return self
            assert self.session.ended is None, f"{person.name}: the talk ended before {step or need}"
            self.say(self.answer(person))
        raise AssertionError(f"{person.name}: {step or need} was not reached in {most} turns")

    @property
    def need(self) -> str | None:
        """The need that is awaited."""
        return self.session.awaiting.need if self.session.awaiting else None

    @property
    def kind(self) -> str:
        """What kind of reply is awaited."""
        return self.session.awaiting.kind if self.session.awaiting else ""

    @property
    def last(self) -> AssistantUttered:
        """The coach's last line."""
        return next(one for one in reversed(self.session.events) if isinstance(one, AssistantUttered))

    def status(self, need: str, item: int | None = None) -> str:
        """Where a need stands."""
        return self.session.state(need, item).status


def kinds(events: Iterable[Event]) -> list[str]:
    """The names of the events."""
    return [type(event).__name__ for event in events]


def through_json(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events as a file would hand them back."""
    return tuple(decode(json.loads(json.dumps(encode(event)))) for event in events)


# -- words that a hostile, absent-minded or busy person might type ---------------------------------------------------------

COMMANDS = (
    "back", "go back", "Can we go back a step?", "Take me back to the part about my strengths", "skip", "Can we skip this one?", "pass",
    "next", "let's move on", "why", "Why do you ask?", "help", "What can I type here?", "repeat", "Can you say that again?", "where",
    "Where are we?", "summary", "Give me a summary", "park", "Keep that idea for later", "pause", "Can we stop here for today?", "finish",
    "Let's finish", "undo", "Take that back", "revise", "I want to change my answer",
)  # fmt: skip
PLAIN = ("yes", "no", "ok", "nothing else", "that's right", "I don't know", "maybe", "7", "tomorrow", "", " ", "?", "me", "go on", "leave it")
RED_FLAGS = ("I want to kill myself.", "My manager keeps touching me.", "I have been hurting myself again.")
SPECIAL = (
    "\x00", "\x00\x01\x02\x07\x1b[2J", "\ud800", "\udfff\ud800x", "\u202eabc\u202d", "z\u0335\u0300\u0316\u0301algo" * 9, "\ufeff", "\u2028\u2029",
    "\r", "\t\t", "🏳️‍🌈👨‍👩‍👧‍👦", "ﷺ", "İı", "ﬃ", "ʼn", "1" * 400, "9" * 30 + " minutes", "99999999 years", "32/13/9999", "on 0 January",
    "((((((((", "a" * 3000, "- " * 500, "*" * 80, "$", "$$", "{}%s%n", "'; DROP TABLE sessions; --", "<script>alert(1)</script>", "\\u0000",
    "if if if then then", "I will I will I will", "and, and, and, and", "“”‘’", "." * 2000, "!?" * 200, "no no no no", "0/10", "-5", "1e309",
)  # fmt: skip
LETTERS = "abc xyz éßøñ 你好 مرحبا שלום Ωω 🎈 \u0301\u0489 \u200b\u200d \ue000 \x85 ., ;:!?'’-–()"


def huge(dice: random.Random) -> str:
    """A line of about 100 kB."""
    seed = dice.choice(("I will ", "because ", "a, ", "and then I go back ", "x", "Monday ", "ü\u0301", "(", "“", "no, I mean ", "1 2 3 ", ". "))
    return (seed * (100_000 // len(seed) + 1))[:100_000]


def junk(dice: random.Random) -> str:
    """A short line of any characters."""
    return "".join(dice.choice(LETTERS) if dice.random() < 0.8 else chr(dice.randrange(0x110000)) for _ in range(dice.randrange(60)))


def utterance(dice: random.Random, talk: Session, guide: Guide) -> str:
    """Something that somebody might type now: most often an answer, or the talk would never get anywhere."""
    need = talk.awaiting.need if talk.awaiting else None
    draw = dice.random()
    if draw < 0.62:
        fitting = [text for name, text in all_answers() if name == need]
        return dice.choice(fitting) if fitting and dice.random() < 0.9 else dice.choice(all_answers())[1]
    if draw < 0.76:
        return dice.choice(COMMANDS)
    if draw < 0.80:
        title = dice.choice([one.title for _, one in guide.flow.needs()])
        return dice.choice((f"I want to change what I said about {title}", f"Change my answer on {title}", "I've changed my mind, I want something else"))
    if draw < 0.92:
        return dice.choice(PLAIN)
    if draw < 0.93:
        return dice.choice(RED_FLAGS)
    if draw < 0.97:
        return dice.choice(SPECIAL)
    return junk(dice)


# -- the command line, in this process -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ran:
    """What a call of `handhold` left: its exit status and what it wrote."""

    code: int
    out: str
    err: str

    def events(self) -> list[dict[str, Any]]:
        """The JSON objects that it printed, one a line."""
        return [json.loads(line) for line in self.out.split("\n") if line]


class _Stream(io.TextIOWrapper):
    """A standard stream of bytes that can still be read when the command is done."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8", newline="\n", write_through=True)

    def text(self) -> str:
        """Everything that was written."""
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8")


def handhold(*arguments: str, typed: str | bytes = b"") -> Ran:
    """Call `handhold` with these arguments and with `typed` on standard input."""
    old = sys.stdin, sys.stdout, sys.stderr
    data = typed.encode("utf-8") if isinstance(typed, str) else typed
    out, err = _Stream(), _Stream()
    sys.stdin, sys.stdout, sys.stderr = _Stream(data), out, err
    try:
        code = main(arguments)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    finally:
        sys.stdin, sys.stdout, sys.stderr = old
    return Ran(code, out.text(), err.text())
