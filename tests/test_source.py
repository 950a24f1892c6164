"""Holds the source room to its word: refusals at their exact place, no exceptions, schema and shape agree."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped, unused-ignore]

import engine.source
from engine.errors import ConcurrentTurn, HandholdError, StoreError, UnknownName, UnknownSession
from engine.source import reader
from engine.source.jsonschema import json_schema
from engine.source.problems import SOURCE_CODES, Mark, Problem, SourceError
from engine.source.reader import Node, Scalar, read_yaml
from engine.source.shapes import shape

NOWHERE = Mark("", 1, 1)


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing in the shed."""

    id: str = field(metadata={"pattern": "[a-z][a-z0-9_]*", "doc": "short name"})
    kind: Literal["hand", "power"]
    weight: float = field(default=1.0, metadata={"min": 0.1, "max": 40})
    parts: tuple["Tool", ...] = ()
    mark: Mark = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Owner:
    name: str = field(metadata={"nonempty": True, "pattern": "[A-Za-z ]*"})
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Shed:
    """A shed and what is in it."""

    title: str = field(metadata={"nonempty": True})
    tools: tuple[Tool, ...] = field(metadata={"min": 1, "max": 3})
    open_: bool = field(default=False, metadata={"key": "open"})
    doors: int = field(default=1, metadata={"min": 1, "max": 4})
    owner: str | Owner = "nobody"
    notes: tuple[str, ...] | Mapping[str, str] = ()
    labels: dict[str, int] = field(default_factory=dict, metadata={"nonempty": True})
    colours: tuple[str, ...] = field(default=("green",), metadata={"nonempty": True, "pattern": "[a-z]+"})


@dataclass(frozen=True, slots=True)
class Place:
    inside: Tool | Owner = field(metadata={"key": "in"})
    listed: tuple[str, ...] | tuple[Tool, ...] = ()
    sides: Mapping[Literal["left", "right"], str] = field(default_factory=dict)


GOOD = """\
title: The old shed
open: true
tools:
  - id: saw
    kind: hand
    weight: 2
    parts:
      - {id: blade, kind: hand}
"""


@pytest.fixture(params=[reader.LOADER, yaml.SafeLoader], ids=["quick parser", "plain parser"])
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LOADER", request.param)


def read(text: str) -> tuple[Node | None, list[Problem]]:
    problems: list[Problem] = []
    return read_yaml(text, "shed.yaml", problems), problems


def shaped(text: str, cls: type[Any] = Shed) -> tuple[Any, list[Problem]]:
    node, problems = read(text)
    assert node is not None
    assert problems == []
    return shape(node, cls, problems), problems


def places(problems: list[Problem]) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.mark.line, problem.mark.column) for problem in problems]


def plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, reader.Sequence):
        return [plain(item) for item in node.items]
    return {entry.key.raw: plain(entry.value) for entry in node.entries}


