"""The running order of a training hour: minute by minute what to press, do and say, with the keys that the screens really have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from engine.documents.page import Block, Facts, Heading, Statement, Table, Text
from engine.errors import nearest_name
from engine.flow.model import NO_MARK
from engine.flow.places import Places
from engine.source.problems import Mark, Problem


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a screen: the shortcut and the button as the screen names them, what is printed, and what it does there."""

    key: str = field(metadata={"doc": "the shortcut of the screen's button", "nonempty": True})
    shown: str = field(metadata={"doc": "what is printed", "nonempty": True})
    does: str = field(metadata={"doc": "what it does, in a few words", "nonempty": True})
    button: str = field(default="", metadata={"doc": "what its button is called on the screen; nothing for a key of the browser"})


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The keys of every screen that is worked from a running order, by screen and by name."""

    keys: Mapping[str, Mapping[str, Key]]

    def find(self, name: str) -> Key | None:
        """The key of a name such as "present.next"."""
        screen, _, one = name.partition(".")
        return self.keys.get(screen, {}).get(one)

    def names(self) -> tuple[str, ...]:
        """Every name that a running order may press."""
        return tuple(f"{screen}.{one}" for screen, keys in self.keys.items() for one in keys)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that the trainer does: the minute of the stretch, the keys, what happens, what is said."""

    at: int = field(metadata={"doc": "the minute, counted from the beginning of the stretch", "min": 0})
    do: str = field(metadata={"doc": "what happens", "nonempty": True})
    press: tuple[str, ...] = field(default=(), metadata={"doc": "keys by screen and name, as in keys.yaml"})
    say: str = field(default="", metadata={"doc": "what the trainer says, word for word"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the hour."""

    minutes: int = field(metadata={"doc": "how long it takes", "min": 1})
    title: str = field(metadata={"doc": "what it is called", "nonempty": True})
    wall: str = field(metadata={"doc": "what is on the wall", "nonempty": True})
    moments: tuple[Moment, ...] = field(metadata={"doc": "minute by minute", "nonempty": True})
    wrong: Mapping[str, str] = field(metadata={"doc": "what may go wrong, and what then", "nonempty": True})
    give: str = field(default="", metadata={"doc": "what is handed out"})
    mark: Mark = field(default=NO_MARK, compare=False)


@dataclass(frozen=True, slots=True)
class OrderWords:
    """The words round a running order."""

    overview: str
    detail: str
    minute: str
    press: str
    do: str
    say: str
    length: str
    stretch: str
    wall: str
    give: str
    if_: str = field(metadata={"key": "if"})
    then: str
    nothing: str
    name: str
    on_screen: str
    missing: str


def order_problems(order: Sequence[Stretch], lasts: int, keyboard: Keyboard, places: Places, top: Mark) -> Iterator[Problem]:
    """What does not fit in a running order of `lasts` minutes; `top` is where its file begins."""
    known = keyboard.names()
    total = sum(one.minutes for one in order)
    if total != lasts:
        message = f"the stretches take {total} minutes, not {lasts}"
        yield Problem("H002", message, places.key(top, "lasts"), "make the minutes of the stretches add up to 'lasts'")
    for stretch in order:
        starts = [one.at for one in stretch.moments]
        if starts[0] != 0 or starts[-1] >= stretch.minutes or any(later < one for one, later in pairwise(starts)):
            fix = f"begin with 0, go upwards and stay below {stretch.minutes}"
            yield Problem("H002", "the minutes of these moments do not fit the stretch", places.key(stretch.mark, "moments"), fix)
        for moment in stretch.moments:
            for name in moment.press:
                if name not in known:
                    near = nearest_name(name, known)
                    fix = f"did you mean '{near}'?" if near else "write it as in handouts/keys.yaml: the screen, a dot, the name"
                    yield Problem("H001", f"there is no key '{name}'", places.word(moment.mark, "press", name), fix)


def order_blocks(order: Sequence[Stretch], words: OrderWords, keyboard: Keyboard) -> Iterator[Block]:
    """A running order: all stretches on one table, then each of them minute by minute."""
    if not order:
        return
    begins = [sum(one.minutes for one in order[:place]) for place in range(len(order))]
    yield Heading(words.overview)
    rows = tuple((f"{begin}", f"{one.minutes}", one.title, one.give or words.nothing) for begin, one in zip(begins, order, strict=True))
    yield Table((words.minute, words.length, words.stretch, words.give), rows, (3, 3, 8, 10), size=9.5)
    yield Heading(words.detail)
    for begin, one in zip(begins, order, strict=True):
        yield from _stretch(begin, one, words, keyboard)


def _stretch(begin: int, one: Stretch, words: OrderWords, keyboard: Keyboard) -> Iterator[Block]:
    yield Heading(f"{begin}–{begin + one.minutes} · {one.title}", 3)
    yield Text(f"{words.wall}: {one.wall}." + (f" {words.give}: {one.give}." if one.give else ""), leads=True)
    rows = tuple((f"{begin + moment.at}", _pressed(moment, keyboard), moment.do, moment.say) for moment in one.moments)
    yield Table((words.minute, words.press, words.do, words.say), rows, (6, 11, 17, 20), size=9.5)
    yield Facts((words.if_, words.then), tuple(Statement((then,), trouble) for trouble, then in one.wrong.items()))


def _pressed(moment: Moment, keyboard: Keyboard) -> str:
    """The keys of a moment with the buttons that they press, one below the other."""
    return "\n".join(f"{key.shown}  {key.button}".strip() for name in moment.press if (key := keyboard.find(name)))
