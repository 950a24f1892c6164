"""A killed process loses no answered turn: whatever was printed as answered is there again, once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from people_driver import FLOW, all_answers, handhold

from engine.cli import main
from engine.talk.guide import Guide

ROOT = Path(__file__).parent.parent
MOMENTS = 50
LATEST = 0.25  # seconds between the first line of the coach and the kill
WORDS = 150  # more than are answered in that time


def killed(folder: Path, moment: int) -> tuple[str, list[tuple[str | None, int]]]:
    """Talk as fast as the pipe takes it and kill the process at a random moment.

    Gives the talk's id, and each utterance whose AwaitingReply was printed whole, with its turn.
    """
    dice = random.Random(moment)
    typed = folder / f"{moment}.txt"
    words = [f"{dice.choice(all_answers())[1]} (moment {moment}, number {number})" for number in range(WORDS)]
    typed.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    call = ("talk", FLOW, "--json", "--seed", str(moment), "--today", "2027-01-11", "--store", url(folder, moment))
    reading, writing = os.pipe()
    with typed.open("rb") as lines:
        process = (spawned if moment % 25 == 0 else forked)(call, lines.fileno(), writing)
    os.close(writing)
    with open(reading, "rb") as printed:
        first = printed.readline()
        time.sleep(dice.random() * LATEST)
        os.kill(process, signal.SIGKILL)
        rest = printed.read().decode()
    os.waitpid(process, 0)
    events = [json.loads(line) for line in rest.split("\n")[:-1]]
    answered = [event["turn"] for event in events if event["event"] == "AwaitingReply" and event["turn"] > 0]
    said = [(event.get("text"), event["turn"]) for event in events if event["event"] == "UserUttered" and event["turn"] in answered]
    return json.loads(first)["session"], said


def spawned(call: tuple[str, ...], lines: int, writing: int) -> int:
    """A process of its own, from its start."""
    return subprocess.Popen([sys.executable, "-m", "engine", *call], stdin=lines, stdout=writing, cwd=ROOT).pid


def forked(call: tuple[str, ...], lines: int, writing: int) -> int:
    """A process that has read and compiled the flow already: a start costs a second, and fifty of them nearly a minute."""
    process = os.fork()
    if process:
        return process
    try:
        os.dup2(lines, 0)
        os.dup2(writing, 1)
        sys.stdin, sys.stdout = open(0, encoding="utf-8"), open(1, "w", encoding="utf-8")
        os._exit(main(call))
    finally:
        os._exit(1)


def url(folder: Path, moment: int) -> str:
    return f"sqlite:///{(folder / f'{moment}.db').as_posix()}"


def again(folder: Path, moment: int, session: str) -> list[dict[str, Any]]:
    ran = handhold("talk", FLOW, "--json", "--resume", session, "--store", url(folder, moment), typed="One more thing.\n")
    assert ran.code == 0, ran.err
    return ran.events()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill -9")
def test_every_answered_turn_is_there_again_after_a_kill(tmp_path: Path, guide: Guide) -> None:
    lengths = set()
    for moment in range(MOMENTS):
        session, said = killed(tmp_path, moment)
        events = again(tmp_path, moment, session)
        stored = [(event.get("text"), event["turn"]) for event in events if event["event"] == "UserUttered"]
        assert stored[: len(said)] == said, f"moment {moment}: an answered turn is lost or there twice"
        turns = [turn for _, turn in stored]
        spoken = [event["turn"] for event in events if event["event"] == "AssistantUttered"]
        resumed = [event["turn"] for event in events if event["event"] == "SessionResumed"]
        assert sorted({0, *turns, *resumed}) == spoken, f"moment {moment}: a turn without its one line of the coach: {spoken}"
        assert spoken == list(range(len(spoken))), f"moment {moment}: {spoken}"
        assert len(said) <= len(stored) - 1 <= len(said) + 1, f"moment {moment}: more turns than the one that may have been under way"
        assert events[-1]["event"] == "AwaitingReply"
        assert len(said) < WORDS, "the kill came too late to try anything"
        lengths.add(len(said))
    assert len(lengths) > 4, f"the kills all came at the same moment: {sorted(lengths)}"
