"""Of which units a workbook left a draft as it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0026_when_a_list_was_refreshed"),
    ]

    operations = [
        migrations.AddField(
            model_name="intake",
            name="drafts",
            field=models.JSONField(default=list, verbose_name="giữ bản nháp"),
        ),
    ]
