"""Why a turn went as it did: for each tag, hold and reply the rule, the words that show it, and the nearest example of its author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.flow.model import Flow
from engine.present.frames import Frame
from engine.present.known import dials
from engine.talk.events import ActRecognized, ActUnsure, AssistantUttered, GuardHeld, PersonaUttered, ReplyWeighed
from engine.talk.guide import Guide

Kind = Literal["tag", "hold", "question", "reply"]
NOTHING = "other"
"""The act of words in which the rules saw nothing."""
TOLD_TO = ("what comes when the question is not fair", "what anybody is told", "what a listener is told", "what hardly anybody is told")
"""What each level of a topic is, from 0."""
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Why:
    """One thing that can be opened. `key` names it within its turn, `about` says in one line what it is, `words` are those that show it.

    `example` is the author's nearest sentence for the same rule, "" where the rule has none; `unsure` marks a reading that does not count.
    """

    key: str
    kind: Kind
    name: str
    about: str
    rule: str
    words: tuple[str, ...]
    example: str
    unsure: bool = False


def whys(guide: Guide, frame: Frame, words: Mapping[str, Any]) -> tuple[Why, ...]:
    """All that can be opened in a turn: tags, then a hold, then the question or reply. `words` are those of the debrief."""
    return (*_tags(guide, frame, words), *_holds(guide.flow, frame), *_replies(guide, frame, words))


def act_name(guide: Guide, frame: Frame, words: Mapping[str, Any], act: str) -> tuple[str, str]:
    """What an act is called before people and what it means in one line; the act's own name where nothing says so."""
    if frame.after.persona:
        about = words["acts"].get(act, {"name": act, "tip": ""})
        move = words["moves"].get(act, {})
        return str(about["name"]), str(move.get("rule") or move.get("worked") or about["tip"])
    meaning = str(guide.lines["acts"].get(act, ""))
    return act.replace("dont_", "don't ").replace("_", " "), meaning


def move_name(words: Mapping[str, Any], move: str) -> str:
    """What a move of the manager is called before people; its own name with blanks where nothing says so."""
    named = words["moves"].get(move, {}).get("name") or words["acts"].get(move, {}).get("name")
    return str(named or move.replace("_", " "))


def nearest(said: str, examples: Sequence[str]) -> str:
    """The example that shares most of its words with what was said; the first of equals, "" without any."""
    mine = set(_WORD.findall(said.lower()))

    def shared(example: str) -> float:
        theirs = set(_WORD.findall(example.lower()))
        return len(mine & theirs) / (len(mine | theirs) or 1)

    return max(examples, key=shared, default="")


def _tags(guide: Guide, frame: Frame, words: Mapping[str, Any]) -> Iterator[Why]:
    said = frame.said or ""
    for event in frame.events:
        if isinstance(event, ActRecognized | ActUnsure) and event.act != NOTHING:
            name, about = act_name(guide, frame, words, event.act)
            shows = tuple(dict.fromkeys(said[first:last].strip() for first, last in event.spans))
            example = nearest(said, _examples(guide, event.rule, manager=bool(frame.after.persona)))
            yield Why(f"tag {event.act}", "tag", name, about, event.rule, shows, example, isinstance(event, ActUnsure))


def _examples(guide: Guide, rule: str, *, manager: bool) -> tuple[str, ...]:
    cues = guide.language.lexicon.cues["manager" if manager else "employee"].cues
    return next((cue.fires for cue in cues if cue.id == rule), ())


def _holds(flow: Flow, frame: Frame) -> Iterator[Why]:
    for event in frame.events:
        if isinstance(event, GuardHeld):
            step = flow.step(event.step)
            titles = tuple(flow.need(one["need"]).title for one in event.unmet)
            about = {
                "hold": f"{step.title} is left when all of its needs are settled. These are open.",
                "warn": f"{step.title} was left with needs open. In a rehearsal the flow watches and lets pass.",
                "off": f"{step.title} was left with needs open, because the guards are off.",
            }[event.mode]
            yield Why("hold", "hold", "the guard", about, f"{step.id}: leave when all needs are settled", titles, "")


def _replies(guide: Guide, frame: Frame, words: Mapping[str, Any]) -> Iterator[Why]:
    weighed = next((one for one in frame.events if isinstance(one, ReplyWeighed)), None)
    for event in frame.events:
        if isinstance(event, AssistantUttered):
            need = guide.flow.need(event.need) if event.need else None
            about = need.why if need else "Nothing is asked for just now: the talk plays back, waits for a yes, or is over."
            name = f"the question: {need.title}" if need else "the coach's words"
            shows = (f"the reply before it was weighed as “{weighed.verdict}” because of “{weighed.because}”",) if weighed else ()
            yield Why("question", "question", name, about, f"line {event.line}", shows, "")
        elif isinstance(event, PersonaUttered):
            yield Why("reply", "reply", "the reply", _told(event), f"line {event.line}", _moves(frame, words), "")


def _told(event: PersonaUttered) -> str:
    if event.level is None or not event.topic:
        return "Nothing of a topic is told here: the line answers the way in which the manager spoke."
    topic = event.topic.replace("_", " ")
    named = f", named by “{'”, “'.join(event.asked).replace('*', '…')}”" if event.asked else ""
    return f"Topic “{topic}”{named}, level {event.level} of 3: {TOLD_TO[max(0, min(3, event.level))]}."


def _moves(frame: Frame, words: Mapping[str, Any]) -> tuple[str, ...]:
    moved = (one for one in dials(frame) if one.causes)
    return tuple(f"{one.name} {one.by:+d}: {', '.join(move_name(words, cause) for cause in dict.fromkeys(one.causes))}" for one in moved)
