"""What is given back has a day of its own for sending it again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0020_fill_frozen"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="resend_by",
            field=models.DateField(null=True, verbose_name="hạn gửi lại"),
        ),
        migrations.RemoveIndex(
            model_name="obligation",
            name="reports_given_back",
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("state", "returned")),
                fields=["period", "resend_by"],
                name="reports_given_back",
            ),
        ),
    ]
