"""A turn in the making: the events so far, the session after them, and the words that will lead into the coach's line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zlib import crc32

from engine.flow.model import Lines, Need, Step
from engine.language.understand import Understood
from engine.talk import echo
from engine.talk.events import AssistantUttered, Event, Kind
from engine.talk.guards import action_need
from engine.talk.guide import Guide
from engine.talk.session import Awaiting, Session, extend

LONG_PARAGRAPH = 160
"""Characters after which what follows begins a new paragraph."""
_PLACE = re.compile(r"\$([a-z][a-z0-9_]*)")


@dataclass(slots=True)
class Draft:
    """One turn while it is worked out. `before` is the session as the person saw it; `session` follows every event."""

    guide: Guide
    before: Session
    today: date
    said: Understood | None = None
    turn: int = 0
    session: Session = field(init=False)
    events: list[Event] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    focus: str = ""

    def __post_init__(self) -> None:
        """Begin after everything that happened before."""
        self.session = self.before

    def add(self, *events: Event) -> None:
        """Take events into the turn."""
        self.events.extend(events)
        self.session = extend(self.session, events)

    @property
    def awaiting(self) -> Awaiting:
        """What the person was asked before this turn."""
        return self.before.awaiting or Awaiting("ask", None, None, "", "")

    @property
    def step(self) -> Step:
        """The step that the talk is in (the last one when the plan is ready)."""
        place = min(self.guide.flow.index(self.session.step), len(self.guide.flow.steps) - 1)
        return self.guide.flow.steps[place]

    @property
    def need(self) -> Need | None:
        """The need that the reply was to close."""
        return self.guide.flow.need(self.awaiting.need) if self.awaiting.need else None

    # -- words ------------------------------------------------------------------------------------------------------

    def fill(self, text: str, extra: Mapping[str, str | None] | None = None) -> str | None:
        """`text` with its placeholders filled, or None when one has nothing to stand for it."""
        values: dict[str, str] = {}
        for name in _PLACE.findall(text):
            value = extra[name] if extra and name in extra else self._value(name)
            if not value:
                return None
            values[name] = value
        return _PLACE.sub(lambda match: values[match.group(1)], text)

    def _value(self, name: str) -> str | None:
        if name == "echo":
            return echo.echo(self.said, self.guide.language, self.guide.speech, self.focus) if self.said else None
        if name == "quote":
            clause = echo.best_clause(self.said, self.guide.language, self.guide.speech, 7, self.focus) if self.said else None
            return echo.quote(clause, self.guide.speech) if clause else None
        if name == "item":
            return self.action_words(self.awaiting.item or 1)
        return self._gist(name)

    def action_words(self, item: int, most: int = 12) -> str | None:
        """The words of an own action, in quotation marks."""
        need = action_need(self.guide.flow)
        fact = self.session.fact(need.id, item) if need else None
        return f"“{echo.clip(str(fact.value), most)}”" if fact else None

    def _gist(self, name: str) -> str | None:
        """What was said for a need, short and in quotation marks; its first item for `<need>_first`."""
        wanted, _, tail = name.rpartition("_") if name.endswith("_first") else (name, "", "")
        fact = self.session.fact(wanted)
        if fact is None:
            return None
        if tail:
            first = fact.value[0] if isinstance(fact.value, list) and fact.value else str(fact.value)
            return echo.quote(first, self.guide.speech, 14)
        return f"“{echo.clip(echo.plain(fact.value, self.guide.speech), 10)}”"

    # -- choosing ---------------------------------------------------------------------------------------------------

    def pick(self, name: str, lines: Lines, extra: Mapping[str, str | None] | None = None) -> tuple[str, str] | None:
        """A line of `lines` not yet said in this talk, filled, with its id; None when none is left or fits.

        Which one follows from the talk's seed and the turn, so that two talks differ and one talk replays.
        """
        fresh = [(f"{name}.{key}", text) for key, text in lines.items() if f"{name}.{key}" not in self.session.lines]
        fitting = [(key, filled) for key, text in fresh if key not in self.used and (filled := self.fill(text, extra))]
        if not fitting:
            return None
        return fitting[crc32(f"{self.before.seed}:{self.turn}:{name}".encode()) % len(fitting)]

    def bank(self, name: str, extra: Mapping[str, str | None] | None = None) -> tuple[str, str]:
        """A line of a coach bank; when all are said, the one that fits is said again (the id says so to the caller)."""
        lines = self.guide.lines[name]
        chosen = self.pick(name, lines, extra)
        if chosen:
            return chosen
        fitting = [(f"{name}.{key}", filled) for key, text in lines.items() if (filled := self.fill(text, extra))]
        return fitting[self.turn % len(fitting)] if fitting else (f"{name}.none", "")

    def open_with(self, name: str, lines: Lines | None = None, extra: Mapping[str, str | None] | None = None) -> None:
        """Put a line in front of what the coach will say: one of `lines`, or of the coach's bank of that name."""
        chosen = self.pick(name, lines, extra) if lines is not None else self.bank(name, extra)
        if chosen and chosen[1]:
            self.lead.append(chosen[1])
            self.used.append(chosen[0])

    def say(
        self,
        kind: Kind,
        text: str,
        line: str,
        need: str | None = None,
        item: int | None = None,
        *,
        repeats: bool = False,
        question: str | None = None,
    ) -> None:
        """End the turn: the coach says its lead and then `text`, and waits for a reply of that kind.

        A line that the talk has heard before is marked as said again.
        """
        again = line in self.session.lines
        if again:
            line = "+".join([*self.used, line])
        whole = ""
        for part in filter(None, (*self.lead, text)):
            last = whole.rsplit("\n\n", 1)[-1]
            block = "\n" in part or "\n" in last or len(last) > LONG_PARAGRAPH
            whole += (("\n\n" if block else " ") if whole else "") + part
        self.add(AssistantUttered(
            self.turn, whole, line, kind, need, item, question=question or (text if self.lead else None),
            repeats=(repeats or again) or None, used=self.used or None,
        ))  # fmt: skip
