"""`handhold handout`: the sheets for a training room, one by one or all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.commands.files import hand_over, not_for_screen
from engine.commands.streams import put
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
    pages = _pages(wanted, folder, library, store_url)
    if wanted.name == ALL:
        return _write_all(pages, folder, wanted)
    _, page = next(pages)
    not_for_screen(wanted.form, wanted.output)
    hand_over(folder.printed(page, wanted.form), wanted.output)
    return 0


def _pages(wanted: Wanted, folder: Folder, library: Library, store_url: str) -> Iterator[tuple[str, Page]]:
    """The pages that are wanted, each with the name of its file; the store is opened for the sheets of a talk only."""
    every = wanted.name == ALL
    if every or wanted.name not in SHEETS:
        for name in [one.handout for one in folder.handouts] if every else [wanted.name]:
            yield name, folder.page(name)
    if wanted.talk:
        service = Service(open_store(store_url), library)
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
        hand_over(folder.printed(page, wanted.form), path)
        put(str(path))
    return 0
