"""What Handhold is measured beside. A yardstick's package is imported only when it is made; one that is absent says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from bench.clock import Contender
from bench.talks import Stop

GET = 'pip install ".[bench]"'


@dataclass(frozen=True, slots=True)
class Yardstick:
    """An engine to measure beside: its name, the module it needs, and the file of this folder that writes the script for it."""

    name: str
    module: str
    code: str

    @property
    def here(self) -> bool:
        """Whether this Python can import it."""
        return installed(self.module)

    def contender(self, script: Sequence[Stop]) -> Contender:
        """The script in this engine. ImportError when it is not here."""
        made: Contender = import_module(f"bench.yardsticks.{self.code}").contender(script)
        return made


ENGINES = (
    Yardstick("dict dispatch", "sys", "dict_dispatch"),
    Yardstick("raw transitions", "transitions", "raw_transitions"),
    Yardstick("python-aiml", "aiml", "aiml_bot"),
    Yardstick("rivescript", "rivescript", "rivescript_bot"),
    Yardstick("sismic", "sismic", "sismic_chart"),
    Yardstick("python-statemachine", "statemachine", "statemachine_chart"),
)


def installed(module: str) -> bool:
    """Whether this Python can import a module."""
    return find_spec(module) is not None


def full(text: str, fewest: int) -> bool:
    """The condition of the script, for the engines that take Python: whether an answer has enough words."""
    return len(text.split()) >= fewest
