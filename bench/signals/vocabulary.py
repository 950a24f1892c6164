"""The signs of public conversation research, in a vocabulary of their own: a talk with the coach never pays for them."""

from __future__ import annotations

from pathlib import Path

from engine.language.lexicon import Lexicon, build_lexicon
from engine.library import SHIPPED, read
from engine.source.problems import Problem, SourceError
from engine.source.reader import read_yaml
from engine.talk.compile import plain

FOLDER = Path(__file__).parent / "cues"


def signal_lexicon() -> Lexicon:
    """The words of the language with the cue files of FOLDER and no others. SourceError when one of them is broken."""
    problems: list[Problem] = []
    files: dict[str, object] = {}
    for path in (SHIPPED / "language" / "en" / "words.yaml", *sorted(FOLDER.glob("*.yaml"))):
        node = read_yaml(read(path), str(path), problems)
        if node is None or problems:
            raise SourceError(problems)
        files[path.stem] = plain(node)
    return build_lexicon(files)


