"""Write many rows of a table by the quickest way of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import Model


def pour(
    table: type[Model],
    same: Mapping[str, Any],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Add rows to a table. same: field → what all of them have; names: the fields in which they
    differ, in the order of the values of a row. The key is counted on by the database; all other
    fields must be named. Call it in a transaction.
    """
    database = connections[DEFAULT_DB_ALIAS]
    by_name = {field.name: field for field in table._meta.concrete_fields}
    fixed = [by_name[name].get_db_prep_save(value, database) for name, value in same.items()]
    fields = [by_name[name] for name in names]
    ready = (
        (
            *fixed,
            *(
                field.get_db_prep_save(value, database)
                for field, value in zip(fields, row, strict=True)
            ),
        )
        for row in rows
    )
    quote = database.ops.quote_name
    columns = [quote(str(by_name[name].column)) for name in (*same, *names)]
    into = f"{quote(table._meta.db_table)} ({', '.join(columns)})"
    with database.wrap_database_errors, database.cursor() as cursor:
        if database.vendor == "postgresql":  # pragma: no cover - coverage is taken on SQLite
            with cursor.cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(ready))  # noqa: S608 - our own table
