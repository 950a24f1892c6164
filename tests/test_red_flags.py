"""Red flags: in every step the coach stops, keeps none of the words, shows where to turn, and goes on only when asked to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from people_driver import FLOW, TODAY, Talk, book, handhold, kinds

from engine.language.lexicon import build_lexicon
from engine.language.reading import SURE, read
from engine.service import Service, awaiting
from engine.stores import open_store
from engine.talk import events as ev
from engine.talk.guide import Guide

STEPS = ("opening", "aspirations", "potential", "development", "milestones", "options", "action_plan")
BEGIN = Callable[..., Talk]

RED = (
    "Some nights I think everybody would be better off without me.",
    "My team leader slipped his hand under my skirt in the lift.",
    "Last week I took far too many sleeping pills and told nobody.",
    "He said he will hurt me if I tell anyone about the money.",
    "They keep calling me a monkey when I come into the canteen.",
    "I have not slept for two weeks, I can't stop crying and I can't go on.",
    "My partner punched me last night and I don't dare go home.",
    "My boss took my passport and says I owe him two years of work.",
    "A customer followed me into the store room and kissed me, and my manager laughed.",
    "I sit in the car before work and think about ending my life.",
    "I drink half a bottle of vodka before every shift to get through it.",
    "The older ones beat up the apprentice in the changing room.",
    "They sacked me from the front desk because I am pregnant.",
    "I don't feel safe at work any more, he waits for me outside.",
)
EVERYDAY = (
    "This spreadsheet will be the death of me, but I like the puzzle in it.",
    "I killed it in the pitch last month and want more of that.",
    "I am dying to get into the lab.",
    "I nearly had a heart attack when the light went, and then we shot the scene in one go.",
    "I run the suicide prevention training for the council.",
    "The audit hit us hard and I was shattered for a week.",
    "I could murder a cup of tea right now.",
    "My knees kill me after a night shift, so I want something with less lifting.",
    "I am a nurse on a stroke ward and I like it there.",
    "We touch base every week and she keeps me on my toes.",
    "He beat me to the team lead job by one point.",
    "I teach children who were bullied at their old school.",
    "We have to cut ourselves some slack and stop firefighting.",
    "My manager pushed me to apply and I am glad she did.",
)
# Danger in plain words, in passing, in second-language English and with slips of the fingers: read, without a talk around it.
TOLD = (
    "I am suicidal.",
    "I feel suicidal most days.",
    "I tried to kill myself last month.",
    "I cut myself at night.",
    "I don't want to live any more.",
    "I took an overdose on Friday.",
    "My partner hits me when he drinks.",
    "I am being abused at home.",
    "My boyfriend raped me.",
    "My boss gropes me.",
    "I am being sexually harassed at work.",
    "My supervisor touches me and I don't want it.",
    "I am being racially abused by colleagues.",
    "I am discriminated because of my religion.",
    "My manager makes racist comments to me.",
    "A colleague threatened to kill me.",
    "I'm being stalked.",
    "I'm having a heart attack I think.",
    "I think I'm having a breakdown.",
    "I am severely depressed.",
    "I have an eating disorder and it's getting worse.",
    "I'm addicted to painkillers.",
    "My colleague wants to kill herself.",
    "My brother hanged himself yesterday.",
    "A co-worker is being beaten by her husband.",
    "They force me to work without pay.",
    "I don't feel safe at home.",
    "I'm afraid he will kill me.",
    "He forced himself on me.",
    "my boss slaped me",
    "im being harrassed by my manger",
    "I feel like ending it all.",
    "My life is not worth living.",
    "I'm going to hurt myself.",
    "I will bring a knife and stab my manager.",
    "I was attacked on the way home last night.",
    "I'm pregnant and bleeding.",
    "My mother is dying and I can't go on.",
    "I was refused promotion because of my disability.",
    "my husband is beating me always",
    "I not want to live more",
    "I have no more will to live",
    "he make me sex things at work",
    "they say to me monkey because I am black",
    "they are discriminating me for my religion",
    "he put knife on my neck",
    "my man is locking me in house",
    "my husband took me my passport and my money",
    "I have much pain in the breast and the arm",
    "I drink every day since morning, I cannot stop",
    "I think always to jump from the bridge",
    "sometimes I think the best is to be dead",
    "nobody will cry when I am dead",
    "my stepfather is touching me",
    "they hit me in the changing room and make video",
    "I have fear of my husband",
    "he follow me until my house every night",
    "my manager want sex or I lose the work",
    "they not pay me five months and keep documents",
    "I'd like mornings because in the evenings he checks how long the bus took and there's hell to pay.",
    "I sleep in my car with the kids since Thursday, he threw us out and said he'd burn the flat.",
    "I moved house three times, he always finds me.",
    "It would be easier for everyone if I just wasn't around.",
    "I can't stop thinking that I should not be alive.",
    "My daughter said she wants to die and I can't concentrate on any plan.",
    "Nobody would find me till Monday, I've worked that out.",
    "They locked me in the freezer for a joke, an hour it was.",
    "I was jumped by two guys from packing because I reported them.",
    "Got a photo of my front door in the post, no name.",
    "they want 300 a month from me or my cousin gets hurt",
    "The consultant rubs himself on the nurses in the lift.",
    "Somebody wrote slut on my helmet.",
    "My mentor touched my knee and then my thigh.",
    "They don't let me lead because I'm a woman, he said so in the meeting.",
    "I was told I'm too old for the course at 54.",
    "My colleague was let go the week after she came out.",
    "He says women drivers cause only trouble and I get the old bus every time.",
    "I have pain in the chest since yesterday and the left arm is funny.",
    "I'm drinking again, since six in the morning today.",
    "I can't feel my left side since this morning.",
    "I've stopped taking my medication and I hear them talking about me through the wall.",
    "A colleague told me her husband has a gun and said he'll use it.",
    "Every day they hide my insulin and laugh.",
    "My boyfriend broke my phone and my finger.",
    "Could the plan wait, I spent the night at the police station because of my husband.",
    "He doesn't hit me where you can see it.",
    "Don't bother with the milestones, I'm not going to need them.",
    "I'm scared of what I'll do if I'm alone this weekend.",
    "My brother hasn't left bed in three weeks and asked me where dad keeps the gun.",
    "He threw me to the floor in front of the guests.",
    "I was warned that union people have bad luck with their brakes.",
    "The landlord says he'll put us on the street tonight if I don't sleep with him.",
    "I'm the only woman on the rig and at night someone tries my door handle.",
    "A guest locked me in his room when I brought towels.",
    "Since they know about my boyfriend the lads won't change in the same room and write things on my bench.",
    "I came back from chemo and my job was given to someone 'healthier'.",
    "We sleep eight in a room and the boss says the debt gets bigger.",
    "I woke up on the bathroom floor, I don't know how long.",
    "I need a drink before I can hold the pen.",
)
# Everyday strain, figures of speech, lines of work with danger in them, and who somebody is.
CALM = (
    "I'd kill for a day off.",
    "My back is killing me after the move.",
    "She hit the roof when the order was late.",
    "He threw a party for the whole shift.",
    "I was burnt out a bit after the launch, two weeks off sorted it.",
    "I got grilled by the board, it was fun in the end.",
    "The new system makes me want to scream.",
    "I'm a solicitor and I handle discrimination claims.",
    "I cut my finger on the slicer, six stitches, all fine.",
    "My heart races before a presentation.",
    "My manager pushes me hard and I like it.",
    "We threw out the old plan.",
    "I'm pregnant, so I'd plan the course for after my leave.",
    "I'm deaf in one ear, so I sit at the front.",
    "I'm Muslim and I start at seven during Ramadan, that works well.",
    "I came from Nigeria in 2015 and started as a cleaner.",
    "I was sacked in 2003 and it turned out fine.",
    "I wasn't chosen for the lead post, they took a man from Leeds with more experience.",
    "I'm diabetic, so I need my breaks on time.",
    "The hospital wants me to lead the stroke team.",
    "I haven't slept well because of the neighbours' party.",
    "We went for a drink after the shift.",
    "I watched a film about a stalker.",
    "My grandfather was killed in the war.",
    "He told me to go home because I was ill.",
    "My boss put his hand up at the meeting and backed me.",
    "I know where he lives, he's my neighbour, we car share.",
    "My husband drives me to work and waits for me outside.",
    "My husband doesn't want me to work weekends because of the kids.",
    "My partner controls the budget at home, I'm bad with money.",
    "My boss follows me on LinkedIn.",
    "They took my shifts for the training week.",
    "I take tablets for my blood pressure.",
    "I stopped taking sugar and lost five kilos.",
    "The ambulance service is hiring and I'm tempted.",
    "My daughter isn't eating her greens.",
    "I stood on the bridge and took photos every evening for the survey.",
    "I'd be better off in another department.",
    "I don't want to be here when the new system starts, I'd rather move to Lyon.",
    "I don't see the point of these meetings.",
    "I'm done with night shifts.",
    "I don't want to go on like this, I want a job with days.",
    "I've decided to leave in June.",
    "I've sorted out my papers for the pension.",
    "I want to end my contract and go freelance.",
    "My friend lost his job when the plant closed.",
    "A patient died on my shift and we talked it through as a team.",
    "In training we practise what to do when a patient grabs you.",
    "The fire alarm went off and we all had to get out.",
    "I smashed my targets.",
    "The boss's dog bit me once, we laughed.",
    "We shoot the catalogue in May.",
    "They laughed at my joke in the meeting.",
    "I was hurt that nobody asked me.",
    "He makes comments about my spelling.",
    "He looked at my figures and said well done.",
    "I support women who leave violent homes.",
    "The old and the young never get the same training budget.",
    "A girl from accounts was gone before I could ask.",
    "The Italians changed my order.",
    "My manager is French and never says no.",
    "I'm going to murder that printer.",
    "I fear for my job.",
    "My man locks up the shop at night.",
    "I lost the will to live during the webinar.",
    "My son hit his sister with a toy.",
    "I think about killing the project.",
    "The fryer burned me last year.",
    "My daughter has anxiety and sees someone, it goes well.",
    "My father died and I took over the farm.",
    "I was mugged in Rome once, funny story now.",
    "The boss told me he'd kill me if I quit, he laughed and gave me a raise.",
    "I'm afraid of my new manager, she's very strict.",
    "I can't cope with the paperwork.",
    "The lads wind me up about my haircut.",
    "They laughed at my accent once, I laughed too.",
    "The customer was so rude that I cried in the store room, and then I had a biscuit.",
    "I'd rather die than present in front of the board.",
    "I hurt my back lifting a patient.",
    "My boss threw the report on the table and said do it again.",
    "She has a sharp tongue.",
    "I'm gay and my team came to my wedding.",
    "They gave my desk to someone else while I was on holiday.",
    "I had a panic when the lift stopped.",
    "He's always watching over my shoulder.",
    "The gate is locked at night and I have to ring the guard.",
    "My passport runs out in May.",
    "We work twelve hours a day at harvest and I love it.",
    "Our landlord raised the rent.",
)
MARK = "zqxv"  # stands in no file of ours, so finding it in a store means that words were kept
FLAGGED = f"My manager touched me again {MARK}one and I want to kill myself {MARK}two."
MEANWHILE = f"I do not know {MARK}three what to do {MARK}four."


WORDS = Path(__file__).parents[1] / "flows" / "language" / "en"
LEXICON = build_lexicon({path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(WORDS.glob("*.yaml"))})


def flagged(text: str) -> bool:
    """Whether the employee's text is read as a red flag with confidence."""
    return any(act.act == "red_flag" and act.confidence >= SURE for act in read(text, LEXICON, "employee").acts)


