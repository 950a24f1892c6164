"""Telling somebody what to do, found by the build of the clause: own sentences, and beside each kind what only sounds like it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from engine.language.lexicon import build_lexicon
from engine.language.reading import SURE, read
from engine.language.text import analyse
from engine.language.urging import urges

FOLDER = Path(__file__).parents[1] / "flows" / "language" / "en"
LEXICON = build_lexicon({p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(FOLDER.glob("*.yaml"))})

TOLD = [
    ("imperative", "Right, so brush up your Welsh over the winter."),
    ("imperative", "Nobody minds, swap desks with Morag."),
    ("imperative", "never sign anything without the rep"),
    ("imperative", "ngl just rewrite the portfolio"),
    ("imperative", "Maybe sketch two versions for the panel?"),
    ("imperative", "If you want the crane, befriend the banksman."),
    ("modal", "You'd best get on to the harbour office."),
    ("modal", "For your nerves you really ought to join the choir."),
    ("modal", "You should, I mean it, go. You should definitely lead the stall."),
    ("modal", "I reckon you need to start delegating."),
    ("modal", "You've got to simply ask the bursar."),
    ("modal", "You'd be as well leaving the minutes to him."),
    ("modal", "You'll want to brush up on tax."),
    ("modal", "You want to get to the depot first thing."),
    ("modal", "You can stop with the pottery."),
    ("option", "Or you could run the raffle."),
    ("option", "You might always shadow the night porter."),
    ("instruction", "Step one, you ring the registry."),
    ("instruction", "The answer is simple: you learn the till."),
]

NOT_TOLD = [
    "Take your time and begin wherever it suits you.",
    "Go on, I'm all ears.",
    "Pull up a chair and get comfy.",
    "Pick whichever of the three you fancy.",
    "Walk me through the week of the flood.",
    "Put it in words of your own.",
    "You'd like to leave the bench, teach a bit, be home at night.",
    "They said you should apply.",
    "You feel you should lead the stall.",
    "So you want to run the raffle.",
    "What could you drop, and who would pick it up?",
    "Do you run the raffle?",
    "You could hear a pin drop.",
    "Run the raffle is what you'd like.",
    "Plan, budget, rota.",
    "Rotation in March, sheet in June.",
    "Work that leaves you tired and glad.",
    "Don't worry, say it badly.",
    "The porters lift the beds, check the straps, sign the sheet.",
    "You run a tight ship.",
    "Ask me again in a minute.",
]


@pytest.mark.parametrize(("rule", "text"), TOLD, ids=[text for _, text in TOLD])
def test_what_to_do_is_heard_whatever_it_is_about(rule: str, text: str) -> None:
    found = [one.rule for one in urges(analyse(text, LEXICON.wording), LEXICON.classes, frozenset())]
    assert rule in found
    advice = read(text, LEXICON, "manager").act("advice")
    assert advice is not None
    assert advice.confidence >= SURE


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_leads_the_talk_or_gives_back_is_no_advice(text: str) -> None:
    assert not read(text, LEXICON, "manager", [("employee", "I run the stall on Saturdays.")]).has("advice")


def test_advice_shows_the_words_that_give_it() -> None:
    text = "You have a gift for it. Then befriend the banksman."
    advice = read(text, LEXICON, "manager").act("advice")
    assert advice is not None
    assert [text[first:last] for first, last in advice.spans] == ["Then befriend the banksman"]


def test_a_language_without_the_lists_hears_nothing() -> None:
    assert list(urges(analyse("Join the choir.", LEXICON.wording), {}, frozenset())) == []


@pytest.mark.parametrize("piece", ["so, ", "call a friend, ", "you should, ", "take a seat, ", "you could just ", "dont "])
def test_long_lines_take_time_by_their_length(piece: str) -> None:
    def spent(size: int) -> float:
        said = analyse((piece * size)[:size], LEXICON.wording)
        started = time.process_time()
        for _ in range(5):
            list(urges(said, LEXICON.classes, frozenset()))
        return time.process_time() - started

    assert spent(4000) < 8 * spent(1000) + 0.02
