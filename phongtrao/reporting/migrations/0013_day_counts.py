"""What happens to reports is counted by day, what is expected by its last day; the few
late ones and the corrections have indexes of their own.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0012_by_day"),
        ("units", "0004_versions_with_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="ngày")),
                ("sent", models.PositiveIntegerField(default=0, verbose_name="gửi")),
                ("corrected", models.PositiveIntegerField(default=0, verbose_name="đính chính")),
                ("accepted", models.PositiveIntegerField(default=0, verbose_name="duyệt")),
                ("returned", models.PositiveIntegerField(default=0, verbose_name="trả lại")),
            ],
            options={
                "verbose_name": "số lượt trong ngày",
            },
        ),
        migrations.AddField(
            model_name="expected",
            name="due",
            field=models.JSONField(blank=True, default=dict, verbose_name="theo hạn gửi"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("first_sent_at", None)),
                fields=["period", "due_on", "state"],
                name="reports_never_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("state", "returned")),
                fields=["period", "due_on"],
                name="reports_given_back",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("reason", ""), _negated=True),
                fields=["sent_at"],
                name="corrections_by_day",
            ),
        ),
        migrations.AddField(
            model_name="daycount",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="days",
                to="reporting.period",
                verbose_name="kỳ",
            ),
        ),
        migrations.AddField(
            model_name="daycount",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
                verbose_name="tỉnh",
            ),
        ),
        migrations.AddConstraint(
            model_name="daycount",
            constraint=models.UniqueConstraint(
                fields=("period", "unit", "day"), name="one_count_a_day", nulls_distinct=False
            ),
        ),
    ]
