"""When a target must be reached: "đến hết năm 2025", "hằng năm", "trong năm 2021". Folded text, as
in moments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from phongtrao.core.dates.moments import find_moments

_YEAR = r"(20\d{2})"
_HORIZON = re.compile(
    r"(?P<span>(?:giai đoạn|thời kỳ|nhiệm kỳ)\s+(?:0?\d\s+năm\s+)?(?:từ\s+)?(?:năm\s+)?20\d{2}"
    rf"\s*(?:-|–|—|đến)\s*(?:năm\s+)?{_YEAR})|"
    r"(?P<by>(?:đến|tới|vào|từ|trước|kể từ|chậm nhất|muộn nhất)\s+"
    r"(?:(?:hết|cuối|đầu|trước|thời điểm|trong|giữa)\s+)*"
    rf"(?:năm\s+)?{_YEAR}(?![\d/-]|\s*[-–]\s*20))|"
    rf"(?P<during>(?:(?:trong|riêng|của|ngay trong)\s+)?năm\s+(?:học\s+)?{_YEAR}(?!\s*[-–]\s*20))|"
    r"(?P<every>(?:hằng|hàng|mỗi|từng)\s+(năm|quý|tháng)"
    r"|(?:bình quân|trung bình)\s+(?:(?:hằng|hàng|mỗi|một)\s+)?năm)"
)
_BY_DATE = re.compile(
    r"(?:đến|trước|tới|vào|hết|chậm nhất|trong)\s+(?:(?:hết|cuối|trước|là|trong)\s+)*"
    r"(?=(?:ngày|tháng|quý|\d))"
)
# In front of a year that a goal is measured against, or that belongs to a full date: it is no
# horizon.
_BASE = re.compile(
    r"(?:(?:so với|so|so sánh|hơn|cùng kỳ|mức|từ mức|của|như)\s+"
    r"(?:cả\s+|cùng kỳ\s+|mức\s+|số liệu\s+|kết quả\s+|thời điểm\s+)*(?:của\s+)?"
    r"|tháng\s+\d{1,2},?\s+)$"
)
# In front of a later year: it only looks ahead ("đến năm 2025, tầm nhìn đến năm 2030").
_OUTLOOK = re.compile(r"(?:định hướng|tầm nhìn|có tính đến|hướng tới)\s+$")
_PERIODS = {"năm": "year", "quý": "quarter", "tháng": "month"}


@dataclass(frozen=True, slots=True)
class Horizon:
    """When a target holds: by a date, during a period, or every period.

    kind: by | during | every. value: ISO date for by and during; year, quarter or month for every.
    """

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class HorizonAt:
    """A horizon and its span in the folded text."""

    start: int
    end: int
    horizon: Horizon


def find_horizons(folded: str) -> list[HorizonAt]:
    """All horizons printed in a folded text, in order. A span of years ("giai đoạn 2026 - 2030") is
    by its end.
    """
    found: list[HorizonAt] = []
    for match in _HORIZON.finditer(folded):
        near = max(0, match.start() - 40)
        if match["during"] and _BASE.search(folded, near, match.start()):
            continue
        if found and match["by"] and _OUTLOOK.search(folded, near, match.start()):
            continue
        if match["every"]:
            period = next((name for name in _PERIODS if match["every"].endswith(name)), "năm")
            horizon = Horizon("every", _PERIODS[period])
        else:
            year = re.findall(r"20\d{2}", match[0])[-1]
            horizon = Horizon("during" if match["during"] else "by", year)
        found.append(HorizonAt(match.start(), match.end(), horizon))
    for cue in _BY_DATE.finditer(folded):
        for moment in find_moments(folded[cue.start() : cue.end() + 40]):
            if moment.start <= cue.end() - cue.start() and moment.iso and moment.iso[0] != "-":
                at = HorizonAt(cue.start(), cue.start() + moment.end, Horizon("by", moment.iso))
                found = [other for other in found if other.end <= at.start or other.start >= at.end]
                found.append(at)
            break
    return sorted(found, key=lambda at: at.start)
