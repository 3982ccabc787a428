"""Until now a level took the place of the one of the same horizon that was closed on its day."""

from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    levels = apps.get_model("programme", "Threshold").objects
    for old in levels.exclude(until=None).order_by("pk"):
        same = levels.filter(
            target=old.target_id,
            since=old.until,
            horizon_kind=old.horizon_kind,
            horizon=old.horizon,
            pk__gt=old.pk,
            instead_of=None,
        )
        if new := same.order_by("pk").first():
            new.instead_of = old
            new.save(update_fields=["instead_of"])


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0011_what_a_level_is_instead_of"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
