"""The text of a page as it is put together: paragraphs, tables and notes in reading order.

A blank line stands between two blocks. A table is one block, a row one line: `| cell | cell |`. A
letterhead or a signature that is laid out as a table is no table to a reader: its cells become
blocks, their lines stay lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from phongtrao.core.text.legacy import Scheme, decode_legacy

# A run of text and the legacy scheme of its font (None: Unicode).
Piece = tuple[str, Scheme | None]
# The paragraphs of one cell; a cell that another one covers has none.
Cell = Sequence[str]

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_TRANSLATION: dict[int, str | None] = {
    **_INVISIBLE,
    0xA0: " ",
    0x2028: "\n",
    0x2029: "\n",
    0x0B: "\n",
    0x0C: "\n",
}
_SPACES_AT_LINE_END = re.compile(r"[ \t]+(?=\n|$)")
_LAYOUT_ROWS_MAX = 8
_LAYOUT_CELLS_MAX = 3
_LAYOUT_WORDS = re.compile(
    (
        r"CỘNG\s+(?:HÒA|HO\u00c0)\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|"
        r"ĐỘC\s+LẬP\s*[-–]\s*TỰ\s+DO|^\W*NƠI\s+NHẬN|^\W*(?:TM|KT|TL|TUQ|Q)\.\s*\w"
    ),
    re.MULTILINE,
)


def piece_of(text: str, scheme: Scheme | None, capitals: bool) -> Piece:
    """A run of text; `capitals` says that it is shown in capitals whatever was typed."""
    if not capitals:
        return text, scheme
    # TCVN3 has no codes for most capitals: they are made after decoding. VNI has them all.
    return (text, Scheme.TCVN3_CAPITALS) if scheme is Scheme.TCVN3 else (text.upper(), scheme)


def joined_pieces(pieces: Iterable[Piece], in_use: frozenset[Scheme]) -> str:
    """One text of the pieces; neighbours of one legacy scheme are decoded together (VNI marks may
    stand apart).
    """
    if Scheme.TCVN3 in in_use:
        in_use |= {Scheme.TCVN3_CAPITALS}
    text: list[str] = []
    pending: str = ""
    pending_scheme: Scheme | None = None
    for piece, scheme in pieces:
        used = scheme if scheme in in_use else None
        if used is not pending_scheme:
            text.append(_decoded(pending, pending_scheme))
            pending, pending_scheme = "", used
        pending += piece
    text.append(_decoded(pending, pending_scheme))
    return "".join(text)


def _decoded(text: str, scheme: Scheme | None) -> str:
    return unicodedata.normalize("NFC", decode_legacy(text, scheme)) if scheme else text


def clean(text: str) -> str:
    """Without invisible signs and spaces at line ends; no-break spaces become plain ones."""
    return _SPACES_AT_LINE_END.sub("", text.translate(_TRANSLATION)).strip()


def one_line(text: str) -> str:
    """Cleaned, with every run of white space as one space."""
    return " ".join(clean(text).split())


class PageText:
    """Collects blocks; `text` joins them."""

    def __init__(self) -> None:
        self._blocks: list[str] = []

    def paragraph(self, text: str) -> None:
        """Add one paragraph, which may hold line breaks; an empty one is left out."""
        cleaned = clean(text)
        if cleaned:
            self._blocks.append(cleaned)

    def table(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Add a table; an empty one is left out, a letterhead or signature becomes blocks."""
        if _is_layout(rows):
            for row in rows:
                for cell in row:
                    self.paragraph("\n".join(clean(paragraph) for paragraph in cell))
            return
        lines = [_row_line(row) for row in rows if any(one_line(" ".join(cell)) for cell in row)]
        if lines:
            self._blocks.append("\n".join(lines))

    @property
    def blocks(self) -> list[str]:
        """The blocks so far."""
        return self._blocks

    @property
    def text(self) -> str:
        """All blocks, a blank line between two."""
        return "\n\n".join(self._blocks)


def _row_line(row: Sequence[Cell]) -> str:
    return "| " + " | ".join(one_line(" ".join(cell)) for cell in row) + " |"


def _is_layout(rows: Sequence[Sequence[Cell]]) -> bool:
    if len(rows) > _LAYOUT_ROWS_MAX or any(sum(map(bool, row)) > _LAYOUT_CELLS_MAX for row in rows):
        return False
    if sum(bool(cell) for row in rows for cell in row) <= 1:
        return True
    words = "\n".join(paragraph for row in rows for cell in row for paragraph in cell)
    return _LAYOUT_WORDS.search(unicodedata.normalize("NFC", words).upper()) is not None
