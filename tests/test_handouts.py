"""Hand-outs: each in every form with all its words in order, on as many pages as it says; running orders that add up, with real keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import get_args

import docx
import pytest
from docx.oxml.ns import qn
from people_driver import FLOW, handhold
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from engine.documents.docx import page_as_docx
from engine.documents.handouts import HANDOUT_CODES, load_handout
from engine.documents.markdown import page_as_markdown
from engine.documents.page import Facts, Heading, Items, Lines, NewPage, Note, Page, Statement, Strip, Table, Text
from engine.documents.pdf import page_as_pdf
from engine.errors import UnknownName
from engine.handouts import ANSWERS, BESIDE, FORMS, SHEETS, TRANSCRIPT, Folder, faults, files, open_folder, sheet
from engine.library import Library
from engine.service import Service
from engine.source.problems import Problem, SourceError
from engine.stores import open_store
from engine.transcripts.files import transcripts
from engine.transcripts.model import Manager

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2027, 1, 11)
NUMBERS = {"page": "Page", "of": "of"}
REFERENCE = "self_curious"


@cache
def folder() -> Folder:
    return open_folder(Library())


NAMES = tuple(one.handout for one in folder().handouts)
ORDERS = tuple(one.handout for one in folder().handouts if one.order)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    made = Service(open_store("memory:"), Library())
    yield made
    made.store.close()


def squeezed(text: str) -> str:
    """Without white space and what cannot be seen, so that line and page breaks do not matter."""
    return "".join(one for one in text if not one.isspace() and unicodedata.category(one) != "Cf")


def pdf_pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def body(page: Page, data: bytes) -> str:
    """The words of a PDF without the foot of each page."""
    return squeezed("".join(re.sub(rf"{re.escape(page.footer)}\s*Page\s+\d+\s+of\s+\d+\s*$", "", one) for one in pdf_pages(data)))


def words_of(page: Page) -> list[str]:
    """Every text of a page that a reader must find, in reading order."""
    found = [page.title]
    for block in page.blocks:
        match block:
            case Heading(text) | Text(text) | Note(text):
                found.append(text)
            case Items(items):
                found += [text for one in items for text in one.texts]
            case Facts(head, rows):
                found += [*head, *(text for one in rows for text in (one.label, *one.texts))]
            case Table(head, rows):
                found += [*head, *(line for row in rows for cell in row for line in cell.split("\n") if line)]
            case Lines(_, label):
                found += [label] if label else []
            case Strip(steps):
                found += steps
            case NewPage():
                pass
    return found


def in_order(wanted: list[str], text: str) -> list[str]:
    """Those of `wanted` that do not stand in `text` after the one before."""
    missing, place = [], 0
    for one in wanted:
        found = text.find(squeezed(one), place)
        if found < 0:
            missing.append(one)
        else:
            place = found + len(squeezed(one))
    return missing


def text_of_docx(data: bytes) -> str:
    return squeezed("".join(one.text or "" for one in docx.Document(BytesIO(data)).element.body.iter(qn("w:t"))))


def text_of_markdown(text: str) -> str:
    return squeezed(re.sub(r"\\([\\`*_\[\]<>#|!~.)+=-])", r"\1", text.replace("<br>", "")))


# -- every hand-out in every form ----------------------------------------------------------------------------------------------------


def test_all_hand_outs_are_there() -> None:
    wanted = ["seven_steps", "observer_cards", "moves", "preparation", "plan_sheet", "if_then", "running_30", "running_60", "running_90"]
    assert list(NAMES) == wanted
    assert set(files(Library())) == {*wanted, *BESIDE}


@pytest.mark.parametrize("name", NAMES)
def test_every_form_holds_every_word_in_order(name: str) -> None:
    page = folder().page(name)
    wanted = words_of(page)
    assert len(wanted) > 10
    assert in_order(wanted, body(page, folder().printed(page, "pdf"))) == []
    assert in_order(wanted, text_of_docx(folder().printed(page, "docx"))) == []
    without_heads = [one for one in wanted if one not in folder().words.facts and one not in _fact_heads(page)]
    assert in_order(without_heads, text_of_markdown(folder().printed(page, "md").decode())) == []


def _fact_heads(page: Page) -> set[str]:
    """Markdown writes facts as a list, which has no heads."""
    return {one for block in page.blocks if isinstance(block, Facts) for one in block.head}


@pytest.mark.parametrize("name", NAMES)
def test_a_hand_out_keeps_to_its_pages_of_a4_and_is_tagged(name: str) -> None:
    one = next(each for each in folder().handouts if each.handout == name)
    data = folder().printed(folder().page(name), "pdf")
    found = PdfReader(BytesIO(data))
    assert len(found.pages) <= one.pages
    for page in found.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        assert len(page.extract_text()) > 100, "a page with hardly anything on it"
    assert b"pdfuaid" in data
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_pages_that_must_be_one_sheet_are() -> None:
    pages = {one.handout: one.pages for one in folder().handouts}
    assert pages["if_then"] == 1
    assert pages["seven_steps"] == pages["preparation"] == pages["plan_sheet"] == 2


@pytest.mark.parametrize("form", FORMS)
def test_the_same_hand_out_has_the_same_bytes(form: str) -> None:
    page = folder().page("observer_cards")
    assert folder().printed(page, form) == folder().printed(page, form)


def test_each_observer_card_stands_on_a_page_of_its_own() -> None:
    pages = pdf_pages(folder().printed(folder().page("observer_cards"), "pdf"))
    assert [[f"Card {number}:" in page for page in pages].index(True) for number in range(1, 7)] == [1, 2, 3, 4, 5, 6]


def test_the_card_has_every_step_of_the_flow_with_three_questions() -> None:
    page = folder().page("seven_steps")
    strip = next(block for block in page.blocks if isinstance(block, Strip))
    table = next(block for block in page.blocks if isinstance(block, Table))
    assert len(strip.steps) == len(table.rows) == len(Library().guide(FLOW).flow.steps)
    assert all(len(row[1].split("\n")) == 3 for row in table.rows)


def test_every_move_has_examples_and_starters_with_a_gap() -> None:
    tables = [block for block in folder().page("moves").blocks if isinstance(block, Table)]
    assert len(tables) == 2
    assert [len(table.rows) for table in tables] == [16, 10]
    for row in (row for table in tables for row in table.rows):
        name, sounds, finish = (cell.split("\n") for cell in row)
        assert len(name) == len(sounds) == 2, name[0]
        assert "…" in "".join(finish) or name[0] == "Saying nothing"


# -- running orders ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lasts"), [("running_30", 30), ("running_60", 60), ("running_90", 90)])
def test_the_minutes_add_up(name: str, lasts: int) -> None:
    one = next(each for each in folder().handouts if each.handout == name)
    assert one.lasts == lasts == sum(stretch.minutes for stretch in one.order)
    shown = [block.text for block in folder().page(name).blocks if isinstance(block, Heading) and "–" in block.text]
    spans = [tuple(map(int, re.match(r"(\d+)–(\d+)", text).groups())) for text in shown]  # type: ignore[union-attr]
    assert spans[0][0] == 0
    assert spans[-1][1] == lasts
    assert all(before[1] == after[0] for before, after in pairwise(spans))


def test_the_hour_is_the_one_that_was_planned() -> None:
    hour = next(each for each in folder().handouts if each.handout == "running_60")
    assert [one.minutes for one in hour.order] == [5, 8, 12, 10, 15, 8, 2]


@pytest.mark.parametrize("name", ORDERS)
def test_a_running_order_names_what_there_is(name: str) -> None:
    library = Library()
    one = next(each for each in folder().handouts if each.handout == name)
    talks, personas = transcripts(library), library.personas()
    assert one.names
    for named in one.names:
        persona, _, manager = named.rpartition("_")
        assert named in talks or named in personas or (persona in personas and manager in get_args(Manager)), named
    text = " ".join(words_of(folder().page(name)))
    assert all(named in text for named in one.names)


def test_names_are_listed_with_what_the_screens_call_them() -> None:
    text = " ".join(words_of(folder().page("running_60")))
    assert Library().cast("wants_promises").persona.title in text


def test_every_key_in_a_running_order_is_printed_with_its_button() -> None:
    for name in ORDERS:
        one = next(each for each in folder().handouts if each.handout == name)
        text = squeezed(" ".join(words_of(folder().page(name))))
        for pressed in {key for stretch in one.order for moment in stretch.moments for key in moment.press}:
            key = folder().keyboard.find(pressed)
            assert key is not None
            assert squeezed(f"{key.shown} {key.button}") in text


class Wall:
    """A screen of the wall, and every shortcut that was seen on it with its button."""

    def __init__(self, file: str) -> None:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
        self.at = app.switch_page(file).run()
        self.seen: set[tuple[str, str]] = set()
        self.look()

    def look(self) -> None:
        assert not self.at.exception, self.at.exception
        self.seen |= {(one.proto.shortcut.lower(), one.label) for one in self.at.button if one.proto.shortcut}

    def press(self, label: str) -> None:
        found = [one for one in self.at.button if one.label == label]
        assert found, f"no button '{label}' among {[one.label for one in self.at.button]}"
        found[0].click()
        self.at.run()
        self.look()


def on_the_player(service: Service) -> set[tuple[str, str]]:
    talk = service.start(FLOW)
    service.say(talk, "I would like to know what else there is for me.", TODAY)
    wall = Wall("ui/present.py")
    wall.at.selectbox(key="p-own").select_index(0)
    wall.at.run()
    wall.look()
    for label in ("Next", "Freeze", "Go on", "Beside", "Back to the talk", "Leave"):
        wall.press(label)
    return wall.seen


def in_the_room(service: Service) -> set[tuple[str, str]]:
    wall = Wall("ui/room.py")
    for label in ("Start round 1", "more", "Say it", "Show the tags", "End round", "End the round and lay the counts beside the rules'"):
        wall.press(label)
    return wall.seen


SCREENS: dict[str, Callable[[Service], set[tuple[str, str]]]] = {"present": on_the_player, "room": in_the_room}


@pytest.mark.parametrize("screen", sorted(SCREENS))
def test_the_keys_are_those_of_the_screens(screen: str, store: Service) -> None:
    keys = folder().keyboard.keys[screen]
    if not (ROOT / "ui" / f"{screen}.py").exists():
        pytest.skip(f"there is no screen {screen} yet")
    seen = SCREENS[screen](store)
    assert [one for one in keys.values() if (one.key.lower(), one.button) not in seen] == []


def test_keys_without_a_button_are_those_of_every_browser() -> None:
    keyboard = folder().keyboard.keys
    assert {one.key for one in keyboard["browser"].values()} == {"Tab", "Ctrl+Tab"}
    assert [one for screen in SCREENS for one in keyboard[screen].values() if not one.button] == []


def test_every_screen_of_the_keys_is_looked_at() -> None:
    assert set(folder().keyboard.keys) == {*SCREENS, "browser"}


# -- sheets of a talk ----------------------------------------------------------------------------------------------------------------


def rows_of(page: Page) -> list[tuple[str, ...]]:
    return list(next(block for block in page.blocks if isinstance(block, Table)).rows)


def test_the_sheet_of_a_reference_talk_is_blank_and_its_answers_are_not(service: Service) -> None:
    blank, tagged = (sheet(REFERENCE, service, folder(), tagged=tagged) for tagged in (False, True))
    assert [row[:3] for row in rows_of(blank)] == [row[:3] for row in rows_of(tagged)]
    assert {row[3] for row in rows_of(blank)} == {""}
    spoken = [row for row in rows_of(tagged) if row[1] == "Person"]
    assert len(spoken) > 20
    assert all(row[3] for row in spoken)
    assert {row[3] for row in rows_of(tagged) if row[1] == "Coach"} == {""}
    numbers = [int(row[0]) for row in rows_of(blank)]
    assert numbers == sorted(numbers)
    for page in (blank, tagged):
        assert in_order([one[2] for one in rows_of(page)], body(page, folder().printed(page, "pdf"))) == []


def test_the_answers_of_a_rehearsal_are_what_the_rules_heard(service: Service) -> None:
    talk = service.rehearse(FLOW, "wants_promises", seed=7)
    talk = service.say(talk, "I promise you will be on the programme by Christmas.", TODAY)
    rows = rows_of(sheet(talk.session.id, service, folder(), tagged=True))
    assert talk.cast is not None
    names = service.library.debrief_words()["acts"]
    said = next(row for row in rows if row[1] == "Manager")
    assert names["promise"]["name"] in said[3].split("\n")
    assert {row[1] for row in rows} == {"Manager", talk.cast.person(7).name}
    note = [block.text for block in sheet(talk.session.id, service, folder(), tagged=False).blocks if isinstance(block, Text)]
    assert note == [folder().words.talk["kept_note"]]


def test_what_was_taken_back_or_not_kept_is_not_on_the_sheet(service: Service) -> None:
    talk = service.start(FLOW)
    talk = service.say(talk, "I polish lenses for telescopes.", TODAY)
    talk = service.say(talk, "undo", TODAY)
    talk = service.say(talk, "My boss threatened to hit me and I am afraid of him.", TODAY)
    assert talk.session.stopped
    text = "\n".join("|".join(row) for row in rows_of(sheet(talk.session.id, service, folder(), tagged=True)))
    assert "lenses" not in text
    assert "threatened" not in text
    assert folder().words.talk["withheld"] in text


def test_an_unknown_talk_is_said_so(service: Service) -> None:
    with pytest.raises(UnknownName, match="there is no talk called 'self_curios'; did you mean 'self_curious'"):
        sheet("self_curios", service, folder(), tagged=False)


# -- the blocks that hand-outs add ---------------------------------------------------------------------------------------------------

HOSTILE = ("# | <b>x</b> `c` *y* _z_", "مرحبا بالعالم", "漢" * 300, "x" * 300, "1. one", "- two", "#import \"x\"", "word " * 2000)


def test_the_new_blocks_hold_any_words_in_every_form() -> None:
    cells = tuple((f"{one}\n{one}", one) for one in HOSTILE)
    blocks = (
        Strip(HOSTILE[:4]), Items(tuple(Statement((one,)) for one in HOSTILE), boxes=True), Lines(3, HOSTILE[0]), Lines(1), NewPage(),
        Table(("a", "b"), cells, (1, 3), 9, 9.5), Table(("c", "d"), cells, (3, 1)), Text(HOSTILE[0], leads=True),
    )  # fmt: skip
    page = Page("Blocks", "en", blocks, footer="Blocks")
    wanted = {squeezed(one) for one in HOSTILE}
    for text in (body(page, page_as_pdf(page, NUMBERS)), text_of_docx(page_as_docx(page, NUMBERS)), text_of_markdown(page_as_markdown(page))):
        assert [one for one in wanted if one[:200] not in text and one[::-1][:200] not in text] == []


def test_lines_boxes_and_sheets_in_each_form() -> None:
    page = Page("Form", "en", (Items((Statement(("tick me",)),), boxes=True), Lines(3, "Write here"), NewPage(), Text("second")), footer="Form")
    assert len(pdf_pages(page_as_pdf(page, NUMBERS))) == 2
    text = page_as_markdown(page)
    assert "- [ ] tick me" in text
    assert text.count("\n___\n") == 3
    made = docx.Document(BytesIO(page_as_docx(page, NUMBERS)))
    assert any(one.text.startswith("\u2610") and "tick me" in one.text for one in made.paragraphs)
    assert len(list(made.element.body.iter(qn("w:pBdr")))) == 3
    assert [one.get(qn("w:type")) for one in made.element.body.iter(qn("w:br"))] == ["page"]


# -- what an author gets wrong -------------------------------------------------------------------------------------------------------

GOOD = """handout: mine
title: "Mine"
about: "One line"
place: 1
pages: 1
parts:
  - text: "Words"
  - table: ["a", "b"]
    rows: [["1", "2"], []]
    widths: [1, 2]
  - keys: present
