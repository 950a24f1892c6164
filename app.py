"""The door of the web app: page set-up and navigation, nothing else."""

from pathlib import Path

import streamlit as st

from ui.look import FAVICON, style

SCREENS = Path(__file__).parent / "ui"

st.set_page_config(page_title="Handhold", page_icon=str(FAVICON), layout="wide")
st.html(style(st.context.theme.type))
st.navigation(
    [
        st.Page(SCREENS / "start.py", title="Start", icon=":material/home:", default=True),
        st.Page(SCREENS / "coach.py", title="Coach", icon=":material/forum:", url_path="coach"),
        st.Page(SCREENS / "plans.py", title="Plans", icon=":material/task:", url_path="plans"),
        st.Page(SCREENS / "rehearse.py", title="Rehearse", icon=":material/theater_comedy:", url_path="rehearse"),
        st.Page(SCREENS / "present.py", title="Present", icon=":material/co_present:", url_path="present"),
        st.Page(SCREENS / "room.py", title="Room", icon=":material/groups:", url_path="room"),
        st.Page(SCREENS / "handouts.py", title="Hand-outs", icon=":material/print:", url_path="handouts"),
    ],
    position="top",
).run()
