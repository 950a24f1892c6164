"""Counts what talks went through: steps, needs and probes of flows, topics and lines of personas, cues of the language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.language.lexicon import Lexicon
from engine.language.text import analyse
from engine.rehearsal.persona import LEVELS, Cast
from engine.talk.events import NeedMet, StepEntered
from engine.talk.guide import Guide
from engine.talk.session import Session
from engine.transcripts.play import Performance

ASIDE = ("short", "hook")
"""Parts of a topic that are no levels."""
UNCOUNTED = "tokens"
"""Words put before a line, of which the talk keeps no id."""


@dataclass(slots=True)
class Part:
    """Things of one kind: what they belong to, their kind, all of their names, and those that were met with."""

    owner: str
    what: str
    names: tuple[str, ...]
    seen: set[str] = field(default_factory=set)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names that were not met with, in order."""
        return tuple(name for name in self.names if name not in self.seen)

    @property
    def count(self) -> int:
        """How many were met with."""
        return len(self.names) - len(self.missing)


class Coverage:
    """What all talks together went through; grows with every talk that is added."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._parts: dict[tuple[str, str], Part] = {}

    def parts(self) -> tuple[Part, ...]:
        """Every part of every flow, persona and language that was used, in the order of use."""
        return tuple(self._parts.values())

    def add(self, performance: Performance) -> None:
        """Count a talk in."""
        session, guide, cast = performance.session, performance.guide, performance.cast
        for part, seen in (*_flow(guide, session), *(_persona(cast, session.lines) if cast else ())):
            self._part(*part).seen.update(seen)
        speaker = "manager" if cast else "employee"
        said = (one.text for one in session.transcript if one.speaker == "person" and one.text)
        cues = tuple(dict.fromkeys(one.id for one in guide.language.lexicon.cues[speaker].cues))
        self._part("language", f"cues of the {speaker}", cues).seen.update(_fired(said, guide.language.lexicon, speaker))

    def _part(self, owner: str, what: str, names: tuple[str, ...]) -> Part:
        return self._parts.setdefault((owner, what), Part(owner, what, names))


Counted = tuple[tuple[str, str, tuple[str, ...]], set[str]]


def _flow(guide: Guide, session: Session) -> Iterator[Counted]:
    """Steps that were entered, needs that were met, probes that were asked."""
    flow = guide.flow
    entered = {one.step for one in session.events if isinstance(one, StepEntered)}
    yield (flow.flow, "steps", tuple(step.id for step in flow.steps)), entered
    met = {one.need for one in session.events if isinstance(one, NeedMet)}
    yield (flow.flow, "needs", tuple(need.id for _, need in flow.needs())), met
    if not session.persona:
        probes = tuple(f"{need.id}.{probe.id}" for _, need in flow.needs() for probe in need.probes)
        asked = {line.replace(".probe.", ".", 1) for said in session.lines for line in said.split("+") if ".probe." in line}
        yield (flow.flow, "probes", probes), asked


def _persona(cast: Cast, lines: Iterable[str]) -> Iterator[Counted]:
    """Topics of which something was told, their levels, and blocks of lines of which one was said."""
    one = cast.persona
    said = {line.rpartition(".")[0] for line in lines}
    yield (one.persona, "topics", tuple(one.topics)), {line.partition(".")[0] for line in said if "." in line}
    yield (one.persona, "levels", tuple(f"{name}.{level}" for name in one.topics for level in (*LEVELS, *ASIDE))), said
    yield (one.persona, "blocks", tuple(name for name in one.lines if name != UNCOUNTED)), said


def _fired(texts: Iterable[str], lexicon: Lexicon, speaker: str) -> Iterator[str]:
    """The cues that hold for what was said."""
    cues = lexicon.cues[speaker]
    for text in texts:
        utterance = analyse(text, lexicon.wording)
        words = len(utterance.content(0, len(utterance.tokens), lexicon.wording))
        yield from (hit.cue.id for hit in cues.hits(utterance, words))
