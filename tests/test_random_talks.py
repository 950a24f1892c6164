"""Random talks: whatever is typed, a talk keeps its promises. The guards are judged by a reference written for this file alone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people_driver import (
    COMMANDS,
    FLOW,
    PLAIN,
    RED_FLAGS,
    SPECIAL,
    TODAY,
    Talk,
    all_answers,
    books,
    huge,
    kinds,
    through_json,
    utterance,
)  # fmt: skip

from engine.documents.as_json import plan_as_json
from engine.documents.markdown import plan_as_markdown
from engine.flow.model import Condition, Flow, Need
from engine.library import Library
from engine.service import Service, awaiting
from engine.service import Talk as Kept
from engine.stores import open_store
from engine.talk import events as ev
from engine.talk.coach import respond, start
from engine.talk.events import Event, Guards
from engine.talk.guide import Guide
from engine.talk.machine import READY
from engine.talk.session import Session, extend, fold

PLACEHOLDER = re.compile(r"\$[a-z_]")
ADDS_NOTHING = ("no", "nothing to add", "that's right")
NO_NEED = ("recap", "confirm", "stopped", "done")
RANDOM_TURNS = 10_000


# -- the reference: what is open, worked out from the events alone ---------------------------------------------------------


class Reference:
    """Which needs are open and which are met, computed from the list of events without the engine's fold or guards."""

    def __init__(self, flow: Flow, events: Iterable[Event]) -> None:
        everything = list(events)
        gone = {one.retracted for one in everything if isinstance(one, ev.TurnRetracted)}
        self.flow = flow
        self.status: dict[tuple[str, int | None], str] = {}
        self.value: dict[tuple[str, int | None], object] = {}
        self.ideas: list[list[str]] = []
        self.closed = False
        self.step = ""
        for one in everything:
            if one.turn not in gone:
                self._take(one)

    def _take(self, one: Event) -> None:
        match one:
            case ev.SlotFilled():
                self.value[one.need, one.item] = one.value
            case ev.NeedMet():
                self.status[one.need, one.item] = "met"
            case ev.NeedThin():
                self.status[one.need, one.item] = "thin"
            case ev.NeedSkipped():
                self.status[one.need, one.item] = "skipped"
            case ev.NeedReopened():
                self.status.pop((one.need, one.item), None)
            case ev.Parked():
                self.ideas.append([one.text, ""])
            case ev.Unparked():
                idea = next(idea for idea in self.ideas if idea[0] == one.text and not idea[1])
                idea[1] = one.decision
                if one.struck:
                    self.ideas.remove(idea)
            case ev.ActionsClosed():
                self.closed = True
            case ev.StepEntered():
                self.step = one.step

    def wanted(self, rule: Condition | None) -> bool:
        """Whether the condition of a need holds."""
        if rule is None:
            return True
        if rule.parked and not self.ideas:
            return False
        if rule.need is None:
            return True
        other = self.flow.need(rule.need)
        state = self.status.get((other.id, None), "open") if self.wanted(other.only_when) else "not_needed"
        if rule.status == "met" and state != "met":
            return False
        if rule.is_:
            return state in ("met", "thin") and str(self.value.get((other.id, None), "")).startswith(f"{rule.is_}")
        return True

    def actions(self) -> int:
        """How many own actions there are."""
        name = next(need.id for _, need in self.flow.needs() if need.answer.type == "actions")
        return sum(1 for key in self.value if key[0] == name and key[1] is not None)

    def settled(self, need: Need) -> bool:
        """Whether nothing about the need is open."""
        if not self.wanted(need.only_when):
            return True
        if need.answer.type == "actions":
            return self.status.get((need.id, 1)) == "met" and self.closed
        if need.per:
            count = self.actions()
            return count > 0 and all((need.id, number) in self.status for number in range(1, count + 1))
        if need.answer.type == "parked" and any(not decision for _, decision in self.ideas):
            return self.status.get((need.id, None)) in ("thin", "skipped")
        return (need.id, None) in self.status

    def broken(self) -> list[str]:
        """What is open, or hard and not met, in a step before the one where the talk is."""
        found = []
        for step in self.flow.steps[: self.flow.index(self.step)]:
            for need in step.needs:
                if not self.settled(need):
                    found.append(f"{step.id}.{need.id} is open")
                elif need.kind == "hard" and self.wanted(need.only_when):
                    item = 1 if need.per or need.answer.type == "actions" else None
                    if self.status.get((need.id, item)) != "met":
                        found.append(f"{step.id}.{need.id} is hard and not met")
        return found


