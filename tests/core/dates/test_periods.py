"""Periods are read from their names and followed back in time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.core.dates.duties import Rule, dated_duties
from phongtrao.core.dates.periods import (
    MONTHS,
    PeriodUnknown,
    period_before,
    period_title,
    periods_of,
    read_period,
    same_period_a_year_before,
)


@pytest.mark.parametrize(
    ("name", "rhythm", "first", "last"),
    [
        ("2026-02", "month", "2026-02-01", "2026-02-28"),
        ("2026-12", "month", "2026-12-01", "2026-12-31"),
        ("2026-Q1", "quarter", "2026-01-01", "2026-03-31"),
        ("2026-Q4", "quarter", "2026-10-01", "2026-12-31"),
        ("2026-H1", "half-year", "2026-01-01", "2026-06-30"),
        ("2026-H2", "half-year", "2026-07-01", "2026-12-31"),
        ("2026-9M", "nine-month", "2026-01-01", "2026-09-30"),
        ("2026", "year", "2026-01-01", "2026-12-31"),
        ("2026/2030", "five-year", "2026-01-01", "2030-12-31"),
        ("2026-W53", "week", "2026-12-28", "2027-01-03"),
        ("2026-11-10", "once", "2026-11-10", "2026-11-10"),
        ("2026-10-15/2026-11-15", "once", "2026-10-15", "2026-11-15"),
    ],
)
def test_a_name_says_rhythm_and_days(name: str, rhythm: str, first: str, last: str) -> None:
    period = read_period(name)
    assert (period.rhythm, str(period.first), str(period.last)) == (rhythm, first, last)
    assert not period.supplement
    supplement = read_period(f"{name}-S")
    assert supplement.supplement
    assert (supplement.first, supplement.last) == (period.first, period.last)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "quý I",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-H3",
        "2026-6M",
        "2026-W54",
        "2025-W53",
        "2026-02-30",
        "2026/2028",
        "2026/2026",
        "2026-11-15/2026-10-15",
        "0000",
        "2026-S-S",
    ],
)
def test_what_names_no_period_is_refused_with_the_names_that_do(name: str) -> None:
    with pytest.raises(PeriodUnknown, match="2026-Q3"):
        read_period(name)


@pytest.mark.parametrize(
    ("name", "before", "a_year_before"),
    [
        ("2026-01", "2025-12", "2025-01"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026-Q3", "2026-Q2", "2025-Q3"),
        ("2026-H2", "2026-H1", "2025-H2"),
        ("2026-H1", "2025-H2", "2025-H1"),
        ("2026-9M", "2025-9M", "2025-9M"),
        ("2026", "2025", "2025"),
        ("2026/2030", "2021/2025", ""),
        ("2026-W01", "2025-W52", "2025-W01"),
        ("2026-W53", "2026-W52", ""),
        ("2026-11-10", "", ""),
        ("2026-S", "2025-S", "2025-S"),
        ("2026-W07-S", "2026-W06-S", "2025-W07-S"),
    ],
)
def test_the_period_before_and_the_same_of_last_year(
    name: str, before: str, a_year_before: str
) -> None:
    assert period_before(name) == before
    assert same_period_a_year_before(name) == a_year_before


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2026-01", "Tháng 01/2026"),
        ("2026-Q1", "Quý I/2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026-9M", "9 tháng đầu năm 2026"),
        ("2026", "Năm 2026"),
        ("2026/2030", "5 năm 2026–2030"),
        ("2026-10-15/2026-11-15", "Từ ngày 15/10/2026 đến ngày 15/11/2026"),
        ("2026-S", "Bổ sung năm 2026"),
    ],
)
def test_a_period_has_a_heading(name: str, title: str) -> None:
    assert period_title(name) == title


def test_five_years_are_counted_from_their_first_year() -> None:
    assert [period.name for period in periods_of("five-year", 2030)] == ["2026/2030"]
    assert [period.name for period in periods_of("five-year", 2030, first_year=2021)] == [
        "2026/2030"
    ]
    assert periods_of("five-year", 2029, first_year=2021) == []
    assert periods_of("five-year", 2020, first_year=2021) == []


def test_an_unknown_rhythm_has_no_periods() -> None:
    assert periods_of("day", 2026) == []


@given(st.sampled_from(sorted(MONTHS)), st.integers(2005, 2090))
def test_periods_touch_the_one_before_and_last_as_long_as_their_rhythm(
    rhythm: str, year: int
) -> None:
    for period in periods_of(rhythm, year):
        months = (period.last.year - period.first.year) * 12 + period.last.month
        assert months - period.first.month + 1 == MONTHS[rhythm]
        assert period.last.year == year
        before = read_period(period_before(period.name))
        if rhythm != "nine-month":
            assert (period.first - before.last).days == 1


@given(st.sampled_from(["month", "quarter", "half-year", "year", "week", "five-year"]))
def test_every_period_that_a_duty_names_is_a_period(rhythm: str) -> None:
    rule = Rule("", rhythm, before=False, begins=date(2021, 1, 1))
    for duty in dated_duties(rule, date(2021, 1, 1), date(2031, 12, 31)):
        period = read_period(duty.period)
        assert period.rhythm == rhythm
        assert period.last == duty.last_day
