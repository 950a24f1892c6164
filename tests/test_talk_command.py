"""The command line contract: what `handhold` prints, with which status it ends, and how it says that a call was wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from people_driver import FLOW, TODAY, Book, Ran, Talk, book, handhold

from engine.cli import main
from engine.talk.guide import Guide

ROOT = Path(__file__).parent.parent
PLAN_FIELDS = {
    "aspiration", "why", "strengths", "gaps", "milestones", "options", "actions", "others", "support", "network", "first_step", "review_date",
    "confidence", "parked", "thin", "skipped", "guards",
}  # fmt: skip
ACTION_FIELDS = {"owner", "what", "when", "how", "success_sign", "if_then", "turns"}


def words_of(person: Book, guide: Guide, seed: int = 7) -> str:
    """Everything that a person says in a whole talk, a line each."""
    talk = Talk(guide, seed)
    while talk.session.ended is None:
        talk.say(talk.answer(person))
        assert talk.session.turn < 150
    return "".join(f"{text}\n" for text, _ in talk.turns if text is not None)


def begin(url: str, *more: str, typed: str | bytes = b"") -> Ran:
    return handhold("talk", FLOW, "--json", "--store", url, "--today", TODAY.isoformat(), "--seed", "7", *more, typed=typed)


def whole(url: str, guide: Guide) -> str:
    """The id of a finished talk in the store."""
    ran = begin(url, typed=words_of(book("rohan"), guide))
    assert ran.events()[-1]["kind"] == "done"
    return str(ran.events()[0]["session"])


# -- a talk ----------------------------------------------------------------------------------------------------------------------


def test_each_line_is_answered_by_its_events_and_what_is_awaited(url: str) -> None:
    ran = begin(url, typed="I would like to build things that people use.\nwhy do you ask?\n")
    assert (ran.code, ran.err) == (0, "")
    waits = [event for event in ran.events() if event["event"] == "AwaitingReply"]
    assert [one["turn"] for one in waits] == [0, 1, 2]
    assert all(set(one) == {"event", "step", "need", "item", "kind", "turn"} for one in waits)
    turn = 0
    for event in ran.events():
        assert event["turn"] == turn
        turn += event["event"] == "AwaitingReply"
    first = ran.events()[0]
    assert {"session", "flow", "flow_version", "flow_hash", "seed", "guards"} <= set(first)
    assert (first["event"], first["flow"], first["seed"], first["guards"]) == ("SessionStarted", FLOW, 7, "hold")
    entered = next(event for event in ran.events() if event["event"] == "StepEntered")
    assert (entered["step"], entered["from"]) == ("opening", None)


def test_every_answer_is_flushed_before_the_next_line_is_read(url: str) -> None:
    command = [sys.executable, "-m", "engine", "talk", FLOW, "--json", "--store", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        for turn in range(3):
            while json.loads(process.stdout.readline())["event"] != "AwaitingReply":
                pass
            process.stdin.write(f"a line, number {turn}\n".encode())
            process.stdin.flush()
        process.stdin.close()
        while process.stdout.readline():
            pass
        assert process.wait() == 0
        assert process.stderr.read() == b""


def test_the_end_of_the_input_leaves_the_talk_open(url: str) -> None:
    ran = begin(url, typed="I want to learn to weld.\n")
    session = ran.events()[0]["session"]
    assert not [event for event in ran.events() if event["event"] == "SessionEnded"]
    again = handhold("talk", FLOW, "--json", "--store", url, "--resume", session)
    assert again.code == 0
    stored = [event for event in ran.events() if event["event"] != "AwaitingReply"]
    assert again.events() == [*stored, ran.events()[-1]]


def test_the_same_seed_words_and_day_give_the_same_talk(tmp_path: Path) -> None:
    typed = "I want to learn to weld.\nskip\nno reason\nundo\n"
    one, two = (begin(f"sqlite:///{(tmp_path / name).as_posix()}", typed=typed).events() for name in ("a.db", "b.db"))
    assert one[0].pop("session") != two[0].pop("session")
    assert one == two


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (b"I like bridges\r\n", "I like bridges"),
        (b"I like bridges", "I like bridges"),
        (b"I like \xff\xfe bridges\n", "I like \ufffd\ufffd bridges"),
        (b"I like \xed\xa0\x80 bridges\n", "I like \ufffd\ufffd\ufffd bridges"),
        ("one\u2028two\x85three\x0bfour\n".encode(), "one\u2028two\x85three\x0bfour"),
        (b"a\rb\n", "a\rb"),
        (b"nul\x00here\n", "nul\x00here"),
        (b"\xef\xbb\xbfwith a mark\n", "\ufeffwith a mark"),
    ],
)
def test_only_lf_ends_a_line_and_bad_bytes_become_a_mark(url: str, typed: bytes, text: str) -> None:
    said = [event["text"] for event in begin(url, typed=typed).events() if event["event"] == "UserUttered"]
    assert said == [text]


def test_a_resumed_talk_is_shown_and_goes_on(url: str) -> None:
    before = begin(url, typed="I want to learn to weld.\nCan we finish?\nyes\n")
    session = before.events()[0]["session"]
    assert [event["reason"] for event in before.events() if event["event"] == "SessionEnded"] == ["unfinished"]
    after = handhold("talk", FLOW, "--json", "--store", url, "--resume", session, typed="Bridges, because they last.\n")
    names = [event["event"] for event in after.events()]
    assert names.count("SessionStarted") == 1
    assert names.count("SessionResumed") == 1
    assert after.events()[-1]["kind"] == "ask"
    texts = [event["text"] for event in after.events() if event["event"] == "UserUttered"]
    assert texts == ["I want to learn to weld.", "Can we finish?", "yes", "Bridges, because they last."]


def test_a_finished_talk_can_be_looked_at_but_not_gone_on_with(url: str, guide: Guide) -> None:
    session = whole(url, guide)
    count = len(handhold("sessions", "export", session, "--store", url).events())
    ran = handhold("talk", FLOW, "--json", "--store", url, "--resume", session, typed="one more\n")
    assert ran.code == 0
    assert ran.events()[-1]["kind"] == "done"
    assert len(handhold("sessions", "export", session, "--store", url).events()) == count


def test_a_person_at_the_terminal_sees_words_and_no_events(url: str) -> None:
    ran = handhold("talk", FLOW, "--store", url, "--seed", "7", typed="I want to learn to weld.\n")
    assert ran.code == 0
    assert "{" not in ran.out
    assert "SessionStarted" not in ran.out
    assert f"handhold talk {FLOW} --resume " in ran.out
    assert all(len(line) <= 88 for line in ran.out.splitlines())


# -- calls that are wrong -----------------------------------------------------------------------------------------------------------


def one_line(ran: Ran, *parts: str) -> None:
    """Status 2 and one clear line on standard error, with these parts and nothing of our inside."""
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1, ran.err
    for part in parts:
        assert part in ran.err
    assert "Traceback" not in ran.err
    assert str(ROOT) not in ran.err


@pytest.mark.parametrize("resume", ["nothere", "", "0" * 12, "../../etc", "\u202ex", "%", "x" * 500])
def test_an_unknown_talk_is_refused(url: str, resume: str) -> None:
    begin(url)
    one_line(handhold("talk", FLOW, "--store", url, "--resume", resume), "session")


@pytest.mark.parametrize("store", ["", "talks.db", "sqlite://talks.db", "sqlite:///", "mysql://localhost/x", "postgresql://me:secret@host/x", "memory:x"])
def test_a_store_that_cannot_be_is_refused(store: str) -> None:
    ran = handhold("talk", FLOW, "--store", store) if store else handhold("sessions", "list", "--store", "x:")
    one_line(ran, "store")
    assert "secret" not in ran.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    one_line(handhold("talk", FLOW, "--store", f"sqlite:///{tmp_path}/talks.db"), "talks.db")


def test_a_store_that_is_a_folder_or_no_database_is_refused(tmp_path: Path) -> None:
    one_line(handhold("talk", FLOW, "--store", f"sqlite:///{tmp_path}"), "folder")
    other = tmp_path / "letter.txt"
    other.write_text("Dear all, this is no database. " * 60, encoding="utf-8")
    one_line(handhold("talk", FLOW, "--store", f"sqlite:///{other}"), "letter.txt")
    assert other.read_text(encoding="utf-8").startswith("Dear all")
    one_line(handhold("talk", FLOW, "--store", f"sqlite:///{other}/talks.db"), "talks.db")


def test_a_flow_that_is_not_there_is_refused_with_the_nearest_name(url: str, tmp_path: Path) -> None:
    one_line(handhold("talk", "carer_talk", "--store", url), "carer_talk", f"did you mean '{FLOW}'?")
    one_line(handhold("talk", "something/else.yaml", "--store", url), "something/else.yaml")
    one_line(handhold("prove", "zzz", "--flows", str(tmp_path)), "zzz", FLOW)
    (tmp_path / "bad.yaml").write_bytes(b"flow: \xff\xfe")
    one_line(handhold("talk", str(tmp_path / "bad.yaml"), "--store", url), "bad.yaml")


def test_a_flow_with_a_fault_is_refused_with_its_place(url: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("flow: x\nversoin: 1\n", encoding="utf-8")
    ran = handhold("talk", str(path), "--store", url)
    assert (ran.code, ran.out) == (2, "")
    assert all(line.startswith(f"{path}:") for line in ran.err.strip().splitlines())
    assert "version" in ran.err
    checked = handhold("check", str(path))
    assert checked.code == 1
    assert f"{path}:2:1 " in checked.out


@pytest.mark.parametrize("day", ["tomorrow", "2027-02-30", "11/01/2027", "", "2027-1-1x"])
def test_a_day_that_is_none_is_refused(url: str, day: str) -> None:
    ran = handhold("talk", FLOW, "--store", url, "--today", day)
    assert ran.code == 2
    assert "2027-01-31" in ran.err
    assert "Traceback" not in ran.err
    assert handhold("dates", "--today", day).code == 2


def test_options_that_would_do_nothing_are_refused(url: str, tmp_path: Path) -> None:
    one_line(handhold("talk", FLOW, "--store", url, "--level", "Baker"), "--level", "--ladder")
    one_line(handhold("sessions", "list", "--store", url, "-o", str(tmp_path / "list.txt")), "-o", "export")
    assert not (tmp_path / "list.txt").exists()


def test_a_ladder_is_not_checked_as_a_flow(tmp_path: Path) -> None:
    path = tmp_path / "ladder.csv"
    path.write_text("level,area,competency\nBaker,Craft,Shapes loaves\n", encoding="utf-8")
    one_line(handhold("check", str(path)), "ladder.csv", "--ladder")


@pytest.mark.parametrize("columns", [1, 2, 3, 10])
def test_the_narrowest_terminal_shows_every_word(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def shown(wide: int) -> str:
        monkeypatch.setenv("COLUMNS", str(wide))
        ran = handhold("talk", FLOW, "--store", "memory:", "--seed", "7", "--today", TODAY.isoformat())
        assert ran.code == 0
        return "".join(ran.out.split())

    assert shown(columns) == shown(90)


def test_a_persona_that_is_not_there_is_refused(url: str) -> None:
    one_line(handhold("talk", FLOW, "--store", url, "--persona", "nobody"), "persona", "nobody")


@pytest.mark.parametrize("call", [("tlak",), ("talk",), ("sessions",), ("sessions", "burn"), ("talk", FLOW, "--guards", "maybe"), ("plan", "x", "--format", "odt"),
    ("serve", "--port", "0"), ("serve", "--port", "65536"), ("serve", "--port", "-1"), ("serve", "--port", "8501x"),
    ("talk", FLOW, "--flows", "no_such_folder"), ("check", "--flows", "pyproject.toml")])
def test_a_call_that_is_none_is_refused(call: tuple[str, ...], url: str) -> None:
    ran = handhold(*call)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("usage: handhold")
    assert "Traceback" not in ran.err


def test_a_reader_that_goes_away_is_no_fault(url: str) -> None:
    command = [sys.executable, "-m", "engine", "talk", FLOW, "--json", "--store", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"hello\n" * 50)
        process.stdin.close()
        assert process.wait() == 0
        assert process.stderr.read() == b""


# -- the plan -------------------------------------------------------------------------------------------------------------------------


def plan(url: str, session: str) -> dict[str, Any]:
    ran = handhold("plan", session, "--format", "json", "--store", url)
    assert (ran.code, ran.err) == (0, "")
    data = json.loads(ran.out)
    assert isinstance(data, dict)
    return data


def test_the_plan_of_a_finished_talk_has_every_field(url: str, guide: Guide) -> None:
    session = whole(url, guide)
    data = plan(url, session)
    assert set(data) >= PLAN_FIELDS
    assert 1 <= len(data["actions"]) <= 4
    said = {row["turn"] for row in handhold("sessions", "export", session, "--store", url).events() if row["event"] == "UserUttered"}
    for action in data["actions"]:
        assert set(action) >= ACTION_FIELDS
        assert action["owner"] == "self"
        assert set(action["turns"]) <= said
        assert action["turns"]
    first = data["actions"][0]
    assert all(first[name] for name in ACTION_FIELDS)
    assert len(first["when"]) == 10
    for entry in data["others"]:
        assert set(entry) == {"text", "turns"}
    for entry in data["support"]:
        assert set(entry) == {"who", "what", "turns"}
    for entry in data["parked"]:
        assert set(entry) == {"text", "turn", "decision"}
        assert entry["decision"]
    assert isinstance(data["confidence"], int | float)
    assert data["guards"] == "hold"
    for entry in data["skipped"]:
        assert set(entry) == {"need", "reason"}


def test_the_plan_reads_as_the_persons_own(url: str, guide: Guide) -> None:
    session = whole(url, guide)
    text = handhold("plan", session, "--store", url).out
    data = plan(url, session)
    assert text.startswith(f"# {data['title']}")
    assert data["note"] in text
    for action in data["actions"]:
        assert action["what"] in text
    for idea in data["parked"]:
        assert idea["text"] in text
    assert "not finished" not in text


def test_the_plan_of_an_unfinished_talk_says_so(url: str) -> None:
    session = begin(url, typed="I want to learn to weld, because I enjoy making things.\nskip\nno reason to give\n").events()[0]["session"]
    data = plan(url, session)
    assert set(data) >= PLAN_FIELDS
    assert data["actions"] == []
    assert data["aspiration"] is None
    assert data["skipped"] == [{"need": "endpoint", "reason": "no reason to give"}]
    assert "not finished" in handhold("plan", session, "--store", url).out


def test_the_plan_of_a_talk_without_a_word_is_a_plan(url: str) -> None:
    session = begin(url).events()[0]["session"]
    assert plan(url, session)["actions"] == []
    assert handhold("plan", session, "--store", url).out.startswith("# ")


def test_a_plan_is_written_to_a_file(url: str, tmp_path: Path) -> None:
    session = begin(url, typed="I want to learn to weld.\n").events()[0]["session"]
    target = tmp_path / "plan.md"
    ran = handhold("plan", session, "--store", url, "-o", str(target))
    assert (ran.code, ran.out) == (0, "")
    assert target.read_text(encoding="utf-8").strip() == handhold("plan", session, "--store", url).out.strip()
    one_line(handhold("plan", session, "--store", url, "-o", str(tmp_path)), str(tmp_path))
    one_line(handhold("plan", session, "--store", url, "-o", str(tmp_path / "no" / "where.md")), "where.md")
    one_line(handhold("plan", "nothere", "--store", url), "nothere")


# -- tag and dates -----------------------------------------------------------------------------------------------------------------------


def test_tag_answers_each_line_in_order() -> None:
    lines = [
        {"text": "I will phone Karen by Friday."}, {"text": "Can we skip this one?"}, {"text": ""}, {"text": "no", "speaker": "employee", "context": []},
        {"text": "What draws you to it?", "speaker": "manager"}, {"text": "me", "context": [{"speaker": "manager", "text": "Whose career is it?"}]},
    ]  # fmt: skip
    ran = handhold("tag", typed="".join(json.dumps(line) + "\n" for line in lines))
    assert ran.code == 0
    out = ran.events()
    assert len(out) == len(lines)
    for line, found in zip(lines, out, strict=True):
        assert set(found) == {"acts", "values"}
        for act in found["acts"]:
            assert set(act) >= {"act", "rule", "spans", "confidence"}
            assert 0 <= act["confidence"] <= 1
            assert all(0 <= start <= end <= len(str(line["text"])) for start, end in act["spans"])
    assert any(act["act"] == "command" and act["command"] == "skip" for act in out[1]["acts"])


@pytest.mark.parametrize(
    "bad",
    [
        "{", "[]", "7", "null", '"text"', "{}", '{"text": 7}', '{"text": "a", "speaker": "dog"}', '{"text": "a", "context": "b"}',
        '{"text": "a", "context": [{"text": "b"}]}', "[" * 5000, '{"text": "a", "speaker": []}', '{"text": "a", "context": [{"speaker": {}, "text": "b"}]}',
    ],
)  # fmt: skip
def test_a_bad_line_gives_an_error_and_the_next_goes_on(bad: str) -> None:
    ran = handhold("tag", typed=f'{bad}\n{{"text": "I like bridges"}}\n')
    assert ran.code == 0
    first, second = ran.events()
    assert set(first) == {"error"}
    assert "acts" in second


def test_dates_answers_each_line_in_order() -> None:
    ran = handhold("dates", "--today", "2027-01-11", typed="by Friday\nnext week\n\nmaybe\n2027-03-01\nevery Monday\n")
    assert ran.code == 0
    out = ran.events()
    assert [one["text"] for one in out] == ["by Friday", "next week", "", "maybe", "2027-03-01", "every Monday"]
    assert all(set(one) == {"text", "kind", "start", "end", "span"} for one in out)
    assert (out[0]["kind"], out[0]["start"] or out[0]["end"]) == ("date", "2027-01-15")
    assert (out[2]["kind"], out[3]["kind"], out[5]["kind"]) == ("none", "none", "recur")
    assert out[4]["start"] == "2027-03-01"
    assert out[1]["kind"] == "range"


def test_no_input_gives_no_output() -> None:
    for name in ("tag", "dates"):
        assert handhold(name) == Ran(0, "", "")


def test_help_is_no_fault() -> None:
    for call in (("--help",), ("talk", "--help"), ("plan", "-h")):
        ran = handhold(*call)
        assert ran.code == 0
        assert ran.out.startswith("usage: handhold")


def test_the_command_can_be_called_from_python_with_its_arguments(url: str) -> None:
    assert main(["sessions", "list", "--store", url]) == 0
