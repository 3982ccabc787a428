"""Over what time events are added up, and which of several levels a figure is held against."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from phongtrao.core.targets.asking import Asked
from phongtrao.core.targets.dated import adds_from, dated_levels, level_at
from phongtrao.core.targets.standing import State, target_standing
from tests.core.targets.standing_rows import (
    JUNE,
    NEW_YEAR,
    count,
    figure,
    happened,
    percent,
    silent,
)

if TYPE_CHECKING:
    from phongtrao.core.targets.levels import Level

BEGAN = date(2021, 3, 9)
FIRST_DAY = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("level", "kind", "horizon", "first_day"),
    [
        (count("gte", 120), "every", "quarter", date(2025, 4, 1)),
        (count("gte", 120), "every", "year", FIRST_DAY),
        (count("gte", 120), "during", "2025", FIRST_DAY),
        (count("gte", 120), "during", "2025-06", date(2025, 6, 1)),
        # "Đến năm 2025 có 80 …": since the year in which the programme began.
        (count("gte", 80), "by", "2025", date(2021, 1, 1)),
        (count("eq", 19, 28), "by", "2025-06-30", date(2021, 1, 1)),
        # "Đến năm 2025 đạt 90 %", "… còn dưới 5 vụ": of the year.
        (percent("gte", "90"), "by", "2025", FIRST_DAY),
        (count("lt", 5), "by", "2025", FIRST_DAY),
        (count("zero", 0), "by", "2025", FIRST_DAY),
        (count("gte", 80), "", "", FIRST_DAY),
    ],
)
def test_events_are_added_up_over_the_time_that_a_level_speaks_of(
    level: Level, kind: str, horizon: str, first_day: date
) -> None:
    levels = dated_levels([Asked(level, kind, horizon)], BEGAN, JUNE)
    assert adds_from(level_at(levels, JUNE), JUNE) == first_day


def test_without_a_level_events_are_added_up_over_the_year() -> None:
    assert adds_from(None, JUNE) == FIRST_DAY


def test_a_figure_is_held_against_the_next_level_that_has_begun() -> None:
    levels = dated_levels(
        [
            Asked(count("gte", 500), "during", "2025"),
            Asked(count("gte", 120), "every", "quarter"),
            Asked(count("gte", 900), "by", "2030"),
        ],
        BEGAN,
        NEW_YEAR,
    )

    def value(day: date) -> int:
        found = level_at(levels, day)
        assert found
        return int(found.level.value)

    # The quarter before its year, also on the day on which both end; later what runs on.
    assert [value(day) for day in (JUNE, date(2025, 12, 31), date(2026, 6, 1))] == [120, 120, 900]
    assert level_at(levels, date(2031, 1, 1)) is None


@pytest.mark.parametrize(
    ("level", "part", "state"),
    [
        (count("gte", 80), 80, State.REACHED),
        (count("gte", 80), 79, State.NOT_REPORTED),
        (count("lte", 80), 81, State.MISSED),
        (count("lte", 80), 80, State.NOT_REPORTED),
        (percent("gte", "80"), 80, State.NOT_REPORTED),
    ],
)
def test_silence_takes_nothing_back_of_what_has_happened(
    level: Level, part: int, state: State
) -> None:
    levels = dated_levels([Asked(level, "during", "2025")], BEGAN, NEW_YEAR)
    figures = [happened(JUNE, part), silent(date(2025, 12, 31))]
    assert target_standing(levels, lambda _: figures, NEW_YEAR).now.state is state


def test_what_was_there_in_june_is_not_what_is_there_in_december() -> None:
    levels = dated_levels([Asked(count("gte", 80), "during", "2025")], BEGAN, NEW_YEAR)
    figures = [figure(JUNE, 90), silent(date(2025, 12, 31))]
    state = target_standing(levels, lambda _: figures, NEW_YEAR).now.state
    assert state is State.NOT_REPORTED
