"""Units through time: the tree of a day, and what a history must not be."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.tree import Gap, Spell, TreeBroken, check_spells, days_of_change, gaps, tree_on
from phongtrao.core.tree.errors import (
    ParentNotInForce,
    SpellEndsBeforeItBegins,
    SpellsLeaveHole,
    SpellsOverlap,
    UnknownParent,
)
from tests.core.tree import reference
from tests.core.tree.drawings import drawn_spells, picture_of

REFORM = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)

TWO_TIERS = """
    Tỉnh     | -      |          |
    Huyện    | Tỉnh   |          | 1/7/2025
    Xã Cũ    | Huyện  |          | 1/7/2025
    An Phú   | Huyện  |          | 1/7/2025
    An Phú   | Tỉnh   | 1/7/2025 |
    Xã Mới   | Tỉnh   | 1/7/2025 |
"""


def test_the_tree_of_a_day_has_the_units_of_that_day():
    spells = drawn_spells(TWO_TIERS)
    assert (
        picture_of(tree_on(spells, LAST_DAY))
        == dedent("""
        Tỉnh
          Huyện
            Xã Cũ
            An Phú
    """).strip()
    )
    assert (
        picture_of(tree_on(spells, REFORM))
        == dedent("""
        Tỉnh
          An Phú
          Xã Mới
    """).strip()
    )


def test_the_days_of_change_are_all_days_on_which_the_tree_may_differ():
    spells = drawn_spells("""
        Tỉnh | -    |          |
        A    | Tỉnh |          | 1/7/2025
        B    | Tỉnh | 1/1/2024 | 1/7/2025
    """)
    assert days_of_change(spells) == [date(2024, 1, 1), REFORM]


def test_a_history_of_two_tiers_is_in_order():
    check_spells(drawn_spells(TWO_TIERS))
    assert gaps(drawn_spells(TWO_TIERS)) == []


@pytest.mark.parametrize(
    ("picture", "day"),
    [
        ("A | - | 1/1/2020 | 1/7/2025\nA | - | 1/6/2025 |", "01/06/2025"),
        ("A | - | 1/6/2025 |\nA | - | 1/1/2020 | 1/7/2025", "01/06/2025"),
        ("A | - | 1/1/2020 |\nA | - | 1/6/2025 |", "01/06/2025"),
        ("A | - | | 1/7/2025\nA | - | | 1/1/2026", "đầu tiên của danh mục"),
    ],
)
def test_two_spells_of_a_unit_on_one_day_are_refused(picture, day):
    with pytest.raises(SpellsOverlap, match=f"Đơn vị A .* vào ngày {day}"):
        check_spells(drawn_spells(picture))


def test_a_spell_that_ends_before_it_begins_is_refused():
    with pytest.raises(SpellEndsBeforeItBegins, match=r"01/07/2025 không sau .* 01/07/2025"):
        check_spells(drawn_spells("A | - | 1/7/2025 | 1/7/2025"))


HOLE = """
    A | - | 1/1/2020 | 1/1/2021
    A | - | 1/7/2025 |
"""


def test_a_hole_is_refused_unless_it_was_told():
    with pytest.raises(SpellsLeaveHole, match="từ ngày 01/01/2021 đến trước ngày 01/07/2025"):
        check_spells(drawn_spells(HOLE))
    check_spells(drawn_spells(HOLE), told=gaps(drawn_spells(HOLE)))


def test_a_gap_names_the_unit_and_its_days():
    assert gaps(drawn_spells(HOLE)) == [Gap("A", date(2021, 1, 1), REFORM)]


@pytest.mark.parametrize(
    ("picture", "day"),
    [
        ("Huyện | - | | 1/7/2025\nXã | Huyện | |", "01/07/2025"),
        ("Huyện | - | 1/1/2020 |\nXã | Huyện | |", "đầu tiên của danh mục"),
        ("Xã | Huyện | 1/1/2020 |", "01/01/2020"),
        ("Huyện | - | | |\nXã | Huyện | 1/1/2020 | | Công an", "01/01/2020"),
    ],
)
def test_a_parent_must_be_in_force_as_long_as_its_child(picture, day):
    with pytest.raises(ParentNotInForce, match=f"Vào ngày {day}, đơn vị Xã thuộc đơn vị"):
        check_spells(drawn_spells(picture))


def test_a_parent_may_cover_its_child_in_several_spells():
    check_spells(
        drawn_spells("""
        Nước | -    |          |
        Tỉnh | Nước |          | 1/7/2025
        Tỉnh | Nước | 1/7/2025 |
        Xã   | Tỉnh | 1/1/2020 | 1/1/2026
        """)
    )


def test_a_tree_with_a_parent_out_of_force_is_refused():
    with pytest.raises(UnknownParent):
        tree_on(drawn_spells("Huyện | - | | 1/7/2025\nXã | Huyện | |"), REFORM)


DAYS = [date(2024, month, 1) for month in range(1, 7)]


@st.composite
def histories(draw: st.DrawFn) -> list[Spell[int]]:
    """Units without overlap; a parent has a smaller number, and may be out of force."""
    spells = []
    for unit in range(draw(st.integers(1, 6))):
        edges = [None, *sorted(draw(st.sets(st.sampled_from(DAYS), max_size=3))), None]
        for began, ended in pairwise(edges):
            if draw(st.booleans()):
                parent = draw(st.none() | st.integers(0, unit - 1)) if unit else None
                spells.append(Spell(unit, parent, None, began, ended))
    return spells


@given(histories(), st.sampled_from(DAYS))
def test_any_day_has_the_tree_that_the_reference_finds(spells, day):
    parents = reference.parents_on(spells, day)
    if all(parent is None or parent in parents for parent in parents.values()):
        assert list(tree_on(spells, day).ids) == reference.preorder(parents)
    else:
        with pytest.raises(UnknownParent):
            tree_on(spells, day)


@given(histories())
def test_a_history_that_passes_has_a_tree_on_every_day(spells):
    try:
        check_spells(spells, told=gaps(spells))
    except TreeBroken:
        return
    for day in DAYS:
        tree_on(spells, day)
