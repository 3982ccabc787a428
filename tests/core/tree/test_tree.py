"""One tree: what stands where, and what is refused."""

from __future__ import annotations

from textwrap import dedent

import pytest

from phongtrao.core.tree import Tree, TreeBroken
from phongtrao.core.tree.errors import TreeGoesRound, UnitTwice, UnknownParent, UnknownUnit
from tests.core.tree.drawings import drawn_tree, picture_of

PROVINCE = """
    Tỉnh
      Xã An Phú
        Thôn Đông
        Thôn Đoài
      Phường Cẩm Lệ
      Xã Bình Minh
        Thôn Thượng
    Bộ
      Cục
"""


@pytest.fixture
def province() -> Tree[str]:
    return drawn_tree(PROVINCE)


def test_a_tree_walks_as_it_was_drawn(province):
    assert picture_of(province) == dedent(PROVINCE).strip()


def test_children_given_before_their_parents_keep_the_order_of_siblings():
    ids = ["Thôn Đoài", "Xã Bình Minh", "Bộ", "Thôn Đông", "Xã An Phú", "Tỉnh"]
    parents = ["Xã An Phú", "Tỉnh", None, "Xã An Phú", "Tỉnh", None]
    assert (
        picture_of(Tree(ids, parents))
        == dedent("""
        Bộ
        Tỉnh
          Xã Bình Minh
          Xã An Phú
            Thôn Đoài
            Thôn Đông
    """).strip()
    )


def test_a_subtree_holds_the_unit_and_all_below(province):
    assert province.subtree("Xã An Phú") == ("Xã An Phú", "Thôn Đông", "Thôn Đoài")
    assert province.subtree_size("Tỉnh") == 7
    assert province.subtree_size("Thôn Đông") == 1


def test_ancestors_come_nearest_first_and_without_the_unit(province):
    assert province.ancestors("Thôn Đông") == ("Xã An Phú", "Tỉnh")
    assert province.ancestors("Tỉnh") == ()


def test_parent_children_and_roots_are_the_units_right_above_and_below(province):
    assert province.parent("Thôn Đông") == "Xã An Phú"
    assert province.parent("Bộ") is None
    assert province.children("Tỉnh") == ("Xã An Phú", "Phường Cẩm Lệ", "Xã Bình Minh")
    assert province.children("Thôn Đông") == ()
    assert province.roots == ("Tỉnh", "Bộ")


def test_a_unit_is_within_itself_and_what_is_above_it_only(province):
    assert province.is_within("Thôn Đông", "Tỉnh")
    assert province.is_within("Tỉnh", "Tỉnh")
    assert not province.is_within("Tỉnh", "Thôn Đông")
    assert not province.is_within("Thôn Đông", "Xã Bình Minh")
    assert not province.is_within("Cục", "Tỉnh")


def test_a_root_has_level_zero(province):
    assert [province.level(unit) for unit in ("Tỉnh", "Phường Cẩm Lệ", "Thôn Đoài")] == [0, 1, 2]


def test_a_walk_can_begin_anywhere_and_keeps_the_levels(province):
    assert list(province.walk("Xã Bình Minh")) == [(1, "Xã Bình Minh"), (2, "Thôn Thượng")]


@pytest.mark.parametrize(
    ("unit", "other", "common"),
    [
        ("Thôn Đông", "Thôn Đoài", "Xã An Phú"),
        ("Thôn Đông", "Thôn Thượng", "Tỉnh"),
        ("Thôn Đông", "Xã An Phú", "Xã An Phú"),
        ("Xã An Phú", "Thôn Đông", "Xã An Phú"),
        ("Thôn Đông", "Cục", None),
    ],
)
def test_the_common_ancestor_is_the_lowest_unit_that_holds_both(province, unit, other, common):
    assert province.common_ancestor(unit, other) == common


def test_the_outermost_of_some_units_hold_all_of_them_and_not_each_other(province):
    units = ["Thôn Đoài", "Xã Bình Minh", "Xã An Phú", "Thôn Thượng", "Xã An Phú"]
    assert province.outermost(units) == ("Xã An Phú", "Xã Bình Minh")
    assert province.outermost([]) == ()


def test_place_and_end_select_a_subtree_as_a_range(province):
    place = province.place("Xã An Phú")
    assert province.ids[place : province.end[place]] == province.subtree("Xã An Phú")


def test_a_tree_knows_its_units_and_their_number(province):
    assert len(province) == 9
    assert "Cục" in province
    assert "Vụ" not in province


def test_an_empty_tree_has_no_roots():
    tree: Tree[str] = Tree([], [])
    assert tree.roots == ()
    assert list(tree.walk()) == []


def test_a_unit_that_stands_twice_is_named():
    with pytest.raises(UnitTwice, match="Đơn vị An Phú có hai dòng"):
        Tree(["Tỉnh", "An Phú", "An Phú"], [None, "Tỉnh", "Tỉnh"])


def test_a_parent_that_is_not_there_is_named_with_its_child():
    with pytest.raises(UnknownParent, match="Đơn vị An Phú ghi cấp trên là Huyện"):
        Tree(["Tỉnh", "An Phú"], [None, "Huyện"])


@pytest.mark.parametrize(
    ("parents", "way"),
    [
        ({"A": "A"}, "A là cấp trên của chính nó, qua A."),
        ({"A": "B", "B": "A"}, "A là cấp trên của chính nó, qua B, A."),
        ({"R": None, "X": "A", "A": "B", "B": "C", "C": "A"}, "A là .* qua B, C, A."),
    ],
)
def test_a_circle_is_named_with_its_way(parents, way):
    with pytest.raises(TreeGoesRound, match=way):
        Tree(parents.keys(), parents.values())


def test_a_unit_of_no_tree_is_refused(province):
    for question in (province.subtree, province.ancestors, province.level, province.parent):
        with pytest.raises(UnknownUnit, match="Không có đơn vị Vụ trong cây"):
            question("Vụ")


def test_all_that_is_wrong_with_a_tree_is_tree_broken():
    with pytest.raises(TreeBroken):
        Tree(["A"], ["B"])


def test_one_parent_is_given_for_each_unit():
    with pytest.raises(ValueError, match="2 units, 1 parents"):
        Tree(["A", "B"], [None])
