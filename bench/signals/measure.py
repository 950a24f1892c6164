"""Reads every labelled file of a folder with our signs and puts precision, recall and F1 beside the aims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from bench.options import Options
from bench.rows import Row, missing
from bench.signals.corpus import Corpus, Line, corpora, half, read_corpus, without_marks
from bench.signals.talks import rates
from bench.signals.tasks import COUNSELLING, MEAN_AIM, MEAN_KNOWN, TASKS, Task
from bench.signals.vocabulary import signal_lexicon
from engine.language.reading import Reading, read

PART = "signals"
Read = Callable[[str, str], Reading]
"""From a text and its speaker to what was read."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with the label that was given."""

    line: Line
    given: str


def run(options: Options) -> list[Row]:
    """The rows of this part, from the folder `options.data`."""
    return measured(options.data, ()) if options.data else [missing(PART, "labelled corpora", "no folder was given")]


def reader() -> Read:
    """Reads with the shipped signs."""
    lexicon = signal_lexicon()
    return lambda text, speaker: read(text, lexicon, speaker)


def measured(folder: Path, wanted: Sequence[str]) -> list[Row]:
    """A row for every file that we know how to read, with and without marks for questions; then the mean and the talks."""
    how = reader()
    rows: list[Row] = []
    means: dict[str, float] = {}
    for path in corpora(folder, wanted):
        corpus = read_corpus(path)
        task = TASKS.get(corpus.name)
        if task is None:
            continue
        row = _row(task, judge(corpus, task, how), corpus.name, task.aim)
        rows.append(row)
        means[corpus.name] = row.figure or 0.0
        if corpus.name.startswith("question."):
            unmarked = judge(corpus, task, how, without_marks)
            rows.append(_row(task, unmarked, f"{corpus.name} without marks", task.aim_without_marks))
    if means.keys() >= set(COUNSELLING):
        mean = fmean(means[name] for name in COUNSELLING)
        rows.append(Row(PART, "mean of the five counselling tasks", mean, "macro-F1", MEAN_KNOWN, aim=MEAN_AIM, better="more"))
    return [*rows, *rates(folder, how)]


def judge(corpus: Corpus, task: Task, how: Read, change: Callable[[str], str] = str) -> list[Judged]:
    """Every line with our label for it."""
    return [Judged(line, task.label(how(change(line.text), task.speaker))) for line in corpus.lines]


def _row(task: Task, judged: Sequence[Judged], what: str, aim: float | None) -> Row:
    labels = [label for label in task.labels if any(one.line.label == label for one in judged)]
    halves = " / ".join(f"{macro([one for one in judged if half(one.line.talk) == k], labels):.3f}" for k in (0, 1))
    shown = ", ".join(f"{label} P {p:.2f} R {r:.2f} F1 {f:.2f}" for label, (p, r, f) in scores(judged, labels).items())
    note = f"{shown}; halves {halves}"
    return Row(PART, what, macro(judged, labels), "macro-F1", task.known, aim=aim, better="more", note=note)


def scores(judged: Sequence[Judged], labels: Sequence[str]) -> Mapping[str, tuple[float, float, float]]:
    """Precision, recall and F1 by label."""
    both = Counter(one.given for one in judged if one.given == one.line.label)
    given, gold = Counter(one.given for one in judged), Counter(one.line.label for one in judged)
    return {
        label: (
            both[label] / max(1, given[label]), both[label] / max(1, gold[label]),
            2 * both[label] / max(1, given[label] + gold[label]),
        )
        for label in labels
    }  # fmt: skip


def macro(judged: Sequence[Judged], labels: Sequence[str]) -> float:
    """The mean of the labels' F1."""
    return fmean(f for _, _, f in scores(judged, labels).values()) if labels else 0.0
