"""Printed rhythms: "định kỳ 6 tháng, 01 năm", "hằng quý", "05 năm/lần". Folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNIT = (
    r"(?:(?:0?[1-9]|ba|sáu|năm|một|nửa)\s+)?(?:năm|tháng|quý|tuần)"
    r"(?!\s+(?:\d{4}|tuổi|nay|qua|trước|sau|đến|ngân))"
)
_EVERY = r"(?:hằng|hàng|mỗi|từng|theo)"
_RHYTHM = re.compile(
    rf"(?<!\w)(?P<lead>(?:định kỳ(?:\s+{_EVERY})?|hằng|hàng|mỗi|từng)\s+)?"
    rf"(?P<units>{_UNIT}(?:\s*(?:,|/|;|và|hoặc)\s*(?:{_EVERY}\s+)?{_UNIT}(?!\w))*)(?!\w)"
    r"(?P<times>\s*(?:/|một|mỗi|1|01)\s*(?:0?1\s+)?lần)?"
)
# "01 lần/năm", "mỗi quý một lần" the other way round.
_TIMES_IN = re.compile(
    r"(?<!\w)(?P<times>0?[12]|một|hai)\s+lần\s*(?:/|mỗi|một|trong\s+(?:một\s+|mỗi\s+)?|hằng|hàng)\s*(?P<unit>năm|quý|tháng)(?!\w)"
)
_TIMES = {
    ("1", "năm"): "year",
    ("2", "năm"): "half-year",
    ("1", "quý"): "quarter",
    ("1", "tháng"): "month",
}
_PART = re.compile(r"(?:(?P<many>\d{1,2}|ba|sáu|năm|một|nửa)\s+)?(?P<unit>năm|tháng|quý|tuần)")
_MANY = {"ba": 3, "sáu": 6, "năm": 5, "một": 1, "nửa": 0}
_RECURS = {
    (1, "năm"): "year",
    (0, "năm"): "half-year",
    (5, "năm"): "five-year",
    (6, "tháng"): "half-year",
    (3, "tháng"): "quarter",
    (1, "tháng"): "month",
    (1, "quý"): "quarter",
    (2, "quý"): "half-year",
    (1, "tuần"): "week",
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One or more rhythms printed together; "6 tháng, 1 năm" holds two. recurs: half-year, year,
    quarter, five-year, month, week.
    """

    start: int
    end: int
    recurs: tuple[str, ...]


def find_rhythms(folded: str) -> list[Rhythm]:
    """All rhythms printed in a folded text: those that say "định kỳ", "hằng", "mỗi", "/lần", and "6
    tháng, 1 năm".
    """
    found = []
    for match in _TIMES_IN.finditer(folded):
        often = {"một": "1", "hai": "2"}.get(match["times"], match["times"].lstrip("0"))
        if rhythm := _TIMES.get((often, match["unit"])):
            found.append(Rhythm(match.start(), match.end(), (rhythm,)))
    counted = list(found)
    for match in _RHYTHM.finditer(folded):
        if any(at.start < match.end() and match.start() < at.end for at in counted):
            continue
        recurs = []
        for part in _PART.finditer(match["units"]):
            many = part["many"]
            number = 1 if many is None else _MANY[many] if many in _MANY else int(many)
            if (rhythm := _RECURS.get((number, part["unit"]))) and rhythm not in recurs:
                recurs.append(rhythm)
        sure = match["lead"] or match["times"] or recurs[:2] == ["half-year", "year"]
        if recurs and sure:
            found.append(Rhythm(match.start(), match.end(), tuple(recurs)))
    return sorted(found, key=lambda rhythm: rhythm.start)
