"""Take in workbooks that were filled in: all of their reports, or none and what is wrong in which
cell.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.sheets.checking import check
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.reading import cell_words
from phongtrao.core.sheets.rules import Severity
from phongtrao.core.sheets.workbook_reading import WorkbookRefused
from phongtrao.core.sheets.workbook_reading.safely import Addresses, read_workbook_safely
from phongtrao.core.text.reading import DEFAULT_LIMITS
from phongtrao.core.text.secrecy import StateSecretRefused, refuse_state_secret
from phongtrao.reporting.actions.bulk import ReportsRefused, RowProblem, send_many
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

    from phongtrao.core.sheets.elements import Cell, Sheet
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
    read = _read(period, sheet, upload, mine, by)
    with transaction.atomic():
        sent = _sent(period, sheet, read, reason, by)
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
    sheet, cells = _read_own(obligation, upload, by)
    faults = [one for one in check(sheet, cells) if one.severity == Severity.REFUSE]
    if faults:
        name = obligation.unit.name
        rows = [RowProblem(obligation.unit_id, name, one.code, one.text) for one in faults]
        raise _refused(sheet, {str(obligation.unit_id): cells}, rows)
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


def _read_own(obligation: Obligation, upload: Upload, by: User) -> tuple[Sheet, dict[str, Cell]]:
    period, office = obligation.period, str(obligation.unit_id)
    sheet = sheet_of(period.form)
    return sheet, _read(period, sheet, upload, [office], by)[office]


def _words(sheet: Sheet, cells: Mapping[str, Cell]) -> dict[str, str]:
    return {box.code: cell_words(box, cells[box.code]) for box in sheet.elements}


def _read(
    period: Period, sheet: Sheet, upload: Upload, offices: Collection[str], by: User
) -> dict[str, dict[str, Cell]]:
    """The figures of a file by office and box, before anything is held in the database; of one with
    the mark of a state secret nothing stays but a line of the log.
    """
    limits = replace(
        DEFAULT_LIMITS,
        file_bytes=settings.UPLOAD_MAX_BYTES,
        cpu_seconds=UPLOAD_SECONDS,
        wall_seconds=UPLOAD_SECONDS,
    )
    read = read_workbook_safely(
        upload.data,
        sheet,
        form=form_key(period.form),
        version=period.form.number,
        period=period.name,
        offices=offices,
        name=upload.name,
        limits=limits,
    )
    try:
        _refuse_secrets(sheet, read.values())
    except StateSecretRefused:
        audit.log("file.refuse-secret", period, by=by)
        raise
    return read


def _refuse_secrets(sheet: Sheet, reports: Iterable[Mapping[str, Cell]]) -> None:
    asked = [box for box in sheet.elements if box.kind is Kind.TEXT]
    for cells in reports if asked else ():
        for box in asked:
            refuse_state_secret(cell_words(box, cells[box.code]), "", name=box.named)


def _sent(
    period: Period, sheet: Sheet, read: Mapping[str, Mapping[str, Cell]], reason: str, by: User
) -> Sent:
    """Send what was read; what is refused says in which cell."""
    rows = {int(office): cells for office, cells in read.items()}
    try:
        return send_many(period=period, rows=rows, reason=reason, way=Way.EXCEL, by=by)
    except ReportsRefused as refused:
        raise _refused(sheet, read, refused.problems) from refused


def _refused(
    sheet: Sheet, read: Mapping[str, Mapping[str, Cell]], rows: Iterable[RowProblem]
) -> WorkbookRefused:
    """What is wrong with boxes that could be read, each with its cell."""
    places = Addresses(sheet, list(read))
    problems = []
    for one in rows:
        office = str(one.unit)
        found = cell_words(sheet.by_code[one.code], read[office][one.code]) if one.code else ""
        problems.append(places.problem(office, one.code, one.text, found=found, name=one.name))
    return WorkbookRefused(len(problems), problems)
