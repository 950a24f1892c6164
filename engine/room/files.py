"""Reads what an author wrote for the room: the author's own files before the shipped ones of the same name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from engine.library import Library, read
from engine.room.model import Cards, Guide, Moves
from engine.source.problems import Problem, SourceError
from engine.source.reader import read_yaml
from engine.source.shapes import shape

FOLDER = "room"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words:
    """All that the room needs beside a rehearsal."""

    moves: Moves
    cards: Cards
    guide: Guide


@dataclass(frozen=True, slots=True)
class _Moves:
    room: Moves


@dataclass(frozen=True, slots=True)
class _Guide:
    debrief: Guide


def words(library: Library) -> Words:
    """What is written for the room in the folders of this library. SourceError with every problem, UnreadableFile."""
    return Words(_read(library, "moves", _Moves).room, _read(library, "cards", Cards), _read(library, "debrief", _Guide).debrief)


def _read(library: Library, name: str, kind: type[T]) -> T:
    found = [folder / FOLDER / f"{name}.yaml" for folder in library.folders]
    path = next((one for one in found if one.is_file()), found[-1])
    return _shaped(path, kind)


def _shaped(path: Path, kind: type[T]) -> T:
    problems: list[Problem] = []
    node = read_yaml(read(path), str(path), problems)
    value = shape(node, kind, problems) if node is not None else None
    if value is None or problems:
        raise SourceError(problems)
    return value
