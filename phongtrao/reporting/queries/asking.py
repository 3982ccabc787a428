"""Questions about a report: what it is held against, what is asked, what the unit answered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.core.dates.filing import sent_day
from phongtrao.core.dates.periods import period_title
from phongtrao.core.questions.asking import ask
from phongtrao.core.questions.facts import (
    AskedElement,
    Correction,
    Early,
    Nature,
    Question,
    RegisterCount,
    Report,
    Severity,
)
from phongtrao.core.questions.facts import Threshold as AskedThreshold
from phongtrao.core.questions.ruling import shipped_rules
from phongtrao.core.sheets.elements import Kind, folded
from phongtrao.core.targets.levels import Level, Measured, met
from phongtrao.programme.models import Threshold
from phongtrao.programme.queries.levels import holds, level_of, level_words
from phongtrao.reporting.models import Answer
from phongtrao.reporting.queries.earlier import periods_a_year
from phongtrao.reporting.queries.sensitive import is_told, told

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from phongtrao.core.questions.facts import Cell, Past
    from phongtrao.core.sheets.elements import Element
    from phongtrao.reporting.models import Obligation
    from phongtrao.reporting.queries.sheets import Layout

_KEY = 12
_WORDS_MAX = 2000
_STANDING = re.compile(
    r"(?:tổng |số lượng |số |các |tỷ lệ )*"
    r"(?:xã|phường|đặc khu|thôn|bản|ấp|khóm|buôn|tổ|đội|nhóm|khu|hộ|gia đình|nhân khẩu|dân số|cụm"
    r"|cơ quan|doanh nghiệp|cơ sở|nhà trường|trường|đơn vị|câu lạc bộ|mô hình|camera|hội viên"
    r"|đoàn viên|thành viên|báo cáo viên|tuyên truyền viên|hòa giải viên"
    r"|cán bộ|chiến sĩ|công an|địa bàn|điểm(?! nóng)|chốt)\b"
)


def is_there(label: str) -> bool:
    """Whether the first noun of a label names what is there on a day ("số hộ"), not what happens
    ("số tin báo", "số điểm nóng").
    """
    return _STANDING.match(folded(label)) is not None


def nature_of(element: Element, *, adds_up: bool = False) -> Nature:
    """How the figures of a box come about. adds_up: an officer said that they are counted anew in
    each period; else the first noun says so or not.
    """
    if element.kind is Kind.MONEY:
        return Nature.SET
    if not adds_up and is_there(element.label):
        return Nature.STANDING
    return Nature.COUNTED


def asked_elements(
    layout: Layout, levels: Mapping[int, Threshold], stratum: str = ""
) -> tuple[AskedElement, ...]:
    """The boxes of a form as questions read them, with the whole and the level of what they
    measure. levels: of the targets, by id. stratum: of the report (`Obligation.stratum`): a level
    is asked of the units that its measure is of, and that of the own stratum before that of all.
    """
    adding = {one.numerator.code for one in layout.measures if one.adds_up}
    wholes: dict[str, str] = {}
    thresholds: dict[str, AskedThreshold] = {}
    for measure in layout.measures:
        if measure.denominator:
            wholes.setdefault(measure.numerator.code, measure.denominator.code)
    for measure in layout.measures_of(stratum):
        code, row = measure.numerator.code, levels.get(measure.target_id)
        if row and (measure.denominator_id is not None) == (row.unit == "percent"):
            met_by = partial(_reaches, level_of(row))
            thresholds.setdefault(code, AskedThreshold(level_words(row), met_by))
    return tuple(
        AskedElement(
            box.code,
            box.label,
            nature_of(box, adds_up=box.code in adding),
            wholes.get(box.code, ""),
            thresholds.get(box.code),
        )
        for box in layout.sheet.elements
    )


def levels_now(layout: Layout) -> dict[int, Threshold]:
    """Target → the level that holds and comes first, of the targets that a form measures."""
    targets = {one.target_id for one in layout.measures}
    rows = Threshold.objects.filter(target__in=targets).order_by("horizon", "pk")
    found: dict[int, Threshold] = {}
    for row in rows:
        if holds(row, timezone.localdate()):
            found.setdefault(row.target_id, row)
    return found


def _reaches(level: Level, part: int, whole: int | None) -> bool | None:
    return met(level, Measured(part, whole))


def report_of(
    obligation: Obligation,
    elements: tuple[AskedElement, ...],
    cells: Mapping[str, Cell],
    history: tuple[Past | None, ...],
    correction: Correction | None = None,
    registers: tuple[RegisterCount, ...] = (),
    sent_at: datetime | None = None,
) -> Report:
    """A report as questions read it. sent_at: None while it is not."""
    period = obligation.period
    return Report(
        unit=str(obligation.unit_id),
        name=str(obligation.unit),
        period=period_title(period.name),
        elements=elements,
        cells=cells,
        history=history,
        periods_a_year=periods_a_year(period),
        registers=registers,
        correction=correction,
        early=_early(obligation, sent_day(sent_at) if sent_at else timezone.localdate()),
    )


def _early(obligation: Obligation, made_on: date) -> Early | None:
    if is_early(obligation.period.end, obligation.due_on, made_on):
        return Early(made_on, obligation.period.end)
    return None


def is_early(ends: date, due_on: date, made_on: date) -> bool:
    """Whether days of a window were still to come when a report was made up, though it is due only
    after them: "trước ngày 10/11" is sent on one of the last.
    """
    return made_on < ends < due_on


@dataclass(frozen=True)
class Asked:
    """A question and what the unit answered, "" for nothing yet. key: names it on a page."""

    question: Question
    answer: str = ""
    by: str = ""

    @property
    def key(self) -> str:
        """The same for the same question: it changes with any figure in it."""
        one = self.question
        told = "|".join((one.rule, ",".join(one.codes), one.words))
        return sha256(told.encode()).hexdigest()[:_KEY]

    @property
    def wants_answer(self) -> bool:
        """Whether a sentence is asked for; else only another look."""
        return self.question.severity is Severity.ANSWER


def asked_about(obligation: Obligation, report: Report) -> list[Asked]:
    """What is asked about a report, each with the unit's newest answer to just that; one query when
    there is a question.
    """
    questions = ask(report, shipped_rules())
    if not questions:
        return []
    rows = Answer.objects.filter(obligation=obligation).select_related("by").order_by("pk")
    known = {(row.rule, tuple(row.codes), row.words): row for row in rows}
    return [with_answer(one, known.get(stored(one))) for one in questions]


def stored(question: Question) -> tuple[str, tuple[str, ...], str]:
    """What of a question is kept with its answer."""
    return question.rule, tuple(question.codes), question.words[:_WORDS_MAX]


def with_answer(question: Question, row: Answer | None) -> Asked:
    """A question with what the unit answered; None: nothing yet."""
    return Asked(question, row.answer, str(row.by)) if row else Asked(question)


def asked_told(asked: Iterable[Asked], hidden: Collection[str]) -> list[Asked]:
    """Questions and answers as a reader reads them: those about boxes that he does not see (hidden)
    are left out; what is answered where no box was named may speak of any.
    """
    return [
        replace(one, answer=told(one.answer, hidden, one.question.codes))
        for one in asked
        if not one.question.codes or is_told(hidden, one.question.codes)
    ]


def waiting(asked: Sequence[Asked]) -> list[Asked]:
    """Questions without an answer."""
    return [one for one in asked if not one.answer]