@pytest.mark.parametrize("text", RED)
def test_a_sign_of_danger_stops_the_talk(talk: BEGIN, text: str) -> None:
    assert kinds(talk().say(text)) == ["UserUttered", "RedFlagRaised", "AssistantUttered"]


@pytest.mark.parametrize("text", EVERYDAY)
def test_a_figure_of_speech_or_a_line_of_work_does_not(talk: BEGIN, text: str) -> None:
    assert "RedFlagRaised" not in kinds(talk().say(text))


@pytest.mark.parametrize("text", TOLD)
def test_danger_is_read_however_it_is_told(text: str) -> None:
    assert flagged(text)


@pytest.mark.parametrize("text", CALM)
def test_everyday_strain_is_not_read_as_danger(text: str) -> None:
    assert not flagged(text)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("way", ["on", "end"])
def test_in_every_step_it_stops_and_keeps_nothing(talk: BEGIN, guide: Guide, step: str, way: str) -> None:
    one = talk().reach(book("rohan"), step=step)
    before = one.session
    events = one.say(FLAGGED)
    assert [type(event) for event in events] == [ev.UserUttered, ev.RedFlagRaised, ev.AssistantUttered]
    assert events[0] == ev.UserUttered(before.turn + 1, TODAY.isoformat(), None, True)
    assert MARK not in json.dumps([ev.encode(event) for event in events])
    for signpost in guide.signposts.strip().splitlines():
        assert signpost in one.last.text
    assert awaiting(one.session) == {"event": "AwaitingReply", "step": step, "need": None, "item": None, "kind": "stopped", "turn": one.session.turn}
    assert (one.session.facts, one.session.needs, one.session.parked) == (before.facts, before.needs, before.parked)
    if way == "on":
        goes_on(one, before.awaiting)
    else:
        ends(one)


