"""Runs compiled patterns on one text: all places at once as bit masks, so the time is linear in the text for any pattern."""

from __future__ import annotations

from collections.abc import Container, Sequence, Set
from itertools import pairwise

from engine.language.programs import (
    ANY_NUMBER,
    ANY_WORD,
    ANYWHERE,
    BEGINS,
    BEGINS_ALL,
    CHOICE,
    ENDS,
    ENDS_ALL,
    MOST_SMALL_WORDS,
    OPTION,
    QUESTION,
    SMALL_WORDS,
    WIDE,
    Choice,
    Numbered,
    Pattern,
    Program,
)

BREAK = "|"
_MAX_MATCHES = 8
_SMALL_WORDS = 3
_FEW = 4
_REMEMBERED = 20_000
_SHORTEST_PART, _LONGEST_PART = 1, 15
_NOTHING: tuple[str, ...] = ()
_ASKED = (QUESTION,)
_STEPS: tuple[tuple[int, ...], ...] = ((), (1,), (1, 1), (1, 2), (1, 2, 1), (1, 2, 2), (1, 2, 3), (1, 2, 4), (1, 2, 4, 1), (1, 2, 4, 2))
"""How a gap of so many words is crossed: each step doubles what was crossed before, as far as that fits."""


class Members:
    """Which members of any word set a word shows: itself, its stems and endings, `#` for a number."""

    def __init__(self, known: Set[str]) -> None:
        """Know the members of all sets."""
        self.words = frozenset(one for one in known if "*" not in one)
        self.stems = frozenset(one for one in known if one.endswith("*"))
        self.endings = frozenset(one for one in known if one.startswith("*"))
        self._seen: dict[str, tuple[str, ...]] = {}

    def of(self, word: str) -> tuple[str, ...]:
        """The members that `word` shows; remembered for so many words that a person's vocabulary fits."""
        shown = self._seen.get(word)
        if shown is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            shown = self._seen[word] = self._shown(word)
        return shown

    def _shown(self, word: str) -> tuple[str, ...]:
        found = [word, ANY_WORD] if word in self.words else [ANY_WORD]
        if word[:1].isdecimal() and ANY_NUMBER in self.words:
            found.append(ANY_NUMBER)
        for size in range(_SHORTEST_PART, min(len(word), _LONGEST_PART) + 1):
            found += [one for one in (word[:size] + "*",) if one in self.stems]
            found += [one for one in ("*" + word[-size:],) if one in self.endings]
        return tuple(found)


class Seen(dict[int, int]):
    """For each word set, by its number, where a member of it stands; worked out when it is first asked for."""

    def __init__(self, sets: Numbered[frozenset[str]], places: dict[str, int], members: frozenset[str]) -> None:
        """`places` tells where each of the `members` stands."""
        super().__init__()
        self._sets, self._places, self._members = sets, places, members

    def __missing__(self, number: int) -> int:
        """The places of one more set."""
        found = 0
        for member in self._members & self._sets[number]:
            found |= self._places[member]
        self[number] = found
        return found


class Endings(dict[int, list[tuple[int, tuple[Program, ...]]]]):
    """For each choice, by its number, the places of each word that ends an alternative, with what is left of those alternatives."""

    def __init__(self, choices: Numbered[Choice], places: dict[str, int], members: frozenset[str]) -> None:
        """`places` tells where each of the `members` of word sets stands."""
        super().__init__()
        self._choices, self._places, self._members = choices, places, members

    def __missing__(self, number: int) -> list[tuple[int, tuple[Program, ...]]]:
        """The endings of one more choice."""
        _, index, _, keys = self._choices[number]
        found = [(self._places[member], index[member]) for member in self._members & keys]
        self[number] = found
        return found


class Near(dict[int, int]):
    """The places that lie no more than so many words from an anchor, small words aside; by kind of anchor times WIDE plus words."""

    def __init__(self, edges: dict[int, int], openers: int, closers: int) -> None:
        """`edges` tells where each kind of anchor holds, `openers` and `closers` where small words stand."""
        super().__init__()
        self._edges, self._openers, self._closers = edges, openers, closers
        self._bases: dict[int, int] = {}

    def __missing__(self, window: int) -> int:
        """The places of one more window."""
        kind, words = divmod(window, WIDE)
        found = self[window] = _spread(self._beside(kind), words, kind in (BEGINS, BEGINS_ALL))
        return found

    def _beside(self, kind: int) -> int:
        """The places that only small words part from an anchor."""
        if kind not in self._bases:
            found, forward = self._edges[kind], kind in (BEGINS, BEGINS_ALL)
            for _ in range(MOST_SMALL_WORDS):
                wider = found | ((found & self._openers) << 1 if forward else (found >> 1) & self._closers)
                if wider == found:
                    break
                found = wider
            self._bases[kind] = found if forward else found >> 1
        return self._bases[kind]


