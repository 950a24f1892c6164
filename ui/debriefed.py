"""Draws the debrief of a rehearsal: what worked, one turn to say again, measures with their turns, what stayed untold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from engine.documents.debrief import debrief_as_markdown
from engine.rehearsal.debrief import FEWEST_TURNS, Debrief, Pick, headline
from engine.rehearsal.persona import Cast, Person
from engine.rehearsal.state import VARIABLES
from engine.service import Talk
from engine.talk.events import PersonaChanged
from ui import markup
from ui.wording import as_said

HEADLINES: Mapping[str, tuple[str, ...]] = {
    "reflections_per_question": ("reflections", "questions"),
    "early_solutions": ("early_solutions",),
    "unasked_advice_per_100": ("unasked_advice",),
    "owned_share": ("handed", "taken"),
    "promises": ("promises", "hints"),
}
SUPPORTING: Mapping[str, tuple[str, ...]] = {
    "open_share": ("open_questions", "closed_questions"), "taking_ownership": ("taking_ownership",), "hints": ("hints",),
    "expectation_gap": (), "review_set": ("reviews",),
}  # fmt: skip
YOU = Person("you", "you", "you", "your", "yours")
"""For words said to the team member instead of about them."""


def draw_debrief(talk: Talk, made: Debrief, words: Mapping[str, Any]) -> None:
    """The whole debrief, in the order in which it helps: quotes first, numbers after."""
    assert talk.cast is not None
    left, right = st.columns([1.4, 1], gap="large")
    with left:
        if made.worked:
            st.header("What worked", anchor=False)
            st.html(markup.Html(_worked(made.worked, words)))
        if made.replay:
            st.header("Worth saying again in another way", anchor=False)
            _replay(talk, made.replay, words)
    with right:
        _untold(made, words)
        st.header("How it went inside", anchor=False)
        st.html(markup.Html(_curve(made.states, words["state"])))
        st.markdown(f":small[{as_said(talk.cast.persona.trap)}]")
    _measures(made, words)
    st.download_button(
        "Save the debrief", lambda: debrief_as_markdown(made, _cast(talk), talk.session), "debrief.md", "text/markdown",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _cast(talk: Talk) -> Cast:
    assert talk.cast is not None
    return talk.cast


def _said(pick: Pick) -> str:
    link = markup.press(f"turn {pick.turn}", "turn", f"Show turn {pick.turn}", turn=pick.turn)
    return f'<blockquote class="hh-quote">{markup.said(pick.text)}</blockquote>{link}'


def _moved(pick: Pick, state: Mapping[str, str]) -> str:
    changes = ", ".join(f"{markup.text(str(one['variable']))} {one['by']:+d}" for one in pick.moved if one["variable"] in state)
    return f"<p><small>What it changed inside: {changes}. Rule: <code>{markup.text(pick.rule)}</code></small></p>" if changes else ""


def _worked(pick: Pick, words: Mapping[str, Any]) -> str:
    move = words["moves"].get(pick.move, {})
    text = move.get("worked") or move.get("why") or ""
    name = markup.text(move.get("name", pick.move))
    return f'<div class="hh-card">{_said(pick)}<p><b>{name}.</b> {markup.text(text)}</p>{_moved(pick, words["state"])}</div>'


def _replay(talk: Talk, pick: Pick, words: Mapping[str, Any]) -> None:
    """The learner's own line comes first; only then two lines of another kind are shown."""
    move = words["moves"].get(pick.move, {})
    name, told = move.get("name", pick.move), f"{move.get('rule', '')} {move.get('why', '')}"
    body = f"<p><b>{markup.text(name)}.</b> {markup.text(told)}</p>"
    st.html(markup.Html(f'<div class="hh-card">{_said(pick)}{body}{_moved(pick, words["state"])}</div>'))
    own = st.text_input(move.get("ask_yourself", "What would you say there now?"), key=f"own-{talk.session.id}-{pick.turn}")
    if not own.strip():
        st.markdown(":small[Write one line of your own first; then two other ways to say it appear here.]")
        return
    topic = _topic_at(talk, pick.turn)
    for kind, line in _instead(move.get("instead", {}), pick.turn, topic):
        name = words["acts"].get(kind, {}).get("name", kind.replace("_", " "))
        quoted = f'<blockquote class="hh-quote">{markup.text(line)}</blockquote>'
        st.html(markup.Html(f'<div class="hh-card"><small>{markup.text(name)}</small>{quoted}</div>'))


