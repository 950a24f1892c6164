"""What a reply leaves behind: kept ideas, facts for the need that was asked and for others, what somebody else should do."""

from __future__ import annotations

from dataclasses import dataclass

from engine.flow.model import Need
from engine.language.adverts import Requirement
from engine.language.understand import Understood, alike, content, share, things, understand
from engine.talk import echo
from engine.talk.actions import spread, take_actions
from engine.talk.ask import SOFT_PROBES, hold, time_short
from engine.talk.draft import Draft
from engine.talk.events import (
    ActionsClosed,
    GuardHeld,
    NeedMet,
    OthersNoted,
    Parked,
    ReplyWeighed,
    SlotFilled,
    Unparked,
    Value,
)  # fmt: skip
from engine.talk.guards import hard_for, must_wait, status
from engine.talk.weigh import Circumstances, Weighed, fresh_of, stems, weigh

VOICED = "means_voiced"
"""The sign that parks: a means that is asked for or proposed. The act `solution` is wider: it shows in plain answers too."""
MOST_HEARD = 5
"""Parts of a reply that are tried as answers to a need that was not asked."""
MOST_TOLD = 2_000
"""Characters of an earlier answer that are remembered as what it was about."""
HEARD_WORDS = 4
"""Content words that a text answer needs when it is only heard by the way."""


@dataclass(slots=True)
class Reply:
    """What came of a reply: how it was weighed (None: nothing was asked), what was parked, which other needs it met."""

    said: Understood
    weighed: Weighed | None = None
    parked: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    heard: tuple[Need, ...] = ()


def collect(draft: Draft, said: Understood) -> Reply:
    """Take everything out of a reply to a question; every rule that matches collects."""
    reply = Reply(said)
    need, item = draft.need, draft.awaiting.item
    if need is not None and draft.pasted:
        close(draft, need, item, reply)
        return reply
    park_solutions(draft, reply, need)
    note_others(draft, reply.said)
    if need is not None:
        close(draft, need, item, reply)
    hear_others(draft, reply, need)
    infer(draft)
    return reply


def circumstances(draft: Draft, need: Need, item: int | None) -> Circumstances:
    """What weighing a reply to `need` has to know."""
    fact = draft.session.fact(need.id, item)
    state = draft.session.state(need.id, item)
    before = next((one.text for one in reversed(draft.before.transcript) if one.speaker == "person" and one.text), "")
    known, later = fact.value if fact else None, bool(need.answer.within) and was_later(draft, need, item)
    told = _told_before(draft, need) if need.answer.type == "stories" else frozenset()
    return Circumstances(draft.guide.language, draft.today, known, state.failed, state.backs, before, later, told)


def _told_before(draft: Draft, need: Need) -> frozenset[str]:
    """The stems of what the person answered in free words to the needs of earlier steps."""
    flow = draft.guide.flow
    here = flow.index(flow.step_of(need.id).id)
    earlier = {one.id for step in flow.steps[:here] for one in step.needs if one.answer.type == "text" and not one.quiet}
    facts = (fact.value for (name, _), fact in draft.session.facts.items() if name in earlier)
    return frozenset().union(*(stems(value[:MOST_TOLD], draft.guide.language) for value in facts if isinstance(value, str)))


def was_later(draft: Draft, need: Need, item: int | None) -> bool:
    """Whether the last reply to a need named a day that is too far off."""
    weighed = (one for one in reversed(draft.before.events) if isinstance(one, ReplyWeighed) and (one.need, one.item) == (need.id, item))
    last = next(weighed, None)
    return last is not None and last.because == "later" and draft.session.state(need.id, item).partial


# -- ideas kept for later ------------------------------------------------------------------------------------------------


