"""A breakdown of an indicator is its name and its parts; what named no parts stays as its name."""

from typing import Any

from django.db import migrations


def _row(line: str) -> dict[str, Any]:
    name, colon, parts = line.partition(":")
    if not colon and "|" in line:
        name, parts = "", line
    members = [" ".join(part.split()) for part in parts.split("|")] if "|" in parts else []
    return {"name": name.strip() if members else line, "members": members}


def _line(row: dict[str, Any]) -> str:
    members = " | ".join(row["members"])
    return f"{row['name']}: {members}" if row["name"] and members else row["name"] or members


def divide(apps: Any, schema_editor: Any) -> None:
    """Lines become rows."""
    _store(apps, lambda one: one if isinstance(one, dict) else _row(one))


def join(apps: Any, schema_editor: Any) -> None:
    """Rows become lines."""
    _store(apps, lambda one: _line(one) if isinstance(one, dict) else one)


def _store(apps: Any, stored: Any) -> None:
    rows = apps.get_model("reporting", "IndicatorVersion").objects
    for row in rows.exclude(breakdowns=[]).order_by("pk"):
        row.breakdowns = [stored(one) for one in row.breakdowns]
        row.save(update_fields=["breakdowns"])


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0018_element_part"),
    ]

    operations = [migrations.RunPython(divide, join)]
