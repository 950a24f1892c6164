"""What the room's screen remembers between two runs, and what can be done with it. The talk itself is in a store of memory only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from engine.errors import HandholdError
from engine.room import files
from engine.room.model import STAGES
from engine.room.options import Option, options, stage_now
from engine.room.scene import scene
from engine.room.votes import Ballot, empty, leading
from engine.service import Talk
from engine.talk.events import Difficulty
from ui.room_phones import VoteServer
from ui.talks import REHEARSED, forget, keeping, keeping_nothing, today

SEED = 7
"""The seed that a demo begins with: whoever rehearses it has the same talk in front of the room."""
FLOOR = "floor"
_ROOM = "room"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a demo begins with."""

    persona: str = "wants_promises"
    difficulty: Difficulty = "normal"
    seed: int = SEED
    guess: bool = True


@dataclass(slots=True)
class Room:
    """A demo of one or two rounds. `view` names what the wall shows; `saw` holds the tables' counts by round."""

    setting: Setting = field(default_factory=Setting)
    view: str = "setup"
    back: str = "setup"
    round: int = 1
    sessions: dict[int, str] = field(default_factory=dict)
    lines: tuple[Option, ...] = ()
    drawn_for: tuple[int, str] | None = None
    ballot: Ballot = field(default_factory=lambda: empty(0))
    shown: set[str] = field(default_factory=set)
    stage: str = ""
    revealed: bool = False
    saw: dict[int, dict[str, int]] = field(default_factory=dict)
    card: tuple[str, str, str] = ("", "", "")
    page: int = 0
    saved: str = ""
    notice: str = ""
    before: Room | None = None

    @property
    def session_id(self) -> str:
        """The talk of the round at hand."""
        return self.sessions[self.round]

    def talk(self) -> Talk:
        """The talk of the round at hand. UnknownSession when the program was started anew meanwhile."""
        return keeping_nothing().open(self.session_id)


class Line:
    """The vote server of this tab, while there is one; it ends with the tab."""

    def __init__(self) -> None:
        self.server: VoteServer | None = None
        self.rooms: set[str] = set()

    def end(self) -> None:
        """Stop serving phones."""
        if self.server is not None:
            self.server.stop()
        self.server = None

    def leave(self) -> None:
        """The tab is gone: stop serving, and forget the talks that were held here."""
        self.end()
        for session_id in self.rooms:
            forget(keeping_nothing(), session_id)


@st.cache_resource(scope="session", show_spinner=False, on_release=lambda line: line.leave())
def line() -> Line:
    """What belongs to this tab and has to be put away with it."""
    return Line()


def room() -> Room:
    """The demo of this tab."""
    found: Room = st.session_state.setdefault(_ROOM, Room())
    return found


def words() -> files.Words:
    """What is written for the room, read once a tab."""
    if "room-words" not in st.session_state:
        st.session_state["room-words"] = files.words(keeping_nothing().library)
    found: files.Words = st.session_state["room-words"]
    return found


def begin(now: Room) -> None:
    """Begin the round at hand with the setting of the demo. HandholdError when the persona cannot be used."""
    setting = now.setting
    talk = keeping_nothing().rehearse(REHEARSED, setting.persona, setting.seed, setting.difficulty)
    now.sessions[now.round] = talk.session.id
    line().rooms.add(talk.session.id)
    now.view, now.lines, now.drawn_for, now.stage, now.revealed, now.saved = "vote", (), None, "", False, ""


def second_round(now: Room) -> None:
    """The same person once more, from the beginning, with lines that were not offered before."""
    now.round = 2
    begin(now)


def reset() -> None:
    """Back to where the demo began, with the same setting; the demo so far can be had back once."""
    now = room()
    if now.before is not None:
        for session_id in now.before.sessions.values():
            forget(keeping_nothing(), session_id)
        now.before = None
    line().end()
    st.session_state[_ROOM] = Room(now.setting, before=now, notice="Everything is back at the start.")


