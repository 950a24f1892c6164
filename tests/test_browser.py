"""What only a browser shows: reload, restart, two tabs, double clicks, phones, hostile words, accessibility, print."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from engine.library import Library
from engine.service import Service
from engine.stores import open_store

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "artefacts"
QUIET = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
WATCH = """() => {
  if (window.changes !== undefined) return
  window.changes = 0
  new MutationObserver(seen => { window.changes += seen.length })
    .observe(document.body, {subtree: true, childList: true, characterData: true, attributeFilter: ['data-test-script-state']})
}"""
"""Counts what changes in a page; of a quick run Streamlit may show the outcome only, never that it was running."""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK, PHONE = (1440, 900), (390, 844)
COACH, YOU = "[data-speaker=coach]", "[data-speaker=person]"

pytestmark = [
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium: the program chromium is not installed"),
    pytest.mark.flaky(reruns=1),  # a busy machine may lose a key press once; what is really broken fails twice
]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class App:
    """A running `handhold serve` with a store of its own."""

    store: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        settings = {"STREAMLIT_SERVER_HEADLESS": "true", "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"}
        command = [sys.executable, "-m", "engine", "serve", "--port", str(self.port), "--store", self.store]
        silent = subprocess.DEVNULL
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=silent, stderr=silent)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.read() == b"ok":
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the app did not start")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None

    def service(self) -> Service:
        return Service(open_store(self.store), Library())


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(f"sqlite:///{(tmp_path_factory.mktemp('store') / 'talks.db').as_posix()}")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


Scheme = Literal["light", "dark"]
Opened = Callable[..., BrowserContext]


@pytest.fixture
def opened(chromium: Browser, app: App) -> Iterator[Opened]:
    """Makes a browser window; afterwards no request of any of its pages may have left the machine."""
    contexts: list[BrowserContext] = []
    foreign: list[str] = []

    def note(url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            foreign.append(url)

    def make(size: tuple[int, int] = DESK, scheme: Scheme = "light") -> BrowserContext:
        small = size == PHONE
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce",
            has_touch=small, is_mobile=small, device_scale_factor=2 if small else 1,
        )  # fmt: skip
        context.on("request", lambda sent: note(sent.url))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert foreign == []


def quiet(page: Page) -> None:
    """Wait until the script has run and the page has drawn it."""
    page.wait_for_selector(QUIET, timeout=30_000)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def press(page: Page, *several: str) -> None:
    """Press keys that each change the page, the next one when what the last one brought about is drawn, however slow the machine.

    A key that the page was too busy to hear is pressed once more, as a person would.
    """
    page.bring_to_front()
    page.evaluate(WATCH)
    for key in several:
        before = page.evaluate("window.changes")
        for _ in range(2):
            page.keyboard.press(key)
            with suppress(PlaywrightTimeout):
                page.wait_for_function("before => window.changes > before", arg=before, timeout=4_000)
                break
        for _ in range(10):  # a run may ask for another one; what moves by itself never rests
            quiet(page)
            seen = page.evaluate("window.changes")
            page.wait_for_timeout(60)
            if page.evaluate("window.changes") == seen:
                break


def visit(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("heading", level=1).wait_for()
    quiet(page)


def begin(page: Page, app: App, door: str = "Start a talk") -> str:
    """Start a talk from the start page; its id."""
    visit(page, app.url)
    page.get_by_role("button", name=door, exact=True).click()
    page.locator(COACH).first.wait_for()
    quiet(page)
    return page.url.partition("c=")[2]


def say(page: Page, text: str) -> None:
    """Type an answer and wait until the coach has replied."""
    page.bring_to_front()
    before = page.locator(COACH).count()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(text)
    box.press("Enter")
    expect(page.locator(COACH)).not_to_have_count(before)
    quiet(page)


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", animations="disabled", caret="hide")


def faultless(page: Page, wide: int) -> None:
    """No accessibility violation, no scrolling sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == wide


