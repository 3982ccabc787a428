"""From which day to which day figures stand, and until when they are sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.core.dates.window_rules import shipped_rules
from phongtrao.core.dates.windows import (
    DayIn,
    SendDay,
    Window,
    WindowRule,
    WindowRuleWrong,
    WindowsDiffer,
    require_same_window,
    same_window,
    span_words,
    supplement_of,
    window_holding,
    window_words,
    windows,
)

RULES = shipped_rules()
YEARLY = WindowRule("r", "Báo cáo năm", "year", DayIn(0, 1), DayIn(0, 31))


def sent(send: SendDay, *, lag: int = 0) -> date:
    """The last day of the one level of a yearly rule that ends on 14/12, in 2026."""
    rule = replace(YEARLY, ends=DayIn(0, 14), close_lag=lag, send={"commune": send})
    return windows(rule, 2026)[0].send_by["commune"]


def one(rule_id: str, year: int = 2026) -> Window:
    return windows(RULES[rule_id], year)[0]


@pytest.mark.parametrize(
    ("rule_id", "wanted"),
    [
        (
            "nd09-month",
            "Tháng 01/2026 (15/12/2025–14/01/2026)",
        ),
        (
            "nd09-quarter",
            "Quý I/2026 (15/12/2025–14/3/2026) · Quý II/2026 (15/3/2026–14/6/2026) ·"
            " Quý III/2026 (15/6/2026–14/9/2026) · Quý IV/2026 (15/9/2026–14/12/2026)",
        ),
        (
            "nd09-half-year",
            "6 tháng đầu năm 2026 (15/12/2025–14/6/2026) ·"
            " 6 tháng cuối năm 2026 (15/6/2026–14/12/2026)",
        ),
        ("nd09-nine-month", "9 tháng đầu năm 2026 (15/12/2025–14/9/2026)"),
        ("nd09-year", "Năm 2026 (15/12/2025–14/12/2026)"),
        (
            "calendar-half-year",
            "6 tháng đầu năm 2026 (01/01/2026–30/6/2026) ·"
            " 6 tháng cuối năm 2026 (01/7/2026–31/12/2026)",
        ),
        ("calendar-year", "Năm 2026 (01/01/2026–31/12/2026)"),
        ("tt124-neighbourhood", "Năm 2026 (01/11/2025–31/10/2026)"),
        ("tt124-commune", "Năm 2026 (16/11/2025–15/11/2026)"),
        ("before-10-11", "Năm 2026 (01/01/2026–09/11/2026)"),
    ],
)
def test_the_windows_of_the_shipped_rules(rule_id: str, wanted: str) -> None:
    found = " · ".join(window_words(window) for window in windows(RULES[rule_id], 2026))
    assert found.startswith(wanted)
    assert rule_id == "nd09-month" or found == wanted


def test_a_month_is_named_after_the_month_in_which_it_ends() -> None:
    march = windows(RULES["nd09-month"], 2026)[2]
    assert (march.period, march.start, march.end) == (
        "2026-03",
        date(2026, 2, 15),
        date(2026, 3, 14),
    )


def test_before_10_november_means_9_november_and_the_province_sends_before_30() -> None:
    window = one("before-10-11")
    assert window.send_by["commune"] == window.send_by["body"] == date(2026, 11, 9)
    assert window.send_by["province"] == date(2026, 11, 29)


def test_what_happens_from_10_november_on_lands_in_the_supplement_and_not_nowhere() -> None:
    window = one("before-10-11")
    supplement = supplement_of(window)
    assert supplement is not None
    assert window_words(supplement) == "Bổ sung năm 2026 (10/11/2026–31/12/2026)"
    for day, holder in (
        ("2026-11-09", window),
        ("2026-11-10", supplement),
        ("2026-12-31", supplement),
        ("2027-01-01", one("before-10-11", 2027)),
    ):
        assert window_holding(RULES["before-10-11"], date.fromisoformat(day)) == holder


def test_a_window_that_the_next_follows_at_once_has_no_supplement() -> None:
    assert supplement_of(one("nd09-year")) is None
    assert window_holding(RULES["nd09-year"], date(2026, 12, 15)) == one("nd09-year", 2027)


def test_a_supplement_is_sent_when_its_rule_says() -> None:
    rule = replace(
        YEARLY,
        ends=DayIn(-1, 9),
        results_end=DayIn(0, 31),
        supplement_send={"commune": SendDay(DayIn(1, 15), before=True)},
    )
    supplement = windows(rule, 2026)[0].supplement
    assert supplement is not None
    assert supplement.period == "2026-S"
    assert supplement.send_by == {"commune": date(2027, 1, 14)}


@pytest.mark.parametrize(
    ("send", "wanted"),
    [
        (SendDay(DayIn(0, 20)), "2026-12-20"),
        (SendDay(DayIn(0, 20), before=True), "2026-12-19"),
        (SendDay(DayIn(0, 20), day_off="next"), "2026-12-21"),
        (SendDay(DayIn(0, 20), day_off="previous"), "2026-12-18"),
        (SendDay(DayIn(0, 18), day_off="previous"), "2026-12-18"),
        (SendDay(DayIn(0, 31)), "2026-12-31"),
        (SendDay(DayIn(2, 31)), "2027-02-28"),
        (SendDay(days=1), "2026-12-15"),
        (SendDay(working_days=2), "2026-12-16"),
        (SendDay(days=3, working_days=2), "2026-12-21"),
        (SendDay(working_days=5, day_off="next"), "2026-12-21"),
    ],
)
def test_a_level_sends_by_a_printed_day_or_so_many_days_after_the_close(
    send: SendDay, wanted: str
) -> None:
    assert str(sent(send)) == wanted


def test_days_after_the_close_are_counted_after_its_lag() -> None:
    assert sent(SendDay(days=2), lag=3) == date(2026, 12, 19)
    assert windows(replace(YEARLY, close_lag=3), 2026)[0].closes_on == date(2027, 1, 3)


def test_working_days_after_the_close_leave_out_tet() -> None:
    rule = replace(
        RULES["nd09-month"], send={"commune": SendDay(working_days=2), "province": SendDay(days=9)}
    )
    february = windows(rule, 2026)[1]
    assert february.end == date(2026, 2, 14)
    assert february.send_by["commune"] == date(2026, 2, 24)
    assert february.send_by["province"] == date(2026, 2, 23)


def test_a_window_holds_its_first_and_last_day() -> None:
    window = one("nd09-year")
    assert window.holds(date(2025, 12, 15))
    assert window.holds(date(2026, 12, 14))
    assert not window.holds(date(2025, 12, 14))
    assert not window.holds(date(2026, 12, 15))


def test_nine_months_do_not_hold_november() -> None:
    assert window_holding(RULES["nd09-nine-month"], date(2026, 11, 1)) is None


def test_a_rule_gives_no_windows_before_and_after_its_validity() -> None:
    quarters = windows(RULES["nd09-quarter"], 2019)
    assert [window.period for window in quarters] == ["2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4"]
    assert windows(RULES["nd09-quarter"], 2018) == []
    ended = replace(RULES["nd09-quarter"], valid_to=date(2026, 6, 14))
    assert [window.period for window in windows(ended, 2026)] == ["2026-Q1", "2026-Q2"]


def test_a_period_asked_once_has_one_window() -> None:
    rule = WindowRule(
        "peak",
        "Đợt cao điểm",
        "once",
        date(2026, 10, 15),
        date(2026, 11, 15),
        send={"commune": SendDay(date(2026, 11, 20), before=True)},
        results_end=date(2027, 1, 31),
    )
    [window] = windows(rule, 2026)
    assert window.period == "2026-10-15/2026-11-15"
    assert window.send_by == {"commune": date(2026, 11, 19)}
    assert windows(rule, 2027) == []
    assert window_holding(rule, date(2026, 11, 1)) == window
    assert window_holding(rule, date(2027, 1, 31)) == window.supplement
    assert window_holding(rule, date(2027, 2, 1)) is None


def test_five_years_are_one_window() -> None:
    [window] = windows(RULES["calendar-five-year"], 2030)
    assert window_words(window) == "5 năm 2026–2030 (01/01/2026–31/12/2030)"
    assert windows(RULES["calendar-five-year"], 2028) == []
    assert window_holding(RULES["calendar-five-year"], date(2026, 1, 1)) == window


def test_figures_of_different_windows_are_never_summed() -> None:
    decree, calendar = one("nd09-year"), one("calendar-year")
    assert not same_window(decree, calendar)
    with pytest.raises(WindowsDiffer, match=r"15/12/2025–14/12/2026.*01/01/2026–31/12/2026"):
        require_same_window([decree, decree, calendar])


def test_windows_of_the_same_days_are_the_same_whatever_rule_lays_them() -> None:
    other = replace(one("nd09-year"), rule_id="own", send_by={"commune": date(2026, 12, 20)})
    assert same_window(one("nd09-year"), other)
    require_same_window([one("nd09-year"), other])
    require_same_window([])


def test_rules_and_windows_can_be_gathered_in_sets() -> None:
    assert len({one("nd09-year"), one("nd09-year"), one("before-10-11")}) == 2
    assert len(set(RULES.values())) == len(RULES)


def test_a_single_day_is_printed_once() -> None:
    assert span_words(date(2026, 2, 3), date(2026, 2, 3)) == "03/02/2026"


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (replace(YEARLY, rhythm="week"), "không có nhịp báo cáo “week”"),
        (replace(YEARLY, close_lag=-1), "là số âm"),
        (replace(YEARLY, ends=DayIn(-12, 30)), "kết thúc trước khi bắt đầu"),
        (replace(YEARLY, results_end=DayIn(-1, 30)), "trước ngày chốt số liệu"),
        (replace(YEARLY, ends=date(2026, 12, 31)), "không ghi ngày của một năm"),
        (replace(YEARLY, send={"a": SendDay(date(2027, 1, 5))}), "không ghi ngày của một năm"),
        (
            replace(YEARLY, send={"commune": SendDay(DayIn(-1, 10))}),
            "hạn gửi 10/11/2026 đứng trước ngày khóa số liệu 31/12/2026; hãy",
        ),
        (replace(YEARLY, rhythm="once"), "phải ghi ngày bắt đầu"),
        (
            WindowRule("o", "Đợt", "once", date(2026, 2, 1), date(2026, 1, 1)),
            "ngày kết thúc 01/01/2026 đứng trước",
        ),
    ],
)
def test_a_rule_without_usable_windows_says_why(rule: WindowRule, why: str) -> None:
    with pytest.raises(WindowRuleWrong, match=why):
        windows(rule, 2026)


TILING = [rule for rule in RULES.values() if rule.rhythm != "nine-month"]


@settings(max_examples=60)
@given(st.sampled_from(TILING), st.integers(0, 7000))
def test_every_day_lies_in_one_window_or_supplement_and_in_no_two(
    rule: WindowRule, days: int
) -> None:
    open_rule = replace(rule, valid_from=None, first_year=1)
    day = date(2012, 1, 1) + timedelta(days=days)
    laid = [one for year in range(day.year - 2, day.year + 7) for one in windows(open_rule, year)]
    laid += [window.supplement for window in laid if window.supplement]
    assert [window for window in laid if window.holds(day)] == [window_holding(open_rule, day)]


@given(st.sampled_from(sorted(RULES)), st.integers(2023, 2029))
def test_nothing_is_due_before_it_closes(rule_id: str, year: int) -> None:
    for window in windows(RULES[rule_id], year):
        assert window.start <= window.end <= window.closes_on
        assert all(window.closes_on <= last for last in window.send_by.values())
