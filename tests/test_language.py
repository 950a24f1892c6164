"""The language room: every example of every cue, hard lines of our own, items, spans, hostile input."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Mapping
from functools import reduce
from itertools import islice
from operator import or_
from pathlib import Path

import pytest
import yaml

from engine.language.amounts import Score, score_in
from engine.language.dates import DateWords
from engine.language.items import commitments, items
from engine.language.lexicon import SPEAKERS, Cue, Lexicon, build_lexicon
from engine.language.matching import Members, Table, Text
from engine.language.names import find_names
from engine.language.patterns import Compiler, PatternError
from engine.language.reading import SURE, confidence, read
from engine.language.text import analyse, build_wording

FOLDER = Path(__file__).parents[1] / "flows" / "language" / "en"


def load() -> Lexicon:
    paths = sorted(FOLDER.glob("*.yaml"))
    files: Mapping[str, object] = {p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in paths}
    return build_lexicon(files)


LEXICON = load()
DATES = DateWords.from_data(yaml.safe_load((FOLDER / "dates.yaml").read_text(encoding="utf-8")))
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


PLAIN = [
    ("employee", "I'd be happiest restoring the old organs, not selling new ones.", "aspiration"),
    ("employee", "honestly i just like seeing the shelf empty at the end of a shift", "aspiration"),
    ("employee", "It is to teach the young ones, this I like very much.", "aspiration"),
    ("employee", "If I could, I'd spend every day in the greenhouse.", "aspiration"),
    ("employee", "Something with animals, out of doors, where I decide my own day.", "aspiration"),
    ("employee", "for the money mostly, three kids", "aspiration"),
    ("employee", "chief engineer", "title_only"),
    ("employee", "Manager of something.", "title_only"),
    ("employee", "my gaffers job", "title_only"),
    ("employee", "I'd like to be a senior buyer.", "title_only"),
    ("employee", "we had a leak on floor nine at 3am, i isolated it, moved the servers and nobody lost a file", "episode"),
    ("employee", "The new lad couldn't read the plans so I made him a colour key and he passed in a week.", "episode"),
    (
        "employee",
        "I took over the parents' evening when Jo was off, forty families, and got a thank-you card from the head.",
        "episode",
    ),
    ("employee", "My Excel's rubbish.", "gap"),
    ("employee", "I don't understand how the pricing works.", "gap"),
    ("employee", "handling conflict without running away", "gap"),
    ("employee", "experience of leading a project from beginning to end", "gap"),
    ("employee", "I have problem with write in English to the clients", "gap"),
    ("employee", "public speaking mainly, and the finance bit", "gap"),
    ("employee", "two days with the lab people would do it", "solution"),
    ("employee", "the ILM level 3", "solution"),
    ("employee", "somebody senior to bounce ideas off once a month", "solution"),
    ("employee", "get put on the new build project", "solution"),
    ("employee", "there's an open day at the college", "other"),
    ("employee", "I'll speak to Anwar on Thursday and book the slot.", "commitment"),
    ("employee", "i will do it before christmas", "commitment"),
    ("employee", "Done: I've put my name down for the April intake.", "commitment"),
    ("employee", "I write to her this evening, it is decided.", "commitment"),
    ("employee", "From Monday I'm keeping a log of every call.", "commitment"),
    ("employee", "I'll see what I can do.", "tentative"),
    ("employee", "could maybe ask around", "tentative"),
    ("employee", "I was thinking of maybe asking for a day with them.", "tentative"),
    ("employee", "Perhaps I will talk to the chef, I don't know yet.", "tentative"),
    ("employee", "I should probably update my CV.", "tentative"),
    ("employee", "someone needs to tell them", "others_act"),
    ("employee", "If you could put in a word with Personnel.", "others_act"),
    ("employee", "it's for the council to sort out", "others_act"),
    ("employee", "they'd have to give me the time first", "others_act"),
    ("employee", "been here since the doors opened", "tenure_claim"),
    ("employee", "thirteen years, never a day sick", "tenure_claim"),
    ("employee", "my sales are always top three", "tenure_claim"),
    ("employee", "not sure tbh", "dont_know"),
    ("employee", "What do most people say?", "dont_know"),
    ("employee", "I really couldn't say.", "dont_know"),
    ("employee", "whatever's going", "dont_know"),
    ("employee", "ok", "vague"),
    ("employee", "the normal stuff", "vague"),
    ("employee", "better things", "vague"),
    ("employee", "doing something worthwhile", "vague"),
    ("employee", "Sorry, the baby's awake, one second.", "other"),
    ("employee", "Half past two.", "other"),
    ("employee", "No thanks, I've eaten.", "other"),
    ("employee", "He'll be gutted if I leave.", "other"),
    ("employee", "I'll miss the view.", "other"),
    ("employee", "What pulls me is the detective side of an audit.", "aspiration"),
    ("employee", "I'd be in my element with a room full of apprentices.", "aspiration"),
    ("employee", "less shouting, more making", "aspiration"),
    ("employee", "deputy manager at the other home", "title_only"),
    ("employee", "Area lead I suppose.", "title_only"),
    ("employee", "Our freezer packed in on a Sunday, so I borrowed two vans and shifted the lot before it thawed.", "episode"),
    ("employee", "I'm no good in front of a room.", "gap"),
    ("employee", "don't know the first thing about tax", "gap"),
    ("employee", "a couple of weeks over in procurement", "solution"),
    ("employee", "Night school maybe", "solution"),
    ("employee", "have somebody from finance sit with me", "solution"),
    ("employee", "I'll have the first page written by Sunday.", "commitment"),
    ("employee", "tonight im texting Mo to ask for the keys", "commitment"),
    ("employee", "I reckon I could give it a whirl.", "tentative"),
    ("employee", "we'll see, I may ask", "tentative"),
    ("employee", "The union should be fighting for that.", "others_act"),
    ("employee", "waiting on HR to get back to me", "others_act"),
    ("employee", "served under five heads", "tenure_claim"),
    ("employee", "eight years without a single complaint", "tenure_claim"),
    ("employee", "Couldn't tell ya.", "dont_know"),
    ("employee", "is there a right answer?", "dont_know"),
    ("employee", "just stuff really", "vague"),
    ("employee", "grand", "vague"),
    ("employee", "Leeds", "other"),
    ("employee", "The bus was late again.", "other"),
    ("employee", "can you word that another way", "command"),
    ("employee", "hold that thought for the end", "command"),
    ("employee", "I'd like to leave it there for tonight", "command"),
    ("employee", "He calls me a retard in front of customers.", "red_flag"),
    ("employee", "Lately I keep thinking about driving off the bridge.", "red_flag"),
    ("employee", "She slapped me on Monday.", "red_flag"),
    ("manager", "I've cleared the afternoon so we can talk about where you're heading.", "purpose"),
    ("manager", "What this hour is for: you, and the next three years.", "purpose"),
    ("manager", "I'd be glad if we ended with one thing you want to try next month.", "endpoint"),
    ("manager", "Could we do likes, then strengths, then what's missing?", "agenda"),
    ("manager", "What was that like for you?", "open_question"),
    ("manager", "Say a bit more about the mentoring.", "open_question"),
    ("manager", "Have you applied anywhere?", "closed_question"),
    ("manager", "which office are you in now?", "closed_question"),
    ("manager", "You'd hate the travel, wouldn't you?", "leading_question"),
    ("manager", "How come you turned it down?", "why_question"),
    ("manager", "It's lonely up there on your own.", "reflection"),
    ("manager", "You want the work and not the badge.", "reflection"),
    ("manager", "So what gets you is being left out of the decision.", "reflection"),
    ("manager", "You sat up three nights to get that tender right.", "affirmation"),
    ("manager", "The way you dealt with Mrs Khan this morning took real patience.", "affirmation"),
    (
        "manager",
        "So I've heard three things: you like the bench work, you're bored of the forms, and you'd want someone to learn from.",
        "summary",
    ),
    ("manager", "Mind if I share what I've noticed?", "permission"),
    ("manager", "If I were in your shoes I'd get the licence first.", "advice"),
    ("manager", "You could always ask Tunde to show you.", "advice"),
    ("manager", "Ever thought of going part time and studying?", "advice"),
    ("manager", "You'll have the deputy job by June, trust me.", "promise"),
    ("manager", "I'll see to it that you're regraded.", "promise"),
    ("manager", "There might be movement in the autumn, that's all I'm saying.", "hint"),
    ("manager", "I'll speak to Claire and get it all arranged for you.", "taking_ownership"),
    ("manager", "Don't worry about the form, I'll fill it in.", "taking_ownership"),
    ("manager", "I can give you Friday mornings for that.", "support_offer"),
    ("manager", "Would it be useful if I read the draft?", "support_offer"),
    ("manager", "I don't decide that, the board does.", "boundary"),
    ("manager", "I honestly can't tell you whether there'll be a post.", "boundary"),
    ("manager", "Which one do you want to start with, and how will you go about it?", "handing_ownership"),
    ("manager", "What can you do about it before the summer?", "handing_ownership"),
    (
        "manager",
        "You explained the fault to the client without notes and he signed; I think you could run a site.",
        "potential_feedback",
    ),
    ("manager", "You're a safe pair of hands.", "verdict"),
    ("manager", "You just haven't got it in you.", "verdict"),
    ("manager", "And if she says no, what then?", "barrier"),
    ("manager", "Everyone fancies that until they see the hours.", "dismissal"),
    ("manager", "So you ring the college by Friday and tell me the dates.", "agree_action"),
    ("manager", "How will you know it's worked?", "agree_action"),
    ("manager", "Let's sit down again on the 12th of March.", "set_review"),
    ("manager", "Same time in six weeks?", "set_review"),
    ("manager", "Take all the time you need.", "silence"),
    ("manager", "The canteen shuts at two.", "other"),
    ("manager", "Your figures for October are down.", "other"),
    ("manager", "The whole idea of today is to hear where you want to take things.", "purpose"),
    ("manager", "If you leave here with a couple of ideas of your own, I'm happy.", "endpoint"),
    ("manager", "Let's take what you enjoy, then your strengths, then next steps.", "agenda"),
    ("manager", "Where does that come from?", "open_question"),
    ("manager", "Are they paying you for it?", "closed_question"),
    ("manager", "You don't really want that job, do you?", "leading_question"),
    ("manager", "Why Cardiff?", "why_question"),
    ("manager", "You're torn between the two.", "reflection"),
    ("manager", "Feels like nobody's listening.", "reflection"),
    ("manager", "You wrote that manual in your own time and every site uses it.", "affirmation"),
    ("manager", "To pull it together: less travel, more teaching, and a say in the rota.", "summary"),
    ("manager", "Can I put a thought to you?", "permission"),
    ("manager", "I think you ought to see Raj before anything else.", "advice"),
    ("manager", "Apply for the spring intake.", "advice"),
    ("manager", "That seat is yours the day he retires.", "promise"),
    ("manager", "Keep your head down and good things will come.", "hint"),
    ("manager", "I'll get on to HR this afternoon and have it fixed.", "taking_ownership"),
    ("manager", "I'm happy to cover your desk that morning.", "support_offer"),
    ("manager", "It's not something I can guarantee.", "boundary"),
    ("manager", "What's one thing you could start on Monday?", "handing_ownership"),
    (
        "manager",
        "In the audit you spotted the error before anyone; I believe you could handle a bigger client.",
        "potential_feedback",
    ),
    ("manager", "You're not management material.", "verdict"),
    ("manager", "What might stop you?", "barrier"),
    ("manager", "Let's be honest, that's never going to happen for someone like you.", "dismissal"),
    ("manager", "When exactly will you send it?", "agree_action"),
    ("manager", "Shall we pick this up again in a month?", "set_review"),
    ("manager", "No hurry at all.", "silence"),
    ("manager", "Parking's free after six.", "other"),
]


@pytest.mark.parametrize(("speaker", "text", "wanted"), PLAIN)
def test_lines_in_many_wordings(speaker: str, text: str, wanted: str) -> None:
    reading = read(text, LEXICON, speaker)
    assert reading.has(wanted)


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
        ("Presenting?", (("employee", "There are a few gaps, I suppose."),), {"closed_question"}),
        ("I kept this hour because I want to hear where you want to go.", (), {"purpose"}),
        ("Everyone gets one of these, it's your yearly career talk.", (), {"purpose"}),
        ("It's a good trade, and you'll be doing most of the talking.", (), {"other"}),
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


def random_part(rng: random.Random, depth: int) -> tuple[str, str]:
    """A random part of a pattern and the regular expression that says the same about a line of words with a blank after each."""
    kind = rng.choice(["word", "word", "word", "gap", "any", "optional", "choice", "choice"] if depth else ["word"])
    if kind == "gap":
        size = rng.randint(1, 4)
        return f"..{size}", f"(?:[^|? ]+ ){{0,{size}}}?"
    if kind == "any":
        return "_", "[^|? ]+ "
    if kind == "choice":
        options = [random_sequence(rng, depth - 1) for _ in range(rng.randint(2, 4))]
        return "(" + "|".join(o for o, _ in options) + ")", "(?:" + "|".join(r for _, r in options) + ")"
    word = rng.choice(["ann", "bob", "cat*", "*ing", "dog"])
    regex = {"cat*": "cat[^| ]* ", "*ing": "[^| ]*?ing "}.get(word, word + " ")
    return (f"{word}?", f"(?:{regex})?") if kind == "optional" else (word, regex)


def random_sequence(rng: random.Random, depth: int) -> tuple[str, str]:
    parts = [random_part(rng, depth) for _ in range(rng.randint(1, 4))]
    return " ".join(p for p, _ in parts), "".join(r for _, r in parts)


def random_pattern(rng: random.Random) -> tuple[str, str]:
    pattern, regex = random_sequence(rng, 2)
    first, last = rng.choice(["", "^ ", "^^ "]), rng.choice(["", " $", " $$"])
    before = {"": "(?<= )", "^ ": r"(?<=\| )(?:oh ){0,3}?", "^^ ": r"(?<=\A \| )(?:oh ){0,3}?"}[first]
    after = {"": "", " $": r"(?:now then |ta ){0,3}?(?=(?:\? )?\|)", " $$": r"(?:now then |ta ){0,3}?(?=(?:\? )?\| \Z)"}[last]
    return first + pattern + last, before + regex + after


def test_the_matcher_finds_what_a_regular_expression_would() -> None:
    rng = random.Random(11)
    words = ["ann", "bob", "cat", "catty", "sing", "dog", "oh", "now", "then", "ta", "else"]
    wording = build_wording({})
    compared = 0
    for _ in range(1_500):
        pattern, regex = random_pattern(rng)
        compiler = Compiler({}, lambda word: (word,), ["oh"], ["now then", "ta"])
        try:
            compiled = compiler.compile(pattern)
        except PatternError:
            continue
        sets, choices = compiler.table()
        table = Table(sets, choices, Members(compiler.words), {"oh"}, {"now", "then", "ta"})
        for _ in range(6):
            said = "".join(rng.choice(words) + rng.choice([" ", " ", " ", " ", ". ", "? "]) for _ in range(rng.randint(1, 14)))
            pieces = analyse(said, wording).pieces
            found = list(islice(re.finditer(regex, " " + "".join(p + " " for p in pieces)), 8))
            if not all(m.group() for m in found):
                continue  # what can be empty is counted otherwise
            text = Text(pieces, table)
            rows = [text.beside(text.where(sign), guard, distance) for sign, guard, distance, *_ in compiled.rows]
            stages = text.stages(compiled, reduce(or_, rows, 0))
            wanted = [[m.string.count(" ", 0, at) - 1 for at in m.span()] for m in found]
            got = [[a, b] for a, b in (text.matches(compiled.program, stages) if stages else [])]
            assert got == wanted, (pattern, said)
            compared += bool(wanted)
    assert compared > 1_000


@pytest.mark.parametrize(
    ("weights", "name", "least", "most"),
    [((1,), "act", 0.5, 0.98), ((0.7, 0.2, 0.1), "act", 0.5, 0.98), ((0.5, 0.49), "act", 0.4, 0.49), ((2, -1), "act", 0.5, 0.98),
     ((1, -0.3), "act", 0.3, 0.49), ((1, 1, 1, 1), "act", 0.9, 0.98), ((0.4,), "other", 0.5, 0.7), ((1, -1), "other", 0.5, 0.7)],
)  # fmt: skip
def test_an_act_is_the_sum_of_its_cues(weights: tuple[float, ...], name: str, least: float, most: float) -> None:
    cues = [{"id": f"c{i}", "match": ["quux"], "weight": weight} for i, weight in enumerate(weights)]
    lexicon = build_lexicon({"words": {}, "x": {"acts": {"act": {"cues": cues}}}})
    first = read("a quux", lexicon, "employee").acts[0]
    assert first.act == name or (least < SURE and first.act == "other")
    act = read("a quux", lexicon, "employee").act(name)
    assert act is not None
    assert least <= act.confidence <= most
    if name == "act":
        assert len(act.rules) == len(weights)
        assert act.rule == f"act.c{max(range(len(weights)), key=lambda i: weights[i])}"


def test_confidence_grows_with_the_sum_and_is_half_exactly_from_one_on() -> None:
    sums = [i / 1000 for i in range(-500, 4000)]
    values = [confidence(total) for total in sums]
    assert values == sorted(values)
    assert [total >= 1 for total in sums] == [value >= SURE for value in values]


def test_what_forbids_counts_in_every_sentence() -> None:
    cue = {"id": "c", "match": ["quux"], "unless": ["no quux"]}
    lexicon = build_lexicon({"words": {}, "x": {"acts": {"act": {"cues": [cue]}}}})
    assert read("no quux. " * 20, lexicon, "employee").act("act") is None
    assert read("no quux. " * 20 + "quux.", lexicon, "employee").act("act") is not None


NAMES = [
    ("I'll ask Ingrid about the Phoenix project.", [("Ingrid", "person.addressed"), ("Phoenix", "inside.kind")]),
    ("My line manager said the BX-4 is down again.", [("My line manager", "person.role"), ("BX-4", "inside.code")]),
    ("Could Dr Amos Osei help me?", [("Dr Amos Osei", "person.title")]),
    ("we moved everything to Kestrel last year", [("Kestrel", "inside.name")]),
    ("I THINK THIS IS ENOUGH", []),
    ("On Monday in March I will be on holiday.", []),
    ("Perhaps. Maybe. Ingrid", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "wanted"), NAMES)
def test_names_of_people_and_of_things_inside_the_company(text: str, wanted: list[tuple[str, str]]) -> None:
    found = find_names(text, LEXICON, DATES)
    assert [(one.text, one.rule) for one in found] == wanted
    assert all(text[slice(*one.span)] == one.text for one in found)


def test_a_figure_in_a_name_is_no_mark() -> None:
    assert score_in(DATES.line("the BX-4 is old")) is None
    assert score_in(DATES.line("the BX-4 is old, I'd say 7")) == Score(7, (25, 26))


BAD = ["", "(a b", "a )", "..12 word", "@nowhere", "word ^ word", "( | a)", "ab*", "a % b", "..9 ..9 ..9 ..9 ..9 word"]


@pytest.mark.parametrize("source", BAD)
def test_bad_patterns_are_refused(source: str) -> None:
    with pytest.raises(PatternError):
        Compiler({}, lambda word: (word,)).compile(source)


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
