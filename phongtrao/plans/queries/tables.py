"""The tracking table of a plan, and what two versions of it ask differently."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from phongtrao.core.compiler.differences import record_differences
from phongtrao.core.compiler.tracking import (
    TargetRow,
    TaskRow,
    document_words,
    target_level,
    target_rows,
    task_rows,
    time_words,
)
from phongtrao.core.drafting.tracking_docx import tracking_docx
from phongtrao.core.drafting.tracking_table import TableTitle
from phongtrao.core.drafting.tracking_xlsx import tracking_xlsx
from phongtrao.core.text.folding import bare
from phongtrao.plans.models import PlanDocument, RecordKind, RecordState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Lists = dict[str, list[dict[str, Any]]]
    Place = tuple[str, int, int]
    """A list of the schema, and the span of a sentence."""

_LISTS = {
    RecordKind.TARGET: "targets",
    RecordKind.TASK: "tasks",
    RecordKind.DEADLINE: "deadlines",
    RecordKind.REFERENCE: "references",
    RecordKind.MODEL: "named_models",
    RecordKind.AWARD: "named_awards",
}
_KINDS = {name: kind.label for kind, name in _LISTS.items()}
_FIELDS = {
    "quote": "Câu văn",
    "subject": "Đối tượng",
    "measure": "Đo bằng",
    "level": "Mức phải đạt",
    "horizon": "Mốc",
    "stratum": "Phạm vi",
    "section": "Mục",
    "lead": "Chủ trì",
    "coordinating": "Phối hợp",
    "due": "Thời hạn",
    "recurs": "Nhịp",
    "what": "Việc",
    "by": "Ai làm",
    "to": "Gửi tới",
    "type": "Loại văn bản",
    "issuer": "Cơ quan ban hành",
    "date": "Ngày",
}
_LEVEL = ("comparator", "value", "upper", "unit")


@dataclass(frozen=True)
class TrackingTable:
    """Who does what until when, which levels must be reached, and of which plan."""

    title: TableTitle
    tasks: list[TaskRow]
    targets: list[TargetRow]


@dataclass(frozen=True)
class Changed:
    """A field before and after, in words."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class DifferenceRow:
    """An obligation that was added, removed or changed. what: added, removed, changed. kind: of the
    record, in words. old_place, new_place: where its sentence stands in each version, None where it
    is not.
    """

    what: str
    kind: str
    old_quote: str
    new_quote: str
    changes: tuple[Changed, ...]
    old_place: Place | None
    new_place: Place | None


def records_as_compiled(plan: PlanDocument, among: Collection[int] | None = None) -> Lists:
    """The records as they stand, corrected ones included, discarded ones left out, in the language
    of the plan schema. among: ids of the only ones, None for all.
    """
    lists: Lists = {name: [] for name in _LISTS.values()}
    kept = plan.records.exclude(state=RecordState.DISCARDED)
    for record in kept if among is None else kept.filter(pk__in=among):
        place = {"start": record.start, "end": record.end, "section": record.section or None}
        quote = plan.text[record.start : record.end]
        lists[_LISTS[RecordKind(record.kind)]].append({**record.fields, **place, "quote": quote})
    return lists


def tracking_table_of(plan: PlanDocument) -> TrackingTable:
    """The tracking table of a plan as it stands."""
    lists = records_as_compiled(plan)
    title = TableTitle(plan.title, document_words({**plan.document, "issuer": plan.issuer}))
    return TrackingTable(
        title, task_rows(lists["tasks"], lists["deadlines"]), target_rows(lists["targets"])
    )


def _as_file(
    draft: Callable[[TableTitle, list[TaskRow], list[TargetRow]], bytes],
) -> Callable[[TrackingTable], io.BytesIO]:
    return lambda table: io.BytesIO(draft(table.title, table.tasks, table.targets))


_OFFICE = "application/vnd.openxmlformats-officedocument"
WRITERS = {
    "xlsx": (_as_file(tracking_xlsx), f"{_OFFICE}.spreadsheetml.sheet"),
    "docx": (_as_file(tracking_docx), f"{_OFFICE}.wordprocessingml.document"),
}
"""Ending → how the table is written, and its media type."""


def file_name_of(plan: PlanDocument, ending: str) -> str:
    """A plain file name: "bang-theo-doi-12-kh-ubnd.xlsx"."""
    name = re.sub(r"[^a-z0-9]+", "-", bare(plan.symbol)).strip("-") or str(plan.pk)
    return f"bang-theo-doi-{name}.{ending}"


def earlier_versions(plan: PlanDocument) -> list[int]:
    """Ids of the versions before a plan, the newest first."""
    found, earlier = [], plan.replaces_id
    while earlier is not None:
        found.append(earlier)
        earlier = PlanDocument.objects.values_list("replaces_id", flat=True).get(pk=earlier)
    return found


def differences_of(old: PlanDocument, new: PlanDocument) -> list[DifferenceRow]:
    """Obligations that the new version adds, removes or changes."""
    return difference_rows(records_as_compiled(old), records_as_compiled(new))


def difference_rows(old: Lists, new: Lists) -> list[DifferenceRow]:
    """The same of records as compiled."""
    found = record_differences(old, new)
    rows = [("changed", d) for d in found.changed] + [("added", d) for d in found.added]
    rows += [("removed", d) for d in found.removed]
    return [
        DifferenceRow(
            what,
            _KINDS[d.kind],
            str((d.old or {}).get("quote", "")),
            str((d.new or {}).get("quote", "")),
            _changes(d.changes, d.old, d.new),
            place_of(d.kind, d.old) if d.old else None,
            place_of(d.kind, d.new) if d.new else None,
        )
        for what, d in rows
    ]


def place_of(kind: str, record: Mapping[str, Any]) -> Place:
    """Where a record as compiled stands. kind: a list of the schema."""
    return kind, record["start"], record["end"]


def _changes(changes: Any, old: Any, new: Any) -> tuple[Changed, ...]:
    """The changed fields in words; the parts of a level are one field."""
    rows = []
    if any(change.field in _LEVEL for change in changes):
        rows.append(Changed(_FIELDS["level"], target_level(old), target_level(new)))
    rows += [
        Changed(
            _FIELDS[change.field],
            _words(change.field, change.old),
            _words(change.field, change.new),
        )
        for change in changes
        if change.field in _FIELDS and change.field != "quote"
    ]
    return tuple(rows)


def _words(field: str, value: Any) -> str:
    if field == "horizon":
        return time_words(horizon=value)
    if field in ("due", "date"):
        return time_words(due=value)
    if field == "recurs":
        return time_words(recurs=value)
    return "; ".join(value) if isinstance(value, (list, tuple)) else str(value or "")
