"""Where the screens get their talks from: the stores, the flows, the day it is for the person, and where words are kept."""

from __future__ import annotations

import contextlib
import gc
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from engine.errors import HandholdError, UnknownSession, without_password
from engine.library import Library, shared
from engine.rehearsal.asked import Asked
from engine.rehearsal.scenario import Scenario
from engine.service import Service, Talk, default_store, local_today
from engine.stores import open_store
from engine.talk.events import Difficulty

REHEARSED = "career_talk"
"""The flow that a rehearsal follows."""
DIFFICULTY: Mapping[Difficulty, str] = {"easy": "easy", "normal": "as in life", "hard": "hard"}
"""What the screens call how hard a rehearsal is."""
MEMORY = "memory:"
_FILE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Desk:
    """A talk with the service that keeps it."""

    service: Service
    talk: Talk

    @property
    def leaves_nothing(self) -> bool:
        """Whether nothing of the talk may stay once it is over."""
        return in_memory(self.service) or self.service.keeps_nothing(self.talk)


@st.cache_resource(show_spinner=False)
def _library(folder: str) -> Library:
    gc.freeze()  # what the imports made stays; leaving it out of every collection makes each turn cheaper
    return shared(Path(folder) if folder else None)


@st.cache_resource(show_spinner=False)
def _service(url: str, folder: str) -> Service:
    return Service(open_store(url), _library(folder))


def warm_up(flow: str) -> None:
    """Prepare a flow in the background while the person reads the page, so that the first talk begins at once."""
    if not _warmed():
        return
    service = keeping_nothing()

    def prepare() -> None:
        with contextlib.suppress(HandholdError):  # whatever is wrong with the flow is said when a talk is started
            service.library.guide(flow)

    Thread(target=prepare, daemon=True).start()


@st.cache_resource(show_spinner=False)
def _first() -> Iterator[None]:
    return iter((None,))


def _warmed() -> bool:
    """Whether this is the first page that the server shows."""
    return next(_first(), False) is None


def _folder() -> str:
    return os.environ.get("HANDHOLD_FLOWS", "")


def store_url() -> str:
    """The address of the store that keeps talks."""
    return os.environ.get("HANDHOLD_STORE") or default_store()


def keeping() -> Service:
    """The service that keeps talks. StoreError when the store cannot be used."""
    return _service(store_url(), _folder())


def keeping_nothing() -> Service:
    """The service whose talks live in memory only."""
    return _service(MEMORY, _folder())


def in_memory(service: Service) -> bool:
    """Whether this service keeps talks in memory only."""
    return service is keeping_nothing()


def begin(flow: str, *, keep: bool, on: str | None = None) -> str:
    """Start a talk on the flow of that name and return its id; a review opens the plan of the talk `on`, else the newest.

    HandholdError when the flow or the store cannot be used.
    """
    service = keeping() if keep else keeping_nothing()
    return service.start(flow, secrets.randbelow(1_000_000), on=on, today=today()).session.id


def keeps_on_this_machine() -> bool:
    """Whether talks are kept in a file of the person's own machine, so that scenarios may be, too."""
    return store_url().startswith(_FILE)


def begin_rehearsal(persona: str | Scenario, difficulty: Difficulty, *, keep: bool, exam: bool = False, asked: Asked | None = None) -> str:
    """Start a rehearsal with a scenario or the persona of that name and return its id. HandholdError when it cannot be used.

    `exam`: no feedback before the end. `asked`: what a team member's own page asks for, and the persona with it.
    """
    service = keeping() if keep else keeping_nothing()
    return service.rehearse(REHEARSED, persona, secrets.randbelow(1_000_000), difficulty, exam=exam, asked=asked).session.id


def forget(service: Service, session_id: str) -> None:
    """Erase a talk; one that another tab has erased already is gone as wished. StoreError."""
    with contextlib.suppress(UnknownSession):
        service.forget(session_id)


def find(session_id: str) -> Desk | None:
    """The talk of this id wherever it is kept, or None."""
    for service in (keeping_nothing(), keeping()):
        try:
            return Desk(service, service.open(session_id))
        except UnknownSession:
            continue
    return None


def place() -> str:
    """Where talks are kept: the full path of the file, the address of a server without its password, or "" for nowhere."""
    url = store_url()
    if url == MEMORY:
        return ""
    if url.startswith(_FILE):
        return str(Path(url.removeprefix(_FILE)).absolute())
    return without_password(url)


def today() -> date:
    """The day it is where the person sits, else where this machine stands."""
    zone = _zone()
    return datetime.now(zone).date() if zone else local_today()


def local_time(moment: str) -> str:
    """A stored UTC time as the person would say it: "21 November 2026, 22:10"."""
    at = datetime.fromisoformat(moment).astimezone(_zone())
    return f"{at.day} {at:%B %Y, %H:%M}"


def local_day(moment: str) -> str:
    """The day of a stored UTC time where the person sits: "21 November 2026"."""
    return local_time(moment).partition(",")[0]


def _zone() -> ZoneInfo | None:
    name = st.context.timezone
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
