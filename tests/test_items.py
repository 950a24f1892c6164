"""Needs that are asked for each item of a list, answers to choose between, near days, and lists of requirements."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from people_driver import through_json

from engine.errors import HandholdError
from engine.library import Library
from engine.plan.data import as_data
from engine.plan.plan import Plan, build_plan
from engine.source.problems import SourceError
from engine.talk import events as ev
from engine.talk.coach import change, foresee, respond, start
from engine.talk.events import Event
from engine.talk.guards import items_of, open_needs, status
from engine.talk.guide import Guide
from engine.talk.prove import prove
from engine.talk.session import Session, extend, fold
from engine.talk.shown import shown

TODAY = date(2027, 1, 11)
PROBES = """
        probes:
          - {id: one, ask: "PROBE one?"}
          - {id: two, ask: "PROBE two?"}
          - {id: three, ask: "PROBE three?"}
          - {id: four, ask: "PROBE four?"}"""
FLOW = """
flow: items
version: 1
title: Items
about: For tests alone.
start: {a: "Hello."}
plan_title: My items
plan_note: Mine.
steps:
  - id: role
    title: Role
    about: What the role asks for.
    leave_when: needs_settled
    recap: {a: "Is that all of the role?", b: "Anything else about the role?"}
    needs:
      - id: adverts
        title: Adverts
        kind: soft
        why: "To see what is wanted."
        ask: {a: "What does the role ask for?", b: "Which requirements are there?", c: "Paste an advert, please?"}
PROBES
        met: {a: "$echo So much for the advert.", b: "Read."}
        answer: {type: requirements, at_least: 2, sorts: {hard: skills, soft: manners}}
        plan: requirements
      - id: skills
        title: Skills
        kind: hard
        why: "They are the heart of it."
        ask: {a: "Which skills are wanted?", b: "What must one be able to do?", c: "Name the skills?"}
PROBES
        answer: {type: list, at_least: 2}
      - id: manners
        title: Manners
        kind: soft
        why: "They count."
        ask: {a: "Which manners are wanted?", b: "How should one be?", c: "Name the manners?"}
PROBES
        answer: {type: list}
  - id: standing
    title: Standing
    about: Where you are.
    leave_when: needs_settled
    recap: {a: "Is that where you are?", b: "Anything to put right there?"}
    needs:
      - id: level
        title: Level
        kind: hard
        per: skills
        why: "To see the gaps."
        ask: {a: "How is it with $item?", b: "And $item, is it there?", c: "What of $item?", d: "Where are you with $item?"}
        ask_all: {a: "How is it with each of them?"}
PROBES
        answer:
          type: choice
          choices:
            have: {label: "Have it", signs: ["yes"]}
            partly: {label: "Partly there", signs: [tentative]}
            missing: {label: "Not yet", signs: ["no"]}
          gap: [partly, missing]
        plan: standing
      - id: example
        title: Example
        kind: soft
        per: skills
        only_when: {need: level, is: have}
        why: "An example tells more."
        ask: {a: "When did you last show $item?", b: "An example of $item?", c: "Where did $item show?"}
PROBES
        answer: {type: text, words: 3}
      - id: by_when
        title: By when
        kind: soft
        per: skills
        only_when: {need: level, is: missing}
        why: "A day helps."
        ask: {a: "By when will you have begun with $item?", b: "Which day for $item?", c: "When does $item begin?"}
        probes:
          - {id: later, when: {heard: [later]}, ask: "That is far off; what about something nearer for it?"}
          - {id: one, ask: "PROBE one?"}
          - {id: two, ask: "PROBE two?"}
        answer: {type: date, within: 30}
        plan: when_new
  - id: next
    title: Next
    about: What comes next.
    leave_when: needs_settled
    recap: {a: "Is that what comes next?", b: "Anything else that comes next?"}
    needs:
      - id: mentor
        title: Mentor
        kind: soft
        why: "Somebody may help."
        ask: {a: "Do you have a mentor?", b: "Is there a mentor?", c: "A mentor already?"}
PROBES
        answer:
          type: choice
          choices:
            has: {label: "I have one", signs: ["yes"]}
            none: {label: "Done", signs: ["no"]}
      - id: who
        title: Who
        kind: soft
        only_when: {need: mentor, is: none}
        why: "A name helps."
        ask: {a: "Who could it be?", b: "Which person comes to mind?", c: "Whom might you ask?"}
