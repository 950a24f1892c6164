"""Finds what job adverts and job descriptions ask for, so that a person can paste them instead of typing a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from engine.language.phrases import Hit, Phrases
from engine.language.text import Span

if TYPE_CHECKING:
    from engine.language.understand import Language

Kind = Literal["experience", "qualification", "seniority", "task", "objective", "reports", "hard", "soft", "leadership"]
KINDS: tuple[Kind, ...] = ("reports", "qualification", "experience", "objective", "leadership", "soft", "hard", "seniority", "task")
"""Every kind; where the words of a part show several, the first of these counts."""

MOST_READ = 40_000
"""Characters that are read: about ten long adverts."""
MOST_WORDS = 45
"""A longer stretch of words is a story, no requirement."""
HEADING_WORDS, TITLE_WORDS, TITLE_LINES = 9, 10, 3
SENTENCE_WORDS = 6
_OPEN, _WANTED, _NOTHING = "", "wanted", "nothing"
_SETTLED_IN: Mapping[str, frozenset[str]] = {
    "task": frozenset({"reports", "leadership", "objective"}),
    "objective": frozenset({"reports"}),
    "reports": frozenset({"leadership"}),
    "hard": frozenset({"qualification", "experience"}),
    "soft": frozenset({"qualification", "experience"}),
    "leadership": frozenset({"qualification", "experience"}),
}
"""Under a heading that tells the kind, only these kinds overrule it."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,9})(?:\s[^<>]{0,120})?/?>")
_ENTITY = re.compile(r"&(?:#?\w{2,8});")
_ENTITIES = {"&ndash;": "–", "&mdash;": "—", "&rsquo;": "’", "&lsquo;": "‘", "&apos;": "’", "&#39;": "’", "&bull;": "\n"}
_BLOCKS = frozenset({"p", "li", "ul", "ol", "br", "div", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "td", "table", "section"})
_BULLET = re.compile(r"\s*(?:[•·▪●○◦‣⁃∙*►▶➤➢✓✔☑»→+–—\-\uf0b7]+\s*|o\s+|\(?(?:\d{1,2}|[a-zA-Z]|i{2,3})[.)]\s+)")
_INLINE = re.compile(r"\s[•▪●‣►➤✓✔]\s")
_SENTENCE = re.compile(r"(?<=[.!?])[\s)]+|(?<=[.!?])(?=[A-Z][a-z])|;\s*|(?<=,),+|\.(?=[a-z]{3})")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LABEL = re.compile(r"[:.]\s|\s[–—-]\s|:$")
_BREAK = re.compile(r"[,;:()]|\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a text asks for: its kind, its own words, and where they stand."""

    kind: Kind
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Word:
    word: str
    start: int
    end: int


class AdvertWords:
    """The headings and cues by which adverts are read, made ready when they are first needed."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """`data` has the form of adverts.yaml; nothing in it: nothing is found."""
        self.data = data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> AdvertWords:
        """Words whose every part has been tried. Raises ValueError with one clear sentence about what is wrong."""
        words = cls(data)
        unknown = {*(data.get("kinds") or {})} - {*KINDS, _NOTHING} | {*(data.get("headings") or {})} - {*KINDS, _NOTHING, _WANTED}
        if unknown:
            raise ValueError(f"adverts: there is no kind {min(unknown)!r}")
        words.headings, words.kinds, words.doing, words.sets, words.short  # noqa: B018 - each is built, and complains, here
        return words

    @cached_property
    def headings(self) -> Phrases:
        """What a heading says about the lines under it."""
        return Phrases(self.data.get("headings") or {})

    @cached_property
    def kinds(self) -> Phrases:
        """What words say about the kind of a requirement."""
        return Phrases(self.data.get("kinds") or {})

    @cached_property
    def doing(self) -> Phrases:
        """Openings that tell a task."""
        return Phrases({"task": self.data.get("doing") or []})

    @cached_property
    def sets(self) -> Mapping[str, frozenset[str]]:
        """The word sets by name: `asked`, `being`, `seniority`, `employer`, `wishing`, `titles`, `turns`, `oneself`."""
        names = ("asked", "being", "seniority", "employer", "wishing", "titles", "turns", "oneself")
        return {name: frozenset(str(self.data.get(name, "")).split("|")) - {""} for name in names}

    @cached_property
    def short(self) -> Mapping[str, tuple[str, ...]]:
        """Written forms and the words they are read as."""
        return {str(form): tuple(str(words).split()) for form, words in (self.data.get("short") or {}).items()}


def requirements(text: str, language: Language) -> tuple[Requirement, ...]:
    """What one or several pasted adverts or job descriptions ask for, in their order, nothing twice. Time is linear in the text.

    Pay, praise of the employer, equal-opportunity and how-to-apply text are none. () when nothing is found.
    """
    words = language.adverts
    found: list[Requirement] = []
    seen: set[str] = set()
    reader = _Reader(words, _cleaned(text[:MOST_READ]))
    for one in reader.read():
        key = " ".join(_WORD.findall(one.text.lower()))
        if key not in seen:
            seen.add(key)
            found.append(one)
    return tuple(found)


def _cleaned(text: str) -> str:
    """The text without HTML, every character still at its place."""

    def tag(match: re.Match[str]) -> str:
        first = "\n" if match[2].lower() in _BLOCKS else " "
        return first + " " * (len(match[0]) - 1)

    def entity(match: re.Match[str]) -> str:
        return _ENTITIES.get(match[0], " ").ljust(len(match[0]), "\u200b")

    if "<" in text:
        text = _TAG.sub(tag, text)
    if "&" in text:
        text = _ENTITY.sub(entity, text)
    return text.replace("\r", "\n").replace("\u2028", "\n")


class _Reader:
    """Goes through an advert line by line and remembers under which heading it stands."""

    def __init__(self, words: AdvertWords, text: str) -> None:
        self.words, self.text = words, text
        self.section = _OPEN
        self.listed = False
        self.lines = 0

    def read(self) -> Iterator[Requirement]:
        """Every requirement of the text."""
        place = 0
        for line in self.text.split("\n"):
            start, end = place, place + len(line)
            place = end + 1
            if not line.strip():
                continue
            inner = [start, *(start + one.start() for one in _INLINE.finditer(line)), end]
            for number, (first, last) in enumerate(pairwise(inner)):
                yield from self.line(first, last, bulleted=number > 0)

    def line(self, start: int, end: int, *, bulleted: bool) -> Iterator[Requirement]:
        """The requirements of one line."""
        bullet = _BULLET.match(self.text, start, end)
        start = bullet.end() if bullet else start
        bulleted = bulleted or bullet is not None
        said = self.tokens(start, end)
        if not said:
            return
        self.lines += 1
        title = self.title(said, start, end)
        if title:
            yield title
            return
        start, section = self.heading(said, start, end, bulleted)
        if section == _NOTHING:
            return
        if self.listed and not bulleted and len(said) >= SENTENCE_WORDS and self.text[start:end].rstrip()[-1:] in (".", "!", "?"):
            self.section = _OPEN
        self.listed = bulleted
        if self.section != _NOTHING:
            for first, last in self.sentences(start, end):
                yield from self.sentence(self.tokens(first, last), first, last, bulleted)

    def tokens(self, start: int, end: int) -> list[_Word]:
        """The words between two places; a short form is as many as it is read as."""
        short, found = self.words.short, []
        for match in _WORD.finditer(self.text, start, end):
            raw = match[0].lower().replace("’", "'")
            for word in short.get(raw) or (raw.replace("'", ""),):
                found.append(_Word(word, match.start(), match.end()))
        return found

    def sentences(self, start: int, end: int) -> Iterator[Span]:
        """The sentences of a line."""
        place = start
        for match in _SENTENCE.finditer(self.text, start, end):
            if match.end() > place:
                yield place, match.end()
            place = match.end()
        if place < end:
            yield place, end

    # -- headings and titles ------------------------------------------------------------------------------------------------

    def title(self, said: Sequence[_Word], start: int, end: int) -> Requirement | None:
        """The title of the post where it says how senior it is: among the first lines, or after "Job title:"."""
        senior, labels = self.words.sets["seniority"], self.words.sets["titles"]
        colon = self.text.find(":", start, end)
        label = " ".join(one.word for one in said if one.end <= colon)
        if colon > 0 and (label in labels or label.split(" ")[-1:] == ["title"]):
            value = [one for one in said if one.start > colon]
            if not value or senior.isdisjoint(one.word for one in (*value, *said)):
                return None
            graded = label in labels and label not in ("job title", "title", "position", "post", "role", "vacancy", "job")
            return self.requirement("seniority", start if graded else value[0].start, end)
        early = self.lines <= TITLE_LINES and self.section == _OPEN and len(said) <= TITLE_WORDS
        if not early or self.text[start:end].rstrip()[-1:] in (".", "!", "?", ":") or self.words.sets["employer"] & {said[0].word}:
            return None
        if senior.isdisjoint(one.word for one in said) or self.words.headings.whole([one.word for one in said]):
            return None
        return self.requirement("seniority", start, end)

    def heading(self, said: Sequence[_Word], start: int, end: int, bulleted: bool) -> tuple[int, str]:
        """Where the line's own words begin after its heading, and the section these words alone stand under ("" for the running one)."""
        mark = _LABEL.search(self.text, start, end)
        label = [one.word for one in said if mark is None or one.end <= mark.start() + 1]
        alone = len(label) == len(said)
        if len(label) <= HEADING_WORDS and not (bulleted and alone):
            section = self.words.headings.whole(label)
            if section and (alone or section != "reports"):
                if section == _NOTHING and not alone:
                    return start, _NOTHING
                self.section, self.listed = section, False
                return (end if alone or mark is None else mark.end()), _OPEN
        if alone and not bulleted and len(said) <= SENTENCE_WORDS and self.unknown(said, start, end):
            self.section, self.listed = _OPEN, False
        return start, _OPEN

    def unknown(self, said: Sequence[_Word], start: int, end: int) -> bool:
        """Whether a line looks like a heading of which nothing is known."""
        written = self.text[start:end].strip()
        return (written.endswith(":") or written.isupper()) and not self.words.kinds.find([one.word for one in said])

    # -- sentences ----------------------------------------------------------------------------------------------------------

    def sentence(self, said: Sequence[_Word], start: int, end: int, bulleted: bool) -> Iterator[Requirement]:
        """The requirements of one sentence."""
        if not said:
            return
        words = [one.word for one in said]
        if words[0] in self.words.sets["employer"] and self.words.sets["wishing"].isdisjoint(words):
            return
        hits = self.words.kinds.find(words)
        settled = _SETTLED_IN.get(self.section)
        if settled is not None:
            if len(words) <= MOST_WORDS and (len(words) > 1 or bulleted):
                shown = _first({one.name for one in hits} & settled)
                yield self.requirement(shown or self.section, start, end)
            return
        yield from self.parts(said, hits, bulleted, end)

    def parts(self, said: Sequence[_Word], hits: Sequence[Hit], bulleted: bool, end: int) -> Iterator[Requirement]:
        """The parts of a sentence that ask for different kinds of things."""
        kinds: list[tuple[str, int]] = []
        for first, last in self.cuts(said):
            kind = self.kind(said, first, last, hits, bulleted)
            anew = said[first].word == "you" and bool(kind)
            if kind and (anew or not kinds or kinds[-1][0] != kind):
                opening = first if kinds else 0
                kinds.append((kind, opening))
        if not kinds and self.section == _WANTED and (bulleted or len(said) <= TITLE_WORDS):
            kinds = [("hard", 0)]
        asked = self.section == _WANTED or not self.words.sets["asked"].isdisjoint(one.word for one in said)
        for number, (kind, first) in enumerate(kinds):
            last = kinds[number + 1][1] if number + 1 < len(kinds) else len(said)
            plain = kind in ("hard", "soft", "leadership", "seniority") and not asked
            if kind != _NOTHING and not plain and last - first <= MOST_WORDS:
                yield self.requirement(kind, said[first].start, end if last == len(said) else said[last].start)

    def cuts(self, said: Sequence[_Word]) -> Iterator[tuple[int, int]]:
        """Where a sentence can be cut: at commas, dashes and joining words."""
        first = 0
        joining = {"and", "but", "plus"} | (self.words.sets["turns"] if len(said) > MOST_WORDS else set())
        for number in range(1, len(said)):
            joined = said[number].word in joining and said[number - 1].end != said[number].end
            if joined or _BREAK.search(self.text, said[number - 1].end, said[number].start):
                yield first, number
                first = number
        yield first, len(said)

    def kind(self, said: Sequence[_Word], first: int, last: int, hits: Sequence[Hit], bulleted: bool) -> str:
        """What a part of a sentence is about; "" when its words do not tell."""
        shown = {one.name for one in hits if first <= one.first < last}
        if _NOTHING in shown and not (bulleted and self.section == _WANTED):
            return _NOTHING
        found = _first(shown)
        if found in ("", "hard", "soft") and self.doing(said, first, last):
            return "task"
        return found

    def doing(self, said: Sequence[_Word], first: int, last: int) -> bool:
        """Whether a part opens by telling what will be done."""
        words = [one.word for one in said[first:last]]
        skip = 1 if words[0] in ("and", "but", "as") else 0
        for hit in self.words.doing.find(words[: SENTENCE_WORDS + 4]):
            after = words[hit.last] if hit.last < len(words) else ""
            if hit.first <= skip + 4 and (words[hit.last - 1].endswith("ing") or (after and after not in self.words.sets["being"])):
                return words[hit.first : hit.last] != ["you"] or hit.first == skip
        return False

    def requirement(self, kind: str, start: int, end: int) -> Requirement:
        """A requirement of the words between two places, without what only joins them."""
        while start < end and (self.text[start].isspace() or self.text[start] in "\u200b,;:–—-(."):
            start += 1
        for word in ("and ", "but "):
            if self.text[start:end].lower().startswith(word):
                start += len(word)
        while end > start and (self.text[end - 1].isspace() or self.text[end - 1] in "\u200b,;:–—-(.!?•"):
            end -= 1
        text = " ".join(self.text[start:end].replace("\u200b", "").split())
        return Requirement(next(one for one in KINDS if one == kind), text, (start, end))


def _first(shown: set[str]) -> str:
    """The kind that counts among those shown; "" for none."""
    return next((kind for kind in KINDS if kind in shown), "")


__all__ = ["KINDS", "AdvertWords", "Kind", "Requirement", "requirements"]
