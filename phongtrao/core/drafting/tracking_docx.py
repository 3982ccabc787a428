"""The tracking table as a Word document in the form of Decree 30/2020/NĐ-CP, on A4 landscape."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from phongtrao.core.drafting.tracking_table import (
    FONT,
    Section,
    TableTitle,
    TargetRow,
    TaskRow,
    sections_of,
    title_lines,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

_TITLE_SIZE, _TEXT_SIZE = Pt(14), Pt(13)
_WIDTH, _HEIGHT = Cm(29.7), Cm(21)
_MARGIN_LEFT, _MARGIN_RIGHT, _MARGIN_ABOVE = Cm(3), Cm(2), Cm(2)
_TABLE_WIDTH_CM = 29.7 - 3 - 2
_ROMAN = ("I", "II")


def tracking_docx(
    title: TableTitle, tasks: Sequence[TaskRow], targets: Sequence[TargetRow]
) -> bytes:
    """The document's bytes: title, table of tasks, table of targets; page number above, not on page
    1.
    """
    document = docx.Document()
    _prepare_page(document)
    _prepare_text(document)
    _add_title(document, title)
    for label, section in zip(_ROMAN, sections_of(tasks, targets), strict=True):
        heading = document.add_paragraph()
        heading.paragraph_format.space_before = Pt(12)
        heading.paragraph_format.space_after = Pt(6)
        heading.paragraph_format.keep_with_next = True
        heading.add_run(f"{label}. {section.name.upper()}").bold = True
        _add_table(document, section)
    document.core_properties.title = " - ".join(title_lines(title))[:250]
    document.core_properties.author = "Phong Trào"
    document.core_properties.comments = ""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _prepare_page(document: Document) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = _WIDTH, _HEIGHT
    page.left_margin, page.right_margin = _MARGIN_LEFT, _MARGIN_RIGHT
    page.top_margin = page.bottom_margin = _MARGIN_ABOVE
    page.header_distance = Cm(1)
    # Decree 30/2020, Appendix I, I.7: centred in the upper margin, not on page 1.
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_page_number(number)


def _add_page_number(paragraph: Paragraph) -> None:
    for kind, instruction in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = _TEXT_SIZE
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = instruction
        run._element.append(mark)


def _prepare_text(document: Document) -> None:
    normal = document.styles["Normal"]
    normal.font.name = FONT
    normal.font.size = _TEXT_SIZE
    fonts = normal.element.rPr.rFonts
    for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0


def _add_title(document: Document, title: TableTitle) -> None:
    for number, line in enumerate(title_lines(title)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(line)
        run.font.size = _TITLE_SIZE
        run.bold = number != 1 or not title.document
    _add_rule(document)


def _add_rule(document: Document) -> None:
    """A line under the title, about a quarter of the width, as under a subject (Decree 30/2020)."""
    rule = document.add_paragraph()
    rule.paragraph_format.left_indent = rule.paragraph_format.right_indent = Cm(9.5)
    rule.paragraph_format.line_spacing = Pt(4)
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}/>")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = rule._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _add_table(document: Document, section: Section) -> None:
    table = document.add_table(rows=1, cols=len(section.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    parts = sum(column.share for column in section.columns)
    widths = [Cm(_TABLE_WIDTH_CM * column.share / parts) for column in section.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, column in zip(table.rows[0].cells, section.columns, strict=True):
        _write(cell, column.heading, centred=True, bold=True)
    _mark_row(table.rows[0], "w:cantSplit", "w:tblHeader")
    for texts in section.rows:
        row = table.add_row()
        _mark_row(row, "w:cantSplit")
        cells = row.cells
        for cell, text, column in zip(cells, texts, section.columns, strict=True):
            _write(cell, text, centred=column.centred)
    if not section.rows:
        cells = table.add_row().cells
        _write(cells[0].merge(cells[-1]), section.empty, centred=True)
    _set_widths(table, widths)


def _set_widths(table: Table, widths: Sequence[Cm]) -> None:
    """Each cell carries its width: LibreOffice takes it from the cells, Word from the grid."""
    for row in table.rows:
        cells = row._tr.tc_lst
        if len(cells) == len(widths):
            for cell, width in zip(cells, widths, strict=True):
                cell.width = width


def _mark_row(row: _Row, *marks: str) -> None:
    properties = row._tr.get_or_add_trPr()
    for mark in marks:
        properties.append(OxmlElement(mark))


def _write(cell: _Cell, text: str, *, centred: bool, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run(text).bold = bold
