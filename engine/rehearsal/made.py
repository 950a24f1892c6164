"""From a scenario to a persona: its sentences on the levels where they belong, and neutral lines for all that is not about them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from engine.flow.model import Lines
from engine.rehearsal.check import BEARABLE, Known, bare_words, no_topic
from engine.rehearsal.first_person import first_person
from engine.rehearsal.load import load_persona
from engine.rehearsal.persona import LEVELS, Persona, Topic
from engine.rehearsal.scenario import ASKED, Beside, Scenario, Tells, load_scenario, safe
from engine.source.problems import Problem, SourceError
from engine.source.shapes import keys_of

LONGEST = 240
"""Characters up to which sentences of an answer are said in one breath."""
MOST_KEYS = 8
_SENTENCE = re.compile(r"(?<=[.!?…\u061f\u3002])\s+")
_WORD = re.compile(r"[^\W\d_]{4,}")

Told = Mapping[str, Mapping[str, list[str]]]
"""Topic -> level -> what is told there in the scenario's own words, the first thing first."""


def read_scenario(text: str, file: str, beside: Beside, fears: Collection[str]) -> Scenario:
    """The scenario in the text of a file. SourceError with every problem that keeps it from being played."""
    problems: list[Problem] = []
    scenario = load_scenario(text, file, beside, fears, problems)
    serious = [one for one in problems if one.code not in ASKED]
    if scenario is None or serious:
        raise SourceError(serious)
    return scenario


def persona_text(scenario: Scenario, beside: Beside, lender: Persona, stock: str, topics: str) -> str:
    """The file of the persona that a scenario becomes, from the texts of the stock and of the topics.

    SourceError for a faulty stock, or when an answer would be told in a topic that there is not.
    """
    problems: list[Problem] = []
    loaded = load_persona(stock, "personas/stock.yaml", Known(tuple(lender.topics)), problems)
    serious = [one for one in problems if one.code not in BEARABLE]
    if loaded is None or serious:
        raise SourceError(serious)
    told_in = [getattr(beside.tells, key.field) for key in keys_of(Tells)]
    nowhere = [no_topic(topic, beside.tells.mark, loaded[0].topics) for topic in told_in if topic not in loaded[0].topics]
    if nowhere:
        raise SourceError(nowhere)
    common = frozenset(_WORD.findall(f"{topics}\n{stock}".lower()))
    return persona_as_yaml(persona_of(scenario, lender, loaded[0], beside, common))


def persona_of(scenario: Scenario, lender: Persona, stock: Persona, beside: Beside, common: Collection[str]) -> Persona:
    """The persona of a scenario. `lender` gives state, unlocks, fear and trap, `stock` every line that the scenario does not.

    `common` are words, in small letters, with which managers ask about any topic, so that none of them can name one.
    """
    said = {_bare(text) for _, text in stock.texts()}
    told = {topic: {level: _fresh(lines, said) for level, lines in levels.items()} for topic, levels in _told(scenario, beside).items()}
    first = _fresh([_spoken(scenario, scenario.first_words, beside)], said) if scenario.first_words.strip() else []
    keys = _keys(told, {*common, *_WORD.findall(scenario.name.lower())})
    topics = {
        name: _topic(topic, told.get(name, {}), lender.topics.get(name, topic), keys.get(name, ()), alone=name == beside.tells.hides)
        for name, topic in stock.topics.items()
    }
    return Persona(
        persona=scenario.scenario, version=scenario.version, title=stock.title, fear=lender.fear, role=safe(scenario.role),
        brief={"a": safe(scenario.knows)} if scenario.knows.strip() else stock.brief,
        start=lender.start, trap=beside.traps.get(lender.persona, lender.trap),
        topics=topics,
        lines={**stock.lines, **({"first": {"own": first[0]}} if first else {})},
        after=stock.after,
        person=scenario.person(),
    )  # fmt: skip


