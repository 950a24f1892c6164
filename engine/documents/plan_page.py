"""A plan as a page: headed as the person's own, honest about what stayed thin, each line with its turns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from engine.documents.page import Block, Facts, Heading, Items, Note, Page, Statement, Table, Text, one_line, tidy
from engine.plan.plan import Action, Left, Line, Plan, Said
from engine.plan.quality import Finding
from engine.plan.share import only
from engine.talk.echo import Speech, clip, plain

LANGUAGE = "en"


def plan_page(
    plan: Plan,
    words: Mapping[str, str],
    speech: Speech,
    chosen: Collection[str] | None = None,
    findings: Collection[tuple[Finding, str]] = (),
    changes: Collection[str] = (),
) -> Page:
    """The whole plan, or with `chosen` the page for others: only the lines of these ids, and nothing about what is missing.

    `words` are the headings and phrases (the coach's bank "plan"); `findings` are questions that are open, each as put to the person;
    `changes` the heading over what a review changed and then each change in words.
    """
    shown = plan if chosen is None else only(plan, chosen)
    writer = _Writer(shown, words, speech, whole=chosen is None)
    blocks = tuple(writer.blocks(findings if chosen is None else (), changes if chosen is None else ()))
    return Page(one_line(plan.title), LANGUAGE, blocks, plan.day, one_line(plan.title))


class _Writer:
    """Writes the parts of one plan; `whole` with turns and with what is missing."""

    def __init__(self, plan: Plan, words: Mapping[str, str], speech: Speech, *, whole: bool) -> None:
        self.plan, self.words, self.speech, self.whole = plan, words, speech, whole

    def blocks(self, findings: Collection[tuple[Finding, str]], changes: Collection[str]) -> Iterator[Block]:
        plan, words = self.plan, self.words
        yield Note(one_line(plan.note))
        if plan.day:
            yield Text(f"{words['as_of']} {plain(plan.day, self.speech)}.")
        if not plan.ready and self.whole:
            yield Note(words["unfinished"], strong=True)
        if plan.guards_bypassed and self.whole:
            yield Note(words["guards_off"], strong=True)
        heading, *changed = changes or ("",)
        yield from self._items(heading, [Statement((one_line(one),)) for one in changed])
        yield from self._actions()
        yield from self._questions(findings)
        for title, lines in plan.sections:
            yield from self._items(title, [self._line(line) for line in lines])
        yield from self._tables()
        yield from self._items(words["others"], [self._said(one) for one in plan.others], words["others_note"])
        waiting = words["waiting"]
        yield from self._items(words["parked"], [self._said(one, one_line(one.decision) or waiting) for one in plan.parked])
        yield from self._items(words["notes"], [self._said(one) for one in plan.notes])
        yield from self._left()

    def _items(self, title: str, items: list[Statement], note: str = "") -> Iterator[Block]:
        if items:
            yield Heading(one_line(title))
            if note:
                yield Text(note)
            yield Items(tuple(items))

    def _actions(self) -> Iterator[Block]:
        if not self.plan.actions:
            return
        yield Heading(self.words["actions"])
        for number, action in enumerate(self.plan.actions, 1):
            yield Heading(f"{number}. {one_line(action.what)}", 3)
            rows = tuple(self._parts(action))
            if rows:
                yield Facts((self.words["card_point"], self.words["card_words"]), rows)

    def _parts(self, action: Action) -> Iterator[Statement]:
        words = self.words
        parts = {
            "when": plain(action.when, self.speech) if action.when else "",
            "how": action.how,
            "success_sign": action.success_sign,
            "if_then": action.if_then,
        }
        for name, value in parts.items():
            missing = words["no_day" if name == "when" else "not_said"]
            if value or self.whole:
                yield Statement((one_line(value or missing),), words[name])
        if self.whole and action.turns:
            yield Statement((self._turns(action.turns, action.session, action.day),), words["said_in"])

    def _questions(self, findings: Collection[tuple[Finding, str]]) -> Iterator[Block]:
        found = []
        for one, question in findings:
            about = self.plan.actions[one.action - 1].what if one.action else ""
            found.append(Statement((question,), one_line(f"{one.action}. {clip(about)}") if about else ""))
        yield from self._items(self.words["still_open"], found, self.words["still_open_note"])

    def _line(self, line: Line) -> Statement:
        texts = tidy(line.value if isinstance(line.value, list) else [line.words])
        mark = self.words["thin_mark"] if line.thin else ""
        return Statement(texts, one_line(line.title), mark, self._turns(line.turns, line.session, line.day))

    def _said(self, said: Said, after: str = "") -> Statement:
        return Statement(tidy([said.text]), trace=self._turns((said.turn,)), after=after)

    def _turns(self, turns: tuple[int, ...], session: str = "", day: str = "") -> str:
        """Where something was said; with its day when that was an earlier talk."""
        if not turns or not self.whole:
            return ""
        name = self.words["turn"] if len(turns) == 1 else self.words["turns"]
        talk = f", {plain(day, self.speech)}" if day and session not in ("", self.plan.session) else ""
        return f"{name} {', '.join(str(turn) for turn in turns)}{talk}"

    def _tables(self) -> Iterator[Block]:
        for one in self.plan.tables:
            head, last = (one.title, *one.columns), (self.words["said_in"],) if self.whole else ()
            rows = (
                (*map(one_line, (row.item, *row.cells)), *([self._turns(row.turns)] if self.whole else [])) for row in one.rows
            )
            yield Heading(one_line(one.title))
            yield Table((*map(one_line, head), *last), tuple(rows))

    def _left(self) -> Iterator[Block]:
        words, plan = self.words, self.plan

        def listed(left: tuple[Left, ...], name: str) -> list[Statement]:
            return [Statement((one_line(f"{words[name]} {one.reason}"),), one_line(one.title)) for one in left]

        found = [*listed(plan.thin, "thin_line"), *listed(plan.skipped, "skipped_line"), *listed(plan.open, "open_line")]
        yield from self._items(words["left"], found)


def share_page(plan: Plan, words: Mapping[str, str], share: Mapping[str, str], speech: Speech, chosen: Collection[str]) -> Page:
    """The page for others: the lines of these ids (see engine.plan.share). `share` is the coach's bank of that name."""
    return plan_page(replace(plan, title=share["title"], note=share["note"]), words, speech, chosen)
