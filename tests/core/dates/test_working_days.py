"""When Vietnamese offices work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from phongtrao.core.dates.working_days import (
    HolidaysUnknown,
    add_working_days,
    calendar_in,
    is_working_day,
    last_working_day_before,
    next_working_day,
    read_calendar,
    vietnam,
    working_days_between,
)
from tests.core.dates.lunar import lunar_date, new_year

if TYPE_CHECKING:
    from pathlib import Path

YEARS = range(2020, 2031)
DAYS = st.dates(date(2020, 3, 1), date(2030, 10, 1))
ONE = timedelta(days=1)


def off(text: str) -> str:
    return vietnam().why_off(date.fromisoformat(text))


@pytest.mark.parametrize("year", YEARS)
def test_tet_lies_where_the_new_moon_puts_it(year: int) -> None:
    first = new_year(year)
    around = [first + timedelta(days=at) for at in range(-1, 3)]  # giao thừa to the third day
    assert [off(str(day)) for day in around] == ["Tết Nguyên đán"] * 4
    named = [day for day, why in vietnam().off.items() if why == "Tết Nguyên đán"]
    assert len([day for day in named if day.year == year]) == 5


def test_tet_of_2030_is_a_day_before_the_chinese_new_year() -> None:
    assert new_year(2030) == date(2030, 2, 2)
    assert new_year(2030, hours=8) == date(2030, 2, 3)
    # Years in which the two calendars are known to have parted: the reckoning is right.
    assert (new_year(1985), new_year(1985, hours=8)) == (date(1985, 1, 21), date(1985, 2, 20))
    assert (new_year(2007), new_year(2007, hours=8)) == (date(2007, 2, 17), date(2007, 2, 18))


@pytest.mark.parametrize("year", YEARS)
def test_the_ancestors_day_is_the_tenth_of_the_third_lunar_month(year: int) -> None:
    assert off(str(lunar_date(year, 3, 10))) == "Giỗ Tổ Hùng Vương"


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_the_days_off_of_the_law(year: int) -> None:
    """Each holiday costs one working day: what falls on a weekend is made up, what is taken off
    besides is worked on a Saturday. Five of Tết and five others; Quốc khánh has two since 2021,
    and 24/11 is off from 2026.
    """
    calendar = vietnam()
    weekdays = [day for day in calendar.off if day.year == year and day.weekday() < 5]
    made_up = [day for day in calendar.at_work if day.year == year]
    assert len(weekdays) - len(made_up) == 10 + (year >= 2021) + (year >= 2026)
    assert all(day.weekday() >= 5 for day in made_up)


@pytest.mark.parametrize("year", YEARS)
def test_a_holiday_on_a_weekend_is_made_up_on_the_next_working_day(year: int) -> None:
    calendar = vietnam()
    on_weekends = [
        day
        for day, why in calendar.off.items()
        if day.year == year and day.weekday() >= 5 and "bù" not in why
    ]
    made_up = sorted(day for day, why in calendar.off.items() if day.year == year and "bù" in why)
    assert len(made_up) == len(on_weekends)
    for day in made_up:
        assert day.weekday() < 5
        assert not calendar.works(day - ONE)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-20", ""),
        ("2026-11-21", "thứ Bảy"),
        ("2026-11-22", "Chủ nhật"),
        ("2026-04-27", "nghỉ bù Giỗ Tổ Hùng Vương"),
        ("2026-08-31", "hoán đổi với thứ Bảy 22/8/2026"),
        ("2026-08-22", ""),
        ("2026-01-10", ""),
        ("2025-05-02", "hoán đổi với thứ Bảy 26/4/2025"),
        ("2025-04-26", ""),
        ("2024-05-04", ""),
        ("2020-09-03", ""),
        ("2021-09-03", "Quốc khánh"),
    ],
)
def test_why_offices_are_closed(day: str, why: str) -> None:
    assert off(day) == why
    assert is_working_day(date.fromisoformat(day)) == (why == "")


@pytest.mark.parametrize(
    ("day", "number", "wanted"),
    [
        ("2026-02-13", 1, "2026-02-23"),  # the last day before Tết and the first after
        ("2026-02-23", -1, "2026-02-13"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-20", 2, "2026-11-25"),
        ("2026-11-21", 0, "2026-11-23"),
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-08-21", 1, "2026-08-22"),  # a Saturday at work
        ("2026-08-28", 1, "2026-09-03"),
    ],
)
def test_working_days_are_added_without_the_day_itself(day: str, number: int, wanted: str) -> None:
    assert str(add_working_days(date.fromisoformat(day), number)) == wanted


def test_the_last_working_day_before_tet() -> None:
    assert last_working_day_before(date(2026, 2, 17)) == date(2026, 2, 13)
    assert last_working_day_before(date(2026, 2, 13)) == date(2026, 2, 12)
    assert next_working_day(date(2026, 2, 14)) == date(2026, 2, 23)


def test_days_between_are_counted_with_both_ends() -> None:
    assert working_days_between(date(2026, 2, 13), date(2026, 2, 23)) == 2
    assert working_days_between(date(2026, 2, 14), date(2026, 2, 22)) == 0
    assert working_days_between(date(2026, 2, 23), date(2026, 2, 13)) == 0


@given(DAYS, st.integers(1, 30))
def test_adding_agrees_with_counting_and_goes_back(day: date, number: int) -> None:
    after = add_working_days(day, number)
    assert is_working_day(after)
    assert working_days_between(day + ONE, after) == number
    assume(is_working_day(day))
    assert add_working_days(after, -number) == day


def test_days_that_no_announcement_has_fixed_are_marked() -> None:
    calendar = vietnam()
    assert calendar.may_move(date(2026, 1, 1), date(2026, 12, 31)) == [date(2026, 11, 24)]
    assert calendar.may_move(date(2020, 1, 1), date(2025, 12, 31)) == []
    assert date(2027, 2, 8) in calendar.expected
    assert date(2027, 4, 30) not in calendar.expected


@pytest.mark.parametrize("day", ["2019-12-31", "2031-01-01"])
def test_a_year_without_a_calendar_is_refused_and_not_guessed(day: str) -> None:
    with pytest.raises(HolidaysUnknown, match="từ năm 2020 đến năm 2030"):
        is_working_day(date.fromisoformat(day))


def test_an_office_may_bring_a_calendar_of_its_own() -> None:
    own = read_calendar('[2031]\nsource = ""\n[2031.off]\n2031-01-01 = "Tết Dương lịch"\n')
    assert not is_working_day(date(2031, 1, 1), own)
    assert add_working_days(date(2031, 1, 2), 1, own) == date(2031, 1, 3)
    assert last_working_day_before(date(2031, 1, 6), own) == date(2031, 1, 3)
    assert working_days_between(date(2031, 1, 1), date(2031, 1, 5), own) == 2


@pytest.mark.parametrize("text", ["", '[2031.off]\n2030-01-01 = "Tết Dương lịch"\n'])
def test_a_calendar_with_a_day_in_the_wrong_year_or_without_years_is_no_calendar(
    text: str,
) -> None:
    with pytest.raises(ValueError, match=r"2030-01-01|needs a year"):
        read_calendar(text)


SHIPPED = """
[2030.off]
2030-01-01 = "Tết Dương lịch"
[2030.expected]
2030-02-05 = "nghỉ bù Tết Nguyên đán"
"""
ADDED = """
[2030.off]
2030-01-01 = "Tết Dương lịch"
2030-02-06 = "nghỉ bù Tết Nguyên đán"
[2031.off]
2031-01-01 = "Tết Dương lịch"
"""


def test_a_year_is_brought_in_a_file_of_its_own_or_announced_anew(tmp_path: Path) -> None:
    (tmp_path / "vn.toml").write_text(SHIPPED, "utf-8")
    assert calendar_in(tmp_path).years == {2030}
    (tmp_path / "vn-2031.toml").write_text(ADDED, "utf-8")
    (tmp_path / "ghi-chu.txt").write_text("không phải lịch", "utf-8")
    calendar = calendar_in(tmp_path)
    assert calendar.years == {2030, 2031}
    assert not calendar.works(date(2031, 1, 1))
    assert (calendar.works(date(2030, 2, 5)), calendar.works(date(2030, 2, 6))) == (True, False)
    assert not calendar.expected


def test_a_file_that_is_no_calendar_is_named(tmp_path: Path) -> None:
    (tmp_path / "vn.toml").write_text(SHIPPED, "utf-8")
    wrong = tmp_path / "vn-2031.toml"
    for text in ("[2031", '[2031.off]\n2030-01-01 = "Tết Dương lịch"\n'):
        wrong.write_text(text, "utf-8")
        with pytest.raises(ValueError, match=r"vn-2031\.toml"):
            calendar_in(tmp_path)


def test_who_misses_a_year_is_told_which_file_to_ask_for() -> None:
    with pytest.raises(HolidaysUnknown, match=r"người quản trị máy chủ.*vn-2031\.toml"):
        is_working_day(date(2031, 1, 2))