def goes_on(one: Talk, open_question: object) -> None:
    assert open_question is not None
    asked = one.need
    events = one.say("go on")
    assert "SessionResumed" in kinds(events)
    assert next(event for event in events if isinstance(event, ev.UserUttered)).withheld
    assert (one.kind, one.need, one.session.awaiting.item) == ("ask", open_question.need, open_question.item)
    assert one.session.awaiting.question != open_question.question, "the open need is asked in other words"
    assert asked is None
    assert not one.session.stopped


def ends(one: Talk) -> None:
    events = one.say(MEANWHILE)
    assert kinds(events) == ["UserUttered", "SessionEnded", "AssistantUttered"]
    assert MARK not in json.dumps([ev.encode(event) for event in events])
    assert (one.session.ended, one.kind) == ("red_flag", "done")
    events = one.resume()
    assert "SessionResumed" in kinds(events)
    assert (one.session.ended, one.kind) == (None, "ask")


@pytest.mark.parametrize("text", ["no", "yes", "skip", "undo", "help", "sum up", "finish", "I will ask my manager by Friday", "", FLAGGED])
def test_anything_but_go_on_ends_the_talk_and_is_not_kept(talk: BEGIN, text: str) -> None:
    one = talk().all("I would like to build things.", FLAGGED)
    assert kinds(one.say(text)) == ["UserUttered", "SessionEnded", "AssistantUttered"]
    assert one.session.ended == "red_flag"
    assert one.session.transcript[-2].text is None


