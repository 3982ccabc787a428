"""Take in workbooks that were filled in: all of their reports, or none and what is wrong in which
cell.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.sheets.checking import check
from phongtrao.core.sheets.reading import cell_words
from phongtrao.core.sheets.rules import Severity
from phongtrao.core.sheets.workbook_reading import WorkbookRefused
from phongtrao.core.sheets.workbook_reading.safely import (
    Addresses,
    read_workbook_safely,
    together,
)
from phongtrao.core.text.reading import DEFAULT_LIMITS
from phongtrao.core.text.secrecy import StateSecretRefused
from phongtrao.reporting.actions.bulk import (
    ReportsRefused,
    RowProblem,
    problems_of,
    refuse_secrets,
    send_many,
)
from phongtrao.reporting.actions.filling import save_boxes
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Draft, Intake, Obligation, Way
from phongtrao.reporting.queries.asking import waiting
from phongtrao.reporting.queries.reports import typed_of
from phongtrao.reporting.queries.sheet_page import questions_now
from phongtrao.reporting.queries.sheets import sheet_of
from phongtrao.reporting.queries.workbooks import form_key, to_fill_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from phongtrao.core.sheets.columns import Report
    from phongtrao.core.sheets.elements import Cells, Sheet
    from phongtrao.core.sheets.workbook_reading import Taken
    from phongtrao.reporting.actions.bulk import Sent
    from phongtrao.reporting.models import Period, Submission

UPLOAD_SECONDS = 30
"""A person waits before the page; a workbook of 5,000 offices with 60 boxes is read in a third."""
_NAME_MAX = 200


@dataclass(frozen=True)
class Upload:
    """A file as it was sent. name: as the sender calls it."""

    data: bytes
    name: str


@dataclass(frozen=True)
class OwnSent:
    """What became of the workbook of one unit. sent: the new revision; None: its figures stand in
    the sheet and wait there, because something is asked about them that nobody answered.
    """

    sent: Submission | None


def send_workbook(*, period: Period, upload: Upload, reason: str = "", by: User) -> Intake:
    """Send the reports of all units in a workbook.

    reason: of those that correct an earlier one. Raises WorkbookRefused with a Problem for each
    cell that is wrong, other refusals of `workbook_reading`, FileRefused, StateSecretRefused.
    """
    sheet = sheet_of(period.form)
    mine = {str(unit) for unit in to_fill_in(by, period).values_list("unit_id", flat=True)}
    facts: dict[str, Any] = {"period": period, "reason": reason, "by": by}
    try:
        taken = _read(period, sheet, upload, mine, by)
    except WorkbookRefused as refused:
        raise _with_the_rest(sheet, refused, facts) from refused
    with transaction.atomic():
        sent = _sent(sheet, taken, facts)
        return Intake.objects.create(
            period=period,
            name=PurePath(upload.name).name[-_NAME_MAX:],
            sha256=hashlib.sha256(upload.data).hexdigest(),
            sent=list(sent.sent),
            corrected=list(sent.corrected),
            same=list(sent.same),
            silent=list(sent.silent),
            by=by,
            at=timezone.now(),
        )


def send_own_workbook(
    *, obligation: Obligation, upload: Upload, reason: str = "", by: User
) -> OwnSent:
    """Send the report of one unit from its workbook; when there are questions about it that wait
    for an answer, put it into the sheet, where they are shown, instead.

    Raises Denied, what `send_workbook` raises, and MoveRefused.
    """
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    try:
        sheet, cells = _read_own(obligation, upload, by)
    except WorkbookRefused as refused:
        raise _with_own_faults(obligation, refused) from refused
    faults = _own_faults(obligation, sheet, cells)
    if faults:
        raise _refused(sheet, {str(obligation.unit_id): cells}, faults)
    with transaction.atomic():
        _fill(obligation, sheet, _words(sheet, cells), reason, by)
        if waiting(questions_now(obligation, by)):
            return OwnSent(None)
        return OwnSent(send_report(obligation=obligation, reason=reason, way=Way.EXCEL, by=by))


def fill_from_workbook(
    *, obligation: Obligation, upload: Upload, reason: str = "", by: User
) -> int:
    """Put what stands in the workbook of a unit into its sheet, to be looked at before it is sent;
    how many boxes changed. An empty cell leaves its box alone.

    Raises what `send_own_workbook` raises but for the rules of the form.
    """
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    sheet, cells = _read_own(obligation, upload, by)
    told = {code: words for code, words in _words(sheet, cells).items() if words}
    with transaction.atomic():
        return _fill(obligation, sheet, told, reason, by)


def _fill(
    obligation: Obligation, sheet: Sheet, typed: Mapping[str, str], reason: str, by: User
) -> int:
    """Put words into the boxes of a report, over what stands there; how many changed."""
    # Held until the end, so that nobody types in between.
    row = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
    stands = typed_of(sheet, row)
    boxes = {
        code: (stands.get(code, ""), words)
        for code, words in typed.items()
        if words != stands.get(code, "").strip()
    }
    if boxes:
        save_boxes(obligation=obligation, boxes=boxes, by=by)
    if boxes and reason:
        Draft.objects.filter(obligation=row).update(reason=reason.strip())
    return len(boxes)


def _read_own(obligation: Obligation, upload: Upload, by: User) -> tuple[Sheet, Report]:
    period, office = obligation.period, str(obligation.unit_id)
    sheet = sheet_of(period.form)
    return sheet, _read(period, sheet, upload, [office], by).reports[office]


def _own_faults(obligation: Obligation, sheet: Sheet, cells: Cells) -> list[RowProblem]:
    unit, name = obligation.unit_id, obligation.unit.name
    found = check(sheet, cells)
    return [
        RowProblem(unit, name, one.code, one.text)
        for one in found
        if one.severity == Severity.REFUSE
    ]


def _with_own_faults(obligation: Obligation, refused: WorkbookRefused) -> WorkbookRefused:
    """The refusal with what is wrong with the boxes that could be read."""
    if refused.readable is None:
        return refused
    sheet, reports = sheet_of(obligation.period.form), refused.readable.reports
    rows = _own_faults(obligation, sheet, reports[str(obligation.unit_id)])
    return _refused(sheet, reports, rows, refused)


def _words(sheet: Sheet, cells: Cells) -> dict[str, str]:
    return {box.code: cell_words(box, cells[box.code]) for box in sheet.elements}


def _read(
    period: Period, sheet: Sheet, upload: Upload, offices: Collection[str], by: User
) -> Taken:
    """What stands in a file, before anything is held in the database; of one with the mark of a
    state secret nothing stays but a line of the log. Raises what `read_workbook_safely` raises.
    """
    limits = replace(
        DEFAULT_LIMITS,
        file_bytes=settings.UPLOAD_MAX_BYTES,
        cpu_seconds=UPLOAD_SECONDS,
        wall_seconds=UPLOAD_SECONDS,
    )
    broken = None
    try:
        taken = read_workbook_safely(
            upload.data,
            sheet,
            form=form_key(period.form),
            version=period.form.number,
            period=period.name,
            offices=offices,
            name=upload.name,
            limits=limits,
        )
    except WorkbookRefused as refused:
        if refused.readable is None:
            raise
        broken, taken = refused, refused.readable
    try:
        refuse_secrets(sheet, taken.reports.values())
    except StateSecretRefused:
        audit.log("file.refuse-secret", period, by=by)
        raise
    if broken:
        raise broken
    return taken


def _sent(sheet: Sheet, taken: Taken, facts: Mapping[str, Any]) -> Sent:
    """Send what was read; what is refused says in which cell."""
    try:
        return send_many(**_by_unit(taken), way=Way.EXCEL, **facts)
    except ReportsRefused as refused:
        raise _refused(sheet, taken.reports, refused.problems) from refused


def _with_the_rest(
    sheet: Sheet, refused: WorkbookRefused, facts: Mapping[str, Any]
) -> WorkbookRefused:
    """The refusal with what else keeps the reports from being sent."""
    if refused.readable is None:
        return refused
    rows = problems_of(**_by_unit(refused.readable), **facts)
    return _refused(sheet, refused.readable.reports, rows, refused)


def _by_unit(taken: Taken) -> dict[str, Any]:
    return {
        "rows": {int(office): report for office, report in taken.reports.items()},
        "since": {int(office): done for office, done in taken.since.items()},
    }


def _refused(
    sheet: Sheet,
    read: Mapping[str, Cells],
    rows: Iterable[RowProblem],
    before: WorkbookRefused | None = None,
) -> WorkbookRefused:
    """What is wrong with boxes that could be read, each with its cell. before: what is wrong with
    the others, which are blank in what was read.
    """
    places, before = Addresses(sheet, list(read)), before or WorkbookRefused(0)
    unread = {one.cell for one in before.problems}
    told = []
    for one in rows:
        office = str(one.unit)
        found = cell_words(sheet.by_code[one.code], read[office][one.code]) if one.code else ""
        problem = places.problem(office, one.code, one.text, found=found, name=one.name)
        if not one.code or problem.cell not in unread:
            told.append(problem)
    return together(before, told)