def undo_reset() -> None:
    """The demo as it was before it was reset."""
    before = room().before
    if before is not None:
        before.notice = ""
        st.session_state[_ROOM] = before


def stage_of(now: Room, talk: Talk) -> str:
    """The stage whose lines are offered: the trainer's choice, else that of the talk."""
    return now.stage or stage_now(words().moves, talk.session)


def other_stage(now: Room, talk: Talk, by: int) -> None:
    """Offer lines of the stage before or after."""
    place = STAGES.index(stage_of(now, talk)) + by
    now.stage = STAGES[max(0, min(len(STAGES) - 1, place))]


def draw_lines(now: Room, talk: Talk) -> None:
    """Draw the options for the next turn, once a turn and stage."""
    stage, turn = stage_of(now, talk), talk.session.turn + 1
    if now.drawn_for == (turn, stage):
        return
    assert talk.cast is not None
    now.lines = options(words().moves, stage, scene(talk.cast, talk.session), talk.session.seed, turn, now.shown)
    now.shown |= {one.id for one in now.lines}
    now.drawn_for, now.ballot = (turn, stage), empty(len(now.lines))


def from_the_floor(now: Room, text: str) -> None:
    """Put a line from the floor up for the vote, in the place of an earlier one; what was voted for the others stays."""
    said = " ".join(text.split())
    if not said:
        return
    kept = tuple(one for one in now.lines if one.kind != FLOOR)
    now.ballot = Ballot((*now.ballot.hands[: len(kept)], 0))
    now.lines = (*kept, Option(FLOOR, FLOOR, said))


def totals(now: Room) -> tuple[int, ...]:
    """Hands, clickers and phones together, for each line."""
    server = line().server
    return now.ballot.with_phones(server.poll.counts() if server is not None and server.running else ())


def say_chosen(now: Room) -> None:
    """Say the line that most voted for; with none or several the notice says what is missing."""
    first = leading(totals(now))
    if len(first) != 1:
        numbers = " and ".join(str(place + 1) for place in first)
        now.notice = f"A tie between {numbers}: one more hand decides." if first else "Nobody has voted yet."
        return
    try:
        keeping_nothing().say(now.talk(), now.lines[first[0]].text, today())
    except HandholdError as error:
        now.notice = f"This could not be said. {error}"
        return
    now.view, now.revealed = "said", not now.setting.guess
    _close_vote()


def _close_vote() -> None:
    server = line().server
    if server is not None:
        server.poll.show(0, ())


def next_turn(now: Room) -> None:
    """Vote on the next line. The stage that the trainer chose holds as long as the talk is not further on."""
    if now.stage and STAGES.index(stage_now(words().moves, now.talk().session)) >= STAGES.index(now.stage):
        now.stage = ""
    now.view = "vote"


def to_counts(now: Room) -> None:
    """The tables' counts come next. The talk can still go on until they are taken."""
    _close_vote()
    now.view = "counts"


def count(now: Room, saw: Mapping[str, int | None]) -> None:
    """End the round: take the tables' counts, where something was counted, and let phones go."""
    talk = now.talk()
    if talk.session.ended is None:
        keeping_nothing().end(talk)
    line().end()
    now.saw[now.round] = {name: number for name, number in saw.items() if number is not None}
    now.view, now.page = "after", 0


def save(now: Room) -> None:
    """Keep the talk of this round in the store of this machine. HandholdError when the store cannot be used."""
    talk = now.talk()
    over = talk.session.ended is not None
    kept = keeping().fork(talk, talk.session.turn - over)
    if over:
        keeping().end(kept)
    now.saved = kept.session.id


def change_setting(**changes: object) -> None:
    """Another persona, difficulty, seed, or way to show the tags."""
    now = room()
    now.setting = replace(now.setting, **changes)  # type: ignore[arg-type]
