"""The phase that a review looks back on, and the years or periods it is looked at in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from phongtrao.core.dates.periods import period_title, read_period
from phongtrao.reporting.models import ReviewKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from phongtrao.reporting.models import Review
    from phongtrao.reporting.queries.series import Point

PARTS = (
    ("", "cả năm"),
    ("H1", "6 tháng đầu năm"),
    ("H2", "6 tháng cuối năm"),
    ("9M", "9 tháng đầu năm"),
    ("Q1", "quý I"),
    ("Q2", "quý II"),
    ("Q3", "quý III"),
    ("Q4", "quý IV"),
)
"""Parts of a year that a review can look back on, as they stand in names of periods."""
_HALVES = ("H1", "H2")


@dataclass(frozen=True)
class Step:
    """A year or period of a phase: a column of the review. first, last: its days by the calendar;
    yearly: whatever was reported in it tells of it, else only what bears its name.
    """

    name: str
    title: str
    first: date
    last: date
    yearly: bool

    def holds(self, name: str) -> bool:
        """Tell whether a period of a form belongs to it."""
        if not self.yearly:
            return name == self.name
        return self.first <= read_period(name).last <= self.last

    def told_by(self, name: str) -> str:
        """The period that a figure of it is of, in words; "" where that is the step itself."""
        return "" if name == self.name else period_title(name)


@dataclass(frozen=True)
class Phase:
    """What an officer asks for. part: of the year, "" for the whole."""

    kind: str
    part: str
    first_year: int
    last_year: int


def phase_refusal(phase: Phase) -> str:
    """Why a review of the kind cannot look back on a phase; "" when it can."""
    kind, part = phase.kind, phase.part
    first_year, last_year = phase.first_year, phase.last_year
    if last_year < first_year:
        return f"năm cuối {last_year} đứng trước năm đầu {first_year}"
    if kind == ReviewKind.PHASE:
        if part or first_year == last_year:
            return "tổng kết giai đoạn cần từ hai năm trở lên, tính cả năm"
        return ""
    if first_year != last_year:
        return "chỉ tổng kết giai đoạn mới gồm nhiều năm"
    if kind == ReviewKind.HALF_YEAR and part not in _HALVES:
        return "sơ kết 6 tháng cần chọn 6 tháng đầu năm hoặc 6 tháng cuối năm"
    if kind == ReviewKind.YEAR and part:
        return "tổng kết năm tính cả năm"
    return ""


def phase_names(phase: Phase) -> tuple[str, str]:
    """The names of the first and the last period of a phase."""
    end = f"-{phase.part}" if phase.part else ""
    return f"{phase.first_year:04}{end}", f"{phase.last_year:04}{end}"


def phase_of(review: Review) -> Phase:
    """The phase of a review as an officer asks for it."""
    first, _, part = review.first.partition("-")
    return Phase(review.kind, part, int(first), int(review.last.partition("-")[0]))


def phase_words(first: str, last: str) -> str:
    """A phase in words: "giai đoạn 2021–2025", "6 tháng đầu năm 2026"."""
    if first != last:
        return f"giai đoạn {first}–{last}"
    words = period_title(first)
    return words[:1].lower() + words[1:]


def name_for(kind: str, first: str, last: str) -> str:
    """What a review is called unless somebody says otherwise: "Sơ kết 6 tháng đầu năm 2026"."""
    words = phase_words(first, last)
    if kind == ReviewKind.LIAISON:
        return f"Giao ban liên ngành {words}"
    return f"{'Sơ kết' if kind == ReviewKind.HALF_YEAR else 'Tổng kết'} {words}"


def days_of(review: Review) -> tuple[date, date]:
    """The first and the last day of the phase."""
    return read_period(review.first).first, read_period(review.last).last


def steps_of(review: Review, points: Iterable[Point]) -> list[Step]:
    """The columns of a review, in order: the years of a phase of several, else each period that has
    a name of its own among the figures of the phase, shorter ones first where they end together.
    """
    if review.first != review.last:
        years = range(int(review.first), int(review.last) + 1)
        return [_step(str(year), yearly=True) for year in years]
    low, high = days_of(review)
    found = [_step(name, yearly=False) for name in {one.period.name for one in points}]
    return sorted(
        (one for one in found if low <= one.first and one.last <= high),
        key=lambda one: (one.last, -one.first.toordinal(), one.name),
    )


def _step(name: str, *, yearly: bool) -> Step:
    known = read_period(name)
    title = name if yearly else period_title(name)
    return Step(name, title, known.first, known.last, yearly)
