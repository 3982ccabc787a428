import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="LogHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveBigIntegerField(default=0, verbose_name="số dòng cuối"),
                ),
                (
                    "hash",
                    models.CharField(blank=True, max_length=64, verbose_name="dấu của dòng cuối"),
                ),
            ],
            options={"verbose_name": "đầu nhật ký"},
        ),
        migrations.AddField(
            model_name="logentry",
            name="office",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
                verbose_name="đơn vị",
            ),
        ),
        migrations.AddField(
            model_name="logentry",
            name="previous",
            field=models.CharField(default="", max_length=64, verbose_name="dấu của dòng trước"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="logentry",
            name="hash",
            field=models.CharField(default="", max_length=64, verbose_name="dấu"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="logentry",
            name="at",
            field=models.DateTimeField(verbose_name="lúc"),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(fields=["office", "at"], name="lines_of_an_office"),
        ),
    ]
