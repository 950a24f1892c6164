"""The door for a firm's own career ladder: a level of it is the text of the role, as if it had been pasted."""

import streamlit as st

from engine.errors import HandholdError
from engine.service import Talk
from engine.source.ladder import load_ladder
from engine.talk.job_text import wants_job_text

FORMS = ["csv", "yaml", "yml"]
MOST_BYTES = 1_000_000


def ladder_door(talk: Talk) -> str | None:
    """Draw the door where the talk asks for a job text; the text of a level when the person has chosen one."""
    if not wants_job_text(talk.guide.flow, talk.session):
        return None
    with st.expander("Use my firm's career ladder instead", icon=":material/stairs:"):
        file = st.file_uploader("A CSV or YAML file with level, area and competency", type=FORMS, key=f"ladder-{talk.session.id}")
        if file is None:
            return None
        if file.size > MOST_BYTES:
            st.error("The file is larger than a megabyte. Is it the right one?", icon=":material/error:")
            return None
        try:
            ladder = load_ladder(file.getvalue().decode("utf-8", "replace"), file.name)
        except HandholdError as error:
            st.error("The ladder cannot be used.", icon=":material/error:")
            st.code(str(error), language=None, wrap_lines=True)
            return None
        level = st.selectbox("Which level", ladder.levels, key=f"level-{talk.session.id}")
        wanted = st.button("Take this level as the text of the role", type="primary", icon=":material/check:")
    return ladder.text(level) if wanted and level else None
