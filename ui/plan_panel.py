"""Draws a plan: each line with the turn it was said in and a way to change it. A reviewed plan also says from which day a line is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import streamlit as st

from engine.flow.model import ACTION
from engine.plan.plan import Action, Line, Plan
from engine.service import Talk
from engine.talk.echo import plain
from engine.talk.guards import action_need
from ui import markup
from ui.plan_export import WHAT_THERE_IS, draw_files
from ui.plan_tables import tables_as_html

LONGEST = 400
"""Characters of one line on the screen; the files hold every word."""
PARTS = ("when", "how", "success_sign", "if_then")
STATES = {"done": "done", "under_way": "under way", "moved": "moved", "dropped": "let go", "changed": "changed"}
"""How a screen calls what became of an action."""


def draw_plan(talk: Talk, place: str, title: str) -> None:
    """The plan so far, with its files while the talk runs. `place` tells apart the places of a page that show a plan."""
    st.html(markup.Html(f'<section class="hh-plan" aria-label="{markup.text(title)}">{plan_as_html(talk, title)}</section>'))
    if talk.session.ended is None:
        draw_files(talk, place, WHAT_THERE_IS)


def plan_as_html(talk: Talk, title: str, *, pressable: bool = True) -> str:
    """The plan as one piece of HTML; `pressable` where the talk stands beside it, so that its turns can be shown and changed."""
    return "".join(_Panel(talk, talk.plan(), pressable).parts(title))


@dataclass(frozen=True, slots=True)
class _Panel:
    """One plan, drawn beside its talk or by itself."""

    talk: Talk
    plan: Plan
    pressable: bool

    def parts(self, title: str) -> Iterator[str]:
        plan, words = self.plan, self.talk.guide.lines["plan"]
        yield f"<h2>{markup.text(title)}</h2>" if title else ""
        for number, action in enumerate(plan.actions, 1):
            yield self._action(number, action)
        yield from self._sections(words["thin_mark"])
        yield tables_as_html(plan, self.talk.guide)
        ideas = [self._said(one.text, one.turn, one.session, one.decision or words["waiting"]) for one in plan.parked]
        yield _group("Kept for later", ideas, "bookmark")
        yield _group(words["others"], [self._said(one.text, one.turn, one.session) for one in plan.others], "group")
        yield _group(words["notes"], [self._said(one.text, one.turn, one.session) for one in plan.notes], "sticky_note_2")
        told = [_line(f"{STATES[one.state]}, {plain(one.day, self.talk.guide.speech)}", one.what) for one in plan.progress]
        yield _group("What became of actions", told, "history")
        yield _group("Left out", [_line(one.title, one.reason) for one in plan.skipped], "")

    def _sections(self, thin: str) -> Iterator[str]:
        """While the talk runs only the step it is in stands open, so that the newest line is always in sight."""
        session, flow = self.talk.session, self.talk.guide.flow
        running = session.ended is None
        here = next((step.title for step in flow.steps if step.id == session.step), "")
        filled = [(title, lines) for title, lines in self.plan.sections if lines]
        for title, lines in filled:
            drawn = "".join(self._statement(one, thin) for one in lines)
            opened = " open" if not running or title == here else ""
            yield f'<details class="hh-part"{opened}><summary>{markup.text(title)}</summary><ul>{drawn}</ul></details>'
        with_lines = {title for title, _ in filled}
        ahead = [step.title for step in flow.steps[flow.index(session.step) :] if step.title not in with_lines]
        if ahead and running:
            yield f'<p class="hh-ahead">Not discussed yet: {markup.text(", ".join(ahead))}</p>'

    def _statement(self, one: Line, thin: str) -> str:
        mark = f" <em>({markup.text(thin)})</em>" if one.thin else ""
        return _line(one.title, one.words, mark, self._tools(one.title, one.need, None, one.turns, one.session, one.day))

    def _said(self, words: str, turn: int, session: str, mark: str = "") -> str:
        note = f" <small>({markup.text(mark)})</small>" if mark else ""
        return f'<li><span dir="auto">{markup.text(words, LONGEST)}</span>{note}{self._turns(words, (turn,), session)}</li>'

    def _action(self, number: int, action: Action) -> str:
        words, speech, session = self.talk.guide.lines["plan"], self.talk.guide.speech, self.talk.session
        needs = {need.plan: need for _, need in self.talk.guide.flow.needs() if need.per == ACTION and need.plan}
        item = self._item(action)
        told = {"when": plain(action.when, speech) if action.when else words["no_day"], "how": action.how}
        told |= {"success_sign": action.success_sign, "if_then": action.if_then}
        lines = []
        for part in PARTS:
            need, value = needs.get(part), told[part]
            if value and (need is not None or item is None):
                fact = session.fact(need.id, item) if need and item else None
                tools = self._tools(words[part], need.id, item, fact.turns, session.id) if need and fact else ""
                lines.append(_line(words[part], value, "", tools))
        collecting = action_need(self.talk.guide.flow)
        fact = session.fact(collecting.id, item) if collecting and item else None
        named = collecting.id if collecting and fact else ""
        tools = self._tools(action.what, named, item, fact.turns if fact else action.turns, action.session, action.day)
        what = f'<span>{number}. </span><span class="hh-what" dir="auto">{markup.text(action.what, LONGEST)}</span>'
        return f'<h3>{markup.icon("task_alt")}{what}{tools}</h3><ul>{"".join(lines)}</ul>'

    def _item(self, action: Action) -> int | None:
        """The number of an action in this talk; None for one that was agreed in an earlier one."""
        number = action.id.removeprefix(f"{self.talk.session.id}-")
        return int(number) if number != action.id and number.isdigit() else None

    def _tools(self, label: str, need: str, item: int | None, turns: Sequence[int], said_in: str, day: str = "") -> str:
        """The turns that a line came from, and a button to change it while there is something to change."""
        session, change = self.talk.session, ""
        own = self.pressable and said_in in ("", session.id)
        if own and need and turns and not session.stopped and session.ended in (None, "done"):
            change = markup.press("Change", "change", f"Change {label}", need=need, item=item)
        return f'<span class="hh-tools">{self._turns(label, turns, said_in, day)}{change}</span>'

    def _turns(self, label: str, turns: Sequence[int], said_in: str = "", day: str = "") -> str:
        if said_in not in ("", self.talk.session.id):
            return f" <small>said on {plain(day, self.talk.guide.speech)}</small>" if day else ""
        if not self.pressable:
            return ""
        last = turns[-1:]
        return "".join(markup.press(f"turn {one}", "turn", f"Show where you said it: {label}, turn {one}", turn=one) for one in last)


def _group(title: str, items: Sequence[str], glyph: str) -> str:
    head = f"<h3>{markup.icon(glyph) if glyph else ''}{markup.text(title)}</h3>"
    return f"{head}<ul>{''.join(items)}</ul>" if items else ""


def _line(label: str, words: str, mark: str = "", tools: str = "") -> str:
    return f"<li><small>{markup.text(label)}:</small> <span dir=\"auto\">{markup.text(words, LONGEST)}</span>{mark}{tools}</li>"
