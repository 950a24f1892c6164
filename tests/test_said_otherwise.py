"""Ways of answering that came up with people nobody had planned for: each by its general reason, in words of our own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from people_driver import Talk, plain_person

from engine.flow.model import Need
from engine.language.understand import own_actions, things, understand
from engine.library import Library
from engine.talk import events as ev
from engine.talk.guide import Guide
from engine.talk.weigh import Circumstances, stems, weigh

TODAY = date(2027, 1, 11)
STORY = "In March I mended the ferry engine at night, with a torch, and the first boat left on time."


def weighed(guide: Guide, name: str, text: str, **known: object) -> tuple[str, object]:
    """Verdict and value of a reply to a need of the career talk."""
    need: Need = guide.flow.need(name)
    at = Circumstances(guide.language, TODAY, **known)  # type: ignore[arg-type]
    found = weigh(need, understand(text, guide.language, TODAY), at)
    return found.verdict, found.value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plaster a wall in 3 and a half hours, price a roof", ["plaster a wall in 3 and a half hours", "price a roof"]),
        ("carving stone, above all, and mending clocks", ["carving stone", "mending clocks"]),
        ("driving, sluicing and first aid", ["driving", "sluicing", "first aid"]),
        ("first, carving stone", ["carving stone"]),
        ("saying no to a loud client, pricing", ["saying no to a loud client", "pricing"]),
        ("bread 🥖 cakes 🎂 tarts", ["bread 🥖", "cakes 🎂", "tarts"]),
        ("the oven list (winter), the van", ["the oven list (winter)", "the van"]),
    ],
)
def test_what_a_list_holds(guide: Guide, text: str, wanted: list[str]) -> None:
    assert [one.text for one in things(text, guide.language)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I'll call the mill. No, wait, I'll write to the mill.", ["I'll write to the mill"]),
        ("I'll paint the shed, scrap that, I'll sell the shed.", ["I'll sell the shed"]),
        ("I'll paint the shed and I'll oil the gate.", ["I'll paint the shed", "I'll oil the gate"]),
        ("I'll paint the shed. No, wait.", ["I'll paint the shed. No, wait"]),
    ],
)
def test_an_action_that_is_taken_back_gives_way_to_the_next(guide: Guide, text: str, wanted: list[str]) -> None:
    found = [one.text for one in own_actions(text, guide.language)]
    assert len(found) == len(wanted)
    assert all(part.startswith(whole.split(".")[0]) for part, whole in zip(found, wanted, strict=True))


def test_a_time_that_only_says_which_one_is_no_day_of_an_action(guide: Guide) -> None:
    assert not understand("I will draw the rota for week 9", guide.language, TODAY).has("due")
    assert understand("I will draw the rota by week 9", guide.language, TODAY).has("due")
    assert understand("I will draw the rota for 9 March", guide.language, TODAY).has("due")


def test_what_is_left_out_does_not_take_what_is_wished_for_along(guide: Guide) -> None:
    assert weighed(guide, "kinds_of_work", "teaching swimmers, mending pumps, not sweeping floors") == (
        "full", ["teaching swimmers", "mending pumps"],
    )  # fmt: skip


def test_an_episode_told_before_counts_when_it_is_named_again(guide: Guide) -> None:
    told = stems(STORY, guide.language)
    text = "The ferry engine. And last autumn I rebuilt the winch alone in two days."
    assert weighed(guide, "evidence", text, told=told) == (
        "full", ["The ferry engine", "Last autumn I rebuilt the winch alone in two days"],
    )  # fmt: skip
    assert weighed(guide, "evidence", text)[0] == "few"


def test_who_stands_by_a_list_keeps_all_of_it(guide: Guide) -> None:
    text = "The ferry engine, of course. And last autumn I rebuilt the winch alone in two days."
    verdict, value = weighed(guide, "evidence", text, said_before=text, failed=1, known=["Last autumn I rebuilt the winch alone in two days"])
    assert (verdict, value) == ("full", ["The ferry engine, of course", "Last autumn I rebuilt the winch alone in two days"])


def test_no_words_are_lost_between_and_after_episodes(guide: Guide) -> None:
    names = [f"{first}{second}" for first in ("Ash", "Birch", "Cedar", "Elm", "Oak", "Rowan", "Willow") for second in ("bank", "dale", "field", "ton")]
    sentences = [f"In {1990 + place} I drained {name} with {name[::-1]}. It rained on {name}." for place, name in enumerate(names)]
    _, value = weighed(guide, "evidence", " ".join(sentences))
    assert isinstance(value, list)
    assert all(f"I drained {name}" in " ".join(value) and f"rained on {name}" in " ".join(value) for name in names)


def test_a_thumb_is_a_yes_and_finish_is_none(talk: Callable[..., Talk]) -> None:
    chat = talk().reach(plain_person(), need="agenda")
    events = chat.say("👍🏽")
    assert any(isinstance(one, ev.NeedMet) and one.need == "agenda" for one in events)
    chat = talk().reach(plain_person(), need="agenda")
    assert not any(isinstance(one, ev.NeedMet) for one in chat.say("finish"))


def test_a_full_sentence_said_again_is_an_answer_whatever_it_sounds_like(talk: Callable[..., Talk]) -> None:
    chat = talk().reach(plain_person(), need="future_picture")
    text = "Please explain why you are asking me about quiet days at the harbour office"
    first = chat.say(text)
    assert not any(isinstance(one, ev.ReplyWeighed) for one in first)
    assert any(isinstance(one, ev.ReplyWeighed) for one in chat.say(text))


@pytest.mark.parametrize("text", ["I'd take the salary and share the desk.", "I write a letter, lay out the canal maps and open the door."])
def test_talk_about_work_is_no_alarm(guide: Guide, text: str) -> None:
    assert not understand(text, guide.language, TODAY).has("red_flag")


def test_an_idea_taken_out_of_an_answer_leaves_no_stray_comma(talk: Callable[..., Talk]) -> None:
    chat = talk().reach(plain_person(), need="gaps")
    events = chat.say("Reading a balance sheet, I could do a bookkeeping course, and talking to the bank")
    assert any(isinstance(one, ev.Parked) for one in events)
    values = [one.value for one in events if isinstance(one, ev.SlotFilled) and one.slot == "gaps"]
    assert values == [["Reading a balance sheet", "talking to the bank"]]
    chat = talk().reach(plain_person(), need="purpose")
    events = chat.say("I want to leave the night shift, maybe I should do a welding course, and I want to know where to.")
    values = [str(one.value) for one in events if isinstance(one, ev.SlotFilled) and one.slot == "purpose"]
    assert values
    assert all(", ," not in one and ",," not in one for one in values)


def test_half_an_answer_about_an_action_is_kept_with_the_rest(talk: Callable[..., Talk]) -> None:
    chat = talk().reach(plain_person(), need="action_how")
    chat.say("At the kitchen table after the children sleep")
    chat.say("I draw the plan on two evenings and he checks it")
    assert chat.session.facts["action_how", 1].value == "At the kitchen table after the children sleep. I draw the plan on two evenings and he checks it"


def test_a_sign_of_success_may_be_what_somebody_else_does(guide: Guide) -> None:
    assert weighed(guide, "action_success", "The night supervisor does what my list says.")[0] == "full"
    assert weighed(guide, "action_success", "They should notice me for once.")[0] != "full"


def test_a_recap_names_the_first_of_a_long_list_and_how_many_more(talk: Callable[..., Talk]) -> None:
    chat = talk().reach(plain_person(), need="gaps")
    towns = ["Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Holly", "Larch", "Lime", "Maple", "Oak", "Pine", "Rowan", "Thorn", "Willow", "Yew"]
    chat.say(", ".join(f"{town}ford ledgers" for town in towns))
    chat.reach(plain_person(), kind="recap", step="development")
    line = next(one for one in chat.last.text.splitlines() if "Ashford" in one)
    named = [town for town in towns if town in line]
    assert named == towns[: len(named)]
    assert 0 < len(named) < len(towns)
    assert f"and {len(towns) - len(named)} more" in line


def test_questions_for_a_mentor_are_none_to_the_coach(library: Library) -> None:
    chat = Talk(library.guide("mentor_prep"))
    answers = {
        "record_choice": "keep it", "has_mentor": "I have one", "topic": "How to lead a crew that is older than me",
        "mentor_who": "Odile, who ran the quarry before me", "seen_by_them": "She led forty people through a closure",
    }  # fmt: skip
    while chat.need != "three_questions":
        chat.say(answers.get(chat.need or "", "That's right."))
        assert len(chat.turns) < 30
    events = chat.say("How do you prepare? What did you do when nobody listened? How did you stop being nervous?")
    assert [one.verdict for one in events if isinstance(one, ev.ReplyWeighed)] == ["full"]


def test_the_words_of_an_action_keep_their_picture(talk: Callable[..., Talk]) -> None:
    chat = talk().reach(plain_person(), need="action_what")
    chat.say("I will bake the rye loaf every Friday and show it to Imke 🥖")
    assert chat.session.facts["action_what", 1].value == "bake the rye loaf every Friday and show it to Imke 🥖"
