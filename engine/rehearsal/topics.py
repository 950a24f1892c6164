"""Finds which topic a manager's words are about, by key words and by nearness to authored phrasings, and shows why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Literal

Why = Literal["keyword", "phrasing", "thread"]
Vector = dict[str, float]

OWN_WEIGHT = 5.0
"""How telling a persona's own key word is, on the scale of the topics' (1 hints, 2 leans, 3 names the topic alone)."""
KEY_SHARE = 0.05
"""What one unit of key-word weight adds to a score; the nearness to a topic's phrasings is from 0 to 1."""
MOST_KEYS = 8.0
NEAREST_SHARE = 0.25
"""What the nearness to the single nearest phrasing of a topic adds, beside the nearness to all of them together."""
FRONT = 3
"""Topics between which the single nearest phrasing decides."""
LEADING = 2.5
"""Key words of this weight together name a topic whatever the score."""
THRESHOLD = 0.24
"""Below this score, and without a leading key word, no topic was named."""
LOYALTY = 0.03
"""What the topic at hand has in its favour."""
STRANGENESS = 30.0
"""What a piece of a word that no phrasing has adds to the squared length: words from elsewhere make a text less near."""

_SIZES = (3, 4, 5)
_LIMIT = 2000
_REMEMBERED = 5000
_MOST_SENTENCES = 12
_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"[.!?\n\u2026]+")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'"})
_GAP = "..."
_WIDEST = 3
_SHORTEST_PLURAL = 4


@dataclass(frozen=True, slots=True)
class Topic:
    """What is known of one topic: key words with their weights, and phrasings of questions about it."""

    keywords: Mapping[str, float]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics, the sentences that name none, the words dropped around those, and how written words are read."""

    topics: Mapping[str, Topic]
    follow_ups: tuple[str, ...] = ()
    fillers: frozenset[str] = frozenset()
    spellings: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A topic, how near the words are (0 to about 1.4), the phrasing most like them, what decided, and the key words met."""

    topic: str
    score: float
    nearest: str
    why: Why
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Key:
    topic: str
    written: str
    weight: float
    parts: tuple[str, ...]


def read_topics(data: Mapping[str, object]) -> Topics:
    """The topics out of the plain data of topics.yaml. Raises ValueError for a part that is missing or of the wrong shape."""
    found: dict[str, Topic] = {}
    for name, part in _table(data, "topics").items():
        if not isinstance(part, Mapping):
            raise ValueError(f"topics: `{name}` must be a table")
        weights = {}
        for key, weight in _table(part, "keywords").items():
            if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 3:
                raise ValueError(f"topics: the weight of `{key}` in `{name}` must be a number above 0, at most 3")
            weights[str(key)] = float(weight)
        found[str(name)] = Topic(weights, _texts(part, "ask"))
    spellings = {str(k).lower(): str(v).lower() for k, v in _table(data, "spellings").items()} if "spellings" in data else None
    return Topics(found, _texts(data, "follow_ups"), frozenset(_texts(data, "fillers")), spellings)


def _table(data: Mapping[str, object], name: str) -> Mapping[object, object]:
    value = data.get(name)
    if not isinstance(value, Mapping):
        raise ValueError(f"topics: `{name}` must be a table")
    return value


def _texts(data: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = data.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"topics: `{name}` must be a list of texts")
    return tuple(value)


