"""The trainer's hour from the printed sheet: every press of the 60-minute running order, in its order, by keyboard alone, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import BrowserContext, expect, sync_playwright
from test_browser import FLAGS, App, press, pytestmark
from test_browser_present import choose
from test_browser_room import count_in, enter, to_the_end, type_into_dialog

__all__ = ["pytestmark"]
"""A mark that pytest finds by its name in this module."""

ROOT = Path(__file__).resolve().parent.parent
ORDER = yaml.safe_load((ROOT / "flows" / "handouts" / "running_60.yaml").read_text(encoding="utf-8"))
PRESSES = [press for part in ORDER["order"] for moment in part["moments"] for press in moment.get("press", ())]



@pytest.fixture
def hour(tmp_path: Path) -> Iterator[tuple[BrowserContext, App]]:
    app = App(f"sqlite:///{(tmp_path / 'talks.db').as_posix()}")
    app.start()
    foreign: list[str] = []
    near = ("http://127.0.0.1:", "data:", "blob:")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        made = browser.new_context(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
        made.on("request", lambda sent: None if sent.url.startswith(near) else foreign.append(sent.url))
        yield made, app
        browser.close()
    app.stop()
    assert foreign == []


def test_the_sheet_has_the_presses_that_are_tried_here() -> None:
    assert PRESSES == [
        "present.next", "present.freeze", "present.freeze", "present.why",
        "browser.tab", "room.cards", "room.start", "room.more", "room.say", "room.tags", "room.next", "room.floor", "room.end", "room.save",
        "browser.tab", "present.leave", "browser.choose", "present.freeze", "present.branch",
        "present.reset", "present.leave", "browser.choose", "present.compare", "present.cover", "present.next", "present.cover",
        "browser.tab", "room.forward", "room.forward", "room.forward", "room.forward", "room.reset",
    ]  # fmt: skip


def test_the_hour_by_keyboard_alone(hour: tuple[BrowserContext, App]) -> None:
    tabs, app = hour
    present = tabs.new_page()
    present.goto(f"{app.url}/present")
    choose(present, "raised_hopes_promiser")
    press(present, *["ArrowRight"] * 5, "f")
    expect(present.locator(".hh-p-wall")).to_be_visible()
    press(present, "f", "w")
    expect(present.locator(".hh-p-why")).to_be_visible()

    room = tabs.new_page()
    enter(room, app)
    press(room, "o", "b", "s", "1", "s", "t", "n", "f")
    type_into_dialog(room, "What would the programme give you?")
    press(room, "5", "s", "t", "n", "e")
    count_in(room, "32104211")
    expect(room.get_by_text("the rules saw").first).to_be_visible()
    before = len(app.service().sessions())
    press(room, "v")
    assert len(app.service().sessions()) == before + 1

    press(present, "x", "x")
    choose(present, "raised_hopes_promiser")
    press(present, "ArrowRight", "f", "b")
    press(present, "z", "x")
    choose(present, "raised_hopes_promiser")
    press(present, "k", "v")
    expect(present.locator(".hh-p-covered")).to_have_count(1)
    press(present, "ArrowRight", "v")
    expect(present.locator(".hh-p-beside")).to_be_visible()

    to_the_end(room)
    press(room, "d")
    expect(room.get_by_role("heading", level=1)).to_have_text("One talk, the whole room")
