"""The Plans screen: every plan with how it stands and what is due, one plan with its history, and the check-in."""

from collections.abc import Sequence
from typing import NoReturn

import streamlit as st

from engine.errors import HandholdError
from engine.plan.life import PlanRow
from engine.service import Service, Talk
from engine.talk.echo import plain
from ui import markup, tab
from ui.check_in import check_in_form
from ui.forget_plan import forget_dialog, unfinished
from ui.plan_export import draw_export
from ui.plan_history import draw_history, draw_plan_text
from ui.plan_progress import bar_as_html, due_as_html, due_in, standings_as_html
from ui.plan_tables import tables_as_html
from ui.talks import begin, keeping, place, today
from ui.wording import as_said

COACH, HERE = "ui/coach.py", "ui/plans.py"
PLAN, DO, CHECK_IN = "p", "do", "check-in"
REVIEW, REVIEWED = "review", "career_talk"
_NOTICE = "plans-notice"
NO_ACTIONS = '<p class="hh-ahead">No actions in it to tick off.</p>'
EMPTY = (
    "When a talk is finished, its plan stands here: what you want to do and by when, what is due, what has become of it, and every "
    "version of it. From here you check in for two minutes, hold a longer review two or three times a year, and save or erase the plan."
)
IN_MEMORY = "Handhold was started with a store in memory, so no plan outlives its talk. Save it as a file at the end of the talk."


def screen() -> None:
    """Draw all plans, or the one that the address names."""
    with st.container(key="plans"):
        try:
            service = keeping()
            rows = service.plans(today())
            row = next((one for one in rows if one.line == st.query_params.get(PLAN)), None)
            if row is None:
                _all(service, rows)
            elif st.query_params.get(DO) == CHECK_IN and row.actions:
                _check_in(service, row)
            else:
                _one(service, row)
        except HandholdError as error:
            st.error(f"The plans cannot be opened. {as_said(str(error))}", icon=":material/error:")


def _all(service: Service, rows: Sequence[PlanRow]) -> None:
    st.title("Your plans", anchor=False)
    if st.query_params.get(PLAN):
        st.info("There is no plan at this address any more.", icon=":material/info:")
    if not rows:
        st.markdown(EMPTY if place() else IN_MEMORY)
        st.page_link("ui/start.py", label="Start a talk", icon=":material/forum:")
        return
    talks = {row.line: service.open(row.session) for row in rows}
    _due(rows, talks)
    st.header("All plans", anchor=False)
    for row in rows:
        _card(row, talks[row.line])


def _due(rows: Sequence[PlanRow], talks: dict[str, Talk]) -> None:
    """What is past or near in any plan. With one plan its name need not be said."""
    st.header("Due now, or within two weeks", anchor=False)
    due = list(due_in((row.line, row.due) for row in rows))
    if not due:
        st.markdown("Nothing. The next days are yours.")
    for line in dict.fromkeys(name for name, _ in due):
        talk = talks[line]
        if len(rows) > 1:
            st.markdown(f":small[{as_said(_headed(talk))}]")
        st.html(markup.Html(due_as_html([one for name, one in due if name == line], today(), talk.guide.speech)))


def _headed(talk: Talk) -> str:
    """The title of a plan and the day it was made, which tells plans of one kind apart."""
    plan = talk.plan()
    return f"{plan.title} of {plain(plan.history[0].day, talk.guide.speech)}"


def _dated(talk: Talk) -> str:
    """How old a plan is and when it is looked at next."""
    plan, speech = talk.plan(), talk.guide.speech
    looked = f"version {plan.version} of {plain(plan.day, speech)}" if plan.version > 1 else "not looked at again yet"
    return f"Made on {plain(plan.history[0].day, speech)}, {looked}."


