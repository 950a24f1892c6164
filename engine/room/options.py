"""Which lines the room is offered for the next turn: different kinds of move, none of them twice, the same for the same seed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

from engine.room.model import STAGES, Moves
from engine.talk.session import Session

MOST = 4
"""Options in one turn."""
COSTLY = 2
"""Options of a turn that usually cost something, at most; one is always among them while there are any left."""
TURNS_A_STAGE = 3
"""Turns of the manager that a stage lasts at least, unless the trainer says otherwise; the opening lasts no longer."""
FEWEST_WORDS, MOST_WORDS = 3, 10
_SENTENCE = re.compile(r"[^.!?;:…]+")
_OWN = frozenset(("i", "i'm", "i'd", "i'll", "i've", "me", "my", "mine", "myself", "we", "we're", "we'd", "we'll", "we've", "us", "our"))
"""Words that change sides when somebody else says them."""
_BAD_ENDS = "\"'“”‘’ ,–-"


@dataclass(frozen=True, slots=True)
class Option:
    """A line that could be said next: its id (kind.stage.key), the kind of move, and the words with every place filled."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What lines may take up of the talk: the team member's last words and name, and the topic at hand as it is said to them.

    "" where there is nothing to take up; a line that needs it is passed over.
    """

    words: str = ""
    topic: str = ""
    name: str = ""

    def put_in(self, text: str) -> str:
        """`text` with every place filled; "" when one cannot be."""
        for place, value in (("$words", self.words), ("$topic", self.topic), ("$name", self.name)):
            if place in text:
                if not value:
                    return ""
                text = text.replace(place, value)
        return text[:1].upper() + text[1:]


def options(moves: Moves, stage: str, scene: Scene, seed: int, turn: int, shown: Collection[str]) -> tuple[Option, ...]:
    """Up to four options for a turn, each of another kind; `shown` are the ids of all options of earlier turns.

    Fewer than four only when the lines of the stage run out. The same for the same arguments.
    """
    fresh = {kind: option for kind in moves.kinds if (option := _line(moves, kind, stage, scene, seed, turn, shown))}
    costs = [kind for kind in _mixed(fresh, seed, turn) if moves.kinds[kind].leans == "costs"]
    helps = [kind for kind in _mixed(fresh, seed, turn) if moves.kinds[kind].leans == "helps"]
    several = COSTLY if len(helps) < MOST - 1 or _lot(f"several {stage}", seed, turn) % 3 == 0 else 1
    taken = costs[:several]
    taken += helps[: MOST - len(taken)]
    return tuple(fresh[kind] for kind in sorted(taken, key=lambda kind: _lot(f"place {kind}", seed, turn)))


def _line(moves: Moves, kind: str, stage: str, scene: Scene, seed: int, turn: int, shown: Collection[str]) -> Option | None:
    """The line of a kind for this turn; one that takes up what was said comes before one that would fit anywhere."""
    found: list[tuple[bool, int, Option]] = []
    for key, text in moves.kinds[kind].lines.of(stage).items():
        name = f"{kind}.{stage}.{key}"
        words = scene.put_in(text) if name not in shown else ""
        if words:
            found.append(("$words" not in text or turn % 2 == 0, _lot(name, seed, turn), Option(name, kind, words)))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _mixed(names: Collection[str], seed: int, turn: int) -> list[str]:
    return sorted(names, key=lambda name: _lot(name, seed, turn))


def _lot(name: str, seed: int, turn: int) -> int:
    """A number that is drawn by name, seed and turn, and is the same on every machine."""
    return crc32(f"{seed}:{turn}:{name}".encode())


def stage_now(moves: Moves, session: Session) -> str:
    """The stage whose lines fit: that of the talk's step, but no further than one stage for three turns, and no opening after these.

    One early promise leads a talk straight to the plan; the room would then be offered plans before it has heard a story.
    """
    furthest = session.turn // TURNS_A_STAGE
    place = min(STAGES.index(moves.stage_of(session.step)), furthest)
    return STAGES[max(place, min(1, furthest))]


def last_words(text: str) -> str:
    """A few words to be given back: the last sentence of `text` that is short enough, without its end mark; "" for none.

    Questions are not given back, nor what would mean something else in the manager's mouth ("I'm writing that down").
    """
    return next(_quotable(text), "")


def _quotable(text: str) -> Iterator[str]:
    line = " ".join(text.split()).replace("’", "'")
    for found in reversed(list(_SENTENCE.finditer(line))):
        words = found.group().strip(_BAD_ENDS)
        several = words.lower().split()
        asked = line[found.end() : found.end() + 1] == "?"
        own = not _OWN.isdisjoint(one.strip(_BAD_ENDS) for one in several)
        if FEWEST_WORDS <= len(several) <= MOST_WORDS and not asked and not own and not set(words) & set('"“”$'):
            yield words


def guesses(moves: Moves) -> Mapping[str, str]:
    """What a line may have been, for the room to guess: kind of move -> name."""
    return {kind: one.name for kind, one in moves.kinds.items()}
