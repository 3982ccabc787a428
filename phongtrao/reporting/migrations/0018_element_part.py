"""A box may ask for a part of an indicator's figure."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0017_frozen"),
    ]

    operations = [
        migrations.AddField(
            model_name="element",
            name="part",
            field=models.CharField(blank=True, max_length=150, verbose_name="phần của chỉ số"),
        ),
    ]
