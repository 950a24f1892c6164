"""The same words with the guards held and with the guards off, and what that makes of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engine.plan.plan import Action, Line, Plan, build_plan
from engine.plan.quality import quality
from engine.talk.coach import respond, start
from engine.talk.events import Guards, TurnRetracted, UserUttered
from engine.talk.guide import Guide
from engine.talk.session import LookBack, Session, extend, fold

ACTION_PARTS = (("when", "a day"), ("how", "a how"), ("success_sign", "a sign of success"), ("if_then", "an if-then"))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of two plans beside each other; `marks` say what the second one lacks or does otherwise, () where both say the same."""

    title: str
    held: str
    off: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """A talk with guards held and the same words with guards off; `unused` of them came after the second talk had ended."""

    held: Session
    off: Session
    said: int
    unused: int
    rows: tuple[Row, ...]


def both(guide: Guide, session: Session) -> Both:
    """The two talks. ValueError for a rehearsal, in which the flow only watches."""
    if session.persona:
        raise ValueError("in a rehearsal the flow watches and holds nothing")
    words = tuple(spoken(session))
    held = session if session.guards == "hold" else _again(guide, session, words, "hold")[0]
    off, used = _again(guide, session, words, "off")
    return Both(held, off, len(words), len(words) - used, tuple(_rows(guide, held, off)))


def spoken(session: Session) -> Iterator[tuple[str, date]]:
    """What the person said and still counts, with its day."""
    gone = {one.retracted for one in session.events if isinstance(one, TurnRetracted)}
    for event in session.events:
        if isinstance(event, UserUttered) and event.text is not None and event.turn not in gone:
            yield event.text, date.fromisoformat(event.today)


def _again(guide: Guide, session: Session, words: tuple[tuple[str, date], ...], guards: Guards) -> tuple[Session, int]:
    """The talk that these words make, and how many of them were said before it ended."""
    first = words[0][1] if words else date.min
    made = fold(start(guide, session.id, session.seed, guards, first, LookBack(session.earlier, {}, session.opened)))
    for used, (text, today) in enumerate(words):
        if made.ended is not None:
            return made, used
        made = extend(made, respond(guide, made, text, today))
    return made, len(words)


def _rows(guide: Guide, held: Session, off: Session) -> Iterator[Row]:
    one, other = build_plan(guide, held), build_plan(guide, off)
    yield from _lines(one, other)
    unowned = _unowned(guide, off, other)
    for number in range(1, max(len(one.actions), len(other.actions), 1) + 1):
        mine, theirs = (_action(plan, number) for plan in (one, other))
        marks = (*_lacks(mine, theirs), *(("somebody else has to act",) if number in unowned else ()))
        yield Row(f"Own action {number}", _told(mine), _told(theirs), marks)
    yield _counted("What others should do", [said.text for said in one.others], [said.text for said in other.others])
    waiting = [[said.text for said in plan.parked if not said.decision] for plan in (one, other)]
    yield _counted("Ideas still waiting", *waiting)
    for title, parts in (("Left thin", "thin"), ("Never asked or still open", "open")):
        yield _counted(title, *([left.title for left in getattr(plan, parts)] for plan in (one, other)))


def _lines(one: Plan, other: Plan) -> Iterator[Row]:
    """What the two plans say for each need, in the flow's order."""
    mine, theirs = ({line.need: line for _, lines in plan.sections for line in lines} for plan in (one, other))
    for need in dict.fromkeys((*mine, *theirs)):
        here, there = mine.get(need), theirs.get(need)
        title = (here or there).title  # type: ignore[union-attr]  # one of them has it
        if here is not None and there is not None and here.words == there.words and here.thin == there.thin:
            yield Row(title, here.words, there.words, ())
        elif there is None:
            yield Row(title, here.words if here else "", "", ("missing",))
        else:
            marks = [] if here is not None and here.words == there.words else [_whence(one, there)]
            yield Row(title, here.words if here else "", there.words, (*marks, *(["thin"] if there.thin else [])))


def _whence(held: Plan, line: Line) -> str:
    """Where the words of a line of the second plan stand in the first one."""
    if any(said.text in line.words or line.words in said.text for said in held.parked):
        return "an idea taken as the answer"
    meant = next((one.title for _, lines in held.sections for one in lines if one.words == line.words), "")
    return f"said about “{meant}”" if meant else "other words"


def _action(plan: Plan, number: int) -> Action | None:
    return plan.actions[number - 1] if number <= len(plan.actions) else None


def _unowned(guide: Guide, session: Session, plan: Plan) -> frozenset[int]:
    """The actions of a plan that leave the doing to somebody else, by number."""
    found = quality(plan, date.fromisoformat(session.day), guide.language) if session.day else ()
    return frozenset(one.action for one in found if one.code == "owner" and one.action is not None)


def _told(action: Action | None) -> str:
    if action is None:
        return ""
    parts = (action.what, action.when, action.how, action.success_sign, action.if_then)
    return " · ".join(part for part in parts if part)


def _lacks(held: Action | None, off: Action | None) -> Iterator[str]:
    if off is None:
        yield "nobody owns a step"
        return
    yield from (f"without {words}" for name, words in ACTION_PARTS if not getattr(off, name))
    if held is None or _told(held) != _told(off):
        yield "other words"


def _counted(title: str, held: list[str], off: list[str]) -> Row:
    more, fewer = len(off) - len(held), len(held) - len(off)
    marks = (f"{more} more",) if more > 0 else (f"{fewer} fewer",) if fewer > 0 else ("others",) if held != off else ()
    return Row(title, "; ".join(held), "; ".join(off), marks)
