"""The inner state of a simulated team member, as it is kept in the events and worked on for one turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MOST = 100
VARIABLES = ("rapport", "expectation", "ownership", "clarity")


@dataclass(slots=True)
class Owed:
    """A promise, a hint or an offer of the manager: what was said, in which turn, and when it was quoted back (0: not yet)."""

    turn: int
    kind: str
    words: str
    back: int = 0


@dataclass(slots=True)
class State:
    """How the persona feels and what it remembers. The four variables run from 0 to 100, patience counts turns."""

    rapport: int
    expectation: int
    ownership: int
    clarity: int
    patience: int
    levels: dict[str, int] = field(default_factory=dict)
    thread: str = ""
    story: str = ""
    early: int = -9
    told: int = 0
    tainted: list[str] = field(default_factory=list)
    frozen: dict[str, int] = field(default_factory=dict)
    ledger: list[Owed] = field(default_factory=list)
    recent: list[list[str]] = field(default_factory=list)
    silences: int = 0
    closed: int = 0
    permission: int = -9
    boundary: int = -9
    affirmed: int = -9
    corrected: int = -9
    token: int = -9
    ignored: int = 0
    proposed: int = 0
    committed: int = 0
    gaps_out: int = 0
    left: bool = False

    def to_event(self) -> dict[str, Any]:
        """Plain data, equal for equal states."""
        return asdict(self)

    @classmethod
    def from_event(cls, data: Mapping[str, Any]) -> State:
        """The state that `to_event` wrote."""
        kept = {name: value for name, value in data.items() if name != "ledger"}
        copied = {name: _copy(value) for name, value in kept.items()}
        return cls(**copied, ledger=[Owed(**one) for one in data["ledger"]])

    def move(self, variable: str, by: int) -> int:
        """Change a variable within its range; returns by how much it really changed."""
        before = getattr(self, variable)
        after = max(0, min(MOST, before + by))
        setattr(self, variable, after)
        return int(after - before)

    @property
    def before(self) -> list[str]:
        """The acts of the manager's last turn but this one."""
        return self.recent[-2] if len(self.recent) > 1 else []

    def open_debts(self) -> list[Owed]:
        """Promises and hints that have not been quoted back yet, the oldest first."""
        return [one for one in self.ledger if not one.back and one.kind in ("promise", "hint")]


def _copy(value: Any) -> Any:
    if isinstance(value, list):
        return [_copy(one) for one in value]
    return dict(value) if isinstance(value, dict) else value
