"""What can happen in a talk: one frozen type per kind of event, and how each is written as JSON and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Literal, get_args

Value = str | int | float | list[str]
Guards = Literal["hold", "warn", "off"]
Kind = Literal["ask", "recap", "confirm", "stopped", "done"]
Verdict = Literal["full", "half", "few", "evasion", "aside"]
Reason = Literal["done", "unfinished", "red_flag"]
Difficulty = Literal["easy", "normal", "hard"]
Spans = list[list[int]]


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """A talk began; it finishes on the flow and the language of these hashes."""

    turn: int
    session: str
    flow: str
    flow_version: int
    flow_hash: str
    language_hash: str
    seed: int
    guards: Guards
    forked_from: str | None = None
    persona: str | None = None
    persona_hash: str | None = None
    difficulty: Difficulty | None = None
    exam: bool | None = None


@dataclass(frozen=True, slots=True)
class PlanOpened:
    """A plan is looked at again: the whole of it as it stood on `day` after the talk `session`, so that it outlives that talk."""

    turn: int
    session: str
    day: str
    plan: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EarlierFound:
    """An answer to a need that the person gave on `day` in another talk; it is offered when the need is first asked for."""

    turn: int
    need: str
    value: Value
    flow: str
    title: str
    session: str
    day: str


@dataclass(frozen=True, slots=True)
class SessionResumed:
    """A talk that had ended, or was stopped, goes on."""

    turn: int


@dataclass(frozen=True, slots=True)
class UserUttered:
    """What the person typed, word for word; nothing of it when it is withheld."""

    turn: int
    today: str
    text: str | None = None
    withheld: bool | None = None


@dataclass(frozen=True, slots=True)
class ActRecognized:
    """A dialogue act and the characters that show it."""

    turn: int
    act: str
    rule: str
    spans: Spans
    confidence: float
    command: str | None = None


@dataclass(frozen=True, slots=True)
class ActUnsure:
    """A dialogue act that may be there: its confidence is under 0.5, nothing follows from it, and the screen asks."""

    turn: int
    act: str
    rule: str
    spans: Spans
    confidence: float


@dataclass(frozen=True, slots=True)
class ActDisputed:
    """The person says that what they said in the turn `disputed` was no such act. It no longer counts."""

    turn: int
    disputed: int
    act: str


@dataclass(frozen=True, slots=True)
class ActConfirmed:
    """The person says that what they said in the turn `confirmed` was this act after all. It counts from now on."""

    turn: int
    confirmed: int
    act: str


@dataclass(frozen=True, slots=True)
class ReplyWeighed:
    """How a reply stood to the need it was to close, and why."""

    turn: int
    need: str
    verdict: Verdict
    because: str
    item: int | None = None


@dataclass(frozen=True, slots=True)
class SlotFilled:
    """A fact was kept. `source` is the turn that it was said in, where that is an earlier one."""

    turn: int
    slot: str
    value: Value
    need: str
    item: int | None = None
    source: int | None = None


@dataclass(frozen=True, slots=True)
class NeedMet:
    """A need was really answered."""

    turn: int
    need: str
    item: int | None = None


@dataclass(frozen=True, slots=True)
class NeedThin:
    """A need was asked and probed, and not really answered."""

    turn: int
    need: str
    item: int | None = None


@dataclass(frozen=True, slots=True)
class NeedSkipped:
    """The person left a soft need out, and why."""

    turn: int
    need: str
    reason: str
    item: int | None = None


@dataclass(frozen=True, slots=True)
class NeedReopened:
    """A settled need is open again."""

    turn: int
    need: str
    because: str
    item: int | None = None


@dataclass(frozen=True, slots=True)
class SkipAsked:
    """The person wants to leave a need out; the reason is asked next."""

    turn: int
    need: str
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """A solution voiced too early, kept word for word."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Unparked:
    """A parked idea came back and the person decided; `struck` when they say that it never was one."""

    turn: int
    text: str
    decision: str
    struck: bool | None = None


