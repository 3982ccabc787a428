"""A task that no sentence of the plan sets says where it comes from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0001_programme"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="source",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="nguồn"),
        ),
    ]
