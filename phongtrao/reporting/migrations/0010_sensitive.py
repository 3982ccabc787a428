"""Indicators that count sensitive work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0009_reviews")]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="sensitive",
            field=models.BooleanField(default=False, verbose_name="công tác nhạy cảm"),
        ),
    ]
