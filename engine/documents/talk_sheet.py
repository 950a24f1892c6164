"""A talk on paper with a wide margin: for tagging by hand, and with the engine's own tags as the answer sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.documents.page import Block, Note, Page, Table, Text, one_line
from engine.rehearsal.debrief import manager_turns
from engine.rehearsal.persona import Cast
from engine.talk.session import Session

SIZE = 9.5
WIDTHS = (3, 5, 20, 13)
HEIGHT = 9
"""Millimetres of a row at least: room for two tags in handwriting."""


@dataclass(frozen=True, slots=True)
class TalkSheet:
    """A talk to be printed: what it is called, one or two sentences about it, the session, and the persona of a rehearsal."""

    title: str
    about: str
    session: Session
    cast: Cast | None = None


def talk_page(one: TalkSheet, words: Mapping[str, str], acts: Mapping[str, str], *, tagged: bool) -> Page:
    """The sheet; `tagged` with what the engine heard in each line, else with that column blank. `acts` are their names in words.

    Lines that were taken back are left out; words that were not kept are named as such.
    """
    title = f"{one_line(one.title)}: {words['answers' if tagged else 'transcript']}"
    return Page(title, "en", tuple(_blocks(one, words, acts, tagged)), footer=title)


def _blocks(one: TalkSheet, words: Mapping[str, str], acts: Mapping[str, str], tagged: bool) -> Iterator[Block]:
    if one.about:
        yield Text(one_line(one.about))
    yield Note(words["answers_note" if tagged else "transcript_note"])
    head = (words["turn"], words["who"], words["said"], words["tags" if tagged else "tag"])
    yield Table(head, tuple(_rows(one, words, acts, tagged)), WIDTHS, HEIGHT, SIZE)


def _rows(one: TalkSheet, words: Mapping[str, str], acts: Mapping[str, str], tagged: bool) -> Iterator[tuple[str, ...]]:
    heard = {turn.number: turn.acts for turn in manager_turns(one.session)} if tagged else {}
    who = {
        "person": words["manager" if one.cast else "person"], "coach": words["coach"],
        "persona": one.cast.person(one.session.seed).name if one.cast else "",
    }  # fmt: skip
    for said in one.session.transcript:
        if said.retracted:
            continue
        named = [acts.get(act, act.replace("_", " ")) for act in heard.get(said.turn, ())] if said.speaker == "person" else []
        untagged = words["no_tag"] if tagged and said.speaker == "person" else ""
        text = one_line(said.text) if said.text is not None else words["withheld"]
        yield f"{said.turn}", who[said.speaker], text, "\n".join(named) or untagged
