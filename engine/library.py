"""Finds and reads the shipped flows and the author's own, with the language and the coach's wording they need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from engine.errors import HandholdError, UnknownName
from engine.source.problems import Problem, SourceError
from engine.source.reader import read_yaml
from engine.talk.compile import compile_guide, compile_language, digest, known_names, pack, plain, unpack
from engine.talk.guide import Guide

SHIPPED = Path(__file__).resolve().parent.parent / "flows"


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
        self._texts: dict[str, Mapping[str, str]] = {}
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
        return self._compiled(read(path), str(path), self.language("en"))

    def kept(self, flow_text: str, language_text: str) -> Guide:
        """The guide of a package that a store kept, as it was when the session began."""
        return self._compiled(flow_text, "kept flow", unpack(language_text))

    def _compiled(self, text: str, file: str, texts: Mapping[str, str]) -> Guide:
        key = (digest(text), digest(pack(texts)))
        with self._lock:
            if key not in self._guides:
                self._guides[key] = compile_guide(text, file, texts, self.signposts("en"))
            return self._guides[key]

    def language(self, code: str) -> Mapping[str, str]:
        """The texts of a language by path: its vocabulary and the coach's wording."""
        if code not in self._texts:
            texts: dict[str, str] = {}
            for folder in reversed(self.folders):
                for path in sorted((folder / "language" / code).glob("*.yaml")):
                    texts[f"language/{code}/{path.name}"] = read(path)
                coach = folder / "coach" / f"{code}.yaml"
                if coach.is_file():
                    texts[f"coach/{code}.yaml"] = read(coach)
            self._texts[code] = texts
        return self._texts[code]

    def signposts(self, code: str) -> str:
        """Where a person can turn when the coach has to stop: the text of a file that whoever runs Handhold edits."""
        for folder in self.folders:
            path = folder / "signposts" / f"{code}.yaml"
            if path.is_file():
                problems: list[Problem] = []
                node = read_yaml(read(path), str(path), problems)
                if node is None or problems:
                    raise SourceError(problems)
                data = plain(node)
                if isinstance(data, dict) and isinstance(data.get("text"), str):
                    return str(data["text"])
        return ""

    def names(self) -> frozenset[str]:
        """Every act and sign that flows may name. SourceError when the language itself is broken."""
        problems: list[Problem] = []
        built = compile_language(self.language("en"), problems)
        return known_names(built[0].lexicon) if built else frozenset()


def read(path: Path) -> str:
    """The text of a file. UnreadableFile when it cannot be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path, getattr(error, "strerror", None) or "it is no UTF-8 text") from error
