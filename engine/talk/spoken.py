"""What a compiled language is and how its files are kept: apart from the compiler, which a start seldom needs."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, TypeAlias

from engine.language.adverts import AdvertWords
from engine.language.dates import DateWords
from engine.language.lexicon import restored
from engine.language.understand import Language

LanguageData: TypeAlias = dict[str, Any]
"""A compiled language as plain dicts, lists, tuples, frozen sets, strings, bytes and numbers."""

Spoken: TypeAlias = tuple[Language, Mapping[str, Any]]
"""A language and the coach's wording in it."""


def language_from(data: LanguageData) -> Spoken:
    """The language and the coach's wording that `engine.talk.compile.language_data` was about."""
    language = Language(restored(data["lexicon"]), DateWords(*data["dates"]), AdvertWords(data["adverts"]))
    return language, data["coach"]


def digest(text: str) -> str:
    """The hash by which a text is kept and recognised."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def pack(texts: Mapping[str, str]) -> str:
    """Language files as one text, in a fixed order, to be kept with a session."""
    return "".join(f"\x1e{path}\x1f{texts[path]}" for path in sorted(texts))


def unpack(text: str) -> dict[str, str]:
    """The files that `pack` wrote."""
    parts = [part.split("\x1f", 1) for part in text.split("\x1e") if part]
    return dict(parts)


__all__ = ["LanguageData", "Spoken", "digest", "language_from", "pack", "unpack"]
