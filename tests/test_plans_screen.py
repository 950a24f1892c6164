"""What the Plans screen draws and does, and what stands under a finished talk; without a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from engine.plan.check_in import Answer
from engine.plan.plan import Plan
from engine.service import Service, Talk
from ui import talks
from ui.asking import file_name
from ui.forget_plan import belonging
from ui.plan_export import _writer
from ui.plan_panel import plan_as_html
from ui.plan_progress import standings, summary
from ui.plan_tables import tables_as_html

ROOT = Path(__file__).resolve().parent.parent
PLAIN: Mapping[str, Sequence[str]] = yaml.safe_load((ROOT / "tests/transcripts/people/plain.yaml").read_text(encoding="utf-8"))["answers"]
MADE, LOOKED = date(2026, 9, 1), date(2026, 10, 12)
ERASE = "Erase this plan, or a part of it"
BAIT = "**bold** ![x](https://evil.example/p.png) <b>x</b> # head"


def held(service: Service, flow: str = "career_talk", day: date = MADE, **changes: Sequence[str]) -> Talk:
    """A whole talk on one day: the n-th answer of a need is given the n-th time it is asked, then the last one."""
    talk, used = service.start(flow, 12, today=day), dict[str, int]()
    answers = {**PLAIN, "record_choice": ["Keep it here"], **changes}
    while talk.session.ended is None:
        waits = talk.session.awaiting
        assert waits is not None
        assert talk.session.turn < 150, f"no end: {waits}"
        given = answers.get(waits.need or "", ["skip"]) if waits.kind == "ask" and not talk.session.skipping else ["Nothing to add."]
        place = used.get(waits.need or "", 0)
        used[waits.need or ""] = place + 1
        talk = service.say(talk, given[min(place, len(given) - 1)], day)
    assert talk.session.ready
    return talk


def checked_in(service: Service, talk: Talk, *answers: Answer) -> Talk:
    ids = [one.id for one in service.plan_of(talk.session.id).actions]
    return service.check_in(talk.session.id, LOOKED, dict(zip(ids, answers, strict=False)))


def plans(line: str | None = None, do: str | None = None) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.run()
    for name, value in (("p", line), ("do", do)):
        if value:
            at.query_params[name] = value
    return checked(at.switch_page("ui/plans.py").run())


def checked(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    assert not at.error, at.error
    return at


def page(at: AppTest) -> str:
    return "\n".join(one.proto.body for one in at.get("html") if not one.proto.body.startswith("<style>"))


def press(at: AppTest, label: str) -> AppTest:
    return checked(next(one for one in at.button if one.label == label).click().run())


def within(at: AppTest, opener: str, label: str = "", **radio: str) -> AppTest:
    """Do something in the dialog that the button `opener` opens; without a browser it is opened anew in every run."""
    found = {one.label: one for one in at.button}
    if radio:
        at.radio[0].set_value(radio["chosen"])
    if label:
        found[label].click()
    found[opener].click()
    return checked(at.run())


def newest(service: Service, *known: Talk) -> Talk:
    """The one talk beside these."""
    (found,) = {one.id for one in service.sessions()} - {one.session.id for one in known}
    return service.open(found)


def labels(at: AppTest) -> list[str]:
    return [one.label for one in at.button]


def told(at: AppTest) -> str:
    return "\n".join(one.value for one in at.markdown)


# -- the screen ----------------------------------------------------------------------------------------------------------------


def test_without_a_plan_the_screen_says_what_will_be_here(store: Service) -> None:
    at = plans()
    assert at.title[0].value == "Your plans"
    assert "When a talk is finished, its plan stands here" in told(at)
    assert labels(at) == []


def test_a_card_says_version_next_review_and_what_became_of_the_actions(store: Service) -> None:
    talk = held(store)
    at = plans()
    assert "not looked at again yet" in told(at)
    assert f"{len(talk.plan().actions)} to do" in page(at)
    checked_in(store, talk, Answer("done", "it went well"))
    at = plans()
    assert "version 2 of Monday 12 October 2026" in told(at)
    assert "1 done" in page(at)


def test_what_is_late_and_what_is_near_stands_on_top(store: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = held(store)
    first = talk.plan().actions[0]
    assert first.when is not None
    due = date.fromisoformat(first.when)
    for now, words in ((due + timedelta(days=3), "3 days ago"), (due - timedelta(days=1), "Tomorrow"), (due, "Today")):
        monkeypatch.setattr("ui.talks.today", lambda now=now: now)
        shown = page(plans())
        assert words in shown
        assert first.what in shown
    monkeypatch.setattr("ui.talks.today", lambda: due - timedelta(days=15))
    assert "Nothing. The next days are yours." in told(plans())


def test_a_check_in_makes_a_version_and_says_what_changed(store: Service) -> None:
    talk = held(store)
    line, first = talk.session.id, talk.plan().actions[0]
    at = press(plans(), "Check in")
    keep = "Keep this check-in"
    assert next(one for one in at.button if one.label == keep).disabled, "there is nothing to keep yet"
    at = checked(at.radio[0].set_value("moved").run())
    assert next(one for one in at.button if one.label == keep).disabled, "a move needs its day"
    later = talks.today() + timedelta(days=30)
    at = checked(at.date_input[0].set_value(later).run())
    at = checked(at.text_input[0].set_value("too much on in November").run())
    at = press(at, keep)
    assert at.success[0].value.startswith("Kept. This is version 2")
    (row,) = store.plans(talks.today())
    assert (row.line, row.version) == (line, 2)
    assert row.actions[0].when == later.isoformat()
    assert first.what in page(at)
    assert "too much on in November" in page(at)
    assert at.query_params.get("do") is None


def test_a_changed_action_gets_its_new_words(store: Service) -> None:
    talk = held(store)
    at = press(plans(), "Check in")
    at = checked(at.radio[0].set_value("changed").run())
    assert "An action that is changed needs its new words." in told(at)
    at = checked(at.text_input[0].set_value("write three pages instead of two").run())
    press(at, "Keep this check-in")
    assert store.plan_of(store.plans(talks.today())[0].session).actions[0].what == "write three pages instead of two"
    assert store.plan_of(talk.session.id).actions[0].what == talk.plan().actions[0].what, "the version before is as it was"


def test_words_of_danger_in_a_check_in_are_not_kept_and_lead_to_the_signposts(store: Service) -> None:
    talk = held(store)
    at = press(plans(), "Check in")
    at = checked(at.text_area[0].set_value("I do not want to live any more").run())
    next(one for one in at.button if one.label == "Keep this check-in").click().run()
    stopped = newest(store, talk)
    assert stopped.session.stopped
    assert at.session_state["talk"] == stopped.session.id
    assert "want to live" not in store.export(stopped.session.id)


def test_a_review_opens_the_plan_it_was_asked_for(store: Service) -> None:
    first, other = held(store), held(store, day=LOOKED)
    at = plans(first.session.id)
    next(one for one in at.button if one.label.startswith("Start a review")).click().run()
    review = newest(store, first, other).session
    assert review.flow == "review"
    assert store.follows(review.id) == first.session.id
    at = plans(first.session.id)
    assert "Go on with the review" in labels(at)


def test_every_version_can_be_opened_and_an_erased_one_is_said(store: Service) -> None:
    talk = held(store)
    looked = checked_in(store, talk, Answer("dropped", "no longer mine to do"))
    at = plans(talk.session.id)
    assert {"Open version 1", "Open version 2"} <= set(labels(at))
    at = press(at, "Open version 1")
    assert "Version 1, as it stood on Tuesday 1 September 2026." in told(at)
    store.forget(talk.session.id)
    at = plans(talk.session.id)
    assert "Open version 1" not in labels(at)
    assert "This talk was erased." in told(at)
    assert "no longer mine to do" in page(at), "the later version still tells it"
    assert store.plans(LOOKED)[0].session == looked.session.id


def test_erasing_names_every_talk_and_takes_unfinished_reviews_along(store: Service) -> None:
    talk, other = held(store), held(store, day=LOOKED)
    looked = checked_in(store, talk, Answer("done"))
    review = store.start("review", on=looked.session.id, today=LOOKED)
    row = next(one for one in store.plans(LOOKED) if one.line == talk.session.id)
    assert belonging(store, row)[0].id == talk.session.id
    assert {one.id for one in belonging(store, row)} == {talk.session.id, looked.session.id, review.session.id}
    at = press(plans(talk.session.id), ERASE)
    assert told(at).count("every word of both sides") == 3
    within(at, ERASE, "Erase for good")
    assert [one.id for one in store.sessions()] == [other.session.id]


def test_erasing_one_talk_says_that_later_ones_keep_a_copy(store: Service) -> None:
    talk = held(store)
    looked = checked_in(store, talk, Answer("done"))
    at = press(plans(talk.session.id), ERASE)
    assert "keeps a copy" not in told(at)
    at = within(at, ERASE, chosen=talk.session.id)
    assert "keeps a copy of the plan" in told(at)
    within(at, ERASE, "Erase for good")
    assert [one.id for one in store.sessions()] == [looked.session.id]
    assert store.plan_of(looked.session.id).actions == looked.plan().actions


def test_a_persons_words_are_text_wherever_a_plan_is_drawn(store: Service) -> None:
    talk = held(store)
    action = talk.plan().actions[0]
    store.check_in(talk.session.id, LOOKED, {action.id: Answer("changed", BAIT, None, BAIT)})
    at = plans(talk.session.id)
    for body in (page(at), page(press(at, "Open version 2"))):
        assert "<b>x</b>" not in body
        assert "&lt;b&gt;x&lt;/b&gt;" in body
    asked = told(plans(talk.session.id, "check-in"))
    assert "![x]" not in asked
    assert r"\!\[x\]" in asked


def test_an_address_without_a_plan_shows_all_plans(store: Service) -> None:
    held(store)
    at = plans("nothing-here")
    assert at.title[0].value == "Your plans"
    assert "no plan at this address" in at.info[0].value


# -- the files -----------------------------------------------------------------------------------------------------------------


def test_every_form_is_written_when_pressed_and_named_without_a_word_of_the_person(store: Service) -> None:
    talk = held(store)
    at = plans(talk.session.id)
    assert [one.label for one in at.download_button] == [f"Save as {one}" for one in ("PDF", "Word", "Markdown", "calendar", "JSON")]
    made = {form: _writer(talk, form)() for form in ("pdf", "docx", "md", "ics", "json")}
    assert made["pdf"].startswith(b"%PDF")
    assert made["docx"].startswith(b"PK")
    assert talk.plan().actions[0].what in made["json"].decode()
    assert b"BEGIN:VEVENT" in made["ics"]
    assert file_name(talk.plan().title, talk.plan().day, "pdf") == "my-plan-2026-09-01.pdf"
    assert file_name("../ß: “x”", "", "md") == "x.md"
    assert file_name("Мой план", "2026-09-01", "md") == "plan-2026-09-01.md"


def test_nothing_is_ticked_that_may_be_private_and_no_line_means_no_page(store: Service) -> None:
    talk = held(store)
    at = press(plans(talk.session.id), "Share part of it")
    ticked = {one.label: one.value for one in at.checkbox}
    assert any(ticked.values())
    why = talk.plan().field("why")
    assert why is not None
    assert not ticked[why.words]
    pages = [one for one in at.download_button if "share-" in str(one.key)]
    assert len(pages) == 3
    assert not any(one.proto.disabled for one in pages)
    for box in at.checkbox:
        box.set_value(False)
    at = within(at, "Share part of it")
    assert all(one.proto.disabled for one in at.download_button if "share-" in str(one.key))


# -- a finished talk, and the door to all talks --------------------------------------------------------------------------------


def finished(session_id: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.query_params["c"] = session_id
    at.run()
    return checked(at.switch_page("ui/coach.py").run())


def test_a_finished_talk_offers_its_documents_and_what_may_follow_in_one_place(store: Service) -> None:
    talk = held(store)
    at = finished(talk.session.id)
    assert [one.label for one in at.download_button] == [f"Save as {one}" for one in ("PDF", "Word", "Markdown", "calendar", "JSON")]
    assert {"Ask my manager", "Share part of it", "See it under Plans", "Prepare for a mentor", "Look about"} <= set(labels(at))
    assert "The calendar file holds that day" in told(at)
    press(at, "Prepare for a mentor")
    assert newest(store, talk).session.flow == "mentor_prep"


def test_a_review_under_way_shows_the_plan_it_opened(store: Service) -> None:
    talk = held(store)
    review = store.start("review", 3, on=talk.session.id, today=LOOKED)
    shown = page(finished(review.session.id))
    assert talk.plan().actions[0].what in shown
    assert "said on Tuesday 1 September 2026" in shown
    review = store.say(review, "It is under way", LOOKED)
    assert talk.plan().actions[0].what in page(finished(review.session.id))


def test_the_start_page_says_what_each_talk_is_for_and_offers_the_last_plan(store: Service) -> None:
    at = checked(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    assert "check_in" not in at.radio[0].options
    assert len(at.radio[0].options) == 6
    assert "Look at it" not in labels(at)
    talk = held(store)
    at = checked(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    assert "You have a plan of" in told(at)
    press(at, "Review it")
    assert store.follows(newest(store, talk).session.id) == talk.session.id


def test_the_chosen_talk_is_the_one_that_starts(store: Service) -> None:
    at = checked(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    at = checked(at.radio[0].set_value("strengths_values").run())
    press(at, "Start a talk")
    assert [one.flow for one in store.sessions()] == ["strengths_values"]


# -- pictures ------------------------------------------------------------------------------------------------------------------


def test_standings_tell_the_last_word_on_every_action(store: Service) -> None:
    talk = held(store)
    first = checked_in(store, talk, Answer("under_way", "two of five")).plan()
    assert summary(standings(first)).startswith("1 under way")
    later = checked_in(store, talk, Answer("done")).plan()
    states = [one.state for one in standings(later)]
    assert states.count("done") == 1
    assert len(states) == len(talk.plan().actions)


COMPARED: Mapping[str, Sequence[str]] = {
    "role_name": ["Head gardener in a public park"],
    "text_source": ["What I have seen and heard"],
    "requirements": ["pruning fruit trees\nkeeping the budget of a season\nleading volunteers\nwriting planting plans\nspeaking to visitors"],
    "hard_skills": ["pruning fruit trees, writing planting plans"],
    "soft_skills": ["speaking to visitors"],
    "leadership_skills": ["leading volunteers"],
    "compared": ["pruning old fruit trees; writing planting plans; speaking to visitors; leading volunteers; the <i>budget</i>"],
    "stand": ["I have that", "Not yet", "Partly", "I have that", "Not yet"],
}


def test_a_role_profile_is_a_table_and_a_picture_with_its_numbers_in_words(store: Service) -> None:
    talk = held(store, "role_profile", **COMPARED)
    plan: Plan = talk.plan()
    drawn = tables_as_html(plan, talk.guide)
    assert 'aria-label="Know-how: I have that 1, Partly 0, Not yet 1"' in drawn
    assert 'aria-label="Leading: I have that 1, Partly 0, Not yet 0"' in drawn
    assert 'aria-label="Other points: I have that 0, Partly 0, Not yet 1"' in drawn
    assert drawn.count("<tr>") == 6
    assert "<i>" not in drawn
    assert drawn in plan_as_html(talk, "", pressable=False)
    at = plans(talk.session.id)
    assert "Know-how" in page(at), "the picture stands on the plan's own page"
    assert not [one for one in labels(at) if "review" in one.lower() or "Check in" in one], "there is nothing to look back on"
