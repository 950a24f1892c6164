"""A plan as Markdown, JSON, Word, PDF and calendar: each statement in each of them, nothing lost, nothing broken, nothing told unasked."""

from __future__ import annotations

import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from icalendar import Calendar
from people_driver import TODAY, Talk, books, handhold, plain_person
from pypdf import PdfReader

from engine.documents.docx import page_as_docx
from engine.documents.forms import FORMS, PAGES, Clock, NoSuchForm, document, lines_of, page_of
from engine.documents.ics import plan_as_ics
from engine.documents.markdown import page_as_markdown
from engine.documents.page import Facts, Heading, Items, Note, Page, Statement, Table, Text, legible, right_to_left
from engine.documents.pdf import page_as_pdf
from engine.documents.plan_page import plan_page
from engine.plan.history import Change, Version
from engine.plan.plan import Line, Plan, Row, build_plan
from engine.plan.plan import Table as Answers
from engine.plan.quality import CODES, hours_a_week, quality
from engine.plan.share import private
from engine.talk.compile import NEEDED_LINES
from engine.talk.guide import Guide

CLOCK = Clock(TODAY, datetime(2027, 1, 11, 9, 30, tzinfo=UTC), datetime(2027, 1, 11, 9, 0, tzinfo=UTC))
WORDS = {"page": "Page", "of": "of"}
HOSTILE = (
    '#import "x": * #set page(width: 1cm) $x^2$ *b* _i_ `c` \\ @ref <label> // c /* d */ = H [y](z) | pipe |',
    "مرحبا بالعالم، أريد أن أتعلم النجارة", "שלום עולם", "你好，我想学习木工。日本語もテストします。한국어", "नमस्ते दुनिया",
    "ภาษาไทย", "Zażółć gęślą jaźń, Ελλάδα, Привет", "🎈 👨‍👩‍👧‍👦 🏳️‍🌈 1️⃣", "x" * 300, "漢" * 300, "م" * 300, "word " * 2000,
    "\x00\x07bell\x1b[2J", "\ud800half", "\u202eturned\u202d", "a\u2028b\r\nc\td", "\U00012000\ue000", "z\u0335\u0300\u0316\u0301algo" * 9,
    "https://example.org/" + "a/b-" * 100, "✓ ☐ → ★ € ½ ﷺ ﬃ ① ♥ ≤", "1. one", "- two", "<script>alert(1)</script> & ]]> %PDF", "non\ufffe\uffff",
)  # fmt: skip


def talked(guide: Guide, person: object) -> Plan:
    talk = Talk(guide, name="abc123")
    for _ in range(150):
        if talk.session.ended or talk.session.stopped or talk.session.awaiting is None:
            break
        talk.say(talk.answer(person))  # type: ignore[arg-type]
    return build_plan(guide, talk.session)


@pytest.fixture(scope="module")
def plain(guide: Guide) -> Plan:
    return talked(guide, plain_person())


@pytest.fixture(scope="module", params=range(6))
def plan(request: pytest.FixtureRequest, guide: Guide) -> Plan:
    made = talked(guide, books()[request.param])
    assert made.actions
    return made


def squeezed(text: str) -> str:
    """Without white space and what cannot be seen, so that line and page breaks do not matter."""
    return "".join(one for one in text if not one.isspace() and unicodedata.category(one) != "Cf")


