"""Puts the words that come today in the place of those that a transcript keeps for its reader, and changes nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from engine.transcripts.compare import reply, same_words
from engine.transcripts.compose import written
from engine.transcripts.play import Performance


@dataclass(frozen=True, slots=True)
class Kept:
    """The words of a `hears`: the turn (0: before the first), where they begin and end in the text, how they may be written anew."""

    turn: int
    begins: int
    ends: int
    words: str
    column: int
    on_one_line: bool


def rewritten(text: str, performance: Performance) -> str:
    """`text`, which was played, with every `hears` that no longer says what comes put right.

    The text must be a transcript without problems. A `hears` of a turn that was not reached stays as it is.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)  # the slow reader, whose marks count characters
    assert isinstance(root, yaml.MappingNode), "a transcript is a block of keys"
    pieces, end = [], 0
    for one in sorted(_kept(root, text), key=lambda one: one.begins):
        if one.turn > len(performance.turns) or same_words(one.words, reply(performance, one.turn)):
            continue
        words = reply(performance, one.turn)
        shown = json.dumps(words, ensure_ascii=False) if one.on_one_line else written(words, one.column)
        after = text[one.begins : one.ends]
        pieces += [text[end : one.begins], shown, after[len(after.rstrip()) :]]
        end = one.ends
    return "".join([*pieces, text[end:]])


def _kept(root: yaml.MappingNode, text: str) -> Iterator[Kept]:
    """Every `hears` of the file."""
    yield from _in(root, 0, text)
    for key, value in root.value:
        if key.value == "turns":
            for number, turn in enumerate(value.value, start=1):
                yield from _in(turn, number, text)


def _in(block: yaml.MappingNode, turn: int, text: str) -> Iterator[Kept]:
    for key, value in block.value:
        if key.value == "hears":
            begins, ends = value.start_mark.index, value.end_mark.index
            goes_on = value.style not in ("|", ">") and bool(text[ends:].split("\n", 1)[0].strip())
            yield Kept(turn, begins, ends, value.value, key.start_mark.column, bool(block.flow_style) or goes_on)
