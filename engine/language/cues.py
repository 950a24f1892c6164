"""Checks the cue files and compiles them to what a lexicon is made of; only needed when a language is compiled afresh."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from marshal import dumps
from typing import Any

from engine.language.lexicon import ANY_LENGTH, COMMANDS, SPEAKERS, Compiled, IndexData, indexes
from engine.language.patterns import Compiler, PatternError
from engine.language.programs import Pattern
from engine.language.text import Wording, build_wording, expand

_CUE_KEYS = frozenset({"id", "weight", "match", "unless", "unless_anywhere", "fires", "silent", "command", "max_content", "note"})
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


def compiled(files: Mapping[str, object]) -> Compiled:
    """What `build_lexicon` builds, as plain data that can be kept and given to `restored`; most of it in bytes, to be read when it is
    needed. Raises ValueError likewise."""
    words = files.get("words")
    if not isinstance(words, Mapping):
        raise ValueError("words: the file of words is missing or is no table")
    wording = build_wording(words)
    classes = _classes(words)
    openers, closers = (_strings("words", name, words.get(name)) for name in ("openers", "closers"))
    cue_files = {name: data for name, data in files.items() if isinstance(data, Mapping) and ("acts" in data or "signs" in data)}
    counts = _counts(cue_files, wording)
    reader = _Reader(Compiler(classes, lambda word: expand(word, wording), openers, closers, counts))
    for name, data in cue_files.items():
        reader.add_file(name, data)
    sets = list(reader.compiler.sets)
    return {
        "wording": [getattr(wording, one.name) for one in fields(Wording) if one.init],
        "classes": {name: frozenset(entries) for name, entries in classes.items()},
        "cues": reader.cues,
        "indexes": {who: [_kept(one) for one in indexes(cues, reader.patterns, sets)] for who, cues in reader.cues.items()},
        "patterns": [dumps((one.source, one.program, one.rows, one.tail, one.needs)) for one in reader.patterns],
        "members": frozenset(reader.compiler.words),
        "openers": _words_of(openers),
        "closers": _words_of(closers),
        "sets": [" ".join(sorted(one)) for one in sets],
        "choices": [dumps(one) for one in reader.compiler.choices],
    }


def _kept(index: IndexData) -> IndexData:
    """An index with the rows of each word in bytes."""
    return {**index, **{key: {word: dumps(rows) for word, rows in index[key].items()} for key in ("by_member", "by_pair")}}


def _counts(files: Mapping[str, Mapping[str, object]], wording: Wording) -> Counter[str]:
    """How often each word stands in the examples of the cue files: a fair picture of what people say."""
    written: Counter[str] = Counter()
    for data in files.values():
        for part in ("acts", "signs"):
            written.update(_WORD.findall(" ".join(_examples(data.get(part))).lower()))
    counts: Counter[str] = Counter()
    for word, count in written.items():
        for read in expand(word, wording):
            counts[read] += count
    return counts


def _examples(table: object) -> Iterator[str]:
    """The examples in a table of acts or signs; whatever has another shape is left to the checks."""
    entries = table.values() if isinstance(table, Mapping) else ()
    for entry in entries:
        cues = entry.get("cues") if isinstance(entry, Mapping) else None
        for cue in cues if isinstance(cues, list) else ():
            for key in ("fires", "silent"):
                found = cue.get(key) if isinstance(cue, Mapping) else None
                yield from [found] if isinstance(found, str) else map(str, found) if isinstance(found, list) else ()


def _classes(words: Mapping[str, object]) -> dict[str, list[str]]:
    raw = words.get("classes") or {}
    if not isinstance(raw, Mapping):
        raise ValueError("words: `classes` must be a table of name and words")
    classes: dict[str, list[str]] = {}
    for name, value in raw.items():
        entries: list[str] = []
        for entry in _strings("words", f"classes.{name}", value):
            if entry.startswith("@"):
                if entry[1:] not in classes:
                    raise ValueError(f"words: class {name} uses {entry}, which is not defined above it")
                entries.extend(classes[entry[1:]])
            else:
                entries.append(entry)
        if not entries:
            raise ValueError(f"words: class {name} is empty")
        classes[str(name)] = entries
    return classes


def _words_of(phrases: Sequence[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase.split())


def _strings(file: str, what: str, value: object) -> list[str]:
    """A list of strings from a list or one line of words."""
    if value is None:
        return []
    if isinstance(value, str):
        return value.split()
    if isinstance(value, list) and all(isinstance(v, str | int | float) for v in value):
        return [str(v) for v in value]
    raise ValueError(f"{file}: {what} must be a list of words or patterns")


class _Reader:
    """Collects cues file by file, as the plain fields of Cue, and shares equal patterns among them."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.cues: dict[str, list[tuple[Any, ...]]] = {s: [] for s in SPEAKERS}
        self.patterns: list[Pattern] = []
        self.numbers: dict[str, int] = {}

    def add_file(self, file: str, data: Mapping[str, object]) -> None:
        speaker = str(data.get("speaker", "both"))
        if speaker not in (*SPEAKERS, "both"):
            raise ValueError(f"{file}: speaker must be employee, manager or both, not {speaker!r}")
        for part in ("acts", "signs"):
            table = data.get(part) or {}
            if not isinstance(table, Mapping):
                raise ValueError(f"{file}: `{part}` must be a table")
            for name, entry in table.items():
                self.add_entry(file, str(name), part == "acts", entry, SPEAKERS if speaker == "both" else (speaker,))

    def add_entry(self, file: str, name: str, is_act: bool, entry: object, speakers: Sequence[str]) -> None:
        cues = entry.get("cues") if isinstance(entry, Mapping) else None
        if not isinstance(cues, list) or not cues:
            raise ValueError(f"{file}: {name} needs a list `cues`")
        act = entry.get("act") if isinstance(entry, Mapping) else None
        if act is not None and (is_act or not isinstance(act, str)):
            raise ValueError(f"{file}: {name}: only a sign may name an `act` that its cues show as well")
        seen: set[str] = set()
        for raw in cues:
            if not isinstance(raw, Mapping):
                raise ValueError(f"{file}: a cue of {name} is no table")
            cue = self.cue(f"{file}: {name}", name, is_act, raw)
            if cue[0] in seen:
                raise ValueError(f"{file}: {name} has two cues called {cue[0]}")
            seen.add(cue[0])
            shown = [cue] if act is None else [cue, self.cue(f"{file}: {name}", act, True, raw)]
            for speaker in speakers:
                self.cues[speaker].extend(shown)

    def cue(self, where: str, name: str, is_act: bool, raw: Mapping[str, object]) -> tuple[Any, ...]:
        """The fields of one Cue."""
        short = str(raw.get("id", ""))
        if not short:
            raise ValueError(f"{where}: a cue has no id")
        where = f"{where}.{short}"
        unknown = sorted(set(map(str, raw)) - _CUE_KEYS)
        if unknown:
            raise ValueError(f"{where}: unknown key {unknown[0]!r}")
        weight, limit, command = raw.get("weight", 1), raw.get("max_content", ANY_LENGTH), raw.get("command")
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not isinstance(limit, int):
            raise ValueError(f"{where}: weight and max_content must be numbers")
        if (name == "command" and is_act) != (command in COMMANDS):
            raise ValueError(f"{where}: `command` must be one of {', '.join(COMMANDS)}, and only for the act command")
        match = self.compiled(where, "match", raw)
        if not match:
            raise ValueError(f"{where}: needs at least one pattern under `match`")
        unless, anywhere = self.compiled(where, "unless", raw), self.compiled(where, "unless_anywhere", raw)
        examples = [self.examples(where, key, raw) for key in ("fires", "silent")]
        spoken = str(command) if command else None
        return (f"{name}.{short}", name, is_act, float(weight), match, unless, anywhere, limit, spoken, *examples)

    def examples(self, where: str, key: str, raw: Mapping[str, object]) -> tuple[str, ...]:
        value = raw.get(key)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else tuple(_strings(where, key, value))

    def compiled(self, where: str, key: str, raw: Mapping[str, object]) -> tuple[int, ...]:
        value = raw.get(key)
        numbers = []
        for source in [value] if isinstance(value, str) else _strings(where, key, value):
            if source not in self.numbers:
                try:
                    pattern = self.compiler.compile(source)
                except PatternError as error:
                    raise ValueError(f"{where}: {error}") from error
                self.numbers[source] = len(self.patterns)
                self.patterns.append(pattern)
            numbers.append(self.numbers[source])
        return tuple(numbers)
