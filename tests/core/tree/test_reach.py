"""Units with two parents: reached from both, counted once."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.tree import TwoTrees
from phongtrao.core.tree.errors import TreeGoesRound, UnknownParent
from tests.core.tree import reference
from tests.core.tree.drawings import day_of, drawn_rows, drawn_spells
from tests.core.tree.test_tree_properties import forests

# The second cell is the head of the line.
POLICE = """
    Tỉnh
      Công an tỉnh
      Bộ chỉ huy
      Xã An Phú
        Công an xã      | Công an tỉnh
        Đồn Biên phòng  | Bộ chỉ huy
          Trạm kiểm soát
      Xã Cẩm Lệ
        Trường học
"""


@pytest.fixture
def two_trees() -> TwoTrees[str]:
    rows = drawn_rows(POLICE)
    heads = [cells[0] if cells else None for _, _, cells in rows]
    return TwoTrees([row[0] for row in rows], [row[1] for row in rows], heads)


def test_a_territory_reaches_all_that_stands_on_it(two_trees):
    assert two_trees.reach("Xã An Phú") == (
        "Xã An Phú",
        "Công an xã",
        "Đồn Biên phòng",
        "Trạm kiểm soát",
    )


def test_a_line_reaches_who_answers_to_it_with_what_stands_below(two_trees):
    assert two_trees.reach("Bộ chỉ huy") == ("Bộ chỉ huy", "Đồn Biên phòng", "Trạm kiểm soát")
    assert two_trees.reach("Công an tỉnh") == ("Công an tỉnh", "Công an xã")


def test_a_unit_with_two_parents_counts_once_above_both(two_trees):
    assert two_trees.count("Tỉnh") == len(two_trees.territory) == 9
    assert two_trees.reach("Tỉnh").count("Công an xã") == 1


def test_several_units_together_count_what_they_share_once(two_trees):
    assert two_trees.count("Xã An Phú", "Công an tỉnh", "Xã An Phú") == 5
    assert two_trees.reach() == ()


def test_a_sum_takes_each_value_once_and_a_silent_unit_adds_nothing(two_trees):
    values = {"Công an xã": 3, "Đồn Biên phòng": 4, "Trường học": 5}
    assert two_trees.total(values, "Tỉnh") == 12
    assert two_trees.total(values, "Xã An Phú", "Công an tỉnh", "Bộ chỉ huy") == 7
    assert two_trees.total({"Công an xã": Fraction(1, 3)}, "Tỉnh") == Fraction(1, 3)


def test_a_count_can_be_of_some_units_only(two_trees):
    assert two_trees.count("Tỉnh", counts=lambda unit: unit.startswith("Xã")) == 2


def test_units_seen_both_ways_can_be_shown():
    two = TwoTrees(["Tỉnh", "Xã", "Công an xã"], [None, "Tỉnh", "Xã"], [None, None, "Tỉnh"])
    assert two.reached_both_ways("Tỉnh") == ("Công an xã",)
    assert two.reached_both_ways("Xã") == ()


def test_a_line_that_crosses_a_territory_backwards_ends():
    two = TwoTrees(["A", "B"], [None, "A"], ["B", None])
    assert two.reach("A") == two.reach("B") == ("A", "B")


def test_the_line_of_a_day_is_that_of_the_spells_of_the_day():
    spells = drawn_spells("""
        Tỉnh       | -    |          |
        Công an    | Tỉnh |          |
        Xã         | Tỉnh |          |
        Đội        | Xã   |          | 1/3/2025 | -
        Đội        | Xã   | 1/3/2025 |          | Công an
    """)
    before, after = (TwoTrees.on(spells, day_of(day)) for day in ("28/2/2025", "1/3/2025"))
    assert before.reach("Công an") == ("Công an",)
    assert after.reach("Công an") == ("Công an", "Đội")


def test_a_line_that_goes_round_or_leads_to_nobody_is_refused():
    with pytest.raises(TreeGoesRound):
        TwoTrees(["A", "B"], [None, None], ["B", "A"])
    with pytest.raises(UnknownParent):
        TwoTrees(["A"], [None], ["B"])


@st.composite
def double_forests(draw: st.DrawFn) -> tuple[dict[int, int | None], dict[int, int | None]]:
    parents = draw(forests())
    rank = dict(zip(draw(st.permutations(sorted(parents))), range(len(parents)), strict=True))
    line = {}
    for unit in parents:
        heads = [head for head in parents if rank[head] < rank[unit]]
        line[unit] = draw(st.none() | st.sampled_from(heads)) if heads else None
    return parents, line


@given(double_forests(), st.data())
def test_reach_is_what_the_reference_finds_and_each_unit_once(two, data):
    parents, line = two
    trees = TwoTrees(parents, parents.values(), line.values())
    units = data.draw(st.lists(st.sampled_from(sorted(parents)), max_size=3))
    reached = trees.reach(*units)
    expected = set().union(*(reference.reach(parents, line, unit) for unit in units))
    assert set(reached) == expected
    assert len(reached) == len(expected)
    assert list(reached) == [unit for unit in trees.territory.ids if unit in expected]
    assert trees.total(dict.fromkeys(parents, 1), *units) == trees.count(*units) == len(expected)
