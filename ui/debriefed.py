"""Draws the debrief of a rehearsal: what worked, one turn to say again, measures with their turns, what stayed untold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from engine.documents.debrief import debrief_as_markdown
from engine.rehearsal.debrief import FEWEST_TURNS, Debrief, Pick, headline, manager_turns
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
_EVIDENCE = {
    "reflections": "Given back", "questions": "Questions", "early_solutions": "Solutions", "unasked_advice": "Advice",
    "handed": "Handed over", "taken": "Taken over", "promises": "Promises", "hints": "Hints", "open_questions": "Open",
    "closed_questions": "Closed", "taking_ownership": "Steps taken over", "reviews": "Dates",
}  # fmt: skip
"""What the turns behind a number are called."""
LONGEST = 160
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
        if not made.worked and not made.replay:
            st.markdown("There is no turn yet that stands out, for good or ill. Say a little more next time.")
    with right:
        st.header("How it went inside", anchor=False)
        st.html(markup.Html(_curve(made.states, words["state"])))
        st.markdown(f":small[{as_said(talk.cast.persona.trap)}]")
    _measures(talk, made, words)
    _bill(made, words)
    _untold(made, words)
    st.download_button(
        "Save the debrief", lambda: debrief_as_markdown(made, _cast(talk), talk.session, _own(talk, made)), "debrief.md", "text/markdown",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _cast(talk: Talk) -> Cast:
    assert talk.cast is not None
    return talk.cast


def _said(pick: Pick) -> str:
    return f'<blockquote class="hh-quote" dir="auto">{markup.said(pick.text)}</blockquote>{_link(pick.turn)}'


def _moved(pick: Pick, state: Mapping[str, str]) -> str:
    sums = {name: sum(int(one["by"]) for one in pick.moved if one["variable"] == name) for name in state}
    changes = ", ".join(f"{markup.text(name)} {by:+d}" for name, by in sums.items() if by)
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
    own = st.text_input(move.get("ask_yourself", "What would you say there now?"), key=_own_key(talk, pick))
    if not own.strip():
        st.markdown(":small[Write one line of your own first; then two other ways to say it appear here.]")
        return
    topic = _topic_at(talk, pick.turn)
    for kind, line in _instead(move.get("instead", {}), pick.turn, topic):
        name = words["acts"].get(kind, {}).get("name", kind.replace("_", " "))
        quoted = f'<blockquote class="hh-quote">{markup.text(line)}</blockquote>'
        st.html(markup.Html(f'<div class="hh-card"><small>{markup.text(name)}</small>{quoted}</div>'))


def _own_key(talk: Talk, pick: Pick) -> str:
    return f"own-{talk.session.id}-{pick.turn}"


def _own(talk: Talk, made: Debrief) -> str:
    """The learner's own line for the turn worth saying again; "" when there is none."""
    return str(st.session_state.get(_own_key(talk, made.replay), "")) if made.replay else ""


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


def _measures(talk: Talk, made: Debrief, words: Mapping[str, Any]) -> None:
    st.header("What the turns show", anchor=False)
    if not made.measures:
        st.markdown(f"Fewer than {FEWEST_TURNS} of your turns: too few for any number to say something.")
        return
    good = headline(made.measures)
    said = {one.number: one.text for one in manager_turns(talk.session)}
    cards = "".join(_card(made, said, words, name, behind, held=good[name]) for name, behind in HEADLINES.items())
    rest = "".join(_card(made, said, words, name, behind) for name, behind in SUPPORTING.items())
    opening, about = made.measures["opening"], words["measures"]["opening"]
    ticks = ", ".join(f"{name}: {'yes' if done else 'not yet'}" for name, done in opening.items())
    meaning = f"<p><small>{markup.text(about['means'])} Good: {markup.text(about['good'])}</small></p>"
    rest += f'<div class="hh-card"><b>{markup.text(about["name"])}</b><p>{ticks}</p>{meaning}</div>'
    st.html(markup.Html(f'<div class="hh-cards">{cards}</div><div class="hh-cards hh-small">{rest}</div>'))


