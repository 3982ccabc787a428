"""Window rules as data: the shipped ones of window_rules.toml, and any row of the same shape."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from phongtrao.core.dates.windows import (
    DAYS_OFF,
    RHYTHMS,
    DayIn,
    SendDay,
    WindowRule,
    WindowRuleWrong,
    windows,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ROW = {"id", "name", "rhythm", "rhythms", "starts", "ends", "close_lag", "send", "results_end"} | {
    "supplement_send", "first_year", "valid_from", "valid_to", "source",
}  # fmt: skip
_SEND = {"month", "day", "date", "before", "days", "working_days", "day_off"}
_LONGEST_MONTH = 31
_FURTHEST_MONTH = 60
_A_YEAR, _LEAP_YEAR = 12, 2028
_FIVE_YEARS = 5  # the longest rhythm


@cache
def shipped_rules() -> Mapping[str, WindowRule]:
    """The rules that the program ships, by their id ("nd09-quarter")."""
    text = files("phongtrao.core.dates").joinpath("window_rules.toml").read_text(encoding="utf-8")
    return {rule.rule_id: rule for rule in read_rules(text)}


def read_rules(text: str) -> list[WindowRule]:
    """The rules of a TOML text, `[[rule]]` a row; a row with `rhythms` gives one rule a rhythm, its
    id ending in the rhythm. Raises WindowRuleWrong, also for one id used twice.
    """
    rules = []
    for row in tomllib.loads(text).get("rule", []):
        if "rhythms" in row:
            rules += [
                rule_of({**row, "id": f"{row.get('id', '')}-{rhythm}", "rhythm": rhythm})
                for rhythm in row["rhythms"]
            ]
        else:
            rules.append(rule_of(row))
    seen: set[str] = set()
    for rule in rules:
        if rule.rule_id in seen:
            raise WindowRuleWrong(
                rule=rule.name, why=f"mã “{rule.rule_id}” đã có quy tắc khác dùng"
            )
        seen.add(rule.rule_id)
    return rules


def rules_on(day: date) -> list[WindowRule]:
    """The shipped rules that are in force on a day."""
    return [
        rule
        for rule in shipped_rules().values()
        if (rule.valid_from or date.min) <= day <= (rule.valid_to or date.max)
    ]


def rule_of(row: Mapping[str, Any]) -> WindowRule:
    """A rule from a row of plain values, as window_rules.toml explains; dates may be ISO text, so a
    row may come from JSON. Raises WindowRuleWrong, which says what is wrong.
    """
    name = str(row.get("name") or row.get("id") or "")
    if unknown := sorted(row.keys() - _ROW):
        raise WindowRuleWrong(rule=name, why=f"không rõ mục “{unknown[0]}”")
    for needed in ("id", "name", "rhythm", "starts", "ends"):
        if not row.get(needed):
            raise WindowRuleWrong(rule=name, why=f"thiếu mục “{needed}”")
    for text in ("id", "name", "source"):
        if not isinstance(row.get(text, ""), str):
            raise WindowRuleWrong(rule=name, why=f"mục “{text}” phải là chữ")
    if row["rhythm"] not in RHYTHMS:
        raise WindowRuleWrong(rule=name, why=f"không có nhịp báo cáo “{row['rhythm']}”")
    return WindowRule(
        rule_id=row["id"],
        name=name,
        rhythm=row["rhythm"],
        starts=_day(row["starts"], name),
        ends=_day(row["ends"], name),
        close_lag=_number(row.get("close_lag", 0), name),
        send=_sends(row.get("send"), name),
        results_end=_day(row["results_end"], name) if row.get("results_end") else None,
        supplement_send=_sends(row.get("supplement_send"), name),
        first_year=_number(row.get("first_year", 1), name),
        valid_from=_date(row["valid_from"], name) if row.get("valid_from") else None,
        valid_to=_date(row["valid_to"], name) if row.get("valid_to") else None,
        source=row.get("source", ""),
    )


def row_of(rule: WindowRule) -> dict[str, Any]:
    """The row of a rule, of plain values that JSON keeps; rule_of reads it as the same rule. What
    stands as when it is left out is left out.
    """
    row = {
        "id": rule.rule_id,
        "name": rule.name,
        "rhythm": rule.rhythm,
        "starts": _day_value(rule.starts),
        "ends": _day_value(rule.ends),
        "close_lag": rule.close_lag,
        "send": {level: _send_row(day) for level, day in rule.send.items()},
        "results_end": _day_value(rule.results_end),
        "supplement_send": {level: _send_row(day) for level, day in rule.supplement_send.items()},
        "first_year": rule.first_year,
        "valid_from": _day_value(rule.valid_from),
        "valid_to": _day_value(rule.valid_to),
        "source": rule.source,
    }
    return {name: value for name, value in row.items() if value}


def _send_row(send: SendDay) -> dict[str, Any]:
    at: dict[str, Any] = {"date": send.at.isoformat()} if isinstance(send.at, date) else {}
    if isinstance(send.at, DayIn):
        at = {"month": send.at.month, "day": send.at.day}
    counted = {"before": send.before, "days": send.days, "working_days": send.working_days}
    return (
        at | {name: value for name, value in counted.items() if value} | {"day_off": send.day_off}
    )


def _day_value(day: DayIn | date | None) -> dict[str, int] | str | None:
    if isinstance(day, DayIn):
        return {"month": day.month, "day": day.day}
    return day.isoformat() if day else None


def rule_until(
    month: int, day: int, *, before: bool, levels: Iterable[str], rule_id: str, name: str
) -> WindowRule:
    """The rule of a yearly report with a printed last day and no window of its own ("trước ngày
    10/11 hằng năm"): figures from 01/01 to the last day in time, the rest of the year is the
    supplement.

    month, day: as printed; before: the printed day is excluded. levels: those that send by it. In
    years without 29/02 the last day in time is 28/02. Raises WindowRuleWrong for a day that no year
    has.
    """
    try:
        last = date(_LEAP_YEAR, month, day) - timedelta(days=before)
    except ValueError:
        raise WindowRuleWrong(rule=name, why=f"không có ngày {day}/{month}") from None
    if last.year != _LEAP_YEAR:
        raise WindowRuleWrong(rule=name, why="hạn trước ngày 01/01 không chừa ngày nào của năm")
    whole = (last.month, last.day) == (_A_YEAR, _LONGEST_MONTH)
    ends = DayIn(last.month - _A_YEAR, last.day)
    return WindowRule(
        rule_id=rule_id,
        name=name,
        rhythm="year",
        starts=DayIn(0, 1),
        ends=ends,
        send={level: SendDay(ends) for level in levels},
        results_end=None if whole else DayIn(0, _LONGEST_MONTH),
    )


def asks_same_days(one: Mapping[str, Any], other: Mapping[str, Any], year: int) -> bool:
    """Whether two rows of rules ask in the same rhythm for figures of the same days, whatever they
    are called and whenever they are sent: in the periods that end in a year or, where none does, in
    the next in which some do. A row that is no rule asks for what the same row asks.
    """
    if one == other:
        return True
    try:
        rules = rule_of(one), rule_of(other)
        return rules[0].rhythm == rules[1].rhythm and _days(rules[0], year) == _days(rules[1], year)
    except WindowRuleWrong:
        return False


def _days(rule: WindowRule, year: int) -> list[tuple[date, date]]:
    """First and last days of the windows, with their supplements, of a year, or the next with
    any.
    """
    plain = replace(rule, send={}, supplement_send={})
    first = rule.ends.year if isinstance(rule.ends, date) else year
    found = next(filter(None, (windows(plain, at) for at in range(first, first + _FIVE_YEARS))), [])
    both = (one for window in found for one in (window, window.supplement) if one)
    return [(one.start, one.end) for one in both]


def _sends(table: Any, name: str) -> dict[str, SendDay]:
    """Level → until when it sends, from a table or nothing."""
    if not isinstance(table or {}, dict):
        raise WindowRuleWrong(rule=name, why="hạn gửi phải ghi theo từng cấp")
    return {level: _send(day, name) for level, day in (table or {}).items()}


def _send(row: Any, name: str) -> SendDay:
    if not isinstance(row, dict):
        raise WindowRuleWrong(rule=name, why=f"hạn gửi “{row}” phải ghi ngày hoặc số ngày")
    if unknown := sorted(row.keys() - _SEND):
        raise WindowRuleWrong(rule=name, why=f"không rõ mục “{unknown[0]}” của hạn gửi")
    day_off = row.get("day_off", "stay")
    if day_off not in DAYS_OFF:
        raise WindowRuleWrong(rule=name, why=f"không rõ cách xử lý ngày nghỉ “{day_off}”")
    at: DayIn | date | None = None
    if "date" in row:
        at = _date(row["date"], name)
    elif "day" in row:
        at = _day({key: row[key] for key in ("month", "day") if key in row}, name)
    return SendDay(
        at=at,
        before=bool(row.get("before", False)),
        days=_number(row.get("days", 0), name),
        working_days=_number(row.get("working_days", 0), name),
        day_off=day_off,
    )


def _day(value: Any, name: str) -> DayIn | date:
    if not isinstance(value, dict):
        return _date(value, name)
    month, day = _number(value.get("month", 0), name), _number(value.get("day", 0), name)
    if not 1 <= day <= _LONGEST_MONTH:
        raise WindowRuleWrong(rule=name, why=f"không có ngày {day} trong tháng nào")
    if abs(month) > _FURTHEST_MONTH:
        raise WindowRuleWrong(rule=name, why=f"ngày cách kỳ báo cáo {abs(month)} tháng là quá xa")
    return DayIn(month, day)


def _date(value: Any, name: str) -> date:
    try:
        found = value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        found = None
    if found is None or isinstance(found, datetime):
        raise WindowRuleWrong(rule=name, why=f"“{value}” không phải là một ngày")
    return found


def _number(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise WindowRuleWrong(rule=name, why=f"“{value}” không phải là số nguyên")
    return value