lasts: 5
order:
  - minutes: 2
    title: "One"
    wall: "Wall"
    moments:
      - {at: 0, do: "Begin", press: [present.next]}
      - {at: 1, do: "Go on"}
    wrong: {"Rain": "Umbrella"}
  - minutes: 3
    title: "Two"
    wall: "Wall"
    moments: [{at: 0, do: "End"}]
    wrong: {"Snow": "Boots"}
"""
FAULTS = (
    ("H001", "press: [present.next]", "press: [present.nxt]", 18),
    ("H001", "keys: present", "keys: presnt", 11),
    ("H002", "lasts: 5", "lasts: 6", 12),
    ("H002", "{at: 0, do: \"Begin\", press", "{at: 1, do: \"Begin\", press", 17),
    ("H002", "{at: 1, do: \"Go on\"}", "{at: 2, do: \"Go on\"}", 17),
    ("H003", "[\"1\", \"2\"], []", "[\"1\", \"2\", \"3\"], []", 9),
    ("H003", "widths: [1, 2]", "widths: [1, 2, 3]", 10),
)


def problems_of(text: str) -> list[Problem]:
    found: list[Problem] = []
    load_handout(text, "mine.yaml", folder().keyboard, found)
    return found


def test_a_good_file_has_no_problem() -> None:
    assert problems_of(GOOD) == []


@pytest.mark.parametrize(("code", "good", "bad", "line"), FAULTS)
def test_each_fault_is_told_with_its_place(code: str, good: str, bad: str, line: int) -> None:
    assert GOOD.count(good) == 1
    found = problems_of(GOOD.replace(good, bad))
    assert [(one.code, one.mark.line) for one in found] == [(code, line)]
    assert all(len(one.fix) > 5 for one in found)


def test_every_code_is_tried() -> None:
    assert {code for code, *_ in FAULTS} == set(HANDOUT_CODES)


def test_an_own_hand_out_comes_before_the_shipped_one_and_is_checked(tmp_path: Path) -> None:
    own = tmp_path / "handouts"
    own.mkdir()
    (own / "preparation.yaml").write_text(GOOD.replace("handout: mine", "handout: preparation").replace('"Words"', '"Our own words"'))
    assert "Our own words" in words_of(open_folder(Library(tmp_path)).page("preparation"))
    ran = handhold("check", "--flows", str(tmp_path), str(own / "preparation.yaml"))
    assert ran.code == 0, ran.err
    (own / "preparation.yaml").write_text(GOOD.replace("lasts: 5", "lasts: 7"))
    ran = handhold("check", "--flows", str(tmp_path), str(own / "preparation.yaml"))
    assert ran.code == 1
    assert "H002 the stretches take 5 minutes, not 7" in ran.out
    with pytest.raises(SourceError):
        open_folder(Library(tmp_path))


def test_the_shipped_files_have_no_problem() -> None:
    assert faults(list(files(Library()).values()), Library()) == []


# -- the command and the screen ------------------------------------------------------------------------------------------------------


def test_the_command_writes_one_and_all(tmp_path: Path) -> None:
    one = tmp_path / "card.pdf"
    assert handhold("handout", "seven_steps", "-o", str(one), "--store", "memory:").code == 0
    assert one.read_bytes() == folder().printed(folder().page("seven_steps"), "pdf")
    ran = handhold("handout", "all", "--format", "md", "--talk", REFERENCE, "-o", str(tmp_path / "all"), "--store", "memory:")
    assert ran.code == 0, ran.err
    wanted = {f"{name}.md" for name in NAMES} | {f"{name}-{REFERENCE}.md" for name in SHEETS}
    assert {path.name for path in (tmp_path / "all").iterdir()} == wanted
    ran = handhold("handout", "plan_sheet", "--format", "md", "--store", "memory:")
    assert "My plan. Not an agreement." in ran.out
    assert handhold("handout", "plan_sheet", "--format", "md", "--store", "mysql://no.such/store").out == ran.out, "a sheet needs no store"
    listed = handhold("handout", "list", "--store", "memory:").out
    assert all(name in listed for name in (*NAMES, *SHEETS))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("seven_step",), "did you mean 'seven_steps'?"), ((TRANSCRIPT,), "name a talk"), (("moves", "--talk", REFERENCE), "--talk goes with"),
        (("all",), "name one with -o"), ((ANSWERS, "--talk", "nowhere"), "there is no talk called 'nowhere'"),
        (("moves", "-o", "/nowhere/at/all.pdf"), "cannot be written"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_what_is_wrong(call: tuple[str, ...], said: str) -> None:
    ran = handhold("handout", *call, "--store", "memory:")
    assert ran.code == 2
    assert said in ran.err


def test_the_screen_offers_every_hand_out_in_every_form(store: Service) -> None:
    wall = Wall("ui/handouts.py")
    assert {one.title for one in folder().handouts} <= {one.value for one in wall.at.header}
    keys = [one.proto.id for one in wall.at.get("download_button")]
    assert len(keys) == (len(NAMES) + len(SHEETS)) * len(FORMS)
