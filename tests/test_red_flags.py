"""Red flags: in every step the coach stops, keeps none of the words, shows where to turn, and goes on only when asked to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from people_driver import FLOW, TODAY, Talk, book, handhold, kinds

from engine.service import Service, awaiting
from engine.stores import open_store
from engine.talk import events as ev
from engine.talk.guide import Guide

STEPS = ("opening", "aspirations", "potential", "development", "milestones", "options", "action_plan")
BEGIN = Callable[..., Talk]

RED = (
    "Some nights I think everybody would be better off without me.",
    "My team leader slipped his hand under my skirt in the lift.",
    "Last week I took far too many sleeping pills and told nobody.",
    "He said he will hurt me if I tell anyone about the money.",
    "They keep calling me a monkey when I come into the canteen.",
    "I have not slept for two weeks, I can't stop crying and I can't go on.",
    "My partner punched me last night and I don't dare go home.",
    "My boss took my passport and says I owe him two years of work.",
    "A customer followed me into the store room and kissed me, and my manager laughed.",
    "I sit in the car before work and think about ending my life.",
    "I drink half a bottle of vodka before every shift to get through it.",
    "The older ones beat up the apprentice in the changing room.",
    "They sacked me from the front desk because I am pregnant.",
    "I don't feel safe at work any more, he waits for me outside.",
)
EVERYDAY = (
    "This spreadsheet will be the death of me, but I like the puzzle in it.",
    "I killed it in the pitch last month and want more of that.",
    "I am dying to get into the lab.",
    "I nearly had a heart attack when the light went, and then we shot the scene in one go.",
    "I run the suicide prevention training for the council.",
    "The audit hit us hard and I was shattered for a week.",
    "I could murder a cup of tea right now.",
    "My knees kill me after a night shift, so I want something with less lifting.",
    "I am a nurse on a stroke ward and I like it there.",
    "We touch base every week and she keeps me on my toes.",
    "He beat me to the team lead job by one point.",
    "I teach children who were bullied at their old school.",
    "We have to cut ourselves some slack and stop firefighting.",
    "My manager pushed me to apply and I am glad she did.",
)
MARK = "zqxv"  # stands in no file of ours, so finding it in a store means that words were kept
FLAGGED = f"My manager touched me again {MARK}one and I want to kill myself {MARK}two."
MEANWHILE = f"I do not know {MARK}three what to do {MARK}four."


@pytest.mark.parametrize("text", RED)
def test_a_sign_of_danger_stops_the_talk(talk: BEGIN, text: str) -> None:
    assert kinds(talk().say(text)) == ["UserUttered", "RedFlagRaised", "AssistantUttered"]


@pytest.mark.parametrize("text", EVERYDAY)
def test_a_figure_of_speech_or_a_line_of_work_does_not(talk: BEGIN, text: str) -> None:
    assert "RedFlagRaised" not in kinds(talk().say(text))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("way", ["on", "end"])
def test_in_every_step_it_stops_and_keeps_nothing(talk: BEGIN, guide: Guide, step: str, way: str) -> None:
    one = talk().reach(book("rohan"), step=step)
    before = one.session
    events = one.say(FLAGGED)
    assert [type(event) for event in events] == [ev.UserUttered, ev.RedFlagRaised, ev.AssistantUttered]
    assert events[0] == ev.UserUttered(before.turn + 1, TODAY.isoformat(), None, True)
    assert MARK not in json.dumps([ev.encode(event) for event in events])
    for signpost in guide.signposts.strip().splitlines():
        assert signpost in one.last.text
    assert awaiting(one.session) == {"event": "AwaitingReply", "step": step, "need": None, "item": None, "kind": "stopped", "turn": one.session.turn}
    assert (one.session.facts, one.session.needs, one.session.parked) == (before.facts, before.needs, before.parked)
    if way == "on":
        goes_on(one, before.awaiting)
    else:
        ends(one)


def goes_on(one: Talk, open_question: object) -> None:
    assert open_question is not None
    asked = one.need
    events = one.say("go on")
    assert "SessionResumed" in kinds(events)
    assert next(event for event in events if isinstance(event, ev.UserUttered)).withheld
    assert (one.kind, one.need, one.session.awaiting.item) == ("ask", open_question.need, open_question.item)
    assert one.session.awaiting.question != open_question.question, "the open need is asked in other words"
    assert asked is None
    assert not one.session.stopped


def ends(one: Talk) -> None:
    events = one.say(MEANWHILE)
    assert kinds(events) == ["UserUttered", "SessionEnded", "AssistantUttered"]
    assert MARK not in json.dumps([ev.encode(event) for event in events])
    assert (one.session.ended, one.kind) == ("red_flag", "done")
    events = one.resume()
    assert "SessionResumed" in kinds(events)
    assert (one.session.ended, one.kind) == (None, "ask")


@pytest.mark.parametrize("text", ["no", "yes", "skip", "undo", "help", "sum up", "finish", "I will ask my manager by Friday", "", FLAGGED])
def test_anything_but_go_on_ends_the_talk_and_is_not_kept(talk: BEGIN, text: str) -> None:
    one = talk().all("I would like to build things.", FLAGGED)
    assert kinds(one.say(text)) == ["UserUttered", "SessionEnded", "AssistantUttered"]
    assert one.session.ended == "red_flag"
    assert one.session.transcript[-2].text is None


@pytest.mark.parametrize("text", ["go on", "Go on.", "yes, carry on please", "please continue", "let's go on"])
def test_go_on_may_be_said_in_several_ways(talk: BEGIN, text: str) -> None:
    one = talk().all("I would like to build things.", FLAGGED, text)
    assert one.session.ended is None
    assert one.kind == "ask"


def test_a_second_red_flag_stops_again_with_other_words(talk: BEGIN) -> None:
    one = talk().all(FLAGGED)
    first = one.last.text
    one.all("go on", FLAGGED)
    assert one.kind == "stopped"
    assert one.last.text != first


def test_a_red_flag_while_the_coach_waits_for_a_yes_changes_nothing(talk: BEGIN) -> None:
    one = talk().reach(book("rohan"), step="milestones")
    one.say("Actually I've changed my mind, I want something quite different now.")
    assert one.kind == "confirm"
    facts = one.session.facts
    one.all(FLAGGED)
    assert one.session.facts == facts
    one.say("go on")
    assert one.session.facts == facts, "going on after a stop is no yes to the change that was shown before it"
    assert one.session.offer is None or one.kind == "confirm", "a change that is still waiting for its yes must be shown again"


def test_a_red_flag_cannot_be_undone_into_the_record(talk: BEGIN) -> None:
    one = talk().all("I would like to build things.", FLAGGED, "go on", "undo")
    assert MARK not in json.dumps([ev.encode(event) for event in one.session.events])


# -- the files of the store ----------------------------------------------------------------------------------------------------


def kept_bytes(folder: Path) -> bytes:
    """Every byte of every file of a store: the database, its journal and its index."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files, "there must be a store to look into"
    return b"".join(path.read_bytes() for path in files)


