"""A form may say which levels accept its reports, in order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0022_fill_resend_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportform",
            name="levels",
            field=models.JSONField(blank=True, default=list, verbose_name="cấp duyệt"),
        ),
        migrations.AlterField(
            model_name="reportform",
            name="stages",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="số lượt duyệt"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="waits_for",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="cấp duyệt"),
        ),
    ]