REFUSED_BY_READER = [
    ("an unclosed quote", 'a: "b\nc: 1\n', ("Y001", 1, 4)),
    ("an alias after a wide character", "{a: 😀, b: *x}\n", ("Y005", 1, 11)),
    ("a colon inside plain text", "a: b\nc: d: e\n", ("Y001", 2, 5)),
    ("a line without a colon", "a: 1\nb\nc: 2\n", ("Y001", 2, 1)),
    ("a character that cannot begin text", "a: @b\n", ("Y001", 1, 4)),
    ("a lone star", "a: * b\n", ("Y001", 1, 5)),
    ("a list on the line of its key", "a: - b\n", ("Y001", 1, 4)),
    ("an unclosed bracket", "a: [b\n", ("Y001", 1, 4)),
    ("an unclosed brace", "x: 1\na: {b: 1\n", ("Y001", 2, 4)),
    ("a key after a list", "- a\nb: 1\n", ("Y001", 2, 1)),
    ("a key out of line", "a:\n  - b\n c: 1\n", ("Y001", 3, 2)),
    ("text after a quoted value", "a: 'it's'\n", ("Y001", 1, 8)),
    ("text beside a block sign", "a: |b\n  c\n", ("Y001", 1, 5)),
    ("a tab", "a: 1\nb:\t2\n", ("Y002", 2, 3)),
    ("a tab in a comment", "a: 1  #\tb\n", ("Y002", 1, 8)),
    ("a control character", "a: b\x07c\n", ("Y003", 1, 5)),
    ("half a character pair", "a: \ud800\n", ("Y003", 1, 4)),
    ("a line separator", "a: b\u2028c\n", ("Y003", 1, 5)),
    ("a lone carriage return", "a: b\rc: 1\n", ("Y003", 1, 5)),
    ("a control character written as a code", 'a: "\\a"\n', ("Y003", 1, 4)),
    ("a key that stands twice", "a:\n  b: 1\n  c: 2\n  b: 3\n", ("Y004", 4, 3)),
    ("an anchor", "a: &b 1\n", ("Y005", 1, 4)),
    ("an alias", "a: *b\n", ("Y005", 1, 4)),
    ("a merge key", "a: 1\n<<: {b: 1}\n", ("Y006", 2, 1)),
    ("a tag", "a: !!str b\n", ("Y007", 1, 4)),
    ("a tag of one's own", "- !b {c: 1}\n", ("Y007", 1, 3)),
    ("a directive", "# first\n%YAML 1.1\n---\na: yes\n", ("Y007", 2, 1)),
    ("a second document", "a: 1\n---\nb: 2\n", ("Y008", 2, 1)),
    ("a number as key", "1: a\n", ("Y009", 1, 1)),
    ("a truth as key", "a:\n  true: b\n", ("Y009", 2, 3)),
    ("nothing as key", "~: b\n", ("Y009", 1, 1)),
    ("a list as key", "? [a]\n: b\n", ("Y009", 1, 3)),
    ("an empty text", "", ("Y010", 1, 1)),
    ("nothing but a comment", "# a\n", ("Y010", 1, 1)),
    ("nothing but a document sign", "---\n", ("Y010", 1, 1)),
    ("too deep a nesting", "[" * 41 + "]" * 41, ("Y011", 1, 41)),
]


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("text", "place"), [row[1:] for row in REFUSED_BY_READER], ids=[r[0] for r in REFUSED_BY_READER]
)
def test_the_reader_refuses_at_the_exact_place(text: str, place: tuple[str, int, int]) -> None:
    _, problems = read(text)
    assert places(problems) == [place]
    assert problems[0].fix


def test_an_unknown_escape_is_refused_at_its_backslash() -> None:
    _, problems = read('a: "b\\q"\n')
    assert [str(problem) for problem in problems] == [
        "shed.yaml:1:6 Y001 a backslash in double quotes means something special  (write two, or use single quotes)"
    ]


@pytest.mark.usefixtures("either_parser")
def test_forty_levels_are_still_fine() -> None:
    node, problems = read("[" * 40 + "]" * 40)
    assert node is not None
    assert problems == []


@pytest.mark.usefixtures("either_parser")
def test_all_refusals_of_a_file_are_listed_in_order_of_place() -> None:
    _, problems = read("a: &x 1\nb: *x\n3: c\na: 2\nd: !t e\nf: g\th\n<<: 1\n")
    assert places(problems) == [
        ("Y005", 1, 4),
        ("Y005", 2, 4),
        ("Y009", 3, 1),
        ("Y004", 4, 1),
        ("Y007", 5, 4),
        ("Y002", 6, 5),
        ("Y006", 7, 1),
    ]


def test_a_tab_that_breaks_the_layout_is_told_once_and_not_again_as_a_syntax_error() -> None:
    node, problems = read("a:\n\t- b\n c: d\n")
    assert node is None
    assert places(problems) == [("Y002", 2, 1)]


def test_a_file_with_a_refusal_that_leaves_the_tree_whole_still_gives_its_tree() -> None:
    node, problems = read("a: 1\nb: 2\na: 3\n")
    assert node is not None
    assert plain(node) == {"a": 1, "b": 2}
    assert len(problems) == 1


@pytest.mark.parametrize("text", ["a: *x\n", "<<: {a: 1}\n", "? [a]\n: b\n", "a: 1\n---\nb: 1\n"])
def test_a_tree_with_a_hole_in_it_is_not_given(text: str) -> None:
    assert read(text)[0] is None


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("1.10", 1.1),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("0o10", "0o10"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("2026-11-21", "2026-11-21"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("9" * 19, "9" * 19),
        ("١٢", "١٢"),
        ('"12"', "12"),
        ("'true'", "true"),
    ],
)
def test_plain_values_follow_yaml_1_2(raw: str, value: object) -> None:
    node, problems = read(f"a: {raw}\n")
    assert problems == []
    assert isinstance(node, reader.Mapping)
    found = node.entries[0].value
    assert isinstance(found, Scalar)
    assert (found.value, type(found.value)) == (value, type(value))


