"""Rehearsals: what a simulated team member may never do, in random talks, and what it does with a sensible manager."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from engine.library import Library
from engine.rehearsal.debrief import Debrief, debrief
from engine.rehearsal.persona import Cast
from engine.rehearsal.rehearse import begin, rehearse
from engine.rehearsal.state import State
from engine.service import Service
from engine.stores import open_store
from engine.talk.events import (
    ActConfirmed,
    ActDisputed,
    ActRecognized,
    Difficulty,
    Event,
    PersonaChanged,
    PersonaLeft,
    PersonaUttered,
    SessionStarted,
    UserUttered,
    decode_all,
    encode,
)  # fmt: skip
from engine.talk.guide import Guide
from engine.talk.session import Session, extend, fold

TODAY = date(2027, 1, 11)
FLOW = "career_talk"
NAMES = ("best_person", "no_idea", "not_ready", "raised_hopes", "tutorial", "wants_promises")
TURNS = 40
TALKS = 8
"""Talks tried of each persona."""

OPENING = """
I asked for this hour so that we can talk about you for once, and not about the rota.
The point of today is where you would like your work to go.
By the end I'd like you to have one thing written down that you want to try.
First what you like, then what you're good at, and the steps at the very end.
It's your career, so you do the driving and I ask.
This isn't your appraisal and nothing here goes on file.
"""
OPEN = """
What do you enjoy most in your job at the moment?
Which part of the week do you look forward to?
What did you like about the job you had before this one?
Tell me about a time you went home happy.
What kind of work would you like more of?
If you could draw up your own job, what would be in it?
What lies behind that wish?
What makes that matter to you?
What would you rather not have to do any more?
Which tasks would you gladly hand over?
How do you see yourself, strengths and all?
How ready would you say you are?
How did you go about learning something new last time?
What have you taught yourself?
What have other people told you about your work?
What feedback stayed with you?
What would you still have to learn?
What is missing before you could do that?
And what else?
What else would you need to get better at?
What do people at home say about it?
How does it fit with your life outside?
What are you not telling me?
How are you really?
Could you tell me more about that?
Tell me more.
How so?
What was that like for you?
"""
LISTENING = """
So you like it best when somebody relies on you.
It sounds as if you're proud of that and a bit tired too.
You'd rather be asked than told.
So part of you wants it and part of you doesn't.
You felt left alone with it.
So it's the puzzle that keeps you here.
Let me gather what I have: you like the detail, you don't want the rota, and you want to be asked earlier.
To pull it together, you enjoy teaching people and you'd like to know more about the money side.
You stayed on until the count was right, and nobody had asked you to.
The way you explained it to the new starters took real patience.
When the system went down you rang every site yourself; that tells me you keep calm and learn fast.
"""
SILENCE = """
...
…
Take your time.
(silence)
"""
CLOSED = """
Do you like it here?
Is it the money?
Have you led a team before?
Would you move to another site?
Did you finish the course?
Are you happy with your hours?
When did you last have training?
Do you want to be a manager?
Why?
Why do you want that?
Why now?
You don't really want to leave, do you?
Surely you'd be bored by the paperwork?
What do you like, what do you hate, and where do you want to be in five years?
Is it the pay, or is it the people, and have you told anybody?
"""
HARM = """
You should do the leadership course.
If I were you I'd talk to Finance.
Why don't you shadow Ann for a week?
The best thing would be a mentor.
Have you thought about a secondment?
I'll make sure you get the next post.
You'll have your own team by Christmas, I promise.
When Dave goes it's yours.
I can get you that raise.
Between us, something may open up in spring.
You're top of my list.
I wouldn't worry about the panel.
Leave it with me.
I'll talk to the director and set it all up for you.
I'll write your plan and send it over.
You're just not leadership material.
You're nearly there, keep doing what you're doing.
You're a star.
That's unrealistic.
Everybody wants that, be glad you have a job.
We couldn't cope without you.
I'll promise you the job and I'll find you a mentor, and something bigger may come too.
"""
PLAN = """
May I offer a thought?
What ideas do you have yourself?
What could you try without waiting for anybody?
What will you do about that in the next month?
Which of those will you take on first, and by when?
How would you go about it?
What's the very first step?
How would you notice that it worked?
What could get in the way, and what will you do then?
What do you need from me?
I can give you two hours a fortnight for it.
That decision isn't mine, and I won't pretend it is.
I can't promise you the post; I don't know whether there will be one.
When shall we look at this again?
Let's meet on the 14th for half an hour, only on this.
So you'll ask Ines by Friday, and you'll know it worked if she names a date.
"""
NOISE = """
Month end was a nightmare, wasn't it.
The coffee machine is broken again.
How was your weekend?
asdf qwer zxcv
??
ok
hm
.
12345
🙂🙂
你好，你最喜欢什么？
Что тебе нравится?
ما الذي تحب؟
When I was your age I took whatever came, and then one thing led to another, and I never planned anything at all.
I have to be at the depot by three.
<b>hello</b> {{name}} $quote $phrase %s
"""
POOL = [line for block in (OPENING, OPEN, LISTENING, SILENCE, CLOSED, HARM, PLAN, NOISE) for line in block.strip().splitlines()]
POOL += ["   ", "Tell me what you like. " * 60, "word " * 500, "so, what do you enjoy then? and why? and since when? and who knows?"]


def drawn(seed: int, guide: Guide, turns: int = TURNS) -> list[str]:
    """The lines of a random manager, who leans towards one habit so that all depths are reached."""
    rng = random.Random(seed)
    fires = _examples(guide)
    kind = [POOL, (OPEN + LISTENING + SILENCE).strip().splitlines(), (OPEN + PLAN).strip().splitlines(), (HARM + CLOSED).strip().splitlines()][seed % 4]
    return [rng.choice(fires if rng.random() < 0.15 else kind if rng.random() < 0.7 else POOL) for _ in range(turns)]


@cache
def _examples(guide: Guide) -> list[str]:
    return [text for cue in guide.language.lexicon.cues["manager"].cues for text in cue.fires]


def played(cast: Cast, guide: Guide, lines: Iterable[str], seed: int = 7, difficulty: Difficulty = "normal") -> Session:
    session = fold(begin(guide, cast, "talk", seed, difficulty))
    for line in lines:
        session = extend(session, rehearse(cast, guide, session, line, TODAY))
    return session


def by_turn(session: Session) -> Iterator[tuple[int, list[Event]]]:
    for turn in range(session.turn + 1):
        yield turn, list(session.of_turn(turn))


def of(kind: type, events: Iterable[Event]) -> list:
    return [one for one in events if isinstance(one, kind)]


def acts_of(events: Iterable[Event]) -> set[str]:
    return {one.act for one in of(ActRecognized, events)}


# -- what must hold in every talk ----------------------------------------------------------------------------------------

EASE = {"easy": -15, "normal": 0, "hard": 10}
ASKS = {"open_question", "closed_question", "leading_question", "why_question", "multiple_question"}
ANSWERS = {
    "first", "opening_ok", "polite", "why_cool", "early", "propose", "commit", "how", "sign", "barrier", "support", "review", "dry",
    "permission_ok", "summary_yes", "feedback_taken", "wrap_up",
}  # fmt: skip


def faults(cast: Cast, session: Session) -> list[str]:
    """Everything that a talk does which no talk may do."""
    return [*_said_twice(session), *_told_too_early(cast, session), *_debts(session), *_left(session), *_passed_over(cast, session)]


def _said_twice(session: Session) -> Iterator[str]:
    said = of(PersonaUttered, session.events)
    if len({one.line for one in said}) < len(said) or len({one.text for one in said}) < len(said):
        yield "a line was said twice"
    yield from (f"a placeholder is left: {one.text}" for one in said if "$quote" in one.line or one.text.count("$") > 3)


def _told_too_early(cast: Cast, session: Session) -> Iterator[str]:
    """By the words of the author's file alone: acts, trust, what closes a topic, the pace."""
    levels: dict[str, int] = {}
    heard: list[set[str]] = []
    cold: dict[str, int] = {}
    thread = ""
    for turn, events in by_turn(session):
        heard.append(acts_of(events))
        said, changed = of(PersonaUttered, events), of(PersonaChanged, events)
        if not said:
            continue
        line, state = said[0], changed[0].state
        before = dict(levels)
        if line.topic and line.level is not None:
            where = f"turn {turn}: {line.line}"
            if line.level > before.get(line.topic, 0):
                if line.level - max(0, before.get(line.topic, 0)) > 1:
                    yield f"{where} jumps"
                acts = heard[turn] | ({"reflection"} if "summary" in heard[turn] else set())
                rule = cast.persona.topics[line.topic].unlock.get(f"l{line.level}")
                ease = EASE[session.difficulty]
                if line.level == 1:
                    if acts.isdisjoint(ASKS | {"reflection", "silence", "affirmation"}) or state["rapport"] < 20 + ease:
                        yield f"{where} without its unlock"
                elif rule is None or acts.isdisjoint(rule.acts) or state["rapport"] < rule.rapport + ease:
                    yield f"{where} without its unlock"
                elif any(not one.isdisjoint(rule.not_) for one in heard[max(0, turn - 3) :]):
                    yield f"{where} although it was closed"
                if line.level == 3 and turn < 8:
                    yield f"{where} before its time"
                if cold.get(line.topic, -1) >= turn:
                    yield f"{where} while the topic was cold"
            levels[line.topic] = max(line.level, before.get(line.topic, -1))
        if sum(levels[name] != before.get(name, -1) for name in levels) > 1:
            yield f"turn {turn}: more than one level"
        thread = state["thread"] or thread
        if any(one["because"] == "advice" for one in changed[0].moved) and before.get(thread, 0) < 2 and thread in cast.persona.topics:
            cold[thread] = turn + 3


