"""How a target stands on a day: by exact arithmetic, beside its path, and never by silence."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from phongtrao.core.targets.dated import DatedLevel
from phongtrao.core.targets.levels import Level, Measured
from phongtrao.core.targets.standing import DatedFigure, Point, State
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
    silent,
)


@pytest.mark.parametrize(
    ("level", "measured", "expected"),
    [
        (percent("gt", "90"), (900, 1000), State.MISSED),
        (percent("gt", "90"), (901, 1000), State.REACHED),
        (percent("gte", "70"), (70, 100), State.REACHED),
        (percent("range", "5", "10"), (12, 100), State.REACHED),
        (percent("range", "5", "10"), (49, 1000), State.MISSED),
        (count("eq", 19, 28), (18, 28), State.MISSED),
        (count("eq", 19, 28), (19, 28), State.REACHED),
        (percent("eq", "100"), (200, 200), State.REACHED),
        (percent("gt", "90"), (181, 200), State.REACHED),
        (percent("gt", "90"), (180, 200), State.MISSED),
        (percent("gte", "90"), (181, 200), State.REACHED),
        (percent("gte", "90"), (180, 200), State.REACHED),
        (percent("gte", "90"), (179, 200), State.MISSED),
        (count("zero", 0), (0, None), State.REACHED),
        (count("zero", 0), (1, None), State.MISSED),
        (count("lte", 4), (4, None), State.REACHED),
        (percent("lte", "5"), (51, 1000), State.MISSED),
    ],
)
def test_after_the_last_day_a_target_is_reached_or_missed_by_exact_arithmetic(
    level: Level, measured: tuple[int, int | None], expected: State
) -> None:
    assert now(level, figure(END_2025, *measured), on=NEW_YEAR).state is expected


def test_on_its_last_day_a_target_can_still_be_reached() -> None:
    late = figure(date(2025, 12, 14), 18, 28)
    assert now(count("eq", 19, 28), late, on=END_2025).state is State.ON_TRACK
    assert now(count("eq", 19, 28), late, on=NEW_YEAR).state is State.MISSED


@pytest.mark.parametrize(
    ("level", "part"),
    [(percent("gte", "95"), 120), (percent("gt", "90"), 126), (count("gte", 5), 5)],
)
def test_what_stands_above_its_level_and_may_fall_back_is_reached_only_after_its_last_day(
    level: Level, part: int
) -> None:
    for on in (JUNE, END_2025):
        standing = now(level, figure(JUNE, part, 126, whole_known=1), on=on)
        assert (standing.state, standing.by_reported) == (State.ON_TRACK, State.ON_TRACK)
        assert standing.needed == 0
    fallen = figure(date(2025, 9, 30), part // 2, 126)
    assert now(level, figure(JUNE, part, 126), fallen, on=NEW_YEAR).state is State.MISSED
    assert now(level, figure(JUNE, part, 126), on=NEW_YEAR).state is State.REACHED


def test_a_number_of_events_is_reached_as_soon_as_it_is_met() -> None:
    """ "Đến năm 2025 có 80 tin, bài" since 2021: what happened is not undone."""
    level = DatedLevel(count("gte", 80), END_2025, since=date(2021, 1, 1))
    assert now(level, happened(JUNE, 80), on=JUNE).state is State.REACHED
    assert now(level, happened(JUNE, 79), on=JUNE).state is State.ON_TRACK


@pytest.mark.parametrize("level", [count("zero", 0), count("lte", 3), percent("lt", "5")])
def test_what_is_above_a_level_from_above_is_behind_until_its_last_day(level: Level) -> None:
    assert now(level, figure(JUNE, 4, 50), on=JUNE).state is State.BEHIND
    assert now(level, figure(JUNE, 4, 50), on=END_2025).state is State.BEHIND
    assert now(level, figure(JUNE, 4, 50), on=NEW_YEAR).state is State.MISSED


@pytest.mark.parametrize("level", [count("zero", 0), count("lte", 3), percent("lt", "5")])
def test_a_level_from_above_is_reached_only_after_its_last_day(level: Level) -> None:
    assert now(level, figure(JUNE, 0, 50), on=JUNE).state is State.ON_TRACK
    assert now(level, figure(END_2025, 0, 50), on=END_2025).state is State.ON_TRACK
    assert now(level, figure(END_2025, 0, 50), on=NEW_YEAR).state is State.REACHED


def test_without_a_last_day_a_target_is_never_missed_from_below_nor_reached_from_above() -> None:
    far = date(2040, 1, 1)
    below, above = DatedLevel(count("gte", 5)), DatedLevel(count("zero", 0))
    assert now(below, figure(JUNE, 4), on=far).state is State.ON_TRACK
    assert now(below, figure(JUNE, 5), on=far).state is State.REACHED
    assert now(above, figure(JUNE, 0), on=far).state is State.ON_TRACK
    assert now(above, figure(JUNE, 1), on=far).state is State.BEHIND


def test_a_silent_unit_has_not_reported_and_has_not_failed() -> None:
    for days_gone in (JUNE, NEW_YEAR):
        assert now(percent("gte", "95"), on=days_gone).state is State.NOT_REPORTED
        assert now(percent("gte", "95"), silent(JUNE), on=days_gone).state is State.NOT_REPORTED
    assert now(count("zero", 0), silent(END_2025), on=NEW_YEAR).state is State.NOT_REPORTED


def test_a_period_that_has_just_opened_takes_nothing_away() -> None:
    level, spring = percent("gte", "95"), figure(date(2025, 3, 14), 120, 126)
    assert now(level, spring, silent(JUNE), on=JUNE).state is State.ON_TRACK


@pytest.mark.parametrize(("reported", "state"), [(2, State.ON_TRACK), (60, State.BEHIND)])
def test_what_a_few_say_of_a_new_period_takes_nothing_away(reported: int, state: State) -> None:
    level = DatedLevel(percent("gte", "95"), END_2025, begins=date(2025, 1, 1))
    spring = figure(date(2025, 3, 14), 99, 100, expected=126, reported=121)
    june = figure(JUNE, 60, 100, expected=123, reported=reported)
    assert now(level, spring, june, on=JUNE).state is state


def test_after_the_last_day_the_last_period_counts_even_when_nobody_reported_it() -> None:
    level, june = percent("gte", "95"), figure(JUNE, 118, 126)
    assert now(level, june, on=NEW_YEAR).state is State.MISSED
    assert now(level, june, silent(date(2025, 12, 14)), on=NEW_YEAR).state is State.NOT_REPORTED


def test_a_figure_after_the_last_day_no_longer_helps() -> None:
    june, late = figure(JUNE, 18, 28), figure(date(2026, 1, 31), 19, 28)
    assert now(count("eq", 19, 28), june, late, on=date(2026, 2, 1)).state is State.MISSED
    assert now(count("eq", 19, 28), late, on=date(2026, 2, 1)).state is State.NOT_REPORTED


def test_a_figure_of_later_than_the_day_asked_about_is_not_known_yet() -> None:
    assert now(count("gte", 5), figure(JUNE, 5), on=date(2025, 6, 13)).state is State.NOT_REPORTED


def test_a_target_that_does_not_concern_a_unit_is_not_applicable() -> None:
    apart = DatedFigure(JUNE, None, applicable=False)
    nobody = DatedFigure(JUNE, None, expected=0, reported=0, accepted=0)
    before = figure(date(2025, 3, 14), 3, 4)
    for one in (apart, nobody):
        standing = now(percent("gte", "95"), before, one, on=JUNE)
        assert standing.state is standing.by_reported is State.NOT_APPLICABLE
        assert standing.needed is None


def test_a_rate_of_nothing_is_not_applicable_and_one_without_a_whole_is_not_reported() -> None:
    level = percent("gt", "90")
    assert now(level, figure(JUNE, 0, 0), on=JUNE).state is State.NOT_APPLICABLE
    assert now(level, figure(JUNE, 7), on=JUNE).state is State.NOT_REPORTED


def test_that_there_is_nothing_to_divide_by_is_sure_only_when_all_have_reported() -> None:
    some = now(percent("gt", "90"), figure(JUNE, 0, 0, expected=3, reported=2), on=JUNE)
    assert some.state is State.NOT_REPORTED
    assert some.by_reported is State.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("level", "part", "whole", "state", "by_reported"),
    [
        # The missing can only add to a count.
        (count("gte", 19), 19, None, State.REACHED, State.REACHED),
        (count("gte", 19), 18, None, State.BEHIND, State.MISSED),
        (count("zero", 0), 0, None, State.ON_TRACK, State.REACHED),
        (count("zero", 0), 1, None, State.MISSED, State.MISSED),
        (count("lte", 4), 4, None, State.ON_TRACK, State.REACHED),
        # A rate may still go either way.
        (percent("gte", "95"), 100, 100, State.ON_TRACK, State.REACHED),
        (percent("gte", "95"), 90, 100, State.BEHIND, State.MISSED),
        (percent("lte", "5"), 9, 100, State.BEHIND, State.MISSED),
    ],
)
def test_the_last_word_waits_for_those_who_could_still_change_it(
    level: Level, part: int, whole: int | None, state: State, by_reported: State
) -> None:
    some = figure(END_2025, part, whole, expected=126, reported=82)
    standing = now(level, some, on=NEW_YEAR)
    assert (standing.state, standing.by_reported) == (state, by_reported)


@pytest.mark.parametrize(
    ("level", "part", "state"),
    [
        (percent("gte", "95"), 120, State.REACHED),
        (percent("gte", "95"), 119, State.BEHIND),
        (percent("lte", "5"), 7, State.MISSED),
        (percent("lte", "5"), 6, State.ON_TRACK),
    ],
)
def test_a_denominator_from_a_list_holds_the_silent_units_too(
    level: Level, part: int, state: State
) -> None:
    some = figure(END_2025, part, 126, expected=126, reported=125, whole_known=1)
    assert now(level, some, on=NEW_YEAR).state is state


@pytest.mark.parametrize(
    ("level", "part", "state"),
    [
        (percent("gte", "95"), 126, State.ON_TRACK),
        (percent("gte", "95"), 90, State.BEHIND),
        (percent("lte", "5"), 0, State.ON_TRACK),
        # What is left out can only add to a number.
        (count("gte", 19), 19, State.REACHED),
        (count("gte", 19), 18, State.BEHIND),
        (count("zero", 0), 1, State.MISSED),
    ],
)
def test_the_last_word_waits_for_what_cannot_be_said_on_the_boundaries_of_the_day(
    level: Level, part: int, state: State
) -> None:
    measured = Measured(part, 126 if level.percent else None)
    some = DatedFigure(END_2025, measured, 127, 127, 127, whole_known=True, left_out=1)
    assert now(level, some, on=NEW_YEAR).state is state


def test_a_figure_is_provisional_while_a_report_waits_to_be_accepted() -> None:
    level = percent("gte", "95")
    sent = figure(JUNE, 126, 126, expected=126, reported=126, accepted=82)
    done = figure(JUNE, 126, 126, expected=126, reported=126)
    assert sent.is_provisional
    assert now(level, sent, on=NEW_YEAR).state is State.REACHED
    assert not done.is_provisional
    assert not silent(JUNE, 126).is_provisional


@pytest.mark.parametrize("coverage", [(1, 2, 1), (2, 1, 2), (1, 1, -1)])
def test_a_coverage_over_one_hundred_percent_is_a_mistake(coverage: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="accepted of"):
        DatedFigure(JUNE, Measured(1), *coverage)


def test_what_is_still_needed_is_said_in_whole_units() -> None:
    assert now(percent("gte", "95"), figure(JUNE, 117, 126), on=JUNE).needed == 3
    assert now(count("eq", 19, 28), figure(JUNE, 18, 28), on=JUNE).needed == 1
    assert now(percent("gte", "95"), figure(JUNE, 120, 126), on=JUNE).needed == 0
    assert now(count("zero", 0), figure(JUNE, 1), on=JUNE).needed is None
    assert now(percent("gte", "95"), on=JUNE).needed is None


HALF = date(2025, 7, 2)


START = Point(date(2025, 1, 1), Fraction(0))


@pytest.mark.parametrize(
    ("part", "state"),
    [(40, State.ON_TRACK), (39, State.BEHIND), (79, State.ON_TRACK), (80, State.ON_TRACK)],
)
def test_half_of_the_time_asks_for_half_of_the_way(part: int, state: State) -> None:
    standing = now(percent("gte", "80"), figure(HALF, part, 100), on=HALF, path=(START,))
    assert (asked_by(standing), standing.state) == (40, state)


def test_a_figure_is_held_against_the_path_of_its_own_day() -> None:
    june = figure(HALF, 40, 100)
    late = now(percent("gte", "80"), june, on=date(2025, 10, 30), path=(START,))
    assert late.state is State.ON_TRACK


def test_nobody_is_asked_for_a_part_of_a_whole_thing() -> None:
    level = count("gte", 5)
    assert asked_by(now(level, figure(HALF, 2), on=HALF, path=(START,))) == Fraction(5, 2)
    assert now(level, figure(HALF, 2), on=HALF, path=(START,)).state is State.ON_TRACK
    assert now(level, figure(HALF, 1), on=HALF, path=(START,)).state is State.BEHIND


def test_interim_levels_bend_the_path() -> None:
    bent = (Point(HALF, Fraction(10)), START)
    assert asked_by(now(percent("gte", "80"), figure(HALF, 10, 100), on=HALF, path=bent)) == 10
    autumn = date(2025, 10, 1)
    standing = now(percent("gte", "80"), figure(autumn, 44, 100), on=autumn, path=bent)
    assert (asked_by(standing), standing.state) == (45, State.BEHIND)


def test_before_the_path_begins_no_more_is_asked_than_at_its_start() -> None:
    path = (Point(HALF, Fraction(30)),)
    standing = now(percent("gte", "80"), figure(JUNE, 30, 100), on=JUNE, path=path)
    assert (asked_by(standing), standing.state) == (30, State.ON_TRACK)


@pytest.mark.parametrize(
    ("level", "part", "state"),
    [
        (percent("gt", "80"), 80, State.BEHIND),
        (percent("gt", "80"), 81, State.ON_TRACK),
        (percent("gte", "80"), 79, State.BEHIND),
        (percent("gte", "80"), 80, State.ON_TRACK),
        (percent("lt", "80"), 80, State.BEHIND),
        (percent("lte", "80"), 80, State.ON_TRACK),
        (count("gt", 80), 80, State.BEHIND),
        (count("lt", 80), 80, State.BEHIND),
    ],
)
def test_on_the_last_day_the_level_itself_is_asked(level: Level, part: int, state: State) -> None:
    """ "Trên 80 %": 80,0 % is neither met nor on track when no day is left to pass it."""
    beyond = (Point(END_2025, Fraction(99)), Point(NEW_YEAR, Fraction(100)))
    for path in ((), beyond, (START, *beyond)):
        standing = now(level, figure(END_2025, part, 100), on=END_2025, path=path)
        assert (asked_by(standing), standing.state) == (80, state)


def test_without_a_path_nothing_says_that_a_target_is_behind_before_its_last_day() -> None:
    standing = now(percent("gte", "80"), figure(JUNE, 1, 100), on=END_2025)
    assert (asked_by(standing), standing.state) == (None, State.ON_TRACK)
