"""The authors' side: broken files are told with place, code and fix; the schema is the generated one; pictures are whole."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

import engine.commands.flows
import engine.talk.compile
from engine.cli import main
from engine.commands.flows import FILE_CODES
from engine.flow.check import FLOW_CODES, PLACEHOLDERS
from engine.flow.graph import Standing, dot, mermaid
from engine.flow.model import (
    Actions,
    Answer,
    AnswerType,
    Budget,
    Condition,
    Flow,
    Infer,
    KeepNothing,
    Need,
    Probe,
    Step,
    Straight,
    When,
)  # fmt: skip
from engine.language.lexicon import build_lexicon
from engine.language.reading import read
from engine.library import SHIPPED
from engine.rehearsal.check import PERSONA_CODES
from engine.source.jsonschema import json_schema
from engine.source.problems import SOURCE_CODES, Problem
from engine.source.reader import read_yaml
from engine.source.shapes import keys_of
from engine.talk.compile import LANGUAGE_CODES, compile_language, digest, pack, plain
from engine.talk.guide import Guide
from engine.transcripts.load import TRANSCRIPT_CODES

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
CODES = {**SOURCE_CODES, **FLOW_CODES, **LANGUAGE_CODES, **PERSONA_CODES, **TRANSCRIPT_CODES, **FILE_CODES}
TOLD = re.compile(r"(?P<file>.+?):(?P<place>\d+:\d+) (?P<code>[A-Z]\d{3}) (?P<message>.+?)  \((?P<fix>.+)\)")


@pytest.fixture(autouse=True)
def _compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language without fault is compiled once for all tests here; it is the same each time."""

    def compiled(texts: Mapping[str, str], problems: list[Problem]) -> object:
        key = digest(pack(texts))
        if key not in COMPILED:
            found = compile_language(texts, problems)
            if found is None:
                return None
            COMPILED[key] = found
        return COMPILED[key]

    monkeypatch.setattr(engine.commands.flows, "compile_language", compiled)
    monkeypatch.setattr(engine.talk.compile, "compile_language", compiled)


COMPILED: dict[str, object] = {}


def told(text: str) -> list[re.Match[str]]:
    """Every line as a problem; each must have the promised form."""
    matches = [TOLD.fullmatch(line) for line in text.splitlines()]
    assert all(matches), text
    return [one for one in matches if one]


def expected(path: Path) -> str:
    first = path.read_bytes().split(b"\n", 1)[0].decode()
    return first.removeprefix("# expect: ")


