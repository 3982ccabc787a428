"""Town and country stand as values of `Settlement`; the national data stood there in its own words.

Back again nothing is done: what was right before stays so.
"""

from typing import Any

from django.db import migrations

_VALUES = {"đô thị": "urban", "nông thôn": "rural"}


def set_values(apps: Any, schema_editor: Any) -> None:
    """In versions, and in what undoing a change would write back."""
    for words, value in _VALUES.items():
        versions = apps.get_model("units", "UnitVersion").objects.filter(settlement=words)
        versions.update(settlement=value)
    for change in apps.get_model("units", "UnitChange").objects.iterator():
        rows = [row for row in change.before.get("versions", ()) if row["settlement"] in _VALUES]
        for row in rows:
            row["settlement"] = _VALUES[row["settlement"]]
        if rows:
            change.save(update_fields=["before"])


class Migration(migrations.Migration):
    dependencies = [("units", "0004_versions_with_days")]

    operations = [migrations.RunPython(set_values, migrations.RunPython.noop)]
