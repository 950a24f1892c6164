"""The cue files, checked and compiled once: which wording counts for which act or sign, and how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.language.patterns import Memo, Pattern, PatternError, compile_pattern
from engine.language.text import Utterance, Wording, build_wording, expand

SPEAKERS = ("employee", "manager")
COMMANDS = ("back", "skip", "next", "why", "help", "repeat", "where", "summary", "park", "pause", "finish", "undo", "revise")
_CUE_KEYS = frozenset({"id", "weight", "match", "unless", "unless_anywhere", "fires", "silent", "command", "max_content", "note"})
_MAX_MATCHES = 8


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
    """The cues of one speaker with an index from words to the patterns worth trying."""

    cues: tuple[Cue, ...]
    patterns: tuple[Pattern, ...]
    by_word: Mapping[str, tuple[int, ...]]
    by_stem: Mapping[str, tuple[int, ...]]
    always: tuple[int, ...]
    cue_of: tuple[tuple[int, ...], ...]

    def hits(self, utterance: Utterance, content_words: int) -> tuple[Hit, ...]:
        """Every cue that holds for the utterance, in the order of the files."""
        found = self._found(utterance)
        candidates = sorted({c for p in found for c in self.cue_of[p]})
        hits = []
        for number in candidates:
            cue = self.cues[number]
            if content_words <= cue.max_content:
                ranges = self._allowed(cue, found, utterance)
                if ranges:
                    hits.append(Hit(cue, ranges))
        return tuple(hits)

    def _found(self, utterance: Utterance) -> dict[int, list[tuple[int, int]]]:
        words = {t.word for t in utterance.tokens}
        tried = set(self.always)
        for word in words:
            tried.update(self.by_word.get(word, ()))
            for length in range(3, len(word) + 1 if len(word) < 16 else 16):
                tried.update(self.by_stem.get(word[:length], ()))
        found: dict[int, list[tuple[int, int]]] = {}
        for number in tried:
            match = self.patterns[number].regex.search(utterance.line)
            places: list[tuple[int, int]] = []
            while match and len(places) < _MAX_MATCHES:
                first, last = utterance.tokens_between(match.start(), max(match.end(), match.start() + 1))
                places.append((first, last))
                match = self.patterns[number].regex.search(utterance.line, max(match.end() - 1, match.start() + 1))
            if places:
                found[number] = places
        return found

    def _allowed(self, cue: Cue, found: Mapping[int, list[tuple[int, int]]], utterance: Utterance) -> tuple[tuple[int, int], ...]:
        if any(p in found for p in cue.unless_anywhere):
            return ()
        tokens = utterance.tokens
        barred = {tokens[min(first, len(tokens) - 1)].sentence for p in cue.unless for first, _ in found.get(p, ())}
        ranges = {r for p in cue.match for r in found.get(p, ()) if tokens[min(r[0], len(tokens) - 1)].sentence not in barred}
        return tuple(sorted(ranges))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the reader knows about a language: wording, word classes, and the cues of each speaker."""

    wording: Wording
    classes: Mapping[str, frozenset[str]]
    cues: Mapping[str, CueSet]

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
    words = files.get("words")
    if not isinstance(words, Mapping):
        raise ValueError("words: the file of words is missing or is no table")
    wording = build_wording(words)
    classes = _classes(words)
    openers, closers = (_strings("words", name, words.get(name)) for name in ("openers", "closers"))
    compiler = _Compiler(wording, classes, openers, closers)
    for name, data in files.items():
        if isinstance(data, Mapping) and ("acts" in data or "signs" in data):
            compiler.add_file(name, data)
    return Lexicon(wording, {k: frozenset(v) for k, v in classes.items()}, {s: compiler.cue_set(s) for s in SPEAKERS})


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


def _strings(file: str, what: str, value: object) -> list[str]:
    """A list of strings from a list or one line of words."""
    if value is None:
        return []
    if isinstance(value, str):
        return value.split()
    if isinstance(value, list) and all(isinstance(v, str | int | float) for v in value):
        return [str(v) for v in value]
    raise ValueError(f"{file}: {what} must be a list of words or patterns")


class _Compiler:
    """Collects cues file by file and shares equal patterns among them."""

    def __init__(self, wording: Wording, classes: Mapping[str, Sequence[str]], openers: list[str], closers: list[str]) -> None:
        self.wording, self.classes, self.openers, self.closers = wording, classes, openers, closers
        self.cues: dict[str, list[Cue]] = {s: [] for s in SPEAKERS}
        self.patterns: list[Pattern] = []
        self.memo: Memo = {}
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
            if cue.id in seen:
                raise ValueError(f"{file}: {name} has two cues called {cue.id}")
            seen.add(cue.id)
            shown = [cue] if act is None else [cue, self.cue(f"{file}: {name}", act, True, raw)]
            for speaker in speakers:
                self.cues[speaker].extend(shown)

    def cue(self, where: str, name: str, is_act: bool, raw: Mapping[str, object]) -> Cue:
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
        return Cue(f"{name}.{short}", name, is_act, float(weight), match, unless, anywhere, limit, spoken, *examples)

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
                    words = self.openers, self.closers
                    pattern = compile_pattern(source, self.classes, lambda w: expand(w, self.wording), *words, self.memo)
                except PatternError as error:
                    raise ValueError(f"{where}: {error}") from error
                self.numbers[source] = len(self.patterns)
                self.patterns.append(pattern)
            numbers.append(self.numbers[source])
        return tuple(numbers)

    def cue_set(self, speaker: str) -> CueSet:
        """The compiled set of one speaker; patterns that only other speakers use are never tried."""
        cues = self.cues[speaker]
        cue_of: list[list[int]] = [[] for _ in self.patterns]
        used: set[int] = set()
        for number, cue in enumerate(cues):
            used.update(cue.match, cue.unless, cue.unless_anywhere)
            for p in cue.match:
                cue_of[p].append(number)
        by_word: dict[str, list[int]] = {}
        by_stem: dict[str, list[int]] = {}
        always = []
        for p in sorted(used):
            pattern = self.patterns[p]
            for word in pattern.keys:
                by_word.setdefault(word, []).append(p)
            for stem in pattern.stems:
                by_stem.setdefault(stem, []).append(p)
            if not pattern.keys and not pattern.stems:
                always.append(p)
        frozen_words, frozen_stems = ({k: tuple(v) for k, v in table.items()} for table in (by_word, by_stem))
        return CueSet(tuple(cues), tuple(self.patterns), frozen_words, frozen_stems, tuple(always), tuple(map(tuple, cue_of)))
