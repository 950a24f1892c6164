"""What a trainer shows: the machine is drawn right at every turn, what is opened and frozen is true, and nothing is stored by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from present_talks import FIXED, write_talks
from streamlit.testing.v1 import AppTest

from engine.library import Library
from engine.plan.plan import build_plan
from engine.plan.quality import quality
from engine.present.asking import happened, questions
from engine.present.beside import counted_in, measured, of_step
from engine.present.frames import Frame, first_in, frames
from engine.present.known import dials, known
from engine.present.picture import Picture, picture
from engine.present.unguarded import both, spoken
from engine.present.why import nearest, whys
from engine.rehearsal.debrief import debrief
from engine.talk.coach import respond
from engine.talk.events import KINDS, ActRecognized, AssistantUttered, GuardHeld, PersonaChanged, PersonaUttered
from engine.talk.guards import open_needs, unmet
from engine.talk.machine import READY
from engine.talk.session import extend, fold
from engine.transcripts.files import open_script, transcripts
from engine.transcripts.play import Performance
from ui.present_machine import machine
from ui.present_play import Play
from ui.present_talks import Shown
from ui.present_wall import wall

ROOT = Path(__file__).resolve().parent.parent
REFERENCES = sorted(path.stem for path in (ROOT / "flows" / "transcripts").glob("*.yaml"))
WITH_COACH = "self_curious"


@cache
def played(name: str) -> Performance:
    library = Library()
    return open_script(transcripts(library)[name], library).play()


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Performance]:
    folder = write_talks(tmp_path_factory.mktemp("flows"))
    library = Library(folder)
    return {path.stem: open_script(path, library).play() for path in sorted((folder / "transcripts").glob("*.yaml"))}


def shown_of(performance: Performance) -> Shown:
    made = performance
    return Shown("reference x", made.transcript.title, "", made.guide, made.cast, made.session, frames(made.session.events), 0, 0)


def pictures(performance: Performance) -> Iterator[tuple[Frame, Picture]]:
    for frame in frames(performance.session.events):
        yield frame, picture(performance.guide, frame)


def check_picture(performance: Performance, frame: Frame, seen: Picture) -> None:
    flow, session = performance.guide.flow, frame.after
    still = open_needs(flow, session)
    assert seen.lit == session.step
    assert seen.ready is (session.step == READY)
    assert [one.id for one in seen.steps if one.lit] == ([session.step] if session.step != READY else [])
    for drawn, step in zip(seen.steps, flow.steps, strict=True):
        assert drawn.unmet == unmet(step, still)
        assert drawn.locked is bool(unmet(step, still))
        assert drawn.entered is (step.id in session.entered)
    if seen.here is not None and seen.holds:
        refused = performance.guide.machine.onward(session.step, still) == session.step
        assert seen.here.locked is refused


@pytest.mark.parametrize("name", REFERENCES)
def test_the_picture_is_right_at_every_turn_of_every_reference_talk(name: str) -> None:
    drawn = list(pictures(played(name)))
    assert len(drawn) > 8
    for frame, seen in drawn:
        check_picture(played(name), frame, seen)
        check_svg(seen)


def test_the_picture_is_right_in_rehearsals_of_any_kind(rehearsed: dict[str, Performance]) -> None:
    ways = set()
    for performance in rehearsed.values():
        for frame, seen in pictures(performance):
            check_picture(performance, frame, seen)
            check_svg(seen)
            ways.add(seen.detour.way if seen.detour else "")
            if seen.detour and seen.detour.way == "let_pass":
                held = next(one for one in frame.events if isinstance(one, GuardHeld))
                assert (seen.detour.start, seen.detour.end) == (held.step, frame.after.step)
    assert {"let_pass", "pulled"} <= ways


def check_svg(seen: Picture) -> None:
    """What is drawn is what was worked out."""
    svg = machine(seen)
    assert re.findall(r'data-step="(\w+)" data-kind="lit"', svg) == [seen.lit]
    edges = re.findall(r'data-edge="(\w+)" data-locked="(\w+)"', svg)
    assert edges == [(one.id, str(one.locked).lower()) for one in seen.steps]
    assert [int(one or 0) for one in re.findall(r">(?:(\d+)|nothing) open</text>", svg)] == [len(one.unmet) for one in seen.steps]
    assert re.findall(r'data-detour="(\w+)"', svg) == ([seen.detour.way] if seen.detour else [])
    assert "*" not in svg
    assert "\n" not in svg


def test_a_solution_that_came_too_early_shows_the_way_that_was_refused() -> None:
    refused = [(frame, seen.detour) for frame, seen in pictures(played(WITH_COACH)) if seen.detour]
    assert refused
    for frame, way in refused:
        assert way.way == "refused"
        assert way.start == frame.after.step == frame.before.step
        assert played(WITH_COACH).guide.flow.step(way.end).solutions_from


@pytest.mark.parametrize("name", REFERENCES)
def test_turns_are_the_talk_as_it_was(name: str) -> None:
    events = played(name).session.events
    made = frames(events)
    assert tuple(event for one in made for event in one.events) == events
    for one in made[:: max(1, len(made) // 8)]:
        assert one.after == fold(event for event in events if event.turn <= one.turn)
    assert [one.before for one in made[1:]] == [one.after for one in made[:-1]]
    half = frames([event for event in events if event.turn <= len(made) // 2])
    assert frames(events, half) == made


def test_a_step_is_found_by_its_first_turn() -> None:
    made = frames(played(WITH_COACH).session.events)
    for step in played(WITH_COACH).guide.flow.steps:
        at = first_in(made, step.id)
        assert at is not None
        assert made[at].after.step == step.id
        assert at == 0 or made[at - 1].after.step != step.id
    assert first_in(made, "no_such_step") is None


def test_every_tag_hold_and_reply_can_be_opened(rehearsed: dict[str, Performance], library: Library) -> None:
    words = library.debrief_words()
    for performance in (played(WITH_COACH), *rehearsed.values()):
        speaker = "manager" if performance.cast else "employee"
        cues = {cue.id: cue for cue in performance.guide.language.lexicon.cues[speaker].cues}
        for frame in frames(performance.session.events):
            opened = whys(performance.guide, frame, words)
            tags = [one for one in opened if one.kind == "tag"]
            read = [one for one in frame.events if isinstance(one, ActRecognized) and one.act != "other"]
            assert [one.key for one in tags if not one.unsure] == [f"tag {one.act}" for one in read]
            assert sum(one.kind == "hold" for one in opened) == sum(isinstance(one, GuardHeld) for one in frame.events)
            said = sum(isinstance(one, AssistantUttered | PersonaUttered) for one in frame.events)
            assert sum(one.kind in ("question", "reply") for one in opened) == said
            for one in tags:
                assert one.about
                assert all(part in (frame.said or "") for part in one.words)
                assert one.rule not in cues or one.example in cues[one.rule].fires or not cues[one.rule].fires


def test_a_reply_says_which_words_named_its_topic(rehearsed: dict[str, Performance], library: Library) -> None:
    named = 0
    for performance in rehearsed.values():
        for frame in frames(performance.session.events):
            replies = [one for one in frame.events if isinstance(one, PersonaUttered) and one.asked]
            named += len(replies)
            for one in replies:
                about = next(why.about for why in whys(performance.guide, frame, library.debrief_words()) if why.kind == "reply")
                first = (one.asked or [""])[0].rstrip("*").split(" ")[0]
                assert f"named by “{first}" in about
                assert first in (frame.said or "").lower()
    assert named > 3


def test_the_nearest_example_shares_most_words() -> None:
    assert nearest("You should do a course", ["Ask Dana.", "You should do the leadership course.", "Do!"]) == "You should do the leadership course."
    assert nearest("anything", []) == ""


def test_dials_follow_the_state_and_name_the_cause(rehearsed: dict[str, Performance]) -> None:
    moved = 0
    for frame in frames(rehearsed["two_fixed"].session.events)[1:]:
        before = {one.name: one.value for one in dials(Frame(0, frame.before, frame.before, ()))}
        for one in dials(frame):
            assert one.value == frame.after.role[one.name]
            assert one.value - before[one.name] == one.by
            assert bool(one.causes) is any(c["variable"] == one.name for e in frame.events if isinstance(e, PersonaChanged) for c in e.moved)
            moved += bool(one.by)
    assert moved > 5
    assert dials(frames(played(WITH_COACH).session.events)[3]) == ()


def test_facts_come_newest_first() -> None:
    performance = played(WITH_COACH)
    for frame in frames(performance.session.events):
        turns = [max(one.turns) for one in known(performance.guide, frame)]
        assert turns == sorted(turns, reverse=True)
        assert all(one.new is (frame.turn in one.turns) for one in known(performance.guide, frame))


def test_a_frozen_turn_is_asked_about_by_what_happened_in_it(rehearsed: dict[str, Performance], library: Library) -> None:
    words = library.present_words()
    performance = rehearsed["two_fixed"]
    flow = performance.guide.flow
    promised = next(one for one in frames(performance.session.events) if one.said == FIXED[6])
    assert "promise" in happened(flow, promised)
    assert questions(flow, promised, words) == tuple(words["rehearsal"]["promise"])
    early = next(frame for frame, seen in pictures(played(WITH_COACH)) if seen.detour)
    assert questions(flow, early, words) == tuple(words["coach"]["parked"])


def test_every_block_of_questions_can_come_up(library: Library) -> None:
    names = {"early_advice", "held", "left", "unsure", "any", "parked", "others", "reopened", "not_yet", "recap", "red_flag"}
    lexicon = library.guide("career_talk").language.lexicon
    for kind, speaker in (("rehearsal", "manager"), ("coach", "employee")):
        blocks = library.present_words()[kind]
        assert list(blocks)[-1] == "any"
        assert set(blocks) <= names | set(lexicon.acts(speaker))
        assert all(2 <= len(block) <= 3 for block in blocks.values())
        asked = [one for block in blocks.values() for one in block]
        assert all(one == one.strip() and one[-1] in ".?" for one in asked)
    assert {"GuardHeld", "Parked", "OthersNoted", "NeedReopened", "PersonaLeft", "RecapShown", "RedFlagRaised"} <= set(KINDS)


def test_the_same_words_with_guards_off_make_another_plan() -> None:
    performance = played(WITH_COACH)
    found = both(performance.guide, performance.session)
    assert (found.held.guards, found.off.guards) == ("hold", "off")
    assert found.held is performance.session
    assert [text for text, _ in spoken(found.off)] == [text for text, _ in spoken(found.held)][: found.said - found.unused]
    assert not any(isinstance(one, GuardHeld) and one.mode == "hold" for one in found.off.events)
    marked = [row for row in found.rows if row.marks]
    assert "an idea taken as the answer" in [mark for row in marked for mark in row.marks]
    assert all(row.held == row.off for row in found.rows if not row.marks)
    assert both(performance.guide, performance.session).rows == found.rows


def test_guards_off_marks_what_an_action_lacks() -> None:
    performance = played(WITH_COACH)
    short = fold(one for one in performance.session.events if one.turn <= 40)
    rows = {row.title: row for row in both(performance.guide, short).rows}
    assert any(mark.startswith("without ") or mark == "nobody owns a step" for mark in rows["Own action 1"].marks)


def test_an_action_of_somebody_else_is_marked() -> None:
    performance = played(WITH_COACH)
    guide, said = performance.guide, tuple(text for text, _ in spoken(performance.session))
    session = performance.begun
    for text in (*said[:38], "My manager should book the foyer by Friday 4 December 2026.", *said[39:]):
        if session.ended is None:
            session = extend(session, respond(guide, session, text, date(2026, 11, 23)))
    marks = [mark for row in both(guide, session).rows for mark in row.marks if row.title.startswith("Own action")]
    plan = build_plan(guide, both(guide, session).off)
    owned = not any(one.code == "owner" for one in quality(plan, date(2026, 11, 23), guide.language))
    assert ("somebody else has to act" in marks) is not owned


def test_a_rehearsal_has_no_guards_to_switch_off(rehearsed: dict[str, Performance]) -> None:
    with pytest.raises(ValueError, match="watches"):
        both(rehearsed["two_fixed"].guide, rehearsed["two_fixed"].session)


def test_two_talks_are_laid_beside_each_other_by_step(rehearsed: dict[str, Performance]) -> None:
    bad, good = rehearsed["two_fixed"], rehearsed["two_listened"]
    for one in (bad, good):
        made = frames(one.session.events)
        shared = [frame.turn for step in one.guide.flow.steps for frame in of_step(made, step.id)]
        assert sorted(shared) == [frame.turn for frame in made if frame.said is not None]
    assert bad.cast is not None
    assert good.cast is not None
    figures = {one.name: one for one in measured(debrief(bad.cast, bad.session), debrief(good.cast, good.session))}
    assert figures["promises"].values == (1, 0)
    assert figures["promises"].good == (False, True)
    assert counted_in(played(WITH_COACH).session, played(WITH_COACH).session)[0].values == (50.0, 50.0)


def test_a_freeze_hides_what_follows_the_words(library: Library) -> None:
    performance = played(WITH_COACH)
    shown = shown_of(performance)
    words, asks = library.debrief_words(), library.present_words()
    for at, frame in enumerate(shown.turns[1:], 1):
        play = Play("reference x", at)
        free = wall(shown, play, words, asks)
        play.freeze()
        frozen = wall(shown, play, words, asks)
        assert 'class="hh-p-reply"' in free
        assert 'class="hh-p-reply"' not in frozen
        assert "hh-p-tag" not in frozen.replace("hh-p-tags", "")
        assert f'data-lit="{frame.before.step}"' in frozen
        assert f'data-lit="{frame.after.step}"' in free


def test_the_open_needs_stand_on_the_wall_with_their_reasons(library: Library) -> None:
    shown = shown_of(played(WITH_COACH))
    for at in range(len(shown.turns)):
        drawn = wall(shown, Play("reference x", at), library.debrief_words(), library.present_words())
        here = picture(shown.guide, shown.turns[at]).here
        listed = re.findall(r'<li data-need="(\w+)">', drawn)
        assert listed == ([one.need for one in here.unmet] if here else [])


def test_overruling_shows_and_is_gone_when_taken_back(library: Library) -> None:
    shown = shown_of(played(WITH_COACH))
    words, asks = library.debrief_words(), library.present_words()
    at = next(at for at, one in enumerate(shown.turns) if any(isinstance(e, GuardHeld) for e in one.events))
    play = Play("reference x", at)
    play.overrule(shown.turns[at].turn, "hold")
    assert "overruled here" in wall(shown, play, words, asks)
    play.overrule(shown.turns[at].turn, "hold")
    assert "overruled here" not in wall(shown, play, words, asks)


def test_the_clock_counts_up_and_down(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play("reference x")
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    play.freeze()
    now[0] += 65
    assert play.clock() == "1:05"
    play.timer = 60
    assert play.clock() == "-0:05"
    play.timer = 120
    assert play.clock() == "0:55"


def test_going_on_ends_a_freeze_and_stays_within_the_talk() -> None:
    play = Play("reference x", 3)
    play.freeze()
    play.why = 2
    play.go(9, 5)
    assert (play.at, play.frozen, play.why) == (5, False, None)
    play.go(-4, 5)
    assert play.at == 0


# The screen, without a browser.


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("HANDHOLD_STORE", f"sqlite:///{(tmp_path / 'talks.db').as_posix()}")
    monkeypatch.setenv("HANDHOLD_FLOWS", str(write_talks(tmp_path / "flows")))
    st.cache_resource.clear()
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    yield checked(at.switch_page("ui/present.py").run())
    st.cache_resource.clear()


def checked(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    return checked(at.button(key=f"p-{key}").click().run())


def on_the_wall(at: AppTest) -> str:
    return next(one.proto.body for one in at.get("html") if "hh-p-wall" in one.proto.body and not one.proto.body.startswith("<style"))


def turn(at: AppTest) -> int:
    return int(re.findall(r'data-at="(\d+)"', on_the_wall(at))[0])


def stored(tmp_path: Path) -> bool:
    return (tmp_path / "talks.db").exists() and b"SessionStarted" in (tmp_path / "talks.db").read_bytes()


def test_a_reference_talk_is_stepped_through_and_nothing_is_stored(screen: AppTest, tmp_path: Path) -> None:
    at = checked(screen.selectbox(key="p-choice").select("two_fixed").run())
    assert turn(at) == 0
    for _ in range(3):
        press(at, "Right")
    assert turn(at) == 3
    assert turn(press(at, "Left")) == 2
    assert turn(press(at, "End")) == len(FIXED)
    assert at.button(key="p-Right").disabled
    assert turn(press(at, "Home")) == 0
    assert turn(checked(at.number_input(key="p-turn").set_value(7).run())) == 7
    press(at, "F")
    assert "hh-p-asks" in on_the_wall(at)
    press(at, "F")
    press(at, "W")
    assert "Why? 1 of" in on_the_wall(at)
    press(at, "O")
    assert "overruled here" in on_the_wall(at)
    assert turn(press(at, "Z")) == 0
    press(at, "Right")
    for _ in range(6):
        press(at, "Right")
    assert "overruled here" not in on_the_wall(at)
    assert not stored(tmp_path)


def test_a_branch_goes_its_own_way_and_start_over_leads_back(screen: AppTest, tmp_path: Path) -> None:
    at = checked(screen.selectbox(key="p-choice").select("two_fixed").run())
    for _ in range(4):
        press(at, "Right")
    press(at, "B")
    assert turn(at) == 4
    checked(at.chat_input(key="p-said").set_value("What do you enjoy most in your work?").run())
    assert turn(at) == 5
    assert "What do you enjoy most" in on_the_wall(at)
    assert FIXED[4] not in on_the_wall(at)
    press(at, "Z")
    assert turn(at) == 0
    assert turn(press(at, "End")) == len(FIXED)
    assert not stored(tmp_path)


def test_a_frozen_turn_branches_before_its_words(screen: AppTest) -> None:
    at = checked(screen.selectbox(key="p-choice").select("two_fixed").run())
    for _ in range(4):
        press(at, "Right")
    press(at, "F")
    assert turn(press(at, "B")) == 3


def test_a_live_talk_begins_the_same_each_time(screen: AppTest, tmp_path: Path) -> None:
    at = checked(screen.selectbox(key="p-who").select("raised_hopes").run())
    first = on_the_wall(at)
    checked(at.chat_input(key="p-said").set_value("Thanks for coming. It is your career.").run())
    second = on_the_wall(at)
    press(at, "Z")
    assert on_the_wall(at) == first
    checked(at.chat_input(key="p-said").set_value("Thanks for coming. It is your career.").run())
    assert on_the_wall(at) == second
    assert not stored(tmp_path)


def test_the_other_views_open_and_close(screen: AppTest) -> None:
    at = checked(screen.selectbox(key="p-choice").select("two_fixed").run())
    press(at, "K")
    assert "hh-p-beside" in on_the_wall(at)
    press(at, "V")
    assert "hh-p-covered" in on_the_wall(at)
    press(at, "Right")
    assert 'data-step="aspirations"' in on_the_wall(at)
    press(at, "G")
    assert "only watch" in on_the_wall(at)
    press(at, "H")
    assert "Keys" in on_the_wall(at)
    press(at, "X")
    assert turn(at) == 0
    press(at, "X")
    assert at.selectbox(key="p-choice").value is None


def test_a_reload_shows_the_same_talk(screen: AppTest) -> None:
    at = checked(screen.selectbox(key="p-choice").select("two_fixed").run())
    assert at.query_params["show"] in ("reference two_fixed", ["reference two_fixed"])
    del at.session_state["present"]
    at = checked(at.run())
    assert "A talk that was fixed" in on_the_wall(at)
    press(at, "X")
    assert "show" not in at.query_params
    assert at.selectbox(key="p-choice").value is None


def test_a_talk_that_is_gone_leads_back_to_the_choice(screen: AppTest) -> None:
    screen.query_params["show"] = "stored nothing"
    at = checked(screen.run())
    assert [one.value for one in at.info] == ["There is no talk at this address any more."]
    assert "show" not in at.query_params
    assert at.selectbox(key="p-choice").value is None


def test_guards_off_is_shown_for_a_talk_with_the_coach(screen: AppTest) -> None:
    at = checked(screen.selectbox(key="p-choice").select(WITH_COACH).run())
    press(at, "G")
    assert "an idea taken as the answer" in on_the_wall(at)
