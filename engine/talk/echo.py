"""Takes up the person's own words: a short clause with its pronouns turned, or a few words in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.language.understand import Language, Understood, content
from engine.talk.events import Value

_WORD = re.compile(r"[\w'’-]+")
_TAIL = re.compile(r"[\s,.;:!?…–-]+$")
FEWEST, MOST = 3, 12
UNFIT = frozenset({"aside", "command", "dont_know", "deflection", "question_back"})
"""What is said beside the answer is not taken up."""


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """How a language turns words round: pronouns from the person's side to the coach's, words that only lead in, dates."""

    pronouns: Mapping[str, str]
    after_opening: frozenset[str]
    opening: frozenset[str]
    leading: re.Pattern[str]
    opener: re.Pattern[str]
    days: tuple[str, ...]
    months: tuple[str, ...]


def build_speech(
    pronouns: Mapping[str, str],
    subject_words: Iterable[str],
    subject_after: Iterable[str],
    leadins: Iterable[str],
    openers: Iterable[str],
    days: Iterable[str],
    months: Iterable[str],
) -> Speech:
    """A `Speech` from an author's words.

    `pronouns` may hold pairs ("i was"); `subject_words` turn only at the start or after one of `subject_after`;
    `leadins` are words or phrases that say nothing by themselves, `openers` the ways to begin an own action.
    """
    turns = {key.lower(): value for key, value in pronouns.items()}
    return Speech(
        turns, frozenset(subject_words), frozenset(subject_after), _opening(leadins), _opening(openers),
        tuple(days), tuple(months),
    )  # fmt: skip


def _opening(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for up to six of `phrases` in a row at the start of a text."""
    words = "|".join(re.escape(one.lower()) for one in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"^(?:(?:{words or '(?!)'})\b[\s,.;:–-]*){{1,6}}", re.I)


def joined(first: str, then: str) -> str:
    """Two parts of an answer as one text: a new sentence where the second begins one, else a comma between them."""
    mark = ", " if then[:1].islower() else ". "
    return f"{first.rstrip(' .,;')}{mark}{then}"


def unopened(text: str, speech: Speech) -> str:
    """An own action without its "I will": "I'll ring Sam" -> "ring Sam"."""
    return bare(speech.opener.sub("", bare(text.replace("’", "'"), speech)), speech)


def turned(clause: str, speech: Speech) -> str:
    """`clause` with first-person words made second-person ("I was new to my job" -> "you were new to your job")."""
    before = ""
    out: list[str] = []
    end = 0
    for match in _WORD.finditer(clause):
        word = match.group().lower().replace("’", "'")
        out += [clause[end : match.start()], _turn(match.group(), word, before, speech)]
        before, end = word, match.end()
    return "".join(out) + clause[end:]


def _turn(written: str, word: str, before: str, speech: Speech) -> str:
    """One word turned. Words that mean something else elsewhere ("am", "was", "ill", "id") turn only where a subject stands."""
    if f"{before} {word}" in speech.pronouns:
        return speech.pronouns[f"{before} {word}"]
    if word in speech.after_opening and before and before not in speech.opening:
        return written
    return speech.pronouns.get(word, written)


def bare(text: str, speech: Speech) -> str:
    """`text` on one line, without lead-in words and closing marks."""
    return _TAIL.sub("", speech.leading.sub("", " ".join(text.split())))


def best_clause(said: Understood, language: Language, speech: Speech, most: int = MOST, focus: str = "") -> str | None:
    """The clause that says most in at most `most` words, one that shows the sign `focus` before others; None when none is fit."""
    fit = []
    for place, one in enumerate(said.reading.clauses):
        text = bare(one.text, speech)
        if FEWEST <= len(_WORD.findall(text)) <= most and "?" not in text and not one.names & UNFIT:
            fit.append((focus in one.names, len(set(content(text, language))), -place, text))
    return max(fit)[3] if fit else None


def echo(said: Understood, language: Language, speech: Speech, focus: str = "") -> str | None:
    """A whole sentence of the person's own words: pronouns turned when it begins with "I", else quoted; or None."""
    clause = best_clause(said, language, speech, MOST, focus)
    if clause is None:
        return None
    first = clause.split()[0].lower().replace("’", "'")
    if speech.pronouns.get(first, "").startswith("you") and not re.search(r"\b(?:you|your|u)\b", clause, re.I):
        sentence = turned(clause, speech)
        return sentence[:1].upper() + sentence[1:] + "."
    return f"“{clause[:1].upper()}{clause[1:]}.”" if len(_WORD.findall(clause)) <= 9 else None


def quote(text: str, speech: Speech, most: int = 8) -> str | None:
    """`text` in quotation marks when it is short enough to stand inside a sentence, else None."""
    clean = bare(text, speech).replace("“", "‘").replace("”", "’")
    return f"“{clean}”" if clean and len(_WORD.findall(clean)) <= most else None


def clip(text: str, most: int = 14) -> str:
    """The first words of `text`, with an ellipsis when there are more than `most`."""
    words = " ".join(text.split()).split(" ")
    return " ".join(words) if len(words) <= most else " ".join(words[:most]).rstrip(",;:.") + " …"


def plain(value: Value, speech: Speech) -> str:
    """A value as a person would write it: lists joined, an ISO date spelt out, a yes or no with its reason."""
    if isinstance(value, list):
        return "; ".join(value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return spelt(date.fromisoformat(text), speech)
    for word in ("yes", "no"):
        if text.startswith(f"{word}: "):
            return text[len(word) + 2 :]
    return text


def spelt(day: date, speech: Speech) -> str:
    """A date in words, the same on every machine: "Friday 29 January 2027"."""
    return f"{speech.days[day.weekday()]} {day.day} {speech.months[day.month - 1]} {day.year}"