def _debts(session: Session) -> Iterator[str]:
    """Promises and hints come back within eight turns, unless more than two are open or the persona has gone."""
    last = session.turn
    for turn, events in by_turn(session):
        last = turn if of(PersonaUttered, events) else last
    left = next((turn for turn, events in by_turn(session) if of(PersonaLeft, events)), session.turn + 1)
    owed: dict[int, int] = {}
    backs = [turn for turn, events in by_turn(session) for one in of(PersonaUttered, events) if one.line.startswith("quote_back")]
    yield from (f"quoted back in turns {a} and {b}" for a, b in pairwise(backs) if b - a < 3)
    for turn, events in by_turn(session):
        if acts_of(events) & {"promise", "hint"} and turn < left:
            owed[turn] = 0
        if turn in backs and owed:
            owed.pop(min(owed))
        late = [one for one in owed if turn - one >= 8]
        if late and turn < left and len(owed) <= 2 and not _crowded(session, late[0], turn):
            yield f"turn {turn}: what was said in turn {late[0]} has not come back"


def _crowded(session: Session, since: int, until: int) -> bool:
    """Whether more than two promises were open at some time between."""
    states = [of(PersonaChanged, events)[0].state for turn, events in by_turn(session) if since <= turn <= until and of(PersonaChanged, events)]
    return any(len({one["turn"] for one in state["ledger"] if not one["back"] and one["kind"] != "taking_ownership"}) > 2 for state in states)


