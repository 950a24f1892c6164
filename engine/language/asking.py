"""Says of any sentence with a question mark what kind of question it is, by its build: the default for what no wording knows."""

from __future__ import annotations

from collections.abc import Sequence, Set

_SMALL = frozenset({
    "and", "but", "so", "then", "well", "okay", "right", "now", "oh", "ah", "just", "also", "or", "actually", "again", "anyway", "still",
    "good", "fine", "great", "sure", "yes", "listen", "look", "please", "maybe", "first", "next", "last", "finally", "thanks", "noted",
    "because", "exactly", "precisely", "only", "even", "otherwise", "meanwhile", "honestly", "personally",
})  # fmt: skip
_PREPOSITIONS = frozenset({
    "in", "on", "at", "for", "with", "of", "from", "to", "by", "about", "through", "under", "over", "against", "between", "towards",
    "after", "before", "until", "till", "since", "without", "around", "within", "off", "into", "beyond", "near", "behind",
})  # fmt: skip
_WIDE = frozenset({"what", "how", "why", "whats", "hows", "howre", "whatre", "whatd", "howd"})
_NARROW = frozenset({"when", "where", "which", "who", "whom", "whose"})
_MEASURED = frozenset({
    "many", "much", "long", "often", "soon", "old", "far", "big", "late", "early", "high", "large", "time", "date", "day", "month", "year",
    "number", "grade", "week", "size", "age", "hour", "percentage",
})  # fmt: skip
_HELPING = frozenset({
    "is", "are", "was", "were", "am", "do", "does", "did", "have", "has", "had", "can", "could", "will", "would", "should", "shall", "may",
    "might", "must", "isnt", "arent", "wasnt", "werent", "dont", "doesnt", "didnt", "havent", "hasnt", "cant", "couldnt", "wont", "wouldnt",
    "shouldnt", "need",
})  # fmt: skip
_TELLERS = frozenset({"i", "we", "you", "lets", "let", "he", "she", "they", "us"})
_TAGS = frozenset({
    "yeah", "yes", "no", "right", "okay", "eh", "deal", "agreed", "see", "na", "hey", "huh", "hm", "innit", "really", "pardon", "sorry",
    "what", "oh", "is", "it", "isnt", "that", "so", "shall", "we", "you", "know", "all", "correct", "true", "alright", "ready", "are",
    "aye", "sure",
})  # fmt: skip
_BEING = frozenset({"is", "are", "was", "were", "s"})
"""How somebody or something is, is mostly small talk; what asks more by these words is known by its wording."""
_NODS = frozenset({"eh", "yeah", "na", "okay", "right", "innit", "deal", "please", "abi"})
_NO_FRAGMENT = _TELLERS | _WIDE | _NARROW | (_HELPING - {"need"})
_ASKED_BARE = frozenset({
    "ever", "happy", "okay", "sure", "ready", "fancy", "still", "got", "done", "good", "free", "alright", "know", "mind",
})  # fmt: skip
"""What stands after a "you" whose "are" or "do" was swallowed."""
_SUITING = frozenset({"work", "works", "suit", "suits", "sound", "sounds", "good", "fair", "sense", "okay", "fit", "fine"})
_NO_CONTENT = _SUITING | {
    "does", "do", "would", "will", "is", "that", "this", "it", "you", "for", "to", "all", "right", "with", "and", "so", "make", "how",
    "enough", "if", "we", "are", "like", "today", "then", "be", "ok",
}  # fmt: skip
"""A check whether the other goes along ("Does that work for you?") is no question of its own."""
_ASKING_TO_DO = frozenset({"can", "could", "will"})
_OF_LATE = frozenset({"already", "ever", "before"})
_OFFERING = frozenset({"shall", "should", "may", "can", "could", "might", "must"})
_SPEAKERS = frozenset({"i", "we"})
_GIVING_BACK = frozenset({"so", "the", "not", "because", "like", "as"})
_AND_X, _BARE, _LONGEST_BARE, _ASSENT = 4, 2, 9, 7
_YOU = frozenset({"you", "ya", "ye", "yous"})
_TAGGED = _YOU | {"it", "we", "that", "they", "he", "she", "i", "this"}
_DENYING = frozenset({
    "not", "no", "never", "nothing", "nobody", "none", "dont", "arent", "isnt", "wouldnt", "cant", "wont", "havent", "didnt",
})  # fmt: skip
_LONGEST_LEAD = 60


def kind_of_question(words: Sequence[str], starts: Set[int], last: bool) -> str:
    """`open_question`, `closed_question` or "" for the words of one sentence that ends in a question mark.

    `starts` holds the places in `words` where a clause begins. What somebody says of themselves or of the other in the order of a
    statement ("You want to leave?"), and a tag that only asks for a nod, are "": they ask nothing of their own, or give something back.
    `last` says whether the turn ends here: a bare word with more behind it ("Money? There is a fund.") only takes up what was said.
    """
    begin = _past(words, 0)
    assent = len(words) <= _ASSENT and not _SUITING.isdisjoint(words) and _NO_CONTENT.issuperset(words)
    if begin >= len(words) or _TAGS.issuperset(words) or assent or "shall we" in " ".join(words):
        return ""
    for at in sorted({0, *starts}):
        if at > _LONGEST_LEAD:
            break
        start = _past(words, at)
        if at and len(words) - start == 2 and words[start] in _HELPING and words[start + 1] in _TAGGED:
            checks = words[start + 1] in _YOU and words[start] not in ("will", "would", "shall", "can", "could")
            return "closed_question" if checks and _DENYING.isdisjoint(words) else ""
        kind = _asked_at(words, start)
        if kind:
            return kind
    if words[-1] in _WIDE:
        return "open_question"
    if words[begin] == "you" and words[begin + 1 : begin + 2] and (words[begin + 1] in _ASKED_BARE or not _OF_LATE.isdisjoint(words)):
        return "closed_question"
    if words[begin] in _NO_FRAGMENT or words[0] in _GIVING_BACK or words[-1] in _NODS:
        return ""
    if not last or len(words) > _LONGEST_BARE:
        return ""
    return "" if words[0] == "and" and len(words) <= _AND_X else "closed_question"


def _past(words: Sequence[str], at: int) -> int:
    """The place of the first word from `at` on that is no little word."""
    while at < len(words) and words[at] in _SMALL:
        at += 1
    return at


def _asked_at(words: Sequence[str], at: int) -> str:
    """The kind of a question that begins at a place, also behind a preposition ("on which days"), else ""."""
    if at + 1 < len(words) and words[at] in _PREPOSITIONS and words[at + 1] in _WIDE | _NARROW:
        at += 1
    if at >= len(words):
        return ""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word in _WIDE:
        if following in ("about", "come") or (word == "how" and following in _BEING):
            return ""
        return "closed_question" if following in _MEASURED else "open_question"
    if word in _NARROW:
        led = at > 0 and words[at - 1] in _PREPOSITIONS
        if led and word == "which" and following.endswith("s"):
            return "open_question"
        asks = led or following in _HELPING or word in ("which", "whose") or not following
        return "closed_question" if asks else ""
    if word not in _HELPING or len(words) - at < _BARE or (word in _OFFERING and following in _SPEAKERS):
        return ""
    if word in _ASKING_TO_DO and following == "you":
        return ""
    return "" if word.endswith("nt") or "not" in words[at + 1 : at + 3] else "closed_question"
