"""Whether a talk waits for what a role asks for: then a whole job text, or a level of a firm's ladder, can be the answer."""

from __future__ import annotations

from engine.flow.model import Flow
from engine.talk.session import Session


def wants_job_text(flow: Flow, session: Session) -> bool:
    """Whether the question that is open takes requirements."""
    waits = session.awaiting
    need = waits.need if waits and waits.kind == "ask" else None
    return need is not None and flow.need(need).answer.type == "requirements"


__all__ = ["wants_job_text"]
