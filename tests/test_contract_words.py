"""What a flow says belongs to the flow: the engine names none of it; and the shipped flow keeps the contract of its needs."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml

import engine
from engine.flow.check import PLACEHOLDERS, VALUE_SIGNS, VERDICTS
from engine.flow.model import Flow, PlanField
from engine.language.lexicon import SPEAKERS
from engine.library import SHIPPED
from engine.talk.compile import OWN_BANKS, known_names
from engine.talk.guide import COACH_BANKS, Guide
from engine.talk.machine import READY

ENGINE = Path(engine.__file__).parent

NEEDS = {
    "opening": "purpose endpoint agenda ownership_said! time_box record_choice",
    "aspirations": "kinds_of_work enjoyed_now enjoyed_before why! not_wanted future_picture borrowed_check",
    "potential": "self_view evidence learning_record alignment other_view difference_named",
    "development": "gaps gap_kinds gaps_exhausted!",
    "milestones": "stretch handholds quick_win value_me value_business priority horizon",
    "options": "options in_role job_protected parked_reviewed",
    "action_plan": "action_what! action_when! action_how! action_success! action_if_then! first_step support_asks network_step"
    " review_date writes_it_up confidence",
}
"""The contract: the needs of each step of the career talk, the hard ones with an exclamation mark."""

AT_LEAST = {"kinds_of_work": 2, "evidence": 2, "gaps": 3, "handholds": 2, "options": 3, "in_role": 2}

# Words of the flow that the engine may use, and what else they mean there. Plan fields are a contract of their own.
ALSO = frozenset({"why", "opening", "stretch", "agenda", "parked"})
MEANINGS = "the command and the key `why`; a bracket or sentence that opens; a stretch of time; the act `agenda`"


@cache
def texts_of_engine() -> dict[str, str]:
    return {str(path.relative_to(ENGINE)): path.read_text(encoding="utf-8") for path in sorted(ENGINE.rglob("*.py"))}


def constants(source: str) -> Iterator[str]:
    """Every string of a module that is no docstring, those inside f-strings too."""
    tree = ast.parse(source)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def ids(flow: Flow) -> set[str]:
    return {step.id for step in flow.steps} | {need.id for _, need in flow.needs()}


def test_no_id_of_a_flow_stands_in_a_string_of_the_engine(guide: Guide) -> None:
    allowed = set(get_args(PlanField)) | ALSO
    for file, source in texts_of_engine().items():
        quoted = set(constants(source))
        assert not ids(guide.flow) & quoted - allowed, file


def test_no_id_of_several_words_stands_anywhere_in_the_engine(guide: Guide) -> None:
    """In a name or a comment a plain English word is no id; one with an underscore can be nothing else."""
    joined = {name for name in ids(guide.flow) if "_" in name} - set(get_args(PlanField))
    assert len(joined) > 20
    for file, source in texts_of_engine().items():
        assert not joined & set(re.findall(r"\w+", source)), file


def test_the_allowances_are_needed(guide: Guide) -> None:
    assert ids(guide.flow) >= ALSO - {"parked"}, MEANINGS


def lines_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from lines_of(one)


@cache
def shipped_lines() -> tuple[tuple[str, str], ...]:
    """(file, text) of everything that a person may be shown: flows and the coach's lines."""
    files = [*sorted(SHIPPED.glob("*.yaml")), *sorted((SHIPPED / "coach").glob("*.yaml"))]
    return tuple((path.name, text) for path in files for text in lines_of(yaml.safe_load(path.read_text(encoding="utf-8"))))


def folded(text: str) -> str:
    return " ".join(re.findall(r"[\w$]+", text.lower().replace("’", "'")))


def test_no_sentence_of_a_flow_stands_in_the_engine() -> None:
    whole = {file: folded(re.sub(r'["\']\s*\n\s*f?["\']', "", source)) for file, source in texts_of_engine().items()}
    sentences = {folded(part) for _, text in shipped_lines() for part in re.split(r"(?<=[.?!])\s", text)}
    long = {one for one in sentences if sum("$" not in word for word in one.split()) >= 5}
    assert len(long) > 500
    for file, source in whole.items():
        assert not [one for one in long if one in source], file


def test_the_flow_has_every_need_of_the_contract(guide: Guide) -> None:
    steps = {step.id: {need.id: need for need in step.needs} for step in guide.flow.steps}
    assert list(steps) == list(NEEDS)
    assert READY == "plan_ready"
    for step, names in NEEDS.items():
        for name in names.split():
            need = steps[step][name.rstrip("!")]
            assert need.kind == ("hard" if name.endswith("!") else "soft"), name
            assert bool(need.per or need.answer.type == "actions") == name.startswith("action_"), name
    for name, number in AT_LEAST.items():
        need = guide.flow.need(name)
        assert need.answer.at_least >= number, name
        assert need.answer.type in ("list", "stories"), name
    assert [step.id for step in guide.flow.steps if step.solutions_from] == ["options"]
    assert all(step.leave_when == "needs_settled" for step in guide.flow.steps)
    conditional = {need.id for _, need in guide.flow.needs() if need.only_when}
    assert conditional >= {"difference_named", "handholds", "quick_win", "value_me", "value_business"}
    assert conditional >= {"priority", "horizon", "parked_reviewed"}


def test_every_need_has_enough_wordings(guide: Guide) -> None:
    for step, need in guide.flow.needs():
        general = [probe for probe in need.probes if probe.when is None]
        assert len(need.ask) >= 3, need.id
        assert len(need.easier) >= 2 or need.answer.type == "parked" or need.infer_from, need.id
        assert len(general) >= (4 if need.hard else 2) or need.infer_from, need.id
        assert len(need.met) >= 1 or need.quiet, need.id
        assert len(need.why.split()) >= 5, need.id
        assert not need.title.endswith("."), need.id
        assert step.recap, step.id
        assert step.enter, step.id


