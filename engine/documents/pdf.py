"""A page as PDF: A4, tagged for screen readers (PDF/UA-1), set by Typst in this process with the fonts beside this file only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from engine.documents.page import Block, Facts, Heading, Items, Lines, NewPage, Note, Page, Statement, Strip, Table, Text, right_to_left

FOLDER = Path(__file__).parent
FIRST, LAST = "Noto Sans", "Handhold Box"
"""The face of the page, and the one that has a box for every character, so that one which no font can draw is still text."""
LATE = ("Noto Emoji", "Droid Sans Fallback", "DejaVu Sans Mono", "New Computer Modern Math")
"""Faces with more than one script or with signs, asked after all others; the last two come with Typst itself."""


def page_as_pdf(page: Page, words: Mapping[str, str]) -> bytes:
    """The page as PDF, the same bytes for the same page. `words` has "page" and "of" (the coach's bank "plan")."""
    data = {
        "title": page.title, "language": page.language, "footer": _text(page.footer), "page": words["page"], "of": words["of"],
        "fonts": _families(), "blocks": [_block(one) for one in page.blocks],
    }  # fmt: skip
    compiler = typst.Compiler(_template(), font_paths=_fonts(), sys_inputs={"page": json.dumps(data)})
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(made, bytes)
    return made


@cache
def _template() -> bytes:
    return (FOLDER / "page.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FOLDER / "fonts")])


@cache
def _families() -> tuple[str, ...]:
    scripts = (name for name in _fonts().families() if name.startswith(f"{FIRST} "))
    return (FIRST, *sorted(scripts), *LATE, LAST)


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": _text(text), "level": level}
        case Text(text, leads):
            return {"kind": "text", "text": _text(text), "leads": leads}
        case Note(text, strong):
            return {"kind": "note", "text": _text(text), "strong": strong}
        case Items(items, boxes):
            return {"kind": "items", "items": [_statement(one) for one in items], "boxes": boxes}
        case Facts(head, rows):
            return {"kind": "facts", "head": head, "rows": [_statement(one) for one in rows]}
        case Table(head, rows, widths, height, size):
            return {
                "kind": "table", "head": [_text(one) for one in head], "widths": widths or (1,) * len(head), "height": height, "size": size,
                "rows": [[[_text(line) for line in cell.split("\n")] for cell in row] for row in rows],
            }  # fmt: skip
        case Lines(count, label):
            return {"kind": "lines", "count": count, "label": _text(label) if label else None}
        case Strip(steps):
            return {"kind": "strip", "steps": [_text(one) for one in steps]}
        case NewPage():
            return {"kind": "page"}


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "label": _text(one.label) if one.label else None, "texts": [_text(text) for text in one.texts], "mark": one.mark,
        "trace": one.trace, "after": _text(one.after) if one.after else None,
    }  # fmt: skip


def _text(text: str) -> dict[str, Any]:
    return {"text": text, "rtl": right_to_left(text)}
