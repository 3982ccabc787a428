"""When the list of a period was last brought up to date."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0025_levels_of_lines"),
    ]

    operations = [
        migrations.AddField(
            model_name="period",
            name="refreshed_at",
            field=models.DateTimeField(null=True, verbose_name="cập nhật danh sách lúc"),
        ),
    ]
