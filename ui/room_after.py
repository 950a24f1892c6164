"""The screens after a round: the tables' counts, those beside the rules', both rounds, the debrief in four steps, and the card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import streamlit as st

from engine.errors import HandholdError
from engine.rehearsal.debrief import Pick, manager_turns
from engine.room.model import PARTS
from engine.room.observers import counted, improvement, in_words, laid_beside, tallies
from engine.service import Talk
from ui import markup, room_state, room_wall
from ui.room_keys import Key, pressed
from ui.room_state import Room
from ui.talks import keeping_nothing, place

MOST_COUNTED = 99
ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Page:
    """One screen after a round: its title, and what draws it."""

    title: str
    draw: Callable[[], str]


def draw_counts(now: Room) -> None:
    """One number for each tally; what stays empty was not counted."""
    known, saw = room_state.words().cards.cards, now.saw.get(now.round, {})
    st.html(markup.Html(room_wall.head([f"Round {now.round}", "What did the tables count?", now.notice])))
    now.notice = ""
    with st.form("room-counts", border=False, enter_to_submit=True):
        columns = st.columns(3)
        given: dict[str, int | None] = {}
        for number, card in enumerate(known.values()):
            with columns[number % 3]:
                st.html(markup.Html(f'<p class="hh-r-table"><b>{number + 1}. {markup.text(card.title)}</b></p>'))
                for name, tally in card.tallies.items():
                    given[name] = st.number_input(tally.name, 0, MOST_COUNTED, saw.get(name), step=1, key=f"room-saw-{now.round}-{name}")
        taken = st.form_submit_button("End the round and lay the counts beside the rules'")
    ended = now.talk().session.ended is not None
    keys = [Key("B", "Back to the talk", "back", off=ended), Key("O", "Observer cards", "cards"), Key("D", "Demo reset", "reset")]
    what = pressed(keys, "counts")
    if taken:
        room_state.count(now, given)
    elif what == "back":
        now.view = "vote"
    elif what == "cards":
        now.back, now.view = "counts", "cards"
    elif what == "reset":
        room_state.reset()
    if taken or what:
        st.rerun()


def draw_cards(now: Room) -> None:
    """All observer cards on the wall, for handing them out and for looking something up."""
    st.html(markup.Html(room_wall.head(["Observer cards: one a table. Count with strokes; you will be asked for the number."])))
    st.html(markup.Html(room_wall.cards(room_state.words().cards.cards)))
    if pressed([Key("B", "Back", "back")], "cards"):
        now.view = now.back
        st.rerun()


def draw_after(now: Room) -> None:
    """The page at hand, and the keys to the others."""
    talk = now.talk()
    pages = list(_pages(now, talk))
    now.page = min(now.page, len(pages) - 1)
    page = pages[now.page]
    st.html(markup.Html(room_wall.head([f"Round {now.round}", page.title, f"{now.page + 1} of {len(pages)}", now.notice])))
    now.notice = ""
    with st.container(key="room-after"):
        st.html(markup.Html(page.draw()))
    what = pressed(
        [
            Key("Left", "Back", "back"), Key("Right", "Next", "next", off=now.page == len(pages) - 1),
            Key("2", "Second round", "again", off=now.round == ROUNDS), Key("F", "Fill in the card", "fill"),
            Key("V", "Saved" if now.saved else "Save this talk", "save", off=bool(now.saved) or not place()),
            Key("D", "Demo reset", "reset"),
        ],
        "after",
    )  # fmt: skip
    _act(now, what, len(pages))


def _act(now: Room, what: str, pages: int) -> None:
    match what:
        case "":
            return
        case "fill":
            _fill()
            return
        case "next":
            now.page = min(pages - 1, now.page + 1)
        case "back" if now.page == 0:
            now.view = "counts"
        case "back":
            now.page -= 1
        case "again":
            room_state.second_round(now)
        case "reset":
            room_state.reset()
        case "save":
            try:
                room_state.save(now)
                now.notice = "The talk is saved with the other talks of this machine."
            except HandholdError as error:
                now.notice = f"It could not be saved. {error}"
    st.rerun()


def _pages(now: Room, talk: Talk) -> Iterator[Page]:
    words = room_state.words()
    found = laid_beside(words.cards, now.saw.get(now.round, {}), talk.session)
    for number, card in enumerate(words.cards.cards.values(), start=1):
        rows = {name: found[name] for name in card.tallies}
        yield Page(f"Table {number} and the rules", lambda card=card, rows=rows: room_wall.beside(card, rows, talk))  # type: ignore[misc]
    if len(now.saw) == ROUNDS:
        yield Page("Both rounds, table by table", lambda: _rounds(now))
    for name in PARTS:
        part = getattr(words.guide, name)
        facts = list(_happened(talk) if name == "happened" else _why(talk) if name == "why" else ())
        yield Page(part.title, lambda part=part, facts=facts: room_wall.part(part, facts))  # type: ignore[misc]
    yield Page(words.guide.card.title, lambda: room_wall.if_then(words.guide.card, now.card))


def _rounds(now: Room) -> str:
    known = room_state.words().cards
    changes = improvement(known, now.saw[1], now.saw[2])
    names = {name: tally.name for name, tally in tallies(known).items()}
    first, second = (len(manager_turns(keeping_nothing().open(now.sessions[number]).session)) for number in (1, 2))
    if not changes:
        return '<div class="hh-r-wide"><p>No table entered a count in both rounds, so there is nothing to lay side by side.</p></div>'
    return room_wall.rounds(names, changes, (first, second))


def _happened(talk: Talk) -> Iterator[str]:
    """What the rules counted, and what was promised."""
    known = room_state.words().cards
    for name, one in counted(known, talk.session).items():
        turns = f" ({in_words(one.turns)})" if one.turns else ""
        yield f"{markup.text(tallies(known)[name].name)}: <b>{one.number}</b>{turns}"
    for debt in keeping_nothing().debrief(talk).bill:
        back = f", asked after in turn {debt.back}" if debt.back else ""
        yield f"Heard as held out in turn {debt.turn}{back}: <q>{markup.text(debt.words, room_wall.LONGEST)}</q>"


def _why(talk: Talk) -> Iterator[str]:
    """The turn that cost most and the one that helped most, each with its rule."""
    made, words = keeping_nothing().debrief(talk), keeping_nothing().library.debrief_words()
    for lead, pick, key in (("Worth another try", made.replay, "why"), ("Worth keeping", made.worked, "worked")):
        if isinstance(pick, Pick):
            about = words["moves"].get(pick.move, {})
            reason = markup.text(about.get(key, ""))
            name = markup.text(about.get("name", pick.move.replace("_", " ")))
            yield f"<b>{lead}: turn {pick.turn}.</b> <q>{markup.text(pick.text, room_wall.LONGEST)}</q> {name}. {reason}"


@st.dialog("My if-then card", width="large")
def _fill() -> None:
    now, card = room_state.room(), room_state.words().guide.card
    with st.form("room-card", border=False):
        given = tuple(
            st.text_input(label, value, max_chars=200) for label, value in zip((card.when, card.then, card.day), now.card, strict=True)
        )
        if st.form_submit_button("Show it on the wall"):
            now.card = (given[0], given[1], given[2])
            now.page = len(list(_pages(now, now.talk()))) - 1
            st.rerun()
