"""Logistic regression over a few named cues in plain Python, so that weights can be fitted anywhere and repeated exactly."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

Example = tuple[tuple[int, ...], bool, float]
"""The numbers of the cues that hold, whether the label holds, and how much the example counts."""


def fit(examples: Sequence[Example], size: int, penalty: float, constant: float | None = None, steps: int = 10) -> list[float]:
    """Weights of `size` cues and, last, the constant, by Newton's method with a quadratic `penalty` on the cue weights.

    A given `constant` is kept as it is.
    """
    weights = [0.0] * size + [constant or 0.0]
    for _ in range(steps):
        slope = [-penalty * w for w in weights]
        slope[size] = 0.0
        bend = [[0.0] * (size + 1) for _ in range(size + 1)]
        for i in range(size + 1):
            bend[i][i] = penalty if i < size else 1e-6 if constant is None else 1e12
        for cues, label, count in examples:
            active = (*cues, size)
            chance = probability(sum(weights[i] for i in active))
            miss, spread = count * (label - chance), count * chance * (1 - chance)
            for i in active:
                slope[i] += miss
                row = bend[i]
                for j in active:
                    row[j] += spread
        weights = [w + d for w, d in zip(weights, solved(bend, slope), strict=True)]
    return weights


def probability(score: float) -> float:
    """The logistic function, safe for any score."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def solved(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """The solution of a positive definite system, by elimination with the largest pivot."""
    size = len(right)
    rows = [[*matrix[i], right[i]] for i in range(size)]
    for i in range(size):
        best = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for k in range(i + 1, size):
            factor = rows[k][i] / rows[i][i]
            if factor:
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
    answer = [0.0] * size
    for i in reversed(range(size)):
        answer[i] = (rows[i][size] - sum(rows[i][k] * answer[k] for k in range(i + 1, size))) / rows[i][i]
    return answer
