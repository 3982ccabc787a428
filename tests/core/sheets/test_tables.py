"""Many reports read at once are those that are read cell by cell."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.columns import Report, packed, texts
from phongtrao.core.sheets.elements import Element, Kind, Sheet
from phongtrao.core.sheets.reading import CellUnreadable, read_value
from phongtrao.core.sheets.tables import read_table
from phongtrao.core.sheets.workbook_reading.boxes import (
    ErrorValue,
    Percent,
    Uncounted,
    read_box,
)
from tests.core.sheets.forms import OF_EVERY_KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from phongtrao.core.sheets.elements import Cell

NUMBERS = (0, 1, 7, -3, 12.0, -0.0, 12.5, 0.3, 1e12, -1e12, 1e14, 1e17, 10**12 - 1, 10**30)
WORDS = ("", " ", "5", "7", "1.234", "1.234,5", "?", "–", "KAD", "Có", "Không", "Khá", "tốt", "xã")
IN_CELLS = (True, False, Percent(0.5), Percent(70.0), ErrorValue("#REF!"), Uncounted())
IN_JSON = (True, False, None, Decimal("12.50"), Decimal(3), Decimal("1e20"))


def one_by_one(
    sheet: Sheet, boxes: Sequence[Sequence[Any]], read: Callable[[Element, Any], Cell]
) -> list[tuple[bytes, dict[str, str]]] | None:
    """What is stored of each report; None when a cell cannot be read."""
    stored = []
    for row in zip(*boxes, strict=True):
        pairs = zip(sheet.elements, row, strict=True)
        try:
            cells = {element.code: read(element, value) for element, value in pairs}
        except CellUnreadable:
            return None
        stored.append((packed(sheet, cells), texts(sheet, cells)))
    return stored


def at_once(
    sheet: Sheet, boxes: Sequence[Sequence[Any]], read: Callable[[Element, Any], Cell]
) -> list[tuple[bytes, dict[str, str]]] | None:
    """The same by read_table."""
    try:
        return [(row.figures, row.words) for row in read_table(sheet, boxes, read)]
    except CellUnreadable:
        return None


@pytest.mark.parametrize("element", OF_EVERY_KIND.elements, ids=lambda element: element.code)
@pytest.mark.parametrize(("read", "others"), [(read_box, IN_CELLS), (read_value, IN_JSON)])
def test_every_value_says_in_a_table_what_it_says_alone(element: Element, read: Any, others: Any):
    sheet = Sheet((element,))
    for value in (*NUMBERS, *WORDS, *others):
        boxes = [[value, value]]
        assert at_once(sheet, boxes, read) == one_by_one(sheet, boxes, read), value


@given(st.data())
def test_a_table_is_read_as_its_cells_one_by_one(data: st.DataObject):
    good = {
        "B1": st.sampled_from([0, 3, 12.0, "5", "1.234", "?", ""]) | st.integers(-(10**13), 10**13),
        "B2": st.sampled_from([1, 2.5, "70,25", "?"]) | st.floats(-1e13, 1e13),
        "B3": st.sampled_from([1, 0.5, "1.234,5", ""]),
        "B4": st.sampled_from([True, False, 1, 0, 1.0, "Có", "?"]),
        "B5": st.sampled_from(["Tốt", "khá", "KAD", "?", ""]),
        "B6": st.sampled_from(["", "Thiếu", "?", "KAD", 5]),
        "B7": st.sampled_from([-1, 1.0, True, "KAD", "–", ""]),
    }
    count = data.draw(st.integers(0, 6))
    boxes = [
        data.draw(st.lists(good[element.code], min_size=count, max_size=count))
        for element in OF_EVERY_KIND.elements
    ]
    for read in (read_box, read_value):
        assert at_once(OF_EVERY_KIND, boxes, read) == one_by_one(OF_EVERY_KIND, boxes, read)


def test_a_form_of_words_alone_has_rows_without_figures():
    sheet = Sheet((Element("G", "Ghi chú", Kind.TEXT),))
    assert at_once(sheet, [["Ba tổ", ""]], read_box) == [(b"", {"G": "Ba tổ"}), (b"", {})]


def test_a_report_reads_as_its_cells():
    cells = {"B1": Decimal(12), "B4": True, "B6": "Thiếu kinh phí"}
    report = Report.of(OF_EVERY_KIND, cells)
    assert list(report) == list(OF_EVERY_KIND.by_code)
    assert len(report) == len(OF_EVERY_KIND.elements)
    assert {code: cell for code, cell in report.items() if cell is not Mark.BLANK} == cells
    assert Report.of(OF_EVERY_KIND, report) is report
    fewer = Sheet(OF_EVERY_KIND.elements[:4])
    assert Report.of(fewer, report) == {code: report[code] for code in fewer.by_code}


def test_a_number_that_its_box_cannot_hold_is_refused_and_not_an_error():
    money = Sheet((Element("A1", "Kinh phí", Kind.MONEY, scale=6),))
    with pytest.raises(CellUnreadable, match="quá lớn"):
        read_table(money, [[1e14]], read_box)
