"""Pages of a PDF joined: a sentence or a table that runs over a page break is one again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.text.reading.pdf_lines import INDENT_MIN, Line, line_end

if TYPE_CHECKING:
    from collections.abc import Sequence

_SENTENCE_END = re.compile(r"[.;:!?…/|][\"”’)]*$")
_NEW_ITEM = re.compile(
    r"(?:[-–+•▪➢❖*]\s|\d{1,2}[.)]|\(\d|[a-zđ]\)|[IVX]{1,5}\.\s|\||"
    r"(?:Điều|Phần|Chương|Mục|PHỤ LỤC|Phụ lục)\b)"
)
_FULL_WITHIN = (
    0.12  # of the width: a line that ends nearer to the margin was broken for want of room
)
_CELL_SEPARATOR = " | "


@dataclass
class PageBlocks:
    """Paragraphs and tables of a page; whether its first line stands at the margin, and its last
    line was full.
    """

    blocks: list[str]
    starts_flush: bool
    ends_full: bool


def edges_of(lines: Sequence[Line]) -> tuple[bool, bool]:
    """Whether the first of the lines (at least one) stands at the left margin, and the last reaches
    the right one.
    """
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return lines[0].left - left < INDENT_MIN, right - lines[-1].right <= _FULL_WITHIN * (
        right - left
    )


def joined_pages(pages: Sequence[PageBlocks]) -> str:
    """Pages one after the other, a blank line between blocks, a line end where a paragraph or table
    runs on.
    """
    joined: list[str] = []
    ends_full = False
    for page in pages:
        blocks = list(page.blocks)
        if joined and blocks:
            last, first = joined[-1], blocks[0]
            if last.startswith("| ") and first.startswith("| "):
                if _columns(last) == _columns(first):
                    joined[-1] = _joined_tables(last, first)
                    blocks.pop(0)
            elif ends_full and page.starts_flush and _runs_on(last, first):
                joined[-1] = last + line_end(last, first) + first
                blocks.pop(0)
        joined += blocks
        ends_full = page.ends_full if page.blocks else ends_full
    return "\n\n".join(joined)


def _runs_on(before: str, block: str) -> bool:
    first = block.partition("\n")[0]
    return not (_SENTENCE_END.search(before) or _NEW_ITEM.match(block) or first.isupper())


def _columns(table: str) -> int:
    return table.partition("\n")[0].count("|")


def _joined_tables(before: str, after: str) -> str:
    """Without the heading row that is printed again, and with a row made whole that was cut by the
    page break.
    """
    rows = after.split("\n")
    if len(rows) > 1 and rows[0] == before.partition("\n")[0]:
        rows.pop(0)
    head, _, last = before.rpartition("\n")
    old, new = _cells(last), _cells(rows[0])
    cut = not new[0] and any(cell[:1].islower() for cell in new)
    if cut and len(old) == len(new):
        whole = _CELL_SEPARATOR.join(
            " ".join(filter(None, pair)) for pair in zip(old, new, strict=True)
        )
        rows[0] = f"| {whole} |"
        return "\n".join(([head] if head else []) + rows)
    return "\n".join([before, *rows])


def _cells(row: str) -> list[str]:
    return row.removeprefix("| ").removesuffix(" |").split(_CELL_SEPARATOR)
