"""Where everything stands in a workbook of a form, for the one who writes and the one who reads.

One office has an upright sheet: a line an element, the last period beside this one. Several have a
table: a line an office, a column an element. No cell is merged. Rows and columns count from 0.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from phongtrao.core.sheets.elements import Cell, Element, Sheet

FIGURES: Final = "Số liệu"
LAST_PERIOD: Final = "Kỳ trước"
SOURCES: Final = "Nguồn số liệu"
GUIDANCE: Final = "Hướng dẫn"
STAMP: Final = "phongtrao"
"""Names of the sheets; the last is hidden."""

HINT: Final = (
    "Chỉ ghi vào ô có nền màu. Không phát sinh: ghi 0. Chưa có số liệu: ghi dấu ?. "
    "Không áp dụng: ghi KAD. Ô để trống là chưa trả lời."
)
UPRIGHT_HEADINGS: Final = ("Mã", "Chỉ tiêu", "Đơn vị tính", "Kỳ trước", "Kỳ này", "Ghi chú")
TABLE_HEADINGS: Final = ("TT", "Mã đơn vị", "Đơn vị")
CODE_COLUMN, LABEL_COLUMN, UNIT_COLUMN, LAST_COLUMN, THIS_COLUMN, NOTE_COLUMN = range(6)
_OFFICE_CODE, _OFFICE_NAME, FIRST_BOX_COLUMN = 1, 2, 3

LINES: Final = 5
"""Lines above the grid: issuer, title, period and window, office, hint."""
HEAD: Final = LINES
"""The first line of the grid: headings of the upright sheet, groups of the table."""
_LABELS, _CODES, _FIRST_OFFICE = HEAD + 1, HEAD + 2, HEAD + 3
_LOOSE_COLUMNS = frozenset({LAST_COLUMN, NOTE_COLUMN})
_WORDS_MAX = 1_000
_CHECKSUM_LETTERS = 32
_VERSION = re.compile(r"\d{1,9}", re.ASCII)

V = TypeVar("V")
Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office that reports: its code, by which it is known again, and its name. given: what
    stands in its boxes when the workbook leaves, as `given.given` says it.
    """

    code: str
    name: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a form is called. form: its stable id. issuer: who asks. basis: the instrument that
    sets the form, in words.
    """

    form: str
    title: str
    issuer: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A figure that the system has already, and where it comes from."""

    cell: Cell
    source: str


def plain_words(text: str) -> str:
    """Text as it stands in a locked cell and as it is compared: composed, one space between words,
    no control signs, at most 1,000 letters.
    """
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():  # a sign of the categories C or Z other than the space
        composed = "".join(sign if sign.isprintable() else " " for sign in composed)
    clean = " ".join(composed.split())
    return clean if len(clean) <= _WORDS_MAX else clean[: _WORDS_MAX - 1] + "…"


@dataclass(frozen=True)
class Stamp:
    """By what a workbook is known again. lines: the words above the grid."""

    form: str
    version: int
    period: str
    period_words: str
    lines: tuple[str, ...]
    offices: tuple[Office, ...]

    def checksum(self) -> str:
        """A fingerprint, which shows a change by mistake or by hand; who may send for whom is
        settled by rights, not by it.
        """
        offices = [(office.code, office.name, office.given) for office in self.offices]
        facts = json.dumps({**vars(self), "offices": offices}, ensure_ascii=False)
        return hashlib.sha256(facts.encode()).hexdigest()[:_CHECKSUM_LETTERS]

    def rows(self) -> list[tuple[str, ...]]:
        """The lines of the hidden sheet, a name and its value in each."""
        return [
            ("mark", STAMP),
            ("form", self.form),
            ("version", str(self.version)),
            ("period", self.period),
            ("period_words", self.period_words),
            ("checksum", self.checksum()),
            *(("line", line) for line in self.lines),
            *(("office", office.code, office.name, office.given) for office in self.offices),
        ]


def stamp_from(rows: Sequence[Sequence[str]]) -> Stamp | None:
    """The stamp that `Stamp.rows` gave; None when it is not whole or does not fit its checksum.
    rows: four words or more in each.
    """
    facts = {name: value for name, value, *_ in rows if name not in {"line", "office"}}
    lines = tuple(value for name, value, *_ in rows if name == "line")
    offices = tuple(Office(*row[1:4]) for row in rows if row[0] == "office")
    version = facts.get("version", "")
    stamp = Stamp(
        facts.get("form", ""),
        int(version) if _VERSION.fullmatch(version) else -1,
        facts.get("period", ""),
        facts.get("period_words", ""),
        lines,
        offices,
    )
    whole = len(lines) == LINES and 0 < len({office.code for office in offices}) == len(offices)
    return stamp if whole and facts.get("checksum") == stamp.checksum() else None


def stamp_of(
    heading: Heading,
    offices: Sequence[Office],
    *,
    version: int,
    period: str,
    period_words: str,
    window_words: str,
) -> Stamp:
    """The stamp of a new workbook; texts as plain_words, so that they come back as they went.

    Raises ValueError for no office or one office twice.
    """
    known = tuple(
        Office(plain_words(each.code), plain_words(each.name), each.given) for each in offices
    )
    if not known or len({office.code for office in known}) < len(known):
        raise ValueError("a workbook is of one or more different offices")
    window = f" Thời gian chốt số liệu: {window_words}." if window_words else ""
    whose = (
        f"Đơn vị báo cáo: {known[0].name} ({known[0].code})"
        if len(known) == 1
        else f"Gồm {len(known)} đơn vị, mỗi đơn vị một dòng"
    )
    lines = (
        heading.issuer,
        heading.title,
        f"Kỳ báo cáo: {period_words}.{window}",
        whose,
        HINT,
    )
    return Stamp(
        plain_words(heading.form),
        version,
        plain_words(period),
        plain_words(period_words),
        tuple(plain_words(line) for line in lines),
        known,
    )


