"""Where the Present screen gets its talks from: reference talks, talks of this store, and live ones that are kept in memory only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from engine.errors import HandholdError
from engine.present.frames import Frame, frames
from engine.rehearsal.persona import Cast
from engine.service import Talk
from engine.talk.guide import Guide
from engine.talk.session import Session
from engine.transcripts.files import Script, open_script, transcripts
from ui.talks import REHEARSED, find, forget, keeping, keeping_nothing, local_day

REFERENCE, STORED, LIVE = "reference", "stored", "live"
SEED = 7
"""Every live talk begins alike, so that what was tried before the course comes again in it."""
_FRAMES = "present-frames"
ORDER = ("good", "checklist", "fixer", "promiser")


@dataclass(frozen=True, slots=True)
class Shown:
    """A talk that is shown: its name and what it is about, all that it ran on, and its turns. `begins` is the first place shown."""

    source: str
    title: str
    about: str
    guide: Guide
    cast: Cast | None
    session: Session
    turns: tuple[Frame, ...]
    begins: int
    seq: int

    @property
    def live(self) -> bool:
        """Whether the talk can be carried on here."""
        return self.source.startswith(f"{LIVE} ") and self.session.ended is None

    def talk(self) -> Talk:
        """The talk as the service takes it."""
        return Talk(self.session, self.guide, self.seq, self.cast)


def references() -> dict[str, Script]:
    """Every reference talk that can be read, by name: those with the coach first, then by persona from good to bad."""
    stamp = _stamp()
    found = {name: script for name, path in transcripts(keeping_nothing().library).items() if (script := _script(str(path), stamp))}

    def place(name: str) -> tuple[bool, str, int, str]:
        one = found[name].transcript
        return bool(one.persona), one.persona or "", ORDER.index(one.manager) if one.manager else len(ORDER), name

    return {name: found[name] for name in sorted(found, key=place)}


def opened(source: str) -> Shown | None:
    """The talk of that source, played once and kept; None when it is gone."""
    kind, _, name = source.partition(" ")
    if kind == REFERENCE:
        path = transcripts(keeping_nothing().library).get(name)
        return _played(name, str(path), _stamp()) if path else None
    desk = find(name)
    return None if desk is None else _held(source, desk.talk)


def begin_live(persona: str | None) -> str:
    """Start a talk in memory only, with a persona or with the coach; returns its source."""
    service = keeping_nothing()
    talk = service.rehearse(REHEARSED, persona, SEED) if persona else service.start(REHEARSED, SEED)
    return f"{LIVE} {talk.session.id}"


def branch(shown: Shown, turn: int) -> str:
    """A live talk in memory that is equal to the one shown up to that turn; returns its source."""
    return f"{LIVE} {keeping_nothing().fork(shown.talk(), turn).session.id}"


def forget_live(source: str) -> None:
    """Let go of a live talk; any other source is left alone."""
    kind, _, name = source.partition(" ")
    if kind == LIVE:
        forget(keeping_nothing(), name)


def own_talks() -> dict[str, str]:
    """The talks of this store by source, newest first, under their titles; none when the store cannot be read: the others can be shown."""
    try:
        rows = keeping().sessions()
    except HandholdError:
        return {}
    return {f"{STORED} {row.id}": f"{row.title}, {local_day(row.started)}, {row.turns} turns" for row in rows if row.turns}


def _stamp() -> int:
    """When any file of the flows was changed last: a talk is played again after its flow, its persona or a cue was edited."""
    folders = keeping_nothing().library.folders
    return max((path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*.yaml")), default=0)


@st.cache_resource(show_spinner=False, max_entries=100)
def _script(path: str, stamp: int) -> Script | None:  # noqa: ARG001 - a changed file is read again
    try:
        return open_script(Path(path), keeping_nothing().library)
    except HandholdError:
        return None  # `handhold test` says what is wrong with it


@st.cache_resource(show_spinner=False, max_entries=60)
def _played(name: str, path: str, stamp: int) -> Shown | None:
    script = _script(path, stamp)
    if script is None:
        return None
    made = script.play()
    turns = frames(made.session.events)
    begins = next(place for place, one in enumerate(turns) if one.turn == made.begun.turn)
    one = script.transcript
    return Shown(f"{REFERENCE} {name}", one.title, one.about, script.guide, script.cast, made.session, turns, begins, 0)


def _held(source: str, talk: Talk) -> Shown:
    """A talk that a store holds; its turns are kept in this tab, so that one more turn costs one turn."""
    kept: dict[str, tuple[Frame, ...]] = st.session_state.setdefault(_FRAMES, {})
    turns = kept[source] = frames(talk.session.events, kept.get(source, ()))
    if talk.cast is not None:
        title = f"A talk with {talk.cast.person(talk.session.seed).name}"
        about = talk.cast.persona.fear
    else:
        title, about = talk.guide.flow.title, talk.guide.flow.about
    title += ", live" if source.startswith(f"{LIVE} ") else ""
    return Shown(source, title, about, talk.guide, talk.cast, talk.session, turns, 0, talk.seq)
