"""How many reports each commune and province owes in a period is kept, not counted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_reporting"),
    ]

    operations = [
        migrations.CreateModel(
            name="Expected",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("country", "Trung ương"),
                            ("province", "Cấp tỉnh"),
                            ("district", "Cấp huyện"),
                            ("commune", "Cấp xã"),
                            ("neighbourhood", "Khu dân cư"),
                            ("body", "Cơ quan, tổ chức"),
                        ],
                        max_length=20,
                        verbose_name="cấp",
                    ),
                ),
                ("many", models.PositiveIntegerField(verbose_name="số báo cáo phải có")),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="expected",
                        to="reporting.period",
                        verbose_name="kỳ",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "số báo cáo phải có",
                "indexes": [
                    models.Index(fields=["period", "level"], name="expectations_of_a_level")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "unit"),
                        name="one_expectation_a_unit",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
