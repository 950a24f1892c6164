"""A flow as a picture in text: Mermaid or Graphviz, with a session's place and open needs marked when one is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.flow.model import Flow, Step

RESERVED = frozenset({
    "class", "classdef", "click", "digraph", "direction", "edge", "end", "graph", "node", "note", "state", "strict", "style", "subgraph",
})  # fmt: skip
"""Words that Mermaid or Graphviz would not take for a name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a talk stands: its step, and all open needs."""

    step: str
    open: frozenset[str]


def mermaid(flow: Flow, standing: Standing | None = None) -> str:
    """The flow as a Mermaid state diagram."""
    return "\n".join(_mermaid(flow, standing)) + "\n"


def _mermaid(flow: Flow, standing: Standing | None) -> Iterator[str]:
    yield "stateDiagram-v2"
    for step in flow.steps:
        yield f'  state "{_label(step, standing)}" as {_node(step.id)}'
    yield '  state "Plan ready" as plan_ready'
    yield f"  [*] --> {_node(flow.steps[0].id)}"
    for here, following, trigger in _edges(flow):
        yield f"  {_node(here)} --> {_node(following)}: {trigger}"
    for place, step in enumerate(flow.steps[1:], 1):
        yield f"  {_node(step.id)} --> {_node(flow.steps[place - 1].id)}: back"
    yield "  plan_ready --> [*]"
    if standing is not None:
        yield "  classDef here stroke-width:4px"
        yield f"  class {_node(standing.step)} here"


def dot(flow: Flow, standing: Standing | None = None) -> str:
    """The flow as a Graphviz graph."""
    return "\n".join(_dot(flow, standing)) + "\n"


def _dot(flow: Flow, standing: Standing | None) -> Iterator[str]:
    yield f'digraph "{flow.flow}" {{'
    yield "  rankdir=LR; node [shape=box, style=rounded];"
    for step in flow.steps:
        bold = ", penwidth=3" if standing and standing.step == step.id else ""
        yield f'  {_node(step.id)} [label="{_label(step, standing)}"{bold}];'
    bold = ", penwidth=3" if standing and standing.step == "plan_ready" else ""
    yield f'  plan_ready [label="Plan ready", shape=doubleoctagon{bold}];'
    for here, following, trigger in _edges(flow):
        yield f'  {_node(here)} -> {_node(following)} [label="{trigger}"];'
    for place, step in enumerate(flow.steps):
        for earlier in flow.steps[:place]:
            yield f'  {_node(step.id)} -> {_node(earlier.id)} [label="back", style=dashed, constraint=false];'
    yield "}"


def _node(state: str) -> str:
    """A state's name in a picture; one that is a word of the picture's language gets an underscore."""
    return f"{state}_" if state in RESERVED else state


def _edges(flow: Flow) -> Iterator[tuple[str, str, str]]:
    for place, step in enumerate(flow.steps):
        last = place + 1 == len(flow.steps)
        guard = "all needs settled" if step.leave_when == "needs_settled" else "always"
        yield step.id, "plan_ready" if last else flow.steps[place + 1].id, f"{'finish' if last else 'advance'} [{guard}]"


def _label(step: Step, standing: Standing | None) -> str:
    hard = sum(need.hard for need in step.needs)
    text = f"{step.title}: {len(step.needs)} needs, {hard} hard".replace('"', "'")
    if standing is None:
        return text
    still = [need.title for need in step.needs if need.id in standing.open]
    return f"{step.title}: open {', '.join(still)}".replace('"', "'") if still else f"{step.title}: settled".replace('"', "'")
