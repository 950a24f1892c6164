"""People for the shorter flows: one who answers plainly, and seeded ones who say anything at all."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date

from engine.service import Service, awaiting
from engine.service import Talk as Kept
from engine.talk.events import AssistantUttered, SlotFilled

TODAY = date(2027, 1, 11)
MOST_TURNS = 220
EVASIONS = (
    "I don't know", "no idea", "whatever", "hm", "fine", "why do you ask?", "skip", "skip this", "what do you think?", "my manager should do that",
    "to be head of sales", "lol", "...", "that's hard to say", "it depends", "no", "yes", "I might try something", "help", "where are we?", "back",
    "undo", "repeat that", "show me the summary", "I would have to think", "maybe next year", "🙂", "",
)  # fmt: skip
PLAIN = (
    "I plan the rota and I talk to the drivers every morning", "Excel, budgets and writing reports", "a step up from mine", "partly", "not yet", "I have that",
    "last spring I sorted out the returns desk, because nobody else would, and the queue was gone in a week", "done", "dropped", "moved to a later day",
    "under way", "changed into something else", "12 March", "by 1 May", "I will ring Ayesha in stores on 18 January", "two hours a week", "nothing to add",
    "that's right", "no, what is open is enough", "because the depot was short of people", "I like solving things with people", "7", "leave it at that",
    "a new boss; a reorganisation", "I will write down what I want to ask and send it on Thursday",
)  # fmt: skip
PLACEHOLDER = re.compile(r"\$[a-z_]")


def answer(talk: Kept, book: Mapping[str, Sequence[str]], asked: dict[str, int]) -> str:
    """What the plain person says now: the next answer of their book, its last one again when it is used up."""
    need = awaiting(talk.session)["need"]
    if need is None:
        return "That's right, nothing to add."
    texts = book[need]
    asked[need] = asked.get(need, 0) + 1
    return texts[min(asked[need], len(texts)) - 1]


def held(service: Service, talk: Kept, book: Mapping[str, Sequence[str]], most: int = 80) -> Kept:
    """The talk with a plain person, to its end."""
    asked: dict[str, int] = {}
    for _ in range(most):
        if talk.session.ended is not None:
            return talk
        talk = service.say(talk, answer(talk, book, asked), TODAY)
    waits = awaiting(talk.session)
    raise AssertionError(f"not at the end after {most} turns: {waits['step']} {waits['need']}")


def wandered(service: Service, talk: Kept, seed: int, texts: Sequence[str] = ()) -> Kept:
    """The talk with somebody who says anything, and comes back when they stopped; every turn keeps the promises of a talk, and it ends."""
    chance = random.Random(seed)
    for turn in range(MOST_TURNS):
        talk = service.resume(talk, TODAY)
        if talk.session.ended is not None:
            return talk
        pool = PLAIN if chance.random() < 0.35 + turn / MOST_TURNS else (*EVASIONS, *texts)
        talk = check(service, talk, chance.choice(pool))
    return finish(service, talk, chance)


def finish(service: Service, talk: Kept, chance: random.Random) -> Kept:
    """Whoever has wandered long enough skips what is left."""
    for _ in range(MOST_TURNS):
        talk = service.resume(talk, TODAY)
        if talk.session.ended is not None:
            return talk
        talk = check(service, talk, chance.choice(("skip", "I would rather not say", "nothing to add", *PLAIN)))
    waits = awaiting(talk.session)
    raise AssertionError(f"a dead end: {waits['step']} {waits['need']} {waits['kind']}")


def check(service: Service, talk: Kept, words: str) -> Kept:
    """One turn; exactly one line comes back, whole, and new unless it says that it repeats."""
    before, talk = talk, service.say(talk, words, TODAY)
    spoken = [one for one in talk.session.events[len(before.session.events) :] if isinstance(one, AssistantUttered)]
    assert len(spoken) == 1, words
    assert spoken[0].text.strip()
    assert not PLACEHOLDER.search(spoken[0].text), spoken[0].text
    assert spoken[0].repeats or spoken[0].line not in before.session.lines, f"said twice: {spoken[0].line}"
    return talk


def values(talk: Kept, need: str) -> dict[int | None, object]:
    """What is known for a need, by item."""
    found: dict[int | None, object] = {}
    for one in talk.session.events:
        if isinstance(one, SlotFilled) and one.need == need:
            found[one.item] = one.value
    return found
