"""What a person may do about earlier words: dispute a reading, insist on an answer, change one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from people_driver import TODAY

from engine.errors import ConcurrentTurn, UnknownSession
from engine.library import Library
from engine.service import Service, Talk
from engine.stores import open_store
from engine.talk.events import ActDisputed, AnswerRevised, AssistantUttered, NeedReopened, Unparked, UserUttered

OPENING = (
    "I have been in the same post for nine years and want something new", "A first step for this week", "Fine with me",
    "It is my own career and I move it along", "Two hours", "Keep them here for me", "Nothing to add",
)  # fmt: skip
WISHES = (
    "Teaching adults, and designing the courses they learn with", "Last month I showed ten newcomers round and they still thank me for it",
    "In my first job I ran the reading group, and I loved it", "Because I come home full of energy when somebody understood something at last.",
)  # fmt: skip


@pytest.fixture
def service(library: Library) -> Iterator[Service]:
    kept = Service(open_store("memory:"), library)
    yield kept
    kept.store.close()


def talked(service: Service, *words: str) -> Talk:
    talk = service.start("career_talk", 7)
    for one in (*OPENING, *words):
        talk = service.say(talk, one, TODAY)
    return talk


def spoken(talk: Talk) -> str:
    return next(one.text for one in talk.session.of_turn(talk.session.turn) if isinstance(one, AssistantUttered))


def test_a_disputed_reading_is_an_event_and_the_question_stays(service: Service) -> None:
    talk = talked(service, WISHES[0])
    before = talk.session.awaiting
    after = service.judge(talk, talk.session.turn, "aspiration", TODAY, holds=False)
    assert [type(one) for one in after.session.of_turn(after.session.turn)] == [ActDisputed, AssistantUttered]
    assert after.session.judged == {(talk.session.turn, "aspiration"): False}
    assert before is not None
    assert after.session.awaiting is not None
    assert (after.session.awaiting.need, after.session.awaiting.question) == (before.need, before.question)
    assert before.question in spoken(after)


def test_a_reading_is_judged_once_in_a_turn_that_counts(service: Service) -> None:
    talk = talked(service, WISHES[0])
    turn = talk.session.turn
    after = service.judge(talk, turn, "aspiration", TODAY, holds=False)
    for known, about in ((after, turn), (talk, 0), (talk, 99)):
        with pytest.raises(ValueError, match="nothing to judge"):
            service.judge(known, about, "aspiration", TODAY, holds=False)
    undone = service.say(talk := service.open(talk.session.id), "undo", TODAY)
    assert undone.session.judged == {}, "undo takes the dispute back first"
    assert undone.session.said_in(turn) is not None


def test_what_is_withheld_cannot_be_judged(service: Service) -> None:
    talk = service.say(service.start("career_talk", 7), "I want to kill myself", TODAY)
    talk = service.resume(talk, TODAY)
    with pytest.raises(ValueError, match="nothing to judge"):
        service.judge(talk, 1, "red_flag", TODAY, holds=False)


def test_an_idea_that_was_none_is_struck_and_never_asked_about(service: Service) -> None:
    talk = talked(service, "I should just do a project management certificate.")
    (idea,) = talk.session.parked
    after = service.judge(talk, idea.turn, "solution", TODAY, holds=False)
    assert after.session.parked == ()
    assert [one.struck for one in after.session.events if isinstance(one, Unparked)] == [True]
    assert after.plan().parked == ()


def test_words_that_were_no_command_count_as_the_answer(service: Service) -> None:
    talk = service.say(service.start("career_talk", 7), "back", TODAY)
    assert talk.session.fact("purpose") is None
    after = service.judge(talk, 1, "command", TODAY, holds=False)
    fact = after.session.fact("purpose")
    assert fact is not None
    assert (fact.value, fact.turns) == ("back", (1,))


def test_who_insists_is_taken_at_their_word(service: Service) -> None:
    talk = talked(service, "Stuff with people")
    after = service.judge(talk, talk.session.turn, "vague", TODAY, holds=False)
    fact = after.session.fact("kinds_of_work")
    assert fact is not None
    assert (fact.value, fact.turns) == (["Stuff with people"], (talk.session.turn,)), "the plan leads to the turn in which it was said"
    assert after.session.awaiting is not None
    assert after.session.awaiting.need != "kinds_of_work"


def test_not_knowing_is_no_answer_however_hard_one_insists(service: Service) -> None:
    talk = talked(service, "no idea")
    after = service.judge(talk, talk.session.turn, "vague", TODAY, holds=False)
    assert after.session.fact("kinds_of_work") is None


def test_a_change_opens_what_was_shown_before_and_nothing_else(service: Service) -> None:
    talk = talked(service, *WISHES)
    seen = service.foresee(talk, "kinds_of_work", None, "Restoring old furniture", TODAY)
    assert [one.id for one in seen.reset] == ["why"]
    assert service.open(talk.session.id).seq == talk.seq, "looking changes nothing"
    after = service.change(talk, "kinds_of_work", None, "Restoring old furniture", TODAY)
    events = after.session.of_turn(after.session.turn)
    assert [one.need for one in events if isinstance(one, NeedReopened)] == ["why"]
    assert [one.reset for one in events if isinstance(one, AnswerRevised)] == [["why"]]
    assert after.session.state("enjoyed_now").status == "met"
    assert after.session.awaiting is not None
    assert after.session.awaiting.need == "why"


def test_words_that_do_not_answer_change_nothing(service: Service) -> None:
    talk = talked(service, *WISHES)
    for need, words in (("time_box", "a while"), ("kinds_of_work", "no idea"), ("kinds_of_work", "  "), ("gaps", "statistics")):
        with pytest.raises(ValueError, match=need):
            service.change(talk, need, None, words, TODAY)
    assert service.open(talk.session.id).session == talk.session


def test_an_answer_behind_the_step_is_changed_without_losing_the_place(service: Service) -> None:
    talk = talked(service, *WISHES)
    after = service.change(talk, "time_box", None, "half an hour", TODAY)
    fact = after.session.fact("time_box")
    assert fact is not None
    assert fact.value == 30
    assert after.session.step == talk.session.step


def test_a_change_during_a_recap_shows_the_recap_again(service: Service) -> None:
    talk = service.start("career_talk", 7)
    for one in OPENING[:-1]:
        talk = service.say(talk, one, TODAY)
    assert talk.session.awaiting is not None
    assert talk.session.awaiting.kind == "recap"
    after = service.change(talk, "endpoint", None, "A list of three things to try", TODAY)
    assert after.session.awaiting is not None
    assert after.session.awaiting.kind == "recap"
    assert "A list of three things to try" in spoken(after)


def test_danger_in_a_change_stops_the_talk_and_is_not_kept(service: Service) -> None:
    talk = talked(service, *WISHES)
    after = service.change(talk, "kinds_of_work", None, "I want to kill myself", TODAY)
    assert after.session.stopped
    said = [one for one in after.session.of_turn(after.session.turn) if isinstance(one, UserUttered)]
    assert [(one.text, one.withheld) for one in said] == [(None, True)]
    assert "kill" not in service.export(talk.session.id)


def test_a_change_from_a_second_tab_is_refused(service: Service) -> None:
    talk = talked(service, *WISHES)
    service.say(talk, "Nothing I would be glad to be rid of", TODAY)
    with pytest.raises(ConcurrentTurn):
        service.change(talk, "kinds_of_work", None, "Restoring old furniture", TODAY)


def test_a_service_reads_only_what_is_new_and_forgets_what_is_deleted(library: Library) -> None:
    store = open_store("memory:")
    one, other = Service(store, library), Service(store, library)
    talk = one.start("career_talk", 7)
    for words in OPENING[:3]:
        talk = one.say(other.open(talk.session.id), words, TODAY)
    assert other.open(talk.session.id) == one.open(talk.session.id)
    assert other.open(talk.session.id).session is other.open(talk.session.id).session, "nothing is folded twice"
    one.forget(talk.session.id)
    for service in (one, other):
        with pytest.raises(UnknownSession):
            service.open(talk.session.id)
        assert talk.session.id not in service._open


def test_a_rehearsal_that_has_ended_is_not_taken_up_by_the_coach(service: Service) -> None:
    talk = service.rehearse("career_talk", "tutorial", 7)
    ended = service.end(service.say(talk, "What do you enjoy?", TODAY))
    assert service.resume(ended, TODAY) is ended
    assert not any(isinstance(one, AssistantUttered) for one in ended.session.events)
