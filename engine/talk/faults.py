"""Finds every fault of the language files, each at its place: what the builders refuse is tried again in small parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.flow.places import nodes
from engine.language.adverts import AdvertWords
from engine.language.dates import DateWords
from engine.language.lexicon import build_lexicon
from engine.source.problems import Mark, Problem
from engine.source.reader import Entry, Node, Scalar, Sequence
from engine.source.reader import Mapping as Block

BUILD_ERRORS = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
"""What the builders of the language raise for data of another shape than they expect."""

PARTS = ("acts", "signs")
BUILDERS: Mapping[str, Callable[[Any], object]] = {"dates": DateWords.from_data, "adverts": AdvertWords.from_data}
"""Files that are no cue files, and what takes their data."""
_NAMED = re.compile(r"[\w$*@^]+(?:[ .-][\w$*@^]+)*")
_FIX = "see flows/README.md for how cues, words and dates are written"


def plain(node: Node) -> Any:
    """A positioned tree as plain dicts, lists and values."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(one) for one in node.items]
    return {str(entry.key.value): plain(entry.value) for entry in node.entries}


def stem(path: str) -> str:
    """The name by which the builders know a language file: "employee" for "language/en/employee.yaml"."""
    return path.rsplit("/", 1)[-1].removesuffix(".yaml")


def language_faults(files: Mapping[str, Node]) -> list[Problem]:
    """Every fault of the language files, given by path; at least one when the builders refuse them."""
    by_name = {stem(path): node for path, node in files.items()}
    words = by_name.get("words")
    if words is None:
        mark = next(iter(by_name.values())).mark if by_name else Mark("language/en/words.yaml", 1, 1)
        return [Problem("L001", "the file words.yaml is missing", mark, "add it beside the other files of the language")]
    found = list(_trial({"words": plain(words)}, words))
    for name, node in by_name.items():
        if name in BUILDERS:
            found += _built(name, node)
        elif name != "words" and not found and isinstance(node, Block):
            found += _file(name, node, plain(words))
    return found


def _built(name: str, node: Node) -> Iterator[Problem]:
    try:
        BUILDERS[name](plain(node))
    except BUILD_ERRORS as error:
        yield Problem("L001", _told(error), place_of(str(error), node), _FIX)


def _trial(data: Mapping[str, Any], node: Node) -> Iterator[Problem]:
    """The fault of `data`, placed within the `node` that it is about; none when the builder takes it."""
    try:
        build_lexicon(data)
    except BUILD_ERRORS as error:
        yield Problem("L001", _told(error), place_of(_told(error), node), _FIX)


def _file(name: str, node: Block, words: Any) -> Iterator[Problem]:
    """The faults of one file of cues: of its head, or else of each act or sign; a file that is taken as a whole has none."""
    whole = list(_trial({"words": words, name: plain(node)}, node))
    if not whole:
        return
    head = {entry.key.raw: plain(entry.value) for entry in node.entries if entry.key.raw not in PARTS}
    found = list(_trial({"words": words, name: {**head, "acts": {}}}, node))
    if not found:
        for part in [entry for entry in node.entries if entry.key.raw in PARTS]:
            if not isinstance(part.value, Block):
                found += _trial({"words": words, name: {**head, part.key.raw: plain(part.value)}}, part.key)
                continue
            for one in part.value.entries:
                found += _entry({"words": words}, name, head, part.key.raw, one)
    yield from found or whole


def _entry(words: dict[str, Any], name: str, head: dict[str, Any], part: str, entry: Entry) -> Iterator[Problem]:
    """The faults of one act or sign: of each of its cues alone, or else of all of them together; none where they are taken together."""
    value = entry.value
    cues = next((one.value for one in value.entries if one.key.raw == "cues"), None) if isinstance(value, Block) else None
    single = cues.items if isinstance(cues, Sequence) else ()

    def alone(data: Any, node: Node) -> list[Problem]:
        return list(_trial({**words, name: {**head, part: {entry.key.raw: data}}}, node))

    if together := alone(plain(value), value if single else entry.key):
        yield from [problem for cue in single for problem in alone({"cues": [plain(cue)]}, cue)] or together


def _told(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "brackets are nested too deeply"
    text = str(error)
    if isinstance(error, ValueError) and text:
        return text
    return f"this has another shape than a file of this kind ({text or type(error).__name__})"


def place_of(message: str, node: Node) -> Mark:
    """The place in `node` of the value that a message names, the one named last; the node's own place when it names none."""
    quoted = [
        one for one in nodes(node)
        if isinstance(one, Scalar) and one.raw and (repr(one.value) in message or f"`{one.raw}`" in message)
    ]  # fmt: skip
    if quoted:
        return quoted[0].mark
    named = {word for phrase in _NAMED.findall(message) for word in (phrase, phrase.rsplit(".", 1)[-1], *phrase.split())}
    matching = [one for one in nodes(node) if isinstance(one, Scalar) and len(one.raw) > 1 and one.raw in named]
    return matching[-1].mark if matching else node.mark


__all__ = ["BUILD_ERRORS", "language_faults", "place_of", "plain", "stem"]
