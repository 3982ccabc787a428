"""Check what the compiler found: confirm, correct, split, merge, discard, add, and take a step
back.

Each step is one transaction with one Change (what stood before and after) and one log line. Who
works on an older version of a record than the stored one is told so; nothing is merged in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken
from phongtrao.plans.actions.citing import link_citations
from phongtrao.plans.models import Change, PlanDocument, Record, RecordKind, RecordState

_COLUMNS = (
    "kind",
    "start",
    "end",
    "section",
    "compiled",
    "corrected",
    "confidence",
    "doubt",
    "state",
)
_LIST_FIELDS = ("lead", "coordinating", "by", "to")

Fields = dict[str, Any]
Opened = Mapping[int, int]
"""Record id → the version that the person had before his eyes."""


class RecordChanged(RuleBroken):
    """Another person changed the record since it was opened."""

    code = "record-changed"
    message = (
        "Mục này vừa được {who} sửa lúc {when}. Nội dung bạn nhập còn nguyên trong các ô; hãy"
        " đối chiếu với bản mới rồi "
        "gửi lại."
    )
    status = 409


class NothingToUndo(RuleBroken):
    """The person has no step of his own left to take back."""

    code = "nothing-to-undo"
    message = "Bạn chưa có bước kiểm nào để hoàn tác ở kế hoạch này."


class UndoBlocked(RuleBroken):
    """Another person has worked on the same record after the step that should be taken back."""

    code = "undo-blocked"
    message = (
        "Không hoàn tác được bước “{what}” vì {who} đã sửa tiếp cùng mục đó. Hãy sửa trực tiếp "
        "mục ấy."
    )
    status = 409


class PlaceOutsideText(RuleBroken):
    """A span must lie inside the text of the plan and hold at least one character that is not
    blank.
    """

    code = "place-outside-text"
    message = (
        "Đoạn được chọn không nằm trong văn bản. Hãy chọn lại đoạn chữ trong văn bản rồi thêm."
    )


class SplitOutside(RuleBroken):
    """The cut of a split must leave text on both sides."""

    code = "split-outside"
    message = "Chỗ tách phải nằm giữa câu trích, hai bên đều còn chữ. Hãy chọn chỗ tách khác."


class MergeUnlike(RuleBroken):
    """Only records of one kind, two or more, can be merged."""

    code = "merge-unlike"
    message = "Chỉ gộp được từ hai mục cùng loại trở lên. Mục liền sau không cùng loại hoặc đã bỏ."


class _Step:
    """One step of checking, collected and then stored whole."""

    def __init__(self, plan: PlanDocument, what: str, by: User) -> None:
        self.plan, self.what, self.by = plan, what, by
        self.before: dict[str, Fields | None] = {}
        self.after: dict[str, Fields | None] = {}

    def change(self, record: Record, **columns: Any) -> Record:
        self.before.setdefault(str(record.pk), stored_columns(record))
        return self._store(record, columns)

    def add(self, **columns: Any) -> Record:
        record = self._store(Record(plan=self.plan), columns)
        self.before[str(record.pk)] = None
        return record

    def remove(self, record: Record) -> None:
        self.before[str(record.pk)], self.after[str(record.pk)] = stored_columns(record), None
        record.delete()

    def finish(self) -> Change:
        change = Change.objects.create(
            plan=self.plan, by=self.by, what=self.what, before=self.before, after=self.after
        )
        link_citations(self.plan, [int(pk) for pk in self.after])
        audit.log("plan.check", self.plan, by=self.by, step=self.what, records=sorted(self.after))
        return change

    def _store(self, record: Record, columns: Fields) -> Record:
        for name, value in columns.items():
            setattr(record, name, value)
        record.version += 1
        record.changed_by, record.changed_at = self.by, timezone.now()
        record.save()
        self.after[str(record.pk)] = stored_columns(record)
        return record


def stored_columns(record: Record) -> Fields:
    """The columns of a record that checking can change."""
    return {name: getattr(record, name) for name in _COLUMNS}


def _open(plan: PlanDocument, opened: Opened, by: User) -> list[Record]:
    """Lock the records in document order. Raises Denied, or RecordChanged when one is not as it was
    seen.
    """
    require(by, Permission.PLAN_REVIEW, plan.office_id)
    found = list(
        plan.records.select_for_update(of=("self",))
        .select_related("changed_by")
        .filter(pk__in=opened)
    )
    for record in found:
        if record.version != opened[record.pk]:
            when = timezone.localtime(record.changed_at)
            raise RecordChanged(who=record.changed_by, when=f"{when:%H:%M}")
    if len(found) != len(opened):
        raise RecordChanged(who="người khác", when="trước đó")
    return sorted(found, key=lambda record: (record.start, record.pk))


def _span(plan: PlanDocument, start: int, end: int) -> tuple[int, int]:
    """The span without blank edges. Raises PlaceOutsideText when nothing is left."""
    if not 0 <= start < end <= len(plan.text):
        raise PlaceOutsideText
    piece = plan.text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
    if start >= end:
        raise PlaceOutsideText
    return start, end


@transaction.atomic
def confirm_records(*, plan: PlanDocument, opened: Opened, by: User) -> Change:
    """Say that records are right as they stand."""
    step = _Step(plan, "xác nhận", by)
    for record in _open(plan, opened, by):
        step.change(record, state=RecordState.CONFIRMED)
    return step.finish()


@transaction.atomic
def discard_records(*, plan: PlanDocument, opened: Opened, by: User) -> Change:
    """Say that the plan does not ask this; the record stays to be seen, and can be restored."""
    step = _Step(plan, "bỏ", by)
    for record in _open(plan, opened, by):
        step.change(record, state=RecordState.DISCARDED)
    return step.finish()


@transaction.atomic
def restore_records(*, plan: PlanDocument, opened: Opened, by: User) -> Change:
    """Take a discarded record back among those to be checked."""
    step = _Step(plan, "khôi phục", by)
    for record in _open(plan, opened, by):
        step.change(record, state=RecordState.FOUND)
    return step.finish()


@transaction.atomic
def correct_record(
    *,
    plan: PlanDocument,
    opened: Opened,
    kind: str,
    section: str,
    fields: Fields,
    start: int,
    end: int,
    by: User,
) -> Change:
    """Set the fields and the place of a record as a person reads them; that also confirms it."""
    start, end = _span(plan, start, end)
    step = _Step(plan, "sửa", by)
    for record in _open(plan, opened, by):
        step.change(
            record,
            kind=kind,
            section=section,
            corrected=fields,
            start=start,
            end=end,
            state=RecordState.CONFIRMED,
        )
    return step.finish()


@transaction.atomic
def split_record(*, plan: PlanDocument, opened: Opened, at: int, by: User) -> Change:
    """Cut a record in two at a character of the text; both parts keep the fields and wait to be
    checked.
    """
    (record,) = _open(plan, opened, by)
    if not record.start < at < record.end:
        raise SplitOutside
    try:
        first, second = _span(plan, record.start, at), _span(plan, at, record.end)
    except PlaceOutsideText:
        raise SplitOutside from None
    step = _Step(plan, "tách", by)
    fresh = {
        "corrected": record.fields,
        "state": RecordState.FOUND,
        "doubt": "Vừa tách, cần kiểm lại các ô.",
    }
    step.change(record, start=first[0], end=first[1], **fresh)
    step.add(
        kind=record.kind,
        section=record.section,
        start=second[0],
        end=second[1],
        confidence=record.confidence,
        **fresh,
    )
    return step.finish()


@transaction.atomic
def merge_records(*, plan: PlanDocument, opened: Opened, by: User) -> Change:
    """Make one record of several of a kind: the first takes the whole span and the bodies of all,
    the others are discarded.
    """
    records = _open(plan, opened, by)
    if len(records) < 2 or len({record.kind for record in records}) > 1:
        raise MergeUnlike
    first, others = records[0], records[1:]
    step = _Step(plan, "gộp", by)
    for record in others:
        step.change(
            record,
            state=RecordState.DISCARDED,
            doubt=f"Đã gộp vào mục ở {first.section or 'phần đầu'}.",
        )
    step.change(
        first,
        corrected=_merged([record.fields for record in records]),
        end=max(record.end for record in records),
        state=RecordState.FOUND,
        doubt="Vừa gộp, cần kiểm lại các ô.",
    )
    return step.finish()


def _merged(all_fields: list[Fields]) -> Fields:
    """Fields of the first that has them; lists of bodies are joined without doubles."""
    result: Fields = {}
    for fields in all_fields:
        for name, value in fields.items():
            if name in _LIST_FIELDS:
                result[name] = list(dict.fromkeys([*result.get(name, []), *(value or [])]))
            elif result.get(name) is None:
                result[name] = value
    return result


@transaction.atomic
def add_record(
    *, plan: PlanDocument, kind: str, section: str, fields: Fields, start: int, end: int, by: User
) -> Record:
    """Add what the compiler missed, tied to its sentence like any other."""
    require(by, Permission.PLAN_REVIEW, plan.office_id)
    start, end = _span(plan, start, end)
    step = _Step(plan, "thêm", by)
    record = step.add(
        kind=RecordKind(kind),
        section=section,
        corrected=fields,
        start=start,
        end=end,
        state=RecordState.CONFIRMED,
    )
    step.finish()
    return record


@transaction.atomic
def undo_last(*, plan: PlanDocument, by: User) -> Change:
    """Take back the last step of `by` in this plan. Raises NothingToUndo, or UndoBlocked when
    another person went on.
    """
    require(by, Permission.PLAN_REVIEW, plan.office_id)
    last = (
        plan.changes.select_for_update(of=("self",))
        .filter(by=by, undone=False)
        .exclude(what="hoàn tác")
        .first()
    )
    if last is None:
        raise NothingToUndo
    records = {
        str(r.pk): r
        for r in plan.records.select_for_update(of=("self",))
        .select_related("changed_by")
        .filter(pk__in=last.after)
    }
    for pk, columns in last.after.items():
        if (stored_columns(records[pk]) if pk in records else None) != columns:
            raise UndoBlocked(
                what=last.what, who=records[pk].changed_by if pk in records else "người khác"
            )
    step = _Step(plan, "hoàn tác", by)
    for pk, columns in last.before.items():
        if columns is None:
            step.remove(records[pk])
        else:
            step.change(records[pk], **columns)
    last.undone = True
    last.save(update_fields=["undone"])
    return step.finish()