PROBES
        answer: {type: text, words: 2}
      - id: doubt
        title: Doubt
        kind: soft
        only_when: {need: level, is: missing}
        why: "Doubts may be said."
        ask: {a: "What makes you doubt?", b: "Which doubt is there?", c: "A doubt, perhaps?"}
PROBES
        answer: {type: text, words: 2}
      - id: first
        title: First step
        kind: soft
        why: "What begins soon begins."
        ask: {a: "What is the first step?", b: "How does it begin?", c: "Which step comes first?"}
        probes:
          - {id: later, when: {heard: [later]}, ask: "What could come before that, this week?"}
          - {id: one, ask: "PROBE one?"}
          - {id: two, ask: "PROBE two?"}
        answer: {type: text, words: 2, within: 7}
        plan: first_step
"""
ADVERT = """Warehouse team leader
What we ask of you:
- three years of experience in a warehouse
- you can plan shifts in Excel and SQL
- good communication with drivers
- experience with Python reports
"""


def flow_text(text: str = FLOW) -> str:
    """The test flow, every probe worded differently."""
    parts = text.split("PROBES\n")
    filled = [part + PROBES.strip("\n").replace("PROBE", f"Well {place}:") + "\n" for place, part in enumerate(parts[:-1])]
    rest = parts[-1]
    while "PROBE " in rest:
        rest = rest.replace("PROBE ", f"Rather {len(rest)}: ", 1)
    return ("".join(filled) + rest).replace("PROBE ", "Also: ")


def compiled(library: Library, folder: Path, text: str) -> Guide:
    """The guide of a flow's text."""
    path = folder / "items.yaml"
    path.write_text(text, encoding="utf-8")
    return library.guide(str(path))


