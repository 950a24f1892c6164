"""Personas as files: the shipped ones are whole, and what is wrong with an author's is told with place, code and fix."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from math import ceil
from pathlib import Path

import pytest

from engine.cli import main
from engine.errors import HandholdError
from engine.library import SHIPPED, Library
from engine.rehearsal.check import ENOUGH, FILLED, KINDS, PARTS, PERSON, PERSONA_CODES, WANTED
from engine.rehearsal.persona import BANKS, LEVELS, Persona, PlanAsk, Stage, Start, Topic, Unlock
from engine.source.shapes import keys_of

NAMES = ("best_person", "no_idea", "not_ready", "raised_hopes", "tutorial", "wants_promises")
TOLD = re.compile(r"(?P<file>.+?):(?P<line>\d+):(?P<column>\d+) (?P<code>[A-Z]\d{3}) (?P<message>.+?)  \((?P<fix>.+)\)")
HOPES = "personas/raised_hopes.yaml"
MOVES = "personas/moves.yaml"
TOPICS = "personas/topics.yaml"
Change = Callable[[str], str]


def swap(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return change


def cut(beginning: str, indent: int) -> Change:
    """Without the block that begins so."""

    def change(text: str) -> str:
        found = re.search(rf"^ {{{indent}}}{beginning}:\n(?: {{{indent + 1},}}.*\n)+", text, re.M)
        assert found, beginning
        return text[: found.start()] + text[found.end() :]

    return change


def short(block: str, keep: int, indent: int = 2) -> Change:
    """With only the first lines of a block."""

    def change(text: str) -> str:
        found = re.search(rf"^( {{{indent}}}{block}:\n)((?: {{{indent + 2}}}.*\n)+)", text, re.M)
        assert found, block
        kept = "".join(found[2].splitlines(keepends=True)[:keep])
        return text[: found.start()] + found[1] + kept + text[found.end() :]

    return change


def without(pattern: str) -> Change:
    def change(text: str) -> str:
        changed, count = re.subn(pattern, "", text, count=1, flags=re.M)
        assert count, pattern
        return changed

    return change


FAULTS: list[tuple[str, Change, str, str]] = [
    (HOPES, swap("\nfear:", "\nfaer:"), "S001", "faer:"),
    (HOPES, without(r"^role:.*\n"), "S002", "persona:"),
    (HOPES, swap("patience: 9", "patience: 90"), "S005", "90}"),
    (HOPES, swap("    about:", "    abuot:"), "S001", "abuot:"),
    (TOPICS, swap("\n    step:", "\n    stepp:"), "P001", ""),
    (HOPES, swap('keywords: ["odd list"', 'keywords: ["*"'), "P001", "persona:"),
    (HOPES, cut("hurt", 2), "P002", "first:"),
    (HOPES, swap("\n  hurt:", "\n  hurtt:"), "P002", "hurtt:"),
    (MOVES, swap("lines: propose", "lines: propos"), "P002", "propos,"),
    (HOPES, short("evade", 7), "P003", 'a: "I\'d have to think'),
    (HOPES, short("l1", 1, 4), "P003", "l1:"),
    (HOPES, swap("    c1:", "    w13:"), "", ""),
    (HOPES, lambda text: re.sub(r"^    c(\d+): ", r"    x\1: ", text, flags=re.M), "P003", "w1:"),
    (HOPES, cut("gaps", 2), "P004", "enjoy_now:"),
    (HOPES, swap("\n  gaps:", "\n  gapps:"), "P004", "gapps:"),
    (MOVES, swap("asked_out: gaps", "asked_out: gapps"), "P004", "gapps"),
    (HOPES, swap("acts: [reflection, ", "acts: [reflexion, "), "P005", "reflexion,"),
    (HOPES, swap("not: [advice, ", "not: [advise, "), "P005", "advise,"),
    (HOPES, swap("fills: {l1: enjoyed_now}", "fills: {l1: enjoyed_know}"), "P006", "enjoyed_know}"),
    (HOPES, swap("fills: {l1: enjoyed_now}", "fills: {l4: enjoyed_now}"), "P006", "enjoyed_now}"),
    (HOPES, swap("      l2: {acts", "      l4: {acts"), "P006", "l4:"),
    (MOVES, swap("fills: [options]", "fills: [optionz]"), "P006", "optionz]"),
    (MOVES, swap("purpose: purpose", "purpose: purpoze"), "P006", "purpoze"),
    (MOVES, lambda text: re.sub(r"^people:\n(?:  - .*\n)+", "people: []\n", text, flags=re.M), "S006", "[]"),
    (HOPES, swap("Can I come back to $quote?", "Can I come back to that?"), "P007", '"Can I come back to that?'),
    (HOPES, swap("not sure what to do with $phrase", "not sure what to do with $quote"), "P007", '"I\'m not sure what to do'),
    (HOPES, swap("what gives $them pleasure", "what gives $him pleasure"), "P007", '"what gives $him'),
    (HOPES, swap("That's everything I have on that.", "That's me told, I suppose... I thought this was WHY we were meeting"), "P008", '"That\'s me told'),
    (MOVES, swap("open_question: {rapport: 3", "open_question: {raport: 3"), "P009", "3,"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder."""
    copy = tmp_path / "flows"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def told(text: str) -> list[re.Match[str]]:
    matches = [TOLD.fullmatch(line) for line in text.splitlines()]
    assert all(matches), text
    return [one for one in matches if one]


