"""Rows that many tests start from, made by the program once and then written again as they were."""

from __future__ import annotations

import copy
import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models.sql import InsertQuery
from django.utils import timezone

from phongtrao.audit.models import LogHead

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


@dataclass(frozen=True)
class _Kept:
    """What was made: the rows as statements, the tables they stand in, what was handed out."""

    at: datetime
    tables: tuple[str, ...]
    statements: tuple[tuple[str, tuple[Any, ...]], ...]
    heads: tuple[dict[str, Any], ...]
    made: Any


_KEPT: dict[str, _Kept] = {}


def made_once(make: Callable[Asked, Made]) -> Callable[Asked, Made]:
    """Let the program make the rows once in a process and a day, and only where nothing stands yet.

    Later calls with the same arguments write the same rows again, which costs a tenth, and hand out
    a copy of the same objects. Where other rows stand already, or an argument is a row itself, the
    program makes them as ever.
    """

    @functools.wraps(make)
    def made(*given: Asked.args, **facts: Asked.kwargs) -> Made:
        key, now = _key(make, given, facts), timezone.now()
        kept = _KEPT.get(key) if key else None
        if kept and kept.at <= now and _are_empty(kept.tables):
            with transaction.atomic(), connection.cursor() as cursor:
                for statement, values in kept.statements:
                    cursor.execute(statement, values)
                for head in kept.heads:
                    LogHead.objects.update_or_create(pk=head["id"], defaults=head)
            return copy.deepcopy(kept.made)
        if not key or not _are_empty(_tables()):
            return make(*given, **facts)
        found = make(*given, **facts)
        heads = tuple(LogHead.objects.values())
        _KEPT[key] = _Kept(now, *_rows(), heads, copy.deepcopy(found))
        return found

    return made


def _key(make: Callable[..., Any], given: tuple[Any, ...], facts: dict[str, Any]) -> str:
    """Nothing for arguments that are no plain values."""
    place = (make.__module__, make.__qualname__, str(settings.MEDIA_ROOT))
    try:
        return json.dumps([*place, timezone.localdate().isoformat(), given, facts], sort_keys=True)
    except TypeError:
        return ""


@functools.cache
def _models() -> tuple[Any, ...]:
    """Whose tables are empty before a test: all but the head of the log, which is one row."""
    own = [one for one in apps.get_app_configs() if one.name.startswith(("phongtrao.", "allauth."))]
    found = [model for app in own for model in app.get_models(include_auto_created=True)]
    return tuple(model for model in found if model is not LogHead and not model._meta.proxy)


def _tables() -> tuple[str, ...]:
    return tuple(model._meta.db_table for model in _models())


def _are_empty(tables: tuple[str, ...]) -> bool:
    """Tell whether nothing stands in any of the tables."""
    anything = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in tables)  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {anything}")
        return not cursor.fetchone()[0]


def _rows() -> tuple[tuple[str, ...], tuple[tuple[str, tuple[Any, ...]], ...]]:
    """All tables in which something stands, and the statements that write it again."""
    tables, statements = [], []
    for model in _models():
        fields = [one for one in model._meta.local_concrete_fields if not one.generated]
        rows = list(model._base_manager.order_by("pk"))
        if not rows:
            continue
        tables.append(model._meta.db_table)
        size = connection.ops.bulk_batch_size(fields, rows) or len(rows)
        for start in range(0, len(rows), size):
            query = InsertQuery(model)
            query.insert_values(fields, rows[start : start + size], raw=True)
            statements += query.get_compiler(connection=connection).as_sql()
    return tuple(tables), tuple((text, tuple(values)) for text, values in statements)
