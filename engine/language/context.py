"""What the wordings alone cannot settle: acts that rule each other out or need a look at the whole utterance."""

from __future__ import annotations

from collections.abc import Sequence

from engine.language.lexicon import Hit, Lexicon
from engine.language.text import Utterance

Scores = dict[str, tuple[Hit, ...]]


def weigh(utterance: Utterance, hits: Sequence[Hit], speaker: str, other_said: str, lexicon: Lexicon) -> Scores:
    """The hits that count for each act after the acts have been weighed against each other."""
    scores: Scores = {}
    for hit in hits:
        if hit.cue.is_act:
            scores[hit.cue.name] = (*scores.get(hit.cue.name, ()), hit)
    return {name: found for name, found in scores.items() if total(found) >= 0.5}


def total(hits: Sequence[Hit]) -> float:
    """The sum of the weights of some hits."""
    return sum(h.cue.weight for h in hits)
