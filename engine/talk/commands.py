"""The closed list of commands: what each does to the talk and what the coach says to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby

from engine.flow.model import Need, Step
from engine.language.understand import alike, content, share
from engine.talk import echo
from engine.talk.ask import finish, gathered, hold, next_question, recap, same_question, titles
from engine.talk.collect import VOICED, close_actions
from engine.talk.draft import Draft
from engine.talk.events import (
    ActConfirmed,
    ActDisputed,
    ActionsClosed,
    FinishAsked,
    NeedReopened,
    NeedSkipped,
    NoteKept,
    Parked,
    SkipAsked,
    StepEntered,
    TurnRetracted,
    UserUttered,
)  # fmt: skip
from engine.talk.guards import SETTLED, hard_for, listed, must_wait, open_items, open_needs, source_of
from engine.talk.machine import READY
from engine.talk.revise import change_at_once, offer_change
from engine.talk.session import Session, Utterance

NAMED = 0.5
"""The share of a label's words that name it."""
IDLE = ("UserUttered", "ActRecognized", "ActUnsure", "AssistantUttered", "GuardHeld", "TurnRetracted")
"""Events after which there is nothing to take back."""
FEWEST_WORDS = 2
"""Content words that an idea needs to be worth keeping."""


def command(draft: Draft, name: str) -> None:
    """Carry out a command of the closed list. Raises KeyError for any other name."""
    COMMANDS[name](draft)


def open_here(draft: Draft) -> list[Need]:
    """The needs of the current step that are open."""
    still = open_needs(draft.guide.flow, draft.session)
    return [need for need in draft.step.needs if need.id in still]


def _interject(draft: Draft, bank: str, extra: Mapping[str, str | None] | None = None) -> None:
    """Say a line of a bank and come back to the open question."""
    draft.open_with(bank, extra=extra)
    same_question(draft)


def _why(draft: Draft) -> None:
    need = draft.need
    if need is None:
        _interject(draft, "why_nothing")
    else:
        _interject(draft, "why", {"why": need.why})


def _help(draft: Draft) -> None:
    _interject(draft, "help")


def _repeat(draft: Draft) -> None:
    _interject(draft, "repeat")


def _where(draft: Draft) -> None:
    step = draft.step
    still = open_here(draft)
    extra = {
        "number": str(draft.guide.flow.index(step.id) + 1), "count": str(len(draft.guide.flow.steps)),
        "title": step.title, "about": step.about, "open_titles": titles(draft, still),
    }  # fmt: skip
    _interject(draft, "where" if still else "where_clear", extra)


def _summary(draft: Draft) -> None:
    lines = [line for step in draft.guide.flow.steps for line in gathered(draft, step)]
    if not lines:
        _interject(draft, "summary_empty")
        return
    draft.open_with("summary")
    awaiting = draft.awaiting
    text = "\n".join([*lines, "", awaiting.question])
    draft.say(awaiting.kind, text, draft.used[-1], awaiting.need, awaiting.item, repeats=True, question=awaiting.question)


def _park(draft: Draft) -> None:
    """Keep the person's last words as an idea; once the options are behind, as a note beside the plan."""
    text = _worth_keeping(draft)
    if text is None:
        _interject(draft, "park_nothing")
        return
    words = content(text, draft.guide.language)
    if not must_wait(draft.guide.flow, draft.session.step):
        draft.add(NoteKept(draft.turn, draft.session.step, text))
        _interject(draft, "added")
        return
    known = {content(one.text, draft.guide.language) for one in draft.session.parked}
    if all(share(words, one) < 0.75 for one in known):
        draft.add(Parked(draft.turn, text))
    later = next((step.title for step in draft.guide.flow.steps if step.solutions_from), draft.step.title)
    _interject(draft, "parked_on_command", {"idea": f"“{echo.clip(text, 16)}”", "step": later})


