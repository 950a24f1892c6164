"""Votes for the next line: hands and clickers that the trainer enters, and what phones sent, all counted together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

MOST_HANDS = 999
"""Hands for one option; more than any room holds."""
_NUMBERS = re.compile(r"\d{1,4}")
_ONLY_NUMBERS = re.compile(r"[\d\s,;/.+-]+")


@dataclass(frozen=True, slots=True)
class Ballot:
    """The hands for each option of a turn, in the order of the options."""

    hands: tuple[int, ...]

    def more(self, option: int, by: int = 1) -> Ballot:
        """One hand more (or `by` more, or fewer) for the option at this place; never below 0. IndexError when there is none."""
        if not 0 <= option < len(self.hands):
            raise IndexError(option)
        changed = max(0, min(MOST_HANDS, self.hands[option] + by))
        return replace(self, hands=(*self.hands[:option], changed, *self.hands[option + 1 :]))

    def typed(self, text: str) -> Ballot:
        """The ballot with the numbers that were typed ("5 3 0 2"), one an option; those left out are 0.

        ValueError when the text holds anything else, no number, or more numbers than options.
        """
        numbers = [int(one) for one in _NUMBERS.findall(text)]
        if not numbers or not _ONLY_NUMBERS.fullmatch(text.strip()) or len(numbers) > len(self.hands):
            raise ValueError(f"type up to {len(self.hands)} numbers, in the order of the lines")
        full = [min(MOST_HANDS, one) for one in numbers] + [0] * (len(self.hands) - len(numbers))
        return replace(self, hands=tuple(full))

    def with_phones(self, phones: Sequence[int]) -> tuple[int, ...]:
        """Hands and phones together, an option each."""
        return tuple(hands + (phones[place] if place < len(phones) else 0) for place, hands in enumerate(self.hands))


def empty(count: int) -> Ballot:
    """A ballot without a vote for `count` options."""
    return Ballot((0,) * count)


def leading(totals: Sequence[int]) -> tuple[int, ...]:
    """The places of the options with most votes: one, several at a tie, none while nobody has voted."""
    most = max(totals, default=0)
    return tuple(place for place, votes in enumerate(totals) if votes == most) if most else ()