@pytest.fixture(scope="module")
def items(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Guide:
    """The test flow, compiled."""
    return compiled(library, tmp_path_factory.mktemp("items"), flow_text())


class Chat:
    """A talk on the test flow."""

    def __init__(self, guide: Guide, *said: str) -> None:
        self.guide = guide
        self.session = fold(start(guide, "t", 3))
        for text in said:
            self.say(text)

    def say(self, text: str) -> tuple[Event, ...]:
        """One turn; the fold of all events is the session, and they survive being written down."""
        before = self.session
        events = respond(self.guide, before, text, TODAY)
        self.session = extend(before, events)
        assert fold(self.session.events) == self.session
        assert through_json(events) == events
        check(self.guide, self.session)
        return events

    @property
    def waits(self) -> tuple[str | None, int | None]:
        """The need and the item that are asked for."""
        assert self.session.awaiting
        return self.session.awaiting.need, self.session.awaiting.item

    @property
    def question(self) -> str:
        """What was asked last."""
        assert self.session.awaiting
        return self.session.awaiting.question

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return build_plan(self.guide, self.session)

    def until(self, need: str) -> Chat:
        """Agree to recaps until a need is asked for."""
        while self.waits[0] != need:
            assert self.waits[0] is None, self.waits
            self.say("That's right.")
        return self


def check(guide: Guide, session: Session) -> None:
    """The invariant, judged from the facts alone: no step is left while a need of it is open for one of the list's items."""
    done = guide.flow.index(session.step)
    fact = session.fact("skills")
    skills = fact.value if fact and isinstance(fact.value, list) else []
    for step in guide.flow.steps[:done]:
        for need in step.needs:
            for item in range(1, len(skills) + 1) if need.per else (None,):
                if wanted(session, need.id, item):
                    state = session.state(need.id, item).status
                    assert state != "open", f"{need.id} of {item} is open in {session.step}"
                    assert state == "met" or not need.hard or item not in (None, 1)


def wanted(session: Session, need: str, item: int | None) -> bool:
    """The conditions of the test flow, written down a second time."""
    keys = {"example": ("level", "have"), "by_when": ("level", "missing"), "who": ("mentor", "none"), "doubt": ("level", "missing")}
    if need not in keys:
        return True
    other, key = keys[need]
    facts = [session.fact(other, item)]
    if need == "doubt":
        fact = session.fact("skills")
        places = range(1, len(fact.value) + 1) if fact and isinstance(fact.value, list) else ()
        facts = [session.fact(other, place) for place in places]
    return any(one is not None and str(one.value).startswith(key) for one in facts)


def because(events: tuple[Event, ...]) -> str:
    return next(one.because for one in events if isinstance(one, ev.ReplyWeighed))


SKILLS = "Planning shifts, reading stock figures, calming angry drivers"


def to_levels(guide: Guide) -> Chat:
    """A talk that has three skills and asks for the level of the first one."""
    return Chat(guide, "planning shifts, being kind to drivers", SKILLS, "Patience").until("level")


# -- the flow itself ---------------------------------------------------------------------------------------------------------


def test_the_flow_is_proven(items: Guide) -> None:
    proof = prove(items.flow)
    assert proof.counter_example is None
    assert proof.situations > 900


def test_prove_refuses_guards_that_pass_over_an_item(items: Guide, monkeypatch: pytest.MonkeyPatch) -> None:
    def first_only(flow: object, session: Session) -> frozenset[str]:
        facts = {key: fact for key, fact in session.facts.items() if key[1] in (None, 1)}
        fact = facts.get(("skills", None))
        if fact and isinstance(fact.value, list):
            facts["skills", None] = replace(fact, value=fact.value[:1])
        return open_needs(items.flow, replace(session, facts=facts))

    monkeypatch.setattr("engine.talk.prove.open_needs", first_only)
    proof = prove(items.flow)
    assert proof.counter_example is not None
    assert "'level' is open" in proof.counter_example


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("per: skills\n        why: \"To see", "per: skils\n        why: \"To see", "F002"),
        ("per: skills\n        why: \"To see", "per: mentor\n        why: \"To see", "F006"),
        ("per: skills\n        why: \"To see", "per: action\n        why: \"To see", "F008"),
        ("per: skills\n        only_when: {need: level, is: have}", "per: level\n        only_when: {need: level, is: have}", "F011"),
        ("is: have}", "is: had}", "F011"),
        ("is: none}", "is: \"no\"}", "F011"),
        ("gap: [partly, missing]", "gap: [partly, mising]", "F011"),
        ("{hard: skills,", "{hard: skils,", "F002"),
        ("{hard: skills,", "{hard: adverts,", "F011"),
        ("{hard: skills,", "{hrad: skills,", "S004"),
        ("signs: [tentative]", "signs: [tentativ]", "F003"),
        ("{label: \"Not yet\"", "{label: \"have it!\"", "F011"),
        ("type: date, within: 30", "type: number, within: 30", "F011"),
        ("type: date, within: 30", "type: date, within: 400", "S005"),
        ("type: text, words: 3}", "type: text, words: 3, choices: {a: {label: A}, b: {label: B}}}", "F011"),
        ("type: text, words: 3}", "type: parked}", "F011"),
        ("type: list}", "type: list, sorts: {hard: skills}}", "F011"),
    ],
)  # fmt: skip
def test_what_cannot_go_together_is_told(library: Library, tmp_path: Path, old: str, new: str, code: str) -> None:
    text = flow_text()
    assert old in text
    with pytest.raises((SourceError, HandholdError)) as caught:
        compiled(library, tmp_path, text.replace(old, new, 1))
    assert f" {code} " in str(caught.value)


# -- item by item --------------------------------------------------------------------------------------------------------------


def test_each_item_is_asked_for_in_its_own_words(items: Guide) -> None:
    chat = to_levels(items)
    assert chat.waits == ("level", 1)
    assert "each of them" in chat.question
    chat.say("Have it")
    assert chat.waits == ("level", 2)
    assert "reading stock figures" in chat.question
    chat.say("not yet.")
    chat.say("NOT YET")
    assert chat.waits == ("example", 1), "only for what the person has"
    chat.say("Last winter I planned the night shifts for a month.")
    assert chat.waits == ("by_when", 2), "only for what is missing"
    chat.say("2 February")
    assert chat.waits == ("by_when", 3)
    chat.say("5 February")
    assert chat.waits == (None, None)
    chat.until("mentor")
    assert status(items.flow, chat.session, items.flow.need("example")) == "met"


