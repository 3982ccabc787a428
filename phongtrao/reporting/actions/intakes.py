"""Take in workbooks that were filled in: all of their reports, or none and what is wrong in which
cell.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
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
from phongtrao.core.sheets.workbook.given import merged
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
from phongtrao.reporting.actions.filling import hold_report, save_boxes
from phongtrao.reporting.actions.merging import Basis, boxes_now, clash_words, newer_words
from phongtrao.reporting.actions.sending import send_report
from phongtrao.reporting.models import Draft, Intake, Obligation, Way
from phongtrao.reporting.queries.asking import waiting
from phongtrao.reporting.queries.reports import typed_of
from phongtrao.reporting.queries.sheet_page import questions_now
from phongtrao.reporting.queries.sheets import sheet_of
from phongtrao.reporting.queries.workbooks import TYPED, form_key, kept_now, to_fill_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from phongtrao.core.sheets.elements import Cells, Sheet
    from phongtrao.core.sheets.workbook import Known
    from phongtrao.core.sheets.workbook.given import Merged
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
    the sheet and wait there, because something is asked about them that nobody answered, or because
    something was typed there that the file does not show. typed: that, in words; newer: boxes that
    were left alone in the file and sent otherwise by now, in words.
    """

    sent: Submission | None
    typed: str = ""
    newer: str = ""


@dataclass(frozen=True)
class _Own:
    """The workbook of one unit over what is kept, while its line is held. kept: by code."""

    obligation: Obligation
    sheet: Sheet
    taken: Taken
    merged: Merged
    kept: dict[str, Known]

    def faults(self) -> list[RowProblem]:
        """Boxes that somebody else changed, too."""
        return [
            self._problem(one.code, clash_words(self.sheet, one, self.kept[one.code].source))
            for one in self.merged.clashes
        ]

    def broken(self) -> list[RowProblem]:
        """Boxes that break a rule of the form."""
        newer = self.merged.newer
        more = f" {newer_words(self.sheet, newer)}" if newer else ""
        return [
            self._problem(one.code, one.text + more)
            for one in check(self.sheet, self.merged.report)
            if one.severity == Severity.REFUSE
        ]

    def all_faults(self) -> list[RowProblem]:
        """What keeps the report from being sent."""
        return [*self.faults(), *self.broken()]

    def newer(self, *, typed: bool) -> str:
        """What is newer than the file and not changed in it, in words. typed: and not sent yet."""
        cells = self.merged.newer.items()
        some = {code: one for code, one in cells if (self.kept[code].source == TYPED) is typed}
        return boxes_now(self.sheet, some)

    def changes(self) -> dict[str, str]:
        """What is to be typed into the boxes, so that they say what is sent."""
        report = self.merged.report
        return {
            box.code: cell_words(box, report[box.code])
            for box in self.sheet.elements
            if box.code not in self.kept or report[box.code] != self.kept[box.code].cell
        }

    def _problem(self, code: str, text: str) -> RowProblem:
        return RowProblem(self.obligation.unit_id, self.obligation.unit.name, code, text)


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
            drafts=list(sent.drafts),
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
    with _own(obligation, upload, _Own.all_faults, by) as own:
        _fill(obligation, own.sheet, own.changes(), reason, by)
        if typed := own.newer(typed=True):
            return OwnSent(None, typed=typed)
        if waiting(questions_now(obligation, by)):
            return OwnSent(None)
        sent = send_report(obligation=obligation, reason=reason, way=Way.EXCEL, by=by)
        return OwnSent(sent, newer=own.newer(typed=False))


def fill_from_workbook(
    *, obligation: Obligation, upload: Upload, reason: str = "", by: User
) -> int:
    """Put what was changed in the workbook of a unit into its sheet, to be looked at before it is
    sent; how many boxes changed. An empty cell leaves its box alone.

    Raises what `send_own_workbook` raises but for the rules of the form.
    """
    require(by, Permission.SUBMISSION_SEND, obligation.unit_id)
    with _own(obligation, upload, _Own.faults, by) as own:
        said = own.merged.said
        told = {code: words for code, words in own.changes().items() if words and code in said}
        return _fill(obligation, own.sheet, told, reason, by)


@contextmanager
def _own(
    obligation: Obligation, upload: Upload, faults: Callable[[_Own], list[RowProblem]], by: User
) -> Iterator[_Own]:
    """The workbook of a unit over what is kept, which is held until the end. Raises what
    `send_workbook` raises, with all that is wrong by `faults`.
    """
    office, sheet = str(obligation.unit_id), sheet_of(obligation.period.form)
    broken = None
    try:
        taken = _read(obligation.period, sheet, upload, [office], by)
    except WorkbookRefused as refused:
        if refused.readable is None:
            raise
        broken, taken = refused, refused.readable
    with transaction.atomic():
        # Held until the end, so that nobody types or sends in between.
        hold_report(obligation)
        kept = kept_now(sheet, [obligation], own=True).get(obligation.unit_id, {})
        cells = {code: one.cell for code, one in kept.items()}
        found = merged(taken.reports[office], taken.given[office], cells)
        own = _Own(obligation, sheet, taken, found, kept)
        wrong = faults(own)
        if wrong or broken:
            raise _refused(sheet, taken.reports, wrong, broken)
        yield own


def _fill(
    obligation: Obligation, sheet: Sheet, typed: Mapping[str, str], reason: str, by: User
) -> int:
    """Put words into the boxes of a report that is held; how many changed."""
    stands = typed_of(sheet, obligation)
    boxes = {
        code: (stands.get(code, ""), words)
        for code, words in typed.items()
        if words != stands.get(code, "").strip()
    }
    if boxes:
        save_boxes(obligation=obligation, boxes=boxes, by=by)
    if boxes and reason:
        Draft.objects.filter(obligation=obligation).update(reason=reason.strip())
    return len(boxes)


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
        "basis": Basis(
            since={int(office): done for office, done in taken.since.items()},
            given={int(office): before for office, before in taken.given.items()},
        ),
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
