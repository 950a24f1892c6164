"""What the screens draw and do, without a browser."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from engine.commands.serve import SETTINGS
from engine.errors import StoreError
from engine.service import Service, Talk
from engine.stores.sqlite import SqliteStore
from ui import markup, talks
from ui.dock import quick_replies
from ui.wording import as_said

ROOT = Path(__file__).resolve().parent.parent
BAIT = "![x](https://evil.example/p.png) <b>bold</b> # head :fire: **strong** $x$ `code`"


def coach(session_id: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.query_params["c"] = session_id
    at.run()
    return checked(at.switch_page("ui/coach.py").run())


def checked(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    return at


def say(at: AppTest, text: str) -> AppTest:
    return checked(at.chat_input(key="say").set_value(text).run())


def page(at: AppTest) -> str:
    """All HTML that the screen drew itself: the talk and the plan."""
    return "\n".join(one.proto.body for one in at.get("html") if not one.proto.body.startswith("<style>"))


def messages(at: AppTest, speaker: str) -> list[str]:
    """What was said, as text, in order."""
    kind = {"You": "hh-you", "Coach": "hh-coach"}[speaker]
    found = re.findall(rf'<article class="hh-turn {kind}"[^>]*>.*?<div class="hh-words"[^>]*>(.*?)</div>', page(at), re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", " ", one)).strip() for one in found]


def presses(at: AppTest, what: str) -> list[dict[str, str]]:
    """The buttons inside the talk and the plan that do `what`, each with its data."""
    found = re.findall(rf'<button [^>]*data-press="{what}"([^>]*)>', page(at))
    return [{name: unescape(value) for name, value in re.findall(r'data-([a-z]+)="([^"]*)"', one)} for one in found]


def press(at: AppTest, what: str, **about: str) -> AppTest:
    """Press one of these buttons, as the page's script reports it."""
    assert about in [{k: v for k, v in one.items() if k in about} for one in presses(at, what)], f"no such button: {what} {about}"
    at.session_state["follow"] = {"pressed": {"what": what, **about}}
    return checked(at.run())


def chips(at: AppTest) -> list[str]:
    return list(at.pills[0].options) if at.pills else []


def until(service: Service, need: str) -> Talk:
    """A talk that waits for `need`; what ANSWERS does not name is left out on the way."""
    talk = service.start("career_talk", 7)
    for _ in range(60):
        waits = talk.session.awaiting
        assert waits is not None
        if waits.kind == "ask" and waits.need == need and not talk.session.skipping:
            return talk
        if waits.kind != "ask" or talk.session.skipping:
            text = "Nothing to add" if waits.kind != "ask" else "There is no time for it today."
        else:
            text = ANSWERS.get(waits.need or "", ["skip"])[0]
        talk = service.say(talk, text, talks.today())
    raise AssertionError(f"never asked for {need}")


