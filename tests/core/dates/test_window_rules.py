"""Rows become window rules, or say what is wrong with them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from phongtrao.core.dates.window_rules import (
    asks_same_days,
    read_rules,
    row_of,
    rule_of,
    rule_until,
    rules_on,
    shipped_rules,
)
from phongtrao.core.dates.windows import DayIn, SendDay, WindowRule, WindowRuleWrong, windows

ROW: dict[str, Any] = {
    "id": "own",
    "name": "Báo cáo riêng",
    "rhythm": "year",
    "starts": {"day": 1},
    "ends": {"month": -1, "day": 9},
    "results_end": {"day": 31},
    "send": {"commune": {"month": -1, "day": 10, "before": True}, "province": {"working_days": 5}},
    "supplement_send": {"commune": {"days": 10, "day_off": "next"}},
    "close_lag": 0,
    "first_year": 2021,
    "valid_from": "2020-10-01",
    "valid_to": "2030-12-31",
    "source": "Kế hoạch của tỉnh",
}


def test_a_row_of_plain_values_becomes_a_rule_also_from_json() -> None:
    rule = rule_of(json.loads(json.dumps(ROW)))
    assert rule == WindowRule(
        "own",
        "Báo cáo riêng",
        "year",
        DayIn(0, 1),
        DayIn(-1, 9),
        send={
            "commune": SendDay(DayIn(-1, 10), before=True),
            "province": SendDay(working_days=5),
        },
        results_end=DayIn(0, 31),
        supplement_send={"commune": SendDay(days=10, day_off="next")},
        first_year=2021,
        valid_from=date(2020, 10, 1),
        valid_to=date(2030, 12, 31),
        source="Kế hoạch của tỉnh",
    )
    assert windows(rule, 2026)[0].send_by["province"] == date(2026, 11, 16)


def test_a_row_without_sending_days_leaves_them_to_the_report() -> None:
    short = {name: ROW[name] for name in ("id", "name", "rhythm", "starts", "ends")}
    assert windows(rule_of(short), 2026)[0].send_by == {}


def test_a_period_asked_once_is_a_row_of_dates() -> None:
    row = {
        "id": "peak",
        "name": "Đợt cao điểm",
        "rhythm": "once",
        "starts": date(2026, 10, 15),
        "ends": "2026-11-15",
        "send": {"commune": {"date": "2026-11-20", "before": True}},
    }
    assert windows(rule_of(row), 2026)[0].send_by == {"commune": date(2026, 11, 19)}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"begin": 1}, "không rõ mục “begin”"),
        ({"ends": None}, "thiếu mục “ends”"),
        ({"id": ""}, "thiếu mục “id”"),
        ({"id": 7}, "mục “id” phải là chữ"),
        ({"rhythm": "day"}, "không có nhịp báo cáo “day”"),
        ({"starts": {"day": 32}}, "không có ngày 32"),
        ({"starts": {"month": 2}}, "không có ngày 0"),
        ({"starts": {"month": 61, "day": 1}}, "61 tháng là quá xa"),
        ({"starts": "15/12"}, "“15/12” không phải là một ngày"),
        ({"starts": datetime(2026, 1, 1)}, "không phải là một ngày"),  # noqa: DTZ001 - as TOML reads it
        ({"valid_from": 2020}, "“2020” không phải là một ngày"),
        ({"close_lag": "2"}, "“2” không phải là số nguyên"),
        ({"first_year": True}, "không phải là số nguyên"),
        ({"send": ["commune"]}, "theo từng cấp"),
        ({"send": {"commune": "10/11"}}, "hạn gửi “10/11”"),
        ({"send": {"commune": {"dya": 1}}}, "không rõ mục “dya” của hạn gửi"),
        ({"send": {"commune": {"day": 1, "day_off": "skip"}}}, "ngày nghỉ “skip”"),
    ],
)
def test_a_wrong_row_says_what_is_wrong(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(WindowRuleWrong, match=why):
        rule_of({**ROW, **changed})


def test_an_id_belongs_to_one_rule() -> None:
    row = '[[rule]]\nid="a"\nname="A"\nrhythm="year"\nstarts={day=1}\nends={day=31}\n'
    assert [rule.rule_id for rule in read_rules(row)] == ["a"]
    with pytest.raises(WindowRuleWrong, match="mã “a”"):
        read_rules(row + row)
    assert read_rules("") == []


def test_every_shipped_rule_names_its_source_and_gives_windows() -> None:
    for rule in shipped_rules().values():
        assert rule.source
        assert windows(rule, 2030)


def test_a_rule_is_offered_only_while_it_is_in_force() -> None:
    in_2020 = {rule.rule_id for rule in rules_on(date(2020, 6, 1))}
    assert "nd09-year" in in_2020
    assert "tt124-commune" not in in_2020
    assert "tt124-commune" in {rule.rule_id for rule in rules_on(date(2022, 2, 10))}


def test_a_printed_last_day_makes_a_rule_of_its_own() -> None:
    rule = rule_until(
        11, 10, before=True, levels=("body", "commune"), rule_id="plan", name="Báo cáo năm"
    )
    [window], [shipped] = windows(rule, 2026), windows(shipped_rules()["before-10-11"], 2026)
    assert (window.start, window.end) == (shipped.start, shipped.end)
    assert window.send_by == {"body": date(2026, 11, 9), "commune": date(2026, 11, 9)}
    assert window.supplement is not None
    assert window.supplement.end == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("month", "day", "before", "end", "supplement"),
    [
        (12, 1, True, "2026-11-30", True),
        (12, 31, False, "2026-12-31", False),
        (12, 31, True, "2026-12-30", True),
        (3, 1, True, "2026-02-28", True),
        (6, 15, False, "2026-06-15", True),
        (2, 29, True, "2026-02-28", True),
        (2, 29, False, "2026-02-28", True),
    ],
)
def test_the_first_of_a_month_excluded_is_the_month_before(
    month: int, day: int, *, before: bool, end: str, supplement: bool
) -> None:
    rule = rule_until(month, day, before=before, levels=("commune",), rule_id="x", name="X")
    [window] = windows(rule, 2026)
    assert str(window.end) == end
    assert window.send_by["commune"] == window.end
    assert (window.supplement is not None) == supplement


@pytest.mark.parametrize(("month", "day", "why"), [(2, 30, "30/2"), (1, 1, "01/01")])
def test_a_last_day_that_leaves_no_day_is_refused(month: int, day: int, why: str) -> None:
    with pytest.raises(WindowRuleWrong, match=why):
        rule_until(month, day, before=True, levels=(), rule_id="x", name="X")


def test_the_29th_of_february_is_a_last_day_in_every_year() -> None:
    whole, before = (
        rule_until(2, 29, before=excluded, levels=("commune",), rule_id="x", name="X")
        for excluded in (False, True)
    )
    for rule, leap in ((whole, date(2028, 2, 29)), (before, date(2028, 2, 28))):
        ends = {year: windows(rule, year)[0] for year in (2027, 2028)}
        assert (ends[2027].end, ends[2028].end) == (date(2027, 2, 28), leap)
        assert all(window.send_by == {"commune": window.end} for window in ends.values())


def test_rules_of_the_same_days_ask_the_same_whatever_they_are_called() -> None:
    rules = shipped_rules()
    quarter = row_of(rules["calendar-quarter"])
    other = {**quarter, "id": "own", "name": "Khác", "source": "", "first_year": 1}
    later = {**other, "send": {"commune": {"days": 10}}, "close_lag": 3}
    assert asks_same_days(quarter, other, 2026)
    assert asks_same_days(quarter, later, 2026)
    # What no holidays are known for is asked for on the same days all the same.
    far = {**other, "send": {"commune": {"working_days": 10}}}
    assert asks_same_days(quarter, far, 2035)
    assert not asks_same_days(quarter, row_of(rules["nd09-quarter"]), 2026)
    assert not asks_same_days(quarter, row_of(rules["calendar-year"]), 2026)
    until = rule_until(11, 10, before=True, levels=(), rule_id="plan", name="Báo cáo năm")
    assert asks_same_days(row_of(until), row_of(rules["before-10-11"]), 2026)
    # 09/11 is the last day of both, but one of the two asks for the rest of the year too.
    assert not asks_same_days({**row_of(until), "results_end": None}, row_of(until), 2026)
    five = row_of(rules["calendar-five-year"])
    assert asks_same_days(five, {**five, "send": {"body": {"days": 9}}}, 2026)
    assert not asks_same_days(five, {**five, "first_year": 2022}, 2026)


def test_a_report_of_one_time_asks_once() -> None:
    once = {"id": "a", "name": "A", "rhythm": "once", "starts": "2026-01-01", "ends": "2026-12-31"}
    same = {**once, "id": "b", "name": "B", "close_lag": 5}
    assert asks_same_days(once, same, 2026)
    assert asks_same_days(once, same, 2040)
    assert not asks_same_days(once, {**same, "ends": "2026-12-30"}, 2026)
    # Next year the yearly form still has to ask.
    assert not asks_same_days(once, row_of(shipped_rules()["calendar-year"]), 2026)


def test_a_row_that_cannot_be_read_asks_what_the_same_row_asks() -> None:
    year = row_of(shipped_rules()["calendar-year"])
    assert asks_same_days({}, {}, 2026)
    assert not asks_same_days({}, year, 2026)
    assert not asks_same_days(year, {}, 2026)