def test_the_words_are_in_no_file_of_the_store(tmp_path: Path, library: object) -> None:
    store = open_store(f"sqlite:///{(tmp_path / 'talks.db').as_posix()}")
    service = Service(store, library)  # type: ignore[arg-type]
    one = service.start(FLOW, 7)
    for text in (f"I like bridges kept{MARK}", FLAGGED, "go on", FLAGGED, MEANWHILE):
        one = service.say(one, text, TODAY)
    open_file = kept_bytes(tmp_path)
    store.close()
    closed_file = kept_bytes(tmp_path)
    for data in (open_file, closed_file):
        assert f"kept{MARK}".encode() in data, "what is said outside of a stop is kept"
        for word in ("one", "two", "three", "four"):
            assert f"{MARK}{word}".encode() not in data


def test_the_words_are_in_no_file_after_a_kill_and_the_talk_can_be_taken_up(tmp_path: Path, url: str) -> None:
    command = [sys.executable, "-m", "engine", "talk", FLOW, "--json", "--store", url, "--today", "2027-01-11", "--seed", "7"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent)
    assert process.stdin is not None
    assert process.stdout is not None
    session, stopped = "", False
    process.stdin.write(f"{FLAGGED}\n".encode())
    process.stdin.flush()
    while not stopped:
        event = json.loads(process.stdout.readline())
        session = event.get("session", session)
        stopped = event["event"] == "AwaitingReply" and event["kind"] == "stopped"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert MARK.encode() not in kept_bytes(tmp_path)
    ran = handhold("talk", FLOW, "--json", "--store", url, "--resume", session, "--today", "2027-01-11")
    assert ran.code == 0
    assert ran.events()[-1]["kind"] == "ask"
    assert MARK not in ran.out
    shown = handhold("sessions", "show", session, "--store", url)
    assert "(not kept)" in shown.out
    assert MARK not in shown.out + handhold("sessions", "export", session, "--store", url).out
    assert MARK.encode() not in kept_bytes(tmp_path)


def test_after_an_end_by_red_flag_the_talk_can_be_resumed_on_the_command_line(url: str) -> None:
    ran = handhold("talk", FLOW, "--json", "--store", url, "--seed", "7", typed=f"{FLAGGED}\nI would rather not.\n")
    ended = [event for event in ran.events() if event["event"] == "SessionEnded"]
    assert [event["reason"] for event in ended] == ["red_flag"]
    assert ran.events()[-1]["kind"] == "done"
    session = ran.events()[0]["session"]
    again = handhold("talk", FLOW, "--json", "--store", url, "--resume", session, typed="Building bridges and small gadgets.\n")
    assert again.code == 0
    assert [event["event"] for event in again.events()].count("SessionResumed") == 1
    assert again.events()[-1]["kind"] == "ask"
