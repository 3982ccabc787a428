"""A workbook that comes back: taken in whole, or refused where it is wrong."""

from __future__ import annotations

import pickle
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import Element, Kind
from phongtrao.core.sheets.reading import CellUnreadable
from phongtrao.core.sheets.workbook import Known, Office
from phongtrao.core.sheets.workbook.layout import Stamp, stamp_from
from phongtrao.core.sheets.workbook_reading import Problem, WorkbookRefused
from phongtrao.core.sheets.workbook_reading.boxes import (
    DateInBox,
    ErrorInBox,
    ErrorValue,
    FormulaUncounted,
    Percent,
    Uncounted,
    read_box,
    words_of,
)
from phongtrao.core.sheets.workbook_reading.problems import (
    WorkbookOfAnotherForm,
    WorkbookOfAnotherPeriod,
    WorkbookOfAnotherVersion,
    WorkbookOfForeignOffice,
    WorkbookStampChanged,
    WorkbookWithoutStamp,
)
from tests.core.sheets.workbook_files import (
    AN_PHU,
    BOXES,
    ONE,
    SHEET,
    SUMMED,
    THREE,
    edited,
    filled,
    given_out,
    refused,
    replaced,
    sent,
)

WHOLE = Element("A1", "Số vụ", Kind.INTEGER, unit="vụ")
SHARE = Element("B1", "Tỷ lệ", Kind.DECIMAL, unit="%", scale=1)
YES_NO = Element("C1", "Có họp", Kind.YES_NO)
TEXT = Element("C3", "Ghi chú", Kind.TEXT)


def in_boxes(**values: Any) -> dict[str, Any]:
    """Values by address, given by code of the element."""
    return {BOXES[code]: value for code, value in values.items()}


def test_an_untouched_workbook_is_blank_in_every_box_and_not_zero():
    blank = dict.fromkeys(("A1", "A2", "B1", "B2", "C1", "C2", "C3"), Mark.BLANK)
    assert sent(given_out()) == {"01": blank}
    assert sent(given_out(THREE)) == dict.fromkeys(("01", "02", "03"), blank)
    assert set(sent(given_out(sheet=SUMMED), SUMMED)["01"].values()) == {Mark.BLANK}


def test_figures_come_back_as_they_are_shown():
    data = filled(
        given_out(),
        in_boxes(A1=200, A2=0, B1=0.905, B2=1234.5, C1="Có", C2="Liên khu, cụm", C3=" ghi "),
    )
    assert sent(data)["01"] == {
        "A1": Decimal(200),
        "A2": Decimal(0),
        "B1": Decimal("90.5"),
        "B2": Decimal("1234.5"),
        "C1": True,
        "C2": "Liên khu, cụm",
        "C3": "ghi",
    }


def test_figures_typed_as_text_and_words_for_marks_are_read_as_in_the_form():
    data = filled(
        given_out(),
        in_boxes(A1="1.234", A2="?", B1="70%", B2="KAD", C1="Chưa rõ", C2="1", C3="12"),
    )
    assert refused(data)[0].cell == "E14"
    data = filled(data, in_boxes(C2="01"))
    assert sent(data)["01"] == {
        "A1": Decimal(1234),
        "A2": Mark.UNKNOWN,
        "B1": Decimal(70),
        "B2": Mark.NOT_APPLICABLE,
        "C1": Mark.UNKNOWN,
        "C2": "01",
        "C3": "12",
    }


def test_known_figures_come_back_when_nobody_touched_them():
    known = {
        "02": {
            "A1": Known(Decimal(10**17 + 1), "sổ"),
            "B1": Known(Decimal("33.3"), "sổ"),
            "C1": Known(False, "sổ"),
            "C3": Known("=1+1", "sổ"),
        }
    }
    found = sent(given_out(THREE, known=known))["02"]
    assert {code: found[code] for code in known["02"]} == {
        code: figure.cell for code, figure in known["02"].items()
    }


ANSWERS = st.fixed_dictionaries(
    {
        "A1": st.integers(0, 10**14).map(Decimal),
        "B1": st.decimals(0, 100, places=1),
        "B2": st.decimals(0, 10**9, places=3) | st.sampled_from(list(Mark)),
        "C1": st.booleans() | st.just(Mark.UNKNOWN),
        "C2": st.sampled_from(["Cấp xã", "Liên khu, cụm", "01"]),
        "C3": st.sampled_from(["=A1", "12", "01/02", "một dòng\nhai dòng", "_x0041_"]),
    }
)


@settings(max_examples=8)
@given(st.lists(ANSWERS, min_size=1, max_size=30))
def test_whatever_is_filled_in_comes_back_the_same(answers):
    offices = tuple(Office(f"{number:02}", f"Xã {number}") for number in range(len(answers)))
    known = {
        office.code: {code: Known(cell, "sổ") for code, cell in cells.items()}
        for office, cells in zip(offices, answers, strict=True)
    }
    found = sent(given_out(offices, known=known), offices=known.keys())
    assert [{**each, **cells} for each, cells in zip(found.values(), answers, strict=True)] == [
        *found.values()
    ]