class Reader:
    """Reads words as the topics write them: lower case, no apostrophes, short forms and chat spellings written out."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        """Know the spellings; those with an apostrophe in front are endings ("'ll" is will); nothing drops a word or ending."""
        endings = [(k, v) for k, v in spellings.items() if k.startswith(("'", "n'"))]
        self._endings = sorted(endings, key=lambda pair: -len(pair[0]))
        self._whole = {k: v.split() for k, v in spellings.items() if not k.startswith(("'", "n'"))}

    def words(self, text: str) -> list[str]:
        """The normalised words of a text, in order."""
        line = text.lower().translate(_APOSTROPHES)
        found: list[str] = []
        for raw in line.split():
            found += self._read(raw)
        return found

    def _read(self, raw: str) -> Iterable[str]:
        core = raw.strip(".,;:!?\"()[]\u2013\u2014-")
        whole = self._whole.get(core)
        if whole is not None:
            return whole
        for ending, word in self._endings:
            if core.endswith(ending) and len(core) > len(ending):
                return [*_WORD.findall(core[: -len(ending)]), *word.split()]
        parts = _WORD.findall(core.replace("'", ""))
        return [word for part in parts for word in self._whole.get(part, (part,))]


class TopicIndex:
    """Topics made ready for `find`; build it once, and once more per persona by `with_keywords`, which is cheap."""

    def __init__(self, topics: Topics, own: Mapping[str, Sequence[str]] | None = None) -> None:
        """`own` holds a persona's key words per topic; raises ValueError when it names an unknown topic."""
        self._reader = Reader(topics.spellings or {})
        self._fillers = topics.fillers
        self._follow_ups = frozenset(self._bare(self._reader.words(text)) for text in topics.follow_ups)
        self._names = tuple(topics.topics)
        self._keys = [
            self._key(name, key, weight) for name, topic in topics.topics.items() for key, weight in topic.keywords.items()
        ]
        self._weigh_phrasings(topics)
        self._by_start = _by_start(self._keys)
        self._seen: dict[str, tuple[float, tuple[float, ...]]] = {}
        if own:
            self._add(own)

    def with_keywords(self, own: Mapping[str, Sequence[str]]) -> TopicIndex:
        """The same topics with a persona's own key words; raises ValueError when `own` names an unknown topic."""
        other = object.__new__(TopicIndex)
        other.__dict__.update(self.__dict__)
        other._add(own)
        return other

    def find(self, text: str, thread: str | None = None, apart_from: Collection[str] = ()) -> Found | None:
        """What a text is about; `thread` is the topic at hand, kept by a bare follow-up or when nothing else is near enough.

        Topics in `apart_from` are not looked for. None when no topic was named and there is no thread. Only the first 2,000
        characters are read.
        """
        sentences = self._sentences(text[:_LIMIT])
        if not sentences or all(self._bare(words) in self._follow_ups for words in sentences):
            return Found(thread, 0.0, "", "thread") if thread else None
        scores, keys, words = max((self._scores(words) for words in sentences), key=lambda one: max(one[0].values()))
        scores = {name: score for name, score in scores.items() if name not in apart_from}
        if thread in scores:
            scores[thread] += LOYALTY
        topic, nearest = self._foremost(scores, words)
        score = round(scores[topic], 4)
        met = [key for key in keys if key.topic == topic]
        leads = sum(key.weight for key in met) >= LEADING
        if score < THRESHOLD and not leads:
            return Found(thread, score, nearest if topic == thread else "", "thread") if thread else None
        return Found(topic, score, nearest, "keyword" if leads else "phrasing", tuple(key.written for key in met))

    def _sentences(self, text: str) -> list[list[str]]:
        """The words of each sentence with any, and of all together when there are few."""
        parts = [words for part in _END.split(text) if (words := self._reader.words(part))]
        parts = [words for words in parts if self._bare(words) not in self._follow_ups] or parts
        if len(parts) < 2:
            return parts
        whole = [word for part in parts for word in part]
        return [*parts[-_MOST_SENTENCES:], whole]

    def _bare(self, words: Sequence[str]) -> tuple[str, ...]:
        kept = tuple(word for word in words if word not in self._fillers)
        return kept or tuple(words[:1])

    def _scores(self, words: list[str]) -> tuple[dict[str, float], list[_Key], list[str]]:
        """Each topic's score for some words, the key words met, and the words."""
        keys = self._met(words)
        weights = dict.fromkeys(self._names, 0.0)
        for key in keys:
            weights[key.topic] += key.weight
        length = 0.0
        near = [0.0] * len(self._names)
        for word in words:
            size, parts = self._near(word)
            length += size
            near = [a + b for a, b in zip(near, parts, strict=True)]
        length = sqrt(length) or 1.0
        scores = {
            name: near[i] / length + KEY_SHARE * min(weights[name], MOST_KEYS) for i, name in enumerate(self._names)
        }
        return scores, keys, words

    def _near(self, word: str) -> tuple[float, tuple[float, ...]]:
        """The squared length of one word's pieces and its product with each topic's profile; remembered by word."""
        known = self._seen.get(word)
        if known is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            pieces = _pieces(word)
            vector = {piece: self._rarity[piece] for piece in pieces if piece in self._rarity}
            strange = sum(piece not in vector for piece in pieces) * STRANGENESS
            products = tuple(sum(x * profile.get(piece, 0.0) for piece, x in vector.items()) for profile in self._profiles)
            known = self._seen[word] = (strange + sum(x * x for x in vector.values()), products)
        return known

    def _foremost(self, scores: Mapping[str, float], words: list[str]) -> tuple[str, str]:
        """The best topic, the single nearest phrasing deciding between the first few, and its phrasing nearest to the words."""
        pieces = {piece: count * self._rarity[piece] for piece, count in _counted(words, {}).items() if piece in self._rarity}
        length = sqrt(sum(x * x for x in pieces.values())) or 1.0
        front = sorted(scores, key=lambda name: -scores[name])[:FRONT]
        near = {name: self._nearest(name, pieces) for name in front}
        topic = max(front, key=lambda name: scores[name] + NEAREST_SHARE * near[name][0] / length)
        return topic, near[topic][1]

    def _nearest(self, topic: str, pieces: Vector) -> tuple[float, str]:
        """The topic's phrasing with the most pieces in common with these, rare ones counting more, and how much that is."""
        shared: dict[int, float] = {}
        posted = self._posted[topic]
        for piece, x in pieces.items():
            for number, weight in posted.get(piece, ()):
                shared[number] = shared.get(number, 0.0) + weight * x
        if not shared:
            return 0.0, ""
        best = max(shared, key=lambda number: (shared[number], -number))
        return shared[best], self._asks[topic][best]

    def _weigh_phrasings(self, topics: Topics) -> None:
        """Each phrasing as a vector of unit length over its pieces, each topic's profile their sum at unit length."""
        self._asks = {name: topic.ask for name, topic in topics.topics.items()}
        known: dict[str, list[str]] = {}
        counted = {name: [_counted(self._reader.words(text), known) for text in asks] for name, asks in self._asks.items()}
        number = sum(len(asks) for asks in counted.values())
        held = Counter(piece for asks in counted.values() for pieces in asks for piece in pieces)
        self._rarity = {piece: log((1 + number) / (1 + n)) + 1 for piece, n in held.items()}
        self._posted: dict[str, dict[str, list[tuple[int, float]]]] = {}
        self._profiles: list[Vector] = []
        for name, asks in counted.items():
            posted: dict[str, list[tuple[int, float]]] = {}
            profile: Vector = {}
            for i, pieces in enumerate(asks):
                for piece, x in _unit({piece: n * self._rarity[piece] for piece, n in pieces.items()}).items():
                    posted.setdefault(piece, []).append((i, x))
                    profile[piece] = profile.get(piece, 0.0) + x
            self._posted[name] = posted
            self._profiles.append(_unit(profile))

    def _key(self, topic: str, written: str, weight: float) -> _Key:
        parts: list[str] = []
        for part in written.lower().split():
            parts += [part] if part == _GAP or part.endswith("*") else self._reader.words(part)
        if not parts or parts[0] == _GAP or parts[-1] == _GAP or (parts[0][-1] == "*" and len(parts[0]) < 3):
            raise ValueError(f"topics: a key word begins with two letters and ends with a word or *, unlike `{written}`")
        return _Key(topic, written, weight, tuple(parts))

    def _met(self, words: list[str]) -> list[_Key]:
        """The key words that stand in some words, each once."""
        found: dict[int, _Key] = {}
        for place, word in enumerate(words):
            for key in self._by_start.get(word[:2], ()):
                if _stands(key.parts, words, place):
                    found[id(key)] = key
        return list(found.values())

    def _add(self, own: Mapping[str, Sequence[str]]) -> None:
        unknown = sorted(set(own) - set(self._names))
        if unknown:
            raise ValueError(f"topics: there is no topic `{unknown[0]}`")
        self._keys = self._keys + [self._key(name, _any_number(key), OWN_WEIGHT) for name, keys in own.items() for key in keys]
        self._by_start = _by_start(self._keys)


