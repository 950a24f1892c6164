"""`handhold plan` and `handhold sessions`: a person's own talks and plans."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.commands.files import hand_over, not_for_screen
from engine.commands.streams import printable, put
from engine.documents.forms import Clock, NoSuchForm, document, lines_of
from engine.errors import HandholdError
from engine.library import Library
from engine.service import Service, local_today, now
from engine.stores import open_store


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a plan is wanted: the page, the form, the file (None: standard output), and the ids of the lines (None: as by default)."""

    page: str
    form: str
    output: Path | None
    lines: tuple[str, ...] | None


def plan(session_id: str, wanted: Wanted, store_url: str, folder: Path | None) -> int:
    """Print a document of a talk's plan, or write it to a file."""
    service = Service(open_store(store_url), Library(folder))
    talk = service.open(session_id)
    not_for_screen(wanted.form, wanted.output)
    made = talk.plan()
    _check_lines(wanted, {one.id for one in lines_of(made, talk.guide, wanted.page)})
    changed = next((row.touched for row in service.sessions() if row.id == session_id), now())
    clock = Clock(local_today(), datetime.fromisoformat(now()), datetime.fromisoformat(changed))
    try:
        hand_over(document(made, talk.guide, wanted.page, wanted.form, clock, wanted.lines), wanted.output)
    except NoSuchForm as error:
        raise HandholdError(str(error)) from error
    return 0


def _check_lines(wanted: Wanted, known: set[str]) -> None:
    if wanted.lines is not None and wanted.page == "plan":
        raise HandholdError("the plan is whole; --lines goes with --page asking or --page share")
    unknown = [one for one in wanted.lines or () if one not in known]
    if unknown:
        raise HandholdError(f"there is no line '{unknown[0]}'; 'handhold plan ID --page {wanted.page} --format json' lists them")


def sessions(action: str, session_id: str | None, store_url: str, folder: Path | None, output: Path | None = None) -> int:
    """List the talks, show one, export it or save it as a transcript (to `output`, if given), or delete it for good."""
    if output is not None and action not in ("export", "save"):
        raise HandholdError("-o goes with export and save")
    service = Service(open_store(store_url), Library(folder))
    if action == "list":
        for row in service.sessions():
            plan_before = service.follows(row.id)
            of = f" (of the plan {plan_before})" if plan_before else ""
            put(f"{row.id}  {row.started[:16].replace('T', ' ')}  {row.turns:4} turns  {row.ended or 'open':10}  {row.title}{of}")
        return 0
    if session_id is None:
        raise HandholdError(f"sessions {action} needs the ID of a talk; 'handhold sessions list' shows them")
    if action == "delete":
        service.forget(session_id)
        put(f"{session_id} is deleted")
    elif action == "save":
        hand_over(_transcript(service, session_id).encode("utf-8", "replace"), output)
    elif action == "export":
        hand_over((service.export(session_id).rstrip("\n") + "\n").encode("utf-8", "replace"), output)
    else:
        for said in service.open(session_id).session.transcript:
            mark = " (taken back)" if said.retracted else ""
            who = {"person": "you  ", "persona": "they "}.get(said.speaker, "coach")
            put(f"[{said.turn}] {who} {printable(said.text) if said.text is not None else '(not kept)'}{mark}")
    return 0


def _transcript(service: Service, session_id: str) -> str:
    """The transcript of a talk, with a word on stderr when the flow has changed since it was held."""
    from engine.transcripts.compose import Heading, compose

    talk = service.open(session_id)
    try:
        changed = service.library.guide(talk.session.flow).flow_hash != talk.session.flow_hash
    except HandholdError:
        changed = True
    if changed:
        print("handhold: the flow has changed since this talk; 'handhold test' shows what comes otherwise now", file=sys.stderr)
    title = talk.guide.flow.title if talk.cast is None else f"{talk.cast.persona.title}: a rehearsal"
    return compose(talk, Heading(title, "A talk as it was held, saved to be read and played again."))
