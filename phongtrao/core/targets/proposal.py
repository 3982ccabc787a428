"""How a target of a plan can be measured: proposed from its words, for an officer to confirm."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phongtrao.core.text.folding import fold

RATIO, COUNT, UNITS, ZERO = "ratio", "count", "units", "zero"

_UNITS = re.compile(
    r"\b(?:xã|phường|thị trấn|đặc khu|huyện|quận|tỉnh|thành phố|địa phương|khu dân cư|tổ dân phố|"
    r"thôn|ấp|(?<!văn )bản|buôn|làng|khu phố|khóm|tổ chức|cơ quan|đơn vị|doanh nghiệp|"
    r"nhà trường|trường học|cơ sở giáo dục|hợp tác xã|cqdnnt|địa bàn|chi bộ|đảng bộ)\b"
)
_PERSONS = re.compile(
    r"\b(?:hộ|người|cán bộ|đảng viên|hội viên|đoàn viên|công nhân|học sinh|sinh viên|chiến sĩ|"
    r"quần chúng|nhân dân|công dân)\b"
)
_COUNTED = re.compile(
    r"^(?:tổng số|số lượng|số|tỷ lệ|tỉ lệ|các|những|toàn bộ|tất cả)\s+", re.IGNORECASE
)
_REACHED = re.compile(r"[\s,;:]*\b(?:đạt|là|chiếm|tối thiểu|ít nhất|từ)$", re.IGNORECASE)
_FRACTION = r"(?<![\d/]){0}\s*/\s*(\d{{1,6}})(?![\d/])"


@dataclass(frozen=True, slots=True)
class Proposal:
    """measured_by: ratio, count, units or zero. numerator: what is counted, in words. denominator:
    of what; "" where nothing divides.
    """

    measured_by: str
    numerator: str
    denominator: str


def propose(
    *, subject: str, measure: str, stratum: str, percent: bool, comparator: str, out_of: bool
) -> Proposal:
    """Propose how a target is measured, from the fields of the compiled plan.

    out_of: the plan prints the whole beside the number ("19/28 xã"). "units" where the subject is
    made of units, each of which meets the target or does not.
    """
    whom = _bare(subject)
    scope = f" ({stratum.strip()})" if stratum.strip() else ""
    counted = f"Số {_joined(whom, measure)}{scope}"
    if comparator == "zero":
        return Proposal(ZERO, counted, "")
    if not percent and not out_of:
        return Proposal(COUNT, counted, "")
    folded = fold(whom)
    of_units = _UNITS.search(folded) is not None and _PERSONS.search(folded) is None
    return Proposal(UNITS if of_units else RATIO, counted, f"Tổng số {whom}{scope}")


def target_name(subject: str, measure: str) -> str:
    """What a target is about, on one line: subject and measure, or the measure alone where it names
    its subject.
    """
    whom, what = (" ".join(words.split()) for words in (subject, measure))
    if not what:
        return whom
    return what if fold(whom) in fold(what) else f"{whom} {what}"


def printed_whole(quote: str, value: str) -> int | None:
    """The whole that a quotation prints beside a number: 28 of "19/28 xã"; None where it prints
    none. A date ("02/9", "19/8/2025") is none.
    """
    found = re.search(_FRACTION.format(re.escape(value)), quote)
    if found is None or int(found[1]) < int(value):
        return None
    return int(found[1])


def _bare(subject: str) -> str:
    """A subject without the words that count it: "tổng số hộ dân" is "hộ dân"."""
    words = " ".join(subject.split())
    while found := _COUNTED.match(words):
        words = words[found.end() :]
    return words or "đơn vị"


def _joined(subject: str, measure: str) -> str:
    """Subject and measure as one phrase; a measure that repeats the subject loses it."""
    words = _REACHED.sub("", " ".join(measure.split()))
    while found := _COUNTED.match(words):
        words = words[found.end() :]
    at = fold(words).find(fold(subject))
    if at >= 0:
        words = f"{words[:at]} {words[at + len(subject) :]}"
    return " ".join(f"{subject} {words}".split()).rstrip(" ,;")
