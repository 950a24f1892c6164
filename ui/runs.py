"""Draws several rehearsals beside each other: a small table, and each headline measure from run to run. No grade, nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from engine.rehearsal.debrief import FEWEST_TURNS
from engine.rehearsal.runs import FIGURES, Run, holds, is_first, series, with_persona
from engine.service import REHEARSAL, Service
from engine.stores import SessionRow
from ui import markup
from ui.erase import ask_to_delete
from ui.talks import DIFFICULTY, local_time
from ui.wording import as_said

MOST_LISTED = 12
DIP = (
    "Feeling less sure after a first run than before it is common, and no bad sign: you begin to see what there is to do. Several short "
    "runs bring more than a long one; hold the last of them as an exam."
)
WHOLE = {"reflections_per_question": 1.5, "early_solutions": 5, "unasked_advice_per_100": 25, "owned_share": 1, "promises": 5}
"""What fills a bar; whatever is above fills it too."""


def draw_runs(runs: Sequence[Run], shown: str, words: Mapping[str, Any]) -> None:
    """The history below the debrief of the rehearsal `shown`. `runs` are oldest first; `words` are those of the debrief."""
    here = next((one for one in runs if one.session == shown), None)
    if here is None:
        return
    st.header("Your runs", anchor=False)
    if is_first(runs, shown):
        st.info(DIP, icon=":material/trending_down:")
    same = with_persona(runs, here.persona)
    chosen: Sequence[Run] = runs
    if len(same) < len(runs):
        which = st.segmented_control("Which runs", ["With this person", "All"], default="With this person", required=True, key="which-runs")
        chosen = runs if which == "All" else same
    st.html(markup.Html(_table(chosen, shown, words)))
    measured = [one for one in chosen if one.figures is not None]
    if len(measured) > 1:
        st.html(markup.Html(f'<div class="hh-cards hh-small">{"".join(_chart(measured, name, words) for name in FIGURES)}</div>'))


def _table(runs: Sequence[Run], shown: str, words: Mapping[str, Any]) -> str:
    names = [words["measures"][name]["name"] for name in FIGURES]
    head = "".join(f'<th scope="col">{markup.text(one)}</th>' for one in ("Run", "With", "Your turns", *names, "Told to a listener"))
    rows = "".join(_row(number, one, shown) for number, one in enumerate(runs, 1))
    return (
        '<div class="hh-wide" tabindex="0" role="region" aria-label="Your runs, oldest first">'
        f'<table class="hh-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(number: int, run: Run, shown: str) -> str:
    kind = [DIFFICULTY[run.difficulty], *(["exam"] if run.exam else []), *(["branched off"] if run.branch_of else [])]
    opened = "this one" if run.session == shown else markup.press("open", "open", f"Open run {number}", session=run.session)
    first = f'<th scope="row">{number} <small>{_day(run.day)}</small> {opened}</th>'
    who = f"<td>{markup.text(run.name)} <small>{markup.text(run.title)}; {', '.join(kind)}</small></td>"
    if run.figures is None:
        short = f'<td colspan="{len(FIGURES)}">too short to measure <small>(fewer than {FEWEST_TURNS} of your turns)</small></td>'
    else:
        short = "".join(f"<td>{_value(run.figures[name])}</td>" for name in FIGURES)
    told = f"{run.told}{' and the secret' if run.secret else ''}"
    mark = ' aria-current="true"' if run.session == shown else ""
    return f"<tr{mark}>{first}{who}<td>{run.turns}</td>{short}<td>{told}</td></tr>"


def _chart(runs: Sequence[Run], name: str, words: Mapping[str, Any]) -> str:
    """One measure from run to run as bars, said in words below them."""
    points = series(runs, name)
    bars = "".join(_bar((value or 0) / WHOLE[name], held=holds(run, name)) for run, value in points)
    told = ", ".join(_value(value) for _, value in points)
    about = words["measures"][name]
    picture = f'<div class="hh-bars" role="img" aria-label="{markup.text(about["name"])}, run by run: {told}">{bars}</div>'
    good = f"<small>Good: {markup.text(about['good'].split(';')[0].split(',')[0])}. Outlined: not there.</small>"
    return f'<div class="hh-card"><b>{markup.text(about["name"])}</b>{picture}<p aria-hidden="true">{told}</p>{good}</div>'


def _bar(part: float, *, held: bool) -> str:
    return f'<span class="{"hh-kept" if held else "hh-missed"}" style="height:{max(4, min(100, 100 * part)):.0f}%"></span>'


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _day(day: str) -> str:
    if not day:
        return ""
    at = date.fromisoformat(day)
    return f"{at.day} {at:%b %Y}"


def draw_earlier(service: Service) -> str | None:
    """The earlier rehearsals of this store, folded, each to open or delete. Returns the id of the one that was opened."""
    rows = [row for row in service.sessions() if row.title.startswith(REHEARSAL)]
    if not rows:
        return None
    opened = None
    with st.expander("Your earlier rehearsals"):
        for row in rows[:MOST_LISTED] if not st.session_state.get("all-runs") else rows:
            opened = row.id if _earlier(service, row) else opened
        if len(rows) > MOST_LISTED and not st.session_state.get("all-runs") and st.button(f"Show the other {len(rows) - MOST_LISTED}"):
            st.session_state["all-runs"] = True
            st.rerun()
    return opened


def _earlier(service: Service, row: SessionRow) -> bool:
    label = f"{as_said(row.title.removeprefix(REHEARSAL))}, {local_time(row.touched)}"
    turns = "1 turn" if row.turns == 1 else f"{row.turns} turns"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        state = "ended" if row.ended else "open"
        opened = st.button(f"{label} · {turns} · {state}", key=f"open-{row.id}", type="tertiary", icon=":material/theater_comedy:")
        if st.button("Delete", key=f"delete-{row.id}", type="tertiary", icon=":material/delete:", help=f"Erases {label}"):
            told = f"{label}. Every word of it is erased, the debrief and its place in the history too. It cannot be brought back."
            ask_to_delete("Delete this rehearsal?", told, service, row.id)
    return opened
