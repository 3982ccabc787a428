"""Write the log; called once in the transaction of each action."""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from phongtrao.audit.actions.exporting import export
from phongtrao.audit.models import LogEntry, LogHead

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db import models

    from phongtrao.access.models import User


_lines_to_write: ContextVar[list[LogEntry] | None] = ContextVar("lines_to_write", default=None)


@contextmanager
def logged_last() -> Iterator[None]:
    """Lines logged within are written when it is left, none when by an error: put it inside the
    transaction of an action that many do at once, for whoever has written a line holds the log's
    head until his transaction ends.
    """
    above = _lines_to_write.get()
    lines: list[LogEntry] = []
    token = _lines_to_write.set(lines)
    try:
        yield
    finally:
        _lines_to_write.reset(token)
    if above is None:
        _write(lines)
    else:
        above += lines


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
    line = LogEntry(
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
    )
    waiting = _lines_to_write.get()
    if waiting is None:
        _write([line])
    else:
        waiting.append(line)


@transaction.atomic(savepoint=False)
def _write(lines: Sequence[LogEntry]) -> None:
    """Seal the lines behind the last one, add them, and send them on."""
    if not lines:
        return
    head, _ = LogHead.objects.select_for_update().get_or_create(pk=1)
    for line in lines:
        line.pk, line.previous = head.number + 1, head.hash
        line.hash = line.seal()
        line.save()
        head.number, head.hash = line.pk, line.hash
    head.save()
    export(lines)
