from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seal_earlier_lines")]

    operations = [
        migrations.AlterField(
            model_name="logentry",
            name="previous",
            field=models.CharField(max_length=64, unique=True, verbose_name="dấu của dòng trước"),
        ),
    ]
