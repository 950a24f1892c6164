"""Splits an answer into the things it lists, and several own actions said in one breath into one each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.language.lexicon import Lexicon
from engine.language.text import PICTURES, Span, Utterance, analyse, pictured

_LIMIT = 20_000
_LOOK_BACK = 30  # words before a joining word that are looked at: keeps the work linear
_BREAKS = frozenset(",;:\n\u2013\u2014\u2022&/")
_ORDINALS = ("one", "two", "three", "four", "five", "six"), ("first", "second", "third", "fourth", "fifth", "sixth"), (
    "firstly", "secondly", "thirdly", "fourthly", "fifthly", "sixthly"), ("1", "2", "3", "4", "5", "6")  # fmt: skip
_BACK_WORDS = frozenset(["it", "them", "that", "this", "those", "these", "one", "its", "their", "him", "her", "there"])


@dataclass(frozen=True, slots=True)
class Item:
    """One thing listed: its own words, where they stand, and its content words."""

    text: str
    span: Span
    content: tuple[str, ...]


_PICTURES = re.compile(f"(?:[ ]?[{PICTURES}][\u200D\uFE0F]*)+")
"""A space and pictograms, with the marks that put several of them together."""
_NEAR = 6
_CLOSING = frozenset({"no_more", "aside"})
Range = tuple[int, int]


def items(text: str, lexicon: Lexicon) -> tuple[Item, ...]:
    """The things an answer lists, in order, without lead-ins, empty parts and that's-all tails."""
    utterance = analyse(text, lexicon.wording, _LIMIT)
    numbered = _numbered(utterance)
    ranges = numbered or [r for s in utterance.sentences for r in _parts(utterance, s.first, s.last, lexicon)]
    tails = _tails(utterance, lexicon)
    found = []
    for whole in ranges:
        first, last = _trimmed(utterance, *whole, lexicon)
        item = _item(utterance, first, last, lexicon)
        if item.content and not _no_thing(utterance, first, last, lexicon) and not any(a <= first and last <= b for a, b in tails):
            found.append(item)
    return tuple(found)


def commitments(text: str, lexicon: Lexicon) -> tuple[Item, ...]:
    """Each own action that an answer promises ("I'll do A and I'll also ask B" is two), with what belongs to it.

    Success signs, conditions and reasons stay with the action they follow; what is taken back ("no, wait") goes; () when no
    own action is said.
    """
    utterance = analyse(text, lexicon.wording, _LIMIT)
    found: list[Range] = []
    taken_back = False
    for sentence in utterance.sentences:
        opening = _after_label(utterance, sentence.first, sentence.last)
        conditional = opening >= sentence.last or utterance.tokens[opening].word in lexicon.classes.get("condition", frozenset())
        for first, last in _clauses_of(utterance, sentence.first, sentence.last):
            taken_back = taken_back or (bool(found) and _takes_back(utterance, first, lexicon))
            if not conditional and _opens_action(utterance, first, last, lexicon) and not (found and _speaks_of_it(utterance, first, last)):
                found = [(first, last)] if taken_back else [*found, (first, last)]
                taken_back = False
            elif found and not taken_back and found[-1][1] == first and _after_label(utterance, first, last) < last:
                found[-1] = (found[-1][0], last)
    return tuple(_item(utterance, *_trimmed(utterance, a, b, lexicon), lexicon) for a, b in found)


def _takes_back(utterance: Utterance, first: int, lexicon: Lexicon) -> bool:
    """Whether the words from token `first` on begin by taking back what was said before them."""
    words = [token.word for token in utterance.tokens[first : first + 3]]
    phrases = lexicon.classes.get("taken_back", frozenset())
    return any(" ".join(words[:length]) in phrases for length in range(1, len(words) + 1))


def _speaks_of_it(utterance: Utterance, first: int, last: int) -> bool:
    """Whether a clause only goes on with the action before it ("and I will put it on the wall")."""
    words = [token.word for token in utterance.tokens[first : min(last, first + _NEAR)]]
    return any(word in ("it", "them") for word in words)