def _left(session: Session) -> Iterator[str]:
    gone = False
    for turn, events in by_turn(session):
        said = of(PersonaUttered, events)
        if gone and said:
            yield f"turn {turn}: speaks after it has left"
        if turn and len(of(UserUttered, events)) != 1:
            yield f"turn {turn}: the words are not recorded"
        if turn and not gone and len(said) != 1:
            yield f"turn {turn}: {len(said)} replies"
        gone = gone or bool(of(PersonaLeft, events))
        if of(PersonaLeft, events) and not said[0].line.startswith("wrap_up"):
            yield f"turn {turn}: leaves without a word"


def _passed_over(cast: Cast, session: Session) -> Iterator[str]:
    """Two questions running that get no answer; a line of a topic is one, unless it only hints at another."""
    run = 0
    for turn, events in by_turn(session):
        said = of(PersonaUttered, events)
        if not turn or not said:
            continue
        bank, part = said[0].line.split(".")[0], said[0].line.split(".")[1]
        answered = bank in ANSWERS or (bank in cast.persona.topics and part != "hook")
        run = run + 1 if acts_of(events) & ASKS and not answered else 0
        if run > 1:
            yield f"turn {turn}: passes over a second question with {said[0].line}"


@pytest.fixture(scope="module", params=NAMES)
def cast(request: pytest.FixtureRequest, library: Library) -> Cast:
    return library.cast(request.param)


