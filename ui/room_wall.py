"""What stands on the wall of the room, as HTML: the talk in large type, lines to vote for, tags, cards and bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.language.reading import SURE
from engine.rehearsal.debrief import manager_turns
from engine.room.model import Card, IfThen, Part
from engine.room.observers import Beside, Change
from engine.service import Talk
from engine.talk.events import ActRecognized, PersonaChanged
from engine.talk.session import Utterance
from ui import markup

NOTHING = "other"
LONGEST = 170
BOTH = "Either count may be the better one: which words did each of you have in mind?"
NOWHERE = "The rules found no turn to show for it. Which words did you have in mind?"
_MANAGER = "Manager"


def head(parts: Sequence[str]) -> str:
    """One line that says where the room is."""
    return f'<p class="hh-r-head">{" · ".join(markup.text(part) for part in parts if part)}</p>'


def talk_so_far(talk: Talk, most: int = 5) -> str:
    """The last utterances, the newest largest and lowest on the wall. Where they are long, what scrolls away is the oldest."""
    lines = [one for one in talk.session.transcript if not one.retracted and one.text][-most:]
    rows = "".join(_line(talk, one, newest=one is lines[-1]) for one in reversed(lines))
    return f'<section class="hh-r-talk" tabindex="0" aria-label="The talk so far, newest first">{rows}</section>'


def _line(talk: Talk, one: Utterance, *, newest: bool) -> str:
    mine = one.speaker != "persona"
    kind = ("hh-r-you" if mine else "hh-r-they") + (" hh-r-new" if newest else "")
    who, words = markup.text(_MANAGER if mine else name_of(talk)), markup.text(one.text or "")
    return f'<p class="{kind}"><b>{who}</b> <span dir="auto">{words}</span></p>'


def name_of(talk: Talk) -> str:
    """The name of the team member."""
    return talk.cast.person(talk.session.seed).name if talk.cast else ""


def option(number: int, text: str, votes: int, most: int, *, floor: bool, leads: bool) -> str:
    """A line to vote for, with its votes as a figure and a bar."""
    wide = round(100 * votes / most) if most else 0
    source = "From the floor" if floor else f"Line {number}"
    lead = " hh-r-leads" if leads else ""
    return (
        f'<div class="hh-r-option{lead}" tabindex="0" role="group" aria-label="Line {number}, {_votes(votes)}">'
        f'<div class="hh-r-count"><b>{number}</b><span>{source}</span><b>{votes}</b></div>'
        f'<div class="hh-r-bar"><span style="width:{wide}%"></span></div><p>{markup.text(text)}</p></div>'
    )


def _votes(votes: int) -> str:
    return "1 vote" if votes == 1 else f"{votes} votes"


def steps(lines: Sequence[str]) -> str:
    """How a round goes, as a numbered list."""
    items = "".join(f"<li>{markup.text(line)}</li>" for line in lines)
    return f'<div class="hh-r-card"><h2>How a round goes</h2><ol>{items}</ol></div>'


def guessing(names: Sequence[str]) -> str:
    """The question to the room before the tags are shown."""
    items = "".join(f"<li>{markup.text(name)}</li>" for name in names)
    lead = "<h2>What was that?</h2><p>Say it aloud before the tags come. It was one of these, or two at once:</p>"
    return f'<div class="hh-r-card">{lead}<ul>{items}</ul></div>'


def tags(talk: Talk, words: Mapping[str, Any]) -> str:
    """What the rules saw in the newest words of the manager, and what these changed inside the other person."""
    turn = talk.session.turn
    said = talk.session.said_in(turn)
    text = said.text or "" if said else ""
    read = [one for one in talk.session.of_turn(turn) if isinstance(one, ActRecognized) and one.confidence >= SURE]
    acts = "".join(f"<li>{_act(one, text, words)}</li>" for one in read if one.act in words["acts"] and one.act != NOTHING)
    seen = f"<ul>{acts}</ul>" if acts else "<p>Nothing that the rules have a name for.</p>"
    moved = "".join(f"<li>{one}</li>" for one in _moved(talk, words))
    inside = f"<h3>What it changed</h3><ul>{moved}</ul>" if moved else "<h3>What it changed</h3><p>Nothing yet.</p>"
    return f'<div class="hh-r-card" tabindex="0" role="group" aria-label="Tags"><h2>What the rules saw</h2>{seen}{inside}</div>'


def _act(one: ActRecognized, text: str, words: Mapping[str, Any]) -> str:
    about = words["acts"][one.act]
    shown = "; ".join(f"<q>{markup.text(text[start:end])}</q>" for start, end in one.spans[:2] if end > start)
    return f"<b>{markup.text(about['name'])}</b> {shown}"


def _moved(talk: Talk, words: Mapping[str, Any]) -> Iterator[str]:
    for event in talk.session.of_turn(talk.session.turn):
        if isinstance(event, PersonaChanged):
            for change in event.moved:
                because = str(change["because"])
                cause = words["moves"].get(because, words["acts"].get(because, {})).get("name", because.replace("_", " "))
                name = words["state"].get(change["variable"], change["variable"])
                yield f"{markup.text(name)}: <b>{change['by']:+d}</b> ({markup.text(cause[:1].lower() + cause[1:])})"


def cards(several: Mapping[str, Card]) -> str:
    """All observer cards, one a table."""
    drawn = "".join(
        f'<div class="hh-r-card"><h2>{number}. {markup.text(card.title)}</h2><p>{markup.text(card.watch)}</p>'
        f"<p><b>Counts:</b> {_quotes(card.counts)}</p><p><b>Does not:</b> {_quotes(card.not_)}</p></div>"
        for number, card in enumerate(several.values(), start=1)
    )
    return f'<div class="hh-r-six">{drawn}</div>'


def _quotes(lines: Sequence[str]) -> str:
    return " / ".join(f"<q>{markup.text(one)}</q>" if '"' not in one else markup.text(one) for one in lines)


def beside(card: Card, found: Mapping[str, Beside], talk: Talk) -> str:
    """One card with the table's counts beside those of the rules, and the words of the turns to look at again."""
    said = {one.number: one.text for one in manager_turns(talk.session)}
    blocks = "".join(_tally(card, one, said) for one in found.values())
    return f'<div class="hh-r-card hh-r-wide"><h2>{markup.text(card.title)}</h2><p>{markup.text(card.watch)}</p>{blocks}</div>'


