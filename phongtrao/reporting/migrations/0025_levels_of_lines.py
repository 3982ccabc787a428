"""A report keeps the levels that accept it, wherever its unit comes to lie later."""

from collections import defaultdict
from typing import Any

from django.db import migrations, models

_PART = 2_000


def fill(apps: Any, schema_editor: Any) -> None:
    """As the units lie now; a level is never above a unit of that level, whoever took it over."""
    obligations = apps.get_model("reporting", "Obligation").objects
    for form in apps.get_model("reporting", "ReportForm").objects.exclude(levels=[]):
        alike: dict[str, list[int]] = defaultdict(list)
        rows = obligations.filter(period__form=form)
        for pk, own, *places in rows.values_list("pk", "unit__level", "commune", "province"):
            lies = dict(zip(("commune", "province"), places, strict=True))
            above = [level for level in form.levels if lies[level] and level != own]
            alike[" ".join(above)].append(pk)
        for levels, some in alike.items():
            for start in range(0, len(some), _PART):
                obligations.filter(pk__in=some[start : start + _PART]).update(levels=levels)


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0024_signing"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="levels",
            field=models.CharField(
                blank=True, default="", max_length=40, verbose_name="các cấp duyệt"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
