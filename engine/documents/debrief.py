"""The debrief of a rehearsal as Markdown, for the terminal and for files: no grade, every number with its turns."""

from __future__ import annotations

from engine.documents.markdown import escaped
from engine.rehearsal.debrief import FEWEST_TURNS, Debrief, Debt, Pick
from engine.rehearsal.persona import Cast
from engine.talk.session import Session

LABELS = {
    "reflections_per_question": ("Giving back, for each question", ("reflections", "questions")),
    "early_solutions": ("Solutions before the gaps were asked out", ("early_solutions",)),
    "unasked_advice_per_100": ("Advice nobody asked for, in 100 turns", ("unasked_advice",)),
    "owned_share": ("Share of the steps that stay with the person", ("handed", "taken")),
    "promises": ("Promises", ("promises",)),
    "hints": ("Hints at something to come", ("hints",)),
    "taking_ownership": ("Steps taken off the person's hands", ("taking_ownership",)),
    "open_share": ("Open among the open and closed questions", ("open_questions", "closed_questions")),
    "expectation_gap": ("Expectation raised beyond where it began", ()),
}
"""What each measure is called, and the turns that stand behind it."""


def debrief_as_markdown(made: Debrief, cast: Cast, session: Session, own: str = "") -> str:
    """The whole debrief. `own` is the line that the manager wrote for the turn worth saying again, "" for none."""
    person = cast.person(session.seed)
    parts = [f"# After the talk with {person.name}", f"*{cast.persona.title}. The fear: “{cast.persona.fear.rstrip('.')}.”*"]
    if made.worked:
        parts += ["## What worked", _picked(made.worked)]
    if made.replay:
        parts += ["## Worth saying again in another way", _picked(made.replay)]
        if own.strip():
            parts.append(f"My own line: {escaped(own)}")
    parts += ["## What the turns show", *_measures(made)]
    if made.bill:
        parts += ["## What was promised, and what it costs", "\n".join(f"- {_owed(one)}" for one in made.bill)]
    if made.untold:
        parts.append("## What stayed untold")
        parts.append("\n".join(f"- {one.about}: opens to {', '.join(_plain(act) for act in one.opens)}" for one in made.untold))
    return "\n\n".join([*parts, f"*{cast.persona.trap}*"]) + "\n"


def _owed(one: Debt) -> str:
    back = f"asked after in turn {one.back}" if one.back else "not asked after yet"
    return f"Turn {one.turn}, {_plain(one.kind)}: “{escaped(one.words)}” (expectation {one.raised:+d}; {back})"


def _picked(pick: Pick) -> str:
    moved = ", ".join(f"{one['variable']} {one['by']:+d}" for one in pick.moved)
    return f"> {escaped(pick.text)}\n\nTurn {pick.turn}: {_plain(pick.move)} ({pick.rule}){'; ' + moved if moved else ''}."


def _measures(made: Debrief) -> list[str]:
    if not made.measures:
        return [f"Fewer than {FEWEST_TURNS} turns: too few for any number to say something."]
    lines = []
    for name, (label, behind) in LABELS.items():
        turns = sorted({turn for key in behind for turn in made.evidence.get(key, ())})
        value = made.measures[name]
        shown = "nothing to go by" if value is None else value
        which = f" (turns {', '.join(map(str, turns))})" if turns else ""
        lines.append(f"- {label}: **{shown}**{which}")
    opening = made.measures["opening"]
    lines.append("- Opening: " + ", ".join(f"{name} {'yes' if done else 'no'}" for name, done in opening.items()))
    lines.append(f"- A date to look again: **{'yes' if made.measures['review_set'] else 'no'}**")
    return ["\n".join(lines)]


def _plain(act: str) -> str:
    return act.replace("_", " ")
