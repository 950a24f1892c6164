"""`handhold handout`: the sheets for a training room, one by one or all at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.commands.streams import put, put_bytes
from engine.documents.forms import BINARY
from engine.documents.page import Page
from engine.errors import HandholdError
from engine.handouts import ANSWERS, SHEETS, Folder, open_folder, sheet
from engine.library import Library
from engine.service import Service
from engine.stores import open_store

ALL, LIST = "all", "list"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be printed: a hand-out, a sheet of `talk` ("" for none), all, or the list; its form; the file or folder (None: out)."""

    name: str
    form: str
    talk: str
    output: Path | None


def handout(wanted: Wanted, store_url: str, flows: Path | None) -> int:
    """Print a hand-out, write it to a file, or write all of them to a folder. HandholdError for what does not go together."""
    library = Library(flows)
    folder = open_folder(library)
    if wanted.name == LIST:
        for one in folder.handouts:
            put(f"{one.handout:16} {one.about}")
        for name in SHEETS:
            put(f"{name:16} {folder.words.talk[f'{name}_about']}")
        return 0
    if wanted.talk and wanted.name not in (*SHEETS, ALL):
        raise HandholdError("--talk goes with transcript, answers and all")
    if wanted.name in SHEETS and not wanted.talk:
        raise HandholdError("name a talk: --talk NAME, with a reference talk, its file, or the ID of a kept talk")
    pages = _pages(wanted, folder, Service(open_store(store_url), library))
    if wanted.name == ALL:
        return _write_all(pages, folder, wanted)
    _, page = next(pages)
    if wanted.output is None and wanted.form in BINARY and sys.stdout.isatty():
        raise HandholdError(f"{wanted.form} is not for the screen; name a file with -o")
    _hand_over(folder.printed(page, wanted.form), wanted.output)
    return 0


def _pages(wanted: Wanted, folder: Folder, service: Service) -> Iterator[tuple[str, Page]]:
    """The pages that are wanted, each with the name of its file."""
    every = wanted.name == ALL
    if every or wanted.name not in SHEETS:
        for name in [one.handout for one in folder.handouts] if every else [wanted.name]:
            yield name, folder.page(name)
    if wanted.talk:
        for name in SHEETS if every else (wanted.name,):
            yield f"{name}-{Path(wanted.talk).stem}", sheet(wanted.talk, service, folder, tagged=name == ANSWERS)


def _write_all(pages: Iterator[tuple[str, Page]], folder: Folder, wanted: Wanted) -> int:
    if wanted.output is None:
        raise HandholdError("all hand-outs go into a folder; name one with -o")
    try:
        wanted.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HandholdError(f"{wanted.output}: cannot be made: {error.strerror}") from error
    for name, page in pages:
        path = wanted.output / f"{name}.{wanted.form}"
        _hand_over(folder.printed(page, wanted.form), path)
        put(str(path))
    return 0


def _hand_over(data: bytes, output: Path | None) -> None:
    if output is None:
        put_bytes(data)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise HandholdError(f"{output}: cannot be written: {error.strerror}") from error
