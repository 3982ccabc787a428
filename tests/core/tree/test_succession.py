"""Mergers and splits: what became of whom, and of their figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from phongtrao.core.tree import Floating
from phongtrao.core.tree.errors import (
    LonePart,
    ShareOutOfRange,
    SharesNotWhole,
    SuccessionTwice,
    SuccessorAlreadyThere,
)
from tests.core.tree.drawings import drawn_successions

BEFORE = date(2025, 6, 30)
REFORM = date(2025, 7, 1)
LATER = date(2030, 1, 1)

MERGER = """
    1/7/2025: Tiền Giang → Đồng Tháp mới
    1/7/2025: Đồng Tháp → Đồng Tháp mới
"""
SPLIT = """
    1/7/2025: An Phú → Hòa Bình ?
    1/7/2025: An Phú → Cẩm Lệ ?
    1/7/2025: Tân Hòa → Hòa Bình
"""


def test_a_merged_unit_has_the_sum_of_its_predecessors():
    carried = drawn_successions(MERGER).carried({"Tiền Giang": 30, "Đồng Tháp": 12}, REFORM)
    assert carried.placed == {"Đồng Tháp mới": 42}
    assert carried.of("Đồng Tháp mới") == 42


def test_before_the_day_nothing_has_moved():
    values = {"Tiền Giang": 30, "Đồng Tháp": 12}
    assert drawn_successions(MERGER).carried(values, BEFORE).placed == values


def test_what_was_measured_on_the_day_is_already_on_the_new_boundaries():
    carried = drawn_successions(MERGER).carried({"Đồng Tháp mới": 50}, LATER, measured_on=REFORM)
    assert carried.placed == {"Đồng Tháp mới": 50}


def test_a_known_share_moves_exactly():
    successions = drawn_successions("""
        1/7/2025: An Phú → Hòa Bình 1/3
        1/7/2025: An Phú → Cẩm Lệ 2/3
    """)
    carried = successions.carried({"An Phú": 10}, REFORM)
    assert carried.placed == {"Hòa Bình": Fraction(10, 3), "Cẩm Lệ": Fraction(20, 3)}
    assert carried.grand_total == 10


def test_an_unknown_part_is_a_marked_gap_and_never_a_guess():
    carried = drawn_successions(SPLIT).carried({"An Phú": 10, "Tân Hòa": 5}, REFORM)
    gap = Floating("An Phú", REFORM, 10, frozenset({"Hòa Bình", "Cẩm Lệ"}))
    assert carried.of("Hòa Bình") is None
    assert carried.placed == {"Hòa Bình": 5}
    assert carried.gaps_of("Cẩm Lệ") == (gap,)
    assert carried.gaps_of("Tân Hòa") == ()
    assert carried.grand_total == 15


def test_all_heirs_together_have_the_whole_of_a_gap():
    carried = drawn_successions(SPLIT).carried({"An Phú": 10, "Tân Hòa": 5}, REFORM)
    assert carried.total(["Hòa Bình", "Cẩm Lệ"]) == 15
    assert carried.total(["Cẩm Lệ"]) is None


def test_a_gap_closes_when_its_heirs_merge():
    successions = drawn_successions(f"""{SPLIT}
    1/1/2030: Hòa Bình → Đông Hòa
    1/1/2030: Cẩm Lệ → Đông Hòa
    """)
    carried = successions.carried({"An Phú": 10, "Tân Hòa": 5}, LATER)
    assert carried.placed == {"Đông Hòa": 15}
    assert carried.floating == ()


def test_a_gap_widens_when_an_heir_is_split_again():
    successions = drawn_successions(f"""{SPLIT}
    1/1/2030: Cẩm Lệ → Cẩm Đông 1/2
    1/1/2030: Cẩm Lệ → Cẩm Tây 1/2
    """)
    (gap,) = successions.carried({"An Phú": 10}, LATER).floating
    assert gap.among == {"Hòa Bình", "Cẩm Đông", "Cẩm Tây"}


def test_the_one_unknown_part_beside_known_ones_is_the_rest():
    successions = drawn_successions("""
        1/7/2025: An Phú → Hòa Bình 1/4
        1/7/2025: An Phú → Cẩm Lệ ?
    """)
    assert successions.carried({"An Phú": 8}, REFORM).placed == {"Hòa Bình": 2, "Cẩm Lệ": 6}


def test_known_parts_leave_the_rest_floating_among_the_unknown_ones():
    successions = drawn_successions("""
        1/7/2025: An Phú → Hòa Bình 1/4
        1/7/2025: An Phú → Cẩm Lệ ?
        1/7/2025: An Phú → Tân Hòa ?
    """)
    carried = successions.carried({"An Phú": 8}, REFORM)
    assert carried.of("Hòa Bình") == 2
    assert carried.total(["Cẩm Lệ", "Tân Hòa"]) == 6


def test_a_unit_that_gives_a_part_away_succeeds_itself_with_the_rest():
    successions = drawn_successions("""
        1/1/2025: Lục Ngạn → Lục Ngạn 3/4
        1/1/2025: Lục Ngạn → Chũ 1/4
    """)
    carried = successions.carried({"Lục Ngạn": 40}, REFORM)
    assert carried.placed == {"Lục Ngạn": 30, "Chũ": 10}
    assert successions.heirs("Lục Ngạn", REFORM) == ("Lục Ngạn", "Chũ")
    assert successions.forebears("Chũ", date(2024, 12, 31)) == ("Lục Ngạn",)


def test_what_happens_on_one_day_happens_at_once():
    successions = drawn_successions("""
        1/7/2025: A → B 1/2
        1/7/2025: A → A 1/2
        1/7/2025: B → A
    """)
    assert successions.carried({"A": 2, "B": 10}, REFORM).placed == {"A": 11, "B": 1}


def test_a_silent_predecessor_is_missing_and_not_zero():
    carried = drawn_successions(MERGER).carried({"Tiền Giang": 30}, REFORM)
    assert carried.of("Đồng Tháp mới") is None
    assert carried.silent == {"Đồng Tháp mới": ("Đồng Tháp",)}
    assert carried.placed == {"Đồng Tháp mới": 30}


def test_a_unit_nobody_gave_a_value_for_has_none():
    carried = drawn_successions(MERGER).carried({"Tiền Giang": 30, "Đồng Tháp": 0}, REFORM)
    assert carried.of("Đồng Tháp mới") == 30
    assert carried.of("Bắc Ninh") is None


def test_silence_is_carried_over_several_steps():
    successions = drawn_successions("""
        1/7/2025: A → C
        1/7/2025: B → C
        1/1/2030: C → D
    """)
    assert successions.carried({"A": 1}, LATER).silent == {"D": ("B",)}


STEPS = """
    1/7/2025: A → C
    1/7/2025: B → C ?
    1/7/2025: B → D ?
    1/1/2030: C → E
    1/1/2030: D → E
