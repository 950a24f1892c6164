"""The machine as it stands after a turn, for drawing: the step that is lit, each guard with its open needs, a way that was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.flow.model import Flow
from engine.present.frames import Frame
from engine.talk.events import ActRecognized, ActUnsure, GuardHeld, Parked
from engine.talk.guards import Unmet, must_wait, open_needs, unmet
from engine.talk.guide import Guide
from engine.talk.machine import READY

Way = Literal["refused", "let_pass", "pulled"]
ADVICE, LEAVE = "advice", "permission"


@dataclass(frozen=True, slots=True)
class Guarded:
    """One step with the guard on the edge that leaves it: `unmet` is all that is open in the step, in the author's order.

    The edge is `locked` when the step may be left only with everything settled and something is open.
    """

    id: str
    number: int
    title: str
    lit: bool
    entered: bool
    locked: bool
    unmet: tuple[Unmet, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing is open in the step."""
        return not self.unmet


@dataclass(frozen=True, slots=True)
class Detour:
    """A way that was tried too early: refused by a guard, let pass by one that only watches, or pulled at by advice in a rehearsal."""

    way: Way
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The machine after a turn. `lit` is the session's step, which may be the end; `titles` name the needs;
    `holds` says whether the guards hold in this talk.
    """

    lit: str
    steps: tuple[Guarded, ...]
    titles: Mapping[str, str]
    ready: bool
    holds: bool
    detour: Detour | None

    @property
    def here(self) -> Guarded | None:
        """The step that is lit; None at the end."""
        return next((one for one in self.steps if one.lit), None)


def picture(guide: Guide, frame: Frame) -> Picture:
    """The machine after that turn, from the session and the guards alone."""
    session = frame.after
    still = open_needs(guide.flow, session)
    steps = []
    for number, step in enumerate(guide.flow.steps, 1):
        missing = unmet(step, still)
        locked = bool(missing) and step.leave_when == "needs_settled"
        steps.append(Guarded(step.id, number, step.title, step.id == session.step, step.id in session.entered, locked, missing))
    titles = {need.id: need.title for _, need in guide.flow.needs()}
    return Picture(session.step, tuple(steps), titles, session.step == READY, session.guards == "hold", _detour(guide.flow, frame))


def _detour(flow: Flow, frame: Frame) -> Detour | None:
    held = next((one for one in frame.events if isinstance(one, GuardHeld)), None)
    early = any(isinstance(one, Parked) for one in frame.events)
    if held is not None and held.mode != "hold":
        return Detour("let_pass", held.step, frame.after.step) if frame.after.step != held.step else None
    if held is not None:
        return Detour("refused", held.step, _solutions(flow) if early and must_wait(flow, held.step) else _next(flow, held.step))
    if early and frame.before.step and must_wait(flow, frame.before.step):
        return Detour("refused", frame.before.step, _solutions(flow))
    if pulls(flow, frame):
        return Detour("pulled", frame.after.step, _solutions(flow))
    return None


def pulls(flow: Flow, frame: Frame) -> bool:
    """Whether the manager of a rehearsal gives advice unasked in a step in which solutions still have to wait."""
    session = frame.after
    if not session.persona or session.step == READY or not must_wait(flow, session.step):
        return False
    acts = counted(frame)
    return ADVICE in acts and LEAVE not in acts and frame.before.role.get("permission", -9) < frame.turn - 2


def counted(frame: Frame) -> tuple[str, ...]:
    """The acts that were read with confidence in what was said in this turn."""
    return tuple(one.act for one in frame.events if isinstance(one, ActRecognized) and not isinstance(one, ActUnsure))


def _solutions(flow: Flow) -> str:
    return next(step.id for step in flow.steps if step.solutions_from)


def _next(flow: Flow, step: str) -> str:
    after = flow.index(step) + 1
    return flow.steps[after].id if after < len(flow.steps) else READY
