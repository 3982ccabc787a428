"""Figures survive packing exactly, and the kinds of nothing stay apart from zero."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from phongtrao.core.figures.marks import BLANK, LEAST, MOST, Mark
from phongtrao.core.figures.packing import matrix, pack, unpack


def test_zero_blank_not_applicable_and_unknown_are_four_different_things() -> None:
    cells = [Decimal(0), Mark.BLANK, Mark.NOT_APPLICABLE, Mark.UNKNOWN]
    assert unpack(pack(cells, [0, 0, 0, 0]), [0, 0, 0, 0]) == cells
    assert len({pack([cell], [0]) for cell in cells}) == 4


@given(
    some.lists(
        some.tuples(some.sampled_from(Mark) | some.integers(LEAST, MOST), some.integers(0, 4))
    )
)
def test_what_is_packed_is_unpacked_unchanged(row: list[tuple[int | Mark, int]]) -> None:
    scales = [scale for _, scale in row]
    cells = [
        cell if isinstance(cell, Mark) else Decimal(cell).scaleb(-scale) for cell, scale in row
    ]
    assert unpack(pack(cells, scales), scales) == cells


def test_yes_is_one_and_no_is_zero() -> None:
    assert unpack(pack([True, False], [0, 0]), [0, 0]) == [1, 0]


def test_a_figure_with_more_places_than_its_box_is_not_rounded() -> None:
    with pytest.raises(ArithmeticError, match=r"12\.55"):
        pack([Decimal("12.55")], [1])


@pytest.mark.parametrize("figure", [MOST + 1, LEAST - 1])
def test_a_figure_beyond_all_counts_does_not_fit(figure: int) -> None:
    with pytest.raises(OverflowError):
        pack([figure], [0])


def test_many_rows_become_one_table() -> None:
    table = matrix([pack([1, Mark.BLANK], [0, 0]), pack([3, 4], [0, 0])], 2)
    assert np.array_equal(table, [[1, BLANK], [3, 4]])


def test_a_row_of_another_form_is_not_read_as_this_one() -> None:
    with pytest.raises(ValueError, match="2 figures"):
        matrix([pack([1], [0])], 2)
    with pytest.raises(ValueError, match="2 figures"):
        unpack(pack([1], [0]), [0, 0])