"""


def test_heirs_and_forebears_go_over_several_steps():
    successions = drawn_successions(STEPS)
    assert successions.heirs("B", BEFORE) == ("B",)
    assert successions.heirs("B", REFORM) == ("C", "D")
    assert successions.heirs("B", LATER) == ("E",)
    assert successions.heirs("C", LATER, since=REFORM) == ("E",)
    assert successions.forebears("E", LATER) == ("E",)
    assert successions.forebears("E", REFORM) == ("C", "D")
    assert successions.forebears("E", BEFORE) == ("A", "B")
    assert successions.forebears("C", BEFORE, until=REFORM) == ("A", "B")


def test_a_unit_of_no_succession_is_its_own_heir_and_forebear():
    successions = drawn_successions(STEPS)
    assert successions.heirs("Z", LATER) == successions.forebears("Z", BEFORE) == ("Z",)


@pytest.mark.parametrize(
    ("picture", "error", "sentence"),
    [
        (
            "1/7/2025: A → B\n1/7/2025: A → B",
            SuccessionTwice,
            "từ A sang B ngày 01/07/2025 được ghi hai lần",
        ),
        ("1/7/2025: A → B 3/2", ShareOutOfRange, "Phần của A chuyển sang B là 150 %"),
        ("1/7/2025: A → B 0", ShareOutOfRange, "là 0 %"),
        (
            "1/7/2025: A → B 1/2\n1/7/2025: A → C 1/3",
            SharesNotWhole,
            "của A ngày 01/07/2025 cộng lại là 83,3333 %",
        ),
        (
            "1/7/2025: A → B 1/2\n1/7/2025: A → C 1/2\n1/7/2025: A → D ?",
            SharesNotWhole,
            "cộng lại là 100 %",
        ),
        ("1/7/2025: A → B ?", LonePart, "một phần của A chuyển sang B"),
        (
            "1/7/2025: A → N\n1/1/2030: B → N",
            SuccessorAlreadyThere,
            "Đơn vị N đã có trước ngày 01/01/2030",
        ),
    ],
)
def test_a_record_that_does_not_add_up_is_refused_with_names(picture, error, sentence):
    with pytest.raises(error, match=sentence):
        drawn_successions(picture)


def test_a_value_of_a_unit_that_did_not_exist_yet_is_refused():
    with pytest.raises(SuccessorAlreadyThere, match="Đơn vị Đồng Tháp mới"):
        drawn_successions(MERGER).carried({"Đồng Tháp mới": 1}, REFORM)


def test_a_name_may_be_given_again_after_its_unit_ended():
    successions = drawn_successions("""
        1/7/2025: A → B
        1/1/2030: B → A
    """)
    assert successions.carried({"A": 3}, LATER).placed == {"A": 3}
