"""Every hand-out by name, ready to print: those written in flows/handouts, and sheets of a talk that was played or held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from engine.documents.forms import in_form
from engine.documents.handouts import Handout, HandoutWords, handout_page, load_handout
from engine.documents.page import Page
from engine.documents.running_order import Keyboard
from engine.documents.talk_sheet import TalkSheet, talk_page
from engine.errors import HandholdError, UnknownName
from engine.library import Library, read
from engine.service import Service
from engine.source.problems import Problem, SourceError
from engine.source.reader import read_yaml
from engine.source.shapes import shape
from engine.transcripts.files import open_script, transcripts
from engine.transcripts.load import load_transcript

FOLDER = "handouts"
KEYS, WORDS = "keys", "words"
BESIDE = (KEYS, WORDS)
"""The files that all hand-outs share."""
FORMS = ("pdf", "docx", "md")
TRANSCRIPT, ANSWERS = "transcript", "answers"
SHEETS = (TRANSCRIPT, ANSWERS)
"""The two sheets that are made of a talk: with a blank column for tags, and with the engine's tags."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Folder:
    """The hand-outs of a library, in the order in which they are listed, with what they share."""

    library: Library
    handouts: tuple[Handout, ...]
    words: HandoutWords
    keyboard: Keyboard

    def page(self, name: str) -> Page:
        """The hand-out of that name. UnknownName when there is none."""
        found = {one.handout: one for one in self.handouts}
        if name not in found:
            raise UnknownName("hand-out", name, [*found, *SHEETS])
        return handout_page(found[name], self.words, self.keyboard, _titles(found[name].names, self.library))

    def printed(self, page: Page, form: str) -> bytes:
        """A page in one of FORMS."""
        return in_form(page, self.words.numbering(), form)


def files(library: Library) -> dict[str, Path]:
    """Every file of hand-outs by name, the two shared ones too; an author's before a shipped one of the same name."""
    found: dict[str, Path] = {}
    for folder in library.folders:
        for path in sorted((folder / FOLDER).glob("*.yaml")):
            found.setdefault(path.stem, path)
    return found


def open_folder(library: Library) -> Folder:
    """All hand-outs. SourceError with every problem of their files, UnreadableFile."""
    found = files(library)
    words = _shared(found[WORDS], HandoutWords)
    problems: list[Problem] = []
    keyboard, made = _loaded([path for name, path in found.items() if name not in BESIDE], library, problems)
    if problems:
        raise SourceError(problems)
    return Folder(library, tuple(sorted((one for one in made if one), key=lambda one: (one.place, one.handout))), words, keyboard)


def faults(paths: Sequence[Path], library: Library) -> list[Problem]:
    """Every problem of these files of hand-outs, with the keys of the library. UnreadableFile."""
    problems: list[Problem] = []
    try:
        for path in paths:
            if path.stem == WORDS:
                _shared(path, HandoutWords)
            elif path.stem == KEYS:
                _shared(path, Keyboard)
        _loaded([path for path in paths if path.stem not in BESIDE], library, problems)
    except SourceError as error:
        problems += error.problems
    return problems


def _loaded(paths: Sequence[Path], library: Library, problems: list[Problem]) -> tuple[Keyboard, list[Handout | None]]:
    keyboard = _shared(files(library)[KEYS], Keyboard)
    return keyboard, [load_handout(read(path), str(path), keyboard, problems) for path in paths]


def _titles(names: Sequence[str], library: Library) -> dict[str, str]:
    """What the screens call these talks and personas; those that are not there, or cannot be read, are left out."""
    talks, personas = transcripts(library), library.personas()
    found: dict[str, str] = {}
    for name in names:
        if name in talks:
            loaded = load_transcript(read(talks[name]), str(talks[name]), [])
            found |= {name: loaded[0].title} if loaded else {}
        elif name in personas:
            found[name] = library.cast(name).persona.title
    return found


def _shared(path: Path, cls: type[T]) -> T:
    problems: list[Problem] = []
    node = read_yaml(read(path), str(path), problems)
    made = shape(node, cls, problems) if node is not None else None
    if made is None:
        raise SourceError(problems)
    return made


def sheet(talk: str, service: Service, folder: Folder, *, tagged: bool) -> Page:
    """The sheet of a talk: a reference talk by name or file, else a stored session by id. HandholdError when there is none."""
    acts: Mapping[str, Mapping[str, str]] = service.library.debrief_words()["acts"]
    names = {act: words["name"] for act, words in acts.items()}
    return talk_page(_talk(talk, service, folder), folder.words.talk, names, tagged=tagged)


def _talk(talk: str, service: Service, folder: Folder) -> TalkSheet:
    known = transcripts(service.library)
    path = known.get(talk) or (Path(talk) if talk.endswith((".yaml", ".yml")) else None)
    if path is not None:
        script = open_script(path, service.library)
        played = script.play()
        if played.broken:
            raise HandholdError(f"{path} cannot be played to its end: {played.broken}")
        return TalkSheet(script.transcript.title, script.transcript.about, played.session, script.cast)
    ids = {row.id: row.title for row in service.sessions()}
    if talk not in ids:
        raise UnknownName("talk", talk, [*known, *ids])
    kept = service.open(talk)
    return TalkSheet(ids[talk], folder.words.talk["kept_note"], kept.session, kept.cast)
