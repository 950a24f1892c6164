"""What the cue files come to: which wording counts for which act or sign, and how much; found quickly by rare words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from marshal import loads
from typing import Any, TypeAlias, TypeVar

from engine.language.matching import Members, Table, Text
from engine.language.programs import Choice, Numbered, Pattern, Program, choice_of
from engine.language.text import Utterance, Wording

SPEAKERS = ("employee", "manager")
COMMANDS = ("back", "skip", "next", "why", "help", "repeat", "where", "summary", "park", "pause", "finish", "undo", "revise")
SETTLING = frozenset({"no_more", "leads_talk"})
"""The signs by which acts are weighed against each other: they are looked for together with the acts, all others when asked for."""

Compiled: TypeAlias = dict[str, Any]
"""A lexicon as plain dicts, lists, tuples, frozen sets, strings, bytes and numbers."""

IndexData: TypeAlias = dict[str, Any]
"""The fields of an index likewise."""

ANY_LENGTH = 10**9
"""The `max_content` of a cue that holds in utterances of any length."""

T = TypeVar("T")


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


class Rows(dict[str, tuple[T, ...]]):
    """What an index knows of each word, read from bytes when the word is first met."""

    def __init__(self, kept: Mapping[str, bytes | tuple[T, ...]]) -> None:
        """`kept` has the rows of each word, in bytes or as they are."""
        super().__init__()
        self.kept = kept

    def __missing__(self, word: str) -> tuple[T, ...]:
        """The rows of one more word; a word that has none is not remembered."""
        kept = self.kept.get(word)
        if kept is None:
            return ()
        found: tuple[T, ...] = loads(kept) if isinstance(kept, bytes) else kept  # noqa: S302 - our own, sealed with the rest
        self[word] = found
        return found


class Sets(dict[int, frozenset[str]]):
    """Word sets by number, taken apart when they are first needed."""

    def __init__(self, kept: Sequence[str]) -> None:
        """`kept` has the words of each set with blanks between."""
        super().__init__()
        self._kept = kept

    def __missing__(self, number: int) -> frozenset[str]:
        """One more set."""
        found = self[number] = frozenset(self._kept[number].split(" "))
        return found


class Choices(dict[int, Choice]):
    """Choices by number, made ready when they are first needed."""

    def __init__(self, kept: Sequence[bytes], sets: Sets) -> None:
        """`kept` has the programs of each choice."""
        super().__init__()
        self._kept, self._sets = kept, sets

    def __missing__(self, number: int) -> Choice:
        """One more choice."""
        programs: tuple[Program, ...] = loads(self._kept[number])  # noqa: S302 - our own, sealed with the rest
        found = self[number] = choice_of(programs, self._sets)
        return found


class Patterns(dict[int, Pattern]):
    """Patterns by number, read when they are first tried."""

    def __init__(self, kept: Sequence[bytes]) -> None:
        """`kept` has the fields of each pattern."""
        super().__init__()
        self._kept = kept

    def __missing__(self, number: int) -> Pattern:
        """One more pattern."""
        found = self[number] = Pattern(*loads(self._kept[number]))  # noqa: S302 - our own, sealed with the rest
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """From words to the patterns of some cues worth trying: those that `match` and those that forbid."""

    by_member: Rows[tuple[int, str | int, int, int, int]]
    by_pair: Rows[tuple[int, int, int, int]]
    always: tuple[int, ...]
    cues_of: Mapping[int, tuple[int, ...]]
    limits: Mapping[int, int]

    def tried(self, text: Text, content_words: int) -> dict[int, int]:
        """The patterns that may match, as far as rare words tell, each with the places of these."""
        tried = dict.fromkeys(self.always, 0)
        by_member, standing, near, beside = self.by_member, text.places, text.near, text.beside
        for member, places in standing.items():
            for pattern, guard, distance, begin, end in by_member[member]:
                if guard == -1:
                    found = places
                elif isinstance(guard, str) and guard not in standing:
                    continue  # told quickly, because most guards fail so
                else:
                    found = beside(places, guard, distance)
                if found and not (begin and not near[begin] & places) and not (end and not near[end] & places):
                    tried[pattern] = tried.get(pattern, 0) | found
        for place, pair in text.pairs(self.by_pair.kept):
            for pattern, distance, begin, end in self.by_pair[pair]:
                found = 2 << place if distance < 0 else 1 << place
                if (begin and not near[begin] & found) or (end and not near[end] & found):
                    continue
                tried[pattern] = tried.get(pattern, 0) | found
        for pattern in tried.keys() & self.limits.keys():
            if content_words > self.limits[pattern]:
                del tried[pattern]
        return tried


@dataclass(frozen=True, slots=True, eq=False)
class CueSet:
    """The cues of one speaker, those that tell acts and those that tell the other signs indexed apart."""

    cues: tuple[Cue, ...]
    patterns: Patterns
    table: Table
    acts: Index
    signs: Index
    _some: dict[frozenset[str], Index] = field(default_factory=dict)

    def hits(self, utterance: Utterance, content_words: int, only: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """Every cue that holds for the utterance, in the order of the files; only those of the names in `only` when given."""
        text = self.text(utterance)
        if only is None:
            both = (*self._found(self.acts, utterance, text, content_words), *self._found(self.signs, utterance, text, content_words))
            return tuple(hit for _, hit in sorted(both, key=lambda one: one[0]))
        if only not in self._some:
            numbers = [number for number, cue in enumerate(self.cues) if cue.name in only]
            self._some[only] = index_from(_index(self.cues, numbers, self.patterns, self.table.sets))
        return tuple(hit for _, hit in self._found(self._some[only], utterance, text, content_words))

    def text(self, utterance: Utterance) -> Text:
        """An utterance ready for the patterns."""
        return Text(utterance.pieces, self.table)

    def act_hits(self, utterance: Utterance, text: Text, content_words: int) -> tuple[Hit, ...]:
        """Every cue of an act or a settling sign that holds, in the order of the files."""
        return tuple(hit for _, hit in self._found(self.acts, utterance, text, content_words))

    def sign_hits(self, utterance: Utterance, text: Text, content_words: int) -> tuple[Hit, ...]:
        """Every other cue that holds."""
        return tuple(hit for _, hit in self._found(self.signs, utterance, text, content_words))

    def _found(self, index: Index, utterance: Utterance, text: Text, content_words: int) -> list[tuple[int, Hit]]:
        if not utterance.tokens:
            return []
        tried = index.tried(text, content_words)
        patterns = self.patterns
        held: dict[int, list[int]] = {}
        for number in tried.keys() & index.cues_of.keys():
            stages = text.stages(patterns[number], tried[number])
            if stages:
                held[number] = stages
        hits = []
        for number in sorted({cue for pattern in held for cue in index.cues_of[pattern]}):
            cue = self.cues[number]
            if content_words <= cue.max_content:
                ranges = self._allowed(cue, tried, held, text, utterance)
                if ranges:
                    hits.append((number, Hit(cue, ranges)))
        return hits

    def _allowed(
        self, cue: Cue, tried: Mapping[int, int], held: Mapping[int, list[int]], text: Text, utterance: Utterance
    ) -> tuple[tuple[int, int], ...]:
        """The token ranges that show a cue, without those in a sentence that forbids it."""
        patterns = self.patterns
        for number in cue.unless_anywhere:
            if number in tried and text.starts(patterns[number], tried[number]):
                return ()
        barred = 0
        for number in cue.unless:
            if number in tried:
                barred |= text.starts(patterns[number], tried[number])
        closed = text.sentences(barred) if barred else 0
        between, found = utterance.tokens_between, set()
        for number in cue.match:
            if number in held:
                found.update([between(*place) for place in text.matches(patterns[number].program, held[number], closed)])
        return tuple(sorted(found))


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
    from engine.language.cues import compiled  # noqa: PLC0415 - the compiler, which a start seldom needs

    return restored(compiled(files))


def restored(data: Compiled) -> Lexicon:
    """The lexicon that `engine.language.cues.compiled` was about."""
    sets = Sets(data["sets"])
    table = Table(sets, Choices(data["choices"], sets), Members(data["members"]), data["openers"], data["closers"])
    cues = _Cues(data["cues"], data["indexes"], Patterns(data["patterns"]), table)
    wording = Wording(*data["wording"])
    wording.known.update(data["members"], wording.empty, wording.variants, *wording.variants.values(), *wording.empty_pairs)
    return Lexicon(wording, data["classes"], cues, data["members"])


class _Cues(Mapping[str, CueSet]):
    """The cues of each speaker, put together when they are first asked for: most calls read only one."""

    def __init__(
        self, cues: Mapping[str, Sequence[tuple[Any, ...]]], indexes: Mapping[str, Sequence[IndexData]], patterns: Patterns, table: Table
    ) -> None:
        self.raw, self.indexes, self.patterns, self.table = cues, indexes, patterns, table
        self.built: dict[str, CueSet] = {}

    def __getitem__(self, speaker: str) -> CueSet:
        if speaker not in self.built:
            cues = tuple(Cue(*one) for one in self.raw[speaker])
            acts, signs = (index_from(one) for one in self.indexes[speaker])
            self.built[speaker] = CueSet(cues, self.patterns, self.table, acts, signs)
        return self.built[speaker]

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __contains__(self, speaker: object) -> bool:
        return speaker in self.raw


def index_from(data: IndexData) -> Index:
    """An index from its fields."""
    return Index(Rows(data["by_member"]), Rows(data["by_pair"]), data["always"], data["cues_of"], data["limits"])


def indexes(cues: Sequence[tuple[Any, ...]], patterns: Sequence[Pattern], sets: Sequence[frozenset[str]]) -> tuple[IndexData, IndexData]:
    """The fields of the index of acts (and settling signs) and of that of all other signs, for the fields of some cues."""
    made = [Cue(*one) for one in cues]
    first = [number for number, cue in enumerate(made) if cue.is_act or cue.name in SETTLING]
    later = [number for number, cue in enumerate(made) if not (cue.is_act or cue.name in SETTLING)]
    return _index(made, first, patterns, sets), _index(made, later, patterns, sets)


def _index(cues: Sequence[Cue], numbers: Sequence[int], patterns: Numbered[Pattern], sets: Numbered[frozenset[str]]) -> IndexData:
    """The patterns of those cues by the words of which each needs one."""
    cues_of: dict[int, tuple[int, ...]] = {}
    limits: dict[int, int] = {}
    for number in numbers:
        cue = cues[number]
        for pattern in cue.match:
            cues_of[pattern] = (*cues_of.get(pattern, ()), number)
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
            for member in (sign,) if isinstance(sign, str) else sets[sign]:
                by_member.setdefault(member, []).append((pattern, guard, distance, begin, end))
    return {
        "by_member": {one: tuple(found) for one, found in by_member.items()},
        "by_pair": {one: tuple(found) for one, found in by_pair.items()},
        "always": tuple(pattern for pattern in limits if not patterns[pattern].rows),
        "cues_of": cues_of,
        "limits": {pattern: limit for pattern, limit in limits.items() if limit < ANY_LENGTH},
    }
