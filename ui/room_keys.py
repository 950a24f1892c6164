"""The keys of the room: every one is a button that shows its key, so that nothing needs a pointer and nothing is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True, slots=True)
class Key:
    """A key with what it does; `what` names the action, `off` says that it can do nothing now."""

    key: str
    label: str
    what: str
    off: bool = False


def pressed(keys: Sequence[Key], bar: str) -> str:
    """Draw a row of keys; the action of the one that was just pressed, else "". `bar` is a name of its own in the page."""
    found = ""
    with st.container(horizontal=True, gap="small", key=f"room-keys-{bar}"):
        for one in keys:
            if st.button(one.label, shortcut=one.key, key=f"room-{bar}-{one.what}", disabled=one.off):
                found = one.what
    return found
