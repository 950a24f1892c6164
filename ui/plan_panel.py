"""Draws the plan as it grows: each line with the turn it was said in and a way to change it, and the plan as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import streamlit as st

from engine.documents.as_json import plan_as_json
from engine.documents.markdown import plan_as_markdown
from engine.plan.plan import Action, Plan
from engine.service import Talk
from engine.talk.echo import plain
from engine.talk.guards import action_need
from ui import markup

LONGEST = 400
"""Characters of one line on the screen; the files hold every word."""
PARTS = ("when", "how", "success_sign", "if_then")


def draw_plan(talk: Talk, place: str, title: str) -> None:
    """The plan so far, and its files, on top once the talk is over. `place` tells apart the places of a page that show a plan."""
    over = talk.session.ended is not None
    if over:
        _files(talk, place)
    st.html(markup.Html(f'<section class="hh-plan" aria-label="{markup.text(title)}">{plan_as_html(talk, title)}</section>'))
    if not over:
        _files(talk, place)


def plan_as_html(talk: Talk, title: str) -> str:
    """The plan as one piece of HTML."""
    plan, words = talk.plan(), talk.guide.lines["plan"]
    parts = [f"<h2>{markup.text(title)}</h2>" if title else ""]
    parts += [_action(talk, number, action) for number, action in enumerate(plan.actions, 1)]
    parts += _sections(talk, plan, words["thin_mark"])
    ideas = [_said(one.text, one.turn, one.decision or words["waiting"]) for one in plan.parked]
    parts.append(_group("Kept for later", ideas, "bookmark"))
    parts.append(_group(words["others"], [_said(one.text, one.turn) for one in plan.others], "group"))
    parts.append(_group(words["notes"], [_said(one.text, one.turn) for one in plan.notes], "sticky_note_2"))
    parts.append(_group("Left out", [_line(one.title, one.reason) for one in plan.skipped], ""))
    return "".join(parts)


def _sections(talk: Talk, plan: Plan, thin: str) -> Iterator[str]:
    """While the talk runs only the step it is in stands open, so that the newest line is always in sight."""
    running, ahead = talk.session.ended is None, []
    for step, (title, lines) in zip(talk.guide.flow.steps, plan.sections, strict=True):
        if not lines:
            ahead.append(title)
            continue
        mark = {True: f" <em>({markup.text(thin)})</em>", False: ""}
        drawn = [_line(one.title, one.words, mark[one.thin], _tools(talk, one.title, one.need, None, one.turns)) for one in lines]
        opened = " open" if not running or step.id == talk.session.step else ""
        yield f'<details class="hh-part"{opened}><summary>{markup.text(title)}</summary><ul>{"".join(drawn)}</ul></details>'
    if ahead and running:
        yield f'<p class="hh-ahead">Not discussed yet: {markup.text(", ".join(ahead))}</p>'


def _group(title: str, items: Sequence[str], glyph: str) -> str:
    head = f"<h3>{markup.icon(glyph) if glyph else ''}{markup.text(title)}</h3>"
    return f"{head}<ul>{''.join(items)}</ul>" if items else ""


def _line(label: str, words: str, mark: str = "", tools: str = "") -> str:
    return f"<li><small>{markup.text(label)}:</small> <span dir=\"auto\">{markup.text(words, LONGEST)}</span>{mark}{tools}</li>"


def _said(words: str, turn: int, mark: str = "") -> str:
    note = f" <small>({markup.text(mark)})</small>" if mark else ""
    return f'<li><span dir="auto">{markup.text(words, LONGEST)}</span>{note}{_turns(words, (turn,))}</li>'


def _action(talk: Talk, number: int, action: Action) -> str:
    words, speech = talk.guide.lines["plan"], talk.guide.speech
    needs = {need.plan: need for _, need in talk.guide.flow.needs() if need.per and need.plan}
    collecting = action_need(talk.guide.flow)
    told = {"when": plain(action.when, speech) if action.when else words["no_day"], "how": action.how}
    told |= {"success_sign": action.success_sign, "if_then": action.if_then}
    lines = []
    for part in PARTS:
        need, value = needs.get(part), told[part]
        if value and need is not None:
            fact = talk.session.fact(need.id, number)
            lines.append(_line(words[part], value, "", _tools(talk, words[part], need.id, number, fact.turns if fact else ())))
    fact = talk.session.fact(collecting.id, number) if collecting else None
    tools = _tools(talk, action.what, collecting.id if collecting else "", number, fact.turns if fact else ())
    what = f'<span>{number}. </span><span class="hh-what" dir="auto">{markup.text(action.what, LONGEST)}</span>'
    return f'<h3>{markup.icon("task_alt")}{what}{tools}</h3><ul>{"".join(lines)}</ul>'


def _tools(talk: Talk, label: str, need: str, item: int | None, turns: Sequence[int]) -> str:
    """The turns that a line came from, and a button to change it while there is something to change."""
    change = ""
    if need and turns and not talk.session.stopped and talk.session.ended in (None, "done"):
        change = markup.press("Change", "change", f"Change {label}", need=need, item=item)
    return f'<span class="hh-tools">{_turns(label, turns)}{change}</span>'


def _turns(label: str, turns: Sequence[int]) -> str:
    return "".join(markup.press(f"turn {one}", "turn", f"Show where you said it: {label}, turn {one}", turn=one) for one in turns[-1:])


def _files(talk: Talk, place: str) -> None:
    """Written when the button is pressed, not in every turn."""
    forms: tuple[tuple[str, str, str, Callable[[], str]], ...] = (
        ("Markdown", "my-plan.md", "text/markdown", lambda: _markdown(talk)),
        ("JSON", "my-plan.json", "application/json", lambda: plan_as_json(talk.plan())),
    )
    with st.container(horizontal=True, gap="small"):
        for form, name, mime, write in forms:
            st.download_button(
                f"Save as {form}", write, name, mime, key=f"{place}-{form}", icon=":material/download:", on_click="ignore"
            )


def _markdown(talk: Talk) -> str:
    return plan_as_markdown(talk.plan(), dict(talk.guide.lines["plan"]), talk.guide.speech)
