"""`handhold test` and `handhold sessions save` as they are called: what is printed, what is written, the exit status."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from people_driver import FLOW, handhold

from engine.library import SHIPPED

GOOD = """\
title: Short
about: A first answer, and nothing else.
flow: career_talk
seed: 7
today: "2027-01-11"
turns:
  - say: "I have been at the same counter for four years and I want to find out what else I could do."
    met: purpose
    next: endpoint
"""
MANAGER = (
    "I wanted us to sit down because I'd like to hear where you want your work to go.",
    "What do you enjoy most in your job at the moment?",
    "So the people are what you look forward to.",
    "What kind of work would you like more of?",
    "Tell me about a day that went well.",
    "What will you do about it yourself?",
    "What else is missing before you could do it?",
    "Shall we look at it again on 3 March?",
)  # fmt: skip
FIXER = (
    "You should do the evening course on planning.",
    "Have you thought about a mentor?",
    "I'll write your plan for you tonight.",
    "You could ask to join the other team.",
    "I'll get you the deputy post in April, I promise.",
    "You should read up on it.",
    "Leave it with me, I'll sort it out for you.",
    "You ought to apply.",
)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def rehearsal(persona: str, manager: str, words: tuple[str, ...]) -> str:
    turns = "".join(f"  - say: {json.dumps(one)}\n" for one in words)
    return f'title: T\nabout: A.\nflow: career_talk\npersona: {persona}\nmanager: {manager}\nseed: 1\ntoday: "2027-01-11"\nturns:\n{turns}'


def test_all_that_comes_with_the_flows_is_played_and_holds() -> None:
    ran = handhold("test")
    assert (ran.code, ran.err) == (0, "")
    files = [line for line in ran.out.splitlines() if ".yaml: " in line]
    assert len(files) == len(list((SHIPPED / "transcripts").glob("*.yaml"))) > 0
    assert all(re.search(r": \d+ turns?, \d+ expectations kept$", line) for line in files)


def test_files_and_folders_can_be_named(good: Path) -> None:
    by_file, by_folder, twice = handhold("test", str(good)), handhold("test", str(good.parent)), handhold("test", str(good), str(good.parent))
    assert by_file.out == by_folder.out == twice.out
    assert by_file.code == 0
    assert by_file.out.splitlines()[0] == f"{good}: 1 turn, 2 expectations kept"
    assert f"{FLOW}: 1 of 7 steps" in by_file.out.splitlines()


def test_what_came_otherwise_is_told_with_its_line(good: Path) -> None:
    good.write_text(GOOD.replace("met: purpose", "met: agenda"), encoding="utf-8")
    ran = handhold("test", str(good))
    assert ran.code == 1
    assert ran.out.splitlines()[:2] == [
        f"{good}: 1 turn, 1 of 2 expectations failed", f"{good}:8: turn 1: met should be “agenda”, came purpose",
    ]  # fmt: skip


def test_a_file_that_is_wrong_is_no_failed_test(good: Path) -> None:
    good.write_text(GOOD.replace("next:", "nxt:"), encoding="utf-8")
    ran = handhold("test", str(good))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{good}:9:5 S001 ")
    assert "did you mean 'next'?" in ran.err


@pytest.mark.parametrize("wrong", [["no_such_file.yaml"], ["--update"]])
def test_a_wrong_call_is_told_in_one_line(wrong: list[str]) -> None:
    ran = handhold("test", *wrong)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("handhold: ")
    assert ran.err.count("\n") == 1


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    ran = handhold("test", str(tmp_path))
    assert ran.code == 2
    assert "no transcript here" in ran.err


def test_an_unknown_flow_or_persona_is_told(good: Path) -> None:
    for wrong in ("flow: career_tolk", "flow: career_talk\npersona: no_ide"):
        good.write_text(GOOD.replace("flow: career_talk", wrong), encoding="utf-8")
        ran = handhold("test", str(good))
        assert ran.code == 2
        assert "did you mean" in ran.err


def test_json_has_a_line_for_each_file_order_and_part(good: Path) -> None:
    good.write_text(GOOD.replace("met: purpose", "met: agenda"), encoding="utf-8")
    ran = handhold("test", "--json", str(good))
    first, *rest = ran.events()
    assert first == {
        "file": str(good), "turns": 1, "expectations": 2,
        "failures": [{"line": 8, "turn": 1, "key": "met", "expected": "“agenda”", "came": "purpose"}],
    }  # fmt: skip
    assert {"coverage": FLOW, "of": "steps", "seen": 1, "all": 7} in rest
    missing = handhold("test", "--json", "--missing", str(good)).events()
    steps = next(one for one in missing if one.get("of") == "steps")
    assert len(steps["missing"]) == 6
    assert all(one["file"].endswith("career_talk.yaml") and one["line"] > 1 for one in steps["missing"])


def test_missing_names_places(good: Path) -> None:
    ran = handhold("test", "--missing", str(good))
    assert ran.code == 0
    told = [line for line in ran.out.splitlines() if "no talk goes through" in line]
    assert len(told) > 400
    assert any(re.search(r"career_talk\.yaml:\d+: career_talk: no talk goes through confidence \(needs\)$", line) for line in told)
    assert any(re.search(r"career_talk\.yaml:\d+: career_talk: no talk goes through purpose\.sent \(probes\)$", line) for line in told)
    assert any(re.search(r"commands\.yaml:\d+: language: no talk goes through command\.\w+ \(cues of the employee\)$", line) for line in told)
    assert all(re.match(r".+\.yaml:\d+: ", line) for line in told)


def test_update_mends_only_what_is_heard(good: Path) -> None:
    good.write_text(f'{GOOD}    hears: "Words of long ago."\n    line: nowhere\n', encoding="utf-8")
    before = handhold("test", str(good)).out
    assert "hears should be" in before
    assert f"(where the new words are right: handhold test --update {good})" in before
    ran = handhold("test", "--update", str(good))
    assert ran.code == 1
    assert "hears should be" not in ran.out
    assert "line should be" in ran.out
    text = good.read_text(encoding="utf-8")
    assert text.startswith(GOOD)
    assert text.endswith("    line: nowhere\n")
    good.write_text(text.replace("    line: nowhere\n", ""), encoding="utf-8")
    assert handhold("test", str(good)).code == 0


def test_managers_are_held_against_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(rehearsal("no_idea", "good", MANAGER), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(rehearsal("no_idea", "fixer", FIXER), encoding="utf-8")
    ran = handhold("test", str(tmp_path))
    assert ran.code == 0
    assert re.search(r"^order with no_idea: good \d, fixer \d: as it should be$", ran.out, re.M)
    (tmp_path / "b.yaml").write_text(rehearsal("no_idea", "fixer", MANAGER), encoding="utf-8")
    ran = handhold("test", str(tmp_path))
    assert ran.code == 1
    assert re.search(rf"^{re.escape(str(tmp_path / 'a.yaml'))}:5: headline_met of good should be more than that of fixer \(\d\), came \d$", ran.out, re.M)
    assert [one["failures"] for one in handhold("test", "--json", str(tmp_path)).events() if "order" in one] != [[]]


def test_transcripts_of_ones_own_flows_are_found(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "mine.yaml").write_text(GOOD, encoding="utf-8")
    ran = handhold("test", "--flows", str(tmp_path))
    assert ran.code == 0
    assert f"{tmp_path / 'transcripts' / 'mine.yaml'}: 1 turn, 2 expectations kept" in ran.out


def test_check_points_to_test_for_transcripts() -> None:
    ran = handhold("check", str(SHIPPED / "transcripts"))
    assert ran.code == 2
    assert "handhold test" in ran.err


def test_a_talk_on_an_older_flow_is_saved_with_a_warning(tmp_path: Path, url: str) -> None:
    flow = tmp_path / f"{FLOW}.yaml"
    text = (SHIPPED / f"{FLOW}.yaml").read_text(encoding="utf-8")
    flow.write_text(text.replace("title: Why now", "title: Why today"), encoding="utf-8")
    handhold("talk", FLOW, "--flows", str(tmp_path), "--store", url, "--json", typed="I wonder what else I could do with my hands.\n")
    session = handhold("sessions", "list", "--store", url).out.split()[0]
    assert handhold("sessions", "save", session, "--store", url, "--flows", str(tmp_path)).err == ""
    ran = handhold("sessions", "save", session, "--store", url)
    assert ran.code == 0
    assert "the flow has changed" in ran.err
    assert "turns:" in ran.out


@pytest.mark.parametrize("persona", [None, "no_idea"])
def test_a_talk_saved_passes_at_once(persona: str | None, tmp_path: Path, url: str) -> None:
    more = ("--persona", persona) if persona else ()
    handhold("talk", FLOW, *more, "--store", url, "--seed", "5", "--today", "2027-01-11", "--json", typed="\n".join(MANAGER) + "\n")
    session = handhold("sessions", "list", "--store", url).out.split()[0]
    path = tmp_path / "saved.yaml"
    saved = handhold("sessions", "save", session, "-o", str(path), "--store", url)
    assert (saved.code, saved.out, saved.err) == (0, "", "")
    ran = handhold("test", str(path))
    assert ran.code == 0
    assert re.search(r"8 turns, \d\d+ expectations kept", ran.out)
    assert handhold("sessions", "save", session, "--store", url).out == path.read_text(encoding="utf-8")
    assert handhold("sessions", "save", "none", "--store", url).code == 2
    assert handhold("sessions", "save", session, "-o", str(tmp_path), "--store", url).code == 2
