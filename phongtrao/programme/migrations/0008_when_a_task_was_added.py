"""When a task came that no sentence of the plan sets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0007_who_noted_a_resolution_on_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="added_at",
            field=models.DateTimeField(null=True, verbose_name="thêm lúc"),
        ),
    ]
