"""What Word documents share: page, text and tables in the form of Decree 30/2020/NĐ-CP on A4."""

from __future__ import annotations

import io
from copy import deepcopy
from typing import TYPE_CHECKING

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from phongtrao.core.drafting.tracking_table import FONT, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

TITLE_SIZE, TEXT_SIZE = Pt(14), Pt(13)
_LONG_CM, _SHORT_CM = 29.7, 21.0
_LEFT_CM, _RIGHT_CM, _ABOVE_CM = 3.0, 2.0, 2.0


def prepare_page(document: Document, *, landscape: bool) -> float:
    """A4 with the margins of the decree and page numbers above, not on page 1; gives the width of
    the text in centimetres.
    """
    page = document.sections[0]
    width, height = (_LONG_CM, _SHORT_CM) if landscape else (_SHORT_CM, _LONG_CM)
    page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Cm(width), Cm(height)
    page.left_margin, page.right_margin = Cm(_LEFT_CM), Cm(_RIGHT_CM)
    page.top_margin = page.bottom_margin = Cm(_ABOVE_CM)
    page.header_distance = Cm(1)
    # Decree 30/2020, Appendix I, I.7: centred in the upper margin, not on page 1.
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_page_number(number)
    return width - _LEFT_CM - _RIGHT_CM


def _add_page_number(paragraph: Paragraph) -> None:
    for kind, instruction in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = TEXT_SIZE
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = instruction
        run._element.append(mark)


def prepare_text(document: Document) -> None:
    """Times New Roman of size 13 in Vietnamese, no space between paragraphs."""
    normal = document.styles["Normal"]
    normal.font.name = FONT
    normal.font.size = TEXT_SIZE
    fonts = normal.element.rPr.rFonts
    for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0


def add_rule(document: Document, inset_cm: float) -> None:
    """A line under the title, as under a subject (Decree 30/2020), so far from both margins."""
    rule = document.add_paragraph()
    rule.paragraph_format.left_indent = rule.paragraph_format.right_indent = Cm(inset_cm)
    rule.paragraph_format.line_spacing = Pt(4)
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}/>")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = rule._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def add_heading(document: Document, text: str) -> None:
    """The heading of a part, kept with what follows."""
    heading = document.add_paragraph()
    heading.paragraph_format.space_before = Pt(12)
    heading.paragraph_format.space_after = Pt(6)
    heading.paragraph_format.keep_with_next = True
    heading.add_run(text).bold = True


def saved(document: Document, title: str) -> bytes:
    """The document's bytes."""
    document.core_properties.title = title[:250]
    document.core_properties.author = "Phong Trào"
    document.core_properties.comments = ""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def add_table(document: Document, section: Section, width_cm: float) -> None:
    """A table as wide as the text; its heading returns on each page, no row is torn."""
    table = document.add_table(rows=1, cols=len(section.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    parts = sum(column.share for column in section.columns)
    widths = [Cm(width_cm * column.share / parts) for column in section.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, column in zip(table.rows[0].cells, section.columns, strict=True):
        _write(cell, column.heading, centred=True, bold=True)
    _mark_row(table.rows[0], "w:cantSplit", "w:tblHeader")
    if section.rows:
        row = table.add_row()
        _mark_row(row, "w:cantSplit")
        for cell, column in zip(row.cells, section.columns, strict=True):
            _write(cell, "", centred=column.centred)
    else:
        cells = table.add_row().cells
        _write(cells[0].merge(cells[-1]), section.empty, centred=True)
    _set_widths(table, widths)
    if section.rows:
        _fill(table, section.rows)


def _fill(table: Table, rows: Sequence[tuple[str, ...]]) -> None:
    """Write rows into copies of the last, empty one, five times as fast as building each."""
    pattern = table.rows[-1]._tr
    for texts in rows:
        row = deepcopy(pattern)
        for cell, text in zip(row.tc_lst, texts, strict=True):
            cell.p_lst[0].r_lst[0].text = text
        pattern.addprevious(row)
    table._tbl.remove(pattern)


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