def style(page: Page, selector: str, name: str) -> str:
    return str(page.locator(selector).first.evaluate("(one, name) => getComputedStyle(one).getPropertyValue(name)", name))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_screen_is_accessible_and_fits(app: App, opened: Opened, size: tuple[int, int], scheme: Scheme) -> None:
    name = f"{'phone' if size == PHONE else 'desk'}-{scheme}"
    page = opened(size, scheme).new_page()
    visit(page, app.url)
    faultless(page, size[0])
    shot(page, f"start-{name}")
    begin(page, app)
    say(page, "I have done the same support job for six years and I wonder whether teaching people could become my work.")
    say(page, "Maybe I should just do a project management certificate.")
    faultless(page, size[0])
    shot(page, f"coach-{name}")
    sideways = page.get_by_role("heading", name="Your plan so far")
    plan_button = page.get_by_role("button", name="Plan", exact=True)
    if size == PHONE:
        expect(sideways).to_be_hidden()
        plan_button.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        quiet(page)
        faultless(page, size[0])
        shot(page, f"drawer-{name}")
    else:
        expect(sideways).to_be_visible()
        expect(plan_button).to_be_hidden()
        assert style(page, "[data-testid=stColumn]:has(.st-key-plan)", "position") == "sticky"
        box, column = page.get_by_test_id("stChatInput").bounding_box(), page.locator(".st-key-plan").bounding_box()
        assert box is not None
        assert column is not None
        assert box["x"] + box["width"] <= column["x"], "the answer box must not run under the plan"


def test_the_cursor_waits_in_the_box_and_the_question_is_announced(app: App, opened: Opened) -> None:
    page = opened().new_page()
    begin(page, app)
    visit(page, page.url)
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_focused()
    status = page.locator(".hh-announcer")
    first = status.text_content()
    assert first
    assert style(page, ".hh-announcer", "clip-path") == "inset(50%)"
    node = status.element_handle()
    say(page, "I want to find out what else I could do here.")
    assert status.text_content() not in ("", first)
    assert node.evaluate("one => one.isConnected"), "the same node speaks again, or screen readers stay silent"


def test_a_reload_keeps_the_talk(app: App, opened: Opened) -> None:
    page = opened().new_page()
    session = begin(page, app)
    say(page, "words before the reload, about my work")
    visit(page, page.url)
    expect(page.get_by_text("words before the reload, about my work").first).to_be_visible()
    page.get_by_role("link", name="Start").click()
    page.get_by_role("button", name="Start a talk", exact=True).wait_for()
    page.get_by_role("link", name="Coach").click()
    expect(page.get_by_text("words before the reload, about my work").first).to_be_visible()
    assert session in page.url


def test_a_talk_is_taken_up_and_deleted_from_the_start_page(app: App, opened: Opened) -> None:
    page = opened().new_page()
    session = begin(page, app)
    say(page, "words that will be taken up and then deleted")
    visit(page, app.url)
    shot(page, "start-with-talks")
    faultless(page, DESK[0])
    page.locator(f".st-key-open-{session} button").click()
    expect(page.get_by_text("words that will be taken up and then deleted").first).to_be_visible()
    visit(page, app.url)
    page.locator(f".st-key-delete-{session} button").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    quiet(page)
    faultless(page, DESK[0])
    dialog.get_by_role("button", name="Delete for good").click()
    expect(dialog).to_have_count(0)
    assert session not in [row.id for row in app.service().sessions()]
    visit(page, f"{app.url}/coach?c={session}")
    expect(page.get_by_role("heading", name="No talk is open here")).to_be_visible()


def test_a_second_tab_gets_its_words_back(app: App, opened: Opened) -> None:
    window = opened()
    one, two = window.new_page(), window.new_page()
    session = begin(one, app)
    visit(two, one.url)
    say(one, "said in the first tab")
    two.bring_to_front()
    box = two.get_by_test_id("stChatInputTextArea")
    box.fill("said in the second tab")
    box.press("Enter")
    expect(two.get_by_test_id("stAlertContentInfo").get_by_text("has gone on in another tab")).to_be_visible()
    expect(two.get_by_text("said in the first tab").first).to_be_visible()
    expect(box).to_have_value("said in the second tab")
    assert app.service().open(session).session.turn == 1
    before = two.locator(YOU).count()
    box.press("Enter")
    expect(two.locator(YOU)).to_have_count(before + 1)
    expect(two.get_by_test_id("stAlertContentInfo").get_by_text("has gone on in another tab")).to_be_hidden()
    assert app.service().open(session).session.turn == 2


def to_chips(page: Page) -> None:
    """On to the first question with quick replies."""
    chips = page.get_by_role("radiogroup")
    for text in ("It got too small for me after nine years in one post", "A clear picture and two things to do", "skip"):
        if chips.count():
            return
        say(page, text)
    chips.wait_for()