def test_one_answer_may_serve_several_items(items: Guide) -> None:
    chat = to_levels(items)
    chat.say("Have it. Not yet. Partly there.")
    assert [str(chat.session.facts["level", item].value).split(":")[0] for item in (1, 2, 3)] == ["have", "missing", "partly"]
    chat = to_levels(items)
    chat.say("Have it, not yet")
    assert list(levels(chat.session).values()) == ["have", "missing"], "in order, as far as they go"
    assert chat.waits == ("level", 3)
    chat = to_levels(items)
    chat.say("Stock figures: not yet. Angry drivers: have it. Shifts: have it.")
    assert [str(chat.session.facts["level", item].value).split(":")[0] for item in (1, 2, 3)] == ["have", "missing", "have"]


def test_a_condition_on_another_list_holds_when_it_holds_for_one_item(items: Guide) -> None:
    doubt = items.flow.need("doubt")
    chat = to_levels(items)
    chat.say("Have it. Have it. Partly there.")
    assert status(items.flow, chat.session, doubt) == "not_needed"
    chat = to_levels(items)
    chat.say("Have it. Have it. Not yet.")
    assert status(items.flow, chat.session, doubt) == "open"


def test_a_list_without_an_item_asks_nothing(items: Guide) -> None:
    session = fold([*start(items, "t", 1), ev.NeedMet(1, "skills")])
    assert items_of(items.flow, session, items.flow.need("level")) == ()
    assert status(items.flow, session, items.flow.need("level")) == "not_needed"


def test_twelve_items_are_asked_for_and_listed_shortly(items: Guide) -> None:
    twelve = ["rota plans", "stock counts", "van repairs", "tax forms", "night shifts", "dock safety", "customs papers", "team talks",
              "price lists", "floor layouts", "waste sorting", "fire drills"]  # fmt: skip
    chat = Chat(items, "planning shifts, being kind to drivers", ", ".join(twelve))
    chat.say("Patience")
    recap = next(one.text for one in reversed(chat.session.events) if isinstance(one, ev.AssistantUttered))
    assert all(words in recap for words in twelve)
    chat.until("level")
    asked = set()
    for _ in twelve:
        chat.say("Partly there")
        asked.add(chat.question)
    assert not any(one.repeats for one in chat.session.events if isinstance(one, ev.AssistantUttered))
    assert len(asked) == len(twelve)
    assert chat.waits == (None, None)
    recap = next(one.text for one in reversed(chat.session.events) if isinstance(one, ev.AssistantUttered))
    assert all(f"{words}: Partly there" in recap for words in twelve)
    assert len(chat.plan.tables[0].rows) == 12


# -- choices ---------------------------------------------------------------------------------------------------------------------


def test_a_choice_is_heard_by_its_label_and_by_its_signs(items: Guide) -> None:
    chat = to_levels(items)
    assert because(chat.say("Yes, I have planned them for two winters.")) == "have"
    need = items.flow.need("level")
    assert shown(items, need, chat.session.facts["level", 1].value) == "Have it: Yes, I have planned them for two winters."
    chat.say("partly  THERE!")
    assert shown(items, need, chat.session.facts["level", 2].value) == "Partly there"


def test_the_first_that_is_heard_counts(items: Guide) -> None:
    chat = to_levels(items)
    assert because(chat.say("No. Maybe I will try it some day.")) == "missing"


def test_a_label_wins_over_a_command(items: Guide) -> None:
    chat = to_levels(items)
    chat.say("Have it. Have it. Have it.")
    while chat.waits[0] == "example":
        chat.say("Last winter I planned the night shifts for a whole month.")
    chat.until("mentor")
    assert because(chat.say("Done")) == "none"
    assert chat.waits[0] == "who"


def test_words_that_choose_nothing_get_a_probe_and_are_then_kept_as_they_are(items: Guide) -> None:
    chat = to_levels(items)
    assert because(chat.say("Purple paint and gravel by the gate")) == "no_choice"
    assert because(chat.say("Rather more gravel and a lorry")) in ("no_choice", "taken", "short") or chat.waits == ("level", 1)
    assert not str(chat.session.facts["level", 1].value).startswith(("have", "partly", "missing"))


# -- days within reach ---------------------------------------------------------------------------------------------------------


