"""What the types of a flow cannot say: names that must exist, orders that must hold, enough wordings to last a talk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from engine.errors import nearest_name
from engine.flow.check_items import KEYED, check_items, choice_faults
from engine.flow.model import ACTION, Condition, Earlier, Flow, Lines, Need
from engine.flow.places import Places
from engine.source.problems import Mark, Problem, quoted

FLOW_CODES: dict[str, str] = {
    "F001": "two steps, or two needs, of the same id",
    "F002": "a need that does not exist is named",
    "F003": "an act or a sign that the language does not know is named",
    "F004": "too few probes",
    "F005": "a placeholder that nothing can fill",
    "F006": "an order that cannot hold: a need rests on itself or on a later one",
    "F007": "more than one step from which solutions count",
    "F008": "needs of actions without the need that collects them, or more than one such need",
    "F009": "a picture, a link or HTML in a line of text",
    "F010": "two lines of the flow say the same",
    "F011": "keys that do not go together",
    "F012": "two probes of a need have the same id",
    "F013": "an id that means something else already",
    "F014": "a line of text that is blank",
}
"""Every code of this room with its meaning."""

PLACEHOLDERS = frozenset({"echo", "quote", "item", "parked"})
VALUE_SIGNS = frozenset({"date", "due", "no_day", "no_date", "duration", "far_time", "number"})
VERDICTS = frozenset({
    "short", "empty", "few", "nothing_new", "no_date", "no_amount", "no_commitment", "no_yes_or_no", "no_choice", "other_action", "later",
})  # fmt: skip
TAKEN = frozenset({"plan_ready"})
SOFT_PROBES, HARD_PROBES = 2, 4
LISTS = ("list", "stories", "actions", "requirements")
_PLACE = re.compile(r"\$(\w*)")
_MARKUP = re.compile(r"!\[|\]\(|</?[a-z]", re.I)
_GUIDE = "see flows/README.md for the names there are"

Line = tuple[str, Mark, str]
"""A line of text, its place and whose it is."""


def check_flow(flow: Flow, names: frozenset[str] | None, places: Places) -> list[Problem]:
    """Every problem of a flow that its types allow. `names` are the acts and signs that the language knows (None: unknown),
    `places` tells where a value stands."""
    problems = [*_ids(flow, places), *_order(flow, places), *_texts(flow, places)]
    ids = [need.id for _, need in flow.needs()]
    for block, key, name in _flow_references(flow):
        if name not in ids:
            problems.append(Problem("F002", f"there is no need '{name}'", places.word(block, key, name), _nearest(name, ids)))
    for _, need in flow.needs():
        problems += _references(need, ids, places)
        problems += _probes(need, places)
        problems += _combinations(flow, need, places)
        problems += choice_faults(need, places)
    problems += check_items(flow, places)
    return problems if names is None else [*problems, *_unknown_signs(flow, names | VALUE_SIGNS, places)]


def _unknown_signs(flow: Flow, known: frozenset[str], places: Places) -> Iterator[Problem]:
    for block, key, name in _signs(flow):
        if name not in known:
            mark = places.word(block, key, name)
            yield Problem("F003", f"there is no act or sign '{name}'", mark, _nearest(name, known))


def _nearest(name: str, known: Iterable[str]) -> str:
    close = nearest_name(name, known)
    return f"did you mean '{close}'?" if close else _GUIDE


def _ids(flow: Flow, places: Places) -> Iterator[Problem]:
    steps = [(step.id, step.mark) for step in flow.steps]
    needs = [(need.id, need.mark) for _, need in flow.needs()]
    for what, entries, taken in (("step", steps, TAKEN), ("need", needs, PLACEHOLDERS)):
        seen: set[str] = set()
        for name, block in entries:
            mark = places.value(block, "id")
            if name in seen:
                yield Problem("F001", f"a second {what} is called '{name}'", mark, f"give each {what} an id of its own")
            if name in taken:
                yield Problem("F013", f"no {what} can be called '{name}': the word is taken", mark, "choose another id")
            seen.add(name)


def _order(flow: Flow, places: Places) -> Iterator[Problem]:
    for step in [step for step in flow.steps if step.solutions_from][1:]:
        mark = places.key(step.mark, "solutions_from")
        yield Problem("F007", "a second step says solutions_from: true", mark, "keep it on the first of them only")
    collecting = [need for _, need in flow.needs() if need.answer.type == "actions"]
    for need in collecting[1:]:
        mark = places.value(need.answer.mark, "type")
        yield Problem("F008", "more than one need collects own actions", mark, "keep one need of type actions")
    for step, need in flow.needs():
        if need.per != ACTION:
            continue
        mark = places.key(need.mark, "per")
        home = flow.step_of(collecting[0].id) if collecting else None
        if home is None:
            message = f"'{need.id}' is asked per action but no need collects actions"
            yield Problem("F008", message, mark, "add a need of type actions before it")
        elif home is not step:
            message = f"'{need.id}' stands in another step than the actions it is asked for"
            yield Problem("F008", message, mark, f"move it to '{home.id}'")


def _flow_references(flow: Flow) -> Iterator[tuple[Mark, str, str]]:
    yield from ((flow.mark, "changed_mind", name) for name in flow.changed_mind)
    if flow.budget:
        yield flow.budget.mark, "need", flow.budget.need
    if flow.keep_nothing:
        yield flow.keep_nothing.mark, "need", flow.keep_nothing.need


def _references(need: Need, ids: list[str], places: Places) -> Iterator[Problem]:
    named: list[tuple[Mark, str, str]] = [(need.mark, "depends_on", name) for name in need.depends_on]
    if need.only_when and need.only_when.need:
        named.append((need.only_when.mark, "need", need.only_when.need))
    if need.infer_from:
        named.append((need.infer_from.mark, "need", need.infer_from.need))
    if need.per and need.per != ACTION:
        named.append((need.mark, "per", need.per))
    if need.answer.adds_to:
        named.append((need.answer.mark, "adds_to", need.answer.adds_to))
    for block, key, name in named:
        mark = places.word(block, key, name)
        if name not in ids:
            yield Problem("F002", f"there is no need '{name}'", mark, _nearest(name, ids))
        elif key != "adds_to" and ids.index(name) >= ids.index(need.id):
            message = f"'{need.id}' rests on '{name}', which does not come before it"
            yield Problem("F006", message, mark, "put the need it rests on first")


def _signs(flow: Flow) -> Iterator[tuple[Mark, str, str]]:
    """Every act or sign that the flow names, with the block and the key that name it."""
    if flow.keep_nothing:
        yield from ((flow.keep_nothing.mark, "signs", name) for name in flow.keep_nothing.signs)
    for _, need in flow.needs():
        yield from _signs_of(need)


def _signs_of(need: Need) -> Iterator[tuple[Mark, str, str]]:
    answer = need.answer
    groups = {"signs": answer.signs, "require": answer.require, "only": answer.only}
    groups |= {"not": answer.not_, "allow": answer.allow, "drop": answer.drop}
    if answer.type == "yes_no":
        groups |= {"yes": answer.yes, "no": answer.no}
    for key, names in groups.items():
        yield from ((answer.mark, key, name) for name in names)
    for one in answer.choices.values():
        yield from ((one.mark, "signs", name) for name in one.signs)
    yield from ((need.mark, "hear", name) for name in need.hear)
    if need.infer_from:
        yield from ((need.infer_from.mark, "signs", name) for name in need.infer_from.signs)
    for when in [*(probe.when for probe in need.probes if probe.when), *(one.when for one in need.questions)]:
        heard = [name for name in when.heard if not name.startswith("without_") and name not in VERDICTS]
        yield from ((when.mark, "heard", name) for name in heard)


def _probes(need: Need, places: Places) -> Iterator[Problem]:
    general = [probe for probe in need.probes if probe.when is None]
    wanted = HARD_PROBES if need.hard else SOFT_PROBES
    if len(general) < wanted and need.infer_from is None:
        message = f"'{need.id}' is {need.kind} and has {len(general)} probes without 'when'"
        yield Problem("F004", message, places.key(need.mark, "probes"), f"write at least {wanted}")
    seen: set[str] = set()
    for probe in need.probes:
        if probe.id in seen:
            message = f"two probes of '{need.id}' are called '{probe.id}'"
            yield Problem("F012", message, places.value(probe.mark, "id"), "give each an id of its own")
        seen.add(probe.id)


def _combinations(flow: Flow, need: Need, places: Places) -> Iterator[Problem]:
    def odd(key: str, message: str, fix: str, block: Mark = need.mark) -> Problem:
        return Problem("F011", f"'{need.id}' {message}", places.key(block, key), fix)

    answer = need.answer
    if need.ask_all and not need.per:
        yield odd("ask_all", "has ask_all but is not asked per item", "remove ask_all or add per: action, or a list")
    if need.more and answer.type != "actions":
        yield odd("more", "has more but does not collect actions", "remove more")
    if answer.type == "actions" and not need.hard:
        yield odd("kind", "collects the own actions and is soft", "make it hard: a plan without an own action is none")
    if answer.type == "actions" and need.per:
        yield odd("per", "collects the own actions and is asked for each of something", "remove per")
    if answer.at_least > 1 and answer.type not in LISTS:
        fix = "make it a list or remove at_least"
        yield odd("at_least", f"wants {answer.at_least} of something that is no list", fix, answer.mark)
    for probe in need.probes:
        if probe.when and probe.when.few and answer.type not in LISTS and not answer.adds_to:
            yield odd("few", "has a probe for too few items but no list", "remove few or make it a list", probe.when.mark)
    if answer.adds_to and any(one.id == answer.adds_to and one.answer.type not in LISTS for _, one in flow.needs()):
        yield odd("adds_to", f"adds to '{answer.adds_to}', which is no list", "name a list", answer.mark)
    if need.only_when:
        yield from _condition(flow, need, need.only_when, places)
    if need.earlier:
        yield from _earlier(flow, need, need.earlier, places)


def _earlier(flow: Flow, need: Need, earlier: Earlier, places: Places) -> Iterator[Problem]:
    """An earlier answer is one answer, from a plan that can be told."""
    mark = places.key(need.mark, "earlier")
    if need.per or need.answer.type in ("actions", "parked"):
        yield Problem("F011", f"'{need.id}' is asked item by item and cannot be answered from an earlier plan", mark, "remove earlier")
    if not earlier.flow and flow.reviews is None:
        message = f"earlier of '{need.id}' names no flow, and this flow reviews none"
        yield Problem("F011", message, mark, "add flow: and the names of flows, or reviews: to the flow")
    if earlier.flow and earlier.take:
        message = f"earlier of '{need.id}' takes over what only the plan under review may give"
        yield Problem("F011", message, places.key(earlier.mark, "take"), "remove flow, or remove take")


def _condition(flow: Flow, need: Need, condition: Condition, places: Places) -> Iterator[Problem]:
    mark = condition.mark
    if condition.need is None and (condition.is_ or condition.status):
        yield Problem("F011", f"only_when of '{need.id}' names no need", mark, "add need: and its id")
    elif condition.need is None and not condition.parked:
        yield Problem("F011", f"only_when of '{need.id}' says nothing", mark, "add a need with is or status, or parked: true")
    elif condition.need is not None and not condition.is_ and not condition.status:
        yield Problem("F011", f"only_when of '{need.id}' asks nothing of '{condition.need}'", mark, "add is: or status: met")
    other = next((one for _, one in flow.needs() if one.id == condition.need), None)
    if other and condition.is_ and other.answer.type not in KEYED:
        message = f"'{other.id}' is never '{condition.is_}': its type is {other.answer.type}"
        yield Problem("F011", message, places.key(mark, "is"), "use status: met, or make that need yes_no or a choice")
    elif other and condition.is_ and condition.is_ not in (keys := tuple(other.answer.choices) or ("yes", "no")):
        message = f"'{other.id}' is never '{condition.is_}'"
        yield Problem("F011", message, places.value(mark, "is"), f"write one of: {', '.join(keys)}")


def _texts(flow: Flow, places: Places) -> Iterator[Problem]:
    ids = {need.id for _, need in flow.needs()}
    known = PLACEHOLDERS | ids | {f"{name}_first" for name in ids}
    seen: dict[str, Mark] = {}
    for text, mark, where in _lines(flow, places):
        plain = " ".join(text.split())
        if not plain:
            yield Problem("F014", f"a line of {where} is blank", mark, "write something, or remove the line")
        elif plain in seen:
            message = f"{quoted(plain)} is said in line {seen[plain].line} too"
            yield Problem("F010", message, mark, "word one of them anew: no line is said twice in a talk")
        seen.setdefault(plain, mark)
        if _MARKUP.search(text):
            yield Problem("F009", f"{where} has a picture, a link or HTML in {quoted(text)}", mark, "write plain words")
        for name in _PLACE.findall(text):
            if name not in known:
                yield Problem("F005", f"{where} uses '${name}', which nothing fills", mark, _nearest(name, known))


def _lines(flow: Flow, places: Places) -> Iterator[Line]:
    """Every line that the coach may say, in the order of the file."""

    def block(mark: Mark, key: str, lines: Lines, where: str) -> Iterator[Line]:
        yield from ((text, places.value(mark, key, name), where) for name, text in lines.items())

    yield from block(flow.mark, "start", flow.start, "the greeting")
    for step in flow.steps:
        yield from block(step.mark, "enter", step.enter, f"'{step.id}'")
        yield from block(step.mark, "recap", step.recap, f"'{step.id}'")
        for need in step.needs:
            where = f"'{need.id}'"
            yield need.why, places.value(need.mark, "why"), where
            groups = {"ask": need.ask, "easier": need.easier, "met": need.met, "ask_all": need.ask_all, "more": need.more}
            for key, lines in groups.items():
                yield from block(need.mark, key, lines, where)
            yield from ((probe.ask, places.value(probe.mark, "ask"), where) for probe in need.probes)
            for straight in need.questions:
                yield from block(straight.mark, "say", straight.say, where)
