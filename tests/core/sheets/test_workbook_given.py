"""A workbook knows what stood in its boxes when it was given out, and so what was said since."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from phongtrao.core.figures.marks import Mark
from phongtrao.core.figures.packing import row_of
from phongtrao.core.sheets.columns import Report
from phongtrao.core.sheets.elements import Element, Kind, Sheet
from phongtrao.core.sheets.workbook import Known
from phongtrao.core.sheets.workbook.given import Clash, Since, given, merged, since
from tests.core.sheets.workbook_files import (
    BOXES,
    SHEET,
    SUMMED,
    THREE,
    filled,
    given_out,
    taken,
)

if TYPE_CHECKING:
    from phongtrao.core.sheets.elements import Cell

OF_EVERY_KIND: dict[str, Cell] = {
    "A1": Decimal(200),
    "A2": Mark.UNKNOWN,
    "B1": Decimal("70.5"),
    "B2": Decimal("123456789012345.678"),
    "C1": True,
    "C2": "01",
    "C3": "=Ghi chú\nhai dòng",
}


def known(cells: dict[str, Cell]) -> dict[str, Known]:
    return {code: Known(cell, "sổ") for code, cell in cells.items()}


def done(data: bytes, sheet: Sheet = SHEET) -> list[str]:
    """What was done in the boxes of each office."""
    return [str(one) for one in taken(data, sheet).since.values()]


@pytest.mark.parametrize("code", OF_EVERY_KIND)
def test_what_was_filled_in_of_any_kind_says_nothing_until_it_is_changed(code: str):
    data = given_out(known={"01": known(OF_EVERY_KIND)})
    assert done(data) == ["nothing"]
    assert done(filled(data, {BOXES[code]: None})) == ["cleared"]
    other = {"A1": 201, "A2": 0, "B1": 0.7, "B2": "KAD", "C1": "Không", "C2": "Cấp xã", "C3": "Ba"}
    assert done(filled(data, {BOXES[code]: other[code]})) == ["said"]


def test_a_box_answered_as_it_was_filled_in_says_nothing_and_a_new_answer_does():
    data = given_out(THREE, known={"01": known({"A1": Decimal(5)})})
    assert done(data) == ["nothing"] * 3
    assert done(filled(data, {"D9": "5", "D10": "?"})) == ["nothing", "said", "nothing"]
    assert done(filled(data, {"D9": None, "E9": 1})) == ["said", "nothing", "nothing"]
    assert done(filled(data, {"J9": "Ba tổ"})) == ["said", "nothing", "nothing"]


def test_a_box_that_cannot_be_read_was_said_and_is_blank_in_what_could_be():
    with pytest.raises(Exception, match="1 chỗ") as raised:
        done(filled(given_out(THREE), {"D10": "nhiều", "E11": 7}))
    readable = raised.value.readable  # type: ignore[attr-defined]  # of WorkbookRefused
    assert [*map(str, readable.since.values())] == ["nothing", "said", "said"]
    assert readable.reports["02"]["A1"] is Mark.BLANK
    assert readable.reports["03"]["A2"] == Decimal(7)


def test_a_sum_of_what_was_filled_in_says_nothing_by_itself():
    facts: dict[str, Any] = {"known": {"01": known({"A1": Decimal(5), "A2": Decimal(7)})}}
    data = given_out(THREE, SUMMED, **facts)
    assert done(data, SUMMED) == ["nothing"] * 3
    assert done(given_out(THREE, SUMMED, known={"01": known({"A1": Decimal(5)})}), SUMMED)[0] == (
        "nothing"
    )
    # Somebody worked out the sum again with another figure in it.
    assert done(filled(data, {"D9": 6, "F9": 13, "F10": None, "F11": None}), SUMMED)[0] == "said"


def test_spaces_and_lines_that_a_spreadsheet_changes_are_not_said():
    before = given(SHEET, {"C3": "Một  hai\nba"})
    assert since(Report.of(SHEET, {"C3": "Một hai ba"}), before) == Since.NOTHING
    assert since(Report.of(SHEET, {"C3": "Một hai bốn"}), before) == Since.SAID


def test_letters_that_the_program_did_not_write_are_as_if_nothing_had_been_filled_in():
    for letters in ("x", "ô", "AAAA", given(SUMMED, {"A1": Decimal(5)})):
        assert since(Report.of(SHEET, {}), letters) == Since.NOTHING
        assert since(Report.of(SHEET, {"A1": Decimal(5)}), letters) == Since.SAID


def test_a_figure_that_its_box_cannot_hold_is_not_taken_as_given():
    whole = Sheet((Element("A1", "Số vụ", Kind.INTEGER),))
    assert given(whole, {"A1": Decimal("1.5")}) == ""
    assert given(whole, {"A1": Mark.BLANK}) == ""


def cells(report: Report) -> list[Cell]:
    return [report[code] for code in report]


def test_what_was_said_is_laid_over_what_is_kept_now():
    before = given(SUMMED, {code: Decimal(5) for code in ("A1", "A2", "A3")})
    came = Report.of(SUMMED, {"A1": Decimal(6), "A2": Decimal(5), "A3": Decimal(5)})
    kept: dict[str, Cell] = {"A1": Decimal(5), "A2": Mark.UNKNOWN, "A3": Decimal(5)}
    found = merged(came, before, kept)
    assert cells(found.report) == [Decimal(6), Mark.UNKNOWN, Decimal(5)]
    assert (found.said, found.newer, found.clashes) == ({"A1"}, {"A2": Mark.UNKNOWN}, ())
    # Of a box of which nothing is kept, what was filled in stays.
    found = merged(came, before, {})
    assert (cells(found.report), found.newer) == ([Decimal(6), Decimal(5), Decimal(5)], {})


def test_a_box_that_both_changed_clashes_unless_they_agree():
    before = given(SHEET, {"A1": Decimal(5), "C2": "01", "C3": "Một"})
    came = Report.of(SHEET, {"A1": Decimal(6), "C2": "Cấp xã", "C3": "Hai"})
    kept: dict[str, Cell] = {"A1": Decimal(7), "B1": Mark.BLANK, "C2": Mark.BLANK, "C3": "Ba"}
    found = merged(came, before, kept)
    assert found.clashes == (
        Clash("A1", Decimal(5), Decimal(7)),
        Clash("C2", "01", Mark.BLANK),
        Clash("C3", None, "Ba"),
    )
    assert not merged(came, before, {**came}).clashes
    assert merged(came, "", kept).clashes[-1] == Clash("C3", Mark.BLANK, "Ba")


def test_words_that_a_spreadsheet_spaced_otherwise_stay_as_they_are_kept():
    before = given(SHEET, {"A1": Decimal(5), "C3": "Một\nhai"})
    came = Report.of(SHEET, {"A1": Decimal(6), "C3": "Một hai"})
    found = merged(came, before, {"A1": Decimal(5), "C3": "Một\nhai"})
    assert (found.report["C3"], found.newer) == ("Một\nhai", {})


def test_a_sum_that_a_workbook_worked_out_and_nobody_kept_is_no_clash():
    before = given(SUMMED, {"A1": Decimal(5), "A2": Decimal(7), "A3": Decimal(12)})
    came = Report.of(SUMMED, {"A1": Decimal(6), "A2": Decimal(7), "A3": Decimal(13)})
    found = merged(came, before, {"A1": Decimal(5), "A2": Decimal(7), "A3": Mark.BLANK})
    assert (found.clashes, found.report["A3"]) == ((), Decimal(13))


def test_an_answer_that_no_box_takes_is_no_answer_that_was_given_out():
    yes_or_no = Sheet((Element("C1", "Có ngày hội", Kind.YES_NO),))
    before = b64encode(row_of([7])).decode()
    found = merged(Report.of(yes_or_no, {"C1": True}), before, {"C1": False})
    assert found.clashes == (Clash("C1", None, False),)
