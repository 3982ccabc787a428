"""Lines, columns and words of a workbook must stand where they stood when it was given out."""

from __future__ import annotations

from phongtrao.core.sheets.elements import Element, Kind, Sheet
from tests.core.sheets.workbook_files import THREE, edited, filled, given_out, refused, sent


def cells(problems):
    return [problem.cell for problem in problems]


def test_a_column_that_was_deleted_is_named_and_those_that_moved_say_where_to():
    problems = refused(edited(given_out(THREE), lambda book: book["Số liệu"].delete_cols(5)))
    assert cells(problems) == ["E8", "F8", "G8", "H8", "I8", "J8"]
    assert problems[0].text.startswith(
        "Chỗ này là cột “A2 Số vụ thụ lý (vụ)”, nay không còn trong trang. Hãy tải lại biểu"
    )
    assert "cột “B1 Tỷ lệ đạt (%)”, nay cột đó nằm ở ô E8" in problems[1].text


def test_a_line_that_was_inserted_moves_those_below():
    problems = refused(edited(given_out(THREE), lambda book: book["Số liệu"].insert_rows(10)))
    assert cells(problems) == ["B10", "B11"]
    assert "dòng “02 Xã Cẩm Lệ”, nay dòng đó nằm ở ô B11" in problems[0].text


def test_two_offices_that_changed_places_are_both_named():
    data = filled(
        given_out(THREE), {"B9": "02", "C9": "Xã Cẩm Lệ", "B10": "01", "C10": "Xã An Phú"}
    )
    assert cells(refused(data)) == ["B9", "B10"]


def test_an_office_that_was_deleted_is_missed():
    problems = refused(edited(given_out(THREE), lambda book: book["Số liệu"].delete_rows(11)))
    assert cells(problems) == ["B11"]
    assert "nay không còn trong trang" in problems[0].text


def test_a_line_of_the_upright_sheet_that_was_deleted_is_missed():
    problems = refused(edited(given_out(), lambda book: book["Số liệu"].delete_rows(8)))
    assert cells(problems)[0] == "A8"
    assert "dòng “A1 Số vụ tiếp nhận”" in problems[0].text


def test_an_empty_sheet_misses_all():
    def empty(workbook):
        workbook["Số liệu"].delete_rows(1, 40)

    assert len(refused(edited(given_out(THREE), empty))) == 7 + 3


def test_a_label_that_was_rewritten_is_named():
    (problem,) = refused(filled(given_out(), {"B8": "Số vụ đã giải quyết"}))
    assert (problem.cell, problem.found) == ("B8", "Số vụ đã giải quyết")
    assert problem.text == "Ô này phải ghi “Số vụ tiếp nhận” như khi tải về. Hãy ghi lại cho đúng."


def test_a_workbook_whose_form_says_something_else_now_is_refused():
    old = Sheet((Element("A", "Số vụ cũ", Kind.INTEGER),))
    new = Sheet((Element("A", "Số vụ mới", Kind.INTEGER),))
    assert [problem.cell for problem in refused(given_out(sheet=old), new)] == ["B7"]


def test_nothing_that_was_typed_outside_the_boxes_is_dropped_in_silence():
    data = filled(given_out(THREE), {"C12": "Tổng", "D12": 9, "L9": "ghi chú " * 20, "E3": "nháp"})
    title, beside, below = refused(data)
    assert cells((title, beside, below)) == ["E3", "L9", "C12"]
    assert beside.found.endswith("…")
    assert len(beside.found) == 60
    assert "nằm ngoài các ô để điền" in below.text


def test_figures_typed_into_the_line_of_a_group_are_refused():
    assert cells(refused(filled(given_out(), {"E7": 5}))) == ["E7"]


def test_last_period_and_notes_are_there_to_look_at():
    assert sent(filled(given_out(), {"D8": 5, "F8": "đã sửa"}))


def test_merged_boxes_are_refused_and_merged_titles_are_not():
    def merge(workbook):
        workbook["Số liệu"].merge_cells("A1:C1")
        workbook["Số liệu"].merge_cells("D9:E10")

    (problem,) = refused(edited(given_out(THREE), merge))
    assert problem.cell == "D9"
    assert problem.text.startswith("Các ô D9:E10 đã bị gộp")
