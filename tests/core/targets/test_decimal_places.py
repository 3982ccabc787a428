"""Figures of boxes with decimal places are held against levels as they were written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from phongtrao.core.targets.levels import Level, Measured, met, still_needed
from phongtrao.core.targets.wording import change_words, measured_words, needed_words, value_of

MILLIONS = Level("gte", Decimal(100))
"""100 triệu đồng, counted to one decimal place."""


@pytest.mark.parametrize(
    ("level", "part", "expected", "needed"),
    [
        (MILLIONS, 995, False, "còn thiếu 0,5"),
        (MILLIONS, 1000, True, ""),
        (Level("gt", Decimal(100)), 1000, False, "còn thiếu 0,1"),
        (Level("gt", Decimal(100)), 1001, True, ""),
        (Level("gte", Decimal("99.55")), 995, False, "còn thiếu 0,1"),
        (Level("zero", Decimal(0)), 1, False, ""),
    ],
)
def test_a_count_is_compared_with_its_decimal_places(
    level: Level, part: int, expected: bool, needed: str
) -> None:
    measured = Measured(part, None, (1, 0))
    assert met(level, measured) is expected
    assert needed_words(still_needed(level, measured)) == needed


def test_a_rate_of_two_boxes_with_different_places_is_exact() -> None:
    ninety = Level("gt", Decimal(90), percent=True)
    measured = Measured(1800, 20, (2, 0))  # 18,00 of 20
    assert value_of(measured) == measured.percent == 90
    assert met(ninety, measured) is False
    assert measured_words(measured, ninety) == "90,0 % (18/20)"
    assert still_needed(ninety, measured) == Fraction(1, 100)
    assert met(ninety, Measured(1801, 20, (2, 0))) is True
    assert Measured(0, 0, (2, 0)).percent is None


def test_words_keep_the_places_that_a_figure_has() -> None:
    assert measured_words(Measured(123450, None, (2, 0))) == "1.234,5"
    assert measured_words(Measured(1500, None, (1, 0))) == "150"
    change = change_words(Measured(995, None, (1, 0)), Measured(990, None, (1, 0)), MILLIONS)
    assert change
    assert (change.words, change.tone) == ("+0,5", "good")
