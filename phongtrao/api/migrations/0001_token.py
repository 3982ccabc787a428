"""Tokens of programs, and the replies that are kept for them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("units", "0003_versions_of_earlier_units"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "permission",
                    models.CharField(
                        choices=[
                            ("submission.send", "nhập và gửi báo cáo"),
                            ("submission.read", "xem báo cáo"),
                        ],
                        max_length=40,
                        verbose_name="quyền",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="tên")),
                ("begins_with", models.CharField(max_length=12, verbose_name="bắt đầu bằng")),
                ("hash", models.CharField(max_length=64, unique=True, verbose_name="mã băm")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="tạo lúc")),
                ("last_day", models.DateField(verbose_name="đến hết ngày")),
                ("used_at", models.DateTimeField(null=True, verbose_name="dùng gần nhất lúc")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="chấm dứt lúc")),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="token",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tài khoản",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="bởi",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người tạo",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "khóa kết nối",
                "ordering": ("-made_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="KeptReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100, verbose_name="khóa chống gửi lặp")),
                ("digest", models.CharField(max_length=64, verbose_name="mã băm của yêu cầu")),
                ("body", models.JSONField(default=dict, verbose_name="trả lời")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="lúc")),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="api.token",
                        verbose_name="khóa kết nối",
                    ),
                ),
            ],
            options={
                "verbose_name": "trả lời đã giữ",
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("token", "key"), name="one_reply_a_key")
                ],
            },
        ),
    ]
