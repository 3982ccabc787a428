"""Receipts of units that were not there yet when their programme was handed down are heirs'."""

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone


def mark(apps: Any, schema_editor: Any) -> None:
    receipts = apps.get_model("programme", "Receipt").objects
    versions = apps.get_model("units", "UnitVersion").objects.filter(unit=OuterRef("unit"))
    for handing in apps.get_model("programme", "Handing").objects.order_by("pk"):
        day = timezone.localtime(handing.at).date()
        there = versions.filter(Q(valid_from=None) | Q(valid_from__lte=day))
        receipts.filter(Exists(versions), ~Exists(there), handing=handing).update(taken_over=True)


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0005_receipts_taken_over"),
        ("units", "0004_versions_with_days"),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
