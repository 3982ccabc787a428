"""Small counts are hidden, and nothing that is shown gives them back."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.core.rollup.small_cells import CountCannotBeHidden, hide_row, hide_table
from tests.core.rollup.slow_guessing import guesses, solved, with_totals

LIMIT = 5


def hidden_of(counts: list[list[int]], *, columns_add_up: bool) -> set[tuple[int, int]]:
    """Places in the table with its totals."""
    if columns_add_up:
        table = hide_table(counts, LIMIT)
        rows = [[*cells, total] for cells, total in zip(table.cells, table.row_totals, strict=True)]
        rows.append([*table.column_totals, table.total])
    else:
        (only,) = counts
        row = hide_row(only, LIMIT)
        rows = [[*row.cells, row.total]]
    return {
        (row, column) for row, cells in enumerate(rows) for column, one in enumerate(cells) if one
    }


def check_hidden(picture: str, *, limit: int = LIMIT) -> None:
    """A table with its totals; what must be hidden stands in brackets, "." was not reported."""
    drawn = [line.split() for line in dedent(picture).strip().splitlines()]
    counts = [
        [None if cell == "." else int(cell.strip("()")) for cell in line[:-1]]
        for line in drawn[:-1]
    ]
    table = hide_table(counts, limit)
    expected = [[cell.startswith("(") for cell in line] for line in drawn]
    assert [
        [*cells, total] for cells, total in zip(table.cells, table.row_totals, strict=True)
    ] == expected[:-1]
    assert [*table.column_totals, table.total] == expected[-1]
    plain = [[count or 0 for count in row] for row in counts]
    assert [[int(cell.strip("()")) for cell in line[-1:]] for line in drawn] == [
        row[-1:] for row in with_totals(plain)
    ]


def words_of(counts: list[int | None], limit: int = LIMIT) -> str:
    row = hide_row(counts, limit)
    cells = ["." if count is None else str(count) for count in counts]
    cells.append(str(sum(count or 0 for count in counts)))
    marks = zip(cells, (*row.cells, row.total), strict=True)
    return " ".join(f"({cell})" if one else cell for cell, one in marks)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # The one beside it that costs least is hidden too.
        ([2, 9, 7, 30], "(2) 9 (7) 30 48"),
        # Two small ones hide each other, as long as their sum leaves a choice.
        ([2, 1, 9], "(2) (1) 9 12"),
        ([1, 1, 9], "(1) (1) (9) 11"),
        # Zero tells of nobody, and five is not small.
        ([0, 5, 9], "0 5 9 14"),
        ([0, 0, 0], "0 0 0 0"),
        ([0, 2, 9], "0 (2) (9) 11"),
        # Where nothing else is left, the total goes.
        ([0, 0, 2], "0 0 (2) (2)"),
        ([0, 1, 3], "0 (1) (3) (4)"),
        ([4, 0, 0], "(4) 0 0 (4)"),
        # Who has not reported is neither small nor of any help.
        ([None, 2, 9], ". (2) (9) 11"),
        ([None, None], ". . 0"),
        ([], "0"),
    ],
)
def test_in_a_row_a_small_count_is_hidden_with_another_one(
    counts: list[int | None], expected: str
) -> None:
    assert words_of(counts) == expected


def test_a_count_at_the_limit_is_not_small() -> None:
    assert words_of([3, 8, 9], limit=3) == "3 8 9 20"
    assert words_of([2, 8, 9], limit=3) == "(2) (8) 9 19"
    assert words_of([1, 1, 1], limit=1) == "1 1 1 3"


def test_in_a_table_four_cells_hide_each_other() -> None:
    check_hidden("""
        20   8   40   68
         9  (3) (12)  24
        30  (6) (11)  47
        59  17   63  139
    """)


def test_small_counts_hide_each_other_before_any_other_is_taken() -> None:
    check_hidden("""
        (3)  9 (2)  14
         7   8 11   26
        (4) 20 (1)  25
        14  37 14   65
    """)


def test_cells_that_can_only_be_one_hide_nothing() -> None:
    check_hidden("""
        (1)   (1)  (9)   11
        (1)   (1)  (8)   10
        (30) (40) (50)  120
        32    42   67   141
    """)


def test_where_everything_else_is_zero_the_totals_go() -> None:
    check_hidden("""
        0  0   0   0
        0 (2)  0   (2)
        0 (9)  8  (17)
        0 11   8   19
    """)


def test_an_empty_table_has_nothing_to_hide() -> None:
    table = hide_table([], LIMIT)
    assert (table.cells, table.row_totals, table.column_totals, table.total) == ((), (), (), False)


def test_a_unit_that_has_not_reported_hides_nothing() -> None:
    check_hidden("""
         .   8   40   48
         9  (3) (12)  24
        30  (6) (11)  47
        39  17   63  119
    """)


def test_what_others_know_already_is_never_hidden() -> None:
    assert hide_row([2, 9, 7, 30], LIMIT, public={2}).cells == (True, True, False, False)
    assert not any(hide_row([0, 0, 2], LIMIT, public={2, 3}).cells)
    table = hide_table([[20, 8, 40], [9, 3, 12], [30, 6, 11]], LIMIT, public={(2, 2)})
    assert not table.cells[2][2]
    assert table.cells[1][1]


@pytest.mark.parametrize(
    ("counts", "public", "cell"),
    [
        ([[0, 2], [0, 0]], {(0, 2)}, "hàng 1, cột 2"),
        ([[2, 0], [0, 2]], {(0, 0), (1, 1), (2, 2), (0, 2), (1, 2), (2, 1)}, "tổng cột 1"),
        ([[2, 0], [0, 9]], {(0, 0), (2, 0)}, "tổng hàng 1"),
        ([[2]], {(0, 0), (1, 0), (0, 1)}, "tổng cộng"),
    ],
)
def test_a_count_that_public_figures_give_back_is_refused(
    counts: list[list[int]], public: set[tuple[int, int]], cell: str
) -> None:
    with pytest.raises(CountCannotBeHidden, match=cell):
        hide_table(counts, LIMIT, public=public)


def test_a_count_below_zero_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="below 0"):
        hide_row([3, -1], LIMIT)
    with pytest.raises(ValueError, match="below 0"):
        hide_table([[3, -1]], LIMIT)


# Whatever stands in the table

counts_drawn = st.integers(0, 3) | st.integers(0, 12)


@st.composite
def tables(draw: st.DrawFn, rows: int, columns: int) -> list[list[int]]:
    width = draw(st.integers(1, columns))
    row = st.lists(counts_drawn, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=rows))


def check_guarded(counts: list[list[int]], *, columns_add_up: bool) -> None:
    """All small counts are hidden, no zero is, and nobody finds out a small one."""
    hidden = hidden_of(counts, columns_add_up=columns_add_up)
    table = with_totals(counts)
    rows = len(table) if columns_add_up else 1
    cells = {
        (row, column): table[row][column] for row in range(rows) for column in range(len(table[0]))
    }
    small = {place for place, count in cells.items() if 0 < count < LIMIT}
    assert small <= hidden
    assert all(cells[place] for place in hidden)
    assert not small & solved(hidden, rows, len(table[0]), columns_add_up=columns_add_up)
    inner = [place for place in hidden if place[0] < len(counts) and place[1] < len(counts[0])]
    if len(inner) < 9:
        possible = guesses(counts, hidden, columns_add_up=columns_add_up)
        assert all(len(possible[place]) > 1 for place in small)


@settings(max_examples=60)
@given(tables(4, 4))
def test_nobody_solves_or_guesses_a_small_count_of_a_table(counts: list[list[int]]) -> None:
    check_guarded(counts, columns_add_up=True)


@settings(max_examples=60)
@given(tables(1, 6))
def test_nobody_solves_or_guesses_a_small_count_of_a_row(counts: list[list[int]]) -> None:
    check_guarded(counts, columns_add_up=False)


@settings(max_examples=60)
@given(tables(3, 3))
def test_nothing_is_hidden_where_nothing_is_small(counts: list[list[int]]) -> None:
    large = [[count * LIMIT for count in row] for row in counts]
    assert not hidden_of(large, columns_add_up=True)
