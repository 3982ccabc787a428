"""A form may ask for the word of the unit's own approver before a report leaves it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0023_levels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reportform",
            name="signs_off",
            field=models.BooleanField(
                default=False, verbose_name="lãnh đạo đơn vị duyệt trước khi gửi"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="put_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người trình",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="put_at",
            field=models.DateTimeField(null=True, verbose_name="trình lúc"),
        ),
        migrations.AddField(
            model_name="draft",
            name="handed_back",
            field=models.CharField(
                blank=True, default="", max_length=1000, verbose_name="lý do chưa duyệt"
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="prepared_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người trình",
            ),
        ),
    ]
