"""Finds clauses that tell the other what to do by their build, whatever they are about; here commas count, which patterns cannot see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from engine.language.text import Utterance

Classes = Mapping[str, frozenset[str]]
_NONE: frozenset[str] = frozenset()
_NAMES = (
    "deed", "deed_or_thing", "deed_if_told", "before_deed", "goes_on", "breaks_deed", "before_you", "sets_out", "between_deeds", "month",
    "day",
)  # fmt: skip
_SUGGESTING = frozenset({"maybe", "perhaps", "just", "or", "also", "then", "instead"})
_STATES = frozenset({"are", "am", "is", "was", "were", "have", "has", "had", "dont", "arent", "isnt", "know", "cant", "seem"})
_GOVERNING = frozenset({"to", "would", "could", "should", "can", "will", "might", "must", "rather", "and"})
_SUPPOSING = frozenset({"if", "when", "once", "since", "because", "as", "while", "after", "before", "until", "whenever", "whatever"})
_THE = frozenset({"the", "those", "these", "my", "our", "most", "some", "other", "good"})
_TIED = frozenset({"while", "whilst", "fortnight", "weekly", "mornings", "evenings"})
_LINKING = _SUGGESTING | {"so", "please"}
_ASKING = frozenset({"what", "where", "how", "when", "who", "which", "why"})
_NOT = frozenset({"dont", "never"})
_SPEAKER = frozenset({"me", "us"})
_TELLING = frozenset({"i", "you", "we", "they", "people", "he", "she"})
_PRESSING = frozenset({"straight", "first", "sharpish", "reckon", "pronto", "quick", "fast", "asap", "tomorrow", "now"})
_NEAR, _LEAD_IN, _BETWEEN = 3, 7, 4
_BACK = 40
"""How many words before a clause are looked at: with a bound, a line of a thousand clauses is read as fast as its length allows."""

_TOLD: tuple[tuple[str, ...], ...] = (
    ("should",), ("must",), ("ought", "to"), ("need", "to"), ("do", "need", "to"), ("have", "got", "to"), ("had", "better"),
    ("would", "better"), ("better",), ("had", "best"), ("would", "best"), ("best",), ("will", "want", "to"), ("would", "want", "to"),
    ("will", "need", "to"), ("will", "have", "to"), ("would", "do", "well", "to"), ("would", "be", "as", "well"),
    ("would", "be", "better"), ("would", "be", "best"), ("would", "be", "wise", "to"), ("would", "be", "smart", "to"),
    ("would", "do", "better"), ("are", "better", "off"), ("are", "best"), ("are", "as", "well"), ("wants", "to"),
)  # fmt: skip
_OFFERED: tuple[tuple[str, ...], ...] = (
    ("could",), ("might",), ("may", "want", "to"), ("can", "always"), ("can", "also"), ("can", "just"), ("can", "maybe"), ("can", "easily"),
)  # fmt: skip
_STOPPED = (("can", "stop"), ("can", "forget"), ("can", "drop"), ("can", "skip"))
_WANTED = (("want", "to"),)


@dataclass(frozen=True, slots=True)
class Urge:
    """A clause that tells somebody to do a thing: tokens `first` (in) to `last` (out).

    `rule` is `imperative`, `modal` ("you should"), `option` ("you could") or `instruction` ("step one, you go"). `suggested` says
    whether it opens like a suggestion ("or", "maybe"), so that an option is no mere praise of what somebody could do.
    """

    rule: str
    first: int
    last: int
    suggested: bool


def urges(utterance: Utterance, classes: Classes, led: Set[int]) -> Iterator[Urge]:
    """The clauses that tell the other what to do, but for those whose verb is one of the tokens `led`, which lead the talk.

    `classes` has the word lists of `words.yaml` that are named in `_NAMES`; without them nothing is found. Each clause is read once.
    """
    reader = _Clauses(utterance, classes)
    for first, last in utterance.clause_spans:
        rule, verb = reader.read(first, last)
        if rule and verb not in led:
            suggested = not _SUGGESTING.isdisjoint(reader.words[first:verb]) or not _TIED.isdisjoint(reader.words[verb:last])
            yield Urge(rule, first, last, suggested)


class _Clauses:
    """The clauses of one utterance, read one by one."""

    def __init__(self, utterance: Utterance, classes: Classes) -> None:
        self.utterance = utterance
        self.words = [token.word for token in utterance.tokens]
        found = (classes.get(name, _NONE) for name in _NAMES)
        self.deeds, self.things, self.told, self.small, self.goes_on, self.breaks, self.lead_in, self.sets_out, self.between, *days = found
        self.days = frozenset().union(*days)

    def read(self, first: int, last: int) -> tuple[str, int]:
        """The rule of a clause and the place of its verb; "" when it tells nobody to do a thing."""
        sentence = self.utterance.sentences[self.utterance.tokens[first].sentence]
        begin = max(sentence.first, first - _BACK)
        opened = self.words[self.past_small(begin, first)]
        asked = sentence.question and (last == sentence.last or opened in self.breaks or opened in _ASKING)
        start = self.past_small(first, last)
        verb = self.imperative(start, last)
        if verb:
            suggested = self.past_small(begin, first) == first and not _SUGGESTING.isdisjoint(self.words[first:start])
            return ("", 0) if (asked and not suggested) or self.runs_on(begin, first, start) else ("imperative", verb - 1)
        you = self.you(start, last)
        if not you:
            return "", 0
        at = self.past_small(you, last)
        for rule, forms in (("option", _OFFERED if self.words[you - 1] == "you" else ()), ("modal", _TOLD)):
            verb = 0 if asked and rule == "modal" else self.told_by(forms, at, last)
            if verb:
                return rule, verb - 1
        if asked:
            return "", 0
        verb = self.stopped(at, last) or self.wanted(at, last, self.words[begin : last + _BACK])
        if verb:
            return "modal", verb - 1
        verb = self.imperative(at, last) if not self.sets_out.isdisjoint(self.words[begin:first]) else 0
        return ("instruction", verb - 1) if verb else ("", 0)

    def past_small(self, at: int, last: int) -> int:
        """The place of the first word that carries the clause: little words, days and steps before it are passed over."""
        words = self.words
        while at < last:
            if at + 1 < last and f"{words[at]} {words[at + 1]}" in self.small:
                at += 2
            elif words[at] in self.small:
                at += 1
            else:
                break
        return at

    def imperative(self, at: int, last: int) -> int:
        """1 + the place of the verb when an imperative with something to do begins at a place, else 0."""
        words = self.words
        negated = at < last and words[at] in _NOT
        verb = at + 1 if negated else at
        if verb + 1 >= last or words[verb] not in self.deeds or not _SPEAKER.isdisjoint(words[verb:last]):
            return 0
        following = words[verb + 1]
        if following in self.breaks or (last - verb == 2 and (following in self.goes_on or following.isdigit())):
            return 0
        if words[verb] in self.things and not negated:
            after = words[verb + 2] if verb + 2 < last else ""
            plain = (following in self.goes_on and following != "that") or following.endswith("ing") or self.named(verb + 1)
            plural = following.endswith("s") and after in self.goes_on
            return verb + 1 if (plain or plural) and self.days.isdisjoint((following, after)) else 0
        return verb + 1

    def named(self, at: int) -> bool:
        """Whether a word is written like a name."""
        return self.utterance.text[self.utterance.tokens[at].start].isupper()

    def runs_on(self, begin: int, first: int, start: int) -> bool:
        """Whether the verb may go on with what somebody does in the clauses before ("you want to leave, get a degree")."""
        if first == begin or not _LINKING.isdisjoint(self.words[first:start]):
            return False
        before = self.words[self.past_small(begin, first) : first]
        if len(before) < _NEAR or before[0] in _SUPPOSING:
            return False
        at = next((i for i, word in enumerate(before) if word in _TELLING), None)
        if at is None:
            return before[0] in _THE and before[1].endswith("s") and _STATES.isdisjoint(before)
        rest = before[at + 1 :]
        if self.lead_in.issuperset(rest):
            return False
        return rest[0] not in _STATES or not _GOVERNING.isdisjoint(rest)

    def you(self, start: int, last: int) -> int:
        """1 + the place of the "you" (or "one") that opens the clause, also after "I think" or "for your nerves"; 0 without one."""
        for at in range(start, min(last, start + _LEAD_IN)):
            if self.words[at] == "you" or (at == start and self.words[at] == "one"):
                return at + 1
            if self.words[at] not in self.lead_in:
                return 0
        return 0

    def told_by(self, forms: Sequence[tuple[str, ...]], at: int, last: int) -> int:
        """1 + the place of the verb when one of the forms and a verb of doing follow, with little words between them, else 0."""
        form = next((one for one in forms if tuple(self.words[at : at + len(one)]) == one), ())
        if not form:
            return 0
        verb, stop = at + len(form), min(last, at + len(form) + _BETWEEN + 1)
        while verb < stop:
            word = self.words[verb]
            pair = verb + 1 < last and f"{word} {self.words[verb + 1]}" in self.small
            if not pair and (word in self.deeds or word in self.told or self.gerund(word)):
                return verb + 1 if _SPEAKER.isdisjoint(self.words[verb:last]) else 0
            if not pair and word not in self.small and word not in self.between:
                return 0
            verb += 2 if pair else 1
        return 0

    def gerund(self, word: str) -> bool:
        """Whether a word is the -ing form of a verb of doing."""
        stem = word[:-3] if word.endswith("ing") else ""
        return bool(stem) and (stem in self.deeds or f"{stem}e" in self.deeds or (stem[-2:-1] == stem[-1:] and stem[:-1] in self.deeds))

    def stopped(self, at: int, last: int) -> int:
        """1 + the place of the verb of "you can stop with that", else 0."""
        return at + 2 if tuple(self.words[at : at + 2]) in _STOPPED and at + 3 < last else 0

    def wanted(self, at: int, last: int, sentence: Sequence[str]) -> int:
        """1 + the place of the verb of "you want to", which is advice only beside a word that presses: alone it gives back a wish."""
        if tuple(self.words[at : at + 2]) not in _WANTED or _PRESSING.isdisjoint(sentence):
            return 0
        verb = self.past_small(at + 2, last)
        return verb + 1 if verb + 1 < last and self.words[verb] in self.deeds else 0
