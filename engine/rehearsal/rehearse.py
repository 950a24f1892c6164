"""One turn of a rehearsal: the manager's words in, events out; the flow only observes, and the coach is silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.language.reading import SURE
from engine.language.understand import Understood, understand
from engine.rehearsal.hearing import Heard, hear
from engine.rehearsal.persona import Cast
from engine.rehearsal.reply import ANSWERING, FROZEN, NOT_SINCE, QUOTED_WORDS, Chooser, Line, token
from engine.rehearsal.state import VARIABLES, Owed, State
from engine.talk.coach import read_acts
from engine.talk.echo import bare
from engine.talk.events import (
    ActConfirmed,
    ActDisputed,
    Difficulty,
    Event,
    GuardHeld,
    NeedMet,
    PersonaChanged,
    PersonaLeft,
    PersonaUttered,
    SessionEnded,
    SessionStarted,
    SlotFilled,
    StepEntered,
    UserUttered,
)  # fmt: skip
from engine.talk.guards import open_needs, unmet
from engine.talk.guide import Guide
from engine.talk.session import Session, extend

CONTEXT_TURNS = 6
KEPT_TURNS = NOT_SINCE + 1

PATIENCE = {"easy": 12, "hard": 6}
"""Turns without progress that the persona bears at least (easy) or at most (hard), whatever its author wrote."""
MOVED_ON = frozenset({"propose", "commit", "how", "sign", "barrier", "support", "review", "opening_ok", "own_career"})
STOOD_STILL = frozenset({"nod", "evade", "unclear", "dry", "awkward"})


def begin(
    guide: Guide, cast: Cast, session: str, seed: int, difficulty: Difficulty = "normal", *, exam: bool = False
) -> tuple[Event, ...]:
    """The events of turn 0: the session, the first step, the persona's state and its first words.

    `exam` says that the manager wants no feedback before the end; the persona does not know of it.
    """
    first = guide.flow.steps[0]
    started = SessionStarted(
        0, session, guide.flow.flow, guide.flow.version, guide.flow_hash, guide.language_hash, seed, "warn",
        persona=cast.persona.persona, persona_hash=cast.hash, difficulty=difficulty, exam=exam or None,
    )  # fmt: skip
    feels = cast.persona.start
    state = State(feels.rapport, feels.expectation, feels.ownership, feels.clarity, _patience(feels.patience, difficulty))
    said = list(cast.persona.lines["first"].items())
    key, text = said[seed % len(said)]
    return started, StepEntered(0, first.id, None), PersonaChanged(0, state.to_event(), []), PersonaUttered(0, text, f"first.{key}")


def _patience(own: int, difficulty: Difficulty) -> int:
    if difficulty == "normal":
        return own
    return max(own, PATIENCE["easy"]) if difficulty == "easy" else min(own, PATIENCE["hard"])


def rehearse(cast: Cast, guide: Guide, session: Session, text: str, today: date) -> tuple[Event, ...]:
    """The events of one turn after the manager said `text`. Once the persona has left they are only recorded.

    Raises ValueError when the rehearsal has ended.
    """
    if session.ended is not None:
        raise ValueError("the rehearsal has ended")
    turn = session.turn + 1
    state = State.from_event(session.role)
    said = understand(text, guide.language, today, _context(session), "manager")
    acts = frozenset(act.act for act in said.reading.acts if act.confidence >= SURE)
    events: list[Event] = [UserUttered(turn, today.isoformat(), text), *read_acts(turn, said)]
    if state.left:
        return tuple(events)
    heard = hear(cast, session, state, said, acts, turn, guide.language)
    moved = list(_feel(cast, state, heard))
    _remember(cast, guide, state, heard, turn)
    gain = _gain(cast, heard)
    chooser = Chooser(cast, session, state, heard, turn, guide.language, welcome=gain > 0)
    line = chooser.choose()
    _said(cast, state, heard, line, turn)
    events += _observed(cast, guide, session, heard, line, turn)
    state.patience -= not _progress(line, gain)
    words = token(chooser, line) + line.text
    state.left = line.kind in ("wrap_up", "silent")
    events.append(PersonaChanged(turn, state.to_event(), moved))
    events.append(PersonaUttered(turn, words, line.id, line.topic or None, line.level, _asked(heard, line)))
    if state.left:
        events.append(PersonaLeft(turn))
    return tuple(events)


def _asked(heard: Heard, line: Line) -> list[str] | None:
    """The manager's words that named the topic of the line, if they did."""
    found = heard.found
    return list(found.words or found.telling) or None if found and line.topic == found.topic else None


def _context(session: Session) -> list[tuple[str, str]]:
    speakers = {"person": "manager", "persona": "employee"}
    lately = session.transcript[-CONTEXT_TURNS:]
    return [(speakers[one.speaker], one.text) for one in lately if one.speaker in speakers and one.text]


def _feel(cast: Cast, state: State, heard: Heard) -> Iterator[dict[str, object]]:
    """Let the moves act on the state; yields each change with its cause."""
    for move in heard.moves:
        for variable in VARIABLES:
            by = state.move(variable, cast.stage.moves.get(move, {}).get(variable, 0))
            if by:
                yield {"variable": variable, "by": by, "because": move}


def _gain(cast: Cast, heard: Heard) -> int:
    """What the moves do to trust, clarity and ownership together, whether or not there is room left for it."""
    effects = (cast.stage.moves.get(move, {}) for move in heard.moves)
    return sum(by for effect in effects for variable, by in effect.items() if variable != "expectation")


