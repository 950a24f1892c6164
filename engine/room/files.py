"""Reads what an author wrote for the room: the author's own files before the shipped ones of the same name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


SHAPES: Mapping[str, type[object]] = {"moves": _Moves, "cards": Cards, "debrief": _Guide}
"""The files of the room by name, and the shape of each."""


def words(library: Library) -> Words:
    """What is written for the room in the folders of this library. SourceError with every problem, UnreadableFile."""
    paths = files(library)
    return Words(_shaped(paths["moves"], _Moves).room, _shaped(paths["cards"], Cards), _shaped(paths["debrief"], _Guide).debrief)


def files(library: Library) -> dict[str, Path]:
    """The room's files by name; the author's own before the shipped one."""
    several = [folder / FOLDER / f"{name}.yaml" for folder in reversed(library.folders) for name in SHAPES]
    return {path.stem: path for path in several if path.is_file()}


def faults(paths: Sequence[Path]) -> list[Problem]:
    """Every problem of these files, of which each has a name of SHAPES. UnreadableFile."""
    problems: list[Problem] = []
    for path in paths:
        try:
            _shaped(path, SHAPES[path.stem])
        except SourceError as error:
            problems += error.problems
    return problems


def _shaped(path: Path, kind: type[T]) -> T:
    problems: list[Problem] = []
    node = read_yaml(read(path), str(path), problems)
    value = shape(node, kind, problems) if node is not None else None
    if value is None or problems:
        raise SourceError(problems)
    return value