def test_there_are_enough_broken_files() -> None:
    assert len(BROKEN) >= 24
    assert {code for path in BROKEN for code in re.findall(r"[A-Z]\d{3}", expected(path))} >= set(FLOW_CODES)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_told_with_place_code_and_fix(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(path)]) == 1
    problems = told(capsys.readouterr().out)
    assert ", ".join(f"{one['place']} {one['code']}" for one in problems) == expected(path)
    assert all(one["file"] == str(path) and one["code"] in CODES and len(one["fix"]) > 5 for one in problems)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_no_talk_begins_on_a_broken_file(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["talk", str(path), "--store", "memory:", "--json"]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert str(path) in streams.err
    assert "Traceback" not in streams.err
    if "C001" not in expected(path):
        assert [f"{one['place']} {one['code']}" for one in told(streams.err)] == expected(path).split(", ")


def test_problems_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    path = next(path for path in BROKEN if path.stem == "several_at_once")
    assert main(["check", str(path), "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ", ".join(f"{one['line']}:{one['column']} {one['code']}" for one in lines) == expected(path)
    assert all(set(one) == {"file", "line", "column", "code", "message", "fix"} for one in lines)


HOSTILE = [b"", b"\n\n", b"# nothing\n", b"\x00", b"\xff\xfe", b"[" * 5000, b"a: " * 3000, b"- " * 3000]


@pytest.mark.parametrize("content", HOSTILE)
def test_hostile_files_are_told_too(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_bytes(content)
    assert main(["check", str(path)]) == 1
    assert told(capsys.readouterr().out)
    assert main(["talk", str(path), "--store", "memory:"]) == 2


def test_paths_with_nothing_to_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    for wrong in (tmp_path / "empty", tmp_path / "absent.yaml"):
        assert main(["check", str(wrong)]) == 2
        assert capsys.readouterr().err.startswith(f"handhold: {wrong}: ")
    assert main(["talk", str(tmp_path), "--store", "memory:"]) == 2


def test_a_folder_stands_for_the_flows_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(BROKEN[0].parent)]) == 1
    assert {Path(one["file"]).name for one in told(capsys.readouterr().out)} == {path.name for path in BROKEN}


def test_the_shipped_files_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    everything = capsys.readouterr().out
    assert "no problem found" in everything
    assert main(["check", str(SHIPPED)]) == 0
    assert capsys.readouterr().out == everything
    assert main(["check", str(SHIPPED / "handouts" / "moves.yaml")]) == 0
    assert capsys.readouterr().out.startswith("0 flows, 1 hand-out, ")


Change = Callable[[str], str]


def swap(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return change


def sign(cue: str) -> Change:
    """A sign more, with this cue."""
    return swap("signs:\n", f"signs:\n  odd:\n    cues:\n      - {cue}\n")


SIGNS = "language/en/signs.yaml"
FAULTS: list[tuple[str, Change, str, str]] = [
    (SIGNS, swap("- id: ", "- ident: "), "L001", "ident:"),
    (SIGNS, sign('{id: one, match: ["so be it"], wieght: 2}'), "L001", "wieght: 2"),
    (SIGNS, sign('{id: one, match: ["so (be it"]}'), "L001", '"so (be it'),
    (SIGNS, sign('{id: one, match: ["so be it", "so be @no_such_class"]}'), "L001", '"so be @no_such_class'),
    (SIGNS, sign('{id: one, match: ["so be ..99 it"]}'), "L001", '"so be ..99'),
    (SIGNS, sign(f'{{id: one, match: ["{"(" * 3000}"]}}'), "L001", "{id: one"),
    (SIGNS, sign("{id: one}"), "L001", "one}"),
    (SIGNS, swap("speaker: employee", "speaker: nobody"), "L001", "nobody"),
    (SIGNS, swap("    cues:", "    clues:"), "L001", ""),
    (SIGNS, swap("signs:", "signs:\n  odd: 7"), "L001", "odd: 7"),
    (SIGNS, swap("signs:\n", "signs:\n  odd: [\n"), "Y001", ""),
    ("language/en/words.yaml", swap("classes:", "classes: 7\nrest:"), "L001", "classes: 7"),
    ("language/en/dates.yaml", swap("months:", "monthz:"), "L001", ""),
    ("coach/en.yaml", swap("\n  pause:", "\n  pawse:"), "L002", "pawse:"),
    ("coach/en.yaml", swap("\n  undo:\n", "\n  undo: []\n  undone:\n"), "L002", "undo: []"),
    ("coach/en.yaml", swap("days: [Monday, ", "days: ["), "L003", "days: ["),
    ("coach/en.yaml", swap("days: [Monday, ", "days: [1, "), "L003", "days: ["),
    ("coach/en.yaml", swap("$titles.", "$tilles."), "L004", '"'),
    ("signposts/en.yaml", swap("text: |", "texts: |"), "C002", "about:"),
]


@pytest.mark.parametrize(("file", "change", "code", "beginning"), FAULTS)
def test_a_broken_language_is_told_at_its_place(
    file: str, change: Change, code: str, beginning: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "flows"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = change((folder / file).read_text(encoding="utf-8"))
    (folder / file).write_text(text, encoding="utf-8")
    assert main(["check", "--flows", str(folder)]) == 1
    problems = told(capsys.readouterr().out)
    assert {one["file"] for one in problems} == {str(folder / file)}, "a broken language says nothing of the flows"
    found = [one["place"].split(":") for one in problems if one["code"] == code]
    lines = text.split("\n")
    assert any(lines[int(line) - 1][int(column) - 1 :].startswith(beginning) for line, column in found)


@pytest.mark.parametrize(("file", "change"), [FAULTS[0][:2], FAULTS[12][:2], FAULTS[13][:2]])
def test_no_talk_begins_on_a_broken_language(
    file: str, change: Change, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / Path(file).parent
    folder.mkdir(parents=True)
    path = tmp_path / file
    path.write_text(change((SHIPPED / file).read_text(encoding="utf-8")), encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert {one["file"] for one in told(capsys.readouterr().out)} == {str(path)}
    assert main(["talk", "career_talk", "--flows", str(tmp_path), "--store", "memory:"]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert told(streams.err)


def test_two_faults_of_a_language_are_both_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / SIGNS
    path.parent.mkdir(parents=True)
    text = (SHIPPED / SIGNS).read_text(encoding="utf-8")
    path.write_text(sign("{id: one}")(swap("- id: ", "- ident: ")(text)), encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert len(told(capsys.readouterr().out)) == 2


def test_codes_are_said_once() -> None:
    tables = (SOURCE_CODES, FLOW_CODES, LANGUAGE_CODES, PERSONA_CODES, TRANSCRIPT_CODES, FILE_CODES)
    assert sum(len(table) for table in tables) == len(CODES)


# -- the schema ----------------------------------------------------------------------------------------------------------


def test_the_schema_is_the_generated_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == (SHIPPED / "schema" / "flow.json").read_text(encoding="utf-8")


def test_the_schema_takes_the_shipped_flows_and_refuses_unknown_keys() -> None:
    schema = json_schema(Flow, "A flow of Handhold")
    validator = jsonschema.Draft202012Validator(schema)
    for path in SHIPPED.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert "$schema=schema/flow.json" in text.splitlines()[0]
        node = read_yaml(text, path.name, [])
        assert node is not None
        data = plain(node)
        assert not list(validator.iter_errors(data))
        assert list(validator.iter_errors({**data, "stepps": []}))


# -- the picture ---------------------------------------------------------------------------------------------------------

MERMAID = (
    re.compile(r'  state "[^"\n]+" as \w+'),
    re.compile(r"  (\[\*\]|\w+) --> (\[\*\]|\w+)(: [^\n:]+)?"),
    re.compile(r"  classDef \w+ [\w:-]+"),
    re.compile(r"  class \w+ \w+"),
)
DOT = (
    re.compile(r"  \w+ \[[^\]\n]+\];"),
    re.compile(r"  \w+ -> \w+ \[[^\n]+\];"),
    re.compile(r"  rankdir=LR; node \[[^\]]+\];"),
)


def test_mermaid_has_every_state_and_way(guide: Guide) -> None:
    head, *lines = mermaid(guide.flow).splitlines()
    assert head == "stateDiagram-v2"
    assert all(any(form.fullmatch(line) for form in MERMAID) for line in lines)
    states = [step.id for step in guide.flow.steps]
    text = "\n".join(lines)
    for here, there in zip(["[*]", *states, "plan_ready"], [*states, "plan_ready", "[*]"], strict=True):
        assert f"  {here} --> {there}" in text
    assert text.count(" as ") == len(states) + 1


def test_dot_is_balanced(guide: Guide) -> None:
    text = dot(guide.flow)
    head, *lines, last, end = text.split("\n")
    assert (head, last, end) == (f'digraph "{guide.flow.flow}" {{', "}", "")
    assert text.count('"') % 2 == 0
    assert all(text.count(one) == text.count(other) for one, other in ("{}", "[]"))
    assert all(any(form.fullmatch(line) for form in DOT) for line in lines)
    number = len(guide.flow.steps)
    assert sum('label="back"' in line for line in lines) == number * (number - 1) // 2


def test_a_standing_marks_one_step_and_names_what_is_open(guide: Guide) -> None:
    step = guide.flow.steps[1]
    standing = Standing(step.id, frozenset({step.needs[0].id}))
    assert f"class {step.id} here" in mermaid(guide.flow, standing)
    assert f"{step.title}: open {step.needs[0].title}" in mermaid(guide.flow, standing)
    bold = [line for line in dot(guide.flow, standing).splitlines() if "penwidth=3" in line]
    assert [line.split()[0] for line in bold] == [step.id]
    assert f"{guide.flow.steps[0].title}: settled" in dot(guide.flow, standing)


@pytest.mark.parametrize("form", ["mermaid", "dot"])
def test_the_picture_of_a_kept_talk(
    form: str, guide: Guide, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = f"sqlite:///{(tmp_path / 'talks.db').as_posix()}"
    monkeypatch.setattr("engine.commands.talk.lines", lambda: iter([]))
    assert main(["talk", "career_talk", "--store", store, "--json", "--seed", "1"]) == 0
    session = json.loads(capsys.readouterr().out.splitlines()[0])["session"]
    assert main(["graph", "career_talk", "--format", form, "--session", session, "--store", store]) == 0
    shown = capsys.readouterr().out
    first = guide.flow.steps[0]
    assert ", ".join(need.title for need in first.needs) in shown
    assert (f"class {first.id} here" if form == "mermaid" else "penwidth=3") in shown
    assert main(["graph", "career_talk", "--session", "absent", "--store", store]) == 2
    assert main(["graph", "career_talk", "--format", form]) == 0
    assert "open " not in capsys.readouterr().out




# -- the guide -----------------------------------------------------------------------------------------------------------


def test_the_guide_for_authors_names_every_key_code_and_placeholder() -> None:
    text = (SHIPPED / "README.md").read_text(encoding="utf-8")
    ticked = {word for part in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"\$?\w+", part)}
    records = (Flow, Step, Need, Probe, When, Straight, Answer, Condition, Infer, Budget, KeepNothing, Actions)
    keys = {key.name for record in records for key in keys_of(record)}
    assert not keys - ticked
    assert not {f"${name}" for name in PLACEHOLDERS} - ticked
    assert not set(get_args(AnswerType)) - ticked
    rows = dict(re.findall(r"^\| ([A-Z]\d{3}) \| (.+) \|$", text, re.M))
    assert rows == {code: meaning.replace("|", "/") for code, meaning in CODES.items()}


def test_the_example_of_the_guide_can_be_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guide_text = (SHIPPED / "README.md").read_text(encoding="utf-8")
    need = next(block for block in re.findall(r"```yaml\n(.*?)```", guide_text, re.S) if "- id: proud_of" in block)
    flow = (SHIPPED / "career_talk.yaml").read_text(encoding="utf-8")
    step = flow.index("  - id: potential\n")
    place = flow.index("    needs:\n", step) + len("    needs:\n")
    path = tmp_path / "career_talk.yaml"
    path.write_text(flow[:place] + need.rstrip(" ") + flow[place:], encoding="utf-8")
    assert main(["check", str(path)]) == 0, capsys.readouterr().out


def test_the_cue_of_the_guide_fires_as_it_says(tmp_path: Path, guide: Guide) -> None:
    guide_text = (SHIPPED / "README.md").read_text(encoding="utf-8")
    block = next(block for block in re.findall(r"```yaml\n(.*?)```", guide_text, re.S) if "tired_of" in block)
    words = read_yaml((SHIPPED / "language" / "en" / "words.yaml").read_text(encoding="utf-8"), "words", [])
    cues = read_yaml(block, "cues", [])
    assert words is not None
    assert cues is not None
    lexicon = build_lexicon({"words": plain(words), "cues": plain(cues)})
    cue = lexicon.cues["employee"].cues[0]
    assert all("own_stake" in read(text, lexicon, "employee").signs for text in cue.fires)
    assert not any("own_stake" in read(text, lexicon, "employee").signs for text in cue.silent)
