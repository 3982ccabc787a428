"""Báo cáo tổng hợp: the boxes of a form added up over a period, who is missing, who was late.

It is added up from the reports that the reader sees, so that it is right for a part of a province;
over all of them it equals the kept totals.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.core.dates.filing import Sent
from phongtrao.core.rollup.columns import count_choices
from phongtrao.core.rollup.small_cells import HIDDEN_WORD
from phongtrao.core.rollup.totals import add_up
from phongtrao.core.sheets.columns import unpacked
from phongtrao.core.sheets.elements import COUNTED, Kind
from phongtrao.core.sheets.reading import cell_words, number_words
from phongtrao.core.targets.wording import Unsaid, coverage_words, figure_words
from phongtrao.reporting.models import ObligationState
from phongtrao.reporting.queries.addressed import reads_all
from phongtrao.reporting.queries.as_of_day import Then, standing_on
from phongtrao.reporting.queries.counted import reports_counted
from phongtrao.reporting.queries.reports import obligations, obligations_of
from phongtrao.reporting.queries.sensitive import hidden_boxes
from phongtrao.reporting.queries.series import Seen, Series
from phongtrao.reporting.queries.sheets import elements_of, layout_of
from phongtrao.reporting.queries.sums import Sums, figures_of
from phongtrao.reporting.queries.target_page import targets_measured
from phongtrao.reporting.queries.tracking import STATES, counts_of, entries, sent_days
from phongtrao.reporting.queries.words import dated_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from phongtrao.access.models import User
    from phongtrao.core.rollup.adding import Table
    from phongtrao.core.sheets.elements import Element as Box
    from phongtrao.core.targets.levels import Measured
    from phongtrao.programme.models import Target
    from phongtrao.reporting.models import Obligation, Period
    from phongtrao.reporting.queries.counted import CountedReport
    from phongtrao.reporting.queries.sheets import Layout
    from phongtrao.reporting.queries.tracking import Counts, Entry

_RETURNED = "bị trả lại"


@dataclass(frozen=True)
class TotalRow:
    """A box added up. heading: of its group, where a new one begins. total: in words, "" while no
    report gives it. given, approved: how many reports give it, and how many accepted ones;
    correcting: how many of these wait to be replaced; apart: how many it does not concern; unknown,
    blank: how many say that they do not know, and leave it empty. expected: how many reports are
    owed. indicator: the id of what it counts, whose page shows the total over units; 0 for none.
    under: it is a part of the box that its code names.
    """

    box: Box
    under: bool
    heading: str
    total: str
    given: int
    approved: int
    correcting: int
    apart: int
    unknown: int
    blank: int
    expected: int
    indicator: int

    @property
    def base(self) -> str:
        """ "2/3 (1 đã duyệt)"; "2/3 (2 đã duyệt, 1 đang đính chính)" of a total that holds what is
        not accepted yet; "2/6 (2 đã duyệt, 1 không áp dụng, 1 chưa rõ)".
        """
        counts = (
            (self.correcting, "đang đính chính"),
            (self.apart, Unsaid.NOT_APPLICABLE.value),
            (self.unknown, Unsaid.UNKNOWN.value),
            (self.blank, Unsaid.BLANK.value),
        )
        more = "".join(f", {many} {words}" for many, words in counts if many)
        return f"{self.given}/{self.expected} ({self.approved} đã duyệt{more})"


@dataclass(frozen=True)
class RateRow:
    """A target as the period measures it. measured: what is held against the level, sum over sum;
    figure: in words, "93,7 % (118/126)"; "" while no report gives it. base: by how many. added:
    over what time it is added up, "" for the period's own; then own: that of the period alone, with
    its base.
    """

    target: Target
    level: str
    figure: str
    base: str
    added: str = ""
    own: str = ""
    measured: Measured | None = None


@dataclass(frozen=True)
class Named:
    """A unit in a list. pk: of what it owes; note: what is to be said of it."""

    pk: int
    name: str
    due_on: date
    note: str


@dataclass(frozen=True)
class UnitRow:
    """A unit with its boxes in words, in the order of the form's columns; none while no report of
    it stands. pk: of what it owes. state: how its report is, or why there is none.
    """

    pk: int
    name: str
    state: str
    cells: tuple[str, ...]

    @property
    def missing(self) -> str:
        """What is said in the place of each box while no report of it stands."""
        return "chưa có" if self.state == _RETURNED else Unsaid.NOT_REPORTED.value


@dataclass(frozen=True)
class BoxRow:
    """What a unit said in one box. words: as it is shown; said: it holds a figure or a mark; pk,
    state: as of UnitRow.
    """

    pk: int
    name: str
    words: str
    said: bool
    state: str


@dataclass(frozen=True)
class Consolidated:
    """The reports of a period together. whole: all of them, else what lies within the reader's
    reach. every: what is owed, by the name of the unit; sent: report → day of the first sending;
    reports: report → its figures, packed, of those that stand;
    hidden: codes of boxes of sensitive work, whose figures the reader does not see.
    """

    period: Period
    on: date
    whole: bool
    layout: Layout
    counts: Counts
    totals: tuple[TotalRow, ...]
    rates: tuple[RateRow, ...]
    every: Sequence[Entry]
    sent: Mapping[int, date]
    reports: Mapping[int, bytes]
    hidden: frozenset[str]

    @cached_property
    def missing(self) -> list[Named]:
        """Units that have no report that stands: silent ones and those whose report was returned,
        which are never zeros; while a correction is given back, what was accepted before it stands.
        """
        owing = STATES["con-no"]
        return [
            self._named(row, _why_missing(row))
            for row in self.every
            if (row.state, row.correcting) in owing
        ]

    @cached_property
    def accepted(self) -> int:
        """Units of which an accepted report counts, also while its correction is not accepted."""
        return self.counts.accepted + self.counts.correcting

    @cached_property
    def late(self) -> list[Named]:
        """Units that sent first after the last day."""
        return [
            self._named(row, f"gửi ngày {self.sent[row.pk]:%d/%m/%Y}")
            for row in self.every
            if row.filed == Sent.LATE
        ]

    @cached_property
    def exempt(self) -> list[Named]:
        """Units that need not report."""
        return [self._named(row, "") for row in self.every if row.state == ObligationState.EXEMPT]

    @staticmethod
    def _named(row: Entry, note: str) -> Named:
        return Named(row.pk, row.name, row.due_on, note)

    @property
    def asked(self) -> list[Entry]:
        """The units that must report, by name."""
        return [row for row in self.every if row.state != ObligationState.EXEMPT]

    def unit_rows(self, asked: Iterable[Entry]) -> list[UnitRow]:
        """Units that must report with what stands in their boxes."""
        sheet = self.layout.sheet
        found = []
        for row in asked:
            packed = self.reports.get(row.pk)
            if packed is None:
                state = _RETURNED if row.state == ObligationState.RETURNED else "chưa gửi"
                found.append(UnitRow(row.pk, row.name, state, ()))
                continue
            cells = unpacked(sheet, packed)
            words = tuple(
                HIDDEN_WORD if box.code in self.hidden else cell_words(box, cells[box.code])
                for box in sheet.columns
            )
            found.append(UnitRow(row.pk, row.name, _how_standing(row), words))
        return found

    def box(self, code: str) -> TotalRow | None:
        """A box of the form; None for none."""
        return next((one for one in self.totals if one.box.code == code), None)

    def box_rows(self, box: TotalRow, asked: Iterable[Entry]) -> list[BoxRow]:
        """What units said in one box."""
        column = self.totals.index(box)
        found = []
        for row in self.unit_rows(asked):
            said = row.cells[column] if row.cells else ""
            words = said or (Unsaid.BLANK.value if row.cells else row.missing)
            found.append(BoxRow(row.pk, row.name, words, bool(said), row.state))
        return found


def _how_standing(row: Entry) -> str:
    """How a report that counts is."""
    if row.state == ObligationState.ACCEPTED:
        return "đã duyệt"
    if row.state == ObligationState.RETURNED:
        return "đã duyệt, đính chính bị trả lại"
    return "đính chính chờ duyệt" if row.correcting else "chờ duyệt"


def _why_missing(row: Entry) -> str:
    if row.state == ObligationState.RETURNED:
        return "bị trả lại, chưa gửi lại"
    return "chưa báo cáo, đã quá hạn" if row.filed == Sent.SILENT else "chưa báo cáo, chưa đến hạn"


def consolidated(user: User, period: Period, on: date, *, known: bool = False) -> Consolidated:
    """The reports of a period that a person sees, together, as of a day. known: as they were known
    when that day ended, nothing while the period was not yet opened; else as they are known today.
    The number of queries does not grow with the reports.
    """
    rows = obligations_of(user, period)
    if known and timezone.localdate(period.opened_at) > on:
        rows = rows.none()
    layout, whole = layout_of(period.form), reads_all(user, period.form)
    # What lies within reach is read as it is.
    hidden = hidden_boxes(user, period.form) if whole else frozenset[str]()
    then = standing_on(period, rows, on) if known else Then(entries(rows, on), sent_days(rows))
    revisions = reports_counted(rows.select_related(None), on if known else None)
    table = layout.table([one.row for one in revisions], [one.stratum for one in revisions])
    newest = np.array([one.newest for one in revisions], bool)
    accepted = np.array([one.accepted for one in revisions], bool)
    sums = _sums(period, layout, rows, table, accepted, newest)
    return Consolidated(
        period=period,
        on=on,
        whole=whole,
        layout=layout,
        counts=counts_of(then.entries),
        totals=_totals(period, sums, table[newest], hidden),
        rates=_rates(layout, sums, hidden, _series(user, layout, Seen(on, known), whole=whole)),
        hidden=hidden,
        every=then.entries,
        sent=then.sent,
        reports=_by_report(rows, revisions),
    )


def _by_report(rows: QuerySet[Obligation], reports: Sequence[CountedReport]) -> dict[int, bytes]:
    of_unit = dict(rows.select_related(None).order_by().values_list("unit_id", "pk"))
    return {of_unit[one.unit]: one.row for one in reports if one.newest}


def _sums(
    period: Period,
    layout: Layout,
    rows: QuerySet[Obligation],
    table: Table,
    accepted: NDArray[np.bool_],
    newest: NDArray[np.bool_],
) -> Sums:
    """All reports as one group; table, accepted, newest: a row a revision."""
    owing = rows.select_related(None).exclude(state=ObligationState.EXEMPT).order_by()
    strata = Counter(owing.values_list("stratum", flat=True))
    settled, waiting, frozen = (
        add_up(table[some], np.zeros(int(some.sum()), np.intp), 1, accepted[some])
        for some in (accepted & newest, ~accepted, accepted & ~newest)
    )
    return Sums(period, layout, settled, waiting, frozen, np.array([strata.total()]), [strata])


def _totals(
    period: Period, sums: Sums, table: Table, hidden: Collection[str]
) -> tuple[TotalRow, ...]:
    found, group = [], ""
    counts = {one.code: one.indicator_id for one in elements_of(period.form) if one.kind in COUNTED}
    for column, box in enumerate(sums.layout.sheet.columns):
        given = int(sums.given[0, column])
        total = ""
        if given:
            number = int(sums.whole.sums[0, column])
            total = HIDDEN_WORD if box.code in hidden else _total(box, number, given, table, column)
        found.append(
            TotalRow(
                box=box,
                under=bool(sums.layout.sheet.stands_under(box.code)),
                heading=box.group if box.group != group else "",
                total=total,
                given=given,
                approved=int(sums.approved[0, column]),
                correcting=int(sums.correcting[0, column]),
                apart=int(sums.whole.not_applicable[0, column]),
                unknown=int(sums.whole.unknown[0, column]),
                blank=int(sums.whole.blank[0, column]),
                expected=int(sums.many[0]),
                indicator=counts.get(box.code) or 0,
            )
        )
        group = box.group
    return tuple(found)


def _total(box: Box, total: int, given: int, table: Table, column: int) -> str:
    if box.kind is Kind.YES_NO:
        return f"Có: {total}; Không: {given - total}"
    if box.kind is Kind.CHOICE:
        places = np.zeros(len(table), np.intp)
        many = count_choices(table, column, len(box.choices), places, 1)[0]
        return "; ".join(f"{word}: {int(one)}" for word, one in zip(box.choices, many, strict=True))
    return number_words(Decimal(total).scaleb(-box.scale), box.scale)


def _series(user: User, layout: Layout, seen: Seen, *, whole: bool) -> Series:
    """The figures of the targets in all periods, of the same reports."""
    targets = targets_measured().filter(pk__in={one.target_id for one in layout.measures})
    within = None if whole else obligations().visible_to(user, Permission.SUBMISSION_READ)
    return Series(list(targets), None, seen, within)


def _rates(
    layout: Layout, sums: Sums, hidden: Collection[str], series: Series
) -> tuple[RateRow, ...]:
    found = []
    for measure in layout.measures:
        boxes = (measure.numerator, measure.denominator)
        if any(box and box.code in hidden for box in boxes):
            continue
        dated, point = series.level_of(measure, sums.period), series.at(measure, sums.period)
        level = dated.level if dated else None
        (own,) = figures_of(measure, [sums])
        row = RateRow(
            target=measure.target,
            level=dated_words(dated) if dated else "",
            figure=figure_words(own, level),
            base=coverage_words(own),
            measured=own.measured,
        )
        if point and point.added:
            row = replace(
                row,
                figure=figure_words(point.figure, level),
                base=f"{point.coverage}; trong kỳ: {row.base}",
                added=point.added,
                own=row.figure,
                measured=point.figure.measured,
            )
        found.append(row)
    return tuple(found)
