"""The log tells when tasks were added; those of a later version of the plan are as old as the
earlier ones.
"""

from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    tasks = apps.get_model("programme", "Task").objects.filter(record=None)
    lines = apps.get_model("audit", "LogEntry").objects.filter(action="task.add")
    for task, at in lines.order_by("pk").values_list("object_id", "at"):
        tasks.filter(pk=int(task)).update(added_at=at)
    for task in tasks.filter(added_at=None).exclude(earlier=None).order_by("pk"):
        task.added_at = tasks.filter(pk=task.earlier_id).values_list("added_at", flat=True).first()
        task.save(update_fields=["added_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0005_append_only"),
        ("programme", "0008_when_a_task_was_added"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
