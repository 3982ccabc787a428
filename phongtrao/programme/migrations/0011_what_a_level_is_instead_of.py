import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0010_paper_acknowledges_nothing"),
    ]

    operations = [
        migrations.AddField(
            model_name="threshold",
            name="instead_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="programme.threshold",
                verbose_name="thay cho mức",
            ),
        ),
    ]
