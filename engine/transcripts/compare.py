"""Holds a played transcript against what it expects: each misfit with its place, what was expected and what came."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.flow.places import Places
from engine.plan.data import as_data
from engine.plan.plan import build_plan
from engine.rehearsal.debrief import FEWEST_TURNS, debrief
from engine.source.problems import Mark
from engine.talk import events as ev
from engine.talk.events import Event
from engine.talk.session import Session
from engine.transcripts.load import NOTHING
from engine.transcripts.model import END_CHECKS, TURN_CHECKS, Names, Transcript, key_of, name_of, several
from engine.transcripts.play import Performance, Played

SHOWN = 70
"""Characters of a long text that a message shows."""
_BOUND = re.compile(r"(>=|<=|>|<) *(-?\d+(?:\.\d+)?)")
_HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": lambda one, other: one >= other, "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other, "<": lambda one, other: one < other,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that was not kept. `turn` 0 is the beginning, None the whole talk."""

    mark: Mark
    turn: int | None
    key: str
    wanted: str
    came: str

    def __str__(self) -> str:
        where = "at the end" if self.turn is None else f"turn {self.turn}"
        return f"{self.mark.file}:{self.mark.line}: {where}: {self.key} should be {self.wanted}, came {self.came}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many expectations a transcript has, and those that were not kept."""

    expectations: int
    failures: tuple[Failure, ...]


Found = tuple[Any, bool]
"""What came, and whether it is what was wanted."""


def compare(performance: Performance, places: Places) -> Outcome:
    """Everything that a transcript expects, held against how it was played."""
    one = performance.transcript
    failures = list(_beginning(performance, places))
    for played in performance.turns:
        failures += _turn(played, places)
    if performance.broken:
        number = len(performance.turns) + 1
        mark = one.turns[number - 1].mark
        failures.append(Failure(mark, number, "the turn", "possible", f"this: {performance.broken}"))
    else:
        failures += _whole(performance, places)
    return Outcome(_count(one), tuple(failures))


def _count(one: Transcript) -> int:
    """How many expectations a transcript has."""
    turns = sum(getattr(turn, key) is not None for turn in one.turns for key in TURN_CHECKS)
    ends = (getattr(one, key) for key in END_CHECKS)
    return turns + sum(len(end) if isinstance(end, Mapping) else end is not None for end in ends) + (one.hears is not None)


def _beginning(performance: Performance, places: Places) -> Iterator[Failure]:
    one = performance.transcript
    if one.hears is not None:
        events = performance.begun.of_turn(performance.begun.turn)
        said = _reply(events)[1]
        if not same_words(said, one.hears):
            yield Failure(places.key(one.mark, "hears"), 0, "hears", *_apart(one.hears, said))


def _turn(played: Played, places: Places) -> Iterator[Failure]:
    for key in TURN_CHECKS:
        wanted = getattr(played.turn, key)
        if wanted is None:
            continue
        found, fine = CHECKS[key](played, wanted)
        if not fine:
            told = _apart(wanted, found) if key == "hears" else (_told(wanted), _told(found))
            yield Failure(places.key(played.turn.mark, key), played.number, key, *told)


def _reply(events: Iterable[Event]) -> tuple[tuple[str, ...], str]:
    """The ids of the lines of a reply, the main one first, and its words; nothing when nobody spoke."""
    for event in events:
        if isinstance(event, ev.AssistantUttered):
            return (event.line, *(event.used or ())), event.text
        if isinstance(event, ev.PersonaUttered):
            return (event.line,), event.text
    return (), ""


