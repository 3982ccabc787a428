"""Targets: each number of a plan that must be reached, with its horizon and its evidence."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from phongtrao.core.compiler.cue_words import lexicon, words
from phongtrao.core.compiler.duties import sentences
from phongtrao.core.compiler.plan import Target, Trust
from phongtrao.core.compiler.targets.clauses import Clause, clause_of
from phongtrao.core.compiler.targets.figures import FigureReader
from phongtrao.core.compiler.targets.numbers import Goal, find_goals
from phongtrao.core.dates.horizons import Horizon, HorizonAt, find_horizons

if TYPE_CHECKING:
    from phongtrao.core.compiler.layout import Passage

__all__ = ["find_targets", "spans_years", "year_of_plan"]

# "98% học sinh trở lên": the words behind the counted noun belong to the number.
_UPWARDS = re.compile(r"(?<=^)([^\d,]{2,30})\s+trở (?:lên|xuống)$")
ABOUT = "Con số ghi là “khoảng”; hãy xem mức phải đạt là mức nào."
BARE = "Con số không có từ so sánh đi kèm; hãy xem đây có đúng là chỉ tiêu phải đạt không."
SHARED = "Nội dung phải đạt nằm ở vế sau của câu, dùng chung cho nhiều con số."
INHERITED = "Mốc thời gian lấy theo tiêu đề hoặc theo năm của kế hoạch, câu này không ghi."
NOBODY = "Câu không nêu rõ đếm ai, đếm gì; hãy ghi đối tượng."
NOTHING = "Câu không nêu đối tượng phải đạt điều gì; hãy xem lại câu trước và câu sau."
_TAX = re.compile(r"\s*(?:thuế|lãi)")
_PLACE = re.compile(r"^(?:(?:ở|tại|riêng|khu vực|vùng|địa bàn)\s+)+")
_NEAR = 80  # letters beside a number
_TRIGGER = re.compile(r"\d|không (?:còn|để|xảy|phát|có)")
_FROM_BELOW = ("gte", "gt", "eq")
_NO_TARGETS = ("situation", "award", "subjects", "foreign", "funds")
_ONLY_ZERO = ("criteria", "time")
_YEAR_OF_PLAN = re.compile(
    r"(?<!đến )(?<!hết )(?<!từ )(?<!tháng \d )(?<!tháng \d\d )năm (20\d\d)"
    r"(?!\s*[-–]\s*20)"
)
_SPAN_OF_YEARS = re.compile(
    r"giai đoạn|đến năm|nhiệm kỳ|20\d\d\s*(?:[-–,]|và)\s*(?:năm\s+)?20\d\d|thời kỳ|tầm nhìn"
)


def year_of_plan(subject: str | None) -> str | None:
    """The year of a one-year plan, told by its title ("… năm 2021"); None for any other plan."""
    if not subject:
        return None
    folded = subject.lower()
    if spans_years(subject):
        return None
    years = _YEAR_OF_PLAN.findall(folded)
    return str(years[-1]) if years and len(set(years)) == 1 else None


def spans_years(subject: str | None) -> bool:
    """Whether a title names a span of years ("giai đoạn 2021 - 2025", "đến năm 2030")."""
    return subject is not None and _SPAN_OF_YEARS.search(subject.lower()) is not None


def find_targets(
    passages: list[Passage], zones: dict[int, str], year: str | None, issued: str | None = None
) -> list[Target]:
    """The targets of the given passages.

    year: the year of a one-year plan, the horizon of targets that name none. issued: the year of
    the document; an earlier year is no horizon.
    """
    made: list[Target] = []
    figures = FigureReader(issued)
    for passage in passages:
        zone = zones.get(id(passage), "none")
        if zone in _NO_TARGETS or passage.kind in ("appendix", "title"):
            continue
        if passage.kind == "row":
            made.extend(figures.read(passage, year))
            continue
        in_figures = passage.kind == "cell" and (figures.columns or len(passage.text) < _NEAR // 4)
        if in_figures or not _TRIGGER.search(passage.folded):
            continue
        for start, end in sentences(passage.text):
            made.extend(_sentence(passage, start, end, zone, (year, issued)))
    return made


def _sentence(
    passage: Passage, start: int, end: int, zone: str, years: tuple[str | None, str | None]
) -> list[Target]:
    folded = passage.folded[start:end]
    if not _TRIGGER.search(folded):
        return []
    in_goals = zone == "target"
    strives = in_goals or any(word in folded for word in words("targets", "sentence.striving")[:3])
    found = find_goals(folded, striving=strives, in_goals=in_goals)
    goals = [goal for at, goal in enumerate(found) if _counts(folded, found, at, zone)]
    if not goals:
        return []
    year, issued = years
    horizons = [
        at
        for at in find_horizons(folded)
        if at.horizon.kind == "every" or at.horizon.value >= (issued or "")
    ]
    made: list[Target] = []
    for at, goal in enumerate(goals):
        clause = clause_of(folded, goals, at)
        own = [one for one in horizons if not _of_another(one, folded, goals[:at], goal)]
        horizon, inherited = _horizon(passage, goal, clause, own, folded, year)
        made.append(_target(passage, start, goal, clause, horizon, inherited))
    return _with_shared_nouns(made)


def _with_shared_nouns(goals: list[Target]) -> list[Target]:
    """The goals of a sentence; one that names nobody counts those of the goal in front of it, the
    first those of the goal behind it ("đạt 40%, đến năm 2025 đạt 60% xã …").
    """
    made: list[Target] = []
    for at, goal in enumerate(goals):
        place = _PLACE.sub("", goal.subject.lower())
        beside = made[-1] if made else goals[at + 1] if at + 1 < len(goals) else None
        if beside is not None and not goal.subject:
            goal = replace(goal, subject=beside.subject, measure=goal.measure or beside.measure)
        elif made and goal.stratum and place == goal.stratum.lower():
            goal = replace(goal, subject=made[-1].subject, measure=made[-1].measure)
        made.append(
            goal if goal.subject else replace(goal, trust=Trust(confidence=0.6, doubt=NOBODY))
        )
    return made


def _looks_back(clause: str) -> bool:
    """Whether the words in front of a number tell what was reached already."""
    return any(phrase in clause for phrase in words("targets", "sentence.past")) and not any(
        phrase in clause for phrase in words("targets", "sentence.striving")
    )


def _counts(folded: str, goals: list[Goal], at: int, zone: str) -> bool:
    """Whether a number is a commitment: no quota, price or share of money, and not inside the
    measure of another goal.
    """
    goal = goals[at]
    if goal.kind == "zero":
        return True
    if zone in _ONLY_ZERO:
        return False
    clause_start = max(folded.rfind(";", 0, goal.start), folded.rfind(". ", 0, goal.start)) + 1
    head = folded[clause_start : goal.start]
    if _looks_back(head) or "cùng kỳ" in folded[goal.end : goal.end + 30]:
        return False
    if zone != "target" and (
        any(phrase in head for phrase in words("targets", "sentence.quotas"))
        or _counts_money(folded, goal)
    ):
        return False
    if any(clause_start <= other.start and _is_inside(folded, other, goal) for other in goals[:at]):
        return False
    return not (goal.kind == "percent" and _TAX.match(folded, goal.end))


def _is_inside(folded: str, other: Goal, goal: Goal) -> bool:
    """Whether a number belongs to the measure of the goal before it ("100% nhà văn hóa hoạt động ít
    nhất 12 kỳ").
    """
    between = folded[other.end : goal.cue]
    if other.kind == "percent" and goal.kind == "count":
        return True
    return goal.kind == "count" and other.kind == "count" and not re.search(r"[,;]|\svà\s", between)


def _counts_money(folded: str, goal: Goal) -> bool:
    rest = folded[goal.end : goal.end + _NEAR].lstrip()
    return bool(lexicon("targets", "not_counts.money").at(rest, 0)) or bool(
        re.match(r"(?:tổng\s+)?(?:mức\s+)?(?:kinh phí|vốn|chi phí)", rest)
    )


def _horizon(
    passage: Passage,
    goal: Goal,
    clause: Clause,
    horizons: list[HorizonAt],
    folded: str,
    year: str | None,
) -> tuple[Horizon | None, bool]:
    """The horizon of a goal and whether it comes from a heading or from the plan's year."""
    before = [at for at in horizons if at.end <= goal.start]
    if before:
        return before[-1].horizon, False
    for at in horizons:
        if goal.end <= at.start < max(clause.own_end, goal.end + 1):
            at_end = (
                not folded[at.end : at.end + _NEAR].strip(" .;,")
                or folded[at.end : at.end + 1] in ";,."
            )
            if at.horizon.kind != "every" or at_end:
                return at.horizon, False
    above = passage.parent
    while above is not None:
        found = find_horizons(above.folded) if len(above.text) < 300 else []
        if found:
            return found[-1].horizon, True
        above = above.parent
    return (Horizon("during", year), True) if year else (None, False)


def _of_another(at: HorizonAt, folded: str, before: list[Goal], goal: Goal) -> bool:
    """Whether a rhythm closes the clause of a goal in front ("30 tin, bài mỗi quý; 100% …") and so
    says nothing of this one.
    """
    if at.horizon.kind != "every" or at.end > goal.start:
        return False
    return folded[at.end] in ";,." and any(one.end <= at.start for one in before)


def _target(
    passage: Passage,
    offset: int,
    goal: Goal,
    clause: Clause,
    horizon: Horizon | None,
    inherited: bool,
) -> Target:
    text = passage.text
    confidence, doubt = _trust(goal, clause, inherited)

    def words_of(span: tuple[int, int] | None) -> str:
        return text[offset + span[0] : offset + span[1]].strip(" .,;:") if span else ""

    return Target(
        at=passage.content.proof(offset + clause.start, offset + clause.end),
        trust=Trust(confidence=confidence, doubt=doubt),
        section=passage.path,
        subject=_UPWARDS.sub(r"\1", words_of(clause.subject)),
        measure=words_of(clause.measure),
        comparator=goal.comparator,
        value=goal.value,
        upper=goal.upper,
        unit="percent" if goal.kind == "percent" else "count",
        horizon=horizon,
        stratum=words_of(clause.stratum) or None,
    )


def _trust(goal: Goal, clause: Clause, inherited: bool) -> tuple[float, str | None]:
    if goal.about:
        return 0.6, ABOUT
    if goal.kind == "count" and not goal.clear:
        return 0.55, BARE
    if goal.kind == "zero":
        return 0.8, None
    if clause.shared:
        return 0.8, SHARED
    if goal.kind == "percent" and goal.comparator in _FROM_BELOW and clause.measure[0] == goal.end:
        return 0.6, NOTHING
    if inherited:
        return 0.85, INHERITED
    return 0.95, None
