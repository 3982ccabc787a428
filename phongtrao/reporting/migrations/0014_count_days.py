"""Count the days of the reports that are there, and what is expected by its last day."""

from collections import Counter, defaultdict
from typing import Any

from django.db import migrations
from django.db.models import Count, Q
from django.db.models.functions import TruncDate

_DONE = {
    "sent": ("Submission", "obligation", "sent_at", Q(reason="")),
    "corrected": ("Submission", "obligation", "sent_at", ~Q(reason="")),
    "accepted": ("Verdict", "submission__obligation", "at", Q(kind="accept")),
    "returned": ("Verdict", "submission__obligation", "at", Q(kind="return")),
}
"""Column → what it counts, where its report stands, when it was, which of them."""


def count(apps: Any, schema_editor: Any) -> None:
    """Of each period."""
    models = apps.get_app_config("reporting")
    for period in models.get_model("Period").objects.all():
        _count_due(models, period)
        _count_days(models, period)


def _count_due(models: Any, period: Any) -> None:
    owed = models.get_model("Obligation").objects.filter(period=period).exclude(state="exempt")
    many = owed.order_by().values_list("province_id", "commune_id", "due_on").annotate(Count("pk"))
    due: dict[int | None, Counter[str]] = defaultdict(Counter)
    for province, commune, day, reports in many:
        for place in {province, commune or province}:
            due[place][day.isoformat()] += reports
    rows = list(models.get_model("Expected").objects.filter(period=period))
    for row in rows:
        row.due = dict(due[row.unit_id])
    models.get_model("Expected").objects.bulk_update(rows, ["due"], batch_size=500)


def _count_days(models: Any, period: Any) -> None:
    days: dict[tuple[int | None, Any], dict[str, int]] = defaultdict(dict)
    for what, (model, report, at, which) in _DONE.items():
        rows = models.get_model(model).objects.filter(which, **{f"{report}__period": period})
        many = rows.order_by().values_list(f"{report}__province", TruncDate(at))
        for province, day, number in many.annotate(Count("pk")):
            days[province, day][what] = number
    counted = models.get_model("DayCount")
    counted.objects.bulk_create(
        counted(period=period, unit_id=province, day=day, **told)
        for (province, day), told in days.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0013_day_counts"),
    ]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
