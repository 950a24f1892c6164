"""What to ask next and in which words: the next open need, a probe after a weak reply, the same question once more."""

from __future__ import annotations

from datetime import date

from engine.flow.model import ACTION, Lines, Need, Probe, Step
from engine.talk import echo
from engine.talk.draft import Draft
from engine.talk.events import GuardHeld, NeedThin, PlanReady, RecapShown, SessionEnded, StepEntered
from engine.talk.guards import listed, next_open, open_items, open_needs, source_of, status, unmet
from engine.talk.guide import Guide
from engine.talk.machine import READY
from engine.talk.session import OFFER, Fact
from engine.talk.shown import shown
from engine.talk.weigh import Weighed

HOLD_AT, END_AT = 3, 6
EARLIER_WORDS = 40
"""Words of an earlier answer that are read out; more of them would bury the question."""
SOFT_PROBES = 2
_FEW, _WORDS, _FEWER = 4, 22, 7
"""In a recap: how many things are told in full, and the words of each of them, or of each of many."""
_MOST_NAMED, _NAMED = 15, 8
"""In a recap: how many things are all named, and how many of a longer list."""


def next_question(draft: Draft) -> None:
    """Move the machine as far as the guards allow and say what comes next: a question, a recap, or the end."""
    if draft.session.guards == "hold":
        move_back(draft)
    while True:
        step = draft.step
        found = next_open(draft.guide.flow, draft.session, step)
        if found:
            ask(draft, *found)
            return
        if step.id not in draft.session.recapped:
            if not time_short(draft) or step is draft.guide.flow.steps[-1]:
                recap(draft, step)
                return
            recap_in_passing(draft, step)
        if not go_on(draft):
            finish(draft)
            return


def move_back(draft: Draft) -> None:
    """When a need of an earlier step is open, go to the earliest such step."""
    state = draft.guide.machine.reconcile(draft.session.step, open_needs(draft.guide.flow, draft.session))
    if state != draft.session.step:
        draft.add(StepEntered(draft.turn, state, draft.session.step))


def go_on(draft: Draft) -> bool:
    """Leave a settled step forwards; False when the plan is ready instead."""
    before = draft.session.step
    still = open_needs(draft.guide.flow, draft.session) if draft.session.guards == "hold" else frozenset()
    after = draft.guide.machine.onward(before, still)
    if after == before:
        raise RuntimeError(f"no way on from '{before}' with {sorted(still)}")
    entered = after in draft.session.entered
    draft.add(StepEntered(draft.turn, after, before))
    if after == READY:
        return False
    if not entered:
        draft.open_with(f"{after}.enter", draft.step.enter)
    return True


def finish(draft: Draft) -> None:
    """The plan stands and the talk is over."""
    draft.add(PlanReady(draft.turn), SessionEnded(draft.turn, "done"))
    line, text = draft.bank("done", {"title": draft.guide.flow.plan_title})
    draft.say("done", text, line)


def recap(draft: Draft, step: Step) -> None:
    """Play back what a step gathered and ask what is missing."""
    listed = gathered(draft, step)
    closing = draft.pick(f"{step.id}.recap", step.recap) or draft.bank("back_ask")
    line, opening = draft.bank("recap", {"title": step.title})
    draft.used.append(line)
    text = "\n".join([opening, "", *listed, "", closing[1]]) if listed else closing[1]
    draft.add(RecapShown(draft.turn, step.id))
    draft.say("recap", text, closing[0])


def recap_in_passing(draft: Draft, step: Step) -> None:
    """Play back what a step gathered and go on: with the time nearly used, nobody is kept waiting for a yes."""
    listed = gathered(draft, step)
    draft.add(RecapShown(draft.turn, step.id))
    if listed:
        line, opening = draft.bank("recap", {"title": step.title})
        rest, closing = draft.bank("recap_passing")
        draft.used += [line, rest]
        draft.lead.append("\n".join([opening, "", *listed, "", closing]))


