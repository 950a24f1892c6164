"""What only a browser shows of the Present screen: every key, the size and contrast of all text, no scrolling, the time of a step."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from present_talks import FIXED, write_talks
from test_browser import FLAGS, SHOTS, App, pytestmark, quiet

__all__ = ["pytestmark"]
"""A mark that pytest finds by its name in this module."""

ROOT = Path(__file__).resolve().parent.parent
WALL, SMALL = (1920, 1080), (1440, 900)
LONG = 60
SMALLEST = {WALL: 26.6, SMALL: 19.9}
"""20 pt at 1920x1080; on a smaller screen everything shrinks with it."""



def write_long_talk(folder: Path) -> None:
    """A talk of many turns: the shipped one, with questions about it in between."""
    data = yaml.safe_load((ROOT / "flows" / "transcripts" / "self_curious.yaml").read_text(encoding="utf-8"))
    said = [{"say": one["say"]} for one in data["turns"]]
    turns = [*said[:3], *({"say": "Where are we?"} for _ in range(LONG - len(said))), *said[3:]]
    kept = {name: data[name] for name in ("flow", "seed", "today")}
    made = {"title": "A long talk", "about": "For the time of a step.", **kept, "turns": turns}
    (folder / "transcripts" / "long_talk.yaml").write_text(yaml.safe_dump(made, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = write_talks(tmp_path_factory.mktemp("flows"))
    write_long_talk(folder)
    patch = pytest.MonkeyPatch()
    patch.setenv("HANDHOLD_FLOWS", str(folder))
    running = App(f"sqlite:///{(tmp_path_factory.mktemp('store') / 'talks.db').as_posix()}")
    running.start()
    yield running
    running.stop()
    patch.undo()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


Opened = Callable[..., Page]


@pytest.fixture
def on_wall(chromium: Browser, app: App) -> Iterator[Opened]:
    """Opens a talk by keyboard alone; no request of the page may leave the machine."""
    contexts: list[BrowserContext] = []
    foreign: list[str] = []

    def make(talk: str, size: tuple[int, int] = WALL, scheme: str = "dark") -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
        )
        contexts.append(context)
        near = ("http://127.0.0.1:", "data:", "blob:")
        context.on("request", lambda sent: None if sent.url.startswith(near) else foreign.append(sent.url))
        page = context.new_page()
        page.goto(f"{app.url}/present")
        page.get_by_role("heading", level=1).wait_for()
        quiet(page)
        choose(page, talk)
        return page

    yield make
    for context in contexts:
        context.close()
    assert foreign == []


def choose(page: Page, talk: str) -> None:
    """By keyboard: to the list of reference talks, a few letters, Enter."""
    page.get_by_role("combobox").last.wait_for()
    quiet(page)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.closest('.st-key-p-choice') !== null"):
            break
    page.keyboard.type(talk)
    page.get_by_role("option").filter(has_text=talk).first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".hh-p-wall").wait_for()
    page.locator(".st-key-p-X button").wait_for()
    quiet(page)


def press(page: Page, key: str, until: str) -> None:
    """Press a key and wait until what it brings about can be seen."""
    page.keyboard.press(key)
    page.wait_for_selector(until, timeout=15_000, state="attached")
    quiet(page)


def at(turn: int) -> str:
    return f'.hh-p-wall[data-at="{turn}"]'


def scrolls(page: Page) -> bool:
    """Whether the page can be scrolled, or anything of it stands beyond the window."""
    return bool(page.evaluate(
        """() => {
            const main = document.querySelector('[data-testid=stMain]')
            const beyond = [...document.querySelectorAll('.hh-p-wall, .st-key-p-move button, .st-key-p-do button, .hh-p-svg, .hh-p-wall > section')]
              .map(one => one.getBoundingClientRect()).filter(box => box.width)
              .some(box => box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
            main.scrollTop = 999
            return beyond || main.scrollTop > 0 || document.documentElement.scrollWidth > innerWidth
        }"""
    ))  # fmt: skip


def overlaps(page: Page) -> list[list[str]]:
    """Parts of the wall that lie over each other."""
    found: list[list[str]] = page.evaluate(
        """() => {
            const parts = [...document.querySelectorAll('.st-key-p-move, .st-key-p-do, .hh-p-talk, .hh-p-svg, .hh-p-side, .hh-p-facts, .hh-p-felt')]
              .map(one => [one.className.baseVal ?? one.className, one.getBoundingClientRect()]).filter(([, box]) => box.width)
            const over = []
            for (const [i, [one, a]] of parts.entries()) for (const [two, b] of parts.slice(i + 1))
              if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) over.push([one, two])
            return over
        }"""
    )
    return found


def small_text(page: Page, least: float) -> list[str]:
    """Every visible text that is smaller than that, with its size."""
    found: list[str] = page.evaluate(
        """least => {
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
            const found = []
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const parent = node.parentElement
                if (!node.data.trim() || !parent || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(parent.tagName)) continue
                const box = parent.getBoundingClientRect()
                const style = getComputedStyle(parent)
                const seen = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && style.visibility === 'visible'
                if (seen && parent.checkVisibility() && parseFloat(style.fontSize) < least) found.push(`${style.fontSize} ${node.data.trim().slice(0, 40)}`)
            }
            return found
        }""",
        least,
    )
    return found


SEVEN = {"contrastRatio": {"normal": {"expected": 7}, "large": {"expected": 7}}}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "best-practice"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}},
    "checks": {"color-contrast-enhanced": {"options": SEVEN}},
}


def faint(page: Page) -> list[str]:
    """What axe finds against a contrast of 7:1 for text of any size, and any other rule of it that is broken."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary'][:300]}" for one in found for node in one["nodes"]]


