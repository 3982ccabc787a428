"""Questions of a period for the officer: what the reports of many units together give reason to
ask, and what is asked of each, with the answer that the unit gave.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from phongtrao.core.figures.marks import LEAST
from phongtrao.core.figures.packing import matrix
from phongtrao.core.questions.asking import ask, ask_group
from phongtrao.core.questions.facts import Report
from phongtrao.core.questions.ruling import shipped_rules
from phongtrao.core.sheets.elements import NUMBERS
from phongtrao.core.text.folding import name_order
from phongtrao.reporting.models import STANDING, Answer
from phongtrao.reporting.queries.asking import (
    Asked,
    asked_elements,
    asked_told,
    levels_now,
    report_of,
    stored,
    with_answer,
)
from phongtrao.reporting.queries.earlier import history_of
from phongtrao.reporting.queries.known import known_of, registers_of
from phongtrao.reporting.queries.replaced import corrections
from phongtrao.reporting.queries.sheets import cells_of
from phongtrao.reporting.queries.worth_asking import Given, worth_asking
from phongtrao.units.models import ADMINISTRATIVE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from phongtrao.core.questions.facts import AskedElement, Question
    from phongtrao.reporting.models import Obligation
    from phongtrao.reporting.queries.sheets import Layout

_LEVELS = {level.value: level.label for level in ADMINISTRATIVE}
_NOTHING: dict[int, frozenset[str]] = {}


@dataclass(frozen=True)
class GroupQuestion:
    """A question about several units. group: what they are; units: report → name, by name."""

    question: Question
    group: str
    units: list[tuple[int, str]]


@dataclass(frozen=True)
class UnitQuestions:
    """What is asked of one unit about its report, with its answers."""

    row: Obligation
    asked: list[Asked]


def group_questions(
    rows: QuerySet[Obligation], layout: Layout, hidden: Collection[str] = ()
) -> list[GroupQuestion]:
    """What the reports of a period together give reason to ask, units of one kind at a time; three
    queries. hidden: codes of boxes of which nothing is said (`sensitive.hidden_boxes`).
    """
    elements = _Elements(layout)
    sent = list(
        rows.filter(state__in=STANDING)
        .order_by("pk")
        .values_list("pk", "stratum", "unit__name", "unit__level", "unit__kind", "current__row")
    )
    counts = _counts(layout, [bytes(row) for *_, row in sent])
    groups: dict[str, dict[int, Report]] = defaultdict(dict)
    for (pk, stratum, name, level, kind, _), cells in zip(sent, counts, strict=True):
        group = _LEVELS[level] if level in ADMINISTRATIVE else kind or "cơ quan, đơn vị"
        groups[group][pk] = Report(str(pk), name, "", elements.of(stratum), cells)
    return [
        GroupQuestion(one, group, _named(one.units, reports))
        for group, reports in sorted(groups.items())
        for one in ask_group(list(reports.values()), shipped_rules())
        if not set(hidden).intersection(one.codes)
    ]


class _Elements:
    """The boxes of a form as questions read them, once for each stratum of units."""

    def __init__(self, layout: Layout) -> None:
        self._layout, self._levels = layout, levels_now(layout)
        self._of: dict[str, tuple[AskedElement, ...]] = {}

    def of(self, stratum: str) -> tuple[AskedElement, ...]:
        """Those of a report (`Obligation.stratum`)."""
        if stratum not in self._of:
            self._of[stratum] = asked_elements(self._layout, self._levels, stratum)
        return self._of[stratum]


def _counts(layout: Layout, packed: Sequence[bytes]) -> list[dict[str, Decimal | int]]:
    """The figures of reports, code → figure; marks and what is no number are left out. Whole ones
    stay as they come: thousands of reports are read in the time of a page.
    """
    boxes = layout.sheet.columns
    scales = {
        place: (box.code, box.scale) for place, box in enumerate(boxes) if box.kind in NUMBERS
    }
    found = []
    for row in matrix(packed, len(boxes)).tolist():
        cells: dict[str, Decimal | int] = {}
        for place, (code, scale) in scales.items():
            if row[place] >= LEAST:
                cells[code] = Decimal(row[place]).scaleb(-scale) if scale else row[place]
        found.append(cells)
    return found


def _named(units: Collection[str], reports: dict[int, Report]) -> list[tuple[int, str]]:
    named = [(int(unit), reports[int(unit)].name) for unit in units]
    return sorted(named, key=lambda one: name_order(one[1], one[0]))


def asked_of(
    rows: Sequence[Obligation], layout: Layout, hidden: Mapping[int, Collection[str]] = _NOTHING
) -> list[UnitQuestions]:
    """What is asked of each of these reports, of one period, with the units' newest answers to just
    that; reports of which nothing is asked are left out. The number of queries does not grow with
    the reports. rows: that were sent, with unit, current and period; hidden: id of a unit → codes
    of its boxes of which nothing is said.
    """
    if not rows:
        return []
    given = [
        Given(
            row.pk,
            row.unit_id,
            bytes(row.current.row),
            row.current.reason,
            row.current.sent_at,
            row.due_on,
        )
        for row in rows
        if row.current
    ]
    worth = worth_asking(rows[0].period, layout, given)
    return asked_each([row for row in rows if row.pk in worth], layout, hidden)


def asked_each(
    rows: Sequence[Obligation], layout: Layout, hidden: Mapping[int, Collection[str]]
) -> list[UnitQuestions]:
    """As `asked_of`, of the few that are read one by one."""
    if not rows:
        return []
    elements, rules = _Elements(layout), shipped_rules()
    units = [row.unit_id for row in rows]
    history = history_of(rows[0].period, layout.sheet, units)
    known = known_of(rows[0].period, units)
    answers, corrected = _answers(rows), corrections(layout.sheet, rows)
    found = []
    for row in rows:
        assert row.current is not None  # noqa: S101 - what is asked about was sent
        cells = cells_of(layout.sheet, row.current)
        registers = registers_of(known[row.unit_id], row.current.sent_at)
        report = report_of(
            row,
            elements.of(row.stratum),
            cells,
            history[row.unit_id],
            corrected.get(row.pk),
            registers,
            row.current.sent_at,
        )
        asked = asked_told(
            (with_answer(one, answers.get((row.pk, *stored(one)))) for one in ask(report, rules)),
            hidden.get(row.unit_id, ()),
        )
        if asked:
            found.append(UnitQuestions(row, asked))
    return found


def _answers(rows: Sequence[Obligation]) -> dict[tuple[object, ...], Answer]:
    """Report and question → the newest answer."""
    told = Answer.objects.filter(obligation__in=[row.pk for row in rows]).select_related("by")
    return {
        (one.obligation_id, one.rule, tuple(one.codes), one.words): one
        for one in told.order_by("pk")
    }
