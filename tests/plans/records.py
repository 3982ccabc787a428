"""Records as a person has them before his eyes, and what he makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phongtrao.plans.models import Record


def seen(*records: Record) -> dict[int, int]:
    """The records as the person has them before his eyes."""
    return {record.pk: record.version for record in records}


def correction(record: Record, **fields: object) -> dict:
    """What a correction sends: the record with some fields set."""
    return {
        "kind": record.kind,
        "section": record.section,
        "fields": {**record.fields, **fields},
        "start": record.start,
        "end": record.end,
    }
