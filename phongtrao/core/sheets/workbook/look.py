"""How the sheets of a workbook look and print; everything is locked but the boxes."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from phongtrao.core.sheets.elements import NUMBERS
from phongtrao.core.sheets.workbook.guards import number_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.core.sheets.elements import Element

FONT: Final = "Times New Roman"
TEXT_SIZE, TITLE_SIZE = 12, 14
LINE_POINTS, PADDING_POINTS = 15.75, 4.5
_ROW_POINTS_MAX = 409  # what Excel allows
_LETTERS_OF_A_WIDTH = 1.15  # letters of size 12 that surely find room in a unit of width
_PAPER_A4 = 9
_CENTIMETRES_AN_INCH = 2.54
_MARGINS = (2, 1.5, 2, 2)  # left, right, top, bottom in centimetres
_MAY = {"format_columns": True, "format_rows": True}
BOX, KNOWN, LOCKED, HEAD = "#FFF8DC", "#E2F0D9", "#F2F2F2", "#D9E2EC"


class Look:
    """The formats of one workbook, each made once: spreadsheets hold few."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def format(self, **wanted: object) -> Any:
        """A format; locked unless it says otherwise."""
        key = tuple(sorted(wanted.items(), key=lambda pair: pair[0]))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": TEXT_SIZE, "valign": "vcenter"}
            self._formats[key] = self._workbook.add_format({**base, **wanted})
        return self._formats[key]

    def head(self) -> Any:
        """The heading of a line or column."""
        return self.format(bold=True, align="center", text_wrap=True, bg_color=HEAD, border=1)

    def words(self, *, bold: bool = False, centred: bool = False, under: bool = False) -> Any:
        """Locked words in the grid. under: of a part, which stands further in than its whole."""
        return self.format(
            bold=bold,
            align="center" if centred else "left",
            indent=0 if centred else 3 if under else 1,
            text_wrap=not bold,
            bg_color=HEAD if bold else LOCKED,
            border=1,
        )

    def box(self, element: Element, colour: str) -> Any:
        """A figure of the form; only those on LOCKED ground cannot be written in."""
        is_number = element.kind in NUMBERS
        return self.format(
            locked=colour == LOCKED,
            num_format=number_format(element),
            align="right" if is_number else "left",
            indent=1,
            text_wrap=not is_number,
            bg_color=colour,
            border=1,
        )


def write_words(page: Any, row: int, column: int, words: str, look: Any) -> None:
    """Words as words, whatever they begin with; none leave the cell blank, not an empty text."""
    if words:
        page.write_string(row, column, words, look)
    else:
        page.write_blank(row, column, None, look)


def lock_and_print(page: Any, pages: int = 1) -> None:
    """Lock the sheet and make it print on A4, so many pages side by side."""
    page.protect("", _MAY)
    page.hide_gridlines(2)
    page.set_default_row(LINE_POINTS + PADDING_POINTS)
    page.set_landscape()
    page.set_paper(_PAPER_A4)
    page.fit_to_pages(pages, 0)
    page.set_margins(*(centimetres / _CENTIMETRES_AN_INCH for centimetres in _MARGINS))
    page.set_footer(f'&C&"{FONT},Regular"&13&P/&N')


def height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Points in which all texts show whole: LibreOffice does not fit rows of a file of others."""
    lines = max(
        len(wrap(text, int(width * _LETTERS_OF_A_WIDTH))) or 1
        for text, width in zip(texts, widths, strict=True)
    )
    return min(_ROW_POINTS_MAX, lines * LINE_POINTS + PADDING_POINTS)