def test_a_double_click_on_a_chip_is_one_answer(app: App, opened: Opened) -> None:
    page = opened().new_page()
    session = begin(page, app)
    to_chips(page)
    turn = app.service().open(session).session.turn
    chip = page.get_by_role("radiogroup").get_by_role("radio").first
    words = chip.text_content()
    chip.dblclick()
    expect(page.locator(YOU).last).to_contain_text(words or "")
    quiet(page)
    page.wait_for_timeout(600)  # time for a second run, which must not come
    assert app.service().open(session).session.turn == turn + 1


HOSTILE = {
    "html": "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script><h1>big</h1>",
    "markdown": "![x](https://evil.example/p.png) [link](https://evil.example) # head **bold** $x$ :fire: :material/home: `code`",
    "long": "W" * 3000,
    "arabic": "أريد أن أتعلم كيف أشرح الأشياء للناس في عملي",
    "emoji": "👩‍🏫🔥 I want to teach 🎓",
    "lines": "1. one\n2. two\n- three\n\n    four",
}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_whatever_is_typed_is_text(app: App, opened: Opened, size: tuple[int, int]) -> None:
    page = opened(size).new_page()
    begin(page, app)
    for text in HOSTILE.values():
        say(page, text)
    said = [one.text_content() for one in page.locator(f"{YOU} .hh-words").all()]
    assert said == list(HOSTILE.values())
    assert page.title() == "Handhold"
    main = page.get_by_test_id("stMain")
    assert main.locator("img").count() == 0
    assert main.locator("a[href*=evil]").count() == 0
    assert page.get_by_role("heading", name="big").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    arabic = page.locator(f"{YOU} .hh-words").filter(has_text=HOSTILE["arabic"])
    assert arabic.evaluate("one => getComputedStyle(one).unicodeBidi") == "plaintext"
    shot(page, f"hostile-{'phone' if size == PHONE else 'desk'}")


def test_a_restart_of_the_server_loses_not_even_the_first_answer(opened: Opened, tmp_path: Path) -> None:
    own = App(f"sqlite:///{(tmp_path / 'talks.db').as_posix()}")
    own.start()
    try:
        page = opened().new_page()
        session = begin(page, own)
        say(page, "said before the server was killed")
        own.stop(signal.SIGKILL)
        own.start()
        page.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]', timeout=60_000)
        say(page, "said after the server was killed")
        said = [one.text for one in own.service().open(session).session.transcript if one.speaker == "person"]
        assert said == ["said before the server was killed", "said after the server was killed"]
    finally:
        own.stop()


def test_a_red_flag_is_plain_and_stores_no_word(app: App, opened: Opened) -> None:
    page = opened(PHONE).new_page()
    session = begin(page, app)
    say(page, "I want to kill myself")
    expect(page.get_by_role("listitem").filter(has_text="116 123")).to_be_visible()
    expect(page.get_by_role("radiogroup")).to_have_count(0)
    # A line taller than the window is shown from its beginning, as soon as all of it has been drawn.
    page.wait_for_function(
        """() => {
          const top = [...document.querySelectorAll('[data-speaker=coach]')].pop().getBoundingClientRect().top
          return 60 <= top && top <= 100
        }""",
        timeout=10_000,
    )
    faultless(page, PHONE[0])
    shot(page, "red-flag-phone")
    assert "kill" not in app.service().export(session)
    page.get_by_role("button", name="Go on with the talk").click()
    expect(page.get_by_role("button", name="Go on with the talk")).to_have_count(0)


def test_a_page_printed_from_the_dark_is_black_on_white(app: App, opened: Opened) -> None:
    page = opened(DESK, "dark").new_page()
    begin(page, app)
    page.emulate_media(media="print", color_scheme="dark")
    assert style(page, "[data-testid=stApp]", "background-color") == "rgb(255, 255, 255)"
    assert style(page, ".hh-coach p", "color") == "rgb(17, 17, 17)"
    assert style(page, "[data-testid=stBottom]", "display") == "none"


