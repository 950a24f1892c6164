"""Carries out a press on "Not so", "Yes", "No" or "Take it as my answer" beside what the rules made of somebody's words."""

from __future__ import annotations

from engine.errors import ConcurrentTurn, HandholdError
from engine.service import Talk
from ui import tab
from ui.follow import pressed
from ui.talks import Desk, today


def judged(desk: Desk, moved: str) -> Talk:
    """The talk after such a press; the same talk when there was none. `moved` is said when the talk went on in another tab."""
    asked = pressed()
    if asked is None or asked["what"] not in ("dispute", "confirm"):
        return desk.talk
    try:
        return desk.service.judge(desk.talk, int(asked["turn"]), asked["act"], today(), holds=asked["what"] == "confirm")
    except ValueError:
        return desk.talk  # pressed twice, or the turn has been taken back meanwhile
    except ConcurrentTurn:
        tab.hand_back("", moved)
    except HandholdError as error:
        tab.hand_back("", f"That could not be stored, nothing else is lost. {error}")
