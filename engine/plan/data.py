"""A plan as plain data and back: the form that other programs read, and that a review keeps of the plan it opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any

from engine.plan.history import Change, Progress, Version
from engine.plan.plan import Action, Left, Line, Plan, Row, Said, Table

LISTS = ("strengths", "gaps", "milestones", "options", "evidence", "in_role")
SINGLE = ("purpose", "endpoint", "aspiration", "why", "enjoyed", "not_wanted", "future", "other_view", "priority", "horizon",
          "job_protected", "network", "first_step", "review_date", "writes_it_up", "confidence", "record")  # fmt: skip


def as_data(plan: Plan) -> dict[str, Any]:
    """The plan as plain data: the fields of the contract, and with `lines` every statement with its turns. JSON can say all of it."""
    data: dict[str, Any] = {
        "session": plan.session, "flow": plan.flow, "title": plan.title, "note": plan.note, "ready": plan.ready,
        "version": plan.version, "follows": plan.follows, "day": plan.day,
    }  # fmt: skip
    for name in SINGLE:
        data[name] = _single(plan.fields.get(name, ()))
    for name in LISTS:
        data[name] = [text for line in plan.fields.get(name, ()) for text in several(line)]
    data["actions"] = [_action(one) for one in plan.actions]
    data["others"] = [{"text": one.text, "turns": [one.turn]} for one in plan.others]
    data["support"] = [{"who": None, "what": line.words, "turns": list(line.turns)} for line in plan.fields.get("support", ())]
    data["parked"] = [{"text": one.text, "turn": one.turn, "decision": one.decision or None} for one in plan.parked]
    data["notes"] = [{"text": one.text, "turns": [one.turn]} for one in plan.notes]
    data["said_in"] = {
        name: [one.session for one in said] for name, said in (("others", plan.others), ("parked", plan.parked), ("notes", plan.notes))
    }
    data["thin"] = [one.need for one in plan.thin]
    data["skipped"] = [{"need": one.need, "reason": one.reason} for one in plan.skipped]
    data["open"] = [one.need for one in plan.open]
    data["titles"] = {one.need: one.title for one in (*plan.thin, *plan.skipped, *plan.open)}
    data["guards"] = plan.guards
    data["guards_bypassed"] = plan.guards_bypassed
    fields = {(line.need, line.session): name for name, lines in plan.fields.items() for line in lines}
    data["lines"] = [
        _line(line, title, fields.get((line.need, line.session))) for title, lines in plan.sections for line in lines
    ]
    listed = {(line.need, line.session) for _, lines in plan.sections for line in lines}
    data["followed"] = [
        _line(line, "", name) for name, lines in plan.fields.items() for line in lines if (line.need, line.session) not in listed
    ]
    data["tables"] = [_table(one) for one in plan.tables]
    data["progress"] = [asdict(one) | {"turns": list(one.turns)} for one in plan.progress]
    data["history"] = [asdict(one) | {"changes": [asdict(change) for change in one.changes]} for one in plan.history]
    return data


def _action(one: Action) -> dict[str, Any]:
    return {
        "id": one.id, "owner": "self", "what": one.what, "when": one.when, "how": one.how, "success_sign": one.success_sign,
        "if_then": one.if_then, "complete": one.complete, "turns": list(one.turns), "session": one.session, "day": one.day,
    }  # fmt: skip


def _line(line: Line, section: str, field: str | None) -> dict[str, Any]:
    return {
        "need": line.need, "title": line.title, "value": line.value, "turns": list(line.turns), "thin": line.thin,
        "words": line.words, "section": section, "field": field, "session": line.session, "day": line.day,
    }  # fmt: skip


def _table(one: Table) -> dict[str, Any]:
    rows = [{"item": row.item, "cells": list(row.cells), "turns": list(row.turns)} for row in one.rows]
    columns = {"columns": list(one.columns), "needs": list(one.needs)}
    return {"need": one.need, "title": one.title, **columns, "rows": rows, "session": one.session}


def several(line: Line) -> list[str]:
    """What a line says, thing by thing."""
    return [str(one) for one in line.value] if isinstance(line.value, list) else [str(line.value)]


def _single(lines: tuple[Line, ...]) -> Any:
    """One value for a field: as it is when one need feeds it, the words joined when several do."""
    if not lines:
        return None
    if len(lines) == 1:
        value = lines[0].value
        return "; ".join(value) if isinstance(value, list) else value
    return "; ".join(line.words for line in lines)


def plan_from(data: Mapping[str, Any]) -> Plan:
    """The plan that `as_data` wrote, whichever version of the program did: what it did not know yet is empty.

    Raises KeyError for data that never were a plan.
    """
    session, day = data["session"], data.get("day") or ""
    rows = [(row, _line_from(row, session)) for row in data["lines"]]
    grouped = groupby(rows, key=lambda pair: str(pair[0].get("section") or data["title"]))
    sections = tuple((title, tuple(line for _, line in group)) for title, group in grouped)
    fields: dict[str, tuple[Line, ...]] = {}
    rows += [(row, _line_from(row, session)) for row in data.get("followed") or ()]
    for row, line in rows:
        if row.get("field"):
            fields[row["field"]] = (*fields.get(row["field"], ()), line)
    titles = data.get("titles") or {}
    return Plan(
        session, data["title"], data["note"], data["flow"], data["ready"], data["guards"], bool(data.get("guards_bypassed")),
        sections, fields, tuple(_action_from(one, session, place) for place, one in enumerate(data["actions"], 1)),
        _said_from(data, "others"), _said_from(data, "parked"), _said_from(data, "notes"),
        _left(({"need": need} for need in data["thin"]), titles), _left(data["skipped"], titles),
        _left(({"need": need} for need in data["open"]), titles),
        day=day, version=data.get("version") or 1, follows=data.get("follows"),
        progress=tuple(Progress(**one | {"turns": tuple(one["turns"])}) for one in data.get("progress") or ()),
        history=_history(data.get("history") or (), session, day),
        tables=tuple(_table_from(one, session) for one in data.get("tables") or ()),
    )  # fmt: skip


def _line_from(row: Mapping[str, Any], session: str) -> Line:
    words = row.get("words") or ("; ".join(row["value"]) if isinstance(row["value"], list) else str(row["value"]))
    return Line(
        row["need"], row["title"], row["value"], words, tuple(row["turns"]), row["thin"],
        row.get("session") or session, row.get("day") or "",
    )  # fmt: skip


def _table_from(one: Mapping[str, Any], session: str) -> Table:
    rows = tuple(Row(row["item"], tuple(row["cells"]), tuple(row["turns"])) for row in one["rows"])
    return Table(one["need"], one["title"], tuple(one["columns"]), rows, tuple(one["needs"]), one.get("session") or session)


def _action_from(one: Mapping[str, Any], session: str, place: int) -> Action:
    return Action(
        one["what"], one["when"], one["how"], one["success_sign"], one["if_then"], tuple(one["turns"]),
        one.get("id") or f"{session}-{place}", one.get("session") or session, one.get("day") or "",
    )  # fmt: skip


def _said_from(data: Mapping[str, Any], name: str) -> tuple[Said, ...]:
    rows = data[name]
    sessions = (data.get("said_in") or {}).get(name) or [data["session"]] * len(rows)
    return tuple(
        Said(one["text"], one["turn"] if "turn" in one else next(iter(one["turns"]), 0), one.get("decision") or "", session)
        for one, session in zip(rows, sessions, strict=True)
    )


def _left(rows: Iterable[Mapping[str, Any]], titles: Mapping[str, str]) -> tuple[Left, ...]:
    return tuple(Left(one["need"], titles.get(one["need"], one["need"]), one.get("reason") or "") for one in rows)


def _history(rows: Iterable[Mapping[str, Any]], session: str, day: str) -> tuple[Version, ...]:
    known = tuple(Version(one["number"], one["session"], one["day"], tuple(Change(**change) for change in one["changes"])) for one in rows)
    return known or (Version(1, session, day),)
