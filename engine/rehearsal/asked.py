"""What a team member asks for on a page of their own, and how it goes into a rehearsal: into the brief and into the persona's mouth."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from engine.flow.model import Lines

LONGEST_PAGE, LONGEST_LINE, MOST_LINES = 20_000, 400, 24
SPOKEN = 4
"""Lines of a part that the persona says; the others stand in the brief."""
_HEADING = re.compile(r"^(?:#{1,6}\s+(.+?)\s*#*|\*\*(.+?)\*\*:?|__(.+?)__:?)$")
_TITLE = re.compile(r"^#\s")
_ITEM = re.compile(r"^(?:[-*+•–]|\d{1,2}[.)])\s+(?:\[[ xX]\]\s+)?")
_NOTE = re.compile(r"\s*\*?\((?:turn|turns) [\d, ]+\)\*?\s*$", re.I)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,200}?)(?<=\S)\1")


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line that the team member chose to hand over, and the part of the page it stands in."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rehearsal is briefed with. `says` are the lines for the persona, by block or topic.level; `beside` names kept blocks."""

    lines: tuple[AskedLine, ...]
    says: Mapping[str, Lines] = field(default_factory=dict)
    beside: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Plain text that a store can keep beside the persona."""
        return json.dumps(asdict(self), sort_keys=True)


def asked_from(text: str) -> Asked:
    """What `to_text` wrote."""
    data = json.loads(text)
    return Asked(tuple(AskedLine(**one) for one in data["lines"]), data["says"], tuple(data["beside"]))


def lines_in(page: str, words: Mapping[str, Any]) -> tuple[AskedLine, ...]:
    """The lines of a page handed over as Markdown, by its headings; what stands under any other heading is left out.

    `words` is `asking` of personas/prepare.yaml. A text without a heading that is known gives (). Where there are lists, only
    their lines count: the sentences around them are the page's, not the person's.
    """
    found: dict[AskedLine, None] = {}
    lines = [" ".join(raw.split()) for raw in page[:LONGEST_PAGE].splitlines()]
    listed = any(_ITEM.match(line) for line in lines)
    part = ""
    for line in lines:
        heading = _HEADING.match(line)
        if heading:
            part = "" if _TITLE.match(line) else _part(next(text for text in heading.groups() if text), words)
        elif part and (_ITEM.match(line) or not listed) and (text := _plain(line)):
            found.setdefault(AskedLine(part, text))
    return tuple(found)[:MOST_LINES]


def asked_of(lines: Iterable[AskedLine], words: Mapping[str, Any]) -> Asked:
    """What the chosen lines make of a persona. Lines of a part that is not known stand in the brief only."""
    chosen = tuple(AskedLine(one.part, text) for one in lines if (text := _plain(one.text)))[:MOST_LINES]
    says: dict[str, dict[str, str]] = {}
    beside: list[str] = []
    for part, about in words["parts"].items():
        texts = [_to_you(one.text, words["turns"]) for one in chosen if one.part == part][:SPOKEN]
        beside += about.get("beside", ())
        for place, frames in about["says"].items():
            told = _framed(texts, list(frames.values()))
            if told:
                says.setdefault(place, {}).update(told)
    return Asked(chosen, says, tuple(beside))


def _part(heading: str, words: Mapping[str, Any]) -> str:
    """The part whose words stand in a heading, the longest words first; "" for none."""
    plain = f" {' '.join(_plain(heading).casefold().split())} "
    cues = ((cue, part) for part, about in words["parts"].items() for cue in about["headings"])
    return next((part for cue, part in sorted(cues, key=lambda one: -len(one[0])) if cue in plain), "")


def _plain(line: str) -> str:
    """A line of Markdown as it reads: without its bullet, its marks and the turns it came from."""
    text = _NOTE.sub("", _ITEM.sub("", line.strip()))
    text = _EMPHASIS.sub(r"\2", text)
    return " ".join(_ESCAPED.sub(r"\1", text).split())[:LONGEST_LINE].strip()


def _to_you(text: str, turns: Mapping[str, str]) -> str:
    """A line about the manager as it is said to them."""
    for named in sorted(turns, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(named)}(?![\w'’])", turns[named], text.replace("’s", "'s"), flags=re.I)
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".!?…" else ".")


def _framed(texts: Sequence[str], frames: Sequence[str]) -> dict[str, str]:
    """Every line in every frame, each said once; the ids cannot meet those of an author."""
    return {f"asked_{key}": line for key, line in _each(texts, frames)}


def _each(texts: Sequence[str], frames: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, text in enumerate(dict.fromkeys(texts), 1):
        for number, frame in enumerate(frames, 1):
            yield f"{place}_{number}", frame.replace("$line", text)
