"""What a trainer may ask a room at a frozen turn: questions by what happened in it, the most telling first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.flow.model import Flow
from engine.present.frames import Frame
from engine.present.picture import counted, pulls
from engine.talk.events import ActUnsure, GuardHeld, NeedReopened, OthersNoted, Parked, PersonaLeft, RecapShown, RedFlagRaised, ReplyWeighed

MOST = 3
ANY = "any"


def happened(flow: Flow, frame: Frame) -> frozenset[str]:
    """Names for what happened in a turn: the acts that were read, and what the engine did."""
    found = set(counted(frame)) | set(_done(frame))
    if pulls(flow, frame):
        found.add("early_advice")
    return frozenset(found)


def questions(flow: Flow, frame: Frame, words: Mapping[str, Mapping[str, Sequence[str]]]) -> tuple[str, ...]:
    """Two or three questions for the room. `words` has blocks for rehearsals and for talks with the coach, the telling ones first."""
    block = words["rehearsal" if frame.after.persona else "coach"]
    there = happened(flow, frame)
    name = next((one for one in block if one in there), ANY)
    return tuple(block[name])[:MOST]


def _done(frame: Frame) -> Iterator[str]:
    names: dict[type, str] = {
        GuardHeld: "held", Parked: "parked", OthersNoted: "others", NeedReopened: "reopened", PersonaLeft: "left", RecapShown: "recap",
        RedFlagRaised: "red_flag", ActUnsure: "unsure",
    }  # fmt: skip
    for event in frame.events:
        if type(event) in names:
            yield names[type(event)]
        elif isinstance(event, ReplyWeighed) and event.verdict in ("evasion", "half", "few"):
            yield "not_yet"
