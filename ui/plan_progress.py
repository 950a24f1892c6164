"""How a plan stands, as a picture: what became of each action, told by a mark and a word, never by colour alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from engine.plan.history import CLOSED
from engine.plan.life import Due
from engine.plan.plan import Plan
from engine.talk.echo import Speech, plain
from ui import markup

OPEN = "open"
LOOKS = {
    "done": ("Done", "check_circle"), "under_way": ("Under way", "timelapse"), "changed": ("Changed", "edit"),
    "moved": ("Moved", "event_repeat"), OPEN: ("To do", "radio_button_unchecked"), "dropped": ("Let go", "block"),
}  # fmt: skip
"""Each state in the order of the bar: its word and its mark. The style sheet knows it as hh-is-STATE."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """One action with what became of it last: `state` is a key of LOOKS, `said` the ISO day when it was told ("" for never)."""

    what: str
    state: str
    when: str | None
    said: str
    why: str


def standings(plan: Plan) -> tuple[Standing, ...]:
    """Every action that was ever in the plan: those still open first, then those that are done or let go."""
    last = {one.id: one for one in plan.progress}
    still = []
    for action in plan.actions:
        told = last.pop(action.id, None)
        state, day, why = (told.state, told.day, told.why or "") if told else (OPEN, "", "")
        still.append(Standing(action.what, state, action.when, day, why))
    over = [Standing(one.words or one.what, one.state, None, one.day, one.why or "") for one in last.values() if one.state in CLOSED]
    return (*still, *over)


def summary(found: Iterable[Standing]) -> str:
    """The states in a line: "1 done · 2 to do"; "" for a plan without actions."""
    counts = Counter(one.state for one in found)
    return " · ".join(f"{counts[state]} {word.lower()}" for state, (word, _) in LOOKS.items() if counts[state])


def bar_as_html(plan: Plan) -> str:
    """The whole plan as one bar with the same in words under it; "" for a plan without actions."""
    found = standings(plan)
    if not found:
        return ""
    parts = "".join(f'<span class="hh-share hh-is-{state}"></span>' * sum(one.state == state for one in found) for state in LOOKS)
    told = summary(found)
    bar = f'<div class="hh-shares" role="img" aria-label="{markup.text(f"{len(found)} actions: {told}")}">{parts}</div>'
    return f'<div class="hh-chart">{bar}<p class="hh-keys">{markup.text(told)}</p></div>'


def standings_as_html(plan: Plan, speech: Speech) -> str:
    """Each action on a line: its mark, its state, its words, its day, and what was said of it; "" for a plan without actions."""
    lines = "".join(_line(one, speech) for one in standings(plan))
    return f'<ul class="hh-standings">{lines}</ul>' if lines else ""


def _line(one: Standing, speech: Speech) -> str:
    word, glyph = LOOKS[one.state]
    about = [f"By {plain(one.when, speech)}" if one.when else "No day yet"] if one.state not in CLOSED else []
    about += [f"Told on {plain(one.said, speech)}"] if one.said else []
    why = f'<small dir="auto">{markup.text(one.why, LONGEST)}</small>' if one.why else ""
    return (
        f'<li class="hh-standing"><span class="hh-state hh-is-{one.state}">{markup.icon(glyph)}{word}</span>'
        f'<span class="hh-told"><span class="hh-first" dir="auto">{markup.text(one.what, LONGEST)}</span>'
        f"<small>{markup.text(' · '.join(about))}</small>{why}</span></li>"
    )


def due_as_html(due: Iterable[Due], today: date, speech: Speech) -> str:
    """What is near or past, soonest first; "" when nothing is."""
    lines = "".join(_due(one, today, speech) for one in due)
    return f'<ul class="hh-standings">{lines}</ul>' if lines else ""


def _due(one: Due, today: date, speech: Speech) -> str:
    glyph, look = ("schedule", "hh-late") if one.overdue else ("event", "")
    what = markup.text(one.what, LONGEST) or "Look at this plan again"
    words = f'<span class="hh-first" dir="auto">{what}</span>'
    days = abs((date.fromisoformat(one.when) - today).days)
    return (
        f'<li class="hh-standing"><span class="hh-state {look}">{markup.icon(glyph)}{_distance(days, overdue=one.overdue)}</span>'
        f'<span class="hh-told">{words}<small>{markup.text(plain(one.when, speech))}</small></span></li>'
    )


def _distance(days: int, *, overdue: bool) -> str:
    if days == 0:
        return "Today"
    if overdue:
        return "Since yesterday" if days == 1 else f"{days} days ago"
    return "Tomorrow" if days == 1 else f"In {days} days"


def due_in(rows: Iterable[tuple[str, Iterable[Due]]]) -> Iterator[tuple[str, Due]]:
    """(plan, what is due) of several plans, soonest first."""
    yield from sorted(((name, one) for name, found in rows for one in found), key=lambda pair: pair[1].when)
