"""From the texts of a flow package to a Guide that talks run on; pure, so that a kept package compiles just like a file."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from engine.flow.load import load_flow
from engine.language.dates import DateWords
from engine.language.lexicon import Lexicon, build_lexicon
from engine.language.understand import Language
from engine.source.problems import Mark, Problem, SourceError
from engine.source.reader import Mapping as Block
from engine.source.reader import Node, Scalar, Sequence, read_yaml
from engine.talk.echo import build_speech
from engine.talk.guide import COACH_BANKS, Guide
from engine.talk.machine import FlowMachine

LANGUAGE_CODES: dict[str, str] = {
    "L001": "a cue, a word list or a date word that cannot be used",
    "L002": "a bank of the coach's lines is missing or unknown",
    "L003": "a part of the coach's wording is missing or has another shape",
}
"""Every code of this room with its meaning."""

OWN_BANKS = ("status", "list", "back_ask", "plan")
STATUS_LINES = ("thin", "skipped", "open", "finished_early")


def digest(text: str) -> str:
    """The hash by which a text is kept and recognised."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def plain(node: Node) -> Any:
    """A positioned tree as plain dicts, lists and values."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(one) for one in node.items]
    return {str(entry.key.value): plain(entry.value) for entry in node.entries}


def find(node: Node, words: str) -> Mark:
    """The place of the first key or value in `node` that a message about `words` can mean; the node's own place otherwise."""
    stack: list[Node] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Scalar):
            if len(one.raw) > 2 and one.raw in words:
                return one.mark
        elif isinstance(one, Sequence):
            stack.extend(reversed(one.items))
        else:
            for entry in reversed(one.entries):
                stack.extend((entry.value, entry.key))
    return node.mark


def compile_language(texts: Mapping[str, str], problems: list[Problem]) -> tuple[Language, Mapping[str, Any]] | None:
    """The language and the coach's wording from `texts` ({path: YAML}); None when `problems` were added."""
    nodes: dict[str, Node] = {}
    for path, text in texts.items():
        node = read_yaml(text, path, problems)
        if node is not None:
            nodes[path] = node
    if problems:
        return None
    data = {path: plain(node) for path, node in nodes.items()}
    vocabulary = {path.rsplit("/", 1)[-1].removesuffix(".yaml"): value for path, value in data.items() if path.startswith("language/")}
    coach_path = next((path for path in data if path.startswith("coach/")), None)
    try:
        language = Language(build_lexicon({k: v for k, v in vocabulary.items() if k != "dates"}), DateWords.from_data(vocabulary.get("dates", {})))
    except (ValueError, TypeError, KeyError) as error:
        problems.append(_language_problem(error, nodes))
        return None
    if coach_path is None:
        problems.append(Problem("L003", "there is no file of the coach's lines", Mark("coach/en.yaml", 1, 1), "add it"))
        return None
    _check_coach(data[coach_path], nodes[coach_path], problems)
    return (language, data[coach_path]) if not problems else None


def _language_problem(error: Exception, nodes: Mapping[str, Node]) -> Problem:
    """A builder's complaint ("employee: dont_know.x: ...") at the place of the file that it is about."""
    message = str(error) or type(error).__name__
    name = message.split(":", 1)[0].strip()
    paths = [path for path in nodes if path.endswith(f"/{name}.yaml")] or [path for path in nodes if path.endswith("dates.yaml")]
    path = paths[0] if paths else next(iter(nodes))
    tail = message.split(":", 1)[1] if ":" in message else message
    return Problem("L001", message, find(nodes[path], tail.replace(".", " . ")), "see flows/README.md for how cues are written")


def _check_coach(data: Any, node: Node, problems: list[Problem]) -> None:
    keys = {"pronouns": dict, "subjects": dict, "leadins": list, "days": list, "months": list, "banks": dict}
    if not isinstance(data, dict):
        problems.append(Problem("L003", "the coach's wording must be a block of keys", node.mark, "see flows/README.md"))
        return
    for key, kind in keys.items():
        if not isinstance(data.get(key), kind):
            problems.append(Problem("L003", f"'{key}' is missing or has another shape", node.mark, f"write '{key}' as a {'block' if kind is dict else 'list'}"))
    banks = data.get("banks")
    if not isinstance(banks, dict):
        return
    for name in [*COACH_BANKS, *OWN_BANKS]:
        lines = banks.get(name)
        if not isinstance(lines, dict) or not lines or not all(isinstance(one, str) and one.strip() for one in lines.values()):
            problems.append(Problem("L002", f"the bank '{name}' is missing or empty", find(node, name), COACH_BANKS.get(name, "a short list of words")))
    for name in STATUS_LINES:
        if isinstance(banks.get("status"), dict) and name not in banks["status"]:
            problems.append(Problem("L002", f"the bank 'status' lacks '{name}'", find(node, "status"), "add it"))
    for name in banks:
        if name not in COACH_BANKS and name not in OWN_BANKS:
            problems.append(Problem("L002", f"there is no bank '{name}'", find(node, str(name)), "remove it, or see flows/README.md"))


def known_names(lexicon: Lexicon) -> frozenset[str]:
    """Every act and sign that the language can find in what the person says."""
    return frozenset((*lexicon.acts("employee"), *lexicon.signs("employee")))


def compile_guide(flow_text: str, flow_file: str, texts: Mapping[str, str], signposts: str) -> Guide:
    """The guide for a flow's text and its language files. Raises SourceError with every problem found."""
    problems: list[Problem] = []
    built = compile_language(texts, problems)
    if built is None:
        raise SourceError(problems)
    language, coach = built
    flow = load_flow(flow_text, flow_file, known_names(language.lexicon), problems)
    if flow is None or problems:
        raise SourceError(problems)
    speech = build_speech(coach["pronouns"], coach["subjects"], coach["leadins"], coach["days"], coach["months"])
    return Guide(
        flow, language, coach["banks"], speech, signposts, FlowMachine(flow), flow_text, digest(flow_text), digest(pack(texts))
    )


def pack(texts: Mapping[str, str]) -> str:
    """Language files as one text, in a fixed order, to be kept with a session."""
    return "".join(f"\x1e{path}\x1f{texts[path]}" for path in sorted(texts))


def unpack(text: str) -> dict[str, str]:
    """The files that `pack` wrote."""
    parts = [part.split("\x1f", 1) for part in text.split("\x1e") if part]
    return {path: body for path, body in parts}


__all__ = ["LANGUAGE_CODES", "Block", "compile_guide", "compile_language", "digest", "known_names", "pack", "unpack"]
