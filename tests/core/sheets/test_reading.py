"""What is typed into a box: read as what it says, or refused with the way out; never guessed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import ElementUnusable, Kind
from phongtrao.core.sheets.reading import (
    CellUnreadable,
    ElementUnknown,
    NotAChoice,
    NotANumber,
    NotApplicableRefused,
    NotYesOrNo,
    NumberAmbiguous,
    NumberTooLarge,
    TextUnusable,
    TooManyPlaces,
    UnitWrong,
    cell_words,
    read_cell,
    read_cells,
    read_value,
)
from tests.core.sheets.forms import RECEIVED_AND_SETTLED, element

WHOLE = element(Kind.INTEGER, unit="vụ")
TENTHS = element(Kind.DECIMAL, scale=1)
THOUSANDTHS = element(Kind.DECIMAL, scale=3, least=None)
PERCENT = element(Kind.DECIMAL, scale=2, unit="%")
DONG = element(Kind.MONEY, unit="đồng")
MILLIONS = element(Kind.MONEY, unit="triệu đồng", scale=1)
YES_NO = element(Kind.YES_NO)
CHOICE = element(Kind.CHOICE, choices=("Hòa giải thành", "Không thành", "2026"))
TEXT = element(Kind.TEXT)


@pytest.mark.parametrize(
    ("box", "typed", "number"),
    [
        (WHOLE, "0", "0"),
        (WHOLE, " 12 ", "12"),
        (WHOLE, "1234", "1234"),
        (WHOLE, "1.234", "1234"),
        (WHOLE, "1 234", "1234"),
        (WHOLE, "1\u00a0234\u202f567", "1234567"),
        (WHOLE, "1.234.567", "1234567"),
        (WHOLE, "1,234,567", "1234567"),
        (WHOLE, "1.234,0", "1234"),
        (WHOLE, "1234.0", "1234"),
        (WHOLE, "007", "7"),
        (WHOLE, "12 vụ", "12"),
        (WHOLE, "12VỤ", "12"),
        (WHOLE, "\u200b12\ufeff", "12"),
        (WHOLE, "-5", "-5"),
        (WHOLE, "− 5", "-5"),
        (WHOLE, "-0", "0"),
        (TENTHS, "1.234,5", "1234.5"),
        (TENTHS, "1 234,5", "1234.5"),
        (TENTHS, "1234.5", "1234.5"),
        (TENTHS, "1,234.5", "1234.5"),
        (TENTHS, "1 234.5", "1234.5"),
        (TENTHS, "1.5", "1.5"),
        (TENTHS, "1,50", "1.5"),
        (TENTHS, "1.234", "1234"),
        (THOUSANDTHS, "0,125", "0.125"),
        (THOUSANDTHS, "0.125", "0.125"),
        (THOUSANDTHS, "1,234", "1.234"),
        (THOUSANDTHS, "1.234,000", "1234"),
        (THOUSANDTHS, "1234.567", "1234.567"),
        (PERCENT, "90,5 %", "90.5"),
        (PERCENT, "90,5%", "90.5"),
        (PERCENT, "90,5", "90.5"),
        (DONG, "1.200.000 đồng", "1200000"),
        (DONG, "1.200.000đ", "1200000"),
        (DONG, "1.200.000 VNĐ", "1200000"),
        (MILLIONS, "1,2 triệu đồng", "1.2"),
    ],
)
def test_a_number_with_one_reading_is_read(box, typed, number):
    cell = read_cell(box, typed)
    assert cell == Decimal(number)
    assert -cell.as_tuple().exponent == box.scale
    assert str(read_cell(box, unicodedata.normalize("NFD", typed))) == str(cell)


@pytest.mark.parametrize(
    ("box", "typed", "error", "said"),
    [
        (WHOLE, "1.5", TooManyPlaces, "chỉ nhận số nguyên. Hãy gõ số như 1.234;"),
        (WHOLE, "1234.567", TooManyPlaces, "hàng nghìn ngăn bằng dấu chấm"),
        (TENTHS, "1,25", TooManyPlaces, "chỉ nhận 1 chữ số sau dấu phẩy. Hãy gõ số như 1.234,5;"),
        (WHOLE, "1,234", NumberAmbiguous, "Hãy gõ 1.234 nếu là hàng nghìn, gõ 1 "),
        (TENTHS, "1,234", NumberAmbiguous, "Hãy gõ 1.234,0 nếu là hàng nghìn, gõ 1,2 "),
        (THOUSANDTHS, "1.234", NumberAmbiguous, "Hãy gõ 1.234,000 nếu là hàng nghìn, gõ 1,234 "),
        (WHOLE, "không", NotANumber, "“không” không phải là số. Hãy gõ số như 1.234;"),
        (WHOLE, "12.34.567", NotANumber, ""),
        (WHOLE, "1.23", TooManyPlaces, ""),
        (WHOLE, "1 2 3", NotANumber, ""),
        (WHOLE, "5,", NotANumber, ""),
        (WHOLE, ",5", NotANumber, ""),
        (WHOLE, "5.", NotANumber, ""),
        (WHOLE, "+5", NotANumber, ""),
        (WHOLE, "–5", NotANumber, ""),
        (WHOLE, "(5)", NotANumber, ""),
        (WHOLE, "1e5", NotANumber, ""),
        (WHOLE, "12/30", NotANumber, ""),
        (WHOLE, "khoảng 100", NotANumber, ""),
        (WHOLE, "=A1+1", NotANumber, ""),
        (WHOLE, "#REF!", NotANumber, ""),
        (WHOLE, "{box}", NotANumber, "“{box}”"),
        (WHOLE, "٣", NotANumber, ""),
        (WHOLE, "x" * 100, NotANumber, "x…”"),
        (WHOLE, "90 %", UnitWrong, "ghi “%”, còn ô này tính bằng “vụ”"),
        (element(Kind.INTEGER), "12 xã", UnitWrong, "tính bằng “số đếm”"),
        (MILLIONS, "12 đồng", UnitWrong, "tính bằng “triệu đồng”"),
        (DONG, "12 triệu đồng", UnitWrong, "ghi “triệu”"),
        (WHOLE, "9" * 19, NumberTooLarge, "quá lớn"),
        (WHOLE, "9" * 5000, NumberTooLarge, "quá lớn"),
        (TENTHS, "1" + "0" * 18, NumberTooLarge, "quá lớn"),
        (WHOLE, "KAD", NotApplicableRefused, "không nhận “KAD”"),
        (TEXT, "không áp dụng", NotApplicableRefused, "không nhận"),
        (YES_NO, "x", NotYesOrNo, "Hãy gõ Có, Không"),
        (CHOICE, "Tốt", NotAChoice, "Hãy chọn một trong: Hòa giải thành; Không thành; 2026"),
        (TEXT, "a" * 501, TextUnusable, "quá 500 chữ"),
        (TEXT, "a\x00b", TextUnusable, "“a b”"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_box_and_the_way_out(box, typed, error, said):
    with pytest.raises(error) as refused:
        read_cell(box, typed)
    assert refused.value.text.startswith("Ô A1 (Số vụ)")
    assert said in refused.value.text


@pytest.mark.parametrize("kind", list(Kind))
def test_zero_blank_not_applicable_and_unknown_differ_in_every_kind_of_box(kind):
    box = element(kind, may_be_not_applicable=True)
    assert read_cell(box, "  ") is Mark.BLANK
    assert read_cell(box, "KAD") is read_cell(box, "–") is Mark.NOT_APPLICABLE
    assert read_cell(box, "?") is read_cell(box, "CHƯA RÕ") is Mark.UNKNOWN
    assert read_cell(box, unicodedata.normalize("NFD", "không có số liệu")) is Mark.UNKNOWN


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("Có", True), ("co", True), ("1", True), ("KHÔNG", False), ("khong", False), ("0", False)],
)
def test_yes_and_no_are_read_as_words_with_or_without_marks(typed, answer):
    assert read_cell(YES_NO, typed) is answer
    assert read_cell(YES_NO, unicodedata.normalize("NFD", typed)) is answer


def test_a_choice_is_read_as_its_word_in_the_form():
    assert read_cell(CHOICE, "HOÀ GIẢI  THÀNH") == "Hòa giải thành"


def test_a_text_is_kept_as_typed_but_composed_and_without_spaces_around_it():
    typed = unicodedata.normalize("NFD", " Thiếu  kinh phí\r\n=A1 ")
    assert read_cell(TEXT, typed) == "Thiếu  kinh phí\n=A1"


@pytest.mark.parametrize(
    ("box", "value", "cell"),
    [
        (WHOLE, None, Mark.BLANK),
        (WHOLE, "1.234", Decimal(1234)),
        (WHOLE, 1234, Decimal(1234)),
        (WHOLE, 1234.0, Decimal(1234)),
        (WHOLE, -0.0, Decimal(0)),
        (THOUSANDTHS, Decimal("-0.000"), Decimal(0)),
        (THOUSANDTHS, 10**13, Decimal(10**13)),
        (THOUSANDTHS, 1.234, Decimal("1.234")),
        (TENTHS, 0.1 + 0.2, Decimal("0.3")),
        (TENTHS, Decimal("2.5"), Decimal("2.5")),
        (YES_NO, True, True),
        (YES_NO, 0, False),
        (YES_NO, 1.0, True),
        (CHOICE, 2026.0, "2026"),
        (TEXT, 12.5, "12.5"),
    ],
)
def test_a_value_of_a_workbook_or_of_json_is_that_value(box, value, cell):
    assert read_value(box, value) == cell
    assert type(read_value(box, value)) is type(cell)


@pytest.mark.parametrize(
    ("box", "value", "error"),
    [
        (WHOLE, 1.5, TooManyPlaces),
        (WHOLE, True, NotANumber),
        (WHOLE, float("nan"), NotANumber),
        (WHOLE, Decimal("NaN"), NotANumber),
        (TENTHS, Decimal("1e-999999"), TooManyPlaces),
        (WHOLE, Decimal("1e999999"), NotANumber),
        (WHOLE, 1e300, NumberTooLarge),
        (WHOLE, 10**400, NumberTooLarge),
        (YES_NO, float("inf"), NotYesOrNo),
        (YES_NO, 2, NotYesOrNo),
        (CHOICE, 1, NotAChoice),
    ],
)
def test_a_value_that_its_box_does_not_take_is_refused(box, value, error):
    with pytest.raises(error):
        read_value(box, value)


def test_a_whole_report_is_read_box_by_box_and_says_which_cannot_be_read():
    cells, refused = read_cells(RECEIVED_AND_SETTLED, {"A1": "200", "A2": "?", "A3": "nhiều"})
    assert cells == {"A1": Decimal(200), "A2": Mark.UNKNOWN, "A4": Mark.BLANK}
    assert list(refused) == ["A3"]
    assert "A3 (Số tin báo đã giải quyết)" in refused["A3"].text


def test_a_box_that_the_form_has_not_is_refused():
    with pytest.raises(ElementUnknown, match="mã A9"):
        read_cells(RECEIVED_AND_SETTLED, {"A9": "1"})


@pytest.mark.parametrize(
    ("box", "cell", "words"),
    [
        (WHOLE, Decimal(1234567), "1.234.567"),
        (TENTHS, Decimal("1234.5"), "1.234,5"),
        (TENTHS, Decimal(3), "3,0"),
        (YES_NO, True, "Có"),
        (YES_NO, False, "Không"),
        (CHOICE, "2026", "2026"),
        (WHOLE, Mark.BLANK, ""),
        (WHOLE, Mark.NOT_APPLICABLE, "Không áp dụng"),
        (WHOLE, Mark.UNKNOWN, "Chưa rõ"),
    ],
)
def test_a_cell_is_shown_as_vietnamese_writes_it(box, cell, words):
    assert cell_words(box, cell) == words


@given(st.integers(0, 6), st.integers(-(10**18), 10**18))
def test_what_is_shown_is_read_back_as_the_same_number(scale, whole):
    number = Decimal(whole).scaleb(-scale)
    box = element(Kind.DECIMAL if scale else Kind.INTEGER, scale=scale, unit="m²", least=None)
    words = cell_words(box, number)
    assert read_cell(box, words) == read_cell(box, f"{words} m²") == number


@given(st.sampled_from(list(Kind)), st.integers(0, 6), st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused_and_what_was_read_is_shown_alike(kind, scale, typed):
    try:
        box = element(kind, scale=scale) if kind in ("decimal", "money") else element(kind)
        cell = read_cell(box, typed)
    except (CellUnreadable, ElementUnusable):
        return
    assert read_cell(box, cell_words(box, cell)) == cell


@given(st.from_regex(r"-?[0-9]{1,7}([., ][0-9]{1,4}){0,3}", fullmatch=True), st.integers(0, 4))
def test_a_number_is_never_guessed(typed, scale):
    """A slow reference: all ways to take each mark as grouping or as decimal mark."""
    box = element(Kind.DECIMAL if scale else Kind.INTEGER, scale=scale, least=None)
    try:
        cell = read_cell(box, typed)
    except CellUnreadable:
        return
    assert cell in _readings(typed)


def _readings(typed: str) -> set[Decimal]:
    readings = {Decimal(re.sub("[., ]", "", typed))}
    for mark, other in ((",", "."), (".", ",")):
        whole, found, part = typed.replace(" ", "").rpartition(mark)
        if found and mark not in whole and other not in part:
            readings.add(Decimal(f"{whole.replace(other, '')}.{part}"))
    return readings
