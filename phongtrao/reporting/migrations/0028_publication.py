"""What the public was told of a period is kept as it was told."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0027_intake_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField(verbose_name="tính đến hết ngày")),
                ("tables", models.JSONField(verbose_name="các bảng")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="lập lúc")),
                (
                    "period",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publication",
                        to="reporting.period",
                        verbose_name="kỳ",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản số liệu công khai",
            },
        ),
    ]
