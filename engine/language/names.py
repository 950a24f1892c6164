"""Names in an utterance: of people and of things inside the company, told apart by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.language.date_words import DateWords
from engine.language.lexicon import Lexicon
from engine.language.text import Span

_LIMIT = 4_000
_TOKEN = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*(?:['\u2019](?![sS]\b)[^\W\d_]+)*|[.!?\u2026\n]")
_CODE = re.compile(r"[A-Z]{2,5}s?|(?=[^\W_]*[A-Z])(?=.*\d)[A-Z][^\W_]*(?:[-\u2010\u2011][^\W_]+)*")
_ENDS = frozenset(".!?\u2026\n")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it was written, where it stands, and the rule that took it for one: `person.*` or `inside.*`."""

    text: str
    span: Span
    rule: str

    @property
    def is_person(self) -> bool:
        """Whether it names somebody rather than something inside the company."""
        return self.rule.startswith("person.")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    opens: bool

    @property
    def low(self) -> str:
        return self.text.lower()


def find_names(text: str, lexicon: Lexicon, dates: DateWords) -> tuple[Name, ...]:
    """Every name in the first 4,000 characters, in order: capitals that no sentence begins with and no known word explains,
    codes of capitals and figures, and people named by what they are ("my line manager")."""
    words = list(_words(text[:_LIMIT]))
    found: list[Name] = []
    place = 0
    while place < len(words):
        stop, rule = _named(words, place, lexicon, dates)
        if rule:
            start, end = words[place].start, words[stop - 1].end
            found.append(Name(text[start:end], (start, end), rule))
        place = stop
    return tuple(found)


def _words(text: str) -> Iterator[_Word]:
    opens = True
    for match in _TOKEN.finditer(text):
        if match.group() in _ENDS:
            opens = True
            continue
        yield _Word(match.group(), match.start(), match.end(), opens)
        opens = False


def _named(words: list[_Word], place: int, lexicon: Lexicon, dates: DateWords) -> tuple[int, str]:
    """The place behind what begins here, and the rule by which it is a name ("" for none)."""
    word = words[place]
    if word.low == "my":
        stop = _role_end(words, place + 1, lexicon)
        return (stop, "person.role") if stop > place + 1 else (place + 1, "")
    if word.low in lexicon.classes.get("name_known", frozenset()):
        return place + 1, ""
    if _CODE.fullmatch(word.text) and not _shouted(words, place):
        return place + 1, "inside.code"
    stop = place
    while stop < len(words) and _is_name(words, stop, place, lexicon, dates):
        stop += 1
    return (stop, _kind(words, place, stop, lexicon)) if stop > place else (place + 1, "")


def _role_end(words: list[_Word], place: int, lexicon: Lexicon) -> int:
    """Behind the longest name of a role that begins here, of three words at most; here when there is none."""
    roles = lexicon.classes.get("boss", frozenset()) | lexicon.classes.get("family", frozenset())
    for size in (3, 2, 1):
        if " ".join(word.low for word in words[place : place + size]) in roles and place + size <= len(words):
            return place + size
    return place


def _shouted(words: list[_Word], place: int) -> bool:
    """Whether a neighbour is all capitals too: then the capitals say nothing."""
    beside = [words[i].text for i in (place - 1, place + 1) if 0 <= i < len(words)]
    return any(len(text) > 1 and text.isupper() and text.isalpha() for text in beside)


def _is_name(words: list[_Word], place: int, first: int, lexicon: Lexicon, dates: DateWords) -> bool:
    """Whether a capitalised word is explained by nothing but a name; what follows a name may be a known word, not a new sentence."""
    word = words[place]
    if not word.text[0].isupper() or (len(word.text) > 1 and word.text.isupper()) or (word.opens and place > first):
        return False
    known = word.low in lexicon.members or word.low in dates.phrases or word.text in ("I", "I'm")
    titled = place > 0 and words[place - 1].low in lexicon.classes.get("name_title", frozenset())
    opens_title = word.low in lexicon.classes.get("name_title", frozenset())
    return titled or opens_title or not (known or word.opens)


def _kind(words: list[_Word], place: int, stop: int, lexicon: Lexicon) -> str:
    """The rule that says whether the name from `place` to `stop` is somebody's or of something inside the company."""
    classes = lexicon.classes
    before = words[place - 1].low if place else ""
    after = words[stop].low if stop < len(words) else ""
    if words[place].low in classes.get("name_title", frozenset()):
        return "person.title" if stop > place + 1 else ""
    if after in classes.get("inside_kind", frozenset()) or before in classes.get("inside_kind", frozenset()) or before == "the":
        return "inside.kind"
    two_before = f"{words[place - 2].low} {before}" if place > 1 else ""
    if not classes.get("name_after", frozenset()).isdisjoint((before, two_before)):
        return "person.addressed"
    return "person.acts" if after in classes.get("name_does", frozenset()) else "inside.name"


__all__ = ["Name", "find_names"]
