"""Finds and reads the shipped flows and the author's own, with the language and the coach's wording they need.

Compiling a language takes half a second, so what it compiles to is kept in the user's cache folder: plain data under a name
made from the bytes of the sources and of the program that compiled them. An edited file or another version has another name; a file
that is damaged, or a folder that cannot be read or written, only costs the half second.
"""

from __future__ import annotations

import gc
import marshal
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

from engine.errors import HandholdError, UnknownName
from engine.source.problems import Problem, SourceError
from engine.talk.spoken import LanguageData, Spoken, digest, language_from, pack, unpack

if TYPE_CHECKING:
    from engine.rehearsal.asked import Asked
    from engine.rehearsal.persona import Cast
    from engine.rehearsal.scenario import Beside, Scenario
    from engine.talk.guide import Guide

STAGE = ("moves", "topics")
STOCK = "stock"
"""The lines that scenarios of one's own are filled up with; checked like a persona."""
BESIDE_PERSONAS = (*STAGE, "debrief", "prepare", "present", STOCK, "own")
"""The files beside the personas that all of them share."""
SHIPPED = Path(__file__).resolve().parent.parent / "flows"
MOST_KEPT = 8
_COMPILING = ("source/*.py", "language/*.py", "talk/compile.py", "talk/faults.py", "talk/spoken.py")
_SEAL = 32
_SCENARIO = re.compile(r"^scenario[ ]*:", re.M)


def language_data(texts: Mapping[str, str], problems: list[Problem]) -> LanguageData | None:
    """A language compiled afresh; see engine.talk.compile."""
    from engine.talk.compile import language_data as compiled  # noqa: PLC0415 - only when needed: see the start of the file

    return compiled(texts, problems)


def compile_guide(flow_text: str, file: str, texts: Mapping[str, str], signposts: str, spoken: Spoken) -> Guide:
    """The guide of a flow; see engine.talk.compile."""
    from engine.talk.compile import compile_guide as compiled  # noqa: PLC0415 - only when needed: see the start of the file

    return compiled(flow_text, file, texts, signposts, spoken)


class UnreadableFile(HandholdError):
    """A file that a call names cannot be read, for `reason`."""

    def __init__(self, path: Path, reason: str) -> None:
        """Say which file, and why."""
        super().__init__(f"{path}: cannot be read: {reason}")


