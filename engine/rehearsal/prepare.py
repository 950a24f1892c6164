"""What the rules hear in the opening that a manager prepares: which parts are there, in which words, and what had better go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.language.lexicon import Lexicon
from engine.language.reading import SURE, Reading, read
from engine.language.text import Span

GAP = "…"
"""What a beginning holds where it is still to be filled in."""


@dataclass(frozen=True, slots=True)
class PartHeard:
    """One part of an opening: its id and title, the words that show it (() when it is missing), and one way to say it."""

    part: str
    title: str
    spans: tuple[Span, ...]
    example: str

    @property
    def heard(self) -> bool:
        """Whether the part was heard."""
        return bool(self.spans)


@dataclass(frozen=True, slots=True)
class Costly:
    """Something in the opening that had better go: the act, and the words that show it."""

    act: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening as the rules hear it. `gaps` says whether a beginning still waits to be filled in."""

    text: str
    parts: tuple[PartHeard, ...]
    beware: tuple[Costly, ...]
    gaps: bool

    @property
    def missing(self) -> tuple[PartHeard, ...]:
        """The parts that were not heard."""
        return tuple(one for one in self.parts if not one.heard)


def composed(said: Mapping[str, str], words: Mapping[str, Any]) -> str:
    """What was written for each part as one text to say, in the order of `words`; each part ends as a sentence."""
    return " ".join(_sentence(text) for text in (said.get(part, "").strip() for part in words["parts"]) if text)


def hear_opening(text: str, lexicon: Lexicon, words: Mapping[str, Any]) -> Opening:
    """`text` read as the first words of a manager. `words` are those of personas/prepare.yaml."""
    reading = read(text, lexicon, "manager")
    parts = tuple(
        PartHeard(part, about["title"], _shown(reading, about["heard_as"]), about["example"]) for part, about in words["parts"].items()
    )
    found = ((act, _shown(reading, (act,))) for act in words["beware"])
    return Opening(text, parts, tuple(Costly(act, spans) for act, spans in found if spans), GAP in text)


def as_markdown(said: Mapping[str, str], opening: Opening, words: Mapping[str, Any]) -> str:
    """The prepared opening as a page to take along: the words to say, then each part with what was written for it."""
    lines = ["# My opening", "", opening.text or "*Nothing written yet.*", ""]
    for one in opening.parts:
        mark = "said" if one.heard else "not heard yet"
        lines += [f"## {one.title}", "", f"{said.get(one.part, '').strip() or '*Nothing written yet.*'} *({mark})*", ""]
        if not one.heard:
            lines += [f"One way to say it: “{one.example}”", ""]
    if opening.beware:
        lines += ["## Look at once more", ""]
        lines += [f"- {words['beware'][one.act]} “{quoted(opening.text, one.spans)}”" for one in opening.beware]
        lines.append("")
    return "\n".join(lines)


def quoted(text: str, spans: Iterable[Span]) -> str:
    """The words of a text from the first to the last character that is shown."""
    several = list(spans)
    return text[min(one[0] for one in several) : max(one[1] for one in several)].strip() if several else ""


def _shown(reading: Reading, names: Iterable[str]) -> tuple[Span, ...]:
    """The characters that show any of these acts or signs; () when none is there."""
    found: list[Span] = []
    for name in names:
        act = reading.act(name)
        found += act.spans if act and act.confidence >= SURE else reading.signs.get(name, ())
    return tuple(sorted(found))


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line if line[-1] in ".!?…:" else f"{line}."
