"""The counts of the tables beside those of the rules, with the turns to look at again, and two rounds side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.rehearsal.debrief import manager_turns
from engine.rehearsal.hearing import OPENING_TURNS
from engine.room.model import Cards, Tally
from engine.talk.events import ActUnsure
from engine.talk.session import Session

PARTS = ("purpose", "endpoint", "agenda")
OWN = ("handing_ownership", "own_career")
"""An act, or the cause of a change, that shows that the career was called the other person's own."""
Way = Literal["nearer", "further", "level"]


@dataclass(frozen=True, slots=True)
class Count:
    """What the rules counted for a tally: the turns behind it, and turns where they were not sure enough to count.

    `among` are the turns that were looked at, where that is not the whole talk.
    """

    number: int
    turns: tuple[int, ...]
    unsure: tuple[int, ...] = ()
    among: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A table's count beside that of the rules. `saw` is None where the table has written nothing down."""

    tally: str
    saw: int | None
    rules: Count

    @property
    def differs(self) -> bool:
        """Whether the two counts are worth a second look."""
        return self.saw is not None and self.saw != self.rules.number

    def text(self) -> str:
        """The two counts in a sentence that blames neither side."""
        where = f": {in_words(self.rules.turns)}" if self.rules.turns else ""
        if self.saw is None:
            return f"No count was entered. The rules saw {self.rules.number}{where}."
        if not self.differs:
            return f"You saw {self.saw}, and so did the rules{where}."
        sentence = f"You saw {self.saw}, the rules saw {self.rules.number}{where}."
        return f"{sentence} The rules were not sure about {in_words(self.rules.unsure)}." if self.rules.unsure else sentence

    @property
    def again(self) -> tuple[int, ...]:
        """The turns to look at together where the counts differ: counted by the rules, doubtful, or the few that were looked at."""
        return tuple(sorted({*self.rules.turns, *self.rules.unsure, *self.rules.among})) if self.differs else ()


def tallies(cards: Cards) -> dict[str, Tally]:
    """Every tally of every card, in the order in which they are entered."""
    return {name: tally for card in cards.cards.values() for name, tally in card.tallies.items()}


def counted(cards: Cards, session: Session) -> dict[str, Count]:
    """What the rules count for every tally in a rehearsal; a reading that was disputed does not count."""
    turns = manager_turns(session)
    unsure = [one for one in session.events if isinstance(one, ActUnsure) and session.judged.get((one.turn, one.act)) is None]
    found = {}
    for name, tally in tallies(cards).items():
        if tally.opening:
            found[name] = _opening(session)
            continue
        sure = tuple(one.number for one in turns if one.has(*tally.acts))
        wavered = sorted({one.turn for one in unsure if one.act in tally.acts} - set(sure))
        found[name] = Count(len(sure), sure, tuple(wavered))
    return found


def _opening(session: Session) -> Count:
    """Which of the four parts were said in the first three turns; each part counts once, at the turn that said it first."""
    first = manager_turns(session)[:OPENING_TURNS]
    said = [next((one.number for one in first if one.has(part)), 0) for part in PARTS]
    own = (one.number for one in first if one.has(OWN[0]) or any(change["because"] == OWN[1] for change in one.moved))
    turns = [turn for turn in (*said, next(own, 0)) if turn]
    return Count(len(turns), tuple(sorted(set(turns))), among=tuple(one.number for one in first))


def laid_beside(cards: Cards, saw: Mapping[str, int], session: Session) -> dict[str, Beside]:
    """The counts of the tables beside those of the rules, by tally."""
    return {name: Beside(name, saw.get(name), count) for name, count in counted(cards, session).items()}


@dataclass(frozen=True, slots=True)
class Change:
    """One tally in two rounds: what the table counted in each, and whether that is nearer to what the card is after."""

    tally: str
    first: int
    second: int
    way: Way

    def text(self) -> str:
        """The change in words."""
        by = abs(self.second - self.first)
        moved = "the same" if not by else f"{by} {'more' if self.second > self.first else 'fewer'}"
        meaning = {"nearer": "nearer to what the card is after", "further": "further from what the card is after", "level": "no change"}
        return f"{self.first} in round 1, {self.second} in round 2: {moved}, {meaning[self.way]}."


def improvement(cards: Cards, first: Mapping[str, int], second: Mapping[str, int]) -> tuple[Change, ...]:
    """What changed between two rounds, for every tally that was counted in both. Counts of tables only; no person stands in them."""
    return tuple(_changes(tallies(cards), first, second))


def _changes(known: Mapping[str, Tally], first: Mapping[str, int], second: Mapping[str, int]) -> Iterator[Change]:
    for name, tally in known.items():
        if name in first and name in second:
            gain = (second[name] - first[name]) * (1 if tally.better == "more" else -1)
            yield Change(name, first[name], second[name], "level" if not gain else "nearer" if gain > 0 else "further")


def in_words(turns: Iterable[int]) -> str:
    """Turns in words: "turn 3", "turns 3, 5"; "" for none."""
    listed = [str(one) for one in turns]
    return f"turn{'s' if len(listed) > 1 else ''} {', '.join(listed)}" if listed else ""
