"""Every document of a plan by the names of its page and its form; the libraries that write a form are read when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engine.documents.as_json import plan_as_json
from engine.documents.asking_page import asking_page
from engine.documents.markdown import page_as_markdown
from engine.documents.page import Page
from engine.documents.plan_page import plan_page, share_page
from engine.plan.asking import asking_lines
from engine.plan.plan import Plan
from engine.plan.quality import quality
from engine.plan.share import AskLine, share_lines
from engine.plan.versions import in_words
from engine.talk.echo import plain
from engine.talk.guide import Guide

PAGES = ("plan", "asking", "share")
FORMS = ("md", "json", "docx", "pdf", "ics")
BINARY = frozenset({"docx", "pdf"})
MIME = {
    "md": "text/markdown", "json": "application/json", "ics": "text/calendar", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


class NoSuchForm(ValueError):
    """A page that does not come in that form."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The times that a document needs from its caller: today, now, and when the talk last changed (both with a time zone)."""

    today: date
    stamp: datetime
    changed: datetime


def lines_of(plan: Plan, guide: Guide, page: str) -> tuple[AskLine, ...]:
    """The lines that the person may choose for the page "asking" or "share"; none for "plan", which is whole."""
    if page == "plan":
        return ()
    return asking_lines(plan, guide.language) if page == "asking" else share_lines(plan, guide.language, guide.lines["plan"])


def page_of(plan: Plan, guide: Guide, page: str, today: date, chosen: Collection[str] | None = None) -> Page:
    """One of PAGES, with the lines of these ids or, without `chosen`, with those that are chosen by default."""
    lines = guide.lines
    if page == "plan":
        findings = [(one, lines["quality"][one.words]) for one in quality(plan, today, guide.language)]
        return plan_page(plan, lines["plan"], guide.speech, None, findings, _changes(plan, guide))
    offered = lines_of(plan, guide, page)
    taken = {one.id for one in offered if (one.chosen_by_default if chosen is None else one.id in chosen)}
    if page == "asking":
        return asking_page(plan, offered, lines["asking"], guide.speech, taken)
    return share_page(plan, lines["plan"], lines["share"], guide.speech, taken)


def _changes(plan: Plan, guide: Guide) -> tuple[str, ...]:
    """What the last review changed: a heading, then each change in words; () for a plan that was not looked at again."""
    if len(plan.history) < 2:
        return ()
    words, (before, now) = guide.lines["changes"], plan.history[-2:]
    heading = words["heading"].replace("$from", plain(before.day, guide.speech))
    return (heading, *(in_words(now.changes, words, guide.speech) or (words["nothing"],)))


def document(plan: Plan, guide: Guide, page: str, form: str, clock: Clock, chosen: Collection[str] | None = None) -> bytes:
    """A page in a form, as the bytes of its file; text is UTF-8. NoSuchForm when the two do not go together.

    The JSON of a page for others is the list of its lines with their ids, so that a program can offer the choice.
    """
    if form == "ics":
        if page != "plan":
            raise NoSuchForm(f"the page '{page}' has no days for a calendar; leave --page out for the calendar of the plan")
        from engine.documents.ics import plan_as_ics  # noqa: PLC0415 - read only when asked for

        return plan_as_ics(plan, guide.lines, guide.language, clock.stamp, clock.changed)
    if form == "json":
        text = plan_as_json(plan) if page == "plan" else _lines_as_json(lines_of(plan, guide, page), chosen)
        return text.encode("utf-8", "replace")
    return written(page_of(plan, guide, page, clock.today, chosen), guide, form)


def written(page: Page, guide: Guide, form: str) -> bytes:
    """A page as Markdown ("md"), Word ("docx") or PDF ("pdf"), its pages numbered in the guide's words."""
    return in_form(page, guide.lines["plan"], form)


def in_form(page: Page, words: Mapping[str, str], form: str) -> bytes:
    """The same without a guide: `words` has "page" and "of". NoSuchForm for any other form."""
    if form == "md":
        return page_as_markdown(page).encode("utf-8", "replace")
    if form == "docx":
        from engine.documents.docx import page_as_docx  # noqa: PLC0415 - read only when asked for

        return page_as_docx(page, words)
    if form == "pdf":
        from engine.documents.pdf import page_as_pdf  # noqa: PLC0415 - read only when asked for

        return page_as_pdf(page, words)
    raise NoSuchForm(f"there is no form '{form}'; known: {', '.join(FORMS)}")


def _lines_as_json(lines: Sequence[AskLine], chosen: Collection[str] | None) -> str:
    rows = [
        {"id": one.id, "part": one.part, "text": one.text, "turns": list(one.turns),
         "chosen": one.chosen_by_default if chosen is None else one.id in chosen}
        for one in lines
    ]  # fmt: skip
    return json.dumps({"lines": rows}, ensure_ascii=False, indent=2) + "\n"