def _any_number(key: str) -> str:
    """A key word that meets its singular too: "starters" is written for one starter as well."""
    plural = key.endswith("s") and not key.endswith(("ss", "us", "is", "'s")) and len(key.rsplit(maxsplit=1)[-1]) > _SHORTEST_PLURAL
    return f"{key[:-1]}*" if plural else key


def _by_start(keys: Iterable[_Key]) -> dict[str, list[_Key]]:
    """Key words by their first two letters, so that only a few are tried at each word."""
    found: dict[str, list[_Key]] = {}
    for key in keys:
        found.setdefault(key.parts[0].rstrip("*")[:2], []).append(key)
    return found


def _stands(parts: tuple[str, ...], words: Sequence[str], place: int) -> bool:
    """Whether a key word's parts stand in the words from a place on; a gap is up to three words wide."""
    for i, part in enumerate(parts):
        if part == _GAP:
            return any(_stands(parts[i + 1 :], words, place + skipped) for skipped in range(_WIDEST + 1))
        if place >= len(words) or not (words[place] == part or (part[-1] == "*" and words[place].startswith(part[:-1]))):
            return False
        place += 1
    return True


def _pieces(word: str) -> list[str]:
    """The runs of three to five characters in a word with a space on both sides."""
    padded = f" {word} "
    return [padded[i : i + size] for size in _SIZES for i in range(len(padded) - size + 1)]


def _counted(words: Iterable[str], known: dict[str, list[str]]) -> Vector:
    """How often each piece stands in some words; `known` remembers the pieces of a word."""
    found: Vector = {}
    for word in words:
        pieces = known.get(word)
        if pieces is None:
            pieces = known[word] = _pieces(word)
        for piece in pieces:
            found[piece] = found.get(piece, 0.0) + 1.0
    return found


def _unit(vector: Vector) -> Vector:
    length = sqrt(sum(x * x for x in vector.values())) or 1.0
    return {piece: x / length for piece, x in vector.items()}