# -- what holds after every turn -------------------------------------------------------------------------------------------------


def check_turn(flow: Flow, before: Session, events: tuple[Event, ...], after: Session) -> None:
    """The promises of one turn."""
    assert all(one.turn == before.turn + 1 for one in events) or before.turn == 0
    spoken = [one for one in events if isinstance(one, ev.AssistantUttered)]
    assert len(spoken) == 1, kinds(events)
    line = spoken[0]
    assert line.text.strip()
    assert not PLACEHOLDER.search(line.text), line.text
    if not line.repeats:
        assert line.line not in before.lines, f"said twice: {line.line}"
    if after.guards == "hold":
        broken = Reference(flow, after.events).broken()
        assert not broken, f"in {after.step}: {broken}"
    assert after.ready == (after.ended == "done") == (after.step == READY), "the talk is ready, ended and at its last state all at once, or none"
    check_waiting(flow, before, events, after)
    if any(isinstance(one, ev.RedFlagRaised) for one in events):
        assert kinds(events) == ["UserUttered", "RedFlagRaised", "AssistantUttered"]
    for one in events:
        if isinstance(one, ev.UserUttered) and one.withheld:
            assert one.text is None
            assert not {"ActRecognized", "SlotFilled", "ReplyWeighed", "Parked", "NoteKept", "OthersNoted"} & set(kinds(events))


def check_waiting(flow: Flow, before: Session, events: tuple[Event, ...], after: Session) -> None:
    """What the talk waits for is one of the things a talk may wait for, and the coach asked for just that."""
    shown = awaiting(after)
    assert (shown["need"] is None) == (shown["kind"] in NO_NEED), shown
    assert (shown["kind"] == "done") == (after.ended is not None)
    assert (shown["kind"] == "stopped") == after.stopped
    assert shown["turn"] == after.turn
    if shown["need"] is not None:
        need = flow.need(shown["need"])
        assert after.guards != "hold" or after.revising or need in flow.step(after.step).needs, f"{need.id} is asked in {after.step}"
        assert after.state(need.id, shown["item"]).status == "open" or need.answer.type == "parked", f"{need.id} is asked though it is settled"
        assert (shown["item"] is not None) == (need.per == "action" or need.answer.type == "actions")
    if shown["kind"] != "stopped" and after.ended is None:
        pending = (after.skipping or after.revising) and (shown["need"], shown["item"])
        assert after.offer is None or shown["kind"] == "confirm", "a change waits for a yes, but the coach asks something else"
        assert after.skipping in (None, pending), "the reason for a skip is waited for, but the coach asks something else"
        assert after.offer or after.revising in (None, pending), "new words for an answer are waited for, but the coach asks something else"
    said = next((one.text for one in events if isinstance(one, ev.UserUttered)), None)
    replied = not any(isinstance(one, ev.AnswerRevised) for one in events)
    if before.awaiting and before.awaiting.kind in ("recap", "confirm") and said in ADDS_NOTHING and replied:
        assert shown["need"] is not None or shown["kind"] in ("done", "confirm") or before.awaiting.kind == "confirm", "a yes to a recap led to no question"


def check_end(flow: Flow, session: Session) -> None:
    """A plan that is called ready is whole."""
    if session.ready and session.guards == "hold":
        reference = Reference(flow, session.events)
        assert not reference.broken()
        assert reference.actions() >= 1
        assert all(reference.status.get((need.id, 1)) == "met" for need in flow.steps[-1].needs if need.kind == "hard")


def check_plan(kept: Kept) -> None:
    """A plan can be made of any talk at any moment, and nothing in it is left to fill in."""
    plan = kept.plan()
    assert not PLACEHOLDER.search(plan_as_markdown(plan, dict(kept.guide.lines["plan"]), kept.guide.speech))
    assert plan.ready == kept.session.ready
    assert plan_as_json(plan)


# -- talks drawn by hypothesis ----------------------------------------------------------------------------------------------------

answers = st.sampled_from([text for _, text in all_answers()])
wild = st.text(st.characters(codec=None), max_size=80)
moves = st.one_of(
    st.just("<answer>"), st.just("<answer>"), st.just("<answer>"), answers, st.sampled_from(COMMANDS), st.sampled_from(PLAIN),
    st.sampled_from(SPECIAL), st.sampled_from(RED_FLAGS), wild,
)  # fmt: skip
SLOW = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