def said(flow: Flow) -> Iterator[tuple[str, str]]:
    """(id, text) of every line of the flow."""
    for step in flow.steps:
        for key, lines in (("enter", step.enter), ("recap", step.recap)):
            yield from ((f"{step.id}.{key}.{name}", text) for name, text in lines.items())
        for need in step.needs:
            groups = {"ask": need.ask, "easier": need.easier, "met": need.met, "ask_all": need.ask_all, "more": need.more}
            groups["probe"] = {probe.id: probe.ask for probe in need.probes}
            for place, straight in enumerate(need.questions):
                groups[f"answer{place}"] = straight.say
            for key, lines in groups.items():
                yield from ((f"{need.id}.{key}.{name}", text) for name, text in lines.items())
    yield from ((f"start.{name}", text) for name, text in flow.start.items())


def test_no_line_and_no_line_id_stands_twice(guide: Guide) -> None:
    names, texts = zip(*said(guide.flow), strict=True)
    assert not [name for name, count in Counter(names).items() if count > 1]
    assert not [text for text, count in Counter(map(folded, texts)).items() if count > 1]
    banks = [folded(text) for name, lines in guide.lines.items() if name in COACH_BANKS for text in lines.values()]
    assert not [text for text, count in Counter(banks).items() if count > 1]
    assert sorted(set(banks) & set(map(folded, texts))) == []


def test_every_placeholder_is_known(guide: Guide) -> None:
    needs = {need.id for _, need in guide.flow.needs()}
    known = PLACEHOLDERS | needs | {f"{name}_first" for name in needs}
    for name, text in said(guide.flow):
        assert set(re.findall(r"\$(\w+)", text)) <= known, name
    banks = {name for use in COACH_BANKS.values() for name in re.findall(r"\$(\w+)", use)} | PLACEHOLDERS
    for bank, lines in guide.lines.items():
        for text in lines.values():
            assert set(re.findall(r"\$(\w+)", text)) <= banks, bank


def test_every_bank_is_there_and_has_lines(guide: Guide) -> None:
    assert set(guide.lines) == {*COACH_BANKS, *OWN_BANKS}
    for name in COACH_BANKS:
        plain = [text for text in guide.lines[name].values() if text.strip()]
        assert len(plain) >= 2, name


def test_every_sign_that_is_named_exists(guide: Guide) -> None:
    known = known_names(guide.language.lexicon) | VALUE_SIGNS
    text = (SHIPPED / "career_talk.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    named: set[str] = set(data["keep_nothing"]["signs"])
    for step in data["steps"]:
        for need in step["needs"]:
            answer = need.get("answer", {})
            for key in ("signs", "require", "not", "allow", "drop"):
                named |= set(answer.get(key, ()))
            named |= set(need.get("hear", ())) | set(need.get("infer_from", {}).get("signs", ()))
            for one in [*need["probes"], *need.get("questions", ())]:
                named |= {name for name in one.get("when", {}).get("heard", ()) if not name.startswith("without_")} - VERDICTS
    assert len(named) > 30
    assert not named - known


def test_both_speakers_are_read(guide: Guide) -> None:
    assert set(guide.language.lexicon.cues) == set(SPEAKERS)


FORBIDDEN = {
    "a promise or a forecast": r"\byou (?:will|are going to|'ll) (?:get|be promoted|earn)\b"
    r"|\byou deserve\b|\byou(?:'re| are) (?:not )?ready\b",
    "a word for the boss": r"\byour (?:manager|boss) (?:will|should|is|was|has)\b",
    "pay, law, health": r"\b(?:visa|pension|salary|lawyer|tribunal|diagnos\w+|therap\w+|depress\w+|notice period|tax)\b",
    "advice to go or stay": r"\byou should\b|\byou ought to\b|\bresign\b|\bconfront\b|\brecord (?:him|her|them)\b",
    "a label of the person": r"\b(?:a natural|high potential|born leader|talented|gifted|better than (?:others|most))\b",
    "a false friend": r"\bi (?:understand|know) how you feel\b|\bi(?:'m| am) here for you\b|\btrust me\b|\bi remember\b",
    "a human": r"\bi(?:'m| am) (?:a )?(?:human|person|coach|therapist)\b|\bin my experience\b|\bwhen i was\b",
    "a false secret": r"\b(?:nobody|no one) (?:can|will) (?:see|read)\b|\bcompletely (?:private|confidential|anonymous)\b",
    "cheers": r"\b(?:great|awesome|amazing|fantastic|excellent|well done|brilliant|perfect)[!.]",
    "not understanding": r"\bi (?:don't|do not|didn't|did not) understand\b",
    "a solution of its own": r"\b(?:how about|why don't you|have you (?:tried|considered|thought of))\b"
    r"|\bi (?:suggest|recommend|would advise)\b",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_forbidden_is_ever_said(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.I)
    assert not [(file, text) for file, text in shipped_lines() if pattern.search(text.replace("’", "'"))]


def test_the_forbidden_list_finds_what_it_is_for() -> None:
    examples = {
        "a promise or a forecast": "You will get there.", "a word for the boss": "Your boss should help.",
        "pay, law, health": "Ask for more salary.", "advice to go or stay": "You should leave.",
        "a label of the person": "You are a natural.", "a false friend": "Trust me.", "a human": "In my experience it works.",
        "a false secret": "Nobody can see this.", "cheers": "Great!", "not understanding": "I don't understand.",
        "a solution of its own": "How about a course?",
    }  # fmt: skip
    assert set(examples) == set(FORBIDDEN)
    assert all(re.search(FORBIDDEN[what], text, re.I) for what, text in examples.items())