def _topic_at(talk: Talk, turn: int) -> str:
    """What was being talked about in a turn, as a noun phrase said to the team member."""
    thread = next((one.state.get("thread", "") for one in talk.session.of_turn(turn) if isinstance(one, PersonaChanged)), "")
    about = _cast(talk).abouts.get(str(thread))
    return YOU.put_in(about) if about else "that"


def _instead(kinds: Mapping[str, Mapping[str, str]], turn: int, topic: str) -> Sequence[tuple[str, str]]:
    """Two lines of two other moves, chosen by the turn; `topic` fills $topic."""
    chosen = []
    several = list(kinds.items())
    first = turn % max(1, len(several))
    for kind, lines in (several[first:] + several[:first])[:2]:
        texts = list(lines.values())
        if texts:
            chosen.append((kind, texts[turn % len(texts)].replace("$topic", topic[:1].lower() + topic[1:])))
    return chosen


def _measures(made: Debrief, words: Mapping[str, Any]) -> None:
    st.header("What the turns show", anchor=False)
    if not made.measures:
        st.markdown(f"Fewer than {FEWEST_TURNS} of your turns: too few for any number to say something.")
        return
    good = headline(made.measures)
    cards = "".join(_card(made, words, name, behind, held=good[name]) for name, behind in HEADLINES.items())
    rest = "".join(_card(made, words, name, behind) for name, behind in SUPPORTING.items())
    opening = made.measures["opening"]
    ticks = ", ".join(f"{name}: {'yes' if done else 'not yet'}" for name, done in opening.items())
    rest += f'<div class="hh-card"><b>Opening</b><p>{ticks}</p></div>'
    st.html(markup.Html(f'<div class="hh-cards">{cards}</div><div class="hh-cards hh-small">{rest}</div>'))


def _card(made: Debrief, words: Mapping[str, Any], name: str, behind: Sequence[str], *, held: bool | None = None) -> str:
    about = words["measures"].get(name, {"name": name, "means": "", "good": ""})
    value = made.measures[name]
    shown = "nothing to go by" if value is None else ("yes" if value is True else "not yet" if value is False else str(value))
    turns = sorted({turn for key in behind for turn in made.evidence.get(key, ())})
    links = "".join(markup.press(str(one), "turn", f"Show turn {one}", turn=one) for one in turns)
    badge = "" if held is None else f'<span class="hh-badge">{"as it should be" if held else "work on this"}</span>'
    where = f"<p><small>Turns</small> {links}</p>" if links else ""
    meaning = f"<p><small>{markup.text(about['means'])} Good: {markup.text(about['good'])}</small></p>"
    return f'<div class="hh-card">{badge}<b>{markup.text(about["name"])}</b><p class="hh-figure">{shown}</p>{meaning}{where}</div>'


def _untold(made: Debrief, words: Mapping[str, Any]) -> None:
    if not made.untold:
        return
    st.header("What stayed untold", anchor=False)
    items = []
    for one in made.untold:
        opens = "; ".join(markup.text(words["opens"].get(act, act.replace("_", " "))) for act in one.opens[:2])
        touched = "never came up" if one.level < 0 else "only in part"
        items.append(f"<li><b>{markup.text(one.about)}</b> ({touched}). <small>What opens it: {opens}.</small></li>")
    st.html(markup.Html(f'<ul class="hh-untold">{"".join(items)}</ul>'))


def _curve(states: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    """The state over the turns: a row of bars for each variable, with its first and last number in words."""
    rows = []
    for name in VARIABLES:
        bars = "".join(f'<span style="height:{max(2, one[name])}%"></span>' for one in states)
        told = f"{markup.text(names.get(name, name))}: from {states[0][name]} to {states[-1][name]}"
        picture = f'<div class="hh-bars" role="img" aria-label="{told}, turn by turn">{bars}</div>'
        rows.append(f'<li>{picture}<small aria-hidden="true">{told}</small></li>')
    return f'<ul class="hh-curve">{"".join(rows)}</ul>'
