"""`handhold check`, `prove` and `graph`: what an author wants to know of a flow before people talk with it."""

from __future__ import annotations

import json
from pathlib import Path

from engine.commands.streams import put
from engine.errors import HandholdError
from engine.flow.graph import Standing, dot, mermaid
from engine.flow.load import load_flow
from engine.library import Library, read
from engine.service import Service
from engine.source.problems import Problem, SourceError
from engine.stores import open_store
from engine.talk.compile import compile_language
from engine.talk.guards import open_needs
from engine.talk.prove import prove


def check(paths: list[Path], folder: Path | None, as_json: bool) -> int:
    """Print every problem; 0 when there is none, 1 when there is any. Without paths: all flows that are found."""
    library = Library(folder)
    problems: list[Problem] = []
    built = compile_language(library.language("en"), problems)
    names = library.names() if built else frozenset()
    files = _files(paths) if paths else list(library.flows().values())
    for path in files:
        found: list[Problem] = []
        load_flow(read(path), str(path), names, found)
        problems += found
    for problem in problems:
        if as_json:
            mark = problem.mark
            put(json.dumps({"file": mark.file, "line": mark.line, "column": mark.column, "code": problem.code,
                            "message": problem.message, "fix": problem.fix}, ensure_ascii=False))  # fmt: skip
        else:
            put(str(problem))
    if not problems and not as_json:
        put(f"{len(files)} flow{'s' if len(files) != 1 else ''} and the language: no problem found")
    return 1 if problems else 0


def _files(paths: list[Path]) -> list[Path]:
    """The flow files that the paths name: a file is itself, a folder all flows in it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(path.glob("*.yaml"))
        elif path.is_file():
            found.append(path)
        else:
            raise HandholdError(f"{path}: there is no such file or folder")
    return found


def prove_flow(flow: str, folder: Path | None) -> int:
    """Try every situation of the flow's machine; 1 with a counter-example when the invariant does not hold."""
    guide = Library(folder).guide(flow)
    proof = prove(guide.flow, guide.machine)
    if proof.counter_example:
        put(f"{guide.flow.flow}: NOT proven after {proof.situations} situations; counter-example: {proof.counter_example}")
        return 1
    put(f"{guide.flow.flow}: proven in {proof.situations} situations: no step is left while it has an open need, and every step can be left")
    return 0


def graph(flow: str, folder: Path | None, form: str, session_id: str | None, store_url: str) -> int:
    """Print a flow as Mermaid or Graphviz text, with a talk's place marked when one is named."""
    library = Library(folder)
    standing = None
    shown = library.guide(flow).flow
    if session_id is not None:
        talk = Service(open_store(store_url), library).open(session_id)
        shown = talk.guide.flow
        standing = Standing(talk.session.step, open_needs(shown, talk.session))
    put((mermaid if form == "mermaid" else dot)(shown, standing).rstrip("\n"))
    return 0


__all__ = ["SourceError", "check", "graph", "prove_flow"]
