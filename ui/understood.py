"""Shows what the rules made of an answer, so that the person can say where they are wrong."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.text import Span
from engine.service import Talk
from engine.talk.events import ActRecognized, ActUnsure, Event, OthersNoted, ReplyWeighed, SlotFilled
from engine.talk.hindsight import FREE, IDEA
from engine.talk.shown import shown
from ui import markup

LONGEST = 120
NOTHING = "Nothing that belongs in the plan. It stays in the talk, word for word."


def understood(talk: Talk, turn: int) -> str:
    """What was taken from the words of a turn, as a quiet line that opens; "" when nothing of them was kept."""
    session = talk.session
    said = session.said_in(turn)
    if said is None or said.text is None or session.stopped:
        return ""
    events = session.of_turn(turn)
    running = session.ended is None
    items = [*_facts(talk, events, running), *_ideas(talk, turn, running), *_acts(talk, events, said.text, running)]
    items += _not_taken(talk, events, turn, running)
    listed = "".join(f"<li>{one}</li>" for one in items) or f"<li>{NOTHING}</li>"
    return f'<div class="hh-mine">{markup.fold("What I understood", f"<ul>{listed}</ul>", "hearing")}</div>'


def _facts(talk: Talk, events: tuple[Event, ...], running: bool) -> Iterator[str]:
    hindered = {one.need for one in _hindered(talk, events)}
    for event in events:
        if isinstance(event, SlotFilled) and event.need not in hindered:
            need = talk.guide.flow.need(event.need)
            words = markup.text(shown(talk.guide, need, event.value), LONGEST)
            change = markup.press("Change", "change", f"Change {need.title}", need=need.id, item=event.item) if running else ""
            yield f"<b>{markup.text(need.title)}:</b> {words} {change if need.answer.type != 'parked' else ''}"


def _ideas(talk: Talk, turn: int, running: bool) -> Iterator[str]:
    for idea in talk.session.parked:
        if idea.turn == turn:
            wrong = markup.press("That is no idea to keep", "dispute", turn=turn, act="solution") if running and not idea.decision else ""
            yield f"<b>Kept for later:</b> {markup.text(idea.text, LONGEST)} {wrong}"
    yield from (
        f"<b>Not in your hands:</b> {markup.text(one.text, LONGEST)}" for one in talk.session.of_turn(turn) if isinstance(one, OthersNoted)
    )


def _acts(talk: Talk, events: tuple[Event, ...], said: str, running: bool) -> Iterator[str]:
    names = talk.guide.lines["acts"]
    hindered = {one.because for one in _hindered(talk, events)} if running else set()
    if any(idea.turn == events[0].turn for idea in talk.session.parked):
        hindered.add(IDEA)
    for event in events:
        if not isinstance(event, ActRecognized | ActUnsure) or event.act not in names or event.act in hindered:
            continue
        judged = talk.session.judged.get((event.turn, event.act))
        what = f"{markup.text(names[event.act])}{_quoted(said, event.spans)}"
        if judged is False:
            yield f"<s>{what}</s> (not so, you said)"
        elif isinstance(event, ActRecognized) or judged:
            wrong = markup.press("Not so", "dispute", f"Not so: {names[event.act]}", turn=event.turn, act=event.act) if running else ""
            yield f"I heard {what} {wrong}"
        else:
            yield f"Perhaps {what}? {_yes_no(event, names[event.act]) if running else ''}"


def _yes_no(event: ActUnsure | ActRecognized, name: str) -> str:
    asks = (("Yes", "confirm"), ("No", "dispute"))
    return " ".join(markup.press(label, what, f"{label}: {name}", turn=event.turn, act=event.act) for label, what in asks)


def _quoted(said: str, spans: list[list[int]]) -> str:
    """The words that show an act, from the first to the last of them, when they are not the whole of what was said."""
    ends: Span = (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else (0, 0)
    words = said[ends[0] : ends[1]].strip()
    return f" <q>{markup.text(words, LONGEST)}</q>" if words and len(words) < len(said.strip()) else ""


def _not_taken(talk: Talk, events: tuple[Event, ...], turn: int, running: bool) -> Iterator[str]:
    """Why the words did not yet close what was asked, and the way to have them taken all the same."""
    if not running:
        return
    for event in _hindered(talk, events):
        need, reason = talk.guide.flow.need(event.need), talk.guide.lines["acts"].get(event.because)
        heard = f": I heard {markup.text(reason)}" if reason else ""
        take = markup.press("Take it as my answer", "dispute", f"Take it as my answer to {need.title}", turn=turn, act=event.because)
        yield f"Not yet an answer to <b>{markup.text(need.title)}</b>{heard}. {take}"


def _hindered(talk: Talk, events: tuple[Event, ...]) -> Iterator[ReplyWeighed]:
    """How the words were weighed, where they closed nothing although any words of the person could."""
    for event in events:
        if isinstance(event, ReplyWeighed) and event.verdict in ("half", "evasion"):
            need = talk.guide.flow.need(event.need)
            if talk.session.state(need.id, event.item).status == "open" and need.answer.type in FREE:
                yield event
