"""A headless Chromium that types an answer, presses Enter, and tells when the reply can be read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.yardsticks import GET, installed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDE, HIGH = 1440, 900
REPLY_SECONDS = 60.0
BETWEEN_TURNS = 150  # milliseconds: the page has come to rest, and nobody types faster
QUIET = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'


@dataclass(frozen=True, slots=True)
class Chat:
    """Where a page has its box and its replies, as CSS selectors; `quiet` is there when a turn is over."""

    box: str
    replies: str
    quiet: str = "body"


# The one place that knows how the screens are built. A reply of the coach is an element of the transcript that says who
# speaks and in which turn (data-speaker, data-turn), or else a chat message of Streamlit's without its picture.
COACH = Chat(
    "[data-testid=stChatInputTextArea]:not([disabled])",
    '[data-speaker=coach], [aria-label="Chat message from Coach"]',
    QUIET,
)
START_BUTTON = 'button:not([disabled]):has-text("Start a talk")'
STREAMLIT = Chat("[data-testid=stChatInputTextArea]:not([disabled])", "[data-testid=stChatMessage]", QUIET)
ECHOES = {
    "hand-written page": Chat("#box[data-ready]", "[data-speaker=echo]"),
    "NiceGUI echo": Chat("input[data-role=box]", "[data-speaker=echo]"),
    "Gradio echo": Chat("textarea:not([disabled])", "body"),
    "Chainlit echo": Chat("#chat-input", "body"),
}

# From the key going down to two frames after the reply stands in the page: the first of them draws it. A reply is new when
# the last one is of another turn, or where turns are not told, when there is one more of them. Components may keep their
# elements in a shadow root.
_WATCH = """([replies, expected]) => {
  const hosts = [...document.querySelectorAll('[data-testid^=stBidiComponent] *')].filter((one) => one.shadowRoot)
  const roots = [document, ...hosts.map((one) => one.shadowRoot)]
  const all = () => roots.flatMap((root) => [...root.querySelectorAll(replies)])
  const before = all()
  const turn = before.at(-1)?.dataset.turn
  window.felt = new Promise((tell) => {
    let began = null
    const watcher = new MutationObserver(() => {
      const now = all()
      const last = now.at(-1)
      if (began === null || !last?.textContent.trim()) return
      const another = turn === undefined ? now.length > before.length : last.dataset.turn !== turn
      if (expected ? !last.textContent.includes(expected) : !another) return
      watcher.disconnect()
      requestAnimationFrame(() => requestAnimationFrame(() => tell(performance.now() - began)))
    })
    for (const root of roots) watcher.observe(root, { subtree: true, childList: true, characterData: true, attributes: true })
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && began === null) began = performance.now()
    }, { capture: true })
  })
}"""


def absent() -> str:
    """Why pages cannot be measured here; "" when they can."""
    if not installed("playwright"):
        return f"not installed: {GET}"
    return "" if shutil.which("chromium") else "not installed: the program chromium is not on the path"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, until the block ends."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    """A page in a browser window of its own, with nothing in its cache."""
    context: Any = browser.new_context(viewport={"width": WIDE, "height": HIGH}, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.set_default_timeout(REPLY_SECONDS * 1000)
        yield page
    finally:
        context.close()


def visit(page: Page, url: str, chat: Chat) -> None:
    """Open a page and wait until it can be typed into and has come to rest."""
    page.goto(url)
    page.wait_for_selector(chat.box)
    rest(page, chat)


def rest(page: Page, chat: Chat) -> None:
    """Wait until a turn is over."""
    page.wait_for_selector(chat.quiet)
    page.wait_for_selector(chat.box)
    page.wait_for_timeout(BETWEEN_TURNS)


def felt(page: Page, chat: Chat, text: str, expected: str = "") -> float:
    """Type `text`, press Enter; the milliseconds until the reply (with `expected` in it) can be read."""
    box = page.locator(chat.box).first
    box.click()
    box.fill(text)
    page.evaluate(_WATCH, [chat.replies, expected])
    page.keyboard.press("Enter")
    took = float(page.evaluate(f"() => Promise.race([window.felt, new Promise((tell) => setTimeout(tell, {REPLY_SECONDS * 1000}, -1))])"))
    if took < 0:
        raise TimeoutError(f"no reply within {REPLY_SECONDS:.0f} seconds after {text!r}")
    rest(page, chat)
    return took
