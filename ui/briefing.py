"""Briefs a rehearsal with what a team member asks for on their own page: pasted in, or handed over from a plan on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from engine.rehearsal.asked import Asked, AskedLine, asked_of, lines_in
from engine.service import Service
from ui import markup

_HANDED, _PAGE = "asked", "asked-page"
LONGEST_PAGE = 20_000
NO_LINE = "No line was found. A line counts when it stands under a heading that says what it is, such as"


def hand_over(lines: Iterable[AskedLine]) -> None:
    """Keep the lines that a team member chose for the next rehearsal of this tab."""
    st.session_state[_HANDED] = tuple(lines)


def briefed() -> bool:
    """Whether lines were handed over that no rehearsal has begun with yet."""
    return bool(st.session_state.get(_HANDED))


def forget_briefing() -> None:
    """The next rehearsal asks for nothing in particular again."""
    st.session_state.pop(_HANDED, None)
    st.session_state.pop(_PAGE, None)


def draw_briefing(service: Service) -> Asked | None:
    """The box for a page and the lines that were read in it. Returns what the rehearsal is to be briefed with, or None."""
    words = service.library.prepare_words()["asking"]
    with st.expander("Brief the talk with what your team member asks for", expanded=briefed()):
        lines: Sequence[AskedLine] = st.session_state.get(_HANDED, ())
        if lines:
            st.markdown("These lines were handed over from a plan on this machine.")
            if st.button("Leave them out", icon=":material/close:", type="tertiary"):
                forget_briefing()
                st.rerun()
        else:
            st.markdown(
                "Did they give you a page of their own, “What I am asking for, and why it is reasonable”? Paste it here. The simulated "
                "person then asks for the same. It is kept with the rehearsal and deleted with it; leave out names and private matters."
            )
            page = st.text_area("Their page", key=_PAGE, height=140, max_chars=LONGEST_PAGE)
            lines = lines_in(page, words)
            if page.strip() and not lines:
                st.info(f"{NO_LINE} {_headings(words)}", icon=":material/info:")
        if lines:
            st.html(markup.Html(asked_as_html(lines, words)))
    return asked_of(lines, words) if lines else None


def asked_as_html(lines: Iterable[AskedLine], words: Mapping[str, Any]) -> str:
    """The lines under the titles of their parts. `words` is `asking` of personas/prepare.yaml."""
    several = list(lines)
    out = []
    for part, about in words["parts"].items():
        items = "".join(f'<li dir="auto">{markup.text(one.text)}</li>' for one in several if one.part == part)
        if items:
            out.append(f"<p><b>{markup.text(about['title'])}</b></p><ul>{items}</ul>")
    return f'<div class="hh-asked">{"".join(out)}</div>'


def _headings(words: Mapping[str, Any]) -> str:
    return ", ".join(f"“{about['headings'][0]}”" for about in words["parts"].values()) + "."
