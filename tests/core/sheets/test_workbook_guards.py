"""What a spreadsheet is told about boxes: lists, bounds, sums, rules."""

from __future__ import annotations

from decimal import Decimal

from phongtrao.core.sheets.elements import Element, Kind, Sheet
from phongtrao.core.sheets.rules import Rule, Severity
from phongtrao.core.sheets.workbook.guards import broken_formula, entry_words, sums_of, validation
from phongtrao.core.sheets.workbook.layout import plain_words


def form(*rules: Rule, unit: str = "", not_applicable: str = "") -> Sheet:
    return Sheet(
        tuple(
            Element(
                code,
                code,
                Kind.INTEGER,
                unit=unit if code == "A" else "",
                may_be_not_applicable=code == not_applicable,
            )
            for code in "ABCDE"
        ),
        rules,
    )


def test_a_rule_that_only_asks_makes_no_sum():
    assert sums_of(form(Rule("A = B + C", "tổng", Severity.ASK))) == {}
    assert sums_of(form(Rule("A <= B + C", "tổng"))) == {}


def test_a_box_is_one_sum_and_no_sum_goes_round():
    assert sums_of(form(Rule("A = B + C", "x"), Rule("A = D + E", "y"))) == {"A": ("B", "C")}
    round_about = form(Rule("A = B + C", "x"), Rule("B = A + D", "y"))
    assert sums_of(round_about) == {"A": ("B", "C")}


def test_a_part_that_may_be_not_applicable_leaves_the_sum_to_the_person():
    assert sums_of(form(Rule("A = B + C", "x"), not_applicable="C")) == {}


def test_percents_and_counts_are_not_added():
    assert sums_of(form(Rule("A = B + C", "x"), unit="%")) == {}


def test_a_rule_of_inequality_is_written_as_spreadsheets_write_it():
    sheet = form(Rule("A != B", "khác nhau"))
    formula = broken_formula(sheet, sheet.rules[0], lambda code: f"${code}1")
    assert formula == "=IF(COUNT($A1,$B1)=2,NOT(ROUND(+1*$A1-1*$B1+0,9)<>0),FALSE)"


def test_a_box_without_bounds_takes_any_number():
    free = Element("A", "A", Kind.DECIMAL, scale=2, least=None)
    assert entry_words(free) == "số, 2 chữ số thập phân"
    assert validation(free, "D4", "")["value"] == (
        '=IF(ISNUMBER(D4),AND(ROUND(D4,2)=D4),OR(D4="Chưa rõ",D4="?"))'
    )


def test_bounds_of_percents_are_shares_for_the_spreadsheet():
    share = Element("A", "A", Kind.DECIMAL, unit="%", scale=1, most=Decimal("99.5"))
    assert "AND(ROUND(D4,3)=D4,D4>=0,D4<=0.995)" in validation(share, "D4", "")["value"]


def test_the_longest_guard_is_one_that_spreadsheets_take():
    most = Decimal(10**12) - Decimal("0.000001")
    widest = Element(
        "A", "A", Kind.DECIMAL, scale=6, least=-most, most=most, may_be_not_applicable=True
    )
    assert len(validation(widest, "ZZZ20000", "")["value"]) <= 255


def test_guards_stay_within_what_spreadsheets_show():
    long = Element("A", "Dài " * 40, Kind.CHOICE, choices=("x" * 200, "y" * 200), help="h" * 400)
    guard = validation(long, "D4", "=phongtrao!$E$1:$E$3")
    assert len(guard["input_title"]) == len(guard["error_title"]) == 32
    assert len(guard["input_message"]) == len(guard["error_message"]) == 255
    assert guard["error_message"].endswith("…")


def test_words_of_locked_cells_are_plain_and_bounded():
    assert plain_words(" Xa\u0303\n An\tPhú\x00 ") == "Xã An Phú"
    assert len(plain_words("dài " * 600)) == 1_000
