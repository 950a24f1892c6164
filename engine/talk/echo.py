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


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """How a language turns words round: pronouns from the person's side to the coach's, words that only lead in, dates."""

    pronouns: Mapping[str, str]
    leading: re.Pattern[str]
    days: tuple[str, ...]
    months: tuple[str, ...]


def build_speech(pronouns: Mapping[str, str], leadins: Iterable[str], days: Iterable[str], months: Iterable[str]) -> Speech:
    """A `Speech` from an author's words: `leadins` are words or phrases that say nothing by themselves."""
    words = "|".join(re.escape(one.lower()) for one in sorted(leadins, key=len, reverse=True))
    leading = re.compile(rf"^(?:(?:{words or '(?!)'})\b[\s,.;:–-]*){{1,6}}", re.I)
    return Speech({key.lower(): value for key, value in pronouns.items()}, leading, tuple(days), tuple(months))


def turned(clause: str, speech: Speech) -> str:
    """`clause` with first-person words made second-person ("I like my job" -> "you like your job")."""
    return _WORD.sub(lambda match: _turn(match.group(), speech), clause)


def _turn(word: str, speech: Speech) -> str:
    return speech.pronouns.get(word.lower().replace("’", "'"), word)


def bare(text: str, speech: Speech) -> str:
    """`text` on one line, without lead-in words and closing marks."""
    return _TAIL.sub("", speech.leading.sub("", " ".join(text.split())))


def best_clause(said: Understood, language: Language, speech: Speech, most: int = MOST) -> str | None:
    """The clause that says most in at most `most` words; None when none is fit to be taken up."""
    texts = [bare(one.text, speech) for one in said.reading.clauses]
    fit = [text for text in texts if FEWEST <= len(_WORD.findall(text)) <= most and "?" not in text]
    if not fit:
        return None
    return max(fit, key=lambda text: (len(set(content(text, language))), -fit.index(text)))


def echo(said: Understood, language: Language, speech: Speech) -> str | None:
    """A whole sentence of the person's own words: pronouns turned when it begins with "I", else quoted; or None."""
    clause = best_clause(said, language, speech)
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