def _worth_keeping(draft: Draft) -> str | None:
    """What to keep: the idea that the command itself names, else the person's last words, if they say enough."""
    if draft.said is not None and draft.said.has(VOICED):
        return draft.said.text.strip()
    last = _last_words(draft.before)
    if last is None or last.text is None or len(content(last.text, draft.guide.language)) < FEWEST_WORDS:
        return None
    return last.text


def _last_words(session: Session) -> Utterance | None:
    """The person's last words that were not taken back."""
    said = (one for one in reversed(session.transcript) if one.speaker == "person" and one.text and not one.retracted)
    return next(said, None)


def _pause(draft: Draft) -> None:
    _interject(draft, "pause")


def _skip(draft: Draft) -> None:
    need, item = draft.need, draft.awaiting.item
    if need is None:
        _interject(draft, "skip_nothing")
    elif need.answer.type == "actions" and (item or 1) > 1:
        draft.add(ActionsClosed(draft.turn))
        next_question(draft)
    elif hard_for(need, item):
        _interject(draft, "skip_hard", {"why": need.why})
    else:
        draft.add(SkipAsked(draft.turn, need.id, item))
        line, text = draft.bank("skip_reason", {"title": need.title})
        draft.say("ask", text, line, need.id, item, repeats=True, question=draft.awaiting.question)


def _next(draft: Draft) -> None:
    """Advance when the step is settled; else say what holds it."""
    still = open_here(draft)
    if not still and draft.awaiting.kind in ("recap", "confirm"):
        next_question(draft)
        return
    hold(draft)
    if draft.session.guards == "hold":
        _interject(draft, "held", {"open_titles": titles(draft, still)})
        return
    _leave_open(draft)


def _leave_open(draft: Draft) -> None:
    """With guards on `warn` or `off` the step is left although needs are open."""
    before = draft.session.step
    left = open_here(draft)
    after = draft.guide.machine.onward(before, frozenset())
    draft.add(StepEntered(draft.turn, after, before))
    if after == READY:
        finish(draft)
        return
    draft.open_with("left_open", extra={"open_titles": titles(draft, left)})
    next_question(draft)


def _back(draft: Draft) -> None:
    """To the step that the words name, else to the one before."""
    here = draft.guide.flow.index(draft.session.step)
    earlier = draft.guide.flow.steps[:here]
    if not earlier:
        _interject(draft, "back_first")
        return
    target = _named_step(draft, earlier) or earlier[-1]
    state = draft.guide.machine.fire("back", draft.session.step, frozenset(), target.id)
    draft.add(StepEntered(draft.turn, state, draft.session.step))
    draft.open_with("back", extra={"title": target.title})
    listed = gathered(draft, target)
    closing = draft.guide.lines["back_ask"]
    key = list(closing)[draft.turn % len(closing)]
    draft.say("recap", "\n".join([*listed, "", closing[key]]), draft.used[-1])


def _named_step(draft: Draft, steps: tuple[Step, ...]) -> Step | None:
    """The step whose title or needs the person's words name, if any."""
    if draft.said is None:
        return None
    words = draft.said.reading.content
    best = max(steps, key=lambda step: _naming(draft, step, words))
    return best if _naming(draft, best, words) > 0 else None


def _naming(draft: Draft, step: Step, words: tuple[str, ...]) -> float:
    names = [step.title, step.id.replace("_", " "), *(need.title for need in step.needs)]
    return max(share(content(name, draft.guide.language), words) for name in names)


def _finish(draft: Draft) -> None:
    """In the last step, with every hard need met, the rest is left out; anywhere else the person confirms an unfinished end."""
    flow = draft.guide.flow
    still = open_needs(flow, draft.session)
    last = flow.steps[-1]
    open_last = [need for need in last.needs if need.id in still]
    earlier = [need for step in flow.steps[:-1] for need in step.needs if need.id in still]
    hard = [need for need in open_last if any(hard_for(need, item) for item in open_items(flow, draft.session, need))]
    if draft.session.step == last.id and not earlier and not hard:
        _leave_out(draft, open_last)
        if last.id in draft.session.recapped:
            next_question(draft)
        else:
            recap(draft, last)
        return
    draft.add(FinishAsked(draft.turn))
    line, text = draft.bank("finish_confirm", {"open_titles": titles(draft, [*earlier, *open_last][:4])})
    draft.say("confirm", text, line)


