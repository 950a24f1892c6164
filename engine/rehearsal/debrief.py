"""What a rehearsal shows afterwards: measures with the turns behind them, what worked, what to try again, what stayed untold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.rehearsal.hearing import INVITED, OPENING_TURNS, QUESTIONS
from engine.rehearsal.persona import Cast
from engine.rehearsal.state import VARIABLES
from engine.talk.events import ActRecognized, Event, PersonaChanged, StepEntered, TurnRetracted, UserUttered
from engine.talk.session import Session

FEWEST_TURNS = 8
"""Manager turns below which no number says anything."""
GOOD: Mapping[str, float] = {
    "reflections_per_question": 0.5, "early_solutions": 0, "unasked_advice_per_100": 2, "owned_share": 0.8, "hints": 1,
}  # fmt: skip
"""What counts as good; reflections after MITI 4 (1.0 for counsellors), the rest chosen from AnnoMI's good talks and the framework."""
GIVEN_BACK = ("reflection", "summary")
HANDED = ("handing_ownership", "agree_action")
TAKEN = ("taking_ownership", "promise")
HARM = (
    "promise", "dismissal", "verdict", "taking_ownership", "advice", "hint", "leading_question", "multiple_question", "closed_run",
    "reflection_missed",
)  # fmt: skip
"""Moves worth another try, the costliest first."""
HELP = (
    "reflection", "summary", "boundary", "handing_ownership", "follow_up", "potential_feedback", "silence", "affirmation",
    "open_question",
)  # fmt: skip
"""Moves worth keeping, the rarest skill first."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the manager: the words, the acts that count, their rules, and the moves that changed the persona."""

    number: int
    text: str
    acts: Mapping[str, str]
    moved: tuple[Mapping[str, Any], ...]
    state: Mapping[str, Any]

    def has(self, *names: str) -> bool:
        """Whether any of the acts counts in this turn."""
        return any(name in self.acts for name in names)


@dataclass(frozen=True, slots=True)
class Pick:
    """A turn held up for a look: its words, the move and the rule that fired, and what it changed inside."""

    turn: int
    text: str
    move: str
    rule: str
    moved: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Untold:
    """What the persona did not tell: the topic, the level reached (-1: never touched), and the acts that open the next one."""

    topic: str
    about: str
    level: int
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Debt:
    """A promise, a hint or a step taken over: its words, how far it raised what is expected, and when it was asked after (0: never)."""

    turn: int
    kind: str
    words: str
    raised: int
    back: int


