"""Reminders of reports that are owed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0002_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="lời nhắc")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="lúc")),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="gửi tới")),
                ("mailed_at", models.DateTimeField(null=True, verbose_name="gửi thư lúc")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nhắc",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="reporting.obligation",
                        verbose_name="nghĩa vụ",
                    ),
                ),
            ],
            options={
                "verbose_name": "lời nhắc báo cáo",
                "ordering": ("-at", "-pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("mailed_at", None), models.Q(("address", ""), _negated=True)
                        ),
                        fields=["at"],
                        name="report_letter_waiting",
                    )
                ],
            },
        ),
    ]
