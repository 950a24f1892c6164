"""The flows beside the career talk: each is proven, finished by plain people in few turns, and a dead end for nobody."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import pytest
from people_driver import COMMANDS, PLAIN, TODAY, Book, Talk, plain_person

from engine.documents.as_json import plan_as_json
from engine.flow.model import Flow
from engine.library import Library
from engine.plan.plan import Plan, build_plan
from engine.service import Service
from engine.service import Talk as Kept
from engine.stores import open_store
from engine.talk.events import AssistantUttered, Event, NeedMet, ReplyWeighed
from engine.talk.guards import open_needs
from engine.talk.guide import Guide
from engine.talk.prove import prove

FLOWS = ("strengths_values", "mentor_prep", "what_next")
MOST_TURNS, RANDOM_TURNS, FINISH_TURNS = 30, 45, 70
PEOPLE = 20

Answers = Mapping[str, Sequence[str]]

STRENGTHS: Answers = {
    "record_choice": ["Keep it, just for me."],
    "path": ["Whether to take on the training of new drivers or stay on the buses."],
    "strengths": ["Explaining a route so that nobody gets lost, and keeping calm when the bus is full."],
    "episodes/1": ["Last autumn I drew the diverted route on a sheet for three new drivers and none of them got lost."],
    "episodes/2": ["In June two passengers started shouting, I stopped the bus, talked to both and we went on after five minutes."],
    "others_tell": ["My depot lead says the new ones always ask to ride along with me."],
    "cards_people": ["Fairness, trust and humour"],
    "cards_work": ["Usefulness and variety"],
    "cards_life": ["Family time, health"],
    "values_five": ["Family time, fairness, usefulness, trust, humour"],
    "values_top": ["Family time, then fairness, then usefulness"],
    "values_rest": ["Trust and then humour"],
    "value_reason/1": ["Because my boys are small only once."],
    "value_reason/2": ["Because I saw my father passed over for years."],
    "value_reason/3": ["I want to see at night what the day was good for."],
    "value_met/1": ["On early shifts I am home at two and fetch them from school."],
    "value_met/2": ["In our crew, we share the bad shifts between us."],
    "value_met/3": ["Every morning when I get the nurses to the hospital on time."],
    "value_hurt/1": ["When the late shift comes again and again."],
    "value_hurt/2": ["The rota is made by favour."],
    "value_hurt/3": ["It is not hurt"],
    "together": ["If I train new drivers I explain things, which I am good at, and it is useful because they get people home safely."],
    "next_choice": ["I will only say yes to the training post if it has early shifts, because family time comes first."],
    "look_again": ["On 1 March"],
}
WITH_MENTOR: Answers = {
    "record_choice": ["Keep it, just for me."],
    "has_mentor": ["I have a mentor"],
    "topic": ["How to lead a project meeting in which half the people are senior to me."],
    "mentor_who": ["Our former head of testing, she taught me in my first year and we still have lunch."],
    "seen_by_them": ["She led the move of the whole lab to a new site, with people who did not want to go."],
    "three_questions": [
        "How did you get the senior ones to keep to the agenda? What did you do when somebody went round you? Which mistake cost you most?"
    ],
    "one_ask": ["To read my one-page agenda for the May meeting and mark what is missing, by the 12th of February."],
    "bring": ["The agenda of the last meeting with the three points where it went off."],
    "not_ask": ["I will not ask her for a job or for a word with my boss."],
    "invite": ["On Tuesday I will write her two lines with the subject."],
    "talk_day": ["On 9 February"],
    "follow_up": ["The next day I will write what I take with me, and after the May meeting I will tell her how it went."],
}
NO_MENTOR: Answers = {
    **WITH_MENTOR,
    "has_mentor": ["Not yet"],
    "candidates": ["Old Meyer from the guild, and the woman who runs the saw mill"],
    "how_to_ask": ["I will ask him for half an hour to look at my last offer, over a coffee."],
    "in_it_for_them": ["He likes to talk shop and has nobody left to do it with."],
}
LOOKING: Answers = {
    "record_choice": ["Keep it, just for me."],
    "own_action": ["I will write up two of our repairs as case notes by the end of January."],
    "direction": ["Restoring instruments and showing visitors how they were built."],
    "values_now": ["Learning, time for family and honest work"],
    "criteria": ["They train their own people every year, the hours are fixed, and they publish what they restore."],
    "companies": ["The city museum, the harpsichord works in Hanley and the loans team where I am now."],
    "company_fit/1": ["They publish everything, but I do not know the hours, I will ask a guard I know."],
    "company_fit/2": ["They train two people a year, I would phone their workshop to ask about hours."],
    "company_fit/3": ["The hours are fixed, and I can ask Mira how much they train."],
    "talent_team": ["I will write to the staffing office of our own house and ask who plans the loans team."],
    "talent_note": ["Name, day, what posts they expect and what I told them."],
    "network": ["I will ask Joan from the guild for a coffee after the February meeting."],
    "alert_terms": ["Instrument conservator, workshop educator, restoration technician"],
    "recruiter_want": ["Yes, one question"],
    "recruiter_question": ["What does a conservator with five years usually get paid in this region?"],
    "first_step": ["On Tuesday I will write to Joan."],
    "next_date": ["On 20 February"],
}
PEOPLE_OF: Mapping[str, tuple[Answers, ...]] = {
    "strengths_values": (STRENGTHS,), "mentor_prep": (WITH_MENTOR, NO_MENTOR), "what_next": (LOOKING,),
}  # fmt: skip
EVASIVE = (
    "Nothing special, I just do my job.", "You tell me.", "My manager should sort that out.", "I might, one day.", "Always.", "Everybody does.",
    "Any tips?", "Can you get me a job?", "I don't know anyone.", "All of them.", "None of these", "Is there a personality test for that?",
    "I want to work for Tarnwick.", "Team leader", "Money", "She has to ask me first.", "I'll resign on Monday.", "sometime in spring",
    "Which site is best?", "I'd be too shy.", "no", "yes", "organised", "in five weeks", "It is not hurt", "let me think",
)  # fmt: skip


@pytest.fixture(params=FLOWS)
def guide_of(request: pytest.FixtureRequest, library: Library) -> Guide:
    """Each of the flows, compiled."""
    return library.guide(request.param)


def reply(talk: Talk, answers: Answers) -> str:
    """What a plain person says now: the answer for the need and its item, and a yes to a recap."""
    here = talk.session.awaiting
    assert here is not None
    if here.kind != "ask" or here.need is None:
        return "That's right."
    found = answers.get(f"{here.need}/{here.item}") or answers.get(here.need) or answers.get(f"{here.need}/1")
    assert found, f"no answer for {here.need}"
    return found[0]


def finish(talk: Talk, answers: Answers, most: int) -> Talk:
    """Let a plain person talk to the end."""
    for _ in range(most):
        if talk.session.ended is not None:
            return talk
        talk.say(reply(talk, answers))
    assert talk.session.ended is not None, f"still at {talk.need} after {most} turns"
    return talk


def reach(talk: Talk, answers: Answers, need: str, item: int | None = None) -> Talk:
    """Let a plain person talk until `need` is asked."""
    for _ in range(FINISH_TURNS):
        here = talk.session.awaiting
        if here is not None and here.kind == "ask" and here.need == need and item in (None, here.item):
            return talk
        talk.say(reply(talk, answers))
    raise AssertionError(f"{need} was not reached")


def weighed(events: Sequence[Event]) -> list[tuple[str, str]]:
    """The verdicts of a turn, each with what decided it."""
    return [(one.verdict, one.because) for one in events if isinstance(one, ReplyWeighed)]


def plan_of(talk: Talk) -> Plan:
    return build_plan(talk.guide, talk.session)


def lines_of(flow: Flow) -> Iterator[str]:
    """Every sentence that the flow can say."""
    yield from flow.start.values()
    yield from (flow.about, flow.plan_title, flow.plan_note)
    for step in flow.steps:
        yield from (step.about, *step.enter.values(), *step.recap.values())
    for _, need in flow.needs():
        yield need.why
        for group in (need.ask, need.easier, need.met, need.ask_all):
            yield from group.values()
        yield from (probe.ask for probe in need.probes)
        for straight in need.questions:
            yield from straight.say.values()


# -- each flow ----------------------------------------------------------------------------------------------------------------


def test_it_is_proven(guide_of: Guide) -> None:
    assert prove(guide_of.flow).counter_example is None


def test_its_size_and_its_opening(guide_of: Guide) -> None:
    needs = [need for _, need in guide_of.flow.needs()]
    assert 10 <= len(needs) <= 18
    opening = guide_of.flow.steps[0]
    assert len(opening.enter) >= 3
    assert all("minutes" in line or "hour" in line for line in opening.enter.values())
    assert all("this computer" in line for line in opening.enter.values())
    for need in needs:
        assert len(need.ask) >= 3, need.id
        assert need.easier, need.id
        assert len(need.met) >= 3, need.id
        assert any("$echo" in line for line in need.met.values()) or need.answer.type != "text" or need.id in ("record_choice", "alert_terms")


def test_it_advises_nothing_and_names_no_platform(guide_of: Guide) -> None:
    said = "\n".join(lines_of(guide_of.flow))
    assert not re.search(r"\byou (?:should|must|ought|deserve|will get)\b", said, re.I)
    assert not re.search(r"linkedin|indeed\.|glassdoor|xing|stepstone|monster|totaljobs|facebook|https?:|www\.", said, re.I)
    assert not re.search(r"[£€]|\b\d{2,}[,.]?\d{3}\b", said)
    assert not re.search(r"\b(?:resign|hand in your notice|contract law|notice period)\b", said, re.I)


@pytest.mark.parametrize(("name", "answers"), [(name, one) for name in FLOWS for one in PEOPLE_OF[name]])
@pytest.mark.parametrize("seed", [1, 7, 23])
def test_a_plain_person_is_through_in_thirty_turns(name: str, answers: Answers, seed: int, library: Library) -> None:
    talk = finish(Talk(library.guide(name), seed=seed), answers, FINISH_TURNS)
    assert talk.session.ready
    assert 14 <= len(talk.turns) - 1 <= MOST_TURNS
    plan = plan_of(talk)
    assert not plan.open
    assert not plan.thin
    assert not plan.skipped
    said = [one.line for one in talk.session.events if isinstance(one, AssistantUttered) and not one.repeats]
    assert len(said) == len(set(said))


def test_nobody_is_driven_into_a_dead_end(guide_of: Guide) -> None:
    """After any number of odd replies, plain answers still lead to the end, and nothing unfilled is ever said."""
    name = guide_of.flow.flow
    for number in range(PEOPLE):
        dice = random.Random(f"{name} {number}")
        answers = dice.choice(PEOPLE_OF[name])
        talk = Talk(guide_of, seed=number)
        for _ in range(dice.randrange(5, RANDOM_TURNS)):
            if talk.session.ended is not None:
                break
            talk.say(odd(dice, talk, answers))
        if talk.session.ended is None:
            finish(talk, answers, FINISH_TURNS)
        assert all("$" not in one.text for one in talk.session.events if isinstance(one, AssistantUttered))
        assert not talk.session.ready or not open_needs(guide_of.flow, talk.session)
        assert plan_as_json(plan_of(talk))


def odd(dice: random.Random, talk: Talk, answers: Answers) -> str:
    """Something that somebody might type: an answer, one for another question, an evasion, a command."""
    draw = dice.random()
    if draw < 0.45:
        return reply(talk, answers)
    if draw < 0.6:
        return dice.choice([text for texts in answers.values() for text in texts])
    if draw < 0.85:
        return dice.choice(EVASIVE)
    return dice.choice([one for one in (*COMMANDS, *PLAIN) if not re.search(r"finish|stop|pause", one)])


@pytest.mark.parametrize("text", ["x", "organised", "All of them.", "I don't know", "My manager should sort that out.", "Always."])
def test_one_and_the_same_reply_leads_out_too(text: str, guide_of: Guide) -> None:
    talk = Talk(guide_of, seed=3)
    for _ in range(160):
        if talk.session.ended is not None:
            break
        talk.say(text)
    assert talk.session.ended is not None, f"{talk.need} is asked for ever"


# -- strengths and values -----------------------------------------------------------------------------------------------------


def test_a_strength_without_an_occasion_stays_thin(library: Library) -> None:
    talk = Talk(library.guide("strengths_values"))
    reach(talk, STRENGTHS, "strengths").say("organised, and explaining things to newcomers")
    for text in ("I am just organised.", "Always.", "Eleven years of it."):
        talk.say(text)
    assert talk.status("episodes", 1) == "thin"
    assert talk.session.awaiting is not None
    assert (talk.need, talk.session.awaiting.item) == ("episodes", 2)


def test_words_that_only_touch_on_settled_items_are_still_an_answer(library: Library) -> None:
    talk = reach(Talk(library.guide("strengths_values")), STRENGTHS, "strengths")
    talk.say("I remember names, I can calm down people who waited, and I spot a wrong form before it is sent.")
    talk.say("Last spring I calmed a man who had waited since six. In May I found that a form was wrong and rang the ward before it was sent.")
    assert [talk.status("episodes", item) for item in (1, 2, 3)] == ["open", "met", "met"]
    talk.say("In June a man waited at my desk, he held a wrong form, and I greeted him as his own aunt does, so he laughed.")
    assert talk.status("episodes", 1) == "met"


def test_the_five_come_out_in_order(library: Library) -> None:
    plan = plan_of(finish(Talk(library.guide("strengths_values")), STRENGTHS, FINISH_TURNS))
    ranked = [value for line in plan.fields["values"] if isinstance(line.value, list) for value in line.value]
    assert [one.lower() for one in ranked] == ["family time", "fairness", "usefulness", "trust", "humour"]
    assert plan.fields["learned"]
    rows = next(table for table in plan.tables if any("small only once" in value for row in table.rows for value in row.cells))
    assert [row.item.lower() for row in rows.rows] == ["family time", "fairness", "usefulness"]


def test_equal_values_are_sent_back_to_be_ranked(library: Library) -> None:
    talk = reach(Talk(library.guide("strengths_values")), STRENGTHS, "values_top")
    assert weighed(talk.say("They are all equally important.")) == [("evasion", "nothing_new")]
    assert "all but one" in talk.last.text


def test_a_personality_test_gets_a_straight_answer_and_none_is_built(library: Library) -> None:
    talk = reach(Talk(library.guide("strengths_values")), STRENGTHS, "strengths")
    question = talk.last.text
    talk.say("Do you have a personality test?")
    assert re.search(r"no test|No questionnaire", talk.last.text)
    assert "trained" in talk.last.text or "rate nobody" in talk.last.text
    assert talk.need == "strengths"
    assert question.split("?")[0].split(". ")[-1] in talk.last.text
    assert talk.status("strengths") == "open"


# -- getting ready for a mentor -----------------------------------------------------------------------------------------------


def test_the_way_depends_on_whether_there_is_a_mentor(library: Library) -> None:
    with_one = finish(Talk(library.guide("mentor_prep")), WITH_MENTOR, FINISH_TURNS)
    without = finish(Talk(library.guide("mentor_prep")), NO_MENTOR, FINISH_TURNS)
    assert with_one.session.fact("mentor_who") is not None
    assert with_one.session.fact("candidates") is None
    assert without.session.fact("mentor_who") is None
    assert all(without.status(need) == "met" for need in ("candidates", "how_to_ask", "in_it_for_them"))


@pytest.mark.parametrize(
    ("text", "words"),
    [("Any tips?", "general answer"), ("Can you get me a job in your team?", "request for a post"), ("You tell me.", "your own work")],
)
def test_a_wide_question_is_made_narrow(text: str, words: str, library: Library) -> None:
    talk = reach(Talk(library.guide("mentor_prep")), WITH_MENTOR, "three_questions")
    assert weighed(talk.say(text))[0][0] == "evasion"
    assert words in talk.last.text


def test_questions_are_kept_one_by_one(library: Library) -> None:
    talk = reach(Talk(library.guide("mentor_prep")), WITH_MENTOR, "three_questions")
    for text in ("How did you decide to leave the bench?", "what should i do next?", "What do you do when you are stuck?", "Who helped you most?"):
        talk.say(text)
    assert talk.status("three_questions") == "met"
    fact = talk.session.fact("three_questions")
    assert fact is not None
    assert isinstance(fact.value, list)
    assert len(fact.value) == 3
    assert not any("should" in one for one in fact.value)


def test_to_be_my_mentor_is_made_a_small_request(library: Library) -> None:
    talk = reach(Talk(library.guide("mentor_prep")), NO_MENTOR, "how_to_ask")
    assert weighed(talk.say("I'd ask whether he would be my mentor.")) == [("evasion", "mentor_word")]
    assert "half hour" in talk.last.text


# -- looking about ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["My manager should develop me.", "I might do something.", "Look for another job.", "Quit my job."])
def test_no_looking_about_without_an_own_action(text: str, library: Library) -> None:
    talk = reach(Talk(library.guide("what_next")), LOOKING, "own_action")
    assert all(verdict != "full" for verdict, _ in weighed(talk.say(text)))
    assert talk.session.step == "opening"
    assert talk.need == "own_action"
    talk.say("I will write one case note every Friday until March.")
    assert talk.status("own_action") == "met"


def test_a_company_named_early_is_kept_and_criteria_come_first(library: Library) -> None:
    talk = reach(Talk(library.guide("what_next")), LOOKING, "criteria")
    events = talk.say("I want to work for Tarnwick.")
    assert weighed(events) == [("evasion", "nothing_new")]
    assert not any(isinstance(one, NeedMet) for one in events)
    assert talk.need == "criteria"
    kept = talk.session.fact("companies")
    assert kept is not None
    assert "Tarnwick" in str(kept.value)
    talk.say(LOOKING["criteria"][0])
    assert talk.need == "companies"
    talk.say("The river trust")
    fact = talk.session.fact("companies")
    assert fact is not None
    assert isinstance(fact.value, list)
    assert len(fact.value) == 2


def test_a_bare_name_is_no_criterion(library: Library) -> None:
    talk = reach(Talk(library.guide("what_next")), LOOKING, "criteria")
    talk.say("Tarnwick")
    assert talk.session.fact("criteria") is None


def test_each_place_is_held_against_the_criteria(library: Library) -> None:
    plan = plan_of(finish(Talk(library.guide("what_next")), LOOKING, FINISH_TURNS))
    table = next(one for one in plan.tables if any("harpsichord" in row.item for row in one.rows))
    assert len(table.rows) == 3
    assert all(row.cells[0] for row in table.rows)
    for name in ("criteria", "companies", "contacts", "alerts", "recruiters", "network", "first_step", "next_date"):
        assert plan.fields.get(name), name


def test_a_work_account_is_warned_of_kindly(library: Library) -> None:
    talk = reach(Talk(library.guide("what_next")), LOOKING, "alert_terms")
    assert re.search(r"private|own account|work account", talk.last.text)
    talk.say("I would set it up on my work email.")
    assert "private address" in talk.last.text
    assert talk.status("alert_terms") == "open"


def test_the_source_is_named_before_recruiters_are(library: Library) -> None:
    step = library.guide("what_next").flow.step("market")
    assert len(step.enter) >= 3
    assert all(re.search(r"recruiting (?:firm|company)|firm of recruiters", line) for line in step.enter.values())


def test_no_recruiter_is_fine(library: Library) -> None:
    talk = reach(Talk(library.guide("what_next")), LOOKING, "recruiter_want")
    talk.say("No, not for now")
    assert talk.status("recruiter_want") == "met"
    assert talk.need != "recruiter_question"
    assert not any(one.need == "recruiter_question" for one in plan_of(talk).open)


@pytest.mark.parametrize(("name", "need"), [("what_next", "first_step"), ("mentor_prep", "invite")])
def test_the_first_step_lies_within_a_week(name: str, need: str, library: Library) -> None:
    answers = PEOPLE_OF[name][0]
    talk = reach(Talk(library.guide(name)), answers, need)
    later = TODAY + timedelta(days=20)
    assert weighed(talk.say(f"I will write to her on {later.day} {later:%B}.")) == [("half", "later")]
    assert "seven days" in talk.last.text
    talk.say("On Tuesday I write her two lines.")
    assert talk.status(need) == "met"


def test_giving_notice_is_no_first_step(library: Library) -> None:
    talk = reach(Talk(library.guide("what_next")), LOOKING, "first_step")
    assert weighed(talk.say("I'll hand in my notice on Monday.")) == [("evasion", "hands_in_notice")]
    assert "decision for another day" in talk.last.text


# -- what an earlier talk left ------------------------------------------------------------------------------------------------


def held(service: Service, flow: str, answers: Answers, today: date) -> Kept:
    """A talk through the service, to its end."""
    talk = service.start(flow, 5, today=today)
    for _ in range(120):
        if talk.session.ended is not None:
            return talk
        here = talk.session.awaiting
        assert here is not None
        need = here.need or ""
        found = answers.get(f"{need}/{here.item}") or answers.get(need) if here.kind == "ask" else None
        talk = service.say(talk, found[0] if found else "That's right.", today)
    raise AssertionError(f"{flow} did not end")


def test_results_are_offered_to_the_next_talk(library: Library) -> None:
    service = Service(open_store("memory:"), library)
    career: Book = plain_person()
    held(service, "career_talk", career.answers, TODAY)
    held(service, "strengths_values", STRENGTHS, TODAY + timedelta(days=30))
    today = TODAY + timedelta(days=60)
    talk = service.start("what_next", 5, today=today)
    offered: dict[str, str] = {}
    for _ in range(FINISH_TURNS):
        here = talk.session.awaiting
        if talk.session.ended is not None or here is None:
            break
        need = here.need or ""
        first = need in ("own_action", "direction", "values_now") and need not in offered
        if first:
            offered[need] = here.question
            talk = service.say(talk, "Yes, it does.", today)
            continue
        found = LOOKING.get(f"{need}/{here.item}") or LOOKING.get(need) if here.kind == "ask" else None
        talk = service.say(talk, found[0] if found else "That's right.", today)
    assert talk.session.ready
    assert "price book" in offered["own_action"]
    assert "urniture" in offered["direction"]
    assert "amily time" in offered["values_now"]
