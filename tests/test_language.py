"""The language room: every example of every cue, hard lines of our own, items, spans, hostile input."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from engine.language.items import commitments, items
from engine.language.lexicon import SPEAKERS, Cue, Lexicon, build_lexicon
from engine.language.patterns import PatternError, compile_pattern
from engine.language.reading import SURE, read
from engine.language.text import analyse

FOLDER = Path(__file__).parents[1] / "flows" / "language" / "en"


def load() -> Lexicon:
    paths = sorted(FOLDER.glob("*.yaml"))
    files: Mapping[str, object] = {p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in paths}
    return build_lexicon(files)


LEXICON = load()
EXAMPLES = [
    (speaker, cue, text, kind)
    for speaker in SPEAKERS
    for cue in LEXICON.cues[speaker].cues
    for kind in ("fires", "silent")
    for text in getattr(cue, kind)
]


@pytest.mark.parametrize(("speaker", "cue", "text", "kind"), EXAMPLES, ids=[f"{c.id}-{k}" for _, c, _, k in EXAMPLES])
def test_examples_of_the_cue_files(speaker: str, cue: Cue, text: str, kind: str) -> None:
    utterance = analyse(text, LEXICON.wording)
    content = len(utterance.content(0, len(utterance.tokens), LEXICON.wording))
    found = any(hit.cue is cue for hit in LEXICON.cues[speaker].hits(utterance, content))
    assert found == (kind == "fires")


def test_every_cue_has_both_examples() -> None:
    bare = [cue.id for speaker in SPEAKERS for cue in LEXICON.cues[speaker].cues if not cue.fires or not cue.silent]
    assert bare == []


def names(text: str) -> set[str]:
    reading = read(text, LEXICON, "employee")
    return {f"{a.act}:{a.command}" if a.command else a.act for a in reading.acts if a.confidence >= SURE}


HARD = [
    ("Would you mind rephrasing that for me?", "command:repeat"),
    ("sorry i lost the thread, what did you ask", "command:repeat"),
    ("say it simpler please", "command:repeat"),
    ("I'd prefer not to talk about that one, next please.", "command:skip"),
    ("no comment on this one, can we skip it", "command:skip"),
    ("lets leave that question", "command:skip"),
    ("take me back to the last question", "command:back"),
    ("could we go back to what I said about strengths", "command:back"),
    ("what's the point of that question?", "command:why"),
    ("why do you need to know", "command:why"),
    ("I don't get what you mean by hand-hold", "command:help"),
    ("whats a milestone?", "command:help"),
    ("can you give me an example of that", "command:help"),
    ("how many questions are left", "command:where"),
    ("where are we up to?", "command:where"),
    ("show me what i've said so far", "command:summary"),
    ("could I have a recap?", "command:summary"),
    ("park that thought for later", "command:park"),
    ("let's come back to that idea later", "command:park"),
    ("my break's over, can we carry on tonight", "command:pause"),
    ("gotta go, will finish this tomorrow", "command:pause"),
    ("right, let's call it a day", "command:finish"),
    ("I want to end this conversation now", "command:finish"),
    ("scratch what I just said", "command:undo"),
    ("oops, didn't mean to send that", "command:undo"),
    ("can I change my answer to the one about money", "command:revise"),
    ("I need to correct something I said earlier", "command:revise"),
    ("I want to go back into nursing.", "!command"),
    ("We skip the small jobs in winter.", "!command"),
    ("I help new starters find their feet.", "!command"),
    ("Next year I'd like to be on the planning side.", "!command"),
    ("They park it behind the depot and I sort it.", "!command"),
    ("I'd finish the portfolio by June.", "!command"),
    ("I undo what the last shift did.", "!command"),
    ("My job is to repeat the test until it is right.", "!command"),
    ("I stop the line when it smells wrong.", "!command"),
    ("I pause and let the client talk.", "!command"),
    ("why people leave is what interests me", "!command"),
    ("Change is what I like about it.", "!command"),
    ("I can't see a way out any more.", "red_flag"),
    ("sometimes i think everyone would be happier if i wasnt here", "red_flag"),
    ("My line manager rubs up against me in the store room.", "red_flag"),
    ("he sends me pictures of himself at night", "red_flag"),
    ("They told me people with my accent don't get promoted here.", "red_flag"),
    ("two of them waited for me in the car park and said they'd break my legs", "red_flag"),
    ("haven't slept in five nights and my heart keeps racing, I passed out on Tuesday", "red_flag"),
    ("I've started drinking before my shift just to get through it", "red_flag"),
    ("My husband takes my wages and won't let me go out.", "red_flag"),
    ("The lads call the new boy a monkey and the foreman laughs.", "red_flag"),
    ("I've been cutting myself again.", "red_flag"),
    ("She told me to go back to where I came from.", "red_flag"),
    ("as soon as I said I was pregnant they took me off the project", "red_flag"),
    ("He locked me in the office until I cried.", "red_flag"),
    ("I took too many tablets last weekend", "red_flag"),
    ("my boss says he'll get me deported if I complain", "red_flag"),
    ("every day he shouts in my face and I shake for hours", "red_flag"),
    ("He punched the apprentice on Friday.", "red_flag"),
    ("i dont want to wake up tomorrow", "red_flag"),
    ("A colleague told me she wants to kill herself.", "red_flag"),
    ("This spreadsheet will be the death of me.", "!red_flag"),
    ("I could murder a coffee.", "!red_flag"),
    ("I investigate harassment complaints for the council.", "!red_flag"),
    ("It's killing me not to know.", "!red_flag"),
    ("My back is killing me after nights.", "!red_flag"),
    ("I run the domestic violence desk and I'm good at it.", "!red_flag"),
    ("We shot the film in two days.", "!red_flag"),
    ("I teach self-defence to kids.", "!red_flag"),
    ("I'm knackered and fed up with the rota.", "!red_flag"),
    ("He beat me to the job.", "!red_flag"),
    ("Mum's poorly, so I'm tired.", "!red_flag"),
    ("They threw me in at the deep end and I loved it.", "!red_flag"),
    ("I'm terrified of spreadsheets.", "!red_flag"),
    ("The boss shouted at the fax machine, it was funny.", "!red_flag"),
    ("I nurse people after overdoses on ward nine.", "!red_flag"),
    ("I hit my target every month.", "!red_flag"),
    ("I'll ring the college on Monday about the evening course.", "commitment solution"),
    ("going to sit down with Kemi on the 4th and go through it", "commitment"),
    ("I'm booking the Thursday room and running it myself.", "commitment"),
    ("Maybe I could have a word with the planner.", "tentative"),
    ("i'd try and get something sorted", "tentative"),
    ("Shadowing one of the estimators for a week.", "solution"),
    ("a mentor who's done it", "solution"),
    ("some kind of leadership course", "solution"),
    ("spend a month at the Hull branch", "solution"),
    ("team manager", "title_only"),
    ("To be a ward sister.", "title_only"),
    ("head of sales, the Bristol one", "title_only"),
    ("promotion to band 7", "title_only"),
    ("I'd like to be the one who explains it to families.", "aspiration"),
    ("more time in the workshop and less on the phones", "aspiration"),
    ("working out why a machine stops, that's the bit I love", "aspiration"),
    ("Last March the supplier pulled out, I rang eleven others in a day and we opened on time.", "episode"),
    ("I noticed the invoices didn't match, went through them at night and found the double booking.", "episode"),
    ("I need to learn how to chair a meeting.", "gap"),
    ("I've never written a bid.", "gap"),
    ("presenting to directors, i go to pieces", "gap"),
    ("being able to say no to the sales people", "gap"),
    ("stuff like that", "vague"),
    ("to grow", "vague"),
    ("fine i suppose", "vague"),
    ("haven't a notion", "dont_know"),
    ("you tell me", "dont_know"),
    ("hard to say really", "dont_know"),
    ("the company ought to sort it", "others_act"),
    ("My boss is looking after all that.", "others_act"),
    ("HR have to put me forward", "others_act"),
    ("twenty two years on this site", "tenure_claim"),
    ("I've hit every target for six years.", "tenure_claim"),
    ("Kraków", "other"),
    ("two days a month", "other"),
    ("7", "other"),
    ("mine", "other"),
]


@pytest.mark.parametrize(("text", "wanted"), HARD)
def test_hard_lines(text: str, wanted: str) -> None:
    found = names(text)
    if wanted.startswith("!"):
        assert wanted[1:] not in {name.split(":")[0] for name in found}
    else:
        assert set(wanted.split()) <= found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("fault logging and drawing up the shifts", ["fault logging", "drawing up the shifts"]),
        ("write the leaflet and try it on my own patients", ["write the leaflet and try it on my own patients"]),
        ("I need to speak up, read a budget, and know who pays. That's all.", ["speak up", "read a budget", "know who pays"]),
        ("One, ask Bea about the rota. Two, price a small job.", ["ask Bea about the rota", "price a small job"]),
        ("Well, nothing else.", []),
        ("excel", ["excel"]),
        ("the law; the software; talking to strangers", ["the law", "the software", "talking to strangers"]),
        ("health and safety, then costing", ["health and safety", "costing"]),
    ],
)
def test_items(text: str, wanted: list[str]) -> None:
    found = items(text, LEXICON)
    assert [item.text for item in found] == wanted
    assert all(text[item.span[0] : item.span[1]] == item.text for item in found)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("I'll draft the leaflet by March and I'll also ask Bea to read it.", 2),
        ("One, I will call the lab until 3 March, and I know it worked if they answer. Two, I will visit on Friday.", 2),
        ("I'll write it up so that I can show it.", 1),
        ("If it rains then I go on Tuesday.", 0),
        ("My boss should do it.", 0),
        ("i'm going to ring her tomorrow", 1),
    ],
)
def test_commitments(text: str, count: int) -> None:
    assert len(commitments(text, LEXICON)) == count


@pytest.mark.parametrize(
    ("text", "context", "wanted"),
    [
        ("Could you tell me more about that?", (), {"open_question"}),
        ("Why don't you spend a week with the planners?", (), {"advice"}),
        ("Surely it is better to wait a year?", (), {"leading_question"}),
        ("I can't promise you a post.", (), {"boundary"}),
        ("I'll leave that with you.", (), {"handing_ownership"}),
        ("Leave that with me.", (), {"taking_ownership"}),
        ("\u2026", (), {"silence"}),
        ("What do you enjoy? What do you hate? Where would you move?", (), {"open_question", "multiple_question"}),
        ("Counting the pallets?", (("employee", "I spend my days counting pallets."),), {"reflection"}),
    ],
)
def test_manager_lines(text: str, context: tuple[tuple[str, str], ...], wanted: set[str]) -> None:
    reading = read(text, LEXICON, "manager", context)
    assert {a.act for a in reading.acts if a.confidence >= SURE} == wanted


def test_spans_show_the_words_that_were_typed() -> None:
    text = "Don\u2019t know  \u2014 but I\u2019LL ring Ines by 3/4, ok?"
    reading = read(text, LEXICON, "employee")
    act = reading.act("commitment")
    assert act is not None
    assert any("LL ring" in text[a:b] for a, b in act.spans)


def test_reading_is_the_same_every_time_and_spans_stay_inside() -> None:
    rng = random.Random(5)
    words = ["i", "will", "ask", "if", "the", ",", ".", "?", "don't", "\u00e9t\u00e9", "\u4f60", "3/4", "you\u2019re", "\0"]
    for _ in range(300):
        text = " ".join(rng.choice(words) for _ in range(rng.randint(0, 40)))
        for speaker in SPEAKERS:
            first, second = read(text, LEXICON, speaker), read(text, LEXICON, speaker)
            assert first == second
            assert all(0 <= a <= b <= len(text) for act in first.acts for a, b in act.spans)


PIECES = ["a", "can we can i ", "i will ", "??", "''", "and ", "why ", "\n", "you have the ", "1,", "no not "]


@pytest.mark.parametrize("piece", PIECES)
def test_nothing_hangs_on_a_long_text(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    for speaker in SPEAKERS:
        started = time.process_time()
        read(text, LEXICON, speaker)
        assert time.process_time() - started < 1.0
    started = time.process_time()
    items(text, LEXICON)
    commitments(text, LEXICON)
    assert time.process_time() - started < 4.0


BAD = ["", "(a b", "a )", "..12 word", "@nowhere", "word ^ word", "( | a)", "ab*", "a % b", "..9 ..9 ..9 ..9 ..9 word"]


@pytest.mark.parametrize("source", BAD)
def test_bad_patterns_are_refused(source: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(source, {}, lambda w: (w,), (), ())


@pytest.mark.parametrize(
    ("files", "part"),
    [
        ({}, "words"),
        ({"words": {}, "x": {"acts": {"a": {"cues": []}}}}, "cues"),
        ({"words": {}, "x": {"acts": {"a": {"cues": [{"id": "b", "match": ["c"], "wieght": 1}]}}}}, "wieght"),
        ({"words": {}, "x": {"acts": {"command": {"cues": [{"id": "b", "match": ["c"]}]}}}}, "command"),
        ({"words": {}, "x": {"speaker": "boss", "acts": {}}}, "speaker"),
        ({"words": {}, "x": {"signs": {"s": {"cues": [{"id": "b", "match": ["(c"]}]}}}}, "bracket"),
    ],
)
def test_bad_cue_files_are_refused(files: dict[str, object], part: str) -> None:
    with pytest.raises(ValueError, match=part):
        build_lexicon(files)


def test_an_unknown_speaker_is_refused() -> None:
    with pytest.raises(ValueError, match="speaker"):
        read("hello", LEXICON, "robot")
