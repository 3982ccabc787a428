"""How a target of a plan can be measured: proposed from its words, for an officer to confirm."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phongtrao.core.text.folding import fold

RATIO, COUNT, UNITS, ZERO = "ratio", "count", "units", "zero"

_UNIT = (
    r"(?:xã|phường|thị trấn|đặc khu|huyện|quận|tỉnh|thành phố|địa phương|khu dân cư|tổ dân phố|"
    r"thôn|ấp|(?<!văn )bản|buôn|làng|khu phố|khóm|tổ chức|cơ quan|đơn vị|doanh nghiệp|"
    r"nhà trường|trường học|cơ sở giáo dục|hợp tác xã|cqdnnt|địa bàn|chi bộ|đảng bộ)"
)
_UNITS = re.compile(rf"\b{_UNIT}\b")
_ONE = rf"(?!địa bàn)(?:{_UNIT}|trường)\b"
_SOME_UNITS = rf"{_ONE}(?:(?:\s*,\s*|\s+và\s+|\s+hoặc\s+){_ONE})*"
_ONLY_UNITS = re.compile(_SOME_UNITS)
_EACH = rf"\b(?<!trung bình )(?<!bình quân )(?:mỗi|từng)\s+(?P<units>{_SOME_UNITS})"
_EACH_FIRST = re.compile(rf"{_EACH}\s+(?:phải\s+|cần\s+)?(?P<does>[^;]*\d[^;]*)")
_EACH_LAST = re.compile(rf"(?P<does>[^;]*\d[^;]*?)\s+(?:ở|tại|trong|cho)\s+{_EACH}")
_PERSONS = re.compile(
    r"\b(?:hộ|người|cán bộ|đảng viên|hội viên|đoàn viên|công nhân|học sinh|sinh viên|chiến sĩ|"
    r"quần chúng|nhân dân|công dân)\b"
)
_COUNTED = re.compile(
    r"^(?:tổng số|số lượng|số|tỷ lệ|tỉ lệ|các|những|toàn bộ|tất cả)\s+", re.IGNORECASE
)
_REACHED = re.compile(r"[\s,;:]*\b(?:đạt|là|chiếm|tối thiểu|ít nhất|từ)$", re.IGNORECASE)
_PREDICATE = re.compile(
    r"\s(?:được|bị|đạt|có|đã|chưa|không|hoạt động|xếp loại|tham gia|vi phạm|kém|yếu)\b"
)
_HANDLING = re.compile(r"(?:giải quyết|xử lý|hòa giải|thụ lý|điều tra|khám phá|xét xử)\b")
_SUCCESS = re.compile(r"\sthành(?: công)?(?=\s|$)")
_NUMBER = r"(?<![\d/.,])0*{0}(?![\d/]|[.,]\d)"
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
    counted, base = _counted_of(whom, measure)
    scope = scope_words(stratum)
    numerator, denominator = f"Số {counted}{scope}", f"Tổng số {base}{scope}"
    folded = fold(whom)
    if percent or out_of:
        of_units = _UNITS.search(folded) is not None and _PERSONS.search(folded) is None
        return Proposal(UNITS if of_units else RATIO, numerator, denominator)
    if _ONLY_UNITS.fullmatch(folded):
        return Proposal(UNITS, numerator, denominator)
    return Proposal(ZERO if comparator == "zero" else COUNT, numerator, "")


def scope_words(stratum: str) -> str:
    """What stands behind the words of a count that is taken in one stratum only."""
    return f" ({stratum.strip()})" if stratum.strip() else ""


def asked_of_each(quote: str, value: str) -> tuple[str, str] | None:
    """Which units, and what each of them has to do, where a sentence asks the number of each: "mỗi
    xã, phường duy trì ít nhất 03 mô hình" and "ít nhất 03 mô hình ở mỗi xã". None for all others.

    Added up over the units such a number says nothing: what counts is how many of them have it.
    """
    words = " ".join(quote.split())
    folded = fold(words)
    found = _EACH_FIRST.search(folded) or _EACH_LAST.search(folded)
    if found is None:
        return None
    units, does = (words[slice(*found.span(name))].strip(" ,.") for name in ("units", "does"))
    return (units, does) if re.search(_NUMBER.format(re.escape(value)), does) else None


def target_name(subject: str, measure: str, stratum: str = "") -> str:
    """What a target is about, on one line: subject and measure, or the measure alone where it names
    its subject. The stratum stands behind the subject, so that a shortened name keeps it.
    """
    whom, what, where = (" ".join(words.split()) for words in (subject, measure, stratum))
    scope = scope_words(where)
    if not what or not whom:
        return f"{whom or what}{scope}"
    return f"{what}{scope}" if fold(whom) in fold(what) else f"{whom}{scope} {what}"


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


def _counted_of(whom: str, measure: str) -> tuple[str, str]:
    """What is counted and of what, both without the word that counts.

    Where the subject is work on cases ("hòa giải thành"), the cases are counted. Where it says
    itself what is counted of it ("tổ hòa giải hoạt động kém"), the whole is what stands before.
    """
    folded = fold(whom)
    if _HANDLING.match(folded):
        success = _SUCCESS.search(folded)
        if success is None:
            return f"vụ việc được {whom}", f"vụ việc phải {whom}"
        tried = f"{whom[: success.start()]}{whom[success.end() :]}"
        return f"vụ việc {whom}", f"vụ việc được {tried}"
    predicate = _PREDICATE.search(folded)
    if predicate and folded in fold(" ".join(measure.split())):
        return _joined(whom, measure), whom[: predicate.start()].rstrip(" ,")
    return _joined(whom, measure), whom


def _joined(subject: str, measure: str) -> str:
    """Subject and measure as one phrase; a measure that repeats the subject loses it."""
    words = _REACHED.sub("", " ".join(measure.split()))
    while found := _COUNTED.match(words):
        words = words[found.end() :]
    at = fold(words).find(fold(subject))
    if at >= 0:
        words = f"{words[:at]} {words[at + len(subject) :]}"
    return " ".join(f"{subject} {words}".split()).rstrip(" ,;")
