"""What is given back now is sent again within five days of that, or by its first day if later."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import Max
from django.utils import timezone

_DAYS = timedelta(days=5)


def fill(apps: Any, schema_editor: Any) -> None:
    """Of each report that is given back."""
    obligations = apps.get_model("reporting", "Obligation").objects
    rows = obligations.filter(state="returned", resend_by=None)
    for row in rows.annotate(given_back=Max("current__verdicts__at")).iterator():
        day = timezone.localdate(row.given_back) + _DAYS if row.given_back else row.due_on
        obligations.filter(pk=row.pk).update(resend_by=max(day, row.due_on))


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0021_resend_by"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
