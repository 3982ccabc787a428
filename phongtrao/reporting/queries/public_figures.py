"""The figures of a target, or of a box, as the public may see them: as they were published."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import day_words, span_words
from phongtrao.core.rollup.small_cells import HIDDEN_WORD
from phongtrao.core.targets.levels import Measured
from phongtrao.core.targets.wording import answer_words, exact_words, measured_words, number_words
from phongtrao.core.text.folding import name_order
from phongtrao.programme.models import Target
from phongtrao.programme.queries.succession import names_on
from phongtrao.reporting.models import Element, Measure, Period, Publication
from phongtrao.reporting.queries.addressed import forms_read
from phongtrao.reporting.queries.publishing import (
    Tables,
    order,
    publication_day,
    table_of_box,
    table_of_target,
)
from phongtrao.reporting.queries.target_page import target_and_place, targets_measured
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from phongtrao.access.models import User
    from phongtrao.reporting.queries.publishing import Told

_NOTHING_SAID = "chưa có"


@dataclass(frozen=True)
class PublicRow:
    """A line of the table. unit: an id, 0 for the total. measured: None where no accepted report
    gives a figure; zero stands in it for what is hidden. part_hidden, whole_hidden: what is not
    shown; a rate of something hidden is not shown either. own: one unit's own answer, yes or no.
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
        if self.measured is None or self.measured.whole is None:
            return ""
        if self.part_hidden or self.whole_hidden:
            return HIDDEN_WORD
        if self.measured.percent is None:
            return ""
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
    """What the public sees of a target in one period: what lies right below the place of the form,
    and the total, by what was accepted when the period was published.

    target: with its programme; boxes: of an indicator that no target counts, one for each version
    of a form, then the target only bears its name. period: an id, 0 for the newest that is
    published. on: today. Which period shows what, and what is hidden: `publishing`.
    """

    def __init__(
        self, target: Target, period: int, on: date, boxes: Sequence[Element] = ()
    ) -> None:
        self.target, self.on = target, on
        self._box = {box.form_id: box.pk for box in boxes}
        asking = Q(form__in=self._box) if boxes else Q(form__measures__target=target.pk)
        rows = Period.objects.filter(asking, start__lte=on).select_related("form__unit").distinct()
        self.periods = sorted(rows, key=lambda one: (one.end, one.pk), reverse=True)
        self.place = boxes[0].form.unit if boxes else target.programme.unit
        asked = [one for one in self.periods if one.pk == period]
        self.period = next(iter([*asked, *self._newest(), *self.periods]), None)

    @classmethod
    def of_boxes(cls, boxes: Sequence[Element], period: int, on: date) -> PublicPage:
        """The same of an indicator: its boxes in a form and its other versions, at least one."""
        return cls(Target(subject=boxes[0].label), period, on, boxes)

    def _newest(self) -> list[Period]:
        """The published ones, else those whose days are over; of several that end on a day, the one
        that shows the figure first.
        """
        published = [one for one in self.periods if publication_day(one) <= self.on]
        over = [one for one in self.periods if one.end < self.on]
        return sorted(published or over, key=lambda one: (-one.end.toordinal(), order(one)))

    @property
    def title(self) -> str:
        """The period in words."""
        return period_title(self.period.name) if self.period else ""

    @property
    def window(self) -> str:
        """Of which days the figures are."""
        return span_words(self.period.start, self.period.end) if self.period else ""

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The periods that can be looked at, the newest first: id and words."""
        many = Counter(one.name for one in self.periods)
        return [
            (one.pk, _with_form(one) if many[one.name] > 1 else period_title(one.name))
            for one in self.periods
        ]

    @property
    def opens_on(self) -> date | None:
        """From when on there is something to see; None without a period."""
        return publication_day(self.period) if self.period else None

    @cached_property
    def publication(self) -> Publication | None:
        """What is published of the period; None before its day."""
        return Publication.objects.filter(period=self.period).first()

    @cached_property
    def _name(self) -> str:
        """The name of the table among those of the period."""
        if self.period and self._box:
            return table_of_box(self._box[self.period.form_id])
        return table_of_target(self.target.pk)

    @cached_property
    def _told(self) -> Told:
        return self.publication.tables.get(self._name, {}) if self.publication else {}

    @cached_property
    def is_left_out(self) -> bool:
        """Whether the period has no such table: of what stands in others, and of what was measured
        or marked only after it was published.
        """
        if self.publication:
            return self._name not in self.publication.tables
        return self.period is not None and self._name not in Tables(self.period).measures

    @cached_property
    def stands_in(self) -> Period | None:
        """The period that shares days with this one and shows the figures of these."""
        pk = self._told.get("stands_in", 0)
        return Period.objects.filter(pk=pk).select_related("form").first() if pk else None

    @property
    def stands_in_words(self) -> str:
        """That period in words."""
        return _with_form(self.stands_in) if self.stands_in else ""

    @property
    def links_there(self) -> bool:
        """Whether that period is one of these."""
        return self.stands_in in self.periods

    @property
    def counts_units(self) -> bool:
        """Whether units are counted: what they do is no secret of a person."""
        return bool(self._told.get("units"))

    @property
    def has_rate(self) -> bool:
        """Whether there are denominators."""
        return bool(self._told.get("rate"))

    @cached_property
    def rows(self) -> list[PublicRow]:
        """What lies right below, by name."""
        kept = self._told.get("rows", [])
        if not kept or self.period is None:
            return []
        units = [unit for unit, *_ in kept]
        names = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
        names |= names_on(units, self.period.end)
        found = [self._row(unit, names[unit], said, own=own) for unit, *said, own in kept]
        return sorted(found, key=lambda row: name_order(row.name, row.unit))

    @cached_property
    def total(self) -> PublicRow | None:
        """All together; None where nothing was accepted in time."""
        said = self._told.get("total")
        return self._row(0, "Tổng cộng", said) if said else None

    def _row(self, unit: int, name: str, said: Sequence[Any], *, own: bool = False) -> PublicRow:
        part, whole = (0 if one == HIDDEN_WORD else one for one in said)
        upper, lower = self._told["scales"]
        measured = None if part is None else Measured(part, whole, (upper, lower))
        part_hidden, whole_hidden = (one == HIDDEN_WORD for one in said)
        return PublicRow(unit, name, measured, part_hidden, whole_hidden, own)

    @property
    def note(self) -> str:
        """Of what the figures are; what is hidden, and why."""
        assert self.publication is not None  # noqa: S101 - there is something to say of
        until = (
            f"Tính các báo cáo đã duyệt đến hết ngày {day_words(self.publication.until)}; duyệt,"
            " đính chính hay trả lại sau ngày ấy không làm đổi bản này."
        )
        return f"{until} {self._hiding}"

    @property
    def _hiding(self) -> str:
        limit = self._told["limit"]
        if self.counts_units:
            return (
                "Chỉ tiêu này đếm đơn vị, không đếm người hay vụ việc, nên không có số nào phải ẩn."
            )
        if not self.hidden:
            return f"Không có số đếm nào từ 1 đến dưới {limit}, nên không có số nào phải ẩn."
        return (
            f"Số đếm dưới {limit} được ghi là “{HIDDEN_WORD}”. Một vài số lớn hơn cũng được"
            " ẩn, vì lấy tổng, hoặc số ở bảng của chỉ tiêu khác, trừ đi chúng sẽ tính ra số nhỏ;"
            " các số ẩn ghi giống nhau để không ai biết số nào nhỏ. Tỷ lệ của số ẩn cũng ẩn. Số 0"
            " không chỉ ra ai nên vẫn hiện."
        )

    @property
    def hidden(self) -> int:
        """How many figures are hidden, those of the total too."""
        rows = [*self.rows, *([self.total] if self.total else [])]
        return sum(one.part_hidden + one.whole_hidden for one in rows)

    @property
    def given(self) -> int:
        """How many of the rows have a figure."""
        return sum(one.measured is not None for one in self.rows)


def _with_form(period: Period) -> str:
    """A period in words, with the days of its figures and its form."""
    window = span_words(period.start, period.end)
    return f"{period_title(period.name)} ({window}), biểu mẫu “{period.form.name}”"
