"""Who of the office noted a resolution that came on paper."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("programme", "0006_receipts_that_heirs_took_over"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="resolution_noted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ghi nghị quyết trên giấy",
            ),
        ),
    ]
