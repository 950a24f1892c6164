"""The preparation page: a manager builds the opening of a talk and sees at once what the rules hear in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from engine.language.text import Span
from engine.rehearsal.prepare import GAP, Opening, as_markdown, composed, hear_opening, quoted
from engine.service import Service
from ui import markup

_SAID, _OPENING = "prepared", "opening"
LONGEST, LONGEST_PART = 160, 600
EMPTY = "What you write stands here as one opening, in the order in which you would say it."


def take_opening() -> str:
    """The opening that was prepared for the next rehearsal, once; "" when there is none."""
    return str(st.session_state.pop(_OPENING, ""))


def opening_waits() -> bool:
    """Whether an opening was prepared that no rehearsal has begun with yet."""
    return bool(st.session_state.get(_OPENING))


def draw_preparation(service: Service) -> bool:
    """The page. Returns True when the person is done with it and wants to choose whom to talk with."""
    words = service.library.prepare_words()
    st.title("Prepare your opening", anchor=False)
    st.markdown(
        "Four or five sentences that you could say word for word, in a rehearsal or in the real talk. Take a beginning and fill in "
        f"what stands for “{GAP}”, or write your own. Nothing of this page is stored: save it if you want to keep it."
    )
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        said = {part: _asked(part, about) for part, about in words["parts"].items()}
    st.session_state[_SAID] = said
    opening = hear_opening(composed(said, words), service.library.spoken("en")[0].lexicon, words)
    with right.container(key="preview"):
        st.header("What you would say", anchor=False)
        st.html(markup.Html(_heard(opening, words)))
        return _ways_on(said, opening, words)


def _asked(part: str, about: Mapping[str, Any]) -> str:
    """One part: a beginning to choose, and the box for the person's own words."""
    key, starter = f"part-{part}", f"starter-{part}"
    if key not in st.session_state:
        st.session_state[key] = st.session_state.get(_SAID, {}).get(part, "")
    text: str = st.text_area(f"**{about['title']}**", key=key, height=80, max_chars=LONGEST_PART, placeholder=about["hint"])
    st.selectbox(
        f"A beginning: {about['title']}", list(about["starters"].values()), index=None, key=starter, placeholder="Take a beginning",
        on_change=_begin_with, args=(key, starter), label_visibility="collapsed",
    )  # fmt: skip
    return text


def _begin_with(key: str, starter: str) -> None:
    """Put the chosen beginning behind what is written already."""
    chosen = st.session_state[starter]
    if chosen:
        st.session_state[key] = f"{st.session_state[key].strip()} {chosen}".strip()
        st.session_state[starter] = None


def _heard(opening: Opening, words: Mapping[str, Any]) -> str:
    if not opening.text:
        return f'<p class="hh-ahead">{EMPTY}</p>'
    items = []
    for one in opening.parts:
        if one.heard:
            shown = f"{markup.icon('check_circle')}<b>{markup.text(one.title)}</b>: heard in {_quoted(opening, one.spans)}"
        else:
            way = f"<small>One way to say it: <q>{markup.text(one.example)}</q></small>"
            shown = f"{markup.icon('radio_button_unchecked')}<b>{markup.text(one.title)}</b>: not heard yet {way}"
        items.append(f"<li>{shown}</li>")
    costs = [f"<li>{markup.text(words['beware'][one.act])} {_quoted(opening, one.spans)}</li>" for one in opening.beware]
    beware = f'<div class="hh-note hh-costs"><b>Look at once more</b><ul>{"".join(costs)}</ul></div>' if costs else ""
    gap = f"<p>{markup.icon('edit')}A gap ({GAP}) is still to be filled in.</p>" if opening.gaps else ""
    said = f'<blockquote class="hh-quote">{markup.said(opening.text)}</blockquote>'
    return f'<div class="hh-card" aria-label="Your opening">{said}{gap}</div><ul class="hh-heard">{"".join(items)}</ul>{beware}'


def _quoted(opening: Opening, spans: Iterable[Span]) -> str:
    return f"<q>{markup.text(quoted(opening.text, spans), LONGEST)}</q>"


def _ways_on(said: Mapping[str, str], opening: Opening, words: Mapping[str, Any]) -> bool:
    """Into the rehearsal with it, a file, or back."""
    with st.container(horizontal=True):
        ready = bool(opening.text)
        if st.button("Take it into the rehearsal", type="primary", icon=":material/theater_comedy:", disabled=not ready):
            st.session_state[_OPENING] = opening.text
            return True
        st.download_button(
            "Save as Markdown", lambda: as_markdown(said, opening, words), "my-opening.md", "text/markdown",
            icon=":material/download:", on_click="ignore", disabled=not ready,
        )  # fmt: skip
        back = st.button("Back", icon=":material/arrow_back:")
    st.markdown(":small[On paper: print this page with your browser; the buttons stay off it.]")
    return bool(back)
