"""Torn figures, ratios and refusals on later boundaries; nothing is lost beside exact fractions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.core.figures.marks import BLANK, LEAST, MOST, NOT_APPLICABLE, UNKNOWN
from phongtrao.core.rollup.boundaries import OnBoundaries, on_boundaries
from phongtrao.core.tree import Succession, Successions
from phongtrao.core.tree.errors import SharesNotWhole, SuccessorAlreadyThere
from tests.core.rollup.boundary_drawings import (
    AGREED,
    CHOICE,
    INCOMPLETE,
    KEPT,
    NOT_COMPARABLE,
    SHARED,
    SUM,
    TODAY,
    carry,
    check_boundaries,
    drawn_rows,
)
from tests.core.tree.drawings import drawn_changes
from tests.core.tree.test_succession_properties import DAYS, chains


@pytest.mark.parametrize(("cell", "expected"), [("", "5…"), ("?", "5…"), ("–", "5"), ("3", "≠")])
def test_only_a_figure_can_be_torn(cell: str, expected: str) -> None:
    check_boundaries(
        f"""
        Xã A | {cell}
        Xã D | 5
        """,
        """
        1/7/2025: Xã A → Xã B ?
        1/7/2025: Xã A → Xã C ?
        1/7/2025: Xã D → Xã C
        """,
        f"""
        Xã B | 1 | {"≠" if cell == "3" else cell}
        Xã C | 2 | {expected}
        """,
    )


def test_a_silent_unit_that_was_torn_is_missing_in_each_of_its_heirs() -> None:
    changes = """
        1/7/2025: Xã A → Xã B ?
        1/7/2025: Xã A → Xã C ?
        1/7/2025: Xã D → Xã C
    """
    check_boundaries("Xã D | 5", changes, "Xã C | 2 | 5…")
    assert carry("Xã D | 5", changes, [SUM]).together(["Xã B", "Xã C"], 0)[:2] == (5, INCOMPLETE)
    check_boundaries("Xã D | 5", changes, "Xã C | 1 | 5", owing={"Xã D"})


def exact(carried: OnBoundaries[str], *units: str) -> list[Fraction | None]:
    return [carried.together(units, column).exact for column in range(len(carried.columns))]


def test_a_part_has_the_rate_of_the_whole_though_its_counts_are_rounded() -> None:
    changes = """
        1/7/2025: Xã A → Xã B 2/5
        1/7/2025: Xã A → Xã C 3/5
    """
    carried = carry("Xã A | 33 | 37", changes, [SUM, SUM])
    for unit, counts in (("Xã B", (13, 15)), ("Xã C", (20, 22))):
        assert tuple(carried.figures[carried.units[unit]]) == counts
        above, below = exact(carried, unit)
        assert above / below == Fraction(33, 37)
    assert exact(carried, "Xã B", "Xã C") == [33, 37]


def test_where_nothing_is_added_or_nothing_can_be_said_there_is_no_exact_sum() -> None:
    changes = """
        1/7/2025: Xã A → Xã B ?
        1/7/2025: Xã A → Xã C ?
    """
    carried = carry("Xã A | 3 | 1 |", changes, [SUM, CHOICE, SUM])
    assert exact(carried, "Xã B") == [None, None, None]
    assert exact(carried, "Xã B", "Xã C") == [3, None, None]


def test_what_cannot_be_added_is_said_of_one_unit_only() -> None:
    carried = carry("Xã A | 1\nXã B | 2", "", [CHOICE])
    assert carried.together(["Xã A"], 0)[:2] == (1, KEPT)
    assert carried.together(["Xã A", "Xã B"], 0)[:2] == (None, NOT_COMPARABLE)
    assert carried.together([], 0)[:2] == (None, KEPT)


def test_a_choice_of_a_unit_that_was_split_belongs_to_neither_part() -> None:
    check_boundaries(
        "Xã A | 1",
        """
        1/7/2025: Xã A → Xã A 9/10
        1/7/2025: Xã A → Xã B 1/10
        """,
        """
        Xã A | 1 | ≈≠÷
        Xã B | 1 | ≈≠÷
        """,
        [CHOICE],
    )


def test_figures_measured_after_a_change_are_not_carried_over_it() -> None:
    changes = """
        1/7/2025: Xã A → Xã B
        1/1/2027: Xã B → Xã C
        1/1/2032: Xã C → Xã D
    """
    carried = carry("Xã B | 5", changes, [SUM], measured_on=date(2025, 7, 1))
    assert {unit: carried.figures[place, 0] for unit, place in carried.units.items()} == {"Xã C": 5}


def test_a_unit_cannot_have_reported_before_it_was_there() -> None:
    changes = "1/7/2025: Xã A → Xã B"
    with pytest.raises(SuccessorAlreadyThere):
        carry("Xã B | 5", changes, [SUM])


def test_shares_that_do_not_make_the_whole_are_refused() -> None:
    changes = "1/7/2025: Xã A → Xã B 1/2\n1/7/2025: Xã A → Xã C 1/3"
    with pytest.raises(SharesNotWhole):
        carry("Xã A | 5", changes, [SUM])


@pytest.mark.parametrize("rows", ["Xã A | 1\nXã A | 2", "Xã A | 1"])
def test_each_unit_has_one_row_of_the_forms_width(rows: str) -> None:
    units, figures = drawn_rows(rows, 1)
    columns = [SUM] * len(units) if len(units) > 1 else [SUM, SUM]
    with pytest.raises(ValueError, match="figures for"):
        on_boundaries(units, figures, columns, [], TODAY)


def test_no_rows_make_no_rows() -> None:
    for columns in ([SUM, SUM], []):
        rows = np.zeros((0, len(columns)), dtype=np.int64)
        carried = on_boundaries([], rows, columns, drawn_changes("1/7/2025: A → B"), TODAY)
        assert carried.figures.shape == (0, len(columns))


def test_a_sum_that_does_not_fit_is_refused_and_never_wraps() -> None:
    many = [Succession(number, "Mới", DAYS[0]) for number in range(20)]
    rows = np.full((20, 1), MOST, dtype=np.int64)
    with pytest.raises(OverflowError, match="does not fit"):
        on_boundaries(range(20), rows, [SUM], many, TODAY)
    with pytest.raises(OverflowError, match="does not fit"):
        on_boundaries(range(2), rows[:2], [SUM], many, TODAY)
    rows[1::2] = -MOST
    assert on_boundaries(range(20), rows, [SUM], many, TODAY).figures.tolist() == [[0]]


@settings(max_examples=40)
@given(chains(known=False), st.data(), st.sampled_from(DAYS))
def test_nothing_is_lost_and_nothing_is_made(chain, data, on) -> None:
    """Column by column, what is known and what floats add up to what was reported."""
    cells = st.sampled_from([BLANK, NOT_APPLICABLE, UNKNOWN]) | st.integers(-50, 1000)
    rows = np.array(data.draw(st.lists(cells, min_size=10, max_size=10))).reshape(5, 2)
    carried = on_boundaries(range(5), rows, [SUM, SUM], chain, on)
    total = np.where(rows >= LEAST, rows, 0).sum(axis=0)
    floating = sum(gap.figures for gap in carried.floating)
    assert (carried.known.sum(axis=0) + floating == total).all()
    for column in range(2):
        whole = carried.together(carried.units, column)
        if whole.comparability == KEPT and whole.amount is not None:
            assert whole.amount == total[column]
        assert NOT_COMPARABLE not in whole.comparability


@settings(max_examples=40)
@given(chains(known=False), st.data(), st.sampled_from(DAYS))
def test_each_figure_is_that_of_the_exact_reference_rounded(chain, data, on) -> None:
    values = {unit: data.draw(st.integers(0, 1000)) for unit in range(5)}
    rows = np.array(list(values.values())).reshape(5, 1)
    carried = on_boundaries(range(5), rows, [SUM], chain, on)
    exact = Successions(chain).carried(values, on)
    some = data.draw(st.sets(st.sampled_from(sorted(carried.units)), min_size=1))
    for units in (some, *({unit} for unit in carried.units)):
        found, reference = carried.together(units, 0), exact.total(units)
        assert (found.amount is None) == (reference is None)
        if reference is not None:
            assert abs(found.amount - reference) < 5
            assert found.amount == reference or SHARED in found.comparability


@settings(max_examples=40)
@given(chains(known=False), st.data(), st.sampled_from(DAYS))
def test_an_answer_is_that_of_all_whom_a_unit_is_made_of_or_none(chain, data, on) -> None:
    """Beside each predecessor carried alone: whole ones that agree, no silent one among them."""
    cells = {unit: data.draw(st.sampled_from([0, 1, BLANK, NOT_APPLICABLE])) for unit in range(5)}
    carried = on_boundaries(
        range(5), np.array(list(cells.values())).reshape(5, 1), [CHOICE], chain, on
    )
    alone = {unit: Successions(chain).carried({unit: 1}, on) for unit in cells}
    for unit, place in carried.units.items():
        said: set[int] = set()
        torn = False
        for old, went in alone.items():
            part = unit in went.placed or any(unit in gap.among for gap in went.floating)
            if part and cells[old] != NOT_APPLICABLE:
                said.add(cells[old])
                torn |= went.placed.get(unit) != 1 and cells[old] != BLANK
        found, mark = int(carried.figures[place, 0]), carried.marks[place, 0]
        one_word = len(said) == 1 and not torn and said != {BLANK}
        assert (found == min(said)) if one_word else found < LEAST
        assert (mark & NOT_COMPARABLE > 0) == (torn or said >= {0, 1})
        assert not mark & AGREED or one_word


@settings(max_examples=60)
@given(chains(known=False), st.data(), st.sampled_from(DAYS), st.sampled_from([SUM, CHOICE]))
def test_as_few_as_can_be_are_left_out_and_the_others_are_said(chain, data, on, column) -> None:
    """Beside all choices of units: one total never goes because one unit cannot be carried."""
    cells = st.sampled_from([BLANK, 0, 1])
    rows = np.array(data.draw(st.lists(cells, min_size=5, max_size=5))).reshape(5, 1)
    carried = on_boundaries(range(5), rows, [column], chain, on)
    units = data.draw(st.sets(st.sampled_from(sorted(carried.units)), max_size=6))
    left = carried.left_out(units, 0)

    def is_said(some: set[int]) -> bool:
        together = [some] if column is SUM else [{one} for one in some]
        return not any(NOT_COMPARABLE in carried.together(one, 0).comparability for one in together)

    said = [
        {*some}
        for many in range(len(units) + 1)
        for some in combinations(sorted(units), many)
        if is_said({*some})
    ]
    assert left <= units
    assert units - left == max(said, key=len)


@settings(max_examples=40)
@given(chains(known=True), st.data(), st.sampled_from(DAYS))
def test_what_rates_are_made_of_is_exact(chain, data, on) -> None:
    values = {unit: data.draw(st.integers(0, 20)) for unit in range(5)}
    rows = np.array([[value] for value in values.values()])
    carried = on_boundaries(range(5), rows, [SUM], chain, on)
    reference = Successions(chain).carried(values, on).placed
    for unit in carried.units:
        assert carried.together([unit], 0).exact == reference[unit]


@settings(max_examples=40)
@given(chains(known=True), st.integers(0, 1000), st.sampled_from(DAYS))
def test_of_each_unit_alone_the_parts_differ_from_the_exact_ones_by_less_than_one(
    chain, value, on
) -> None:
    """Rounded once over all generations: never more than the next whole number away."""
    carried = on_boundaries([0], np.array([[value]]), [SUM], chain, on)
    exact = Successions(chain).carried({0: value}, on).placed
    sums: dict[int, int] = defaultdict(int)
    for unit, place in carried.units.items():
        sums[unit] += int(carried.known[place, 0])
        assert abs(sums[unit] - exact[unit]) < 1
    assert sum(sums.values()) == value
