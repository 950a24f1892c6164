"""What the wordings alone cannot settle: acts that rule each other out or need a look at the whole utterance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from engine.language.asking import kind_of_question
from engine.language.lexicon import Cue, Hit, Lexicon
from engine.language.text import Sentence, Utterance, analyse
from engine.language.urging import urges

Scores = dict[str, tuple[Hit, ...]]

QUESTIONS = ("leading_question", "why_question", "open_question", "closed_question")
_OPENING = ("purpose", "endpoint", "agenda")
_FULL = 1.0
_CIVIL = frozenset({"thanks", "thank", "hello", "hi", "hey", "morning", "welcome", "cheers", "sorry"})
_OWN = frozenset({"i", "my", "me", "we", "our"})
_DOING = frozenset({
    "complete", "fill", "write", "send", "return", "sign", "bring", "type", "hand", "book", "ring", "call",
    "email", "put", "do", "get", "go", "ask", "take", "try", "read", "check", "tell", "speak",
    "talk", "apply", "start", "use", "make", "give", "finish", "leave",
})  # fmt: skip
_YOU = frozenset({"you", "your", "yours", "yourself"})
_NAMING = frozenset({
    "the", "not", "never", "always", "still", "until", "without", "a", "an", "one", "two", "three", "half", "more", "less", "nothing",
    "years", "like", "somebody", "someone", "enough", "between",
})  # fmt: skip
_TAGGED = frozenset({"it", "we", "that", "they", "he", "she"})
_TAG = 2
_OF_YOU = 16
_BARE = 3
_SHORT = 9
HALF_SHOWN = 0.5
"""The sum below which an act is not even unsure, and stands in the way of no other."""


def weigh(utterance: Utterance, hits: Sequence[Hit], speaker: str, other_said: str, lexicon: Lexicon) -> Scores:
    """The hits that count for each act after the acts have been weighed against each other."""
    scores: Scores = {}
    for hit in hits:
        if hit.cue.is_act:
            scores[hit.cue.name] = (*scores.get(hit.cue.name, ()), hit)
    if not utterance.tokens and utterance.text.strip() and speaker == "manager":
        _add(scores, "silence", "no_words", 0, 0)
    elif speaker == "manager":
        _urged(scores, utterance, hits, lexicon)
        _manager(scores, utterance, other_said, lexicon)
    else:
        _employee(scores, utterance)
        if any(h.cue.name == "no_more" for h in hits):
            _drop(scores, "vague")
    return {name: found for name, found in scores.items() if total(found) >= HALF_SHOWN}


def total(hits: Sequence[Hit]) -> float:
    """The sum of the weights of some hits."""
    return sum(h.cue.weight for h in hits)


def _sure(scores: Scores, *names: str) -> bool:
    return any(total(scores.get(name, ())) >= _FULL for name in names)


def _drop(scores: Scores, *names: str) -> None:
    for name in names:
        scores.pop(name, None)


def _sentences_of(scores: Scores, utterance: Utterance, *names: str) -> set[int]:
    """The numbers of the sentences in which any of the acts is shown."""
    hits = [h for name in names if total(scores.get(name, ())) >= HALF_SHOWN for h in scores.get(name, ()) if h.cue.weight > 0]
    return {utterance.tokens[first].sentence for h in hits for first, _ in h.ranges if first < len(utterance.tokens)}


def _without(scores: Scores, name: str, utterance: Utterance, sentences: Iterable[int]) -> None:
    """Takes the grounds of an act out of some sentences."""
    barred = set(sentences)
    left = []
    for hit in scores.get(name, ()):
        ranges = tuple(r for r in hit.ranges if r[0] >= len(utterance.tokens) or utterance.tokens[r[0]].sentence not in barred)
        if ranges:
            left.append(replace(hit, ranges=ranges))
    if left:
        scores[name] = tuple(left)
    else:
        scores.pop(name, None)


def _add(scores: Scores, name: str, rule: str, first: int, last: int) -> None:
    cue = Cue(f"{name}.{rule}", name, True, _FULL, (), (), (), 0, None, (), ())
    scores[name] = (*scores.get(name, ()), Hit(cue, ((first, last),)))


def _employee(scores: Scores, utterance: Utterance) -> None:
    """Weighs the acts of an employee: danger and commands stand alone, firm beats leaning, content beats emptiness."""
    if _sure(scores, "red_flag"):
        _drop(scores, *[name for name in scores if name != "red_flag"])
        return
    if _sure(scores, "command"):
        _command(scores, utterance)
    _without(scores, "commitment", utterance, _leaning_only(scores, utterance))
    answered = _sure(scores, "commitment", "solution", "aspiration", "episode", "gap", "others_act", "title_only", "tenure_claim")
    if answered or _sure(scores, "tentative"):
        _drop(scores, "vague")
    if answered or _sure(scores, "tentative"):
        _drop(scores, "dont_know")
    if _sure(scores, "title_only"):
        _drop(scores, "vague", "aspiration")
    if _sure(scores, "dont_know"):
        _drop(scores, "vague")
    if _sure(scores, "episode") and _sentences_of(scores, utterance, "episode") <= _sentences_of(scores, utterance, "gap"):
        _drop(scores, "episode")


def _command(scores: Scores, utterance: Utterance) -> None:
    """A command keeps only acts shown in other sentences than its own."""
    mine = _sentences_of(scores, utterance, "command")
    for name in [n for n in scores if n != "command"]:
        _without(scores, name, utterance, mine)


def _leaning_only(scores: Scores, utterance: Utterance) -> set[int]:
    """The sentences in which a leaning takes a commitment back: both are shown by the same words."""
    sentences = set()
    for soft in scores.get("tentative", ()):
        for first, last in soft.ranges:
            for firm in scores.get("commitment", ()):
                if any(a < last and first < b for a, b in firm.ranges):
                    sentences.add(utterance.tokens[min(first, len(utterance.tokens) - 1)].sentence)
    return sentences


_STRONGER = (
    "purpose", "endpoint", "agenda", "taking_ownership", "promise", "boundary", "silence", "barrier", "set_review",
    "agree_action", "advice", "hint", "support_offer", "verdict", "affirmation", "potential_feedback", "handing_ownership",
)  # fmt: skip


_KEEPS_FORM = ("endpoint", "agenda", "support_offer", "handing_ownership", "barrier", "agree_action", "set_review")
"""What is asked keeps the form of a question beside these acts."""
_NOT_URGED = (
    "purpose", "endpoint", "agenda", "summary", "permission", "set_review", "agree_action", "taking_ownership", "silence",
    "handing_ownership", "leading_question",
)  # fmt: skip


def _urged(scores: Scores, utterance: Utterance, hits: Sequence[Hit], lexicon: Lexicon) -> None:
    """Adds advice for clauses that tell the other what to do and takes it from words that lead the talk."""
    led = {at for hit in hits if hit.cue.name == "leads_talk" for first, last in hit.ranges for at in range(first, last)}
    told = tuple(hit for hit in scores.pop("advice", ()) if not led.issuperset([first for first, _ in hit.ranges]))
    if told:
        scores["advice"] = told
    leading = _sentences_of(scores, utterance, *[name for name in _NOT_URGED if _sure(scores, name)])
    asked = [first for hit in scores.get("open_question", ()) for first, _ in hit.ranges]
    seen = _sentences_of(scores, utterance, "potential_feedback") if _sure(scores, "potential_feedback") else set()
    for urge in urges(utterance, lexicon.classes, led):
        sentence = utterance.tokens[urge.first].sentence
        if sentence in leading or any(urge.first <= first < urge.last for first in asked):
            continue
        if urge.rule in ("imperative", "instruction") or (urge.rule == "option" and urge.suggested):
            _without(scores, "potential_feedback", utterance, (sentence,))
        elif sentence in seen:
            continue
        _add(scores, "advice", urge.rule, urge.first, urge.last)


def _manager(scores: Scores, utterance: Utterance, other_said: str, lexicon: Lexicon) -> None:
    """Weighs the acts of a manager: the form of questions, what rules a question out, and giving back."""
    _without(scores, "reflection", utterance, _sentences_of(scores, utterance, *_STRONGER))
    _question_forms(scores, utterance)
    _plain_opening(scores, utterance)
    if _sure(scores, "summary"):
        _drop(scores, "reflection")
    if _sure(scores, "potential_feedback"):
        _drop(scores, "affirmation")
        _without(scores, "advice", utterance, _sentences_of(scores, utterance, "potential_feedback"))
    if _sentences_of(scores, utterance, "agree_action") <= _sentences_of(scores, utterance, "set_review"):
        _drop(scores, "agree_action")
    if _sure(scores, "taking_ownership"):
        _without(scores, "advice", utterance, _sentences_of(scores, utterance, "taking_ownership"))
        _without(scores, "support_offer", utterance, _sentences_of(scores, utterance, "taking_ownership"))
    if _sure(scores, "promise"):
        _without(scores, "hint", utterance, _sentences_of(scores, utterance, "promise"))
        _without(scores, "handing_ownership", utterance, _sentences_of(scores, utterance, "promise"))
    if _sure(scores, "agenda", "endpoint"):
        _without(scores, "agree_action", utterance, _sentences_of(scores, utterance, "agenda", "endpoint"))
        _without(scores, "advice", utterance, _sentences_of(scores, utterance, "agenda"))
    _any_question(scores, utterance, other_said, lexicon)
    _echo(scores, utterance, other_said, lexicon)


def _any_question(scores: Scores, utterance: Utterance, other_said: str, lexicon: Lexicon) -> None:
    """Gives every question mark its kind of question where no wording did, but for prompts after a question and words taken up."""
    read = _sentences_of(scores, utterance, *[name for name in scores if name not in _KEEPS_FORM and _sure(scores, name)])
    asked = False
    for number, one in enumerate(utterance.sentences):
        if one.question and not asked and number not in read:
            starts = {first - one.first for first, last in utterance.clause_spans if one.first <= first < one.last}
            words = [token.word for token in utterance.tokens[one.first : one.last]]
            kind = kind_of_question(words, starts, one.last == len(utterance.tokens))
            bare = len(words) <= _SHORT and _HELPING_OR_ASKING.isdisjoint(words)
            if kind and not (bare and _shares(utterance, one, other_said, lexicon)):
                _add(scores, kind, "by_build", one.first, one.last)
        asked = one.question


def _shares(utterance: Utterance, one: Sentence, other_said: str, lexicon: Lexicon) -> bool:
    """Whether a sentence takes up a word of content that the other said last."""
    said = analyse(other_said, lexicon.wording)
    return not set(said.content(0, len(said.tokens), lexicon.wording)).isdisjoint(utterance.content(one.first, one.last, lexicon.wording))


def _question_forms(scores: Scores, utterance: Utterance) -> None:
    """One type a sentence; none beside advice, permission or a reflection in question form."""
    _without(scores, "advice", utterance, _sentences_of(scores, utterance, "leading_question"))
    no_question = _sentences_of(scores, utterance, "permission", "advice", "dismissal", "reflection")
    for name in ("open_question", "closed_question", "why_question"):
        _without(scores, name, utterance, no_question)
    _without(scores, "closed_question", utterance, {n for n, one in enumerate(utterance.sentences) if _only_nods(utterance, one)})
    _without(scores, "leading_question", utterance, _sentences_of(scores, utterance, "permission"))
    multiple = _sentences_of(scores, utterance, "multiple_question")
    for i, stronger in enumerate(QUESTIONS):
        for weaker in QUESTIONS[i + 1 :]:
            _without(scores, weaker, utterance, _sentences_of(scores, utterance, stronger) - multiple)
    if multiple:
        return
    closed, opened = (_sentences_of(scores, utterance, n) for n in ("closed_question", "open_question"))
    if _asked(utterance) >= 3 and (closed or opened):
        _add(scores, "multiple_question", "three_or_more", 0, len(utterance.tokens))
    elif closed and opened and not _sure(scores, "support_offer", "agenda", "barrier") and min(opened) < max(closed):
        sentence = utterance.sentences[max(closed)]
        _add(scores, "multiple_question", "different_kinds", sentence.first, sentence.last)


def _only_nods(utterance: Utterance, one: Sentence) -> bool:
    """Whether a sentence before others only takes up what was said, with a tag ("Shy, are we?", "The parents, is it?")."""
    first, last = utterance.clause_spans[utterance.tokens[one.last - 1].clause]
    words = [token.word for token in utterance.tokens[first:last]]
    tagged = len(words) == _TAG and words[0] in _HELPING and words[1] in _TAGGED
    return tagged and one.question and first > one.first and one.last < len(utterance.tokens)


def _plain_opening(scores: Scores, utterance: Utterance) -> None:
    """A sentence that says why, to what end, in which order or when again the two talk asks nothing unless it ends as a question."""
    told = {n for n in _sentences_of(scores, utterance, *_OPENING, "set_review") if not utterance.sentences[n].question}
    if _sure(scores, *_OPENING, "set_review"):
        _without(scores, "open_question", utterance, told)


_ASKING = frozenset({"what", "where", "how", "when", "who", "why", "which"})
_HELPING = frozenset(
    ["is", "are", "was", "were", "do", "does", "did", "have", "has", "had", "can", "could", "will", "would", "should", "dont"]
)
_HELPING_OR_ASKING = _HELPING | _ASKING


def _asked(utterance: Utterance) -> int:
    """How many clauses of question sentences are questions of their own."""
    count = 0
    for first, last in utterance.clause_spans:
        words = [t.word for t in utterance.tokens[first:last] if t.word not in ("and", "but", "so", "or", "then")][:2]
        opened = len(words) > 1 and words[0] in _ASKING and (words[1] in _HELPING or words[1] == "went")
        inverted = len(words) > 1 and words[0] in _HELPING
        count += (opened or inverted) and utterance.sentences[utterance.tokens[first].sentence].question
    return count


def _echo(scores: Scores, utterance: Utterance, other_said: str, lexicon: Lexicon) -> None:
    """Without any other act, a short turn that speaks of "you" or takes up the other's words gives something back."""
    if any(total(found) >= _FULL for found in scores.values()) or not other_said or not utterance.tokens:
        return
    if other_said.rstrip().endswith("?") or utterance.tokens[0].word in _CIVIL:  # an answer or a greeting takes nothing up
        return
    said = analyse(other_said, lexicon.wording)
    if said.sentences and said.sentences[-1].question:
        return
    known = set(said.content(0, len(said.tokens), lexicon.wording))
    mine = utterance.content(0, len(utterance.tokens), lexicon.wording)
    own = _OWN & {t.word for t in utterance.tokens}
    shared = sum(w in known for w in mine)
    if mine and not shared and utterance.sentences[-1].question and len(utterance.tokens) <= _BARE:
        _add(scores, "closed_question", "bare_check", 0, len(utterance.tokens))
        return
    tells = any(_tells(utterance, one.first, one.last) for one in utterance.sentences)
    about_them = len(utterance.tokens) <= _SHORT and _about_them(utterance)
    if mine and not own and not tells and len(utterance.tokens) <= 25 and (shared >= 1 or about_them):
        _add(scores, "reflection", "takes_up_words", 0, len(utterance.tokens))
        return
    for one in utterance.sentences:
        words = [t.word for t in utterance.tokens[one.first : one.last]]
        to_them = words[:1] == ["you"] and not one.question and not _tells(utterance, one.first, one.last)
        if to_them and len(words) <= _OF_YOU and _OWN.isdisjoint(words):
            _add(scores, "reflection", "speaks_of_you", one.first, one.last)
            return


def _about_them(utterance: Utterance) -> bool:
    """Whether a few words that take up none of the other's may still be about them: by a "you", or as a piece of a sentence."""
    words = [token.word for token in utterance.tokens]
    if words[0] in _NAMING or words[:2] == ["and", "the"]:
        return True
    if utterance.sentences[-1].question:
        return False
    parting = any(pair in (("see", "you"), ("you", "are")) for pair in pairwise(words))
    named = words[0].endswith("ing") or (words[0] == "what" and "is" in words[2:])
    return named or not (parting or _YOU.isdisjoint(words))


def _tells(utterance: Utterance, first: int, last: int) -> bool:
    """Whether a sentence tells the other what to do ("Put it on the list.", "You fill in the last page."): it gives nothing back."""
    words = [t.word for t in utterance.tokens[first:last]]
    words = words[1:] if words[:1] in (["and"], ["then"], ["so"], ["just"]) else words
    words = words[1:] if words[:1] == ["you"] else words
    return bool(words) and words[0] in _DOING
