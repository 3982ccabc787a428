"""Which receipts were made for heirs, in a handing of their predecessors."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0004_who_noted_a_plan_on_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="taken_over",
            field=models.BooleanField(default=False, verbose_name="nhận từ đơn vị trước"),
        ),
    ]
