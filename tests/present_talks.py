"""Two rehearsals with the same team member, one led well and one not, as files that the Present screen can show."""

from __future__ import annotations

from pathlib import Path

import yaml

LISTENED = (
    "Thanks for coming. I would like to hear where you want to go with your work; I have no plan of my own for you.",
    "By three o'clock I would like us to have one thing that you take away. What should it be for you?",
    "It is your career, so you set the order. What shall we look at first?",
    "What do you enjoy most in the work you have now?",
    "So it is the part where you work things out with people that keeps you going.",
    "What is it about that which draws you?",
    "It sounds as if being asked matters more to you than the title.",
    "What else is there that you would have to learn for it?",
    "I can't promise you a post, and I would rather say so today.",
    "What will you do first, and by which day?",
    "When shall the two of us look at it again?",
)
FIXED = (
    "Right, your career. I have half an hour.",
    "You should do the project course in spring, everybody does.",
    "Have you thought about a mentor? I would go to Dana.",
    "Why do you want that?",
    "You are not quite ready for that, to be honest.",
    "Leave it with me, I will write your development plan for you.",
    "I promise you will be team lead by next summer.",
    "You wouldn't want to leave us, would you?",
    "Do you like the numbers part? And the meetings? And what about travelling?",
    "You could also read the handbook again.",
    "Good, then I will talk to HR about your promotion.",
)


def write_talks(folder: Path, persona: str = "raised_hopes") -> Path:
    """Both talks as transcripts in a folder of flows; returns the folder."""
    (folder / "transcripts").mkdir(parents=True, exist_ok=True)
    for name, manager, said in (("two_listened", "good", LISTENED), ("two_fixed", "fixer", FIXED)):
        data = {
            "title": f"A talk that was {name.removeprefix('two_')}", "about": "For trying out the screen.", "flow": "career_talk", "seed": 3,
            "today": "2026-11-23", "persona": persona, "manager": manager, "turns": [{"say": one} for one in said],
        }  # fmt: skip
        (folder / "transcripts" / f"{name}.yaml").write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return folder
