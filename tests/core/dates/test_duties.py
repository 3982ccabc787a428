"""Deadline rules become dated duties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.core.dates.duties import DatedDuty, Rule, dated_duties
from tests.core.dates.slow_duties import slow_last_days

BEGINS = date(2026, 1, 5)


def duties(text: str, *, begins: str = "2026-01-05", ends: str = "", days: str = "") -> list[str]:
    """ "--11-10 year before" → last day and period of each duty. days: "2026-01-01 2027-12-31"."""
    due, recurs, before = ([*text.split(), "", "", ""])[:3]
    if due in ("year", "half-year", "quarter", "month", "week", "five-year"):
        due, recurs, before = "", due, recurs
    first, last = (days or "2026-01-01 2027-12-31").split()
    rule = Rule(
        due=due,
        recurs="" if recurs in ("before", "once") else recurs,
        before="before" in (recurs, before),
        begins=date.fromisoformat(begins),
        ends=date.fromisoformat(ends) if ends else None,
    )
    found = dated_duties(rule, date.fromisoformat(first), date.fromisoformat(last))
    return [f"{duty.last_day} {duty.period}" for duty in found]


@pytest.mark.parametrize(
    ("rule", "days", "wanted"),
    [
        # once
        ("2020-09-05", "2020-01-01 2026-12-31", ["2020-09-05 2020-09-05"]),
        ("2020-09-05 before", "2020-01-01 2026-12-31", ["2020-09-04 2020-09-05"]),
        ("2026-03-01 before", "", ["2026-02-28 2026-03-01"]),
        ("2024-03-01 before", "2024-01-01 2024-12-31", ["2024-02-29 2024-03-01"]),
        ("2026-01", "", ["2026-01-31 2026-01"]),
        ("2026-01 before", "2025-12-01 2026-12-31", ["2025-12-31 2026-01"]),
        ("2026", "", ["2026-12-31 2026"]),
        ("2027 before", "", ["2026-12-31 2027"]),
        ("2028-01-01", "", []),
        # each year
        ("--11-10", "", ["2026-11-10 2026", "2027-11-10 2027"]),
        ("--11-10 year before", "", ["2026-11-09 2026", "2027-11-09 2027"]),
        ("--11 year", "", ["2026-11-30 2026", "2027-11-30 2027"]),
        ("--11 year before", "", ["2026-10-31 2026", "2027-10-31 2027"]),
        ("--01-01 year before", "", ["2026-12-31 2027", "2027-12-31 2028"]),
        ("year", "", ["2026-12-31 2026", "2027-12-31 2027"]),
        ("--02-29", "2027-01-01 2028-12-31", ["2027-02-28 2027", "2028-02-29 2028"]),
        ("--02-29 year before", "2027-01-01 2028-12-31", ["2027-02-28 2027", "2028-02-28 2028"]),
        # half-years
        ("half-year", "2026-01-01 2026-12-31", ["2026-06-30 2026-H1", "2026-12-31 2026-H2"]),
        ("--06-10 half-year before", "2026-01-01 2026-12-31", ["2026-06-09 2026-H1"]),
        ("--07-05 half-year", "2026-01-01 2026-12-31", ["2026-07-05 2026-H1"]),
        ("--12-15 half-year", "2026-01-01 2026-12-31", ["2026-12-15 2026-H2"]),
        ("--01-10 half-year", "2026-01-01 2026-12-31", ["2026-01-10 2025-H2"]),
        # quarters
        ("quarter", "2026-06-01 2026-10-01", ["2026-06-30 2026-Q2", "2026-09-30 2026-Q3"]),
        ("---15 quarter", "2026-06-01 2026-10-01", ["2026-06-15 2026-Q2", "2026-09-15 2026-Q3"]),
        # months
        ("month", "2026-02-01 2026-03-31", ["2026-02-28 2026-02", "2026-03-31 2026-03"]),
        ("---31", "2026-02-01 2026-04-30", ["2026-02-28 2026-02", "2026-03-31 2026-03", "2026-04-30 2026-04"]),  # noqa: E501 - a drawn case
        ("---15 month before", "2026-02-01 2026-02-28", ["2026-02-14 2026-02"]),
        ("---01 month before", "2026-02-01 2026-02-28", ["2026-02-28 2026-03"]),
        # weeks
        ("week", "2026-01-01 2026-01-18", ["2026-01-11 2026-W02", "2026-01-18 2026-W03"]),
        ("2026 week", "2026-12-20 2027-01-31", ["2026-12-20 2026-W51", "2026-12-27 2026-W52"]),
        # from a date on
        ("2026-02-10 quarter", "2026-01-01 2026-08-31", ["2026-02-10 2026-Q1", "2026-05-10 2026-Q2", "2026-08-10 2026-Q3"]),  # noqa: E501 - a drawn case
        ("2026-01 half-year before", "2026-01-01 2026-12-31", ["2026-06-30 2026-H1", "2026-12-31 2026-H2"]),  # noqa: E501 - a drawn case
        ("2027-05-01 year", "", ["2027-05-01 2027"]),
        ("2026-05-01 five-year", "2026-01-01 2031-12-31", ["2026-05-01 2026/2030", "2031-05-01 2031/2035"]),  # noqa: E501 - a drawn case
        # within a year
        ("2027 quarter", "", ["2027-03-31 2027-Q1", "2027-06-30 2027-Q2", "2027-09-30 2027-Q3", "2027-12-31 2027-Q4"]),  # noqa: E501 - a drawn case
    ],
)  # fmt: skip
def test_a_rule_falls_due(rule: str, days: str, wanted: list[str]) -> None:
    assert duties(rule, days=days) == wanted


@pytest.mark.parametrize(
    ("rule", "begins", "wanted"),
    [
        ("five-year", "2026-01-01", ["2030-12-31 2026/2030", "2035-12-31 2031/2035"]),
        ("five-year", "2025-12-15", ["2030-12-14 2025/2030", "2035-12-14 2030/2035"]),
        ("five-year", "2024-02-29", ["2029-02-27 2024/2029", "2034-02-27 2029/2034"]),
        ("--11-10 five-year before", "2026-01-01", ["2030-11-09 2026/2030", "2035-11-09 2031/2035"]),  # noqa: E501 - a drawn case
        ("--12-20 five-year", "2025-12-15", ["2029-12-20 2025/2030", "2034-12-20 2030/2035"]),
        ("---15 five-year", "2025-12-15", ["2030-11-15 2025/2030", "2035-11-15 2030/2035"]),
        ("2030 five-year", "2026-01-01", ["2030-12-31 2026/2030"]),
    ],
)  # fmt: skip
def test_five_years_are_counted_from_the_first_day_of_the_plan(
    rule: str, begins: str, wanted: list[str]
) -> None:
    assert duties(rule, begins=begins, days="2024-01-01 2037-12-31") == wanted


def test_what_returns_keeps_to_the_days_of_the_plan_and_what_is_due_once_does_not() -> None:
    assert duties("--06-30", begins="2026-07-01", ends="2027-05-31") == []
    assert duties("--06-30", begins="2026-06-30", ends="2027-06-30") == [
        "2026-06-30 2026",
        "2027-06-30 2027",
    ]
    assert duties("2026-06-30", begins="2026-07-01", ends="2026-12-31") == ["2026-06-30 2026-06-30"]


@pytest.mark.parametrize(
    "rule", ["2026-13-01", "2026-01-00", "0026", "mai", "--13", "--11-10 fortnight"]
)
def test_what_is_no_date_or_no_rhythm_has_no_duties(rule: str) -> None:
    assert duties(rule) == []


def test_a_rule_without_date_and_rhythm_is_due_each_year_by_its_end() -> None:
    """The compiler makes no such rule; an empty one must not vanish from the calendar."""
    assert duties("") == ["2026-12-31 2026", "2027-12-31 2027"]


DAYS = st.dates(date(2019, 1, 1), date(2033, 1, 1))
DUES = st.one_of(
    st.just(""),
    st.dates(date(2019, 1, 1), date(2033, 1, 1)).map(str),
    st.builds("--{:02}-{:02}".format, st.integers(1, 12), st.integers(1, 31)),
    st.builds("--{:02}".format, st.integers(1, 12)),
    st.builds("---{:02}".format, st.integers(1, 31)),
    st.builds("{}-{:02}".format, st.integers(2019, 2033), st.integers(1, 12)),
    st.builds("{}".format, st.integers(2019, 2033)),
)


@settings(max_examples=150, deadline=None)
@given(
    due=DUES,
    recurs=st.sampled_from(["", "year", "half-year", "quarter", "month", "five-year"]),
    before=st.booleans(),
    begins=DAYS,
    first=DAYS,
    length=st.integers(0, 3000),
)
def test_the_quick_way_agrees_with_looking_at_every_day(
    due: str, recurs: str, before: bool, begins: date, first: date, length: int
) -> None:
    rule = Rule(due, recurs, before, begins)
    last = first + timedelta(days=length)
    quick = [duty.last_day for duty in dated_duties(rule, first, last)]
    assert quick == slow_last_days(rule, first, last)


@given(rule=st.builds(Rule, DUES, st.just("quarter"), st.booleans(), DAYS), first=DAYS, middle=DAYS)
def test_two_halves_of_a_time_hold_what_the_whole_holds(
    rule: Rule, first: date, middle: date
) -> None:
    last = max(first, middle) + timedelta(days=400)
    whole = dated_duties(rule, first, last)
    parts = dated_duties(rule, first, middle) + dated_duties(
        rule, max(first, middle + timedelta(days=1)), last
    )
    assert whole == parts
    assert whole == sorted(set(whole))
    assert all(isinstance(duty, DatedDuty) for duty in whole)
