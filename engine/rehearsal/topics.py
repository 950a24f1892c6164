"""Finds which topic a manager's words are about: key words, nearness to authored phrasings and to what the persona could tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log, sqrt
from operator import add
from typing import Literal

from engine.rehearsal.own_lines import OwnLines
from engine.rehearsal.pieces import Vector, at_unit_length, counted_pieces, pieces, units, whole

Why = Literal["keyword", "phrasing", "thread"]

OWN_WEIGHT = 5.0
"""How telling a persona's own key word is, on the scale of the topics' (1 hints, 2 leans, 3 names the topic alone)."""
KEY_SHARE = 0.04
"""What one unit of key-word weight adds to a score; the nearness to a topic's phrasings is from 0 to 1."""
MOST_KEYS = 8.0
NEAREST_SHARE = 0.3
"""What the nearness to the single nearest phrasing of a topic adds, beside the nearness to all of them together."""
OWN_SHARE = 0.4
"""What the nearness to the persona's own lines about a topic adds, beside the nearness to the phrasings."""
BEYOND = 0.03
"""What a topic of which the persona has nothing to tell has against it, unless such a topic is at hand."""
FRONT = 3
"""Topics between which the single nearest phrasing decides."""
FORM_SHARE = 0.5
"""What a way of asking adds that decides whatever thing it names; more than a thing's name and the lines about it together."""
LEADING = 2.5
"""Key words of this weight together name a topic whatever the score."""
THRESHOLD = 0.14
"""Below this score, and without a leading key word, no topic was named."""
LOYALTY = 0.03
"""What the topic at hand has in its favour."""
POINTED = 0.2
"""What it has in its favour where the words take up several things that were told ("What put you off them?")."""
STRANGENESS = 30.0
"""What a piece of a word that no phrasing has adds to the squared length: words from elsewhere make a text less near."""

