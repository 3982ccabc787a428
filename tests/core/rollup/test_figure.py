"""A figure to be shown is exact and says what it rests on."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from phongtrao.core.figures.marks import BLANK, NOT_APPLICABLE
from phongtrao.core.rollup.blocks import nothing
from phongtrao.core.rollup.columns import paired_sums
from phongtrao.core.rollup.figure import Base, Figure, pooled, rate, total
from tests.core.rollup.drawings import check_rates


def test_a_rate_above_is_sum_over_sum_and_no_mean_of_rates() -> None:
    check_rates("""
        đơn vị        | đạt | quản lý | tỷ lệ  | đã nộp
        Tỉnh          |     |         | 99/110 | 2/2
          Xã An Phú   | 9   | 10      | 9/10   | 1/1
          Xã Cẩm Lệ   | 90  | 100     | 9/10   | 1/1
    """)
    check_rates("""
        đơn vị        | đạt | quản lý | tỷ lệ  | đã nộp
        Tỉnh          |     |         | 11/101 | 2/2
          Xã An Phú   | 1   | 1       | 1      | 1/1
          Xã Cẩm Lệ   | 10  | 100     | 1/10   | 1/1
    """)


def test_a_rate_of_a_silent_or_half_silent_commune_is_no_rate() -> None:
    check_rates("""
        đơn vị        | đạt   | quản lý | tỷ lệ | đã nộp | có số
        Tỉnh          |       |         | 9/10  | 3/4    | 2/3
          Xã An Phú   | 9     | 10      | 9/10  | 1/1    | 1/1
          Xã Cẩm Lệ   |       |         | -     | 0/1    | 0/0
          Xã Đông Hà  | trống | 500     | -     | 1/1    | 0/1
          Xã Ea Kar   | 0     | 0       | -     | 1/1    | 1/1
    """)


def test_settled_reports_of_crime_are_counted_to_the_last_one() -> None:
    def settled(count: int) -> Fraction | None:
        rows = np.array([[count, 200]])
        group, state = np.zeros(1, np.intp), np.ones(1, np.bool_)
        return rate(paired_sums(rows, [0], [1], group, 1, state), 0, 0, 1).value

    assert settled(181) == Fraction("0.905")
    assert settled(180) == Fraction("0.9")


def test_a_total_says_who_is_missing_who_left_the_box_and_who_is_not_concerned() -> None:
    block = nothing(1, 1)
    for cell, accepted in [(15, True), (BLANK, True), (NOT_APPLICABLE, False)]:
        block = block.plus(0, np.array([cell]), accepted=accepted)
    figure = total(block, 0, 0, expected=5, scale=1)
    assert figure.value == Fraction("1.5")
    assert figure.base == Base(expected=5, reported=3, accepted=2, given=1, not_applicable=1)
    assert (figure.base.missing, figure.base.left_out) == (2, 1)
    assert figure.base.is_provisional
    assert not figure.base.is_complete


def test_a_total_is_complete_when_every_unit_gives_it_or_is_not_concerned() -> None:
    assert Base(2, 2, 2, given=1, not_applicable=1).is_complete
    assert not Base(2, 2, 2, given=1, not_applicable=0).is_complete
    assert not Base(2, 1, 1, given=1, not_applicable=0).is_complete
    assert not Base(2, 2, 2, given=2, not_applicable=0).is_provisional


def test_decimal_places_of_the_two_parts_of_a_rate_may_differ() -> None:
    figure = Figure(125, 50, Base(1, 1, 1, 1, 0), scales=(1, 0))
    assert figure.value == Fraction(1, 4)
    assert Figure(125, 50, Base(1, 1, 1, 1, 0), scales=(0, 1)).value == 25


def test_strata_are_pooled_by_their_parts() -> None:
    towns = Figure(9, 10, Base(3, 2, 1, 2, 0))
    villages = Figure(10, 100, Base(4, 4, 4, 3, 1))
    both = pooled([towns, villages])
    assert both.value == Fraction(19, 110)
    assert both.base == Base(7, 6, 5, 5, 1)
    totals = [Figure(1, None, Base(1, 1, 1, 1, 0)), Figure(2, None, Base(1, 1, 1, 1, 0))]
    assert pooled(totals).value == 3


@pytest.mark.parametrize(
    "other",
    [Figure(1, None, Base(1, 1, 1, 1, 0)), Figure(1, 2, Base(1, 1, 1, 1, 0), scales=(1, 0))],
)
def test_what_is_not_of_one_kind_is_not_pooled(other: Figure) -> None:
    with pytest.raises(ValueError, match="one kind"):
        pooled([Figure(1, 2, Base(1, 1, 1, 1, 0)), other])
