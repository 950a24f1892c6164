"""Reads one utterance: which acts and signs it shows, with the rules and the characters that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from engine.language.context import weigh
from engine.language.lexicon import CueSet, Hit, Lexicon
from engine.language.matching import Text
from engine.language.text import Span, Utterance, analyse

SURE = 0.5
_LIMIT = 4000
_EXACT = 9  # decimals: 0.7 + 0.2 + 0.1 is 1
_AFTER_LEAVE = "potential_feedback.after_leave"
_VIEW_WORDS = 6
_YOU = frozenset({"you", "your"})


@dataclass(frozen=True, slots=True)
class Act:
    """An act with its grounds. `rule` is the strongest rule, `rules` all that counted, the strongest first; under 0.5 the
    reading is unsure.

    `confidence` grows with the sum s of the weights of these rules, some of which may be below 0: from s = 1 on it is
    0.45 + s/4, at most 0.98; below that s/2 - 0.01, so it reaches 0.5 exactly when the sum reaches 1. Sums under 0.5 show nothing.
    """

    act: str
    rule: str
    rules: tuple[str, ...]
    spans: tuple[Span, ...]
    confidence: float
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence with its content words and the names of the acts and signs whose grounds touch it."""

    text: str
    span: Span
    content: tuple[str, ...]
    names: frozenset[str]


class _Beyond:
    """What is read in an utterance beyond its acts, when it is first asked for."""

    def __init__(
        self, utterance: Utterance, acts: Sequence[Act], text: Text, hits: Sequence[Hit], words: int, cues: CueSet, lexicon: Lexicon
    ) -> None:
        self.utterance, self.acts, self.text, self.hits, self.words, self.cues, self.lexicon = (
            utterance, acts, text, hits, words, cues, lexicon)  # fmt: skip

    @cached_property
    def signs(self) -> Mapping[str, tuple[Span, ...]]:
        return _signs((*self.hits, *self.cues.sign_hits(self.utterance, self.text, self.words)), self.utterance)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return _clauses(self.utterance, self.acts, self.signs, self.lexicon)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one utterance was read as. `acts` come strongest first; signs and clauses are worked out when they are asked for."""

    text: str
    acts: tuple[Act, ...]
    content: tuple[str, ...]
    _beyond: _Beyond = field(repr=False, compare=False)

    @property
    def signs(self) -> Mapping[str, tuple[Span, ...]]:
        """Each sign with the characters that show it."""
        return self._beyond.signs

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The parts of the sentences."""
        return self._beyond.clauses

    def has(self, *names: str) -> bool:
        """Whether any of the names is an act read with confidence, or a sign."""
        return any(a.act in names and a.confidence >= SURE for a in self.acts) or any(n in self.signs for n in names)

    def act(self, name: str) -> Act | None:
        """The act of that name, sure or not, or None."""
        return next((a for a in self.acts if a.act == name), None)


def read(text: str, lexicon: Lexicon, speaker: str, context: Sequence[tuple[str, str]] = ()) -> Reading:
    """Reads what `speaker` ("employee" or "manager") said after `context`, a sequence of (speaker, text), oldest first.

    Acts are read in the first 4,000 characters. Raises ValueError for an unknown speaker.
    """
    if speaker not in lexicon.cues:
        raise ValueError(f"unknown speaker {speaker!r}: employee or manager")
    utterance = analyse(text, lexicon.wording, _LIMIT)
    content = utterance.content(0, len(utterance.tokens), lexicon.wording)
    cues = lexicon.cues[speaker]
    matchable = cues.text(utterance)
    hits = cues.act_hits(utterance, matchable, len(content))
    scores = weigh(utterance, hits, speaker, _last_of_other(context, speaker), lexicon)
    acts = tuple(sorted((_act(name, score, utterance) for name, score in scores.items()), key=lambda a: (-a.confidence, a.act)))
    if not any(a.confidence >= SURE for a in acts):
        if speaker == "manager" and _view_after_leave(utterance, content, context, lexicon):
            whole = utterance.span(0, len(utterance.tokens))
            acts = (Act("potential_feedback", _AFTER_LEAVE, (_AFTER_LEAVE,), (whole,), confidence(1.0)), *acts)
        else:
            acts = (Act("other", "other.nothing_found", ("other.nothing_found",), (), 0.6), *acts)
    return Reading(text, acts, content, _Beyond(utterance, acts, matchable, hits, len(content), cues, lexicon))


def _view_after_leave(utterance: Utterance, content: Sequence[str], context: Sequence[tuple[str, str]], lexicon: Lexicon) -> bool:
    """Whether this is the view of the other person that the line before asked leave to give: a longer statement about "you"."""
    if len(content) < _VIEW_WORDS or any(one.question for one in utterance.sentences) or all(t.word not in _YOU for t in utterance.tokens):
        return False
    mine = next((said for who, said in reversed(context) if who == "manager"), "")
    return bool(mine) and read(mine, lexicon, "manager").has("permission")


def _last_of_other(context: Sequence[tuple[str, str]], speaker: str) -> str:
    return " ".join(said for who, said in context[-4:] if who != speaker)


def _act(name: str, hits: Sequence[Hit], utterance: Utterance) -> Act:
    ranked = sorted(hits, key=lambda h: -h.cue.weight)
    shown = [h for h in ranked if h.cue.weight > 0]
    spans = tuple(sorted({utterance.span(*r) for h in shown for r in h.ranges}))
    command = next((h.cue.command for h in shown if h.cue.command), None)
    rules = tuple(dict.fromkeys(h.cue.id for h in ranked))
    return Act(name, rules[0] if shown else name, rules, spans, confidence(sum(h.cue.weight for h in hits)), command)


def confidence(total: float) -> float:
    """How sure an act is whose rules weigh so much in all, 0 to 0.98; see Act."""
    total = round(total, _EXACT)
    return round(min(0.98, 0.45 + total / 4) if total >= 1 else min(0.49, max(0.0, total / 2 - 0.01)), 2)


def _signs(hits: Sequence[Hit], utterance: Utterance) -> dict[str, tuple[Span, ...]]:
    total: dict[str, float] = {}
    spans: dict[str, set[Span]] = {}
    for hit in hits:
        if not hit.cue.is_act:
            total[hit.cue.name] = total.get(hit.cue.name, 0.0) + hit.cue.weight
            if hit.cue.weight > 0:
                spans.setdefault(hit.cue.name, set()).update(utterance.span(*r) for r in hit.ranges)
    return {name: tuple(sorted(spans[name])) for name, weight in total.items() if round(weight, _EXACT) >= 1 and name in spans}


def _clauses(
    utterance: Utterance, acts: Sequence[Act], signs: Mapping[str, tuple[Span, ...]], lexicon: Lexicon
) -> tuple[Clause, ...]:
    grounds = [(a.act, span) for a in acts if a.confidence >= SURE for span in a.spans]
    grounds += [(name, span) for name, spans in signs.items() for span in spans]
    clauses = []
    for first, last in utterance.clause_spans:
        start, end = utterance.span(first, last)
        names = frozenset(name for name, span in grounds if span[0] < end and span[1] > start)
        clauses.append(Clause(utterance.text[start:end], (start, end), utterance.content(first, last, lexicon.wording), names))
    return tuple(clauses)
