"""Around a rehearsal: the opening prepared before it, what it is briefed with, exam or practice, the bill, and several runs."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.documents.debrief import debrief_as_markdown
from engine.errors import UnreadableSession
from engine.language.reading import SURE, read
from engine.library import Library
from engine.rehearsal.asked import LONGEST_LINE, Asked, AskedLine, asked_from, asked_of, lines_in
from engine.rehearsal.debrief import FEWEST_TURNS, headline
from engine.rehearsal.persona import BANKS, LEVELS
from engine.rehearsal.prepare import GAP, as_markdown, composed, hear_opening, quoted
from engine.rehearsal.runs import FIGURES, Run, holds, is_first, series, with_persona
from engine.service import Service, Talk
from engine.stores import open_store

DAY = date(2026, 11, 2)
LONG = (
    "Thanks for coming. I wanted us to talk about where you'd like your work to take you.", "What do you enjoy most at the moment?",
    "You should do the Excel course.", "I promise you'll get the lead job.", "Something may open in spring.", "Is it the money?",
    "What has been hard about it?", "What will you do about it in the next month?", "Let's meet again on the 14th of January.",
)  # fmt: skip
FILLED = {
    "purpose": "I want to understand it", "endpoint": "a clear next step", "ownership": "to listen", "limits": "a post",
    "agenda": "the skills you want",
}  # fmt: skip


@pytest.fixture(scope="module")
def words(library: Library) -> Any:
    return library.prepare_words()


@pytest.fixture(scope="module")
def lexicon(library: Library) -> Any:
    return library.spoken("en")[0].lexicon


@pytest.fixture
def service(library: Library) -> Service:
    ticks = iter(range(10_000))
    return Service(open_store("memory:"), library, lambda: f"2026-11-02T10:{next(ticks):04}+00:00")


def held(service: Service, lines: tuple[str, ...], persona: str = "raised_hopes", seed: int = 7, day: date = DAY, **given: Any) -> Talk:
    talk = service.rehearse("career_talk", persona, seed, **given)
    for line in lines:
        talk = service.say(talk, line, day)
    return service.end(talk)


def test_a_talk_that_cannot_be_read_is_told_in_a_sentence_and_hides_no_other(service: Service, library: Library) -> None:
    broken, whole = held(service, LONG[:2]), held(service, LONG[:2])
    service.store.append(broken.session.id, broken.seq, [{"event": "OfAnotherVersion", "turn": 9}], service.clock(), "done", 0)
    fresh = Service(service.store, library, service.clock)
    with pytest.raises(UnreadableSession, match=broken.session.id):
        fresh.open(broken.session.id)
    assert [one.session.id for one in fresh.rehearsals()] == [whole.session.id]
    assert len(fresh.runs()) == 1


# -- the opening ----------------------------------------------------------------------------------------------------------------------


def test_every_example_is_heard_as_its_part_and_as_nothing_to_beware_of(words: Any, lexicon: Any) -> None:
    for part, about in words["parts"].items():
        heard = hear_opening(about["example"], lexicon, words)
        assert next(one for one in heard.parts if one.part == part).heard, about["example"]
        assert heard.beware == (), about["example"]


def test_the_examples_together_are_a_whole_opening(words: Any, lexicon: Any) -> None:
    text = composed({part: about["example"] for part, about in words["parts"].items()}, words)
    heard = hear_opening(text, lexicon, words)
    assert heard.missing == ()
    assert heard.beware == ()
    assert not heard.gaps


def test_every_beginning_once_filled_in_is_heard_as_its_part(words: Any, lexicon: Any) -> None:
    for part, about in words["parts"].items():
        assert 3 <= len(about["starters"]) <= 5
        for starter in about["starters"].values():
            assert GAP in starter
            heard = hear_opening(starter.replace(GAP, FILLED[part]), lexicon, words)
            assert next(one for one in heard.parts if one.part == part).heard, starter
            assert heard.beware == (), starter
            assert hear_opening(starter, lexicon, words).gaps


def test_an_opening_without_a_part_says_what_is_missing_and_how_it_could_be_said(words: Any, lexicon: Any) -> None:
    heard = hear_opening("So, how are things? Nice weather.", lexicon, words)
    assert [one.part for one in heard.missing] == list(words["parts"])
    assert all(one.example for one in heard.missing)
    some = hear_opening("By the end of our talk I'd like you to have one step of your own.", lexicon, words)
    assert [one.part for one in some.parts if one.heard] == ["endpoint"]


def test_the_words_that_show_a_part_are_those_of_the_rule(words: Any, lexicon: Any) -> None:
    text = "Hello! By the end of our talk I'd like you to have one step. It's your career."
    heard = hear_opening(text, lexicon, words)
    for one in heard.parts:
        if one.heard:
            assert all(0 <= first < last <= len(text) for first, last in one.spans)
            assert quoted(text, one.spans) in text
    act = read(text, lexicon, "manager").act("endpoint")
    assert act is not None
    assert act.confidence >= SURE
    assert next(one for one in heard.parts if one.part == "endpoint").spans == tuple(sorted(act.spans))


def test_a_promise_in_an_opening_is_pointed_out(words: Any, lexicon: Any) -> None:
    heard = hear_opening("I promise you'll get the lead job.", lexicon, words)
    assert [one.act for one in heard.beware] == ["promise"]
    page = as_markdown({"limits": "I promise you'll get the lead job."}, heard, words)
    assert words["beware"]["promise"] in page
    assert "not heard yet" in page
    assert f"“{words['parts']['purpose']['example']}”" in page


def test_parts_are_said_in_their_order_each_as_a_sentence(words: Any) -> None:
    assert composed({"agenda": "Last?", "purpose": " first ", "limits": ""}, words) == "first. Last?"
    assert composed({}, words) == ""


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_000, "<script>alert(1)</script> $name", "يسعدني أن نتحدث", "…" * 500, "\ud83d half"])
def test_whatever_is_typed_is_read_in_no_time(text: str, words: Any, lexicon: Any) -> None:
    begin = time.process_time()
    heard = hear_opening(text, lexicon, words)
    as_markdown({"purpose": text}, heard, words)
    assert time.process_time() - begin < 1


# -- a page that was handed over ------------------------------------------------------------------------------------------------------

PAGE = """# What I am asking for, and why it is reasonable
This page is for my manager.
> No promise of a role.

