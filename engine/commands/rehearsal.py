"""`handhold debrief`: what a rehearsal shows afterwards."""

from __future__ import annotations

import json
from pathlib import Path

from engine.commands.streams import put
from engine.documents.debrief import debrief_as_markdown
from engine.errors import HandholdError
from engine.library import Library
from engine.service import Service
from engine.stores import open_store


def debrief(session_id: str, as_json: bool, store_url: str, folder: Path | None) -> int:
    """Print the debrief of a rehearsal, as Markdown or as one JSON object."""
    service = Service(open_store(store_url), Library(folder))
    talk = service.open(session_id)
    if talk.cast is None:
        raise HandholdError(f"{session_id} is no rehearsal; 'handhold plan {session_id}' shows what came of it")
    made = service.debrief(talk)
    put(json.dumps(made.as_json(), ensure_ascii=False) if as_json else debrief_as_markdown(made, talk.cast, talk.session).rstrip("\n"))
    return 0
