"""A page as a Word document: A4, real headings, lists and tables with header rows, so that a screen reader finds its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from engine.documents.page import Block, Facts, Heading, Items, Lines, NewPage, Note, Page, Statement, Strip, Table, Text, right_to_left

LATIN, EAST_ASIAN, COMPLEX = "Calibri", "Microsoft YaHei", "Arial"
"""Faces of the reader's machine: for Latin, for Chinese, Japanese and Korean, and for Arabic, Hebrew, Thai and the Indian scripts."""
ACCENT, QUIET = RGBColor(0x0B, 0x5D, 0x66), RGBColor(0x56, 0x64, 0x69)
TINT, RULE, INK = "EEF4F4", "C4D2D3", "566469"
LABEL_WIDTH, TEXT_WIDTH = Cm(4.4), Cm(11.6)
WIDE = 16.0
"""What a table may take of the sheet, in centimetres."""
BOX = "\u2610"
LONG = 900
"""Characters of a cell from which on its row may go over two pages."""
EPOCH = (1980, 1, 1, 0, 0, 0)
AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")
AFTER_SHADE = ("w:tabs", "w:bidi", *AFTER_BIDI)
"""What Word wants to find after these two among the properties of a paragraph."""


def page_as_docx(page: Page, words: Mapping[str, str]) -> bytes:
    """The page as DOCX, the same bytes for the same page. `words` has "page" and "of" (the coach's bank "plan")."""
    document = docx.Document()
    _set_up(document, page)
    title = document.add_paragraph(style="Title")
    _write(title, page.title)
    for block in page.blocks:
        _add(document, block)
    _footer(document, page, words)
    held = BytesIO()
    document.save(held)
    return _undated(held.getvalue())


def _set_up(document: Document, page: Page) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    told = document.core_properties
    told.title, told.language, told.author, told.comments = page.title, "en-GB" if page.language == "en" else page.language, "", ""
    told.created = told.modified = datetime.fromisoformat(page.day or "2000-01-01").replace(tzinfo=UTC)
    styles = document.styles
    for name, size in (("Normal", 10.5), ("Title", 22), ("Heading 1", 14), ("Heading 2", 12)):
        style = styles[name]
        style.font.size, style.font.name = Pt(size), LATIN
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for one in list(fonts.attrib):
            if one.endswith("Theme"):
                del fonts.attrib[one]
        fonts.set(qn("w:eastAsia"), EAST_ASIAN)
        fonts.set(qn("w:cs"), COMPLEX)
        if name != "Normal":
            style.font.color.rgb, style.font.bold = ACCENT, True
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), told.language)


def _add(document: Document, block: Block) -> None:
    match block:
        case Heading(text, level):
            _write(document.add_heading(level=level - 1), text)
        case Text(text, leads):
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = leads or None
            _write(paragraph, text)
        case Note(text, strong):
            _write(_shaded(document.add_paragraph()), text, bold=strong, italic=not strong)
        case Items(items, boxes):
            for one in items:
                _ticked(document, one) if boxes else _item(document, one)
        case Facts(head, rows):
            table = _table(document, head, len(rows), (LABEL_WIDTH, TEXT_WIDTH))
            for row, one in zip(table.rows[1:], rows, strict=True):
                _write(row.cells[0].paragraphs[0], one.label, bold=True)
                _told(row.cells[1], one)
        case Table():
            _rows(document, block)
        case Lines(count, label):
            _lines(document, count, label)
        case Strip(steps):
            _strip(document, steps)
        case NewPage():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _rows(document: Document, block: Table) -> None:
    shares = block.widths or (1,) * len(block.head)
    widths = tuple(Cm(WIDE * one / sum(shares)) for one in shares)
    table = _table(document, block.head, len(block.rows), widths, grid=block.height > 0)
    for row, texts in zip(table.rows[1:], block.rows, strict=True):
        if block.height:
            row.height = Mm(block.height)
        if max(map(len, texts)) < LONG:
            row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            lines = text.split("\n")
            for place, line in enumerate(lines):
                names_the_row = column == place == 0 and len(lines) > 1
                _write(cell.paragraphs[0] if place == 0 else cell.add_paragraph(), line, bold=names_the_row)


def _ticked(document: Document, one: Statement) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(0.7), Cm(-0.7)
    _write(paragraph, f"{BOX}  {'; '.join(one.texts)}")


