"""Weighs a reply against the need it is to close: a full answer, half of one, one of several, an evasion or an aside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.flow.check_items import plain_label
from engine.flow.model import Answer, Need
from engine.language.adverts import Requirement, requirements
from engine.language.understand import Language, Understood, alike, content, own_actions, sentences, stem, things, understand
from engine.talk.events import Value, Verdict

EVASIONS = frozenset({
    "dont_know", "vague", "title_only", "others_act", "refusal", "deflection", "tenure_claim", "question_back", "aside",
})  # fmt: skip
NEVER_TAKEN = frozenset({"dont_know", "refusal", "deflection", "question_back", "aside"})
SAME = 0.6
NO_CHOICE = "no_choice"
"""Why words that choose none of several answers are only half of one."""
MOST_ITEMS, MOST_SENTENCES = 120, 40
"""Things that one reply can add to a list; sentences of a reply that are searched for episodes."""
MOST_JUDGED = 20
"""Parts of one reply that are looked at one by one for what does not count."""
TYPED = 400
"""Characters up to which a reply to a question for requirements is taken for the person's own words."""
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.I)
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
_CONTRASTS = ("not ", "but not ", "no ", "never ", "rather than ", "instead of ")
TOLD_AGAIN = 2
"""Words of earlier answers by which a few words name an episode that was told there."""
SIGN_WORDS = 2
"""Content words beside which a sign counts, where a full answer takes four or more: a bare "because" is no reason."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The verdict on a reply, the sign or rule that decided it, and what the reply says for the need (None: nothing).

    `required` are the requirements that were found where the need asks for such.
    """

    verdict: Verdict
    because: str
    value: Value | None = None
    required: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the weighing needs to know beside the words: the language, the day, what is known, failed replies so far."""

    language: Language
    today: date
    known: Value | None = None
    failed: int = 0
    asides: int = 0
    said_before: str = ""
    was_later: bool = False
    told: frozenset[str] = frozenset()
    """Stems of the words in which the person answered earlier needs: an episode told there may be named again by a few of them."""


def weigh(need: Need, said: Understood, at: Circumstances) -> Weighed:
    """How `said` stands to `need`. A half answer is taken as full after one probe (a hard need: after two); an evasion never is.

    A question back is answered once, an aside passed over three times; what still sounds like one after that is taken
    for the person's words.
    """
    chosen = labelled(need.answer, said.text)
    if chosen:
        return Weighed("full", chosen, f"{chosen}: {said.text.strip()}")
    if at.asides:
        said = replace(said, names=said.names - ({"question_back"} if at.asides < MOST_ASIDES else {"question_back", "aside"}))
    told = said.strength() >= WHOLE_STORY and said.has(*need.answer.signs)
    if said.has("aside") and "aside" not in need.answer.allow and said.strength(frozenset({"aside"})) < ASIDE_WORDS and not told:
        return Weighed("aside", "aside")
    if isinstance(at.known, str) and at.failed and said.has("yes", "agree") and said.strength() < 3 and need.answer.not_:
        # The earlier reply was sent back to be confirmed, and this confirms it.
        return Weighed("full", "confirmed", at.known)
    match need.answer.type:
        case "list" | "stories" | "requirements":
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
        case "choice":
            weighed = _choice(need.answer, said)
        case "parked":
            weighed = _decision(need.answer, said)
        case "text":
            weighed = _text(need.answer, said)
    if need.answer.within:
        weighed = _near(need.answer, weighed, said, at)
    if weighed.verdict == "half" and at.failed > need.hard:
        return Weighed("full", "taken", weighed.value)
    return _insisted(need.answer, weighed, said, at) if weighed.verdict in ("half", "evasion") and not need.hard else weighed


def _insisted(answer: Answer, weighed: Weighed, said: Understood, at: Circumstances) -> Weighed:
    """Who gives the same full sentence again after a probe means it: it is taken, unless it says that there is no answer."""
    said_again = insists(said.text, at.said_before, at.language)
    if not said_again or weighed.because in NEVER_TAKEN | {"others_act", "no_day", "no_date", "no_amount"}:
        return weighed
    if answer.type in ("list", "stories"):
        return Weighed("full", "insisted", _whole_list(answer, said, at))
    return Weighed("full", "insisted", weighed.value or at.known or said.text.strip())


def insists(text: str, before: str, language: Language) -> bool:
    """Whether `text` is a full sentence that says what was said `before` once more."""
    words = content(text, language)
    return len(words) >= INSISTED_WORDS and alike(words, content(before, language)) > SAME_WORDS


def _whole_list(answer: Answer, said: Understood, at: Circumstances) -> list[str]:
    """All that a reply names, also what would not count on its own: what somebody stands by is not cut down."""
    known = [str(one) for one in at.known] if isinstance(at.known, list) else []
    if answer.type == "list":
        named = [one.text for one in things(said.text, at.language)]
    else:
        named = [_unjoined(said.text[start:end], at.language) for start, end in sentences(said.text, at.language)]
    whole = fresh_of(named, [], at.language)
    return [*(one for one in known if not _among(one, whole, at.language)), *whole]


def _among(text: str, others: Sequence[str], language: Language) -> bool:
    """Whether a thing is one of `others`, said in much the same words."""
    return not fresh_of([text], others, language)


def _unjoined(text: str, language: Language) -> str:
    """An episode without the word that only joined it to the one before ("And in my first year")."""
    first, _, rest = text.partition(" ")
    joins = first.lower().strip(",") in language.lexicon.classes.get("list_joiner", frozenset())
    return rest.lstrip()[:1].upper() + rest.lstrip()[1:] if joins and rest.strip() else text


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


def labelled(answer: Answer, text: str) -> str | None:
    """The key of the choice whose label is the whole of `text`, case and punctuation aside."""
    said = plain_label(text) if answer.choices else ""
    return next((key for key, one in answer.choices.items() if said and plain_label(one.label) == said), None)


def heard_first(ways: Mapping[str, Sequence[str]], said: Understood) -> str | None:
    """The key of `ways` one of whose signs is heard first; a far horizon is heard before all else, whatever it is called."""
    places: dict[str, int] = {}
    for key, signs in ways.items():
        starts = [span[0] for name in signs for span in said.spans(name)]
        starts += [-1] if "far_time" in signs and said.has("far_time") else []
        starts += [len(said.text) for name in signs if name in said.names and not said.spans(name)]
        if starts:
            places[key] = min(starts)
    return min(places, key=lambda one: places[one]) if places else None


def _yes_no(answer: Answer, said: Understood) -> Weighed:
    """A yes or a no with its reason; without either, words enough are half a yes."""
    return _one_of({"yes": answer.yes, "no": answer.no}, answer, said, "no_yes_or_no", "yes: ")


def _choice(answer: Answer, said: Understood) -> Weighed:
    """One of several answers; words that choose none are half an answer, and say nothing but themselves when they are taken."""
    return _one_of({key: one.signs for key, one in answer.choices.items()}, answer, said, NO_CHOICE, "")


def _one_of(ways: Mapping[str, Sequence[str]], answer: Answer, said: Understood, because: str, key: str) -> Weighed:
    shown, beside = evasion(answer, said)
    heard = heard_first(ways, said)
    if heard:
        return Weighed("full", heard, f"{heard}: {said.text.strip()}")
    if shown and beside < max(answer.words, 3):
        return _evaded(shown)
    return Weighed("half", because, f"{key}{said.text.strip()}") if beside >= 2 else Weighed("evasion", "short")


def _near(answer: Answer, weighed: Weighed, said: Understood, at: Circumstances) -> Weighed:
    """A day farther off than it may be is half an answer; who was asked for a nearer one and names none keeps what they said."""
    if weighed.verdict in ("full", "half") and weighed.value is not None and _later(answer.within, said, at):
        return Weighed("half", "later", weighed.value)
    if at.was_later and weighed.verdict in ("half", "evasion") and weighed.because != "question_back" and at.known is not None:
        return Weighed("full", "taken", at.known)
    return weighed


def _later(within: int, said: Understood, at: Circumstances) -> bool:
    """Whether the words name a day or a time beyond the last day that is near, and none before it."""
    if not _beyond(within, said, at):
        return False
    parts = (understand(one.text, at.language, at.today) for one in said.reading.clauses[:MOST_JUDGED])
    return not any(part.day is not None and not _beyond(within, part, at) for part in parts)


def _beyond(within: int, said: Understood, at: Circumstances) -> bool:
    named = said.day or said.when.start
    return named is not None and (named - at.today).days > within


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
    shown, beside = evasion(answer, said) if answer.type != "requirements" or len(said.text) <= TYPED else (None, 0)
    if shown and beside < 2 and not sign:
        return _evaded(shown)
    required = requirements(said.text, at.language)[:MOST_ITEMS] if answer.type == "requirements" else ()
    found = [one.text for one in required] or _named(answer, said, at)
    fresh = fresh_of(found, known, at.language)
    everything = [*known, *fresh]
    if len(everything) >= answer.at_least and (fresh or sign):
        return Weighed("full", "items", everything, required)
    if sign:
        return Weighed("full", sign, everything or [said.text.strip()])
    if fresh:
        return Weighed("few", "few", everything, required)
    return _evaded(shown) if shown else Weighed("evasion", "nothing_new")


def _named(answer: Answer, said: Understood, at: Circumstances) -> list[str]:
    """The things or episodes that a reply names, word for word; none in a pasted text that asks for nothing."""
    if answer.type == "stories":
        return stories(said, at)
    if answer.type != "requirements":
        return _listed(answer, said, at)
    return [] if len(said.text) > TYPED else _listed(answer, replace(said, text=_LINK.sub(" ", said.text)), at)


def _listed(answer: Answer, said: Understood, at: Circumstances) -> list[str]:
    dropped = set(answer.drop) | (EVASIONS - set(answer.allow) - {"vague", "tenure_claim"})
    found = []
    suspicious = not said.names.isdisjoint(dropped)
    for place, item in enumerate(things(said.text, at.language)[:MOST_ITEMS]):
        if suspicious and place < MOST_JUDGED:
            kept = _countable(item.text, dropped, answer, at)
            if kept:
                found.append(kept)
            continue
        found.append(item.text)
    if answer.only and not at.failed and not any(_of_kind(text, answer, at) for text in found[:MOST_JUDGED]):
        return []
    return found


def _countable(text: str, dropped: set[str], answer: Answer, at: Circumstances) -> str:
    """What counts of a thing: all of it, what stands before the part that does not ("baking, not sweeping up"), or nothing."""
    one = understand(text, at.language, at.today)
    if not one.has(*dropped) or one.has(*answer.require):
        return text
    clauses = one.reading.clauses
    if len(clauses) < 2 or not clauses[1].text.lower().startswith(_CONTRASTS):
        return ""
    first = understand(clauses[0].text.strip(), at.language, at.today)
    return first.text if first.strength() and not first.has(*dropped) else ""


def _of_kind(text: str, answer: Answer, at: Circumstances) -> bool:
    """Whether an item shows one of the signs of the kind of thing that was asked for."""
    return understand(text, at.language, at.today).has(*answer.only)


def stories(said: Understood, at: Circumstances) -> list[str]:
    """The episodes of an answer: a new one begins with a sentence that tells of another past doing ("And in my first…")."""
    groups: list[tuple[int, int]] = []
    for start, end in sentences(said.text, at.language)[:MOST_SENTENCES]:
        one = understand(said.text[start:end], at.language, at.today)
        opens = (one.has("past_episode", "episode") and one.strength() >= 4) or _names_told(one, at)
        if opens or not groups:
            groups.append((start, end))
        else:
            groups[-1] = (groups[-1][0], end)
    if groups:
        groups[-1] = (groups[-1][0], len(said.text.rstrip(" .")))  # what stands beyond the sentences that are searched
    return _with_rest([said.text[start:end] for start, end in groups], at)


def _with_rest(parts: Sequence[str], at: Circumstances) -> list[str]:
    """The parts that tell an episode; what stands between two of them goes with the one before it, so that no words are lost."""
    told: list[str] = []
    for text in parts:
        if _is_story(text, at):
            told.append(_unjoined(text, at.language))
        elif told:
            told[-1] = f"{told[-1]} {text}"
    return told


def _is_story(text: str, at: Circumstances) -> bool:
    one = understand(text, at.language, at.today)
    if _names_told(one, at):
        return True
    tells = one.has("past_episode", "episode", "result", "learned") or (not one.has(*EVASIONS) and one.strength() >= 6)
    return tells and len(set(content(text, at.language))) >= 4


def _names_told(one: Understood, at: Circumstances) -> bool:
    """Whether a few words name what the person told before ("the flooded cellar, of course"): most of them were in it."""
    words = stems(one.text, at.language)
    return len(words & at.told) >= max(TOLD_AGAIN, len(words) / 2) and not one.has(*EVASIONS)


def fresh_of(found: Sequence[str], known: Sequence[str], language: Language) -> list[str]:
    """Those of `found` that are not yet among `known`, each once, and no more than `MOST_ITEMS`."""
    kept: list[str] = []
    seen = [stems(one, language) for one in known]
    for text in found[:MOST_ITEMS]:
        words = stems(text, language)
        if words and all(2 * len(words & other) < SAME * (len(words) + len(other)) for other in seen):
            kept.append(text)
            seen.append(words)
    return kept


def stems(text: str, language: Language) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(stem(word) for word in content(text, language))