def _progress(line: Line, gain: int) -> bool:
    """Whether a turn was worth the persona's time: something was told or planned, or it was met well."""
    if line.level is not None or line.kind in MOVED_ON:
        return True
    return line.kind not in STOOD_STILL and gain + (line.kind == "short") > 0


def _remember(cast: Cast, guide: Guide, state: State, heard: Heard, turn: int) -> None:
    """Keep what later turns depend on."""
    acts = heard.acts
    state.recent = [*state.recent, sorted(acts)][-KEPT_TURNS:]
    state.silences = state.silences + 1 if "silence" in acts else 0
    state.closed = state.closed + 1 if "closed_question" in acts and "open_question" not in acts else 0
    state.permission = turn if "permission" in acts else state.permission
    state.boundary = turn if "boundary" in acts else state.boundary
    state.affirmed = turn if "affirmation" in acts else state.affirmed
    if heard.said.has("asks_what_else") and cast.stage.asked_out in (heard.topic, state.thread):
        state.gaps_out = state.gaps_out or turn
    for kind in ("promise", "hint", "taking_ownership"):
        if kind in acts:
            state.ledger.append(Owed(turn, kind, bare(_words_of(heard.said, kind), guide.speech)))
    if heard.found is not None and heard.topic:
        state.thread = heard.topic
    if "advice" in heard.moves and state.thread and state.levels.get(state.thread, 0) < 2:
        state.frozen[state.thread] = turn + FROZEN
    if "leading_question" in acts and state.thread and state.thread not in state.tainted:
        state.tainted.append(state.thread)


def _words_of(said: Understood, act: str) -> str:
    """The sentence that shows an act."""
    spans = said.spans(act)
    if not spans:
        return said.text
    start, end = spans[0][0], max(one[1] for one in spans)
    first = max(said.text.rfind(mark, 0, start) for mark in ".!?;") + 1
    ends = [place for place in (said.text.find(mark, end) for mark in ".!?;") if place >= 0]
    last = min(ends, default=len(said.text))
    if len(said.text[first:last].split()) > QUOTED_WORDS:
        first = max([first, *(part.span[0] for part in said.reading.clauses if first <= part.span[0] <= start)])
    return said.text[first:last].strip(" ,;:")


def _said(cast: Cast, state: State, heard: Heard, line: Line, turn: int) -> None:
    """What saying a line does to the persona itself."""
    if line.level is not None:
        state.levels[line.topic] = max(state.levels.get(line.topic, -1), line.level)
        state.told = turn
    if line.topic and line.topic in cast.persona.topics:
        state.thread = state.story = line.topic
    if line.kind == "feedback_taken":
        state.thread = state.story = cast.stage.feedback
    state.thread = next((name for name, ask in cast.stage.plan.items() if ask.lines == line.kind), state.thread)
    state.early = turn if line.kind == "early" else state.early
    state.corrected = turn if line.kind == "correct" else state.corrected
    state.proposed += line.kind == "propose"
    state.committed += line.kind == "commit"
    state.ignored = state.ignored + 1 if heard.question and line.kind not in ANSWERING else 0


def _observed(cast: Cast, guide: Guide, session: Session, heard: Heard, line: Line, turn: int) -> list[Event]:
    """What the flow makes of it: needs that are met, and the step that the talk is in now."""
    own = heard.said.has("career_is_yours")
    met = [need for act, need in cast.stage.opening.items() if heard.has(act) or (act == "own_career" and own)]
    values = {need: heard.said.text.strip() for need in met}
    topic = cast.persona.topics.get(line.topic)
    if topic is not None and line.level is not None:
        values |= {need: line.text for level, need in topic.fills.items() if level == f"l{line.level}"}
    values |= {need: line.text for ask in cast.stage.plan.values() if ask.lines == line.kind for need in ask.fills}
    events: list[Event] = []
    for name, value in values.items():
        need = guide.flow.need(name)
        item = 1 if need.per or need.answer.type == "actions" else None
        if session.state(name, item).status != "met":
            events += [SlotFilled(turn, name, value, name, item), NeedMet(turn, name, item)]
    after = extend(session, events)
    step = _step(cast, guide, heard, line, list(values))
    if step and step != session.step:
        events += _entered(guide, after, step, turn)
    return events


def _step(cast: Cast, guide: Guide, heard: Heard, line: Line, met: list[str]) -> str:
    """The step that the words belong to: by what was met, else by the topic."""
    if met:
        return guide.flow.step_of(met[-1]).id
    named = heard.topic if heard.found is not None and heard.found.why != "thread" else ""
    return cast.steps.get(line.topic or named, "")


def _entered(guide: Guide, session: Session, step: str, turn: int) -> list[Event]:
    flow = guide.flow
    held: list[Event] = []
    if flow.index(step) > flow.index(session.step):
        missing = unmet(flow.step(session.step), open_needs(flow, session))
        if missing:
            held.append(GuardHeld(turn, "warn", session.step, [one.as_json() for one in missing]))
    return [*held, StepEntered(turn, step, session.step)]


def judged(session: Session, turn: int, act: str, *, holds: bool) -> tuple[Event, ...]:
    """The manager says that their words of `turn` were, or were not, that act. ValueError when that was said before."""
    said = session.said_in(turn)
    if said is None or said.text is None or session.judged.get((turn, act)) is holds:
        raise ValueError("there is nothing to judge")
    kind = ActConfirmed if holds else ActDisputed
    return (kind(session.turn + 1, turn, act),)


def end(session: Session) -> tuple[Event, ...]:
    """The manager ends the rehearsal. ValueError when it has ended."""
    if session.ended is not None:
        raise ValueError("the rehearsal has ended")
    return (SessionEnded(session.turn + 1, "done"),)