def text_of_pdf(data: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    return squeezed("".join(re.sub(r"(My plan)?\s*Page\s+\d+\s+of\s+\d+\s*$", "", page) for page in pages))


def text_of_docx(data: bytes) -> str:
    return squeezed("".join(one.text or "" for one in docx.Document(BytesIO(data)).element.body.iter(qn("w:t"))))


def text_of_markdown(text: str) -> str:
    return squeezed(re.sub(r"\\([\\`*_\[\]<>#|!~.)+=-])", r"\1", text))


def statements(page: Page) -> Iterator[Statement]:
    """Every statement of a page, those in tables included, in reading order."""
    for block in page.blocks:
        if isinstance(block, Items):
            yield from block.items
        elif isinstance(block, Facts):
            yield from block.rows
        elif isinstance(block, Table):
            yield from (Statement(tuple(line for cell in row for line in cell.split("\n") if line)) for row in block.rows)


def said(page: Page) -> set[str]:
    return {text for one in statements(page) for text in (*one.texts, one.label, one.trace) if text}


# -- every statement in every form -------------------------------------------------------------------------------------------------


def test_every_statement_of_the_plan_stands_in_every_document_with_its_turns(plan: Plan, guide: Guide) -> None:
    page = page_of(plan, guide, "plan", TODAY)
    held = {
        "md": text_of_markdown(page_as_markdown(page)), "docx": text_of_docx(page_as_docx(page, WORDS)),
        "pdf": text_of_pdf(page_as_pdf(page, WORDS)),
    }  # fmt: skip
    wanted = {line.words if not isinstance(line.value, list) else line.value[0] for _, lines in plan.sections for line in lines}
    wanted |= {action.what for action in plan.actions} | {one.text for one in (*plan.parked, *plan.others, *plan.notes)}
    assert len(wanted) > 15
    for form, text in held.items():
        missing = [one for one in wanted | said(page) if squeezed(one) not in text]
        assert missing == [], form
    data = json.loads(document(plan, guide, "plan", "json", CLOCK))
    assert {row["need"] for row in data["lines"]} == {line.need for _, lines in plan.sections for line in lines}


def test_every_line_names_its_turns(plan: Plan, guide: Guide) -> None:
    page = page_of(plan, guide, "plan", TODAY)
    listed = [one for block in page.blocks if isinstance(block, Items) for one in block.items]
    lines = [line for _, lines in plan.sections for line in lines]
    traced = [one.trace for one in listed if one.trace]
    assert len(traced) == len(lines) + len(plan.others) + len(plan.parked) + len(plan.notes)
    for line in lines:
        assert any(one.label == line.title and all(str(turn) in one.trace for turn in line.turns) for one in listed)
    for action, facts in zip(plan.actions, (block for block in page.blocks if isinstance(block, Facts)), strict=True):
        assert all(str(turn) in facts.rows[-1].texts[0] for turn in action.turns)


def test_the_text_of_the_pdf_comes_in_reading_order(plain: Plan, guide: Guide) -> None:
    text = text_of_pdf(document(plain, guide, "plan", "pdf", CLOCK))
    places = [text.index(squeezed(line.words)) for title, lines in plain.sections for line in lines if isinstance(line.value, str)]
    assert places == sorted(places)
    assert text.index(squeezed(plain.actions[0].what)) < places[0]


# -- Word ------------------------------------------------------------------------------------------------------------------------------


def test_the_word_document_has_headings_tables_with_header_rows_a4_title_and_language(plain: Plan, guide: Guide) -> None:
    opened = docx.Document(BytesIO(document(plain, guide, "plan", "docx", CLOCK)))
    styles = [one.style.name for one in opened.paragraphs if one.style is not None]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") > 5
    assert styles.count("Heading 2") == len(plain.actions)
    assert len(opened.tables) == len(plain.actions)
    for table in opened.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    section = opened.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert opened.core_properties.title == plain.title
    assert {one.get(qn("w:val")) for one in opened.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_words_that_run_from_right_to_left_are_marked_as_such_in_word() -> None:
    page = Page("T", "en", (Text("שלום"), Text("plain"), Heading("مرحبا")))
    paragraphs = docx.Document(BytesIO(page_as_docx(page, WORDS))).paragraphs
    marked = [one.text for one in paragraphs if one._p.pPr is not None and one._p.pPr.find(qn("w:bidi")) is not None]
    assert marked == ["שלום", "مرحبا"]


# -- PDF -----------------------------------------------------------------------------------------------------------------------------


def test_the_pdf_is_tagged_titled_and_a4_and_brings_its_fonts(plain: Plan, guide: Guide) -> None:
    reader = PdfReader(BytesIO(document(plain, guide, "plan", "pdf", CLOCK)))
    root = reader.root_object
    assert bool(root["/MarkInfo"]["/Marked"])  # type: ignore[index]
    assert root["/Lang"].lower().startswith("en")  # type: ignore[attr-defined]
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()  # type: ignore[attr-defined]
    assert reader.metadata is not None
    assert reader.metadata.title == plain.title
    for page in reader.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"])


def test_the_same_plan_gives_the_same_bytes(plain: Plan, guide: Guide) -> None:
    for form in FORMS:
        assert document(plain, guide, "plan", form, CLOCK) == document(plain, guide, "plan", form, CLOCK), form


def test_a_pdf_is_made_quickly(plain: Plan, guide: Guide) -> None:
    document(plain, guide, "plan", "pdf", CLOCK)
    begun = time.process_time()
    document(plain, guide, "plan", "pdf", CLOCK)
    assert time.process_time() - begun < 1.5


# -- hostile words -----------------------------------------------------------------------------------------------------------------------


def hostile(plan: Plan) -> Plan:
    """The plan with four hard texts as actions and all of them as lines, some as lists, some as labels."""
    first = plan.actions[0]
    actions = tuple(replace(first, what=one[:400], how=one, success_sign=one, if_then=one) for one in HOSTILE[:4])
    lines = tuple(
        Line(f"n{place}", one[:30], [one, one] if place % 2 else one, one, (place + 1,), place % 3 == 0) for place, one in enumerate(HOSTILE)
    )
    return replace(plan, actions=actions, sections=(*plan.sections, (HOSTILE[0], lines)))


@pytest.mark.parametrize("form", ["docx", "pdf", "md"])
def test_no_words_break_a_document_and_none_are_lost(form: str, plain: Plan, guide: Guide) -> None:
    page = page_of(hostile(plain), guide, "plan", TODAY)
    if form == "docx":
        text = text_of_docx(page_as_docx(page, WORDS))
    elif form == "md":
        text = text_of_markdown(page_as_markdown(page).encode().decode())
    else:
        text = text_of_pdf(page_as_pdf(page, WORDS))
    drawn_by_parts = {one for one in HOSTILE if form == "pdf" and not one.isascii()}
    missing = [one for one in HOSTILE if one not in drawn_by_parts and squeezed(legible(one)) not in text]
    assert [ascii(one[:40]) for one in missing] == []


@pytest.mark.parametrize("text", [one for one in HOSTILE if not one.isascii() and legible(one).strip()], ids=ascii)
def test_every_script_is_in_the_text_of_the_pdf(text: str) -> None:
    data = page_as_pdf(Page("T", "en", (Items((Statement((" ".join(legible(text).split()),)),)),)), WORDS)
    reader = PdfReader(BytesIO(data))
    assert len(reader.pages) == 1
    shown = {unicodedata.normalize("NFKD", one)[0] for one in text_of_pdf(data)}
    letters = {unicodedata.normalize("NFKD", one)[0] for one in squeezed(legible(text)) if unicodedata.category(one)[0] == "L"}
    absent = {one for one in letters - shown if unicodedata.category(one) != "Co" and ord(one) < 0x10000}
    assert absent == set()


def test_long_words_stay_on_the_page() -> None:
    """Each line of a word that is too long ends inside the margin: no line holds more of it than the page is wide."""
    data = page_as_pdf(Page("T", "en", (Facts(("a", "b"), (Statement(("x" * 300,), "y" * 80),)),)), WORDS)
    longest = max(len(line) for line in PdfReader(BytesIO(data)).pages[0].extract_text().splitlines())
    assert 20 < longest < 110


def test_words_are_never_read_as_markup() -> None:
    page = Page("#title()", "en", (Text("#read(\"/etc/passwd\")"), Note("*not bold* | `x`"), Items((Statement(("= no heading",), "[l](x)"),))))
    text = text_of_pdf(page_as_pdf(page, WORDS))
    assert all(squeezed(one) in text for one in ("#title()", '#read("/etc/passwd")', "*not bold*", "= no heading", "[l](x)"))
    written = page_as_markdown(page)
    assert "\\*not bold\\* \\| \\`x\\`" in written
    assert "**\\[l\\](x):** = no heading" in written


def test_a_table_has_its_rows_in_every_form() -> None:
    page = Page("T", "en", (Table(("Skill", "Have it?", "turns"), (("weld | cut", "partly", "turn 3"), ("draw", "", "turn 4"))),))
    assert "| weld \\| cut | partly | turn 3 |" in page_as_markdown(page)
    opened = docx.Document(BytesIO(page_as_docx(page, WORDS))).tables[0]
    assert [[cell.text for cell in row.cells] for row in opened.rows][1] == ["weld | cut", "partly", "turn 3"]
    assert squeezed("weld | cutpartlyturn 3draw") in text_of_pdf(page_as_pdf(page, WORDS))


def test_the_tables_of_a_plan_stand_in_its_documents_and_wait_to_be_chosen_for_others(plain: Plan, guide: Guide) -> None:
    row, more = Row("price a piece", ("partly", "did three"), (4, 7)), Row("speak to a group", ("not yet", ""), (9,))
    made = replace(plain, tables=(Answers("skills", "Skills", ("Where you are", "What shows it"), (row, more), ("standing", "shows")),))
    for form, read in (("md", text_of_markdown), ("docx", text_of_docx), ("pdf", text_of_pdf)):
        data = document(made, guide, "plan", form, CLOCK)
        text = read(data.decode() if form == "md" else data)  # type: ignore[operator]
        assert all(squeezed(one) in text for one in ("Where you are", "price a piece", "did three", "turns 4, 7", "speak to a group")), form
    assert "speak to a group" not in document(made, guide, "share", "md", CLOCK).decode()
    ids = [one.id for one in lines_of(made, guide, "share") if one.text.startswith("speak")]
    chosen = document(made, guide, "share", "md", CLOCK, set(ids)).decode()
    assert "speak to a group" in chosen
    assert "price a piece" not in chosen


@pytest.mark.parametrize(("text", "expected"), [("שלום x", True), ("42 مرحبا", True), ("x שלום", False), ("…", False), ("", False)])
def test_the_first_letter_gives_the_direction(text: str, expected: bool) -> None:
    assert right_to_left(text) is expected


# -- calendar ----------------------------------------------------------------------------------------------------------------------------


def events(data: bytes) -> dict[str, object]:
    calendar = Calendar.from_ical(data)
    found = list(calendar.walk("VEVENT"))
    assert all(not one.errors for one in found)
    for one in found:
        assert len(one.subcomponents) == 1
        assert all(name in one for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED"))
    return {str(one["SUMMARY"]): one for one in found}


def test_the_calendar_has_the_first_step_every_action_and_the_review_as_whole_days(plan: Plan, guide: Guide) -> None:
    data = document(plan, guide, "plan", "ics", CLOCK)
    days = [one["DTSTART"].dt for one in events(data).values()]  # type: ignore[index]
    assert all(type(one) is date for one in days)
    assert set(days) >= {date.fromisoformat(one.when) for one in plan.actions if one.when}
    expected = sum(1 for one in plan.actions if one.when) + ("first_step" in plan.fields) + ("review_date" in plan.fields)
    assert len(days) == expected
    lines = data.decode("utf-8").split("\r\n")
    assert all(len(one.encode()) <= 75 for one in lines)
    assert "\n" not in "".join(lines)


def test_the_reminder_comes_on_the_morning_of_the_day_before(plain: Plan, guide: Guide) -> None:
    one = next(iter(events(document(plain, guide, "plan", "ics", CLOCK)).values()))
    alarm = one.subcomponents[0]  # type: ignore[attr-defined]
    begins = datetime.combine(one["DTSTART"].dt, datetime.min.time())  # type: ignore[index]
    assert begins + alarm["TRIGGER"].dt == begins - timedelta(days=1) + timedelta(hours=9)


def test_a_later_export_replaces_the_earlier_one(plain: Plan, guide: Guide) -> None:
    """After a review the plan belongs to another talk, but its entries are the same ones."""
    moved = replace(
        plain, session="later", version=2, actions=(replace(plain.actions[0], when="2027-03-31"),),
        history=(*plain.history, Version(2, "later", "2027-03-01")),
    )  # fmt: skip
    later = CLOCK.changed + timedelta(minutes=3)
    old = {str(one["UID"]): one for one in events(document(plain, guide, "plan", "ics", CLOCK)).values()}  # type: ignore[index]
    data = plan_as_ics(moved, guide.lines, guide.language, later, later)
    new = {str(one["UID"]): one for one in events(data).values()}  # type: ignore[index]
    assert old.keys() == new.keys()
    assert all(new[uid]["SEQUENCE"] > old[uid]["SEQUENCE"] for uid in old)  # type: ignore[index]
    assert {one["DTSTART"].dt for one in new.values()} - {one["DTSTART"].dt for one in old.values()} == {date(2027, 3, 31)}  # type: ignore[index]


def test_hostile_words_come_back_whole_from_the_calendar(plain: Plan, guide: Guide) -> None:
    kept = [one for one in HOSTILE if len(one) < 2000]
    many = replace(plain, actions=tuple(replace(plain.actions[0], what=one, how=one, id=f"a-{place}") for place, one in enumerate(kept)))
    found = events(document(many, guide, "plan", "ics", CLOCK))
    for one in kept:
        expected = " ".join(legible(one).split())
        assert any(name.endswith(expected) for name in found), ascii(expected)


# -- pages for others --------------------------------------------------------------------------------------------------------------------


def test_the_asking_page_asks_gives_and_promises_nothing(plain: Plan, guide: Guide) -> None:
    text = document(plain, guide, "asking", "md", CLOCK).decode()
    words = guide.lines["asking"]
    for part in ("title", "note", "do", "ask", "bring", "cost", "answer_by"):
        assert words[part] in text, part
    assert plain.actions[0].what in text
    assert "26 February 2027" in text
    assert re.search(r"no promise", text, re.I)
    assert not re.search(r"\bturns? \d", text)


def test_what_is_private_is_on_no_page_for_others_unless_it_is_chosen(plan: Plan, guide: Guide) -> None:
    held = {line.words for name in ("why", "not_wanted", "confidence", "aspiration", "future") for line in plan.fields.get(name, ())}
    held |= {one.text for one in (*plan.parked, *plan.others)} | {line.words for _, lines in plan.sections for line in lines if line.thin}
    for name in ("asking", "share"):
        page = page_of(plan, guide, name, TODAY)
        shown = {text for one in statements(page) for text in one.texts}
        assert not shown & held
        offered = lines_of(plan, guide, name)
        assert len({one.id for one in offered}) == len(offered)
        assert all(one.turns for one in offered)
        whole = page_of(plan, guide, name, TODAY, {one.id for one in offered})
        assert len(list(statements(whole))) > len(list(statements(page)))


@pytest.mark.parametrize("name", ["asking", "share"])
def test_only_what_is_chosen_stands_on_the_page(name: str, plain: Plan, guide: Guide) -> None:
    offered = lines_of(plain, guide, name)
    for one in offered:
        if one.id.count(":") == 2 and one.id.startswith("action:"):
            continue
        shown = [text for each in statements(page_of(plain, guide, name, TODAY, {one.id})) for text in each.texts]
        headings = [block.text for block in page_of(plain, guide, name, TODAY, {one.id}).blocks if isinstance(block, Heading)]
        assert one.text in shown or any(one.text in each for each in headings) or one.id == "answer_by"
        assert len(shown) == 1
    assert not list(statements(page_of(plain, guide, name, TODAY, set())))


@pytest.mark.parametrize(
    "text",
    ["Set up my own business, baking", "apply for a job at another company", "It is because of my hip", "Since my divorce I want calm",
     "My boss never listens to me", "They should have trained me years ago"],
)  # fmt: skip
def test_words_about_leaving_health_family_or_others_failings_wait_to_be_chosen(text: str, plain: Plan, guide: Guide) -> None:
    assert private(text, plain, guide.language)
    assert not private("Price a chair on my own by the end of March", plain, guide.language)
    moved = replace(plain, actions=(replace(plain.actions[0], what=text),))
    assert text not in document(moved, guide, "asking", "md", CLOCK).decode()


def test_every_page_for_others_comes_in_every_form_but_a_calendar(plain: Plan, guide: Guide) -> None:
    for page in PAGES:
        for form in FORMS:
            if form == "ics" and page != "plan":
                with pytest.raises(NoSuchForm):
                    document(plain, guide, page, form, CLOCK)
            else:
                assert len(document(plain, guide, page, form, CLOCK)) > 200
    rows = json.loads(document(plain, guide, "asking", "json", CLOCK))["lines"]
    assert {"id", "part", "text", "turns", "chosen"} == set(rows[0])
    assert {one["chosen"] for one in rows} == {True, False}


# -- quality -----------------------------------------------------------------------------------------------------------------------------


def codes(plan: Plan, guide: Guide, today: date = TODAY) -> set[tuple[str, int | None]]:
    return {(one.code, one.action) for one in quality(plan, today, guide.language)}


def test_a_whole_plan_leaves_nothing_open(plain: Plan, guide: Guide) -> None:
    assert codes(plain, guide) == set()
    assert guide.lines["plan"]["still_open"] not in document(plain, guide, "plan", "md", CLOCK).decode()


def test_what_is_missing_in_an_action_is_asked(plain: Plan, guide: Guide) -> None:
    first = plain.actions[0]
    bare = replace(first, when=None, how=None, success_sign=None, if_then=None)
    others = replace(first, what="HR should send me the list of courses")
    found = codes(replace(plain, actions=(bare, others)), guide, date(2027, 3, 1))
    assert found == {("no_day", 1), ("no_how", 1), ("no_sign", 1), ("no_if_then", 1), ("owner", 2), ("day_past", 2)}
    assert ("no_action", None) in codes(replace(plain, actions=()), guide)
    assert ("too_many", None) in codes(replace(plain, actions=(first,) * 5), guide)
    assert not codes(replace(plain, actions=(first,) * 4), guide)


@pytest.mark.parametrize(
    ("words", "code"),
    [("On Friday I ring the guild", None), ("I ring the guild", "first_step_day"), ("On 5 February I ring the guild", "first_step_late"),
     ("On 18 January I ring the guild", None)],
)  # fmt: skip
def test_the_first_step_comes_within_seven_days_of_the_talk(words: str, code: str | None, plain: Plan, guide: Guide) -> None:
    line = replace(plain.fields["first_step"][0], value=words, words=words)
    found = codes(replace(plain, fields={**plain.fields, "first_step": (line,)}), guide, date(2027, 2, 1))
    assert found == ({(code, None)} if code else set())
    assert ("no_first_step", None) in codes(replace(plain, fields={}), guide)
    assert ("no_review", None) in codes(replace(plain, fields={}), guide)


@pytest.mark.parametrize(
    ("words", "hours"),
    [("2 hours a day", 14), ("6 hours a week", 6), ("an hour every evening", 7), ("3 hours on Mondays and Thursdays", 6), ("twelve hours", 12),
     ("half an hour", 0.5), ("it depends", 0)],
)  # fmt: skip
def test_hours_a_week_are_read_and_too_many_are_asked_about(words: str, hours: float, plain: Plan, guide: Guide) -> None:
    line = Line("hours", "Hours", words, words, (1,))
    assert hours_a_week(line, plain, guide.language) == pytest.approx(hours)
    found = codes(replace(plain, fields={**plain.fields, "hours": (line,)}), guide)
    assert (("hours", None) in found) is (hours > 10)


def test_hours_come_from_the_whole_or_from_the_actions_and_are_asked_for_where_none_are_said(plain: Plan, guide: Guide) -> None:
    assert "two hours" in plain.fields["job_protected"][0].words
    unsaid = replace(plain, fields={**plain.fields, "job_protected": ()})
    assert ("no_hours", None) in codes(unsaid, guide)
    first = plain.actions[0]
    for how, code in (("Two hours every evening at the kitchen table", "hours"), ("An hour a week", None), ("With a list", "no_hours")):
        found = codes(replace(unsaid, actions=(replace(first, how=how),)), guide)
        assert found == ({(code, None)} if code else set()), how
    assert ("no_hours", None) not in codes(replace(unsaid, actions=()), guide)


def test_what_is_open_is_put_as_a_question_in_the_plan(plain: Plan, guide: Guide) -> None:
    open_plan = replace(plain, actions=(replace(plain.actions[0], how=None),))
    text = document(open_plan, guide, "plan", "md", CLOCK).decode()
    assert guide.lines["plan"]["still_open"] in text
    assert guide.lines["quality"]["no_how"] in text
    assert all(guide.lines["quality"][code].endswith("?") for code in CODES)
    assert not re.search(r"\b(must|fail|wrong|bad|should have|missing)\b", " ".join(guide.lines["quality"].values()), re.I)


# -- an earlier talk, the wording, the command -----------------------------------------------------------------------------------------------


def test_words_of_an_earlier_talk_are_traced_to_its_day(plain: Plan, guide: Guide) -> None:
    line = replace(plain.sections[0][1][0], session="older", day="2026-06-01")
    page = plan_page(replace(plain, sections=(("S", (line,)),)), guide.lines["plan"], guide.speech, changes=("What changed", "Done: x"))
    found = {one.texts[0]: one.trace for one in statements(page)}
    assert found[line.words].endswith("1 June 2026")
    assert "Done: x" in found


def test_what_a_review_changed_stands_in_its_plan(plain: Plan, guide: Guide) -> None:
    change = Change("moved", "abc123-1", plain.actions[0].what, "2027-02-26", "2027-03-31", "the shop was flooded")
    later = replace(plain, version=2, history=(*plain.history, Version(2, "later", "2027-03-01", (change,))))
    text = document(later, guide, "plan", "md", CLOCK).decode()
    assert "## " + guide.lines["changes"]["heading"].replace("$from", "Monday 11 January 2027") in text
    assert "31 March 2027" in text
    assert "the shop was flooded" in text
    assert guide.lines["changes"]["nothing"] in document(
        replace(later, history=(later.history[0], replace(later.history[1], changes=()))), guide, "plan", "md", CLOCK
    ).decode()


def test_the_wording_that_documents_look_up_is_what_the_check_asks_for(guide: Guide) -> None:
    for bank, names in NEEDED_LINES.items():
        assert set(names) <= set(guide.lines[bank])
    assert set(CODES) == set(NEEDED_LINES["quality"])
    for lines in (guide.lines["asking"], guide.lines["share"]):
        assert not re.search(r"\byou (?:will|deserve|are ready)\b", " ".join(lines.values()), re.I)


@pytest.fixture
def kept(url: str) -> str:
    """The id of a stored talk."""
    ran = handhold("talk", "career_talk", "--store", url, "--json", "--today", "2027-01-11", typed="I want to learn to weld.\n")
    return str(ran.events()[0]["session"])


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("ics", b"BEGIN:VCALENDAR"), ("md", b"# "), ("json", b"{")])
def test_the_command_writes_every_form(form: str, begins: bytes, kept: str, url: str, tmp_path: Path) -> None:
    target = tmp_path / f"plan.{form}"
    ran = handhold("plan", kept, "--store", url, "--format", form, "-o", str(target))
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert target.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    "options",
    [("--page", "asking", "--format", "ics"), ("--lines", "x"), ("--page", "share", "--lines", "nosuch"), ("--format", "pdf", "-o", "no/where/x.pdf")],
)
def test_a_call_that_makes_no_sense_says_so_in_one_line(options: tuple[str, ...], kept: str, url: str) -> None:
    ran = handhold("plan", kept, "--store", url, *options)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1