def last_step(guide: Guide) -> Chat:
    """A talk that asks for the first step."""
    chat = to_levels(guide)
    chat.say("Partly there. Partly there. Partly there.")
    chat.until("mentor")
    chat.say("I have one")
    assert chat.waits == ("first", None)
    return chat


def test_a_later_day_is_half_an_answer_and_a_nearer_one_takes_its_place(items: Guide) -> None:
    chat = last_step(items)
    assert because(chat.say("I'll order the book on 3 March")) == "later"
    assert chat.question == "What could come before that, this week?"
    chat.say("Look it up tomorrow")
    assert chat.session.facts["first", None].value == "Look it up tomorrow"


@pytest.mark.parametrize("reply", ["No, 3 March it stays", "no", "I don't know", "That can't be any sooner"])
def test_a_later_day_is_taken_after_one_probe(items: Guide, reply: str) -> None:
    chat = last_step(items)
    chat.say("I'll order the book on 3 March")
    chat.say(reply)
    assert chat.session.state("first").status == "met"
    assert "3 March" in str(chat.session.facts["first", None].value)


@pytest.mark.parametrize("reply", ["Ring Sam tomorrow about the course in June", "Read the book by Friday", "Open the drawer with the forms"])
def test_a_near_day_or_none_is_no_later_one(items: Guide, reply: str) -> None:
    chat = last_step(items)
    chat.say(reply)
    assert chat.session.state("first").status == "met"


def test_a_later_date_is_taken_after_one_probe(items: Guide) -> None:
    chat = to_levels(items)
    chat.say("Not yet. Partly there. Partly there.")
    assert chat.waits == ("by_when", 1)
    assert because(chat.say("1 September")) == "later"
    assert "nearer" in chat.question
    chat.say("No, 1 September")
    assert chat.session.facts["by_when", 1].value == "2027-09-01"
    assert chat.session.state("by_when", 1).status == "met"


# -- requirements ----------------------------------------------------------------------------------------------------------------


def test_requirements_are_sorted_into_their_lists(items: Guide) -> None:
    chat = Chat(items, ADVERT * 2)
    assert chat.session.state("adverts").status == "met"
    own = chat.session.facts["adverts", None].value
    assert isinstance(own, list)
    assert len(own) == len(set(own))
    sorted_in = [name for name in ("skills", "manners") if chat.session.fact(name)]
    assert sorted_in
    for name in sorted_in:
        value = chat.session.facts[name, None].value
        assert set(value) <= set(own)  # type: ignore[arg-type]
    chat.say("lorry driving, first aid, forklift repairs")
    chat.say("Patience")
    assert chat.session.state("skills").status == "met"


def test_short_words_are_split_like_a_list(items: Guide) -> None:
    chat = Chat(items, "purple gloves, green hats, blue boots")
    assert chat.session.facts["adverts", None].value == ["purple gloves", "green hats", "blue boots"]


def test_a_pasted_text_is_no_speech_of_the_person(items: Guide) -> None:
    words = "\n- You will take a training course and then skip to the next stage; you'll have a mentor. Who are you?"
    events = Chat(items).say(ADVERT + words * 12)
    kinds = {type(one).__name__ for one in events}
    assert not kinds & {"Parked", "OthersNoted", "SkipAsked", "NoteKept"}
    said = next(one.text for one in events if isinstance(one, ev.AssistantUttered))
    assert "Read." in said
    assert "So much for the advert" not in said


def test_danger_beside_an_advert_stops_the_talk(items: Guide) -> None:
    own = ADVERT * 2 + "\nMy boss hits me and I do not want to live any more."
    assert any(isinstance(one, ev.RedFlagRaised) for one in Chat(items).say(own))


def test_a_choice_is_changed_to_another_choice_only(items: Guide) -> None:
    chat = answered(items)
    assert foresee(items, chat.session, "level", 2, "purple paint and gravel", TODAY).value is None
    with pytest.raises(ValueError, match="do not answer"):
        change(items, chat.session, "level", 2, "purple paint and gravel", TODAY)