def _tally(card: Card, one: Beside, said: Mapping[int, str]) -> str:
    turns = one.again or one.rules.turns
    lead = "Look at these again, together" if one.differs and turns else "The turns"
    items = "".join(f"<li><b>{turn}</b> <q>{markup.text(said.get(turn, ''), LONGEST)}</q></li>" for turn in turns)
    listed = f'<h4>{lead}</h4><ul class="hh-r-turns" tabindex="0">{items}</ul>' if items else ""
    note = f"<p>{BOTH if turns else NOWHERE}</p>" if one.differs else ""
    name = markup.text(card.tallies[one.tally].name)
    return f'<section class="hh-r-tally"><h3>{name}</h3><p class="hh-r-big">{markup.text(one.text())}</p>{note}{listed}</section>'


def rounds(names: Mapping[str, str], changes: Sequence[Change], turns: tuple[int, int]) -> str:
    """Two bars for each tally that was counted in both rounds, with the change in words. Tables only, no persons."""
    most = max((max(one.first, one.second) for one in changes), default=0)
    rows = "".join(_two_bars(names[one.tally], one, most) for one in changes)
    length = f"Round 1 had {turns[0]} turns of the manager, round 2 had {turns[1]}."
    whose = "These are the counts of the tables, and of nobody in particular."
    return f'<div class="hh-r-wide"><p>{length} {whose}</p><div class="hh-r-two">{rows}</div></div>'


def _two_bars(name: str, one: Change, most: int) -> str:
    bars = "".join(
        f'<div class="hh-r-pair"><span>Round {number}</span><div class="hh-r-bar">'
        f'<span style="width:{round(100 * value / most) if most else 0}%"></span></div><b>{value}</b></div>'
        for number, value in ((1, one.first), (2, one.second))
    )
    return f'<section class="hh-r-tally"><h3>{markup.text(name)}</h3>{bars}<p>{markup.text(one.text())}</p></section>'


def part(one: Part, facts: Sequence[str]) -> str:
    """One screen of the debrief: prompts, and beside them what the talk shows."""
    prompts = "".join(f"<li>{markup.text(prompt)}</li>" for prompt in one.prompts)
    shown = "".join(f"<li>{fact}</li>" for fact in facts)
    box = '<div class="hh-r-card" tabindex="0" role="group" aria-label="From the talk"><h2>From the talk</h2>'
    beside_it = f"{box}<ul>{shown}</ul></div>" if shown else ""
    kind = "hh-r-halves" if shown else "hh-r-wide"
    about = markup.text(one.about)
    return f'<div class="{kind}"><div class="hh-r-prompts"><p>{about}</p><ol>{prompts}</ol></div>{beside_it}</div>'


def if_then(card: IfThen, filled: tuple[str, str, str]) -> str:
    """The card to take home: filled in by the room, or with gaps, and examples beside it."""
    rows = "".join(
        f'<p class="hh-r-big">{markup.text(lead)} <u>{markup.text(words) if words else "&nbsp;" * 24}</u></p>'
        for lead, words in zip((card.when, card.then, card.day), filled, strict=True)
    )
    examples = "".join(f"<li>{markup.text(one)}</li>" for one in card.examples)
    known = f'<div class="hh-r-prompts"><h2>For example</h2><ul>{examples}</ul></div>'
    return f'<div class="hh-r-halves"><div class="hh-r-card">{rows}</div>{known}</div>'