def test_random_talks_hold_what_is_promised(cast: Cast, guide: Guide) -> None:
    for seed in range(TALKS):
        session = played(cast, guide, drawn(seed, guide), seed)
        assert not faults(cast, session), f"seed {seed}"


@pytest.mark.parametrize("difficulty", ["easy", "hard"])
def test_other_difficulties_hold_it_too(difficulty: Difficulty, library: Library, guide: Guide) -> None:
    for number, name in enumerate(NAMES):
        cast = library.cast(name)
        session = played(cast, guide, drawn(100 + number, guide), number, difficulty)
        assert not faults(cast, session), name


def test_the_same_words_and_seed_give_the_same_events(cast: Cast, guide: Guide) -> None:
    lines = drawn(3, guide)
    one, other = played(cast, guide, lines), played(cast, guide, lines)
    assert one.events == other.events
    assert fold(one.events) == one
    assert decode_all(encode(event) for event in one.events) == one.events
    assert played(cast, guide, lines, seed=8).events != one.events


HONEST = "That decision isn't mine, and I won't pretend it is."


def test_every_level_of_every_topic_can_be_reached(cast: Cast, guide: Guide) -> None:
    """By somebody who asks in the persona's own words, gives them back, leaves room, and is honest where that is what it takes."""
    opened = [*OPENING.strip().splitlines()[:5], *OPEN.strip().splitlines()[:2]]
    for name, topic in cast.persona.topics.items():
        words = f"{topic.keywords[0]} and {topic.keywords[1]}"
        about = [f"What can you tell me about {words}?", f"So {words} stayed with you.", "..."]
        if "reflection" not in topic.unlock["l2"].acts:
            about.insert(1, HONEST)
        told: set[int] = set()
        for seed in range(6):
            session = played(cast, guide, [*opened, *about * 4], seed, "easy")
            told |= {one.level for one in of(PersonaUttered, session.events) if one.topic == name and one.level is not None}
            if told >= {1, 2, 3}:
                break
        assert told >= {1, 2, 3}, name


SENSIBLE = """
Thanks for taking the time. I asked for this talk to hear where you would like your work to go.
By the end I'd like you to have one or two things you want to try.
First what you enjoy, then how you see yourself, then the steps. It's your career, so you steer.
What do you enjoy most at the moment?
So that's the part you look forward to.
Could you tell me more about that?
What did you enjoy in the job before this one?
It sounds as if that still means something to you.
What kind of work would you like more of?
You'd like more of that than you get now.
What makes that matter to you?
...
What would you rather not have to do?
How do you see your own strengths?
What have other people told you about your work?
May I add what I've seen?
When the numbers went wrong in May you rang everybody yourself before lunch; that tells me you take things on.
Let me gather what I have: you like working things out, you want more say, and some of it you'd gladly leave behind.
What would you still have to learn?
And what else?
What ideas do you have yourself?
What else could you try?
Which one will you take on first, and by when?
How will you go about it?
What could get in the way, and what will you do then?
How will you tell that it worked?
What do you need from me?
I can't promise you a post, that isn't mine to give.
When shall we look at it again?
"""


