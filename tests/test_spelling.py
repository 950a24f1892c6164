"""A slip of the fingers is read as the word that was meant, where only one can have been."""

from __future__ import annotations

import pytest

from engine.language.reading import read
from engine.language.spelling import respelt
from engine.language.understand import Language
from engine.talk.guide import Guide

KNOWN = frozenset({"manager", "course", "coarse", "learn", "mentor", "project", "want", "promise", "report"})


@pytest.fixture(scope="module")
def language(guide: Guide) -> Language:
    return guide.language


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("manger", "manager"), ("mangaer", "manager"), ("managerr", "manager"), ("mentorr", "mentor"), ("projcet", "project"), ("promize", "promise")],
)
def test_one_slip_is_read_as_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert respelt(typed, KNOWN) == meant


@pytest.mark.parametrize("word", ["manager", "managers", "reported", "wnat", "xylophone", "naïve", "corse", "2027", "m" * 40])
def test_known_short_foreign_and_doubtful_words_stay_as_they_are(word: str) -> None:
    assert respelt(word, KNOWN) == word


def test_a_sentence_with_slips_shows_the_same_acts(language: Language) -> None:
    for clean, slipped in (
        ("I will ask my manager for two days by March", "I will ask my manger for two days by March"),
        ("I could ask for a mentor in the other team", "I could ask for a menotr in the other team"),
    ):
        acts = [{act.act for act in read(text, language.lexicon, "employee", ()).acts} for text in (clean, slipped)]
        assert acts[0] == acts[1], slipped
