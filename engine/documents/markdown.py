"""A page as Markdown: no character of a person's words means anything to Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.documents.page import Block, Facts, Heading, Items, Lines, NewPage, Note, Page, Statement, Strip, Table, Text
from engine.documents.plan_page import plan_page
from engine.plan.plan import Plan
from engine.talk.echo import Speech

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|!~])")
_BULLET = re.compile(r"^([-+=])")
_NUMBER = re.compile(r"^(\d+)([.)])")


def escaped(text: str) -> str:
    """A person's words so that no character of them means anything to Markdown; on one line."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _NUMBER.sub(r"\1\\\2", _BULLET.sub(r"\\\1", line))


def plan_as_markdown(plan: Plan, words: dict[str, str], speech: Speech) -> str:
    """The plan as Markdown. `words` are the document's headings and phrases (the coach's bank "plan")."""
    return page_as_markdown(plan_page(plan, words, speech))


def page_as_markdown(page: Page) -> str:
    """The page as Markdown, ending in one line feed."""
    parts = [f"# {_within(page.title)}"]
    for block in page.blocks:
        parts.append("\n".join(_block(block)))
    return "\n\n".join(parts).rstrip() + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {_within(text)}"
        case Text(text):
            yield escaped(text)
        case Note(text, strong):
            yield f"{'**' if strong else '*'}{escaped(text)}{'**' if strong else '*'}"
        case Items(found, boxes):
            yield from (_statement(one, "- [ ] " if boxes else "- ") for one in found)
        case Facts(_, found):
            yield from map(_statement, found)
        case Table(head, rows):
            yield f"| {' | '.join(map(_within, head))} |"
            yield "|---" * len(head) + "|"
            yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)
        case Lines(count, label):
            yield from (f"**{_within(label)}**", "") if label else ()
            yield "\n\n".join(["___"] * count)
        case Strip(steps):
            yield " → ".join(f"{number}\\. {_within(one)}" for number, one in enumerate(steps, 1))
        case NewPage():
            yield "---"


def _statement(one: Statement, bullet: str = "- ") -> str:
    label = f"**{_within(one.label)}:** " if one.label else ""
    text = "; ".join(map(_within if label else escaped, one.texts[:1])) + "".join(f"; {_within(more)}" for more in one.texts[1:])
    mark = f" *({_within(one.mark)})*" if one.mark else ""
    trace = f" *({_within(one.trace)})*" if one.trace else ""
    after = f": {_within(one.after)}" if one.after else ""
    return f"{bullet}{label}{text}{mark}{trace}{after}"


def _cell(text: str) -> str:
    return "<br>".join(map(_within, text.split("\n")))


def _within(text: str) -> str:
    """Words that do not begin their line, where no bullet or number is to be feared."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