## What I would like to do and to learn
- Teach **newcomers** how our data hangs together *(turn 4)*
- Write the short course

## What I am doing myself
1. A two-page course by 29 January

## What I am asking of you
- [x] Two hours with my manager's deputy every second Friday
* A word with the training team \\(twenty minutes\\)

## Something else altogether
- not to be read

## When an answer would help me
- By Friday

Any answer helps me to plan.
"""


def test_a_page_is_read_by_its_headings_and_only_its_lists(words: Any) -> None:
    assert [(one.part, one.text) for one in lines_in(PAGE, words["asking"])] == [
        ("want", "Teach newcomers how our data hangs together"), ("want", "Write the short course"),
        ("do", "A two-page course by 29 January"), ("ask", "Two hours with my manager's deputy every second Friday"),
        ("ask", "A word with the training team (twenty minutes)"), ("answer_by", "By Friday"),
    ]  # fmt: skip


def test_a_page_without_lists_or_headings(words: Any) -> None:
    plain = "**What I need from you**\nTwo hours on Fridays\n\n__Something else__\nnot this"
    assert [(one.part, one.text) for one in lines_in(plain, words["asking"])] == [("ask", "Two hours on Fridays")]
    assert lines_in("Two hours on Fridays, please.", words["asking"]) == ()
    assert lines_in("", words["asking"]) == ()


def test_what_is_asked_is_kept_as_text(words: Any) -> None:
    asked = asked_of(lines_in(PAGE + '\n## What I am asking of you\n- "\x1e$quote \ud800: {}', words["asking"]), words["asking"])
    assert asked_from(asked.to_text()) == asked
    assert asked.to_text().isascii()
    assert "\x1e" not in asked.to_text()


def test_the_persona_asks_for_what_is_on_the_page(library: Library, words: Any) -> None:
    asked = asked_of(lines_in(PAGE, words["asking"]), words["asking"])
    for name in library.personas():
        stock = library.cast(name).persona
        cast = library.cast(name, asked)
        assert cast.asked == asked
        support = list(cast.persona.lines["support"].values())
        assert all("deputy" in one or "training team" in one for one in support)
        assert any("your deputy" in one for one in support)
        assert not set(support) & set(stock.lines["support"].values())
        assert set(stock.lines["ask_back"].values()) < set(cast.persona.lines["ask_back"].values())
        assert all("newcomers" in one or "short course" in one for one in cast.persona.topics["kind_of_work"].l1.values())
        texts = [text for _, text in cast.persona.texts()]
        assert len(texts) == len(set(texts))
        ids = [key for key, _ in cast.persona.texts()]
        assert len(ids) == len(set(ids))


def test_where_the_lines_go_is_a_place_of_a_persona(library: Library, words: Any) -> None:
    topics = library.cast("tutorial").persona.topics
    for about in words["asking"]["parts"].values():
        for place, frames in about["says"].items():
            name, _, level = place.partition(".")
            assert (name in topics and level in LEVELS) if level else name in BANKS
            assert all(frame.count("$line") == 1 for frame in frames.values())
        assert set(about.get("beside", ())) <= set(about["says"])


def test_a_page_changes_nothing_that_it_does_not_speak_of(library: Library) -> None:
    persona = library.cast("tutorial").persona
    assert persona.asking(Asked((AskedLine("why", "It pays off"),))) == persona
    assert persona.asking(Asked((), {"no_such.l1": {"a": "x"}, "kind_of_work.l9": {"a": "x"}, "nowhere": {"a": "x"}})) == persona


def test_a_briefed_rehearsal_is_taken_up_as_it_was(library: Library, words: Any, tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'talks.db').as_posix()}"
    asked = asked_of(lines_in(PAGE, words["asking"]), words["asking"])
    service = Service(open_store(url), library)
    talk = service.rehearse("career_talk", "tutorial", 3, asked=asked, exam=True)
    lines = ("What do you enjoy most about the work?", "What kind of work would you like more of?", "And why does that draw you?",
             "What would you like to do about it?", "What support would you need from me?")  # fmt: skip
    for line in lines:
        talk = service.say(talk, line, DAY)
    again = Service(open_store(url), Library()).open(talk.session.id)
    assert again.session == talk.session
    assert again.session.exam
    assert again.cast is not None
    assert again.cast.asked == asked
    said = " ".join(one.text or "" for one in again.session.transcript if one.speaker == "persona")
    assert "newcomers" in said or "short course" in said
    assert "deputy" in said or "training team" in said


def test_a_hostile_page_is_read_in_no_time(words: Any) -> None:
    begin = time.process_time()
    for page in ("# " + "a" * 50_000, "## ask of you\n" + "- **" * 20_000, "## ask of you\n" + "\n".join(f"- {n}" for n in range(9_000)),
                 "*(turn " * 9_000, "## ask of you\n- " + "my manager " * 5_000, "\\" * 30_000, "## ask of you\n- ((((" + "turn 1, " * 5_000):  # fmt: skip
        found = lines_in(page, words["asking"])
        asked_of(found, words["asking"])
        assert all(len(one.text) <= LONGEST_LINE for one in found)
    assert time.process_time() - begin < 2


# -- exam or practice, and the bill ---------------------------------------------------------------------------------------------------


def test_an_exam_is_remembered_and_changes_no_reply(service: Service) -> None:
    practice, exam = held(service, LONG), held(service, LONG, exam=True)
    assert not practice.session.exam
    assert exam.session.exam
    assert [one.text for one in practice.session.transcript] == [one.text for one in exam.session.transcript]
    assert service.open(exam.session.id).session.exam
    assert service.fork(exam, 2).session.exam


def test_the_bill_names_every_promise_with_its_price(service: Service) -> None:
    talk = held(service, (*LONG[:6], "What else?", "How so?", "What would that give you?", "Tell me more.", "Go on, please.", "What then?"))
    bill = service.debrief(talk).bill
    assert [(one.turn, one.kind) for one in bill] == [(4, "promise"), (5, "hint")]
    assert bill[0].raised > 0
    assert bill[0].words == "I promise you'll get the lead job"
    assert any(one.back > one.turn for one in bill)
    assert talk.cast is not None
    page = debrief_as_markdown(service.debrief(talk), talk.cast, talk.session, "I would *say* no.")
    assert "- Turn 4, promise: “I promise you'll get the lead job” (expectation +" in page
    assert "My own line: I would \\*say\\* no." in page
    talk = service.judge(talk, 4, "promise", DAY, holds=False)
    assert [one.turn for one in service.debrief(talk).bill] == [5]


# -- several runs ---------------------------------------------------------------------------------------------------------------------


def test_runs_show_measures_only_from_eight_turns_on(service: Service) -> None:
    short, enough = held(service, LONG[: FEWEST_TURNS - 1]), held(service, LONG[:FEWEST_TURNS], day=DAY + timedelta(1))
    first, second = service.runs()
    assert (first.session, first.turns, first.figures) == (short.session.id, FEWEST_TURNS - 1, None)
    assert second.figures is not None
    assert tuple(second.figures) == FIGURES == tuple(headline(service.debrief(enough).measures))
    assert (first.day, second.day) == ("2026-11-02", "2026-11-03")
    assert series([first, second], "promises") == ((second, 1),)
    assert is_first([first, second], second.session)
    assert not is_first([first, second], first.session)


def test_runs_are_those_that_have_ended_oldest_first_with_their_kind(service: Service) -> None:
    service.start("career_talk", 3)
    service.rehearse("career_talk", "tutorial", 1)
    one = held(service, LONG, difficulty="hard", exam=True)
    two = held(service, LONG, "tutorial")
    branch = service.end(service.say(service.fork(one, 3), "What would you like?", DAY))
    runs = service.runs()
    assert [run.session for run in runs] == [one.session.id, two.session.id, branch.session.id]
    assert [(run.difficulty, run.exam, run.branch_of) for run in runs] == [
        ("hard", True, ""), ("normal", False, ""), ("hard", True, one.session.id),
    ]  # fmt: skip
    assert [run.session for run in with_persona(runs, "raised_hopes")] == [one.session.id, branch.session.id]
    service.forget(two.session.id)
    assert [run.session for run in service.runs()] == [one.session.id, branch.session.id]


def test_runs_count_what_was_told_to_a_listener(service: Service) -> None:
    talk = held(service, LONG)
    (run,) = service.runs()
    levels = talk.session.role["levels"]
    assert run.told == sum(level >= 2 for level in levels.values())
    assert run.secret is (levels.get("secret", -1) >= 2)
    assert {"secret"} < set(service.library.cast("raised_hopes").persona.topics)


def test_a_measure_holds_where_the_debrief_says_so(service: Service) -> None:
    for persona in ("raised_hopes", "tutorial"):
        for lines in (LONG, tuple(f"So you like {word}." for word in ["sorting", "maps", "order", "calm", "people", "numbers", "letters", "rooms"])):
            talk = held(service, lines, persona)
            good = headline(service.debrief(talk).measures)
            run = next(one for one in service.runs() if one.session == talk.session.id)
            assert {name: holds(run, name) for name in FIGURES} == good


def test_no_run_carries_a_grade() -> None:
    assert "headline_met" not in FIGURES
    assert {"grade", "score", "rank"}.isdisjoint(Run.__dataclass_fields__)


def test_a_briefed_persona_says_nothing_twice_and_lasts_as_long(library: Library, service: Service, words: Any) -> None:
    asked = asked_of(lines_in(PAGE, words["asking"]), words["asking"])
    moves = ("What kind of work would you like more of?", "So that matters to you.", "What support would you need from me?", "…",
             "What will you do about it next month?", "Tell me more about that.", "What have you enjoyed lately?")  # fmt: skip
    for seed, name in enumerate(library.personas()):
        talk = service.rehearse("career_talk", name, seed, asked=asked)
        for turn in range(30):
            if not talk.session.role.get("left"):
                talk = service.say(talk, moves[(turn * 5 + seed) % len(moves)], DAY)
        said = [one.text for one in talk.session.transcript if one.speaker == "persona"]
        assert len(said) == len(set(said))
        assert len(said) >= 12, name
        assert any("Two hours with your deputy" in (one or "") for one in said) or any("training team" in (one or "") for one in said), name
