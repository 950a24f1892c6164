"""The review: every action of the plan is asked about, none is lost, and what was decided stands in the next version."""

from __future__ import annotations

from datetime import date

import pytest
from people_driver import PLAIN_ANSWERS
from walks import TODAY, held, values, wandered

from engine.library import SHIPPED, Library
from engine.service import Service, Talk, awaiting
from engine.stores import open_store

FLOW, PLANNED = "review", "career_talk"
FOUR = {
    "action_what": [
        "I will write a price book. I will ask Carol for the old bills. I will join the restorers' guild. I will teach one Saturday class.",
        "No, that is all.",
    ],
    "action_when": ["By 26 February."],
}  # fmt: skip
BOOK: dict[str, list[str]] = {
    "planned": ["Write a price book; ask Carol for the bills"],
    "progress": ["Done, since May", "I put it off", "I dropped that one", "It turned into an online thing instead"],
    "reason_moved": ["The shop was short of people all spring"],
    "new_day": ["30 April"],
    "reason_dropped": ["The guild meets on Saturdays and I work then"],
    "reason_changed": ["Nobody signed up for the hall but many asked for a video"],
    "new_words": ["I will film one lesson about caning a chair"],
    "changed_day": ["20 May"],
    "learned": ["I learned that I work best early in the morning before the shop opens"],
    "helped": ["My sister, who asked me every week"],
    "thanks": ["That I kept the notebook going"],
    "what_changed": ["There is a new boss since March"],
    "still_wanted": ["No, it has moved", "Teaching beginners how furniture is mended, I would like that best"],
    "other_routes": ["A museum workshop, or teaching woodwork at a school"],
    "new_wanted": ["Yes, something new"],
    "action_what": ["I will write to the museum's workshop and ask for a day there", "No, that is all"],
    "action_when": ["By 12 March"],
    "action_how": ["I write the letter on Sunday, my sister reads it, and then I post it"],
    "action_success": ["They have answered, and I have one date in the calendar"],
    "action_if_then": ["If they don't answer in two weeks then I ring them"],
    "first_step": ["On Thursday I look up who runs the workshop"],
    "load": ["It fits, four or fewer"],
    "resting": ["The video"],
    "hours": ["About two hours a week, on Sunday mornings"],
    "next_date": ["12 July"],
    "triggers": ["A new boss; if the shop closes"],
}  # fmt: skip


@pytest.fixture
def service(library: Library) -> Service:
    return Service(open_store("memory:"), library)


@pytest.fixture
def planned(service: Service) -> Talk:
    """A finished career talk with four own actions."""
    talk = held(service, service.start(PLANNED, 7, today=TODAY), {**PLAIN_ANSWERS, **FOUR}, most=140)
    assert talk.session.ended == "done"
    assert len(talk.plan().actions) == 4
    return talk


def reviewed(service: Service, book: dict[str, list[str]], seed: int = 4) -> Talk:
    return held(service, service.start(FLOW, seed, today=TODAY), book, most=70)


def test_every_action_of_the_plan_is_asked_about(service: Service, planned: Talk) -> None:
    talk = reviewed(service, BOOK)
    assert values(talk, "planned")[None] == [one.what for one in planned.plan().actions]
    states = {item: str(value).split(":")[0] for item, value in values(talk, "progress").items()}
    assert states == {1: "done", 2: "moved", 3: "dropped", 4: "changed"}
    assert set(values(talk, "reason_moved")) == {2}
    assert set(values(talk, "reason_dropped")) == {3}
    assert set(values(talk, "new_words")) == set(values(talk, "changed_day")) == {4}
    assert not values(talk, "planned").keys() - {None}


def test_the_next_version_has_what_was_decided(service: Service, planned: Talk) -> None:
    talk = reviewed(service, BOOK)
    plan, before = talk.plan(), planned.plan().actions
    open_now = {one.what: one.when for one in plan.actions}
    assert open_now[before[1].what] == "2027-04-30"
    assert open_now["film one lesson about caning a chair"] == "2027-05-20"
    assert any("museum" in what for what in open_now)
    assert before[0].what not in open_now
    assert before[2].what not in open_now
    told = {one.state: one.why for one in plan.progress}
    assert told["moved"] == BOOK["reason_moved"][0]
    assert told["dropped"] == BOOK["reason_dropped"][0]
    assert told["changed"] == BOOK["reason_changed"][0]
    assert "mended" in plan.fields["aspiration"][0].words
    assert planned.plan().actions == before


def test_an_earlier_wish_is_offered_and_may_stand(service: Service, planned: Talk) -> None:
    talk = reviewed(service, BOOK | {"still_wanted": ["Yes, it still holds"]})
    assert talk.plan().fields["aspiration"][0].words == planned.plan().fields["aspiration"][0].words


def test_nothing_new_is_fine(service: Service, planned: Talk) -> None:
    talk = reviewed(service, BOOK | {"new_wanted": ["No, what is open is enough"]})
    assert talk.session.ended == "done"
    assert not values(talk, "action_what")
    assert len(talk.plan().actions) == 2
    assert planned.session.ended == "done"


def test_too_much_is_asked_about_and_nothing_is_lost(service: Service, planned: Talk) -> None:
    talk = reviewed(service, BOOK | {"progress": ["Under way"], "load": ["Something should rest"]})
    assert values(talk, "resting")
    assert {one.what for one in planned.plan().actions} <= {one.what for one in talk.plan().actions}


def test_without_a_plan_the_review_asks(service: Service) -> None:
    talk = service.start(FLOW, 2, today=TODAY)
    assert awaiting(talk.session)["need"] == "planned"
    talk = reviewed(service, BOOK)
    assert len(values(talk, "progress")) == 2


@pytest.mark.parametrize("seed", range(20))
def test_nobody_gets_stuck(seed: int, service: Service) -> None:
    talk = wandered(service, service.start(FLOW, seed, today=TODAY), seed, ("sorry, I was lazy", "the course and the mentor", "half done", "it changed"))
    assert talk.session.ended == "done"


def test_a_wanderer_with_a_plan_loses_no_action(service: Service, planned: Talk) -> None:
    for seed in range(4):
        talk = wandered(service, service.start(FLOW, seed, on=planned.session.id, today=TODAY), seed)
        asked = set(values(talk, "progress"))
        told = {one.id for one in talk.plan().progress} | {one.id for one in talk.plan().actions}
        assert {one.id for one in planned.plan().actions} <= told, asked


def test_the_next_review_is_within_a_year(service: Service, planned: Talk) -> None:
    talk = reviewed(service, BOOK | {"next_date": ["12 July 2029", "12 July"]})
    assert date.fromisoformat(str(values(talk, "next_date")[None])) <= date(2028, 1, 12)
    assert planned.plan().version == 1


def test_no_line_blames_promises_or_advises() -> None:
    text = (SHIPPED / "review.yaml").read_text(encoding="utf-8").lower()
    for wrong in ("you failed", "you should have", "you must", "why didn't you", "you will get", "you deserve", "trust me", "unfortunately", "excuse for"):
        assert wrong not in text
    assert "not a failure" in text
