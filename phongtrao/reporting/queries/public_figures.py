"""The figures of a target as the public may see them: accepted reports, small counts hidden."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import span_words
from phongtrao.core.rollup.small_cells import HIDDEN_WORD, hide_row
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.targets.levels import Measured
from phongtrao.core.targets.wording import answer_words, exact_words, measured_words, number_words
from phongtrao.core.text.folding import sort_key
from phongtrao.programme.queries.succession import names_on
from phongtrao.reporting.models import Indicator, Measure, Obligation
from phongtrao.reporting.queries.addressed import forms_read
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.sums import Reader, columns_of, figures_of
from phongtrao.reporting.queries.target_page import target_and_place, targets_measured
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phongtrao.access.models import User
    from phongtrao.core.targets.standing import DatedFigure
    from phongtrao.programme.models import Target
    from phongtrao.reporting.queries.sums import Sums

_NOTHING_SAID = "chưa có"


@dataclass(frozen=True)
class PublicRow:
    """A line of the table. unit: an id, 0 for the total. measured: None where no accepted report
    gives a figure. part_hidden, whole_hidden: what is not shown; a rate of something hidden is not
    shown either. own: one unit's own answer, yes or no.
    """

    unit: int
    name: str
    measured: Measured | None
    part_hidden: bool
    whole_hidden: bool
    own: bool = False

    @property
    def result(self) -> str:
        """Of what counts units: the answer of one, the rate or the number of several."""
        if self.measured is None:
            return _NOTHING_SAID
        return answer_words(self.measured) if self.own else measured_words(self.measured)

    @property
    def part(self) -> str:
        """The numerator, or the count."""
        if self.measured is None:
            return _NOTHING_SAID
        return HIDDEN_WORD if self.part_hidden else exact_words(self.measured.count)

    @property
    def whole(self) -> str:
        """The denominator; "" without one."""
        if self.measured is None or self.measured.total is None:
            return ""
        return HIDDEN_WORD if self.whole_hidden else exact_words(self.measured.total)

    @property
    def rate(self) -> str:
        """The rate; "" without one."""
        if self.measured is None or self.measured.percent is None:
            return ""
        if self.part_hidden or self.whole_hidden:
            return HIDDEN_WORD
        return f"{number_words(self.measured.percent, 1)} %"


def target_for_public(user: User, pk: int) -> Target:
    """A target whose public figures a person may prepare or read: who reads its figures somewhere,
    and the addressees of a form that measures it; 404 for anybody else.
    """
    try:
        target, _ = target_and_place(user, pk, "", timezone.localdate())
    except Http404:
        measured = Measure.objects.filter(target=pk, form__in=forms_read(user).values("pk"))
        if not measured.exists():
            raise
        target = get_object_or_404(targets_measured(), pk=pk)
    return target


class PublicPage:
    """What the public sees of a target in one period: what lies right below the programme's place,
    and the total. period: an id, 0 for the newest whose days are over. series: of the target alone,
    read here where none is given.

    The figures are those of the period alone, also of what is added up over the year: so no figure
    stands in two tables, and nothing hidden in one is found by subtracting another.
    """

    def __init__(self, target: Target, period: int = 0, series: Series | None = None) -> None:
        today = timezone.localdate()
        self.target = target
        self.series = series or Series([target], None, Seen(today))
        self.place = self.series.whole(target)
        self.periods = self.series.periods[::-1]
        over = [one for one in self.periods if one.end < today]
        asked = [one for one in self.periods if one.pk == period]
        self.period = next(iter([*asked, *over, *self.periods]), None)
        self.limit = int(settings.SMALL_COUNT_LIMIT)

    @property
    def title(self) -> str:
        """The period in words."""
        return period_title(self.period.name) if self.period else ""

    @property
    def window(self) -> str:
        """Of which days the figures are."""
        return span_words(self.period.start, self.period.end) if self.period else ""

    @cached_property
    def measure(self) -> Measure | None:
        """How the target is measured in the period."""
        return next((one for one, period in self.series.asked() if period == self.period), None)

    @cached_property
    def counts_units(self) -> bool:
        """Whether units are counted: what they do is no secret of a person."""
        return self.measure is not None and self.measure.numerator.kind == Kind.YES_NO

    @cached_property
    def is_sensitive(self) -> bool:
        """Whether sensitive work is counted: then what is left of a whole is guarded too."""
        measure = self.measure
        boxes = [measure.numerator, measure.denominator] if measure else []
        # The boxes of an issued form are read once; what is sensitive is said at any time.
        counted = [box.indicator_id for box in boxes if box and box.indicator_id]
        return Indicator.objects.filter(pk__in=counted, sensitive=True).exists()

    @cached_property
    def has_rate(self) -> bool:
        """Whether there are denominators."""
        return any(one.total is not None for _, one in self._figures if one)

    @cached_property
    def table(self) -> tuple[list[PublicRow], PublicRow | None]:
        """The rows by name, and the total; None without any."""
        figures = self._figures
        if not any(one for _, one in figures):
            return [PublicRow(*place, None, False, False) for place, _ in figures], None
        parts = [one.part if one else None for _, one in figures]
        wholes = [one.whole if one else None for _, one in figures]
        part_hidden, whole_hidden = self._hidden(parts, wholes)
        added = Measured(
            sum(one or 0 for one in parts),
            self._whole(wholes),
            next(one.scales for _, one in figures if one),
        )
        masks = zip(part_hidden, whole_hidden, strict=True)
        *rows, total = (
            PublicRow(*place, one, *mask, own=place[0] in self._answering)
            for (place, one), mask in zip([*figures, ((0, "Tổng cộng"), added)], masks, strict=True)
        )
        return rows, total

    def _whole(self, wholes: Sequence[int | None]) -> int | None:
        """The denominator of the total; None without one. Of what counts units it holds those that
        have not reported too.
        """
        if not self.has_rate:
            return None
        listed = self._found.values()
        if any(one.whole_known for one in listed):
            return sum(one.expected for one in listed)
        return sum(one or 0 for one in wholes)

    @property
    def note(self) -> str:
        """What is hidden, and why."""
        if self.counts_units:
            return (
                "Chỉ tiêu này đếm đơn vị, không đếm người hay vụ việc, nên không có số nào phải ẩn."
            )
        if not self.hidden:
            return f"Không có số đếm nào từ 1 đến dưới {self.limit}, nên không có số nào phải ẩn."
        return (
            f"Số đếm dưới {self.limit} được ghi là “{HIDDEN_WORD}”. Một vài số lớn hơn cũng được"
            " ẩn, vì lấy tổng trừ đi chúng sẽ tính ra số nhỏ; các số ẩn ghi giống nhau để không"
            " ai biết số nào nhỏ. Tỷ lệ của số ẩn cũng ẩn. Số 0 không chỉ ra ai nên vẫn hiện."
        )

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The periods that can be looked at, the newest first: id and words."""
        return [(one.pk, period_title(one.name)) for one in self.periods]

    @property
    def rows(self) -> list[PublicRow]:
        """What lies right below, by name."""
        return self.table[0]

    @property
    def total(self) -> PublicRow | None:
        """All together; None where nothing was accepted yet."""
        return self.table[1]

    @property
    def hidden(self) -> int:
        """How many figures are hidden, those of the total too."""
        rows = [*self.rows, *([self.total] if self.total else [])]
        return sum(one.part_hidden + one.whole_hidden for one in rows)

    @property
    def given(self) -> int:
        """How many of the rows have a figure."""
        return sum(one.measured is not None for one in self.rows)

    @cached_property
    def _figures(self) -> list[tuple[tuple[int, str], Measured | None]]:
        """Each unit right below, id and name, and its figure by accepted reports, by name."""
        found = self._found
        if self.period is None or not found:
            return []
        names = dict(Unit.objects.filter(pk__in=found).values_list("pk", "name"))
        names |= names_on(list(found), self.period.end)
        order = sorted(found, key=lambda unit: (sort_key(names[unit]), unit))
        return [((unit, names[unit]), found[unit].measured) for unit in order]

    @cached_property
    def correcting(self) -> int:
        """How many reports that count wait to be replaced by a correction."""
        if self.measure is None:
            return 0
        return sum(int(columns_of(self.measure, [sums]).correcting.sum()) for _, sums in self._sums)

    @cached_property
    def _sums(self) -> list[tuple[list[int], Sums]]:
        """The totals of what lies right below, and of single reports."""
        if self.period is None:
            return []
        series = self.series
        reader = Reader([self.period], series.layouts)
        level = series.level_below(self.target)
        parts = (reader.by_place(level, None), reader.by_report(series.reports_here(level)))
        return [(units, sums[self.period.pk]) for units, sums in parts]

    @cached_property
    def _found(self) -> dict[int, DatedFigure]:
        """The figure of each unit right below, by accepted reports."""
        found: dict[int, DatedFigure] = {}
        if self.measure is None:
            return found
        for units, sums in self._sums:
            figures = figures_of(self.measure, [sums.approved_only()])
            found |= {
                unit: one
                for unit, one in zip(units, figures, strict=True)
                if one.expected or one.reported
            }
        return found

    @cached_property
    def _answering(self) -> set[int]:
        """Of what counts units: those of the rows that answered for themselves alone."""
        if not self.counts_units:
            return set()
        alone = [unit for unit, one in self._found.items() if one.expected == 1 and one.measured]
        rows = Obligation.objects.filter(period=self.period, unit__in=alone)
        return set(rows.values_list("unit_id", flat=True))

    def _hidden(
        self, parts: Sequence[int | None], wholes: Sequence[int | None]
    ) -> tuple[list[bool], list[bool]]:
        """What is hidden of the numerators and of the denominators, each with their total last."""
        assert self.measure is not None  # noqa: S101 - there are figures
        if self.counts_units:
            return [False] * (len(parts) + 1), [False] * (len(parts) + 1)
        if self.has_rate and self.is_sensitive:
            # What is left of a whole is small too where almost all are counted: then both go.
            left = [
                None if part is None else (whole or 0) - part
                for part, whole in zip(parts, wholes, strict=True)
            ]
            columns = (_of_counts(parts, self.limit), _of_counts(left, self.limit))
            either = [one or other for one, other in zip(*columns, strict=True)]
            return either, either
        upper, lower = self.measure.numerator, self.measure.denominator
        nothing_hidden = [False] * (len(parts) + 1)
        # A number with decimal places is no count.
        part_hidden, whole_hidden = (
            _of_counts(counts, self.limit) if box and box.kind == Kind.INTEGER else nothing_hidden
            for counts, box in ((parts, upper), (wholes, lower))
        )
        return part_hidden, whole_hidden


def _of_counts(counts: Sequence[int | None], limit: int) -> list[bool]:
    """What is hidden of a column, and of its total behind it; all where a number is below zero."""
    if min((one or 0 for one in counts), default=0) < 0:
        return [True] * (len(counts) + 1)
    row = hide_row(counts, limit)
    return [*row.cells, row.total]
