"""The database itself refuses to change or to drop a line of the log.

Where a later migration of LogEntry makes SQLite build the table anew, it has to end with `protect`:
the triggers go with the old table.
"""

from typing import Any

from django.db import migrations

_SQLITE = [
    f"CREATE TRIGGER audit_no_{verb} BEFORE {verb.upper()} ON audit_logentry "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    for verb in ("update", "delete")
]
_SQLITE_BACK = [f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in ("update", "delete")]
_POSTGRESQL = [
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_logentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
]
_POSTGRESQL_BACK = [
    "DROP TRIGGER IF EXISTS audit_append_only ON audit_logentry",
    "DROP FUNCTION IF EXISTS audit_refuse()",
]


def protect(apps: Any, schema_editor: Any) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRESQL:
        schema_editor.execute(statement)


def release(apps: Any, schema_editor: Any) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _SQLITE_BACK if is_sqlite else _POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_one_line_follows_another")]

    operations = [migrations.RunPython(protect, release)]