def test_a_sensible_manager_has_a_whole_talk(cast: Cast, guide: Guide) -> None:
    lines = SENSIBLE.strip().splitlines()
    assert 20 <= len(lines) <= 40
    for seed in range(4):
        session = played(cast, guide, lines, seed)
        said = [one.line.split(".")[0] for one in of(PersonaUttered, session.events)]
        assert not of(PersonaLeft, session.events), f"seed {seed}"
        assert said.count("dry") + said.count("evade") + said.count("unclear") <= 2
        assert {"propose", "commit", "how", "sign", "barrier", "support", "review"} <= set(said)
        assert {need for need in ("enjoyed_now", "self_view", "action_what", "action_when", "review_date") if session.fact(need)
                or session.fact(need, 1)} == {"enjoyed_now", "self_view", "action_what", "action_when", "review_date"}  # fmt: skip


def test_it_leaves_by_itself_and_then_only_listens(cast: Cast, guide: Guide) -> None:
    session = played(cast, guide, [f"The lift on floor {number} is broken." for number in range(TURNS)])
    left = next(turn for turn, events in by_turn(session) if of(PersonaLeft, events))
    assert left <= cast.persona.start.patience + 4
    assert len(of(UserUttered, session.events)) == TURNS
    assert max(one.turn for one in of(PersonaUttered, session.events)) == left
    with_promise = played(cast, guide, ["ok"] * TURNS + ["I promise you the job."])
    assert "promise" in acts_of(with_promise.of_turn(TURNS + 1))


def lines_said(session: Session) -> list[tuple[int, str, str]]:
    return [(one.turn, one.line.split(".")[0], one.text) for one in of(PersonaUttered, session.events)]


CALM = ["What do you enjoy most at the moment?", "So that's the part you like.", "Could you tell me more about that?", "..."] * 6


def test_a_promise_comes_back_in_the_managers_words(cast: Cast, guide: Guide) -> None:
    session = played(cast, guide, [*CALM[:2], "I'll make sure you get the next post.", *CALM])
    backs = [(turn, text) for turn, bank, text in lines_said(session) if bank == "quote_back"]
    assert len(backs) == 1
    assert 3 < backs[0][0] <= 3 + 8
    assert "“I'll make sure you get the next post”" in backs[0][1]
    changes = [(one["by"], one["variable"]) for one in of(PersonaChanged, session.of_turn(3))[0].moved if one["because"] == "promise"]
    assert (4, "rapport") in changes
    assert any(by > 0 and variable == "expectation" for by, variable in changes)


def test_promises_of_one_turn_come_back_together_and_others_apart(cast: Cast, guide: Guide) -> None:
    both = "I promise you the job. Between us, something may open up in spring."
    session = played(cast, guide, ["What do you enjoy?", both, "When Dave goes it's yours.", *CALM])
    assert {"promise", "hint"} <= acts_of(session.of_turn(2))
    backs = [turn for turn, bank, _ in lines_said(session) if bank == "quote_back"]
    assert len(backs) == 2
    assert backs[1] - backs[0] >= 3
    assert backs[1] <= 3 + 8
    assert not any(not one["back"] for one in session.role["ledger"])


def test_a_kept_rehearsal_goes_on_as_if_never_closed(library: Library, guide: Guide, url: str) -> None:
    lines = drawn(2, guide, 16)
    service = Service(open_store(url), library)
    talk = service.rehearse(FLOW, "raised_hopes", seed=5, difficulty="hard")
    for line in lines[:8]:
        talk = service.say(talk, line, TODAY)
    again = Service(open_store(url), library)
    other = again.open(talk.session.id)
    assert other.session == talk.session
    session, cast = talk.session, library.cast("raised_hopes")
    for line in lines[8:]:
        session = extend(session, rehearse(cast, guide, session, line, TODAY))
        other = again.say(other, line, TODAY)
        assert other.session == session
    assert Service(open_store(url), library).open(talk.session.id).session == session


