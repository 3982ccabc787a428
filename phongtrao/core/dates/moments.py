"""Printed Vietnamese dates as ISO 8601, as precise as they are printed.

All functions read folded text: lower case, NFC, tone mark on the first vowel of an open syllable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = r"(?:19|20)\d{2}"
_EVERY = r"(?:\s*(?:của\s+)?(?:hằng|hàng|mỗi)\s+(?P<every{n}>năm|tháng|quý))?"
_MOMENT = re.compile(
    r"(?:ngày\s+)?(?<![\d/.,])(?P<day1>\d{1,2})\s+tháng\s+(?P<month1>\d{1,2})(?!\d)"
    rf"(?:\s*,?\s*năm\s+(?P<year1>{_YEAR}))?" + _EVERY.format(n=1) + "|"
    rf"(?:ngày\s+)?(?<![\d/.,-])(?P<day2>\d{{1,2}})\s?[/.-]\s?(?P<month2>\d{{1,2}})\s?[/.-]\s?(?P<year2>{_YEAR})(?!\d)|"
    r"(?P<cue>ngày|trước|đến|vào|hạn|từ|sau|và|dịp|quốc)\s+(?P<day3>\d{1,2})\s?[/-]\s?(?P<month3>\d{1,2})(?!\d|[/.,-]\d|\s?%)"
    + _EVERY.format(n=3)
    + "|"
    r"(?<![\d/.,])(?P<day4>\d{1,2})/(?P<month4>\d{1,2})\s+(?:hằng|hàng|mỗi)\s+(?P<every4>năm)|"
    r"ngày\s+(?P<day5>\d{1,2})\s+(?:của\s+)?(?:(?:hằng|hàng|mỗi)\s+(?P<every5>tháng)|tháng\s+(?P<last5>cuối|đầu)"
    r"(?:\s+(?:của\s+)?(?:hằng|hàng|mỗi))?\s+quý)|"
    rf"(?<!\w)(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<year8>{_YEAR}))?|"
    rf"tháng\s+(?P<month6>\d{{1,2}})(?:\s*(?:/|-|,?\s*năm)\s*(?P<year6>{_YEAR}))?(?![\d/])"
    + _EVERY.format(n=6)
    + "|"
    rf"quý\s+(?P<quarter>iv|iii|ii|i|[1-4])(?!\w)(?:\s*(?:/|-|–|của)?\s*(?:năm\s*)?(?P<year7>{_YEAR}))?"
    + _EVERY.format(n=7)
    + "|"
    rf"(?<![\d/.,-])(?P<month9>\d{{1,2}})/(?P<year9>{_YEAR})(?!\d)|"
    rf"năm\s+(?P<year>{_YEAR})(?!\d)"
)
_DIGIT = re.compile(r"\d")
_QUARTERS = {"i": 3, "ii": 6, "iii": 9, "iv": 12, "1": 3, "2": 6, "3": 9, "4": 12}
EVERY = {"năm": "year", "tháng": "month", "quý": "quarter"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as printed: its span in the folded text, its ISO form and how it returns.

    iso: "2021-02-10", "2026-01", "2025", "--11-10" and "--11" (no year is printed), "---15" (day of
    every month) or None when only a rhythm is printed ("ngày 15 tháng cuối quý"). recurs: year,
    month, quarter or None.
    """

    start: int
    end: int
    iso: str | None
    recurs: str | None = None


def iso_date(year: int | None, month: int | None, day: int | None) -> str | None:
    """The ISO form of the parts that are known; None when they make no date. Without a year the
    form is --MM-DD.
    """
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= 31:
        return None
    if year is None:
        return f"--{month:02}-{day:02}" if month and day else None
    if month is None:
        return f"{year}"
    return f"{year}-{month:02}" if day is None else f"{year}-{month:02}-{day:02}"


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _of_month(year: int | None, month: int) -> str | None:
    """The ISO form of a month; "--MM" when its year is not printed."""
    if year is None:
        return f"--{month:02}" if 1 <= month <= 12 else None
    return iso_date(year, month, None)


def _moment(found: re.Match[str]) -> Moment | None:
    part = found.groupdict()
    every = EVERY.get(
        part["every1"] or part["every3"] or part["every4"] or part["every6"] or part["every7"] or ""
    )
    start, end = found.span()
    iso: str | None = None
    if part["day1"] or part["day2"] or part["day3"] or part["day4"]:
        n = next(key for key in ("1", "2", "3", "4") if part["day" + key])
        if part["cue"]:
            start = start if part["cue"] == "ngày" else found.start("day3")
        year = _number(part.get("year" + n))
        iso = iso_date(year, _number(part["month" + n]), _number(part["day" + n]))
    elif part["day5"]:
        day = int(part["day5"])
        if not 1 <= day <= 31:
            return None
        return (
            Moment(start, end, None, "quarter")
            if part["last5"]
            else Moment(start, end, f"---{day:02}", "month")
        )
    elif part["half"]:
        iso = _of_month(_number(part["year8"]), 6 if part["half"] == "đầu" else 12)
    elif part["month6"] or part["month9"]:
        iso = _of_month(
            _number(part["year6"] or part["year9"]), int(part["month6"] or part["month9"])
        )
    elif part["quarter"]:
        iso = _of_month(_number(part["year7"]), _QUARTERS[part["quarter"]])
    else:
        iso = part["year"]
    return Moment(start, end, iso, every) if iso else None


def find_moments(folded: str) -> list[Moment]:
    """All dates printed in a folded text, in order. "ngày 10 tháng 11" without a year gives
    "--11-10".
    """
    if _DIGIT.search(folded) is None and "quý" not in folded:
        return []
    return [moment for found in _MOMENT.finditer(folded) if (moment := _moment(found))]
