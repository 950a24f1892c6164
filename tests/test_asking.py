"""Every question mark gets its kind of question by the build of the sentence: own sentences, and what only sounds like asking."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from engine.language.asking import kind_of_question
from engine.language.lexicon import build_lexicon
from engine.language.reading import read
from engine.language.text import analyse

FOLDER = Path(__file__).parents[1] / "flows" / "language" / "en"
LEXICON = build_lexicon({p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(FOLDER.glob("*.yaml"))})

KINDS = [
    ("open_question", "How steady do you reckon your hand is by now?"),
    ("open_question", "What of all this frightens the horses?"),
    ("open_question", "On which evenings does it come easily?"),
    ("open_question", "When the river rises and the ferry stops, what becomes of it?"),
    ("open_question", "And if he says no, then how?"),
    ("closed_question", "Whose desk is it at the window?"),
    ("closed_question", "At which gate does he stand?"),
    ("closed_question", "For how long was that?"),
    ("closed_question", "Any certificates since the spring?"),
    ("closed_question", "Need owt?"),
    ("closed_question", "Happy on the whole, you and the crew?"),
    ("closed_question", "You ever led a watch?"),
    ("closed_question", "It's the harbour you're after, are you?"),
    ("", "You'd rather be at sea?"),
    ("", "So nights, then?"),
    ("", "All right?"),
    ("", "Does that suit you all right?"),
    ("", "Wouldn't that be the sensible way?"),
    ("", "Can you bring the form?"),
    ("", "What about the course in Hull?"),
    ("", "You don't mind the cold, do you?"),
    ("", "May I add a thing?"),
]


def _kind(text: str, last: bool = True) -> str:
    utterance = analyse(text, LEXICON.wording)
    one = utterance.sentences[0]
    starts = {first for first, _ in utterance.clause_spans}
    return kind_of_question([token.word for token in utterance.tokens[one.first : one.last]], starts, last)


@pytest.mark.parametrize(("kind", "text"), KINDS)
def test_the_kind_follows_from_the_build(kind: str, text: str) -> None:
    assert _kind(text) == kind


def test_a_bare_word_asks_only_where_the_turn_ends() -> None:
    assert (_kind("Bookkeeping?"), _kind("Bookkeeping?", last=False)) == ("closed_question", "")


@pytest.mark.parametrize(
    ("before", "text", "act"),
    [
        ("It's all fine.", "Fluent in Dutch?", "closed_question"),
        ("I liked the pigeons.", "The pigeons?", "reflection"),
        ("Fine, thanks.", "Right you are, on with the crates.", "other"),
        ("Fine, thanks.", "It stings, and nobody told you.", "reflection"),
    ],
)
def test_what_takes_up_words_gives_back_and_what_does_not_asks_or_tells(before: str, text: str, act: str) -> None:
    assert act in [one.act for one in read(text, LEXICON, "manager", (("employee", before),)).acts]


def test_a_step_that_is_asked_for_keeps_the_form_of_a_question() -> None:
    acts = {one.act for one in read("When the lambing starts and you're done in, what will you do then?", LEXICON, "manager").acts}
    assert "open_question" in acts


def test_a_long_line_of_questions_is_read_in_linear_time() -> None:
    def cost(clauses: int) -> float:
        text = "and so, " * clauses + "is it?"
        started = time.process_time()
        for _ in range(3):
            _kind(text)
        return time.process_time() - started

    assert cost(400) < 12 * cost(100) + 0.05