def inside(session: Session) -> list[tuple[set[str], dict]]:
    """The acts and the state of each turn, without the manager's words."""
    return [
        (acts_of(events), {**one.state, "ledger": [(owed["turn"], owed["kind"]) for owed in one.state["ledger"]]})
        for _, events in by_turn(session)
        for one in of(PersonaChanged, events)
    ]


def test_who_plays_it_changes_nothing(cast: Cast, guide: Guide) -> None:
    lines = drawn(5, guide)
    others = replace(cast, stage=replace(cast.stage, people=cast.stage.people[::-1]))
    assert cast.person(7) != others.person(7)
    assert played(cast, guide, lines).events == played(others, guide, lines).events
    assert len({cast.person(seed).name for seed in range(60)}) > 15
    people = [("Amina", "she"), ("Ben", "he"), ("Jo", "they")]
    named = [[f"{name}, what do you enjoy most at the moment?", f"So {name} likes it, and {they} would like more of it, that's what you'd say of yourself.",
              f"I'll make sure you get the next post, {name}.", f"What would you try yourself, {name}?"] for name, they in people]  # fmt: skip
    talks = [inside(played(cast, guide, [*lines, *CALM[:4]])) for lines in named]
    assert talks[0] == talks[1] == talks[2]


def test_difficulty(library: Library, guide: Guide) -> None:
    lines = [*SENSIBLE.strip().splitlines()[:18]]
    for name in NAMES:
        cast = library.cast(name)
        own = cast.persona.start.patience
        talks = {how: played(cast, guide, lines, 3, how) for how in EASE}
        depth = {how: sum(talk.role["levels"].values()) for how, talk in talks.items()}
        assert depth["easy"] >= depth["normal"] >= depth["hard"], name
        first = {how: of(PersonaChanged, talk.of_turn(0))[0].state["patience"] for how, talk in talks.items()}
        assert first == {"easy": max(12, own), "normal": own, "hard": min(6, own)}


# -- single replies --------------------------------------------------------------------------------------------------------


def replies(cast: Cast, guide: Guide, *lines: str, seed: int = 7) -> list[str]:
    """The ids of the lines said to some words of the manager."""
    return [one.line for one in of(PersonaUttered, played(cast, guide, lines, seed).events)][1:]


def test_glue_is_no_praise(cast: Cast, guide: Guide) -> None:
    for words in ("Honestly, we couldn't cope without you.", "The place would fall apart if you left."):
        session = played(cast, guide, ["What do you enjoy most at the moment?", words])
        assert of(PersonaUttered, session.events)[-1].line.startswith("shrug.")
        changes = {one["because"]: one["by"] for one in of(PersonaChanged, session.events)[-1].moved if one["variable"] == "rapport"}
        assert changes["glue_praise"] < 0
        after = played(cast, guide, ["What do you enjoy most at the moment?", words, "Could you tell me more about that?"])
        assert of(PersonaUttered, after.events)[-1].topic == "enjoy_now", "it closes nothing"


def test_a_follow_up_deepens_and_a_named_topic_switches(cast: Cast, guide: Guide) -> None:
    said = replies(cast, guide, *SENSIBLE.strip().splitlines()[:4], "Could you tell me more about that?", "What have other people told you about your work?", "Tell me more.")
    topics = [line.split(".")[0] for line in said[3:]]
    assert topics == ["enjoy_now", "enjoy_now", "feedback_got", "feedback_got"]


