"""A form as a workbook to fill in: what it asks, what it guards, how it prints."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import Element, Kind, Sheet
from phongtrao.core.sheets.rules import Rule
from phongtrao.core.sheets.workbook import Known, Office
from tests.core.sheets.workbook_files import BOXES, ONE, SHEET, SUMMED, THREE, given_out

LAST = {
    "01": {
        "A1": Decimal(200),
        "B1": Decimal("90.5"),
        "B2": Mark.NOT_APPLICABLE,
        "C1": True,
        "C3": "=1+1",
    }
}


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def shown(data: bytes, page: str) -> list[list[object]]:
    workbook = CalamineWorkbook.from_object(io.BytesIO(data))
    return workbook.get_sheet_by_name(page).to_python(skip_empty_area=False)


def boxes_of(data: bytes) -> set[str]:
    """The addresses that can be written in."""
    page = opened(data)["Số liệu"]
    return {c.coordinate for row in page.iter_rows() for c in row if not c.protection.locked}


def test_one_office_gets_an_upright_sheet_with_last_period_beside_this_one():
    known = {"01": {"A1": Known(Decimal(210), "Sổ hòa giải")}}
    rows = shown(given_out(last=LAST, known=known), "Số liệu")
    assert [row[0] for row in rows[:4]] == [
        "ỦY BAN NHÂN DÂN",
        "BÁO CÁO HÒA GIẢI",
        "Kỳ báo cáo: Quý III/2026. Thời gian chốt số liệu: 15/6–14/9/2026.",
        "Đơn vị báo cáo: Xã An Phú (01)",
    ]
    assert rows[5] == ["Mã", "Chỉ tiêu", "Đơn vị tính", "Kỳ trước", "Kỳ này", "Ghi chú"]
    assert rows[6][1] == "I. Hòa giải"
    assert rows[7] == [
        "A1",
        "Số vụ tiếp nhận",
        "vụ",
        200.0,
        210.0,
        "Đã ghi sẵn theo Sổ hòa giải. Cả vụ cũ.",
    ]
    assert [row[3] for row in rows[10:15]] == [0.905, "Không áp dụng", "Có", "", "=1+1"]


def test_several_offices_get_a_table_with_a_line_each_and_sheets_beside_it():
    known = {
        "01": {"A1": Known(Decimal(210), "Sổ hòa giải"), "A2": Known(Decimal(7), "Sổ thụ lý")},
        "02": {"A1": Known(Decimal(90), "Sổ hòa giải")},
        "03": {"A1": Known(Decimal(5), "Sổ hòa giải")},
    }
    data = given_out(THREE, last=LAST, known=known)
    rows = shown(data, "Số liệu")
    assert rows[3][0] == "Gồm 3 đơn vị, mỗi đơn vị một dòng"
    assert rows[5][3:6] == ["I. Hòa giải", "", "II. Kết quả"]
    assert rows[6][:4] == ["TT", "Mã đơn vị", "Đơn vị", "Số vụ tiếp nhận (vụ)"]
    assert rows[7][3:] == ["A1", "A2", "B1", "B2", "C1", "C2", "C3"]
    assert rows[8][:5] == ["1", "01", "Xã An Phú", 210.0, 7.0]
    assert rows[10][:5] == ["3", "03", "Phường Bình An", 5.0, ""]
    last = shown(data, "Kỳ trước")
    assert last[1][0] == "BÁO CÁO HÒA GIẢI"
    assert last[8][3:] == [200.0, "", 0.905, "Không áp dụng", "Có", "", "=1+1"]
    assert shown(data, "Nguồn số liệu")[1:] == [
        ["A1", "Số vụ tiếp nhận (vụ)", "Sổ hòa giải", "Tất cả 3 đơn vị"],
        ["A2", "Số vụ thụ lý (vụ)", "Sổ thụ lý", "Xã An Phú"],
    ]


def test_a_source_of_many_offices_names_the_first_of_them():
    offices = tuple(Office(f"{number:02}", f"Xã {number}") for number in range(30))
    known = {office.code: {"A1": Known(Decimal(1), "Sổ")} for office in offices[1:]}
    words = shown(given_out(offices, known=known), "Nguồn số liệu")[1][3]
    assert str(words).startswith("Xã 1; Xã 2; ")
    assert str(words).endswith("; Xã 20 và 9 đơn vị khác")


def test_without_last_period_and_known_figures_there_are_no_sheets_of_them():
    assert opened(given_out(THREE)).sheetnames == ["Số liệu", "Hướng dẫn", "phongtrao"]


def test_only_the_boxes_can_be_written_in():
    assert boxes_of(given_out(last=LAST)) == set(BOXES.values())
    assert boxes_of(given_out(THREE)) == {f"{c}{row}" for c in "DEFGHIJ" for row in (9, 10, 11)}
    for page in opened(given_out(THREE, last=LAST)):
        assert page.protection.sheet, page.title


def test_the_hidden_sheet_says_form_version_period_and_offices():
    workbook = opened(given_out(THREE))
    page = workbook["phongtrao"]
    assert page.sheet_state == "veryHidden"
    facts = {row[0].value: row[1].value for row in page.iter_rows(max_row=5)}
    assert facts == {
        "mark": "phongtrao",
        "form": "hoa-giai",
        "version": "2",
        "period": "2026-Q3",
        "period_words": "Quý III/2026",
    }
    offices = [row[1].value for row in page.iter_rows() if row[0].value == "office"]
    assert offices == ["01", "02", "03"]


def test_a_workbook_is_of_one_or_more_different_offices():
    for offices in ((), (*ONE, *ONE)):
        with pytest.raises(ValueError, match="different offices"):
            given_out(offices)


def test_the_same_facts_give_the_same_bytes():
    assert given_out(THREE, last=LAST) == given_out(THREE, last=LAST)


def test_a_text_that_begins_like_a_formula_stays_text():
    known = {"01": {"C3": Known("=HYPERLINK(1)", "=Sổ")}}
    for offices in (ONE, THREE):
        workbook = opened(given_out(offices, last=LAST, known=known))
        formulas = [
            cell.coordinate
            for page in workbook
            for row in page.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        assert formulas == []


def test_every_kind_of_box_is_guarded_with_words():
    data = given_out()
    guards = {
        str(guard.sqref): guard for guard in opened(data)["Số liệu"].data_validations.dataValidation
    }
    assert set(guards) == set(BOXES.values())
    assert guards["E8"].type == "custom"
    assert guards["E8"].formula1.startswith("IF(ISNUMBER(E8),AND(ROUND(E8,0)=E8,E8>=0),OR(")
    assert guards["E8"].prompt == "Cả vụ cũ."
    assert guards["E8"].error == "Ô này nhận số nguyên từ 0. Hoặc ghi: ?"
    assert (
        guards["E12"].error == "Ô này nhận số, 3 chữ số thập phân từ 0,000. Hoặc ghi: ?; KAD; –; -"
    )
    assert guards["E13"].type == guards["E14"].type == "list"
    assert guards["E15"].type == "textLength"
    lists = shown(data, "phongtrao")
    assert guards["E14"].formula1 == "phongtrao!$F$1:$F$4"
    assert [row[5] for row in lists[:4]] == ["Cấp xã", "Liên khu, cụm", "01", "Chưa rõ"]


def test_boxes_show_their_kind_of_figure():
    page = opened(given_out())["Số liệu"]
    formats = {code: page[address].number_format for code, address in BOXES.items()}
    assert formats == {
        "A1": "#,##0",
        "A2": "#,##0",
        "B1": "0.0%",
        "B2": "#,##0.000",
        "C1": "@",
        "C2": "@",
        "C3": "@",
    }


def test_a_sum_fills_itself_and_is_locked():
    data = given_out(sheet=SUMMED)
    assert boxes_of(data) == {"E7", "E8"}
    assert opened(data)["Số liệu"]["E9"].value == (
        '=IF(COUNT(E7,E8)=2,ROUND(SUM(E7,E8),0),IF(OR(TRIM(E7)="",TRIM(E8)=""),"","Chưa rõ"))'
    )
    assert shown(data, "Số liệu")[8][4] == " "


def test_a_sum_of_known_figures_shows_at_once():
    known = {"01": {"A1": Known(Decimal(3), "sổ"), "A2": Known(Decimal(4), "sổ")}}
    assert shown(given_out(sheet=SUMMED, known=known), "Số liệu")[8][4] == 7.0
    unknown = {"01": {**known["01"], "A2": Known(Mark.UNKNOWN, "sổ")}}
    assert shown(given_out(sheet=SUMMED, known=unknown), "Số liệu")[8][4] == "Chưa rõ"


def test_a_sum_that_is_known_itself_keeps_its_figure_and_can_be_corrected():
    known = {"01": {"A3": Known(Decimal(9), "sổ")}}
    data = given_out(sheet=SUMMED, known=known)
    assert shown(data, "Số liệu")[8][4] == 9.0
    assert boxes_of(data) == {"E7", "E8", "E9"}


def test_a_sum_of_sums_comes_after_them():
    codes = ("T", "A", "B", "C", "D")
    sheet = Sheet(
        tuple(Element(code, code, Kind.INTEGER) for code in codes),
        (Rule("T = A + B", "tổng"), Rule("A = C + D", "phần")),
    )
    known = {"01": {code: Known(Decimal(2), "sổ") for code in ("B", "C", "D")}}
    assert [row[4] for row in shown(given_out(sheet=sheet, known=known), "Số liệu")[6:8]] == [6, 4]


def test_a_figure_that_a_spreadsheet_cannot_hold_whole_is_written_in_words():
    big = {"01": {"A1": Known(Decimal(10**17 + 1), "sổ")}}
    assert shown(given_out(known=big), "Số liệu")[7][4] == "100.000.000.000.000.001"


def test_boxes_of_a_broken_rule_are_coloured():
    page = opened(given_out())["Số liệu"]
    formulas = {
        str(found.sqref): found.rules[0].formula[0] for found in page.conditional_formatting
    }
    assert formulas["E8"] == "IF(COUNT($E$9,$E$8)=2,NOT(ROUND(+1*$E$9-1*$E$8+0,9)<=0),FALSE)"
    assert formulas["E11"] == "IF(COUNT($E$11)=1,NOT(ROUND(+1*$E$11*100-70,9)>=0),FALSE)"
    table = opened(given_out(THREE))["Số liệu"].conditional_formatting
    assert {str(found.sqref) for found in table} == {"D9:D11", "E9:E11", "F9:F11"}
    assert "$E9" in next(iter(table)).rules[0].formula[0]


def test_a_rule_too_long_for_a_spreadsheet_is_left_to_the_check():
    codes = [f"D{number}" for number in range(80)]
    sheet = Sheet(
        tuple(Element(code, code, Kind.INTEGER) for code in codes),
        (Rule(f"{' + '.join(codes)} <= 5", "tổng nhỏ"),),
    )
    assert len(opened(given_out(sheet=sheet))["Số liệu"].conditional_formatting) == 0


def test_headings_stay_in_sight_and_print_on_every_page():
    upright, table = (opened(given_out(offices))["Số liệu"] for offices in (ONE, THREE))
    assert (upright.freeze_panes, table.freeze_panes) == ("C7", "D9")
    assert (upright.print_title_rows, table.print_title_rows) == ("$6:$6", "$6:$8")
    assert table.print_title_cols == "$A:$C"
    for page in (upright, table):
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.paperSize == 9
        assert page.page_setup.fitToHeight == 0
        assert page["A2"].font.name == "Times New Roman"


def test_the_guidance_says_how_to_fill_each_box_and_which_rules_hold():
    rows = shown(given_out(), "Hướng dẫn")
    words = [str(cell) for row in rows for cell in row]
    assert "Căn cứ: Kế hoạch năm" in words
    assert "số, 1 chữ số thập phân từ 0,0 đến 100,0" in words
    assert "một trong: Có; Không; Chưa rõ" in words
    assert "chữ, không quá 500 ký tự" in words
    assert "Số vụ thụ lý không vượt số vụ tiếp nhận" in words
    assert "Sai quy tắc này thì cần giải thích" in words


def test_a_form_without_window_and_basis_says_nothing_of_them():
    plain = given_out(sheet=Sheet(SHEET.elements), window_words="")
    assert shown(plain, "Số liệu")[2][0] == "Kỳ báo cáo: Quý III/2026."


def test_a_part_stands_further_in_than_its_whole():
    boxes = [Element(code, f"Số {code}", Kind.INTEGER) for code in ("A1", "A1.1", "A1.2", "B.1")]
    data = given_out(sheet=Sheet(tuple(boxes), (Rule("A1 = A1.1 + A1.2", "Đủ các phần"),)))
    page = opened(data)["Số liệu"]
    assert [page[f"B{row}"].alignment.indent for row in (7, 8, 9, 10)] == [1, 3, 3, 1]
    assert "E8" in page["E7"].value  # what the parts add up to
