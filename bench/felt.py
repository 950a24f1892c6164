"""What a turn feels like: Enter to reply readable, beside the echoes of other frameworks, and what it costs the server."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING
from uuid import uuid4

from bench import browser
from bench.browser import COACH, ECHOES, STREAMLIT, Chat
from bench.options import Options
from bench.rows import Row, beside, missing, plain
from bench.servers import OTHERS, STREAMLIT_ECHO, Recipe, Server, handhold, spawned
from bench.talks import ANSWERED, CAREER, EARLY, grown, library, next_answers
from bench.yardsticks import GET
from engine.service import now
from engine.stores import SessionRow, Store, open_store
from engine.talk.compile import pack
from engine.talk.events import encode
from engine.talk.session import Session

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PART = "felt"
EMPTY_AIM, CPU_AIM, RUNS_AIM = 1.0, 20.0, 1.0
LONGER_AIMS = {200: 1.2, 1000: 1.5}
OURS, ECHO = "turn", "Streamlit tutorial echo"


@dataclass(slots=True)
class Series:
    """Turns of one kind: where a fresh page of it is, what is said on it, what was measured so far."""

    name: str
    server: Server
    chat: Chat
    page: Callable[[], tuple[str, Sequence[tuple[str, str]]]]
    took: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def block(self, chromium: Browser) -> None:
        """Open a fresh page and measure its turns but the first, which loads what later ones find loaded."""
        url, turns = self.page()
        with browser.window(chromium) as page:
            browser.visit(page, url, self.chat)
            (text, expected), *measured = turns
            browser.felt(page, self.chat, text, expected)
            before = self.server.cpu()
            self.took += [browser.felt(page, self.chat, text, expected) for text, expected in measured]
            after = self.server.cpu()
        if before is not None and after is not None:
            self.cpu.append((after - before) / len(measured) * 1000)


def run(options: Options) -> list[Row]:
    """The rows of this part."""
    why = browser.absent()
    if why:
        return [missing(PART, "Enter to reply readable", why)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store_url = f"sqlite:///{(folder / 'talks.db').as_posix()}"
        store = open_store(store_url)
        stack.callback(store.close)
        ours = stack.enter_context(_served(handhold(store_url)))
        echo = stack.enter_context(_served(STREAMLIT_ECHO))
        lengths = (EARLY, *options.lengths)
        series = [_coach(ours, store, turns, options.block) for turns in lengths]
        series += [_echo(echo, messages, options.block) for messages in (0, *options.lengths)]
        series += [_other(stack.enter_context(_served(recipe)), options.block) for recipe in OTHERS if recipe.here]
        chromium = stack.enter_context(browser.chromium())
        for round_ in range(max(1, options.felt // options.block)):
            for one in series if round_ % 2 else series[::-1]:
                one.block(chromium)
        runs = _runs_a_turn(chromium, series[0])
    by_name = {one.name: one for one in series}
    lacking = [missing(PART, recipe.name, f"not installed: {GET}") for recipe in OTHERS if not recipe.here]
    return [*_felt_rows(by_name, lengths), *lacking, *_cpu_rows(by_name, lengths), runs]


@contextmanager
def _served(recipe: Recipe) -> Iterator[Server]:
    with spawned(recipe) as server:
        server.wait()
        yield server


def _coach(server: Server, store: Store, turns: int, block: int) -> Series:
    """The Coach page of the shipped talk. Every page is a talk of its own, equal to the others, so that each block asks the same."""
    guide = library().guide(CAREER)
    # One turn less, and one more for the turn that is not measured.
    session = grown(guide, ANSWERED, turns - 2)
    said = [(text, "") for text in next_answers(guide, session, block + 1)]

    def page() -> tuple[str, Sequence[tuple[str, str]]]:
        return f"{server.url}/coach?c={_stored(store, session)}", said

    return Series(f"{OURS} {turns}", server, COACH, page)


def _stored(store: Store, session: Session) -> str:
    """A copy of a talk in the store; its id."""
    name, at, guide = uuid4().hex[:12], now(), library().guide(CAREER)
    payloads = [encode(event) for event in session.events]
    payloads[0]["session"] = name
    contents = {guide.flow_hash: guide.source, guide.language_hash: pack(library().language("en"))}
    store.create(SessionRow(name, guide.flow.flow, guide.flow.title, at, at, session.turn), contents, payloads, at)
    return name


def _echo(server: Server, messages: int, block: int) -> Series:
    """The tutorial's echo with that many messages on the page already."""
    said = _numbered(block)
    return Series(f"{ECHO} {messages}", server, STREAMLIT, lambda: (f"{server.url}/?n={messages}", said))


def _other(server: Server, block: int) -> Series:
    """An echo of another framework, on an empty page."""
    said = _numbered(block)
    return Series(server.name, server, ECHOES[server.name], lambda: (server.url, said))


def _numbered(block: int) -> list[tuple[str, str]]:
    """What is said to an echo, about as long as an answer, and what has to come back."""
    texts = [f"Answer number {number} says what I like about the work that I do in the mornings." for number in range(block + 1)]
    return [(text, f"Echo: {text}") for text in texts]


def _felt_rows(found: dict[str, Series], lengths: Sequence[int]) -> list[Row]:
    spent = {name: median(one.took) for name, one in found.items()}
    first = spent[f"{OURS} {EARLY}"]
    rows = [beside(PART, f"turn {EARLY}", first, "ms", f"{ECHO}, empty page", spent[f"{ECHO} 0"], EMPTY_AIM)]
    for turns in lengths[1:]:
        mine, other = spent[f"{OURS} {turns}"], spent[f"{ECHO} {turns}"]
        rows.append(beside(PART, f"turn {turns}", mine, "ms", f"turn {EARLY}", first, LONGER_AIMS.get(turns)))
        rows.append(beside(PART, f"turn {turns}", mine, "ms", f"{ECHO}, {turns} messages", other))
    others = {recipe.name: spent[recipe.name] for recipe in OTHERS if recipe.name in spent}
    return rows + [beside(PART, f"turn {EARLY}", first, "ms", name, other) for name, other in others.items()]


def _cpu_rows(found: dict[str, Series], lengths: Sequence[int]) -> list[Row]:
    rows = []
    for turns, messages in zip(lengths, (0, *lengths[1:]), strict=True):
        mine, other = found[f"{OURS} {turns}"].cpu, found[f"{ECHO} {messages}"].cpu
        if not mine or not other:
            return [missing(PART, "server CPU a turn", "this system does not tell")]
        ratio, yardstick = fmean(mine) / fmean(other), f"{ECHO}, {messages} messages {plain(fmean(other))}"
        rows.append(Row(PART, f"server CPU a turn, turn {turns}", fmean(mine), "ms CPU", yardstick, ratio, CPU_AIM))
    return rows


def _runs_a_turn(chromium: Browser, coach: Series) -> Row:
    """How often the page's script runs for one answer, counted from what the server sends."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    finished = 0

    def note(payload: str | bytes) -> None:
        nonlocal finished
        finished += isinstance(payload, bytes) and ForwardMsg.FromString(payload).WhichOneof("type") == "script_finished"

    url, turns = coach.page()
    with browser.window(chromium) as page:
        page.on("websocket", lambda socket: socket.on("framereceived", note))
        browser.visit(page, url, coach.chat)
        if not finished:
            return missing(PART, "script runs a turn", "the server's messages could not be read")
        finished = 0
        for text, expected in turns:
            browser.felt(page, coach.chat, text, expected)
    return Row(PART, "script runs a turn", finished / len(turns), "runs", aim=RUNS_AIM)