def book(name: str) -> Callable[[str | None, int], str]:
    """Answers of one of the example people: the n-th entry of a need is given the n-th time it is awaited."""
    person = yaml.safe_load((ROOT / "tests" / "people" / f"{name}.yaml").read_text(encoding="utf-8"))
    spoken: dict[str, int] = {}
    asides = {one["turn"]: one["say"] for one in person.get("interjections") or []}

    def answer(need: str | None, turn: int) -> str:
        if turn in asides:
            return str(asides[turn])
        several = person["answers"].get(need) if need else None
        if not several:
            return str(person["fallback"][0])
        spoken[need or ""] = spoken.get(need or "", 0) + 1
        return str(several[min(spoken[need or ""], len(several)) - 1])

    return answer


def test_a_whole_talk_ends_in_a_plan_that_can_be_taken_away(app: App, opened: Opened, tmp_path: Path) -> None:
    page = opened().new_page()
    session, service = begin(page, app), app.service()
    answer = book("44-fergus")
    for turn in range(1, 110):
        waits = service.open(session).session.awaiting
        say(page, answer(waits.need if waits and waits.kind == "ask" else None, turn))
        if turn == 40:
            expect(page.locator(COACH).last).to_be_in_viewport()
            shot(page, "coach-turn-40")
            faultless(page, DESK[0])
        if service.open(session).session.ended:
            break
    assert service.open(session).session.ended == "done"
    expect(page.get_by_role("heading", name="Your plan", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stChatInput")).to_have_count(0)
    expect(page.locator(COACH).last).to_be_in_viewport()
    faultless(page, DESK[0])
    shot(page, "end-desk-light")
    with page.expect_download() as handed:
        page.get_by_role("button", name="Save as Markdown").click()
    handed.value.save_as(tmp_path / "plan.md")
    assert "Old Library" in (tmp_path / "plan.md").read_text(encoding="utf-8")
    phone = opened(PHONE, "dark").new_page()
    visit(phone, page.url)
    expect(phone.get_by_role("heading", name="Your plan", exact=True)).to_be_visible()
    faultless(phone, PHONE[0])
    phone.get_by_role("heading", name="Your plan", exact=True).scroll_into_view_if_needed()
    shot(phone, "end-phone-dark")


def test_what_was_understood_can_be_opened_disputed_and_found_in_the_plan(app: App, opened: Opened) -> None:
    page = opened().new_page()
    session = begin(page, app)
    say(page, "I have been in the same post for nine years and want something new")
    say(page, "Maybe I should just do a project management certificate.")
    page.get_by_text("What I understood").click()
    page.get_by_text("Why not now?").click()
    quiet(page)
    faultless(page, DESK[0])
    shot(page, "understood-desk")
    assert len(app.service().open(session).session.parked) == 1
    before = page.locator(COACH).count()
    page.get_by_role("button", name="That is no idea to keep").first.click()
    expect(page.locator(COACH)).to_have_count(before + 1)
    expect(page.get_by_text("Kept for Options")).to_have_count(0)
    assert app.service().open(session).session.parked == ()
    page.get_by_role("button", name="Show where you said it: Why now, turn 1").click()
    expect(page.locator("#turn-1")).to_be_focused()
    expect(page.locator("#turn-1")).to_be_in_viewport()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_line_of_the_plan_is_changed_after_a_look_at_what_it_resets(app: App, opened: Opened, size: tuple[int, int]) -> None:
    service = app.service()
    talk = service.start("career_talk", 7)
    for words in WISHES:
        talk = service.say(talk, words, date(2027, 1, 11))
    page = opened(size).new_page()
    visit(page, f"{app.url}/coach?c={talk.session.id}")
    if size == PHONE:
        page.get_by_role("button", name="Plan", exact=True).click()
    page.get_by_role("button", name="Change Kinds of work").last.click()
    drawer = page.get_by_role("dialog", name="Change an answer")
    expect(drawer).to_contain_text("This opens again")
    expect(drawer).to_contain_text("Why it draws you")
    quiet(page)
    faultless(page, size[0])
    shot(page, f"change-{'phone' if size == PHONE else 'desk'}")
    box = drawer.get_by_role("textbox")
    box.fill("no idea")
    drawer.get_by_role("button", name="Save the change").click()
    expect(drawer).to_contain_text("These words do not say it yet")
    expect(box).to_have_value("no idea")
    box.fill("Designing courses, and training the people who give them")
    drawer.get_by_role("button", name="Save the change").click()
    expect(drawer).to_have_count(0)
    expect(page.locator(YOU).last).to_contain_text("Designing courses")
    after = app.service().open(talk.session.id).session
    assert after.state("why").status == "open"
    fact = after.fact("kinds_of_work")
    assert fact is not None
    assert fact.value == ["Designing courses", "training the people who give them"]


def test_everything_can_be_done_with_the_keyboard_alone(app: App, opened: Opened) -> None:
    page = opened().new_page()
    visit(page, app.url)
    tab_to(page, "Start a talk")
    page.keyboard.press("Enter")
    page.locator(COACH).first.wait_for()
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_focused()
    for words in ("I have been in the same post for nine years and want something new", "A first step for this week"):
        before = page.locator(COACH).count()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(page.locator(COACH)).to_have_count(before + 1)
        quiet(page)
        expect(page.get_by_test_id("stChatInputTextArea")).to_be_focused()
    tab_to(page, "What I understood")
    page.keyboard.press("Enter")
    tab_to(page, "Change What you want today")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    quiet(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    tab_to(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.locator(YOU).filter(has_text="A first step for this week")).to_have_count(0)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called `name`."""
    for _ in range(60):
        page.keyboard.press("Tab")
        now = page.evaluate("() => document.activeElement === document.body ? '' : (document.activeElement.ariaLabel || document.activeElement.innerText || '').replace(/\\s+/g, ' ').trim()")
        if name in now and len(now) < 200:
            return
    raise AssertionError(f"Tab never came to {name}")


def test_twice_the_size_fits_and_still_works(app: App, opened: Opened) -> None:
    page = opened((720, 450)).new_page()
    begin(page, app)
    say(page, "I have been in the same post for nine years and want something new")
    faultless(page, 720)
    expect(page.locator(COACH).last).to_be_in_viewport()
    shot(page, "zoom-200")


def test_a_dropped_connection_is_said_and_loses_no_word(app: App, opened: Opened) -> None:
    window = opened()
    page = window.new_page()
    session = begin(page, app)
    say(page, "said while all was well")
    # The page reaches its server over a way that can be cut: the socket is closed and new ones are refused for a while.
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("typed while nothing listens")
    app.stop(signal.SIGKILL)
    expect(page.get_by_text("The connection to Handhold is gone")).to_be_visible(timeout=20_000)
    shot(page, "connection-gone")
    expect(box).to_have_value("typed while nothing listens")
    app.start()
    page.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]', timeout=60_000)
    expect(page.get_by_text("The connection to Handhold is gone")).to_be_hidden()
    expect(box).to_have_value("typed while nothing listens")
    box.press("Enter")
    expect(page.locator(YOU)).to_have_count(2)
    said = [one.text for one in app.service().open(session).session.transcript if one.speaker == "person"]
    assert said == ["said while all was well", "typed while nothing listens"]


def test_a_finished_plan_can_still_be_reworded(app: App, opened: Opened) -> None:
    service, answer = app.service(), book("44-fergus")
    talk = service.start("career_talk", 11)
    for turn in range(1, 110):
        waits = talk.session.awaiting
        talk = service.say(talk, answer(waits.need if waits and waits.kind == "ask" else None, turn), date(2026, 11, 23))
        if talk.session.ended:
            break
    assert talk.session.ended == "done"
    page = opened().new_page()
    visit(page, f"{app.url}/coach?c={talk.session.id}")
    page.get_by_role("button", name="Change Kinds of work").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("Nothing else changes with it")
    drawer.get_by_role("textbox").fill("Restoring old buildings with other people")
    drawer.get_by_role("button", name="Save the change").click()
    expect(drawer).to_have_count(0)
    expect(page.locator(".hh-plan")).to_contain_text("Restoring old buildings with other people")
    after = app.service().open(talk.session.id).session
    assert after.ended == "done"
    assert len(after.transcript) == len(talk.session.transcript) + 2


def test_a_printed_page_holds_what_is_folded_away(app: App, opened: Opened, tmp_path: Path) -> None:
    page = opened().new_page()
    begin(page, app)
    say(page, "Maybe I should just do a project management certificate.")
    folded = page.locator(".hh-coach .hh-fold").last
    expect(folded).not_to_have_attribute("open", "")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(folded).to_have_attribute("open", "")
    page.pdf(path=SHOTS / "printed.pdf")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(folded).not_to_have_attribute("open", "")


WISHES = (
    "I have been in the same post for nine years and want something new", "A first step for this week", "Fine with me",
    "It is my own career and I move it along", "Two hours", "Keep them here for me", "Nothing to add",
    "Teaching adults, and designing the courses they learn with", "Last month I showed ten newcomers round and they still thank me for it",
    "In my first job I ran the lunchtime reading group, and I loved it",
    "Because I come home full of energy after a day in which somebody understood something at last.",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_rehearsal_is_held_looked_at_and_tried_again(app: App, opened: Opened, size: tuple[int, int], scheme: Scheme) -> None:
    name = f"{'phone' if size == PHONE else 'desk'}-{scheme}"
    page = opened(size, scheme).new_page()
    visit(page, f"{app.url}/rehearse")
    faultless(page, size[0])
    shot(page, f"rehearse-choice-{name}")
    page.get_by_text("I don't want to raise their expectations").click()
    quiet(page)
    page.get_by_role("button", name="Start the rehearsal").click()
    page.locator(COACH).first.wait_for()
    quiet(page)
    for words in (
        "Thanks for coming. I wanted to hear where you would like to go.", "What do you enjoy most at the moment?",
        "You should do the Excel course.", "I promise you'll get the lead job.", "Do you want it?", "Is it the money?",
        "What would you need to learn?", "What will you do about it in the next month?",
    ):  # fmt: skip
        say(page, words)
    faultless(page, size[0])
    shot(page, f"rehearse-{name}")
    page.get_by_role("button", name="End and look back").click()
    expect(page.get_by_role("heading", name="What the turns show")).to_be_visible()
    quiet(page)
    page.get_by_role("textbox").first.fill("I would tell them what is in my hands.")
    page.get_by_role("textbox").first.press("Enter")
    quiet(page)
    faultless(page, size[0])
    page.get_by_role("heading", level=1).scroll_into_view_if_needed()
    shot(page, f"debrief-{name}")
    page.get_by_role("button", name="Try again from turn").click()
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible()
    quiet(page)
    say(page, "I can't promise that. What could you do without waiting for anybody?")
    page.get_by_role("button", name="End and look back").click()
    expect(page.get_by_role("heading", name="Beside the first try")).to_be_visible()
    quiet(page)
    faultless(page, size[0])
    shot(page, f"branch-{name}")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_an_opening_is_prepared_taken_into_an_exam_and_the_runs_are_looked_at(
    app: App, opened: Opened, size: tuple[int, int], scheme: Scheme
) -> None:
    name = f"{'phone' if size == PHONE else 'desk'}-{scheme}"
    page = opened(size, scheme).new_page()
    visit(page, f"{app.url}/rehearse")
    page.get_by_role("button", name="Prepare your opening first").click()
    page.get_by_role("heading", name="What you would say").wait_for()
    quiet(page)
    page.get_by_placeholder("What is there when you both get up").fill("By the end of our talk I'd like you to have one step of your own.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".hh-heard li").nth(1)).to_contain_text("heard in")
    quiet(page)
    faultless(page, size[0])
    shot(page, f"prepare-{name}")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as Markdown").click()
    assert "By the end of our talk" in Path(saved.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name="Take it into the rehearsal").click()
    page.get_by_role("heading", name="Rehearse a career talk").wait_for()
    quiet(page)
    page.get_by_text("Exam: feedback only afterwards").click()
    page.get_by_text("Brief the talk with what your team member asks for").click()
    page.get_by_label("Their page").fill("## What I am asking of you\n- Two hours every second Friday")
    page.get_by_label("Their page").press("Control+Enter")
    expect(page.locator(".hh-asked li")).to_have_text(["Two hours every second Friday"])
    quiet(page)
    faultless(page, size[0])
    page.get_by_role("button", name="Start the rehearsal").click()
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_have_value("By the end of our talk I'd like you to have one step of your own.")
    box.press("Enter")
    expect(page.locator(COACH)).to_have_count(2)
    quiet(page)
    page.reload()
    expect(page.locator(COACH)).to_have_count(2)
    quiet(page)
    assert page.locator(".hh-note").count() == 0
    page.get_by_role("button", name="Say nothing").click()
    expect(page.locator(COACH)).to_have_count(3)
    quiet(page)
    expect(box).to_have_value("")
    for words in ("What do you enjoy?", "Why?", "I promise you'll get the lead job.", "Is it the money?", "What else?", "And then?"):
        say(page, words)
    faultless(page, size[0])
    shot(page, f"exam-{name}")
    page.get_by_role("button", name="End and look back").click()
    page.get_by_role("heading", name="Your runs").wait_for()
    quiet(page)
    page.get_by_text("Promises: 1 turn").first.click()
    expect(page.locator("details[open] q", has_text="I promise you'll get the lead job.").first).to_be_visible()
    faultless(page, size[0])
    shot(page, f"runs-{name}")
    page.get_by_role("button", name="Say something else in turn 5").click()
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible()
    quiet(page)
    say(page, "I can't promise you that.")
    page.get_by_role("button", name="End and look back").click()
    expect(page.get_by_text("They part in turn 5.")).to_be_visible()
    quiet(page)
    page.get_by_role("button", name="Choose another").click()
    page.get_by_text("Your earlier rehearsals").click()
    rows = page.get_by_role("button", name="Delete")
    before = rows.count()
    rows.first.click()
    page.get_by_role("button", name="Delete for good").click()
    expect(rows).to_have_count(before - 1)


def test_lines_that_a_person_chose_brief_a_rehearsal_of_the_other_side(app: App, opened: Opened, tmp_path: Path) -> None:
    service, answer = app.service(), book("44-fergus")
    talk = service.start("career_talk", 12)
    for turn in range(1, 110):
        waits = talk.session.awaiting
        talk = service.say(talk, answer(waits.need if waits and waits.kind == "ask" else None, turn), date(2026, 11, 23))
        if talk.session.ended:
            break
    assert talk.session.ready
    page = opened().new_page()
    visit(page, f"{app.url}/coach?c={talk.session.id}")
    page.get_by_role("button", name="Ask my manager").click()
    drawer = page.get_by_role("dialog")
    wish = drawer.get_by_role("checkbox", checked=False).first
    expect(wish).to_be_visible()
    quiet(page)
    faultless(page, DESK[0])
    shot(page, "ask-my-manager-desk-light")
    label = drawer.get_by_test_id("stCheckbox").first.inner_text().strip()
    drawer.get_by_test_id("stCheckbox").first.locator("label").click()
    quiet(page)
    with page.expect_download() as saved:
        drawer.get_by_role("button", name="Save as Markdown").click()
    assert label in Path(saved.value.path()).read_text(encoding="utf-8").replace("\\", "")
    drawer.get_by_role("button", name="Brief a rehearsal with it").click()
    page.get_by_role("heading", name="Rehearse a career talk").wait_for()
    expect(page.locator(".hh-asked li").first).to_have_text(label)
    quiet(page)
    faultless(page, DESK[0])
    page.get_by_role("button", name="Start the rehearsal").click()
    page.locator(COACH).first.wait_for()
    quiet(page)
    page.get_by_text("What you know beforehand").click()
    expect(page.locator(".hh-asked li").first).to_have_text(label)
    say(page, "What kind of work would you like more of?")
    rehearsed = app.service().open(page.url.partition("c=")[2])
    assert rehearsed.cast is not None
    assert rehearsed.cast.asked is not None
    assert label in [one.text for one in rehearsed.cast.asked.lines]


def test_half_an_answer_outlives_a_reload(app: App, opened: Opened) -> None:
    page = opened().new_page()
    session = begin(page, app)
    box = page.get_by_test_id("stChatInputTextArea")
    box.press_sequentially("Half an answ")
    page.reload()
    quiet(page)
    expect(box).to_have_value("Half an answ")
    box.press_sequentially("er, and now the rest of it")
    box.press("Enter")
    expect(page.locator(YOU)).to_have_count(1)
    quiet(page)
    page.reload()
    quiet(page)
    page.wait_for_timeout(1500)  # time for what must not come back
    expect(box).to_have_value("")
    (said,) = [one.text for one in app.service().open(session).session.transcript if one.speaker == "person"]
    assert said == "Half an answer, and now the rest of it"


def test_words_sent_into_a_dying_server_come_back(opened: Opened, tmp_path: Path) -> None:
    own = App(f"sqlite:///{(tmp_path / 'talks.db').as_posix()}")
    own.start()
    try:
        page = opened().new_page()
        session = begin(page, own)
        box = page.get_by_test_id("stChatInputTextArea")
        box.fill("sent into the void")
        assert own.process is not None
        own.process.send_signal(signal.SIGSTOP)  # it takes the words in no more
        box.press("Enter")
        own.stop(signal.SIGKILL)
        own.start()
        page.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]', timeout=60_000)
        expect(box).to_have_value("sent into the void")
        box.press("Enter")
        expect(page.locator(YOU)).to_have_count(1)
        assert [one.text for one in own.service().open(session).session.transcript if one.speaker == "person"] == ["sent into the void"]
    finally:
        own.stop()


def test_a_printed_plan_is_whole_and_comes_first(app: App, opened: Opened) -> None:
    service, answer = app.service(), book("44-fergus")
    talk = service.start("career_talk", 12)
    for turn in range(1, 110):
        waits = talk.session.awaiting
        talk = service.say(talk, answer(waits.need if waits and waits.kind == "ask" else None, turn), date(2026, 11, 23))
        if talk.session.ended:
            break
    page = opened(DESK, "dark").new_page()
    visit(page, f"{app.url}/coach?c={talk.session.id}")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    plan, said = page.evaluate(  # both at once: the page may still be scrolling to its newest line
        "() => ['.hh-plan', '.hh-talk'].map(one => document.querySelector(one).getBoundingClientRect().toJSON())"
    )
    assert plan["bottom"] <= said["top"] + 1, "the plan comes first"
    assert plan["width"] > 600, "and has the page for itself"
    clipped = page.evaluate(
        """() => { for (let one = document.querySelector('.hh-plan'); one && one.dataset.testid !== 'stMain'; one = one.parentElement)
             if (/auto|scroll|hidden/.test(getComputedStyle(one).overflowY)) return one.dataset.testid ?? one.className
           return '' }"""
    )
    assert clipped == ""
    page.pdf(path=SHOTS / "printed-plan.pdf", format="A4")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_a_plan_is_checked_in_with_the_keyboard_taken_along_and_erased(
    app: App, opened: Opened, size: tuple[int, int], scheme: Scheme
) -> None:
    service, answer, day = app.service(), book("44-fergus"), date(2026, 9, 1)
    talk = service.start("career_talk", 12, today=day)
    for turn in range(1, 110):
        waits = talk.session.awaiting
        talk = service.say(talk, answer(waits.need if waits and waits.kind == "ask" else None, turn), day)
        if talk.session.ended:
            break
    name, first = f"{'phone' if size == PHONE else 'desk'}-{scheme}", talk.plan().actions[0]
    page = opened(size, scheme).new_page()
    visit(page, f"{app.url}/plans")
    faultless(page, size[0])
    shot(page, f"plans-{name}")
    visit(page, f"{app.url}/plans?p={talk.session.id}")
    page.get_by_role("button", name="Check in, two minutes").press("Enter")
    page.get_by_role("heading", name="Check in").wait_for()
    quiet(page)
    page.get_by_role("radio", name="Done").first.press("Space")
    why = page.get_by_label("In a line: why, or how it went (action 1)")
    why.fill("it was easier than I had thought")
    why.press("Enter")
    quiet(page)
    faultless(page, size[0])
    shot(page, f"check-in-{name}")
    page.get_by_role("button", name="Keep this check-in").press("Enter")
    expect(page.get_by_text("Kept. This is version 2 of the plan")).to_be_visible()
    expect(page.locator(".hh-standing", has_text=first.what)).to_contain_text("Done")
    quiet(page)
    faultless(page, size[0])
    shot(page, f"plan-{name}")
    assert page.url == f"{app.url}/plans?p={talk.session.id}", "nothing of the plan's words stands in the address"
    for form, begins in (("PDF", b"%PDF"), ("calendar", b"BEGIN:VCALENDAR"), ("Word", b"PK")):
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Save as {form}").click()
        assert Path(saved.value.path()).read_bytes().startswith(begins)
        assert saved.value.suggested_filename.startswith("my-plan-")
    page.get_by_role("button", name="Open version 1").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text(first.what)).to_be_visible()
    quiet(page)
    faultless(page, size[0])
    ink = style(page, "[role=dialog] .hh-plan", "color")
    assert ink == style(page, "[data-testid=stApp]", "color"), "words in a dialog have the colour of the page's theme"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Erase this plan, or a part of it").click()
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("heading", name="Your plans")).to_be_visible()
    assert not {talk.session.id} & {one.id for one in app.service().sessions()}
