"""The signs of conversation research: every example of every cue, and the way their weights are fitted."""

from __future__ import annotations

import random

import pytest

from bench.signals.corpus import Line, without_marks
from bench.signals.logistic import fit, probability
from bench.signals.measure import Judged, macro
from bench.signals.talks import above
from bench.signals.tasks import TASKS
from bench.signals.vocabulary import signal_lexicon
from engine.language.lexicon import SPEAKERS, Cue
from engine.language.reading import read
from engine.language.text import analyse

LEXICON = signal_lexicon()
EXAMPLES = [
    (speaker, cue, text, kind)
    for speaker in SPEAKERS
    for cue in LEXICON.cues[speaker].cues
    for kind in ("fires", "silent")
    for text in getattr(cue, kind)
]


@pytest.mark.parametrize(("speaker", "cue", "text", "kind"), EXAMPLES, ids=[f"{c.id}-{k}" for _, c, _, k in EXAMPLES])
def test_examples_of_the_signs(speaker: str, cue: Cue, text: str, kind: str) -> None:
    utterance = analyse(text, LEXICON.wording)
    content = len(utterance.content(0, len(utterance.tokens), LEXICON.wording))
    found = any(hit.cue is cue for hit in LEXICON.cues[speaker].hits(utterance, content))
    assert found == (kind == "fires")


def test_every_cue_has_both_examples() -> None:
    assert [cue.id for speaker in SPEAKERS for cue in LEXICON.cues[speaker].cues if not cue.fires or not cue.silent] == []


def test_every_task_is_read_by_signs_that_exist() -> None:
    for name, task in TASKS.items():
        assert set(task.signs) <= set(LEXICON.signs(task.speaker)), name


@pytest.mark.parametrize(
    ("speaker", "text", "sign"),
    [
        ("manager", "What would you miss most if you left", "asks"),
        ("manager", "Tell me about the week you ran the depot.", "asks_openly"),
        ("manager", "So you ran the depot on your own then?", "asks_as_statement"),
        ("manager", "It sounds like you felt left alone with it.", "gives_back"),
        ("manager", "Please send me the list by Friday.", "calls_to_act"),
        ("employee", "I need to get out of this, and I could start with the evening class.", "change_talk"),
        ("employee", "Okay, I'll ask Dana for the dates.", "commits"),
        ("employee", "I don't know, maybe.", "vague_reply"),
    ],
)
def test_plain_lines_show_their_sign(speaker: str, text: str, sign: str) -> None:
    assert sign in read(text, LEXICON, speaker).signs


def test_marks_are_taken_off_as_people_leave_them_off() -> None:
    assert without_marks("Are you sure? Yes.") == "Are you sure Yes"


def test_fitting_finds_the_cue_that_tells_and_leaves_the_one_that_does_not() -> None:
    rng = random.Random(7)
    examples = []
    for _ in range(400):
        tells, noise = rng.random() < 0.5, rng.random() < 0.5
        shows = rng.random() < (0.9 if tells else 0.1)
        examples.append((tuple(i for i, there in enumerate((tells, noise)) if there), shows, 1.0))
    telling, idle, constant = fit(examples, 2, 1.0)
    assert telling > 3
    assert abs(idle) < 1
    assert probability(constant) < 0.2 < 0.8 < probability(constant + telling)
    assert fit(examples, 2, 1.0, -3.0)[2] == pytest.approx(-3.0)


def test_macro_f1_and_the_area_are_what_they_say() -> None:
    lines = [Judged(Line("", gold, "", ""), given) for gold, given in (("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"))]
    assert macro(lines, ["a", "b"]) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert above({"x": 0.4, "y": 0.1, "z": 0.4}, {"x": "high", "y": "low", "z": "low"}) == pytest.approx(0.75)
