"""How long a start takes: the web app beside a bare Streamlit page, the commands beside a bare Python."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench import browser
from bench.browser import COACH, START_BUTTON, STREAMLIT
from bench.options import Options
from bench.rows import Row, beside, missing, plain
from bench.servers import ROOT, STREAMLIT_ECHO, Recipe, handhold, spawned
from bench.talks import CAREER, library
from engine.service import Service
from engine.stores import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PART = "start"
PAGE_AIM, COMMAND_AIM, BEYOND_PYTHON_AIM = 1.3, 0.4, 0.3
TAG = ("-m", "engine", "tag")
TALK = ("-m", "engine", "talk", CAREER, "--store", "memory:", "--json")
BARE = ("-c", "print(flush=True)")
UTTERANCE = b'{"text": "I would like to learn how to teach, and I will ask Ingrid on Friday."}\n'
# Runs a command as its own program would, then says how many modules of Streamlit it has imported.
IMPORTED = (
    "import sys; from engine.cli import main; main(sys.argv[1:]);"
    "print(sum(name.partition('.')[0] == 'streamlit' for name in sys.modules), file=sys.stderr)"
)


def run(options: Options, *, pages: bool = True) -> list[Row]:
    """The rows of this part; without a browser when `pages` is False."""
    return [*_commands(options.starts), *_without_streamlit(), *(_pages(options.starts) if pages else ())]


def _commands(starts: int) -> list[Row]:
    """From the start of the process to its first line; how much CPU it had used by its end."""
    calls = {"tag": TAG, "talk": TALK, "python": BARE}
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for _ in range(starts):
        for name, call in calls.items():
            spent[name].append(_first_line(call))
    wall = {name: median(one for one, _ in took) for name, took in spent.items()}
    cpu = {name: median(one for _, one in took) for name, took in spent.items()}
    bare = f"bare Python {plain(wall['python'])}"
    rows = [
        Row(PART, f"handhold {name}, to its first line", wall[name], "s", bare, wall[name] / wall["python"], COMMAND_AIM)
        for name in ("tag", "talk")
    ]
    if cpu["python"]:
        beyond = cpu["tag"] - cpu["python"]
        rows.append(Row(PART, "handhold tag, beyond a bare Python", beyond, "s CPU", aim=BEYOND_PYTHON_AIM))
    return rows


def _first_line(call: Sequence[str]) -> tuple[float, float]:
    """Seconds to the first line, and seconds of CPU of the whole process (0 where the system does not tell)."""
    before, began = _children(), time.perf_counter()
    with subprocess.Popen([sys.executable, *call], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own words
        assert process.stdin is not None
        assert process.stdout is not None
        if call is TAG:
            process.stdin.write(UTTERANCE)
            process.stdin.flush()
        line = process.stdout.readline()
        took = time.perf_counter() - began
        process.stdin.close()
        process.stdout.read()
    if not line or process.returncode:
        raise RuntimeError(f"{' '.join(call)} said nothing, or failed")
    return took, _children() - before


def _children() -> float:
    """Seconds of CPU of all processes that this one has started and that have ended."""
    try:
        import resource
    except ImportError:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _without_streamlit() -> list[Row]:
    rows = []
    for name, call in (("tag", TAG), ("talk", TALK)):
        program = [sys.executable, "-c", IMPORTED, *call[2:]]
        ran = subprocess.run(program, cwd=ROOT, input=UTTERANCE, capture_output=True, check=True)  # noqa: S603 - our own words
        rows.append(Row(PART, f"handhold {name}: modules of Streamlit imported", float(ran.stderr.split()[-1]), "modules", aim=0.0))
    return rows


def _pages(starts: int) -> list[Row]:
    """From the start of the server to a page that can be used, in a browser that has seen nothing yet."""
    why = browser.absent()
    if why:
        return [missing(PART, "server start to usable page", why)]
    with ExitStack() as stack:
        store_url = f"sqlite:///{(Path(stack.enter_context(tempfile.TemporaryDirectory())) / 'talks.db').as_posix()}"
        store = open_store(store_url)
        session = Service(store, library()).start(CAREER).session.id
        store.close()
        chromium = stack.enter_context(browser.chromium())
        calls: dict[str, Callable[[], tuple[float, float | None]]] = {
            "bare": lambda: _usable(chromium, STREAMLIT_ECHO, "", STREAMLIT.box),
            "Coach": lambda: _usable(chromium, handhold(store_url), f"/coach?c={session}", COACH.box),
            "Start": lambda: _usable(chromium, handhold(store_url), "", START_BUTTON),
        }
        spent: dict[str, list[tuple[float, float | None]]] = {name: [] for name in calls}
        for round_ in range(starts + 1):
            for name, call in calls.items():
                took = call()
                if round_:  # the first round fills the system's cache of files
                    spent[name].append(took)
    return _page_rows(spent)


def _page_rows(spent: dict[str, list[tuple[float, float | None]]]) -> list[Row]:
    wall = {name: median(one for one, _ in took) for name, took in spent.items()}
    rows = [
        beside(PART, f"server start to usable {name} page", wall[name], "s", "bare Streamlit chat", wall["bare"], PAGE_AIM)
        for name in ("Start", "Coach")
    ]
    cpu = {name: [one for _, one in took if one is not None] for name, took in spent.items()}
    if all(cpu.values()):
        mine, bare = median(cpu["Coach"]), median(cpu["bare"])
        rows.append(beside(PART, "CPU of the server until then, Coach page", mine, "s CPU", "bare Streamlit chat", bare))
    return rows


def _usable(chromium: Browser, recipe: Recipe, address: str, sign: str) -> tuple[float, float | None]:
    """Seconds until `sign` stands in the page, and seconds of CPU the server has used by then."""
    with browser.window(chromium) as page:
        began = time.perf_counter()
        with spawned(recipe) as server:
            server.wait()
            page.goto(f"{server.url}{address}")
            page.wait_for_selector(sign)
            return time.perf_counter() - began, server.cpu()
