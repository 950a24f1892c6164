"""The cue files, checked and compiled once: which wording counts for which act or sign, and how much."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from engine.language.matching import Members, Table, Text
from engine.language.patterns import Compiler, Pattern, PatternError
from engine.language.text import Utterance, Wording, build_wording, expand

SPEAKERS = ("employee", "manager")
COMMANDS = ("back", "skip", "next", "why", "help", "repeat", "where", "summary", "park", "pause", "finish", "undo", "revise")
_CUE_KEYS = frozenset({"id", "weight", "match", "unless", "unless_anywhere", "fires", "silent", "command", "max_content", "note"})
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")

Compiled: TypeAlias = dict[str, Any]
"""A lexicon as plain dicts, lists, tuples, frozen sets, strings and numbers."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One named group of wordings: `weight` counts towards `name` when any of `match` holds and nothing forbids it."""

    id: str
    name: str
    is_act: bool
    weight: float
    match: tuple[int, ...]
    unless: tuple[int, ...]
    unless_anywhere: tuple[int, ...]
    max_content: int
    command: str | None
    fires: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in an utterance and the token ranges that show it."""

    cue: Cue
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CueSet:
    """The cues of one speaker with an index from words to the patterns worth trying: those that `match`, not those that forbid."""

    cues: tuple[Cue, ...]
    patterns: tuple[Pattern, ...]
    table: Table
    by_member: Mapping[str, tuple[tuple[int, str | int, int, int, int], ...]]
    by_pair: Mapping[str, tuple[tuple[int, int, int, int], ...]]
    always: frozenset[int]
    cues_of: Mapping[int, tuple[int, ...]]
    limits: Mapping[int, int]

    def hits(self, utterance: Utterance, content_words: int, only: Container[str] | None = None) -> tuple[Hit, ...]:
        """Every cue that holds for the utterance, in the order of the files; only those of the names in `only` when given."""
        if not utterance.tokens:
            return ()
        text = Text(utterance.pieces, self.table)
        tried = self._tried(text, content_words)
        held: dict[int, list[int]] = {}
        for number in tried.keys() & self.cues_of.keys():
            stages = text.stages(self.patterns[number], tried[number])
            if stages:
                held[number] = stages
        hits = []
        for number in sorted({cue for pattern in held for cue in self.cues_of[pattern]}):
            cue = self.cues[number]
            if content_words <= cue.max_content and (only is None or cue.name in only):
                ranges = self._allowed(cue, tried, held, text, utterance)
                if ranges:
                    hits.append(Hit(cue, ranges))
        return tuple(hits)

    def _tried(self, text: Text, content_words: int) -> dict[int, int]:
        """The patterns that may match, as far as rare words tell, each with the places of these."""
        tried = dict.fromkeys(self.always, 0)
        limits, near, beside = self.limits, text.near, text.beside
        for member, places in text.places.items():
            for pattern, guard, distance, begin, end in self.by_member.get(member, ()):
                if content_words > limits[pattern] or (begin and not near[begin] & places) or (end and not near[end] & places):
                    continue
                found = places if guard == -1 else beside(places, guard, distance)
                if found:
                    tried[pattern] = tried.get(pattern, 0) | found
        for place, pair in text.pairs(self.by_pair):
            for pattern, distance, begin, end in self.by_pair[pair]:
                found = 2 << place if distance < 0 else 1 << place
                if content_words > limits[pattern] or (begin and not near[begin] & found) or (end and not near[end] & found):
                    continue
                tried[pattern] = tried.get(pattern, 0) | found
        return tried

    def _allowed(
        self, cue: Cue, tried: Mapping[int, int], held: Mapping[int, list[int]], text: Text, utterance: Utterance
    ) -> tuple[tuple[int, int], ...]:
        """The token ranges that show a cue, without those in a sentence that forbids it."""
        patterns = self.patterns
        if any(number in tried and text.starts(patterns[number], tried[number]) for number in cue.unless_anywhere):
            return ()
        barred = 0
        for number in cue.unless:
            if number in tried:
                barred |= text.starts(patterns[number], tried[number])
        closed = text.sentences(barred) if barred else 0
        found = [place for n in cue.match if n in held for place in text.matches(patterns[n].program, held[n], closed)]
        return tuple(sorted({utterance.tokens_between(*place) for place in found}))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the reader knows about a language: wording, word classes, the cues of each speaker, the words that these use."""

    wording: Wording
    classes: Mapping[str, frozenset[str]]
    cues: Mapping[str, CueSet]
    members: frozenset[str]

    def acts(self, speaker: str) -> tuple[str, ...]:
        """The names of the acts that the files know for a speaker."""
        return tuple(dict.fromkeys(c.name for c in self.cues[speaker].cues if c.is_act))

    def signs(self, speaker: str) -> tuple[str, ...]:
        """The names of the signs that the files know for a speaker."""
        return tuple(dict.fromkeys(c.name for c in self.cues[speaker].cues if not c.is_act))