def reply(performance: Performance, number: int) -> str:
    """The words that came after a turn of the transcript; 0: before the first."""
    if number == 0:
        return _reply(performance.begun.of_turn(performance.begun.turn))[1]
    return _reply(performance.turns[number - 1].events)[1] if number <= len(performance.turns) else ""


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for where their lines break."""
    return one.split() == other.split()


def _apart(wanted: str, came: str) -> tuple[str, str]:
    """Two texts from a little before the place where they part."""
    left, right = " ".join(wanted.split()), " ".join(came.split())
    same = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    start = left.rfind(" ", 0, max(0, same - SHOWN // 3)) + 1
    return _clip(left, start), _clip(right, start)


def _clip(text: str, start: int = 0) -> str:
    shown = text[start : start + SHOWN]
    return f"“{'…' if start else ''}{shown}{'…' if start + SHOWN < len(text) else ''}”" if text else "nothing"


def _told(value: Any) -> str:
    """A value as a message shows it."""
    if isinstance(value, str):
        return _clip(" ".join(value.split()))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_told(one)}" for name, one in value.items()) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(_told(one) if " " in str(one) else str(one) for one in value) or "nothing"
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


# -- one turn -------------------------------------------------------------------------------------------------------------

Check = Callable[[Played, Any], Found]


def _acts(played: Played) -> list[str]:
    return [one.act for one in played.events if isinstance(one, ev.ActRecognized)]


def _kinds(played: Played) -> list[str]:
    return [type(one).__name__ for one in played.events]


def _all_of(found: list[str], wanted: Names) -> Found:
    return found, set(several(wanted)) <= set(found) and (bool(several(wanted)) or not found)


def _none_of(found: list[str], wanted: Names) -> Found:
    return found, not set(several(wanted)) & set(found)


def _is_among(wanted: str, found: Iterable[str]) -> bool:
    """Whether a need is among others; named without the number of an action, it stands for any."""
    return any(one == wanted or key_of(one)[0] == wanted for one in found)


def _needs(kind: type[Any]) -> Check:
    """The needs that events of a kind name: all that are wanted, in any order, and perhaps more."""

    def check(played: Played, wanted: Names) -> Found:
        found = [name_of(one.need, one.item) for one in played.events if isinstance(one, kind)]
        return found, all(_is_among(one, found) for one in several(wanted)) and (bool(several(wanted)) or not found)

    return check


def _not_met(played: Played, wanted: Names) -> Found:
    found = [name_of(one.need, one.item) for one in played.events if isinstance(one, ev.NeedMet)]
    return found, not any(_is_among(one, found) for one in several(wanted))


def _held(played: Played, wanted: Names) -> Found:
    found = [unmet["need"] for one in played.events if isinstance(one, ev.GuardHeld) for unmet in one.unmet]
    return _all_of(found, wanted)


def _texts(kind: type[Any]) -> Check:
    """As many texts as are wanted, each wanted part in one of them; none at all for an empty list."""

    def check(played: Played, wanted: Names) -> Found:
        found = [one.text for one in played.events if isinstance(one, kind)]
        parts = several(wanted)
        return found, len(found) == len(parts) and all(any(_holds_part(text, part) for text in found) for part in parts)

    return check


def _holds_part(text: str, part: str) -> bool:
    return " ".join(part.split()).casefold() in " ".join(text.split()).casefold()


def _awaited(session: Session, wanted: str) -> Found:
    waits = session.awaiting
    need = name_of(waits.need, waits.item) if waits is not None and waits.kind == "ask" and waits.need is not None else NOTHING
    return need, _is_among(wanted, (need,))


def _fills(played: Played, wanted: Mapping[str, Any]) -> Found:
    found = {name_of(one.need, one.item): one.value for one in played.events if isinstance(one, ev.SlotFilled)}
    return found, all(_fact_fits(found, name, value) for name, value in wanted.items())


def _fact_fits(facts: Mapping[str, Any], name: str, wanted: Any) -> bool:
    return any(_fits(value, wanted) for need, value in facts.items() if _is_among(name, (need,)))


def _mentions(played: Played, wanted: Names) -> Found:
    text = _reply(played.events)[1]
    return text, all(_holds_part(text, part) for part in several(wanted))


def _line(played: Played, wanted: str) -> Found:
    lines = _reply(played.events)[0]
    return lines, any(one.startswith(wanted) for one in lines)


def _kind(played: Played, wanted: str) -> Found:
    waits = played.after.awaiting
    kind = waits.kind if waits else "ask" if played.after.persona and played.after.ended is None else "done"
    return kind, kind == wanted


def _hears(played: Played, wanted: str) -> Found:
    text = _reply(played.events)[1]
    return text, same_words(text, wanted)


CHECKS: Mapping[str, Check] = {
    "hears": _hears,
    "line": _line,
    "mentions": _mentions,
    "acts": lambda played, wanted: _all_of(_acts(played), wanted),
    "only": lambda played, wanted: (_acts(played), set(_acts(played)) == set(several(wanted))),
    "not_acts": lambda played, wanted: _none_of(_acts(played), wanted),
    "need": lambda played, wanted: _awaited(played.before, wanted),
    "next": lambda played, wanted: _awaited(played.after, wanted),
    "kind": _kind,
    "step": lambda played, wanted: (played.after.step, played.after.step == wanted),
    "met": _needs(ev.NeedMet),
    "not_met": _not_met,
    "thin": _needs(ev.NeedThin),
    "skipped": _needs(ev.NeedSkipped),
    "reopened": _needs(ev.NeedReopened),
    "held": _held,
    "parked": _texts(ev.Parked),
    "others": _texts(ev.OthersNoted),
    "fills": _fills,
    "events": lambda played, wanted: _all_of(_kinds(played), wanted),
    "never": lambda played, wanted: _none_of(_kinds(played), wanted),
}


# -- the whole ------------------------------------------------------------------------------------------------------------


def _whole(performance: Performance, places: Places) -> Iterator[Failure]:
    one, session = performance.transcript, performance.session
    for key, known in (("measures", _measures), ("facts", _facts), ("plan", _plan)):
        wanted = getattr(one, key)
        if wanted is None:
            continue
        found = known(performance)
        for name, value in wanted.items():
            fine = _fact_fits(found, name, value) if key == "facts" else name in found and _fits(found[name], value)
            if not fine:
                came = next((found[need] for need in found if _is_among(name, (need,))), None) if key == "facts" else found.get(name)
                told = _told(came) if name in found or key == "facts" else "nothing, " + _missing(key, found)
                yield Failure(places.value(one.mark, key, name), None, f"{key}: {name}", _told(value), told)
    left, ended = bool(session.role.get("left")), session.ended or "open"
    for key, is_so in (("left", left), ("ended", ended)):
        wanted = getattr(one, key)
        if wanted is not None and wanted != is_so:
            yield Failure(places.key(one.mark, key), None, key, _told(wanted), _told(is_so))


def _missing(key: str, found: Mapping[str, Any]) -> str:
    if key == "measures" and not found:
        return f"because there are fewer than {FEWEST_TURNS} turns"
    return "there is only " + ", ".join(found)


def _measures(performance: Performance) -> Mapping[str, Any]:
    assert performance.cast is not None, "a transcript with measures has a persona"
    return debrief(performance.cast, performance.session).measures


def _facts(performance: Performance) -> Mapping[str, Any]:
    return {name_of(need, item): fact.value for (need, item), fact in performance.session.facts.items()}


def _plan(performance: Performance) -> Mapping[str, Any]:
    return as_data(build_plan(performance.guide, performance.session))


def _fits(found: Any, wanted: Any) -> bool:
    """Whether a value is the one wanted, keeps its bound, or holds its words. A number stands for how long a list is."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(name in found and found[name] is value for name, value in wanted.items())
    if wanted is None or isinstance(wanted, bool) or isinstance(found, bool) or found is None:
        return found is wanted
    number = len(found) if isinstance(found, list) else found
    if isinstance(wanted, int | float):
        return isinstance(number, int | float) and abs(number - wanted) < 1e-9
    bound = _BOUND.fullmatch(wanted)
    if bound:
        return isinstance(number, int | float) and _HOLDS[bound.group(1)](number, float(bound.group(2)))
    return _holds_part(_words(found), wanted)


def _words(found: Any) -> str:
    """A value of the plan as text."""
    if isinstance(found, Mapping):
        return "; ".join(_words(one) for one in found.values() if one is not None)
    return "; ".join(_words(one) for one in found) if isinstance(found, list) else str(found)
