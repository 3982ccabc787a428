"""Any tree answers as the slow and obvious reference does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.tree import Tree, TreeBroken
from tests.core.tree import reference


@st.composite
def forests(draw: st.DrawFn) -> dict[int, int | None]:
    """Parents in any order of units, so that a child may be given before its parent."""
    size = draw(st.integers(1, 25))
    parents = {0: None} | {
        unit: draw(st.none() | st.integers(0, unit - 1)) for unit in range(1, size)
    }
    return {unit: parents[unit] for unit in draw(st.permutations(list(parents)))}


@given(forests())
def test_the_order_is_that_of_recursion(parents):
    tree = Tree(parents, parents.values())
    assert list(tree.ids) == reference.preorder(parents)
    assert list(tree.roots) == reference.children(parents, None)
    assert [unit for _, unit in tree.walk()] == list(tree.ids)


@given(forests())
def test_every_unit_answers_as_recursion_does(parents):
    tree = Tree(parents, parents.values())
    for unit in parents:
        assert list(tree.subtree(unit)) == reference.subtree(parents, unit)
        assert tree.subtree_size(unit) == len(reference.subtree(parents, unit))
        assert list(tree.ancestors(unit)) == reference.ancestors(parents, unit)
        assert tree.level(unit) == len(reference.ancestors(parents, unit))
        assert list(tree.children(unit)) == reference.children(parents, unit)
        assert tree.parent(unit) == parents[unit]


@given(forests(), st.data())
def test_two_units_relate_as_recursion_says(parents, data):
    tree = Tree(parents, parents.values())
    unit, other = (data.draw(st.sampled_from(sorted(parents))) for _ in range(2))
    assert tree.is_within(unit, other) == (unit in reference.subtree(parents, other))
    assert tree.common_ancestor(unit, other) == reference.common_ancestor(parents, unit, other)


@given(forests(), st.data())
def test_the_outermost_units_cover_the_same_without_overlap(parents, data):
    tree = Tree(parents, parents.values())
    some = data.draw(st.lists(st.sampled_from(sorted(parents))))
    blocks = [set(tree.subtree(unit)) for unit in tree.outermost(some)]
    assert set().union(*blocks) == {unit for one in some for unit in tree.subtree(one)}
    assert sum(map(len, blocks)) == len(set().union(*blocks))


@given(st.dictionaries(st.integers(0, 8), st.none() | st.integers(0, 8), min_size=1))
def test_any_parents_make_a_tree_with_all_units_or_are_refused(parents):
    whole = all(_leads_up(parents, unit) for unit in parents)
    try:
        tree = Tree(parents, parents.values())
    except TreeBroken:
        assert not whole
    else:
        assert whole
        assert sorted(tree.ids) == sorted(parents)


def _leads_up(parents: dict[int, int | None], unit: int | None) -> bool:
    """Whether the way up from a unit ends at a root."""
    for _ in range(len(parents) + 1):
        if unit is None:
            return True
        if unit not in parents:
            return False
        unit = parents[unit]
    return False
