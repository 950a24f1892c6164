"""`handhold test`: plays transcripts, tells what came otherwise than they expect, and what no talk went through."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.commands.files import hand_over
from engine.commands.streams import put, put_json
from engine.errors import HandholdError
from engine.library import Library
from engine.source.problems import Mark
from engine.transcripts.compare import Outcome, compare
from engine.transcripts.coverage import Coverage, Part
from engine.transcripts.files import Script, named, open_script, open_scripts, transcripts
from engine.transcripts.missing import Whereabouts
from engine.transcripts.order import Ranked, Ranking, ranked, rankings
from engine.transcripts.rewrite import rewritten

HEARS = "hears"
"""The key of the words that may be put right."""


def play_all(paths: list[Path], folder: Path | None, *, as_json: bool = False, missing: bool = False, update: bool = False) -> int:
    """Play transcripts (without paths: all that come with the flows); 0 when everything came as expected, else 1.

    `update` first puts the words of today in the place of those that the files keep for reading. Raises HandholdError.
    """
    library = Library(folder)
    if update and not paths:
        raise HandholdError("--update changes files: name them")
    files = named(paths) if paths else list(transcripts(library).values())
    if not files:
        raise HandholdError("there is no transcript to play")
    coverage, places, fine = Coverage(), Whereabouts(library), True
    everybody: list[Ranked] = []
    for script in open_scripts(files, library):
        outcome, place = _played(script, coverage, library, update)
        everybody += [place] if place else []
        fine = fine and not outcome.failures
        _tell(script, outcome, as_json)
    for one in rankings(everybody):
        fine = fine and not one.wrong
        _tell_ranking(one, as_json)
    for part in coverage.parts():
        _tell_part(part, places if missing else None, as_json)
    return 0 if fine else 1


def _played(script: Script, coverage: Coverage, library: Library, update: bool) -> tuple[Outcome, Ranked | None]:
    performance = script.play()
    if update:
        text = rewritten(script.text, performance)
        if text != script.text:
            hand_over(text.encode("utf-8"), script.path)
            script = open_script(script.path, library)
            performance = script.play()
    coverage.add(performance)
    return compare(performance, script.places), ranked(performance, script.places)


def _tell(script: Script, outcome: Outcome, as_json: bool) -> None:
    turns = len(script.transcript.turns)
    if as_json:
        failures = [
            {"line": one.mark.line, "turn": one.turn, "key": one.key, "expected": one.wanted, "came": one.came} for one in outcome.failures
        ]
        put_json({"file": str(script.path), "turns": turns, "expectations": outcome.expectations, "failures": failures})
        return
    wrong = len(outcome.failures)
    told = f"{wrong} of {outcome.expectations} expectations failed" if wrong else f"{outcome.expectations} expectations kept"
    put(f"{script.path}: {turns} turn{'' if turns == 1 else 's'}, {told}")
    for one in outcome.failures:
        put(str(one))
    if any(one.key == HEARS for one in outcome.failures):
        put(f"(where the new words are right: handhold test --update {script.path})")


def _tell_ranking(one: Ranking, as_json: bool) -> None:
    if as_json:
        numbers = [{"manager": each.manager, "headline_met": each.number} for each in one.ranked]
        put_json({"order": one.persona, "managers": numbers, "failures": list(one.wrong)})
        return
    put(f"{one}{'' if one.wrong else ': as it should be'}")
    for told in one.wrong:
        put(told)


def _tell_part(part: Part, places: Whereabouts | None, as_json: bool) -> None:
    marks = [(name, places.of(part, name)) for name in part.missing] if places else []
    if as_json:
        shown = {"missing": [_place(name, mark) for name, mark in marks]} if places else {}
        put_json({"coverage": part.owner, "of": part.what, "seen": part.count, "all": len(part.names), **shown})
        return
    put(f"{part.owner}: {part.count} of {len(part.names)} {part.what}")
    for name, mark in marks:
        put(f"{f'{mark.file}:{mark.line}: ' if mark else ''}{part.owner}: no talk goes through {name} ({part.what})")


def _place(name: str, mark: Mark | None) -> Mapping[str, Any]:
    return {"name": name, "file": mark.file if mark else None, "line": mark.line if mark else None}
