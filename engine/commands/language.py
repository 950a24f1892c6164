"""`handhold tag` and `handhold dates`: what the language room reads, a line in and a line out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from engine.commands.streams import lines, put_json
from engine.language.dates import read_date
from engine.language.understand import Language, Understood, understand
from engine.library import Library
from engine.source.problems import Problem, SourceError
from engine.talk.compile import compile_language

SPEAKERS = ("manager", "employee")
NO_DAY = date(2000, 1, 1)


def language(folder: Path | None) -> Language:
    """The compiled language. SourceError with every problem of its files."""
    problems: list[Problem] = []
    built = compile_language(Library(folder).language("en"), problems)
    if built is None:
        raise SourceError(problems)
    return built[0]


def tag(speaker: str, folder: Path | None) -> int:
    """For every JSON line {"text", "speaker"?, "context"?} the acts with their grounds and the values, in order."""
    words = language(folder)
    for line in lines():
        if line.strip():
            put_json(_tagged(line, speaker, words))
    return 0


def _tagged(line: str, speaker: str, words: Language) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": f"this line is no JSON: {str(error)[:80]}"}
    fault = _fault(data)
    if fault:
        return {"error": fault}
    context = [(one["speaker"], one["text"]) for one in data.get("context") or []]
    said = understand(data["text"], words, NO_DAY, context, data.get("speaker") or speaker)
    return {"acts": [_act(one) for one in said.reading.acts], "values": _values(said)}


def _fault(data: Any) -> str | None:
    """What is wrong with a line, in words; None when it can be read."""
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        return 'each line must be an object with a "text"'
    if data.get("speaker") not in (None, *SPEAKERS):
        return '"speaker" must be manager or employee'
    context = data.get("context")
    fit = isinstance(context, list) and all(
        isinstance(one, Mapping) and one.get("speaker") in SPEAKERS and isinstance(one.get("text"), str) for one in context
    )
    return None if context is None or fit else '"context" must be a list of {"speaker", "text"}'


def _act(act: Any) -> dict[str, Any]:
    out = {"act": act.act, "rule": act.rule, "spans": [list(span) for span in act.spans], "confidence": act.confidence}
    return {**out, "command": act.command} if act.command else out


def _values(said: Understood) -> dict[str, Any]:
    """Amounts of time, a number, and the words that name a date (resolved by `dates`, which knows the day)."""
    values: dict[str, Any] = {}
    if said.when.kind != "none" and said.when.span:
        values["date"] = {"words": said.when.words, "span": list(said.when.span), "kind": said.when.kind}
    if said.durations:
        values["durations"] = [{"minutes": one.minutes, "days": one.days, "span": list(one.span)} for one in said.durations]
    if said.number is not None:
        values["number"] = said.number
    return values


def dates(today: date, folder: Path | None) -> int:
    """For every line the due date that it names, read on `today`."""
    words = language(folder)
    for line in lines():
        found = read_date(line, today, words.dates)
        put_json({
            "text": line, "kind": found.kind, "start": found.start.isoformat() if found.start else None,
            "end": found.end.isoformat() if found.end else None, "span": list(found.span) if found.span else None,
        })  # fmt: skip
    return 0