def _spread(places: int, words: int, forward: bool = True) -> int:
    """The places up to so many words after `places`, or before them; each step doubles what was crossed."""
    crossed = 0
    while crossed < words:
        step = min(crossed + 1, words - crossed)
        places |= places << step if forward else places >> step
        crossed += step
    return places


class Table:
    """What the numbers in programs mean, the members of all sets, and the words of `openers` and `closers`."""

    def __init__(
        self, sets: Numbered[frozenset[str]], choices: Numbered[Choice], members: Members, openers: Set[str], closers: Set[str]
    ) -> None:
        """Keep what a lexicon was compiled to."""
        self.sets, self.choices, self.members, self.openers, self.closers = sets, choices, members, openers, closers
        self._beginnings: dict[int, dict[str, tuple[Program, ...]]] = {}
        self._lengths: dict[int, int | None] = {}

    def length(self, number: int) -> int | None:
        """How many words every alternative of a choice takes; None when they differ or leave it open."""
        if number not in self._lengths:
            found = {self.length_of(part) for part in self.choices[number][0]}
            self._lengths[number] = found.pop() if len(found) == 1 else None
        return self._lengths[number]

    def length_of(self, program: Program) -> int | None:
        """How many words a program takes; None when it leaves that open."""
        total = 0
        for operation in program:
            if isinstance(operation, tuple):
                length = self.length(operation[1]) if operation[0] == CHOICE else None
            else:
                length = None if isinstance(operation, int) and operation < 0 else 1
            if length is None:
                return None
            total += length
        return total

    def beginnings(self, number: int) -> dict[str, tuple[Program, ...]]:
        """The alternatives of a choice by the member of a word set that they begin with; "" when some begin otherwise."""
        known = self._beginnings.get(number)
        if known is None:
            grouped: dict[str, list[Program]] = {}
            for part in self.choices[number][0]:
                first = part[-1] if part else -1
                alone = (first,) if isinstance(first, str) else self.sets[first] if isinstance(first, int) and first >= 0 else ("",)
                for member in alone:
                    grouped.setdefault(member, []).append(part)
            known = self._beginnings[number] = {member: tuple(parts) for member, parts in grouped.items()}
        return known


