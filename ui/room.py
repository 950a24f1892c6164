"""The Room screen: a live rehearsal on the wall that a whole room leads, with votes, observer cards and a debrief."""

import streamlit as st

from engine.errors import HandholdError, UnknownSession
from ui import markup, room_state, room_wall
from ui.room_after import draw_after, draw_cards, draw_counts
from ui.room_keys import Key, pressed
from ui.room_look import LOOK
from ui.room_state import Room, line
from ui.room_vote import draw_said, draw_vote
from ui.talks import DIFFICULTY, keeping_nothing
from ui.wording import as_said

ORDER = ("wants_promises", "raised_hopes", "not_ready", "best_person", "no_idea", "tutorial")
HOW = (
    "Hand out the observer cards, one a table. Each counts one thing.",
    "Each turn: three or four lines, each a different move. Think alone, vote by hand, then talk about it.",
    "The line with most votes is said. Guess what it was, then see what the rules saw.",
    "End the round, enter the counts, and look at the turns where you and the rules differ.",
    "Play a second round, then hold the debrief and fill in the card.",
)
MOST_KEYS = 9
INVITATION = "The room chooses what the manager says next; somebody simulated answers. Choose who:"
STILL_HERE = 3.0
"""Seconds between two signs to the vote server that this screen is there."""
VIEWS = {"vote": draw_vote, "said": draw_said, "cards": draw_cards, "counts": draw_counts, "after": draw_after}


def screen() -> None:
    """Draw what the wall shows now."""
    st.html(LOOK)
    now = room_state.room()
    try:
        if line().server is not None:
            _still_here()
        VIEWS.get(now.view, _setup)(now)
    except UnknownSession:
        room_state.reset()
        room_state.room().before = None
        st.rerun()
    except HandholdError as error:
        st.error(f"This cannot be shown. {as_said(str(error))}", icon=":material/error:")


@st.fragment(run_every=STILL_HERE)
def _still_here() -> None:
    server = line().server
    if server is not None:
        server.seen()


def _setup(now: Room) -> None:
    """Who the room talks with, and how; everything that a demo begins with."""
    library, setting = keeping_nothing().library, now.setting
    known = library.personas()
    names = sorted(known, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))[:MOST_KEYS]
    st.title("One talk, the whole room", anchor=False)
    st.html(markup.Html(room_wall.head([INVITATION, now.notice])))
    now.notice = ""
    left, right = st.columns([1.3, 1])
    with left, st.container(key="room-who"):
        for number, name in enumerate(names, start=1):
            persona = library.cast(name).persona
            mark = ":material/check: " if name == setting.persona else ""
            label = f"{mark}{as_said(persona.title)}. {as_said(persona.fear)}"
            if st.button(label, shortcut=str(number), key=f"room-who-{name}", wrap=True):
                room_state.change_setting(persona=name)
                st.rerun()
        seed = st.number_input("Seed: the same number gives the same talk", 0, 999_999, setting.seed, step=1, width=420)
        if seed is not None and seed != setting.seed:
            room_state.change_setting(seed=int(seed))
    with right:
        st.html(markup.Html(room_wall.steps(HOW)))
    what = pressed(
        [
            Key("S", "Start round 1", "start"), Key("H", f"How hard: {DIFFICULTY[setting.difficulty]}", "hard"),
            Key("G", "Guess first: on" if setting.guess else "Guess first: off", "guess"), Key("O", "Observer cards", "cards"),
            Key("U", "Undo the reset", "undo", off=now.before is None),
        ],
        "setup",
    )  # fmt: skip
    if what == "start":
        room_state.begin(now)
    elif what == "hard":
        levels = list(DIFFICULTY)
        room_state.change_setting(difficulty=levels[(levels.index(setting.difficulty) + 1) % len(levels)])
    elif what == "guess":
        room_state.change_setting(guess=not setting.guess)
    elif what == "cards":
        now.back, now.view = "setup", "cards"
    elif what == "undo":
        room_state.undo_reset()
    if what:
        st.rerun()


screen()