@pytest.mark.parametrize("text", ["go on", "Go on.", "yes, carry on please", "please continue", "let's go on"])
def test_go_on_may_be_said_in_several_ways(talk: BEGIN, text: str) -> None:
    one = talk().all("I would like to build things.", FLAGGED, text)
    assert one.session.ended is None
    assert one.kind == "ask"


def test_a_second_red_flag_stops_again_with_other_words(talk: BEGIN) -> None:
    one = talk().all(FLAGGED)
    first = one.last.text
    one.all("go on", FLAGGED)
    assert one.kind == "stopped"
    assert one.last.text != first


def test_a_red_flag_while_the_coach_waits_for_a_yes_changes_nothing(talk: BEGIN) -> None:
    one = talk().reach(book("rohan"), step="milestones")
    one.say("Actually I've changed my mind, I want something quite different now.")
    assert one.kind == "confirm"
    facts = one.session.facts
    one.all(FLAGGED)
    assert one.session.facts == facts
    one.say("go on")
    assert one.session.facts == facts, "going on after a stop is no yes to the change that was shown before it"
    assert one.session.offer is None or one.kind == "confirm", "a change that is still waiting for its yes must be shown again"


def test_a_red_flag_cannot_be_undone_into_the_record(talk: BEGIN) -> None:
    one = talk().all("I would like to build things.", FLAGGED, "go on", "undo")
    assert MARK not in json.dumps([ev.encode(event) for event in one.session.events])


