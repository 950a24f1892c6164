"""What every test of a talk needs: the shipped flow, compiled once, and a driver of talks on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from people_driver import FLOW, Talk

import engine.library
from engine.library import Library
from engine.talk.compile import digest, pack
from engine.talk.guide import Guide


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped flows."""
    return Library()


@pytest.fixture(scope="session")
def guide(library: Library) -> Guide:
    """The shipped career talk, compiled."""
    return library.guide(FLOW)


@pytest.fixture
def talk(guide: Guide) -> Callable[..., Talk]:
    """Begins a talk in memory: talk(seed=7, guards="hold")."""

    def begin(**given: object) -> Talk:
        return Talk(guide, **given)  # type: ignore[arg-type]

    return begin


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a SQLite store that does not exist yet."""
    return f"sqlite:///{(tmp_path / 'talks.db').as_posix()}"


@pytest.fixture(scope="session", autouse=True)
def _compile_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """The same texts give the same guide: each call of the command line would compile them again, nearly a second each."""
    build = engine.library.compile_guide
    known: dict[tuple[str, str, str], Guide] = {}

    def compiled(text: str, file: str, texts: dict[str, str], signposts: str) -> Guide:
        key = (digest(text), digest(pack(texts)), signposts)
        if key not in known:
            known[key] = build(text, file, texts, signposts)
        return known[key]

    patch = pytest.MonkeyPatch()
    patch.setattr(engine.library, "compile_guide", compiled)
    yield
    patch.undo()


