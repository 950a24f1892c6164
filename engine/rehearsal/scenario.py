"""A scenario of one's own: what an author or the form says of a team member, read strictly, and looked over with care for real people."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Literal

from engine.errors import nearest_name
from engine.flow.model import NO_MARK
from engine.flow.places import Places
from engine.rehearsal.first_person import first_person
from engine.rehearsal.persona import Person
from engine.source.problems import Mark, Problem, SourceError, quoted
from engine.source.reader import read_yaml
from engine.source.shapes import shape

SCENARIO_CODES: dict[str, str] = {
    "N001": "a scenario names a fear that no persona has",
    "N002": "an answer of a scenario is too long, or nothing is hidden",
    "N003": "an answer of a scenario that is not in the first person",
}
"""Every code of this file with its meaning."""
ASKED = frozenset({"N003"})
"""Faults with which a rehearsal can be held all the same."""
MOST = 600
"""Characters that an answer may have."""
PRONOUNS: Mapping[str, tuple[str, str, str]] = {
    "she": ("her", "her", "hers"), "he": ("him", "his", "his"), "they": ("them", "their", "theirs"),
}  # fmt: skip
DOLLAR = "\uff04"
"""A dollar sign that begins no placeholder."""
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Hides:
    """What the team member keeps back; at least one of the three."""

    listener: str = field(default="", metadata={"doc": "told to somebody who listens"})
    late: str = field(default="", metadata={"doc": "told late, when there is trust"})
    hardly_ever: str = field(default="", metadata={"doc": "told to hardly anybody"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A team member in somebody's own words. Each answer has one to three sentences, said by the team member: "I want…"."""

    scenario: str = field(metadata={"doc": "its name, as that of a file", "pattern": "[a-z][a-z0-9_]*"})
    name: str = field(metadata={"doc": "what the team member is called, best an invented name", "nonempty": True})
    role: str = field(metadata={"doc": "what they do, in a few words", "nonempty": True})
    fear: str = field(metadata={"doc": "the persona whose fear, trust and traps it takes over", "nonempty": True})
    wants: str = field(metadata={"doc": "what they really want; told to a listener", "nonempty": True})
    hides: Hides
    pronouns: Literal["she", "he", "they"] = field(default="they", metadata={"doc": "she, he or they"})
    says: str = field(default="", metadata={"doc": "what they say they want; told to a fair question"})
    why: str = field(default="", metadata={"doc": "why they want it; told to a listener"})
    enjoys: str = field(default="", metadata={"doc": "what they enjoy"})
    not_wanted: str = field(default="", metadata={"doc": "what they would not want"})
    good_at: str = field(default="", metadata={"doc": "what they are good at"})
    lacks: str = field(default="", metadata={"doc": "what they still lack"})
    first_words: str = field(default="", metadata={"doc": "how they begin"})
    knows: str = field(default="", metadata={"doc": "what the manager knows beforehand; about them, not by them"})
    version: int = field(default=1, metadata={"doc": "a number to raise with each change"})
    mark: Mark = field(default=NO_MARK, compare=False)

    def person(self) -> Person:
        """Who plays it."""
        return Person(safe(self.name), self.pronouns, *PRONOUNS[self.pronouns])

    def answers(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Every answer in words, with the keys that lead to it."""
        for one in ANSWERS:
            yield (one,), getattr(self, one)
        for one in HIDDEN:
            yield ("hides", one), getattr(self.hides, one)


ANSWERS = tuple(one.name for one in fields(Scenario) if one.name not in ("scenario", "fear", "hides", "pronouns", "version", "mark"))
HIDDEN = tuple(one.name for one in fields(Hides) if one.name != "mark")
NOT_SAID = frozenset({"name", "role", "knows"})
"""Answers about the team member; all others are said by them."""


@dataclass(frozen=True, slots=True)
class Caution:
    """A kind word about what was typed, and the words that bring it up."""

    say: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Others:
    """Nouns after which a pronoun may be somebody else: "she" or "he" after `one`, "they" after `one` or `many`."""

    one: tuple[str, ...]
    many: tuple[str, ...]

    def for_pronoun(self, they: str) -> frozenset[str]:
        """Those after which this pronoun may be somebody else."""
        return frozenset((*self.one, *self.many) if they == "they" else self.one)


@dataclass(frozen=True, slots=True)
class Tells:
    """The topic in which each answer of the form is told."""

    says: str
    wants: str
    why: str
    enjoys: str
    not_wanted: str
    good_at: str
    lacks: str
    hides: str
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Beside:
    """What scenarios need beside the stock of lines; see flows/personas/own.yaml."""

    traps: Mapping[str, str]
    tells: Tells
    caution: Mapping[str, Caution]
    others: Others


def load_scenario(text: str, file: str, beside: Beside, fears: Collection[str], problems: list[Problem]) -> Scenario | None:
    """The scenario that `text` describes; every problem is added to `problems`. None when it does not have the right shape.

    `fears` are the personas whose fear it may name.
    """
    found: list[Problem] = []
    node = read_yaml(text, file, found)
    scenario = shape(node, Scenario, found) if node is not None else None
    if node is not None and scenario is not None:
        places = Places(node)
        found += _faults(scenario, places, beside.others)
        if scenario.fear not in fears:
            near = nearest_name(scenario.fear, fears)
            fix = f"did you mean '{near}'?" if near else f"use one of {', '.join(sorted(fears))}"
            mark = places.value(scenario.mark, "fear")
            found.append(Problem("N001", f"no persona is called {quoted(scenario.fear)}, so none has that fear", mark, fix))
    problems += sorted(found, key=lambda problem: (problem.mark, problem.code))
    return scenario


def load_beside(text: str, file: str) -> Beside:
    """What scenarios need beside the stock of lines. SourceError with every problem."""
    problems: list[Problem] = []
    node = read_yaml(text, file, problems)
    beside = shape(node, Beside, problems) if node is not None else None
    if beside is None or problems:
        raise SourceError(problems)
    return beside


def _faults(scenario: Scenario, places: Places, others: Others) -> Iterator[Problem]:
    who = scenario.person()
    strangers = others.for_pronoun(who.they)
    for path, answer in scenario.answers():
        mark = places.value(scenario.mark, *path)
        if len(answer) > MOST:
            yield Problem("N002", f"this answer has {len(answer)} characters", mark, f"keep to {MOST}: one to three sentences")
        elif path[-1] not in NOT_SAID and first_person(answer, who, strangers) is None:
            yield Problem("N003", f"{quoted(answer)} is about {who.name}", mark, "write it as they would say it, with I and my")
    if not any(getattr(scenario.hides, one).strip() for one in HIDDEN):
        mark = places.value(scenario.mark, "hides")
        yield Problem("N002", "nothing is hidden", mark, f"fill one of {', '.join(HIDDEN)}: without it there is nothing to find out")


def safe(text: str) -> str:
    """`text` on one line, without what cannot be seen; a dollar sign becomes one that is no placeholder."""
    shown = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(shown.replace("$", DOLLAR).split())


def scenario_name(name: str, taken: Mapping[str, object]) -> str:
    """A name for the file of a scenario about somebody of this name, not yet taken."""
    word = _NOT_A_NAME.sub("_", name.lower()).strip("_")[:40]
    word = word if word[:1].isalpha() else "scenario"
    number = 1
    while (made := word if number == 1 else f"{word}_{number}") in taken:
        number += 1
    return made


def scenario_as_yaml(scenario: Scenario) -> str:
    """The file of a scenario: what `load_scenario` reads back as the same scenario."""
    lines = [f"{one}: {_value(getattr(scenario, one))}" for one in ("scenario", "version", "name", "pronouns", "role", "fear")]
    lines += [f"{one}: {_value(getattr(scenario, one))}" for one in ANSWERS if one not in ("name", "role") and getattr(scenario, one)]
    hidden = [f"  {one}: {_value(getattr(scenario.hides, one))}" for one in HIDDEN if getattr(scenario.hides, one)]
    return "\n".join([*lines, "hides:" if hidden else "hides: {}", *hidden]) + "\n"


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    shown = "".join(one if one.isprintable() else " " for one in value)
    return json.dumps(" ".join(shown.split()), ensure_ascii=False)


# -- with care for real people ----------------------------------------------------------------------------------------------


def cautions(scenario: Scenario, beside: Beside) -> tuple[str, ...]:
    """Kind words about what may tell too much of a real person; each once. Nothing is refused for them."""
    texts = [text for _, text in scenario.answers() if text]
    found = []
    for kind, caution in beside.caution.items():
        by_words = bool(caution.words) and any(_has_word(text, caution.words) for text in texts)
        by_rule = (kind == "full_name" and _full_name(scenario)) or (kind == "email" and any(_has_address(text) for text in texts))
        if by_words or by_rule:
            found.append(caution.say)
    return tuple(found)


def _has_word(text: str, wanted: tuple[str, ...]) -> bool:
    words = re.findall(r"[^\W_]+", text.lower())
    line = f" {' '.join(words)} "
    return any(f" {one[:-1]}" in line if one.endswith("*") else f" {one} " in line for one in wanted)


def _has_address(text: str) -> bool:
    return any("." in word.rpartition("@")[2].strip(".,;:!?)") and not word.startswith("@") for word in text.split() if "@" in word)


def _full_name(scenario: Scenario) -> bool:
    """Whether the name has two parts, or an answer has a name with a second one behind it."""
    if sum(part[:1].isalpha() for part in scenario.name.split()) > 1:
        return True
    name = scenario.name.strip().lower()
    for _, text in scenario.answers():
        words, begins = text.split(), True
        for word, after in pairwise(words):
            first = word.lower() == name or (not begins and len(word) > 1 and word.istitle() and word.isalpha())
            begins = word[-1] in ".!?"
            if first and len(after) > 1 and after.strip(".,;:!?)").istitle():
                return True
    return False