def _told(scenario: Scenario, beside: Beside) -> Told:
    """Where each answer belongs. What is hidden comes out in one order: for a listener, late, hardly ever."""

    def lines(answer: str) -> list[str]:
        return _chunks(_sentences(_spoken(scenario, answer, beside)))

    def spread(answer: str) -> dict[str, list[str]]:
        sentences = _sentences(_spoken(scenario, answer, beside))
        return {"l1": sentences[:1], "l2": _chunks(sentences[1:])}

    hides = scenario.hides
    told = {
        "hides": {"l2": lines(hides.listener), "l3": [*lines(hides.late), *lines(hides.hardly_ever)]},
        "says": {"l1": lines(scenario.says)},
        "wants": {"l2": lines(scenario.wants)},
        "why": {"l2": lines(scenario.why)},
        **{answer: spread(getattr(scenario, answer)) for answer in ("enjoys", "not_wanted", "good_at", "lacks")},
    }
    topics: dict[str, dict[str, list[str]]] = {}
    for answer, levels in told.items():
        topics.setdefault(getattr(beside.tells, answer), {}).update(levels)
    return topics


def _spoken(scenario: Scenario, answer: str, beside: Beside) -> str:
    """An answer as it will be said: in the first person where that is safe, else as it was written."""
    turned = first_person(answer, scenario.person(), beside.others.for_pronoun(scenario.pronouns))
    return safe(answer if turned is None else turned)


def _sentences(text: str) -> list[str]:
    parts = [part for part in _SENTENCE.split(text) if part]
    return [part[:1].upper() + part[1:] + ("." if part[-1].isalnum() else "") for part in parts]


def _chunks(sentences: Iterable[str]) -> list[str]:
    """Sentences put together as long as they can be said in one breath."""
    made: list[str] = []
    for one in sentences:
        if made and len(made[-1]) + len(one) < LONGEST:
            made[-1] += f" {one}"
        else:
            made.append(one)
    return made


def _fresh(lines: Iterable[str], said: set[str]) -> list[str]:
    """The lines that say nothing that was said before; `said` grows by them."""
    fresh = []
    for line in lines:
        if _bare(line) not in said:
            said.add(_bare(line))
            fresh.append(line)
    return fresh


def _bare(text: str) -> str:
    return bare_words(text) or text


def _topic(stock: Topic, told: Mapping[str, list[str]], lender: Topic, keys: tuple[str, ...], *, alone: bool) -> Topic:
    """A topic with the scenario's own lines before those of the stock, on level 1 and where they stand `alone` in their place."""
    own = {level: {f"own{number}": text for number, text in enumerate(lines, 1)} for level, lines in told.items()}
    levels: dict[str, Lines] = {level: {**own.get(level, {}), **getattr(stock, level)} for level in LEVELS}
    levels |= {level: lines for level, lines in own.items() if lines and (alone or level == "l1")}
    any_told = any(own.values())
    return replace(
        stock, unlock=lender.unlock, keywords=keys, in_order=any_told, fills=stock.fills if any_told else {},
        l0=levels["l0"], l1=levels["l1"], l2=levels["l2"], l3=levels["l3"],
    )  # fmt: skip


def _keys(told: Told, common: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each topic the telling words of its own lines: those that no other topic has and that are nobody's way of asking."""
    words = {
        topic: list(dict.fromkeys(word for lines in levels.values() for line in lines for word in _WORD.findall(line.lower())))
        for topic, levels in told.items()
    }
    found = {}
    for topic, mine in words.items():
        elsewhere = {word for other, theirs in words.items() if other != topic for word in theirs}
        kept = (word for word in mine if word not in elsewhere and word not in common)
        found[topic] = tuple(dict.fromkeys(f"{_stem(word)}*" for word in kept))[:MOST_KEYS]
    return found


def _stem(word: str) -> str:
    """The word without the s of a plural."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def persona_as_yaml(persona: Persona) -> str:
    """The file of a persona: what the strict reader takes for the same persona."""
    return json.dumps(_plain(asdict(persona)), ensure_ascii=False, indent=1) + "\n"


def _plain(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key.removesuffix("_"): _plain(value) for key, value in data.items() if key != "mark" and value is not None}
    return [_plain(one) for one in data] if isinstance(data, tuple | list) else data
