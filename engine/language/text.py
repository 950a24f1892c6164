"""Turns what somebody typed into normalised words that still know where they stood in the original."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.language.spelling import respelt

Span = tuple[int, int]

_PICTURED = (("\u2300", "\u23ff"), ("\u2600", "\u27bf"), ("\u2b00", "\u2bff"), ("\U0001f300", "\U0001faff"))
PICTURES = "".join(f"{first}-{last}" for first, last in _PICTURED)
"""Every pictogram (emoji), as the inside of a class of characters in a regular expression."""
_SAYING = "\U0001F44D\U0001F44C\u2705\u274C\U0001F44E"
"""Pictures that stand for a word; any other one only parts what is before it from what follows."""
_PIECE = re.compile(
    r"\d+(?:[.:/,]\d+)*|[^\W\d_]+(?:['\u2019\u2018`\u00b4][^\W\d_]+)*|\d*[^\W_]+"
    r"|[.!?\u2026]+|[,;:()]|[\u2013\u2014]|(?<=\s)-(?=\s)|\n+"
    rf"|[{_SAYING}]|[{PICTURES}]+"
)
_QUOTES = str.maketrans("", "", "'\u2019\u2018`\u00b4")
_SENTENCE_ENDS = frozenset(".!?\u2026\n")
_CLAUSE_ENDS = frozenset(",;:()\u2013\u2014-")
_CLIPPED = 6
_REMEMBERED = 20_000
_ILL = 3
_JOINERS = frozenset({"and", "but", "so", "then", "because"})
_TITLES = frozenset(["mr", "mrs", "ms", "dr", "st", "prof", "eg", "ie", "etc", "vs", "no"])


class Token(NamedTuple):
    """One normalised word and the characters it came from; several words may share one span."""

    word: str
    start: int
    end: int
    sentence: int
    clause: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A run of tokens `first` (in) to `last` (out), and whether it ended in a question mark."""

    first: int
    last: int
    question: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """How words are read: variants, merged pairs, and the words that carry no content of their own."""

    variants: Mapping[str, tuple[str, ...]]
    merges: Mapping[tuple[str, str], str]
    empty: frozenset[str]
    empty_pairs: frozenset[tuple[str, str]]
    subjects: frozenset[str]
    never_will: frozenset[str]
    own_in: frozenset[str]
    read_before: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    """Readings by written word, for speed only."""
    known: set[str] = field(default_factory=set, init=False, compare=False, repr=False)
    """Every word that a cue asks for: an unknown word a slip away from one of them is read as that one."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text with its tokens, sentences and the one-line form that patterns are run on.

    `pieces` are its words with `?` after questions and `|` before, between and after sentences, the form that patterns are
    run on; `tokens_before[i]` is how many tokens stand before piece i.
    """

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    clause_spans: tuple[tuple[int, int], ...]
    pieces: tuple[str, ...]
    tokens_before: tuple[int, ...]

    def tokens_between(self, start: int, end: int) -> tuple[int, int]:
        """The token range under pieces start (in) to end (out): first (in), last (out); a mark belongs to the word before it."""
        before = self.tokens_before
        first, last = before[start + 1] - 1, before[end if end > start else start + 1]
        return (first, last if last > first else first + 1) if first > 0 else (0, last or 1)

    def span(self, first: int, last: int) -> Span:
        """The characters of the original text under tokens first (in) to last (out)."""
        if first >= last or first >= len(self.tokens):
            return (0, 0)
        return self.tokens[first].start, self.tokens[last - 1].end

    def content(self, first: int, last: int, wording: Wording) -> tuple[str, ...]:
        """The words with content among tokens first (in) to last (out), in order."""
        words = [t.word for t in self.tokens[first:last]]
        skip = {i + k for i in range(len(words) - 1) if (words[i], words[i + 1]) in wording.empty_pairs for k in (0, 1)}
        return tuple(w for i, w in enumerate(words) if i not in skip and w not in wording.empty)


@dataclass(slots=True)
class _Piece:
    word: str
    start: int
    end: int
    mark: str = ""


def pictured(character: str) -> bool:
    """Whether a character is a pictogram (an emoji), which people also put where a comma would stand."""
    return any(first <= character <= last for first, last in _PICTURED)


def bare(word: str) -> str:
    """A word in lower case without apostrophes."""
    return word.lower().translate(_QUOTES)


def expand(word: str, wording: Wording) -> tuple[str, ...]:
    """A written word as the words it is read as (one or more); the apostrophe form is looked up first."""
    known = wording.read_before.get(word)
    if known is None:
        if len(wording.read_before) >= _REMEMBERED:
            wording.read_before.clear()
        known = wording.read_before[word] = _expanded(word, wording)
    return known


def _expanded(word: str, wording: Wording) -> tuple[str, ...]:
    lowered = word.lower().replace("\u2019", "'").replace("\u2018", "'").replace("`", "'").replace("\u00b4", "'")
    word = bare(lowered)
    known = wording.variants.get(lowered) or wording.variants.get(word)
    if known:
        return known
    clipped = len(word) >= _CLIPPED and word.endswith("in") and word not in wording.own_in
    return (word + "g",) if clipped else (word,)