def _card(
    made: Debrief, said: Mapping[int, str], words: Mapping[str, Any], name: str, behind: Sequence[str], *, held: bool | None = None
) -> str:
    """One measure; `said` are the words of every turn, `behind` names the turns that it counts."""
    about = words["measures"].get(name, {"name": name, "means": "", "good": ""})
    value = made.measures[name]
    shown = "nothing to go by" if value is None else ("yes" if value is True else "not yet" if value is False else f"{value:g}")
    badge = "" if held is None else f'<span class="hh-badge">{"as it should be" if held else "work on this"}</span>'
    where = "".join(_turns(_EVIDENCE.get(key, ""), made.evidence.get(key, ()), said) for key in behind)
    meaning = f"<p><small>{markup.text(about['means'])} Good: {markup.text(about['good'])}</small></p>"
    return f'<div class="hh-card">{badge}<b>{markup.text(about["name"])}</b><p class="hh-figure">{shown}</p>{meaning}{where}</div>'


def _turns(label: str, turns: Sequence[int], said: Mapping[int, str]) -> str:
    """The turns that a number counts, folded: pressed, they show what was said; each leads to its place in the talk."""
    if not turns:
        return ""
    items = "".join(f"<li>{_link(one)} <q>{markup.text(said.get(one, ''), LONGEST)}</q></li>" for one in turns)
    count = "1 turn" if len(turns) == 1 else f"{len(turns)} turns"
    return markup.fold(f"{label}: {count}", f"<ul>{items}</ul>")


def _link(turn: int) -> str:
    return markup.press(f"turn {turn}", "turn", f"Show turn {turn} in the talk", turn=turn)


def _bill(made: Debrief, words: Mapping[str, Any]) -> None:
    """What the team member believes to have been promised: said when, how much hope it made, and when it was asked after."""
    if not made.bill:
        return
    st.header("What was promised, and what it costs", anchor=False)
    rows = []
    for one in made.bill:
        name = words["moves"].get(one.kind, words["acts"].get(one.kind, {})).get("name", one.kind)
        raised = f"raised what is expected of you by {one.raised}" if one.raised > 0 else "raised no hope that was not there"
        back = f"asked after in {_link(one.back)}" if one.back else "not asked after yet"
        quote = f"<q>{markup.text(one.words, LONGEST)}</q>"
        rows.append(f"<li><b>{markup.text(name)}</b>, {_link(one.turn)}: {quote} <small>{raised}; {back}</small></li>")
    total = sum(max(0, one.raised) for one in made.bill)
    whole = f'<p class="hh-parting">Together they raised what is expected of you by {total} points of 100.</p>' if total else ""
    st.html(markup.Html(f'<ul class="hh-untold">{"".join(rows)}</ul>{whole}'))


def _untold(made: Debrief, words: Mapping[str, Any]) -> None:
    if not made.untold:
        return
    st.header("What stayed untold", anchor=False)
    items = []
    for one in made.untold:
        opens = "; ".join(markup.text(words["opens"].get(act, act.replace("_", " "))) for act in one.opens[:2])
        touched = "never came up" if one.level < 0 else "only in part"
        items.append(f"<li><b>{markup.text(one.about)}</b> ({touched}). <small>What opens it: {opens}.</small></li>")
    st.html(markup.Html(f'<ul class="hh-untold hh-two">{"".join(items)}</ul>'))


def _curve(states: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    """The state over the turns: a row of bars for each variable, with its first and last number in words."""
    rows = []
    for name in VARIABLES:
        bars = "".join(
            f'<span style="height:{max(2, one[name])}%" title="{"start" if not turn else f"turn {turn}"}: {one[name]}"></span>'
            for turn, one in enumerate(states)
        )
        told = f"{markup.text(names.get(name, name))}: from {states[0][name]} to {states[-1][name]}"
        values = ", ".join(str(one[name]) for one in states)
        picture = f'<div class="hh-bars" role="img" aria-label="{told}, turn by turn: {values}">{bars}</div>'
        rows.append(f'<li>{picture}<small aria-hidden="true">{told}</small></li>')
    rows.append(f'<li aria-hidden="true"><small>Each bar is a turn, from the start to turn {len(states) - 1}.</small></li>')
    return f'<ul class="hh-curve">{"".join(rows)}</ul>'