class Text:
    """One text of pieces (words, `?`, and `|` before, between and after sentences), ready for patterns.

    A mask has bit i set for the place before piece i. `places` and `seen` tell where members of word sets and sets stand.
    """

    def __init__(self, pieces: Sequence[str], table: Table) -> None:
        """Read the pieces once; every pattern after that only combines masks."""
        places: dict[str, int] = {}
        at: list[tuple[str, ...]] = []
        words = breaks = asked = 0
        bit = 1
        members = table.members.of
        for piece in pieces:
            if piece == BREAK:
                breaks |= bit
                at.append(_NOTHING)
            elif piece == QUESTION:
                asked |= bit
                at.append(_ASKED)
            else:
                words |= bit
                shown = members(piece)
                at.append(shown)
                for member in shown:
                    places[member] = places.get(member, 0) | bit
            bit <<= 1
        at.append(_NOTHING)
        if asked:
            places[QUESTION] = asked
        self.places, self._members = places, frozenset(places)
        self.seen = Seen(table.sets, places, self._members)
        self._endings = Endings(table.choices, places, self._members)
        self._shown: dict[int, bool] = {}
        self._pieces, self._table, self._at, self._sets, self._choices = pieces, table, at, table.sets, table.choices
        self._everywhere = (bit << 1) - 1
        two = words & (words >> 1)
        self._runs = (0, words, two, two & (words >> 2), two & (two >> 2))
        last = bit >> 1
        ends = breaks | (asked & (breaks >> 1))
        self._edges = {BEGINS: breaks << 1, BEGINS_ALL: 2, ENDS: ends, ENDS_ALL: last | (asked & (last >> 1))}
        openers, closers = self._standing(table.openers), self._standing(table.closers)
        self._small = openers | closers
        self.near = Near(self._edges, openers, closers)

    def _standing(self, words: Set[str]) -> int:
        found = 0
        for word in words & self.places.keys():
            found |= self.places[word]
        return found

    def pairs(self, known: Container[str]) -> list[tuple[int, str]]:
        """The pairs of neighbouring words that are known, each with the place of the first word."""
        pairs = [f"{one} {other}" for one, other in pairwise(self._pieces)]
        return [(place, pair) for place, pair in enumerate(pairs) if pair in known]

    def where(self, sign: str | int) -> int:
        """The places of a word, or of the members of the set of that number; any place for no sign (-1)."""
        if isinstance(sign, str):
            return self.places.get(sign, 0)
        return self.seen[sign] if sign >= 0 else self._everywhere

    def beside(self, places: int, guard: str | int, distance: int) -> int:
        """Those of `places` that have the guard so many words after them (before, when negative), or anywhere."""
        if isinstance(guard, int) and guard >= 0:
            if distance == ANYWHERE:
                return places if self._shows(guard) else 0
            return places & self._shifted(self._of_set(guard, self._shifted(places, -distance) & self._everywhere), distance)
        found = self.where(guard)
        if distance == ANYWHERE:
            return places if found else 0
        return places & self._shifted(found, distance)

    @staticmethod
    def _shifted(places: int, distance: int) -> int:
        return places >> distance if distance >= 0 else places << -distance

    def _shows(self, number: int) -> bool:
        """Whether any member of a set stands anywhere."""
        if number not in self._shown:
            self._shown[number] = not self._sets[number].isdisjoint(self._members)
        return self._shown[number]

    def _lacks(self, pattern: Pattern) -> bool:
        """Whether something that every match needs stands nowhere."""
        for sign in pattern.needs:
            there = sign in self.places if isinstance(sign, str) else self._shows(sign)
            if not there:
                return True
        return False

    def _ahead(self, places: int, tail: int) -> int:
        """Where a match may end that has at most `tail` words from one of `places` on."""
        if places & (places - 1):
            return _spread(places, tail) & self._everywhere
        return ((places << tail + 1) - places) & self._everywhere  # one place alone: a run of ones

    def starts(self, pattern: Pattern, places: int) -> int:
        """Where matches of a pattern begin that have a first word of a row at one of `places`."""
        if self._lacks(pattern):
            return 0
        return self._back(pattern.program, self._ahead(places, pattern.tail) if pattern.rows else self._everywhere)

    def stages(self, pattern: Pattern, places: int) -> list[int]:
        """Where such a match may stand after all operations of the program, all but the last, and so on; [] for no match."""
        if self._lacks(pattern):
            return []
        stages = self._stages(pattern.program, self._ahead(places, pattern.tail) if pattern.rows else self._everywhere)
        return stages if stages[-1] else []

    def sentences(self, places: int) -> int:
        """All places of the sentences in which any of `places` lies; the mark that ends a sentence belongs to it."""
        found = begun = here = 0
        for number, piece in enumerate(self._pieces):
            here |= 1 << number
            if piece == BREAK and begun:
                found |= here if here & places else 0
                here = 0
            begun = 1
        return found

    def matches(self, program: Program, stages: list[int], closed: int = 0) -> list[tuple[int, int]]:
        """The first eight matches as places (from, to), each beginning where the one before it ended or later, none in `closed`."""
        left = stages[-1] & ~closed
        found: list[tuple[int, int]] = []
        while left and len(found) < _MAX_MATCHES:
            start = (left & -left).bit_length() - 1
            end = self._end(program, stages, start)
            found.append((start, end))
            begin = max(end, start + 1)
            left = left >> begin << begin
        return found

    def _back(self, program: Program, places: int) -> int:
        """Where a program may begin so that it ends at one of `places`."""
        for operation in program:
            if isinstance(operation, str):
                places = self.places.get(operation, 0) & (places >> 1)
            elif not isinstance(operation, int):
                places = self._part_back(operation, places)
            elif operation >= 0:
                places = self._of_set(operation, places >> 1)
            else:
                for step in _STEPS[-operation]:
                    places |= (places >> step) & self._runs[step]
            if not places:
                return 0
        return places

    def _stages(self, program: Program, places: int) -> list[int]:
        """`places`, and where the program may begin from its last operation on, its last two, and so on; cut short at none."""
        stages = [places]
        for operation in program:
            if isinstance(operation, str):
                places = self.places.get(operation, 0) & (places >> 1)
            elif not isinstance(operation, int):
                places = self._part_back(operation, places)
            elif operation >= 0:
                places = self._of_set(operation, places >> 1)
            else:
                for step in _STEPS[-operation]:
                    places |= (places >> step) & self._runs[step]
            stages.append(places)
            if not places:
                break
        return stages

    def _of_set(self, number: int, places: int) -> int:
        """Those of `places` where a member of a set stands. A few places are looked at one by one: that is quicker."""
        known = self.seen.get(number)
        if known is not None:
            return known & places
        if places.bit_count() > _FEW:
            return self.seen[number] & places
        members, found = self._sets[number], 0
        while places:
            lowest = places & -places
            if not members.isdisjoint(self._at[lowest.bit_length() - 1]):
                found |= lowest
            places ^= lowest
        return found

    def _part_back(self, operation: tuple[int, int, Program], places: int) -> int:
        kind, number, part = operation
        if kind == CHOICE:
            return self._choice_back(number, places)
        if kind == OPTION:
            return places | self._back(part, places)
        if kind == SMALL_WORDS:
            if not (places >> 1) & self._small:
                return places
            for _ in range(_SMALL_WORDS):
                wider = places | self._back(part, places)
                if wider == places:
                    break
                places = wider
            return places
        return places & self._edges[kind]

    def _choice_back(self, number: int, places: int) -> int:
        before, found = places >> 1, 0
        if number in self._endings or before.bit_count() > _FEW:
            for ending, rests in self._endings[number]:
                here = ending & before
                if here:
                    for rest in rests:
                        found |= self._back(rest, here) if rest else here
        else:
            index = self._choices[number][1]
            while before:
                lowest = before & -before
                for member in self._at[lowest.bit_length() - 1]:
                    for rest in index.get(member, ()):
                        found |= self._back(rest, lowest) if rest else lowest
                before ^= lowest
        for other in self._choices[number][2]:
            found |= self._back(other, places)
        return found

    def _end(self, program: Program, stages: list[int], start: int) -> int:
        """Where the preferred match that begins at `start` ends: every step taken can be completed, so none is taken back."""
        place = start
        for number in range(len(program) - 1, -1, -1):
            operation = program[number]
            if isinstance(operation, str) or (isinstance(operation, int) and operation >= 0):
                place += 1
            else:
                place = self._step(operation, place, stages[number])
        return place

    def _step(self, operation: int | tuple[int, int, Program], place: int, after: int) -> int:
        if isinstance(operation, int):
            while not after >> place & 1:
                place += 1
            return place
        kind, number, part = operation
        if kind == CHOICE:
            length = self._table.length(number)
            return place + length if length is not None else self._taken(self._fitting(number, place), place, after)
        if kind == OPTION:
            return self._taken((part, ()), place, after)
        return self._past_small_words(part, place, after) if kind == SMALL_WORDS else place

    def _fitting(self, number: int, place: int) -> tuple[Program, ...]:
        """The alternatives of a choice that may begin with the word at a place, as far as that can be told quickly."""
        index = self._table.beginnings(number)
        found = [index[member] for member in self._at[place] if member in index]
        return found[0] if len(found) == 1 and "" not in index else self._choices[number][0]

    def _taken(self, parts: tuple[Program, ...], place: int, after: int) -> int:
        if len(parts) == 1:
            length = self._table.length_of(parts[0])
            if length is not None:
                return place + length
        for part in parts:
            stages = self._stages(part, after)
            if len(stages) > len(part) and stages[-1] >> place & 1:
                return self._end(part, stages, place)
        raise AssertionError("no alternative fits where one was found")

    def _past_small_words(self, part: Program, place: int, after: int) -> int:
        """No small word if that will do; else one from which the rest can be crossed with those that are left of three."""
        if after >> place & 1:
            return place
        reach = [after]
        for _ in range(_SMALL_WORDS - 1):
            reach.append(reach[-1] | self._back(part, reach[-1]))
        for goal in reversed(reach):
            if after >> place & 1:
                break
            place = self._taken((part,), place, goal)
        return place


__all__ = ["BREAK", "Members", "Table", "Text"]
