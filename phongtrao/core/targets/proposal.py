"""How a target of a plan can be measured: proposed from its words, for an officer to confirm."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phongtrao.core.text.folding import fold

RATIO, COUNT, UNITS, ZERO = "ratio", "count", "units", "zero"

_UNIT = (
    r"(?:xã|phường|thị trấn|đặc khu|huyện|quận|tỉnh|thành phố|địa phương|khu dân cư|tổ dân phố|"
    r"thôn|ấp|bản(?! (?:án|cam|đồ|ghi|kế|sao|tin)\b)|buôn|làng|khu phố|khóm|tổ chức|cơ quan|đơn vị|"
    r"doanh nghiệp|nhà trường|trường học|cơ sở giáo dục|hợp tác xã|cqdnnt|địa bàn|chi bộ|đảng bộ|"
    r"sở|ban, ngành|ngành)"
)
_UNIT_HEAD = re.compile(rf"(?:{_UNIT}|trường(?! hợp))\b")
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
# What counts the words behind it, or joins them to others: no name begins with it.
_COUNTED = re.compile(
    r"^(?:tổng số|số lượng|số|(?:(?:kéo |làm )?giảm |nâng |tăng )?(?:tỷ lệ|tỉ lệ)|các|những|"
    r"toàn bộ|toàn thể|tất cả|đội ngũ|và|hoặc|đồng thời|nhưng|cũng như)\s+",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(
    r"[\s,;:]*\b(?:đạt|là|chiếm|tối thiểu|ít nhất|từ|cho|tại|ở|trong|với|của)$", re.IGNORECASE
)
_INTENDED = re.compile(r"^(?:phấn đấu|quyết tâm)\s+", re.IGNORECASE)
_PREDICATE = re.compile(
    r"\s(?:được|bị|đạt|có|đã|chưa|không(?! (?:gian|khí|quân)\b)|hoạt động|xếp loại|tham gia|"
    r"vi phạm|kém|yếu)\b"
)
_CHANGED = re.compile(r"(?:.*\s)?(?:(?:kéo |làm )?(giảm)|(tăng))(?: thêm| bớt| dần)?")
_HANDLING = re.compile(r"(?:giải quyết|xử lý|hòa giải|thụ lý|điều tra|khám phá|xét xử)\b")
_SUCCESS = re.compile(r"\sthành(?: công)?(?=\s|$)")
_HOW = re.compile(r"\s+(?:(?:tại|ở|trong|trên|theo|đúng|kịp|trước|qua|bằng|và)\b.*)?")
# What is measured and not counted one by one.
_AMOUNT = re.compile(
    r"(?:tổng )?(?:diện tích|kinh phí|nguồn vốn|vốn|doanh thu|thu nhập|sản lượng|thời lượng|"
    r"tỷ suất|tỉ suất|tỷ số|tỉ số|chỉ số|mật độ)\b"
)
_NOT_THERE = re.compile(r"không (?:còn|để|có|xảy ra|phát sinh)")
_STATE_OF = re.compile(r"(?:tình trạng|hiện tượng)\s+")
_ANY = re.compile(r"\snào(?=\s|$)")
_ONE_BY_ONE = re.compile(
    r"(?:vụ|trường hợp|sự cố|sự kiện|cuộc|đợt|ca|ổ|điểm|tụ điểm|địa bàn|cơ sở|người|đối tượng|hộ|"
    r"khu vực|nơi|băng|nhóm)\b|[“\"]"
)
_FIGURE = re.compile(r"(?<!\w)\d+(?!\w)")
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
    whom, zero = _bare(subject), comparator == "zero"
    scope = scope_words(stratum)
    if percent and (change := _CHANGED.fullmatch(fold(measure).strip())):
        moved = "giảm" if change[1] else "tăng thêm"
        return Proposal(
            RATIO,
            f"{_number_of(whom)} {moved} so với kỳ trước{scope}",
            f"{_number_of(whom)} kỳ trước{scope}",
        )
    if zero:
        whom, measure = _nothing_of(whom, measure)
    counted, base = _counted_of(whom, measure)
    numerator, denominator = f"{_number_of(counted)}{scope}", f"{_number_of(base, 'Tổng')}{scope}"
    if percent or out_of:
        if _is_unit(fold(whom)):
            return Proposal(UNITS, numerator, denominator)
        # "Tỷ lệ trẻ em dưới 15 tuổi" does not say of whom it is a share.
        return Proposal(RATIO, numerator, denominator if counted != base else "")
    if _ONLY_UNITS.fullmatch(fold(whom)):
        return Proposal(UNITS, numerator, denominator)
    return Proposal(ZERO if zero else COUNT, numerator, "")


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
    return _uncounted(" ".join(subject.split())) or "đối tượng"


def _uncounted(words: str) -> str:
    while found := _COUNTED.match(words):
        words = words[found.end() :]
    return words


def _is_unit(whom: str) -> bool:
    """Whether units are counted: the head noun says so, and no persons beside it."""
    predicate = _PREDICATE.search(whom)
    heads = whom[: predicate.start()] if predicate else whom
    return _UNIT_HEAD.match(whom) is not None and _PERSONS.search(heads) is None


def _number_of(words: str, how: str = "") -> str:
    """The name of a count, "Số hộ" or (how) "Tổng số hộ"; of an amount "Diện tích", "Tổng diện
    tích".
    """
    if not _AMOUNT.match(fold(words)):
        return f"{how} số {words}" if how else f"Số {words}"
    if how and not fold(words).startswith("tổng "):
        return f"{how} {words[:1].lower()}{words[1:]}"
    return words[:1].upper() + words[1:]


def _nothing_of(whom: str, measure: str) -> tuple[str, str]:
    """Subject and measure of what must not be there: without the words that say so, and with what
    happens counted by the case ("tình trạng lộ thông tin" is "vụ việc lộ thông tin").
    """
    whom = _ANY.sub("", whom)
    if state := _STATE_OF.match(fold(whom)):
        whom = f"vụ việc {whom[state.end() :]}"
    what = fold(measure).strip()
    if what == "xảy ra" and not _ONE_BY_ONE.match(fold(whom)):
        whom = f"vụ {whom}"
    return whom, "" if _NOT_THERE.fullmatch(what) else measure


def _counted_of(whom: str, measure: str) -> tuple[str, str]:
    """What is counted and of what, both without the word that counts.

    Where the subject is work on cases ("hòa giải thành"), the cases are counted, and where it
    names them ("giải quyết đơn thư"), these. Where it says itself what is counted of it ("tổ hòa
    giải hoạt động kém"), the whole is what stands before.
    """
    folded = fold(whom)
    if _AMOUNT.match(fold(measure).strip()):
        amount = " ".join(measure.split())
        return amount, amount
    if handling := _HANDLING.match(folded):
        success = _SUCCESS.match(folded, handling.end())
        behind = success.end() if success else handling.end()
        if whom[behind:].strip() and not _HOW.fullmatch(folded, behind):
            cases = _uncounted(whom[behind:].strip())
            done = whom[:behind] if success else f"được {whom[:behind]}"
            return f"{cases} {done}", cases
        if success is None:
            return f"vụ việc được {whom}", f"vụ việc phải {whom}"
        tried = f"{whom[: success.start()]}{whom[success.end() :]}"
        return f"vụ việc {whom}", f"vụ việc được {tried}"
    predicate = _PREDICATE.search(folded)
    if predicate and folded in fold(" ".join(measure.split())):
        return _joined(whom, measure), whom[: predicate.start()].rstrip(" ,")
    return _joined(whom, measure), whom


def _joined(subject: str, measure: str) -> str:
    """Subject and measure as one phrase; a measure that begins or ends with the subject loses it,
    and what stood in front of the number as what is to be done is done to the subject.
    """
    words = " ".join(measure.split())
    while (shorter := _LEFT_OVER.sub("", words)) != words:
        words = shorter
    words = _uncounted(words)
    folded, whom = fold(words), fold(subject)
    if folded.startswith(whom):
        words = words[len(subject) :]
    elif folded.endswith(f" {whom}"):
        words = words[: -len(subject)]
    elif _stood_ahead(words):
        words = _INTENDED.sub("", words)
        # "mỗi xã có 3 mô hình" is what the units do themselves.
        done = "" if _FIGURE.search(words) else "được "
        words = f"{done}{words[:1].lower()}{words[1:]}"
    return " ".join(f"{subject} {words}".split()).rstrip(" ,;")


def _stood_ahead(measure: str) -> bool:
    """Whether a measure opened its sentence, in front of the number."""
    opens = measure[:1].isupper() and not measure[1:2].isupper()
    return opens or _INTENDED.match(measure) is not None
