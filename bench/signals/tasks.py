"""Which sign of ours stands for which label of a corpus, and what others reach on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.language.reading import Reading

COUNSELLING = ("question.annomi", "openclosed.annomi", "advice.annomi", "reflection.annomi", "changetalk.annomi")
"""The five tasks whose mean is compared with the mean of pairs of experts."""
MEAN_AIM, MEAN_KNOWN = 0.77, "rules 0.716, trained 0.737, experts 0.801"


@dataclass(frozen=True, slots=True)
class Task:
    """How a corpus is read: `signs` in order of precedence with the label each stands for, `other` where none holds.

    `aim` is the macro-F1 to reach, `aim_without_marks` the same for texts stripped of question marks, both None where there
    is none; `known` says in words what others reached.
    """

    speaker: str
    signs: Mapping[str, str]
    other: str
    aim: float | None = None
    known: str = ""
    aim_without_marks: float | None = None

    def label(self, reading: Reading) -> str:
        """The label of the first sign that is there."""
        return next((label for sign, label in self.signs.items() if sign in reading.signs), self.other)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label that can be given."""
        return (*dict.fromkeys(self.signs.values()), self.other)


def _asks(known: str = "", aim: float | None = None, unmarked: float | None = None) -> Task:
    return Task("manager", {"asks": "question"}, "other", aim, known, unmarked)


def _openly(known: str, aim: float) -> Task:
    return Task("manager", {"asks_openly": "open"}, "closed", aim, known)


def _vague(known: str, aim: float | None = None) -> Task:
    return Task("employee", {"vague_reply": "vague"}, "definite", aim, known)


_OWNER = {"commits": "self", "tells_other": "other_person", "suggests": "suggestion"}

TASKS: Mapping[str, Task] = {
    "question.annomi": _asks("rules 0.882 (0.847 without marks), best 0.896 (0.849), experts 0.926", 0.92, 0.88),
    "question.mrda": _asks("without marks: rules 0.778, best 0.830"),
    "question.esconv_nc": _asks("rules 0.776, best 0.835"),
    "openclosed.annomi": _openly("rules 0.800, best 0.808, experts 0.737", 0.83),
    "openclosed.swda": _openly("rules 0.948, best 0.966", 0.97),
    "openclosed.mrda": _openly("rules 0.683, best 0.838", 0.86),
    "leading.swda": Task("manager", {"asks_as_statement": "leading"}, "neutral", 0.88, "rules 0.814, best 0.878"),
    "reflection.annomi": Task("manager", {"gives_back": "reflection"}, "other", 0.76, "rules 0.677, best 0.731, experts 0.816"),
    "reflection.esconv_nc": Task("manager", {"gives_back": "reflection"}, "other", None, "rules 0.656, best 0.703"),
    "advice.annomi": Task("manager", {"advises": "advice"}, "other", 0.68, "rules 0.627, best 0.630, experts 0.748"),
    "advice.esconv_nc": Task("manager", {"advises": "advice"}, "other", None, "rules 0.666, best 0.736"),
    "changetalk.annomi": Task("employee", {"change_talk": "change"}, "other", 0.68, "rules 0.594, best 0.631, experts 0.780"),
    "commitment.mrda": Task("employee", {"commits": "commit"}, "other", 0.86, "rules 0.838, best 0.841"),
    "owner.mrda": Task("employee", _OWNER, "none", 0.62, "rules 0.481, best 0.611"),
    "vague.mrda": _vague("rules 0.838, best 0.899", 0.90),
    "vague.swda": _vague("rules 0.712, best 0.712"),
    "actionmail.parakweet": Task("manager", {"calls_to_act": "action"}, "other", 0.84, "rules 0.728, best 0.833"),
}
"""The tasks by the first two parts of their file names; `rules` were written in an hour, `best` is the best model tried."""
