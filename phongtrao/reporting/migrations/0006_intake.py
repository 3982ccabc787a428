"""Workbooks that were taken in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Intake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("sha256", models.CharField(max_length=64, verbose_name="mã băm SHA-256")),
                ("sent", models.JSONField(default=list, verbose_name="đã gửi")),
                ("corrected", models.JSONField(default=list, verbose_name="đính chính")),
                ("same", models.JSONField(default=list, verbose_name="không đổi")),
                ("silent", models.JSONField(default=list, verbose_name="để trống")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nộp",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="intakes",
                        to="reporting.period",
                        verbose_name="kỳ",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần nộp tệp",
                "ordering": ("-at", "-pk"),
            },
        ),
    ]
