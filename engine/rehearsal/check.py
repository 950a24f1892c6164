"""What the types of a persona cannot say: blocks that must be there, enough lines to last a talk, names that must exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from engine.errors import nearest_name
from engine.flow.model import Lines
from engine.flow.places import Places
from engine.rehearsal.persona import BANKS, IDEAS, LEVELS, Persona, Stage, Topic
from engine.rehearsal.state import VARIABLES
from engine.source.problems import Mark, Problem, quoted

PERSONA_CODES: dict[str, str] = {
    "P001": "topics or their key words that cannot be used",
    "P002": "a block of lines is missing, empty or unknown",
    "P003": "too few lines in a block",
    "P004": "a topic is missing or unknown",
    "P005": "an act that the language does not know is named",
    "P006": "a need that the flow does not have, or a level that there is not, is named",
    "P007": "a placeholder that nothing fills, or that is missing",
    "P008": "two lines say the same, in one persona or in two",
    "P009": "a move changes something that is no part of the state",
}
"""Every code of this room with its meaning."""
BEARABLE = frozenset({"P003", "P008"})
"""Faults with which a rehearsal can be held all the same."""
WANTED: Mapping[str, int] = {
    "first": 3, "opening_ok": 6, "own_career": 3, "confirm": 10, "correct": 8, "summary_yes": 5, "affirmed": 6, "shrug": 5,
    "feedback_taken": 5, "defend": 6, "hurt": 5, "yes_but": 12, "consider": 5, "permission_ok": 4, "hope": 6, "quote_back": 10,
    "relax": 5, "polite": 6, "why_cool": 5, "boundary": 6, "early": 4, "propose": 10, "commit": 6, "how": 4, "sign": 4, "barrier": 5,
    "support": 5, "review": 5, "ask_back": 8, "evade": 12, "unclear": 5, "nod": 8, "awkward": 4, "dry": 8, "wrap_up": 6, "tokens": 24,
    "l0": 2, "l1": 3, "l2": 2, "l3": 2, "short": 2, "hook": 1,
}  # fmt: skip
"""How many lines a block has in a persona that lasts forty turns without saying one twice."""
ENOUGH = 0.6
"""The share of these that is needed at least."""
PARTS = (*LEVELS, "short", "hook")
KINDS = {"wrap_up": (("a", "b"), ("c", "d"), ("e", "f")), "tokens": (("w",), ("c",))}
"""How the ids of a block begin that says different things to different moods; one of each kind is needed."""
FILLED = {"quote_back": "quote", "unclear": "phrase"}
PERSON = frozenset({"name", "they", "them", "their", "theirs"})
_PLACE = re.compile(r"\$(\w*)")
_GUIDE = "see flows/README.md for the names there are"


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a persona may use; None where they are not known."""

    topics: tuple[str, ...]
    acts: frozenset[str] | None = None
    needs: frozenset[str] | None = None


def check_persona(persona: Persona, known: Known, places: Places) -> list[Problem]:
    """Every problem of one persona that its types allow."""
    return [
        *_banks(persona, places), *_topics(persona, known, places), *_unlocks(persona, known, places), *_needs(persona, known, places),
        *_placeholders(persona, places), *_after(persona, places),
    ]  # fmt: skip


def _after(persona: Persona, places: Places) -> Iterator[Problem]:
    """Blocks, lines and ideas that `after` names and that are not there."""
    ideas = persona.lines.get(IDEAS, {})
    for block, pairs in persona.after.items():
        lines = persona.lines.get(block)
        for line, after in pairs.items():
            missing = [f"{block}.{line}"] if lines is None or line not in lines else [f"{IDEAS}.{one}" for one in after if one not in ideas]
            mark = places.value(persona.mark, "after", block, line)
            yield from (Problem("P002", f"there is no line '{one}'", mark, "name lines of this file") for one in missing)


def check_stage(stage: Stage, known: Known, places: Places) -> list[Problem]:
    """Every problem of what all personas share."""
    found: list[Problem] = []
    for move, effects in stage.moves.items():
        for name in effects:
            if name not in VARIABLES:
                mark = places.value(stage.mark, "moves", move, name)
                found.append(Problem("P009", f"'{move}' changes '{name}'", mark, _nearest(name, VARIABLES)))
    for asked, ask in stage.plan.items():
        if ask.lines not in BANKS:
            mark = places.value(stage.mark, "plan", asked, "lines")
            found.append(Problem("P002", f"there is no block of lines '{ask.lines}'", mark, _nearest(ask.lines, BANKS)))
    named = [(places.word(ask.mark, "fills", need), need) for ask in stage.plan.values() for need in ask.fills]
    named += [(places.value(stage.mark, "opening", sign), need) for sign, need in stage.opening.items()]
    found += [_no_need(need, mark, known.needs) for mark, need in named if known.needs is not None and need not in known.needs]
    for key, topic in (("asked_out", stage.asked_out), ("feedback", stage.feedback), ("wish", stage.wish), ("secret", stage.secret)):
        if topic not in known.topics:
            found.append(no_topic(topic, places.value(stage.mark, key), known.topics))
    return found


def check_apart(personas: Mapping[str, tuple[Persona, Places]]) -> Iterator[Problem]:
    """Lines that two of several personas, or one of them, have twice. The later one is told."""
    seen: dict[str, tuple[str, str]] = {}
    for name, (persona, places) in personas.items():
        for place, text in persona.texts():
            plain = bare_words(text)
            if plain in seen:
                owner, first = seen[plain]
                whose = f"'{first}'" if owner == name else f"'{first}' of {owner}"
                message = f"{quoted(text)} says the same as {whose}"
                yield Problem("P008", message, _at(persona, places, place), "word one of them anew: each line belongs to one persona")
            seen.setdefault(plain, (name, place))


