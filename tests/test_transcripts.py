"""Transcripts: those of the project hold, every kind of expectation fails when it is wrong, and a finished talk can be saved as one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from people_driver import FLOW, plain_person
from people_driver import Talk as Driven

from engine.library import SHIPPED, Library
from engine.service import Service, Talk
from engine.source.problems import Mark, Problem, SourceError
from engine.source.shapes import keys_of
from engine.stores import open_store
from engine.talk.events import SlotFilled
from engine.talk.session import fold
from engine.transcripts.compare import CHECKS, Outcome, compare
from engine.transcripts.compose import CannotRepeat, Heading, compose
from engine.transcripts.coverage import Coverage
from engine.transcripts.files import open_script, open_scripts, transcripts
from engine.transcripts.load import TRANSCRIPT_CODES, load_transcript, wrong_names
from engine.transcripts.missing import Whereabouts
from engine.transcripts.model import END_CHECKS, TURN_CHECKS, Begin, Changed, Judged, Person, Transcript, Turn, key_of
from engine.transcripts.order import ORDER, Ranked, rankings
from engine.transcripts.play import play
from engine.transcripts.rewrite import rewritten

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.glob("*.yaml"))
REFERENCE = sorted((SHIPPED / "transcripts").glob("*.yaml"))
TODAY = date(2027, 1, 11)
HEADING = Heading("A talk", "Saved by a test.")
PERSONA = "tutorial"
MANAGER = (
    "I wanted us to sit down because I'd like to hear where you want your work to go.",
    "By the end I'd like you to have one step that is yours.",
    "What do you enjoy most in your job at the moment?",
    "So the customers are what you look forward to.",
    "What kind of work would you like more of?",
    "You should do a course on that.",
    "What will you do about it yourself?",
    "What else is missing before you could do it?",
    "Shall we look at it again on 3 March?",
)  # fmt: skip
COACH = (
    "I have been at the same counter for four years and I want to find out what else I could do.",
    "Two clear things that I can start with next month.",
    "I could do an evening course in pricing.",
    "skip",
    "It is too early to say.",
)  # fmt: skip


def script(tmp_path: Path, library: Library, text: str) -> Any:
    path = tmp_path / "one.yaml"
    path.write_text(text, encoding="utf-8")
    return open_script(path, library)


def outcome(tmp_path: Path, library: Library, data: dict[str, Any]) -> Outcome:
    """What comes of a transcript given as data."""
    one = script(tmp_path, library, yaml.safe_dump(data, sort_keys=False, allow_unicode=True))
    return compare(one.play(), one.places)


def problems_of(data: dict[str, Any] | str, library: Library) -> list[Problem]:
    """What is wrong with a transcript before it is played."""
    text = data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    problems: list[Problem] = []
    loaded = load_transcript(text, "one.yaml", problems)
    return problems if loaded is None else wrong_names(*loaded, library.guide(FLOW))


def coached(**more: Any) -> dict[str, Any]:
    """A short talk with the coach; `more` goes into its third turn."""
    turns = [{"say": text} for text in COACH]
    turns[2] |= more
    return {"title": "T", "about": "A.", "flow": FLOW, "seed": 7, "today": "2027-01-11", "turns": turns}


def rehearsed(**more: Any) -> dict[str, Any]:
    """A short rehearsal; `more` goes into its head."""
    turns = [{"say": text} for text in MANAGER]
    return {"title": "T", "about": "A.", "flow": FLOW, "persona": PERSONA, "seed": 3, "today": "2027-01-11", "turns": turns, **more}


@pytest.fixture
def service(library: Library) -> Service:
    return Service(open_store("memory:"), library)


def held(service: Service, talk: Talk, *texts: str) -> Talk:
    for text in texts:
        talk = service.say(talk, text, TODAY)
    return talk


# -- the transcripts of the project ----------------------------------------------------------------------------------------


def test_there_are_transcripts() -> None:
    assert len(FILES) >= 9
    assert len(REFERENCE) >= 1


@pytest.mark.parametrize("path", [*FILES, *REFERENCE], ids=lambda path: path.stem)
def test_a_transcript_holds(path: Path, library: Library) -> None:
    one = open_script(path, library)
    found = compare(one.play(), one.places)
    assert found.expectations > 5
    assert [str(failure) for failure in found.failures] == []


@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.stem)
def test_a_reference_talk_can_be_read_aloud(path: Path, library: Library) -> None:
    """Each turn has what is said and what is heard, so that nobody needs the program to follow it."""
    one = open_script(path, library).transcript
    assert one.hears
    last = max(number for number, turn in enumerate(one.turns) if turn.hears)
    assert all(turn.say and turn.hears for turn in one.turns[: last + 1])
    assert max(len(line) for line in path.read_text(encoding="utf-8").splitlines()) <= 160


def test_managers_come_out_in_their_order(library: Library) -> None:
    from engine.transcripts.order import ranked

    scripts = [one for one in open_scripts(REFERENCE, library) if one.transcript.manager]
    found = [place for one in scripts if (place := ranked(one.play(), one.places))]
    assert [one.wrong for one in rankings(found) if one.wrong] == []


def test_transcripts_are_no_flows(library: Library) -> None:
    assert set(transcripts(library)) == {path.stem for path in REFERENCE}
    assert not set(transcripts(library)) & set(library.flows())


# -- every kind of expectation fails when it is wrong -----------------------------------------------------------------------

RIGHT_AND_WRONG: dict[str, tuple[Any, Any]] = {
    "line": ("back_to_question", "agenda"),
    "mentions": (["evening COURSE", "options"], "morning course"),
    "acts": ("solution", ["solution", "red_flag"]),
    "only": (["solution", "tentative"], "solution"),
    "not_acts": (["commitment", "gap"], ["gap", "solution"]),
    "need": ("agenda", "endpoint"),
    "next": ("agenda", "nothing"),
    "kind": ("ask", "recap"),
    "step": ("opening", "options"),
    "met": ([], "agenda"),
    "not_met": (["agenda", "why"], None),
    "thin": ([], "agenda"),
    "skipped": ([], "agenda"),
    "reopened": ([], "agenda"),
    "held": (["time_box", "agenda"], "purpose"),
    "parked": ("evening course", ["evening course", "pricing"]),
    "others": ([], "my manager"),
    "events": (["GuardHeld", "Parked"], "PlanReady"),
    "never": (["PlanReady", "SkipAsked"], ["PlanReady", "Parked"]),
}


def test_there_is_a_check_for_every_key() -> None:
    doings = {"say", "change", "dispute", "confirm", "resume", "end", "today", "mark"}
    assert set(TURN_CHECKS) == set(CHECKS) == {one.name for one in fields(Turn)} - doings
    assert set(RIGHT_AND_WRONG) | {"hears", "fills"} == set(CHECKS)


@pytest.mark.parametrize("key", sorted(RIGHT_AND_WRONG))
def test_an_expectation_of_a_turn_holds_or_fails(key: str, tmp_path: Path, library: Library) -> None:
    right, wrong = RIGHT_AND_WRONG[key]
    assert outcome(tmp_path, library, coached(**{key: right})) == Outcome(1, ())
    data = coached(**{key: wrong}) if wrong is not None else coached()
    if wrong is None:
        data["turns"][1] = {"say": COACH[1], key: "endpoint"}
    found = outcome(tmp_path, library, data)
    assert [(one.turn, one.key) for one in found.failures] == [(2 if wrong is None else 3, key)]
    lines = (tmp_path / "one.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[found.failures[0].mark.line - 1].strip().startswith(f"{key}:")


def test_reply_words_are_the_words_but_for_line_breaks(tmp_path: Path, library: Library) -> None:
    plain = script(tmp_path, library, yaml.safe_dump(coached()))
    said = [one.text for one in plain.play().session.transcript if one.speaker == "coach"]
    data = coached(hears="\n ".join(said[3].split()))
    data["hears"] = said[0]
    assert outcome(tmp_path, library, data) == Outcome(2, ())
    data["hears"], data["turns"][2]["hears"] = said[0] + " Well.", said[3].replace("course", "Course")
    failures = outcome(tmp_path, library, data).failures
    assert [(one.turn, one.key) for one in failures] == [(0, "hears"), (3, "hears")]
    assert "Course" in failures[1].wanted
    assert "course" in failures[1].came


def test_facts_may_be_given_in_part(tmp_path: Path, library: Library) -> None:
    def filled(**wanted: Any) -> int:
        data = coached()
        data["turns"][1]["fills"] = wanted
        return len(outcome(tmp_path, library, data).failures)

    assert filled(endpoint="two clear things") == 0
    assert filled(endpoint="three clear things") == 1
    assert filled(purpose="counter") == 1


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("facts", {"purpose": "same counter"}, {"purpose": "other counter"}),
        ("facts", {"purpose": "same counter"}, {"why": "anything"}),
        ("plan", {"purpose": "same counter", "parked": 1, "skipped": "endpoint|agenda", "actions": "<= 0"}, {"parked": 2}),
        ("plan", {"parked": "evening course"}, {"parked": "morning course"}),
        ("plan", {"parked": ">= 1"}, {"parked": "> 1"}),
        ("plan", {"ready": False}, {"ready": True}),
        ("plan", {"why": None}, {"no_such_field": "x"}),
        ("ended", "open", "done"),
    ],
)
def test_an_expectation_of_the_whole_holds_or_fails(key: str, right: Any, wrong: Any, tmp_path: Path, library: Library) -> None:
    if isinstance(right, dict):
        right = {name: value for name, value in right.items() if name != "skipped"}
    assert outcome(tmp_path, library, {**coached(), key: right}).failures == ()
    failures = outcome(tmp_path, library, {**coached(), key: wrong}).failures
    assert len(failures) == 1
    assert failures[0].turn is None
    assert failures[0].key.startswith(key)


def test_measures_are_exact_or_bounds(tmp_path: Path, library: Library) -> None:
    def wrong(**measures: Any) -> list[str]:
        return [one.key for one in outcome(tmp_path, library, rehearsed(measures=measures)).failures]

    fine: dict[str, Any] = {
        "promises": 0, "early_solutions": ">= 1", "hints": "< 1", "review_set": True, "headline_met": "<=5", "opening": {"purpose": True},
    }  # fmt: skip
    assert wrong(**fine) == []
    assert wrong(promises=1) == ["measures: promises"]
    assert wrong(promises="> 0") == ["measures: promises"]
    assert wrong(early_solutions="0") == ["measures: early_solutions"]
    assert wrong(review_set=False) == ["measures: review_set"]
    assert wrong(opening={"purpose": False}) == ["measures: opening"]
    assert wrong(opening={"porpoise": True}) == ["measures: opening"]
    assert wrong(owned_share=None) == ["measures: owned_share"]
    assert wrong(promise=0) == ["measures: promise"]


def test_too_few_turns_have_no_measures(tmp_path: Path, library: Library) -> None:
    data = rehearsed(measures={"promises": 0})
    data["turns"] = data["turns"][:3]
    failure = outcome(tmp_path, library, data).failures[0]
    assert "fewer than 8 turns" in failure.came


def test_leaving_is_expected_or_not(tmp_path: Path, library: Library) -> None:
    assert outcome(tmp_path, library, rehearsed(left=False)) == Outcome(1, ())
    assert [one.key for one in outcome(tmp_path, library, rehearsed(left=True)).failures] == ["left"]
    assert {"left", "ended", "facts", "plan", "measures"} == set(END_CHECKS)


def test_a_talk_that_is_over_fails_where_somebody_speaks_on(tmp_path: Path, library: Library) -> None:
    data = coached()
    data["turns"] = [{"say": "finish"}, {"say": "yes"}, {"say": "Hello?", "kind": "ask"}]
    failure = outcome(tmp_path, library, data).failures[-1]
    assert (failure.turn, failure.key) == (3, "the turn")
    assert "ended" in failure.came


def test_turns_that_begin_later_must_be_reached(tmp_path: Path, library: Library) -> None:
    data = {**coached(), "from": {"need": "why"}, "answers": {"purpose": ["finish"], "endpoint": ["x"]}}
    assert "never gets" in outcome(tmp_path, library, data).failures[0].came
    data = {**coached(), "from": {"need": "endpoint"}, "answers": {"purpose": [COACH[0]]}, "turns": [{"say": COACH[1], "met": "endpoint"}]}
    assert outcome(tmp_path, library, data) == Outcome(1, ())


def test_a_need_named_without_a_number_stands_for_any_action() -> None:
    assert key_of("action_when 2") == ("action_when", 2)
    assert key_of("why") == ("why", None)
    assert key_of("action_when two") == ("action_when two", None)


# -- files with faults ------------------------------------------------------------------------------------------------------

FAULTS: list[tuple[str, dict[str, Any], int, str]] = [
    ("T001", coached(not_met="endpont"), 11, "did you mean 'endpoint'?"),
    ("T001", coached(never=["PlanReady", "Sessionended"]), 13, "did you mean 'SessionEnded'?"),
    ("T001", coached(not_acts="promise"), 11, "known:"),
    ("T001", coached(step="option"), 11, "did you mean 'options'?"),
    ("T001", coached(fills={"agenad": "x"}), 12, "did you mean 'agenda'?"),
    ("T001", {**coached(), "facts": {"action_wen 1": "x"}}, 14, "did you mean 'action_when'?"),
    ("T001", {**coached(), "from": {"step": "posible"}, "answers": {"why": ["x"]}}, 14, "known:"),
    ("T002", {**coached(), "manager": "good"}, 13, "persona"),
    ("T002", {**coached(), "measures": {"promises": 0}}, 13, "rehearsals"),
    ("T002", {**coached(), "left": True}, 13, "persona"),
    ("T002", {**coached(), "from": {"step": "options"}}, 13, "answers"),
    ("T002", {**coached(), "person": "x.yaml"}, 13, "from"),
    ("T002", coached(end=True), 10, "exactly one"),
    ("T002", {**coached(), "turns": [{"met": "why"}]}, 7, "exactly one"),
    ("T002", {**coached(), "turns": [{"end": True}]}, 7, "say something"),
    ("T002", {**rehearsed(), "turns": [{"resume": True}]}, 8, "say something"),
    ("T002", {**coached(), "turns": [{"dispute": {"turn": 1, "act": "gap"}}]}, 8, "earlier turn"),
    ("T003", {**coached(), "today": "2027-02-30"}, 5, "write it as"),
    ("S001", {**coached(), "turns": [{"sya": "x"}]}, 7, "did you mean 'say'?"),
    ("S004", {**rehearsed(), "manager": "goood"}, 18, "did you mean 'good'?"),
    ("S008", {**coached(), "today": "today"}, 5, "must match"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "data", "line", "fix"), FAULTS)
def test_a_fault_is_told_at_its_place(code: str, data: dict[str, Any], line: int, fix: str, library: Library) -> None:
    found = problems_of(data, library)
    assert [one.code for one in found] == [code]
    assert found[0].mark.line == line
    assert fix in found[0].fix


def test_every_code_of_the_room_is_tried() -> None:
    assert {code for code, *_ in FAULTS} >= set(TRANSCRIPT_CODES)


def test_acts_are_those_of_who_speaks(library: Library) -> None:
    data = rehearsed()
    data["turns"][0]["not_acts"] = "promise"
    assert problems_of(data, library) == []
    data["turns"][0]["not_acts"] = "title_only"
    assert [one.code for one in problems_of(data, library)] == ["T001"]


def test_all_files_are_read_before_anything_is_played(tmp_path: Path, library: Library) -> None:
    paths = [tmp_path / f"{name}.yaml" for name in "ab"]
    for path in paths:
        path.write_text(yaml.safe_dump({**coached(), "manager": "good"}), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        open_scripts(paths, library)
    assert [one.mark.file for one in caught.value.problems] == [str(path) for path in paths]


# -- today's words ----------------------------------------------------------------------------------------------------------

ROTTEN = """\
# a comment that stays
title: T
about: A.
flow: career_talk
seed: 7
today: "2027-01-11"
hears: "Old words: \\"quoted\\" # no comment"   # a comment after them
turns:
  - say: "I have been at the same counter for four years and I want to find out what else I could do."
    hears: >-
      Old words
      on two lines.
    met: purpose   # stays
  - {say: "Two clear things that I can start with next month.", hears: 'old, words', met: endpoint}
  - say: "hears: no words"
    hears: |
      Old words

      further down.

    line: agenda
  - say: "undo"
    hears: plain old words