class Layout:
    """The sheet of figures of one stamp: `fixed` are the words that stand in locked cells and are
    compared when the file comes back.
    """

    def __init__(self, sheet: Sheet, stamp: Stamp) -> None:
        self.sheet, self.stamp = sheet, stamp
        self.upright = len(stamp.offices) == 1
        self.element_rows: tuple[int, ...] = ()
        self.part_rows: frozenset[int] = frozenset()
        self.fixed: dict[Place, str] = {}
        self._fix((at, 0, line) for at, line in enumerate(stamp.lines))
        if self.upright:
            self._stand_upright()
        else:
            self._lie_as_table()
        last_row, last_column = self.place(len(stamp.offices) - 1, len(sheet.elements) - 1)
        self.rows = last_row + 1
        self.columns = len(UPRIGHT_HEADINGS) if self.upright else last_column + 1
        self.first_row = HEAD + 1 if self.upright else _FIRST_OFFICE

    def place(self, office: int, element: int) -> Place:
        """Where the box of the n-th office and the n-th element is."""
        if self.upright:
            return self.element_rows[element], THIS_COLUMN
        return _FIRST_OFFICE + office, FIRST_BOX_COLUMN + element

    def boxes(self, grid: Sequence[Sequence[V]], blank: V) -> list[Sequence[V]]:
        """What stands in the boxes: for each element what each office has.

        grid: the values of the sheet from its first cell, as far as there are any.
        """
        if self.upright:
            return [self._line(grid, row, blank)[THIS_COLUMN:][:1] for row in self.element_rows]
        rows = range(self.first_row, self.rows)
        lines = [self._line(grid, row, blank)[FIRST_BOX_COLUMN:] for row in rows]
        return list(zip(*lines, strict=True))

    def _line(self, grid: Sequence[Sequence[V]], row: int, blank: V) -> list[V]:
        """A row of the sheet, as long as the layout."""
        words = grid[row][: self.columns] if row < len(grid) else ()
        return [*words, *[blank] * (self.columns - len(words))]

    def box_columns(self, row: int) -> range:
        """The columns of a row in which boxes are."""
        if self.upright:
            return range(THIS_COLUMN, THIS_COLUMN + (row in self.element_rows))
        return range(FIRST_BOX_COLUMN, self.columns if self.first_row <= row < self.rows else 0)

    def is_loose(self, row: int, column: int) -> bool:
        """Whether a locked cell may hold any words: last period's figure, a note."""
        return self.upright and column in _LOOSE_COLUMNS and row in self.element_rows

    def names(self) -> Iterator[tuple[Place, bool]]:
        """The locked cells that name a line or a column of boxes, and whether it is a line."""
        if self.upright:
            yield from (((row, CODE_COLUMN), True) for row in self.element_rows)
            return
        for number in range(len(self.sheet.elements)):
            yield (_CODES, FIRST_BOX_COLUMN + number), False
        for number in range(len(self.stamp.offices)):
            yield (_FIRST_OFFICE + number, _OFFICE_CODE), True

    def named(self, place: Place, *, is_line: bool) -> str:
        """What the line or column of a name is called: "A1 Số vụ tiếp nhận"."""
        row, column = place
        words = self.fixed[(row, column + 1) if is_line else (row - 1, column)]
        return f"{self.fixed[place]} {words}"

    def _fix(self, cells: Iterator[tuple[int, int, str]]) -> None:
        self.fixed |= {(row, column): plain_words(text) for row, column, text in cells if text}

    def _stand_upright(self) -> None:
        self._fix((HEAD, column, text) for column, text in enumerate(UPRIGHT_HEADINGS))
        row, group, rows = HEAD + 1, "", []
        for element in self.sheet.elements:
            if element.group and element.group != group:
                self._fix(iter([(row, LABEL_COLUMN, element.group)]))
                row += 1
            group = element.group
            texts = (element.code, element.label, element.unit)
            self._fix((row, column, text) for column, text in enumerate(texts))
            rows.append(row)
            row += 1
        self.element_rows = tuple(rows)
        self.part_rows = frozenset(
            place
            for element, place in zip(self.sheet.elements, rows, strict=True)
            if self.sheet.stands_under(element.code)
        )

    def _lie_as_table(self) -> None:
        self._fix((_LABELS, column, text) for column, text in enumerate(TABLE_HEADINGS))
        group = ""
        for column, element in enumerate(self.sheet.elements, start=FIRST_BOX_COLUMN):
            first_of_group = element.group if element.group != group else ""
            group = element.group
            texts = (first_of_group, label_with_unit(element), element.code)
            self._fix((HEAD + down, column, text) for down, text in enumerate(texts))
        for number, office in enumerate(self.stamp.offices):
            texts = (str(number + 1), office.code, office.name)
            self._fix((_FIRST_OFFICE + number, column, text) for column, text in enumerate(texts))


def label_with_unit(element: Element) -> str:
    """What heads a column: "Số vụ tiếp nhận (vụ)"."""
    return f"{element.label} ({element.unit})" if element.unit else element.label
