"""Draws one turn of a talk on the wall: what was said on the left; the machine, what is open, known and felt on the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.present.asking import questions
from engine.present.frames import Frame
from engine.present.known import Dial, Known, dials, known
from engine.present.picture import Picture, picture
from engine.present.why import Why, move_name, whys
from engine.rehearsal.debrief import HARM
from engine.talk.session import Idea
from ui import markup
from ui.present_machine import SIGNS, why_the_way
from ui.present_play import Play
from ui.present_talks import Shown

BEFORE = 2
"""Earlier turns that stay in sight."""
AT_ONCE = 5
"""Open needs that find room with their reasons; the others are further down, and named above."""
SHOWN_BY = {"tag": "Shown by", "hold": "Open", "question": "Before it", "reply": "What the words did"}


def wall(shown: Shown, play: Play, words: Mapping[str, Any], asks: Mapping[str, Any]) -> str:
    """The turn that is shown; frozen, without what follows the words: the machine stands as it did before them."""
    frame, drawn = shown.turns[play.at], standing(shown, play)
    opened = () if play.frozen else whys(shown.guide, frame, words)
    seen = picture(shown.guide, drawn)
    stale = "before" if play.frozen else "after"
    side = _why(opened, play, frame) if play.why is not None and opened else _open(seen, play)
    return (
        f'<div class="hh-p-wall" data-at="{frame.turn}" data-lit="{seen.lit}" data-stands="{stale}">'
        f"{_talk(shown, play, opened, asks)}"
        f"{side}"
        f"{_facts(known(shown.guide, drawn))}{_felt(shown, drawn, words)}</div>"
    )


def standing(shown: Shown, play: Play) -> Frame:
    """The turn after which the machine is drawn: the one that is shown, or the one before it while what follows is hidden."""
    return shown.turns[play.at - 1] if play.frozen and play.at else shown.turns[play.at]


def _talk(shown: Shown, play: Play, opened: tuple[Why, ...], asks: Mapping[str, Any]) -> str:
    frame = shown.turns[play.at]
    first = max(shown.begins, play.at - BEFORE)
    past = "".join(_past(shown, one) for one in shown.turns[first : play.at])
    reply = _asked(shown, frame, asks) if play.frozen else _reply(shown, frame)
    count = shown.turns[-1].turn
    return (
        f'<section class="hh-p-talk" aria-label="The talk"><h1>Turn {frame.turn} of {count} <small>{markup.text(shown.title)}</small></h1>'
        f'<div class="hh-p-past">{past}</div><div class="hh-p-now" tabindex="0" role="group" aria-label="This turn">'
        f"{_said(shown, frame)}{_tags(frame, opened, play)}{reply}</div></section>"
    )


def who(shown: Shown) -> tuple[str, str]:
    """What the two sides are called: who types, and who answers."""
    return ("Manager", shown.cast.person(shown.session.seed).name) if shown.cast else ("Person", "Coach")


def _past(shown: Shown, frame: Frame) -> str:
    sides = zip(who(shown), (_words(frame), frame.reply), strict=True)
    return "".join(f"<p><b>{markup.text(name)}</b> {markup.text(said.replace('**', ''))}</p>" for name, said in sides if said)


def _words(frame: Frame) -> str:
    return "(Not kept.)" if frame.withheld else frame.said or ""


def _said(shown: Shown, frame: Frame) -> str:
    words = _words(frame)
    if not words:
        return ""
    return f'<p class="hh-p-said"><b>{markup.text(who(shown)[0])}</b> <span dir="auto">{markup.said(words)}</span></p>'


def _reply(shown: Shown, frame: Frame) -> str:
    if frame.reply is None:
        return ""
    said = markup.coached(frame.reply) if shown.cast is None else f"<p>{markup.said(frame.reply)}</p>"
    return f'<div class="hh-p-reply"><b>{markup.text(who(shown)[1])}</b>{said}</div>'


def _asked(shown: Shown, frame: Frame, asks: Mapping[str, Any]) -> str:
    items = "".join(f"<li>{markup.text(one)}</li>" for one in questions(shown.guide.flow, frame, asks))
    return f'<div class="hh-p-asks"><b>{markup.icon("pause_circle")}What do you think?</b><ul>{items}</ul></div>'


def _tags(frame: Frame, opened: tuple[Why, ...], play: Play) -> str:
    chips = "".join(_chip(frame, place, one, play) for place, one in enumerate(opened) if one.kind in ("tag", "hold"))
    return f'<p class="hh-p-tags">{chips}</p>' if chips else ""


def _chip(frame: Frame, place: int, one: Why, play: Play) -> str:
    costs = " hh-p-costs" if one.key.removeprefix("tag ") in HARM else ""
    classes = f"hh-p-tag hh-p-{one.kind}{costs}{' hh-p-open' if play.why == place else ''}"
    name = f"perhaps {one.name}" if one.unsure else one.name
    if (frame.turn, one.key) in play.overruled:
        return f'<span class="{classes}" data-tag="{markup.text(one.key)}"><s>{markup.text(name)}</s> overruled here</span>'
    return f'<span class="{classes}" data-tag="{markup.text(one.key)}">{markup.text(name)}</span>'


def _open(seen: Picture, play: Play) -> str:
    """What is open in the step that is lit, each with its reason."""
    here, way = seen.here, why_the_way(seen)
    note = f'<p class="hh-p-way">{markup.icon(SIGNS[seen.detour.way][0] if seen.detour else "")}{markup.text(way)}</p>' if way else ""
    still = ("As it stood before these words. " if play.frozen else "") + ("" if seen.holds else "The guards only watch here. ")
    note += f"<p>{still}</p>" if still else ""
    if here is None:
        return _side("The plan is ready", f"{note}<p>Every step is settled.</p>")
    needs = "".join(
        f'<li data-need="{one.need}"><b>{markup.text(seen.titles[one.need])}.</b> {markup.text(one.reason)}</li>' for one in here.unmet
    )
    if len(here.unmet) > AT_ONCE:
        rest = ", ".join(seen.titles[one.need] for one in here.unmet[AT_ONCE:])
        note += f'<p class="hh-p-rest">Further down: {markup.text(rest)}.</p>'
    body = f"<ul>{needs}</ul>" if needs else "<p>Nothing is open: the way on is free.</p>"
    return _side(f"{len(here.unmet)} open in {here.number} {here.title}", note + body)


def _why(opened: tuple[Why, ...], play: Play, frame: Frame) -> str:
    place = (play.why or 0) % len(opened)
    one = opened[place]
    over = (frame.turn, one.key) in play.overruled
    marks = ("<q>", "</q>") if one.kind == "tag" else ("", "")
    shows = "".join(f"<li>{markup.text(words).join(marks)}</li>" for words in one.words)
    parts = [f"<p><b>{markup.text(one.name)}</b>{' (not sure)' if one.unsure else ''}: {markup.text(one.about)}</p>"]
    parts.append(f"<p><b>Rule</b> <code>{markup.text(one.rule)}</code></p>")
    parts.append(f"<p><b>{SHOWN_BY[one.kind]}</b></p><ul>{shows}</ul>" if shows else "")
    parts.append(f"<p><b>Nearest example</b> <q>{markup.text(one.example)}</q></p>" if one.example else "")
    parts.append(f'<p class="hh-p-way">{markup.icon("gavel")}Overruled here, for this room only.</p>' if over else "")
    return _side(f"Why? {place + 1} of {len(opened)}", "".join(parts), kind="why")


def _side(title: str, body: str, kind: str = "needs") -> str:
    label = markup.text(title)
    return f'<section class="hh-p-side hh-p-{kind}" tabindex="0" aria-label="{label}"><h2>{label}</h2>{body}</section>'


def _facts(facts: tuple[Known, ...]) -> str:
    rows = "".join(_fact(one) for one in facts)
    body = f"<ul>{rows}</ul>" if rows else "<p>Nothing yet.</p>"
    return f'<section class="hh-p-facts" tabindex="0" aria-label="Known"><h2>Known, newest first</h2>{body}</section>'


def _fact(one: Known) -> str:
    item = f" {one.item}" if one.item else ""
    about = ' class="hh-p-new"' if one.new else ""
    return f"<li{about}><b>{markup.text(one.title)}{item}</b> {markup.text(one.words)}</li>"


def _felt(shown: Shown, frame: Frame, words: Mapping[str, Any]) -> str:
    """The team member's state in a rehearsal; in a talk with the coach what waits and what is for others."""
    if shown.cast is not None:
        name = shown.cast.person(shown.session.seed).name
        cells = "".join(_dial(one, words) for one in dials(frame))
        return f'<section class="hh-p-felt" aria-label="How {markup.text(name)} feels"><div class="hh-p-dials">{cells}</div></section>'
    session = frame.after
    rows = [_idea(one) for one in session.parked]
    rows += [f"<li>{markup.icon('group')}{markup.text(text)}</li>" for text, _ in session.others]
    body = f"<ul>{''.join(reversed(rows))}</ul>" if rows else "<p>No idea has come too early.</p>"
    return f'<section class="hh-p-felt" tabindex="0" aria-label="Kept for later"><h2>Kept for later, or for others</h2>{body}</section>'


def _idea(one: Idea) -> str:
    became = f" ({markup.text(one.decision)})" if one.decision else ""
    return f"<li>{markup.icon('bookmark')}{markup.text(one.text)}{became}</li>"


def _dial(one: Dial, words: Mapping[str, Any]) -> str:
    """One dial: a half circle filled from left to right, the value, what this turn did to it and why."""
    causes = ", ".join(move_name(words, cause) for cause in dict.fromkeys(one.causes))
    change = f"{one.by:+d}" if one.by else "no change"
    sign = "arrow_upward" if one.by > 0 else "arrow_downward" if one.by < 0 else ""
    glyph = markup.icon(sign) if sign else ""
    return (
        f'<div class="hh-p-dial" data-dial="{one.name}" title="{markup.text(words["state"][one.name])}">'
        f'<span class="hh-p-arc" style="--hh-p-value:{one.value}" aria-hidden="true"></span>'
        f"<div><b>{markup.text(one.name.capitalize())} {one.value}</b>"
        f'<span>{glyph}{change}</span><span class="hh-p-cause">{markup.text(causes)}</span></div></div>'
    )