def park_solutions(draft: Draft, reply: Reply, need: Need | None) -> None:
    """Before the options step, keep every solution word for word and weigh only what is said beside it."""
    early = must_wait(draft.guide.flow, draft.session.step)
    if not early or not reply.said.has(VOICED) or (need is not None and "solution" in need.answer.allow):
        return
    if draft.session.guards == "off":
        return
    spans = []
    for start, end in _widened(draft, reply.said):
        text = echo.bare(reply.said.text[start:end], draft.guide.speech) or reply.said.text[start:end].strip()
        words = content(text, draft.guide.language)
        if any(share(words, content(one.text, draft.guide.language)) >= 0.75 for one in draft.session.parked):
            # Said once more it is the person's answer, as far as it goes: weigh it like any other words.
            reply.again = (*reply.again, text)
            continue
        spans.append((start, end))
        draft.add(Parked(draft.turn, text))
        reply.parked = (*reply.parked, text)
    if reply.parked and not any(isinstance(one, GuardHeld) for one in draft.events):
        hold(draft)
    reply.said = understand(_without(reply.said.text, spans), draft.guide.language, draft.today)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` without the characters of `spans`, and without the marks that then stand alone."""
    if not spans:
        return text
    for start, end in sorted(spans, reverse=True):
        before, after = text[:start].rstrip(), text[end:].lstrip()
        if before[-1:] in ",;:–—" and after[:1] in ",;:–—.!?":
            before = before[:-1].rstrip()
        elif not before or before[-1] in ".!?":
            after = after.lstrip(" ,;:.!?–—")
        text = f"{before} {after}" if after[:1].isalnum() else before + after
    return text.strip().strip(",;:–—").strip()


def _widened(draft: Draft, said: Understood) -> list[tuple[int, int]]:
    """The clauses (in a list: the item) in which a solution is named, joined where they overlap."""
    parts = [one.span for one in said.reading.clauses]
    parts += [one.span for one in things(said.text, draft.guide.language)]
    wide = []
    for start, end in said.spans(VOICED):
        holding = [part for part in parts if part[0] <= start and part[1] >= end]
        wide.append(min(holding, key=lambda part: part[1] - part[0]) if holding else (start, end))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(wide):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def note_others(draft: Draft, said: Understood) -> None:
    """From the options step on, keep what somebody else should do, word for word, beside the plan."""
    flow = draft.guide.flow
    late = any(step.solutions_from for step in flow.steps[: flow.index(draft.session.step) + 1])
    if not late or not said.has("others_act"):
        return
    for start, end in said.spans("others_act"):
        whole = next((one for one in said.reading.clauses if one.span[0] <= start < one.span[1]), None)
        text = whole.text.strip() if whole else said.text[start:end]
        if all(alike(content(text, draft.guide.language), content(old, draft.guide.language)) < 0.6 for old, _ in draft.session.others):
            draft.add(OthersNoted(draft.turn, text))


# -- the need that was asked ---------------------------------------------------------------------------------------------


def close(draft: Draft, need: Need, item: int | None, reply: Reply) -> None:
    """Weigh the reply for the need that was asked, and keep what it says."""
    if need.answer.type == "actions":
        reply.weighed = take_actions(draft, need, item or 1, reply.said)
        return
    if need.per:
        reply.weighed = spread(draft, need, item or 1, reply.said, circumstances(draft, need, item), bool(reply.parked))
        return
    partial = half_answer(draft, need, item)
    weighed = weigh(need, reply.said, circumstances(draft, need, item))
    rule = draft.guide.flow.keep_nothing
    if rule and rule.need == need.id and draft.session.state(need.id).failed and reply.said.has(*rule.signs):
        # Sent back once to be confirmed, and said again: nobody has to find the right word to have nothing kept.
        weighed = Weighed("full", "confirmed", reply.said.text.strip())
    if reply.parked and weighed.verdict not in ("full", "few"):
        weighed = Weighed("aside", "parked")
    reply.weighed = weighed
    draft.add(ReplyWeighed(draft.turn, need.id, weighed.verdict, weighed.because, item))
    if partial and weighed.verdict == "full" and isinstance(weighed.value, str) and weighed.value != partial:
        weighed = reply.weighed = Weighed("full", weighed.because, echo.joined(partial, weighed.value))
    if need.answer.type == "parked" and weighed.verdict == "full":
        decide_parked(draft, need, str(weighed.value))
        return
    if need.answer.adds_to:
        if added_to(draft, need.answer.adds_to, reply):
            return
        if weighed.verdict in ("half", "evasion") and draft.session.state(need.id, item).failed > 1:
            # "What else?" has been answered with nothing new, twice: nothing else comes.
            weighed = reply.weighed = Weighed("full", "nothing_new", reply.said.text.strip())
    settle(draft, need, item, weighed)
    sort_out(draft, need, weighed.required)


def sort_out(draft: Draft, need: Need, found: tuple[Requirement, ...]) -> None:
    """Put the requirements that were found into the lists of their kinds as well, nothing twice."""
    for kind, name in need.answer.sorts.items():
        fact = draft.session.fact(name)
        known = fact.value if fact and isinstance(fact.value, list) else []
        new = fresh_of([one.text for one in found if one.kind == kind], known, draft.guide.language)
        if not new:
            continue
        draft.add(SlotFilled(draft.turn, name, [*known, *new], name))
        target = draft.guide.flow.need(name)
        if len(known) + len(new) >= target.answer.at_least and draft.session.state(name).status == "open":
            draft.add(NeedMet(draft.turn, name))


def half_answer(draft: Draft, need: Need, item: int | None) -> str:
    """What the last reply already said, where it was half an answer: what comes now is added to it."""
    fact = draft.session.fact(need.id, item)
    text = fact is not None and need.answer.type == "text" and draft.session.state(need.id, item).partial
    if text and need.answer.within and was_later(draft, need, item):
        return ""  # A nearer day stands in the place of the later one.
    return str(fact.value) if fact is not None and text else ""


def settle(draft: Draft, need: Need, item: int | None, weighed: Weighed) -> None:
    """Keep the value of a full or partial answer; a full one meets the need."""
    if weighed.value is not None and weighed.verdict in ("full", "few", "half", "evasion"):
        draft.add(SlotFilled(draft.turn, need.id, weighed.value, need.id, item))
    if weighed.verdict == "full":
        draft.add(NeedMet(draft.turn, need.id, item))


def added_to(draft: Draft, target: str, reply: Reply) -> bool:
    """Take things named in a "what else?" reply into the list they belong to. True when there was a new one."""
    need = draft.guide.flow.need(target)
    fact = draft.session.fact(target)
    weighed = weigh(need, reply.said, circumstances(draft, need, None))
    fresh = isinstance(weighed.value, list) and (fact is None or weighed.value != fact.value)
    done = reply.said.has("nothing_to_add") and not reply.said.has("gap")
    if not fresh or weighed.value is None or done:
        return False
    draft.add(SlotFilled(draft.turn, target, weighed.value, target))
    reply.weighed = Weighed("few", "few", weighed.value)
    return True


def decide_parked(draft: Draft, need: Need, decision: str) -> None:
    """Record what becomes of the idea that came back; the need is met when none waits any more."""
    waiting = draft.session.waiting()
    if waiting:
        draft.add(Unparked(draft.turn, waiting[0].text, decision))
    if not draft.session.waiting():
        kept: Value = [f"{one.text} – {one.decision}" for one in draft.session.parked]
        draft.add(SlotFilled(draft.turn, need.id, kept, need.id), NeedMet(draft.turn, need.id))


# -- other needs -----------------------------------------------------------------------------------------------------------


def hear_others(draft: Draft, reply: Reply, asked: Need | None) -> None:
    """Needs of this step that the same reply meets by the way, by the signs their author named."""
    for need in draft.step.needs:
        if need is asked or need.per or not need.hear or status(draft.guide.flow, draft.session, need) != "open":
            continue
        sign = next((name for name in need.hear if reply.said.has(name)), None)
        if sign is None or draft.session.state(need.id).asked:
            continue
        part, weighed = _heard_in(draft, need, _around(reply.said, sign))
        brief = need.answer.type != "text" or need.answer.words == 1
        if weighed.verdict == "full" and (brief or len(set(content(part, draft.guide.language))) >= HEARD_WORDS):
            settle(draft, need, None, weighed)
            reply.heard = (*reply.heard, need)
        elif weighed.verdict == "few" and weighed.value is not None:
            draft.add(SlotFilled(draft.turn, need.id, weighed.value, need.id))


def _heard_in(draft: Draft, need: Need, parts: list[str]) -> tuple[str, Weighed]:
    """The first of `parts` that is a full answer to `need`, else the first of all; with how it was weighed."""
    at = circumstances(draft, need, None)
    weighed = [(part, weigh(need, understand(part, draft.guide.language, draft.today), at)) for part in parts[:MOST_HEARD]]
    return next((one for one in weighed if one[1].verdict == "full"), weighed[0])


def _around(said: Understood, sign: str) -> list[str]:
    """The clauses that show a sign, those in a row as one part; the whole reply when the sign has no place of its own."""
    spans = said.spans(sign)
    runs: list[tuple[int, int]] = []
    before = False
    for clause in said.reading.clauses:
        first, last = clause.span
        shows = any(first < end and last > start for start, end in spans)
        if shows:
            runs = [*runs[:-1], (runs[-1][0], last)] if before and runs else [*runs, (first, last)]
        before = shows
    return [said.text[first:last] for first, last in runs] or [said.text]


def infer(draft: Draft) -> None:
    """Needs that follow from what was said for another one (the kinds of the gaps follow from the gaps)."""
    for need in draft.step.needs:
        rule = need.infer_from
        fact = draft.session.fact(rule.need) if rule else None
        if rule is None or fact is None or status(draft.guide.flow, draft.session, need) != "open":
            continue
        if draft.session.state(rule.need).status == "open":
            continue
        parts = fact.value if isinstance(fact.value, list) else [str(fact.value)]
        own = draft.session.fact(need.id)
        parts = [*parts, *(own.value if own and isinstance(own.value, list) else [])]
        shown = {name for part in parts for name in understand(part, draft.guide.language, draft.today).names & set(rule.signs)}
        if len(shown) >= rule.at_least:
            kinds: Value = [name.removeprefix("kind_") for name in rule.signs if name in shown]
            draft.add(SlotFilled(draft.turn, need.id, kinds, need.id), NeedMet(draft.turn, need.id))


def exhausted(draft: Draft, need: Need, item: int | None) -> bool:
    """Whether a soft need has had its question and its probes (one probe when time is short)."""
    if hard_for(need, item):
        return False
    allowed = 1 if time_short(draft) else SOFT_PROBES
    return draft.session.state(need.id, item).failed > allowed


def close_actions(draft: Draft) -> None:
    """No further own action comes."""
    if not draft.session.actions_closed:
        draft.add(ActionsClosed(draft.turn))
