"""Printed rhythms: how something returns."""

from __future__ import annotations

import pytest

from phongtrao.core.dates.rhythms import find_rhythms
from phongtrao.core.text.folding import fold


@pytest.mark.parametrize(
    ("words", "recurs"),
    [
        ("định kỳ hằng quý báo cáo", ["quarter"]),
        ("định kỳ 6 tháng, 01 năm hoặc đột xuất", ["half-year", "year"]),
        ("báo cáo hằng quý, 6 tháng và năm", ["quarter", "half-year", "year"]),
        ("6 tháng, 1 năm", ["half-year", "year"]),
        ("hằng tuần", ["week"]),
        ("mỗi năm một lần", ["year"]),
        ("05 năm/lần", ["five-year"]),
        ("ba tháng một lần", ["quarter"]),
        ("nửa năm một lần", ["half-year"]),
        ("01 lần/năm", ["year"]),
        ("hai lần mỗi năm", ["half-year"]),
        ("một lần trong một quý", ["quarter"]),
        ("hằng năm và hằng năm", ["year"]),
    ],
)
def test_each_way_of_printing_a_rhythm_is_read(words: str, recurs: list[str]) -> None:
    assert [name for rhythm in find_rhythms(fold(words)) for name in rhythm.recurs] == recurs


@pytest.mark.parametrize(
    "words",
    ["trong 6 tháng", "kế hoạch năm 2021", "mỗi năm 2021", "4 tháng một lần", "02 lần/quý", "lần"],
)
def test_a_length_of_time_is_no_rhythm(words: str) -> None:
    assert find_rhythms(words) == []


def test_times_inside_a_rhythm_are_not_read_twice() -> None:
    assert [rhythm.recurs for rhythm in find_rhythms("mỗi năm 01 lần/năm")] == [("year",)]
