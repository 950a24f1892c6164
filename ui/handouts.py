"""The Hand-outs screen: every sheet for a training room as a file, made when it is asked for, on this machine alone."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from engine.documents.forms import MIME
from engine.documents.page import Page
from engine.errors import HandholdError
from engine.handouts import ANSWERS, FORMS, SHEETS, Folder, open_folder, sheet
from engine.service import Service
from engine.transcripts.files import transcripts
from ui.talks import keeping, local_day
from ui.wording import as_said

FORM_NAMES = {"pdf": "PDF", "docx": "Word", "md": "Markdown"}
ABOUT = "A4, black and white, to be printed and given away. PDF to print as it is, Word to change, Markdown for your notes."
SHEETS_ABOUT = (
    "The words of a talk with a wide margin: once with a blank column for tags, once with the tags of the rules as the answer sheet. "
    "A talk that was really held is somebody's own: print it only if they agree."
)


def screen() -> None:
    """Draw the page."""
    st.title("Hand-outs", anchor=False)
    st.markdown(ABOUT)
    try:
        service = keeping()
        folder = open_folder(service.library)
        for one in folder.handouts:
            st.header(one.title, anchor=False)
            st.markdown(as_said(one.about))
            _files(one.handout, one.title, folder, lambda name=one.handout: folder.page(name))  # type: ignore[misc]
        _of_a_talk(service, folder)
    except HandholdError as error:
        st.error(f"The hand-outs cannot be shown. {as_said(str(error))}", icon=":material/error:")


def _of_a_talk(service: Service, folder: Folder) -> None:
    """The two sheets of a talk that is chosen."""
    st.header("A talk on paper", anchor=False)
    st.markdown(SHEETS_ABOUT)
    known = {name: name.replace("_", " ").capitalize() for name in transcripts(service.library)}
    known |= {row.id: f"{row.title}, {local_day(row.started)}" for row in service.sessions()}
    talk = st.selectbox("Which talk", list(known), format_func=known.__getitem__, placeholder="There is no talk yet")
    for name in SHEETS if talk else ():
        st.subheader(as_said(folder.words.talk[name]).capitalize(), anchor=False)
        _files(f"{name}-{talk}", known[talk], folder, lambda name=name: sheet(talk, service, folder, tagged=name == ANSWERS))  # type: ignore[misc]


def _files(name: str, title: str, folder: Folder, page: Callable[[], Page]) -> None:
    """A button a form; the file is made on the press."""
    with st.container(horizontal=True, gap="small"):
        for form in FORMS:
            st.download_button(
                FORM_NAMES[form], lambda form=form: folder.printed(page(), form), f"{name}.{form}", MIME[form],  # type: ignore[misc]
                key=f"handout-{name}-{form}", icon=":material/download:", on_click="ignore", help=f"{as_said(title)} as {FORM_NAMES[form]}",
            )  # fmt: skip


screen()