@pytest.mark.usefixtures("either_parser")
def test_every_key_and_value_knows_its_place() -> None:
    node, _ = read("\ufeffa:\r\n  - b\r\n  - c: 'é d'\r\n    e: 2\r\n")
    assert isinstance(node, reader.Mapping)
    items = node.entries[0].value
    assert isinstance(items, reader.Sequence)
    second = items.items[1]
    assert isinstance(second, reader.Mapping)
    assert node.mark == Mark("shed.yaml", 1, 1)
    assert items.mark == Mark("shed.yaml", 2, 3)
    assert second.mark == Mark("shed.yaml", 3, 5)
    assert second.entries[0].value.mark == Mark("shed.yaml", 3, 8)
    assert second.entries[1].key.mark == Mark("shed.yaml", 4, 5)
    assert second.entries[1].value.mark == Mark("shed.yaml", 4, 8)


yamlish = st.text(alphabet="ab1:-?,[]{}#&*!|>'\"%@`~<\\ \t\n\r.xuU0\x00\x85\ufeff\ud800é", max_size=120)


@pytest.mark.parametrize("loader", [reader.LOADER, yaml.SafeLoader], ids=["quick parser", "plain parser"])
@settings(max_examples=300, deadline=None)
@given(text=st.text() | yamlish)
def test_any_text_gives_a_tree_or_a_problem_and_never_an_exception(loader: Any, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "LOADER", loader)
        node, problems = read(text)
    assert node is not None or problems
    if node is not None:
        before = list(problems)
        value = shape(node, Shed, problems)
        assert (value is None) == (len(problems) > len(before))
    assert all(problem.code in SOURCE_CODES and "\n" not in str(problem) for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "- " * 200_000,
        "%TAG !a! x\n" * 50_000,
        'a: "' + "x " * 200_000,
        "a: " + "9" * 200_000,
        "a" * 400_000,
    ],
    ids=["brackets", "dashes", "directives", "an unclosed quote", "digits", "one word"],
)
def test_hostile_text_is_read_in_a_moment(text: str) -> None:
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 2


def test_three_thousand_lines_are_read_and_shaped_well_within_150_milliseconds() -> None:
    tool = "  - id: saw\n    kind: hand\n    weight: 2.5\n    parts:\n      - id: blade\n        kind: power\n"
    text = "tools:\n" + tool * 500
    spent = []
    for _ in range(3):
        began = time.process_time()
        value, problems = shaped(text, Tools)
        spent.append(time.process_time() - began)
    assert problems == []
    assert len(value.tools) == 500
    assert min(spent) < 0.15


@dataclass(frozen=True, slots=True)
class Tools:
    tools: tuple[Tool, ...]


def test_a_good_file_becomes_frozen_values_with_their_places() -> None:
    shed, problems = shaped(GOOD)
    assert problems == []
    assert shed == Shed("The old shed", (Tool("saw", "hand", 2.0, (Tool("blade", "hand"),)),), open_=True)
    assert type(shed.tools[0].weight) is float
    assert shed.tools[0].mark == Mark("shed.yaml", 4, 5)
    assert shed.tools[0].parts[0].mark == Mark("shed.yaml", 8, 9)


def test_the_place_counts_neither_for_equality_nor_for_the_hash() -> None:
    here, there = (shaped(gap + "id: saw\nkind: hand\n", Tool)[0] for gap in ("", "\n\n"))
    assert here == there
    assert hash(here) == hash(there)
    assert here.mark != there.mark


