"""Lines of a PDF page put back into paragraphs and columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from phongtrao.core.text.legacy_detection import plausibility
from phongtrao.core.text.reading.page_text import joined_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from phongtrao.core.text.reading.pdf_page import Sign

_COLUMN_GAP = 2.2  # letter sizes between two words that belong to different columns
_STRETCHED_WORDS_MIN = 3
_ALIKE = 0.3  # letter sizes that the gaps of a stretched line may differ
_SAME_BASE = 0.5  # letter sizes that the base line may differ within a line (raised figures)
_PARAGRAPH_GAP = 1.35  # of the usual distance of lines: more is a new paragraph
_SINGLE_STEP = 1.2  # letter sizes; Decree 30/2020 allows up to 1.5 lines, which is 1.8
_WIDEST_STEP = 2.2
_CLOSE = 2.0  # letter sizes between the base lines of neighbours in one column
INDENT_MIN = 12.0  # points; Decree 30/2020 asks for 1 cm (28 points) at the first line
_CENTRED_WITHIN = 8.0
_DIVIDED = re.compile(r"\w-$")
_LABEL = re.compile(
    r"(?:[-–+•▪➢❖✓◦*]\s|\d{1,2}(?:\.\d{1,2})*[.)/]\s|\(\d{1,"
    r"2}\)\s|[a-zđ]\)|[IVX]{1,5}\.\s|(?:Điều|Phần|Chương|Mục)\s)"
)


@dataclass(frozen=True)
class Line:
    """A line of text of one column."""

    text: str
    left: float
    right: float
    base: float
    size: float


def lines_of(signs: Iterable[Sign]) -> list[list[Line]]:
    """Lines in reading order, each as its columns from left (mostly one)."""
    rows: list[list[Line]] = []
    row: list[Sign] = []
    last: Sign | None = None
    for sign in signs:
        if sign.text in "\r\n":
            _add_row(rows, row)
            row, last = [], None
            continue
        if not sign.is_space:
            if last is not None and _on_another_line(last, sign):
                _add_row(rows, row)
                row = []
            last = sign
        row.append(sign)
    _add_row(rows, row)
    return rows


def _on_another_line(last: Sign, sign: Sign) -> bool:
    return abs(last.base - sign.base) > _SAME_BASE * max(last.size, sign.size, 1.0)


def _add_row(rows: list[list[Line]], signs: Sequence[Sign]) -> None:
    columns: list[list[Sign]] = []
    last: Sign | None = None
    for sign in signs:
        if sign.is_space:
            if columns:
                columns[-1].append(sign)
            continue
        gap = 0.0 if last is None else max(sign.left - last.right, last.left - sign.right)
        if last is None or gap > _COLUMN_GAP * max(sign.size, last.size, 1.0):
            columns.append([])
        columns[-1].append(sign)
        last = sign
    if _is_stretched(columns):
        columns = [list(signs)]
    lines = [line for column in columns if (line := _line(column)).text]
    if lines:
        rows.append(sorted(lines, key=lambda line: line.left))


def _is_stretched(columns: Sequence[Sequence[Sign]]) -> bool:
    """One line of words drawn apart to fill the width, as justified text before a line break is:
    all gaps are alike.
    """
    if len(columns) < _STRETCHED_WORDS_MIN:
        return False
    words = [[sign for sign in column if not sign.is_space] for column in columns]
    gaps = [after[0].left - before[-1].right for before, after in pairwise(words)]
    return max(gaps) - min(gaps) < _ALIKE * words[0][0].size


def _line(signs: Sequence[Sign]) -> Line:
    inked = [sign for sign in signs if not sign.is_space]
    used = frozenset(sign.scheme for sign in inked if sign.scheme is not None)
    plain = "".join(sign.text for sign in signs)
    text = joined_pieces(((sign.text, sign.scheme) for sign in signs), used) if used else plain
    if used and _is_unicode(plain, text):
        text = plain
    return Line(
        text=" ".join(text.split()),
        left=min(sign.left for sign in inked),
        right=max(sign.right for sign in inked),
        base=inked[0].base,
        size=max(sign.size for sign in inked),
    )


def _is_unicode(plain: str, decoded: str) -> bool:
    """Whether the fonts bear old names, yet the text is Unicode."""
    judged = plausibility(plain)
    return judged.words > 0 and judged.share >= plausibility(decoded).share


def in_columns(rows: Sequence[Sequence[Line]]) -> list[Line | list[Line]]:
    """Rows of two columns (letterhead, signature) turned into the left lines, then the right lines.

    A row of three and more columns stays together as a list: it is a row of a table without ruled
    lines.
    """
    result: list[Line | list[Line]] = []
    index = 0
    while index < len(rows):
        if len(rows[index]) != 2:
            result.append(rows[index][0] if len(rows[index]) == 1 else list(rows[index]))
            index += 1
            continue
        split = (rows[index][0].right + rows[index][1].left) / 2
        end = index
        while (
            end < len(rows)
            and _keeps_to_columns(rows[end], split)
            and (end == index or _is_close(rows[end - 1], rows[end]))
        ):
            end += 1
        columns = [line for row in rows[index:end] for line in row]
        result += [line for line in columns if line.right <= split]
        result += [line for line in columns if line.right > split]
        index = end
    return result


def _keeps_to_columns(row: Sequence[Line], split: float) -> bool:
    """Whether no line of the row crosses the gap; a single line must be far from it, or the body
    text has begun.
    """
    if len(row) == 1:
        return row[0].right < split - row[0].size or row[0].left > split
    return len(row) == 2 and row[0].right <= split <= row[1].left


def _is_close(above: Sequence[Line], below: Sequence[Line]) -> bool:
    return above[0].base - below[0].base <= _CLOSE * max(above[0].size, below[0].size)


def paragraphs_of(lines: Sequence[Line | list[Line]]) -> list[str]:
    """Lines joined into paragraphs: within one a line end, between two a new entry. Table rows
    become `| a | b |`.
    """
    single = [line for line in lines if isinstance(line, Line)]
    if not single:
        return [_row(line) for line in lines if isinstance(line, list)]
    left = min(line.left for line in single)
    right = max(line.right for line in single)
    step = _usual_step(single)
    paragraphs: list[str] = []
    last: Line | None = None
    for line in lines:
        if isinstance(line, list):
            paragraphs.append(_row(line))
            last = None
        elif last is not None and not _begins_paragraph(line, last, left, right, step):
            paragraphs[-1] += line_end(paragraphs[-1], line.text) + line.text
            last = line
        else:
            paragraphs.append(line.text)
            last = line
    return paragraphs


def line_end(before: str, after: str) -> str:
    """What joins two lines: nothing behind the hyphen of a number or symbol (09-|CT/TW), else a
    line end.

    Vietnamese words are not divided, so a hyphen at the end of a line belongs to the text.
    """
    return "" if _DIVIDED.search(before) and after[:1].isalnum() else "\n"


def _usual_step(lines: Sequence[Line]) -> float:
    """The usual distance of two lines; single spacing where there are too few to tell."""
    steps = [above.base - below.base for above, below in pairwise(lines)]
    usual = [
        step
        for step, line in zip(steps, lines, strict=False)
        if 0 < step < _WIDEST_STEP * line.size
    ]
    return median(usual) if usual else _SINGLE_STEP * lines[0].size


def _row(line: Sequence[Line]) -> str:
    return "| " + " | ".join(cell.text for cell in line) + " |"


def _begins_paragraph(line: Line, last: Line, left: float, right: float, step: float) -> bool:
    down = last.base - line.base
    if down <= 0 or down > _PARAGRAPH_GAP * step or _LABEL.match(line.text):
        return True
    centred, last_centred = _is_centred(line, left, right), _is_centred(last, left, right)
    if centred or last_centred:
        return centred != last_centred
    indented = line.left - left >= INDENT_MIN
    last_flush = last.left - left < INDENT_MIN
    return (
        indented
        and (last_flush or abs(line.left - last.left) < INDENT_MIN)
        and not _hanging(line, last, right)
    )


def _is_centred(line: Line, left: float, right: float) -> bool:
    """Away from both margins by as much; a flush line that happens to be short is not."""
    before, after = line.left - left, right - line.right
    return min(before, after) >= INDENT_MIN and abs(before - after) <= 2 * _CENTRED_WITHIN


def _hanging(line: Line, last: Line, right: float) -> bool:
    """An item whose further lines hang under its first: same place, and the line before was
    full.
    """
    return (
        abs(line.left - last.left) < 1.0
        and last.right > right - 4 * last.size
        and not line.text[:1].isupper()
    )
