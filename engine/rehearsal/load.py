"""From the texts of persona files to checked values, or to every problem that they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from engine.flow.places import Places
from engine.rehearsal.asked import asked_from
from engine.rehearsal.check import BEARABLE, Known, check_persona, check_stage
from engine.rehearsal.persona import Cast, Persona, Stage
from engine.rehearsal.topics import TopicIndex, read_topics
from engine.source.problems import Problem, SourceError
from engine.source.reader import read_yaml
from engine.source.shapes import shape
from engine.talk.faults import plain

T = TypeVar("T")


def load_persona(text: str, file: str, known: Known, problems: list[Problem]) -> tuple[Persona, Places] | None:
    """The persona that `text` describes and where its lines stand; every problem is added to `problems`."""
    return _load(text, file, Persona, check_persona, known, problems)


def load_stage(text: str, file: str, known: Known, problems: list[Problem]) -> Stage | None:
    """What all personas share; every problem is added to `problems`."""
    loaded = _load(text, file, Stage, check_stage, known, problems)
    return loaded[0] if loaded else None


def load_topics(text: str, file: str, problems: list[Problem]) -> dict[str, Any] | None:
    """The plain data of the shared topics; None with the reasons in `problems`."""
    found: list[Problem] = []
    node = read_yaml(text, file, found)
    problems += found
    if node is None or found:
        return None
    data: Any = plain(node)
    try:
        read_topics(data)
        if all(isinstance(one[part], str) for one in data["topics"].values() for part in ("step", "about")):
            return dict(data)
        reason = "each needs its step and what it is about"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = str(error)
    problems.append(Problem("P001", f"the topics cannot be used: {reason}", node.mark, "see flows/README.md"))
    return None


def told_topics(data: Mapping[str, Any], asked: Mapping[str, object]) -> tuple[str, ...]:
    """The topics that a persona tells of; those in `asked` only ask for its plan."""
    return tuple(name for name in data["topics"] if name not in asked)


def own_index(index: TopicIndex, persona: Persona, problems: list[Problem]) -> TopicIndex | None:
    """The shared index with the persona's own key words and lines; None when a key word cannot be used, told in `problems`."""
    topics = persona.topics.items()
    try:
        return index.with_keywords({name: one.keywords for name, one in topics}, {name: tuple(one.texts()) for name, one in topics})
    except ValueError as error:
        problems.append(Problem("P001", str(error), persona.mark, "see flows/README.md for how key words are written"))
        return None


def cast_of(texts: Mapping[str, str], source: str, key: str) -> Cast:
    """A persona with its stage from the texts of its files (`persona`, `moves`, `topics`). SourceError with every problem.

    `asked`, when it is there, holds what a team member asks for: the persona then asks for that.

    Too few lines or lines said twice keep nobody from rehearsing.
    """
    data, stage, topics = _shared(texts["topics"], texts["moves"])
    problems: list[Problem] = []
    loaded = load_persona(texts["persona"], "persona", Known(told_topics(data, stage.plan)), problems)
    serious = [one for one in problems if one.code not in BEARABLE]
    if loaded is None or serious:
        raise SourceError(serious)
    asked = asked_from(texts["asked"]) if "asked" in texts else None
    persona = loaded[0].asking(asked) if asked else loaded[0]
    index = own_index(topics, persona, problems)
    if index is None:
        raise SourceError(problems)
    steps, abouts = ({name: str(one[part]) for name, one in data["topics"].items()} for part in ("step", "about"))
    return Cast(persona, stage, steps, abouts, index, source, key, asked)


@lru_cache(maxsize=4)
def _shared(topics: str, moves: str) -> tuple[Mapping[str, Any], Stage, TopicIndex]:
    """What all personas of a stage share, made ready once: a fifth of a second. SourceError with every problem."""
    problems: list[Problem] = []
    data = load_topics(topics, "personas/topics.yaml", problems)
    known = Known(tuple(data["topics"]) if data else ())
    stage = load_stage(moves, "personas/moves.yaml", known, problems) if data else None
    if data is None or stage is None:
        raise SourceError(problems)
    return data, stage, TopicIndex(read_topics(data))


def _load(
    text: str, file: str, kind: type[T], check: Callable[[T, Known, Places], list[Problem]], known: Known, problems: list[Problem]
) -> tuple[T, Places] | None:
    found: list[Problem] = []
    node = read_yaml(text, file, found)
    value = shape(node, kind, found) if node is not None else None
    loaded = (value, Places(node)) if node is not None and value is not None else None
    if loaded is not None:
        found += check(loaded[0], known, loaded[1])
    problems += sorted(found, key=lambda problem: (problem.mark, problem.code))
    return loaded
