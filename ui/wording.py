"""Makes words safe to be drawn as Markdown, so that nothing a person typed becomes a picture, a link or a heading."""

from __future__ import annotations

import re

_ALWAYS = re.compile(r"([\\`_\[\]<>#|!~$&])")
_STAR = re.compile(r"(?<!\*)\*(?!\*)|\*{3,}")
_BLOCK = re.compile(r"^(\d*)([-+=.)])")
_SHORTCODE = re.compile(r":(?=[\w+/-]+:)")
_JOINER = "\u2060"


def as_said(text: str, most: int = 0) -> str:
    """A person's words for a Markdown text, on one line, every character itself; clipped after `most` characters if > 0."""
    line = " ".join(text.split())
    if 0 < most < len(line):
        line = line[:most].rstrip() + "…"
    return _BLOCK.sub(r"\1\\\2", _escaped(line).replace("*", r"\*"))


def as_coached(text: str) -> str:
    """A coach's line as Markdown: **bold**, lists with "- " and paragraphs work; all else, quoted words too, is text."""
    blocks: list[str] = []
    listing = False
    for line in (one.strip() for one in text.splitlines()):
        item = line.startswith("- ")
        if item != listing:
            blocks.append("")
        listing = item
        blocks.append("- " + _inline(line[2:].lstrip()) if item else _inline(line))
    return "\n".join(blocks).strip()


def as_spoken(text: str) -> str:
    """A coach's line without any mark-up, for screen readers."""
    return " ".join(text.replace("**", "").replace("\n- ", "\n").split())


def _inline(line: str) -> str:
    stars = _STAR.sub(lambda found: "\\*" * len(found.group()), _escaped(line))
    return _BLOCK.sub(r"\1\\\2", stars)


def _escaped(line: str) -> str:
    """Backslashes disarm Markdown; the invisible joiner parts what the page would turn into an emoji or an icon."""
    return _SHORTCODE.sub(f":{_JOINER}", _ALWAYS.sub(r"\\\1", line))
