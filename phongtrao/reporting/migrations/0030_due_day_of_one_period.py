"""A period can be sent until a day of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0029_sensitive_said"),
    ]

    operations = [
        migrations.AddField(
            model_name="period",
            name="due_set",
            field=models.BooleanField(default=False, verbose_name="hạn gửi đặt riêng"),
        ),
    ]
