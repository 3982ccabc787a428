"""Send the reports of many units at once, as a workbook or a program brings them: all, or none and
every error by unit and box.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.core.figures.marks import Mark
from phongtrao.core.figures.packing import matrix
from phongtrao.core.flow.submission import SUBMISSION_FLOW, ReportFacts
from phongtrao.core.sheets.checking import check_many
from phongtrao.core.sheets.columns import packed, texts
from phongtrao.core.sheets.rules import Severity
from phongtrao.core.text.secrecy import refuse_state_secret
from phongtrao.reporting.actions.days import count_move
from phongtrao.reporting.actions.sending import move_of
from phongtrao.reporting.actions.totals import Counted, Step, counted, move_totals
from phongtrao.reporting.models import Draft, Obligation, ObligationState, Submission, Way
from phongtrao.reporting.queries.reports import obligations
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from phongtrao.core.sheets.elements import Cell, Cells, Sheet
    from phongtrao.reporting.models import Period

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
    had sent before; same: those whose figures stood there already; silent: rows without an answer.
    """

    sent: tuple[int, ...]
    corrected: tuple[int, ...]
    same: tuple[int, ...]
    silent: tuple[int, ...]


@dataclass(frozen=True)
class _Row:
    """A report of the bundle, ready to be stored."""

    obligation: Obligation
    figures: bytes
    words: dict[str, Cell]

    @property
    def move(self) -> str:
        return move_of(self.obligation)

    @property
    def stands(self) -> bool:
        """The figures are those that stand there, sent or accepted."""
        last = self.obligation.current
        return (
            self.move == "correct"
            and last is not None
            and (bytes(last.row), last.words) == (self.figures, self.words)
        )


@transaction.atomic
def send_many(
    *, period: Period, rows: Mapping[int, Cells], reason: str = "", way: str = Way.EXCEL, by: User
) -> Sent:
    """Send the reports of units for a period; one log line, the totals move once.

    rows: id of the unit → what stands in its boxes, as read. A row whose boxes are all blank is
    silence and no report of nothing; a report that stands there already is not sent again. reason:
    of those that correct an earlier one. Raises ReportsRefused with all problems in the order of
    the rows, StateSecretRefused, TotalTooLarge.
    """
    layout = layout_of(period.form, targets=False)
    spoken = {unit: cells for unit, cells in rows.items() if _says_something(cells)}
    _refuse_secrets(layout.sheet, spoken)
    owed = _held(period, spoken, by)
    known = [
        _Row(owed[unit], packed(layout.sheet, cells), texts(layout.sheet, cells))
        for unit, cells in spoken.items()
        if unit in owed
    ]
    problems = [*_not_owing(spoken, owed), *_problems(layout.sheet, known, reason, by)]
    if problems:
        order = {unit: place for place, unit in enumerate(rows)}
        problems.sort(key=lambda one: order[one.unit])
        raise ReportsRefused(len(problems), len({one.unit for one in problems}), problems)
    new = [row for row in known if not row.stands]
    steps = [
        Step(row.obligation, counted(row.obligation), Counted(row.figures, accepted=False))
        for row in new
    ]
    corrected = [row for row in new if row.move == "correct"]
    why, now = reason.strip()[:_REASON_MAX], timezone.now()
    _store(new, {row.obligation.pk for row in corrected}, why, way, by, now)
    found = Sent(
        tuple(row.obligation.unit_id for row in new),
        tuple(row.obligation.unit_id for row in corrected),
        tuple(row.obligation.unit_id for row in known if row.stands),
        tuple(unit for unit in rows if unit not in spoken),
    )
    if new:
        # A measure may have come to the form until the reports were held.
        move_totals(period, layout_of(period.form, targets=False), steps)
        first = [row for row in new if row.move != "correct"]
        count_move(period, "sent", [(row.obligation, now) for row in first])
        count_move(period, "corrected", [(row.obligation, now) for row in corrected])
        audit.log(
            "report.send-many",
            period,
            by=by,
            units=len(new),
            corrected=len(corrected),
            reason=why,
            way=str(way),
        )
    return found


def _says_something(cells: Cells) -> bool:
    return any(cell is not Mark.BLANK for cell in cells.values())


def _refuse_secrets(sheet: Sheet, rows: Mapping[int, Cells]) -> None:
    asked = [box for box in sheet.elements if box not in sheet.columns]
    for cells in rows.values() if asked else ():
        for box in asked:
            words = cells.get(box.code)
            if isinstance(words, str):
                refuse_state_secret(words, "", name=box.named)


def _held(period: Period, rows: Mapping[int, Cells], by: User) -> dict[int, Obligation]:
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
        for row in held.select_related("current", "unit").order_by("pk"):
            owed[row.unit_id] = row
    return owed


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _PART):
        yield ids[start : start + _PART]


def _not_owing(rows: Mapping[int, Cells], owed: Mapping[int, Obligation]) -> Iterator[RowProblem]:
    foreign = [unit for unit in rows if unit not in owed]
    names = dict(Unit.objects.filter(pk__in=foreign).values_list("pk", "name"))
    for unit in foreign:
        yield RowProblem(unit, names.get(unit, f"Mã đơn vị {unit}"), "", _NOT_OWING)


def _problems(sheet: Sheet, rows: Sequence[_Row], reason: str, by: User) -> Iterator[RowProblem]:
    """What is wrong with the boxes of each report, else why it cannot be sent now."""
    table = matrix([row.figures for row in rows], len(sheet.columns))
    findings = check_many(sheet, table, [row.words for row in rows])
    for place, row in enumerate(rows):
        faults = [one for one in findings.get(place, ()) if one.severity == Severity.REFUSE]
        unit, name = row.obligation.unit_id, str(row.obligation.unit)
        for one in faults:
            yield RowProblem(unit, name, one.code, one.text)
        facts = ReportFacts(by=by.pk, reason=reason)
        why = "" if row.stands else SUBMISSION_FLOW.refusal(row.obligation.state, row.move, facts)
        if why and not faults:
            what = SUBMISSION_FLOW.moves[row.move].words
            yield RowProblem(unit, name, "", f"Không thể {what}: {why}.")


def _store(
    rows: Sequence[_Row], corrects: set[int], reason: str, way: str, by: User, now: datetime
) -> None:
    """New revisions, and reports that wait for their verdict."""
    Submission.objects.bulk_create(
        (_submission(row, reason if row.obligation.pk in corrects else "", way, by, now)
         for row in rows),
        batch_size=_PART,
    )  # fmt: skip
    newest = Submission.objects.filter(obligation=OuterRef("pk")).order_by("-revision")
    for part in _parts([row.obligation.pk for row in rows]):
        held = Obligation.objects.filter(pk__in=part)
        held.filter(pk__in=corrects.intersection(part)).update(corrected=F("corrected") + 1)
        held.update(
            current=Subquery(newest.values("pk")[:1]),
            state=ObligationState.SENT,
            stage=0,
            first_sent_at=Coalesce("first_sent_at", Value(now)),
        )
        Draft.objects.filter(obligation__in=part).delete()


def _submission(row: _Row, reason: str, way: str, by: User, now: datetime) -> Submission:
    last = row.obligation.current
    return Submission(
        obligation=row.obligation,
        revision=last.revision + 1 if last else 1,
        row=row.figures,
        words=row.words,
        reason=reason,
        way=way,
        by=by,
        sent_at=now,
    )
