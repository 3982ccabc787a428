"""What a unit explains: answers to questions, the reason of a correction that is not sent yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reporting", "0005_expected"),
    ]

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=60, verbose_name="quy tắc")),
                ("codes", models.JSONField(default=list, verbose_name="các ô")),
                ("words", models.CharField(max_length=2000, verbose_name="câu hỏi")),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="trả lời")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người trả lời",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="reporting.obligation",
                        verbose_name="nghĩa vụ",
                    ),
                ),
            ],
            options={"verbose_name": "giải trình", "ordering": ("obligation", "pk")},
        ),
        migrations.AddField(
            model_name="draft",
            name="reason",
            field=models.CharField(blank=True, max_length=1000, verbose_name="lý do đính chính"),
        ),
    ]