def build_lexicon(files: Mapping[str, object]) -> Lexicon:
    """Builds a lexicon from the plain data of the language files by name: `words` and any number of cue files, each with a
    `speaker` (employee, manager or both) and `acts` and `signs`. Other files (without either) are passed over.

    Raises ValueError with one clear sentence about the first thing that is wrong.
    """
    return restored(compiled(files))


def compiled(files: Mapping[str, object]) -> Compiled:
    """What `build_lexicon` builds, as plain data that can be kept and given to `restored`. Raises ValueError likewise."""
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
    return {
        "wording": [getattr(wording, one.name) for one in fields(Wording) if one.init],
        "classes": {name: frozenset(entries) for name, entries in classes.items()},
        "cues": reader.cues,
        "patterns": [(one.source, one.program, one.rows, one.tail) for one in reader.patterns],
        "members": frozenset(reader.compiler.words),
        "openers": _words_of(openers),
        "closers": _words_of(closers),
        "table": reader.compiler.table(),
    }


def restored(data: Compiled) -> Lexicon:
    """The lexicon that `compiled` was about."""
    patterns = tuple(Pattern(*one) for one in data["patterns"])
    sets, choices = data["table"]
    table = Table(tuple(sets), tuple(choices), Members(data["members"]), data["openers"], data["closers"])
    return Lexicon(Wording(*data["wording"]), data["classes"], _Cues(data["cues"], patterns, table), data["members"])


class _Cues(Mapping[str, CueSet]):
    """The cues of each speaker, put together when they are first asked for: most calls read only one."""

    def __init__(self, cues: Mapping[str, Sequence[tuple[Any, ...]]], patterns: tuple[Pattern, ...], table: Table) -> None:
        self.raw, self.patterns, self.table = cues, patterns, table
        self.built: dict[str, CueSet] = {}

    def __getitem__(self, speaker: str) -> CueSet:
        if speaker not in self.built:
            self.built[speaker] = _cue_set(tuple(Cue(*one) for one in self.raw[speaker]), self.patterns, self.table)
        return self.built[speaker]

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __contains__(self, speaker: object) -> bool:
        return speaker in self.raw


def _cue_set(cues: tuple[Cue, ...], patterns: tuple[Pattern, ...], table: Table) -> CueSet:
    """The cues of one speaker with the patterns that they use by the words of which each needs one."""
    cues_of: dict[int, list[int]] = {}
    limits: dict[int, int] = {}
    for number, cue in enumerate(cues):
        for pattern in cue.match:
            cues_of.setdefault(pattern, []).append(number)
        for pattern in (*cue.match, *cue.unless, *cue.unless_anywhere):
            limits[pattern] = max(limits.get(pattern, 0), cue.max_content)
    by_member: dict[str, list[tuple[int, str | int, int, int, int]]] = {}
    by_pair: dict[str, list[tuple[int, int, int, int]]] = {}
    for pattern in limits:
        for sign, guard, distance, begin, end in patterns[pattern].rows:
            if isinstance(sign, str) and isinstance(guard, str) and abs(distance) == 1 and (sign + guard).isalnum():
                pair = f"{sign} {guard}" if distance == 1 else f"{guard} {sign}"
                by_pair.setdefault(pair, []).append((pattern, distance, begin, end))
                continue
            for member in (sign,) if isinstance(sign, str) else table.sets[sign]:
                by_member.setdefault(member, []).append((pattern, guard, distance, begin, end))
    always = frozenset(pattern for pattern in limits if not patterns[pattern].rows)
    index, pairs = {one: tuple(found) for one, found in by_member.items()}, {one: tuple(found) for one, found in by_pair.items()}
    return CueSet(cues, patterns, table, index, pairs, always, {one: tuple(found) for one, found in cues_of.items()}, limits)


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
        weight, limit, command = raw.get("weight", 1), raw.get("max_content", 10**9), raw.get("command")
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
