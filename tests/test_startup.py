"""Starting quickly without getting anything wrong: what a command imports, and the language that is kept compiled."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import engine.library
from engine.language.reading import read
from engine.language.understand import Language
from engine.library import MOST_KEPT, SHIPPED, Library
from engine.source.problems import SourceError
from engine.talk.compile import pack

ROOT = Path(__file__).parents[1]
LINE = "I will ask Ingrid on Friday."
HEAVY = ("streamlit", "sqlalchemy", "numpy", "pandas", "asyncio")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own, empty."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(engine.library, "user_cache_path", lambda name, **_: folder / name)
    return folder / "handhold"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one each time that a language is compiled from its sources."""
    counted: list[int] = []
    compiling = engine.library.language_data

    def counting(*given: object) -> object:
        counted.append(1)
        return compiling(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(engine.library, "language_data", counting)
    return counted


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An author's copy of the flows."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "mine"))


def acts(language: Language, text: str) -> dict[str, tuple[float, tuple[tuple[int, int], ...]]]:
    return {act.act: (act.confidence, act.spans) for act in read(text, language.lexicon, "employee").acts}


def imported(*call: str, typed: str = "") -> set[str]:
    """The names of the modules that a command has imported when it ends."""
    code = "import sys\nfrom engine.cli import main\nmain(sys.argv[1:])\nprint(*sys.modules, file=sys.stderr)"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code, *call], input=typed, capture_output=True, text=True, env=env, cwd=ROOT, check=True)
    assert ran.stdout.strip()
    return {name.partition(".")[0] for name in ran.stderr.split()}


def test_the_address_is_told_again_when_the_usual_port_is_taken(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")} | {"STREAMLIT_SERVER_HEADLESS": "true"}
    told = tmp_path / "told"
    with socket.socket() as other, told.open("wb") as out:
        with contextlib.suppress(OSError):  # another program may have it already, which serves as well
            other.bind(("localhost", 8501))
            other.listen()
        command = [sys.executable, "-m", "engine", "serve", "--store", "memory:"]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out) as process:
            deadline = time.monotonic() + 60
            while "instead" not in told.read_text(encoding="utf-8") and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
            process.terminate()
    found = re.search(r"http://localhost:8501 is taken by another program\. Open http://localhost:(\d+) instead\.", told.read_text(encoding="utf-8"))
    assert found
    assert int(found.group(1)) > 8501


@pytest.mark.parametrize("call", [("tag",), ("talk", "career_talk", "--store", "memory:", "--json")], ids=["tag", "talk"])
def test_a_command_never_imports_the_web_app(call: tuple[str, ...]) -> None:
    found = imported(*call, typed=json.dumps({"text": LINE}) + "\n")
    assert "engine" in found
    assert found.isdisjoint(HEAVY)


def test_the_second_start_compiles_nothing_and_reads_the_same(cache: Path, compilations: list[int]) -> None:
    first, _ = Library().spoken("en")
    assert len(list(cache.iterdir())) == 1
    second, coach = Library().spoken("en")
    assert compilations == [1]
    assert coach["banks"]
    assert acts(first, LINE) == acts(second, LINE)
    assert first.dates == second.dates
    assert first.lexicon.cues["employee"].cues == second.lexicon.cues["employee"].cues


@pytest.mark.parametrize("damage", [b"", b"short", b"\xff" * 5_000, None], ids=["empty", "short", "noise", "one_byte"])
def test_a_damaged_cache_is_compiled_anew(cache: Path, compilations: list[int], damage: bytes | None) -> None:
    language, _ = Library().spoken("en")
    kept = next(cache.iterdir())
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:] if damage is None else damage)
    again, _ = Library().spoken("en")
    assert acts(again, LINE) == acts(language, LINE)
    assert len(compilations) == 2
    mended, _ = Library().spoken("en")
    assert len(compilations) == 2, "the file was written anew and can be read"
    assert acts(mended, LINE) == acts(language, LINE)


def test_a_cache_folder_that_cannot_be_made_is_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(engine.library, "user_cache_path", lambda name, **_: tmp_path / "file" / name)
    assert "commitment" in acts(Library().spoken("en")[0], LINE)


def test_an_edited_file_takes_effect_at_once(cache: Path, own: Path) -> None:
    library = Library(own)
    assert "commitment" in acts(library.spoken("en")[0], LINE)
    edited = own / "language" / "en" / "brand_new.yaml"
    edited.write_text('speaker: employee\nacts:\n  tested:\n    cues:\n      - {id: one, match: ["quux"], fires: ["quux"], silent: ["no"]}\n')
    for one in (library, Library(own)):
        assert "tested" in acts(one.spoken("en")[0], "quux")
    edited.write_text('speaker: employee\nacts:\n  tested:\n    cues:\n      - {id: one, match: ["quuux"], fires: ["quuux"], silent: ["no"]}\n')
    for one in (library, Library(own)):
        assert "tested" not in acts(one.spoken("en")[0], "quux")
        assert "tested" in acts(one.spoken("en")[0], "quuux")


def test_a_broken_file_is_told_every_time_and_never_kept(cache: Path, own: Path) -> None:
    (own / "language" / "en" / "broken.yaml").write_text('speaker: employee\nacts:\n  tested:\n    cues:\n      - {id: one, match: ["(a"]}\n')
    for _ in range(2):
        with pytest.raises(SourceError, match="bracket"):
            Library(own).spoken("en")
    assert not cache.exists()


def test_another_program_does_not_take_what_this_one_kept(
    cache: Path, compilations: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Library().spoken("en")
    package = Path(shutil.copytree(ROOT / "engine", tmp_path / "engine"))
    with (package / "language" / "patterns.py").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    monkeypatch.setattr(engine.library, "__file__", str(package / "library.py"))
    Library().spoken("en")
    assert len(compilations) == 2
    assert len(list(cache.iterdir())) == 2


def test_only_the_newest_compiled_languages_are_kept(cache: Path) -> None:
    cache.mkdir(parents=True)
    for number in range(MOST_KEPT + 3):
        old = cache / f"language-old{number}.bin"
        old.write_bytes(b"old")
        os.utime(old, (number, number))
    Library().spoken("en")
    assert len(list(cache.iterdir())) == MOST_KEPT
    assert not (cache / "language-old0.bin").exists()


def test_a_session_keeps_its_language_and_opens_without_compiling_it_again(cache: Path, compilations: list[int], own: Path) -> None:
    flow, language = (own / "career_talk.yaml").read_text(encoding="utf-8"), pack(Library(own).language("en"))
    begun = Library(own).guide("career_talk")
    (own / "coach" / "en.yaml").unlink()
    shutil.rmtree(own / "language")
    library = Library(own)
    kept = library.kept(flow, language)
    assert (kept.flow_hash, kept.language_hash) == (begun.flow_hash, begun.language_hash)
    assert library.kept(flow, language) is kept
    assert compilations == [1]


def test_a_talk_from_an_earlier_version_goes_on_although_its_wording_lacks_a_part() -> None:
    library = Library()
    texts = dict(library.language("en"))
    lacking = texts["coach/en.yaml"].replace("\n  dispute:\n", "\n  gone:\n")
    assert lacking != texts["coach/en.yaml"]
    old = pack({**texts, "coach/en.yaml": lacking})
    guide = library.kept(library.path("career_talk").read_text(encoding="utf-8"), old)
    assert guide.lines["dispute"]
