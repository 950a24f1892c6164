"""What a persona could tell as a sign of what is asked: who says "tulips" to somebody with a tulip story asks about that story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt

from engine.rehearsal.pieces import at_unit_length


class OwnLines:
    """The words of a persona's lines by topic; those that all its topics share count for nothing."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        """`words` are, for each topic, the words of all lines about it, read as the manager's words will be."""
        counted = {topic: Counter(said) for topic, said in words.items()}
        held = Counter(word for said in counted.values() for word in said)
        self._rarity = {word: log((1 + len(counted)) / (1 + topics)) for word, topics in held.items() if topics < len(counted)}
        self._said: dict[str, list[tuple[str, float]]] = {}
        for topic, said in counted.items():
            heavy = {word: (1 + log(times)) * self._rarity[word] for word, times in said.items() if word in self._rarity}
            for word, x in at_unit_length(heavy).items():
                self._said.setdefault(word, []).append((topic, x))

    def near(self, words: Sequence[str]) -> dict[str, float]:
        """How near some words are to the lines about each topic, 0 to 1; topics that share no telling word are left out."""
        return _summed(self.by_word(words).values())

    def by_word(self, words: Sequence[str]) -> dict[str, dict[str, float]]:
        """What each word adds to the nearness of which topic."""
        times = Counter(word for word in words if word in self._rarity)
        length = sqrt(sum((n * self._rarity[word]) ** 2 for word, n in times.items())) or 1.0
        return {word: {topic: n * self._rarity[word] * x / length for topic, x in self._said[word]} for word, n in times.items()}


def _summed(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in parts:
        for topic, x in part.items():
            total[topic] = total.get(topic, 0.0) + x
    return total