def test_a_binary_form_does_not_go_to_the_screen(kept: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("people_driver._Stream.isatty", lambda _: True, raising=False)
    for form in ("pdf", "docx"):
        ran = handhold("plan", kept, "--store", url, "--format", form)
        assert (ran.code, ran.out) == (2, "")
        assert "-o" in ran.err
    assert handhold("plan", kept, "--store", url, "--format", "ics").code == 0


def test_the_lines_of_a_page_are_chosen_by_id(kept: str, url: str) -> None:
    listed = json.loads(handhold("plan", kept, "--store", url, "--page", "share", "--format", "json").out)["lines"]
    assert listed
    ran = handhold("plan", kept, "--store", url, "--page", "share", "--lines", listed[0]["id"])
    assert ran.code == 0
    assert listed[0]["text"] in ran.out


def test_nobody_pays_for_documents_before_they_ask_for_one(tmp_path: Path, imported: Callable[..., set[str]]) -> None:
    heavy = {"typst", "docx", "icalendar", "lxml"}
    store = f"sqlite:///{(tmp_path / 'talks.db').as_posix()}"
    assert not heavy & imported("talk", "career_talk", "--store", store)


@pytest.fixture
def imported() -> Callable[..., set[str]]:
    """The top-level modules that a command has read when it ends."""
    import subprocess

    def run(*call: str) -> set[str]:
        code = "import sys\nfrom engine.cli import main\nmain(sys.argv[1:])\nprint(*sys.modules, file=sys.stderr)"
        done = subprocess.run([sys.executable, "-c", code, *call], input="", capture_output=True, text=True, encoding="utf-8", check=True)
        return {name.split(".")[0] for name in done.stderr.split()}

    return run