def test_what_becomes_of_an_idea_waits_for_the_idea(cast: Cast, guide: Guide) -> None:
    asks = ["How will you tell that it worked?", "How will you tell that it worked?", "Which one will you take on first, and by when?", "How will you tell that it worked?"]
    assert [line.split(".")[0] for line in replies(cast, guide, asks[0])] == ["early"]
    known = [*SENSIBLE.strip().splitlines()[3:7], "What kind of work would you like more of?"]
    assert [line.split(".")[0] for line in replies(cast, guide, *known, *asks)][-4:] == ["propose", "sign", "commit", "sign"]


def test_advice_cools_a_topic(library: Library, guide: Guide) -> None:
    cast = library.cast("raised_hopes")
    said = replies(cast, guide, "What do you enjoy most at the moment?", "You should do the leadership course.", "So it's the puzzle you like in the odd list.")
    assert said[1].startswith("yes_but.")
    assert "l2" not in said[2]
    assert "l2" in replies(cast, guide, "What do you enjoy most at the moment?", "So it's the puzzle you like in the odd list.")[1]


def test_a_question_about_something_else_is_not_answered_with_the_thread(cast: Cast, guide: Guide) -> None:
    said = replies(cast, guide, "What do you enjoy most at the moment?", "How was your weekend at the seaside?", "And what was your weekend at the seaside like?")
    assert said[1].split(".")[0] in ("unclear", "evade")
    assert said[2].split(".")[0] not in ("unclear", "evade", "nod")


# -- the debrief, from events written by hand ----------------------------------------------------------------------------


def looked_at(cast: Cast, *turns: str, gaps_out: int = 0, expectation: int | None = None, more: Sequence[Event] = ()) -> Debrief:
    """The debrief of a talk of which each turn is given by its acts, a "!" before the move that it was."""
    start = cast.persona.start
    state = State(start.rapport, start.expectation, start.ownership, start.clarity, start.patience)
    events: list[Event] = [
        SessionStarted(0, "talk", FLOW, 1, "a", "b", 7, "warn", persona=cast.persona.persona, persona_hash="c", difficulty="normal"),
        PersonaChanged(0, state.to_event(), []),
    ]
    for turn, given in enumerate(turns, 1):
        acts = [act for act in given.split() if not act.startswith("!")]
        moved = [{"variable": "ownership", "by": 6, "because": act[1:]} for act in given.split() if act.startswith("!")]
        state.gaps_out = turn if turn == gaps_out else state.gaps_out
        state.expectation = expectation if expectation is not None else state.expectation
        events += [UserUttered(turn, "2027-01-11", f"words of turn {turn}")]
        events += [ActRecognized(turn, act, f"{act}.rule", [[0, 5]], 1.0) for act in acts]
        events += [PersonaChanged(turn, state.to_event(), moved)]
    return debrief(cast, fold([*events, *more]))


REST = ("other",) * 8


@pytest.fixture(scope="module")
def hopeful(library: Library) -> Cast:
    return library.cast("raised_hopes")


def test_nothing_is_measured_below_eight_turns(hopeful: Cast) -> None:
    few = looked_at(hopeful, *["advice"] * 7)
    assert few.as_json() == {"turns": 7, "measures": {}, "evidence": {}}
    assert few.replay is not None
    assert looked_at(hopeful, *["advice"] * 8).measures["early_solutions"] == 8


def test_what_is_null_where_there_is_nothing_to_go_by(hopeful: Cast) -> None:
    measures = looked_at(hopeful, *REST).measures
    assert [measures[name] for name in ("reflections_per_question", "owned_share", "open_share")] == [None, None, None]
    assert measures["unasked_advice_per_100"] == 0.0
    assert measures["opening"] == {"purpose": False, "endpoint": False, "agenda": False, "ownership": False}
    assert measures["review_set"] is False
    assert measures["headline_met"] == 3, "no advice, none of it early, no promises; a share of nothing is no good share"