@dataclass(frozen=True, slots=True)
class Debrief:
    """A rehearsal, looked at. `measures` is empty below eight turns; `bill` is what was promised and what became of it."""

    turns: int
    measures: dict[str, Any]
    evidence: dict[str, list[int]]
    worked: Pick | None
    replay: Pick | None
    untold: tuple[Untold, ...]
    states: tuple[Mapping[str, Any], ...]
    steps: tuple[str, ...] = field(default=())
    bill: tuple[Debt, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The part that programs read."""
        return {"turns": self.turns, "measures": self.measures, "evidence": self.evidence}


def debrief(cast: Cast, session: Session) -> Debrief:
    """The debrief of a rehearsal as it stands; a reading that was disputed does not count."""
    turns = manager_turns(session)
    measures, evidence = _measures(turns, cast, session)
    person = cast.person(session.seed)
    levels = session.role.get("levels", {})
    untold = tuple(
        Untold(name, person.put_in(topic.about), levels.get(name, -1), topic.unlock[f"l{max(2, levels.get(name, -1) + 1)}"].acts)
        for name, topic in cast.persona.topics.items()
        if levels.get(name, -1) < 3 and f"l{max(2, levels.get(name, -1) + 1)}" in topic.unlock
    )
    steps = tuple(dict.fromkeys(one.step for one in session.events if isinstance(one, StepEntered)))
    states = tuple({name: one.state[name] for name in VARIABLES} for one in session.events if isinstance(one, PersonaChanged))
    return Debrief(
        len(turns), measures if len(turns) >= FEWEST_TURNS else {}, evidence if len(turns) >= FEWEST_TURNS else {},
        _picked(turns, HELP, better=True), _picked(turns, HARM, better=False), untold, states, steps,
        tuple(_bill(turns, session)),
    )  # fmt: skip


def manager_turns(session: Session) -> list[Turn]:
    """Every turn of the manager that still counts."""
    gone = {one.retracted for one in session.events if isinstance(one, TurnRetracted)}
    by_turn: dict[int, list[Event]] = {}
    for event in session.events:
        if event.turn not in gone:
            by_turn.setdefault(event.turn, []).append(event)
    found = []
    state: Mapping[str, Any] = session.role
    for number, events in by_turn.items():
        said = next((one for one in events if isinstance(one, UserUttered)), None)
        changed = next((one for one in events if isinstance(one, PersonaChanged)), None)
        state = changed.state if changed else state
        if said is None or said.text is None:
            continue
        read = [one for one in events if isinstance(one, ActRecognized)]
        acts = {one.act: one.rule for one in read if session.judged.get((number, one.act)) is not False}
        acts |= {act: "confirmed" for (turn, act), holds in session.judged.items() if turn == number and holds}
        found.append(Turn(number, said.text, acts, tuple(changed.moved) if changed else (), state))
    return found


def _bill(turns: list[Turn], session: Session) -> Iterator[Debt]:
    """What the team member believes to have been promised, the oldest first; a reading that was disputed is no debt."""
    counts = {one.number: one for one in turns}
    for owed in session.role.get("ledger", ()):
        turn = counts.get(owed["turn"])
        if turn is not None and turn.has(owed["kind"]):
            raised = sum(change["by"] for change in turn.moved if (change["because"], change["variable"]) == (owed["kind"], "expectation"))
            yield Debt(owed["turn"], owed["kind"], owed["words"], raised, owed["back"])


def _measures(turns: list[Turn], cast: Cast, session: Session) -> tuple[dict[str, Any], dict[str, list[int]]]:
    def numbers(keep: Iterable[Turn]) -> list[int]:
        return [one.number for one in keep]

    evidence = {
        "reflections": numbers(one for one in turns if one.has(*GIVEN_BACK)),
        "questions": numbers(one for one in turns if one.has(*QUESTIONS)),
        "open_questions": numbers(one for one in turns if one.has("open_question")),
        "closed_questions": numbers(one for one in turns if one.has("closed_question")),
        "leading_questions": numbers(one for one in turns if one.has("leading_question")),
        "multiple_questions": numbers(one for one in turns if one.has("multiple_question")),
        "unasked_advice": (unasked := _unasked(turns)),
        "early_solutions": [number for number in unasked if number <= _gaps_out(turns)],
        "handed": numbers(one for one in turns if one.has(*HANDED)),
        "taken": numbers(one for one in turns if one.has(*TAKEN)),
        **{name: numbers(one for one in turns if one.has(act)) for name, act in _COUNTED.items()},
    }
    count = {name: len(found) for name, found in evidence.items()}
    handed, taken, asked = count["handed"], count["taken"], count["open_questions"] + count["closed_questions"]
    measures: dict[str, Any] = {name: count[name] for name in _COUNTED}
    measures |= {
        "reflections_per_question": _ratio(count["reflections"], count["questions"]),
        "early_solutions": count["early_solutions"],
        "unasked_advice_per_100": round(100 * count["unasked_advice"] / len(turns), 1) if turns else 0.0,
        "owned_share": _ratio(handed, handed + taken),
        "open_share": _ratio(count["open_questions"], asked),
        "expectation_gap": max(0, int(session.role.get("expectation", 0)) - cast.persona.start.expectation),
        "opening": _opening(turns),
        "review_set": count["reviews"] > 0,
    }
    measures["headline_met"] = sum(headline(measures).values())
    return measures, evidence


_COUNTED = {"promises": "promise", "hints": "hint", "taking_ownership": "taking_ownership", "reviews": "set_review"}


def headline(measures: Mapping[str, Any]) -> dict[str, bool]:
    """The five headline measures, each with whether it is good."""
    reflections, owned = measures["reflections_per_question"], measures["owned_share"]
    return {
        "reflections_per_question": reflections is not None and reflections >= GOOD["reflections_per_question"],
        "early_solutions": measures["early_solutions"] <= GOOD["early_solutions"],
        "unasked_advice_per_100": measures["unasked_advice_per_100"] <= GOOD["unasked_advice_per_100"],
        "owned_share": owned is not None and owned >= GOOD["owned_share"],
        "promises": measures["promises"] == 0 and measures["hints"] <= GOOD["hints"],
    }


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 2) if whole else None


def _unasked(turns: list[Turn]) -> list[int]:
    """The turns with advice that no permission covers: it covers its own turn and the two after it."""
    found, permitted = [], -INVITED - 1
    for place, one in enumerate(turns):
        permitted = place if one.has("permission") else permitted
        if one.has("advice") and place - permitted > INVITED:
            found.append(one.number)
    return found


def _gaps_out(turns: list[Turn]) -> int:
    """The turn in which the manager has asked out the gaps ("what else?"); the end when that never came."""
    return next((one.number for one in turns if one.state.get("gaps_out") == one.number), turns[-1].number if turns else 0)


def _opening(turns: list[Turn]) -> dict[str, bool]:
    first = turns[:OPENING_TURNS]
    shown = {name: any(one.has(name) for one in first) for name in ("purpose", "endpoint", "agenda")}
    own = any(one.has("handing_ownership") or any(change["because"] == "own_career" for change in one.moved) for one in first)
    return {**shown, "ownership": own}


def _picked(turns: list[Turn], moves: tuple[str, ...], *, better: bool) -> Pick | None:
    """The turn to hold up: by the weight of the move, then by how much it changed."""
    best: tuple[tuple[int, int], Turn, str] | None = None
    for one in turns:
        causes = {change["because"] for change in one.moved} | set(one.acts)
        move = next((name for name in moves if name in causes), None)
        if move is None:
            continue
        gain = sum(change["by"] for change in one.moved if change["variable"] in ("rapport", "clarity", "ownership"))
        key = (-moves.index(move), gain if better else -gain)
        if best is None or key > best[0]:
            best = (key, one, move)
    if best is None:
        return None
    _, one, move = best
    return Pick(one.number, one.text, move, one.acts.get(move.split("_missed")[0], move), one.moved)