def _no_thing(utterance: Utterance, first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether the words only stand before or between the things of a list ("first", "above all")."""
    said = " ".join(token.word for token in utterance.tokens[first:last])
    return any(said in lexicon.classes.get(name, frozenset()) for name in ("no_thing", "lead_in"))


def _item(utterance: Utterance, first: int, last: int, lexicon: Lexicon) -> Item:
    start, end = utterance.span(first, last)
    end = _with_tail(utterance.text, start, end)
    return Item(utterance.text[start:end], (start, end), utterance.content(first, last, lexicon.wording))


def _with_tail(text: str, start: int, end: int) -> int:
    """Where a thing ends when the bracket that it opened, and the pictograms after it, belong to it."""
    if text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    pictures = _PICTURES.match(text, end)
    return pictures.end() if pictures else end


def _between(utterance: Utterance, i: int) -> str:
    """The characters that stand before token i."""
    return utterance.text[utterance.tokens[i - 1].end : utterance.tokens[i].start] if i else "\n"


def _broken(utterance: Utterance, i: int) -> bool:
    between = _between(utterance, i)
    return not _BREAKS.isdisjoint(between) or " - " in between or any(map(pictured, between))


def _numbered(utterance: Utterance) -> list[Range]:
    """The parts of "One, ... Two, ..." when at least two labels follow each other in order; else nothing."""
    tokens = utterance.tokens
    starts_sentence = {s.first for s in utterance.sentences}
    for labels in _ORDINALS:
        places: list[int] = []
        for i, token in enumerate(tokens):
            if len(places) < len(labels) and token.word == labels[len(places)] and _is_label(utterance, i, starts_sentence):
                places.append(i)
        if len(places) >= 2:
            before = [(0, places[0])] if utterance.tokens[: places[0]] and places[0] > 6 else []
            ends = [*places[1:], len(tokens)]
            return before + [(a + 1, b) for a, b in zip(places, ends, strict=True) if b > a + 1]
    return []


def _is_label(utterance: Utterance, i: int, starts: set[int]) -> bool:
    opens = i in starts or _broken(utterance, i) or utterance.tokens[i - 1].word in ("and", "then")
    if i + 1 >= len(utterance.tokens) or not opens:
        return False
    after = utterance.text[utterance.tokens[i].end : utterance.tokens[i + 1].start]
    return not after.isspace() or utterance.tokens[i + 1].word in ("i", "the", "to", "my", "is", "a")


def _parts(utterance: Utterance, first: int, last: int, lexicon: Lexicon) -> Iterator[Range]:
    """Cuts one sentence at commas and joining words where a new thing begins."""
    classes = lexicon.classes
    joiners, clinging = classes.get("list_joiner", frozenset()), classes.get("clinging", frozenset())
    start = first
    listed = any(_broken(utterance, i) for i in range(first + 1, last))
    for i in range(first + 1, last):
        word = utterance.tokens[i].word
        if _broken(utterance, i):
            speaks_of_it = word in joiners or word == "i"
            back = speaks_of_it and _refers_back(utterance, i if word in joiners else i - 1, last)
            cut = word not in clinging and not back
        else:
            offered = word == "or" and i + 1 < last and utterance.tokens[i + 1].word == "i"
            cut = offered or (word in joiners and i > start and _joins_things(utterance, start, i, last, listed, lexicon))
        if cut:
            yield start, i
            start = i
    yield start, last


def _piece_end(utterance: Utterance, i: int, last: int) -> int:
    """Where the piece that begins at token i ends: the next break or joining word."""
    for k in range(i + 1, last):
        if _broken(utterance, k) or utterance.tokens[k].word in ("and", "then", "plus"):
            return k
    return last


def _refers_back(utterance: Utterance, i: int, last: int) -> bool:
    """Whether the piece after a joining word speaks of the thing before it ("and use them on ...")."""
    end = _piece_end(utterance, i, last)
    words = [t.word for t in utterance.tokens[i + 1 : end]]
    words = words[2:] if words[:2] == ["after", "that"] else words
    doing = len(words) > 1 and words[0] == "i" and words[1] in ("will", "could", "can", "would")
    own = doing or (bool(words) and words[0] in ("to", "how"))
    return not own and any(w in _BACK_WORDS for w in words[:4])


def _joins_things(utterance: Utterance, start: int, i: int, last: int, listed: bool, lexicon: Lexicon) -> bool:
    tokens = utterance.tokens
    if i + 1 >= last or _refers_back(utterance, i, last):
        return False
    if f"{tokens[i - 1].word} {tokens[i + 1].word}" in lexicon.classes.get("fixed_pair", frozenset()):
        return False
    following = tokens[i + 1].word
    amounts = lexicon.classes.get("amount_tail", frozenset())
    if following in amounts or (i + 2 < last and f"{following} {tokens[i + 2].word}" in amounts):
        return False
    left = utterance.content(max(start, i - _LOOK_BACK), i, lexicon.wording)
    right = utterance.content(i + 1, _piece_end(utterance, i, last), lexicon.wording)
    if not left or not right:
        return False
    if following.endswith("ing") or following in lexicon.classes.get("thing_opener", frozenset()) or tokens[i].word != "and":
        return True
    plain_left = len(left) <= 2 and not tokens[start].word.endswith("ing")
    return listed or (plain_left and len(right) <= 3 and tokens[start].word not in lexicon.classes["self"])


def _trimmed(utterance: Utterance, first: int, last: int, lexicon: Lexicon) -> Range:
    """The range without joining words and lead-ins at its beginning and joining words at its end."""
    leads = lexicon.classes.get("lead_in", frozenset())
    while first < last - 1:
        words = [t.word for t in utterance.tokens[first : min(first + 6, last)]]
        if " ".join(words[:2]) in lexicon.classes.get("one_thing", frozenset()):
            break
        length = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]) in leads), 0)
        if not length or first + length >= last:
            break
        first += length
    while last - 1 > first and utterance.tokens[last - 1].word in ("and", "then", "or", "also"):
        last -= 1
    return first, last


def _tails(utterance: Utterance, lexicon: Lexicon) -> list[Range]:
    """The token ranges of remarks that only close the list, with the breaks around them."""
    hits = lexicon.cues["employee"].hits(utterance, len(utterance.tokens), _CLOSING)
    return [r for h in hits if h.cue.weight > 0 for r in h.ranges]


def _after_label(utterance: Utterance, first: int, last: int) -> int:
    labels = {w for row in _ORDINALS for w in row} | {"and", "then", "so", "ok", "okay", "also"}
    while first < last and utterance.tokens[first].word in labels:
        first += 1
    return first


def _clauses_of(utterance: Utterance, first: int, last: int) -> Sequence[Range]:
    return [(a, b) for a, b in utterance.clause_spans if first <= a and b <= last]


def _opens_action(utterance: Utterance, first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a clause says what the speaker will do, and is not the sign, condition or reason of another action."""
    leads = lexicon.classes.get("before_action", frozenset())
    while first < last and utterance.tokens[first].word in leads:
        first += 1
    first = _after_label(utterance, first, last)
    words = [t.word for t in utterance.tokens[first : min(first + 5, last)]]
    if len(words) < 2:
        return False
    if words[0] in ("going", "gonna"):
        words = ["i", "am", *words]
    if words[0] != "i":
        return False
    rest = [w for w in words[1:] if w not in ("also", "then", "just", "only")]
    for opening in (["will"], ["shall"], ["am", "going", "to"], ["plan", "to"]):
        if rest[: len(opening)] == opening:
            rest = rest[len(opening) :]
            return bool(rest) and rest[0] not in lexicon.classes.get("no_action_verb", frozenset())
    return bool(rest) and rest[0] not in lexicon.classes.get("not_doing", frozenset()) and not rest[0].endswith("ed")
