"""A plan as Markdown: headed as the person's own, honest about what stayed thin, each line with its turns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.plan.plan import Action, Line, Plan, Said
from engine.talk.echo import Speech, plain

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|!~])")
_BULLET = re.compile(r"^([-+=])")
_NUMBER = re.compile(r"^(\d+)([.)])")


def escaped(text: str) -> str:
    """A person's words so that no character of them means anything to Markdown; on one line."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _NUMBER.sub(r"\1\\\2", _BULLET.sub(r"\\\1", line))


def plan_as_markdown(plan: Plan, words: dict[str, str], speech: Speech) -> str:
    """The plan as Markdown. `words` are the document's headings and phrases (the coach's bank "plan")."""
    return "\n".join(_document(plan, words, speech)).rstrip() + "\n"


def _document(plan: Plan, words: dict[str, str], speech: Speech) -> Iterator[str]:
    yield f"# {plan.title}"
    yield ""
    yield f"*{plan.note}*"
    yield ""
    if not plan.ready:
        yield f"**{words['unfinished']}**"
        yield ""
    if plan.guards_bypassed:
        yield f"**{words['guards_off']}**"
        yield ""
    yield from _actions(plan, words, speech)
    for title, lines in plan.sections:
        if lines:
            yield f"## {title}"
            yield ""
            yield from (_line(line, words) for line in lines)
            yield ""
    yield from _said(words["others"], words["others_note"], plan.others, words)
    yield from _parked(plan, words)
    yield from _said(words["notes"], "", plan.notes, words)
    yield from _left(plan, words)


def _actions(plan: Plan, words: dict[str, str], speech: Speech) -> Iterator[str]:
    if not plan.actions:
        return
    yield f"## {words['actions']}"
    yield ""
    for number, action in enumerate(plan.actions, 1):
        yield f"### {number}. {escaped(action.what)}"
        yield ""
        for label, value in _parts(action, words, speech):
            yield f"- **{label}:** {value}"
        yield f"- {_turns(action.turns, words)}"
        yield ""


def _parts(action: Action, words: dict[str, str], speech: Speech) -> Iterator[tuple[str, str]]:
    when = plain(action.when, speech) if action.when else words["no_day"]
    yield words["when"], when
    for label, value in ((words["how"], action.how), (words["success_sign"], action.success_sign), (words["if_then"], action.if_then)):
        yield label, escaped(value) if value else words["not_said"]


def _line(line: Line, words: dict[str, str]) -> str:
    text = "; ".join(escaped(one) for one in line.value) if isinstance(line.value, list) else escaped(line.words)
    thin = f" *({words['thin_mark']})*" if line.thin else ""
    return f"- **{line.title}:** {text}{thin} {_turns(line.turns, words)}"


def _turns(turns: tuple[int, ...], words: dict[str, str]) -> str:
    name = words["turn"] if len(turns) == 1 else words["turns"]
    return f"*({name} {', '.join(str(turn) for turn in turns)})*"


def _said(title: str, note: str, kept: tuple[Said, ...], words: dict[str, str]) -> Iterator[str]:
    if kept:
        yield f"## {title}"
        yield ""
        if note:
            yield note
            yield ""
        yield from (f"- {escaped(one.text)} {_turns((one.turn,), words)}" for one in kept)
        yield ""


def _parked(plan: Plan, words: dict[str, str]) -> Iterator[str]:
    if plan.parked:
        yield f"## {words['parked']}"
        yield ""
        for idea in plan.parked:
            became = escaped(idea.decision) if idea.decision else words["waiting"]
            yield f"- {escaped(idea.text)} {_turns((idea.turn,), words)}: {became}"
        yield ""


def _left(plan: Plan, words: dict[str, str]) -> Iterator[str]:
    if not (plan.thin or plan.skipped or plan.open):
        return
    yield f"## {words['left']}"
    yield ""
    yield from (f"- **{one.title}:** {words['thin_line']}" for one in plan.thin)
    yield from (f"- **{one.title}:** {words['skipped_line']} {escaped(one.reason)}" for one in plan.skipped)
    yield from (f"- **{one.title}:** {words['open_line']}" for one in plan.open)
    yield ""
