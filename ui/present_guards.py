"""Draws the plan of a talk beside the one that the same words make with the guards off, with what differs marked."""

from __future__ import annotations

import streamlit as st

from engine.present.unguarded import Both, Row, both
from ui import markup
from ui.present_talks import Shown

_KEPT = "present-guards"


def draw_guards(shown: Shown) -> str:
    """The view as HTML; in a rehearsal, where the flow only watches, a sentence that says so."""
    if shown.cast is not None:
        said = "In a rehearsal the guards only watch, so there is nothing to switch off. Choose a talk with the coach to see both plans."
        return f'<section class="hh-p-wall hh-p-card" aria-label="Guards off"><h1>Guards off</h1><p>{said}</p></section>'
    found = _both(shown)
    marked = [row for row in found.rows if row.marks]
    same = len(found.rows) - len(marked)
    rest = f" {found.unused} of {found.said} sentences came after the talk without guards was over." if found.unused else ""
    head = "".join(f'<th scope="col">{one}</th>' for one in ("In the plan", "Guards held", "Guards off"))
    first = "".join(_row(row) for row in marked) or f'<tr><td colspan="3">{_none(found)}</td></tr>'
    rows = first + "".join(_row(row) for row in found.rows if not row.marks)
    return (
        f'<section class="hh-p-wall hh-p-both" tabindex="0" aria-label="Guards off"><h1>The same words, guards held and guards off</h1>'
        f"<p>{len(marked)} lines of the two plans differ, {same} are alike.{rest}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _none(found: Both) -> str:
    return "No solution came too early in these words, so both plans are the same." if found.said else "Nothing has been said yet."


def _both(shown: Shown) -> Both:
    """Worked out once for a talk as it stands."""
    kept = st.session_state.get(_KEPT)
    mark = (shown.source, len(shown.turns))
    if kept is None or kept[0] != mark:
        kept = (mark, both(shown.guide, shown.session))
        st.session_state[_KEPT] = kept
    found: Both = kept[1]
    return found


def _row(row: Row) -> str:
    marks = " ".join(f'<span class="hh-p-mark">{markup.text(one)}</span>' for one in row.marks)
    held, off = (markup.text(words) or "–" for words in (row.held, row.off))
    return f'<tr><th scope="row">{markup.text(row.title)}</th><td><span>{held}</span></td><td>{marks} <span>{off}</span></td></tr>'
