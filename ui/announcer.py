"""Tells screen readers the coach's newest line, and puts the cursor into the answer box when a page opens on a desktop."""

from __future__ import annotations

import streamlit as st

_HTML = '<div class="announcer" role="status" aria-live="polite"></div>'

# The text is set only when the turn changes, so that a redraw does not read the same question out twice.
_SCRIPT = """
export default function ({ data, parentElement }) {
  const line = parentElement.querySelector('.announcer')
  if (!line || line.dataset.turn === String(data.turn)) return
  const first = line.dataset.turn === undefined
  line.dataset.turn = String(data.turn)
  line.textContent = data.text
  if (!first || !window.matchMedia('(pointer: fine)').matches) return
  const box = document.querySelector('[data-testid=stChatInputTextArea]')
  if (box && (!document.activeElement || document.activeElement === document.body)) box.focus()
}
"""

_announcer = st.components.v2.component("handhold_announcer", html=_HTML, js=_SCRIPT, isolate_styles=False)


def announce(text: str, turn: int) -> None:
    """Have `text` read out once for this turn."""
    _announcer(data={"text": text, "turn": turn}, key="announcer")
