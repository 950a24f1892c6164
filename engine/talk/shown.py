"""A value as a person would write it: with its unit, or under the label of the choice that it is."""

from __future__ import annotations

from engine.flow.model import Need
from engine.language.understand import content
from engine.talk import echo
from engine.talk.events import Value
from engine.talk.guide import Guide


def shown(guide: Guide, need: Need, value: Value) -> str:
    """A value of `need` in words: a choice by its label, with the person's own words where they say more."""
    key, _, words = str(value).partition(": ")
    choice = need.answer.choices.get(key)
    if choice is not None:
        said = set(content(words, guide.language)) - set(content(choice.label, guide.language))
        return f"{choice.label}: {words}" if said else choice.label
    text = echo.plain(value, guide.speech)
    unit = guide.lines["units"].get(need.answer.type)
    return f"{text} {unit}" if unit else text
