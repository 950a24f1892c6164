"""What only a browser shows of the room: everything by keyboard, votes by phone, and whether it can be read from six metres."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect
from test_browser import DESK, App, Opened, Scheme, app, chromium, opened, press, pytestmark, quiet, visit

__all__ = ["app", "chromium", "opened", "pytestmark"]
"""Fixtures and a mark that pytest finds by their names in this module."""

WALL = (1920, 1080)
SMALL_AT = {WALL: 20.0, DESK: 16.0}
SMALLEST = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = []
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement, box = one.getBoundingClientRect(), style = getComputedStyle(one)
    if (!texts.currentNode.textContent.trim() || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(one.tagName)) continue
    if (box.width < 2 || box.height < 2 || style.visibility === 'hidden') continue
    found.push([parseFloat(style.fontSize), texts.currentNode.textContent.trim().slice(0, 40)])
  }
  return found.sort((a, b) => a[0] - b[0])[0]
}"""
OVERFLOW = """() => {
  const main = document.querySelector('[data-testid=stMain]')
  return [main.scrollHeight - main.clientHeight, document.documentElement.scrollWidth - innerWidth]
}"""
STRICT = {"rules": {"color-contrast-enhanced": {"enabled": True}}}


def enter(page: Page, app: App) -> None:
    """Open the screen and wait until all of it is there."""
    visit(page, f"{app.url}/room")
    page.get_by_role("button", name="Start round 1").wait_for()
    page.wait_for_function("parseFloat(getComputedStyle(document.documentElement).fontSize) > 18")
    quiet(page)


def type_into_dialog(page: Page, text: str) -> None:
    """Tab to the only box of the dialog, type, and send."""
    page.get_by_role("dialog").wait_for()
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "INPUT":
            break
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="detached")
    quiet(page)


def count_in(page: Page, numbers: str) -> None:
    """Tab to the boxes of the observer cards, type a digit into each, and send."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Turns that gave something back":
            break
    for number in numbers:
        page.keyboard.type(number)
        page.keyboard.press("Tab")
    press(page, "Enter")


def to_the_end(page: Page) -> None:
    """On to the last part of the evening."""
    for _ in range(12):
        if page.get_by_text("My if-then card").is_visible():
            return
        press(page, "ArrowRight")
    raise AssertionError("the last part did not come")


def votes(page: Page, *numbers: int) -> None:
    """Wait until these are the votes."""
    expect(page.locator(".hh-r-count b:last-child")).to_have_text([str(one) for one in numbers])


def readable(page: Page, size: tuple[int, int]) -> None:
    """Large enough, contrast of seven to one, no other fault, and nothing to scroll."""
    smallest = page.evaluate(SMALLEST)
    assert smallest[0] >= SMALL_AT[size], smallest
    found = Axe().run(page, options=STRICT)
    assert found.violations_count == 0, found.generate_report()
    assert any(one["id"] == "color-contrast-enhanced" for one in found.response["passes"])
    assert max(page.evaluate(OVERFLOW)) <= 0


@pytest.fixture
def room(app: App, opened: Opened) -> Iterator[Page]:
    page = opened(WALL).new_page()
    enter(page, app)
    yield page
    page.close()


def test_a_whole_round_by_keyboard_alone(app: App, room: Page) -> None:
    before = len(app.service().sessions())
    press(room, "2", "s", "1", "1", "3", "Shift+1", "1")
    votes(room, 2, 0, 1, 0)
    line = room.locator(".hh-r-option p").first.inner_text()
    press(room, "s")
    expect(room.locator(".hh-r-talk")).to_contain_text(line)
    expect(room.get_by_text("What was that?")).to_be_visible()
    press(room, "t")
    expect(room.get_by_text("What the rules saw")).to_be_visible()
    press(room, "n", "k")
    type_into_dialog(room, "4 9 1 2")
    votes(room, 4, 9, 1, 2)
    press(room, "f")
    type_into_dialog(room, "What would you miss most?")
    votes(room, 4, 9, 1, 2, 0)
    press(room, *["5"] * 10, "s", "t")
    expect(room.locator(".hh-r-talk")).to_contain_text("What would you miss most?")
    press(room, "e")
    count_in(room, "32104211")
    expect(room.get_by_text("You saw 3, the rules saw")).to_be_visible()
    to_the_end(room)
    press(room, "2", "1", "s", "n", "d")
    expect(room.get_by_role("heading", level=1)).to_have_text("One talk, the whole room")
    assert len(app.service().sessions()) == before


def test_phones_vote_while_they_are_allowed_and_each_counts_once(app: App, opened: Opened, room: Page) -> None:
    press(room, "s", "p")
    room.get_by_role("dialog").wait_for()
    room.get_by_role("combobox").click()
    room.get_by_role("option", name="127.0.0.1").click()
    room.get_by_role("button", name="Allow phones").click()
    address = room.locator(".hh-r-phones b").inner_text()
    assert room.locator(".hh-r-phones img").evaluate("one => one.complete && one.naturalWidth > 0")
    phones = [opened((390, 844)).new_page() for _ in range(2)]
    for phone in phones:
        phone.goto(address)
        phone.get_by_role("button", name="2. ").click()
        phone.get_by_text("Your vote is in").wait_for()
    phones[0].get_by_role("button", name="2. ").click()
    phones[0].get_by_text("Your vote is in").wait_for()
    assert phones[0].evaluate("document.documentElement.scrollWidth") == 390
    found = Axe().run(phones[0])
    assert found.violations_count == 0, found.generate_report()
    press(room, "1")
    votes(room, 1, 2, 0, 0)
    press(room, "s", "t", "n")
    votes(room, 0, 0, 0, 0)
    press(room, "p")
    expect(room.locator(".hh-r-phones")).to_have_count(0)
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        phones[0].goto(address)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WALL, DESK], ids=["wall", "laptop"])
def test_every_screen_is_read_from_six_metres(app: App, opened: Opened, size: tuple[int, int], scheme: Scheme) -> None:
    page = opened(size, scheme).new_page()
    enter(page, app)
    readable(page, size)
    for several in (("o",), ("b", "s", "1", "1", "2"), ("s",), ("t",), ("n", "1", "s", "t", "e")):
        press(page, *several)
        readable(page, size)
    page.get_by_role("spinbutton").first.fill("9")
    press(page, "Enter")
    expect(page.get_by_text("You saw 9, the rules saw")).to_be_visible()
    readable(page, size)
    for _ in range(3):
        press(page, "ArrowRight", "ArrowRight", "ArrowRight")
        readable(page, size)
