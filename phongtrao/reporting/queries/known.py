"""What the system knows already of the boxes of a form: counted from the list of units or from the
tasks of the programme, or reported for another form. It is filled in, and held against what the
unit reports; what nobody knows stays blank.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import day_words
from phongtrao.core.questions.facts import RegisterCount
from phongtrao.core.rollup.strata import strata_of
from phongtrao.core.sheets.elements import NUMBERS, Kind, fits
from phongtrao.reporting.models import Element, KnownFrom, Obligation
from phongtrao.reporting.queries import counted
from phongtrao.reporting.queries.earlier import versions_of
from phongtrao.reporting.queries.own_tasks import OwnTasks
from phongtrao.reporting.queries.sheets import cells_of, elements_of, sheet_of
from phongtrao.reporting.queries.strata import strata_words
from phongtrao.reporting.queries.units_counted import groups_kept, units_counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from phongtrao.core.sheets.elements import Cell
    from phongtrao.reporting.models import Period

COUNTS = (KnownFrom.UNITS, KnownFrom.TASKS_DONE, KnownFrom.TASKS_LATE)
"""What is counted by the system itself, and can be listed."""


@dataclass(frozen=True)
class KnownValue:
    """What the system knows of a box of one unit. source: in words. report: the report that says
    so, and since when; 0 and None for what the system counts itself.
    """

    cell: Cell
    source: str
    report: int = 0
    since: datetime | None = None


Known = dict[str, KnownValue]
"""Code of a box → what the system knows of it; boxes of which it knows nothing are left out."""


def known_of(period: Period, units: Collection[int]) -> dict[int, Known]:
    """What the system knows of the boxes of a period's form, unit by unit. The number of queries
    grows neither with the boxes nor with the units.
    """
    found: dict[int, Known] = {unit: {} for unit in units}
    by_source: dict[str, list[Element]] = defaultdict(list)
    for row in elements_of(period.form):
        by_source[row.known_from].append(row)
    asked = {
        (row.indicator_id, row.part): row
        for row in by_source[KnownFrom.ELSEWHERE]
        if row.indicator_id
    }
    for unit, code, value in (
        *_from_units(period, units, by_source[KnownFrom.UNITS]),
        *_from_tasks(period, units, by_source),
        *_from_elsewhere(period, units, asked),
    ):
        found[unit][code] = value
    return found


def known_here(obligation: Obligation) -> Known:
    """What the system knows of the boxes of one report."""
    return known_of(obligation.period, [obligation.unit_id])[obligation.unit_id]


def registers_of(known: Known, until: datetime | None = None) -> tuple[RegisterCount, ...]:
    """The numbers among what is known, as questions read them. until: when the report was sent;
    what another report said later is no question to this one.
    """
    return tuple(
        RegisterCount((code,), one.cell, one.source)
        for code, one in known.items()
        if isinstance(one.cell, Decimal)
        and (until is None or one.since is None or one.since <= until)
    )


def refusal_of_known(row: Element) -> str:
    """Why a box cannot be filled in from where it says, "" when it can."""
    if row.known_from not in COUNTS:
        return ""
    if row.kind != Kind.INTEGER:
        return "chỉ ô số nguyên mới đếm được"
    if row.known_from == KnownFrom.UNITS:
        return "" if strata_of(row.known_strata).groups else "chưa chọn loại đơn vị được đếm"
    return "" if row.form.programme_id else "biểu mẫu không thuộc chương trình nào"


def counted_on(end: date) -> date:
    """The day on which the list of units is counted for a window: its last one, once it is over."""
    return min(end, timezone.localdate())


def source_words(row: Element, end: date) -> str:
    """From where the system counts a box, in words; end: the last day of the window."""
    if row.known_from == KnownFrom.UNITS:
        words = strata_words(strata_of(row.known_strata))
        day = f"ngày {day_words(end)}" if counted_on(end) == end else "đến nay"
        return f"danh sách đơn vị ({words}) {day}"
    what = "đã xong" if row.known_from == KnownFrom.TASKS_DONE else "quá hạn"
    return f"sổ nhiệm vụ của chương trình ({what} trong kỳ)"


def _from_units(
    period: Period, units: Collection[int], rows: Iterable[Element]
) -> Iterable[tuple[int, str, KnownValue]]:
    """Of a kind that the list does not keep in the area of the form nothing is known; else none is
    zero.
    """
    wanted = {row: strata_of(row.known_strata) for row in rows}
    groups = {group for strata in wanted.values() for group in strata.groups}
    if not groups:
        return
    on = counted_on(period.end)
    counts = units_counted(units, groups, on)
    seen = {
        name for found in counts.values() for facts in found for name in (facts.level, facts.kind)
    }
    kept = seen | groups_kept(period.form.unit_id, groups - seen, on)
    for row, strata in wanted.items():
        if kept.isdisjoint(strata.groups):
            continue
        source = source_words(row, period.end)
        for unit in units:
            many = sum(many for facts, many in counts.get(unit, {}).items() if strata.holds(facts))
            yield unit, row.code, KnownValue(Decimal(many), source)


def _from_tasks(
    period: Period, units: Collection[int], by_source: Mapping[str, list[Element]]
) -> Iterable[tuple[int, str, KnownValue]]:
    rows = [*by_source[KnownFrom.TASKS_DONE], *by_source[KnownFrom.TASKS_LATE]]
    if not rows or period.form.programme is None:
        return
    tasks = OwnTasks(period.form.programme, units, period.start, period.end)
    for row in rows:
        counted = tasks.done if row.known_from == KnownFrom.TASKS_DONE else tasks.late
        for unit in units:
            # Of a unit to which no task came, nothing is known.
            if tasks.own[unit]:
                cell = Decimal(len(counted[unit]))
                yield unit, row.code, KnownValue(cell, source_words(row, period.end))


def _from_elsewhere(
    period: Period, units: Collection[int], asked: Mapping[tuple[int, str], Element]
) -> Iterable[tuple[int, str, KnownValue]]:
    """What units reported of the same indicators for other forms over the same days; the report
    that came last counts.
    """
    if not asked:
        return
    others: dict[int, list[Element]] = defaultdict(list)
    indicators = {indicator for indicator, _ in asked}
    boxes = Element.objects.filter(indicator__in=indicators, form__opened_at__isnull=False)
    for box in boxes.exclude(form__in=versions_of(period.form)):
        if (box.indicator_id, box.part) in asked:
            others[box.form_id].append(box)
    if not others:
        return
    reports = Obligation.objects.filter(
        counted.COUNTS,
        unit__in=units,
        period__form__in=others,
        period__start=period.start,
        period__end=period.end,
    ).select_related("current", "frozen", "period__form")
    standing = [(counted.newest_of(one.state, one.current, one.frozen), one) for one in reports]
    sheets = {}
    for sent, report in sorted(standing, key=lambda pair: (pair[0].sent_at, pair[1].pk)):
        form = report.period.form
        if form.pk not in sheets:
            sheets[form.pk] = sheet_of(form)
        cells = cells_of(sheets[form.pk], sent)
        source = f"báo cáo “{form.name}” {period_title(report.period.name)}"
        for box in others[form.pk]:
            here, cell = asked[box.indicator_id or 0, box.part], cells[box.code]
            if _is_answer_to(here, box, cell):
                value = KnownValue(cell, source, report.pk, sent.sent_at)
                yield report.unit_id, here.code, value


def _is_answer_to(here: Element, there: Element, cell: Cell) -> bool:
    """Whether what stands in the box of another form can stand in this one."""
    if here.kind != there.kind or here.unit != there.unit:
        return False
    if here.kind in NUMBERS:
        return isinstance(cell, Decimal) and fits(cell, here.scale)
    if here.kind == Kind.YES_NO:
        return isinstance(cell, bool)
    return here.kind == Kind.CHOICE and cell in here.choices
