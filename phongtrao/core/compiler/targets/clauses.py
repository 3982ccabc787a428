"""The clause of a goal: whose share or count it is, what is measured, of which part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import any_of, lexicon, words
from phongtrao.core.compiler.targets.edges import end_of, next_break, sentence_of, start_of

if TYPE_CHECKING:
    from phongtrao.core.compiler.targets.numbers import Goal

_DUTIES = lexicon("verbs", "duties")
_MEASURES = lexicon("targets", "not_counts.measures")
_PREDICATES = lexicon("targets", "clause.predicates")
_GROUPS = lexicon("targets", "clause.groups")
_COUNTED = re.compile(r"\s*(?:trên\s+)?(?:tổng\s+)?(?:số\s+)?(?:lượng\s+)?")
_RATE = re.compile(
    r"(?<!\w)(?:tỷ lệ|tỉ lệ|tỷ số|tỷ suất|tổng tỷ suất|tỷ trọng|mức|chỉ số|số lượng|số(?! hóa))\s+"
)
_TAIL_VERB = re.compile(
    r"\s*(?:đạt(?:\s+(?:trên|từ|khoảng|ít nhất|tối thiểu))?|chiếm|còn|là|xuống|(?<!trở )lên"
    r"|tăng|giảm|ít nhất|tối thiểu|trên|dưới|khoảng|bằng|từ|có|đạt tỷ lệ|phấn đấu"
    r"|bình quân(?:\s+(?:mỗi|hằng|hàng)\s+năm)?|(?:mỗi|hằng|hàng)\s+năm|:)+\s*$"
)
_DATIVE = re.compile(r"(?:cho|tại|với|của|đối với|trong|ở|đến|tới)\s*$")
_ASSIGNED = re.compile(r"được (?:giao|phân công|phê duyệt|duyệt|cấp có|phân cấp)")
_MOVING = re.compile(r"(?<!\w)(giảm|tăng|giảm bớt|tăng thêm|nâng)(?!\w)")
_HEAD = re.compile(
    r"^(?:[-–+•]\s*)?(?:(?:(?:hằng|hàng) năm|(?:phấn đấu )?đến (?:hết |cuối )?năm \d{4}"
    rf"|trong năm \d{{4}}|{any_of(words('targets', 'clause.opening'))})[\s,:]+)+"
)
_WORD = re.compile(r"[^\W_]+")
# What follows is another thing to do, not what the number counts.
_FURTHER = re.compile(r"(?:và|hoặc|đồng thời|nhưng|song|cũng như)\s")
# What a condition in brackets says of each that is counted.
_CONDITION = re.compile(
    r"\s*(\((?!bao gồm|gồm|kể cả|trừ)[^()]*\b(?:có|được|đã|phải|không)\s[^()]*\))\s*$"
)
_BEFORE_PREDICATE = re.compile(r"\s+(?:đều|cũng|sẽ|đã|cần)\s*$")
_RISES = re.compile(r"\s+(?:tăng|giảm)(?!\w)")
# What ends the words for whom or what is counted.
_APART = re.compile(
    r"\s*(?:\ssau đây|\sso với\s|\strên địa bàn"
    r"|,?\s(?:(?:ở|tại|thuộc)\s(?:(?:khu vực|vùng|địa bàn)\s)?|(?:khu vực|vùng|địa bàn)\s)"
    r"(?:đô thị|nông thôn|miền núi)"
    r"|(?:\s(?:vào|đến|tới|trong|hết|cuối|thời kỳ|giai đoạn|năm))+\s20\d\d(?!\d)"
    r"|\s(?:bình quân\s)?(?:mỗi|hằng|hàng)\s(?:năm|quý|tháng))"
)
# A clause that names its whole itself.
_EACH = re.compile(
    r"(?:(?:và|đồng thời|phấn đấu),?\s)*(?:mỗi|từng|mọi|tất cả|toàn bộ)\s(?!(?:năm|quý|tháng)\b)"
)
_TIME_ONLY = re.compile(
    r"(?:(?:vào|đến|tới|trong|hết|cuối|giai đoạn|thời kỳ)\s)+(?:năm\s)?\d{4}(?:\s*[-–]\s*\d{4})?$"
)


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clause:
    """start, end: the evidence. subject, measure, stratum: spans or None. shared: the predicate
    stands in a later clause.

    own_end: where its own words end, a shared predicate left out.
    """

    start: int
    end: int
    subject: Span
    measure: Span
    stratum: Span | None
    shared: bool
    own_end: int


def clause_of(folded: str, goals: list[Goal], at: int) -> Clause:
    """The clause of the goal goals[at] in a sentence."""
    goal = goals[at]
    text, low, high = sentence_of(folded, goal)
    beside = [other for other in goals if low <= other.start < high and text[other.start] != " "]
    here = beside.index(goal)
    start = start_of(text, low, high, goal, beside[here - 1] if here else None)
    own_end = end_of(text, high, goal, beside[here + 1] if here + 1 < len(beside) else None)
    if any(goal.end < other.start < own_end for other in goals):  # one in the brackets behind it
        own_end = max(len(text[:own_end].rstrip()), goal.end)
    end = own_end
    predicate = _predicate(text, goal, own_end)
    leading = _leads(text, goal, start, own_end)
    shared = False
    if (
        leading
        and predicate is None
        and goal.kind != "zero"
        and _begins_with_number(folded[start : goal.start], goal.cue - start)
    ):
        end, predicate = _shared_tail(text, beside, here, high, own_end)
        shared = predicate is not None
    subject, measure = _parts(text, goal, (start, own_end, end), predicate, leading=leading)
    subject, measure = _with_condition(folded, subject, measure)
    return Clause(
        start,
        end,
        _without_circumstance(text, subject),
        measure if leading else _without_circumstance(text, measure),
        _stratum(folded, start, own_end)
        or (_stratum(folded, predicate, end) if shared and predicate else None)
        or _stratum_before(folded, start, goal),
        shared,
        own_end,
    )


def _begins_with_number(head: str, cue: int) -> bool:
    """Whether nothing but a comparator, a horizon or "phấn đấu" stands in front of a number."""
    return not _MOVING.search(head) and not _HEAD.sub("", head[:cue]).strip(" ,")


def _leads(text: str, goal: Goal, start: int, end: int) -> bool:
    """Whether the number stands in front of what it counts, not behind ("tỷ lệ … đạt 90%")."""
    if goal.kind == "zero":
        return True
    rest = text[goal.end : end].strip(" .;,").removesuffix("trong đó").rstrip(" ,")
    head = text[start : goal.start]
    if _FURTHER.match(rest) and text[start : goal.cue].strip():
        return False
    counted_behind = goal.kind == "count" and _MEASURES.at(rest, 0) and _TAIL_VERB.search(head)
    if counted_behind or _TIME_ONLY.fullmatch(rest) or head.rstrip().endswith(":"):
        return False
    return bool(rest) and not (len(rest) < 45 and _RATE.search(text, start, goal.cue))


def _without_circumstance(folded: str, span: Span) -> Span:
    """Whom a goal counts, without where, when and compared with what."""
    apart = _APART.search(folded, span[0] + 1, span[1])
    return (span[0], apart.start()) if apart else span


def _predicate(text: str, goal: Goal, end: int) -> int | None:
    """Where the predicate behind the counted noun begins, None when the clause holds none."""
    first = True
    weak = None
    for word in _WORD.finditer(text, goal.end, end):
        if word[0] == "học" and text.endswith("trường ", 0, word.start()):
            continue
        if first and word[0] in ("được", "phải", "có", "đạt"):
            return word.start()
        if not first and _PREDICATES.at(text, word.start()) and text[word.start() - 1] != "-":
            if word[0] in ("được", "phải") and not _ASSIGNED.match(text, word.start()):
                return word.start()
            weak = weak if weak is not None else word.start()
        first = first and word[0] in ("số", "tổng", "các", "trên")
    return weak


def _shared_tail(
    text: str, goals: list[Goal], at: int, high: int, own_end: int
) -> tuple[int, int | None]:
    """The predicate of a later clause that this one shares ("95% xã; 90% cơ quan đạt …")."""
    for later in range(at + 1, min(len(goals), at + 5)):
        goal = goals[later]
        stop = next_break(text, goal.end, high)
        limit = (
            min(stop, goals[later + 1].cue)
            if later + 1 < len(goals) and goals[later + 1].start < stop
            else stop
        )
        if (predicate := _predicate(text, goal, limit)) is not None:
            return limit, predicate
    return own_end, None


def _parts(
    text: str, goal: Goal, edges: tuple[int, int, int], predicate: int | None, *, leading: bool
) -> tuple[Span, Span]:
    """Subject and measure. edges: where the clause begins, where its own words end, where a shared
    predicate ends.
    """
    start, own_end, end = edges
    if goal.kind == "zero":
        return _parts_of_nothing(text, goal, predicate, end)
    if leading:
        counted = _COUNTED.match(text, goal.end)
        begin = counted.end() if counted else goal.end
        if _DATIVE.search(text[start : goal.cue]) or _DATIVE.search(text[start : goal.start]):
            return (begin, own_end), (start, goal.cue)
        if predicate is None:
            moving = _MOVING.search(text, start, goal.start)
            verb = _last_duty(text, start, goal.cue)
            if moving or verb < 0:
                return (begin, own_end), (moving.span(1) if moving else (goal.end, own_end))
            return (begin, own_end), (verb, goal.cue)
        noun_end = min(predicate, own_end)
        must = len("phải ") if text.startswith("phải ", predicate) else 0
        if noun_end <= begin:  # "cán bộ cấp xã 100% được bồi dưỡng"
            named = _head_noun(text, start, goal.cue)
            if not text[slice(*named)].strip(" ,"):
                named = _group_before(text, start) or named
            return named, (predicate + must, end)
        return (begin, noun_end), (predicate + must, end)
    begin, stop = _head_noun(text, start, goal.cue)
    rate = _RATE.search(text, begin, min(stop, begin + 30))
    noun = rate.end() if rate and rate.end() < stop else begin
    rises = _RISES.match(text, stop) if goal.kind == "percent" else None
    if rises and rate and rate[0].startswith("số "):  # "số vụ … tăng 3%" is no share of them
        return (noun, stop), (begin, rises.end())
    return (noun, stop), (begin, stop)


def _group_before(text: str, start: int) -> Span | None:
    """Whom the sentence spoke of last in front of a clause that names nobody ("xây dựng đội ngũ báo
    cáo viên đủ năng lực; 100% được tập huấn"): a collective noun with its members.
    """
    found = None
    for word in _WORD.finditer(text, 0, start):
        if stop := _GROUPS.at(text, word.start()):
            found = (word.start(), stop)
    if found is None:
        return None
    begin, noun = found
    end = next_break(text, noun, start)
    for word in list(_WORD.finditer(text, noun, end))[1:]:
        behind = _PREDICATES.at(text, word.start())
        if behind and not text.startswith(" viên", behind):  # "tuyên truyền viên" is a person
            end = word.start()
            break
    return (noun if text.startswith("đội ngũ", begin) else begin), end


def _with_condition(folded: str, subject: Span, measure: Span) -> tuple[Span, Span]:
    """A condition in brackets behind the counted noun is part of what is measured, a word such as
    "đều" in front of the predicate of neither.
    """
    begin, stop = subject
    if condition := _CONDITION.search(folded, begin, stop):
        stop = condition.start()
        measure = (condition.start(1), measure[1]) if condition.end() <= measure[0] else measure
    if adverb := _BEFORE_PREDICATE.search(folded, begin, stop):
        stop = adverb.start()
    return (begin, stop), measure


def _head_noun(text: str, start: int, cue: int) -> Span:
    """What stands in front of a number, without what opens the clause and leads to the number."""
    opening = _HEAD.match(text[start:cue])
    begin = start + (opening.end() if opening else 0)
    tail = _TAIL_VERB.search(text[begin:cue])
    return begin, begin + tail.start() if tail else cue


def _parts_of_nothing(
    folded: str, goal: Goal, predicate: int | None, end: int
) -> tuple[Span, Span]:
    """Subject and measure of a goal of nothing: what must not happen, and to what."""
    cue = folded[goal.start : goal.end]
    for verb in words("targets", "zero.verbs"):
        if cue.endswith(verb):
            return (goal.end, end), (goal.end - len(verb), goal.end)
    stop = predicate if predicate is not None and cue == "không còn" else end
    return (goal.end, stop), ((stop, end) if stop < end else (goal.start, goal.end))


def _last_duty(folded: str, start: int, end: int) -> int:
    """Where the last verb of duty in a span begins, -1 when it holds none."""
    verb, taken = -1, start
    for word in _WORD.finditer(folded, start, end):
        if word.start() >= taken and (behind := _DUTIES.at(folded, word.start())):
            verb, taken = word.start(), behind
    return verb


def _stratum_before(folded: str, start: int, goal: Goal) -> Span | None:
    """The part that the sentence named in front of a clause; none where the clause begins with each
    or all of what it counts ("mỗi xã, phường duy trì …").
    """
    return None if _EACH.match(folded, start, goal.start) else _stratum(folded, 0, start)


def _stratum(folded: str, start: int, end: int) -> tuple[int, int] | None:
    strata = lexicon("targets", "clause.strata")
    for word in _WORD.finditer(folded, start, end):
        if stop := strata.at(folded, word.start()):
            before = folded[max(0, word.start() - 14) : word.start()]
            if re.search(r"(?:ở|tại|khu vực|vùng|địa bàn|thuộc)\s*$", before):
                return word.start(), stop
    return None
