"""Turns words into HTML: what a person typed is always text, a coach's line may hold **bold** words and lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


def text(words: str, most: int = 0) -> str:
    """Words as HTML on one line, clipped after `most` characters if > 0."""
    line = " ".join(words.split())
    return escape(line[:most].rstrip() + "…" if 0 < most < len(line) else line)


def said(words: str) -> str:
    """What a person typed, every character of it, as HTML that is drawn with its line breaks and spaces."""
    return escape(words).replace("\n", "&#10;")


def coached(line: str) -> str:
    """A coach's line as HTML: paragraphs, lists with "- " and **bold**; all else, quoted words too, is text."""
    out: list[str] = []
    listing = False
    for raw in line.splitlines():
        part = raw.strip()
        item = part.startswith("- ")
        if item != listing:
            out.append("<ul>" if item else "</ul>")
        listing = item
        if part:
            inline = _BOLD.sub(r"<strong>\1</strong>", escape(part[2:].lstrip() if item else part))
            out.append(f"<li>{inline}</li>" if item else f"<p>{inline}</p>")
    return "".join([*out, "</ul>" if listing else ""])


def spoken(line: str) -> str:
    """A coach's line without any mark-up, for screen readers."""
    return " ".join(line.replace("**", "").replace("\n- ", "\n").split())


def icon(name: str) -> str:
    """A Material icon, which says nothing to a screen reader."""
    return f'<span class="hh-icon" aria-hidden="true">{name}</span>'


def press(label: str, what: str, name: str = "", **data: str | int | None) -> str:
    """A button that ui/follow.js reports as `what` with its data. `name` is what a screen reader says, where the label is short."""
    given = "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items() if value is not None)
    spoken_name = f' aria-label="{escape(name)}"' if name else ""
    return f'<button type="button" class="hh-press" data-press="{what}"{given}{spoken_name}>{escape(label)}</button>'


@dataclass(frozen=True, slots=True)
class Html:
    """HTML for the page that is drawn as it stands: the page would go through a plain string line by line, in every turn."""

    body: str

    def _repr_html_(self) -> str:
        return self.body


def fold(label: str, body: str, glyph: str = "") -> str:
    """A quiet line that opens."""
    return f'<details class="hh-fold"><summary>{icon(glyph) if glyph else ""}{escape(label)}</summary><div>{body}</div></details>'
