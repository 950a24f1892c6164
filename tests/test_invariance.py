"""Who somebody is changes no tag: names, genders, ages and nationalities are swapped and the same must be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from engine.language.lexicon import SPEAKERS, Lexicon, build_lexicon
from engine.language.reading import SURE, read

FOLDER = Path(__file__).parents[1] / "flows" / "language" / "en"

NAMES = (
    "Anna", "Mohammed", "Wei", "Priya", "Olufemi", "Siobhan", "Jamal", "Ingrid", "Takeshi", "Fatima", "Joao", "Zofia", "Dmitri",
    "Aaliyah", "Ngozi", "Sven", "Carmen", "Kwame", "Leila", "Bjorn", "Thandiwe", "Rajesh", "Esperanza", "Ahmed", "Oleksandr",
    "Mei", "Tariq", "Gwen", "Ibrahim", "Marguerite",
)  # fmt: skip
NATIONALITIES = (
    "Polish", "Nigerian", "Indian", "German", "Chinese", "Brazilian", "Scottish", "Syrian", "Filipino", "Romanian", "Jamaican",
    "Ukrainian", "Irish", "Turkish", "Vietnamese", "American", "Somali", "French", "Kenyan", "English",
)  # fmt: skip
AGES = (17, 19, 24, 31, 38, 42, 47, 53, 58, 61, 64, 70)
PEOPLE = (("he", "him", "his", "himself", "man"), ("she", "her", "her", "herself", "woman"))

WITH_NAMES = (
    "I'll ask {} for two days by March.",
    "I might talk to {} about it one day.",
    "{} should sort that out for me.",
    "A week beside {} would teach me a lot.",
    "{} was off sick, so I ran the whole shift and nobody noticed.",
    "{}'s job, when it comes free.",
    "I love working with {} on the old engines.",
    "I need to learn what {} knows about contracts.",
    "{} grabbed me by the throat in the store room.",
    "{} put a hand on my thigh in the van.",
    "{} says he wants to kill himself.",
    "I do not know, ask {}.",
    "Tomorrow I ring {} and ask for a slot.",
    "{} has been here longer than anybody.",
    "Could you have a word with {} for me?",
)
WITH_GENDERS = (
    "I'll ask {0} on Monday whether I can sit in.",
    "I might ask {1} one day.",
    "{0} should sort that out for me.",
    "{0} hit me again last night.",
    "My team leader put {2} hand up my shirt.",
    "{0} said {0} would kill {3} tonight.",
    "A {4} at the depot could show me the ropes.",
    "I want to be the {4} whom people ask for advice.",
    "The {4} on the till fainted, so I cleared the room and called help.",
    "A week with {1} would teach me the planning.",
    "{0} waits for me outside my house with {2} brothers.",
    "I was told they do not want another {4} on the board.",
    "It is up to {1} to arrange it.",
)
WITH_AGES = (
    "I am {} and I want to build boats.",
    "I'm {}, I don't know what I want.",
    "At {} I was told that I am too old for the course.",
    "I am {} years old and I'll enrol on Monday.",
    "Team leader by {}.",
    "My colleague, {}, tried to hang herself.",
    "I'm {} and I have never led a meeting.",
    "I'm {}, so I might look into it.",
)
WITH_NATIONALITIES = (
    "I am {} and I want to build boats.",
    "I'm {}, and they call me names every day because of it.",
    "My manager is {} and never says no.",
    "My {} colleague could show me the ropes.",
    "I was told I will not get the post because I am {}.",
    "They sent the {} girls to clean the toilets and laughed at them.",
    "My {} neighbour lent me a ladder.",
    "The {} office turned down our plan.",
    "I'll ask the {} team on Friday.",
    "We finished with the {} crew at six.",
)
# First names in the examples of the cue files.
GIVEN = frozenset({"Bea", "Bo", "Dave", "Farah", "Farida", "Ines", "Jonas", "Leo", "Lola", "Lou", "Mirela", "Ola", "Pedro", "Priya"})
TURNED = {
    "he": "she", "she": "he", "him": "her", "his": "her", "himself": "herself", "herself": "himself", "hers": "his",
    "man": "woman", "woman": "man", "men": "women", "women": "men", "husband": "wife", "wife": "husband", "boyfriend": "girlfriend",
    "girlfriend": "boyfriend", "mum": "dad", "dad": "mum", "mother": "father", "father": "mother", "brother": "sister",
    "sister": "brother", "son": "daughter", "daughter": "son", "uncle": "aunt", "aunt": "uncle", "boy": "girl", "girl": "boy",
    "boys": "girls", "girls": "boys",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_NOT_ITS_OWNER = frozenset(
    ["a", "about", "again", "and", "at", "because", "before", "but", "by", "for", "from", "how", "if", "in", "is", "me", "of", "on",
     "or", "so", "that", "the", "there", "to", "what", "when", "where", "with"]
)  # fmt: skip


def load() -> Lexicon:
    return build_lexicon({p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(FOLDER.glob("*.yaml"))})


LEXICON = load()


def tags(text: str, speaker: str = "employee") -> frozenset[str]:
    """The acts read with confidence."""
    return frozenset(a.act for a in read(text, LEXICON, speaker).acts if a.confidence >= SURE)


def turned(text: str) -> str:
    """The text with every word for one sex swapped for its counterpart; `her` becomes `his` before a noun, else `him`."""

    def swap(match: re.Match[str]) -> str:
        word = match.group()
        low = word.lower()
        if low == "her":
            following = _WORD.match(text, match.end() + 1)
            owner = following is not None and following.group().lower() not in _NOT_ITS_OWNER
            other = "his" if owner and text[match.end() : match.end() + 1] == " " else "him"
        else:
            other = TURNED.get(low, low)
        return other if word == low else other.capitalize()

    return _WORD.sub(swap, text)


def examples() -> Iterator[tuple[str, str]]:
    for speaker in SPEAKERS:
        for cue in LEXICON.cues[speaker].cues:
            for text in cue.fires:
                yield speaker, text


NAMED = sorted({(speaker, text) for speaker, text in examples() if GIVEN & set(_WORD.findall(text))})
EXAMPLES = sorted({(speaker, text) for speaker, text in examples() if turned(text) != text})


@pytest.mark.parametrize("template", WITH_NAMES)
def test_a_name_changes_no_tag(template: str) -> None:
    found = {name: tags(template.format(name)) for name in NAMES}
    assert len(set(found.values())) == 1, found


@pytest.mark.parametrize(("speaker", "text"), NAMED, ids=[text[:40] for _, text in NAMED])
def test_a_name_changes_no_tag_of_an_example(speaker: str, text: str) -> None:
    for name in NAMES:
        other = _WORD.sub(lambda match, name=name: name if match.group() in GIVEN else match.group(), text)  # type: ignore[misc]
        assert tags(other, speaker) == tags(text, speaker), other


@pytest.mark.parametrize("template", WITH_GENDERS)
def test_a_gender_changes_no_tag(template: str) -> None:
    found = {words[0]: tags(template.format(*words)) for words in PEOPLE}
    assert len(set(found.values())) == 1, found


@pytest.mark.parametrize("template", WITH_AGES)
def test_an_age_changes_no_tag(template: str) -> None:
    found = {age: tags(template.format(age)) for age in AGES}
    assert len(set(found.values())) == 1, found


@pytest.mark.parametrize("template", WITH_NATIONALITIES)
def test_a_nationality_changes_no_tag(template: str) -> None:
    found = {one: tags(template.format(one)) for one in NATIONALITIES}
    assert len(set(found.values())) == 1, found


@pytest.mark.parametrize(("speaker", "text"), EXAMPLES, ids=[text[:40] for _, text in EXAMPLES])
def test_the_other_sex_changes_no_tag_of_an_example(speaker: str, text: str) -> None:
    assert tags(turned(text), speaker) == tags(text, speaker), turned(text)
