"""Reads the public corpora: one labelled utterance a row, in files called task.source.part.csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_FINAL = re.compile(r"[.!]+\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance with its gold label, the finer label it came from, and the talk it stands in."""

    text: str
    label: str
    fine: str
    talk: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """One file: `name` is task.source."""

    name: str
    lines: tuple[Line, ...]


def read_corpus(path: Path) -> Corpus:
    """One labelled file. OSError when it cannot be read, KeyError when it lacks a column."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [Line(row["text"], row["label"], row.get("fine", ""), row["conversation_id"]) for row in csv.DictReader(stream)]
    return Corpus(".".join(path.name.split(".")[:2]), tuple(rows))


def corpora(folder: Path, wanted: Sequence[str] = ()) -> Iterable[Path]:
    """The labelled files of a folder by name; with `wanted` only those whose name begins so."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            head = next(csv.reader(stream), [])
        if {"text", "label", "conversation_id"} <= set(head) and (not wanted or path.name.startswith(tuple(wanted))):
            yield path


def without_marks(text: str) -> str:
    """The text as people type who leave out the question mark and the final stop."""
    return _FINAL.sub("", text.replace("?", "")).strip()


def half(talk: str) -> int:
    """0 or 1: which half of a file a talk belongs to, the same on every machine. Rules were written looking at half 0."""
    return sha256(talk.encode()).digest()[0] % 2