Played = list[tuple[Session, tuple[Event, ...], Session]]


def play(guide: Guide, seed: int, guards: Guards, words: list[str], person: int, good: int = 0) -> Played:
    """A talk that begins with `good` plain answers; where it has ended it is resumed, and where it is done it stays so."""
    talk = Talk(guide, seed, guards)
    turns = [(Session(), talk.turns[0][1], talk.session)]
    words = ["<answer>"] * good + words
    for word in words:
        before = talk.session
        if before.ready:
            break
        if before.ended is not None:
            events = talk.resume()
        else:
            events = talk.say(talk.answer(books()[person]) if word == "<answer>" else word)
        turns.append((before, events, talk.session))
    return turns


@pytest.mark.parametrize("guards", ["hold", "warn", "off"])
def test_a_talk_keeps_its_promises(guide: Guide, guards: Guards) -> None:
    @SLOW
    @given(seed=st.integers(0, 999), words=st.lists(moves, min_size=3, max_size=30), person=st.integers(0, len(books()) - 1), good=st.integers(0, 50))
    def run(seed: int, words: list[str], person: int, good: int) -> None:
        for before, events, after in play(guide, seed, guards, words, person, good):
            check_turn(guide.flow, before, events, after)
            assert fold(after.events) == after
            assert through_json(events) == events
            check_end(guide.flow, after)

    run()


@SLOW
@given(seed=st.integers(0, 999), words=st.lists(moves, min_size=1, max_size=30), person=st.integers(0, len(books()) - 1))
def test_the_same_words_give_the_same_talk(guide: Guide, seed: int, words: list[str], person: int) -> None:
    first = play(guide, seed, "hold", words, person)
    again = play(guide, seed, "hold", words, person)
    assert [events for _, events, _ in first] == [events for _, events, _ in again]
    other = start(guide, "other", seed)
    assert [one for one in other if not isinstance(one, ev.SessionStarted)] == list(first[0][1][1:])
    assert isinstance(other[0], ev.SessionStarted)
    assert replace(other[0], session="test") == first[0][1][0]


# -- the long run, through the service and its stores --------------------------------------------------------------------------


class Walk:
    """One seeded walk through many talks, with forks, reloads and resumes."""

    def __init__(self, service: Service, dice: random.Random, guards: Guards) -> None:
        self.service, self.dice, self.guards = service, dice, guards
        self.turns = self.reloads = self.forks = self.looks = self.done = 0
        self.talk = self.fresh()

    def fresh(self) -> Kept:
        """A new talk."""
        return self.service.start(FLOW, self.dice.randrange(1000), self.guards)

    def step(self) -> None:
        """One move and its checks."""
        session = self.talk.session
        if session.ready or (session.ended is not None and self.dice.random() < 0.3) or session.turn > 140:
            self.leave()
            return
        if self.dice.random() < 0.01 and session.turn:
            self.fork(self.dice.randrange(session.turn + 1))
            return
        if session.ended is not None or (session.stopped and self.dice.random() < 0.3):
            after = self.service.resume(self.talk, TODAY)
        elif self.dice.random() < 0.06 and (looked_back := self.look_back(session)):
            after = looked_back
        else:
            text = huge(self.dice) if self.dice.random() < 0.0015 else utterance(self.dice, session, self.talk.guide)
            after = self.service.say(self.talk, text, TODAY)
        self.turns += 1
        events = after.session.events[len(session.events) :]
        check_turn(after.guide.flow, session, events, after.session)
        self.talk = after
        if self.turns % 10 == 0:
            assert fold(after.session.events) == after.session
        if self.turns % 20 == 0:
            self.reload()

    def look_back(self, session: Session) -> Kept | None:
        """Dispute or confirm a reading, or change an answer; None where there is nothing of the kind."""
        try:
            if self.dice.random() < 0.5 and session.facts:
                (need, item), _ = self.dice.choice(sorted(session.facts.items(), key=str))
                words = utterance(self.dice, session, self.talk.guide)
                reset = {one.id for one in self.service.foresee(self.talk, need, item, words, TODAY).reset}
                after = self.service.change(self.talk, need, item, words, TODAY)
                opened = {one.need for one in after.session.of_turn(after.session.turn) if isinstance(one, ev.NeedReopened)}
                assert opened <= reset, "a change opens what was shown before, and nothing else"
            else:
                read = [one for one in session.events if isinstance(one, ev.ActRecognized | ev.ActUnsure | ev.ReplyWeighed)]
                one = self.dice.choice(read)
                act = one.because if isinstance(one, ev.ReplyWeighed) else one.act
                after = self.service.judge(self.talk, one.turn, self.dice.choice([act, "solution"]), TODAY, holds=self.dice.random() < 0.3)
        except (ValueError, IndexError):
            assert self.service.open(self.talk.session.id) == self.talk, "what is refused leaves no trace"
            return None
        self.looks += 1
        return after

    def reload(self) -> None:
        """What the store hands back is the talk, and a plan can be made of it."""
        stored = Service(self.service.store, self.service.library).open(self.talk.session.id)
        assert self.service.open(self.talk.session.id).session == stored.session
        assert stored.session == self.talk.session
        assert stored.seq == self.talk.seq
        check_plan(stored)
        self.talk = stored
        self.reloads += 1

    def fork(self, turn: int) -> None:
        """A fork is equal to its talk up to that turn."""
        old = self.talk
        self.talk = self.service.fork(old, turn)
        mine, theirs = self.talk.session.events[1:], old.session.events[1:]
        assert mine == tuple(one for one in theirs if one.turn <= turn)
        assert not Reference(self.talk.guide.flow, self.talk.session.events).broken() or self.guards != "hold"
        self.forks += 1

    def leave(self) -> None:
        """On to another talk; now and then the old one is forgotten."""
        check_end(self.talk.guide.flow, self.talk.session)
        self.done += self.talk.session.ready
        self.reload()
        if self.dice.random() < 0.3:
            self.service.forget(self.talk.session.id)
        self.talk = self.fresh()