@dataclass(frozen=True, slots=True)
class OthersNoted:
    """What somebody else should do, kept beside the plan."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class NoteKept:
    """What the person added to a recap and no need asked for."""

    turn: int
    step: str
    text: str


@dataclass(frozen=True, slots=True)
class ActionsClosed:
    """The list of own actions is complete."""

    turn: int


@dataclass(frozen=True, slots=True)
class GuardHeld:
    """An advance was tried while needs were open."""

    turn: int
    mode: Guards
    step: str
    unmet: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class StepEntered:
    """The machine moved."""

    turn: int
    step: str
    from_: str | None = None


@dataclass(frozen=True, slots=True)
class RecapShown:
    """What a step gathered was played back; when time is short the talk goes on without waiting for a reply to it."""

    turn: int
    step: str


@dataclass(frozen=True, slots=True)
class AssistantUttered:
    """What the coach said: exactly one a turn; `need` is the need it asks for, `kind` what it waits for."""

    turn: int
    text: str
    line: str
    kind: Kind
    need: str | None = None
    item: int | None = None
    question: str | None = None
    repeats: bool | None = None
    used: list[str] | None = None


@dataclass(frozen=True, slots=True)
class RevisionOffered:
    """A change and what it would reset, shown before it is done."""

    turn: int
    need: str
    reset: list[str]
    value: Value | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True)
class RevisionDropped:
    """The person left things as they were."""

    turn: int
    need: str


@dataclass(frozen=True, slots=True)
class AnswerRevised:
    """An earlier answer was changed."""

    turn: int
    need: str
    reset: list[str]
    value: Value | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True)
class FinishAsked:
    """The person wants to stop before the plan is whole; to be confirmed."""

    turn: int


@dataclass(frozen=True, slots=True)
class TurnRetracted:
    """A turn was taken back; it stays in the record and counts no more."""

    turn: int
    retracted: int


@dataclass(frozen=True, slots=True)
class RedFlagRaised:
    """The talk stopped for something that no coach should handle; nothing of the words is kept."""

    turn: int


@dataclass(frozen=True, slots=True)
class PersonaUttered:
    """What the simulated team member said; `topic` and `level` where the line tells something about a topic.

    `asked` are those of the manager's words that named the topic; None where it was at hand already.
    """

    turn: int
    text: str
    line: str
    topic: str | None = None
    level: int | None = None
    asked: list[str] | None = None


@dataclass(frozen=True, slots=True)
class PersonaChanged:
    """What a turn did to the simulated team member: the state after it, and each change with the move that made it."""

    turn: int
    state: dict[str, Any]
    moved: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PersonaLeft:
    """The simulated team member has ended the talk."""

    turn: int


@dataclass(frozen=True, slots=True)
class PlanReady:
    """Every step is settled and the plan stands."""

    turn: int


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The talk ended."""

    turn: int
    reason: Reason


Event = (
    SessionStarted | PlanOpened | EarlierFound | SessionResumed | UserUttered | ActRecognized | ActUnsure | ActDisputed | ActConfirmed
    | ReplyWeighed | SlotFilled | NeedMet | NeedThin
    | NeedSkipped | NeedReopened | SkipAsked | Parked | Unparked | OthersNoted | NoteKept | ActionsClosed | GuardHeld
    | StepEntered | RecapShown | AssistantUttered | RevisionOffered | RevisionDropped | AnswerRevised | FinishAsked
    | TurnRetracted | RedFlagRaised | PersonaUttered | PersonaChanged | PersonaLeft | PlanReady | SessionEnded
)  # fmt: skip

KINDS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in get_args(Event)}
_RENAMED = {"from_": "from"}


def encode(event: Event) -> dict[str, Any]:
    """`event` as a JSON object: its kind under "event", then its fields; what is None is left out, but for "from"."""
    out: dict[str, Any] = {"event": type(event).__name__}
    for one in fields(event):
        value = getattr(event, one.name)
        if value is not None or one.name in _RENAMED:
            out[_RENAMED.get(one.name, one.name)] = value
    return out


def decode(data: Mapping[str, Any]) -> Event:
    """The event that `encode` wrote. Raises ValueError for a kind or a field that no version ever wrote."""
    kind = KINDS.get(str(data.get("event")))
    if kind is None:
        raise ValueError(f"unknown event {data.get('event')!r}")
    names = {_RENAMED.get(one.name, one.name): one for one in fields(kind)}
    unknown = set(data) - set(names) - {"event"}
    missing = [n for n, one in names.items() if n not in data and one.default is MISSING and n not in _RENAMED.values()]
    if unknown or missing:
        raise ValueError(f"{kind.__name__}: unknown {sorted(unknown)}, missing {missing}")
    event: Event = kind(**{one.name: data[name] for name, one in names.items() if name in data})
    return event


def decode_all(rows: Iterable[Mapping[str, Any]]) -> tuple[Event, ...]:
    """Every event of `rows`, in order."""
    return tuple(decode(row) for row in rows)
