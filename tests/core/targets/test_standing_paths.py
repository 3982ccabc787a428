"""Targets beside the path from start to level, over several levels and years, and in any order."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.targets.asking import Asked
from phongtrao.core.targets.dated import DatedLevel, dated_levels
from phongtrao.core.targets.levels import FROM_ABOVE, Level, Measured
from phongtrao.core.targets.standing import DatedFigure, Point, State, target_standing
from tests.core.targets.standing_rows import (
    END_2025,
    JUNE,
    NEW_YEAR,
    asked_by,
    count,
    figure,
    happened,
    now,
    percent,
)

HALF = date(2025, 7, 2)
DAY = timedelta(days=1)


START = Point(date(2025, 1, 1), Fraction(0))


@pytest.mark.parametrize(
    ("part", "state"),
    [(80, State.ON_TRACK), (81, State.BEHIND), (10, State.ON_TRACK), (60, State.ON_TRACK)],
)
def test_what_must_come_down_is_behind_above_its_path(part: int, state: State) -> None:
    path = (Point(date(2025, 1, 1), Fraction(15)),)
    level, measured = percent("lte", "5"), figure(HALF, part, 800)
    standing = now(level, measured, on=HALF, path=path)
    assert (asked_by(standing), standing.state) == (10, state)


def test_what_must_come_down_is_missed_only_at_the_end() -> None:
    path = (Point(date(2025, 1, 1), Fraction(9)),)
    level = count("zero", 0)
    assert now(level, figure(HALF, 5), on=HALF, path=path).state is State.ON_TRACK
    assert now(level, figure(HALF, 6), on=HALF, path=path).state is State.BEHIND
    assert now(level, figure(HALF, 0), on=HALF, path=path).state is State.ON_TRACK
    assert now(level, figure(HALF, 1), on=NEW_YEAR, path=path).state is State.MISSED
    assert now(level, figure(HALF, 0), on=NEW_YEAR, path=path).state is State.REACHED


STAGES = [
    DatedLevel(percent("gt", "95"), END_2025),
    DatedLevel(percent("gt", "90"), date(2022, 12, 31)),
]


def test_each_level_is_held_against_the_figure_of_its_own_days() -> None:
    figures = [figure(date(2022, 12, 14), 90, 100), figure(date(2025, 12, 14), 96, 100)]
    standing = target_standing(STAGES, lambda _: figures, NEW_YEAR)
    assert [one.state for one in standing.passed] == [State.MISSED]
    assert standing.now.state is State.REACHED
    assert standing.now.level.last_day == END_2025


def test_a_level_that_passed_is_where_the_path_of_the_next_begins() -> None:
    half = date(2024, 7, 1)
    figures = [figure(date(2022, 12, 14), 91, 100), figure(half, 92, 100)]
    standing = target_standing(STAGES, lambda _: figures, half)
    assert [one.state for one in standing.passed] == [State.REACHED]
    assert asked_by(standing.now) == 90 + Fraction(5 * 548, 1096)
    assert standing.now.state is State.BEHIND


def test_to_stand_on_a_strict_interim_level_is_not_to_keep_up_with_the_next() -> None:
    """90,0 % misses "trên 90 %" at the end of 2022 and is not on track to "trên 95 %" either."""
    last = date(2022, 12, 31)
    for part, state in ((90, State.BEHIND), (91, State.ON_TRACK)):
        standing = target_standing(STAGES, lambda _, n=part: [figure(last, n, 100)], last + DAY)
        assert (asked_by(standing.now), standing.now.state) == (90, state)
    loose = [DatedLevel(percent("gte", "90"), last), STAGES[0]]
    standing = target_standing(loose, lambda _: [figure(last, 90, 100)], last + DAY)
    assert standing.now.state is State.ON_TRACK


def test_on_the_way_to_a_strict_level_the_path_itself_is_enough() -> None:
    level = percent("gt", "80")
    assert now(level, figure(HALF, 40, 100), on=HALF, path=(START,)).state is State.ON_TRACK
    assert now(level, figure(HALF, 39, 100), on=HALF, path=(START,)).state is State.BEHIND
    assert now(level, figure(HALF, 80, 100), on=HALF, path=(START,)).state is State.ON_TRACK
    down = (Point(date(2025, 1, 1), Fraction(15)),)
    level = percent("lt", "5")
    assert now(level, figure(HALF, 10, 100), on=HALF, path=down).state is State.ON_TRACK
    assert now(level, figure(HALF, 101, 1000), on=HALF, path=down).state is State.BEHIND


def test_before_the_first_date_the_later_levels_say_nothing_yet() -> None:
    standing = target_standing(
        STAGES, lambda _: [figure(date(2022, 6, 14), 91, 100)], date(2022, 6, 30)
    )
    assert standing.passed == ()
    assert standing.now.state is State.ON_TRACK
    assert standing.now.level.last_day == date(2022, 12, 31)


def test_a_level_of_another_kind_is_no_step_of_the_path() -> None:
    levels = [
        DatedLevel(percent("gte", "95"), END_2025),
        DatedLevel(count("gte", 50), date(2022, 12, 31)),
        DatedLevel(percent("lte", "5"), date(2023, 12, 31)),
        DatedLevel(percent("gte", "10"), date(2023, 12, 31), date(2023, 1, 1)),
        DatedLevel(percent("gte", "10")),
    ]
    assert asked_by(target_standing(levels, lambda _: [figure(JUNE, 1, 100)], JUNE).now) is None


def test_a_target_without_a_level_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one level"):
        target_standing([], lambda _: [], JUNE)


def test_a_level_does_not_begin_after_its_last_day() -> None:
    with pytest.raises(ValueError, match="after its last day"):
        DatedLevel(count("gte", 1), JUNE, END_2025)
    assert DatedLevel(count("gte", 1), None, END_2025).last_day is None


YEAR = (END_2025, date(2025, 1, 1))


def test_a_count_of_the_year_starts_from_zero() -> None:
    level = DatedLevel(count("gt", 80), *YEAR)
    assert now(level, figure(HALF, 40), on=HALF).state is State.ON_TRACK
    assert now(level, figure(HALF, 39), on=HALF).state is State.BEHIND
    assert now(level, figure(HALF, 81), on=HALF).state is State.REACHED


def test_a_share_of_a_list_starts_from_zero() -> None:
    level = DatedLevel(percent("eq", "100"), *YEAR)
    assert now(level, figure(HALF, 63, 126, whole_known=1), on=HALF).state is State.ON_TRACK
    assert now(level, figure(HALF, 62, 126, whole_known=1), on=HALF).state is State.BEHIND
    assert now(level, figure(HALF, 126, 126, whole_known=1), on=HALF).state is State.REACHED


def test_a_rate_of_what_comes_in_stands_beside_its_level_from_the_first_day() -> None:
    level = DatedLevel(percent("gt", "90"), *YEAR)
    assert now(level, figure(HALF, 181, 200), on=HALF).state is State.ON_TRACK
    assert now(level, figure(HALF, 180, 200), on=HALF).state is State.BEHIND
    assert now(level, figure(HALF, 179, 200), on=HALF).state is State.BEHIND
    assert now(level, figure(END_2025, 181, 200), on=NEW_YEAR).state is State.REACHED
    assert now(level, figure(END_2025, 180, 200), on=NEW_YEAR).state is State.MISSED


def test_a_path_of_its_own_takes_the_place_of_zero() -> None:
    level = DatedLevel(count("gte", 80), *YEAR)
    path = (Point(date(2025, 1, 1), Fraction(60)), Point(date(2024, 12, 31), Fraction(0)))
    assert now(level, figure(HALF, 69), on=HALF, path=path).state is State.BEHIND
    assert now(level, figure(HALF, 70), on=HALF, path=path).state is State.ON_TRACK


def test_events_of_the_year_before_do_not_break_the_level_of_this_year() -> None:
    level, before = DatedLevel(count("zero", 0), *YEAR), happened(date(2024, 12, 31), 3)
    assert now(level, before, on=JUNE).state is State.NOT_REPORTED
    assert now(level, before, happened(JUNE, 0), on=JUNE).state is State.ON_TRACK
    assert now(level, before, happened(JUNE, 1), on=JUNE).state is State.MISSED


def test_by_a_year_is_one_level_and_in_a_year_begins_with_it() -> None:
    levels = dated_levels(
        [
            Asked(percent("gte", "95"), "by", "2025"),
            Asked(percent("gte", "95"), "during", "2021"),
            Asked(percent("gte", "95"), "during", "2021-02"),
            Asked(percent("gte", "95"), "by", "2021-02-10"),
            Asked(percent("gte", "95"), "", ""),
        ],
        date(2021, 1, 15),
        JUNE,
    )
    assert [(one.begins, one.last_day) for one in levels] == [
        (None, END_2025),
        (date(2021, 1, 1), date(2021, 12, 31)),
        (date(2021, 2, 1), date(2021, 2, 28)),
        (None, date(2021, 2, 10)),
        (None, None),
    ]


def test_every_year_is_a_level_for_each_year_with_its_own_value() -> None:
    asked = [Asked(percent("eq", "100"), "every", "year")]
    levels = dated_levels(asked, date(2021, 3, 9), JUNE)
    values = {2021: 126, 2022: 125, 2023: 126, 2025: 60}
    figures = [
        figure(date(year, 12 if year < 2025 else 6, 14), part, 126, whole_known=1)
        for year, part in values.items()
    ]
    standing = target_standing(levels, lambda _: figures, JUNE)
    assert [one.state for one in standing.passed] == [
        State.REACHED,
        State.MISSED,
        State.REACHED,
        State.NOT_REPORTED,
    ]
    assert standing.now.level.begins == date(2025, 1, 1)
    assert standing.now.state is State.ON_TRACK


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        ("half-year", [((2024, 7, 1), (2024, 12, 31)), ((2025, 1, 1), (2025, 6, 30))]),
        ("quarter", [((2024, 10, 1), (2024, 12, 31)), ((2025, 1, 1), (2025, 3, 31))]),
        ("month", [((2024, 12, 1), (2024, 12, 31)), ((2025, 1, 1), (2025, 1, 31))]),
    ],
)
def test_a_rhythm_is_laid_out_from_its_first_period_to_that_of_today(
    rhythm: str, expected: list[tuple[tuple[int, int, int], tuple[int, int, int]]]
) -> None:
    levels = dated_levels(
        [Asked(count("gte", 1), "every", rhythm)], date(2024, 12, 31), date(2025, 1, 1)
    )
    assert [(one.begins, one.last_day) for one in levels] == [
        (date(*first), date(*last)) for first, last in expected
    ]


def test_a_rhythm_that_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="week"):
        dated_levels([Asked(count("gte", 1), "every", "week")], JUNE, JUNE)


comparators = st.sampled_from(("gte", "gt", "eq", "lte", "lt", "zero"))


@st.composite
def standings(draw: st.DrawFn) -> tuple[DatedLevel, DatedFigure]:
    comparator = draw(comparators)
    value = Decimal(0) if comparator == "zero" else Decimal(draw(st.integers(0, 100)))
    level = Level(comparator, value, comparator != "zero" and draw(st.booleans()))
    expected = draw(st.integers(1, 5))
    reported = draw(st.integers(1, expected))
    whole = draw(st.integers(1, 100))
    measured = Measured(draw(st.integers(0, whole)), whole)
    whole_known = draw(st.booleans())
    figure = DatedFigure(JUNE, measured, expected, reported, 0, whole_known)
    return DatedLevel(level, END_2025), figure


@given(standings(), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5))
def test_no_report_that_comes_in_later_takes_the_last_word_back(
    held: tuple[DatedLevel, DatedFigure], later: list[tuple[int, int]]
) -> None:
    """What is said to be reached or missed stays so, whatever those who are missing report."""
    level, first = held
    said = now(level, first, on=NEW_YEAR).state
    missing = later[: first.expected - first.reported]
    assert first.measured is not None
    part, whole = first.measured.part, first.measured.whole or 0
    for more, of in missing:
        if first.whole_known:
            part = min(part + more, whole)
        else:
            part, whole = part + min(more, of), whole + of
    full = DatedFigure(
        JUNE, Measured(part, whole), first.expected, first.expected, 0, first.whole_known
    )
    if said in (State.REACHED, State.MISSED):
        assert now(level, full, on=NEW_YEAR).state is said
    assert now(level, full, on=NEW_YEAR).state in (State.REACHED, State.MISSED)


@given(standings(), st.integers(0, 40))
def test_more_never_makes_a_level_from_below_stand_worse(
    held: tuple[DatedLevel, DatedFigure], more: int
) -> None:
    level, first = held
    assert first.measured is not None
    whole = (first.measured.whole or 0) + 40
    order = [State.MISSED, State.BEHIND, State.ON_TRACK, State.REACHED]
    for on in (JUNE, NEW_YEAR):
        less, better = (
            now(level, figure(JUNE, part, whole), on=on, path=(START,)).state
            for part in (first.measured.part, first.measured.part + more)
        )
        if level.level.comparator not in FROM_ABOVE:
            assert order.index(better) >= order.index(less)
        else:
            assert order.index(better) <= order.index(less)
