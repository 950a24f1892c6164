"""Draws two talks beside each other, one step at a time, with the tags of every turn and the measures of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from engine.present.beside import Figure, counted_in, measured, of_step
from engine.present.frames import Frame
from engine.present.why import whys
from engine.rehearsal.debrief import HARM, debrief
from ui import markup, present_talks
from ui.present_play import Play
from ui.present_talks import REFERENCE, Shown

COVER = "Name what goes wrong on the left first. Then press V to see the other talk."


def draw_beside(shown: Shown, play: Play, words: Mapping[str, Any]) -> None:
    """The two talks in one step, the less good one on the left; with nothing to set it beside a sentence that says so."""
    found = _others(shown)
    if not found:
        said = "There is no other reference talk of its kind."
        st.html(f'<section class="hh-p-wall hh-p-card" aria-label="Beside"><h1>Beside another talk</h1><p>{said}</p></section>')
        return
    play.other = play.other if play.other in found else next(iter(found))
    other = present_talks.opened(f"{REFERENCE} {play.other}")
    assert other is not None
    left, right = (other, shown) if _good(shown) else (shown, other)
    play.step = max(0, min(play.step, len(shown.guide.flow.steps) - 1))
    step = shown.guide.flow.steps[play.step].id
    st.html(markup.Html(_drawn(left, right, step, words, covered=play.covered)))


def another(shown: Shown, play: Play) -> None:
    """Take the next talk that can stand beside this one."""
    names = list(_others(shown))
    if names:
        play.other = names[(names.index(play.other) + 1) % len(names)] if play.other in names else names[0]


def _others(shown: Shown) -> dict[str, str]:
    """The reference talks of the same persona, or the other ones with the coach, by name: first the one most unlike this one."""
    mine = shown.source.removeprefix(f"{REFERENCE} ")
    persona = shown.session.persona or None
    found = {name: one.transcript.manager or "" for name, one in present_talks.references().items() if one.transcript.persona == persona}
    found.pop(mine, None)
    order = ("fixer", "promiser", "checklist", "good") if _good(shown) else ("good", "checklist", "fixer", "promiser")
    return dict(sorted(found.items(), key=lambda one: order.index(one[1]) if one[1] in order else len(order)))


def _good(shown: Shown) -> bool:
    name = shown.source.removeprefix(f"{REFERENCE} ")
    one = present_talks.references().get(name)
    return one is not None and one.transcript.manager == "good"


def _drawn(left: Shown, right: Shown, step: str, words: Mapping[str, Any], *, covered: bool) -> str:
    flow = left.guide.flow
    place = flow.index(step)
    title = flow.steps[place].title
    columns = _column(left, step, words) + (_covered() if covered else _column(right, step, words))
    return (
        f'<section class="hh-p-wall hh-p-beside" data-step="{step}" aria-label="Beside another talk">'
        f"<h1>Step {place + 1}: {markup.text(title)}</h1>{columns}{_measures(left, right, words, covered=covered)}</section>"
    )


def _covered() -> str:
    return f'<div class="hh-p-column hh-p-covered"><h2>Covered</h2><p>{COVER}</p></div>'


def _column(shown: Shown, step: str, words: Mapping[str, Any]) -> str:
    rows = "".join(_turn(shown, one, words) for one in of_step(shown.turns, step)) or "<p>Nothing: this talk has no turn in this step.</p>"
    title = markup.text(shown.title)
    return f'<div class="hh-p-column" tabindex="0" role="group" aria-label="{title}"><h2>{title}</h2>{rows}</div>'


def _turn(shown: Shown, frame: Frame, words: Mapping[str, Any]) -> str:
    tags = "".join(
        f'<span class="hh-p-tag{" hh-p-costs" if one.key.removeprefix("tag ") in HARM else ""}">{markup.text(one.name)}</span>'
        for one in whys(shown.guide, frame, words) if one.kind in ("tag", "hold")
    )  # fmt: skip
    said, reply = markup.text(frame.said or "(Not kept.)"), markup.text((frame.reply or "").replace("**", ""))
    words_of = f'<b>{frame.turn}</b> <span class="hh-p-clip">{said}</span><span class="hh-p-tags">{tags}</span>'
    return f'<p>{words_of}<span class="hh-p-clip hh-p-answer">{reply}</span></p>'


def _measures(left: Shown, right: Shown, words: Mapping[str, Any], *, covered: bool) -> str:
    figures = _figures(left, right)
    cells = "".join(_cell(one, words, covered=covered) for one in figures)
    return f'<div class="hh-p-figures">{cells or "<p>One of the two is too short to be measured.</p>"}</div>'


def _figures(left: Shown, right: Shown) -> tuple[Figure, ...]:
    if left.cast is None or right.cast is None:
        return counted_in(left.session, right.session)
    return measured(debrief(left.cast, left.session), debrief(right.cast, right.session))


def _cell(one: Figure, words: Mapping[str, Any], *, covered: bool) -> str:
    name = words["measures"].get(one.name, {}).get("name", one.name)
    values = [_value(value, good) for value, good in zip(one.values, one.good, strict=True)]
    return f"<div><span>{markup.text(name)}</span> {values[0]} <span>against</span> {'?' if covered else values[1]}</div>"


def _value(value: float | None, good: bool | None) -> str:
    glyph = markup.icon("check" if good else "close") if good is not None else ""
    return f"<b>{'–' if value is None else f'{value:g}'}{glyph}</b>"
