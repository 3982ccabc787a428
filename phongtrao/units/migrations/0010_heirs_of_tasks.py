import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0009_decisions_of_the_reform"),
    ]

    operations = [
        migrations.CreateModel(
            name="TermHeir",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("task", models.CharField(max_length=200, verbose_name="việc được chuyển")),
                ("on", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                (
                    "source",
                    models.CharField(blank=True, max_length=200, verbose_name="theo văn bản"),
                ),
                (
                    "heir",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inherited",
                        to="units.term",
                        verbose_name="mục nhận việc",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="heirs",
                        to="units.term",
                        verbose_name="mục",
                    ),
                ),
            ],
            options={
                "verbose_name": "chuyển việc giữa hai mục",
                "ordering": ("term", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("term", "heir", "task"), name="one_heir_a_task")
                ],
            },
        ),
    ]