def test_every_wrong_box_is_named_with_what_stands_there_and_what_to_do():
    data = filled(given_out(THREE), {"D9": "nhiều", "E10": 1.5, "H11": "có lẽ"})
    first, second, third = refused(data)
    assert (first.sheet, first.cell, first.found, first.office) == (
        "Số liệu",
        "D9",
        "nhiều",
        "Xã An Phú",
    )
    assert first.text.startswith("Ô A1 (Số vụ tiếp nhận): “nhiều” không phải là số. Hãy gõ")
    assert (second.cell, second.found, second.office) == ("E10", "1,5", "Xã Cẩm Lệ")
    assert "ô này chỉ nhận số nguyên" in second.text
    assert third.cell == "H11"
    assert str(first) == f"Trang “Số liệu”, ô D9 (Xã An Phú): {first.text}"
    assert str(Problem("A", "", "", "sai.")) == "Trang “A”: sai."


def test_the_refusal_counts_the_places_and_crosses_to_another_process():
    with pytest.raises(WorkbookRefused, match="Tệp có 1 chỗ chưa đúng") as raised:
        sent(filled(given_out(), in_boxes(A1="x")))
    again = pickle.loads(pickle.dumps(raised.value))  # noqa: S301 - our own
    assert again.problems == raised.value.problems
    assert again.text == raised.value.text


def test_a_formula_counts_as_its_result():
    data = replaced(
        filled(given_out(), in_boxes(A1="=100+100", A2=181)),
        b"<f>100+100</f><v></v>",
        b"<f>100+100</f><v>200</v>",
    )
    assert sent(data)["01"]["A1"] == 200


def test_a_formula_that_no_program_worked_out_is_no_blank():
    problem, percent = refused(filled(given_out(), in_boxes(A1="=100+100", B1="=1/2")))
    assert (problem.cell, percent.cell) == ("E8", "E11")
    assert "chưa được tính" in problem.text
    (problem,) = refused(filled(given_out(sheet=SUMMED), {"E7": 1, "E8": 2}), SUMMED)
    assert problem.cell == "E9"


def test_an_error_is_no_blank():
    data = filled(given_out(), in_boxes(A1="#REF!", B1="#DIV/0!"))
    first, second = refused(data)
    assert (first.cell, first.found) == ("E8", "#REF!")
    assert "công thức báo lỗi #REF!" in first.text
    assert second.cell == "E11"


def test_a_date_in_a_box_for_numbers_is_refused():
    (problem,) = refused(filled(given_out(), in_boxes(A1=date(2026, 5, 1))))
    assert problem.found == "01/05/2026"
    assert "ngày giờ (01/05/2026)" in problem.text


def test_percents_pasted_into_a_box_for_counts_are_refused():
    def paste(workbook):
        workbook["Số liệu"]["E8"] = 0.7
        workbook["Số liệu"]["E8"].number_format = "0%"

    (problem,) = refused(edited(given_out(), paste))
    assert problem.found == "70%"
    assert "ghi “%”" in problem.text


def test_a_percent_pasted_as_plain_number_is_that_number():
    def paste(workbook):
        workbook["Số liệu"]["E11"] = 70
        workbook["Số liệu"]["E11"].number_format = "General"

    assert sent(edited(given_out(), paste))["01"]["B1"] == 70


@pytest.mark.parametrize(
    ("element", "value", "cell"),
    [
        (WHOLE, 5.0, Decimal(5)),
        (WHOLE, 7, Decimal(7)),
        (WHOLE, "", Mark.BLANK),
        (SHARE, Percent(0.7), Decimal(70)),
        (SHARE, Percent(0.1 + 0.2), Decimal(30)),
        (SHARE, 0.1 + 0.2, Decimal("0.3")),
        (YES_NO, True, True),
        (YES_NO, 0.0, False),
        (TEXT, 12.5, "12,5"),
        (TEXT, Percent(0.5), "50%"),
        (TEXT, date(2026, 11, 15), "15/11/2026"),
    ],
)
def test_a_value_is_read_as_a_person_sees_it(element, value, cell):
    assert read_box(element, value) == cell


@pytest.mark.parametrize(
    ("element", "value", "words"),
    [
        (WHOLE, True, "không phải là số"),
        (WHOLE, 1e15, "quá lớn"),
        (WHOLE, float("inf"), "quá lớn"),
        (WHOLE, float("nan"), "không phải là số"),
        (SHARE, 1 / 3, "1 chữ số sau dấu phẩy"),
        (YES_NO, Percent(1.0), "Có hoặc Không"),
        (YES_NO, time(7, 30), "ngày giờ"),
    ],
)
def test_a_value_that_is_no_answer_is_refused(element, value, words):
    with pytest.raises(CellUnreadable, match=words):
        read_box(element, value)


