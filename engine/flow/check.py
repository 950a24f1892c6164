"""What the types of a flow cannot say: names that must exist, orders that must hold, enough wordings to last a talk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from engine.flow.model import Flow, Lines, Need
from engine.source.problems import Mark, Problem

FLOW_CODES: dict[str, str] = {
    "F001": "two steps, or two needs, of the same id",
    "F002": "a need that does not exist is named",
    "F003": "an act or a sign that the language does not know is named",
    "F004": "too few probes",
    "F005": "a placeholder that nothing can fill",
    "F006": "an order that cannot hold: a need rests on itself or on a later one",
    "F007": "no step, or more than one, from which solutions count",
    "F008": "needs of actions without the need that collects them, or more than one such need",
    "F009": "a picture, a link or HTML in a line of text",
    "F010": "two lines of a need say the same",
    "F011": "keys that do not go together",
    "F012": "two ids of lines or probes are the same",
}
"""Every code of this room with its meaning."""

PLACEHOLDERS = frozenset({"echo", "quote", "item", "parked"})
VALUE_SIGNS = frozenset({"date", "no_day", "no_date", "duration", "far_time", "number"})
SOFT_PROBES, HARD_PROBES = 2, 4
_PLACE = re.compile(r"\$(\w*)")
_MARKUP = re.compile(r"!\[|\]\(|</?[a-z]", re.I)


def check_flow(flow: Flow, names: frozenset[str]) -> list[Problem]:
    """Every problem of a flow that its types allow. `names` are the acts and signs that the language knows."""
    known = names | VALUE_SIGNS
    problems: list[Problem] = []
    problems += _ids(flow)
    problems += _order(flow)
    for _, need in flow.needs():
        problems += _references(flow, need, known)
        problems += _wordings(flow, need)
    for step in flow.steps:
        for lines in (step.enter, step.recap):
            problems += _texts(flow, lines, step.mark, f"'{step.id}'")
    problems += _texts(flow, flow.start, flow.mark, "'start'")
    return problems


def _ids(flow: Flow) -> Iterator[Problem]:
    for what, entries in (("step", [(one.id, one.mark) for one in flow.steps]), ("need", [(one.id, one.mark) for _, one in flow.needs()])):
        seen: set[str] = set()
        for name, mark in entries:
            if name in seen:
                yield Problem("F001", f"a second {what} is called '{name}'", mark, f"give each {what} an id of its own")
            seen.add(name)


def _order(flow: Flow) -> Iterator[Problem]:
    options = [step for step in flow.steps if step.solutions_from]
    if len(options) > 1:
        yield Problem("F007", "more than one step says solutions_from: true", options[1].mark, "keep it on the first of them only")
    collecting = [need for _, need in flow.needs() if need.answer.type == "actions"]
    per = [need for _, need in flow.needs() if need.per]
    if len(collecting) > 1:
        yield Problem("F008", "more than one need collects own actions", collecting[1].mark, "keep one need of type actions")
    if per and not collecting:
        yield Problem("F008", f"'{per[0].id}' is asked per action but no need collects actions", per[0].mark, "add a need of type actions before it")
    for step, need in flow.needs():
        if need.per and collecting and step is not flow.step_of(collecting[0].id):
            yield Problem("F008", f"'{need.id}' stands in another step than the actions it is asked for", need.mark, f"move it to '{flow.step_of(collecting[0].id).id}'")


def _references(flow: Flow, need: Need, known: frozenset[str]) -> Iterator[Problem]:
    places = {one.id: place for place, (_, one) in enumerate(flow.needs())}
    named: list[tuple[str, Mark, bool]] = [(one, need.mark, True) for one in need.depends_on]
    if need.only_when and need.only_when.need:
        named.append((need.only_when.need, need.only_when.mark, True))
    if need.infer_from:
        named.append((need.infer_from.need, need.infer_from.mark, True))
    if need.answer.adds_to:
        named.append((need.answer.adds_to, need.answer.mark, False))
    if need is next(flow.needs())[1]:
        named += _flow_references(flow)
    for name, mark, earlier in named:
        if name not in places:
            yield Problem("F002", f"there is no need '{name}'", mark, _nearest(name, places))
        elif earlier and places[name] >= places[need.id] and mark is not flow.mark:
            yield Problem("F006", f"'{need.id}' rests on '{name}', which does not come before it", mark, "put the need it rests on first")
    for name, mark in _names(need):
        if name not in known:
            yield Problem("F003", f"there is no act or sign '{name}'", mark, _nearest(name, known))


def _flow_references(flow: Flow) -> list[tuple[str, Mark, bool]]:
    named = [(one, flow.mark, False) for one in flow.changed_mind]
    if flow.budget:
        named.append((flow.budget.need, flow.budget.mark, False))
    if flow.keep_nothing:
        named.append((flow.keep_nothing.need, flow.keep_nothing.mark, False))
    return named


def _names(need: Need) -> Iterator[tuple[str, Mark]]:
    answer = need.answer
    for group in (answer.signs, answer.require, answer.not_, answer.allow, answer.drop):
        yield from ((name, answer.mark) for name in group)
    if answer.type == "yes_no":
        yield from ((name, answer.mark) for name in (*answer.yes, *answer.no))
    yield from ((name, need.mark) for name in need.hear)
    if need.infer_from:
        yield from ((name, need.infer_from.mark) for name in need.infer_from.signs)
    whens = [(probe.when, probe.mark) for probe in need.probes if probe.when] + [(one.when, one.mark) for one in need.questions]
    for when, mark in whens:
        yield from ((name, mark) for name in when.heard if not name.startswith("without_") and name not in _VERDICTS)


_VERDICTS = frozenset({"short", "empty", "few", "nothing_new", "no_date", "no_amount", "no_commitment", "other_action"})


def _nearest(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), 1)
    return f"did you mean '{close[0]}'?" if close else "see flows/README.md for the names there are"


def _wordings(flow: Flow, need: Need) -> Iterator[Problem]:
    general = [probe for probe in need.probes if probe.when is None]
    wanted = HARD_PROBES if need.hard else SOFT_PROBES
    if len(general) < wanted and need.infer_from is None:
        yield Problem("F004", f"'{need.id}' is {need.kind} and has {len(general)} probes without 'when'", need.mark, f"write at least {wanted}")
    ids = [probe.id for probe in need.probes]
    for name in {one for one in ids if ids.count(one) > 1}:
        yield Problem("F012", f"two probes of '{need.id}' are called '{name}'", need.mark, "give each an id of its own")
    if need.ask_all and not need.per:
        yield Problem("F011", f"'{need.id}' has ask_all but is not asked per action", need.mark, "remove ask_all or add per: action")
    if need.more and need.answer.type != "actions":
        yield Problem("F011", f"'{need.id}' has more but does not collect actions", need.mark, "remove more")
    if need.answer.type == "actions" and not need.hard:
        yield Problem("F011", f"'{need.id}' collects the own actions and is soft", need.mark, "make it hard: a plan without an own action is none")
    groups: tuple[Lines, ...] = (need.ask, need.easier, need.met, need.ask_all, need.more, {one.id: one.ask for one in need.probes})
    texts = [text for lines in groups for text in lines.values()]
    for text in sorted({one for one in texts if texts.count(one) > 1}):
        yield Problem("F010", f"'{need.id}' says the same twice: '{text[:40]}'", need.mark, "word one of them anew")
    for lines in groups:
        yield from _texts(flow, lines, need.mark, f"'{need.id}'")


def _texts(flow: Flow, lines: Lines, mark: Mark, where: str) -> Iterator[Problem]:
    ids = {need.id for _, need in flow.needs()}
    for text in lines.values():
        if _MARKUP.search(text):
            yield Problem("F009", f"{where} has a picture, a link or HTML in '{text[:40]}'", mark, "write plain words")
        for name in _PLACE.findall(text):
            if name not in PLACEHOLDERS and name not in ids and name.removesuffix("_first") not in ids:
                yield Problem("F005", f"{where} uses '${name}', which nothing fills", mark, _nearest(name, PLACEHOLDERS | ids))