_LIMIT = 2000
_REMEMBERED = 5000
_MOST_SENTENCES = 12
_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"[.!?\n\u2026]+")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'"})
_GAP = "..."
_WIDEST = 3
_NOTHING = ""
_SHORTEST_PLURAL = 4
_SHORTEST_QUESTION = 3
_MOST_TELLING = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """What is known of one topic: key words with their weights, phrasings of questions about it, and forms.

    `forms` are ways of asking that decide for the topic whatever thing they name; written like key words.
    """

    keywords: Mapping[str, float]
    ask: tuple[str, ...]
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics, the sentences that name none, the words dropped around those, and how written words are read.

    `follow_ups` stay on the topic at hand word for word, what is nearer to `small_talk` than to any topic does so too, and so
    does a sentence of `bare` words with one of the `pointing` words among them ("Is that most weeks?"). `several` are pointing
    words that lean to the topic at hand in any sentence ("What put you off them?").
    """

    topics: Mapping[str, Topic]
    follow_ups: tuple[str, ...] = ()
    small_talk: tuple[str, ...] = ()
    fillers: frozenset[str] = frozenset()
    spellings: Mapping[str, str] | None = None
    several: frozenset[str] = frozenset()
    pointing: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """A topic, how near the words are (0 to about 1.8), the phrasing most like them, what decided, and the key words met.

    `telling` are up to three of the words, or of two words in a row, that speak most for this topic against the others.
    """

    topic: str
    score: float
    nearest: str
    why: Why
    words: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """One unit: its squared length, its product with each topic's profile, and whether any phrasing has a piece of it."""

    size: float
    near: tuple[float, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class _Heard:
    """The words of a sentence with what they come to: each topic's score, and the key words met."""

    words: list[str]
    scores: dict[str, float]
    keys: list[_Key]


@dataclass(frozen=True, slots=True)
class _Key:
    topic: str
    written: str
    weight: float
    parts: tuple[str, ...]
    form: bool = False


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
        found[str(name)] = Topic(weights, _texts(part, "ask"), _texts_if_any(part, "forms"))
    spellings = {str(k).lower(): str(v).lower() for k, v in _table(data, "spellings").items()} if "spellings" in data else None
    follow_ups, fillers, small_talk = _texts(data, "follow_ups"), frozenset(_texts(data, "fillers")), _texts_if_any(data, "small_talk")
    several, pointing, bare = (frozenset(_texts_if_any(data, name)) for name in ("several", "pointing", "bare"))
    return Topics(found, follow_ups, small_talk, fillers, spellings, several, pointing, bare)


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


def _texts_if_any(data: Mapping[str, object], name: str) -> tuple[str, ...]:
    return _texts(data, name) if name in data else ()


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
        if core.isalpha():
            return (core,)
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
        self._several, self._pointing = topics.several, topics.pointing | topics.several
        self._plain = topics.bare | self._pointing
        self._topics = frozenset(topics.topics)
        self._names = (*topics.topics, _NOTHING)
        self._keys = [
            self._key(name, key, weight) for name, topic in topics.topics.items() for key, weight in topic.keywords.items()
        ]
        self._keys += [self._key(name, key, LEADING, form=True) for name, topic in topics.topics.items() for key in topic.forms]
        self._lines = OwnLines({})
        self._beyond: frozenset[str] = frozenset()
        self._weigh_phrasings(topics)
        self._by_start = _by_start(self._keys)
        self._seen: dict[str, _Seen] = {}
        if own:
            self._add(own)

    def with_keywords(self, own: Mapping[str, Sequence[str]], lines: Mapping[str, Sequence[str]] | None = None) -> TopicIndex:
        """The same topics with a persona's own key words and the lines that it may say, both by topic.

        Where there are lines, a topic without any has a little against it. Raises ValueError when a topic is unknown.
        """
        other = object.__new__(TopicIndex)
        other.__dict__.update(self.__dict__)
        other._add(own)
        if lines:
            other._tell(lines)
        return other

    def find(self, text: str, thread: str | None = None, apart_from: Collection[str] = ()) -> Found | None:
        """What a text is about; `thread` is the topic at hand, kept by a bare follow-up or when nothing else is near enough.

        Topics in `apart_from` are not looked for. None when no topic was named and there is no thread. Only the first 2,000
        characters are read.
        """
        sentences = self._sentences(text[:_LIMIT])
        if not sentences:
            return Found(thread, 0.0, "", "thread") if thread else None
        favour = self._favour(thread, apart_from)
        if thread in favour and self.takes_up(text):
            favour[thread] = POINTED
        heard = max((self._heard(words, favour) for words in sentences), key=lambda one: max(one.scores.values()))
        topic, nearest = self._foremost(heard)
        score = round(heard.scores[topic], 4)
        met = [key for key in heard.keys if key.topic == topic]
        leads = sum(key.weight for key in met) >= LEADING
        if topic == _NOTHING or (score < THRESHOLD and not leads):
            return Found(thread, score, nearest if topic == thread else "", "thread") if thread else None
        words, telling = tuple(key.written for key in met), self._telling(topic, heard.words)
        return Found(topic, score, nearest, "keyword" if leads else "phrasing", words, telling)

    def follows_up(self, text: str) -> bool:
        """Whether a text says no more than a follow-up, so that only what was said before tells what it is about."""
        return not self._sentences(text[:_LIMIT])

    def takes_up(self, text: str) -> bool:
        """Whether a text points back at several things that were told ("those")."""
        return not self._several.isdisjoint(self._reader.words(text[:_LIMIT]))

    def _favour(self, thread: str | None, apart_from: Collection[str]) -> dict[str, float]:
        """The topics that are looked for, and what each has in its favour before anything is read."""
        against = {} if thread in self._beyond else dict.fromkeys(self._beyond, -BEYOND)
        return {name: LOYALTY if name == thread else against.get(name, 0.0) for name in self._names if name not in apart_from}

    def _sentences(self, text: str) -> list[list[str]]:
        """The words of each sentence that says more than a follow-up, and of all of these together."""
        read = [self._headed(part) for part in _END.split(text)]
        parts = [words for words in read if words and not self._goes_on(words)]
        if len(parts) < 2:
            return parts
        whole_text = [word for part in parts for word in part]
        return [*parts[-_MOST_SENTENCES:], whole_text]

    def _headed(self, sentence: str) -> list[str]:
        """The words of a sentence; only those of its heading where nothing but a follow-up comes after a comma."""
        heading, comma, rest = sentence.rpartition(",")
        words, last = self._reader.words(sentence), self._reader.words(rest)
        if not comma or len(last) < _SHORTEST_QUESTION or self._goes_on(words) or not self._goes_on(last):
            return words
        return self._reader.words(heading) or words

    def _goes_on(self, words: Sequence[str]) -> bool:
        """Whether words only go on with what is at hand: a follow-up, or bare words that point back and ask in no form of a topic."""
        kept = self._bare(words)
        if kept in self._follow_ups:
            return True
        if not self._plain.issuperset(kept) or self._pointing.isdisjoint(kept):
            return False
        return not any(key.form for key in self._met(list(words)))

    def _bare(self, words: Sequence[str]) -> tuple[str, ...]:
        kept = tuple(word for word in words if word not in self._fillers)
        return kept or tuple(words[:1])

    def _heard(self, words: list[str], favour: Mapping[str, float]) -> _Heard:
        """Each topic's score for some words: nearness to phrasings and own lines, key words, and what it has in its favour."""
        keys = self._met(words)
        weights = dict.fromkeys(self._names, 0.0)
        for key in keys:
            weights[key.topic] += key.weight
        formed = {key.topic for key in keys if key.form}
        length, near = 0.0, [0.0] * len(self._names)
        for unit in units(words):
            seen = self._near(unit)
            length += seen.size
            if seen.known:
                near = list(map(add, near, seen.near))
        length = sqrt(length) or 1.0
        told = self._lines.near(words)
        scores = {
            name: near[i] / length + OWN_SHARE * told.get(name, 0.0) + KEY_SHARE * min(weights[name], MOST_KEYS)
            + FORM_SHARE * (name in formed) + favour[name]
            for i, name in enumerate(self._names)
            if name in favour
        }
        return _Heard(words, scores, keys)

    def _near(self, unit: str) -> _Seen:
        """One unit against each topic's profile; remembered."""
        known = self._seen.get(unit)
        if known is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            known = self._seen[unit] = self._compared(unit)
        return known

    def _compared(self, unit: str) -> _Seen:
        vector, strange = {}, 0.0
        for piece, times in pieces(unit).items():
            if piece in self._rarity:
                vector[piece] = times * self._rarity[piece]
            else:
                strange += times * times * STRANGENESS
        near = tuple(sum(x * profile.get(piece, 0.0) for piece, x in vector.items()) for profile in self._profiles)
        return _Seen(strange + sum(x * x for x in vector.values()), near, bool(vector))

    def _foremost(self, heard: _Heard) -> tuple[str, str]:
        """The best topic, the single nearest phrasing deciding between the first few, and its phrasing nearest to the words."""
        wholes = self._wholes(units(heard.words))
        scores = heard.scores
        front = sorted(scores, key=lambda name: -scores[name])[:FRONT]
        near = {name: self._nearest(name, wholes) for name in front}
        topic = max(front, key=lambda name: scores[name] + NEAREST_SHARE * near[name][0])
        return topic, near[topic][1]

    def _nearest(self, topic: str, wholes: Vector) -> tuple[float, str]:
        """The topic's phrasing that shares most words and turns of phrase, rare ones counting more, and how near it is, 0 to 1."""
        shared: dict[int, float] = {}
        posted = self._posted[topic]
        for piece, x in wholes.items():
            for number, weight in posted.get(piece, ()):
                shared[number] = shared.get(number, 0.0) + weight * x
        if not shared:
            return 0.0, ""
        best = max(shared, key=lambda number: (shared[number], -number))
        return shared[best], self._asks[topic][best]

    def _telling(self, topic: str, words: list[str]) -> tuple[str, ...]:
        """The words, or two in a row, that speak most for a topic: by the phrasings against all other topics, or by own lines.

        Rare ones come first, since they say more to a reader than "does your".
        """
        place = self._names.index(topic)
        seen = {unit: self._near(unit) for unit in units(words)}
        length = sqrt(sum(one.size for one in seen.values())) or 1.0
        speaks = {unit: (one.near[place] - sum(one.near) / len(one.near)) / length for unit, one in seen.items() if one.known}
        for word, told in self._lines.by_word(words).items():
            speaks[word] = speaks.get(word, 0.0) + OWN_SHARE * told.get(topic, 0.0)
        speaks = {unit: x * self._rarity.get(whole(unit), 1.0) for unit, x in speaks.items() if x > 0}
        ordered = sorted(speaks, key=lambda unit: -speaks[unit])
        return tuple(dict.fromkeys(unit.strip("^$ ") for unit in ordered))[:_MOST_TELLING]

    def _weigh_phrasings(self, topics: Topics) -> None:
        """Each topic's profile: its phrasings at unit length over their pieces, summed, at unit length again."""
        self._asks = {**{name: topic.ask for name, topic in topics.topics.items()}, _NOTHING: topics.small_talk}
        read = {name: [units(self._reader.words(text)) for text in asks] for name, asks in self._asks.items()}
        counted = {name: [counted_pieces(found) for found in asks] for name, asks in read.items()}
        number = sum(len(asks) for asks in counted.values())
        held = Counter(chain.from_iterable(chain.from_iterable(counted.values())))
        self._rarity = {piece: log((1 + number) / (1 + n)) + 1 for piece, n in held.items()}
        self._profiles = [self._profile(asks) for asks in counted.values()]
        self._posted = {name: self._postings(asks) for name, asks in read.items()}

    def _profile(self, asks: Iterable[Vector]) -> Vector:
        rarity = self._rarity
        profile: Vector = {}
        for counted in asks:
            weighed = {piece: times * rarity[piece] for piece, times in counted.items()}
            length = sqrt(sum(x * x for x in weighed.values())) or 1.0
            for piece, x in weighed.items():
                profile[piece] = profile.get(piece, 0.0) + x / length
        return at_unit_length(profile)

    def _postings(self, asks: Iterable[list[str]]) -> dict[str, list[tuple[int, float]]]:
        """In which phrasings each whole unit stands, and how much it counts there."""
        posted: dict[str, list[tuple[int, float]]] = {}
        for i, found in enumerate(asks):
            for piece, x in self._wholes(found).items():
                posted.setdefault(piece, []).append((i, x))
        return posted

    def _wholes(self, found: Iterable[str]) -> Vector:
        """Whole units that some phrasing has, weighed by how rare they are, together of length 1."""
        times = Counter(map(whole, found))
        return at_unit_length({piece: n * self._rarity[piece] for piece, n in times.items() if piece in self._rarity})

    def _key(self, topic: str, written: str, weight: float, *, form: bool = False) -> _Key:
        parts: list[str] = []
        for part in written.lower().split():
            parts += [part] if part == _GAP or part.endswith("*") else self._reader.words(part)
        if not parts or parts[0] == _GAP or parts[-1] == _GAP or (parts[0][-1] == "*" and len(parts[0]) < 3):
            raise ValueError(f"topics: a key word begins with two letters and ends with a word or *, unlike `{written}`")
        return _Key(topic, written, weight, tuple(parts), form)

    def _met(self, words: list[str]) -> list[_Key]:
        """The key words that stand in some words, each once."""
        found: dict[int, _Key] = {}
        for place, word in enumerate(words):
            for key in self._by_start.get(word[:2], ()):
                if _stands(key.parts, words, place):
                    found[id(key)] = key
        return list(found.values())

    def _tell(self, lines: Mapping[str, Sequence[str]]) -> None:
        self._known(lines)
        self._lines = OwnLines({name: [word for text in texts for word in self._reader.words(text)] for name, texts in lines.items()})
        self._beyond = self._topics - set(lines)

    def _known(self, names: Iterable[str]) -> None:
        unknown = sorted(set(names) - self._topics)
        if unknown:
            raise ValueError(f"topics: there is no topic `{unknown[0]}`")

    def _add(self, own: Mapping[str, Sequence[str]]) -> None:
        self._known(own)
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
