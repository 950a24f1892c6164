"""The lines of a plan one by one, so that the person chooses what somebody else gets to read; unsafe ones wait to be chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.language.understand import Language, understand
from engine.plan.days import said_on
from engine.plan.plan import Action, Line, Plan, Said

BLAMING = frozenset({"assigned_blame", "others_should", "others_act", "depends_on_others", "grievance", "sent_by_other", "their_doing"})
"""Signs of words about what other people fail to do, or about what goes wrong."""
SHARED = frozenset(
    {"evidence", "milestones", "priority", "horizon", "in_role", "job_protected", "worth", "support", "first_step",
     "review_date", "writes_it_up", "asks", "next_date"}
)  # fmt: skip
"""Fields that are ready to be shared. Wishes, reasons, a low mark and half a thought are not, nor is any field unknown here:
what leads out of the firm can't be told from words with certainty, and a line shown by mistake cannot be taken back."""
PARTS = ("how", "success_sign", "if_then")


@dataclass(frozen=True, slots=True)
class AskLine:
    """A line that the person may put on a page for others. `id` is unique in its plan, `part` the heading it stands under."""

    id: str
    part: str
    text: str
    turns: tuple[int, ...]
    chosen_by_default: bool


def private(text: str, plan: Plan, language: Language) -> bool:
    """Whether `text` may be about leaving, health or family, or about what somebody else does wrong."""
    return understand(text, language, said_on(plan)).has("private_matter", *BLAMING)


def share_lines(plan: Plan, language: Language, labels: Mapping[str, str]) -> tuple[AskLine, ...]:
    """Every line of the plan for the share page, in its order. `labels` are the headings (the coach's bank "plan")."""
    return tuple(_lines(plan, language, labels))


def _lines(plan: Plan, language: Language, labels: Mapping[str, str]) -> Iterator[AskLine]:
    def line(name: str, part: str, text: str, turns: tuple[int, ...], ready: bool) -> AskLine:
        return AskLine(name, part, text, turns, ready and not private(text, plan, language))

    for number, action in enumerate(plan.actions, 1):
        yield line(f"action:{number}", labels["actions"], action.what, action.turns, True)
        for name in PARTS:
            if value := getattr(action, name):
                yield line(f"action:{number}:{name}", labels["actions"], value, action.turns, True)
    fields = {one.need: name for name, lines in plan.fields.items() for one in lines}
    for title, lines in plan.sections:
        for one in lines:
            ready = fields.get(one.need) in SHARED and not one.thin
            for ident, text in texts_of(one):
                yield line(ident, title, text, one.turns, ready)
    for number, table in enumerate(plan.tables, 1):
        for place, row in enumerate(table.rows, 1):
            text = "; ".join(cell for cell in (row.item, *row.cells) if cell)
            yield line(f"table:{number}:{place}", table.title, text, row.turns, False)
    for kind, part in (("others", "others"), ("parked", "parked"), ("notes", "notes")):
        for number, said in enumerate(getattr(plan, kind), 1):
            yield line(f"{kind}:{number}", labels[part], said.text, (said.turn,), False)


def texts_of(line: Line) -> Iterator[tuple[str, str]]:
    """(id, text) of a line, of each of its items when it is a list."""
    if isinstance(line.value, list):
        yield from ((f"need:{line.need}:{number}", text) for number, text in enumerate(line.value, 1))
    else:
        yield f"need:{line.need}", line.words


def only(plan: Plan, chosen: Collection[str]) -> Plan:
    """The plan with nothing but the lines of these ids (see `share_lines`); unknown ids are passed over."""
    kept = frozenset(chosen)
    return replace(
        _tables(plan, kept),
        sections=tuple((title, tuple(_kept(lines, kept))) for title, lines in plan.sections),
        fields={name: tuple(_kept(lines, kept)) for name, lines in plan.fields.items()},
        actions=tuple(_part(one, number, kept) for number, one in enumerate(plan.actions, 1) if f"action:{number}" in kept),
        others=_said("others", plan.others, kept), parked=_said("parked", plan.parked, kept), notes=_said("notes", plan.notes, kept),
        thin=(), skipped=(), open=(),
    )  # fmt: skip


def _kept(lines: tuple[Line, ...], kept: frozenset[str]) -> Iterator[Line]:
    for line in lines:
        texts = [text for ident, text in texts_of(line) if ident in kept]
        if texts and isinstance(line.value, list):
            yield replace(line, value=texts, words="; ".join(texts))
        elif texts:
            yield line


def _part(action: Action, number: int, kept: frozenset[str]) -> Action:
    how, sign, if_then = (getattr(action, name) if f"action:{number}:{name}" in kept else None for name in PARTS)
    return replace(action, how=how, success_sign=sign, if_then=if_then)


def _said(kind: str, said: tuple[Said, ...], kept: frozenset[str]) -> tuple[Said, ...]:
    return tuple(one for number, one in enumerate(said, 1) if f"{kind}:{number}" in kept)


def _tables(plan: Plan, kept: frozenset[str]) -> Plan:
    found = []
    for number, table in enumerate(plan.tables, 1):
        rows = tuple(row for place, row in enumerate(table.rows, 1) if f"table:{number}:{place}" in kept)
        if rows:
            found.append(replace(table, rows=rows))
    return replace(plan, tables=tuple(found))