REFUSED_BY_SHAPE = [
    ("an unknown key", "colurs: [red]\n", ("S001", 9, 1), "did you mean 'colours'?"),
    ("an unknown key like nothing", "zzzz: x\n", ("S001", 9, 1), "known here: title, tools, open"),
    ("a renamed field's own name", "open_: true\n", ("S001", 9, 1), "known here"),
    ("the place as a key", "mark: here\n", ("S001", 9, 1), "known here"),
    ("text for a truth", "open: yes\n", ("S003", 9, 7), "write true"),
    ("a quoted number", 'doors: "2"\n', ("S003", 9, 8), "remove the quotes"),
    ("a fraction for a whole number", "doors: 1.5\n", ("S003", 9, 8), "a whole number"),
    ("a truth for a number", "doors: true\n", ("S003", 9, 8), "a whole number"),
    ("a number where text is due", "colours: [red, 1.10]\n", ("S003", 9, 16), 'put it in quotes: "1.10"'),
    ("a single value where a list is due", "colours: red\n", ("S003", 9, 10), "after a dash"),
    ("nothing where a list is due", "colours:\n", ("S003", 9, 9), "fill it in, or remove the key"),
    ("a list where text or a block is due", "owner: [a]\n", ("S003", 9, 8), "change"),
    ("a missing key in a block that may be text", "owner:\n  phone: '1'\n", ("S002", 10, 3), "add 'name:'"),
    ("a number in a free block of text", "notes:\n  a: 1\n", ("S003", 10, 6), 'put it in quotes: "1"'),
    ("text in a free block of numbers", "labels: {a: b}\n", ("S003", 9, 13), "a whole number"),
    ("a number too small", "doors: 0\n", ("S005", 9, 8), "the smallest allowed is 1"),
    ("a number too large", "doors: 5\n", ("S005", 9, 8), "the largest allowed is 4"),
    ("an empty list", "colours: []\n", ("S006", 9, 10), "at least 1"),
    ("an empty free block", "labels: {}\n", ("S006", 9, 9), "at least 1"),
    ("text of the wrong form in a list", "colours: [red, Blue]\n", ("S008", 9, 16), "it must match [a-z]+"),
]


@pytest.mark.parametrize(
    ("text", "place", "fix"), [r[1:] for r in REFUSED_BY_SHAPE], ids=[r[0] for r in REFUSED_BY_SHAPE]
)
def test_a_shape_refuses_at_the_exact_place(text: str, place: tuple[str, int, int], fix: str) -> None:
    good = GOOD if not text.startswith("open:") else GOOD.replace("open: true", "doors: 2")
    shed, problems = shaped(good + text)
    assert shed is None
    assert places(problems) == [place]
    assert fix in problems[0].fix


def test_an_unknown_key_is_answered_with_the_nearest_known_one() -> None:
    _, problems = shaped("id: saw\nknid: hand\n", Tool)
    assert [str(problem) for problem in problems] == [
        "shed.yaml:1:1 S002 the key 'kind' is missing  (add 'kind:' to this block)",
        "shed.yaml:2:1 S001 the key 'knid' is not known here  (did you mean 'kind'?)",
    ]


def test_a_wrong_choice_is_answered_with_the_nearest_allowed_word() -> None:
    _, problems = shaped("id: saw\nkind: hadn\n", Tool)
    assert [str(problem) for problem in problems] == [
        "shed.yaml:2:7 S004 'hadn' is not one of the allowed words  (did you mean 'hand'?)"
    ]


def test_a_choice_like_nothing_is_answered_with_all_allowed_words() -> None:
    _, problems = shaped("id: saw\nkind: zzz\n", Tool)
    assert problems[0].fix == "write one of: hand, power"


def test_a_wrong_type_is_said_in_words() -> None:
    _, problems = shaped("title: [a]\ntools: saw\n")
    assert [problem.message for problem in problems] == [
        "expected text, found a list",
        "expected a list, found text",
    ]


def test_blank_text_is_refused_where_text_must_not_be_empty() -> None:
    _, problems = shaped(GOOD.replace("The old shed", "'  '"))
    assert places(problems) == [("S007", 1, 8)]


def test_a_list_with_too_many_entries_is_refused_at_its_first_dash() -> None:
    _, problems = shaped("title: a\ntools:\n" + "  - {id: a, kind: hand}\n" * 4)
    assert places(problems) == [("S006", 3, 3)]


def test_a_scalar_instead_of_the_whole_file_is_refused() -> None:
    _, problems = shaped("hello\n")
    assert problems[0].message == "expected a block of keys, found text"


def test_all_misfits_of_a_file_are_listed() -> None:
    _, problems = shaped("title: 1\ntools:\n  - id: Saw\n    kind: foot\n  - {}\ndoors: 9\n")
    assert places(problems) == [
        ("S003", 1, 8),
        ("S008", 3, 9),
        ("S004", 4, 11),
        ("S002", 5, 5),
        ("S002", 5, 5),
        ("S005", 6, 8),
    ]


