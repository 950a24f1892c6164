"""`handhold talk`: a talk in the terminal, for people, and with --json for programs."""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import textwrap
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from engine.commands.streams import lines, printable, put, put_json
from engine.errors import ConcurrentTurn, HandholdError
from engine.library import Library, read
from engine.service import Service, Talk, awaiting, local_today
from engine.source.ladder import load_ladder
from engine.stores import open_store
from engine.talk.echo import plain
from engine.talk.events import AssistantUttered, Event, PersonaLeft, PersonaUttered, PlanOpened, StepEntered, encode
from engine.talk.job_text import wants_job_text

LEAST_WIDE, MOST_WIDE = 20, 88


def talk(call: argparse.Namespace, store_url: str) -> int:
    """Run a talk until the input or the talk ends; the store keeps every turn before its reply is printed."""
    ladder = _ladder_text(call.ladder, call.level)
    service = Service(open_store(store_url), Library(call.flows))
    today: date = call.today or local_today()
    show = _show_json if call.json else _show
    if call.resume is not None:
        current = service.open(call.resume)
        show(current, current.session.events)
        after = service.resume(current, today)
        if after is not current:
            show(after, after.session.events[len(current.session.events) :])
        current = after
    else:
        seed = call.seed if call.seed is not None else secrets.randbelow(1_000_000)
        if call.persona is None:
            current = service.start(call.flow, seed, call.guards, today=today)
        else:
            current = service.rehearse(call.flow, call.persona, seed)
        show(current, current.session.events)
    _wait(current, call.json)
    for text in lines():
        if current.session.ended is not None:
            break
        current = _turn(service, current, text, today, call)
        if ladder and wants_job_text(current.guide.flow, current.session):
            current, ladder = _turn(service, current, ladder, today, call), ""
        _wait(current, call.json)
        if current.session.ended is not None:
            break
    _close(service, current, call.json, store_url)
    return 0


def _ladder_text(path: Path | None, level: str | None) -> str:
    """The job text of a level of a ladder file; "" without one. HandholdError for a level of none."""
    if level is not None and path is None:
        raise HandholdError("--level names a level of a ladder; name its file with --ladder")
    return load_ladder(read(path), str(path)).text(level) if path else ""


def _turn(service: Service, current: Talk, text: str, today: date, call: argparse.Namespace) -> Talk:
    try:
        after = service.say(current, text, today)
    except ConcurrentTurn:
        print("handhold: this talk went on in another place; your last words were not taken, here is how it stands", file=sys.stderr)
        after = service.open(current.session.id)
    (_show_json if call.json else _show)(after, after.session.events[len(current.session.events) :])
    return after


def _wait(current: Talk, as_json: bool) -> None:
    if as_json:
        put_json(awaiting(current.session))
    elif current.session.ended is None:
        sys.stdout.write("\n> ")
        sys.stdout.flush()


def _show_json(_: Talk, events: Sequence[Event]) -> None:
    for event in events:
        put_json(encode(event))


def _show(current: Talk, events: Sequence[Event]) -> None:
    """What a person sees: the step when it changes, and the coach's words."""
    wide = max(LEAST_WIDE, min(MOST_WIDE, shutil.get_terminal_size().columns - 2))
    for event in events:
        if isinstance(event, StepEntered) and event.from_ is not None and event.step in (step.id for step in current.guide.flow.steps):
            place = current.guide.flow.index(event.step)
            put(f"\n--- {place + 1} of {len(current.guide.flow.steps)}: {current.guide.flow.steps[place].title} ---")
        elif isinstance(event, PlanOpened):
            put(f"(Looking again at: {printable(str(event.plan['title']))}, as it stood on {plain(event.day, current.guide.speech)})")
        elif isinstance(event, PersonaUttered) and current.cast is not None:
            put(textwrap.fill(f"{current.cast.person(current.session.seed).name}: {printable(event.text)}", wide))
        elif isinstance(event, PersonaLeft):
            put("\n(The talk is over. What you type now is recorded and gets no reply.)")
        elif isinstance(event, AssistantUttered):
            put("")
            for paragraph in printable(event.text).replace("**", "").split("\n"):
                indent = "  " if paragraph.startswith("- ") else ""
                put(textwrap.fill(paragraph, wide, subsequent_indent=indent, break_long_words=False) if paragraph else "")


def _close(service: Service, current: Talk, as_json: bool, store_url: str) -> None:
    """Delete what the person asked to delete; otherwise say how to go on or where the plan is."""
    session = current.session
    if session.ended is not None and service.keeps_nothing(current):
        if not as_json:
            from engine.documents.markdown import plan_as_markdown

            put("")
            put(plan_as_markdown(current.plan(), dict(current.guide.lines["plan"]), current.guide.speech))
            put(next(iter(current.guide.lines["kept_nothing"].values())))
        service.forget(session.id)
        return
    if as_json or store_url == "memory:":
        return
    if current.cast is not None:
        put(f"\nTo look back at it: handhold debrief {session.id}")
    elif session.ended == "done":
        put(f"\nYour plan: handhold plan {session.id}")
    else:
        put(f"\nTo go on later: handhold talk {session.flow} --resume {session.id}")