class Library:
    """Flows by name or path, each read and compiled once. `folder` holds an author's own flows and comes first."""

    def __init__(self, folder: Path | None = None) -> None:
        """Look in `folder` first, then among the shipped flows."""
        self.folders = (folder, SHIPPED) if folder is not None and folder.resolve() != SHIPPED else (SHIPPED,)
        self._guides: dict[tuple[str, str], Guide] = {}
        self._texts: dict[str, tuple[object, Mapping[str, str]]] = {}
        self._spoken: dict[str, Spoken] = {}
        self._words: dict[str, tuple[object, Mapping[str, Any]]] = {}
        self._casts: dict[str, Cast] = {}
        self._lock = Lock()

    def flows(self) -> dict[str, Path]:
        """Every flow by name, an author's before a shipped one of the same name."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
                found.setdefault(path.stem, path)
        return found

    def path(self, flow: str) -> Path:
        """The file of a flow given by name or by path. UnknownName when there is none."""
        if flow.endswith((".yaml", ".yml")) or "/" in flow or "\\" in flow:
            path = Path(flow)
            if path.is_file():
                return path
            raise UnreadableFile(path, "there is no such file")
        known = self.flows()
        if flow not in known:
            raise UnknownName("flow", flow, known)
        return known[flow]

    def guide(self, flow: str) -> Guide:
        """The compiled guide of a flow given by name or path. SourceError, UnknownName or UnreadableFile."""
        path = self.path(flow)
        texts = self.language("en")
        return self._compiled(read(path), str(path), pack(texts), texts)

    def kept(self, flow_text: str, language_text: str) -> Guide:
        """The guide of a package that a store kept, as it was when the session began.

        A language that an earlier version of the program wrote and this one cannot read gives way to today's.
        """
        try:
            return self._compiled(flow_text, "kept flow", language_text)
        except SourceError:
            texts = self.language("en")
            return self._compiled(flow_text, "kept flow", pack(texts), texts)

    def _compiled(self, text: str, file: str, packed: str, texts: Mapping[str, str] | None = None) -> Guide:
        key = (digest(text), digest(packed))
        with self._lock:
            if key not in self._guides:
                texts = texts or unpack(packed)
                with _nothing_to_collect():
                    self._guides[key] = compile_guide(text, file, texts, self.signposts("en"), self._spoken_in(texts, packed))
            return self._guides[key]

    def spoken(self, code: str) -> Spoken:
        """The compiled language and the coach's wording in it. SourceError with every problem of the files."""
        texts = self.language(code)
        with self._lock, _nothing_to_collect():
            return self._spoken_in(texts, pack(texts))

    def _spoken_in(self, texts: Mapping[str, str], packed: str) -> Spoken:
        key = digest(packed)
        if key not in self._spoken:
            kept = _kept_file(packed)
            spoken = _restored(kept)
            if spoken is None:
                problems: list[Problem] = []
                data = language_data(texts, problems)
                if data is None:
                    raise SourceError(problems)
                _keep(kept, data)
                spoken = language_from(data)
            self._spoken[key] = spoken
        return self._spoken[key]

    def language(self, code: str) -> Mapping[str, str]:
        """The texts of a language by path, its vocabulary and the coach's wording, as the files are now."""
        files = dict(self._language_files(code))
        stamp = [_stamp(path) for path in files.values()]
        if code not in self._texts or self._texts[code][0] != stamp:
            self._texts[code] = stamp, {name: read(path) for name, path in files.items()}
        return self._texts[code][1]

    def _language_files(self, code: str) -> Iterator[tuple[str, Path]]:
        for folder in reversed(self.folders):
            for path in sorted((folder / "language" / code).glob("*.yaml")):
                yield f"language/{code}/{path.name}", path
            coach = folder / "coach" / f"{code}.yaml"
            if coach.is_file():
                yield f"coach/{code}.yaml", coach

    def personas(self) -> dict[str, Path]:
        """Every persona by name, an author's before a shipped one of the same name."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in sorted((folder / "personas").glob("*.yaml")):
                if path.stem not in BESIDE_PERSONAS:
                    found.setdefault(path.stem, path)
        return found

    def cast(self, persona: str | Scenario, asked: Asked | None = None) -> Cast:
        """A persona by name or path, or what a scenario becomes, ready for the stage and asking for what is `asked`.

        SourceError, UnknownName or UnreadableFile.
        """
        briefed = {"asked": asked.to_text()} if asked is not None else {}
        return self.kept_cast(pack({"persona": self._persona(persona), **{name: read(self._stage(name)) for name in STAGE}, **briefed}))

    def _persona(self, persona: str | Scenario) -> str:
        """The text of a persona, written anew where it is a scenario."""
        if not isinstance(persona, str):
            from engine.rehearsal.scenario import scenario_as_yaml  # noqa: PLC0415 - only when needed: see the start of the file

            return self._written(scenario_as_yaml(persona), "the scenario")
        if persona.endswith((".yaml", ".yml")):
            path = Path(persona)
        else:
            known = self.personas()
            if persona not in known:
                raise UnknownName("persona", persona, known)
            path = known[persona]
        text = read(path)
        return self._written(text, str(path)) if is_scenario(text) else text

    def _written(self, text: str, file: str) -> str:
        """The file of the persona that the text of a scenario becomes. SourceError with every problem, UnreadableFile."""
        from engine.rehearsal.made import persona_text  # noqa: PLC0415 - only when needed: see the start of the file

        scenario = self.scenario(text, file)
        stock, topics = (read(self._stage(name)) for name in (STOCK, "topics"))
        return persona_text(scenario, self.beside_scenarios(), self.cast(scenario.fear).persona, stock, topics)

    def scenario(self, text: str, file: str) -> Scenario:
        """The scenario in the text of a file. SourceError with every problem that keeps it from being played."""
        from engine.rehearsal.made import read_scenario  # noqa: PLC0415 - only when needed: see the start of the file

        return read_scenario(text, file, self.beside_scenarios(), self.fears())

    def fears(self) -> tuple[str, ...]:
        """The personas whose fear a scenario may name: all that are none themselves. UnreadableFile."""
        return tuple(name for name, path in self.personas().items() if not is_scenario(read(path)))

    def beside_scenarios(self) -> Beside:
        """What scenarios of one's own need beside the stock of lines. SourceError, UnreadableFile."""
        from engine.rehearsal.scenario import load_beside  # noqa: PLC0415 - only when needed: see the start of the file

        path = self._stage("own")
        return load_beside(read(path), str(path))

    def debrief_words(self) -> Mapping[str, Any]:
        """What the debrief calls moves, acts and measures, and what could have been said instead. SourceError, UnreadableFile."""
        return self._words_of("debrief")

    def prepare_words(self) -> Mapping[str, Any]:
        """What the preparation page asks for and how a page that was handed over is read. SourceError, UnreadableFile."""
        return self._words_of("prepare")

    def present_words(self) -> Mapping[str, Any]:
        """What a trainer may ask a room at a frozen turn, by what happened in it. SourceError, UnreadableFile."""
        return self._words_of("present")

    def _words_of(self, name: str) -> Mapping[str, Any]:
        """The words under the one key of a file beside the personas, read again when the file changes."""
        path = self._stage(name)
        stamp = _stamp(path)
        if name not in self._words or self._words[name][0] != stamp:
            self._words[name] = stamp, _data_in(path)[name]
        return self._words[name][1]

    def kept_cast(self, packed: str) -> Cast:
        """The persona of a package that a store kept."""
        from engine.rehearsal.load import cast_of  # noqa: PLC0415 - only when needed: see the start of the file

        key = digest(packed)
        with self._lock:
            if key not in self._casts:
                self._casts[key] = cast_of(unpack(packed), packed, key)
            return self._casts[key]

    def _stage(self, name: str) -> Path:
        found = [folder / "personas" / f"{name}.yaml" for folder in self.folders]
        return next((path for path in found if path.is_file()), found[-1])

    def signposts(self, code: str) -> str:
        """Where a person can turn when the coach has to stop: the text of a file that whoever runs Handhold edits."""
        for folder in self.folders:
            path = folder / "signposts" / f"{code}.yaml"
            data = _data_in(path) if path.is_file() else None
            if isinstance(data, dict) and isinstance(data.get("text"), str):
                return str(data["text"])
        return ""

    def names(self) -> frozenset[str]:
        """Every act and sign that flows may name; none when the language itself is broken."""
        from engine.talk.compile import known_names  # noqa: PLC0415 - only when needed: see the start of the file

        try:
            return known_names(self.spoken("en")[0].lexicon)
        except SourceError:
            return frozenset()


