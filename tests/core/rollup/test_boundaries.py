"""Figures on later boundaries: sums kept, shares said, ratios made anew, the rest marked."""

from __future__ import annotations

import pytest

from tests.core.rollup.boundary_drawings import (
    CHOICE,
    KEPT,
    NOT_COMPARABLE,
    SHARED,
    SUM,
    carry,
    check_boundaries,
)


def test_a_unit_that_only_changed_its_name_keeps_all_it_reported() -> None:
    check_boundaries(
        """
        Xã A | 7 | 2 | | – | ?
        """,
        "1/7/2025: Xã A → Phường A",
        """
        Phường A | 1 | 7 | 2 | | – | ?
        """,
        [SUM, CHOICE, SUM, CHOICE, SUM],
    )


def test_a_unit_that_nothing_happened_to_stands_as_it_is() -> None:
    check_boundaries("Xã A | 7", "1/7/2025: Xã B → Xã C", "Xã A | 1 | 7")


def test_a_merger_of_three_adds_sums_and_has_the_choice_of_all_of_them_or_none() -> None:
    check_boundaries(
        """
        Xã A | 10 | 1 | 1 | 0 | 1 | 1 | 1
        Xã B | 20 | 1 | 1 | 0 |   | – | ?
        Xã C |  0 | 2 | 1 | 0 | 1 | 1 | 2
        """,
        """
        1/7/2025: Xã A → Xã Mới
        1/7/2025: Xã B → Xã Mới
        1/7/2025: Xã C → Xã Mới
        """,
        """
        Xã Mới | 3 | 30 | ≠! | 1= | 0= | … | 1= | …≠!
        """,
        [SUM, *[CHOICE] * 6],
    )


def test_a_unit_that_takes_others_in_and_keeps_its_name_is_no_longer_the_same() -> None:
    check_boundaries(
        """
        Xã A | 10 | 1 | 1
        Xã B | 20 | 1 | 0
        """,
        """
        1/7/2025: Xã A → Xã A
        1/7/2025: Xã B → Xã A
        """,
        """
        Xã A | 2 | 30 | 1= | ≠!
        """,
        [SUM, CHOICE, CHOICE],
    )


def test_parts_of_a_split_add_exactly_to_the_whole() -> None:
    check_boundaries(
        """
        Xã A | 100 | 1 | 3 | -1
        """,
        """
        1/7/2025: Xã A → Xã B 1/3
        1/7/2025: Xã A → Xã C 1/3
        1/7/2025: Xã A → Xã D 1/3
        """,
        """
        Xã B | 1 | 34≈ | 1≈ | 1≈ |  0≈
        Xã C | 1 | 33≈ | 0≈ | 1≈ |  0≈
        Xã D | 1 | 33≈ | 0≈ | 1≈ | -1≈
        """,
        [SUM, SUM, SUM, SUM],
    )


def test_the_largest_remainder_gets_what_rounding_leaves_over() -> None:
    check_boundaries(
        "Xã A | 10",
        """
        1/7/2025: Xã A → Xã B 1/4
        1/7/2025: Xã A → Xã C 3/20
        1/7/2025: Xã A → Xã D 3/5
        """,
        """
        Xã B | 1 | 3≈
        Xã C | 1 | 1≈
        Xã D | 1 | 6≈
        """,
    )


def test_a_split_without_shares_is_not_guessed_and_not_lost() -> None:
    changes = """
        1/7/2025: Xã A → Xã B ?
        1/7/2025: Xã A → Xã C ?
        1/7/2025: Xã D → Xã C
    """
    rows = """
        Xã A | 100 | 1
        Xã D |  20 | 2
    """
    check_boundaries(
        rows,
        changes,
        """
        Xã B | 1 | ≠ | ≠÷
        Xã C | 2 | ≠ | ≠!÷
        """,
        [SUM, CHOICE],
    )
    carried = carry(rows, changes, [SUM, CHOICE])
    assert carried.together(["Xã B", "Xã C"], 0)[:2] == (120, KEPT)
    assert carried.together(["Xã B", "Xã C", "Xã Lạ"], 0)[:2] == (120, KEPT)
    assert carried.known[carried.units["Xã C"], 0] == 20
    (gap,) = carried.floating
    assert (gap.part.row, gap.part.share, gap.figures.tolist()) == (0, 1, [100, 0])
    assert gap.among == {"Xã B", "Xã C"}


