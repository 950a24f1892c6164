"""Draws what a plan holds point by point: a table, and over it a picture of how many points stand where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from engine.flow.model import Need, RequirementKind
from engine.plan.plan import Plan, Row, Table
from engine.talk.guide import Guide
from ui import markup

LONGEST = 160
LONG_WORD = 5
_WORD = re.compile(r"\w+")
OTHER, UNSAID = "Other points", "Not said"
ABILITIES: tuple[RequirementKind, ...] = ("hard", "soft", "leadership")
PATTERNS = ("solid", "striped", "empty")
"""How the shares look, in the order of the choices: never told apart by colour alone."""


def tables_as_html(plan: Plan, guide: Guide) -> str:
    """Every table of a plan that has an answer in it; "" for a plan without one."""
    return "".join(_drawn(one, plan, guide) for one in plan.tables if any(cell for row in one.rows for cell in row.cells))


def _drawn(table: Table, plan: Plan, guide: Guide) -> str:
    chart = "".join(_charts(table, plan, guide))
    head = "".join(f'<th scope="col">{markup.text(one)}</th>' for one in (table.title, *table.columns))
    body = "".join(_row(row) for row in table.rows)
    drawn = f'<table class="hh-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<h3>{markup.icon("table_chart")}{markup.text(table.title)}</h3>{chart}{drawn}'


def _row(row: Row) -> str:
    cells = "".join(f'<td dir="auto">{markup.text(one, LONGEST)}</td>' for one in row.cells)
    return f'<tr><th scope="row" dir="auto">{markup.text(row.item, LONGEST)}</th>{cells}</tr>'


def _charts(table: Table, plan: Plan, guide: Guide) -> Iterator[str]:
    """A picture for each column in which one of a few standings was chosen for every point."""
    for place, name in enumerate(table.needs):
        labels = _standings(guide, name)
        if labels:
            groups = _groups(table, plan, guide).items()
            yield from (_bar(group or table.columns[place], rows, place, labels) for group, rows in groups)


def _standings(guide: Guide, name: str) -> Sequence[str]:
    """The choices of a need that makes gaps; () for any other need, and for one that this flow does not have."""
    need = _need(guide, name)
    if need is None or not need.answer.gap or len(need.answer.choices) > len(PATTERNS):
        return ()
    return [one.label for one in need.answer.choices.values()]


def _need(guide: Guide, name: str) -> Need | None:
    return next((need for _, need in guide.flow.needs() if need.id == name), None)


def _groups(table: Table, plan: Plan, guide: Guide) -> Mapping[str, Sequence[Row]]:
    """The points under the title of the list of abilities whose words they share most; all in one group when no list is near."""
    lists = _competencies(plan, guide)
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        shared = {title: len(words & _words(row.item)) for title, words in lists.items()}
        nearest = max(shared, key=shared.__getitem__, default=OTHER)
        found.setdefault(nearest if shared.get(nearest) else OTHER, []).append(row)
    return {title: found[title] for title in (*lists, OTHER) if title in found} if set(found) != {OTHER} else {"": table.rows}


def _words(text: str) -> frozenset[str]:
    """The longer words of a text; short ones join any two things."""
    return frozenset(word for word in _WORD.findall(text.casefold()) if len(word) >= LONG_WORD)


def _competencies(plan: Plan, guide: Guide) -> Mapping[str, frozenset[str]]:
    """The lists into which the demands of a job text are sorted, those of abilities only: their title and their words."""
    sorted_into = [need.answer.sorts.get(kind) for _, need in guide.flow.needs() for kind in ABILITIES]
    lines = [line for _, found in plan.sections for line in found if line.need in sorted_into]
    return {line.title: _words(line.words) for line in lines}


def _bar(title: str, rows: Sequence[Row], place: int, labels: Sequence[str]) -> str:
    """One group as a bar of shares, with the same in words beside it."""
    counts = Counter(row.cells[place] for row in rows)
    told = [(label, pattern, counts[label]) for label, pattern in zip(labels, PATTERNS, strict=False)]
    unsaid = len(rows) - sum(count for _, _, count in told)
    spoken = [f"{label} {count}" for label, _, count in told] + ([f"{UNSAID} {unsaid}"] if unsaid else [])
    shares = "".join(f'<span class="hh-share hh-{pattern}" style="flex-grow:{count}"></span>' for _, pattern, count in told if count)
    shares += f'<span class="hh-share hh-unsaid" style="flex-grow:{unsaid}"></span>' if unsaid else ""
    legend = "".join(
        f'<span class="hh-key"><span class="hh-swatch hh-{pattern}" aria-hidden="true"></span>{markup.text(label)} <b>{count}</b></span>'
        for label, pattern, count in [*told, *([(UNSAID, "unsaid", unsaid)] if unsaid else [])]
    )
    name = markup.text(f"{title}: {', '.join(spoken)}")
    picture = f'<div class="hh-shares" role="img" aria-label="{name}">{shares}</div>'
    return f'<div class="hh-chart"><p class="hh-charted">{markup.text(title)}</p>{picture}<p class="hh-keys">{legend}</p></div>'
