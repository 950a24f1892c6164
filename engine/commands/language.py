"""`handhold tag` and `handhold dates`: what the language room reads, a line in and a line out.

Each act of `tag` has `act`, `rule` (the cue that weighs most), `cues` (all that counted), `spans`, `confidence` (under 0.5: unsure;
see engine.language.reading.Act) and for a command `command`. `values` has these keys, each only when something was found, and
each value its `span` and the `rule` that found it:

- `date`: the expression of time that counts, as `words` and `kind`; with `"today": "2027-01-31"` in the line also `start` and `end`;
- `dates`: with a `today`, every expression of time in the same form;
- `durations`: lengths of time, `minutes` up to hours, `days` beyond;
- `number`: the `value` that can be a mark from 0 to 10, as for how sure somebody is;
- `people`: `words` that name somebody ("my manager", "Ms Okafor"); `inside`: `words` that name something inside the company.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from engine.commands.streams import lines, put_json
from engine.language.dates import DateReading, find_dates, read_date
from engine.language.names import Name, find_names
from engine.language.reading import Act
from engine.language.understand import Language, Understood, understand
from engine.library import Library

SPEAKERS = ("manager", "employee")
NO_DAY = date(2000, 1, 1)
MOST_READ = 4_000


def language(folder: Path | None) -> Language:
    """The compiled language. SourceError with every problem of its files."""
    return Library(folder).spoken("en")[0]


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
    today = date.fromisoformat(data["today"]) if data.get("today") else None
    said = understand(data["text"], words, today or NO_DAY, context, data.get("speaker") or speaker)
    return {"acts": [_act(one) for one in said.reading.acts], "values": _values(said, words, today)}


def _fault(data: Any) -> str | None:
    """What is wrong with a line, in words; None when it can be read."""
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        return 'each line must be an object with a "text"'
    if data.get("speaker") not in (None, *SPEAKERS):
        return '"speaker" must be manager or employee'
    try:
        date.fromisoformat(data.get("today") or NO_DAY.isoformat())
    except (TypeError, ValueError):
        return '"today" must be a date such as 2027-01-31'
    context = data.get("context")
    fit = isinstance(context, list) and all(
        isinstance(one, Mapping) and one.get("speaker") in SPEAKERS and isinstance(one.get("text"), str) for one in context
    )
    return None if context is None or fit else '"context" must be a list of {"speaker", "text"}'


def _act(act: Act) -> dict[str, Any]:
    out = {
        "act": act.act, "rule": act.rule, "cues": list(act.rules), "spans": [list(span) for span in act.spans],
        "confidence": act.confidence,
    }  # fmt: skip
    return {**out, "command": act.command} if act.command else out


def _values(said: Understood, words: Language, today: date | None) -> dict[str, Any]:
    """What the utterance names beside its acts; the keys are told above."""
    names = find_names(said.text, words.lexicon, words.dates)
    found = {
        "date": _date(said.when, today) if said.when.span else None,
        "dates": [_date(one, today) for one in find_dates(said.text[:MOST_READ], today, words.dates)] if today else None,
        "durations": [
            {"minutes": one.minutes, "days": one.days, "span": list(one.span), "rule": "duration.length"} for one in said.durations
        ],
        "number": {"value": said.score.value, "span": list(said.score.span), "rule": "number.mark"} if said.score else None,
        "people": [_name(one) for one in names if one.is_person],
        "inside": [_name(one) for one in names if not one.is_person],
    }
    return {key: value for key, value in found.items() if value}


def _name(name: Name) -> dict[str, Any]:
    return {"words": name.text, "span": list(name.span), "rule": name.rule}


def _date(found: DateReading, today: date | None) -> dict[str, Any]:
    out = {"words": found.words, "span": list(found.span or ()), "kind": found.kind, "rule": f"date.{found.kind}"}
    if today is None:
        return out
    return {
        **out, "start": found.start.isoformat() if found.start else None, "end": found.end.isoformat() if found.end else None
    }  # fmt: skip


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