def test_a_known_share_beside_unknown_ones_is_only_a_part_of_the_figure() -> None:
    changes = """
        1/7/2025: Xã A → Xã B 1/2
        1/7/2025: Xã A → Xã C ?
        1/7/2025: Xã A → Xã D ?
    """
    check_boundaries(
        "Xã A | 9",
        changes,
        """
        Xã B | 1 | 5≈
        Xã C | 1 | ≠
        Xã D | 1 | ≠
        """,
    )
    carried = carry("Xã A | 9", changes, [SUM])
    assert carried.together(["Xã C", "Xã D"], 0)[:2] == (4, SHARED)
    assert carried.together(["Xã B", "Xã C", "Xã D"], 0)[:2] == (9, KEPT)


def test_the_last_unknown_share_is_known_from_the_others() -> None:
    check_boundaries(
        "Xã A | 9",
        """
        1/7/2025: Xã A → Xã B 1/3
        1/7/2025: Xã A → Xã C ?
        """,
        """
        Xã B | 1 | 3≈
        Xã C | 1 | 6≈
        """,
    )


def test_over_several_generations_it_is_rounded_once() -> None:
    check_boundaries(
        "Huyện | 10",
        """
        1/7/2025: Huyện → Bắc 1/3
        1/7/2025: Huyện → Nam 2/3
        1/1/2027: Nam → Đông 1/2
        1/1/2027: Nam → Tây 1/2
        1/1/2030: Bắc → Bắc
        1/1/2030: Đông → Bắc
        """,
        """
        Bắc | 1 | 7≈
        Tây | 1 | 3≈
        """,
    )


def test_what_was_torn_and_comes_together_again_is_whole() -> None:
    check_boundaries(
        """
        Xã A | 11 | 4
        """,
        """
        1/7/2025: Xã A → Xã B ?
        1/7/2025: Xã A → Xã C ?
        1/1/2027: Xã B → Xã D
        1/1/2027: Xã C → Xã D
        """,
        """
        Xã D | 1 | 11 | 4
        """,
        [SUM, CHOICE],
    )


def test_what_floats_goes_on_floating_among_the_heirs() -> None:
    changes = """
        1/7/2025: Xã A → Xã B ?
        1/7/2025: Xã A → Xã C ?
        1/1/2027: Xã C → Xã D 1/2
        1/1/2027: Xã C → Xã E 1/2
    """
    carried = carry("Xã A | 11", changes, [SUM])
    assert list(carried.units) == ["Xã B", "Xã D", "Xã E"]
    assert carried.together(["Xã D", "Xã E"], 0)[:2] == (None, NOT_COMPARABLE)
    assert carried.together(["Xã B", "Xã D", "Xã E"], 0)[:2] == (11, KEPT)


def test_a_silent_unit_makes_the_merged_figure_incomplete() -> None:
    changes = """
        1/7/2025: Xã A → Xã Mới
        1/7/2025: Xã B → Xã Mới
    """
    check_boundaries("Xã A | 10", changes, "Xã Mới | 2 | 10…")
    check_boundaries("Xã A | ", changes, "Xã Mới | 2 | ")


def test_a_unit_that_owed_nothing_is_not_missing() -> None:
    changes = """
        1/7/2025: Xã A → Xã Mới
        1/7/2025: Trại giam → Xã Mới
    """
    columns = [SUM, CHOICE]
    check_boundaries("Xã A | 10 | 1", changes, "Xã Mới | 1 | 10 | 1=", columns, owing={"Xã A"})


def test_units_of_which_nothing_was_reported_are_not_there() -> None:
    changes = "1/7/2025: Xã B → Xã C"
    carried = carry("Xã A | 10", changes, [SUM])
    assert carried.together(["Xã C"], 0)[:2] == (None, KEPT)
    assert list(carried.units) == ["Xã A"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("4", ""), "4…"),
        (("4", "?"), "4…"),
        (("4", "–"), "4"),
        (("0", "–"), "0"),
        (("", "–"), ""),
        (("–", "–"), "–"),
        (("?", ""), "?"),
    ],
)
def test_an_empty_box_is_no_zero_in_a_merged_figure(cells: tuple[str, str], expected: str) -> None:
    check_boundaries(
        f"""
        Xã A | {cells[0]}
        Xã B | {cells[1]}
        """,
        """
        1/7/2025: Xã A → Xã Mới
        1/7/2025: Xã B → Xã Mới
        """,
        f"Xã Mới | 2 | {expected}",
    )
