"""The two screens of a turn: the room votes on the next line, then sees the answer, guesses, and gets the tags."""

from __future__ import annotations

import streamlit as st

from engine.room.options import guesses
from engine.room.votes import leading
from engine.service import Talk
from ui import markup, room_state, room_wall
from ui.room_keys import Key, pressed
from ui.room_phones import VoteServer, addresses, qr
from ui.room_state import FLOOR, Room, line
from ui.talks import keeping_nothing

LOOK_AGAIN = 1.0
"""Seconds between two looks at what phones have sent."""


def draw_vote(now: Room) -> None:
    """The talk so far, the lines with their votes, and the keys."""
    talk = now.talk()
    room_state.draw_lines(now, talk)
    server = _serving()
    if server is not None:
        server.poll.show(talk.session.turn + 1, [one.text for one in now.lines])
    _heading(now, talk)
    with st.container(key="room-vote"):
        _talk_and_code(talk, server)
        st.fragment(run_every=LOOK_AGAIN if server is not None else None)(_lines)()
    _act(now, talk, pressed(_keys(now, talk, server), "vote"))


def _heading(now: Room, talk: Talk) -> None:
    turn = talk.session.turn + (now.view == "vote")
    stage = f"Lines for: {room_state.words().moves.title(room_state.stage_of(now, talk))}" if now.view == "vote" else ""
    left = f"{room_wall.name_of(talk)} has ended the talk" if talk.session.role.get("left") else ""
    parts = [f"Round {now.round}", f"Turn {turn}", stage, f"Seed {now.setting.seed}", left, now.notice]
    st.html(markup.Html(room_wall.head(parts)))
    now.notice = ""


def _serving() -> VoteServer | None:
    server = line().server
    if server is not None and not server.running:
        room_state.room().notice = "Phones are switched off: this screen was away."
        line().end()
        return None
    return server


def _talk_and_code(talk: Talk, server: VoteServer | None) -> None:
    so_far = markup.Html(room_wall.talk_so_far(talk))
    if server is None:
        st.html(so_far)
        return
    left, right = st.columns([2.2, 1])
    with left:
        st.html(so_far)
    with right:
        about = f"<p>Vote by phone, without a name:<br><b>{markup.text(server.url)}</b></p>"
        st.html(markup.Html(f'<div class="hh-r-phones"><img src="{qr(server.url)}" alt="QR code of the address beside it">{about}</div>'))


def _lines() -> None:
    """The lines with their votes, drawn again by themselves while phones may vote."""
    now = room_state.room()
    if not now.lines:
        st.html(markup.Html(room_wall.head(["Every line for this part was offered. Propose one from the floor, or take another part."])))
        return
    spots = [column.empty() for column in st.columns(len(now.lines))]
    columns = st.columns(len(now.lines))
    for place, column in enumerate(columns):
        with column, st.container(horizontal=True, gap="small"):
            if st.button("more", shortcut=str(place + 1), key=f"room-more-{place}"):
                now.ballot = now.ballot.more(place)
            if st.button("fewer", shortcut=f"Shift+{place + 1}", key=f"room-fewer-{place}"):
                now.ballot = now.ballot.more(place, -1)
    totals = room_state.totals(now)
    first = leading(totals)
    for place, (spot, one) in enumerate(zip(spots, now.lines, strict=True)):
        drawn = room_wall.option(place + 1, one.text, totals[place], max(totals), floor=one.kind == FLOOR, leads=place in first)
        spot.html(markup.Html(drawn))


def _keys(now: Room, talk: Talk, server: VoteServer | None) -> list[Key]:
    gone = bool(talk.session.role.get("left"))
    return [
        Key("S", "Say it", "say", off=gone), Key("F", "From the floor", "floor", off=gone), Key("K", "Type counts", "type"),
        Key("Left", "Part", "before"), Key("Right", "Part", "after"),
        Key("P", "Phones off" if server else "Phones", "phones"),
        Key("G", "Guess: on" if now.setting.guess else "Guess: off", "guess"),
        Key("O", "Cards", "cards"), Key("E", "End round", "end"), Key("D", "Demo reset", "reset"),
    ]  # fmt: skip


def _act(now: Room, talk: Talk, what: str) -> None:
    match what:
        case "":
            return
        case "say":
            room_state.say_chosen(now)
        case "floor":
            _floor()
            return
        case "type":
            _typed()
            return
        case "phones" if line().server is None:
            _allow()
            return
        case "phones":
            line().end()
        case "before" | "after":
            room_state.other_stage(now, talk, -1 if what == "before" else 1)
        case "guess":
            room_state.change_setting(guess=not now.setting.guess)
        case _:
            turn_to(now, what)
    st.rerun()


def turn_to(now: Room, what: str) -> None:
    """The actions that several screens share."""
    if what == "cards":
        now.back, now.view = now.view, "cards"
    elif what == "end":
        room_state.to_counts(now)
    elif what == "reset":
        room_state.reset()


@st.dialog("A line from the floor", width="large")
def _floor() -> None:
    with st.form("room-floor", border=False):
        text = st.text_input("What should the manager say?", max_chars=400)
        if st.form_submit_button("Put it up for the vote"):
            room_state.from_the_floor(room_state.room(), text)
            st.rerun()


@st.dialog("Clickers or hands", width="large")
def _typed() -> None:
    now = room_state.room()
    with st.form("room-typed", border=False):
        text = st.text_input(f"The counts of the {len(now.lines)} lines, in their order", placeholder="5 3 0 2")
        if st.form_submit_button("Take these counts"):
            try:
                now.ballot = now.ballot.typed(text)
            except ValueError as error:
                st.error(f"Please {error}.")
                return
            st.rerun()


@st.dialog("Votes by phone", width="large")
def _allow() -> None:
    st.markdown(
        "Phones on this network can then open one page with the lines of the turn. No names, nothing is written down, one vote a phone "
        "and turn. It ends when you switch it off, end the round, or leave this screen."
    )
    with st.form("room-phones", border=False):
        address = st.selectbox("Reachable at", addresses())
        if st.form_submit_button("Allow phones"):
            try:
                line().server = VoteServer(address)
            except OSError as error:
                st.error(f"That address cannot be used: {error.strerror or error}.")
                return
            st.rerun()


def draw_said(now: Room) -> None:
    """What was said and answered; beside it the question what it was, then what the rules saw."""
    talk = now.talk()
    library_words = keeping_nothing().library.debrief_words()
    _heading(now, talk)
    with st.container(key="room-said"):
        left, right = st.columns([1.5, 1])
        with left:
            st.html(markup.Html(room_wall.talk_so_far(talk)))
        with right:
            names = list(guesses(room_state.words().moves).values())
            st.html(markup.Html(room_wall.tags(talk, library_words) if now.revealed else room_wall.guessing(names)))
    what = pressed(
        [
            Key("T", "Hide the tags" if now.revealed else "Show the tags", "tags"), Key("N", "Next line", "next"),
            Key("O", "Cards", "cards"), Key("E", "End round", "end"), Key("D", "Demo reset", "reset"),
        ],
        "said",
    )  # fmt: skip
    if what == "tags":
        now.revealed = not now.revealed
    elif what == "next":
        room_state.next_turn(now)
    elif what:
        turn_to(now, what)
    if what:
        st.rerun()
