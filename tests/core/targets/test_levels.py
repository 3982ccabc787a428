"""Levels: what meets them, what is still needed, which of two asks for less."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.targets.levels import (
    Level,
    LevelUnusable,
    Measured,
    met,
    still_needed,
    weaker_than,
)


def percent(comparator: str, value: str, upper: str | None = None) -> Level:
    return Level(comparator, Decimal(value), True, Decimal(upper) if upper else None)


def count(comparator: str, value: int, out_of: int | None = None) -> Level:
    return Level(comparator, Decimal(value), out_of=None if out_of is None else Decimal(out_of))


@pytest.mark.parametrize(
    ("level", "measured", "expected"),
    [
        (percent("gt", "90"), Measured(90, 100), False),
        (percent("gt", "90"), Measured(901, 1000), True),
        (percent("gte", "70"), Measured(70, 100), True),
        (percent("gte", "70"), Measured(699_999, 1_000_000), False),
        (percent("range", "5", "10"), Measured(12, 100), True),
        (percent("range", "5", "10"), Measured(4, 100), False),
        (percent("eq", "100"), Measured(126, 126), True),
        (percent("eq", "100"), Measured(125, 126), False),
        (percent("lte", "5"), Measured(5, 100), True),
        (percent("lt", "5"), Measured(5, 100), False),
        (count("eq", 19, 28), Measured(18, 28), False),
        (count("eq", 19, 28), Measured(19, 28), True),
        (count("eq", 19, 28), Measured(20, 28), True),
        (count("gt", 80), Measured(80), False),
        (count("zero", 0), Measured(0), True),
        (count("zero", 0), Measured(1), False),
        (percent("gte", "95"), Measured(0, 0), None),
        (percent("gte", "95"), Measured(4), None),
    ],
)
def test_a_level_is_met_by_exact_arithmetic(
    level: Level, measured: Measured, expected: bool | None
) -> None:
    assert met(level, measured) is expected


def test_one_third_is_not_rounded_up_to_the_level() -> None:
    assert met(percent("gte", "33.333333"), Measured(1, 3)) is True
    assert met(percent("gte", "33.333334"), Measured(1, 3)) is False


@pytest.mark.parametrize(
    ("level", "measured", "expected"),
    [
        (percent("gte", "95"), Measured(116, 126), 4),
        (percent("gt", "90"), Measured(90, 100), 1),
        (percent("gt", "90"), Measured(91, 100), 0),
        (percent("range", "30", "40"), Measured(10, 101), 21),
        (count("eq", 19, 28), Measured(18, 28), 1),
        (count("gt", 80), Measured(80), 1),
        (count("zero", 0), Measured(2), None),
        (percent("lte", "5"), Measured(7, 100), None),
        (percent("gte", "95"), Measured(0, 0), None),
    ],
)
def test_what_is_still_needed_is_a_number_of_whole_units(
    level: Level, measured: Measured, expected: int | None
) -> None:
    assert still_needed(level, measured) == expected


@given(
    st.sampled_from(("gte", "gt", "range")),
    st.decimals(0, 99, places=2),
    st.integers(0, 500),
    st.integers(1, 500),
)
def test_with_what_is_still_needed_the_level_is_met_and_with_one_less_it_is_not(
    comparator: str, value: Decimal, part: int, whole: int
) -> None:
    level = Level(comparator, value, True, Decimal(100) if comparator == "range" else None)
    needed = still_needed(level, Measured(part, whole))
    assert needed is not None
    assert met(level, Measured(part + needed, whole)) is True
    if needed:
        assert met(level, Measured(part + needed - 1, whole)) is False


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(0, 100))
def test_at_least_and_more_than_differ_only_on_the_level_itself(
    part: int, whole: int, value: int
) -> None:
    at_least = met(percent("gte", str(value)), Measured(part, whole))
    more_than = met(percent("gt", str(value)), Measured(part, whole))
    assert (at_least != more_than) == (Fraction(part * 100, whole) == value)


@pytest.mark.parametrize(
    ("own", "parent", "expected"),
    [
        (percent("gte", "97"), percent("gte", "95"), False),
        (percent("gte", "90"), percent("gte", "95"), True),
        (percent("gte", "95"), percent("gte", "95"), False),
        (percent("gte", "90"), percent("gt", "90"), True),
        (percent("gt", "90"), percent("gte", "90"), False),
        (percent("lte", "5"), percent("lte", "3"), True),
        (percent("lte", "3"), percent("lt", "3"), True),
        (count("zero", 0), count("lte", 3), False),
        (count("gte", 3), percent("gte", "95"), None),
        (count("lte", 3), count("gte", 3), None),
    ],
)
def test_an_own_level_that_asks_for_less_than_the_parents_is_seen(
    own: Level, parent: Level, expected: bool | None
) -> None:
    assert weaker_than(own, parent) is expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("about", Decimal(5)), "cách so sánh"),
        (("gte", Decimal(-1)), "âm"),
        (("range", Decimal(5), True), "mức trên"),
        (("gte", Decimal(5), True, Decimal(10)), "chỉ cần một mức"),
        (("range", Decimal(10), True, Decimal(5)), "lớn hơn"),
        (("eq", Decimal(30), False, None, Decimal(28)), "tổng số"),
        (("eq", Decimal(19), True, None, Decimal(28)), "tổng số"),
    ],
)
def test_a_level_that_nothing_can_be_held_against_is_refused(
    arguments: tuple[object, ...], why: str
) -> None:
    with pytest.raises(LevelUnusable, match=why):
        Level(*arguments)


@pytest.mark.parametrize(
    ("exact", "rate", "needed"),
    [
        ((Fraction("13.2"), Fraction("14.8")), Fraction(3300, 37), 1),
        ((Fraction("13.4"), Fraction("14.8")), Fraction(3350, 37), 0),
        (None, Fraction(1300, 15), 1),
    ],
)
def test_a_share_is_judged_by_what_it_was_before_rounding(
    exact: tuple[Fraction, Fraction] | None, rate: Fraction, needed: int
) -> None:
    level = percent("gte", "90")
    share = Measured(13, 15, exact=exact)
    assert share.percent == rate
    assert met(level, share) is (needed == 0)
    assert still_needed(level, share) == needed
