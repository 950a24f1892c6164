"""What a person asks of their manager: they choose the lines of their plan, take the page along, or brief a rehearsal with it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from engine.documents.forms import MIME, lines_of, page_of, written
from engine.plan.plan import Plan
from engine.plan.share import AskLine
from engine.rehearsal.asked import lines_in
from engine.service import Talk
from engine.talk.echo import plain
from ui.briefing import hand_over
from ui.talks import keeping_nothing, today
from ui.wording import as_said

PAGE = "asking"
FORMS = (("Markdown", "md"), ("Word", "docx"), ("PDF", "pdf"))
REHEARSE = "ui/rehearse.py"


def asking_button(talk: Talk) -> None:
    """A button that opens the page for the manager, where the plan is ready and has something to ask for."""
    if talk.session.ready and st.button("Ask my manager", icon=":material/front_hand:", help="A page with the lines that you choose"):
        _choose(talk)


@st.dialog("What I am asking for, and why it is reasonable", width="large")
def _choose(talk: Talk) -> None:
    """The lines to choose from, and the ways on with them."""
    plan = talk.plan()
    offered = lines_of(plan, talk.guide, PAGE)
    st.markdown(
        "Only the lines that you tick stand on the page. Wishes, reasons and whatever may be private wait until you tick them yourself. "
        "Nobody gets the page unless you give it to them."
    )
    chosen = _ticked(talk, offered)
    with st.container(horizontal=True):
        for form, ending in FORMS:
            st.download_button(
                f"Save as {form}", lambda ending=ending: _bytes(talk, plan, chosen, ending), f"what-i-ask-for.{ending}", MIME[ending],
                key=f"ask-{ending}", icon=":material/download:", on_click="ignore", disabled=not chosen,
            )  # fmt: skip
    st.markdown(
        "**Try it from the other chair.** Take your manager's part in a rehearsal; the simulated team member asks for what stands on this "
        "page. The lines you ticked are kept with that rehearsal, and go when you delete it."
    )
    if st.button("Brief a rehearsal with it", icon=":material/theater_comedy:", disabled=not chosen):
        words = keeping_nothing().library.prepare_words()["asking"]
        hand_over(lines_in(_bytes(talk, plan, chosen, "md").decode("utf-8"), words))
        st.switch_page(REHEARSE)


def _ticked(talk: Talk, offered: Sequence[AskLine]) -> tuple[str, ...]:
    """The ids of the lines that are ticked; those ready to be shown are ticked beforehand."""
    titles, part, chosen = talk.guide.lines[PAGE], "", []
    for one in offered:
        if one.part != part:
            part = one.part
            st.markdown(f"**{as_said(titles[part])}**")
        if st.checkbox(as_said(plain(one.text, talk.guide.speech)), value=one.chosen_by_default, key=f"ask-{talk.session.id}-{one.id}"):
            chosen.append(one.id)
    return tuple(chosen)


def _bytes(talk: Talk, plan: Plan, chosen: Sequence[str], form: str) -> bytes:
    return written(page_of(plan, talk.guide, PAGE, today(), chosen), talk.guide, form)