def gathered(draft: Draft, step: Step) -> list[str]:
    """One line for each need of `step` about which something is known, thin and skipped ones said as such."""
    lines = []
    for need in step.needs:
        if need.quiet:
            continue
        known = [(item, fact) for (name, item), fact in sorted(draft.session.facts.items(), key=_by_item) if name == need.id]
        state = status(draft.guide.flow, draft.session, need)
        if state == "skipped":
            lines.append(f"- **{need.title}:** ({draft.guide.lines['status']['skipped']})")
        elif known and state != "not_needed":
            words = _in_short(draft, need, known)
            mark = f" ({draft.guide.lines['status']['thin']})" if state == "thin" else ""
            lines.append(f"- **{need.title}:** {words}{mark}")
        elif state == "thin":
            lines.append(f"- **{need.title}:** ({draft.guide.lines['status']['thin']})")
    return lines


def _in_short(draft: Draft, need: Need, known: list[tuple[int | None, Fact]]) -> str:
    """What is known for a need: every item of a list, the more the shorter, a long list cut; what was asked per item beside it."""
    items = listed(draft.session, source_of(draft.guide.flow, need)) if need.per != ACTION else {}
    if not items:
        values = [part for _, fact in known for part in _parts(draft, need, fact)]
        return _first_few(draft, [echo.clip(text, _WORDS if len(values) <= _FEW else _FEWER) for text in values])
    most = _FEWER if len(known) > _FEW else _WORDS
    pairs = [(items[item], fact) for item, fact in known if item in items]
    told = (f"{echo.clip(words, _FEWER)}: {echo.clip(shown(draft.guide, need, fact.value), most)}" for words, fact in pairs)
    return _first_few(draft, list(told))


def _first_few(draft: Draft, texts: list[str]) -> str:
    """The texts in a row; of a long row the first ones and how many more there are."""
    if len(texts) <= _MOST_NAMED:
        return "; ".join(texts)
    left = draft.guide.lines["list"]["more"].replace("$number", str(len(texts) - _NAMED))
    return "; ".join([*texts[:_NAMED], left])


def _parts(draft: Draft, need: Need, fact: Fact) -> list[str]:
    if isinstance(fact.value, list) and len(fact.value) > _FEW:
        return fact.value
    return [shown(draft.guide, need, fact.value)]


def _by_item(entry: tuple[tuple[str, int | None], object]) -> int:
    return entry[0][1] or 0


def ask(draft: Draft, need: Need, item: int | None) -> None:
    """Ask for an open need in words not used before; what was said for it in an earlier talk is offered first."""
    if item is None and offer_earlier(draft, need):
        return
    asking = draft.session.state(need.id, item)
    extra = {"item": draft.item_words(need, item), "parked": _parked(draft)}
    banks = [(f"{need.id}.ask", need.ask)]
    if need.answer.type == "actions" and (item or 1) > 1:
        banks = [(f"{need.id}.more", need.more)]
    elif need.per and len(list(open_items(draft.guide.flow, draft.session, need))) > 1 and need.ask_all:
        banks.insert(0, (f"{need.id}.ask_all", need.ask_all))
    banks += _for_item(f"{need.id}.ask", need, need.ask, item)
    banks += [(f"{need.id}.probe", {one.id: one.ask for one in need.probes if one.when is None}), (f"{need.id}.easier", need.easier)]
    for name, lines in banks:
        chosen = draft.pick(name, lines, extra)
        if chosen:
            draft.say("ask", chosen[1], chosen[0], need.id, item)
            return
    draft.open_with("again")
    text = next(iter(filter(None, (draft.fill(line, extra) for line in need.ask.values()))), need.title)
    draft.say("ask", text, f"{need.id}.ask.again{asking.asked}", need.id, item, repeats=True)


def _for_item(name: str, need: Need, lines: Lines, item: int | None) -> list[tuple[str, Lines]]:
    """The wordings that name the item, to be said once for each item of a long list, in turns: with another item it is another question."""
    if item is None or need.per == ACTION:
        return []
    naming = [(key, text) for key, text in lines.items() if "$item" in text]
    place = item % max(1, len(naming))
    return [(f"{name}_{item}", {key: text}) for key, text in (*naming[place:], *naming[:place])]


