"""Finds and reads transcripts, each with the flow, the persona and the answers that it is played with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import HandholdError
from engine.flow.places import Places
from engine.library import Library, read
from engine.rehearsal.persona import Cast
from engine.source.problems import Problem, SourceError
from engine.talk.guide import Guide
from engine.transcripts.load import load_person, load_transcript, wrong_names
from engine.transcripts.model import Person, Transcript
from engine.transcripts.play import Performance, play

FOLDER = "transcripts"


@dataclass(frozen=True, slots=True)
class Script:
    """A transcript ready to be played."""

    path: Path
    text: str
    transcript: Transcript
    places: Places
    guide: Guide
    cast: Cast | None
    person: Person | None

    def play(self) -> Performance:
        """Play it."""
        return play(self.transcript, self.guide, self.cast, self.person)


def transcripts(library: Library) -> dict[str, Path]:
    """Every transcript by name, an author's before a shipped one of the same name."""
    found: dict[str, Path] = {}
    for folder in library.folders:
        for path in sorted((folder / FOLDER).glob("*.yaml")):
            found.setdefault(path.stem, path)
    return found


def named(paths: Sequence[Path]) -> list[Path]:
    """The transcripts that a call names: files, and those in folders. HandholdError where there is none."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path] if path.is_file() else []
        if not inside:
            raise HandholdError(f"{path}: there is no transcript here" if path.is_dir() else f"{path}: there is no such file or folder")
        found += inside
    return list(dict.fromkeys(found))


def open_scripts(paths: Sequence[Path], library: Library) -> list[Script]:
    """The transcripts of these files. SourceError with every problem of all of them, UnknownName, UnreadableFile."""
    problems: list[Problem] = []
    scripts = [script for path in paths if (script := _open(path, library, problems)) is not None]
    if problems:
        raise SourceError(problems)
    return scripts


def open_script(path: Path, library: Library) -> Script:
    """The transcript of one file. SourceError, UnknownName, UnreadableFile."""
    return open_scripts([path], library)[0]


def _open(path: Path, library: Library, problems: list[Problem]) -> Script | None:
    text = read(path)
    loaded = load_transcript(text, str(path), problems)
    if loaded is None:
        return None
    one, places = loaded
    guide = library.guide(one.flow)
    cast = library.cast(one.persona) if one.persona else None
    beside = path.parent / one.person if one.person else None
    person = load_person(read(beside), str(beside), problems) if beside else None
    problems += wrong_names(one, places, guide)
    return Script(path, text, one, places, guide, cast, person)
