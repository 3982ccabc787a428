import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_account_protection"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnsentForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.TextField(blank=True, verbose_name="trang")),
                ("action", models.TextField(verbose_name="nơi gửi")),
                ("fields", models.JSONField(default=list, verbose_name="nội dung")),
                ("files", models.JSONField(default=list, verbose_name="tên tệp")),
                (
                    "kept_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="giữ lúc"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsent_forms",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tài khoản",
                    ),
                ),
            ],
            options={
                "verbose_name": "nội dung chưa gửi được",
                "ordering": ("-pk",),
            },
        ),
    ]