def offer_earlier(draft: Draft, need: Need) -> bool:
    """Ask whether an earlier answer to `need` still holds: once, when the need comes up for the first time. True when asked."""
    known = draft.session.earlier.get(need.id)
    if known is None or draft.session.state(need.id).asked or draft.session.state(need.id).failed:
        return False
    value = echo.clip(shown(draft.guide, need, known.value), EARLIER_WORDS).rstrip(" .,;")
    extra = {"when": month_of(date.fromisoformat(known.day), draft.today, draft.guide), "title": known.title, "value": value}
    chosen = draft.pick(OFFER, draft.guide.lines[OFFER], extra)
    if chosen:
        draft.say("ask", chosen[1], chosen[0], need.id)
    return chosen is not None


def month_of(day: date, today: date, guide: Guide) -> str:
    """When something was said, as one says it: by its month alone in the year of `today`, else with the year."""
    key = "month" if day.year == today.year else "month_and_year"
    month = guide.speech.months[day.month - 1]
    return guide.lines["when"][key].replace("$month", month).replace("$year", str(day.year))


def _parked(draft: Draft) -> str | None:
    waiting = draft.session.waiting()
    return f"“{echo.clip(waiting[0].text, 20)}”" if waiting else None


def same_question(draft: Draft, bank: str | None = None) -> None:
    """Come back to the question that is open, after the coach has dealt with something else.

    `bank` names the coach's lines that lead back; the turn's line is the last one of the lead.
    """
    if bank:
        draft.open_with(bank)
    awaiting = draft.session.awaiting
    if awaiting is None or awaiting.kind in ("stopped", "done"):
        next_question(draft)
        return
    line = "+".join(draft.used[-1:]) or awaiting.line
    draft.say(awaiting.kind, awaiting.question, line, awaiting.need, awaiting.item, repeats=True)


def probe(draft: Draft, need: Need, item: int | None, weighed: Weighed) -> None:
    """Ask on after a reply that did not close `need`: by what was missing, then the author's order, in new words each time."""
    extra = {"item": draft.item_words(need, item), "parked": _parked(draft)}
    names = draft.said.names if draft.said else frozenset()
    fitting = [one for one in need.probes if _fits(one, weighed, names)]
    general = {one.id: one.ask for one in need.probes if one.when is None}
    ordered: list[tuple[Lines, str]] = [({one.id: one.ask}, "probe") for one in fitting]
    ordered += [({name: text}, "probe") for name, text in general.items()]
    if weighed.because == "dont_know":
        ordered.insert(0, (need.easier, "easier"))
    ordered.append((need.easier, "easier"))
    ordered += [(lines, name) for name, lines in _for_item("probe", need, general, item)]
    ordered.append((need.more if need.answer.type == "actions" and (item or 1) > 1 else need.ask, "ask"))
    for lines, name in ordered:
        chosen = draft.pick(f"{need.id}.{name}", lines, extra)
        if chosen:
            draft.say("ask", chosen[1], chosen[0], need.id, item)
            return
    ask(draft, need, item)


def _fits(one: Probe, weighed: Weighed, names: frozenset[str]) -> bool:
    if one.when is None:
        return False
    if one.when.few and weighed.verdict == "few":
        return True
    return weighed.verdict != "few" and (weighed.because in one.when.heard or not names.isdisjoint(one.when.heard))


def hold(draft: Draft) -> None:
    """Record that an advance was tried while the step had open needs, with every one of them."""
    step = draft.step
    held = unmet(step, open_needs(draft.guide.flow, draft.session))
    draft.add(GuardHeld(draft.turn, draft.session.guards, step.id, [one.as_json() for one in held]))


def time_short(draft: Draft) -> bool:
    """Whether the turns that the person's time allows are used."""
    budget = draft.guide.flow.budget
    fact = draft.session.fact(budget.need) if budget else None
    if budget is None or fact is None or not isinstance(fact.value, int | float):
        return False
    return draft.turn > float(fact.value) * budget.turns_per_minute


def titles(draft: Draft, needs: list[Need]) -> str:
    """The labels of some needs as one would list them."""
    names = list(dict.fromkeys(need.title for need in needs))
    joined = draft.guide.lines["list"]["and"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joined} {names[-1]}" if names else ""


def give_up(draft: Draft, need: Need, item: int | None) -> None:
    """A soft need stays thin; the talk goes on."""
    draft.add(NeedThin(draft.turn, need.id, item))
    if need.answer.type == "actions":
        raise RuntimeError(f"'{need.id}' holds the own actions and cannot stay thin")
    draft.open_with("thin")
