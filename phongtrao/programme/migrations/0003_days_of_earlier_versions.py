"""What an earlier version of a plan set or handed binds from that day on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0002_task_source"),
    ]

    operations = [
        migrations.AddField(
            model_name="handing",
            name="since",
            field=models.DateField(null=True, verbose_name="giữ từ bản trước, ngày"),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="since",
            field=models.DateField(null=True, verbose_name="có từ bản trước, ngày"),
        ),
    ]
