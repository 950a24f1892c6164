"""From the texts of a flow package to a Guide that talks run on; pure, so that a kept package compiles just like a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from engine.errors import nearest_name
from engine.flow.check import PLACEHOLDERS
from engine.flow.load import load_flow
from engine.flow.places import Places
from engine.language.adverts import AdvertWords
from engine.language.cues import compiled
from engine.language.dates import DateWords
from engine.language.lexicon import Lexicon
from engine.source.problems import Mark, Problem, SourceError
from engine.source.reader import Node, read_yaml
from engine.talk.echo import build_speech
from engine.talk.faults import BUILD_ERRORS, language_faults, plain, stem
from engine.talk.guide import COACH_BANKS, Guide
from engine.talk.machine import FlowMachine
from engine.talk.spoken import LanguageData, Spoken, digest, language_from, pack, unpack

LANGUAGE_CODES: dict[str, str] = {
    "L001": "a cue, a word list or a date word that cannot be used",
    "L002": "a bank of the coach's lines is missing or unknown",
    "L003": "a part of the coach's wording is missing or has another shape",
    "L004": "a placeholder in the coach's lines that nothing can fill",
}
"""Every code of this room with its meaning."""

SIZES = {"days": 7, "months": 12}
SPEECH_LISTS = ("subject_words", "subject_after", "leadins", "openers", "days", "months")
"""The word lists of the coach's wording, in the order in which `build_speech` takes them."""
OWN_BANKS = ("status", "list", "units", "back_ask", "plan", "quality", "asking", "share", "calendar")
NEEDED_LINES: Mapping[str, tuple[str, ...]] = {
    "status": ("thin", "skipped", "open", "finished_early"),
    "list": ("and", "more"),
    "plan": (
        "unfinished", "guards_off", "actions", "when", "how", "success_sign", "if_then", "no_day", "not_said", "thin_mark", "turn", "turns",
        "others", "others_note", "parked", "waiting", "notes", "left", "thin_line", "skipped_line", "open_line", "as_of", "card_point",
        "card_words", "said_in", "still_open", "still_open_note", "page", "of",
    ),
    "quality": (
        "no_action", "too_many", "owner", "no_day", "day_past", "no_how", "no_sign", "no_if_then", "no_first_step", "first_step_day",
        "first_step_late", "no_review", "hours", "no_hours",
    ),
    "asking": ("title", "greeting", "note", "want", "do", "ask", "why", "bring", "cost", "answer_by", "by", "closing"),
    "share": ("title", "note"),
    "calendar": ("name", "first_step", "action", "review", "no_day_named", "reminder"),
    "changes": (
        "heading", "nothing", "done", "moved", "dropped", "changed", "added", "goal", "goal_added", "why", "no_word", "no_day", "made",
        "reviewed",
    ),
    "when": ("month", "month_and_year"),
}  # fmt: skip
"""Banks of which each line has its own place, and the lines that documents and screens look up in them."""

_PLACE = re.compile(r"\$([a-z_]+)")


def compile_language(texts: Mapping[str, str], problems: list[Problem]) -> Spoken | None:
    """The language and the coach's wording from `texts` ({path: YAML}); None when `problems` were added."""
    data = language_data(texts, problems)
    return None if data is None else language_from(data)


def language_data(texts: Mapping[str, str], problems: list[Problem]) -> LanguageData | None:
    """What `compile_language` compiles, as plain data that can be kept and given to `language_from`."""
    nodes: dict[str, Node] = {}
    for path, text in texts.items():
        node = read_yaml(text, path, problems)
        if node is not None:
            nodes[path] = node
    if problems:
        return None
    data = {path: plain(node) for path, node in nodes.items()}
    vocabulary = {stem(path): value for path, value in data.items() if path.startswith("language/")}
    coach_path = next((path for path in data if path.startswith("coach/")), None)
    try:
        words = DateWords.from_data(vocabulary.pop("dates", {}))
        dates = [getattr(words, one.name) for one in fields(DateWords)]
        adverts = AdvertWords.from_data(vocabulary.pop("adverts", {})).data
        lexicon = compiled(vocabulary)
    except BUILD_ERRORS as error:
        files = {path: node for path, node in nodes.items() if path.startswith("language/")}
        problems.extend(_language_problems(error, files))
        return None
    if coach_path is None:
        problems.append(Problem("L003", "there is no file of the coach's lines", Mark("coach/en.yaml", 1, 1), "add it"))
        return None
    _check_coach(data[coach_path], nodes[coach_path], problems)
    return {"lexicon": lexicon, "dates": dates, "adverts": adverts, "coach": data[coach_path]} if not problems else None


