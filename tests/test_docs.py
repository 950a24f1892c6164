"""Holds the documents to the program: commands, links, events, versions and the set-up that they tell of must exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.talk.commands import COMMANDS
from engine.talk.events import KINDS

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = {"build", "dist", "artefacts", "people-out", "node_modules"}
START = "pip install . && handhold"
TEST = 'pip install ".[test]" && pytest'
_FENCE = re.compile(r"^```.*?^```", re.M | re.S)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def documents() -> list[str]:
    """Every Markdown file of the project, by its path from the root."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*.md"))
    return sorted(
        path.as_posix() for path in found if not any(part.startswith(".") or part in LEFT_OUT for part in path.parts)
    )


def records() -> list[str]:
    return [name for name in documents() if name.startswith("docs/adr/")]


def code_of(document: str) -> list[str]:
    """The lines of a document that are code: those of its blocks and what stands in backticks."""
    blocks = [line for block in _FENCE.findall(document) for line in block.split("\n")[1:-1]]
    return blocks + _CODE.findall(_FENCE.sub("", document))


@cache
def help_of(*command: str) -> str:
    wide = {**os.environ, "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"}
    call = [sys.executable, "-m", "engine", *command, "--help"]
    return subprocess.run(call, cwd=ROOT, env=wide, capture_output=True, text=True, encoding="utf-8", check=True).stdout


@cache
def shell_commands() -> frozenset[str]:
    return frozenset(re.findall(r"^ {4}([a-z]+) {2,}\S", help_of(), re.M))


@cache
def project() -> dict[str, Any]:
    return tomllib.loads(text("pyproject.toml"))


def anchors(document: str) -> set[str]:
    """The anchors that a Markdown page gives its headings."""
    headings = re.findall(r"^#+ +(.+?) *$", _FENCE.sub("", document), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_help_lists_commands() -> None:
    """Guards the tests below: a help in another form would make them pass for nothing."""
    assert {"serve", "talk", "check", "prove", "plan", "sessions"} <= shell_commands()


@pytest.mark.parametrize("name", documents())
def test_every_command_that_a_document_names_exists(name: str) -> None:
    named = {word for line in code_of(text(name)) for word in re.findall(r"\bhandhold +([a-z]+)\b", line)}
    assert named - shell_commands() == set()


@pytest.mark.parametrize("name", documents())
def test_every_option_that_a_document_gives_a_command_exists(name: str) -> None:
    rows = [row.replace("`", "") for row in text(name).splitlines() if row.startswith("| `handhold ")]
    for line in (*code_of(text(name)), *rows):
        call = re.search(r"\bhandhold +([a-z]+)\b(.*)", line)
        for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", call.group(2)) if call else ():
            assert re.search(rf"(?<!\S){option}\b", help_of(call.group(1))), f"{name}: {line}"  # type: ignore[union-attr]


@pytest.mark.parametrize("command", sorted(shell_commands()))
def test_readme_has_a_row_for_every_command(command: str) -> None:
    assert re.search(rf"^\| `handhold {command}\b", text("README.md"), re.M)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_readme_names_every_command_of_the_talk(command: str) -> None:
    assert f"`{command}`" in text("README.md").split("## Commands")[0]


def test_readme_is_short() -> None:
    assert len(text("README.md").splitlines()) <= 150


def test_the_two_commands_of_readme_are_what_the_project_offers() -> None:
    lines = text("README.md").split("## Start")[1].split("\n## ")[0].splitlines()
    assert START in lines
    assert TEST in lines
    assert project()["project"]["scripts"] == {"handhold": "engine.cli:main"}
    assert any(one.startswith("pytest") for one in project()["project"]["optional-dependencies"]["test"])


def test_the_pipeline_sets_up_as_readme_says() -> None:
    script = text(".ci/run")
    assert re.search(r'^pip install (--quiet )?"\.\[test\]"$', script, re.M)
    assert [line for line in script.splitlines() if line.strip()][-1].split()[0] == "pytest"
    tools = ("ruff check", "mypy", "lint-imports", "handhold check", "for flow in flows/*.yaml; do handhold prove", "handhold test")
    places = [script.index(f"\n{tool}") for tool in (*tools, "pytest")]
    assert places == sorted(places)
    assert "\nset -euo pipefail\n" in script


@pytest.mark.skipif(os.name != "posix", reason="only POSIX files have an executable bit")
def test_the_pipeline_can_be_run() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.mark.parametrize("name", documents())
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    page = text(name)
    broken = []
    for target in _LINK.findall(_FENCE.sub("", page)):
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (ROOT / name).parent / path if path else ROOT / name
        if not there.exists() or (anchor and anchor not in anchors(there.read_text(encoding="utf-8"))):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("event", sorted(KINDS))
def test_every_event_is_explained(event: str) -> None:
    assert any(f"`{event}`" in text(name) for name in ("engine/README.md", *records()))


def test_no_document_of_the_engine_names_an_event_that_does_not_exist() -> None:
    table = text("engine/README.md").split("## Events")[1].split("`handhold talk")[0]
    assert set(re.findall(r"`([A-Z]\w+)`", table)) == set(KINDS)


def test_the_room_plan_has_every_room_in_the_order_of_imports() -> None:
    plan = text("engine/README.md").split("## Rooms")[1].split("## One turn")[0]
    rooms = {path.name for path in (ROOT / "engine").iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert all(f"`{room}/`" in plan for room in rooms)
    layers = next(one for one in project()["tool"]["importlinter"]["contracts"] if one["type"] == "layers")["layers"]
    names = [layer.split("|")[-1].strip().removeprefix("engine.") for layer in reversed(layers)]
    places = [re.search(rf"`{name}(/|\.py)`", plan) for name in names]
    assert None not in places
    starts = [place.start() for place in places if place]
    assert starts == sorted(starts)


@pytest.mark.parametrize("name", ["engine/README.md"])
def test_every_file_that_the_engine_guide_names_exists(name: str) -> None:
    page = text(name)
    files = set(re.findall(r"\b((?:[a-z_]+/)+[a-z_0-9]+\.(?:py|yaml))\b", page)) | set(re.findall(r"`([a-z_]+\.py)`", page))
    assert len(files) > 10
    assert [file for file in sorted(files) if not ((ROOT / "engine" / file).exists() or (ROOT / file).exists())] == []


def test_the_changelog_has_the_version_of_the_project() -> None:
    headings = re.findall(r"^## \[([^\]]+)\] - (unreleased|\d{4}-\d{2}-\d{2})$", text("CHANGELOG.md"), re.M)
    assert headings[0][0] == project()["project"]["version"]


def test_the_records_are_numbered_without_a_gap() -> None:
    numbers = [int(Path(name).name[:4]) for name in records()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 7


@pytest.mark.parametrize("name", records())
def test_every_record_has_its_parts(name: str) -> None:
    page = text(name)
    assert page.startswith(f"# {Path(name).name[:4]}. ")
    assert re.findall(r"^## (.+)$", page, re.M) == ["Status", "Context", "Decision", "Consequences"]
