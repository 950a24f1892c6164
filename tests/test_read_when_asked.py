"""Signs are looked for only when somebody asks: that must change nothing about what is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.language.context import weigh
from engine.language.lexicon import SPEAKERS, Lexicon
from engine.language.reading import SURE, read
from engine.language.text import analyse
from engine.language.understand import understand
from engine.library import Library

LANGUAGE = Library().spoken("en")[0]
LEXICON: Lexicon = LANGUAGE.lexicon
TODAY = date(2026, 11, 22)
LINES = ("I will ask Ingrid on Friday.", "I don't know, that's all.", "Nothing else, I could maybe read a book one day.", "", "What do you mean?")


def examples(speaker: str) -> list[str]:
    return sorted({text for cue in LEXICON.cues[speaker].cues for text in (*cue.fires, *cue.silent)})


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_acts_weigh_the_same_whether_all_signs_are_known_or_only_those_that_settle(speaker: str) -> None:
    cues = LEXICON.cues[speaker]
    settled = 0
    for text in examples(speaker):
        utterance = analyse(text, LEXICON.wording)
        words = len(utterance.content(0, len(utterance.tokens), LEXICON.wording))
        few = cues.act_hits(utterance, cues.text(utterance), words)
        every = cues.hits(utterance, words)
        assert weigh(utterance, few, speaker, "", LEXICON) == weigh(utterance, every, speaker, "", LEXICON), text
        settled += any(not hit.cue.is_act for hit in few)
        later = cues.sign_hits(utterance, cues.text(utterance), words)
        assert sorted(hit.cue.id for hit in (*few, *later)) == sorted(hit.cue.id for hit in every), text
    assert settled or speaker == "manager"


@pytest.mark.parametrize("text", LINES)
def test_names_are_those_of_the_acts_the_signs_and_the_values(text: str) -> None:
    said = understand(text, LANGUAGE, TODAY)
    reading = read(text, LEXICON, "employee")
    wanted = {act.act for act in reading.acts if act.confidence >= SURE} | set(reading.signs)
    values = {"date", "due", "no_day", "duration", "far_time", "number", "person"}
    assert set(said.names) - values == wanted - values
    assert len(said.names) == len(set(said.names))
    assert all(said.has(name) for name in wanted)
    assert not said.has("no_such_name")


def test_names_take_part_in_sets_and_can_be_replaced() -> None:
    said = understand(LINES[0], LANGUAGE, TODAY)
    assert said.names & {"commitment", "x"} == {"commitment"} == {"commitment", "x"} & said.names
    fewer = replace(said, names=said.names - {"commitment"})
    assert isinstance(fewer.names, frozenset)
    assert not fewer.has("commitment")
    assert fewer.names < said.names
    assert hash(said.names) == hash(frozenset(said.names))
    assert said == understand(LINES[0], LANGUAGE, TODAY)