"""


def test_update_changes_the_words_that_are_heard_and_nothing_else(tmp_path: Path, library: Library) -> None:
    one = script(tmp_path, library, ROTTEN)
    before = compare(one.play(), one.places)
    assert [failure.key for failure in before.failures if failure.key == "hears"] == ["hears"] * 5
    after = rewritten(ROTTEN, one.play())
    again = script(tmp_path, library, after)
    kept = compare(again.play(), again.places)
    assert [failure.key for failure in kept.failures if failure.key == "hears"] == []
    assert [failure.key for failure in kept.failures] == [failure.key for failure in before.failures if failure.key != "hears"]
    for left in ("# a comment that stays\n", "# a comment after them\n", "    met: purpose   # stays\n", ", met: endpoint}\n", "    line: agenda\n"):
        assert left in after
    bare = [{key: value for key, value in turn.items() if key != "hears"} for turn in yaml.safe_load(after)["turns"]]
    assert bare == [{key: value for key, value in turn.items() if key != "hears"} for turn in yaml.safe_load(ROTTEN)["turns"]]
    assert rewritten(after, again.play()) == after


# -- saving -----------------------------------------------------------------------------------------------------------------


def holds(tmp_path: Path, library: Library, text: str) -> Transcript:
    """The transcript of a text, which must pass at once."""
    one = script(tmp_path, library, text)
    found = compare(one.play(), one.places)
    assert [str(failure) for failure in found.failures] == []
    assert found.expectations > sum(turn.hears is not None for turn in one.transcript.turns)
    return one.transcript  # type: ignore[no-any-return]


def test_a_talk_with_the_coach_is_saved(tmp_path: Path, library: Library, service: Service, guide: Any) -> None:
    driven = Driven(guide, seed=5)
    driven.reach(plain_person(), kind="done")
    texts = [text for text, _ in driven.turns if text is not None]
    talk = held(service, service.start(FLOW, 5), *texts)
    assert talk.session.ended == "done"
    saved = holds(tmp_path, library, compose(talk, HEADING))
    assert [turn.say for turn in saved.turns] == texts
    assert saved.ended == "done"
    assert saved.facts
    assert saved.facts["action_when 1"] == "2027-02-26"
    assert sum(bool(turn.met) for turn in saved.turns) > 30


def test_what_was_done_besides_talking_is_saved(tmp_path: Path, library: Library, service: Service) -> None:
    talk = held(service, service.start(FLOW, 7), *COACH[:3])
    talk = service.judge(talk, 3, "solution", TODAY, holds=False)
    talk = service.change(talk, "endpoint", None, "One clear thing that I can start with tomorrow.", TODAY)
    talk = held(service, talk, "undo", "Fine as it is.", "finish", "yes")
    talk = service.resume(talk, TODAY)
    talk = service.say(talk, "Me, it is down to me.", date(2027, 1, 12))
    saved = holds(tmp_path, library, compose(talk, HEADING))
    assert saved.turns[3].dispute == Judged(3, "solution")
    assert saved.turns[4].change == Changed("endpoint", "One clear thing that I can start with tomorrow.")
    assert [turn.resume for turn in saved.turns].count(True) == 1
    assert saved.turns[-1].today == "2027-01-12"


@pytest.mark.parametrize("guards", ["hold", "warn", "off"])
def test_guards_are_saved(guards: Any, tmp_path: Path, library: Library, service: Service) -> None:
    talk = held(service, service.start(FLOW, 7, guards), COACH[0], "I could do an evening course in pricing.")
    saved = holds(tmp_path, library, compose(talk, HEADING))
    assert saved.guards == guards
    assert bool(saved.turns[1].held) is (guards != "off")


def test_a_rehearsal_is_saved(tmp_path: Path, library: Library, service: Service) -> None:
    talk = held(service, service.rehearse(FLOW, PERSONA, 3, "hard"), *MANAGER)
    talk = service.judge(talk, 6, "advice", TODAY, holds=False)
    talk = service.judge(talk, 4, "summary", TODAY, holds=True)
    talk = service.end(talk)
    saved = holds(tmp_path, library, compose(talk, Heading("A talk", "Saved by a test.", "fixer")))
    assert (saved.manager, saved.difficulty, saved.persona) == ("fixer", "hard", PERSONA)
    assert saved.turns[-1].end
    assert saved.turns[-2].confirm == Judged(4, "summary")
    assert saved.facts
    assert saved.facts["purpose"] == " ".join(MANAGER[0].split()[:8])
    assert saved.measures
    assert saved.measures["promises"] == 0


def test_a_persona_that_left_is_saved(tmp_path: Path, library: Library, service: Service) -> None:
    talk = service.rehearse(FLOW, PERSONA, 3, "hard")
    for _ in range(40):
        talk = service.say(talk, "The weather has been dreadful.", TODAY)
    saved = holds(tmp_path, library, compose(talk, HEADING))
    assert saved.left is True
    assert saved.turns[-1].hears is None


@pytest.mark.parametrize("text", ["  two  blanks ", "a\nb", "#x: 'y' \"z\"", "- a\n- b", "yes", "2027-01-01", "", "null", "𝄞 é ✓", "a" * 500 + " b"])
def test_words_are_saved_to_the_letter(text: str, tmp_path: Path, library: Library, service: Service) -> None:
    talk = held(service, service.start(FLOW, 7), text, "Fine.")
    assert holds(tmp_path, library, compose(talk, HEADING)).turns[0].say == text


@pytest.mark.parametrize(
    ("texts", "reason"), [((), "nothing has been said"), (("I want to kill myself.",), "not kept"), (("a\x00b",), "cannot be written")]
)
def test_what_cannot_be_repeated_is_refused(texts: Sequence[str], reason: str, service: Service) -> None:
    with pytest.raises(CannotRepeat, match=reason):
        compose(held(service, service.start(FLOW, 7), *texts), HEADING)


def test_a_talk_that_takes_up_another_is_refused(service: Service) -> None:
    talk = held(service, service.start(FLOW, 7), COACH[0])
    first, *rest = talk.session.events
    known = fold([first, SlotFilled(0, "purpose", "From another talk", "purpose"), *rest])
    with pytest.raises(CannotRepeat, match="earlier talks"):
        compose(replace(talk, session=known), HEADING)


# -- counting ---------------------------------------------------------------------------------------------------------------


def counted(library: Library, *data: dict[str, Any], tmp_path: Path) -> Coverage:
    coverage = Coverage()
    for one in data:
        coverage.add(script(tmp_path, library, yaml.safe_dump(one)).play())
    return coverage


def test_coverage_counts_what_talks_went_through(tmp_path: Path, library: Library) -> None:
    parts = {(one.owner, one.what): one for one in counted(library, coached(), rehearsed(), tmp_path=tmp_path).parts()}
    assert parts[FLOW, "steps"].seen >= {"opening"}
    assert {"purpose", "endpoint"} <= parts[FLOW, "needs"].seen
    assert "confidence" in parts[FLOW, "needs"].missing
    assert parts[PERSONA, "topics"].count >= 1
    assert parts[PERSONA, "levels"].seen & set(parts[PERSONA, "levels"].names)
    assert {"first", "opening_ok"} <= parts[PERSONA, "blocks"].seen
    assert "purpose.why_we_talk" in parts["language", "cues of the manager"].seen
    assert parts["language", "cues of the employee"].missing
    for one in parts.values():
        assert one.count + len(one.missing) == len(one.names) > 0


def test_a_probe_that_was_asked_is_counted(tmp_path: Path, library: Library) -> None:
    data = coached()
    data["turns"] = [{"say": "stuff"}]
    found = next(one for one in counted(library, data, tmp_path=tmp_path).parts() if one.what == "probes")
    assert [one for one in found.seen if one.startswith("purpose.")]
    assert found.seen <= set(found.names)


def test_everything_missing_has_its_place(tmp_path: Path, library: Library) -> None:
    places = Whereabouts(library)
    for part in counted(library, coached(), rehearsed(), tmp_path=tmp_path).parts():
        for name in part.missing:
            mark = places.of(part, name)
            assert mark is not None, (part.what, name)
            lines = Path(mark.file).read_text(encoding="utf-8").splitlines()[mark.line - 2 : mark.line]
            if part.what.split()[0] in ("steps", "needs", "probes", "cues"):
                assert re.search(rf"\bid: {re.escape(name.split('.')[-1])}\b", lines[-1])
            else:
                assert mark.file.endswith(f"{PERSONA}.yaml")
                assert any(f"{name.split('.')[-1]}:" in line for line in lines)


# -- the order of managers --------------------------------------------------------------------------------------------------


def in_order(**numbers: int | None) -> list[str]:
    mark = Mark("one.yaml", 5, 1)
    return [told for one in rankings([Ranked("p", kind, number, mark) for kind, number in numbers.items()]) for told in one.wrong]


def test_the_order_of_managers() -> None:
    assert ORDER == ("good", "checklist", "fixer", "promiser")
    assert in_order(promiser=1, fixer=1, checklist=3, good=5) == []
    assert in_order(good=5, promiser=4) == []
    assert len(in_order(good=3, checklist=3, fixer=1)) == 1
    assert len(in_order(fixer=1, promiser=2)) == 1
    assert len(in_order(good=1, fixer=2, promiser=3)) == 2
    assert in_order(good=0) == []
    told = in_order(good=5, checklist=None)
    assert told == ["one.yaml:5: headline_met of good should be more than that of checklist (no number), came 5"]


# -- the guide for authors --------------------------------------------------------------------------------------------------


def keys_of_the_format() -> Iterator[str]:
    for record in (Transcript, Turn, Begin, Person, Judged, Changed):
        yield from (key.name for key in keys_of(record))


def test_the_guide_names_every_key_of_transcripts() -> None:
    text = (SHIPPED / "README.md").read_text(encoding="utf-8").split("## Transcripts")[1].split("\n## ")[0]
    ticked = {word for part in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"\w+", part)}
    assert not set(keys_of_the_format()) - ticked


def test_the_example_of_the_guide_holds(tmp_path: Path, library: Library) -> None:
    text = (SHIPPED / "README.md").read_text(encoding="utf-8").split("## Transcripts")[1].split("\n## ")[0]
    example = re.findall(r"```yaml\n(.*?)```", text, re.S)[0]
    found = script(tmp_path, library, example)
    assert compare(found.play(), found.places).failures == ()


def test_playing_twice_is_playing_once(library: Library) -> None:
    one = open_script(FILES[0], library)
    first, second = (play(one.transcript, one.guide, one.cast, one.person).session.events for _ in range(2))
    assert json.dumps([str(event) for event in first]) == json.dumps([str(event) for event in second])


