"""Whether an officer has said of an indicator that it counts sensitive work, or that it does not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0028_publication"),
    ]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="sensitive_said",
            field=models.BooleanField(default=False, verbose_name="đã nói rõ có nhạy cảm không"),
        ),
    ]
