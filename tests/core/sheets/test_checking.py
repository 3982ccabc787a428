"""Whether a report can be sent: missing boxes, bounds, rules; one by one and many at once."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.core.figures.marks import Mark
from phongtrao.core.figures.packing import matrix
from phongtrao.core.sheets import checking
from phongtrao.core.sheets.checking import Change, changed, check, check_many
from phongtrao.core.sheets.columns import packed, texts
from phongtrao.core.sheets.elements import Element, Kind, Sheet
from phongtrao.core.sheets.reading import read_cells
from phongtrao.core.sheets.rules import Rule, Severity
from tests.core.sheets.forms import OF_EVERY_KIND, RECEIVED_AND_SETTLED


def check_sheet(drawing: str, sheet: Sheet) -> None:
    """Hold a drawn report against what must be found: `code | typed | finding (or nothing)`."""
    lines = [line.split("|") for line in drawing.strip().splitlines()]
    drawn = [[part.strip() for part in line] for line in lines]
    cells, refused = read_cells(sheet, {code: typed for code, typed, _ in drawn})
    assert not refused
    found = [(finding.code, finding.text) for finding in check(sheet, cells)]
    expected = [(code, text) for code, _, text in drawn if text]
    assert [code for code, _ in found] == [code for code, _ in expected]
    for (_, text), (_, part) in zip(found, expected, strict=True):
        assert part in text
    one_row = matrix([packed(sheet, cells)], len(sheet.columns))
    many = check_many(sheet, one_row, [texts(sheet, cells)])
    assert many.get(0, []) == check(sheet, cells)


def test_received_200_taken_200_settled_181_past_limit_4_can_be_sent():
    check_sheet(
        """
        A1 | 200 |
        A2 | 200 |
        A3 | 181 |
        A4 | 4   |
        """,
        RECEIVED_AND_SETTLED,
    )


def test_more_taken_than_received_is_refused_with_both_figures():
    check_sheet(
        """
        A1 | 200   |
        A2 | 1.201 | Số thụ lý không được lớn hơn số tiếp nhận (A2 (Số tin báo thụ lý) = 1.201; A1
        A3 | 181   |
        A4 | 4     |
        """,
        RECEIVED_AND_SETTLED,
    )


def test_a_rule_over_a_marked_box_says_nothing_and_a_blank_box_is_missing_and_not_zero():
    check_sheet(
        """
        A1 |     | A1 (Số tin báo tiếp nhận) còn trống. Hãy điền số liệu; không phát sinh thì gõ 0
        A2 | 200 |
        A3 | ?   |
        A4 | 4   |
        """,
        RECEIVED_AND_SETTLED,
    )


def test_each_kind_of_box_can_be_missing_or_out_of_bounds():
    check_sheet(
        """
        B1 | 1.001  | ghi 1.001, lớn hơn mức cao nhất là 1.000
        B2 | -0,01  | ghi -0,01, nhỏ hơn mức thấp nhất là 0,00
        B3 |        |
        B4 |        | B4 (Có kế hoạch riêng) còn trống. Hãy điền; chưa có thông tin
        B5 | KAD    |
        B6 |        |
        B7 | -5     |
        """,
        OF_EVERY_KIND,
    )


def test_a_box_at_its_bounds_can_be_sent():
    check_sheet(
        """
        B1 | 1.000  |
        B2 | 100    |
        B3 | 0      |
        B4 | không  |
        B5 | tốt    |
        B6 | ?      |
        B7 | KAD    |
        """,
        OF_EVERY_KIND,
    )


def test_a_box_that_concerns_every_unit_cannot_be_not_applicable():
    cells = {"A1": Mark.NOT_APPLICABLE, "A2": Decimal(0), "A3": Decimal(0), "A4": Decimal(0)}
    findings = check(RECEIVED_AND_SETTLED, cells)
    assert [finding.code for finding in findings] == ["A1"]
    assert "không nhận “không áp dụng”" in findings[0].text
    row = packed(RECEIVED_AND_SETTLED, cells)
    assert check_many(RECEIVED_AND_SETTLED, matrix([row], 4)) == {0: findings}


def test_a_missing_text_is_found_and_left_out_where_texts_are_not_given():
    sheet = Sheet((Element("C1", "Số vụ", Kind.INTEGER), Element("C2", "Kết luận", Kind.TEXT)))
    rows = matrix([packed(sheet, {"C1": Decimal(1)})] * 2, 1)
    assert check_many(sheet, rows) == {}
    found = check_many(sheet, rows, [{"C2": "Tốt"}, {}])
    assert found == {1: check(sheet, {"C1": Decimal(1)})}
    assert "C2 (Kết luận) còn trống" in found[1][0].text


def test_findings_stand_in_the_order_of_the_form_and_a_rule_at_its_first_box():
    sheet = Sheet(
        (
            Element("D1", "Tổng", Kind.INTEGER, most=Decimal(5)),
            Element("D2", "Nam", Kind.INTEGER),
            Element("D3", "Nữ", Kind.INTEGER),
        ),
        (
            Rule("D2 <= 3", "Số nam thường không quá 3.", Severity.ASK),
            Rule("D1 = D2 + D3", "Tổng phải bằng nam cộng nữ"),
        ),
    )
    findings = check(sheet, {"D1": Decimal(9), "D2": Decimal(4), "D3": Decimal(4)})
    assert [(each.code, each.severity, each.others) for each in findings] == [
        ("D1", "refuse", ()),
        ("D1", "refuse", ("D2", "D3")),
        ("D2", "ask", ()),
    ]
    assert findings[2].text == (
        "Số nam thường không quá 3 (D2 (Nam) = 4). Hãy kiểm tra lại các ô này."
    )


def test_sums_beyond_64_bits_are_still_exact():
    codes = ["E1", "E2", "E3"]
    sheet = Sheet(
        (
            Element("E1", "Tổng", Kind.MONEY),
            Element("E2", "Trong đó", Kind.MONEY),
            Element("E3", "Chênh lệch", Kind.MONEY, scale=6),
        ),
        (Rule("E1 = E2 + E3", "Tổng phải bằng các phần"),),
    )
    last = Decimal("0.000001")
    reports = [
        dict(zip(codes, figures, strict=True))
        for figures in (
            (Decimal(10**18), Decimal(10**18), Decimal(0)),
            (Decimal(10**18), Decimal(10**18), last),
            (Decimal(10**18), Decimal(10**18 - 1), Decimal(1)),
        )
    ]
    found = check_many(sheet, matrix([packed(sheet, report) for report in reports], 3))
    assert found == {1: check(sheet, reports[1])}
    assert "E3 (Chênh lệch) = 0,000001" in found[1][0].text


def test_a_matrix_of_another_form_is_an_error():
    with pytest.raises(ValueError, match="4 columns"):
        check_many(RECEIVED_AND_SETTLED, np.zeros((2, 3), dtype=np.int64))
    with pytest.raises(ValueError, match="4 columns"):
        check_many(RECEIVED_AND_SETTLED, np.zeros(4, dtype=np.int64))


def test_no_reports_have_no_findings():
    assert check_many(RECEIVED_AND_SETTLED, np.zeros((0, 4), dtype=np.int64)) == {}


MIXED = Sheet(
    (
        *OF_EVERY_KIND.elements,
        Element("B8", "Trong đó mới", Kind.DECIMAL, scale=1, required=False),
        Element("B9", "Ghi chú", Kind.TEXT),
    ),
    (
        Rule("B8 <= B1", "Số mới không quá tổng số"),
        Rule("B2 + B8 != 2,25", "Tổng không được là 2,25", Severity.ASK),
        Rule("B3 - B7 > -1", "Kinh phí phải đủ"),
    ),
)
MARKS = st.sampled_from(list(Mark))


def figures(scale: int) -> st.SearchStrategy[Decimal | Mark]:
    whole = st.integers(-3 * 10**scale, 3 * 10**scale) | st.sampled_from([10**18, -(10**18), 1001])
    return MARKS | whole.map(lambda number: Decimal(number).scaleb(-scale))


REPORTS = st.fixed_dictionaries(
    {},
    optional={
        "B1": figures(0),
        "B2": figures(2),
        "B3": figures(1),
        "B4": MARKS | st.booleans(),
        "B5": MARKS | st.sampled_from(["Tốt", "Khá", "Trung bình"]),
        "B6": MARKS | st.just("khó"),
        "B7": figures(0),
        "B8": figures(1),
        "B9": MARKS | st.just("ghi"),
    },
)


@settings(deadline=None)
@given(st.lists(REPORTS, max_size=12), st.integers(1, 5))
def test_many_reports_checked_at_once_are_found_as_one_by_one(reports, block):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "_BLOCK", block)
        rows = matrix([packed(MIXED, report) for report in reports], len(MIXED.columns))
        many = check_many(MIXED, rows, [texts(MIXED, report) for report in reports])
    one_by_one = {row: check(MIXED, report) for row, report in enumerate(reports)}
    assert many == {row: found for row, found in one_by_one.items() if found}


def test_what_changed_between_two_revisions_is_named_with_before_and_after():
    old = {"A1": Decimal(200), "A2": Mark.UNKNOWN, "A3": Decimal(0)}
    new = {"A3": Mark.BLANK, "A2": Decimal(199), "A1": Decimal("200.0")}
    assert changed(RECEIVED_AND_SETTLED, old, new) == [
        Change("A2", Mark.UNKNOWN, Decimal(199)),
        Change("A3", Decimal(0), Mark.BLANK),
    ]
    assert changed(RECEIVED_AND_SETTLED, old, {**old, "A4": Mark.BLANK}) == []
