"""Who of the office noted a plan that came on paper."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("programme", "0003_days_of_earlier_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="plan_noted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ghi bản giấy",
            ),
        ),
    ]
