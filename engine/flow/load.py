"""From the text of a flow file to a checked Flow, or to every problem that it has."""

from __future__ import annotations

from engine.flow.check import check_flow
from engine.flow.model import Flow
from engine.flow.places import Places
from engine.source.problems import Problem
from engine.source.reader import read_yaml
from engine.source.shapes import shape


def load_flow(text: str, file: str, names: frozenset[str] | None, problems: list[Problem]) -> Flow | None:
    """The flow that `text` describes. `names` are the acts and signs that the language knows (None: not to be checked).

    Every problem is added to `problems`; a flow that comes back beside a problem must not be run.
    """
    found: list[Problem] = []
    node = read_yaml(text, file, found)
    flow = shape(node, Flow, found) if node is not None else None
    if node is not None and flow is not None:
        found.extend(check_flow(flow, names, Places(node)))
    problems.extend(sorted(found, key=lambda problem: (problem.mark, problem.code)))
    return flow