def _data_in(path: Path) -> Any:
    """The plain data of a YAML file. SourceError, UnreadableFile."""
    from engine.source.reader import read_yaml  # noqa: PLC0415 - only when needed: see the start of the file
    from engine.talk.faults import plain  # noqa: PLC0415 - only when needed: see the start of the file

    problems: list[Problem] = []
    node = read_yaml(read(path), str(path), problems)
    if node is None or problems:
        raise SourceError(problems)
    return plain(node)


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """While a language is built, many objects come to stay and none goes: looking for garbage would take a third of the time.

    What was built is not looked through afterwards either: each look would cost some 50 milliseconds in the midst of a turn.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if running:
            gc.enable()


def _stamp(path: Path) -> tuple[str, int, int]:
    """What changes when a file is edited. UnreadableFile."""
    try:
        found = path.stat()
    except OSError as error:
        raise UnreadableFile(path, error.strerror or "it is gone") from error
    return str(path), found.st_mtime_ns, found.st_size


def _kept_file(packed: str) -> Path | None:
    """Where the compiled form of a language is kept; None when that cannot be told."""
    name = sha256(f"{sys.version} {marshal.version} ".encode())
    try:
        for pattern in _COMPILING:
            for path in sorted(Path(__file__).parent.glob(pattern)):
                name.update(path.read_bytes())
        name.update(packed.encode("utf-8", "surrogatepass"))
        return user_cache_path("handhold", appauthor=False) / f"language-{name.hexdigest()[:_SEAL]}.bin"
    except (OSError, RuntimeError):
        return None


def _restored(path: Path | None) -> Spoken | None:
    """The language kept in a file, or None. The seal in front keeps damaged bytes from the decoder."""
    try:
        kept = path.read_bytes() if path else b""
        if sha256(kept[_SEAL:]).digest() != kept[:_SEAL]:
            return None
        data: Any = marshal.loads(kept[_SEAL:])  # noqa: S302 - plain data of our own, sealed above
        return language_from(data)
    except (OSError, ValueError, TypeError, EOFError, LookupError):
        return None


def _keep(path: Path | None, data: LanguageData) -> None:
    """Keep a compiled language, whole or not at all, and let go of the oldest ones; failing is no harm."""
    if path is None:
        return
    with suppress(OSError, ValueError):
        payload = marshal.dumps(data)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix="language-", suffix=".part", delete=False) as file:
            file.write(sha256(payload).digest() + payload)
        os.replace(file.name, path)  # noqa: PTH105 - the name is text
        kept = sorted(path.parent.glob("language-*"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for old in kept[MOST_KEPT:]:
            old.unlink()


@cache
def shared(folder: Path | None) -> Library:
    """The one library of this process for a folder of an author's own flows (None: only the shipped ones)."""
    return Library(folder)


def is_scenario(text: str) -> bool:
    """Whether the text of a file is meant to be a scenario of one's own."""
    return _SCENARIO.search(text) is not None


def read(path: Path) -> str:
    """The text of a file. UnreadableFile when it cannot be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path, getattr(error, "strerror", None) or "it is no UTF-8 text") from error
