"""A plan that the office noted from paper is no acknowledgement by the unit."""

from typing import Any

from django.db import migrations
from django.db.models import F, Q


def take_away(apps: Any, schema_editor: Any) -> None:
    """What noting the plan had written: by its author, or at the very moment of the filing."""
    apps.get_model("programme", "Receipt").objects.filter(
        Q(acknowledged_by=F("plan_noted_by")) | Q(acknowledged_at=F("plan_filed_at")),
        plan_noted_by__isnull=False,
    ).update(acknowledged_at=None, acknowledged_by=None)


class Migration(migrations.Migration):
    dependencies = [("programme", "0009_days_of_added_tasks")]

    # There is nothing to bring back: the unit never said it.
    operations = [migrations.RunPython(take_away, migrations.RunPython.noop)]
