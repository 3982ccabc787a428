"""ISO dates, rhythms and horizons in the Vietnamese words of an office: "ngày 10/11 hằng năm", "đến
năm 2025".
"""

from __future__ import annotations

import re

_FORMS = (
    (re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"), "ngày {day}/{month}/{year}"),
    (re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)"), "tháng {month}/{year}"),
    (re.compile(r"(?P<year>\d{4})"), "năm {year}"),
    (re.compile(r"--(?P<month>\d\d)-(?P<day>\d\d)"), "ngày {day}/{month}"),
    (re.compile(r"--(?P<month>\d\d)"), "tháng {month}"),
    (re.compile(r"---(?P<day>\d\d)"), "ngày {day}"),
)
_WITH_ZERO = ("01", "02")  # the months that keep their nought in print
_RHYTHMS = {
    "year": "hằng năm",
    "half-year": "6 tháng một lần",
    "quarter": "hằng quý",
    "month": "hằng tháng",
    "week": "hằng tuần",
    "five-year": "5 năm một lần",
}


_QUARTERS = ("I", "II", "III", "IV")
_HALVES = ("đầu", "cuối")
_PERIOD = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-H(?P<half>[12])|-Q(?P<quarter>[1-4])|-(?P<nine>9M)|-W(?P<week>\d\d)|/(?P<last>\d{4}))"
)
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")


def period_words(period: str) -> str:
    """A period as the duties name it: "6 tháng đầu năm 2026" (2026-H1), "quý III/2026" (2026-Q3),
    "9 tháng đầu năm 2026" (2026-9M), "tuần 7 năm 2026" (2026-W07), "5 năm 2026–2030" (2026/2030),
    "từ ngày 15/10/2026 đến ngày 15/11/2026" (2026-10-15/2026-11-15), and any date as in date_words.
    """
    if span := _SPAN.fullmatch(period):
        return f"từ {date_words(span[1])} đến {date_words(span[2])}"
    found = _PERIOD.fullmatch(period)
    if found is None:
        return date_words(period)
    year = found["year"]
    if found["half"]:
        return f"6 tháng {_HALVES[int(found['half']) - 1]} năm {year}"
    if found["nine"]:
        return f"9 tháng đầu năm {year}"
    if found["quarter"]:
        return f"quý {_QUARTERS[int(found['quarter']) - 1]}/{year}"
    if found["week"]:
        return f"tuần {int(found['week'])} năm {year}"
    return f"5 năm {year}–{found['last']}"


def date_words(iso: str) -> str:
    """An ISO date as it is written: "ngày 05/9/2025", "tháng 01/2026", "năm 2025", "ngày 10/11"; ""
    for no date.

    iso: also "--11-10", "--11" (no year) and "---15" (no month), as in moments. Days below 10 and
    the months 1 and 2 keep their nought (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.4).
    """
    for form, wording in _FORMS:
        if found := form.fullmatch(iso):
            parts = found.groupdict()
            if (month := parts.get("month")) and month not in _WITH_ZERO:
                parts["month"] = month.lstrip("0")
            return wording.format(**parts)
    return ""


def rhythm_words(recurs: str) -> str:
    """How something returns: "hằng năm", "6 tháng một lần"; "" for an unknown rhythm."""
    return _RHYTHMS.get(recurs, "")


def time_words(due: str | None = None, recurs: str | None = None) -> str:
    """A date, a rhythm, or both: "ngày 10/11 hằng năm", "hằng quý", "ngày 15 hằng tháng"."""
    date, rhythm = date_words(due or ""), rhythm_words(recurs or "")
    if date and due and due.startswith("--") and recurs in (None, "half-year"):
        rhythm = "hằng tháng" if due.startswith("---") else "hằng năm"
    return f"{date} {rhythm}".strip()


def horizon_words(kind: str, value: str) -> str:
    """A horizon: "đến năm 2025" (by), "trong năm 2021" (during), "hằng năm" (every)."""
    if kind == "every":
        return rhythm_words(value)
    date = date_words(value)
    return f"{'đến' if kind == 'by' else 'trong'} {date}" if date else ""