def analyse(text: str, wording: Wording, limit: int = 4000) -> Utterance:
    """Reads the first `limit` characters of a text. Time is linear in what is read."""
    pieces = _merge(_pieces(text[:limit], wording), wording)
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    clauses: list[tuple[int, int]] = []
    first = clause_first = 0
    for i, piece in enumerate(pieces):
        sentence_end = piece.mark and piece.mark in "|?"
        if piece.mark or (piece.word in _JOINERS and _new_clause(pieces, i, wording, len(tokens) - clause_first)):
            if len(tokens) > clause_first:
                clauses.append((clause_first, len(tokens)))
            clause_first = len(tokens)
        if sentence_end and len(tokens) > first:
            sentences.append(Sentence(first, len(tokens), piece.mark == "?"))
            first = len(tokens)
        if not piece.mark:
            tokens.append(Token(piece.word, piece.start, piece.end, len(sentences), len(clauses)))
    if len(tokens) > clause_first:
        clauses.append((clause_first, len(tokens)))
    if len(tokens) > first:
        sentences.append(Sentence(first, len(tokens), False))
    return _lined(text, tokens, sentences, clauses)


def _lined(text: str, tokens: list[Token], sentences: list[Sentence], clauses: list[tuple[int, int]]) -> Utterance:
    pieces, before = ["|"], [0]
    for sentence in sentences:
        pieces += [token.word for token in tokens[sentence.first : sentence.last]]
        before += range(sentence.first, sentence.last)
        for mark in "?|" if sentence.question else "|":
            pieces.append(mark)
            before.append(sentence.last)
    before += [len(tokens)] * 2
    return Utterance(text, tuple(tokens), tuple(sentences), tuple(clauses), tuple(pieces), tuple(before))


def _pieces(text: str, wording: Wording) -> list[_Piece]:
    found: list[_Piece] = []
    known = wording.read_before
    for match in _PIECE.finditer(text):
        raw, (start, end) = match.group(), match.span()
        if raw in known and len(raw) > _ILL:
            for word in known[raw]:
                found.append(_Piece(word, start, end))
            continue
        head = raw[0]
        if head in _SENTENCE_ENDS:
            if raw == "." and found and found[-1].word in _TITLES and found[-1].end == start:
                continue
            found.append(_Piece("", start, end, "?" if "?" in raw else "|"))
        elif head in _CLAUSE_ENDS or (pictured(head) and head not in _SAYING):
            found.append(_Piece("", start, end, ","))
        else:
            found.extend(_Piece(word, start, end) for word in _words(raw, text, end, found, wording))
    return found


def _words(raw: str, text: str, end: int, before: list[_Piece], wording: Wording) -> tuple[str, ...]:
    if len(raw) == _ILL and raw.lower() == "ill":
        previous = before[-1].word if before else ""
        following = text[end:end + 6].split()
        return ("ill",) if previous in wording.never_will or not following or not following[0][0].isalpha() else ("i", "will")
    if raw == "ID":
        return ("id",)
    read = expand(raw, wording)
    return (respelt(raw, wording.known),) if read == (raw,) and wording.known else read


def _merge(pieces: list[_Piece], wording: Wording) -> list[_Piece]:
    merged: list[_Piece] = []
    for piece in pieces:
        pair = wording.merges.get((merged[-1].word, piece.word)) if merged and not piece.mark else None
        if pair is None:
            merged.append(piece)
        else:
            merged[-1] = _Piece(pair, merged[-1].start, piece.end)
    return merged


def _new_clause(pieces: list[_Piece], i: int, wording: Wording, length: int) -> bool:
    """A joining word opens a clause when a subject and something more follow it."""
    if not length or i + 2 >= len(pieces):
        return False
    k = i + 1
    while k < len(pieces) - 1 and pieces[k].word in ("then", "also", "so", "maybe"):
        k += 1
    return pieces[k].word in wording.subjects and not pieces[k + 1 if k + 1 < len(pieces) else k].mark


def build_wording(data: Mapping[str, object]) -> Wording:
    """The wording rules out of the plain data of words.yaml. Raises ValueError for a part of the wrong shape."""
    variants = {str(k).lower().replace("\u2019", "'"): tuple(str(v).split()) for k, v in _mapping(data, "variants").items()}
    merges: dict[tuple[str, str], str] = {}
    for pair, word in _mapping(data, "merges").items():
        first, second = str(pair).split()
        merges[first, second] = str(word)
    empty: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for entry in (*_listed(data, "stop_words"), *_listed(data, "fillers")):
        words = entry.split()
        if len(words) == 2:
            pairs.add((words[0], words[1]))
        else:
            empty.update(words[:1])
    subjects, never = frozenset(_listed(data, "subjects")), frozenset(_listed(data, "before_ill"))
    own_in = frozenset(_listed(data, "own_in"))
    return Wording(variants, merges, frozenset(empty), frozenset(pairs), subjects, never, own_in)


def _mapping(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = data.get(name) or {}
    if not isinstance(value, Mapping):
        raise ValueError(f"words: `{name}` must be a table of written word and reading")
    return value


def _listed(data: Mapping[str, object], name: str) -> Iterable[str]:
    value = data.get(name) or []
    if isinstance(value, str):
        return value.split()
    if not isinstance(value, list):
        raise ValueError(f"words: `{name}` must be a list of words")
    return [str(v) for v in value]
