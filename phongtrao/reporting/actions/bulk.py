"""Send the reports of many units at once, as a workbook or a program brings them: all, or none and
every error by unit and box.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.core.figures.packing import matrix
from phongtrao.core.flow.submission import SUBMISSION_FLOW, ReportFacts
from phongtrao.core.sheets.checking import check_many
from phongtrao.core.sheets.columns import Report, packed
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.rules import Severity
from phongtrao.core.sheets.workbook.given import Since
from phongtrao.core.text.secrecy import refuse_state_secret
from phongtrao.reporting.actions.days import count_move
from phongtrao.reporting.actions.leftovers import keep_drafts
from phongtrao.reporting.actions.merging import Basis, Fault, lay_over
from phongtrao.reporting.actions.pouring import pour
from phongtrao.reporting.actions.sending import CORRECTING
from phongtrao.reporting.actions.totals import Counted, Step, counted, move_totals
from phongtrao.reporting.models import Obligation, ObligationState, Submission, Way
from phongtrao.reporting.queries.reports import move_of, obligations
from phongtrao.reporting.queries.sheets import layout_of, sheet_of
from phongtrao.reporting.queries.stages import level_at
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from phongtrao.core.sheets.elements import Cells, Sheet
    from phongtrao.reporting.models import Period, ReportForm

_PART = 2_000
_REASON_MAX = 1000
_NOT_OWING = (
    "Đơn vị không có trong danh sách báo cáo kỳ này, hoặc bạn không gửi báo cáo thay đơn vị."
)


@dataclass(frozen=True)
class RowProblem:
    """What keeps the report of a unit from being sent. code: the box, "" for the whole report."""

    unit: int
    name: str
    code: str
    text: str

    def __str__(self) -> str:
        """One sentence for the terminal."""
        return f"{self.name}: {self.text}"


class ReportsRefused(RuleBroken):
    """Reports that come together are sent together, or none of them."""

    code = "reports-refused"
    message = (
        "Có {count} lỗi ở {units} đơn vị nên chưa gửi báo cáo nào. Hãy sửa các ô được nêu rồi nộp"
        " lại tất cả."
    )

    def __init__(
        self, count: int, units: int, problems: Sequence[RowProblem] | None = None
    ) -> None:
        super().__init__(count=count, units=units)
        self.problems = list(problems or ())


@dataclass(frozen=True)
class Sent:
    """What sending many did, in units. sent: all whose report is new; corrected: those of them that
    had sent before; same: those whose report stays as it is; silent: those that said nothing;
    drafts: those of the sent that were typing something else, which stays as a draft.
    """

    sent: tuple[int, ...]
    corrected: tuple[int, ...]
    same: tuple[int, ...]
    silent: tuple[int, ...]
    drafts: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Row:
    """A report of the bundle, ready to be stored. stands: its figures are those that stand there,
    sent or accepted.
    """

    obligation: Obligation
    report: Report
    move: str
    stands: bool


@dataclass(frozen=True)
class _Bundle:
    """Reports that come together. known: of units that owe them, to be stored or standing there
    already; left: units whose report stays as it is, because nothing was said since; silent: units
    that said nothing; faults: why reports cannot be sent.
    """

    known: list[_Row]
    left: tuple[int, ...]
    silent: tuple[int, ...]
    faults: list[Fault]


@transaction.atomic
def send_many(
    *,
    period: Period,
    rows: Mapping[int, Cells],
    basis: Basis | None = None,
    reason: str = "",
    way: str = Way.EXCEL,
    by: User,
) -> Sent:
    """Send the reports of units for a period; one log line, the totals move once.

    rows: id of the unit → what stands in its boxes, as read. basis: on what they were filled in. A
    row that says nothing is silence and no report of nothing; a report that stands there already is
    not sent again; what somebody else sent since is not taken back, and what the unit is typing
    stays. reason: of those that correct an earlier one. Raises ReportsRefused with all problems in
    the order of the rows, StateSecretRefused, TotalTooLarge.
    """
    bundle = _bundle(period, rows, basis or Basis(), reason, by)
    if bundle.faults:
        raise _refused(bundle.faults, list(rows))
    known = bundle.known
    new = [row for row in known if not row.stands]
    steps = [_step(row) for row in new]
    corrected = [row for row in new if row.move in CORRECTING]
    why, now = reason.strip()[:_REASON_MAX], timezone.now()
    kept = _store(period.form, new, {row.obligation.pk for row in corrected}, why, way, by, now)
    found = Sent(
        tuple(row.obligation.unit_id for row in new),
        tuple(row.obligation.unit_id for row in corrected),
        (*bundle.left, *(row.obligation.unit_id for row in known if row.stands)),
        bundle.silent,
        tuple(row.obligation.unit_id for row in new if row.obligation.pk in kept),
    )
    if new:
        # A measure may have come to the form until the reports were held.
        move_totals(period, layout_of(period.form, targets=False), steps)
        first = [row for row in new if row.move not in CORRECTING]
        count_move(period, "sent", [(row.obligation, now) for row in first])
        count_move(period, "corrected", [(row.obligation, now) for row in corrected])
        audit.log(
            "report.send-many",
            period,
            by=by,
            units=len(new),
            corrected=len(corrected),
            drafts=len(kept),
            way=str(way),
        )
    return found


@transaction.atomic
def problems_of(
    *,
    period: Period,
    rows: Mapping[int, Cells],
    basis: Basis,
    reason: str,
    by: User,
) -> list[RowProblem]:
    """Why `send_many` would refuse the reports; nothing is sent. Raises StateSecretRefused."""
    bundle = _bundle(period, rows, basis, reason, by)
    return _refused(bundle.faults, list(rows)).problems


def _bundle(
    period: Period, rows: Mapping[int, Cells], basis: Basis, reason: str, by: User
) -> _Bundle:
    sheet = sheet_of(period.form)
    reports = {unit: Report.of(sheet, cells) for unit, cells in rows.items()}
    silent, left = _quiet(period, sheet, reports, basis.since)
    quiet = {*silent, *left}
    spoken = {unit: report for unit, report in reports.items() if unit not in quiet}
    refuse_secrets(sheet, spoken.values())
    owed = _held(period, spoken, by)
    laid = lay_over(sheet, owed, spoken, basis, by.pk)
    known = [_row(owed[unit], laid.reports[unit]) for unit in spoken if unit in owed]
    faults = [Fault(unit, "", _NOT_OWING) for unit in spoken if unit not in owed]
    facts = ReportFacts(by=by.pk, reason=reason, unsigned=period.form.signs_off)
    faults += [*laid.faults, *_faults(sheet, known, facts, laid.newer)]
    return _Bundle(known, left, silent, faults)


def _quiet(
    period: Period, sheet: Sheet, reports: Mapping[int, Report], since: Mapping[int, Since]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Units that say nothing: without a report, and those whose report stays as it is. Of a sent
    report it says something, too, that boxes were cleared.
    """
    blank = packed(sheet, {})
    empty = {
        unit for unit, report in reports.items() if report.figures == blank and not report.words
    }
    said = {unit: Since.NOTHING if unit in empty else Since.SAID for unit in reports}
    said.update(since)
    quiet = [unit for unit, done in said.items() if done != Since.SAID]
    sent = _sent_of(period, [unit for unit in quiet if unit not in empty])
    left = tuple(unit for unit in quiet if unit in sent and said[unit] == Since.NOTHING)
    return tuple(unit for unit in quiet if unit not in sent), left


