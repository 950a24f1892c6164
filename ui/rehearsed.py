"""Draws a rehearsal: the talk, and beside each turn of the manager what the rules saw in it, open to dispute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from engine.rehearsal.debrief import HARM, Turn, manager_turns
from engine.service import Talk
from engine.talk.events import ActRecognized, ActUnsure, Event
from engine.talk.session import Utterance
from ui import markup, tab
from ui.transcript import BLOCK, OPEN, first_drawn

LONGEST = 120
NOTHING = "other"
"""The act of words in which the rules saw nothing: there is nothing to say beside them."""


def draw_rehearsal(talk: Talk, words: Mapping[str, Any], *, notes: bool) -> None:
    """The whole talk; `words` are those of the debrief, `notes` whether feedback is shown beside the turns.

    Once the talk has ended every turn can be gone back to.
    """
    lines = [one for one in talk.session.transcript if not one.retracted]
    turns = {one.number: one for one in manager_turns(talk.session)} if notes else {}
    begin = first_drawn(talk, len(lines))
    end = max(begin, (len(lines) - OPEN) // BLOCK * BLOCK)
    if end > begin:
        mark = (talk.session.id, begin, end, len(talk.session.judged), notes)
        st.html(markup.Html(tab.sealed(mark, lambda: _block(talk, lines[begin:end], turns, words))))
    st.html(markup.Html(_block(talk, lines[end:], turns, words, newest=True)))


def _block(talk: Talk, lines: Sequence[Utterance], turns: Mapping[int, Turn], words: Mapping[str, Any], *, newest: bool = False) -> str:
    label = "The talk" if newest else "Earlier in the talk"
    inside = "".join(_row(talk, one, turns.get(one.turn), words) for one in lines)
    return f'<section class="hh-talk{"" if newest else " hh-sealed"}{" hh-noted" if turns else ""}" aria-label="{label}">{inside}</section>'


def _row(talk: Talk, one: Utterance, turn: Turn | None, words: Mapping[str, Any]) -> str:
    name = talk.cast.person(talk.session.seed).name if talk.cast else "They"
    said = f'<div class="hh-words" dir="auto">{markup.said(one.text or "")}</div>'
    if one.speaker == "persona":
        about = f'id="coach-{one.turn}" data-turn="{one.turn}" data-speaker="coach" aria-label="{markup.text(name)}"'
        face = f'<span class="hh-face" aria-hidden="true">{markup.text(name[:1])}</span>'
        return f'<article class="hh-turn hh-coach" {about}>{face}<div>{said}</div></article>'
    about = f'id="turn-{one.turn}" data-turn="{one.turn}" data-speaker="person" aria-label="You"'
    article = f'<article class="hh-turn hh-you" {about}>{said}</article>'
    note = _note(talk, one, turn, words) if turn is not None else ""
    if talk.session.ended is not None:
        again = markup.press("Say something else here", "again", f"Say something else in turn {one.turn}", turn=one.turn)
        article = f'<div>{article}<div class="hh-mine">{again}</div></div>'
    return f'<div class="hh-row">{article}{note}</div>'


def _note(talk: Talk, one: Utterance, turn: Turn, words: Mapping[str, Any]) -> str:
    """What the rules saw in a turn: each act with its name, the words that show it, a tip, and a way to say "not so"."""
    costly = next((move for move in HARM if any(change["because"] == move for change in turn.moved)), "")
    events = talk.session.of_turn(one.turn)
    items = "".join(f"<li>{item}</li>" for item in _acts(talk, one, events, words))
    if not items:
        return ""
    kind = "costs" if costly else "keeps"
    return f'<aside class="hh-note hh-{kind}" aria-label="What the rules saw in turn {one.turn}"><ul>{items}</ul></aside>'


def _acts(talk: Talk, one: Utterance, events: Sequence[Event], words: Mapping[str, Any]) -> Iterator[str]:
    for event in events:
        if not isinstance(event, ActRecognized | ActUnsure) or event.act not in words["acts"] or event.act == NOTHING:
            continue
        about, judged = words["acts"][event.act], talk.session.judged.get((event.turn, event.act))
        shown = f"<b>{markup.text(about['name'])}</b>{_quoted(one.text or '', event.spans)}"
        where = {"turn": event.turn, "act": event.act}
        if judged is False:
            yield f"<s>{shown}</s> (not so, you said)"
        elif isinstance(event, ActUnsure) and not judged:
            asks = (("Yes", "confirm"), ("No", "dispute"))
            buttons = " ".join(markup.press(label, what, f"{label}: {about['name']}", **where) for label, what in asks)
            yield f"Perhaps {shown}? The rules are not sure. {buttons}"
        else:
            rule = f"<small>{markup.text(about['tip'])} <code>{markup.text(event.rule)}</code></small>"
            wrong = markup.press("Not so", "dispute", f"Not so: {about['name']}", **where)
            yield f"{shown} {wrong}{rule}"


def _quoted(said: str, spans: list[list[int]]) -> str:
    first, last = (min(one[0] for one in spans), max(one[1] for one in spans)) if spans else (0, 0)
    part = said[first:last].strip()
    return f" <q>{markup.text(part, LONGEST)}</q>" if part and len(part) < len(said.strip()) else ""
