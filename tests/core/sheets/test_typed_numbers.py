"""A number that is typed beside the boxes of a report, such as a bound or a level."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.sheets.numbers import (
    NumberTwoWays,
    NumberUnreadable,
    number_typed,
    read_number,
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2.000", "2000"),
        ("100.000", "100000"),
        ("1.234.567", "1234567"),
        ("1 000", "1000"),
        ("1\u00a0000", "1000"),
        ("1.000,25", "1000.25"),
        ("1,000.25", "1000.25"),
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        ("0,125", "0.125"),
        ("33,3333", "33.3333"),
        ("-5", "-5"),
        (" 7 ", "7"),
    ],
)
def test_a_number_is_read_as_vietnamese_writes_it(typed: str, number: str) -> None:
    assert read_number(typed) == Decimal(number)


def test_what_could_be_two_numbers_is_refused_with_both() -> None:
    with pytest.raises(NumberTwoWays, match="Hãy gõ 1500 nếu là hàng nghìn, gõ 1,5000 nếu"):
        read_number("1,500")
    with pytest.raises(NumberTwoWays, match="Hãy gõ -1500 nếu là hàng nghìn, gõ -1,500 nếu"):
        read_number("-1.500", 3)
    assert read_number("1,500", 3) == Decimal("1.5")
    assert (read_number("1500"), read_number("1,5000")) == (1500, Decimal("1.5"))


@pytest.mark.parametrize("typed", ["", "abc", "1..5", "85 %", "1,2,3", "?", "–", "1/2"])
def test_what_is_no_number_is_refused_with_how_to_write_one(typed: str) -> None:
    with pytest.raises(NumberUnreadable, match=r"Hãy gõ số như 1\.234,5"):
        read_number(typed)


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 6))
def test_a_number_that_is_shown_is_read_back(number: Decimal, scale: int) -> None:
    assert read_number(number_typed(number, scale), scale) == number
