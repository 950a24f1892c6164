"""Makes a transcript of a talk that was held: what was said, what came, and what it did as expectations that hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Any

from engine.errors import HandholdError
from engine.flow.model import NO_MARK
from engine.rehearsal.debrief import debrief
from engine.service import Talk
from engine.source.problems import Problem
from engine.source.reader import plain_value
from engine.talk import events as ev
from engine.talk.events import Event, SessionStarted, encode
from engine.talk.session import Session, extend, fold
from engine.transcripts.load import load_transcript
from engine.transcripts.model import Changed, Judged, Manager, Turn, name_of
from engine.transcripts.play import act, opening

WIDE = 128
INDENT = 4
DONE: Mapping[type[Any], str] = {
    ev.NeedMet: "met", ev.NeedThin: "thin", ev.NeedSkipped: "skipped", ev.NeedReopened: "reopened",
}  # fmt: skip
NO_ACT = "other"
SHORT = 8
"""Words of a fact that it is known by."""


class CannotRepeat(HandholdError):
    """A talk of which no transcript can be made, for `reason`."""

    def __init__(self, session: str, reason: str) -> None:
        """Say which talk, and why."""
        super().__init__(f"{session} cannot be saved as a transcript: {reason}")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the turns for whoever reads them."""

    title: str
    about: str
    manager: Manager | None = None


def compose(talk: Talk, heading: Heading) -> str:
    """The text of a transcript of `talk`. CannotRepeat when words of it were not kept or it cannot be played again."""
    session = talk.session
    first = session.events[0]
    assert isinstance(first, SessionStarted), "a talk begins with SessionStarted"
    turns = [(number, session.of_turn(number)) for number in range(session.turn + 1)]
    if len(turns) < 2:
        raise CannotRepeat(session.id, "nothing has been said in it")
    begun = opening(talk.guide, talk.cast, first.seed, first.guards, first.difficulty or "normal")
    if [encode(one) for one in begun[1:]] != [encode(one) for one in turns[0][1][1:]]:
        raise CannotRepeat(session.id, "it begins with what earlier talks left, which no transcript holds")
    days = [one.today for one in session.events if isinstance(one, ev.UserUttered)]
    today = days[0] if days else "2000-01-01"
    lines = list(_head(talk, first, heading, today))
    lines += _hears(turns[0][1], 0)
    lines += ["turns:", *_turns(talk, turns, date.fromisoformat(today))]
    text = "\n".join([*lines, *_ending(talk)]) + "\n"
    problems: list[Problem] = []
    load_transcript(text, session.id, problems)
    if problems:
        raise CannotRepeat(session.id, f"it holds something that cannot be written in a file ({problems[0].message})")
    return text


def _head(talk: Talk, first: SessionStarted, heading: Heading, today: str) -> Iterator[str]:
    yield f"title: {written(heading.title, 0)}"
    yield f"about: {written(heading.about, 0)}"
    yield f"flow: {first.flow}"
    if first.persona:
        yield f"persona: {first.persona}"
    if heading.manager:
        yield f"manager: {heading.manager}"
    if first.difficulty not in (None, "normal"):
        yield f"difficulty: {first.difficulty}"
    yield f"seed: {first.seed}"
    yield f'today: "{today}"'
    if first.guards != "hold" and talk.cast is None:
        yield f"guards: {first.guards}"


def _turns(talk: Talk, turns: Sequence[tuple[int, Sequence[Event]]], today: date) -> Iterator[str]:
    """The turns in YAML, each played again on the way to make sure that it can be."""
    session = fold(turns[0][1])
    step = session.step
    for number, events in turns[1:]:
        day = next((one.today for one in events if isinstance(one, ev.UserUttered)), None)
        moved = day is not None and date.fromisoformat(day) != today
        today = date.fromisoformat(day) if day is not None else today
        turn = _doing(talk, session, events, today)
        if turn is None:
            raise CannotRepeat(talk.session.id, f"turn {number} comes out otherwise when it is played again")
        session = extend(session, events)
        entries = [_done(turn), *([f'today: "{day}"'] if moved else [])]
        entries += [*_hears(events, INDENT), *_expected(events, session, step)]
        step = session.step
        yield from ((f"  - {one}" if place == 0 else f"    {one}") for place, one in enumerate(entries))


def _doing(talk: Talk, session: Session, events: Sequence[Event], today: date) -> Turn | None:
    """What was said or done: the first candidate that gives the same events again."""
    wanted = [encode(one) for one in events]
    for turn in _candidates(talk.session.id, events):
        try:
            found = act(turn, talk.guide, talk.cast, session, today)
        except ValueError:
            continue
        if [encode(one) for one in found] == wanted:
            return turn
    return None


def _candidates(session: str, events: Sequence[Event]) -> Iterator[Turn]:
    said = next((one for one in events if isinstance(one, ev.UserUttered)), None)
    if said is not None and said.text is None:
        raise CannotRepeat(session, f"the words of turn {said.turn} were not kept")
    if said is not None and said.text is not None:
        yield Turn(say=said.text)
        for one in events:
            if isinstance(one, ev.AnswerRevised):
                yield Turn(change=Changed(name_of(one.need, one.item), said.text))
    for one in events:
        if isinstance(one, ev.ActDisputed):
            yield Turn(dispute=Judged(one.disputed, one.act, NO_MARK))
        elif isinstance(one, ev.ActConfirmed):
            yield Turn(confirm=Judged(one.confirmed, one.act, NO_MARK))
    yield Turn(resume=True)
    yield Turn(end=True)


