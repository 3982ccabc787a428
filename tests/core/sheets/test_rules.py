"""Rules between boxes: a small language, read once, exact."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.sheets.rules import Rule, RuleUnreadable, Severity


def holds(expression: str, **figures: str) -> bool:
    return Rule(expression, "Quy tắc").holds({code: Decimal(f) for code, f in figures.items()})


@pytest.mark.parametrize(
    ("expression", "figures", "whether"),
    [
        ("A1 <= A2", {"A1": "5", "A2": "5"}, True),
        ("A1 ≤ A2", {"A1": "6", "A2": "5"}, False),
        ("A1 < A2", {"A1": "5", "A2": "5"}, False),
        ("A1 >= A2", {"A1": "5", "A2": "5"}, True),
        ("A1≥A2", {"A1": "4", "A2": "5"}, False),
        ("A1 > 0", {"A1": "0"}, False),
        ("A1 != 0", {"A1": "0"}, False),
        ("A1 ≠ 0", {"A1": "1"}, True),
        ("A4 <= 100", {"A4": "100.0"}, True),
        ("A4 <= 99,5", {"A4": "99.6"}, False),
        ("A3 = A1 + A2", {"A1": "1", "A2": "2", "A3": "3"}, True),
        ("A3 = A1 + A2", {"A1": "0.1", "A2": "0.2", "A3": "0.3"}, True),
        ("A3 = A1 - A2", {"A1": "1", "A2": "2", "A3": "-1"}, True),
        ("A3 - (A1 − (A2 + 1)) = 0", {"A1": "1", "A2": "2", "A3": "-2"}, True),
        ("-A1 + 10 >= -(A2)", {"A1": "12", "A2": "2"}, True),
        ("A1.1 + A1.2 = A1", {"A1.1": "1", "A1.2": "2", "A1": "3"}, True),
        ("A1 + A1 <= A2", {"A1": "2", "A2": "3"}, False),
        ("5 < A1", {"A1": "5"}, False),
    ],
)
def test_a_rule_holds_or_is_broken_exactly(expression, figures, whether):
    assert holds(expression, **figures) is whether


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("", "còn dở"),
        ("A1", "thiếu dấu so sánh"),
        ("A1 <=", "còn dở"),
        ("<= A1", "chỗ của “<=” phải là"),
        ("A1 == A2", "chỗ của “=” phải là"),
        ("A1 <= A2 <= A3", "chỉ được một phép so sánh"),
        ("A1 A2 <= A3", "thiếu dấu so sánh"),
        ("A1 <= 2 A2", "phải có dấu"),
        ("A1 + <= A2", "chỗ của “<=” phải là"),
        ("(A1 <= A2)", "thiếu dấu đóng ngoặc"),
        ("(A1 + A2 <= A3", "thiếu dấu đóng ngoặc"),
        ("A1 <= A2)", "chỉ được một phép so sánh"),
        ("A1 * 2 <= A2", "không đọc được từ “[*] 2 <= A2”"),
        ("Thụ <= A2", "không đọc được từ “ụ <= A2”"),
        ("A1 <= 1.000", "không đọc được từ “.000”"),
        ("__import__('os') = A1", "không đọc được"),
        ("1 <= 2", "không nhắc đến ô nào"),
        ("A1 + A2 <= A1", "mã A1 ở hai vế"),
        ("A1 <= 1234567890123456789", "quá dài"),
        ("A1 <= 0,1234567", "quá dài"),
        ("A1 <= " + "(" * 30 + "A2" + ")" * 30, "lồng nhau"),
        ("A1 <= " + " + ".join(["A2"] * 500), "quy tắc quá dài"),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused_with_the_reason(expression, why):
    with pytest.raises(RuleUnreadable, match=why):
        Rule(expression, "Quy tắc")


def test_a_rule_says_in_words_what_it_asks():
    with pytest.raises(RuleUnreadable, match="lời giải thích"):
        Rule("A1 <= A2", " ")


def test_a_rule_names_its_boxes_in_the_order_of_its_expression():
    rule = Rule("A3 <= A1 + A2", "Quy tắc", Severity.ASK)
    assert rule.codes == ("A3", "A1", "A2")
    assert rule.severity is Severity.ASK


@pytest.mark.parametrize(
    ("expression", "sum_of"),
    [
        ("A3 = A1 + A2", ("A3", ("A1", "A2"))),
        ("A1 + A2 = A3", ("A3", ("A1", "A2"))),
        ("A4 - A1 - A2 = A3", ("A4", ("A1", "A2", "A3"))),
        ("A3 <= A1 + A2", None),
        ("A3 = A1 + A2 + 1", None),
        ("A3 = A1", None),
        ("A1 + A2 = A3 + A4", None),
        ("A3 = A1 + A1 + A2", None),
        ("A1 + A2 + A3 = 0", None),
    ],
)
def test_a_rule_that_only_adds_up_is_known_as_a_sum(expression, sum_of):
    assert Rule(expression, "Quy tắc").sum_of == sum_of


@given(
    st.lists(st.decimals(-(10**12), 10**12, places=6), min_size=2, max_size=8),
    st.sampled_from(["<=", "<", ">=", ">", "=", "!="]),
)
def test_a_rule_agrees_with_plain_arithmetic(figures, comparator):
    codes = [f"A{place}" for place in range(len(figures))]
    rule = Rule(f"A0 {comparator} {' + '.join(codes[1:])}", "Quy tắc")
    left = int(figures[0] * 10**6)
    right = sum(int(figure * 10**6) for figure in figures[1:])
    plain = {
        "<=": left <= right,
        "<": left < right,
        ">=": left >= right,
        ">": left > right,
        "=": left == right,
        "!=": left != right,
    }
    assert rule.holds(dict(zip(codes, figures, strict=True))) is plain[comparator]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A1 <= A2", "A1 ≤ A2", True),
        ("A1 <= A2", "A2 >= A1", True),
        ("A1 < A2", "A2 - A1 > 0", True),
        ("A3 = A1 + A2", "A2 + A1 = A3", True),
        ("A1 != 5", "5 ≠ A1", True),
        ("A1 <= A2", "A1 < A2", False),
        ("A1 <= A2", "A2 <= A1", False),
        ("A1 <= A2 + 1", "A1 <= A2", False),
        ("A1 = A2", "A1 = A3", False),
    ],
)
def test_rules_that_say_the_same_are_known_however_they_are_written(
    one: str, other: str, *, same: bool
) -> None:
    assert (Rule(one, "Một").meaning == Rule(other, "Hai").meaning) is same
