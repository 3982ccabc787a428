"""Sums are exact up to the last number of 64 bits, and refused from the next one on."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import numpy as np
import pytest

from phongtrao.core.figures.marks import LEAST, MOST
from phongtrao.core.rollup import adding
from phongtrao.core.rollup.adding import TotalTooLarge, added, exactly
from phongtrao.core.rollup.totals import add_up

Way = Callable[[list[int]], int]
LARGEST, SMALLEST = 2**63 - 1, -(2**63)


def total_of(figures: list[int]) -> int:
    rows = np.array(figures)[:, None]
    count = len(figures)
    block = add_up(rows, np.zeros(count, np.intp), 1, np.ones(count, np.bool_))
    return int(block.sums[0, 0])


def row_by_row(figures: list[int]) -> int:
    with patch.object(adding, "_AT_ONCE", 1):
        return total_of(figures)


def exact_total(figures: list[int]) -> int:
    table = np.array(figures)[:, None]
    return int(exactly(lambda part: np.asarray(part.sum(axis=0)), table, len(figures))[0])


def two_by_two(figures: list[int]) -> int:
    held = np.zeros(1, np.int64)
    for figure in figures:
        held = added(held, np.array([figure]))
    return int(held[0])


WAYS = pytest.mark.parametrize("way", [total_of, row_by_row, exact_total, two_by_two])


@WAYS
@pytest.mark.parametrize(("most", "limit"), [(MOST, LARGEST), (LEAST, SMALLEST)])
def test_the_last_number_that_fits_is_a_total(way: Way, most: int, limit: int) -> None:
    rest = limit - 9 * most
    assert way([most] * 9 + [rest]) == limit
    with pytest.raises(TotalTooLarge, match="ô thứ 1"):
        way([most] * 9 + [rest + (1 if most > 0 else -1)])


@WAYS
def test_numbers_on_both_sides_of_zero_take_no_more_room_than_their_sum(way: Way) -> None:
    assert way([MOST, LEAST] * 20 + [-7]) == -7
    assert way([2**32, -1, -(2**32), 2**32 - 1]) == 2**32 - 2
