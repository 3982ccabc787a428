"""The tracking table as a Word document in the form of Decree 30/2020/NĐ-CP, on A4 landscape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from phongtrao.core.drafting.tracking_table import (
    TableTitle,
    TargetRow,
    TaskRow,
    sections_of,
    title_lines,
)
from phongtrao.core.drafting.word_parts import (
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

_RULE_INSET_CM = 9.5
_ROMAN = ("I", "II")


def tracking_docx(
    title: TableTitle, tasks: Sequence[TaskRow], targets: Sequence[TargetRow]
) -> bytes:
    """The document's bytes: title, table of tasks, table of targets; page number above, not on page
    1.
    """
    document = docx.Document()
    width = prepare_page(document, landscape=True)
    prepare_text(document)
    _add_title(document, title)
    for label, section in zip(_ROMAN, sections_of(tasks, targets), strict=True):
        add_heading(document, f"{label}. {section.name.upper()}")
        add_table(document, section, width)
    return saved(document, " - ".join(title_lines(title)))


def _add_title(document: Document, title: TableTitle) -> None:
    for number, line in enumerate(title_lines(title)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(line)
        run.font.size = TITLE_SIZE
        run.bold = number != 1 or not title.document
    add_rule(document, _RULE_INSET_CM)
