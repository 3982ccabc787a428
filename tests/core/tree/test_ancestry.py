"""Who is in reach of whom on which days: two parents, ends, successions, holes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.tree import Spell, Succession, TwoTrees, Within, ancestry
from phongtrao.core.tree.errors import ReachGoesRound
from tests.core.tree import reference
from tests.core.tree.drawings import day_of, drawn_spells

DAY_0 = date(2025, 1, 1)
NEVER, EVER = date.min, date.max


def day(cell: str) -> date:
    found = day_of(cell)
    assert found is not None
    return found


def reach_of(
    picture: str, unit: str, *moves: tuple[str, str, str]
) -> dict[str, list[tuple[date, date]]]:
    """Ancestor → days, of one unit of a picture; moves: predecessor, successor, day."""
    successions = [Succession(old, new, day(on)) for old, new, on in moves]
    found: dict[str, list[tuple[date, date]]] = {}
    for row in ancestry(drawn_spells(picture), successions):
        if row.unit == unit:
            found.setdefault(row.ancestor, []).append((row.since, row.until))
    return found


def test_a_unit_lies_below_itself_and_all_above_it():
    tree = """
        Nước | -    | |
        Tỉnh | Nước | |
        Xã   | Tỉnh | |
    """
    assert reach_of(tree, "Xã") == {key: [(NEVER, EVER)] for key in ("Xã", "Tỉnh", "Nước")}


def test_two_ways_to_one_ancestor_are_one_row():
    tree = """
        Tỉnh    | -    | |
        Công an | Tỉnh | |
        Xã      | Tỉnh | |
        Đội     | Xã   | | | Công an
    """
    assert reach_of(tree, "Đội") == {
        key: [(NEVER, EVER)] for key in ("Đội", "Xã", "Công an", "Tỉnh")
    }


def test_a_unit_begins_to_be_reached_on_its_first_day():
    tree = """
        Tỉnh | -    |           |
        Xã   | Tỉnh | 1/7/2025  |
    """
    assert reach_of(tree, "Xã")["Tỉnh"] == [(day("1/7/2025"), EVER)]


def test_a_unit_that_moves_leaves_one_reach_and_enters_another_on_the_day():
    tree = """
        A  | - |          |
        B  | - |          |
        Xã | A |          | 1/3/2025
        Xã | B | 1/3/2025 |
    """
    assert reach_of(tree, "Xã") == {
        "Xã": [(NEVER, EVER)],
        "A": [(NEVER, day("1/3/2025"))],
        "B": [(day("1/3/2025"), EVER)],
    }


def test_a_rename_makes_no_second_row():
    tree = """
        A  | - |          | 1/2/2025
        A  | - | 1/2/2025 |
        Xã | A |          | 1/3/2025
        Xã | A | 1/3/2025 |
    """
    assert reach_of(tree, "Xã") == {"Xã": [(NEVER, EVER)], "A": [(NEVER, EVER)]}


def test_an_ended_unit_lies_below_its_successor_and_what_that_lies_below():
    tree = """
        Tỉnh cũ  | -        |          | 1/7/2025
        Tỉnh mới | -        | 1/7/2025 |
        Xã cũ    | Tỉnh cũ  |          | 1/7/2025
        Xã mới   | Tỉnh mới | 1/7/2025 |
    """
    moves = (("Xã cũ", "Xã mới", "1/7/2025"), ("Tỉnh cũ", "Tỉnh mới", "1/7/2025"))
    reform = day("1/7/2025")
    assert reach_of(tree, "Xã cũ", *moves) == {
        "Xã cũ": [(NEVER, EVER)],
        "Tỉnh cũ": [(NEVER, reform)],
        "Xã mới": [(reform, EVER)],
        "Tỉnh mới": [(reform, EVER)],
    }


def test_an_ended_unit_without_successor_stays_below_its_last_parent():
    tree = """
        Tỉnh cũ  | -       |          | 1/7/2025
        Tỉnh mới | -       | 1/7/2025 |
        Huyện    | Tỉnh cũ |          | 1/3/2025
    """
    found = reach_of(tree, "Huyện", ("Tỉnh cũ", "Tỉnh mới", "1/7/2025"))
    assert found["Tỉnh cũ"] == [(NEVER, EVER)]
    assert found["Tỉnh mới"] == [(day("1/7/2025"), EVER)]


def test_a_split_unit_lies_below_each_part_from_its_day():
    tree = """
        A | - |          | 1/3/2025
        B | - | 1/3/2025 |
        C | - | 1/5/2025 |
    """
    found = reach_of(tree, "A", ("A", "B", "1/3/2025"), ("A", "C", "1/5/2025"))
    assert found == {
        "A": [(NEVER, EVER)],
        "B": [(day("1/3/2025"), EVER)],
        "C": [(day("1/5/2025"), EVER)],
    }


def test_who_gives_a_part_away_and_goes_on_stays_where_it_is():
    tree = """
        A | - |          |
        B | - | 1/3/2025 |
    """
    found = reach_of(tree, "A", ("A", "A", "1/3/2025"), ("A", "B", "1/3/2025"))
    assert found == {"A": [(NEVER, EVER)]}


def test_a_late_successor_takes_over_from_the_last_parent():
    tree = """
        Tỉnh | -    |          |
        A    | Tỉnh |          | 1/3/2025
        B    | -    | 1/5/2025 |
    """
    found = reach_of(tree, "A", ("A", "B", "1/5/2025"))
    assert found["Tỉnh"] == [(NEVER, day("1/5/2025"))]
    assert found["B"] == [(day("1/5/2025"), EVER)]


def test_a_unit_that_comes_back_was_below_its_successor_in_between():
    tree = """
        Tỉnh | -    |          |
        A    | Tỉnh |          | 1/3/2025
        A    | Tỉnh | 1/6/2025 |
        B    | -    |          |
    """
    found = reach_of(tree, "A", ("A", "B", "1/3/2025"))
    assert found["A"] == [(NEVER, EVER)]
    assert found["B"] == [(day("1/3/2025"), day("1/6/2025"))]
    assert found["Tỉnh"] == [(NEVER, day("1/3/2025")), (day("1/6/2025"), EVER)]


def test_an_ancestor_counts_from_its_own_beginning():
    tree = """
        Tỉnh | -    | 1/3/2025 |
        Xã   | Tỉnh |          |
    """
    assert reach_of(tree, "Xã")["Tỉnh"] == [(day("1/3/2025"), EVER)]


def test_who_is_above_at_one_time_and_below_at_another_is_no_circle():
    tree = """
        A | - |          | 1/3/2025
        A | B | 1/3/2025 |
        B | A |          | 1/3/2025
        B | - | 1/3/2025 |
        C | A | 1/2/2025 |
        D | C | 1/4/2025 |
    """
    assert reach_of(tree, "A") == {"A": [(NEVER, EVER)], "B": [(day("1/3/2025"), EVER)]}
    assert reach_of(tree, "B") == {"B": [(NEVER, EVER)], "A": [(NEVER, day("1/3/2025"))]}
    assert reach_of(tree, "D")["B"] == [(day("1/4/2025"), EVER)]


@pytest.mark.parametrize(
    "tree",
    [
        "A | A | |",
        "A | B | |\nB | A | |",
        "A | - | | | B\nB | A | |\nC | A | |",
        "A | - | | 1/3/2025\nA | B | 1/3/2025 |\nB | A | |\nC | B | |",
    ],
)
def test_a_unit_above_itself_is_refused(tree):
    with pytest.raises(ReachGoesRound) as refused:
        ancestry(drawn_spells(tree))
    assert refused.value.gaps["unit"] in {"A", "B"}


def test_units_above_that_are_not_asked_for_are_told_or_always_there():
    spells = [Spell("Xã", "Tỉnh", "Công an")]
    told = {"Tỉnh": [("Tỉnh", day("1/1/2020"), EVER), ("Nước", day("1/1/2020"), EVER)]}
    assert ancestry(spells, known=told) == [
        Within("Xã", "Xã", NEVER, EVER),
        Within("Xã", "Tỉnh", day("1/1/2020"), EVER),
        Within("Xã", "Nước", day("1/1/2020"), EVER),
        Within("Xã", "Công an", NEVER, EVER),
    ]


@st.composite
def histories(
    draw: st.DrawFn,
) -> tuple[list[Spell[int]], list[Succession[int]]]:
    """Some units over ten days: parents of lower rank, ends, successors of lower rank."""
    count = draw(st.integers(1, 6))
    spells, successions = [], []
    for unit in range(count):
        days = sorted(draw(st.sets(st.integers(0, 9), max_size=3)))
        cuts = [None, *(DAY_0 + timedelta(one) for one in days)]
        goes_on = draw(st.booleans())
        lower = st.none() | st.sampled_from(range(unit)) if unit else st.none()
        for since, until in zip(cuts, [*cuts[1:], None], strict=True):
            if until is not None or goes_on or len(cuts) == 1:
                spells.append(Spell(unit, draw(lower), draw(lower), since, until))
        heirs = draw(st.sets(st.sampled_from(range(unit)), max_size=2)) if unit else set()
        successions += [
            Succession(unit, heir, DAY_0 + timedelta(draw(st.integers(0, 9)))) for heir in heirs
        ]
    return spells, successions


@given(histories())
def test_the_rows_say_what_the_reference_finds_on_every_day_with_the_fewest_rows(history):
    spells, successions = history
    rows = ancestry(spells, successions)
    for number in range(-1, 11):
        on = DAY_0 + timedelta(number)
        said = {(row.unit, row.ancestor) for row in rows if row.since <= on < row.until}
        units = {spell.unit for spell in spells}
        assert said == {
            (unit, above)
            for unit in units
            for above in reference.ancestors_on(spells, successions, unit, on)
        }
    ends = [(row.unit, row.ancestor, row.until) for row in rows]
    starts = [(row.unit, row.ancestor, row.since) for row in rows]
    assert len(set(ends)) == len(ends)
    assert not set(starts) & set(ends)


@given(histories())
def test_while_parents_are_in_force_the_rows_are_the_reach_of_the_two_trees(history):
    spells, _ = history
    forever = [Spell(one.unit, one.parent, one.line_parent) for one in spells]
    forever = list({one.unit: one for one in forever}.values())
    rows = ancestry(forever)
    trees = TwoTrees.on(forever, DAY_0)
    for unit in trees.territory.ids:
        below = {row.unit for row in rows if row.ancestor == unit}
        assert below == set(trees.reach(unit))
