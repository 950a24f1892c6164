"""A plan as JSON: the form that other programs read."""

from __future__ import annotations

import json
from typing import Any

from engine.plan.plan import Line, Plan

LISTS = ("strengths", "gaps", "milestones", "options", "evidence", "in_role")
SINGLE = ("purpose", "endpoint", "aspiration", "why", "enjoyed", "not_wanted", "future", "other_view", "priority", "horizon",
          "job_protected", "network", "first_step", "review_date", "writes_it_up", "confidence", "record")  # fmt: skip


def plan_as_json(plan: Plan) -> str:
    """The plan as one JSON object."""
    return json.dumps(as_data(plan), ensure_ascii=False, indent=2) + "\n"


def as_data(plan: Plan) -> dict[str, Any]:
    """The plan as plain data: the fields of the contract, and with `lines` every statement with its turns."""
    data: dict[str, Any] = {"session": plan.session, "flow": plan.flow, "title": plan.title, "note": plan.note, "ready": plan.ready}
    for name in SINGLE:
        data[name] = _single(plan.fields.get(name, ()))
    for name in LISTS:
        data[name] = [text for line in plan.fields.get(name, ()) for text in _several(line)]
    data["actions"] = [
        {"owner": "self", "what": one.what, "when": one.when, "how": one.how, "success_sign": one.success_sign,
         "if_then": one.if_then, "complete": one.complete, "turns": list(one.turns)}
        for one in plan.actions
    ]  # fmt: skip
    data["others"] = [{"text": one.text, "turns": [one.turn]} for one in plan.others]
    data["support"] = [{"who": None, "what": line.words, "turns": list(line.turns)} for line in plan.fields.get("support", ())]
    data["parked"] = [{"text": one.text, "turn": one.turn, "decision": one.decision or None} for one in plan.parked]
    data["notes"] = [{"text": one.text, "turns": [one.turn]} for one in plan.notes]
    data["thin"] = [one.need for one in plan.thin]
    data["skipped"] = [{"need": one.need, "reason": one.reason} for one in plan.skipped]
    data["open"] = [one.need for one in plan.open]
    data["guards"] = plan.guards
    data["lines"] = [
        {"need": line.need, "title": line.title, "value": line.value, "turns": list(line.turns), "thin": line.thin}
        for _, lines in plan.sections for line in lines
    ]  # fmt: skip
    return data


def _several(line: Line) -> list[str]:
    return list(line.value) if isinstance(line.value, list) else [str(line.value)]


def _single(lines: tuple[Line, ...]) -> Any:
    """One value for a field: as it is when one need feeds it, the words joined when several do."""
    if not lines:
        return None
    if len(lines) == 1:
        value = lines[0].value
        return "; ".join(value) if isinstance(value, list) else value
    return "; ".join(line.words for line in lines)