def _done(turn: Turn) -> str:
    judged = turn.dispute or turn.confirm
    if turn.say is not None:
        return f"say: {_exactly(turn.say)}"
    if turn.change is not None:
        return f"change: {{need: {_quoted(turn.change.need)}, to: {json.dumps(turn.change.to, ensure_ascii=False)}}}"
    if judged is not None:
        return f"{'dispute' if turn.dispute else 'confirm'}: {{turn: {judged.turn}, act: {judged.act}}}"
    return "resume: true" if turn.resume else "end: true"


def _hears(events: Iterable[Event], indent: int) -> list[str]:
    said = [one.text for one in events if isinstance(one, ev.AssistantUttered | ev.PersonaUttered)]
    return [f"hears: {written(said[0], indent)}"] if said else []


def _expected(events: Sequence[Event], after: Session, step: str) -> Iterator[str]:
    """What a turn did, as expectations, one a line."""
    line = next((one.line for one in events if isinstance(one, ev.AssistantUttered | ev.PersonaUttered)), None)
    if line is not None:
        yield f"line: {_quoted(line)}"
    acts = [one.act for one in events if isinstance(one, ev.ActRecognized) and one.act != NO_ACT]
    if acts:
        yield f"acts: {_listed(acts)}"
    for kind, key in DONE.items():
        needs = [name_of(one.need, one.item) for one in events if isinstance(one, kind)]
        if needs:
            yield f"{key}: {_listed(needs)}"
    held = [unmet["need"] for one in events if isinstance(one, ev.GuardHeld) for unmet in one.unmet]
    if held:
        yield f"held: {_listed(held)}"
    for texts, key in ((ev.Parked, "parked"), (ev.OthersNoted, "others")):
        found = [one.text for one in events if isinstance(one, texts)]
        if found:
            yield f"{key}: {_listed(found)}"
    if after.step != step:
        yield f"step: {after.step}"
    waits = after.awaiting
    if waits is not None and waits.kind != "ask":
        yield f"kind: {waits.kind}"


def _ending(talk: Talk) -> Iterator[str]:
    """What is expected of the whole. Of a rehearsal's facts those in the manager's words: a persona's lines may be reworded."""
    session = talk.session
    if talk.cast is None:
        yield f"ended: {session.ended or 'open'}"
        yield from _block("facts", _facts(session))
        return
    own = [one.text.strip() for one in session.transcript if one.speaker == "person" and one.text]
    yield from _block("facts", {name: value for name, value in _facts(session).items() if value in own})
    yield from _block("measures", debrief(talk.cast, session).measures)
    yield f"left: {'true' if session.role.get('left') else 'false'}"


def _facts(session: Session) -> dict[str, Any]:
    """What is known in the end for needs that are met."""
    return {name_of(*key): fact.value for key, fact in session.facts.items() if session.state(*key).status == "met"}


def _block(key: str, values: Mapping[str, Any]) -> Iterator[str]:
    """A block of names and values; what is long is given by its first words, what is a list by its first entry."""
    if values:
        yield f"{key}:"
    for name, value in values.items():
        one = value[0] if isinstance(value, list) and value else value
        if isinstance(one, Mapping):
            shown = "{" + ", ".join(f"{part}: {json.dumps(is_so)}" for part, is_so in one.items()) + "}"
        else:
            shown = json.dumps(_in_short(one) if isinstance(one, str) else one, ensure_ascii=False)
        yield f"  {_quoted(name)}: {shown}"


def _in_short(text: str) -> str:
    """The first words of a text, enough to know it by."""
    return " ".join(text.split()[:SHORT])


def _listed(names: Iterable[str]) -> str:
    told = [_quoted(one) for one in dict.fromkeys(names)]
    return told[0] if len(told) == 1 else f"[{', '.join(told)}]"


def _quoted(text: str) -> str:
    """A word as it is, anything else in quotes."""
    bare = text.replace("_", "").replace(".", "").isalnum() and text[0].isalpha() and isinstance(plain_value(text), str)
    return text if bare else json.dumps(text, ensure_ascii=False)


def _exactly(text: str) -> str:
    """Words in YAML that are read back to the letter."""
    return written(text, INDENT) if " ".join(text.split()) == text else json.dumps(text, ensure_ascii=False)


def written(text: str, indent: int) -> str:
    """Words in YAML for reading: quoted on a line, or over several lines below a key that is indented so far."""
    margin = " " * (indent + 2)
    if "\n" in text:
        lines = [part for line in text.strip().split("\n") for part in _broken(line, margin)]
        return "|-\n" + "\n".join(lines)
    if len(text) + indent <= WIDE - 10 or text != " ".join(text.split()) or not text:
        return json.dumps(text, ensure_ascii=False)
    return ">-\n" + "\n".join(_broken(text, margin))


def _broken(line: str, margin: str) -> list[str]:
    """A line in lines that are not too wide; the entries of a list go on indented."""
    after = f"{margin}  " if line.startswith("- ") else margin
    return wrap(line, WIDE, initial_indent=margin, subsequent_indent=after, break_long_words=False, break_on_hyphens=False) or [""]
