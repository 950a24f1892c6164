"""A person's own data on the command line: listed, shown, handed over, and erased down to the bytes when they say so."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from people_driver import FLOW, TODAY, Ran, Talk, handhold, plain_person

from engine.talk.coach import respond, start
from engine.talk.guide import Guide
from engine.talk.replies import keeps_nothing
from engine.talk.session import extend, fold

MARK = "qzxwvk"


def begin(url: str, typed: str) -> tuple[str, Ran]:
    ran = handhold("talk", FLOW, "--json", "--store", url, "--today", TODAY.isoformat(), "--seed", "7", typed=typed)
    assert ran.code == 0
    return ran.events()[0]["session"], ran


def test_an_empty_store_lists_nothing(url: str) -> None:
    assert handhold("sessions", "list", "--store", url) == Ran(0, "", "")


def test_the_list_has_a_line_a_talk(url: str) -> None:
    first, _ = begin(url, "I like bridges.\n")
    second, _ = begin(url, "I like boats.\nfinish\nyes\n")
    lines = handhold("sessions", "list", "--store", url).out.splitlines()
    assert len(lines) == 2
    shown = {line.split()[0]: line for line in lines}
    assert set(shown) == {first, second}
    assert " open " in shown[first]
    assert " 1 turns" in shown[first]
    assert " unfinished " in shown[second]
    assert " 3 turns" in shown[second]


def test_a_talk_is_shown_as_it_went(url: str) -> None:
    session, _ = begin(url, "I like bridges, because they last.\nundo\n")
    shown = handhold("sessions", "show", session, "--store", url).out
    assert "[1] you   I like bridges, because they last. (taken back)" in shown
    assert "[2] you   undo" in shown
    assert shown.startswith("[0] coach ")


def test_an_export_holds_every_event(url: str, tmp_path: Path) -> None:
    session, ran = begin(url, "I like bridges.\nwhy?\n")
    exported = handhold("sessions", "export", session, "--store", url)
    rows = exported.events()
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    printed = [event for event in ran.events() if event["event"] != "AwaitingReply"]
    assert [{key: value for key, value in row.items() if key not in ("seq", "at")} for row in rows] == printed
    path = tmp_path / "talk.jsonl"
    assert handhold("sessions", "export", session, "-o", str(path), "--store", url).out == ""
    assert path.read_text(encoding="utf-8") == exported.out


@pytest.mark.parametrize("action", ["show", "export", "delete"])
def test_a_talk_must_be_named_and_there(url: str, action: str) -> None:
    for call in ((), ("nothere",)):
        ran = handhold("sessions", action, *call, "--store", url)
        assert (ran.code, ran.out) == (2, "")
        assert len(ran.err.strip().splitlines()) == 1


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_deleted_words_are_in_no_file(url: str, tmp_path: Path) -> None:
    gone, _ = begin(url, "".join(f"I like {MARK}gone{number}, and that is why I would build more of it. {'Long. ' * 300}\n" for number in range(20)))
    kept, _ = begin(url, f"I like {MARK}kept, because it lasts.\n")
    assert f"{MARK}gone7".encode() in files(tmp_path)
    ran = handhold("sessions", "delete", gone, "--store", url)
    assert (ran.code, ran.err) == (0, "")
    assert gone in ran.out
    assert f"{MARK}gone".encode() not in files(tmp_path)
    assert f"{MARK}kept".encode() in files(tmp_path)
    assert handhold("sessions", "show", gone, "--store", url).code == 2
    assert handhold("plan", gone, "--store", url).code == 2
    assert handhold("sessions", "show", kept, "--store", url).code == 0
    assert handhold("sessions", "list", "--store", url).out.split()[0] == kept


# -- keeping nothing ------------------------------------------------------------------------------------------------------------------------


def lines_of(guide: Guide, last: str | None) -> str:
    """The words of a whole talk by somebody who wants nothing to be kept; `last` ends it early instead."""
    person = plain_person(record_choice=[f"Keep nothing, please. {MARK}", "Yes, that is what I want."])
    talk = Talk(guide, 7).reach(person, step="aspirations")
    assert "nothing" in str(talk.session.facts["record_choice", None].value)
    if last is None:
        while talk.session.ended is None:
            talk.say(talk.answer(person))
        assert talk.session.ended == "done"
    else:
        talk.all(last, "yes")
        assert talk.session.ended == "unfinished"
    return "".join(f"{text}\n" for text, _ in talk.turns if text is not None)


def test_who_wants_nothing_kept_has_nothing_kept_at_the_end(url: str, tmp_path: Path, guide: Guide) -> None:
    typed = lines_of(guide, None)
    session, ran = begin(url, typed)
    assert ran.events()[-1]["kind"] == "done"
    assert MARK.encode() not in files(tmp_path)
    assert handhold("sessions", "list", "--store", url).out == ""
    assert handhold("talk", FLOW, "--store", url, "--resume", session).code == 2


def test_the_plan_is_shown_before_it_is_deleted_and_the_deletion_is_said(url: str, guide: Guide) -> None:
    ran = handhold("talk", FLOW, "--store", url, "--today", TODAY.isoformat(), "--seed", "7", typed=lines_of(guide, None))
    assert ran.code == 0
    assert guide.flow.plan_title in ran.out
    assert any(line in " ".join(ran.out.split()) for line in guide.lines["kept_nothing"].values())
    assert "--resume" not in ran.out
    assert "handhold plan" not in ran.out


def test_a_talk_that_ends_unfinished_is_deleted_too_when_nothing_was_to_be_kept(url: str, tmp_path: Path, guide: Guide) -> None:
    begin(url, lines_of(guide, "Let's finish"))
    assert handhold("sessions", "list", "--store", url).out == "", "it ended, and nothing was to be kept when it ends"
    assert MARK.encode() not in files(tmp_path)


def test_a_talk_that_is_still_open_is_not_deleted(url: str, guide: Guide) -> None:
    typed = lines_of(guide, "Let's finish").removesuffix("Let's finish\nyes\n")
    session, _ = begin(url, typed)
    assert handhold("sessions", "list", "--store", url).out.split()[0] == session


def test_memory_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = handhold("talk", FLOW, "--json", "--store", "memory:", typed="I like bridges.\n")
    assert ran.code == 0
    assert json.loads(ran.out.splitlines()[0])["event"] == "SessionStarted"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("replies", "nothing"),
    [
        (["Keep nothing", "yes"], True),
        (["Keep nothing, please.", "keep nothing"], True),
        (["I don't want any of it stored", "that's right"], True),
        (["Don't keep it", "Keep it for myself only"], False),
        (["You can keep it for me, I'd only forget it otherwise."], False),
    ],
)
def test_only_who_asks_for_it_and_confirms_it_has_nothing_kept(guide: Guide, replies: list[str], nothing: bool) -> None:
    session = fold(start(guide, "kept", 3))
    for text in ["I want to know what comes next after ten years", "one clear step for this month", "fine", "me", "20 min", *replies]:
        session = extend(session, respond(guide, session, text, date(2027, 1, 11)))
    assert session.state("record_choice").status == "met"
    assert keeps_nothing(guide, session) is nothing