def test_the_start_page_names_the_file_and_both_doors(store: Service) -> None:
    at = checked(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    assert [one.value for one in at.code] == [talks.place()]
    assert talks.place().endswith("talks.db")
    assert [one.label for one in at.button] == ["Start a talk", "Start and keep nothing"]
    told = " ".join(one.value for one in at.markdown)
    assert all(words in told for words in ("no language model", "pay, contracts or the law", "appraisal", "You lead people", "You run a course"))


def test_the_door_starts_a_talk_that_is_stored(store: Service) -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    checked(at.button[0].click().run())
    (row,) = store.sessions()
    assert at.session_state["talk"] == row.id
    at = checked(at.switch_page("ui/coach.py").run())
    assert at.query_params["c"] in (row.id, [row.id])
    assert len(messages(at, "Coach")) == 1


def test_keeping_nothing_leaves_the_file_empty(store: Service) -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    checked(at.button[1].click().run())
    at = say(checked(at.switch_page("ui/coach.py").run()), "I want to see what else there is for me at work")
    assert len(messages(at, "You")) == 1
    assert any("memory only" in one.value for one in at.markdown)
    assert store.sessions() == ()


def test_earlier_talks_are_listed_newest_first(store: Service) -> None:
    old, new = store.start("career_talk", 1), store.start("career_talk", 2)
    at = checked(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    keys = [str(one.key) for one in at.button if str(one.key).startswith("open-")]
    assert set(keys) == {f"open-{new.session.id}", f"open-{old.session.id}"}
    assert keys == [f"open-{row.id}" for row in store.sessions()]


def test_an_answer_is_stored_and_drawn_in_one_run(store: Service) -> None:
    talk = store.start("career_talk", 3)
    at = say(coach(talk.session.id), BAIT)
    assert messages(at, "You") == [BAIT]
    after = store.open(talk.session.id)
    assert after.session.turn == 1
    assert len(messages(at, "Coach")) == 2
    assert at.progress[0].text.startswith("**Step 1 of 7** · ")
    assert len(messages(coach(talk.session.id), "Coach")) == 2


def test_chips_come_from_the_open_need_and_answer_it(store: Service) -> None:
    talk = until(store, "agenda")
    at = coach(talk.session.id)
    assert chips(at) == list(talk.guide.flow.need("agenda").suggest)
    picked = chips(at)[0]
    at = checked(at.pills[0].set_value(picked).run())
    after = store.open(talk.session.id)
    assert messages(at, "You")[-1] == picked
    assert after.session.turn == talk.session.turn + 1
    assert chips(at) == quick_replies(after)
    checked(at.run())
    assert store.open(talk.session.id).seq == after.seq


def test_a_second_click_right_after_the_first_is_not_an_answer(store: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = until(store, "ownership_said")
    at = coach(talk.session.id)
    at = checked(at.pills[0].set_value(chips(at)[1]).run())
    turn, seen = store.open(talk.session.id).session.turn, chips(at)
    monkeypatch.setattr("ui.tab._TOO_SOON", 60.0)
    at = checked(at.pills[0].set_value(seen[0]).run())
    assert store.open(talk.session.id).session.turn == turn
    assert chips(at) == seen
    monkeypatch.setattr("ui.tab._TOO_SOON", 0.0)
    checked(at.run())
    assert store.open(talk.session.id).session.turn == turn, "the slipped click must not be read later"


def test_undo_takes_the_last_answer_out_of_sight(store: Service) -> None:
    talk = store.start("career_talk", 3)
    at = coach(talk.session.id)
    assert "Undo" not in [one.label for one in at.button]
    at = say(at, "I have been in the same post for nine years and it got small")
    undo = next(one for one in at.button if one.label == "Undo")
    at = checked(undo.click().run())
    assert "I have been in the same post for nine years and it got small" not in messages(at, "You")
    assert store.open(talk.session.id).session.fact("purpose") is None


def test_a_second_tab_gets_its_words_back(store: Service) -> None:
    talk = store.start("career_talk", 3)
    first, second = coach(talk.session.id), coach(talk.session.id)
    say(first, "I have been in the same post for nine years")
    second = say(second, "words of the second tab")
    assert store.open(talk.session.id).session.turn == 1
    assert messages(second, "You") == ["I have been in the same post for nine years"]
    (notice,) = second.info
    assert notice.value == "This talk has gone on in another tab. Here is how it stands now; your answer was not taken."
    box = second.chat_input(key="say").proto
    assert (box.value, box.set_value) == ("words of the second tab", True)
    second = say(second, "words of the second tab")
    assert messages(second, "You")[-1] == "words of the second tab"
    assert not second.info


def test_why_we_ask_is_the_reason_of_the_open_need(store: Service) -> None:
    talk = store.start("career_talk", 3)
    at = coach(talk.session.id)
    waits = talk.session.awaiting
    assert waits is not None
    assert waits.need is not None
    assert f"Why we ask</summary><div><p>{markup.text(talk.guide.flow.need(waits.need).why)}" in page(at)


def test_a_red_flag_shows_signposts_and_nothing_to_pick(store: Service) -> None:
    talk = store.start("career_talk", 3)
    at = say(coach(talk.session.id), "I want to kill myself")
    assert messages(at, "You") == ["Not stored."]
    assert "999" in messages(at, "Coach")[-1]
    assert not at.pills
    labels = [one.label for one in at.button]
    assert "Undo" not in labels
    at = checked(next(one for one in at.button if one.label == "Go on with the talk").click().run())
    assert store.open(talk.session.id).session.stopped is False
    assert "Go on with the talk" not in [one.label for one in at.button]


def test_an_unfinished_talk_can_be_taken_up_again(store: Service) -> None:
    talk = store.start("career_talk", 3)
    at = say(say(coach(talk.session.id), "finish"), "yes")
    assert store.open(talk.session.id).session.ended == "unfinished"
    assert not at.chat_input
    assert "Start another" in [one.label for one in at.button]
    at = checked(next(one for one in at.button if one.label == "Take up this talk again").click().run())
    assert store.open(talk.session.id).session.ended is None
    assert at.chat_input


def test_an_address_without_a_talk_says_so(store: Service) -> None:
    at = coach("nosuchtalk")
    assert at.title[0].value == "No talk is open here"
    assert not at.chat_input


def test_a_store_that_cannot_be_used_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDHOLD_STORE", "sqlite:/wrong.db")
    st.cache_resource.clear()
    at = checked(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    assert "sqlite" in at.error[0].value


def test_quoted_words_are_text_and_nothing_else() -> None:
    assert as_said("![x](u)\n# h") == r"\!\[x\](u) \# h"
    assert as_said("1. one") == r"1\. one"
    assert as_said("a:fire:b") == "a:\u2060fire:b"
    assert as_said("x" * 50, 10) == "x" * 10 + "…"
    assert markup.text("<b> \n x", 4) == "&lt;b&gt;…"
    assert markup.said(' <i>\n  "x"') == " &lt;i&gt;&#10;  &quot;x&quot;"
    assert markup.coached("Said “<b>*one*</b>”:\n- **Why:** a\n- b\nAnd now?") == (
        "<p>Said “&lt;b&gt;*one*&lt;/b&gt;”:</p><ul><li><strong>Why:</strong> a</li><li>b</li></ul><p>And now?</p>"
    )
    assert markup.spoken("Here:\n\n- **Why:** a") == "Here: Why: a"
    assert markup.press("x", "y", item=None, turn=3, name='"q"') == (
        '<button type="button" class="hh-press" data-press="y" data-turn="3" aria-label="&quot;q&quot;">x</button>'
    )


def test_the_files_of_the_plan_are_not_written_while_drawing(store: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def written(*_: object) -> bytes:
        raise AssertionError("a file was written although nobody asked for it")

    monkeypatch.setattr("ui.plan_export.document", written)
    at = coach(store.start("career_talk", 3).session.id)
    assert [one.label for one in at.download_button] == ["Save as Markdown", "Save as JSON"]


ANSWERS = {
    "record_choice": ["Keep nothing", "Yes"],
    "ownership_said": ["It is my own career and I am the one who moves it along."],
    "kinds_of_work": ["Teaching adults, and designing the courses they learn with"],
    "why": ["Because I come home full of energy after a day in which somebody understood something at last."],
    "gaps": ["I need to learn course design, and I need practice in front of larger groups"],
    "gaps_exhausted": ["No, that is all."],
    "options": ["I could shadow a trainer, I could write a small course for my team, and I could ask for an evening class"],
    "action_what": ["I will write a two-page course for my own team.", "No, that is all."],
    "action_when": ["By 29 January 2027"],
    "action_how": ["On two Friday mornings I will write one page each, with the questions my team asks most"],
    "action_success": ["Two colleagues use it without asking me anything"],
    "action_if_then": ["If the Fridays get eaten up, then I will take the train rides instead"],
    "first_step": ["Tomorrow I will collect the ten questions people ask most"],
}


def to_the_last_answer(service: Service, talk: Talk) -> Talk:
    """The talk as it stands before the answer that ends it; needs that ANSWERS does not name are left out."""
    given: dict[str, int] = {}
    for _ in range(110):
        waits = talk.session.awaiting
        assert waits is not None
        if waits.kind != "ask":
            text = "Nothing to add"
        elif talk.session.skipping or waits.need is None:
            text = "There is no time for it today."
        else:
            several = ANSWERS.get(waits.need, ["skip"])
            text = several[min(given.get(waits.need, 0), len(several) - 1)]
            given[waits.need] = given.get(waits.need, 0) + 1
        after = service.say(talk, text, date(2027, 1, 11))
        if after.session.ended:
            service.forget(talk.session.id)
            return service.fork(talk, talk.session.turn)
        talk = after
    raise AssertionError(f"the talk does not end; it waits for {talk.session.awaiting}")


def test_a_talk_of_which_nothing_is_kept_is_deleted_and_stays_on_the_screen(store: Service) -> None:
    talk = to_the_last_answer(store, store.start("career_talk", 7))
    at = say(coach(talk.session.id), "Nothing to add")
    assert store.sessions() == ()
    assert "<h2>Your plan</h2>" in page(at)
    assert "deleted" in at.warning[0].value
    assert not at.chat_input
    at = checked(at.run())
    assert "<h2>Your plan</h2>" in page(at), "another run of the same tab still shows it"
    assert coach(talk.session.id).title[0].value == "No talk is open here"


def test_serve_and_config_file_set_the_same() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    only_served = {"logger.hideWelcomeMessage", "server.fileWatcherType"}
    assert dict(_flat(config)) == {name: value for name, value in SETTINGS.items() if name not in only_served}


def _flat(table: dict[str, object], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value if isinstance(value, str) else json.dumps(value)


IDEA = "I should just do a project management certificate, that would sort it out."


def with_an_idea(service: Service) -> Talk:
    """A talk in which an idea was voiced before its time."""
    return service.say(until(service, "kinds_of_work"), IDEA, talks.today())


def test_a_kept_idea_says_why_not_now_with_every_open_need(store: Service) -> None:
    talk = with_an_idea(store)
    drawn = page(coach(talk.session.id))
    assert "Kept for Options: " in drawn
    assert "Why not now?" in drawn
    step = talk.guide.flow.step("aspirations")
    for need in step.needs:
        if talk.session.state(need.id).status == "open" and need.only_when is None:
            assert markup.text(need.why) in drawn


def test_an_idea_that_was_none_leaves_the_plan(store: Service) -> None:
    talk = with_an_idea(store)
    at = coach(talk.session.id)
    at = press(at, "dispute", turn=str(talk.session.turn), act="solution")
    after = store.open(talk.session.id)
    assert after.session.parked == ()
    assert "Kept for Options" not in page(at)
    assert after.session.turn == talk.session.turn + 1
    at.session_state["follow"] = {"pressed": {"what": "dispute", "turn": str(talk.session.turn), "act": "solution"}}
    checked(at.run())
    assert store.open(talk.session.id).seq == after.seq, "pressed twice counts once"


def test_an_answer_that_was_passed_over_can_be_insisted_on(store: Service) -> None:
    talk = store.say(until(store, "kinds_of_work"), "Stuff with people", talks.today())
    assert talk.session.fact("kinds_of_work") is None
    at = coach(talk.session.id)
    (offered,) = [one for one in presses(at, "dispute") if one["act"] == "vague"]
    at = press(at, "dispute", **{name: value for name, value in offered.items() if name != "press"})
    after = store.open(talk.session.id).session
    fact = after.fact("kinds_of_work")
    assert fact is not None
    assert (fact.value, fact.turns) == (["Stuff with people"], (talk.session.turn,))
    assert "Stuff with people" in page(at)


def test_a_press_on_an_act_that_was_misread_strikes_it_out(store: Service) -> None:
    talk = store.say(store.start("career_talk", 3), "I want to teach, since last year I showed ten newcomers round.", talks.today())
    at = coach(talk.session.id)
    one = next(one for one in presses(at, "dispute") if one["act"] == "aspiration")
    at = press(at, "dispute", turn=one["turn"], act=one["act"])
    assert store.open(talk.session.id).session.judged == {(1, "aspiration"): False}
    assert "(not so, you said)" in page(at)


def test_every_line_of_the_plan_shows_its_turn_and_can_be_changed(store: Service) -> None:
    talk = store.say(store.start("career_talk", 3), "I have been in the same post for nine years and want something new", talks.today())
    at = coach(talk.session.id)
    assert {"need": "purpose"}.items() <= presses(at, "change")[0].items()
    assert presses(at, "turn")[0]["turn"] == "1"
    at = press(at, "change", need="purpose")
    assert at.text_area[0].value == "I have been in the same post for nine years and want something new"


def test_earlier_turns_are_sealed_and_stay_byte_for_byte_what_they_were(store: Service) -> None:
    talk = store.start("career_talk", 3)
    for _ in range(60):
        talk = store.say(talk, "where are we?", talks.today())
    at = coach(talk.session.id)

    def sealed() -> list[str]:
        return [one.proto.body for one in at.get("html") if 'class="hh-talk hh-sealed"' in one.proto.body]

    before = sealed()
    assert len(before) == 1
    say(at, "help")
    assert sealed() == before
    assert len(messages(at, "You")) == 61
    assert page(at).count("Why we ask") == 1, "only the newest line has buttons"


def test_the_menu_types_a_command(store: Service) -> None:
    talk = store.start("career_talk", 3)
    at = coach(talk.session.id)
    at = checked(at.menu_button(key="more").set_value("Pause here").run())
    assert messages(at, "You") == ["pause"]
    assert store.open(talk.session.id).session.turn == 1


def rehearsal(session_id: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.query_params["c"] = session_id
    at.run()
    return checked(at.switch_page("ui/rehearse.py").run())


def test_a_rehearsal_begins_with_a_choice_of_fears(store: Service) -> None:
    at = checked(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    at = checked(at.switch_page("ui/rehearse.py").run())
    assert len(at.radio[0].options) == len(store.library.personas()) == 6
    at = checked(at.radio[0].set_value("wants_promises").run())
    at = checked(next(one for one in at.button if one.label == "Start the rehearsal").click().run())
    (row,) = store.sessions()
    assert store.open(row.id).session.persona == "wants_promises"
    assert row.title.startswith("Rehearsal: ")
    assert at.title[0].value.startswith("A talk with ")


def test_feedback_names_the_act_its_words_and_its_rule_and_can_be_disputed(store: Service) -> None:
    talk = store.rehearse("career_talk", "raised_hopes", 7)
    at = say(rehearsal(talk.session.id), "I promise I'll get you that job by the spring.")
    drawn = page(at)
    assert "<b>a promise</b>" in drawn
    assert "promise." in drawn
    at = press(at, "dispute", turn="1", act="promise")
    assert store.open(talk.session.id).session.judged == {(1, "promise"): False}
    assert "(not so, you said)" in page(at)
    at = checked(at.toggle(key="notes").set_value(False).run())
    assert "hh-note" not in page(at).replace("hh-noted", "")


def test_saying_nothing_is_a_move(store: Service) -> None:
    talk = store.rehearse("career_talk", "tutorial", 7)
    at = rehearsal(talk.session.id)
    for _ in range(2):
        at = checked(next(one for one in at.button if one.label == "Say nothing").click().run())
        at.session_state["click"] = 0.0
    assert [one.text for one in store.open(talk.session.id).session.transcript if one.speaker == "person"] == ["…", "…"]


def test_the_debrief_asks_for_an_own_line_before_it_shows_others(store: Service) -> None:
    talk = store.rehearse("career_talk", "raised_hopes", 7)
    lines = ("Thanks for coming.", "What do you enjoy?", "You should do the Excel course.", "I promise you the lead job.", "Why?",
             "Do you want it?", "What would you need to learn?", "What will you do about it next month?", "Let's meet again on the 14th.")  # fmt: skip
    for one in lines:
        talk = store.say(talk, one, talks.today())
    at = rehearsal(talk.session.id)
    at = checked(next(one for one in at.button if one.label == "End and look back").click().run())
    assert at.title[0].value.startswith("After the talk with ")
    quotes = page(at).count("hh-quote")
    at = checked(at.text_input[0].set_value("I would say what is in my hands.").run())
    assert page(at).count("hh-quote") == quotes + 2
    assert "Promises" in page(at)
    again = next(one for one in at.button if one.label.startswith("Try again from turn"))
    at = checked(again.click().run())
    assert at.title[0].value.startswith("A talk with ")
    assert len(store.sessions()) == 2


REHEARSED = (
    "Thanks for coming.", "What do you enjoy?", "You should do the Excel course.", "I promise you the lead job.", "Why?", "Do you want it?",
    "What has been hard?", "What will you do about it next month?", "Let's meet again on the 14th.",
)  # fmt: skip


def rehearsed(service: Service, persona: str = "raised_hopes", lines: tuple[str, ...] = REHEARSED, *, exam: bool = False) -> Talk:
    """A rehearsal that has ended."""
    talk = service.rehearse("career_talk", persona, 7, exam=exam)
    for one in lines:
        talk = service.say(talk, one, talks.today())
    return service.end(talk)


def choice() -> AppTest:
    at = checked(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    return checked(at.switch_page("ui/rehearse.py").run())


def button(at: AppTest, label: str) -> AppTest:
    return checked(next(one for one in at.button if one.label.startswith(label)).click().run())


def test_an_exam_shows_no_feedback_before_the_end(store: Service) -> None:
    at = choice()
    feedback = next(one for one in at.radio if one.label == "Feedback")
    at = checked(feedback.set_value("Exam: feedback only afterwards").run())
    at = button(at, "Start the rehearsal")
    (row,) = store.sessions()
    assert store.open(row.id).session.exam
    at = say(at, "I promise I'll get you that job by the spring.")
    assert not at.toggle
    assert "hh-note" not in page(at)
    assert "a promise" not in page(at)
    at = say(rehearsal(row.id), "You should do the Excel course.")
    assert not at.toggle, "a reload keeps it an exam"
    assert "hh-note" not in page(at)
    at = button(at, "End and look back")
    assert "<b>a promise</b>" in page(at)


def test_an_opening_is_prepared_and_stands_in_the_box_when_the_talk_begins(store: Service) -> None:
    at = button(choice(), "Prepare your opening first")
    assert "hh-heard" not in page(at)
    at = checked(at.selectbox(key="starter-endpoint").select_index(1).run())
    assert "A gap (…) is still to be filled in." in page(at)
    at = checked(at.text_area(key="part-endpoint").set_value("By the end of our talk I'd like you to have one step of your own.").run())
    at = checked(at.text_area(key="part-limits").set_value("I promise you'll get the lead job.").run())
    drawn = page(at)
    assert "</b>: heard in <q>By the end of our talk" in drawn
    assert drawn.count("not heard yet") == 4
    assert "This can be heard as a promise:" in drawn
    at = button(at, "Take it into the rehearsal")
    assert store.sessions() == ()
    at = button(at, "Start the rehearsal")
    assert at.chat_input[0].proto.value == "By the end of our talk I'd like you to have one step of your own. I promise you'll get the lead job."
    assert store.open(store.sessions()[0].id).session.turn == 0, "it is not sent by itself"


def test_going_back_from_the_preparation_keeps_what_was_written(store: Service) -> None:
    at = button(choice(), "Prepare your opening first")
    at = checked(at.text_area(key="part-purpose").set_value("It is about you.").run())
    at = button(at, "Back")
    assert "Rehearse a career talk" in at.title[0].value
    at = button(at, "Prepare your opening first")
    assert at.text_area(key="part-purpose").value == "It is about you."


def test_a_pasted_page_briefs_the_rehearsal(store: Service) -> None:
    at = choice()
    at = checked(at.text_area(key="asked-page").set_value("no heading here").run())
    assert "No line was found" in at.info[0].value
    pasted = "## What I am asking of you\n- Two hours <b>every</b> second Friday\n\n## What I would like to do\n- Teach newcomers"
    at = checked(at.text_area(key="asked-page").set_value(pasted).run())
    assert "Two hours &lt;b&gt;every&lt;/b&gt; second Friday" in page(at)
    at = button(at, "Start the rehearsal")
    (row,) = store.sessions()
    cast = store.open(row.id).cast
    assert cast is not None
    assert cast.asked is not None
    assert [one.part for one in cast.asked.lines] == ["ask", "want"]
    assert "Two hours &lt;b&gt;every&lt;/b&gt; second Friday" in page(at), "the brief names what they are asking for"


def test_earlier_rehearsals_are_opened_and_deleted_from_the_choice(store: Service) -> None:
    store.start("career_talk", 3)
    talk = rehearsed(store)
    at = choice()
    assert [one.label for one in at.expander if "earlier" in one.label] == ["Your earlier rehearsals"]
    at = checked(at.button(key=f"open-{talk.session.id}").click().run())
    assert at.title[0].value.startswith("After the talk with ")
    at = choice()
    at = checked(at.button(key=f"delete-{talk.session.id}").click().run())
    assert {"Delete for good", "Keep it"} <= {one.label for one in at.button}
    assert len(store.sessions()) == 2, "nothing is deleted before it is confirmed"


def asked_to_delete() -> None:
    """A page with nothing but the dialog, over a talk that another tab has deleted meanwhile."""
    from ui.erase import ask_to_delete
    from ui.talks import keeping

    ask_to_delete("Delete this talk?", "All of it goes.", keeping(), "gone")


def test_a_talk_that_another_tab_has_deleted_is_gone_as_wished(store: Service) -> None:
    at = checked(AppTest.from_function(asked_to_delete, default_timeout=60).run())
    at = button(at, "Delete for good")
    assert not at.error


def test_a_talk_that_cannot_be_deleted_is_said_in_the_dialog(store: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise StoreError("sqlite:///talks.db", "database is locked")

    monkeypatch.setattr(SqliteStore, "delete", locked)
    at = button(checked(AppTest.from_function(asked_to_delete, default_timeout=60).run()), "Delete for good")
    assert at.error[0].value.startswith("It could not be deleted. ")


@pytest.mark.parametrize("file", ["ui/start.py", "ui/rehearse.py", "ui/handouts.py", "ui/plans.py"])
def test_a_store_that_fails_later_is_said_in_one_sentence(file: str, store: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    at = checked(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    at = checked(at.switch_page(file).run())
    assert not at.error

    def full(*_: object) -> None:
        raise StoreError("sqlite:///talks.db", "database or disk is full")

    for name in ("sessions", "load"):
        monkeypatch.setattr(SqliteStore, name, full)
    at = checked(at.run())
    assert [one.value for one in at.error if "disk is full" in one.value]


def test_a_rehearsal_that_is_gone_is_said_before_the_choice(store: Service) -> None:
    at = rehearsal("nosuchtalk")
    assert [one.value[:48] for one in at.info] == ["There is no rehearsal at this address any more. "]
    assert at.radio
    assert not checked(at.run()).info, "said once"


def test_the_debrief_says_the_bill_and_folds_the_turns_behind_each_number(store: Service) -> None:
    drawn = page(rehearsal(rehearsed(store).session.id))
    assert "raised what is expected of you by" in drawn
    assert "Promises: 1 turn" in drawn
    assert "Show turn 4 in the talk" in drawn
    assert "<q>I promise you the lead job.</q>" in drawn


def test_runs_stand_beside_each_other_and_the_first_warns_of_a_dip(store: Service) -> None:
    first = rehearsed(store)
    at = rehearsal(first.session.id)
    assert any("Feeling less sure after a first run" in one.value for one in at.info)
    short = rehearsed(store, lines=REHEARSED[:3])
    other = rehearsed(store, "tutorial")
    exam = rehearsed(store, exam=True)
    at = rehearsal(exam.session.id)
    assert not at.info
    drawn = page(at)
    assert "too short to measure" in drawn
    assert {one["session"] for one in presses(at, "open")} == {first.session.id, short.session.id}
    assert "as in life, exam" in drawn
    assert 'aria-label="Promises, run by run: 1, 1"' in drawn
    at = checked(at.segmented_control(key="which-runs").set_value("All").run())
    assert {one["session"] for one in presses(at, "open")} == {first.session.id, short.session.id, other.session.id}
    at = press(at, "open", session=other.session.id)
    assert other.session.id in at.query_params["c"]


def test_any_turn_can_be_said_anew_and_both_talks_stand_side_by_side(store: Service) -> None:
    first = rehearsed(store)
    at = rehearsal(first.session.id)
    assert [one["turn"] for one in presses(at, "again")] == [str(turn) for turn in range(1, 10)]
    at = press(at, "again", turn="4")
    del at.session_state["follow"]
    assert at.title[0].value.startswith("A talk with ")
    at = say(at, "I can't promise you that.")
    at = button(at, "End and look back")
    drawn = page(at)
    assert "Turns 1 to 3 are the same in both. They part in <b>turn 4</b>." in drawn
    assert '<th scope="row">Promises</th><td>1</td><td><small>too short (4 of 8 turns)</small></td>' in drawn
    assert drawn.count("hh-parts") == 2
    assert "branched off" in drawn