def _card(row: PlanRow, talk: Talk) -> None:
    with st.container(border=True, key=f"card-{row.line}"):
        st.subheader(as_said(row.title), anchor=False)
        review = f" Next review on {plain(row.next_review, talk.guide.speech)}." if row.next_review else ""
        st.markdown(f":small[{_dated(talk)}{review}]")
        bar = bar_as_html(talk.plan())
        st.html(markup.Html(bar or NO_ACTIONS))
        with st.container(horizontal=True, gap="small"):
            name = as_said(_headed(talk))
            if st.button("Open", key=f"open-{row.line}", icon=":material/article:", help=name):
                _turn(row.line)
            if row.actions and st.button("Check in", key=f"check-{row.line}", icon=":material/checklist:", help=f"{name}: two minutes"):
                _turn(row.line, CHECK_IN)
            longer = f"{name}: a quarter of an hour"
            if _to_review(row) and st.button("Review", key=f"review-{row.line}", icon=":material/history:", help=longer):
                _review(row)


def _one(service: Service, row: PlanRow) -> None:
    talk = service.open(row.session)
    _back("All plans", None)
    st.title(as_said(row.title), anchor=False)
    st.markdown(_dated(talk))
    notice = st.session_state.pop(_NOTICE, None)
    if notice:
        st.success(notice, icon=":material/check_circle:")
    if row.due:
        st.header("Due now, or within two weeks", anchor=False)
        st.html(markup.Html(due_as_html(row.due, today(), talk.guide.speech)))
    _doors(service, row)
    st.header("How it stands", anchor=False)
    st.html(markup.Html(_standing(talk)))
    with st.expander("The whole plan"):
        draw_plan_text(talk)
    st.header("Take it along", anchor=False)
    draw_export(talk, f"plan-{row.line}")
    st.header("What happened so far", anchor=False)
    draw_history(service, service.timeline(row.session), talk.guide)
    st.header("Erase", anchor=False)
    if st.button("Erase this plan, or a part of it", icon=":material/delete:"):
        forget_dialog(service, row, HERE)


def _standing(talk: Talk) -> str:
    """The actions and what became of them; a plan that compares shows its comparison instead."""
    plan = talk.plan()
    actions = bar_as_html(plan) + standings_as_html(plan, talk.guide.speech)
    return actions or f'<div class="hh-plan">{tables_as_html(plan, talk.guide)}</div>{NO_ACTIONS}'


def _doors(service: Service, row: PlanRow) -> None:
    """The two ways of looking at a plan again, and a review that waits to be finished."""
    waiting = unfinished(service, row)
    with st.container(horizontal=True, gap="small"):
        if row.actions and st.button("Check in, two minutes", type="primary", icon=":material/checklist:"):
            _turn(row.line, CHECK_IN)
        if waiting is not None and st.button("Go on with the review", icon=":material/play_arrow:"):
            _to_talk(waiting.id)
        if _to_review(row) and st.button("Start a review, a quarter of an hour", icon=":material/history:"):
            _review(row)


def _to_review(row: PlanRow) -> bool:
    """Whether a review has something to ask about: a comparison or a list of strengths has no actions."""
    return bool(row.actions) or row.flow == REVIEWED


def _review(row: PlanRow) -> None:
    _to_talk(begin(REVIEW, keep=True, on=row.session))


def _check_in(service: Service, row: PlanRow) -> None:
    talk = service.open(row.session)
    _back("Back to the plan", row.line)
    st.title("Check in", anchor=False)
    st.markdown(f"{as_said(_headed(talk))}.")
    try:
        held = check_in_form(service, talk, talk.plan().actions)
    except ValueError:
        st.warning("The plan has been changed in another tab meanwhile. Reload this page and look again.", icon=":material/info:")
        return
    if held is None:
        return
    if held.session.stopped:
        _to_talk(held.session.id)
    st.session_state[_NOTICE] = f"Kept. This is version {held.plan().version} of the plan; what changed stands below."
    _turn(row.line)


def _back(label: str, line: str | None) -> None:
    if st.button(label, icon=":material/arrow_back:", type="tertiary"):
        _turn(line)


def _turn(line: str | None, do: str | None = None) -> NoReturn:
    """Turn to one plan, its check-in, or all of them. Does not return."""
    st.query_params.from_dict({name: value for name, value in ((PLAN, line), (DO, do)) if value})
    st.rerun()


def _to_talk(session_id: str) -> NoReturn:
    tab.show(session_id)
    st.switch_page(COACH, query_params={"c": session_id})


screen()