def test_what_no_person_typed_has_its_own_refusal():
    for value, refusal in (
        (ErrorValue("#N/A"), ErrorInBox),
        (Uncounted(), FormulaUncounted),
        (timedelta(hours=30), DateInBox),
    ):
        with pytest.raises(refusal):
            read_box(WHOLE, value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "TRUE"),
        (False, "FALSE"),
        (1e20, "100000000000000000000"),
        (float("inf"), "Infinity"),
        (datetime(2026, 5, 1), "01/05/2026"),  # noqa: DTZ001 - as cells hold it
        (datetime(2026, 5, 1, 7, 30), "01/05/2026 07:30"),  # noqa: DTZ001 - as cells hold it
        (time(7, 30), "07:30:00"),
        (Uncounted(), ""),
    ],
)
def test_values_are_shown_in_words(value, words):
    assert words_of(value) == words


def test_a_workbook_of_another_form_period_or_version_is_refused_with_its_name():
    data = given_out()
    with pytest.raises(WorkbookOfAnotherForm, match="là “BÁO CÁO HÒA GIẢI”"):
        sent(data, form="khac", name="bao cao.xlsx")
    with pytest.raises(WorkbookOfAnotherPeriod, match=r"kỳ khác \(Quý III/2026\)"):
        sent(data, period="2026-Q4")
    with pytest.raises(WorkbookOfAnotherVersion, match="bản 2, nay dùng bản 3"):
        sent(data, version=3)


def test_offices_of_others_are_named():
    with pytest.raises(WorkbookOfForeignOffice, match=r"này: Xã Cẩm Lệ; Phường Bình An\."):
        sent(given_out(THREE), offices={"01"})
    many = tuple(Office(f"{number:02}", f"Xã {number}") for number in range(8))
    with pytest.raises(WorkbookOfForeignOffice, match="Xã 4 và 3 đơn vị khác"):
        sent(given_out(many), offices=())


def test_a_workbook_may_be_of_fewer_offices_than_the_sender_reports_for():
    assert set(sent(given_out((AN_PHU,)), offices=["01", "02"])) == {"01"}


def test_a_workbook_that_was_not_given_out_is_refused():
    def drop(workbook):
        del workbook["phongtrao"]

    with pytest.raises(WorkbookWithoutStamp, match=r"Tệp quý ba\.xlsx không phải biểu"):
        sent(edited(given_out(), drop), name="quý ba.xlsx")


@pytest.mark.parametrize(
    "values",
    [
        {"B4": "2026-Q4"},
        {"B12": "02"},
        {"B3": "hai"},
        {"B3": "9" * 5000},
        {"B6": None},
        {"A12": None, "B12": None, "C12": None},
    ],
)
def test_a_changed_stamp_is_refused(values):
    with pytest.raises(WorkbookStampChanged):
        sent(filled(given_out(), values, "phongtrao"))


@pytest.mark.parametrize(
    ("lines", "offices"), [(4, ("01",)), (5, ()), (5, ("01", "01"))], ids=["lines", "none", "twice"]
)
def test_a_stamp_that_nobody_gave_out_is_no_stamp(lines, offices):
    forged = Stamp(
        "hoa-giai", 2, "2026-Q3", "", ("x",) * lines, tuple(Office(code, "Xã") for code in offices)
    )
    assert stamp_from([[*row, "", ""] for row in forged.rows()]) is None


def test_an_office_cannot_be_changed_on_the_face_of_the_workbook():
    (problem,) = refused(filled(given_out(), {"A4": "Đơn vị báo cáo: Xã Cẩm Lệ (02)"}))
    assert problem.cell == "A4"
    assert "phải ghi “Đơn vị báo cáo: Xã An Phú (01)”" in problem.text


def test_a_sheet_of_figures_that_is_gone_is_missed():
    def rename(workbook):
        workbook["Số liệu"].title = "Sheet1"

    added, missing = refused(edited(given_out(), rename))
    assert (added.sheet, missing.sheet) == ("Sheet1", "Số liệu")
    assert "không còn trong tệp" in missing.text


def test_a_sheet_that_was_added_is_refused_when_something_stands_in_it():
    def add(workbook):
        workbook.create_sheet("Trống")
        workbook.create_sheet("Tạm")["B2"] = "200 vụ"

    (problem,) = refused(edited(given_out(), add))
    assert (problem.sheet, problem.cell, problem.found) == ("Tạm", "", "200 vụ")


def test_a_chart_on_a_sheet_of_its_own_holds_no_figures():
    def add(workbook):
        workbook.create_chartsheet("Biểu đồ")

    assert set(sent(edited(given_out(), add))) == {"01"}


def test_problems_of_boxes_and_of_added_sheets_come_together():
    def spoil(workbook):
        workbook["Số liệu"]["E8"] = "x"
        workbook.create_sheet("Tạm")["A1"] = 1

    assert [problem.sheet for problem in refused(edited(given_out(), spoil))] == ["Tạm", "Số liệu"]


def test_rows_that_a_program_left_out_at_the_end_are_blank():
    def cut(workbook):
        for code in ("C1", "C2", "C3"):
            workbook["Số liệu"][BOXES[code]] = None

    assert sent(edited(given_out(ONE), cut))["01"]["C3"] is Mark.BLANK
    assert len(SHEET.elements) == 7
