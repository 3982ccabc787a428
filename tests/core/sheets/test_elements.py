"""Elements and forms: what nobody could answer is refused when the form is made."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from phongtrao.core.figures.marks import Mark
from phongtrao.core.sheets.elements import (
    Element,
    ElementUnusable,
    Kind,
    Sheet,
    SheetUnusable,
    fits,
    folded,
    mark_of,
)
from phongtrao.core.sheets.rules import Rule
from tests.core.sheets.forms import OF_EVERY_KIND, RECEIVED_AND_SETTLED, element


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        (Kind.INTEGER, {"label": " "}, "chưa có tên"),
        (Kind.INTEGER, {"unit": "100 dân"}, "đơn vị tính"),
        (Kind.TEXT, {"scale": 1}, "chỉ ô số"),
        (Kind.YES_NO, {"most": Decimal(1)}, "chỉ ô số"),
        (Kind.INTEGER, {"choices": ("a", "b")}, "chỉ ô chọn"),
        (Kind.INTEGER, {"scale": 1}, "số nguyên không có"),
        (Kind.DECIMAL, {"scale": 0}, "ít nhất một"),
        (Kind.DECIMAL, {"scale": 7}, "từ 0 đến 6"),
        (Kind.MONEY, {"scale": -1}, "từ 0 đến 6"),
        (Kind.INTEGER, {"most": Decimal("1.5")}, "viết được"),
        (Kind.INTEGER, {"most": Decimal("1e30")}, "viết được"),
        (Kind.INTEGER, {"least": Decimal("NaN")}, "viết được"),
        (Kind.INTEGER, {"least": Decimal(5), "most": Decimal(4)}, "lớn hơn mức lớn nhất"),
        (Kind.CHOICE, {"choices": ("Tốt",)}, "ít nhất hai"),
        (Kind.CHOICE, {"choices": ("Hoà giải", "hòa  giải")}, "khác nhau"),
        (Kind.CHOICE, {"choices": ("Tốt", " ")}, "khác nhau"),
        (Kind.CHOICE, {"choices": ("Tốt", "Chưa rõ")}, "“Chưa rõ” trùng"),
    ],
)
def test_an_element_that_nobody_could_answer_is_refused(kind, given, why):
    with pytest.raises(ElementUnusable, match=why) as refused:
        element(kind, **given)
    assert refused.value.text.startswith("Chỉ tiêu A1 ")


@pytest.mark.parametrize("code", ["", "1A", "ổ", "A 1", "A-1", "A.", "A..1", "A1\n"])
def test_a_code_is_made_of_plain_letters_and_digits(code):
    with pytest.raises(ElementUnusable, match="mã phải bắt đầu"):
        Element(code, "Số vụ", Kind.INTEGER)


def test_an_element_can_be_unbounded_or_bound_to_one_value():
    assert element(Kind.INTEGER, least=None).most is None
    assert element(Kind.DECIMAL, least=Decimal("2.5"), most=Decimal("2.50")).scale == 1


def test_a_message_calls_a_box_by_code_and_label():
    assert element(Kind.INTEGER).named == "A1 (Số vụ)"


def box(code: str, kind: Kind = Kind.INTEGER) -> Element:
    return Element(code, "Số vụ", kind)


@pytest.mark.parametrize(
    ("elements", "rules", "why"),
    [
        ((), (), "chưa có chỉ tiêu nào"),
        ((box("A1"), box("A1")), (), "mã A1 dùng cho hai"),
        ((box("A1"), box("a1")), (), "mã a1 dùng cho hai"),
        ((box("A1"),), ("A1 <= A9",), "“A1 <= A9” nhắc đến mã A9 không có"),
        ((box("A1"), box("A2", Kind.YES_NO)), ("A1 <= A2",), "ô A2 không phải ô số"),
    ],
)
def test_a_form_that_could_not_be_filled_in_or_checked_is_refused(elements, rules, why):
    with pytest.raises(SheetUnusable, match=why):
        Sheet(elements, tuple(Rule(rule, "Quy tắc") for rule in rules))


def test_the_columns_of_a_form_are_all_its_boxes_but_those_asked_in_words():
    assert [each.code for each in OF_EVERY_KIND.columns] == ["B1", "B2", "B3", "B4", "B5", "B7"]
    assert OF_EVERY_KIND.by_code["B6"].kind is Kind.TEXT


def test_a_form_crosses_to_another_process_and_is_equal_there():
    assert pickle.loads(pickle.dumps(RECEIVED_AND_SETTLED)) == RECEIVED_AND_SETTLED  # noqa: S301 - our own bytes
    assert len({RECEIVED_AND_SETTLED, RECEIVED_AND_SETTLED}) == 1


@pytest.mark.parametrize(
    ("number", "scale", "whether"),
    [
        ("12.50", 1, True),
        ("12.55", 1, False),
        ("1000000000000000000", 0, True),
        ("1000000000000000001", 0, False),
        ("1000000000000000000", 1, False),
        ("-1000000000000000000", 0, True),
        ("Infinity", 0, False),
        ("1e-999999", 6, False),
        ("1e999999", 6, False),
        ("1.0000000000000000000000000001", 1, False),
    ],
)
def test_a_number_fits_when_it_can_be_stored_exactly(number, scale, whether):
    assert fits(Decimal(number), scale) is whether


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("", Mark.BLANK),
        (" \u00a0\n", Mark.BLANK),
        ("KAD", Mark.NOT_APPLICABLE),
        ("-", Mark.NOT_APPLICABLE),
        ("–", Mark.NOT_APPLICABLE),
        ("Không  áp dụng", Mark.NOT_APPLICABLE),
        ("?", Mark.UNKNOWN),
        ("chưa rõ", Mark.UNKNOWN),
        ("Không có số liệu", Mark.UNKNOWN),
        ("0", None),
        ("không", None),
        ("-5", None),
    ],
)
def test_words_for_the_kinds_of_nothing_are_known_and_zero_is_none_of_them(words, mark):
    assert mark_of(words) is mark


def test_words_are_compared_composed_and_with_one_tone_placement():
    assert folded("Hoa\u0300  giải\n") == folded("HÒA GIẢI") == "hòa giải"


def test_a_part_stands_under_the_box_that_its_code_names():
    codes = ("A1", "A1.1", "A1.1.2", "B.1")
    sheet = Sheet(tuple(Element(code, code, Kind.INTEGER) for code in codes))
    assert [sheet.stands_under(code) for code in codes] == ["", "A1", "A1.1", ""]
