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
from engine.talk.guards import action_need, listed, source_of
from engine.talk.guide import Guide
from engine.talk.items import LISTS_CHANGE, follow
from engine.talk.session import Awaiting, Session, extend
from engine.talk.shown import shown
from engine.talk.weigh import TYPED

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
        """Take events into the turn, and those by which answers follow the items of a list that the events change."""
        before = self.session
        self.events.extend(events)
        self.session = extend(before, events)
        if any(isinstance(event, LISTS_CHANGE) for event in events):
            moved = tuple(follow(self.guide.flow, before, self.session, self.turn))
            self.events.extend(moved)
            self.session = extend(self.session, moved)

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

    @property
    def pasted(self) -> bool:
        """Whether the reply is a text that was pasted for its requirements: not the person's own words, so nothing else is read in it."""
        need = self.need
        return bool(need and need.answer.type == "requirements" and self.said and len(self.said.text) > TYPED)

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
        said = None if self.pasted else self.said
        if name == "echo":
            return echo.echo(said, self.guide.language, self.guide.speech, self.focus) if said else None
        if name == "quote":
            clause = echo.best_clause(said, self.guide.language, self.guide.speech, 7, self.focus) if said else None
            return echo.quote(clause, self.guide.speech) if clause else None
        if name == "item":
            return self.item_words(self.need, self.awaiting.item)
        return self._gist(name)

    def item_words(self, need: Need | None, item: int | None, most: int = 12) -> str | None:
        """The words of the item that `need` is asked for, in quotation marks; of an own action, where it is asked for none."""
        source = (need and source_of(self.guide.flow, need)) or action_need(self.guide.flow)
        words = listed(self.session, source).get(item or 1)
        return f"“{echo.clip(words, most)}”" if words else None

    def _gist(self, name: str) -> str | None:
        """What was said for a need, short and in quotation marks; its first item for `<need>_first`."""
        wanted, _, tail = name.rpartition("_") if name.endswith("_first") else (name, "", "")
        fact = self.session.fact(wanted)
        if fact is None:
            return None
        if tail:
            first = fact.value[0] if isinstance(fact.value, list) and fact.value else str(fact.value)
            return echo.quote(first, self.guide.speech, 14)
        return f"“{echo.clip(shown(self.guide, self.guide.flow.need(wanted), fact.value), 10)}”"

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
