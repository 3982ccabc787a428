"""The facts by which units are divided are frozen with the list; a measure may be of some of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0006_intake"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="stratum",
            field=models.CharField(blank=True, default="", max_length=150, verbose_name="phân tổ"),
        ),
        migrations.AddField(
            model_name="measure",
            name="strata",
            field=models.JSONField(blank=True, default=dict, verbose_name="tính trên các đơn vị"),
        ),
        migrations.AddField(
            model_name="expected",
            name="strata",
            field=models.JSONField(blank=True, default=dict, verbose_name="theo phân tổ"),
        ),
    ]
