"""A report as a Word document in the form of Decree 30/2020/NĐ-CP; to number and to sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from phongtrao.core.drafting.tracking_table import Section, fit_text
from phongtrao.core.drafting.word_parts import (
    TEXT_SIZE,
    TITLE_SIZE,
    add_heading,
    add_rule,
    add_table,
    prepare_page,
    prepare_text,
    saved,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.shared import Length
    from docx.table import _Cell

_NATION, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
_NUMBER = "Số:        /BC-"
_HEAD_SIZE = Pt(12)
_LEFT_SHARE = 0.38
_RULE_INSET_CM = 5.5
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True)
class Part:
    """A part of a report: heading, what is said, tables, each under its own name when there are
    several.
    """

    heading: str
    lines: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class ReportDraft:
    """A report as it is printed. office: who reports; subject: about what; year: of the day that is
    written in by hand; opening: paragraphs before the parts; closing: the last one, after them;
    recipients: offices that get it; appendix: what follows the signature, on a page of its own.
    """

    office: str
    subject: str
    year: int
    opening: tuple[str, ...]
    parts: tuple[Part, ...]
    closing: str
    recipients: tuple[str, ...]
    appendix: Part | None = None


def report_docx(report: ReportDraft) -> bytes:
    """The document's bytes: national heading, title, opening, numbered parts, closing with "./.",
    recipients and place to sign, appendix (Decree 30/2020/NĐ-CP, Appendices I and III). Number, day
    and signer are left open. At most ten parts.
    """
    document = docx.Document()
    width = prepare_page(document, landscape=False)
    prepare_text(document)
    _add_head(document, report, width)
    _add_title(document, report.subject)
    for text in report.opening:
        _add_paragraph(document, text)
    for label, part in zip(_ROMAN, report.parts, strict=False):
        _add_part(document, part, f"{label}. {fit_text(part.heading).upper()}", width)
    _add_paragraph(document, f"{fit_text(report.closing)}./.")
    _add_foot(document, report.recipients, width)
    if report.appendix:
        _add_appendix(document, report.appendix, report, width)
    return saved(document, f"Báo cáo {fit_text(report.subject)}")


def _add_appendix(document: Document, part: Part, report: ReportDraft, width_cm: float) -> None:
    """ "Phụ lục" and its title, each on a line of its own, and to which report it belongs."""
    office = fit_text(report.office)
    belongs = f"(Kèm theo Báo cáo số …… ngày …… tháng …… năm {report.year} của {office})"
    lines = (("Phụ lục", False), (fit_text(part.heading).upper(), False), (belongs, True))
    for number, (text, slanted) in enumerate(lines):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.page_break_before = number == 0
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = not slanted, slanted, TITLE_SIZE
    add_rule(document, _RULE_INSET_CM)
    _add_content(document, part, width_cm)


def _add_part(document: Document, part: Part, heading: str, width_cm: float) -> None:
    add_heading(document, heading)
    _add_content(document, part, width_cm)


def _add_content(document: Document, part: Part, width_cm: float) -> None:
    for text in part.lines:
        _add_paragraph(document, text)
    for section in part.sections:
        if len(part.sections) > 1:
            add_heading(document, fit_text(section.name))
        add_table(document, section, width_cm)


def _two_columns(document: Document, width_cm: float) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    widths = (Cm(width_cm * _LEFT_SHARE), Cm(width_cm * (1 - _LEFT_SHARE)))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    cells = table.rows[0].cells
    for cell, width in zip(cells, widths, strict=True):
        cell.width = width
    return cells[0], cells[1]


def _lines(
    cell: _Cell,
    lines: Sequence[tuple[str, bool, bool]],
    *,
    centred: bool = True,
    size: Length = TEXT_SIZE,
) -> None:
    """Lines of a cell, each with whether it is bold and whether it is slanted."""
    paragraph = cell.paragraphs[0]
    for number, (text, bold, slanted) in enumerate(lines):
        if number:
            paragraph = cell.add_paragraph()
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, slanted, size


def _add_head(document: Document, report: ReportDraft, width_cm: float) -> None:
    left, right = _two_columns(document, width_cm)
    _lines(
        left,
        [(fit_text(report.office).upper(), True, False), (_NUMBER, False, False)],
        size=_HEAD_SIZE,
    )
    day = f"…………, ngày …… tháng …… năm {report.year}"
    _lines(
        right, [(_NATION, True, False), (_MOTTO, True, False), (day, False, True)], size=_HEAD_SIZE
    )


def _add_title(document: Document, subject: str) -> None:
    for number, text in enumerate(("BÁO CÁO", fit_text(subject))):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = Pt(2 if number else 14)
        run = paragraph.add_run(text)
        run.font.size, run.bold = TITLE_SIZE, True
    add_rule(document, _RULE_INSET_CM)


def _add_paragraph(document: Document, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Cm(1)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    paragraph.add_run(fit_text(text))


def _add_foot(document: Document, recipients: Sequence[str], width_cm: float) -> None:
    document.add_paragraph()
    left, right = _two_columns(document, width_cm)
    rows = [(f"- {fit_text(one)};", False, False) for one in recipients]
    _lines(left, [("Nơi nhận:", True, True), *rows, ("- Lưu: VT.", False, False)], centred=False)
    for paragraph in left.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(12 if paragraph is left.paragraphs[0] else 11)
    _lines(right, [("THỦ TRƯỞNG CƠ QUAN", True, False)])