def faint_in_picture(page: Page) -> list[str]:
    """Text of the picture under 7:1 against the box it stands in, or the page; axe does not look at pictures."""
    found: list[str] = page.evaluate(
        """() => {
            const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
            const rgb = colour => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data] }
            const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
              .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
            const page = getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor
            return [...document.querySelectorAll('.hh-p-svg text')].flatMap(text => {
                const box = text.parentElement.querySelector('rect, circle')
                const [a, b] = [getComputedStyle(text).fill, box ? getComputedStyle(box).fill : page].map(one => light(rgb(one)))
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
                return ratio < 7 ? [`${ratio.toFixed(2)} ${text.textContent}`] : []
            })
        }"""
    )
    return found


def looked_at(page: Page, size: tuple[int, int], name: str) -> None:
    """Everything that must hold of every state of the wall."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=str(SHOTS / f"present-{name}-{size[0]}.png"))
    assert not scrolls(page), name
    assert overlaps(page) == [], name
    assert small_text(page, SMALLEST[size]) == [], name
    assert faint(page) == [], name
    assert faint_in_picture(page) == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WALL, SMALL])
def test_every_state_can_be_read_from_far_away(on_wall: Opened, size: tuple[int, int], scheme: str) -> None:
    page = on_wall("A talk that was fixed", size, scheme)
    press(page, "ArrowRight", at(1))
    press(page, "ArrowRight", at(2))
    looked_at(page, size, f"{scheme}-turn")
    press(page, "w", ".hh-p-why")
    press(page, "o", ".hh-p-tag s")
    looked_at(page, size, f"{scheme}-why")
    press(page, "f", ".hh-p-asks")
    looked_at(page, size, f"{scheme}-frozen")
    press(page, "k", ".hh-p-beside")
    looked_at(page, size, f"{scheme}-beside")
    press(page, "g", ".hh-p-card")
    press(page, "h", ".hh-p-card kbd")
    looked_at(page, size, f"{scheme}-keys")
    press(page, "x", at(2))
    press(page, "b", ".st-key-p-say")
    looked_at(page, size, f"{scheme}-live")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_choice_of_a_talk_can_be_read_too(chromium: Browser, app: App, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(f"{app.url}/present")
    page.get_by_role("heading", level=1).wait_for()
    page.get_by_role("combobox").last.wait_for()
    page.wait_for_function("() => parseFloat(getComputedStyle(document.documentElement).fontSize) > 20")
    quiet(page)
    page.screenshot(path=str(SHOTS / f"present-{scheme}-choice.png"))
    assert small_text(page, SMALLEST[WALL]) == []
    assert faint(page) == []
    context.close()


def test_a_phone_shows_it_one_below_the_other(on_wall: Opened) -> None:
    page = on_wall("A talk that was fixed", (390, 844), "light")
    press(page, "ArrowRight", at(1))
    page.screenshot(path=str(SHOTS / "present-phone.png"), full_page=True)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert overlaps(page) == []
    assert page.locator(".hh-p-svg").is_visible()
    assert page.locator(".hh-p-said").get_by_text(FIXED[0]).is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_long_talk_with_the_coach_fits_at_every_kind_of_turn(on_wall: Opened, scheme: str) -> None:
    page = on_wall("A long talk", WALL, scheme)
    looked_at(page, WALL, f"{scheme}-first")
    press(page, "End", at(LONG))
    looked_at(page, WALL, f"{scheme}-last")
    press(page, "7", '.hh-p-wall[data-lit="action_plan"]')
    looked_at(page, WALL, f"{scheme}-long-list")
    press(page, "g", ".hh-p-both")
    looked_at(page, WALL, f"{scheme}-guards")


def test_everything_is_done_by_keys(on_wall: Opened) -> None:
    page = on_wall("A talk that was fixed")
    last = len(FIXED)
    for key, turn in (("ArrowRight", 1), ("PageDown", 2), ("ArrowLeft", 1), ("PageUp", 0), ("End", last), ("Home", 0)):
        press(page, key, at(turn))
    press(page, "2", '.hh-p-wall[data-lit="aspirations"]')
    began = int(page.locator(".hh-p-wall").get_attribute("data-at") or 0)
    press(page, "f", ".hh-p-asks")
    assert page.locator(".hh-p-reply").count() == 0
    page.wait_for_function("() => document.querySelector('.hh-p-clock')?.textContent === '0:01'")
    press(page, "t", ".hh-p-clock")
    page.wait_for_function("() => document.querySelector('.hh-p-clock')?.textContent.startsWith('1:5')")
    press(page, "f", ".hh-p-reply")
    press(page, "b", ".st-key-p-say")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.tagName === 'TEXTAREA'"):
            break
    page.keyboard.type("What draws you to it?")
    press(page, "Enter", at(began + 1))
    assert "What draws you to it?" in page.locator(".hh-p-said").inner_text()
    page.keyboard.press("Tab")
    press(page, "ArrowLeft", at(began))
    press(page, "z", at(0))
    press(page, "x", ".st-key-p-choice")


def test_it_plays_by_itself_and_stops(on_wall: Opened) -> None:
    page = on_wall("A talk that was fixed")
    for seconds in (10, 15, 25, 4):
        press(page, "p", f".st-key-p-Pace button:has-text('{seconds} s')")
    press(page, "a", ".st-key-p-A button:has-text('Stop')")
    page.wait_for_selector(at(1), timeout=8000, state="attached")
    page.wait_for_selector(at(2), timeout=8000, state="attached")
    quiet(page)
    press(page, "a", ".st-key-p-A button:has-text('Auto')")
    shown = page.locator(".hh-p-wall").get_attribute("data-at")
    page.wait_for_timeout(5000)
    assert page.locator(".hh-p-wall").get_attribute("data-at") == shown


def test_the_last_step_of_a_long_talk_takes_no_longer_than_the_first(on_wall: Opened) -> None:
    page = on_wall("A long talk")

    def step(turn: int, key: str) -> float:
        before = time.perf_counter()
        page.keyboard.press(key)
        page.wait_for_selector(at(turn), state="attached")
        took = time.perf_counter() - before
        quiet(page)
        return took

    step(1, "ArrowRight")
    step(0, "ArrowLeft")
    first = median([step(turn, "ArrowRight") for turn in range(1, 10)])
    press(page, "End", at(LONG))
    for turn in range(LONG - 1, LONG - 10, -1):
        step(turn, "ArrowLeft")
    late = median([step(turn, "ArrowRight") for turn in range(LONG - 8, LONG + 1)])
    assert late <= 1.2 * first + 0.02  # a screen is drawn every 17 ms


def test_the_measures_see_what_is_wrong(on_wall: Opened) -> None:
    page = on_wall("A talk that was fixed")
    page.add_style_tag(content=".hh-p-side p, .hh-p-side li { color: #7c8583 !important } .hh-p-svg text { fill: #7c8583 !important }")
    assert any(one.startswith("color-contrast-enhanced") for one in faint(page))
    assert faint_in_picture(page) != []
    page.add_style_tag(content=".hh-p-side h2 { font-size: 12px !important } .hh-p-talk { margin-right: -30rem } .st-key-p-do { bottom: -3rem !important }")
    assert small_text(page, SMALLEST[WALL]) != []
    assert overlaps(page) != []
    assert scrolls(page)
