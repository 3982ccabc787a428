"""What the form of a new record shows at first: the chosen words, their section, the bodies that
its neighbours name.
"""

from __future__ import annotations

from typing import Any

from phongtrao.plans.models import PlanDocument, Record, RecordKind, RecordState

_LONGEST = 2_000


def suggested_record(plan: PlanDocument, kind: str, start: int, end: int) -> Record:
    """An unsaved record over the chosen words; an empty span when nothing sensible was chosen."""
    length = len(plan.text)
    start, end = min(start, length), min(end, length, start + _LONGEST)
    return Record(
        plan=plan,
        kind=kind,
        start=start,
        end=max(start, end),
        section=_section_at(plan, start),
        corrected=_fields_near(plan, kind, start, end),
    )


def _section_at(plan: PlanDocument, at: int) -> str:
    """Path of the numbered part that holds the character."""
    return next(
        (block["path"] or "" for block in plan.layout if block["start"] <= at < block["end"]), ""
    )


def _fields_near(plan: PlanDocument, kind: str, start: int, end: int) -> dict[str, Any]:
    """Bodies of the task that the words belong to, or of the task just above in the document."""
    if kind not in (RecordKind.TASK, RecordKind.DEADLINE) or not end:
        return {}
    tasks = plan.records.filter(kind=RecordKind.TASK, start__lt=end).exclude(
        state=RecordState.DISCARDED
    )
    nearest = tasks.order_by("-start").first()
    lead = nearest.fields.get("lead", []) if nearest else []
    return {"lead": lead} if kind == RecordKind.TASK else {"by": lead, "what": "other"}
