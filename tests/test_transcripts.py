"""Golden transcripts: short talks written down with what must happen at each turn, and nothing about how it is worded besides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from people_driver import FLOW, Talk, kinds, plain_person

from engine.service import awaiting
from engine.talk import events as ev
from engine.talk.events import Event

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.glob("*.yaml"))
KEYS = {"say", "need", "item", "met", "not_met", "skipped", "reopened", "parked", "others", "line", "coach_says", "step", "kind", "next", "events", "never"}


@dataclass(frozen=True)
class Turn:
    """What was awaited, what was said, and what must have come of it."""

    given: dict[str, Any]
    before: dict[str, Any]
    events: tuple[Event, ...]
    after: dict[str, Any]

    def of(self, *types: type[Any]) -> list[Any]:
        """The events of these types."""
        return [one for one in self.events if isinstance(one, types)]

    def check(self, where: str) -> None:
        """Fail with the place in the transcript when something expected did not happen."""
        for key, wanted in self.given.items():
            assert key in KEYS, f"{where}: there is no '{key}' in a transcript"
            if key != "say":
                found, fine = CHECKS[key](self, wanted)
                assert fine, f"{where}: {key} should be {wanted!r}, not {found!r}, after {self.given['say']!r}"


Check = Callable[[Turn, Any], tuple[Any, bool]]


def _same(found: Any, wanted: Any) -> tuple[Any, bool]:
    return found, found == wanted


def _names(type_: type[Any]) -> Check:
    """The needs named by events of a type: all that are wanted, in any order, and perhaps more."""

    def check(turn: Turn, wanted: Any) -> tuple[Any, bool]:
        found = [one.need if one.item is None else f"{one.need} {one.item}" for one in turn.of(type_)]
        return found, set(_several(wanted)) <= set(found) and (bool(wanted) or not found)

    return check


def _texts(type_: type[Any]) -> Check:
    """Parts of the texts of events of a type; none at all for an empty list."""

    def check(turn: Turn, wanted: Any) -> tuple[Any, bool]:
        found = [one.text for one in turn.of(type_)]
        return found, len(found) == len(_several(wanted)) and all(any(part in text for text in found) for part in _several(wanted))

    return check


def _several(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


def _not_met(turn: Turn, wanted: Any) -> tuple[Any, bool]:
    found = [one.need for one in turn.of(ev.NeedMet)]
    return found, not set(_several(wanted)) & set(found)


def _spoken(turn: Turn) -> ev.AssistantUttered:
    said = turn.of(ev.AssistantUttered)[0]
    assert isinstance(said, ev.AssistantUttered)
    return said


CHECKS: dict[str, Check] = {
    "need": lambda turn, wanted: _same(turn.before["need"], wanted),
    "item": lambda turn, wanted: _same(turn.before["item"], wanted),
    "next": lambda turn, wanted: _same(turn.after["need"], wanted),
    "kind": lambda turn, wanted: _same(turn.after["kind"], wanted),
    "step": lambda turn, wanted: _same(turn.after["step"], wanted),
    "met": _names(ev.NeedMet),
    "not_met": _not_met,
    "skipped": _names(ev.NeedSkipped),
    "reopened": _names(ev.NeedReopened),
    "parked": _texts(ev.Parked),
    "others": _texts(ev.OthersNoted),
    "line": lambda turn, wanted: (_spoken(turn).line, any(one.startswith(wanted) for one in (_spoken(turn).line, *(_spoken(turn).used or ())))),
    "coach_says": lambda turn, wanted: (_spoken(turn).text, all(part.lower() in _spoken(turn).text.lower() for part in _several(wanted))),
    "events": lambda turn, wanted: (kinds(turn.events), set(_several(wanted)) <= set(kinds(turn.events))),
    "never": lambda turn, wanted: (kinds(turn.events), not set(_several(wanted)) & set(kinds(turn.events))),
}


def test_there_are_transcripts() -> None:
    assert len(FILES) >= 6


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_transcript_holds(path: Path, talk: Callable[..., Talk]) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(data) <= {"flow", "about", "seed", "today", "from", "answers", "turns", "plan"}
    assert data["flow"] == FLOW
    one = talk(seed=data["seed"], today=date.fromisoformat(data["today"]))
    if "from" in data:
        one.reach(plain_person(**data.get("answers", {})), **data["from"])
    for number, given in enumerate(data["turns"], start=1):
        before = awaiting(one.session)
        events = one.say(given["say"])
        Turn(given, before, events, awaiting(one.session)).check(f"{path.name}, turn {number}")
    for need, wanted in (data.get("plan") or {}).items():
        found = {f"{name} {item}" if item else name: fact.value for (name, item), fact in one.session.facts.items()}
        assert wanted == found.get(need) or (isinstance(wanted, str) and wanted in str(found.get(need))), f"{need}: {found.get(need)!r}"


def test_the_runner_finds_what_is_wrong(talk: Callable[..., Talk]) -> None:
    """A runner that lets everything pass would prove nothing."""
    one = talk()
    before = awaiting(one.session)
    events = one.say("skip")
    for wrong in ({"need": "agenda"}, {"met": "purpose"}, {"parked": "a"}, {"line": "no.such"}, {"coach_says": "zzz"}, {"step": "options"},
                  {"kind": "done"}, {"events": "PlanReady"}, {"never": "SkipAsked"}, {"next": "why"}, {"skipped": "purpose"}, {"sya": "x"}):  # fmt: skip
        with pytest.raises(AssertionError):
            Turn({"say": "skip", **wrong}, before, events, awaiting(one.session)).check("here")
