"""Asks before one talk is erased for good, wherever talks are listed."""

from __future__ import annotations

import streamlit as st

from engine.errors import HandholdError
from engine.service import Service
from ui.talks import forget
from ui.wording import as_said


def ask_to_delete(title: str, told: str, service: Service, session_id: str) -> None:
    """Open a dialog under this title. `told` says what goes, as Markdown; nothing goes before the person says so."""
    st.dialog(title)(_asked)(told, service, session_id)


def _asked(told: str, service: Service, session_id: str) -> None:
    st.markdown(told)
    with st.container(horizontal=True):
        wanted = st.button("Delete for good", type="primary", icon=":material/delete:")
        if st.button("Keep it"):
            st.rerun()
    if not wanted:
        return
    try:
        forget(service, session_id)
    except HandholdError as error:
        st.error(f"It could not be deleted. {as_said(str(error))}", icon=":material/error:")
    else:
        st.rerun()
