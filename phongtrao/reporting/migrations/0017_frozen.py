"""What was accepted counts as accepted until its correction is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0016_reminders_of_the_program"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="frozen",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reporting.submission",
                verbose_name="lần đã duyệt còn được tính",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="total",
            name="one_total_a_unit",
        ),
        migrations.AddField(
            model_name="total",
            name="newest",
            field=models.BooleanField(default=True, verbose_name="lần nộp mới nhất"),
        ),
        migrations.AddConstraint(
            model_name="total",
            constraint=models.UniqueConstraint(
                fields=("period", "unit", "accepted", "newest"),
                name="one_total_a_unit",
                nulls_distinct=False,
            ),
        ),
    ]
