"""Reviews of a programme over a phase, and what they concluded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0002_task_source"),
        ("reporting", "0008_addressees"),
        ("units", "0003_versions_of_earlier_units"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("half-year", "Sơ kết 6 tháng"),
                            ("year", "Tổng kết năm"),
                            ("phase", "Tổng kết giai đoạn"),
                            ("liaison", "Giao ban liên ngành"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="tên")),
                ("first", models.CharField(max_length=10, verbose_name="từ kỳ")),
                ("last", models.CharField(max_length=10, verbose_name="đến kỳ")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="ngày họp")),
                (
                    "minutes",
                    models.CharField(blank=True, max_length=80, verbose_name="số biên bản"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Đang chuẩn bị"), ("held", "Đã họp")],
                        default="draft",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("frozen", models.JSONField(null=True, verbose_name="số liệu chốt")),
                ("known_on", models.DateField(null=True, verbose_name="chốt ngày")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="lập lúc")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="programme.programme",
                        verbose_name="chương trình",
                    ),
                ),
            ],
            options={"verbose_name": "sơ kết, tổng kết", "ordering": ("-made_at", "-pk")},
        ),
        migrations.CreateModel(
            name="Conclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="kết luận")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hạn")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conclusions",
                        to="reporting.review",
                        verbose_name="cuộc họp",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.task",
                        verbose_name="nhiệm vụ",
                    ),
                ),
            ],
            options={"verbose_name": "kết luận", "ordering": ("review", "pk")},
        ),
        migrations.CreateModel(
            name="ConclusionBody",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="tên gọi")),
                (
                    "group",
                    models.CharField(blank=True, max_length=60, verbose_name="nhóm đơn vị"),
                ),
                ("leads", models.BooleanField(default=False, verbose_name="chủ trì")),
                (
                    "conclusion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bodies",
                        to="reporting.conclusion",
                        verbose_name="kết luận",
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
                "verbose_name": "đơn vị thực hiện kết luận",
                "ordering": ("conclusion", "-leads", "pk"),
            },
        ),
    ]