def _sent_of(period: Period, units: Sequence[int]) -> set[int]:
    """Those of the units that have sent a report."""
    rows = Obligation.objects.filter(period=period, current__isnull=False).order_by()
    return {
        unit
        for part in _parts(sorted(units))
        for unit in rows.filter(unit__in=part).values_list("unit_id", flat=True)
    }


def refuse_secrets(sheet: Sheet, reports: Iterable[Report]) -> None:
    """Raise StateSecretRefused if words of a report look like a state secret."""
    asked = [box for box in sheet.elements if box.kind is Kind.TEXT]
    for report in reports if asked else ():
        for box in asked:
            refuse_state_secret(report.words.get(box.code, ""), "", name=box.named)


def _row(obligation: Obligation, report: Report) -> _Row:
    move, last = move_of(obligation), obligation.current
    stands = (
        move == "correct"
        and last is not None
        and (bytes(last.row), last.words) == (report.figures, report.words)
    )
    return _Row(obligation, report, move, stands)


def _step(row: _Row) -> Step:
    """How a report moves in totals. What was accepted counts as accepted until this one is."""
    owed, figures = row.obligation, Counted(row.report.figures, accepted=False)
    frozen = owed.current if owed.state == ObligationState.ACCEPTED else owed.frozen
    kept = (Counted(bytes(frozen.row), accepted=True, newest=False),) if frozen else ()
    return Step(owed, counted(owed), (figures, *kept))


