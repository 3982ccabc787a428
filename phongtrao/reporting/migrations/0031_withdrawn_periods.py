"""Periods that were opened by mistake and withdrawn, and what units had typed for them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0030_due_day_of_one_period"),
        ("units", "0010_heirs_of_tasks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WithdrawnPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="kỳ")),
                ("start", models.DateField(verbose_name="số liệu từ")),
                ("end", models.DateField(verbose_name="số liệu đến hết")),
                ("opened_at", models.DateTimeField(verbose_name="mở lúc")),
                ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                ("units", models.PositiveIntegerField(verbose_name="số đơn vị")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="hủy lúc")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người hủy",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.reportform",
                        verbose_name="biểu mẫu",
                    ),
                ),
            ],
            options={
                "verbose_name": "kỳ báo cáo đã hủy",
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="WithdrawnReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("report", models.PositiveBigIntegerField(unique=True, verbose_name="số báo cáo")),
                ("cells", models.JSONField(default=dict, verbose_name="đã nhập")),
                ("answers", models.JSONField(default=list, verbose_name="đã trả lời")),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="reporting.withdrawnperiod",
                        verbose_name="kỳ đã hủy",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo của kỳ đã hủy",
                "ordering": ("period", "unit"),
            },
        ),
    ]
