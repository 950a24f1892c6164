"""Draws what was said. Earlier turns are sealed: HTML that stays the same from turn to turn and costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from engine.service import Talk
from engine.talk.events import GuardHeld
from engine.talk.session import Idea, Utterance
from ui import markup, tab
from ui.understood import understood

LONGEST_CHIP = 90
AT_ONCE = 3
"""Open needs that are shown without opening a further line."""
OPEN = 4
"""Lines at the end that are never sealed: the newest two turns, which can still be acted upon."""
BLOCK, KEPT = 40, 200
"""Lines are sealed in whole blocks, so that they change once in so many lines; of a long talk so many lines or more are drawn at once."""


def draw_transcript(talk: Talk) -> None:
    """The whole talk without what was taken back, each step under its own heading."""
    lines = [one for one in talk.session.transcript if not one.retracted]
    begin = first_drawn(talk, len(lines))
    end = max(begin, (len(lines) - OPEN) // BLOCK * BLOCK)
    if end > begin:
        st.html(markup.Html(tab.sealed(_mark(talk, begin, end), lambda: _block(talk, lines, begin, end))))
    st.html(markup.Html(_block(talk, lines, end, len(lines), newest=True)))


def first_drawn(talk: Talk, count: int) -> int:
    """The first of so many lines that is drawn; what is far back is drawn when it is asked for."""
    far = 0 if talk.session.ended is not None else max(0, (count - KEPT) // KEPT * KEPT)
    if not far or tab.draws_all(talk.session.id):
        return 0
    if st.button(f"Show the {far} earlier lines", key="earlier", icon=":material/history:", type="tertiary"):
        tab.draw_all(talk.session.id)
        st.rerun()
    return far


def newest_line(talk: Talk) -> str:
    """The coach's last line in plain text."""
    found = (one.text for one in reversed(talk.session.transcript) if one.speaker == "coach" and not one.retracted)
    return markup.spoken(next(found, None) or "")


def _mark(talk: Talk, begin: int, end: int) -> tuple[object, ...]:
    """What a sealed block depends on; the transcript only grows, but turns can be taken back and ideas be decided on."""
    session = talk.session
    gone = len(session.transcript) - sum(not one.retracted for one in session.transcript)
    return (session.id, begin, end, gone, len(session.parked), len(session.waiting()), bool(session.ended))


def _block(talk: Talk, lines: Sequence[Utterance], begin: int, end: int, *, newest: bool = False) -> str:
    label = "The talk" if newest else "Earlier in the talk"
    inside = "".join(_drawn(talk, lines, begin, end, newest=newest))
    return f'<section class="hh-talk{"" if newest else " hh-sealed"}" aria-label="{label}">{inside}</section>'


def _drawn(talk: Talk, lines: Sequence[Utterance], begin: int, end: int, *, newest: bool) -> Iterator[str]:
    steps = talk.guide.flow.steps
    places = {step.id: number for number, step in enumerate(steps, 1)}
    step = next((one.step for one in reversed(lines[:begin]) if one.speaker == "coach" and one.step in places), "")
    ideas: dict[int, list[Idea]] = {}
    for idea in talk.session.parked:
        ideas.setdefault(idea.turn, []).append(idea)
    held = {one.turn: one for one in _since(talk, lines[begin].turn if begin < len(lines) else 0, lines[end - 1].turn)}
    answered = next((place for place in range(end - 1, -1, -1) if lines[place].speaker == "person"), -1) if newest else -1
    for place in range(begin, end):
        one = lines[place]
        if one.speaker == "person":
            yield _person(one, understood(talk, one.turn) if place == answered else "")
            continue
        if one.step != step and one.step in places:
            step = one.step
            title = markup.text(steps[places[step] - 1].title)
            yield f'<h2 class="hh-step"><b>Step {places[step]} of {len(steps)}</b> · {title}</h2>'
        beneath = [_kept(talk, idea, held.get(one.turn)) for idea in ideas.get(one.turn, ())]
        if one.turn in held and not beneath:
            beneath = [markup.fold("What is still open here", _unmet(held[one.turn]), "checklist")]
        if newest and place == end - 1:
            beneath.append(_why(talk))
        yield _coach(one, "".join(beneath))


def _since(talk: Talk, first: int, last: int) -> Iterator[GuardHeld]:
    for event in reversed(talk.session.events):
        if event.turn < first:
            return
        if isinstance(event, GuardHeld) and event.turn <= last:
            yield event


def _person(said: Utterance, beneath: str) -> str:
    words = "<em>Not stored.</em>" if said.text is None else markup.said(said.text)
    about = f'id="turn-{said.turn}" data-turn="{said.turn}" data-speaker="person" aria-label="You"'
    return f'<article class="hh-turn hh-you" {about}><div class="hh-words" dir="auto">{words}</div></article>{beneath}'


def _coach(said: Utterance, beneath: str) -> str:
    under = f'<div class="hh-beneath">{beneath}</div>' if beneath else ""
    about = f'id="coach-{said.turn}" data-turn="{said.turn}" data-speaker="coach" aria-label="Coach"'
    words = f'<div class="hh-words">{markup.coached(said.text or "")}</div>'
    return f'<article class="hh-turn hh-coach" {about}>{markup.icon("forum")}<div>{words}{under}</div></article>'


def _kept(talk: Talk, idea: Idea, held: GuardHeld | None) -> str:
    later = next((step.title for step in talk.guide.flow.steps if step.solutions_from), "later")
    chip = f'<span class="hh-chip">{markup.icon("bookmark")}Kept for {markup.text(later)}: {markup.text(idea.text, LONGEST_CHIP)}</span>'
    reasons = list(talk.guide.lines["not_now"].values())
    why = reasons[idea.turn % len(reasons)].replace("$step", later)
    body = f"<p>{markup.text(why)}</p>{_unmet(held) if held else ''}"
    if not idea.decision and talk.session.ended is None:
        name = f"That is no idea to keep: {idea.text[:LONGEST_CHIP]}"
        body += markup.press("That is no idea to keep", "dispute", name, turn=idea.turn, act="solution")
    return chip + markup.fold("Why not now?", body, "help")


def _unmet(held: GuardHeld) -> str:
    """Every open need of the step with its reason, in the author's words."""
    needs = [f"<li>{markup.text(one['question'])} <small>{markup.text(one['reason'])}</small></li>" for one in held.unmet]
    first, rest = "".join(needs[:AT_ONCE]), "".join(needs[AT_ONCE:])
    return f"<ul>{first}</ul>" + (markup.fold(f"And {len(needs) - AT_ONCE} more", f"<ul>{rest}</ul>") if rest else "")


def _why(talk: Talk) -> str:
    waits = talk.session.awaiting
    if talk.session.ended is None and waits and waits.kind == "ask" and waits.need:
        return markup.fold("Why we ask", f"<p>{markup.text(talk.guide.flow.need(waits.need).why)}</p>", "help")
    return ""
