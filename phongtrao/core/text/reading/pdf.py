"""PDF files with text: pages in order, paragraphs joined over page breaks, running heads and page
numbers left out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]  # has none
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # has none

from phongtrao.core.text.legacy_detection import looks_legacy, repaired_text
from phongtrao.core.text.reading.errors import (
    FileDamaged,
    FileEncrypted,
    FileTooComplex,
    PdfWithoutText,
    TextTooLong,
)
from phongtrao.core.text.reading.page_text import PageText
from phongtrao.core.text.reading.pdf_joining import PageBlocks, edges_of, joined_pages
from phongtrao.core.text.reading.pdf_lines import Line, in_columns, lines_of, paragraphs_of
from phongtrao.core.text.reading.pdf_page import (
    Sign,
    annotation_texts,
    has_picture,
    signs_of,
    strokes_of,
)
from phongtrao.core.text.reading.pdf_tables import Grid, grids_of
from phongtrao.core.text.reading.results import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.core.text.reading.limits import ReadingLimits

_TAIL_BYTES = 2_048
_LETTERS_OF_A_SCAN_MAX = (
    40  # a page number, a digital signature's name; a page of text has 500 and more
)
_PAGE_NUMBER = re.compile(r"\W*(?:Trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*", re.IGNORECASE)
_RUNNING_PAGES_MIN = 3
_MARGIN = 75.0  # points; Decree 30/2020 has margins of 57 to 71 above and below


@dataclass
class _Page:
    """rows: its lines outside tables; tables stand in `grids`, each before the row of its
    number.
    """

    rows: list[list[Line]] = field(default_factory=list)
    grids: list[tuple[int, Grid]] = field(default_factory=list)
    height: float = 0.0
    is_scan: bool = False
    remarks: list[str] = field(default_factory=list)


def read_pdf(data: bytes, shown: str, limits: ReadingLimits) -> Reading:
    """Read a PDF. Raises FileDamaged (also when its end is missing), FileEncrypted, FileTooComplex
    or, for one of pictures where scans are not asked for, PdfWithoutText.
    """
    if b"%%EOF" not in data[-_TAIL_BYTES:]:
        raise FileDamaged(name=shown)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as broken:
        if broken.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise FileEncrypted(name=shown) from broken
        raise FileDamaged(name=shown) from broken
    if len(document) > limits.pdf_pages:
        raise FileTooComplex(name=shown)
    try:
        pages = _pages(document, shown, limits)
    except pypdfium2.PdfiumError as broken:
        raise FileDamaged(name=shown) from broken
    scans = [number for number, page in enumerate(pages, start=1) if page.is_scan]
    written = sum(1 for page in pages if page.rows or page.grids)
    if written <= len(scans) and not (scans and limits.scans):
        raise PdfWithoutText(name=shown)
    running = _take_running_lines(pages)
    repaired = repaired_text(joined_pages([_blocks(page) for page in pages]))
    notes = []
    if repaired.encoding:
        notes.append(f"Đã chuyển chữ từ bảng mã {repaired.encoding} sang Unicode.")
    if scans:
        notes.append(
            f"Trang {', '.join(map(str, scans))} là ảnh, không có chữ để đọc; hãy kiểm tra phần đó."
        )
    margins = [*running, *(remark for page in pages for remark in page.remarks)]
    return Reading(
        repaired.text, "pdf", tuple(notes), "\n".join(dict.fromkeys(margins)), len(scans)
    )


def _pages(document: pypdfium2.PdfDocument, shown: str, limits: ReadingLimits) -> list[_Page]:
    pages: list[_Page] = []
    total = 0
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        total += textpage.count_chars()
        if total > limits.text_characters:
            raise TextTooLong(name=shown, limit=f"{limits.text_characters:,}".replace(",", "."))
        with_fonts = looks_legacy(textpage.get_text_range())
        pages.append(_page(page, signs_of(textpage.raw, with_fonts)))
        textpage.close()
        page.close()
    return pages


def _page(page: pypdfium2.PdfPage, signs: list[Sign]) -> _Page:
    letters = sum(sign.text.isalpha() for sign in signs)
    if letters < _LETTERS_OF_A_SCAN_MAX and has_picture(page.raw):
        stamped = [line.text for row in lines_of(signs) for line in row]
        return _Page(is_scan=True, remarks=[*annotation_texts(page.raw), *stamped])
    grids = grids_of(*strokes_of(page.raw))
    result = _Page(height=page.get_height(), remarks=annotation_texts(page.raw))
    outside: list[Sign] = []
    waiting: list[Grid] = []
    last: tuple[Grid, tuple[int, int]] | None = None
    for sign in signs:
        if not sign.is_space:
            last = _cell_of(sign, grids)
        if last is None:
            outside.append(sign)
            continue
        grid, cell = last
        grid.signs.setdefault(cell, []).append(sign)
        if grid not in waiting:
            waiting.append(grid)
            result.rows += lines_of(outside)
            outside = []
            result.grids.append((len(result.rows), grid))
    result.rows += lines_of(outside)
    return result


def _cell_of(sign: Sign, grids: Sequence[Grid]) -> tuple[Grid, tuple[int, int]] | None:
    middle_x, middle_y = (sign.left + sign.right) / 2, sign.base + sign.size / 4
    for grid in grids:
        cell = grid.cell_at(middle_x, middle_y)
        if cell is not None:
            return grid, cell
    return None


def _take_running_lines(pages: Sequence[_Page]) -> list[str]:
    """Remove page numbers and running heads and feet from the pages; return the latter, once
    each.
    """
    edges = Counter(_masked(page.rows[at]) for page in pages for at in _edge_rows(page))
    running: dict[str, None] = {}
    for page in pages:
        for at in sorted(_edge_rows(page), reverse=True):
            row = page.rows[at]
            repeated = edges[_masked(row)] >= max(_RUNNING_PAGES_MIN, len(pages) / 2)
            if repeated:
                running[" ".join(line.text for line in row)] = None
            if repeated or _PAGE_NUMBER.fullmatch(" ".join(line.text for line in row)):
                page.rows.pop(at)
                page.grids = [(number - (number > at), grid) for number, grid in page.grids]
    return list(running)


def _edge_rows(page: _Page) -> set[int]:
    """Numbers of the first and last row of a page, where they stand in its margins."""
    edges = {0, len(page.rows) - 1} if page.rows else set()
    return {at for at in edges if not _MARGIN < page.rows[at][0].base < page.height - _MARGIN}


def _masked(row: Sequence[Line]) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text for line in row))


def _blocks(page: _Page) -> PageBlocks:
    """Paragraphs and tables of a page in order."""
    text = PageText()
    lines: list[Line | list[Line]] = []
    done = 0
    for number, grid in [*page.grids, (len(page.rows), None)]:
        columns = in_columns(page.rows[done:number])
        lines += columns
        for paragraph in paragraphs_of(columns):
            text.paragraph(paragraph)
        if grid is not None:
            text.table(grid.texts())
        done = max(done, number)
    single = [line for line in lines if isinstance(line, Line)]
    return (
        PageBlocks(text.blocks, *edges_of(single))
        if single
        else PageBlocks(text.blocks, True, True)
    )
