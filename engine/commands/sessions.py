"""`handhold plan` and `handhold sessions`: a person's own talks and plans."""

from __future__ import annotations

from pathlib import Path

from engine.commands.streams import printable, put
from engine.documents.as_json import plan_as_json
from engine.documents.markdown import plan_as_markdown
from engine.errors import HandholdError
from engine.library import Library
from engine.service import Service
from engine.stores import open_store


def plan(session_id: str, form: str, output: Path | None, store_url: str, folder: Path | None) -> int:
    """Print the plan of a talk, or write it to a file."""
    talk = Service(open_store(store_url), Library(folder)).open(session_id)
    made = talk.plan()
    text = plan_as_json(made) if form == "json" else plan_as_markdown(made, dict(talk.guide.lines["plan"]), talk.guide.speech)
    if output is None:
        put(text.rstrip("\n"))
        return 0
    try:
        output.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise HandholdError(f"{output}: cannot be written: {error.strerror}") from error
    return 0


def sessions(action: str, session_id: str | None, store_url: str, folder: Path | None) -> int:
    """List the talks, show or export one, or delete one for good."""
    service = Service(open_store(store_url), Library(folder))
    if action == "list":
        for row in service.sessions():
            put(f"{row.id}  {row.started[:16].replace('T', ' ')}  {row.turns:4} turns  {row.ended or 'open':10}  {row.title}")
        return 0
    if session_id is None:
        raise HandholdError(f"sessions {action} needs the ID of a talk; 'handhold sessions list' shows them")
    if action == "delete":
        service.forget(session_id)
        put(f"{session_id} is deleted")
    elif action == "export":
        put(service.export(session_id).rstrip("\n"))
    else:
        for said in service.open(session_id).session.transcript:
            mark = " (taken back)" if said.retracted else ""
            who = {"person": "you  ", "persona": "they "}.get(said.speaker, "coach")
            put(f"[{said.turn}] {who} {printable(said.text) if said.text is not None else '(not kept)'}{mark}")
    return 0