@pytest.mark.parametrize(("file", "change", "code", "beginning"), FAULTS)
def test_a_broken_persona_is_told_at_its_place(
    file: str, change: Change, code: str, beginning: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / file
    text = change(path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    status = main(["check", str(path)])
    if not code:
        assert status == 0, capsys.readouterr().out
        return
    assert status == 1
    problems = told(capsys.readouterr().out)
    assert {one["file"] for one in problems} == {str(path)}
    assert all(len(one["fix"]) > 5 for one in problems)
    lines = text.split("\n")
    places = [(int(one["line"]), int(one["column"])) for one in problems if one["code"] == code]
    shown = [lines[line - 1][column - 1 :] for line, column in places]
    assert any(one.startswith(beginning) for one in shown), (shown, [str(one[0]) for one in problems])


def test_every_code_is_tried() -> None:
    assert {code for _, _, code, _ in FAULTS} >= set(PERSONA_CODES)


def test_the_shipped_personas_are_clean_and_whole(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(SHIPPED / "personas")]) == 0
    assert "6 personas" in capsys.readouterr().out
    assert set(NAMES) == set(library.personas())
    assert set(WANTED) == {*BANKS, *PARTS}
    for name in NAMES:
        persona = library.cast(name).persona
        assert persona.persona == name
        assert sum(1 for _ in persona.texts()) >= 180
        assert all(len(lines) >= ceil(ENOUGH * WANTED[bank]) for bank, lines in persona.lines.items())


def test_a_line_of_another_persona_is_told_once_and_at_home(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The one that was asked about is told, and not the other that it took the line from."""
    path = folder / "personas" / "mine.yaml"
    text = (folder / HOPES).read_text(encoding="utf-8")
    path.write_text(text.replace("persona: raised_hopes", "persona: mine"), encoding="utf-8")
    assert main(["check", "--flows", str(folder), str(path)]) == 1
    problems = told(capsys.readouterr().out)
    assert {(one["file"], one["code"]) for one in problems} == {(str(path), "P008")}
    assert len(problems) == sum(1 for _ in Library().cast("raised_hopes").persona.texts())
    assert all("of raised_hopes" in one["message"] for one in problems)


def test_nobody_plays_a_broken_persona(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / HOPES
    whole = path.read_text(encoding="utf-8")
    talk = ["talk", "career_talk", "--persona", "raised_hopes", "--flows", str(folder), "--store", "memory:", "--json"]
    for change in (cut("hurt", 2), cut("gaps", 2), swap("$quote?", "that?"), swap('keywords: ["odd list"', 'keywords: ["*"')):
        path.write_text(change(whole), encoding="utf-8")
        assert main(talk) == 2
        streams = capsys.readouterr()
        assert streams.out == ""
        assert re.search(r":\d+:\d+ P00\d ", streams.err)
        with pytest.raises(HandholdError):
            Library(folder).cast("raised_hopes")


def test_few_lines_keep_nobody_from_rehearsing(folder: Path) -> None:
    path = folder / HOPES
    path.write_text(short("evade", 2)(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert len(Library(folder).cast("raised_hopes").persona.lines["evade"]) == 2


# -- the guide -------------------------------------------------------------------------------------------------------------


def test_the_guide_for_authors_names_all_of_it() -> None:
    text = (SHIPPED / "README.md").read_text(encoding="utf-8").split("## Personas")[1].split("\n## ")[0]
    ticked = {word for part in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"\$?\w+", part)}
    keys = {key.name for record in (Persona, Start, Topic, Unlock, Stage, PlanAsk) for key in keys_of(record)}
    assert not keys - ticked
    assert not set(BANKS) - ticked
    assert not set(LEVELS) - ticked
    assert not {f"${name}" for name in (*PERSON, *FILLED.values())} - ticked
    assert all(first in ticked or f"{first}1" in ticked for ids in KINDS.values() for kind in ids for first in kind)
    for bank, number in WANTED.items():
        assert re.search(rf"`{bank}` {number}\b", text), bank


def test_the_recipe_of_the_guide_ends_clean(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A persona under another name whose lines are all reworded is found and can be played."""
    path = folder / "personas" / "mine.yaml"
    text = (folder / HOPES).read_text(encoding="utf-8").replace("persona: raised_hopes", "persona: mine")
    reworded = re.sub(r'^(\s+[a-z]\d*: ")(?=[^"]*"$)', r"\1Honestly, mate: ", text, flags=re.M)
    path.write_text(reworded, encoding="utf-8")
    assert main(["check", "--flows", str(folder), str(path)]) == 0, capsys.readouterr().out
    assert Library(folder).cast("mine").persona.persona == "mine"
