"""Windows of figures ("thời gian chốt số liệu"): from which day to which day the figures of a
period stand, when they close, and until when each level sends them.

A rule is a row of data (window_rules.py reads the shipped ones); nothing here knows a decree by
name. No clock: the year is an argument. Source: Nghị định 09/2019/NĐ-CP.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from phongtrao.core.dates.periods import (
    MONTHS,
    SUPPLEMENT,
    Period,
    month_at,
    period_title,
    periods_of,
    read_period,
)
from phongtrao.core.dates.working_days import (
    add_working_days,
    last_working_day_before,
    next_working_day,
)
from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from phongtrao.core.dates.working_days import WorkCalendar

RHYTHMS = (*MONTHS, "once")
DAYS_OFF = ("stay", "next", "previous")
_DAY = timedelta(days=1)
_A_YEAR = 12
_WITH_NOUGHT = 2  # the months up to this keep their nought in print


class WindowRuleWrong(RuleBroken):
    """A rule that gives no usable windows."""

    code = "window-rule-wrong"
    message = "Quy tắc chốt số liệu “{rule}” không dùng được: {why}."


class WindowsDiffer(RuleBroken):
    """Figures of different days are not summed (Nghị định 09/2019/NĐ-CP: figures agree in concept,
    method and unit).
    """

    code = "windows-differ"
    message = (
        "Không cộng được số liệu của hai thời gian chốt khác nhau: {one} và {other}. Hãy chọn các"
        " báo cáo có cùng thời gian chốt số liệu."
    )


@dataclass(frozen=True, slots=True)
class DayIn:
    """A day that returns with its period. month: counted from a month of the period (0), which is
    the first for the start of a window and the last for everything else. day: a day that the month
    does not have is its last (31 → 30/9).
    """

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class SendDay:
    """Until when a level sends: a day, or so many days or working days after the close.

    at: the printed day; None: counted from the close. before: the printed day itself is excluded.
    days, working_days: after the close, one after the other. day_off: when the last day is no
    working day, it stays, moves to the next or to the previous one ("stay", "next", "previous").
    """

    at: DayIn | date | None = None
    before: bool = False
    days: int = 0
    working_days: int = 0
    day_off: str = "stay"


@dataclass(frozen=True, slots=True)
class WindowRule:
    """How the windows of one rhythm are laid.

    rhythm: one of RHYTHMS. starts, ends: first and last day of the figures; dates for "once", else
    days in the period. close_lag: days after the end until the figures close. send: level → until
    when; a level is a key of the caller ("commune"). results_end: the last day of the results that
    the period stands for, when the figures close before ("năm" that is reported before 10/11); what
    lies between is the supplement, sent as supplement_send says. first_year: of five years.
    valid_from, valid_to: a window is the rule's when its last day lies between (None: open).
    """

    rule_id: str
    name: str
    rhythm: str
    starts: DayIn | date
    ends: DayIn | date
    close_lag: int = 0
    send: Mapping[str, SendDay] = field(default_factory=dict, hash=False)
    results_end: DayIn | date | None = None
    supplement_send: Mapping[str, SendDay] = field(default_factory=dict, hash=False)
    first_year: int = 1
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The days of the figures of one period.

    period: its name ("2026-Q1"). start, end: first and last day, both included. closes_on: the last
    day on which figures are taken in. send_by: level → last day in time. supplement: the window of
    what comes after, None where the next period takes it.
    """

    rule_id: str
    period: str
    start: date
    end: date
    closes_on: date
    send_by: Mapping[str, date] = field(default_factory=dict, hash=False)
    supplement: Window | None = None

    def holds(self, day: date) -> bool:
        """Tell whether what happened on a day belongs to these figures."""
        return self.start <= day <= self.end


def windows(rule: WindowRule, year: int, calendar: WorkCalendar | None = None) -> list[Window]:
    """The windows of the periods that end in a year, in order: quarter I/2026 is of 2026 though it
    starts on 15/12/2025.

    calendar: of working days, Vietnam's unless given; asked only by rules that count them. Raises
    WindowRuleWrong (ends before it starts, is sent before it closes, rhythm unknown) and
    HolidaysUnknown.
    """
    _check(rule)
    laid = [_lay(rule, period, calendar) for period in _periods(rule, year)]
    low, high = rule.valid_from or date.min, rule.valid_to or date.max
    return [window for window in laid if low <= window.end <= high]


def supplement_of(window: Window) -> Window | None:
    """The window of what happened after the figures closed and still belongs to the period; None
    where the next period's window begins at once and takes it.
    """
    return window.supplement


