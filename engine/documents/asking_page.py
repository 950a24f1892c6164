"""The page that a person takes to their manager: what they ask for, with the grounds. Only lines that they chose stand on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.documents.page import Block, Heading, Items, Note, Page, Statement, Text, one_line
from engine.documents.plan_page import LANGUAGE
from engine.plan.asking import PARTS
from engine.plan.plan import Plan
from engine.plan.share import AskLine
from engine.talk.echo import Speech, plain


def asking_page(plan: Plan, lines: Collection[AskLine], words: Mapping[str, str], speech: Speech, chosen: Collection[str]) -> Page:
    """The page with those of `lines` (see engine.plan.asking) whose ids are in `chosen`. `words` are the coach's bank "asking"."""
    taken = [one for one in lines if one.id in chosen]
    return Page(words["title"], LANGUAGE, tuple(_blocks(plan, taken, words, speech)), plan.day, words["note"])


def _blocks(plan: Plan, lines: list[AskLine], words: Mapping[str, str], speech: Speech) -> Iterator[Block]:
    yield Text(words["greeting"])
    yield Note(words["note"])
    for part in PARTS:
        found = [one for one in lines if one.part == part]
        if found:
            yield Heading(words[part])
            yield Items(tuple(_statement(plan, one, words, speech) for one in found))
    yield Text(words["closing"])


def _statement(plan: Plan, line: AskLine, words: Mapping[str, str], speech: Speech) -> Statement:
    after = ""
    if line.id.startswith("action:"):
        when = plan.actions[int(line.id.split(":")[1]) - 1].when
        after = f"{words['by']} {plain(when, speech)}" if when else ""
    return Statement((one_line(plain(line.text, speech)),), after=after)
