"""The reply to an earlier answer that was offered: it holds, it holds and there is more, it has moved, or other words take its place."""

from __future__ import annotations

from engine.flow.model import Need
from engine.language.understand import Understood, content, understand
from engine.talk import echo
from engine.talk.ask import ask, next_question
from engine.talk.collect import Reply, circumstances, close, hear_others, infer
from engine.talk.draft import Draft
from engine.talk.events import NeedMet, ReplyWeighed, SlotFilled, Value
from engine.talk.replies import answer_question
from engine.talk.weigh import Weighed, weigh

HOLDS, MOVED, PARTLY, ON_TOP = "still_holds", "has_moved", "holds_partly", "on_top"
"""The signs of a reply: it is still so, it is no longer so, part of it is, more comes on top of it."""
BARE = 3
"""Content words beside a yes or a no from which on a reply is more than that."""


def answer_offered(draft: Draft) -> None:
    """Take the reply to an earlier answer; whatever is no plain yes or no is weighed like any other answer."""
    assert draft.said is not None
    need = draft.guide.flow.need(draft.before.offering)
    earlier = draft.before.earlier[need.id].value
    holds, moved = draft.said.has(HOLDS), draft.said.has(MOVED)
    more = _after(draft.said, ON_TOP)
    if draft.said.has(PARTLY):
        if need.answer.type == "text" and _beside(draft, (HOLDS, PARTLY)):
            _build_on(draft, need, earlier, draft.said.text.strip())
        else:
            _ask_anew(draft, need)
    elif holds and more and not moved:
        _build_on(draft, need, earlier, more)
    elif holds and not moved and (_beside(draft, (HOLDS,)) < BARE or not _answers(draft, need)):
        _keep(draft, need, earlier)
    elif moved and _beside(draft, (MOVED,)) < BARE and not _answers(draft, need):
        _ask_anew(draft, need)
    else:
        answer_question(draft)


def _after(said: Understood, sign: str) -> str:
    """What follows the first place that shows `sign`; "" when nothing does."""
    spans = said.spans(sign)
    return said.text[spans[0][1] :].strip() if spans else ""


def _beside(draft: Draft, signs: tuple[str, ...]) -> int:
    """How many content words the reply has outside the places that show one of `signs`."""
    assert draft.said is not None
    rest = draft.said.text
    for start, end in sorted((span for name in signs for span in draft.said.spans(name)), reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    return len(set(content(rest, draft.guide.language)))


def _answers(draft: Draft, need: Need) -> bool:
    """Whether the words are a full answer to the need by themselves; a bare yes or no speaks of the earlier answer."""
    assert draft.said is not None
    return _beside(draft, (HOLDS, MOVED)) > 0 and weigh(need, draft.said, circumstances(draft, need, None)).verdict == "full"


def _ask_anew(draft: Draft, need: Need) -> None:
    """The earlier answer is let go; the need's own question comes."""
    draft.open_with("earlier_moved")
    ask(draft, need, None)


def _keep(draft: Draft, need: Need, value: Value) -> None:
    """The earlier answer is the answer."""
    draft.add(
        ReplyWeighed(draft.turn, need.id, "full", "still_holds"),
        SlotFilled(draft.turn, need.id, value, need.id), NeedMet(draft.turn, need.id),
    )  # fmt: skip
    draft.open_with("earlier_kept")
    _others(draft, need)
    next_question(draft)


def _build_on(draft: Draft, need: Need, earlier: Value, words: str) -> None:
    """The earlier answer holds, and `words` come on top of it: as further items of a list, else behind it."""
    rest = understand(words, draft.guide.language, draft.today)
    if isinstance(earlier, list):
        draft.add(SlotFilled(draft.turn, need.id, earlier, need.id))
        close(draft, need, None, Reply(rest))
        if draft.session.state(need.id).status == "open":
            draft.add(NeedMet(draft.turn, need.id))
    else:
        value: Value = echo.joined(earlier, rest.text) if isinstance(earlier, str) and need.answer.type == "text" else earlier
        weighed = Weighed("full", "still_holds", value)
        draft.add(ReplyWeighed(draft.turn, need.id, weighed.verdict, weighed.because))
        draft.add(SlotFilled(draft.turn, need.id, value, need.id), NeedMet(draft.turn, need.id))
    draft.open_with("earlier_kept")
    _others(draft, need)
    next_question(draft)


def _others(draft: Draft, need: Need) -> None:
    """What the same words say for other needs."""
    assert draft.said is not None
    hear_others(draft, Reply(draft.said), need)
    infer(draft)
