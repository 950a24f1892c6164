"""Fourteen people from answer books talk through all seven steps: each leaves with their own plan, and is treated as promised."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.plan.plan import build_plan
from engine.talk import events as ev
from engine.talk.coach import respond, start
from engine.talk.guide import Guide
from engine.talk.session import Session, extend, fold

BOOKS = sorted((Path(__file__).parent / "people").glob("*.yaml"))
TODAY = date(2027, 1, 11)
MOST_TURNS = 100
WORD = re.compile(r"[^\W_]+")
FEW_EVASIONS = 2


@dataclass
class Told:
    """A whole talk: the session, and for each turn the need that was awaited, the words, and what came of them."""

    session: Session
    turns: list[tuple[str | None, str, tuple[ev.Event, ...]]] = field(default_factory=list)

    def all(self, kind: type[Any]) -> list[Any]:
        return [one for one in self.session.events if isinstance(one, kind)]


def drive(guide: Guide, book: dict[str, Any]) -> Told:
    """The n-th answer of a need is given the n-th time it is awaited; interjections come at their turn."""
    session = fold(start(guide, "book", 7))
    told, asked = Told(session), Counter[str]()
    aside = {one["turn"]: one["say"] for one in book.get("interjections") or []}
    for turn in range(1, MOST_TURNS + 1):
        waits = told.session.awaiting
        if told.session.ended or told.session.stopped or waits is None:
            break
        entries = book["answers"].get(waits.need) or book["fallback"][:1]
        text = aside.get(turn) or entries[min(asked[waits.need or ""], len(entries) - 1)]
        asked[waits.need or ""] += turn not in aside and waits.need is not None
        events = respond(guide, told.session, " ".join(text.split()), TODAY)
        told.turns.append((None if turn in aside else waits.need, text, events))
        told.session = extend(told.session, events)
    return told


def words(text: str) -> set[str]:
    return {word for word in WORD.findall(text.lower()) if len(word) > 2}


@pytest.fixture(scope="module", params=BOOKS, ids=lambda path: path.stem)
def talked(request: pytest.FixtureRequest, guide: Guide) -> tuple[dict[str, Any], Told]:
    book = yaml.safe_load(request.param.read_text(encoding="utf-8"))
    return book, drive(guide, book)


def test_everybody_who_can_leaves_with_a_plan(talked: tuple[dict[str, Any], Told]) -> None:
    book, told = talked
    assert bool(told.all(ev.PlanReady)) == book["expect"]["plan_complete"]
    assert bool(told.all(ev.RedFlagRaised)) == (book["expect"]["red_flag_turn"] is not None)


def test_nothing_is_asked_again_after_it_was_met(talked: tuple[dict[str, Any], Told]) -> None:
    _, told = talked
    met: set[str] = set()
    for need, text, events in told.turns:
        assert need is None or need.startswith("action_") or need not in met, f"{need} was asked again; the reply was {text!r}"
        for one in events:
            if isinstance(one, ev.NeedMet):
                met.add(one.need)
            elif isinstance(one, ev.NeedReopened):
                met.discard(one.need)


def test_no_line_is_said_twice(talked: tuple[dict[str, Any], Told]) -> None:
    _, told = talked
    lines = Counter(one.line for one in told.all(ev.AssistantUttered))
    assert [line for line, count in lines.items() if count > 1] == []


def test_few_evasions_are_taken_for_an_answer(talked: tuple[dict[str, Any], Told]) -> None:
    book, told = talked
    closes, given, early = book["expect"].get("closes") or {}, Counter[str](), []
    for need, text, events in told.turns:
        if need:
            given[need] += 1
            met = any(isinstance(one, ev.NeedMet) and one.need == need for one in events)
            if met and given[need] < closes.get(need, 0):
                early.append((need, text))
    assert len(early) <= FEW_EVASIONS, early


def test_early_solutions_are_kept_and_come_back(talked: tuple[dict[str, Any], Told]) -> None:
    book, told = talked
    parked = [one.text for one in told.all(ev.Parked)]
    if told.session.ready:
        assert len(told.all(ev.Unparked)) >= len(parked)
    if book["expect"]["red_flag_turn"] is None:
        wanted = book["expect"].get("parked") or []
        kept = [idea for idea in wanted if any(len(words(idea) & words(text)) >= 0.6 * len(words(idea)) for text in parked)]
        assert len(kept) >= len(wanted) - 1, set(wanted) - set(kept)
        assert len(parked) <= len(wanted) + 1, parked


def test_the_plan_holds_their_own_actions_with_the_right_days(talked: tuple[dict[str, Any], Told], guide: Guide) -> None:
    book, told = talked
    if not told.session.ready:
        return
    wanted = [one for one in book["expect"]["actions"] if one["owner"] == "self"]
    plan = build_plan(guide, told.session)
    assert [one.when for one in plan.actions] == [str(one["when"]) for one in wanted]
    for mine, one in zip(plan.actions, wanted, strict=True):
        assert mine.complete
        assert len(words(mine.what) & words(one["what"])) >= 0.4 * len(words(one["what"])), mine.what
        assert all(0 < turn <= told.session.turn for turn in mine.turns)