def _language_problems(error: Exception, nodes: Mapping[str, Node]) -> list[Problem]:
    """All faults of the language files; the builder's own complaint when it is about none of them alone."""
    found = language_faults(nodes)
    return found or [Problem("L001", str(error), next(iter(nodes.values())).mark, "see flows/README.md for how cues are written")]


def _check_coach(data: Any, node: Node, problems: list[Problem]) -> None:
    keys: dict[str, type] = {"pronouns": dict, **dict.fromkeys(SPEECH_LISTS, list), "banks": dict}
    if not isinstance(data, dict):
        problems.append(Problem("L003", "the coach's wording must be a block of keys", node.mark, "see flows/README.md"))
        return
    places = Places(node)
    for key, kind in keys.items():
        if not isinstance(data.get(key), kind) or (key != "banks" and not _all_text(data[key])):
            fix = f"write '{key}' as a {'block' if kind is dict else 'list'}{'' if key == 'banks' else ' of texts'}"
            problems.append(Problem("L003", f"'{key}' is missing or has another shape", places.key(node.mark, key), fix))
        elif len(data[key]) != SIZES.get(key, len(data[key])):
            mark = places.key(node.mark, key)
            problems.append(Problem("L003", f"'{key}' has {len(data[key])} entries", mark, f"write {SIZES[key]}"))
    if isinstance(data.get("banks"), dict):
        problems.extend(_check_banks(data["banks"], places.value(node.mark, "banks"), places))


def _all_text(value: Any) -> bool:
    entries = value.values() if isinstance(value, dict) else value
    return all(_all_text(one) if isinstance(one, list) else isinstance(one, str) and bool(one.strip()) for one in entries)


def _check_banks(banks: Mapping[str, Any], mark: Mark, places: Places) -> Iterator[Problem]:
    known = frozenset((*COACH_BANKS, *OWN_BANKS))
    for name in sorted(known):
        lines = banks.get(name)
        if not isinstance(lines, dict) or not lines or not _all_text(lines):
            use = f"it is: {COACH_BANKS.get(name, 'a short list of words')}"
            yield Problem("L002", f"the bank '{name}' is missing, empty or no block of lines", places.key(mark, name), use)
        elif lacking := [one for one in NEEDED_LINES.get(name, ()) if one not in lines]:
            yield Problem("L002", f"the bank '{name}' lacks a line", places.key(mark, name), f"add {', '.join(lacking)}")
        else:
            yield from _check_places(name, lines, mark, places)
    for name in banks:
        if name not in known:
            near = nearest_name(name, known)
            fix = f"did you mean '{near}'?" if near else "remove it, or see flows/README.md"
            yield Problem("L002", f"there is no bank '{name}'", places.key(mark, name), fix)


def _check_places(bank: str, lines: Mapping[str, str], mark: Mark, places: Places) -> Iterator[Problem]:
    """A line whose placeholder nothing fills would be passed over for ever, and nobody would know."""
    known = {name for use in COACH_BANKS.values() for name in _PLACE.findall(use)} | PLACEHOLDERS
    for key, text in lines.items():
        for name in _PLACE.findall(text):
            if name not in known:
                fix = "known: " + ", ".join(f"${one}" for one in sorted(known))
                place = places.value(mark, bank, key)
                yield Problem("L004", f"the bank '{bank}' uses '${name}', which nothing fills", place, fix)


def known_names(lexicon: Lexicon) -> frozenset[str]:
    """Every act and sign that the language can find in what the person says."""
    return frozenset((*lexicon.acts("employee"), *lexicon.signs("employee")))


def compile_guide(
    flow_text: str, flow_file: str, texts: Mapping[str, str], signposts: str, spoken: Spoken | None = None
) -> Guide:
    """The guide for a flow's text and its language files, which need not be compiled when `spoken` is what they compile to.

    Raises SourceError with every problem found.
    """
    problems: list[Problem] = []
    spoken = spoken or compile_language(texts, problems)
    if spoken is None:
        raise SourceError(problems)
    language, coach = spoken
    flow = load_flow(flow_text, flow_file, known_names(language.lexicon), problems)
    if flow is None or problems:
        raise SourceError(problems)
    speech = build_speech(coach["pronouns"], *(coach[name] for name in SPEECH_LISTS))
    return Guide(
        flow, language, coach["banks"], speech, signposts, FlowMachine(flow), flow_text, digest(flow_text), digest(pack(texts))
    )


__all__ = [
    "LANGUAGE_CODES", "LanguageData", "Spoken", "compile_guide", "compile_language", "digest", "known_names", "language_data",
    "language_from", "pack", "plain", "unpack",
]  # fmt: skip