@pytest.mark.parametrize(("guards", "seed", "share"), [("hold", 1, 0.4), ("hold", 2, 0.4), ("warn", 3, 0.1), ("off", 4, 0.1)])
def test_ten_thousand_random_turns(library: Library, tmp_path: Path, guards: Guards, seed: int, share: float) -> None:
    store = open_store(f"sqlite:///{(tmp_path / 'walk.db').as_posix()}" if seed == 1 else "memory:")
    walk = Walk(Service(store, library, lambda: "2027-01-11T09:00:00+00:00"), random.Random(seed), guards)
    while walk.turns < RANDOM_TURNS * share:
        walk.step()
    store.close()
    assert walk.reloads >= RANDOM_TURNS * share / 21
    assert walk.forks
    assert walk.looks >= RANDOM_TURNS * share / 100
    assert walk.done, "no talk of the walk reached its plan, so its end was not walked"


def test_a_line_of_100_kb_is_one_turn_like_any_other(talk: object, guide: Guide) -> None:
    dice = random.Random(5)
    session = Talk(guide).session
    for _ in range(4):
        events = respond(guide, session, huge(dice), TODAY)
        after = extend(session, events)
        check_turn(guide.flow, session, events, after)
        session = after


def test_words_that_look_like_a_placeholder_stay_as_they_were_typed(guide: Guide) -> None:
    talk = Talk(guide)
    events = talk.say("I want $echo and $why, because $titles bore me and I enjoy building things with my team.")
    assert next(one for one in events if isinstance(one, ev.UserUttered)).text == talk.turns[-1][0]
    stored = [one.value for one in events if isinstance(one, ev.SlotFilled)]
    assert any("$echo" in str(value) for value in stored)


def test_the_reference_finds_what_is_broken(guide: Guide) -> None:
    """A reference that says yes to everything would let every fault through."""
    talk = Talk(guide).reach(books()[0], step="potential")
    flow = guide.flow
    assert not Reference(flow, talk.session.events).broken()
    reopened = (*talk.session.events, ev.NeedReopened(99, "why", "test"))
    assert Reference(flow, reopened).broken() == ["aspirations.why is open"]
    skipped = (*talk.session.events, ev.NeedSkipped(99, "ownership_said", "test"))
    assert Reference(flow, skipped).broken() == ["opening.ownership_said is hard and not met"]
    assert Reference(flow, (*talk.session.events, ev.StepEntered(99, "options"))).broken()


def test_a_talk_does_not_depend_on_the_calendar(guide: Guide) -> None:
    for day in (date.min, date(2028, 2, 29), date.max):
        talk = Talk(guide, today=day)
        for text in ("next year", "tomorrow", "in 3000 years", "by 29 February", *(books()[0].answers["purpose"])):
            talk.say(text)
        assert talk.session.turn == 5 if talk.session.ended is None else True
