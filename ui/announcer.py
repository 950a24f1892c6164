"""Follows the talk: scrolls to its newest line, has it read out, and puts the cursor into the box where there is a keyboard."""

from __future__ import annotations

import streamlit as st

_HTML = '<div class="announcer" role="status" aria-live="polite"></div>'

# Acts only when the turn changes, so that a redraw neither reads the same question twice nor moves the page under a reader.
# The page's own following gives up in a long talk; the second call comes when late pieces of the turn have been drawn.
# A line that is taller than the window is shown from its beginning.
_SCRIPT = """
const HEADER = 72

function scroller(one) {
  while (one && !/auto|scroll/.test(getComputedStyle(one).overflowY)) one = one.parentElement
  return one
}

export default function ({ data, parentElement }) {
  const line = parentElement.querySelector('.announcer')
  if (!line || line.dataset.turn === data.turn) return
  const first = line.dataset.turn === undefined
  line.dataset.turn = data.turn
  line.textContent = data.text
  const follow = () => {
    const said = [...document.querySelectorAll('[data-testid=stChatMessage]')].pop()
    if (data.ended) said?.scrollIntoView({ block: 'center' })
    else if (said) {
      const page = scroller(said)
      page?.scrollTo({ top: 1e9 })
      const above = said.getBoundingClientRect().top - HEADER
      if (above < 0) page?.scrollBy({ top: above })
    }
  }
  requestAnimationFrame(() => requestAnimationFrame(follow))
  setTimeout(follow, 150)
  setTimeout(follow, 600)
  if (!first || !window.matchMedia('(pointer: fine)').matches) return
  const focus = () => {
    const box = document.querySelector('[data-testid=stChatInputTextArea]')
    if (box && !box.disabled && (!document.activeElement || document.activeElement === document.body)) box.focus()
  }
  for (const wait of [0, 150, 600, 1500]) setTimeout(focus, wait)
}
"""

_announcer = st.components.v2.component("handhold_announcer", html=_HTML, js=_SCRIPT, isolate_styles=False)


def announce(text: str, turn: int, *, ended: bool) -> None:
    """Have `text` read out once for this turn and bring it into sight; an ended talk has its plan below it."""
    _announcer(data={"text": text, "turn": f"{turn} {ended}", "ended": ended}, key="announcer")
