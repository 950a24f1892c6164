"""Weighs a reply against the need it is to close: a full answer, half of one, one of several, an evasion or an aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.flow.model import Answer, Need
from engine.language.understand import Language, Understood, alike, content, own_actions, sentences, things, understand
from engine.talk.events import Value, Verdict

EVASIONS = frozenset({
    "dont_know", "vague", "title_only", "others_act", "refusal", "deflection", "tenure_claim", "question_back", "aside",
})  # fmt: skip
NEVER_TAKEN = frozenset({"dont_know", "refusal", "deflection", "question_back", "aside"})
SAME = 0.6
INSISTED_WORDS, SAME_WORDS = 4, 0.9
MOST_ASIDES = 3
ASIDE_WORDS = 3
"""Content words beside an aside from which on a reply is more than one."""
LONGEST_TALK = 480
"""Minutes; more than a working day is no time for a talk."""
WHOLE_STORY = 6
"""Content words from which on a reply that shows all that is asked for is no joke, whatever single words it has."""
FARTHEST_DAYS = 3660
"""Ten years: nobody sets a day beyond that in earnest."""
SIGN_WORDS = 2
"""Content words beside which a sign counts, where a full answer takes four or more: a bare "because" is no reason."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The verdict on a reply, the sign or rule that decided it, and what the reply says for the need (None: nothing)."""

    verdict: Verdict
    because: str
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the weighing needs to know beside the words: the language, the day, what is known, failed replies so far."""

    language: Language
    today: date
    known: Value | None = None
    failed: int = 0
    asides: int = 0
    said_before: str = ""


def weigh(need: Need, said: Understood, at: Circumstances) -> Weighed:
    """How `said` stands to `need`. A half answer is taken as full after one probe (a hard need: after two); an evasion never is.

    A question back is answered once, an aside passed over three times; what still sounds like one after that is taken
    for the person's words.
    """
    if at.asides:
        said = replace(said, names=said.names - ({"question_back"} if at.asides < MOST_ASIDES else {"question_back", "aside"}))
    told = said.strength() >= WHOLE_STORY and said.has(*need.answer.signs)
    if said.has("aside") and "aside" not in need.answer.allow and said.strength(frozenset({"aside"})) < ASIDE_WORDS and not told:
        return Weighed("aside", "aside")
    if isinstance(at.known, str) and at.failed and said.has("yes", "agree") and said.strength() < 3 and need.answer.not_:
        # The earlier reply was sent back to be confirmed, and this confirms it.
        return Weighed("full", "confirmed", at.known)
    match need.answer.type:
        case "list" | "stories":
            weighed = _items(need.answer, said, at)
        case "actions":
            weighed = _commitment(need.answer, said, at)
        case "date":
            weighed = _date(need, said, at)
        case "duration":
            weighed = _amount(need.answer, said, said.minutes if 1 <= (said.minutes or 0) <= LONGEST_TALK else None)
        case "number":
            weighed = _amount(need.answer, said, said.number)
        case "yes_no":
            weighed = _yes_no(need.answer, said)
        case "parked":
            weighed = _decision(need.answer, said)
        case "text":
            weighed = _text(need.answer, said)
    if weighed.verdict == "half" and at.failed > need.hard:
        return Weighed("full", "taken", weighed.value)
    return _insisted(weighed, said, at) if weighed.verdict in ("half", "evasion") and not need.hard else weighed


def _insisted(weighed: Weighed, said: Understood, at: Circumstances) -> Weighed:
    """Who gives the same full sentence again after a probe means it: it is taken, unless it says that there is no answer."""
    words = content(said.text, at.language)
    same = len(words) >= INSISTED_WORDS and alike(words, content(at.said_before, at.language)) > SAME_WORDS
    if not same or weighed.because in NEVER_TAKEN | {"others_act", "no_day", "no_date", "no_amount"}:
        return weighed
    return Weighed("full", "insisted", weighed.value or at.known or said.text.strip())


def evasion(answer: Answer, said: Understood) -> tuple[str | None, int]:
    """The evasion that a reply shows (None: none), and the content words it has beside evasions."""
    shown = (EVASIONS - set(answer.allow) | set(answer.not_)) & said.names
    beside = said.strength(frozenset(shown))
    return (min(shown, key=_rank) if shown else None), beside


def _rank(name: str) -> tuple[int, str]:
    """Which of several evasions to answer: not knowing and asking back come first."""
    order = ("dont_know", "question_back", "deflection", "refusal", "aside", "others_act", "title_only", "tenure_claim", "vague")
    return (order.index(name) if name in order else -1), name


def _evaded(name: str, value: Value | None = None) -> Weighed:
    return Weighed("aside" if name == "aside" else "evasion", name, value)


def _text(answer: Answer, said: Understood) -> Weighed:
    """A free answer: by its signs first, then by what is left beside evasions."""
    value = said.text.strip()
    shown, beside = evasion(answer, said)
    sign = next((name for name in answer.signs if name in said.names), None)
    bare = answer.words > SIGN_WORDS + 1 and said.strength() < max(SIGN_WORDS, answer.words // 2)
    if sign and bare and said.strength():
        return Weighed("half", f"bare_{sign}", value)
    sign = None if bare else sign
    whole = sign and answer.require and said.has(*answer.require) and said.strength() >= WHOLE_STORY
    contradicted = shown and set(answer.not_) & said.names and beside < max(answer.words, 3) and sign not in answer.require and not whole
    if sign and not contradicted:
        return Weighed("full", sign, value)
    if shown and beside < max(answer.words, 6 if shown == "question_back" else 3):
        return _evaded(shown, value if shown in answer.not_ else None)
    if answer.require and said.names.isdisjoint(answer.require) and not (answer.plenty and beside >= answer.plenty):
        return Weighed("half", "without_" + answer.require[0], value) if beside >= answer.words else Weighed("evasion", "short", value)
    if beside >= answer.words:
        return Weighed("full", "words", value)
    return Weighed("half", "short", value) if beside else Weighed("evasion", "empty")


def _yes_no(answer: Answer, said: Understood) -> Weighed:
    """A yes or a no with its reason: what is heard first counts; a far horizon is a yes, whatever it is called."""
    shown, beside = evasion(answer, said)
    places = {word: [span[0] for name in signs for span in said.spans(name)] for word, signs in (("yes", answer.yes), ("no", answer.no))}
    if "far_time" in answer.yes and said.has("far_time"):
        places["yes"].append(-1)
    heard = {word: min(starts) for word, starts in places.items() if starts}
    if heard:
        word = min(heard, key=lambda one: heard[one])
        return Weighed("full", word, f"{word}: {said.text.strip()}")
    if shown and beside < max(answer.words, 3):
        return _evaded(shown)
    return Weighed("half", "no_yes_or_no", f"yes: {said.text.strip()}") if beside >= 2 else Weighed("evasion", "short")


def _date(need: Need, said: Understood, at: Circumstances) -> Weighed:
    if said.day is not None and 0 <= (said.day - at.today).days <= FARTHEST_DAYS:
        return Weighed("full", "date", said.day.isoformat())
    shown, _ = evasion(need.answer, said)
    if said.has("no_day", "date"):
        return Weighed("evasion", "no_day")
    return _evaded(shown) if shown else Weighed("evasion", "no_date")


def _amount(answer: Answer, said: Understood, amount: float | None) -> Weighed:
    if amount is not None:
        return Weighed("full", "amount", int(amount) if float(amount).is_integer() else amount)
    shown, _ = evasion(answer, said)
    return _evaded(shown) if shown else Weighed("evasion", "no_amount")


def _decision(answer: Answer, said: Understood) -> Weighed:
    """What to do with a parked idea: any words that are not an evasion decide it."""
    shown, beside = evasion(answer, said)
    if shown in NEVER_TAKEN and beside < 2:
        return _evaded(str(shown))
    return Weighed("full", "words", said.text.strip())


_NUMBERED = re.compile(r"(?:^|\s)1[.):]\s.{3,200}?\s2[.):]\s", re.S)


def _commitment(answer: Answer, said: Understood, at: Circumstances) -> Weighed:
    """Own actions: only a commitment is one; a wish or an "I might" is none."""
    shown = (EVASIONS - set(answer.allow) | set(answer.not_)) & said.names
    if said.has("commitment") or _NUMBERED.search(said.text):
        own = own_actions(said.text, at.language)
        numbered = things(said.text, at.language) if _NUMBERED.search(said.text) else ()
        own = numbered if len(numbered) > len(own) else own
        if own:
            return Weighed("full", "commitment", [one.text for one in own])
    if shown:
        return _evaded(min(shown, key=_rank))
    if said.strength() >= max(2, answer.words):
        return Weighed("half", "no_commitment", [said.text.strip()])
    return Weighed("evasion", "short")


def _items(answer: Answer, said: Understood, at: Circumstances) -> Weighed:
    """A list grows over several replies; what shows one of `drop` is not counted, and nothing is counted twice."""
    known = [str(one) for one in at.known] if isinstance(at.known, list) else []
    sign = next((name for name in answer.signs if name in said.names), None)
    shown, beside = evasion(answer, said)
    if shown and beside < 2 and not sign:
        return _evaded(shown)
    found = stories(said, at) if answer.type == "stories" else _listed(answer, said, at)
    fresh = _fresh(found, known, at.language)
    everything = [*known, *fresh]
    if len(everything) >= answer.at_least and (fresh or sign):
        return Weighed("full", "items", everything)
    if sign:
        return Weighed("full", sign, everything or [said.text.strip()])
    if fresh:
        return Weighed("few", "few", everything)
    return _evaded(shown) if shown else Weighed("evasion", "nothing_new")


def _listed(answer: Answer, said: Understood, at: Circumstances) -> list[str]:
    dropped = set(answer.drop) | (EVASIONS - set(answer.allow) - {"vague", "tenure_claim"})
    found = []
    suspicious = not said.names.isdisjoint(dropped)
    for item in things(said.text, at.language):
        if suspicious:
            one = understand(item.text, at.language, at.today)
            if one.has(*dropped) and not one.has(*answer.require):
                continue
        found.append(item.text)
    if answer.only and not at.failed and not any(_of_kind(text, answer, at) for text in found):
        return []
    return found


def _of_kind(text: str, answer: Answer, at: Circumstances) -> bool:
    """Whether an item shows one of the signs of the kind of thing that was asked for."""
    return understand(text, at.language, at.today).has(*answer.only)


def stories(said: Understood, at: Circumstances) -> list[str]:
    """The episodes of an answer: a new one begins with a sentence that tells of another past doing ("And in my first…")."""
    groups: list[tuple[int, int]] = []
    for start, end in sentences(said.text, at.language):
        one = understand(said.text[start:end], at.language, at.today)
        opens = one.has("past_episode", "episode") and one.strength() >= 4
        if opens or not groups:
            groups.append((start, end))
        else:
            groups[-1] = (groups[-1][0], end)
    joined = [said.text[start:end] for start, end in groups]
    return [text for text in joined if len(set(content(text, at.language))) >= 4 and _is_story(text, at)]


def _is_story(text: str, at: Circumstances) -> bool:
    one = understand(text, at.language, at.today)
    return one.has("past_episode", "episode", "result", "learned") or (not one.has(*EVASIONS) and one.strength() >= 6)


def _fresh(found: Sequence[str], known: Sequence[str], language: Language) -> list[str]:
    """Those of `found` that are not yet among `known`, each once."""
    kept: list[str] = []
    seen = [content(one, language) for one in known]
    for text in found:
        words = content(text, language)
        if words and all(alike(words, other) < SAME for other in seen):
            kept.append(text)
            seen.append(words)
    return kept
