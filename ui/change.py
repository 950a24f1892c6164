"""The drawer in which an answer is changed: what it says now, what the change would open again, and only then the change."""

from __future__ import annotations

import streamlit as st

from engine.errors import ConcurrentTurn, HandholdError
from engine.flow.model import Need
from engine.service import Service, Talk
from engine.talk.events import Value
from engine.talk.shown import shown
from ui import markup, tab
from ui.talks import today
from ui.wording import as_said

NOT_AN_ANSWER = "These words do not say it yet. The question was: {ask}"
GONE_ON = "The talk has gone on in another tab meanwhile. Close this, look at it, and change it there."


@st.dialog("Change an answer", position="right")
def change_drawer(service: Service, talk: Talk, need_id: str, item: int | None) -> None:
    """Let the person put new words in the place of an answer; nothing changes until they save."""
    need = talk.guide.flow.need(need_id)
    fact = talk.session.fact(need_id, item)
    if fact is None:
        st.write("There is no such answer any more.")
        return
    before = _as_written(talk, need, fact.value)
    st.markdown(f"**{as_said(need.title)}**" + (f" (action {item})" if item else ""))
    st.markdown(f":small[{as_said(need.why)}]")
    words = st.text_area("What it should say", before, key=f"change-{need_id}-{item}-{talk.seq}", height="content")
    st.html(f'<p class="hh-reset">{_reset(service, talk, need_id, item)}</p>')
    with st.container(horizontal=True):
        save = st.button("Save the change", type="primary", icon=":material/check:")
        if st.button("Leave it as it is"):
            st.rerun()
    if save and words.strip() == before.strip():
        st.rerun()
    elif save:
        _save(service, talk, need_id, item, words)


def _as_written(talk: Talk, need: Need, value: Value) -> str:
    """The answer as a person would have typed it."""
    if isinstance(value, list):
        return "\n".join(value)
    if need.answer.type == "yes_no":
        return str(value).split(": ", 1)[-1]
    return shown(talk.guide, need, value)


def _reset(service: Service, talk: Talk, need_id: str, item: int | None) -> str:
    """What the change would open again, in one sentence; it does not depend on the new words."""
    reset = service.foresee(talk, need_id, item, "", today()).reset
    if not reset:
        return "Nothing else changes with it."
    names = "".join(f"<li>{markup.text(one.title)}</li>" for one in reset)
    return f"This opens again, because it rests on it: <ul>{names}</ul> All else stays as it is."


def _save(service: Service, talk: Talk, need_id: str, item: int | None, words: str) -> None:
    try:
        service.change(talk, need_id, item, words, today())
    except ValueError:
        asked = next((line for line in talk.guide.flow.need(need_id).ask.values() if "$" not in line), talk.guide.flow.need(need_id).title)
        st.error(NOT_AN_ANSWER.format(ask=as_said(asked)), icon=":material/error:")
    except ConcurrentTurn:
        st.error(GONE_ON, icon=":material/error:")
    except HandholdError as error:
        st.error(f"The change could not be stored. {as_said(str(error))}", icon=":material/error:")
    else:
        tab.forget_drawn()
        st.rerun()


