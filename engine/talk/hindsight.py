"""What a person may do about earlier words: say that they were read wrongly, and change what was kept of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.flow.model import Need
from engine.language.understand import Understood, understand
from engine.talk import echo
from engine.talk.ask import next_question, recap, same_question
from engine.talk.collect import VOICED, circumstances, settle
from engine.talk.draft import Draft
from engine.talk.events import (
    ActConfirmed,
    ActDisputed,
    AnswerRevised,
    NeedMet,
    Parked,
    ReplyWeighed,
    SlotFilled,
    Unparked,
    UserUttered,
    Value,
)  # fmt: skip
from engine.talk.guards import must_wait, status
from engine.talk.revise import apply_change, resets
from engine.talk.session import Offer
from engine.talk.weigh import EVASIONS, NEVER_TAKEN, NO_CHOICE, Weighed, weigh

IDEA = "solution"
"""The act of which a person speaks when they mean an idea that was kept for later."""
STEERED = "command"
"""The act after which nothing was weighed: the words were taken to steer the talk."""
FEWEST_WORDS = 2
"""Content words that a change needs when they do not answer by themselves."""
FREE = ("text", "list", "stories", "requirements", "yes_no")
"""Types of answers that may be any words."""


def dispute(draft: Draft, turn: int, act: str) -> None:
    """What the person said in `turn` was no such act: nothing rests on it any more, and the words are weighed again."""
    draft.add(ActDisputed(draft.turn, turn, act))
    not_one = draft.bank("not_an_idea")[1]
    ideas = [idea for idea in draft.session.waiting() if idea.turn == turn] if act == IDEA else []
    draft.add(*(Unparked(draft.turn, idea.text, not_one, struck=True) for idea in ideas))
    if _weigh_again(draft, turn, act):
        draft.open_with("dispute_taken")
        next_question(draft)
    else:
        draft.open_with("dispute")
        same_question(draft)


def confirm(draft: Draft, turn: int, act: str) -> None:
    """What the person said in `turn` was this act, although the rules were not sure."""
    draft.add(ActConfirmed(draft.turn, turn, act))
    early = must_wait(draft.guide.flow, draft.session.step)
    said = draft.before.said_in(turn)
    if act == IDEA and early and said is not None and said.text:
        draft.add(Parked(draft.turn, echo.bare(said.text, draft.guide.speech) or said.text.strip()))
    draft.open_with("confirmed")
    same_question(draft)


def _weigh_again(draft: Draft, turn: int, act: str) -> bool:
    """Whether the words of `turn`, read without the act, close the need they were said for. What hung on the act alone is taken."""
    said = draft.before.said_in(turn)
    weighed = next((one for one in draft.before.of_turn(turn) if isinstance(one, ReplyWeighed)), None)
    if weighed is None and act == STEERED and turn == draft.before.turn and draft.need is not None:
        weighed = ReplyWeighed(turn, draft.need.id, "evasion", act, draft.awaiting.item)
    if said is None or not said.text or weighed is None:
        return False
    need, item = draft.guide.flow.need(weighed.need), weighed.item
    if draft.session.state(need.id, item).status != "open" or need.answer.type not in FREE:
        return False
    gone = {act, VOICED} if act == IDEA else {act}
    heard = understand(said.text, draft.guide.language, draft.today)
    read = replace(heard, names=heard.names - gone)
    anew = weigh(need, read, replace(circumstances(draft, need, item), failed=0, asides=0))
    if weighed.because in gone and anew.verdict in ("half", "evasion") and not read.has(*NEVER_TAKEN):
        anew = Weighed("full", "insisted", anew.value or _as_it_stands(need, said.text))
    if anew.verdict != "full" or anew.value is None:
        return False
    draft.add(SlotFilled(draft.turn, need.id, anew.value, need.id, item, source=turn), NeedMet(draft.turn, need.id, item))
    return True


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it would be made: the new value and the needs that it opens again. `value` None: the words do not answer it."""

    value: Value | None
    reset: tuple[Need, ...]


def foresee(draft: Draft, need: Need, item: int | None) -> Change:
    """What changing an answer to the words of `draft` would do. A finished plan is only reworded: nothing opens again."""
    value = _new_value(draft, need, item)
    return Change(value, () if draft.before.ended == "done" else tuple(resets(draft, need, value)))


def change(draft: Draft, need: Need, item: int | None) -> None:
    """Put the words of `draft` in the place of an earlier answer; what rests on it opens again, what stays valid stays.

    Raises ValueError when the words do not answer the need.
    """
    assert draft.said is not None
    seen = foresee(draft, need, item)
    if seen.value is None:
        raise ValueError(f"these words do not answer '{need.id}'")
    draft.add(UserUttered(draft.turn, draft.today.isoformat(), draft.said.text))
    if draft.before.ended == "done":
        draft.add(AnswerRevised(draft.turn, need.id, [], seen.value, item), SlotFilled(draft.turn, need.id, seen.value, need.id, item))
        line, text = draft.bank("revise_done")
        draft.say("done", text, line)
        return
    offer = Offer(need.id, seen.value, tuple(one.id for one in seen.reset), item)
    step = draft.step
    if draft.awaiting.kind == "recap" and not seen.reset:
        _kept_at_recap(draft, offer)
        recap(draft, step)
    else:
        apply_change(draft, offer)


def _kept_at_recap(draft: Draft, offer: Offer) -> None:
    assert offer.value is not None
    draft.add(AnswerRevised(draft.turn, offer.need, [], offer.value, offer.item))
    settle(draft, draft.guide.flow.need(offer.need), offer.item, Weighed("full", "revised", offer.value))
    draft.open_with("revise_done")


def changeable(draft: Draft, need: Need, item: int | None) -> bool:
    """Whether there is an answer to change."""
    known = draft.session.fact(need.id, item) is not None
    return known and need.answer.type != "parked" and status(draft.guide.flow, draft.session, need) != "not_needed"


def _new_value(draft: Draft, need: Need, item: int | None) -> Value | None:
    """The value that the words give. Words of a free kind are taken as they stand, unless they say that there is no answer."""
    said = draft.said
    if said is None or not said.text.strip():
        return None
    if said.command is not None and said.strength(frozenset({"command"})) < FEWEST_WORDS:
        return None
    weighed = _weighed(draft, need, item, said)
    if weighed.value is not None and weighed.verdict in ("full", "half", "few") and weighed.because != NO_CHOICE:
        first = need.answer.type == "actions" and isinstance(weighed.value, list)
        return weighed.value[0] if first and isinstance(weighed.value, list) else weighed.value
    if need.answer.type not in FREE or (weighed.verdict == "evasion" and (said.has(*EVASIONS) or said.strength() < FEWEST_WORDS)):
        return None
    return _as_it_stands(need, said.text)


def _as_it_stands(need: Need, text: str) -> Value:
    return [text.strip()] if need.listed else text.strip()


def _weighed(draft: Draft, need: Need, item: int | None, said: Understood) -> Weighed:
    return weigh(need, said, replace(circumstances(draft, need, item), known=None, failed=0, asides=0))