@pytest.mark.parametrize(
    ("text", "owner"),
    [("owner: Ana", "Ana"), ("owner: {name: Ana}", Owner("Ana")), ("owner: {name: Ana, phone: null}", Owner("Ana"))],
)
def test_a_union_takes_the_alternative_that_was_written(text: str, owner: object) -> None:
    assert shaped(GOOD + text + "\n")[0].owner == owner


def test_of_two_kinds_of_block_the_one_that_knows_the_keys_is_meant() -> None:
    assert shaped("in: {name: Ana, phone: '1'}\n", Place)[0].inside == Owner("Ana", "1")
    assert shaped("in: {id: saw, kind: hand}\n", Place)[0].inside == Tool("saw", "hand")
    _, problems = shaped("in: {name: Ana, pone: '1'}\n", Place)
    assert [problem.fix for problem in problems] == ["did you mean 'phone'?"]


@pytest.mark.parametrize(
    "text",
    ["doors: 1", "doors: 4", "tools: [{id: a, kind: hand, weight: 40}]", "tools: [{id: a, kind: hand, weight: 0.1}]"]
    + ["tools: [" + ", ".join(["{id: a, kind: hand}"] * count) + "]" for count in (1, 3)],
)
def test_bounds_themselves_are_allowed(text: str) -> None:
    needed = "title: a\n" if "tools" in text else "title: a\ntools: [{id: a, kind: hand}]\n"
    assert shaped(needed + text + "\n")[1] == []


def test_of_two_kinds_of_list_the_one_for_the_first_entry_is_meant() -> None:
    start = "in: {name: Ana}\n"
    assert shaped(start + "listed: [saw, axe]\n", Place)[0].listed == ("saw", "axe")
    assert shaped(start + "listed: [{id: saw, kind: hand}]\n", Place)[0].listed == (Tool("saw", "hand"),)
    assert shaped(start + "listed: []\n", Place)[0].listed == ()
    _, problems = shaped(start + "listed: [1]\n", Place)
    assert [problem.message for problem in problems] == ["expected text, found the number 1"]


def test_the_keys_of_a_block_may_be_a_choice() -> None:
    text = "in: {name: Ana}\nsides: {left: wall, rihgt: door}\n"
    _, problems = shaped(text, Place)
    assert [str(problem) for problem in problems] == [
        "shed.yaml:2:21 S004 'rihgt' is not one of the allowed words  (did you mean 'right'?)"
    ]
    validator = Draft202012Validator(json_schema(Place, "Place"))
    for file, sound in ((text, False), (text.replace("rihgt", "right"), True)):
        node, _ = read(file)
        assert node is not None
        assert validator.is_valid(plain(node)) == sound


@pytest.mark.parametrize("word", ["a b", "saw!", " saw"])
def test_a_pattern_holds_for_the_whole_text(word: str) -> None:
    _, problems = shaped(f"id: '{word}'\nkind: hand\n", Tool)
    assert places(problems) == [("S008", 1, 5)]


@pytest.mark.parametrize(("text", "notes"), [("[a, b]", ("a", "b")), ("{x: a}", {"x": "a"}), ("[]", ())])
def test_a_list_or_a_free_block_is_kept_as_written(text: str, notes: object) -> None:
    assert shaped(GOOD + f"notes: {text}\n")[0].notes == notes


