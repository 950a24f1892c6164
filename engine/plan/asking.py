"""What the person asks of their manager, and why it is reasonable: the lines of a plan that can stand on that page."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.understand import Language
from engine.plan.days import named_day, review_day, review_line
from engine.plan.plan import Plan
from engine.plan.share import AskLine, private, texts_of

PARTS = ("want", "do", "ask", "why", "bring", "cost", "answer_by")
"""The parts of the page in their order; the coach's bank "asking" has a heading for each."""
FIELDS = {
    "want": (("aspiration", False), ("priority", True), ("milestones", True)),
    "ask": (("support", True), ("asks", True)),
    "why": (("worth", True), ("why", False)),
    "bring": (("evidence", True), ("strengths", False)),
    "cost": (("job_protected", True), ("hours", True)),
}
"""The plan fields that feed each part, and whether their lines are ready to be shown. Wishes and reasons are for the person to
choose: what leads out of the firm can't be told from words with certainty."""


def asking_lines(plan: Plan, language: Language) -> tuple[AskLine, ...]:
    """Every line that can stand on the page, in the order of `PARTS`."""
    return tuple(line for part in PARTS for line in _part(part, plan, language))


def _part(part: str, plan: Plan, language: Language) -> Iterator[AskLine]:
    if part == "do":
        yield from _own(plan, language)
    elif part == "answer_by":
        yield from _answer_by(plan, language)
    else:
        for name, ready in FIELDS[part]:
            for line in plan.fields.get(name, ()):
                for ident, text in texts_of(line):
                    safe = ready and not line.thin and not private(text, plan, language)
                    yield AskLine(ident, part, text, line.turns, safe)


def _own(plan: Plan, language: Language) -> Iterator[AskLine]:
    for number, action in enumerate(plan.actions, 1):
        yield AskLine(f"action:{number}", "do", action.what, action.turns, not private(action.what, plan, language))
    for line in plan.fields.get("first_step", ()):
        safe = not line.thin and not private(line.words, plan, language)
        yield AskLine(f"need:{line.need}", "do", line.words, line.turns, safe)


def _answer_by(plan: Plan, language: Language) -> Iterator[AskLine]:
    """The day on which an answer would help: what the asking itself names, else the first own action, else the review."""
    for line in plan.fields.get("support", ()):
        day = named_day(plan, line, language)
        if day is not None:
            yield AskLine("answer_by", "answer_by", day.isoformat(), line.turns, not line.thin)
            return
    dated = sorted((action.when, action.turns) for action in plan.actions if action.when)
    if dated:
        yield AskLine("answer_by", "answer_by", dated[0][0], dated[0][1], True)
        return
    looked, found = review_line(plan), review_day(plan, language)
    if looked is not None and found is not None:
        yield AskLine("answer_by", "answer_by", found.isoformat(), looked.turns, True)
