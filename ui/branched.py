"""Draws a rehearsal beside the one that it was branched off from: where they part, what was said instead, the measures of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from engine.errors import HandholdError
from engine.rehearsal.debrief import FEWEST_TURNS, Debrief
from engine.rehearsal.runs import FIGURES
from engine.service import Talk
from ui import markup
from ui.talks import Desk

TITLES = ("Before", "This time")


def draw_branch(desk: Desk, talk: Talk, words: Mapping[str, Any]) -> None:
    """Both talks side by side; nothing where the talk is no branch or the first one has been deleted."""
    if not talk.session.forked_from:
        return
    try:
        first = desk.service.open(talk.session.forked_from)
    except HandholdError:
        return
    st.header("Beside the first try", anchor=False)
    parting = shared_turns(first, talk)
    same = f"Turns 1 to {parting} are the same in both. " if parting else ""
    st.html(markup.Html(f'<p class="hh-parting">{markup.icon("alt_route")}{same}They part in <b>turn {parting + 1}</b>.</p>'))
    st.html(markup.Html(_both((desk.service.debrief(first), desk.service.debrief(talk)), words)))
    for column, one, title in zip(st.columns(2, gap="large"), (first, talk), TITLES, strict=True):
        with column:
            st.subheader(title, anchor=False)
            st.html(markup.Html(_lines(one, parting)))


def shared_turns(one: Talk, other: Talk) -> int:
    """The last turn up to which the manager said the same in two talks."""
    mine, theirs = _said(one), _said(other)
    turn = 0
    while turn + 1 in mine and mine[turn + 1] == theirs.get(turn + 1):
        turn += 1
    return turn


def _said(talk: Talk) -> dict[int, str | None]:
    return {said.turn: said.text for said in talk.session.transcript if said.speaker == "person" and not said.retracted}


def _both(made: tuple[Debrief, Debrief], words: Mapping[str, Any]) -> str:
    """The headline measures and the inner state of both as one table."""
    head = "".join(f'<th scope="col">{one}</th>' for one in ("Measure", *TITLES))
    rows = [("Your turns", *(str(one.turns) for one in made))]
    for name in (*FIGURES, "hints"):
        rows.append((words["measures"][name]["name"], *(_figure(one, name) for one in made)))
    for name, about in words["state"].items():
        rows.append((about, *(str(one.states[-1][name]) if one.states else "–" for one in made)))
    cells = "".join(f'<tr><th scope="row">{markup.text(row[0])}</th><td>{row[1]}</td><td>{row[2]}</td></tr>' for row in rows)
    return f'<table class="hh-table hh-both"><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>'


def _figure(made: Debrief, name: str) -> str:
    if not made.measures:
        return f"<small>too short ({made.turns} of {FEWEST_TURNS} turns)</small>"
    value = made.measures[name]
    return "–" if value is None else f"{value:g}"


def _lines(talk: Talk, parting: int) -> str:
    """What was said from the turn on in which the talks part."""
    name = talk.cast.person(talk.session.seed).name if talk.cast else ""
    rows = []
    for said in talk.session.transcript:
        if said.turn > parting and said.speaker in ("person", "persona") and not said.retracted:
            who = "You" if said.speaker == "person" else name
            mark = f"<small>turn {said.turn}</small> " if said.speaker == "person" else ""
            first = " hh-parts" if said.turn == parting + 1 and said.speaker == "person" else ""
            words = f'<b>{markup.text(who)}:</b> <span dir="auto">{markup.said(said.text or "")}</span>'
            rows.append(f'<p class="hh-line{first}">{mark}{words}</p>')
    return f'<div class="hh-talk">{"".join(rows)}</div>'