words = st.sampled_from(["saw", "Saw", "hand", "power", "", " ", "yes", "12", "a b"])
values: st.SearchStrategy[Any] = st.recursive(
    words | st.integers(-2, 50) | st.sampled_from([0.05, 2.5, 41.5]) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words.filter(bool), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(["saw", "x_1", "Saw", "a b", ""])
tools = st.fixed_dictionaries(
    {"id": names, "kind": st.sampled_from(["hand", "power", "foot"])},
    optional={"weight": st.sampled_from([0.05, 0.1, 1, 40, 41, "2"]), "parts": values},
)
SOUND: dict[str, Any] = {"title": "a", "tools": [{"id": "saw", "kind": "hand"}]}
sheds = st.dictionaries(st.just("title"), words | values) | st.one_of(
    st.fixed_dictionaries({"tools": st.lists(tools, max_size=2) | st.lists(st.just(SOUND["tools"][0]), max_size=4)}),
    st.fixed_dictionaries({"open": st.booleans() | values}),
    st.fixed_dictionaries({"doors": st.integers(-1, 6) | values}),
    st.fixed_dictionaries({"owner": words | st.fixed_dictionaries({"name": words}, optional={"phone": values})}),
    st.fixed_dictionaries({"notes": st.lists(words) | st.dictionaries(words, words) | values}),
    st.fixed_dictionaries({"labels": st.dictionaries(words, st.integers()) | values}),
    st.fixed_dictionaries({"colours": st.lists(words, max_size=3) | values}),
    st.fixed_dictionaries({"clour": values}),
)


@settings(max_examples=400, deadline=None)
@given(data=sheds)
def test_the_schema_and_the_shape_judge_every_file_alike(data: dict[str, Any]) -> None:
    node, problems = read(json.dumps(SOUND | data, ensure_ascii=False))
    assert node is not None
    assert problems == []
    accepted = shape(node, Shed, problems) is not None
    assert Draft202012Validator(json_schema(Shed, "Shed")).is_valid(plain(node)) == accepted, problems


def test_the_schema_accepts_a_good_file_and_refuses_an_unknown_key() -> None:
    validator = Draft202012Validator(json_schema(Shed, "Shed"))
    Draft202012Validator.check_schema(json_schema(Shed, "Shed"))
    node, _ = read(GOOD)
    assert node is not None
    assert validator.is_valid(plain(node))
    assert not validator.is_valid(plain(node) | {"colour": "red"})
    nested = plain(node)
    nested["tools"][0]["parts"][0]["sharp"] = True
    assert not validator.is_valid(nested)


def test_the_schema_tells_authors_what_keys_are_for() -> None:
    schema = json_schema(Shed, "A shed")
    assert schema["title"] == "A shed"
    assert schema["description"] == "A shed and what is in it."
    assert schema["required"] == ["title", "tools"]
    assert schema["properties"]["open"] == {"type": "boolean", "default": False}
    assert "open_" not in schema["properties"]
    tool = schema["$defs"]["Tool"]
    assert tool["properties"]["id"]["description"] == "short name"
    assert tool["properties"]["parts"]["items"] == {"$ref": "#/$defs/Tool"}
    assert "mark" not in tool["properties"]
    assert "description" not in schema["$defs"]["Owner"]


def test_a_shape_that_holds_its_own_kind_refers_to_the_root() -> None:
    schema = json_schema(Tool, "Tool")
    assert schema["properties"]["parts"]["items"] == {"$ref": "#"}
    assert not Draft202012Validator(schema).is_valid({"id": "a", "kind": "hand", "parts": [{"id": "b"}]})


def test_every_code_is_explained_once_and_used() -> None:
    folder = Path(engine.source.__file__).parent
    texts = [file.read_text("utf-8") for file in sorted(folder.glob("*.py"))]
    used = {code for text in texts for code in re.findall(r'(?:Problem|_refuse)\(\s*"(\w+)"', text)}
    assert used == set(SOURCE_CODES)


def test_a_source_error_lists_its_problems_in_order_of_place() -> None:
    late, early = (Problem("Y004", "twice", Mark("a.yaml", line, 1), "remove one") for line in (10, 9))
    error = SourceError([late, early])
    assert isinstance(error, HandholdError)
    assert error.problems == (early, late)
    assert str(error) == "a.yaml:9:1 Y004 twice  (remove one)\na.yaml:10:1 Y004 twice  (remove one)"


def test_an_unknown_name_is_answered_with_the_nearest_known_one() -> None:
    error = UnknownName("flow", "carer-talk", ["short_talk", "career_talk"])
    assert (error.kind, error.name, error.known) == ("flow", "carer-talk", ("career_talk", "short_talk"))
    assert str(error) == "there is no flow called 'carer-talk'; did you mean 'career_talk'?"
    assert str(UnknownName("flow", "zzz", ["b", "a"])).endswith("known: a, b")


def test_errors_of_the_store_carry_what_their_catcher_needs() -> None:
    turn = ConcurrentTurn("s1", 4)
    assert (turn.session, turn.seq) == ("s1", 4)
    assert UnknownSession("s1").session == "s1"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ana:secret@host/db", "postgresql://ana:***@host/db"),
        ("postgresql://host/db?user=ana&password=secret", "postgresql://host/db?user=ana&password=***"),
        ("sqlite:////home/a:b@c/talks.db", "sqlite:////home/a:b@c/talks.db"),
        ("memory:", "memory:"),
    ],
)
def test_a_password_in_an_address_is_not_shown(url: str, shown: str) -> None:
    error = StoreError(url, "no answer")
    assert error.url == shown
    assert str(error) == f"the store {shown} cannot be used: no answer"