def no_topic(topic: str, mark: Mark, known: Iterable[str]) -> Problem:
    """What is told of a topic that there is not."""
    return Problem("P004", f"there is no topic '{topic}'", mark, _nearest(topic, known))


def bare_words(text: str) -> str:
    """The words of a line alone: two lines with the same ones say the same."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _at(persona: Persona, places: Places, place: str) -> Mark:
    block, *rest = place.split(".")
    path = ("lines", block, *rest) if block in persona.lines else ("topics", block, *rest)
    return places.value(persona.mark, *path)


def _nearest(name: str, known: Iterable[str]) -> str:
    near = nearest_name(name, known)
    return f"did you mean '{near}'?" if near else _GUIDE


def _banks(persona: Persona, places: Places) -> Iterator[Problem]:
    block = places.value(persona.mark, "lines")
    for name, when in BANKS.items():
        lines = persona.lines.get(name)
        if not lines:
            message = f"there are no lines '{name}' ({when})"
            yield Problem("P002", message, places.value(persona.mark, "lines", name) if lines is not None else block, "add the block")
            continue
        yield from _count(f"'{name}'", name, lines, places.value(persona.mark, "lines", name))
    for name in persona.lines:
        if name not in BANKS:
            yield Problem("P002", f"'{name}' is no block of lines", places.key(block, name), _nearest(name, BANKS))


def _count(where: str, kind: str, lines: Lines, mark: Mark) -> Iterator[Problem]:
    needed = ceil(ENOUGH * WANTED[kind])
    if len(lines) < needed:
        yield Problem("P003", f"{where} has {len(lines)} of {needed} lines", mark, f"write at least {needed}, better {WANTED[kind]}")
    for ids in KINDS.get(kind, ()):
        if not any(key.startswith(ids) for key in lines):
            yield Problem("P003", f"{where} has no line {' or '.join(ids)}", mark, "see flows/README.md for what these ids stand for")


def _topics(persona: Persona, known: Known, places: Places) -> Iterator[Problem]:
    block = places.value(persona.mark, "topics")
    for name in known.topics:
        if name not in persona.topics:
            yield Problem("P004", f"the topic '{name}' is missing", block, "add it with all its levels")
    for name, topic in persona.topics.items():
        if name not in known.topics:
            yield no_topic(name, places.key(block, name), known.topics)
        for part in PARTS:
            yield from _count(f"'{part}' of '{name}'", part, getattr(topic, part), places.key(topic.mark, part))


def _unlocks(persona: Persona, known: Known, places: Places) -> Iterator[Problem]:
    for name, topic in persona.topics.items():
        for level in ("l2", "l3"):
            if level not in topic.unlock:
                mark = places.key(topic.mark, "unlock")
                yield Problem("P006", f"nothing unlocks {level} of '{name}'", mark, f"add {level} with its acts and a rapport")
        for level, rule in topic.unlock.items():
            if level not in ("l2", "l3"):
                mark = places.key(places.value(topic.mark, "unlock"), level)
                yield Problem("P006", f"'{level}' of '{name}' needs no unlock or does not exist", mark, "only l2 and l3 are unlocked")
            for key, acts in (("acts", rule.acts), ("not", rule.not_)):
                for act in acts:
                    if known.acts is not None and act not in known.acts:
                        yield Problem("P005", f"there is no act '{act}'", places.word(rule.mark, key, act), _nearest(act, known.acts))


def _needs(persona: Persona, known: Known, places: Places) -> Iterator[Problem]:
    for name, topic in persona.topics.items():
        for level, need in topic.fills.items():
            mark = places.value(topic.mark, "fills", level)
            if level not in LEVELS:
                yield Problem("P006", f"'{name}' has no level '{level}'", mark, f"use one of {', '.join(LEVELS)}")
            if known.needs is not None and need not in known.needs:
                yield _no_need(need, mark, known.needs)


def _no_need(need: str, mark: Mark, known: Iterable[str]) -> Problem:
    return Problem("P006", f"there is no need '{need}'", mark, _nearest(need, known))


def _placeholders(persona: Persona, places: Places) -> Iterator[Problem]:
    for place, text in persona.texts():
        needed = FILLED.get(place.split(".")[0])
        names = _PLACE.findall(text)
        mark = _at(persona, places, place)
        if needed and needed not in names:
            yield Problem("P007", f"{quoted(text)} lacks ${needed}", mark, f"let ${needed} stand where the manager's words belong")
        yield from (_nothing_fills(name, text, mark, {needed} if needed else ()) for name in names if name != needed)
    told = [(text, places.value(persona.mark, "brief", key)) for key, text in persona.brief.items()]
    told += [(topic.about, _about(topic, places)) for topic in persona.topics.values()]
    for text, mark in told:
        yield from (_nothing_fills(name, text, mark, PERSON) for name in _PLACE.findall(text) if name not in PERSON)


def _about(topic: Topic, places: Places) -> Mark:
    return places.value(topic.mark, "about")


def _nothing_fills(name: str, text: str, mark: Mark, known: Iterable[str]) -> Problem:
    return Problem("P007", f"nothing fills '${name}' in {quoted(text)}", mark, _nearest(name, known))
