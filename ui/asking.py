"""The pages of a plan for others: the person chooses the lines and takes the page along; what they ask for can brief a rehearsal."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from engine.documents.forms import MIME, lines_of, page_of, written
from engine.plan.share import AskLine
from engine.rehearsal.asked import lines_in
from engine.service import Talk
from engine.talk.echo import plain
from ui.briefing import hand_over
from ui.talks import keeping_nothing, today
from ui.wording import as_said

ASKING, SHARE = "asking", "share"
FORMS = (("PDF", "pdf"), ("Word", "docx"), ("Markdown", "md"))
NAMES = {ASKING: "what-i-ask-for", SHARE: "from-my-plan"}
REHEARSE = "ui/rehearse.py"
LONGEST_NAME = 60
ONLY_THESE = (
    "Only the lines that you tick stand on the page. Wishes, reasons and whatever may be private wait until you tick them yourself. "
    "Nobody gets the page unless you give it to them."
)


def asking_button(talk: Talk, place: str = "ask") -> None:
    """A button that opens the page for the manager, where the plan is ready. `place` tells apart the places of a page that have one."""
    helped = "A page with the lines that you choose"
    if talk.session.ready and st.button("Ask my manager", icon=":material/front_hand:", help=helped, key=f"{place}-asking"):
        _ask(talk)


def share_button(talk: Talk, place: str = "ask") -> None:
    """A button that opens the page for anybody else, where the plan is ready."""
    helped = "The plan without what you want to keep to yourself"
    if talk.session.ready and st.button("Share part of it", icon=":material/ios_share:", help=helped, key=f"{place}-share"):
        _share(talk)


def file_name(title: str, day: str, form: str) -> str:
    """The name of a file: the title that the flow's author gave, and the day; never a word of the person's."""
    plain_title = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "plan"
    return f"{plain_title[:LONGEST_NAME]}{f'-{day}' if day else ''}.{form}"


@st.dialog("What I am asking for, and why it is reasonable", width="large")
def _ask(talk: Talk) -> None:
    """The lines to choose from, and the ways on with them."""
    chosen = _choice(talk, ASKING)
    if chosen is None:
        return
    st.markdown(
        "**Try it from the other chair.** Take your manager's part in a rehearsal; the simulated team member asks for what stands on this "
        "page. The lines you ticked are kept with that rehearsal, and go when you delete it."
    )
    if st.button("Brief a rehearsal with it", icon=":material/theater_comedy:", disabled=not chosen):
        words = keeping_nothing().library.prepare_words()["asking"]
        hand_over(lines_in(_bytes(talk, ASKING, chosen, "md").decode("utf-8"), words))
        st.switch_page(REHEARSE)


@st.dialog("A page of my plan for somebody else", width="large")
def _share(talk: Talk) -> None:
    _choice(talk, SHARE)


def _choice(talk: Talk, page: str) -> tuple[str, ...] | None:
    """Draw the lines and the files of a page; the ids of the lines that are ticked, None when the plan has nothing for it."""
    offered = lines_of(talk.plan(), talk.guide, page)
    if not offered:
        st.markdown("This plan has no line for such a page.")
        return None
    st.markdown(ONLY_THESE)
    chosen = _ticked(talk, page, offered)
    day = talk.plan().day
    with st.container(horizontal=True):
        for form, ending in FORMS:
            st.download_button(
                f"Save as {form}", lambda ending=ending: _bytes(talk, page, chosen, ending), file_name(NAMES[page], day, ending),
                MIME[ending], key=f"{page}-{ending}", icon=":material/download:", on_click="ignore", disabled=not chosen,
            )  # fmt: skip
    return chosen


def _ticked(talk: Talk, page: str, offered: Sequence[AskLine]) -> tuple[str, ...]:
    """The ids of the lines that are ticked; those ready to be shown are ticked beforehand."""
    titles, part, chosen = talk.guide.lines[ASKING] if page == ASKING else {}, "", []
    for one in offered:
        if one.part != part:
            part = one.part
            st.markdown(f"**{as_said(titles.get(part, part))}**")
        key = f"{page}-{talk.session.id}-{one.id}"
        if st.checkbox(as_said(plain(one.text, talk.guide.speech)), value=one.chosen_by_default, key=key):
            chosen.append(one.id)
    return tuple(chosen)


def _bytes(talk: Talk, page: str, chosen: Sequence[str], form: str) -> bytes:
    return written(page_of(talk.plan(), talk.guide, page, today(), chosen), talk.guide, form)