def _lines(document: Document, count: int, label: str) -> None:
    """A paragraph with a line under it for each, kept apart by Word's line between paragraphs of the same border."""
    if label:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        _write(paragraph, label, bold=True)
    for place in range(count):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0 if place < count - 1 else 10)
        paragraph.paragraph_format.line_spacing = Pt(19)
        borders = OxmlElement("w:pBdr")
        for name in ("bottom", "between"):
            borders.append(_line(name, shown=True, colour=INK))
        paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", *AFTER_SHADE)


def _strip(document: Document, steps: tuple[str, ...]) -> None:
    table = document.add_table(1, len(steps), style="Table Grid")
    for number, (cell, step) in enumerate(zip(table.rows[0].cells, steps, strict=True), start=1):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(cell.paragraphs[0], f"{number}", bold=True)
        second = cell.add_paragraph()
        second.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(second, step, quiet=True)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _item(document: Document, one: Statement) -> None:
    """A labelled statement as a paragraph, its texts as a list when there are several; one without a label is a bullet."""
    if one.label:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0 if len(one.texts) > 1 else 6)
        _write(paragraph, f"{one.label}:", bold=True)
        if len(one.texts) == 1:
            _write(paragraph, f" {one.texts[0]}", keep_direction=True)
        _tail(paragraph, one)
    texts = one.texts if len(one.texts) > 1 or not one.label else ()
    for place, text in enumerate(texts):
        bullet = document.add_paragraph(style="List Bullet")
        _write(bullet, text)
        if not one.label and place == len(texts) - 1:
            _tail(bullet, one)


def _told(cell: _Cell, one: Statement) -> None:
    for place, text in enumerate(one.texts):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _write(paragraph, text)
    _tail(cell.paragraphs[-1], one)


def _tail(paragraph: Paragraph, one: Statement) -> None:
    if one.mark:
        _write(paragraph, f" ({one.mark})", quiet=True, keep_direction=True)
    if one.trace:
        _write(paragraph, f" ({one.trace})", quiet=True, keep_direction=True)
    if one.after:
        _write(paragraph, f": {one.after}", keep_direction=True)


def _write(
    paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, quiet: bool = False, keep_direction: bool = False
) -> None:
    """A run of text. The first one sets the direction of its paragraph, unless that is to be kept."""
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if quiet:
        run.font.size, run.font.color.rgb = Pt(8.5), QUIET
    if right_to_left(text):
        run.font.rtl = True
        if not keep_direction:
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)


def _shaded(paragraph: Paragraph) -> Paragraph:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", TINT)):
        shade.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().insert_element_before(shade, *AFTER_SHADE)
    return paragraph


def _table(
    document: Document, head: tuple[str, ...], rows: int, widths: tuple[Cm, ...], *, grid: bool = False
) -> docx.table.Table:
    """A table with a header row that is repeated on every page, and columns of these widths; a grid is ruled on all sides."""
    table: docx.table.Table = document.add_table(rows + 1, len(head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    if not grid:
        _ruled(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        _write(_shaded(cell.paragraphs[0]), text, bold=True)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    return table


def _ruled(table: docx.table.Table) -> None:
    """Light lines between the rows only, and air round the words."""
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for name in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_line(name, shown=name in ("bottom", "insideH")))
    for name, width in (("top", "60"), ("left", "100"), ("bottom", "60"), ("right", "100")):
        margin = OxmlElement(f"w:{name}")
        margin.set(qn("w:w"), width)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(margins, "w:tblLook")


def _line(name: str, *, shown: bool, colour: str = RULE) -> BaseOxmlElement:
    """One side of a border."""
    line: BaseOxmlElement = OxmlElement(f"w:{name}")
    for key, value in (("val", "single" if shown else "nil"), ("sz", "4"), ("space", "0"), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    return line


def _footer(document: Document, page: Page, words: Mapping[str, str]) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    lead = f"{page.footer}  ·  " if page.footer else ""
    _write(paragraph, f"{lead}{words['page']} ", quiet=True)
    _field(paragraph, "PAGE")
    _write(paragraph, f" {words['of']} ", quiet=True, keep_direction=True)
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _undated(data: bytes) -> bytes:
    """The same package without the time at which it was packed."""
    held = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(held, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return held.getvalue()