def window_holding(
    rule: WindowRule, day: date, calendar: WorkCalendar | None = None
) -> Window | None:
    """The window to which belongs what happened on a day; the supplement, when it happened after
    the end of the figures. None: no window of the rule has the day (nine months of November, a day
    before the rule). Of windows that overlap, the first.

    Raises as windows does.
    """
    ends_in = range(day.year - 1, day.year + MONTHS.get(rule.rhythm, 0) // _A_YEAR + 2)
    for year in [rule.ends.year] if isinstance(rule.ends, date) else ends_in:
        for window in windows(rule, year, calendar):
            for one in (window, window.supplement):
                if one is not None and one.holds(day):
                    return one
    return None


def same_window(one: Window, other: Window) -> bool:
    """Tell whether the figures of two windows stand for the same days."""
    return (one.start, one.end) == (other.start, other.end)


def require_same_window(together: Iterable[Window]) -> None:
    """Let figures be summed only when they stand for the same days. Raises WindowsDiffer, which
    names the first two that differ.
    """
    for one, other in pairwise(together):
        if not same_window(one, other):
            raise WindowsDiffer(one=window_words(one), other=window_words(other))


def window_words(window: Window) -> str:
    """A window as it stands on the form: "Quý I/2026 (15/12/2025–14/3/2026)"."""
    return f"{period_title(window.period)} ({span_words(window.start, window.end)})"


def span_words(first: date, last: date) -> str:
    """Two days as they are printed: "15/12/2025–14/3/2026"; a single day once."""
    return day_words(first) if first == last else f"{day_words(first)}–{day_words(last)}"


def day_words(day: date) -> str:
    """A day in figures: "05/9/2026", "14/02/2026"; days below 10 and the months 1 and 2 keep their
    nought (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.4).
    """
    month = f"{day.month:02}" if day.month <= _WITH_NOUGHT else f"{day.month}"
    return f"{day.day:02}/{month}/{day.year}"


def _check(rule: WindowRule) -> None:
    """Raises WindowRuleWrong for a rhythm and days that do not go together."""
    if rule.rhythm not in RHYTHMS:
        raise _wrong(rule, f"không có nhịp báo cáo “{rule.rhythm}”")
    if rule.close_lag < 0:
        raise _wrong(rule, "số ngày chờ trước khi khóa số liệu là số âm")
    sends = (*rule.send.values(), *rule.supplement_send.values())
    days = (rule.starts, rule.ends, rule.results_end, *(send.at for send in sends))
    if rule.rhythm != "once" and any(isinstance(day, date) for day in days):
        raise _wrong(rule, "kỳ lặp lại phải ghi ngày và tháng trong kỳ, không ghi ngày của một năm")


def _periods(rule: WindowRule, year: int) -> list[Period]:
    if rule.rhythm != "once":
        return periods_of(rule.rhythm, year, first_year=rule.first_year)
    if not (isinstance(rule.starts, date) and isinstance(rule.ends, date)):
        raise _wrong(rule, "kỳ chỉ báo cáo một lần phải ghi ngày bắt đầu và ngày kết thúc đủ năm")
    if rule.starts > rule.ends:
        raise _wrong(rule, f"ngày kết thúc {day_words(rule.ends)} đứng trước ngày bắt đầu")
    return [read_period(f"{rule.starts}/{rule.ends}")] if rule.ends.year == year else []


def _lay(rule: WindowRule, period: Period, calendar: WorkCalendar | None) -> Window:
    start, end = _day(rule.starts, period.first), _day(rule.ends, period.last)
    if start > end:
        raise _wrong(rule, f"số liệu {period_title(period.name)} kết thúc trước khi bắt đầu")
    results_end = end if rule.results_end is None else _day(rule.results_end, period.last)
    if results_end < end:
        raise _wrong(rule, f"kết quả {period_title(period.name)} kết thúc trước ngày chốt số liệu")
    supplement = None
    if results_end > end:
        supplement = _window(
            rule, period, (end + _DAY, results_end), rule.supplement_send, calendar, SUPPLEMENT
        )
    return _window(rule, period, (start, end), rule.send, calendar, "", supplement)


def _window(
    rule: WindowRule,
    period: Period,
    days: tuple[date, date],
    send: Mapping[str, SendDay],
    calendar: WorkCalendar | None,
    suffix: str,
    supplement: Window | None = None,
) -> Window:
    closes_on = days[1] + timedelta(days=rule.close_lag)
    send_by = {level: _last_day(day, closes_on, period, calendar) for level, day in send.items()}
    first = min(send_by.values(), default=closes_on)
    if first < closes_on:
        raise _wrong(
            rule,
            f"hạn gửi {day_words(first)} đứng trước ngày khóa số liệu {day_words(closes_on)};"
            " hãy chốt số liệu sớm hơn hoặc lùi hạn gửi",
        )
    return Window(
        rule.rule_id, period.name + suffix, *days, closes_on, send_by, supplement=supplement
    )


def _last_day(
    send: SendDay, closes_on: date, period: Period, calendar: WorkCalendar | None
) -> date:
    """The last day in time of one level."""
    last = closes_on + timedelta(days=send.days)
    if send.at is not None:
        last = _day(send.at, period.last) - (_DAY if send.before else timedelta())
    if send.working_days:
        last = add_working_days(last, send.working_days, calendar)
    if send.day_off == "next":
        return next_working_day(last, calendar)
    if send.day_off == "previous":
        return last_working_day_before(last + _DAY, calendar)
    return last


def _day(day: DayIn | date, month_of: date) -> date:
    """A day in the period, counted from the month in which `month_of` lies."""
    if isinstance(day, date):
        return day
    year, month = month_at(month_of.year * _A_YEAR + month_of.month - 1 + day.month)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _wrong(rule: WindowRule, why: str) -> WindowRuleWrong:
    return WindowRuleWrong(rule=rule.name, why=why)
