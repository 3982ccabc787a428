"""Write the log; called once in the transaction of each action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from phongtrao.audit.models import LogEntry

if TYPE_CHECKING:
    from django.db import models

    from phongtrao.access.models import User


def log(action: str, obj: models.Model | None, *, by: User | None, **detail: Any) -> None:
    """Add one line. action: "room.verb"; obj: what it was done to, or None; by: None for the
    program itself.
    """
    LogEntry.objects.create(
        author=by,
        author_name=str(by) if by else "Chương trình",
        office_name=str(by.office) if by else "",
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_name=str(obj)[:300] if obj is not None else "",
        detail=detail,
    )
