"""How long it takes to read one utterance, for both speakers, and what hostile lengths cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from itertools import islice, product
from pathlib import Path
from statistics import fmean, median

import yaml

from bench.clock import Contender, in_turn, percentile, spending
from bench.options import Options
from bench.rows import Row
from bench.talks import TODAY
from engine.commands.language import SPEAKERS, language
from engine.language.understand import understand

PART = "understanding"
MILLI = 1e3
MEDIAN_AIM, TAIL_AIM, LONG_AIM = 1.0, 3.0, 100.0
HOSTILE = ("I will ", "because ", "by Friday 3 March or so, ", "and what would you do? ", "a" * 50 + " ", "(“x”) ", "1 2 3 ")


def run(options: Options) -> list[Row]:
    """The rows of this part."""
    return [*(row for speaker in SPEAKERS for row in _ordinary(speaker, options.utterances)), _long(options)]


def utterances(speaker: str) -> Iterator[str]:
    """Different utterances of about 25 words: every beginning with every ending, so that no cache has seen one before."""
    halves = yaml.safe_load(Path(__file__).with_name("utterances.yaml").read_text(encoding="utf-8"))[speaker]
    # Steps of 7 through the endings: neighbours differ in both halves.
    ends = halves["ends"]
    for turn, (number, start) in product(range(len(ends)), enumerate(halves["starts"])):
        yield f"{start} {ends[(turn + number * 7) % len(ends)]}"


def _ordinary(speaker: str, count: int) -> list[Row]:
    """Half of the utterances are read first: patterns are compiled when they are met for the first time."""
    words = language(None)
    other = {"manager": "employee", "employee": "manager"}[speaker]
    texts = list(islice(utterances(speaker), 2 * count))
    context = [(other, next(utterances(other)))]
    spent = []
    for text in texts:
        began = time.process_time()
        understand(text, words, TODAY, context, speaker)
        spent.append((time.process_time() - began) * MILLI)
    first, later = spent[:count], spent[count:]
    name = f"{speaker}, {round(fmean(len(text.split()) for text in texts))} words"
    return [
        Row(PART, f"{name}: median", median(later), "ms CPU", aim=MEDIAN_AIM),
        Row(PART, f"{name}: 99 of 100 within", percentile(later, 0.99), "ms CPU", aim=TAIL_AIM),
        Row(PART, f"{name}: the dearest of the first {count} after a start", max(first), "ms CPU"),
    ]


def _long(options: Options) -> Row:
    """The dearest of several texts of 100 kB, for either speaker."""
    words, size = language(None), options.long
    texts = {piece.strip()[:12]: (piece * size)[:size] for piece in HOSTILE}
    contenders = [
        Contender(f"{name}…, {speaker}", spending(partial(understand, text, words, TODAY, (), speaker)))
        for name, text in texts.items() for speaker in SPEAKERS
    ]  # fmt: skip
    spent = in_turn(contenders, min(3, options.slices), 0.0)
    dearest = max(spent, key=lambda name: spent[name])
    what = f"{size:,} characters, the dearest of {len(spent)} texts: {dearest}"
    return Row(PART, what, spent[dearest] * MILLI, "ms CPU", aim=LONG_AIM)
