"""What the next lines may take up of a talk as it stands: last words, the topic at hand, the name."""

from __future__ import annotations

from engine.rehearsal.persona import Cast, Person
from engine.room.options import Scene, last_words
from engine.talk.session import Session

TOLD = 1
"""The level from which on a topic may be called by its name."""
_YOU = Person("you", "you", "you", "your", "yours")


def scene(cast: Cast, session: Session) -> Scene:
    """The scene of a rehearsal. Nothing in it tells what the team member has not told."""
    said = next((one.text for one in reversed(session.transcript) if one.speaker == "persona" and one.text), "")
    return Scene(last_words(said), _topic(cast, session), cast.person(session.seed).name)


def _topic(cast: Cast, session: Session) -> str:
    """The topic at hand as a noun phrase said to the team member; "" for one that is untold, or that would turn a question into a why."""
    name = str(session.role.get("thread", ""))
    told = name not in cast.persona.topics or session.role.get("levels", {}).get(name, -1) >= TOLD
    about = cast.abouts.get(name, "") if told and name != cast.stage.secret else ""
    words = _YOU.put_in(about) if about else ""
    return "" if words.lower().startswith("why") else words[:1].lower() + words[1:]
