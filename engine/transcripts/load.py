"""From the text of a transcript to a checked value, or to every problem that it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from engine.errors import nearest_name
from engine.flow.places import Places
from engine.source.problems import Mark, Problem, quoted
from engine.source.reader import Node, read_yaml
from engine.source.shapes import shape
from engine.talk.events import KINDS
from engine.talk.guide import Guide
from engine.talk.machine import READY
from engine.transcripts.model import DOINGS, Names, Person, Transcript, Turn, key_of, several

TRANSCRIPT_CODES: dict[str, str] = {
    "T001": "a transcript names a step, a need, an act or an event that there is not",
    "T002": "keys of a transcript that do not go together",
    "T003": "a day that the calendar does not have",
}
"""Every code of this room with its meaning."""

T = TypeVar("T")
NEEDS = ("need", "next", "met", "not_met", "thin", "skipped", "reopened", "held")
ACTS = ("acts", "only", "not_acts")
EVENTS = ("events", "never")
NOTHING = "nothing"
COACHED = ("change", "resume")
"""What can be done in a talk with the coach alone."""


def load_transcript(text: str, file: str, problems: list[Problem]) -> tuple[Transcript, Places] | None:
    """The transcript that `text` describes and where its values stand; every problem is added to `problems`.

    Names are not checked here, because that needs the flow: see `wrong_names`.
    """
    loaded = _load(text, file, Transcript, problems)
    if loaded is None:
        return None
    transcript, node = loaded
    places = Places(node)
    found = sorted(_misfits(transcript, places), key=lambda problem: problem.mark)
    problems += found
    return None if found else (transcript, places)


def load_person(text: str, file: str, problems: list[Problem]) -> Person | None:
    """The answers that lead to where a transcript begins; every problem is added to `problems`."""
    loaded = _load(text, file, Person, problems)
    return loaded[0] if loaded else None


def _load(text: str, file: str, kind: type[T], problems: list[Problem]) -> tuple[T, Node] | None:
    found: list[Problem] = []
    node = read_yaml(text, file, found)
    value = shape(node, kind, found) if node is not None else None
    problems += found
    return (value, node) if node is not None and value is not None and not found else None


def _misfits(one: Transcript, places: Places) -> Iterator[Problem]:
    """Keys that do not go together, and days that do not exist."""
    for key, given, fits, fix in (
        ("manager", one.manager, one.persona is not None, "name the persona as well, or leave the manager out"),
        ("measures", one.measures, one.persona is not None, "only rehearsals are measured"),
        ("left", one.left, one.persona is not None, "only a persona can leave"),
        ("from", one.from_, one.persona is None, "a rehearsal begins at its beginning"),
        ("from", one.from_, bool(one.person or one.answers), "add 'person' or 'answers' that lead there"),
        ("person", one.person, one.from_ is not None, "say with 'from' how far they lead"),
    ):
        if given is not None and not fits:
            yield Problem("T002", f"'{key}' does not go with the rest of this file", places.key(one.mark, key), fix)
    if one.from_ is not None and one.from_.step is None and one.from_.need is None:
        yield Problem("T002", "'from' says neither a step nor a need", places.key(one.mark, "from"), "add 'step' or 'need'")
    for mark, today in ((one.mark, one.today), *((turn.mark, turn.today) for turn in one.turns)):
        if today is not None and not _is_day(today):
            yield Problem("T003", f"{today} is no day", places.value(mark, "today"), "write it as 2027-01-31")
    for number, turn in enumerate(one.turns, start=1):
        yield from _turn_misfits(one, number, turn, places)


def _turn_misfits(one: Transcript, number: int, turn: Turn, places: Places) -> Iterator[Problem]:
    done = [key for key in DOINGS if getattr(turn, key) is not None]
    if len(done) != 1:
        message = f"turn {number} says and does " + ("nothing" if not done else " and ".join(done) + " at once")
        yield Problem("T002", message, turn.mark, "give it exactly one of " + ", ".join(DOINGS))
        return
    for key in done:
        if (key in COACHED and one.persona is not None) or (key == "end" and one.persona is None):
            yield Problem("T002", f"'{key}' cannot happen in such a talk", places.key(turn.mark, key), "say something instead")
    for judged in (turn.dispute, turn.confirm):
        if judged is not None and (judged.turn >= number or one.turns[judged.turn - 1].say is None):
            fix = "name an earlier turn in which something is said"
            yield Problem("T002", f"nothing is said in turn {judged.turn} before this", places.value(judged.mark, "turn"), fix)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def wrong_names(one: Transcript, places: Places, guide: Guide) -> list[Problem]:
    """Every step, need, act and event that the transcript names and that there is not.

    What is expected not to happen would pass for ever under a misspelt name.
    """
    needs = [need.id for _, need in guide.flow.needs()]
    steps = [*(step.id for step in guide.flow.steps), READY]
    acts = [*guide.language.lexicon.acts("manager" if one.persona else "employee"), "other"]
    problems: list[Problem] = []

    def look(block: Mark, key: str, what: str, names: Names | None, known: Sequence[str]) -> None:
        for name in several(names if names is not None else ()):
            bare = key_of(name)[0] if what == "need" else name
            if bare not in known and not (key == "next" and name == NOTHING):
                problems.append(_unknown(what, bare, known, places.word(block, key, name)))

    for turn in one.turns:
        look(turn.mark, "step", "step", turn.step, steps)
        for keys, what, known in ((NEEDS, "need", needs), (ACTS, "act", acts), (EVENTS, "event", list(KINDS))):
            for key in keys:
                look(turn.mark, key, what, getattr(turn, key), known)
        look(turn.mark, "fills", "need", tuple(turn.fills or ()), needs)
        for judged in (turn.dispute, turn.confirm):
            look(judged.mark if judged else turn.mark, "act", "act", judged.act if judged else None, acts)
        look(turn.change.mark if turn.change else turn.mark, "need", "need", turn.change.need if turn.change else None, needs)
    look(one.mark, "facts", "need", tuple(one.facts or ()), needs)
    look(one.mark, "answers", "need", tuple(one.answers), needs)
    if one.from_ is not None:
        look(one.from_.mark, "step", "step", one.from_.step, steps)
        look(one.from_.mark, "need", "need", one.from_.need, needs)
    return sorted(problems, key=lambda problem: problem.mark)


def _unknown(what: str, name: str, known: Iterable[str], mark: Mark) -> Problem:
    nearest = nearest_name(name, known)
    fix = f"did you mean '{nearest}'?" if nearest else "known: " + ", ".join(known)
    return Problem("T001", f"there is no {what} {quoted(name)}", mark, fix)


def with_person(one: Transcript, person: Person | None) -> Person:
    """Who leads to where the turns begin: the transcript's own answers before those of `person`."""
    if person is None:
        return Person(one.answers, ("That's right.",))
    return replace(person, answers={**person.answers, **one.answers})
