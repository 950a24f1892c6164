"""`handhold new`: a working start for authors, a small flow or a persona from a scenario, to be changed line by line."""

from __future__ import annotations

import re
from pathlib import Path

from engine.commands.streams import put
from engine.errors import HandholdError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_STARTS = Path(__file__).parent
_TRY = {"flow": "handhold talk {path} --store memory:", "persona": "handhold talk career_talk --persona {path} --store memory:"}
"""How to try what was written, by kind."""


def new(kind: str, name: str, folder: Path) -> int:
    """Write `folder`/`name`.yaml and say how to go on; `kind` is "flow" or "persona".

    HandholdError for a name that cannot be used and for a file that is there already: nothing is ever written over.
    """
    if not _NAME.fullmatch(name):
        raise HandholdError(f"'{name}' cannot be a name: use up to 40 small letters, digits and _, a letter first")
    path = folder / f"{name}.yaml"
    text = (_STARTS / f"new_{kind}.yaml").read_text(encoding="utf-8").replace("NAME", name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise HandholdError(f"{path} is there already; nothing was written") from error
    except OSError as error:
        raise HandholdError(f"{path}: cannot be written: {error.strerror}") from error
    put(f"{path}: written. Change it line by line, then:\n  handhold check {path}\n  {_TRY[kind].format(path=path)}")
    return 0
