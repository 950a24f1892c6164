"""From the text of a flow file to a checked Flow, or to every problem that it has."""

from __future__ import annotations

from engine.flow.check import check_flow
from engine.flow.model import Flow
from engine.source.problems import Problem
from engine.source.reader import read_yaml
from engine.source.shapes import shape


def load_flow(text: str, file: str, names: frozenset[str], problems: list[Problem]) -> Flow | None:
    """The flow that `text` describes. `names` are the acts and signs that the language knows.

    Every problem is added to `problems`; a flow that comes back beside a problem must not be run.
    """
    node = read_yaml(text, file, problems)
    if node is None:
        return None
    flow = shape(node, Flow, problems)
    if flow is not None and not problems:
        problems.extend(check_flow(flow, names))
    return flow