def _held(period: Period, rows: Mapping[int, Report], by: User) -> dict[int, Obligation]:
    """What the units owe, held until the end in the order in which all take them; unit → its row.
    Units for which the person may not send are left out.
    """
    wanted = obligations().filter(period=period).visible_to(by, Permission.SUBMISSION_SEND)
    found = [
        pk
        for part in _parts(sorted(rows))
        for pk in wanted.order_by().filter(unit__in=part).values_list("pk", flat=True)
    ]
    owed: dict[int, Obligation] = {}
    for some in _parts(sorted(found)):
        held = Obligation.objects.select_for_update(of=("self",)).filter(pk__in=some)
        for row in held.select_related("current", "frozen").order_by("pk"):
            owed[row.unit_id] = row
    return owed


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _PART):
        yield ids[start : start + _PART]


def _faults(
    sheet: Sheet, rows: Sequence[_Row], facts: ReportFacts, newer: Mapping[int, str]
) -> Iterator[Fault]:
    """What is wrong with the boxes of each report, and why it cannot be sent now. newer: what it
    has from elsewhere.
    """
    table = matrix([row.report.figures for row in rows], len(sheet.columns))
    findings = check_many(sheet, table, [row.report.words for row in rows])
    refusal = cache(partial(_refusal, facts))
    for place, row in enumerate(rows):
        unit, found = row.obligation.unit_id, findings.get(place, ())
        wrong = [one for one in found if one.severity == Severity.REFUSE]
        more = f" {newer[unit]}" if unit in newer else ""
        yield from (Fault(unit, one.code, one.text + more) for one in wrong)
        why = "" if row.stands else refusal(row.obligation.state, row.move)
        if why:
            yield Fault(unit, "", why)


def _refusal(facts: ReportFacts, state: str, move: str) -> str:
    """Why reports of a state cannot be sent; "" when they can."""
    why = SUBMISSION_FLOW.refusal(state, move, facts)
    return f"Không thể {SUBMISSION_FLOW.moves[move].words}: {why}." if why else ""


def _refused(faults: Sequence[Fault], units: Sequence[int]) -> ReportsRefused:
    """The refusal, in the order of the units."""
    order = {unit: place for place, unit in enumerate(units)}
    wrong = {fault.unit for fault in faults}
    names = dict(Unit.objects.filter(pk__in=wrong).values_list("pk", "name"))
    problems = [
        RowProblem(one.unit, names.get(one.unit, f"Mã đơn vị {one.unit}"), one.code, one.text)
        for one in sorted(faults, key=lambda fault: order[fault.unit])
    ]
    return ReportsRefused(len(problems), len(wrong), problems)


def _store(
    form: ReportForm,
    rows: Sequence[_Row],
    corrects: set[int],
    reason: str,
    way: str,
    by: User,
    now: datetime,
) -> set[int]:
    """New revisions, and reports that wait for their verdict; those of which a draft stays."""
    pour(
        Submission,
        {"way": way, "by": by.pk, "sent_at": now},
        ("obligation", "revision", "row", "words", "reason"),
        (
            (
                row.obligation.pk,
                row.obligation.current.revision + 1 if row.obligation.current else 1,
                row.report.figures,
                row.report.words,
                reason if row.obligation.pk in corrects else "",
            )
            for row in rows
        ),
    )
    newest = Submission.objects.filter(obligation=OuterRef("pk")).order_by("-revision")
    reports = {row.obligation.pk: row.report for row in rows}
    again = frozenset(row.obligation.pk for row in rows if row.obligation.current_id)
    kept: set[int] = set()
    for part in _parts([row.obligation.pk for row in rows]):
        held = Obligation.objects.filter(pk__in=part)
        fresh = held.filter(pk__in=corrects.intersection(part)).exclude(
            state=ObligationState.RETURNED
        )
        fresh.update(corrected=F("corrected") + 1)
        held.filter(state=ObligationState.ACCEPTED).update(frozen=F("current"))
        held.update(
            current=Subquery(newest.values("pk")[:1]),
            state=ObligationState.SENT,
            stage=0,
            resend_by=None,
            first_sent_at=Coalesce("first_sent_at", Value(now)),
        )
        kept |= keep_drafts({pk: reports[pk] for pk in part}, again)
    levels: dict[str, list[int]] = defaultdict(list)
    for row in rows if form.levels else ():
        levels[level_at(row.obligation, 0)].append(row.obligation.pk)
    for level, some in levels.items():
        for part in _parts(some):
            Obligation.objects.filter(pk__in=part).update(waits_for=level)
    return kept
