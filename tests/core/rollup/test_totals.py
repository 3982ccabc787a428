"""Reports travel up: sums of sums, each with the number of reports that it rests on."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from phongtrao.core.figures.marks import LEAST, MOST, Mark
from phongtrao.core.rollup import adding
from phongtrao.core.rollup.adding import TotalTooLarge
from phongtrao.core.rollup.blocks import Block, merge
from phongtrao.core.rollup.totals import add_up, reach_sums, roll_up, roll_up_reach, subtree_sums
from phongtrao.core.tree import Tree, TwoTrees
from tests.core.rollup import reference as slow
from tests.core.rollup.drawings import check_rollup

NO = np.zeros(0, np.intp)


def test_a_silent_commune_is_missing_and_not_zero() -> None:
    check_rollup("""
        đơn vị        | nộp | tổng | đã nộp
        Tỉnh          |     | 10   | 1/2
          Xã An Phú   | 10  | 10   | 1/1
          Xã Cẩm Lệ   |     | -    | 0/1
    """)


def test_zero_is_a_figure_and_every_other_nothing_is_none() -> None:
    check_rollup("""
        đơn vị        | nộp   | tổng | đã nộp | có số
        Tỉnh          |       | 0    | 4/5    | 1/4
          Xã An Phú   | 0     | 0    | 1/1    | 1/1
          Xã Bình Hòa | trống | -    | 1/1    | 0/1
          Xã Cẩm Lệ   | KAD   | -    | 1/1    | 0/1
          Xã Đông Hà  | ?     | -    | 1/1    | 0/1
          Xã Ea Kar   |       | -    | 0/1    | 0/0
    """)


def test_a_total_is_provisional_until_all_that_it_holds_is_accepted() -> None:
    check_rollup("""
        đơn vị           | nộp  | tổng | đã nộp | đã duyệt
        Nước             |      | 60   | 3/3    | 2/3
          Tỉnh Một       |      | 30   | 2/2    | 2/2
            Xã An Phú    | 10 ✓ | 10   | 1/1    | 1/1
            Xã Bình Hòa  | 20 ✓ | 20   | 1/1    | 1/1
          Tỉnh Hai       |      | 30   | 1/1    | 0/1
            Xã Cẩm Lệ    | 30   | 30   | 1/1    | 0/1
    """)


def test_a_unit_adds_its_own_report_to_those_below() -> None:
    check_rollup("""
        đơn vị        | nộp | tổng | đã nộp
        Tỉnh          | 5   | 15   | 2/2
          Xã An Phú   | 10  | 10   | 1/1
    """)


def test_an_exempted_unit_is_not_missing() -> None:
    check_rollup("""
        đơn vị        | nộp  | tổng | đã nộp
        Tỉnh          |      | 10   | 1/1
          Xã An Phú   | 10   | 10   | 1/1
          Xã Cẩm Lệ   | miễn | -    | 0/0
    """)


FIGURES = [0, 1, 7, 200, -3, 2**31, 2**32 - 1, -(2**32), 3**37, MOST - 1, MOST, LEAST]
CELLS = some.sampled_from([*Mark, *FIGURES])


@some.composite
def drawn_reports(draw: some.DrawFn, units: int) -> tuple[list[slow.Report], int]:
    """Some reports of units 0 … units − 1, and their width."""
    width = draw(some.integers(0, 3))
    cells = some.tuples(*[CELLS] * width)
    report = some.builds(slow.Report, some.integers(0, units - 1), cells, some.booleans())
    return draw(some.lists(report, max_size=14)), width


def added_up(reports: list[slow.Report], units: int, width: int) -> Block:
    rows, groups = slow.table(reports, width), slow.units(reports)
    return add_up(rows, groups, units, slow.accepted(reports))


@given(some.data(), some.integers(1, 6), some.integers(1, 9))
def test_reports_are_added_exactly_or_not_at_all(
    data: some.DataObject, units: int, at_once: int
) -> None:
    reports, width = data.draw(drawn_reports(units))
    wanted = [slow.totals(reports, {unit}, width) for unit in range(units)]
    with patch.object(adding, "_AT_ONCE", at_once):
        if slow.fits(wanted):
            assert slow.shown(added_up(reports, units, width)) == wanted
        else:
            with pytest.raises(TotalTooLarge):
                added_up(reports, units, width)


@given(some.data(), some.integers(1, 6))
def test_the_order_in_which_reports_come_makes_no_difference(
    data: some.DataObject, units: int
) -> None:
    reports, width = data.draw(drawn_reports(units))
    if slow.fits(slow.totals(reports, {unit}, width) for unit in range(units)):
        wanted = added_up(reports, units, width).to_bytes()
        mixed = data.draw(some.permutations(reports))
        assert added_up(mixed, units, width).to_bytes() == wanted
        cut = data.draw(some.integers(0, len(reports)))
        parts = [added_up(part, units, width) for part in (mixed[:cut], mixed[cut:])]
        if all(slow.fits(slow.shown(part)) for part in parts):
            assert merge(parts).to_bytes() == wanted


@some.composite
def drawn_parents(draw: some.DrawFn, units: int) -> list[int | None]:
    """A parent for each unit among those before it."""
    return [
        draw(some.none() | some.integers(0, unit - 1)) if unit else None for unit in range(units)
    ]


@given(some.data(), some.integers(1, 8))
def test_every_unit_has_the_total_of_its_subtree(data: some.DataObject, units: int) -> None:
    tree = Tree(range(units), data.draw(drawn_parents(units)))
    reports, width = data.draw(drawn_reports(units))
    at = [slow.Report(tree.place(one.unit), one.cells, one.accepted) for one in reports]
    own = [slow.totals(reports, {unit}, width) for unit in tree.ids]
    wanted = [slow.totals(reports, tree.subtree(unit), width) for unit in tree.ids]
    if not slow.fits(own):
        return
    if slow.fits(wanted):
        assert slow.shown(roll_up(added_up(at, units, width), tree)) == wanted
    else:
        with pytest.raises(TotalTooLarge):
            roll_up(added_up(at, units, width), tree)


@given(some.data(), some.integers(1, 8), some.integers(1, 9))
def test_a_unit_reached_by_territory_and_by_line_counts_once(
    data: some.DataObject, units: int, at_once: int
) -> None:
    two = TwoTrees(range(units), data.draw(drawn_parents(units)), data.draw(drawn_parents(units)))
    reports, width = data.draw(drawn_reports(units))
    reached = [set(two.reach(unit)) for unit in range(units)]
    both_ways = [(up, unit) for up in range(units) for unit in (*reached[up], *reached[up])]
    above, below = np.array(data.draw(some.permutations(both_ways)), np.intp).T
    wanted = [slow.totals(reports, reached[unit], width) for unit in range(units)]
    if not slow.fits([*wanted, *(slow.totals(reports, {unit}, width) for unit in range(units))]):
        return
    own = added_up(reports, units, width)
    with patch.object(adding, "_AT_ONCE", at_once):
        assert slow.shown(roll_up_reach(own, above, below, units)) == wanted


def test_expected_reports_travel_up_like_figures() -> None:
    tree = Tree("abc", [None, "a", "a"])
    owed = np.array([0, 1, 2])
    assert subtree_sums(owed, tree).tolist() == [3, 1, 2]
    above, below = np.array([0, 0, 0, 1]), np.array([2, 1, 1, 1])
    assert reach_sums(owed, above, below, 2).tolist() == [3, 1]


def test_nothing_sent_is_a_total_of_nothing() -> None:
    block = add_up(np.zeros((0, 2), np.int64), NO, 2, np.zeros(0, np.bool_))
    assert block.reported.tolist() == [0, 0]
    assert not block.sums.any()
    assert roll_up_reach(block, NO, NO, 1).reported.tolist() == [0]
    empty = block.map(lambda table: table[:0])
    assert len(roll_up(empty, Tree([], []))) == 0
    assert len(roll_up_reach(empty, NO, NO, 0)) == 0


def test_a_sum_that_does_not_fit_is_refused_and_names_its_box() -> None:
    rows = np.array([[1, MOST]] * 10)
    with pytest.raises(TotalTooLarge, match="ô thứ 2"):
        add_up(rows, np.zeros(10, np.intp), 1, np.ones(10, np.bool_))
    nine = add_up(rows[:9], np.zeros(9, np.intp), 1, np.ones(9, np.bool_))
    assert nine.sums.tolist() == [[9, 9 * MOST]]


ONE, YES = np.zeros((1, 1), np.int64), np.ones(1, np.bool_)


@pytest.mark.parametrize("group", [-1, 3])
def test_a_report_of_an_unknown_group_is_refused(group: int) -> None:
    with pytest.raises(ValueError, match="none of 3 groups"):
        add_up(ONE, np.array([group]), 3, YES)


def test_a_number_that_is_neither_figure_nor_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="neither"):
        add_up(ONE + LEAST - 1, np.array([0]), 1, YES)


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="1 rows, 0 groups, 1 states"):
        add_up(ONE, NO, 1, YES)
    with pytest.raises(ValueError, match="tree of 2 units"):
        subtree_sums(ONE, Tree("ab", [None, "a"]))
    with pytest.raises(ValueError, match="1 ancestors for 0 units"):
        reach_sums(ONE, np.array([0]), NO, 1)
    with pytest.raises(ValueError, match="none of 1 units"):
        reach_sums(ONE, np.array([0]), np.array([1]), 1)
    with pytest.raises(ValueError, match="none of 1 groups"):
        reach_sums(ONE, np.array([1]), np.array([0]), 1)
