"""What must hold for needs that are asked for each item of a list, and for answers that choose, sort or name a near day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.flow.model import ACTION, Flow, Need
from engine.flow.places import Places
from engine.source.problems import Mark, Problem

KEYED = ("yes_no", "choice")
"""Types of answers whose value begins with a key that a condition can ask for."""
NEVER_EACH = ("parked", "requirements")
DATED = ("date", "text")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


def check_items(flow: Flow, places: Places) -> Iterator[Problem]:
    """Every problem of the lists of a flow and of what is asked for their items; names that do not exist are told elsewhere."""
    known = {need.id: need for _, need in flow.needs()}
    for _, need in flow.needs():
        if need.per and need.per != ACTION and need.per in known:
            yield from _asked_each(need, known[need.per], places)
        for kind, name in need.answer.sorts.items():
            yield from _sorted_into(flow, need, kind, name, places)
        if need.answer.adds_to in known:
            yield from _grows_late(flow, need, str(need.answer.adds_to), places)


def _asked_each(need: Need, source: Need, places: Places) -> Iterator[Problem]:
    mark = places.key(need.mark, "per")
    if not source.listed:
        message = f"'{need.id}' is asked for each item of '{source.id}', which is no list"
        yield Problem("F011", message, mark, "name a need of type list, stories or requirements")
    if source.per:
        message = f"'{need.id}' is asked for each item of '{source.id}', which is asked for each of something itself"
        yield Problem("F011", message, mark, "name a list that is asked once")
    if need.answer.type in NEVER_EACH:
        message = f"'{need.id}' is of type {need.answer.type} and cannot be asked for each item of a list"
        yield Problem("F011", message, mark, "remove per, or change the type")
    if need.hear:
        message = f"'{need.id}' is asked for each item of a list and cannot be heard by the way"
        yield Problem("F011", message, places.key(need.mark, "hear"), "remove hear")


def _sorted_into(flow: Flow, need: Need, kind: str, name: str, places: Places) -> Iterator[Problem]:
    mark = places.value(need.answer.mark, "sorts", kind)
    target = next((one for _, one in flow.needs() if one.id == name), None)
    if target is None:
        yield Problem("F002", f"there is no need '{name}'", mark, "name a need of type list")
    elif target is need or target.answer.type != "list" or target.per:
        message = f"'{need.id}' sorts into '{name}', which is no list of its own"
        yield Problem("F011", message, mark, "name a need of type list that is asked once")
    elif flow.index(flow.step_of(name).id) < flow.index(flow.step_of(need.id).id):
        yield Problem("F006", f"'{need.id}' sorts into '{name}' of an earlier step", mark, "sort into lists of this step or of later ones")


def _grows_late(flow: Flow, need: Need, target: str, places: Places) -> Iterator[Problem]:
    """A list that grows must not open what is asked for its items in a step that is over."""
    here = flow.index(flow.step_of(need.id).id)
    for step, other in flow.needs():
        if other.per == target and flow.index(step.id) < here:
            message = f"'{need.id}' adds to '{target}', and '{other.id}', asked for each of its items, stands in an earlier step"
            yield Problem("F006", message, places.key(need.answer.mark, "adds_to"), f"put '{need.id}' into the step of '{other.id}'")


def choice_faults(need: Need, places: Places) -> Iterator[Problem]:
    """Every key of an answer that goes with another type, and what is wrong with its choices."""

    def odd(key: str, message: str, fix: str, block: Mark = need.answer.mark) -> Problem:
        return Problem("F011", f"'{need.id}' {message}", places.key(block, key), fix)

    answer = need.answer
    if (answer.type == "choice") != bool(answer.choices):
        has = "has choices" if answer.choices else "has no choices"
        fix = "write type: choice and choices: together"
        yield odd("choices" if answer.choices else "type", f"{has} and is of type {answer.type}", fix)
    if answer.sorts and answer.type != "requirements":
        yield odd("sorts", "sorts what is no list of requirements", "make it of type requirements, or remove sorts")
    if answer.within and answer.type not in DATED:
        yield odd("within", f"wants a near day and is of type {answer.type}", "make it a date or a text, or remove within")
    if answer.gap and not (answer.type == "choice" and need.per and need.per != ACTION):
        yield odd("gap", "names gaps and is no choice asked for each item of a list", "remove gap")
    for name in answer.gap:
        if answer.choices and name not in answer.choices:
            mark = places.word(answer.mark, "gap", name)
            yield Problem("F011", f"'{need.id}' has no choice '{name}'", mark, f"write some of: {', '.join(answer.choices)}")
    yield from _labels(need, places)


def _labels(need: Need, places: Places) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for key, one in need.answer.choices.items():
        if not _KEY.fullmatch(key):
            yield Problem("F011", f"the choice '{key}' of '{need.id}' has no fit key", one.mark, "use small letters, digits and _")
        label = plain_label(one.label)
        if label in seen:
            message = f"the choices '{seen[label]}' and '{key}' of '{need.id}' have the same label"
            yield Problem("F011", message, places.value(one.mark, "label"), "give each a label of its own")
        seen.setdefault(label, key)


def plain_label(text: str) -> str:
    """A label or a reply without case, punctuation and spare spaces, to be compared."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