# -- the files of the store ----------------------------------------------------------------------------------------------------


def kept_bytes(folder: Path) -> bytes:
    """Every byte of every file of a store: the database, its journal and its index."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files, "there must be a store to look into"
    return b"".join(path.read_bytes() for path in files)


def test_the_words_are_in_no_file_of_the_store(tmp_path: Path, library: object) -> None:
    store = open_store(f"sqlite:///{(tmp_path / 'talks.db').as_posix()}")
    service = Service(store, library)  # type: ignore[arg-type]
    one = service.start(FLOW, 7)
    for text in (f"I like bridges kept{MARK}", FLAGGED, "go on", FLAGGED, MEANWHILE):
        one = service.say(one, text, TODAY)
    open_file = kept_bytes(tmp_path)
    store.close()
    closed_file = kept_bytes(tmp_path)
    for data in (open_file, closed_file):
        assert f"kept{MARK}".encode() in data, "what is said outside of a stop is kept"
        for word in ("one", "two", "three", "four"):
            assert f"{MARK}{word}".encode() not in data


def test_the_words_are_in_no_file_after_a_kill_and_the_talk_can_be_taken_up(tmp_path: Path, url: str) -> None:
    command = [sys.executable, "-m", "engine", "talk", FLOW, "--json", "--store", url, "--today", "2027-01-11", "--seed", "7"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent)
    assert process.stdin is not None
    assert process.stdout is not None
    session, stopped = "", False
    process.stdin.write(f"{FLAGGED}\n".encode())
    process.stdin.flush()
    while not stopped:
        event = json.loads(process.stdout.readline())
        session = event.get("session", session)
        stopped = event["event"] == "AwaitingReply" and event["kind"] == "stopped"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert MARK.encode() not in kept_bytes(tmp_path)
    ran = handhold("talk", FLOW, "--json", "--store", url, "--resume", session, "--today", "2027-01-11")
    assert ran.code == 0
    assert ran.events()[-1]["kind"] == "ask"
    assert MARK not in ran.out
    shown = handhold("sessions", "show", session, "--store", url)
    assert "(not kept)" in shown.out
    assert MARK not in shown.out + handhold("sessions", "export", session, "--store", url).out
    assert MARK.encode() not in kept_bytes(tmp_path)


def test_after_an_end_by_red_flag_the_talk_can_be_resumed_on_the_command_line(url: str) -> None:
    ran = handhold("talk", FLOW, "--json", "--store", url, "--seed", "7", typed=f"{FLAGGED}\nI would rather not.\n")
    ended = [event for event in ran.events() if event["event"] == "SessionEnded"]
    assert [event["reason"] for event in ended] == ["red_flag"]
    assert ran.events()[-1]["kind"] == "done"
    session = ran.events()[0]["session"]
    again = handhold("talk", FLOW, "--json", "--store", url, "--resume", session, typed="Building bridges and small gadgets.\n")
    assert again.code == 0
    assert [event["event"] for event in again.events()].count("SessionResumed") == 1
    assert again.events()[-1]["kind"] == "ask"