def adverts(size: int) -> str:
    dice = random.Random(size)
    words = ("lead", "budget", "Python", "reports", "drivers", "shift", "stock", "team", "plan", "quality", "safety", "communication", "degree",
             "experience", "SQL", "coach", "audit", "budget", "tender", "forklift", "rota", "supplier", "senior", "target")  # fmt: skip
    return "\n".join("- " + " ".join(dice.choice(words) for _ in range(7)) for _ in range(size // 20))[:size]


@pytest.mark.parametrize("need", ["adverts", "skills", "level", "first"])
def test_twenty_thousand_characters_are_weighed_in_no_time(items: Guide, need: str) -> None:
    chat = Chat(items) if need == "adverts" else Chat(items, "green hats, blue boots") if need == "skills" else None
    chat = chat or (to_levels(items) if need == "level" else last_step(items))
    text = adverts(20_000)
    took = []
    for turn in range(3):
        begun = time.process_time()
        respond(items, chat.session, f"{text[turn:]}", TODAY)
        took.append(time.process_time() - begun)
    assert min(took) < 0.05 * 3, took  # three times the aim: a busy machine is no fault of the program


# -- when the list changes ---------------------------------------------------------------------------------------------------------


def answered(guide: Guide) -> Chat:
    """A talk in its last step, every item answered."""
    chat = to_levels(guide)
    chat.say("Have it. Partly there. Not yet.")
    chat.say("Last winter I planned the night shifts for a month.")
    chat.say("1 February")
    return chat.until("mentor")


def levels(session: Session) -> dict[int | None, str]:
    return {item: str(fact.value).split(":")[0] for (name, item), fact in session.facts.items() if name == "level"}


def test_items_that_keep_their_words_keep_their_answers(items: Guide) -> None:
    chat = answered(items)
    turns = chat.session.facts["level", 3].turns
    words = "calming angry drivers, Planning shifts, driving a lorry"
    seen = foresee(items, chat.session, "skills", None, words, TODAY)
    assert [need.id for need in seen.reset] == ["level", "example", "by_when", "doubt"][: len(seen.reset)]
    chat.session = extend(chat.session, change(items, chat.session, "skills", None, words, TODAY))
    check(items, chat.session)
    assert fold(chat.session.events) == chat.session
    assert levels(chat.session) == {1: "missing", 2: "have"}
    assert chat.session.facts["level", 1].turns == turns
    assert chat.session.facts["by_when", 1].value == "2027-02-01"
    assert ("example", 1) not in chat.session.facts
    assert chat.waits == ("level", 3), "only the new item is asked about"
    assert "driving a lorry" in chat.question
    assert chat.session.step == "standing"
    chat.say("Partly there")
    chat.until("mentor")


def test_a_list_that_only_shrinks_opens_nothing(items: Guide) -> None:
    chat = answered(items)
    assert foresee(items, chat.session, "skills", None, "Planning shifts, calming angry drivers", TODAY).reset == ()
    chat.session = extend(chat.session, change(items, chat.session, "skills", None, "Planning shifts, calming angry drivers", TODAY))
    assert levels(chat.session) == {1: "have", 2: "missing"}
    assert chat.waits[0] == "mentor"


def test_undo_brings_the_answers_back_with_their_list(items: Guide) -> None:
    chat = answered(items)
    before = levels(chat.session)
    chat.session = extend(chat.session, change(items, chat.session, "skills", None, "driving a lorry, Planning shifts", TODAY))
    assert levels(chat.session) != before
    chat.say("undo")
    assert levels(chat.session) == before
    assert chat.session.facts["skills", None].value == ["Planning shifts", "reading stock figures", "calming angry drivers"]


def test_revising_in_the_talk_asks_for_the_new_item_alone(items: Guide) -> None:
    chat = answered(items)
    chat.say("I want to change my answer about the skills")
    assert chat.waits == ("skills", None)
    chat.say("Planning shifts, reading stock figures, driving a lorry")
    assert chat.session.offer is not None
    chat.say("yes")
    assert levels(chat.session) == {1: "have", 2: "partly"}
    assert chat.waits == ("level", 3)


def test_a_choice_that_changes_moves_what_is_asked_for_its_item(items: Guide) -> None:
    chat = answered(items)
    chat.session = extend(chat.session, change(items, chat.session, "level", 2, "Not yet", TODAY))
    check(items, chat.session)
    assert chat.waits == ("by_when", 2)


def test_skip_and_back(items: Guide) -> None:
    chat = to_levels(items)
    chat.say("Have it. Have it. Not yet.")
    chat.say("skip")
    chat.say("It would take too long")
    assert chat.session.state("example", 1).status == "skipped"
    assert chat.waits == ("example", 2)
    chat.say("back")
    assert chat.session.step == "role"
    chat.say("no")
    assert chat.waits == ("example", 2)


def test_a_hard_need_is_hard_for_the_first_item_only(items: Guide) -> None:
    chat = to_levels(items)
    chat.say("skip")
    assert chat.session.state("level", 1).status == "open"
    assert chat.session.skipping is None
    chat.say("Have it")
    chat.say("skip")
    assert chat.session.skipping == ("level", 2)


# -- the plan --------------------------------------------------------------------------------------------------------------------


def test_the_plan_has_a_table_and_the_gaps(items: Guide) -> None:
    chat = answered(items)
    plan = chat.plan
    (table,) = plan.tables
    assert (table.need, table.title, table.columns) == ("skills", "Skills", ("Level", "Example", "By when"))
    assert [row.item for row in table.rows] == ["Planning shifts", "reading stock figures", "calming angry drivers"]
    assert [row.cells[0] for row in table.rows] == ["Have it", "Partly there", "Not yet"]
    assert table.rows[0].cells[1].startswith("Last winter")
    assert table.rows[1].cells[1:] == ("", "")
    assert table.rows[2].cells[2] == "Monday 1 February 2027"
    assert all(row.turns for row in table.rows)
    gaps = plan.fields["gaps"]
    assert [line.value for line in gaps] == [["reading stock figures", "calming angry drivers"]]
    data = json.loads(json.dumps(as_data(plan)))
    assert data["gaps"] == ["reading stock figures", "calming angry drivers"]
    assert data["tables"][0]["rows"][2]["cells"][2] == "Monday 1 February 2027"
    assert data["actions"] == []


def test_the_career_talk_has_no_table(talk: Callable[..., object], guide: Guide) -> None:
    plan = build_plan(guide, fold(start(guide, "t", 1)))
    assert plan.tables == ()


# -- whatever is typed -------------------------------------------------------------------------------------------------------------

TYPED = (
    "Have it", "Not yet", "Partly there", "Have it. Not yet.", "yes", "no", "I don't know", "skip", "because", "back", "next", "undo", "finish",
    "that's right", "Planning shifts, driving a lorry", "stock figures: not yet", "tomorrow", "3 March", "1 September", "I have one", "Done",
    "summary", "why?", "Last week I planned the whole rota on my own", "green hats, blue boots", "change the skills: driving a lorry, first aid",
    "I want to change my answer about the level", "leave it as it was", "Priya from the docks", "", "…", ADVERT, "go on", "repeat", "where are we",
)  # fmt: skip


def walk(guide: Guide, seed: int, turns: int) -> Iterator[tuple[Session, tuple[Event, ...], Session]]:
    dice = random.Random(seed)
    session = fold(start(guide, "t", seed))
    for _ in range(turns):
        if session.ended is not None:
            return
        text = dice.choice(TYPED)
        known = [key for key in session.facts if key[0] in ("skills", "level", "adverts")]
        if known and dice.random() < 0.08:
            need, item = dice.choice(sorted(known, key=str))
            try:
                events = change(guide, session, need, item, text, TODAY)
            except ValueError:
                continue
        else:
            events = respond(guide, session, text, TODAY)
        after = extend(session, events)
        yield session, events, after
        session = after


def test_random_talks_keep_the_promise(items: Guide) -> None:
    seen: set[str] = set()
    for seed in range(20):
        for _, events, after in walk(items, seed, 60):
            check(items, after)
            assert fold(after.events) == after
            assert sum(isinstance(one, ev.AssistantUttered) for one in events) == 1
            assert after.awaiting
            need = after.awaiting.need
            if need is not None and not after.revising and after.skipping is None:
                assert (after.awaiting.item is not None) == (items.flow.need(need).per is not None)
                assert after.state(need, after.awaiting.item).status == "open"
            build_plan(items, after)
            seen.add(after.step)
            seen |= {type(one).__name__ for one in events}
    assert {"next", "standing", "plan_ready", "NeedReopened", "AnswerRevised", "TurnRetracted"} <= seen
