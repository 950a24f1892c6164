"""Where the things stand that no talk went through: looked up in the files only when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.errors import UnknownName
from engine.library import Library, read
from engine.source.problems import Mark
from engine.source.reader import Mapping as Block
from engine.source.reader import Node, Scalar, Sequence, read_yaml
from engine.transcripts.coverage import Part

LANGUAGE = "en"
Found = Mapping[tuple[str, str], Mark]
"""Places by the kind of a thing (as its part calls it, the first word) and its name."""


class Whereabouts:
    """The places of steps, needs, probes, topics, levels, blocks of lines and cues in the files of a library."""

    def __init__(self, library: Library) -> None:
        """Read nothing yet."""
        self._library = library
        self._known: dict[str, Found] = {}

    def of(self, part: Part, name: str) -> Mark | None:
        """The place of one thing of a part; None when no file has it."""
        if part.owner not in self._known:
            self._known[part.owner] = self._read(part.owner)
        return self._known[part.owner].get((part.what.partition(" ")[0], name))

    def _read(self, owner: str) -> Found:
        if owner == "language":
            return self._cues()
        personas = self._library.personas()
        try:
            path = personas[owner] if owner in personas else self._library.path(owner)
        except UnknownName:
            return {}
        node = _tree(path)
        return _persona(node) if owner in personas else _flow(node)

    def _cues(self) -> Found:
        found: dict[tuple[str, str], Mark] = {}
        for name in self._library.language(LANGUAGE):
            path = next((folder / name for folder in self._library.folders if (folder / name).is_file()), None)
            node = _tree(path) if path else None
            for part in ("acts", "signs"):
                for act, entry in _entries(_under(node, part)):
                    also = _under(entry, "act")
                    for cue in _items(_under(entry, "cues")):
                        own = _under(cue, "id")
                        if isinstance(own, Scalar):
                            found.setdefault(("cues", f"{act}.{own.raw}"), own.mark)
                            if isinstance(also, Scalar):
                                found.setdefault(("cues", f"{also.raw}.{own.raw}"), own.mark)
        return found


def _tree(path: Path) -> Node | None:
    return read_yaml(read(path), str(path), [])


def _flow(node: Node | None) -> Found:
    found: dict[tuple[str, str], Mark] = {}
    for step in _items(_under(node, "steps")):
        found |= {("steps", name): mark for name, mark in _id(step)}
        for need in _items(_under(step, "needs")):
            for name, mark in _id(need):
                found["needs", name] = mark
                found |= {("probes", f"{name}.{one}"): place for probe in _items(_under(need, "probes")) for one, place in _id(probe)}
    return found


def _persona(node: Node | None) -> Found:
    found: dict[tuple[str, str], Mark] = {("blocks", name): lines.mark for name, lines in _entries(_under(node, "lines"))}
    for name, topic in _entries(_under(node, "topics")):
        found["topics", name] = topic.mark
        found |= {("levels", f"{name}.{level}"): lines.mark for level, lines in _entries(topic)}
    return found


def _id(node: Node) -> list[tuple[str, Mark]]:
    own = _under(node, "id")
    return [(own.raw, own.mark)] if isinstance(own, Scalar) else []


def _under(node: Node | None, key: str) -> Node | None:
    return next((value for name, value in _entries(node) if name == key), None)


def _entries(node: Node | None) -> list[tuple[str, Node]]:
    return [(entry.key.raw, entry.value) for entry in node.entries] if isinstance(node, Block) else []


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()
