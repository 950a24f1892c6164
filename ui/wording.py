"""Makes words safe to be drawn as Markdown, so that nothing a person typed becomes a picture, a link or a heading."""

from __future__ import annotations

import re

_ALWAYS = re.compile(r"([\\`_\[\]<>#|!~$&])")
_BLOCK = re.compile(r"^(\d*)([-+=.)])")
_SHORTCODE = re.compile(r":(?=[\w+/-]+:)")
_JOINER = "\u2060"


def as_said(text: str, most: int = 0) -> str:
    """A person's words for a Markdown text, on one line, every character itself; clipped after `most` characters if > 0."""
    line = " ".join(text.split())
    if 0 < most < len(line):
        line = line[:most].rstrip() + "…"
    return _BLOCK.sub(r"\1\\\2", _escaped(line).replace("*", r"\*"))


def _escaped(line: str) -> str:
    """Backslashes disarm Markdown; the invisible joiner parts what the page would turn into an emoji or an icon."""
    return _SHORTCODE.sub(f":{_JOINER}", _ALWAYS.sub(r"\\\1", line))