def _leave_out(draft: Draft, needs: list[Need]) -> None:
    reason = draft.guide.lines["status"]["finished_early"]
    close_actions(draft)
    for need in needs:
        if need.answer.type != "actions":
            left = list(open_items(draft.guide.flow, draft.session, need))
            draft.add(*(NeedSkipped(draft.turn, need.id, reason, item) for item in left))


def _undo(draft: Draft) -> None:
    """Take back the last turn that left something behind, and everything after it."""
    target = _last_effective(draft.before)
    if target is None:
        _interject(draft, "undo_nothing")
        return
    gone = {event.retracted for event in draft.before.events if isinstance(event, TurnRetracted)}
    later = [turn for turn in range(target, draft.turn) if turn not in gone]
    draft.add(*(TurnRetracted(draft.turn, turn) for turn in reversed(later)))
    # Said for those who follow the events: the fold itself needs only the retraction.
    for (name, item), state in draft.before.needs.items():
        if state.status in SETTLED and draft.session.state(name, item).status == "open":
            draft.add(NeedReopened(draft.turn, name, "undo", item))
    draft.open_with("undo")
    same_question(draft)


def _last_effective(session: Session) -> int | None:
    """The last turn, not taken back yet, in which the person's words changed something; None when there is none."""
    gone = {event.retracted for event in session.events if isinstance(event, TurnRetracted)}
    for number, group in groupby(reversed(session.events), key=lambda event: event.turn):
        turn, kinds = int(number), list(group)
        if turn == 0 or turn in gone or any(isinstance(event, TurnRetracted) for event in kinds):
            continue
        spoke = any(isinstance(event, ActDisputed | ActConfirmed) or (isinstance(event, UserUttered) and event.text) for event in kinds)
        if spoke and any(type(event).__name__ not in IDLE for event in kinds):
            return turn
    return None


def _revise(draft: Draft) -> None:
    """Ask what the answer that the words name should say instead; without a name, ask which."""
    found = named_need(draft)
    if found is None:
        known = [need for _, need in draft.guide.flow.needs() if draft.session.fact(need.id)]
        _interject(draft, "revise_which" if known else "undo_nothing", {"titles": titles(draft, known[-4:])})
        return
    if not change_at_once(draft, *found):
        offer_change(draft, *found)


def named_need(draft: Draft) -> tuple[Need, int | None] | None:
    """The answered need that the person's words name, by its label or by what was answered; the last one otherwise named."""
    if draft.said is None:
        return None
    words = draft.said.reading.content
    best: tuple[float, Need, int | None] | None = None
    for (name, item), fact in draft.session.facts.items():
        need = draft.guide.flow.need(name)
        label = content(f"{need.title} {need.id.replace('_', ' ')}", draft.guide.language)
        told = content(echo.plain(fact.value, draft.guide.speech), draft.guide.language)
        score = max(share(label, words), alike(words, told)) if words else 0.0
        of_item = content(listed(draft.session, source_of(draft.guide.flow, need)).get(item or 0, ""), draft.guide.language)
        score += score * share(of_item, words)
        if score >= NAMED and (best is None or score > best[0]):
            best = (score, need, item)
    return (best[1], best[2]) if best else None


COMMANDS: Mapping[str, Callable[[Draft], None]] = {
    "why": _why, "help": _help, "repeat": _repeat, "where": _where, "summary": _summary, "park": _park, "pause": _pause,
    "skip": _skip, "next": _next, "back": _back, "finish": _finish, "undo": _undo, "revise": _revise,
}  # fmt: skip
