"""Draws the plan as it grows, and hands it out as a file."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from engine.documents.as_json import plan_as_json
from engine.documents.markdown import plan_as_markdown
from engine.plan.plan import Action, Line, Plan
from engine.service import Talk
from engine.talk.echo import plain
from ui.wording import as_said

LONGEST = 400
"""Characters of one line on the screen; the files hold every word."""


def draw_plan(talk: Talk, place: str) -> None:
    """The plan so far, and its files, on top once the talk is over. `place` tells apart the places of a page that show a plan."""
    plan, words, over = talk.plan(), talk.guide.lines["plan"], talk.session.ended is not None
    if over:
        _files(talk, place)
    with st.container(gap="xsmall"):
        for number, action in enumerate(plan.actions, 1):
            _titled(f"{number}. {as_said(action.what, LONGEST)}", _action(talk, action), ":material/task_alt:")
        _sections(talk, plan, words["thin_mark"])
        _titled("Kept for later", _parked(plan, words["waiting"]), ":material/bookmark:")
        _titled(words["others"], [as_said(one.text, LONGEST) for one in plan.others], ":material/group:")
        _titled("Left out", [f"{as_said(one.title)}: {as_said(one.reason, LONGEST)}" for one in plan.skipped], "")
    if not over:
        _files(talk, place)


def _sections(talk: Talk, plan: Plan, thin: str) -> None:
    """While the talk runs only the step it is in stands open, so that the newest line is always in sight."""
    running, ahead = talk.session.ended is None, []
    for step, (title, lines) in zip(talk.guide.flow.steps, plan.sections, strict=True):
        if not lines:
            ahead.append(title)
        elif running:
            with st.expander(as_said(title), expanded=step.id == talk.session.step, type="compact"):
                st.markdown("  \n".join(_section(lines, thin)))
        else:
            _titled(as_said(title), _section(lines, thin), "")
    if ahead:
        st.markdown(f":small[Not discussed yet: {as_said(', '.join(ahead))}]")


def _titled(title: str, lines: list[str], icon: str) -> None:
    if lines:
        st.markdown(f"{icon} **{title}**  \n".lstrip() + "  \n".join(lines))


def _section(lines: tuple[Line, ...], thin: str) -> list[str]:
    marks = {True: f" *({thin})*", False: ""}
    return [f":small[{as_said(one.title)}:] {as_said(one.words, LONGEST)}{marks[one.thin]}" for one in lines]


def _action(talk: Talk, action: Action) -> list[str]:
    words, speech = talk.guide.lines["plan"], talk.guide.speech
    parts = [(words["when"], plain(action.when, speech) if action.when else words["no_day"])]
    told = ((words["how"], action.how), (words["success_sign"], action.success_sign), (words["if_then"], action.if_then))
    parts += [(label, value) for label, value in told if value]
    return [f":small[{as_said(label)}:] {as_said(value, LONGEST)}" for label, value in parts]


def _parked(plan: Plan, waiting: str) -> list[str]:
    return [f"{as_said(one.text, LONGEST)} :small[({as_said(one.decision or waiting)})]" for one in plan.parked]


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
