"""The ten-state script in AIML, a topic a state; an answer that is too short matches a pattern of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from aiml import Kernel

from bench.clock import Contender, spending
from bench.talks import Stop

NAME = "python-aiml"
_SESSION = "one"


def contender(script: Sequence[Stop]) -> Contender:
    """One talk, going round for ever."""
    kernel = Kernel()
    kernel.verbose(False)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ten.aiml"
        file.write_text(_rules(script), encoding="utf-8")
        kernel.learn(str(file))
    kernel.setPredicate("topic", _topic(script[0]), _SESSION)
    said = {_topic(stop): stop.reply.replace(". ", ", ") for stop in script}

    def turn() -> str:
        return str(kernel.respond(said[kernel.getPredicate("topic", _SESSION)], _SESSION))

    if turn() != script[1].question.strip():
        raise RuntimeError("the AIML script does not go on to its second question")
    kernel.setPredicate("topic", _topic(script[0]), _SESSION)
    return Contender(NAME, spending(turn))


def _topic(stop: Stop) -> str:
    return f"STATE {stop.state.upper()}"


def _rules(script: Sequence[Stop]) -> str:
    topics = []
    for place, stop in enumerate(script):
        following = script[(place + 1) % len(script)]
        moved = f'<think><set name="{stop.slot}"><star/></set><set name="topic">{_topic(following)}</set></think>'
        again = f"<template>{escape(stop.question)}</template>"
        short = "".join(f"<category><pattern>{words}</pattern>{again}</category>" for words in ("DUNNO", "NO"))
        topics.append(
            f'<topic name="{_topic(stop)}">{short}<category><pattern>*</pattern>'
            f"<template>{moved}{escape(following.question)}</template></category></topic>"
        )
    return f'<?xml version="1.0" encoding="UTF-8"?><aiml version="1.0.1">{"".join(topics)}</aiml>'
