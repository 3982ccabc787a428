"""Units that were made before units had dates get one version without dates, and reach themselves."""

from typing import Any

from django.db import migrations


def give_versions(apps: Any, schema_editor: Any) -> None:
    unit_model = apps.get_model("units", "Unit")
    bare = list(unit_model.objects.filter(versions=None))
    apps.get_model("units", "UnitVersion").objects.bulk_create(
        apps.get_model("units", "UnitVersion")(unit=unit, name=unit.name) for unit in bare
    )
    apps.get_model("units", "Ancestry").objects.bulk_create(
        apps.get_model("units", "Ancestry")(unit=unit, ancestor=unit) for unit in bare
    )


class Migration(migrations.Migration):
    dependencies = [("units", "0002_units_with_dates")]

    operations = [migrations.RunPython(give_versions, migrations.RunPython.noop)]
