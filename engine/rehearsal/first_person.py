"""Turns "she wants to teach" into "I want to teach" where that is safe, for scenarios written about somebody."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from engine.rehearsal.persona import Person

MINE = frozenset({"i", "my", "me", "mine", "myself", "we", "our", "us", "i'm", "i'd", "i've", "i'll"})
HELPING = {"is": "am", "isn't": "am not", "are": "am", "aren't": "am not", "has": "have", "hasn't": "haven't", "does": "do",
           "doesn't": "don't", "were": "was", "weren't": "wasn't"}  # fmt: skip
"""Forms of helping verbs that are another word in the first person."""
SAME = frozenset({
    "was", "wasn't", "had", "hadn't", "have", "haven't", "would", "wouldn't", "could", "couldn't", "will", "won't", "can", "can't",
    "cannot", "may", "might", "should", "shouldn't", "must", "did", "didn't", "do", "don't", "felt", "left", "said", "told", "got",
    "went", "took", "made", "came", "knew", "thought", "wrote", "lost", "found", "kept", "gave", "began", "saw", "ran", "built",
    "taught", "heard", "spoke", "led", "put", "set", "let", "read", "spent", "grew", "became", "meant", "held", "brought", "bought",
    "won",
})  # fmt: skip
"""Verbs that are the same in the first person."""
LEADING = frozenset({
    "wants", "likes", "loves", "hates", "needs", "feels", "thinks", "fears", "hopes", "knows", "enjoys", "dreads", "avoids", "is",
    "has", "does", "isn't", "hasn't", "doesn't",
})  # fmt: skip
"""Verbs that may follow "and" without their subject; any other word that ends so could be a noun."""
BETWEEN = frozenset({
    "always", "never", "really", "often", "secretly", "also", "still", "just", "only", "mostly", "sometimes", "actually", "usually",
    "even", "rather", "quietly",
})  # fmt: skip
"""Words that may stand between a subject and its verb."""
NO_NOUN = frozenset({
    "to", "that", "about", "for", "from", "in", "on", "at", "with", "when", "because", "and", "or", "but", "if", "as", "by", "how",
    "what", "who", "out", "up", "off", "down", "into", "over", "again", "too", "more", "is", "was", "a", "an", "the", "not", "than",
    "so", "where", "while", "before", "after", "until",
})  # fmt: skip
"""Words before which "her" and "his" are no possessives."""
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w]+|_+")
_OTHER_GENDER = {
    "she": {"he", "him", "his", "himself"}, "he": {"she", "her", "hers", "herself"}, "they": {"she", "he", "her", "him", "his"},
}  # fmt: skip


class _UnsafeError(Exception):
    """The words cannot be turned safely."""


def first_person(text: str, who: Person, others: Collection[str]) -> str | None:
    """`text` as `who` would say it; as it is when it is not about them; None when somebody has to put it into the first person.

    `others` are nouns after which a pronoun may be somebody else.
    """
    tokens = _TOKEN.findall(text.replace("’", "'"))
    words = [token.lower() for token in tokens]
    names = {who.name.lower(), f"{who.name.lower()}'s"}
    about = names | {who.they, who.them, who.their, who.theirs, *(f"{who.they}'{end}" for end in ("s", "re", "ve", "d", "ll"))}
    unsaid = bool(words) and words[0] in LEADING and words[0] not in HELPING
    if MINE.isdisjoint(words) and words[:1] and words[0] in {"she", "he", "her", "his"} - about:
        return None
    if not MINE.isdisjoint(words) or (about.isdisjoint(words) and not unsaid):
        return text
    if unsaid:
        tokens, words = ["I", " ", _base(words[0]), *tokens[1:]], ["", " ", "", *words[1:]]
    try:
        _refuse_others(tokens, words, who, about, others)
        return _capitals("".join(_turned(tokens, words, who, names)))
    except _UnsafeError:
        return None


def _refuse_others(tokens: Sequence[str], words: Sequence[str], who: Person, about: Collection[str], others: Collection[str]) -> None:
    """Whether a pronoun could stand for somebody else who was named before it."""
    if not _OTHER_GENDER[who.they].isdisjoint(words):
        raise _UnsafeError
    strange = False
    for number, (token, word) in enumerate(zip(tokens, words, strict=True)):
        if word in about and word != who.name.lower() and strange:
            raise _UnsafeError
        begins = number == 0 or any(mark in tokens[number - 1] for mark in ".!?")
        strange = strange or word in others or (token[:1].isupper() and not begins and word not in about)


def _turned(tokens: Sequence[str], words: Sequence[str], who: Person, names: Collection[str]) -> list[str]:
    """The tokens in the first person."""
    made = list(tokens)
    for number, word in enumerate(words):
        if word in (who.they, who.name.lower()):
            made[number] = "I"
            _agree(made, words, number, who)
        elif word.startswith(f"{who.they}'"):
            made[number] = _short(word.split("'")[1], words, number)
        elif word in names:
            made[number] = "my"
        elif word in ("herself", "himself", "themselves", "themself"):
            made[number] = "myself"
        elif word in (who.theirs, who.their, who.them):
            made[number] = _possessive(tokens, words, number, who)
        elif word in ("and", "but", "or"):
            _agree_again(made, words, number, who)
    return made


def _agree(made: list[str], words: Sequence[str], number: int, who: Person) -> None:
    """Put the verb after a subject into the first person."""
    place = _next_word(words, number)
    while place is not None and words[place] in BETWEEN:
        place = _next_word(words, place)
    if place is None:
        raise _UnsafeError
    word = words[place]
    if word in HELPING:
        made[place] = HELPING[word]
    elif word in SAME or word.endswith("ed") or who.they == "they":
        return
    elif word.endswith("s") and not word.endswith("ss"):
        made[place] = _base(word)
    else:
        raise _UnsafeError


def _agree_again(made: list[str], words: Sequence[str], number: int, who: Person) -> None:
    """A second verb after "and" goes with the first; a word that could be one or not is not decided on."""
    place = _next_word(words, number)
    if place is None or who.they == "they":
        return
    word = words[place]
    if word in LEADING:
        made[place] = HELPING.get(word) or _base(word)
    elif word.endswith("s") and not word.endswith(("ss", "us", "his", "hers")) and word not in SAME:
        raise _UnsafeError


def _short(end: str, words: Sequence[str], number: int) -> str:
    """The first person of "she's", "they're", "he'd" and the like."""
    if end == "s":
        place = _next_word(words, number)
        return "I've" if place is not None and words[place] in ("been", "got", "had", "done", "become") else "I'm"
    return {"re": "I'm"}.get(end, f"I'{end}")


def _possessive(tokens: Sequence[str], words: Sequence[str], number: int, who: Person) -> str:
    """My, mine or me for "her", "his", "him", "their" and "them"."""
    word = words[number]
    followed = number + 2 < len(tokens) and tokens[number + 1].isspace() and words[number + 2] not in NO_NOUN
    if word == who.their and (word != who.them or followed) and (word != who.theirs or followed):
        return "my"
    return "mine" if word == who.theirs else "me"


def _base(verb: str) -> str:
    """The plain form of a verb that ends in s."""
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if verb.endswith(("sses", "xes", "zzes", "ches", "shes", "oes")):
        return verb[:-2]
    return verb[:-1]


def _next_word(words: Sequence[str], number: int) -> int | None:
    """The place of the next word when only a space parts the two."""
    return number + 2 if number + 2 < len(words) and words[number + 1].isspace() else None


def _capitals(text: str) -> str:
    """`text` with a capital at the beginning of each sentence."""
    return re.sub(r"(?:^|(?<=[.!?] ))[a-z]", lambda found: found[0].upper(), text)