def test_reflections_stand_to_turns_with_a_question(hopeful: Cast) -> None:
    made = looked_at(hopeful, "reflection", "summary reflection", "open_question multiple_question", "why_question", "leading_question reflection", "closed_question", *REST)
    assert made.measures["reflections_per_question"] == 0.75
    assert made.evidence["reflections"] == [1, 2, 5]
    assert made.evidence["questions"] == [3, 4, 5, 6]
    assert made.measures["open_share"] == 0.5


def test_a_permission_covers_three_turns_and_what_else_ends_early(hopeful: Cast) -> None:
    turns = ("advice", "permission", "advice", "advice", "advice", "open_question", "advice", "permission advice", "other", "advice")
    made = looked_at(hopeful, *turns, gaps_out=6)
    assert made.evidence["unasked_advice"] == [1, 5, 7]
    assert made.evidence["early_solutions"] == [1, 5]
    assert made.measures["unasked_advice_per_100"] == 30.0
    assert looked_at(hopeful, *turns).evidence["early_solutions"] == [1, 5, 7], "gaps that were never asked out"


def test_who_owns_the_plan(hopeful: Cast) -> None:
    made = looked_at(hopeful, "handing_ownership agree_action", "agree_action", "taking_ownership promise", "promise handing_ownership", "hint", *REST)
    assert (made.evidence["handed"], made.evidence["taken"]) == ([1, 2, 4], [3, 4])
    assert made.measures["owned_share"] == 0.6
    assert [made.measures[name] for name in ("promises", "hints", "taking_ownership")] == [2, 1, 1]
    assert looked_at(hopeful, "hint", "hint", *REST).measures["headline_met"] == 2


def test_the_opening_is_three_turns_long(hopeful: Cast) -> None:
    made = looked_at(hopeful, "purpose", "endpoint !own_career", "other", "agenda handing_ownership", *REST)
    assert made.measures["opening"] == {"purpose": True, "endpoint": True, "agenda": False, "ownership": True}
    assert looked_at(hopeful, "handing_ownership", *REST).measures["opening"]["ownership"]
    assert not looked_at(hopeful, *REST[:3], "!own_career", *REST).measures["opening"]["ownership"]


def test_expectation_and_review(hopeful: Cast) -> None:
    own = hopeful.persona.start.expectation
    assert looked_at(hopeful, *REST, expectation=own + 25).measures["expectation_gap"] == 25
    assert looked_at(hopeful, *REST, expectation=own - 20).measures["expectation_gap"] == 0
    assert looked_at(hopeful, *REST, "set_review").measures["review_set"] is True


def test_a_disputed_reading_does_not_count_and_a_confirmed_one_does(hopeful: Cast) -> None:
    judged = (ActDisputed(9, 1, "promise"), ActConfirmed(10, 2, "reflection"))
    made = looked_at(hopeful, "promise", "other", "open_question", *REST[:5], more=judged)
    assert made.turns == 8
    assert made.measures["promises"] == 0
    assert made.measures["reflections_per_question"] == 1.0


def test_what_is_held_up_and_what_stayed_untold(hopeful: Cast) -> None:
    made = looked_at(hopeful, "open_question", "advice", "promise", "summary", *REST)
    assert made.worked is not None
    assert made.replay is not None
    assert (made.worked.turn, made.worked.move) == (4, "summary")
    assert (made.replay.turn, made.replay.move, made.replay.text) == (3, "promise", "words of turn 3")
    assert {one.topic for one in made.untold} == set(hopeful.persona.topics)
    assert all(one.opens == hopeful.persona.topics[one.topic].unlock["l2"].acts and "$" not in one.about for one in made.untold)


def test_gaps_are_asked_out_by_what_else(cast: Cast, guide: Guide) -> None:
    asked = [*CALM[:2], "What would you still have to learn?", "And what else?"]
    assert played(cast, guide, asked).role["gaps_out"] == 4
    assert played(cast, guide, [*CALM[:2], "Is there anything else you'd need?"]).role["gaps_out"] == 3
    assert played(cast, guide, ["What do you enjoy most at the moment?", "And what else?"]).role["gaps_out"] == 0
