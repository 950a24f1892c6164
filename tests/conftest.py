"""What every test of a talk needs: the shipped flow, compiled once, and a driver of talks on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from people_driver import FLOW, Talk

import engine.commands.flows
import engine.library
from engine.library import Library
from engine.service import Service
from engine.source.problems import Problem
from engine.stores import open_store
from engine.talk.compile import Spoken, pack
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


@pytest.fixture
def store(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service on the store that the screens use, whose flows are the shipped ones; the screens find nothing that was kept before."""
    import streamlit as st  # most tests need no screen

    monkeypatch.setenv("HANDHOLD_STORE", url)
    monkeypatch.delenv("HANDHOLD_FLOWS", raising=False)
    st.cache_resource.clear()
    service = Service(open_store(url), Library())
    yield service
    service.store.close()


@pytest.fixture(scope="session", autouse=True)
def _compile_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The same texts give the same guide and the same language, compiled once; what is kept stays out of the user's cache."""
    guides: dict[tuple[str, ...], Guide] = {}
    languages: dict[str, object] = {}
    guide_of, language_of = engine.library.compile_guide, engine.commands.flows.compile_language

    def guided(text: str, file: str, texts: Mapping[str, str], signposts: str, spoken: Spoken | None = None) -> Guide:
        key = (text, file, pack(texts), signposts)
        if key not in guides:
            guides[key] = guide_of(text, file, texts, signposts, spoken)
        return guides[key]

    def understood(texts: Mapping[str, str], problems: list[Problem]) -> object:
        key = pack(texts)
        if key not in languages:
            found: list[Problem] = []
            built = language_of(texts, found)
            if built is None or found:
                problems += found
                return built
            languages[key] = built
        return languages[key]

    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("cache")
    patch.setenv("XDG_CACHE_HOME", str(folder))
    patch.setattr(engine.library, "user_cache_path", lambda name, **_: folder / name)
    patch.setattr(engine.library, "compile_guide", guided)
    patch.setattr(engine.commands.flows, "compile_language", understood)
    yield
    patch.undo()
