"""A plan comes back: earlier answers are offered, reviews make versions, and nothing of an earlier version is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from people_driver import PLAIN_ANSWERS, handhold

from engine.errors import UnknownSession
from engine.library import Library
from engine.plan.check_in import Answer
from engine.plan.data import as_data, plan_from
from engine.plan.plan import Plan
from engine.service import Service, Talk
from engine.stores import open_store
from engine.talk.events import EarlierFound, NeedMet, SlotFilled, decode, encode
from engine.talk.session import fold

# -- small flows, in words that are made up from the id --------------------------------------------------------------------


def need(name: str, kind: str = "soft", **keys: Any) -> dict[str, Any]:
    """A need with as many wordings as the checks want."""
    said = name.replace("_", " ")
    return {
        "id": name,
        "title": said.capitalize(),
        "kind": kind,
        "why": f"Because {said} matters.",
        "ask": {key: f"{key.upper()}, about {said}: what is it?" for key in "abc"},
        "probes": [{"id": f"p{n}", "ask": f"Once more ({n}), about {said}: what is it?"} for n in range(2 if kind == "soft" else 4)],
        "met": {key: f"Good, {said} ({key}) is known." for key in "ab"},
        **keys,
    }


def flow(name: str, *needs: dict[str, Any], **keys: Any) -> str:
    """A flow of one step, as the text of a file: JSON is YAML too."""
    made = {
        "flow": name, "version": 1, "title": f"The {name} talk", "about": f"A talk called {name}.", "start": {"a": f"Welcome to {name}."},
        "plan_title": f"My {name}", "plan_note": f"In my own words: {name}.", **keys,
        "steps": [{"id": "only", "title": "Only", "about": "The only step.", "leave_when": "needs_settled", "needs": list(needs),
                   "recap": {"a": "Is that right?"}}],
    }  # fmt: skip
    return json.dumps(made, indent=1)


ASKED = flow(
    "asked",
    need("wish", answer={"type": "text", "words": 2}, plan="aspiration"),
    need("gaps", answer={"type": "list", "at_least": 2}, plan="gaps"),
    need("minutes", answer={"type": "duration"}, plan="hours"),
)
ASKS_AGAIN = flow(
    "again",
    need("wish", answer={"type": "text", "words": 2}, plan="aspiration", earlier={"flow": ["asked"], "field": "aspiration"}),
    need("gaps", answer={"type": "list", "at_least": 2}, plan="gaps", earlier={"flow": ["asked"], "field": "gaps"}),
    need("minutes", answer={"type": "duration"}, plan="hours", earlier={"flow": ["asked"], "field": "hours"}),
)
SAID = {"wish": ["planning the stock of three shops"], "gaps": ["spreadsheets, speaking to groups"], "minutes": ["forty minutes"]}


def made_service(folder: Path, store: str, flows: Mapping[str, str]) -> Service:
    """A service on a store of its own, with a clock that only counts."""
    for name, text in flows.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    turns = count()
    return Service(open_store(store), Library(folder), clock=lambda: f"2027-01-01T00:{next(turns):06}+00:00")


@pytest.fixture(params=["memory", "sqlite"])
def make(request: pytest.FixtureRequest, tmp_path: Path, url: str) -> Callable[..., Service]:
    """Makes a service with some small flows, on each kind of store."""

    def begin(**flows: str) -> Service:
        return made_service(tmp_path, "memory:" if request.param == "memory" else url, flows)

    return begin


def hold(service: Service, talk: Talk, day: date, answers: Mapping[str, Sequence[str]]) -> Talk:
    """Answer until the talk ends: the n-th answer of a need (of its item, as "need/2") to its n-th question, then the last one."""
    used: dict[str, int] = {}
    while talk.session.ended is None:
        waits = talk.session.awaiting
        assert waits is not None
        assert talk.session.turn < 150, f"no end: {waits}"
        own = f"{waits.need}/{waits.item}"
        name = own if own in answers else str(waits.need)
        given = answers.get(name) or PLAIN_ANSWERS.get(name) or ["Nothing to add."]
        place = used.get(name, 0)
        used[name] = place + 1
        talk = service.say(talk, given[min(place, len(given) - 1)], day)
    return talk


def held(service: Service, name: str, day: date, answers: Mapping[str, Sequence[str]], **keys: Any) -> Talk:
    """A whole talk on one day."""
    return hold(service, service.start(name, today=day, **keys), day, answers)


def reply(service: Service, talk: Talk, *texts: str, day: date = date(2027, 6, 14)) -> Talk:
    for text in texts:
        talk = service.say(talk, text, day)
    return talk


def last_words(talk: Talk) -> str:
    return next(one.text for one in reversed(talk.session.transcript) if one.speaker == "coach" and one.text)


# -- what was said earlier is offered ----------------------------------------------------------------------------------------

JUNE = date(2027, 6, 14)


@pytest.fixture
def again(make: Callable[..., Service]) -> tuple[Service, Talk]:
    """A service, and a new talk of somebody who held another in March."""
    service = make(asked=ASKED, again=ASKS_AGAIN)
    held(service, "asked", date(2027, 3, 20), SAID)
    return service, service.start("again", today=JUNE)


def test_an_earlier_answer_is_offered_with_its_month_and_its_talk(again: tuple[Service, Talk]) -> None:
    _, talk = again
    assert talk.session.awaiting is not None
    assert talk.session.awaiting.need == "wish"
    for words in ("in March", "The asked talk", "planning the stock of three shops"):
        assert words in talk.session.awaiting.question
    found = [one for one in talk.session.events if isinstance(one, EarlierFound)]
    assert [(one.need, one.day, one.flow) for one in found] == [(n, "2027-03-20", "asked") for n in ("wish", "gaps", "minutes")]


def test_the_year_is_named_when_it_is_another(make: Callable[..., Service]) -> None:
    service = make(asked=ASKED, again=ASKS_AGAIN)
    held(service, "asked", date(2026, 11, 30), SAID)
    talk = service.start("again", today=JUNE)
    assert talk.session.awaiting is not None
    assert "in November 2026" in talk.session.awaiting.question


@pytest.mark.parametrize("word", ["Yes", "Yes, that still holds.", "Still the same.", "It hasn't changed", "Keep it as it was.", "aye"])
def test_a_plain_yes_takes_the_earlier_answer(again: tuple[Service, Talk], word: str) -> None:
    service, talk = again
    talk = reply(service, talk, word)
    fact = talk.session.fact("wish")
    assert fact is not None
    assert fact.value == "planning the stock of three shops"
    assert fact.turns == (1,)
    assert talk.session.state("wish").status == "met"
    assert talk.session.awaiting is not None
    assert talk.session.awaiting.need == "gaps"


@pytest.mark.parametrize("word", ["No", "No, it has moved.", "Not any more.", "That doesn't hold now.", "Not really"])
def test_a_plain_no_asks_the_needs_own_question(again: tuple[Service, Talk], word: str) -> None:
    service, talk = again
    talk = reply(service, talk, word)
    assert talk.session.fact("wish") is None
    assert talk.session.awaiting is not None
    assert talk.session.awaiting.need == "wish"
    assert "about wish: what is it?" in talk.session.awaiting.question
    assert talk.session.state("wish").failed == 0
    talk = reply(service, talk, "running the training room")
    assert talk.session.fact("wish").value == "running the training room"  # type: ignore[union-attr]


def test_other_words_are_an_answer_like_any_other(again: tuple[Service, Talk]) -> None:
    service, talk = again
    talk = reply(service, talk, "I would now rather teach the new drivers")
    assert talk.session.fact("wish").value == "I would now rather teach the new drivers"  # type: ignore[union-attr]


def test_more_of_a_list_comes_on_top(again: tuple[Service, Talk]) -> None:
    service, talk = again
    talk = reply(service, talk, "yes", "Yes, and French")
    assert talk.session.fact("gaps").value == ["spreadsheets", "speaking to groups", "French"]  # type: ignore[union-attr]
    assert talk.session.state("gaps").status == "met"


def test_a_new_list_takes_the_place_of_the_old(again: tuple[Service, Talk]) -> None:
    service, talk = again
    talk = reply(service, talk, "yes", "No, by now it is French and budgeting")
    value = talk.session.fact("gaps").value  # type: ignore[union-attr]
    assert isinstance(value, list)
    assert "spreadsheets" not in value
    assert any("budgeting" in one for one in value)


def test_what_holds_in_part_keeps_both(again: tuple[Service, Talk]) -> None:
    service, talk = again
    talk = reply(service, talk, "Yes, but only for two shops")
    value = str(talk.session.fact("wish").value)  # type: ignore[union-attr]
    assert "planning the stock of three shops" in value
    assert "only for two shops" in value


def test_an_amount_comes_back_as_one(again: tuple[Service, Talk]) -> None:
    service, talk = again
    talk = reply(service, talk, "yes", "yes", "yes")
    assert talk.session.fact("minutes").value == 40  # type: ignore[union-attr]


def test_a_question_between_leaves_the_offer_standing(again: tuple[Service, Talk]) -> None:
    service, talk = again
    talk = reply(service, talk, "why do you ask?", "say that again", "yes")
    assert talk.session.fact("wish").value == "planning the stock of three shops"  # type: ignore[union-attr]


def test_nothing_is_offered_twice(again: tuple[Service, Talk]) -> None:
    service, talk = again
    talk = reply(service, talk, "no", "I don't know", "hm", "blue", "change my answer", "wish")
    offers = [one for one in talk.session.lines if one.startswith("earlier.")]
    asked = [one.text for one in talk.session.transcript if one.speaker == "coach" and one.text and "three shops" in one.text]
    assert len(asked) == 1
    assert len(offers) <= 2


def test_after_undo_the_offer_can_be_answered_otherwise(again: tuple[Service, Talk]) -> None:
    service, talk = again
    talk = reply(service, talk, "yes", "undo")
    assert talk.session.fact("wish") is None
    talk = reply(service, talk, "yes")
    assert talk.session.fact("wish").value == "planning the stock of three shops"  # type: ignore[union-attr]


def test_the_newest_talk_is_asked_first(make: Callable[..., Service]) -> None:
    service = make(asked=ASKED, again=ASKS_AGAIN)
    held(service, "asked", date(2027, 3, 20), SAID)
    held(service, "asked", date(2027, 5, 2), {**SAID, "wish": ["driving the night train"]})
    talk = service.start("again", today=JUNE)
    assert talk.session.awaiting is not None
    assert "driving the night train" in talk.session.awaiting.question
    assert "in May" in talk.session.awaiting.question


def test_what_is_forgotten_unfinished_or_thin_is_not_offered(make: Callable[..., Service]) -> None:
    service = make(asked=ASKED, again=ASKS_AGAIN)
    gone = held(service, "asked", date(2027, 3, 20), SAID)
    service.forget(gone.session.id)
    reply(service, service.start("asked", today=JUNE), "planning the stock of three shops")
    held(service, "asked", date(2027, 4, 1), {**SAID, "wish": ["hm", "hm", "hm"]})
    talk = service.start("again", today=JUNE)
    assert set(talk.session.earlier) == {"gaps", "minutes"}


def test_the_offer_is_folded_alike_from_the_store(again: tuple[Service, Talk]) -> None:
    service, talk = again
    talk = reply(service, talk, "yes", "Yes, and French")
    events = tuple(decode(json.loads(json.dumps(encode(one)))) for one in talk.session.events)
    assert fold(events) == talk.session
    other = Service(service.store, service.library)
    assert other.open(talk.session.id).session == talk.session


# -- a year with three reviews -------------------------------------------------------------------------------------------------

STATES = {"done": "did_it", "under_way": "at_it", "moved": "put_off", "dropped": "let_go", "changed": "did_otherwise"}
MADE, SUMMER, AUTUMN, LEAP = date(2027, 3, 20), date(2027, 6, 21), date(2027, 10, 31), date(2028, 2, 29)
PLAN = flow(
    "yearly",
    need("wish", answer={"type": "text", "words": 2}, plan="aspiration"),
    need("gaps", answer={"type": "list"}, plan="gaps"),
    need("acts", "hard", answer={"type": "actions", "allow": ["title_only"]}, plan="actions",
         more={key: f"{key.upper()}: another action?" for key in "abcd"}),
    need("day", per="action", answer={"type": "date"}, plan="when", hear=["due"]),
    need("way", per="action", answer={"type": "text", "words": 2}, plan="how"),
    need("again", answer={"type": "date"}, plan="review_date"),
)  # fmt: skip
REVIEW = flow(
    "season",
    need("planned", answer={"type": "list"}, plan="actions_before", earlier={"field": "actions_before", "take": True}),
    need("progress", per="planned", plan="progress", ask={key: f"{key.upper()}: what became of $item?" for key in "abc"},
         answer={"type": "choice", "choices": {key: {"label": key.replace("_", " "), "signs": [sign]} for key, sign in STATES.items()}}),
    need("new_day", per="planned", answer={"type": "date"}, plan="when_new", only_when={"need": "progress", "is": "moved"}),
    need("new_words", per="planned", answer={"type": "text", "words": 2}, plan="what_new", only_when={"need": "progress", "is": "changed"}),
    need("reason", per="planned", answer={"type": "text", "words": 2}, plan="reason", only_when={"need": "progress", "is": "dropped"}),
    need("wish", answer={"type": "text", "words": 2}, plan="aspiration", earlier={"field": "aspiration"}),
    need("lesson", answer={"type": "text", "words": 2}, plan="learned"),
    need("acts", "hard", answer={"type": "actions", "allow": ["title_only"]}, plan="actions",
         more={key: f"{key.upper()}: another new action?" for key in "abcd"}),
    need("day", per="action", answer={"type": "date"}, plan="when", hear=["due"]),
    need("way", per="action", answer={"type": "text", "words": 2}, plan="how"),
    need("next", answer={"type": "date"}, plan="next_date"),
    reviews="yearly",
)  # fmt: skip
FIRST = {
    "wish": ["planning the stock of three shops"],
    "gaps": ["spreadsheets, speaking to groups"],
    "acts": ["I will ring Dana, I will write a price list, I will visit the depot", "That's all."],
    "day/1": ["30 April 2027"], "day/2": ["31 May 2027"], "day/3": ["12 June 2027"],
    "way": ["in the lunch break, with a list"],
    "again": ["21 June 2027"],
}  # fmt: skip
IN_SUMMER = {
    "progress/1": ["done"], "progress/2": ["moved"], "progress/3": ["dropped"], "new_day/2": ["31 October 2027"],
    "reason/3": ["the depot was closed for good"], "wish": ["Yes, still the same."], "lesson": ["asking early saves a month"],
    "acts": ["I will take the spreadsheet course", "That's all."], "day": ["29 February 2028"], "way": ["on two evenings a week"],
    "next": ["31 October 2027"],
}  # fmt: skip
IN_AUTUMN = {
    "progress/1": ["changed"], "progress/2": ["under way"], "new_words/1": ["write a price table for the workshop"],
    "wish": ["I would now rather teach the new drivers"], "lesson": ["small steps get done"],
    "acts": ["I will shadow the driving instructor", "That's all."], "day": ["15 January 2028"], "way": ["on a Friday in winter"],
    "next": ["29 February 2028"],
}  # fmt: skip
IN_LEAP = {
    "progress/1": ["under way"], "progress/2": ["done"], "progress/3": ["moved"], "new_day/3": ["28 March 2028"],
    "wish": ["yes"], "lesson": ["winter is slow"],
    "acts": ["I will sign up as a trainer", "That's all."], "day": ["31 March 2028"], "way": ["by form, with Dana"],
    "next": ["26 October 2028"],
}  # fmt: skip
YEAR = ((MADE, "yearly", FIRST), (SUMMER, "season", IN_SUMMER), (AUTUMN, "season", IN_AUTUMN), (LEAP, "season", IN_LEAP))


@pytest.fixture
def year(make: Callable[..., Service]) -> tuple[Service, list[Talk]]:
    """A plan of March 2027 and three reviews, on the day the clocks go back and on a leap day."""
    service = make(yearly=PLAN, season=REVIEW)
    return service, [held(service, name, day, answers) for day, name, answers in YEAR]


def open_actions(plan: Plan) -> list[tuple[str, str | None]]:
    return [(one.what, one.when) for one in plan.actions]


def told(plan: Plan) -> list[tuple[str, str, str | None, str | None]]:
    return [(one.kind, one.what, one.before, one.after) for one in plan.history[-1].changes]


def test_every_version_says_how_the_plan_stood(year: tuple[Service, list[Talk]]) -> None:
    _, talks = year
    plans = [one.plan() for one in talks]
    assert [one.version for one in plans] == [1, 2, 3, 4]
    assert [one.day for one in plans] == ["2027-03-20", "2027-06-21", "2027-10-31", "2028-02-29"]
    assert [one.follows for one in plans] == [None, *(one.session.id for one in talks[:3])]
    assert open_actions(plans[0]) == [("ring Dana", "2027-04-30"), ("write a price list", "2027-05-31"), ("visit the depot", "2027-06-12")]
    assert open_actions(plans[1]) == [("write a price list", "2027-10-31"), ("take the spreadsheet course", "2028-02-29")]
    assert open_actions(plans[2]) == [
        ("write a price table for the workshop", "2027-10-31"), ("take the spreadsheet course", "2028-02-29"),
        ("shadow the driving instructor", "2028-01-15"),
    ]  # fmt: skip
    assert open_actions(plans[3]) == [
        ("write a price table for the workshop", "2027-10-31"), ("shadow the driving instructor", "2028-03-28"),
        ("sign up as a trainer", "2028-03-31"),
    ]  # fmt: skip


def test_what_changed_is_told_of_every_version(year: tuple[Service, list[Talk]]) -> None:
    _, talks = year
    assert told(talks[1].plan()) == [
        ("done", "ring Dana", None, None),
        ("moved", "write a price list", "2027-05-31", "2027-10-31"),
        ("dropped", "visit the depot", None, None),
        ("added", "take the spreadsheet course", None, "2028-02-29"),
    ]
    assert told(talks[2].plan()) == [
        ("changed", "write a price list", "write a price list", "write a price table for the workshop"),
        ("added", "shadow the driving instructor", None, "2028-01-15"),
        ("goal", "Wish", "planning the stock of three shops", "I would now rather teach the new drivers"),
    ]
    dropped = next(one for one in talks[1].plan().history[-1].changes if one.kind == "dropped")
    assert dropped.why == "the depot was closed for good"
    assert [one.number for one in talks[3].plan().history] == [1, 2, 3, 4]
    assert talks[3].plan().history[1].changes == talks[1].plan().history[1].changes


def test_an_action_keeps_its_id_and_its_how_for_life(year: tuple[Service, list[Talk]]) -> None:
    _, talks = year
    first, last = talks[0].plan(), talks[3].plan()
    price = last.actions[0]
    assert price.id == first.actions[1].id == f"{talks[0].session.id}-2"
    assert price.how == first.actions[1].how == "in the lunch break, with a list"
    assert last.actions[1].id == f"{talks[2].session.id}-1"
    every = {one.id for talk in talks for one in talk.plan().actions}
    assert every == {one.id for one in last.actions} | {one.id for one in last.progress if one.state in ("done", "dropped")}


def test_what_a_review_does_not_answer_anew_stays(year: tuple[Service, list[Talk]]) -> None:
    _, talks = year
    last = talks[3].plan()
    gaps = last.field("gaps")
    assert gaps is not None
    assert gaps.value == ["spreadsheets", "speaking to groups"]
    assert (gaps.session, gaps.day) == (talks[0].session.id, "2027-03-20")
    wish = last.field("aspiration")
    assert wish is not None
    assert (wish.value, wish.day) == ("I would now rather teach the new drivers", "2028-02-29")
    assert [line.words for line in last.fields["learned"]] == ["winter is slow"]
    assert "planned" not in {line.need for _, lines in last.sections for line in lines}


def test_older_versions_are_not_overwritten(year: tuple[Service, list[Talk]]) -> None:
    service, talks = year
    before = [service.export(one.session.id) for one in talks[:2]]
    plans = [as_data(service.plan_of(one.session.id)) for one in talks]
    service.check_in(talks[3].session.id, date(2028, 3, 5), {})
    fresh = Service(service.store, service.library)
    assert [fresh.export(one.session.id) for one in talks[:2]] == before
    assert [as_data(fresh.plan_of(one.session.id)) for one in talks] == plans


def test_forgetting_the_first_talk_leaves_the_later_ones_whole(year: tuple[Service, list[Talk]]) -> None:
    service, talks = year
    plans = [as_data(one.plan()) for one in talks[1:]]
    service.forget(talks[0].session.id)
    fresh = Service(service.store, service.library)
    assert [as_data(fresh.plan_of(one.session.id)) for one in talks[1:]] == plans
    (row,) = fresh.plans(LEAP)
    assert (row.line, row.version, row.sessions) == (talks[0].session.id, 4, tuple(one.session.id for one in talks[1:]))
    assert [(one.version, one.kept) for one in fresh.timeline(talks[3].session.id)] == [(1, False), (2, True), (3, True), (4, True)]
    fourth = held(fresh, "season", date(2028, 6, 1), IN_LEAP).plan()
    assert (fourth.version, fourth.follows) == (5, talks[3].session.id)


def test_the_plan_of_a_review_is_data_and_back(year: tuple[Service, list[Talk]]) -> None:
    _, talks = year
    for talk in talks:
        plan = talk.plan()
        data = json.loads(json.dumps(as_data(plan)))
        assert as_data(plan_from(data)) == data
        assert {one["id"] for one in data["actions"]} == {one.id for one in plan.actions}
        assert (data["version"], data["follows"]) == (plan.version, plan.follows)


def test_the_reviewed_plan_is_in_the_review(year: tuple[Service, list[Talk]]) -> None:
    service, talks = year
    talk = service.open(talks[2].session.id)
    opened = talk.session.opened
    assert opened is not None
    assert (opened.session, opened.day) == (talks[1].session.id, "2027-06-21")
    assert plan_from(opened.plan) == plan_from(json.loads(json.dumps(as_data(talks[1].plan()))))
    at_start = [one for one in talk.session.events if one.turn == 0 and isinstance(one, SlotFilled | NeedMet) and one.need == "planned"]
    assert [type(one) for one in at_start] == [SlotFilled, NeedMet]


def test_plans_and_what_is_due(year: tuple[Service, list[Talk]]) -> None:
    service, talks = year
    (row,) = service.plans(date(2028, 3, 20))
    assert (row.session, row.version, row.day, row.next_review) == (talks[3].session.id, 4, "2028-02-29", "2028-10-26")
    assert [(one.what, one.when, one.overdue) for one in row.due] == [
        ("write a price table for the workshop", "2027-10-31", True),
        ("shadow the driving instructor", "2028-03-28", False),
        ("sign up as a trainer", "2028-03-31", False),
    ]
    assert [one.what for one in service.plans(date(2028, 3, 10))[0].due] == ["write a price table for the workshop"]
    assert service.plans(date(2028, 10, 20))[0].due[-1].id == "review"


def test_a_timeline_has_the_talks_beside(year: tuple[Service, list[Talk]], tmp_path: Path) -> None:
    service, talks = year
    (tmp_path / "asked.yaml").write_text(ASKED, encoding="utf-8")
    other = held(service, "asked", date(2027, 8, 2), SAID)
    entries = service.timeline(talks[0].session.id)
    assert [(one.day, one.kind) for one in entries] == [
        ("2027-03-20", "made"), ("2027-06-21", "reviewed"), ("2027-08-02", "talked"), ("2027-10-31", "reviewed"), ("2028-02-29", "reviewed"),
    ]  # fmt: skip
    assert entries[2].session == other.session.id
    assert entries[1].changes == talks[1].plan().history[-1].changes
    assert service.timeline("nothing") == ()


def test_a_review_may_name_its_plan(make: Callable[..., Service]) -> None:
    service = make(yearly=PLAN, season=REVIEW)
    older = held(service, "yearly", MADE, FIRST)
    newer = held(service, "yearly", SUMMER, {**FIRST, "acts": ["I will learn to weld", "That's all."]})
    by_default = service.start("season", today=AUTUMN)
    named = service.start("season", today=AUTUMN, on=older.session.id)
    assert by_default.session.opened is not None
    assert named.session.opened is not None
    assert (by_default.session.opened.session, named.session.opened.session) == (newer.session.id, older.session.id)
    assert len(service.plans(AUTUMN)) == 2
    with pytest.raises(UnknownSession):
        service.start("season", today=AUTUMN, on="nothing")


def test_a_review_without_a_plan_asks_what_was_planned(make: Callable[..., Service]) -> None:
    service = make(yearly=PLAN, season=REVIEW)
    talk = service.start("season", today=SUMMER)
    assert talk.session.awaiting is not None
    assert (talk.session.awaiting.need, talk.session.opened) == ("planned", None)
    answers = {**IN_SUMMER, "planned": ["ring Dana, write a price list, visit the depot"], "wish": ["planning the stock of three shops"]}
    plan = hold(service, talk, SUMMER, answers).plan()
    assert (plan.version, plan.follows) == (1, None)
    assert open_actions(plan) == [("write a price list", "2027-10-31"), ("take the spreadsheet course", "2028-02-29")]
    assert len({one.id for one in plan.actions}) == 2
    again = held(service, "season", AUTUMN, IN_AUTUMN)
    assert again.session.opened is not None
    assert again.session.opened.session == plan.session


def test_an_action_that_the_review_says_nothing_of_stays_open(make: Callable[..., Service]) -> None:
    service = make(yearly=PLAN, season=REVIEW)
    held(service, "yearly", MADE, FIRST)
    silent = {**IN_SUMMER, "progress/2": ["hm", "hm", "hm"], "progress/3": ["skip", "no wish to say"]}
    plan = held(service, "season", SUMMER, silent).plan()
    assert [one.what for one in plan.actions][:2] == ["write a price list", "visit the depot"]
    assert [one.state for one in plan.progress] == ["done"]


# -- two minutes ---------------------------------------------------------------------------------------------------------------


def test_a_check_in_is_a_short_review(year: tuple[Service, list[Talk]]) -> None:
    service, talks = year
    before = talks[3].plan()
    first, second, third = (one.id for one in before.actions)
    answers = {first: Answer("done"), second: Answer("moved", "the instructor is away", date(2028, 4, 2))}
    talk = service.check_in(talks[1].session.id, date(2028, 3, 27), answers, "Dana is a great help.")
    assert (talk.session.ended, talk.session.ready) == ("done", True)
    plan = talk.plan()
    assert (plan.version, plan.follows, plan.day) == (5, talks[3].session.id, "2028-03-27")
    assert open_actions(plan) == [("shadow the driving instructor", "2028-04-02"), ("sign up as a trainer", "2028-03-31")]
    assert [(one.kind, one.id, one.why) for one in plan.history[-1].changes] == [
        ("done", first, None), ("moved", second, "the instructor is away"),
    ]  # fmt: skip
    assert third in {one.id for one in plan.actions}
    assert [line.words for line in plan.fields["learned"]] == ["Dana is a great help."]
    assert (plan.skipped, plan.open, plan.thin) == (before.skipped, before.open, before.thin)
    stored = Service(service.store, service.library)
    assert stored.open(talk.session.id).session == talk.session
    assert stored.export(talk.session.id).count('"UserUttered"') == 1
    assert stored.plans(date(2028, 3, 27))[0].session == talk.session.id


def test_a_check_in_refuses_an_action_that_is_not_open(year: tuple[Service, list[Talk]]) -> None:
    service, talks = year
    gone = talks[0].plan().actions[0].id
    kept = len(service.sessions())
    with pytest.raises(ValueError, match=gone):
        service.check_in(talks[3].session.id, date(2028, 3, 27), {gone: Answer("done")})
    assert len(service.sessions()) == kept


def test_words_of_danger_stop_a_check_in_and_are_not_kept(year: tuple[Service, list[Talk]]) -> None:
    service, talks = year
    talk = service.check_in(talks[3].session.id, date(2028, 3, 27), {}, "I want to kill myself")
    assert talk.session.stopped
    assert "kill" not in service.export(talk.session.id)
    assert service.plans(date(2028, 3, 27))[0].session == talks[3].session.id


# -- the shipped review ----------------------------------------------------------------------------------------------------------

REVIEWED = {
    "reason_moved": ["there was too much on at the shop"], "reason_dropped": ["the depot was closed for good"],
    "reason_changed": ["a whole book was too much to keep up"], "new_words": ["I will write a price table for the workshop"],
    "learned": ["I learned that asking early saves a month."], "helped": ["Dana helped me"], "thanks": ["that I went on with it"],
    "what_changed": ["I have had a new boss since May."], "still_wanted": ["Yes, that still holds"],
    "other_routes": ["driving instructor, warehouse planner"], "new_wanted": ["no"], "load": ["It fits, four or fewer"],
    "resting": ["none"], "hours": ["two hours a week"], "triggers": ["a new boss"],
}  # fmt: skip


def test_a_year_with_the_shipped_review(make: Callable[..., Service]) -> None:
    service = make()
    made = held(service, "career_talk", MADE, {})
    (action,) = made.plan().actions
    moved = {**REVIEWED, "progress": ["Moved to a later day"], "new_day": ["31 October 2027"], "next_date": ["31 October 2027"]}
    added = {"new_wanted": ["yes"], "action_what": ["I will take the spreadsheet course", "That's all."], "action_when": ["28 March 2028"]}
    changed = {
        **REVIEWED, **added, "progress": ["Changed into something else"], "changed_day": ["29 February 2028"], "next_date": ["29 February 2028"],
        "still_wanted": ["No, by now I would love to teach young people how to mend things, because I like to see them get it."],
    }  # fmt: skip
    closed = {**REVIEWED, "progress/1": ["Done"], "progress/2": ["Dropped"], "next_date": ["26 October 2028"]}
    days = (SUMMER, AUTUMN, LEAP)
    plans = [held(service, "review", day, answers).plan() for day, answers in zip(days, (moved, changed, closed), strict=True)]
    assert [one.ready for one in plans] == [True] * 3
    assert [(one.version, one.day) for one in plans] == [(2, "2027-06-21"), (3, "2027-10-31"), (4, "2028-02-29")]
    assert open_actions(plans[0]) == [(action.what, "2027-10-31")]
    assert open_actions(plans[1]) == [("write a price table for the workshop", "2028-02-29"), ("take the spreadsheet course", "2028-03-28")]
    assert plans[2].actions == ()
    assert [[(one.kind, one.why) for one in plan.history[-1].changes if one.kind != "goal"] for plan in plans] == [
        [("moved", "there was too much on at the shop")],
        [("changed", "a whole book was too much to keep up"), ("moved", None), ("added", None)],
        [("done", None), ("dropped", "the depot was closed for good")],
    ]
    wished = [one for one in plans[1].history[-1].changes if one.id == "aspiration"]
    assert len(wished) == 1
    assert "teach young people" in str(wished[0].after)
    assert plans[1].actions[0].id == action.id
    assert plans[1].actions[0].how == action.how
    assert made.plan() == service.plan_of(made.session.id)
    service.forget(made.session.id)
    assert service.plan_of(service.plans(LEAP)[0].session) == plans[2]


# -- in the terminal -----------------------------------------------------------------------------------------------------------


def test_the_terminal_opens_the_newest_plan_and_prints_what_changed(url: str) -> None:
    service = Service(open_store(url), Library())
    made = held(service, "career_talk", MADE, {})
    (action,) = made.plan().actions
    typed = "moved\n20 May 2028\nasking early helps\nyes\n"
    ran = handhold("talk", "check_in", "--store", url, "--today", "2028-03-05", "--seed", "3", typed=typed)
    assert (ran.code, ran.err) == (0, "")
    assert "(Looking again at: My plan, as it stood on Saturday 20 March 2027)" in ran.out
    listed = handhold("sessions", "list", "--store", url).out.splitlines()
    review = next(line for line in listed if "Check-in" in line)
    assert review.endswith(f"(of the plan {made.session.id})")
    assert sum("of the plan" in line for line in listed) == 1
    page = handhold("plan", review.split()[0], "--store", url).out
    assert "What changed since Saturday 20 March 2027" in page
    assert f"Moved: {action.what} (from Saturday 26 February 2028 to Saturday 20 May 2028)" in page
    first = handhold("plan", made.session.id, "--store", url).out
    assert "What changed" not in first
    assert "26 February 2028" in first
