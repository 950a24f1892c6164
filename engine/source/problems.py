"""What can be wrong in a source file, and where: places, problems, this room's codes, the error that carries them."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import HandholdError

_CLIP = 40


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file; `line` and `column` count characters from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing an author has to mend: a short stable code, what is wrong, where, and what to do about it."""

    code: str
    message: str
    mark: Mark
    fix: str

    def __str__(self) -> str:
        line = f"{self.mark} {self.code} {self.message}"
        return f"{line}  ({self.fix})" if self.fix else line


class SourceError(HandholdError):
    """A file that cannot be used; `problems` (in order of place) says all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.mark, problem.code)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


SOURCE_CODES: dict[str, str] = {
    "Y001": "the text is not valid YAML",
    "Y002": "a tab, which is invisible and shifts the layout",
    "Y003": "a control character or another character that cannot be seen",
    "Y004": "a key stands twice in the same block",
    "Y005": "an anchor (&name) or an alias (*name)",
    "Y006": "a merge key (<<)",
    "Y007": "a tag (!name) or a directive (%NAME)",
    "Y008": "more than one document in a file",
    "Y009": "a key that is not text",
    "Y010": "nothing in the file",
    "Y011": "blocks or lists nested too deeply",
    "S001": "a key that is not known here",
    "S002": "a required key is missing",
    "S003": "a value of the wrong type",
    "S004": "a word outside the allowed choice",
    "S005": "a number out of bounds",
    "S006": "a list or block with too few or too many entries",
    "S007": "text that is blank",
    "S008": "text that does not have the form asked for",
}
"""Every code of this room with its meaning; other rooms keep a table of their own codes in the same way."""


def quoted(text: str) -> str:
    """The text in single quotes, on one line and cut at 40 characters, for use inside a message."""
    line = " ".join(text[: 4 * _CLIP].split())
    return f"'{line}'" if len(line) <= _CLIP and len(text) <= 4 * _CLIP else f"'{line[: _CLIP - 1]}…'"
