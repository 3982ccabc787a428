"""Write the log; called once in the transaction of each action."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from phongtrao.audit.models import LogEntry, LogHead

if TYPE_CHECKING:
    from django.db import models

    from phongtrao.access.models import User


@transaction.atomic
def log(
    action: str,
    obj: models.Model | None,
    *,
    by: User | None,
    office: int | None = None,
    **detail: Any,
) -> None:
    """Add one line. action: "room.verb"; obj: what it was done to, or None; by: None for the
    program itself. office: id of the unit whose auditors read the line; that of `by` when left out.
    detail: JSON values; fractions become text, so that every database gives back what was sealed.
    """
    head, _ = LogHead.objects.select_for_update().get_or_create(pk=1)
    line = LogEntry(
        pk=head.number + 1,
        at=timezone.now(),
        author=by,
        author_name=(str(by) if by else "Chương trình")[:100],
        office_id=office or (by.office_id if by else None),
        office_name=(str(by.office) if by else "")[:200],
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_name=str(obj)[:300] if obj is not None else "",
        detail=json.loads(json.dumps(detail), parse_float=str),
        previous=head.hash,
    )
    line.hash = line.seal()
    line.save()
    head.number, head.hash = line.pk, line.hash
    head.save()
