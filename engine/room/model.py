"""What an author may write for the room, as types: moves to vote for, observer cards, and the guide of the debrief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.flow.model import NO_MARK, Lines
from engine.source.problems import Mark

_FEWEST = 12
"""Lines of one kind in one stage: with four options a turn they last a whole talk."""
_BLOCK = {"min": _FEWEST}


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the talk, and the steps of the flow that belong to it."""

    title: str = field(metadata={"nonempty": True})
    steps: tuple[str, ...] = field(metadata={"nonempty": True})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class ByStage:
    """Lines of one kind for every stage."""

    opening: Lines = field(metadata=_BLOCK)
    story: Lines = field(metadata=_BLOCK)
    readiness: Lines = field(metadata=_BLOCK)
    needs: Lines = field(metadata=_BLOCK)
    plan: Lines = field(metadata=_BLOCK)
    mark: Mark = field(default=NO_MARK, compare=False)

    def of(self, stage: str) -> Lines:
        """The lines for a stage."""
        lines: Lines = getattr(self, stage)
        return lines


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of a talk, in order."""

    opening: Stage
    story: Stage
    readiness: Stage
    needs: Stage
    plan: Stage
    mark: Mark = field(default=NO_MARK, compare=False)


STAGES = ("opening", "story", "readiness", "needs", "plan")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of move: its name for the room, the acts that show it, whether it usually helps or costs, and its lines."""

    name: str = field(metadata={"nonempty": True})
    acts: tuple[str, ...] = field(metadata={"nonempty": True})
    leans: Literal["helps", "costs"]
    lines: ByStage
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Moves:
    """Everything that the room can vote for."""

    stages: Stages
    kinds: Mapping[str, Kind] = field(metadata={"min": 4})
    mark: Mark = field(default=NO_MARK, compare=False)

    def stage_of(self, step: str) -> str:
        """The stage that a step of the flow belongs to; the last for a step that belongs to none."""
        return next((name for name in STAGES if step in getattr(self.stages, name).steps), STAGES[-1])

    def title(self, stage: str) -> str:
        """What a stage is called."""
        named: Stage = getattr(self.stages, stage)
        return named.title


@dataclass(frozen=True, slots=True)
class Tally:
    """One number that a table counts: its name, the acts that count for the rules, and where it should go in a second round."""

    name: str = field(metadata={"nonempty": True})
    better: Literal["more", "fewer"]
    acts: tuple[str, ...] = ()
    opening: bool = field(default=False, metadata={"doc": "counts the four parts of the opening instead of turns"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Card:
    """An observer card: what one table looks out for."""

    title: str = field(metadata={"nonempty": True})
    watch: str = field(metadata={"nonempty": True})
    counts: tuple[str, ...] = field(metadata={"nonempty": True, "doc": "wordings that count"})
    not_: tuple[str, ...] = field(metadata={"key": "not", "nonempty": True, "doc": "wordings that do not"})
    ask: str = field(metadata={"nonempty": True, "doc": "what the table is asked afterwards"})
    tallies: Mapping[str, Tally] = field(metadata={"nonempty": True})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Cards:
    """The observer cards, one a table."""

    cards: Mapping[str, Card] = field(metadata={"nonempty": True})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One screen of the debrief: its title, what it is for, and its prompts in the order in which they are asked."""

    title: str = field(metadata={"nonempty": True})
    about: str = field(metadata={"nonempty": True})
    prompts: tuple[str, ...] = field(metadata={"min": 3, "max": 5})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class IfThen:
    """The card that everybody takes home: two sentences to fill in, and examples."""

    title: str = field(metadata={"nonempty": True})
    when: str = field(metadata={"nonempty": True})
    then: str = field(metadata={"nonempty": True})
    day: str = field(metadata={"nonempty": True})
    examples: tuple[str, ...] = field(metadata={"min": 3})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Guide:
    """The debrief in four screens, and the card at its end."""

    reactions: Part
    happened: Part
    why: Part
    monday: Part
    card: IfThen
    mark: Mark = field(default=NO_MARK, compare=False)


PARTS = ("reactions", "happened", "why", "monday")
