"""From where the system knows what a unit will report in a box."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0010_sensitive"),
    ]

    operations = [
        migrations.AddField(
            model_name="element",
            name="known_from",
            field=models.CharField(
                choices=[
                    ("elsewhere", "số của cùng chỉ số đã gửi ở biểu mẫu khác"),
                    ("units", "đếm trong danh sách đơn vị"),
                    ("tasks-done", "đếm nhiệm vụ của đơn vị đã xong trong kỳ"),
                    ("tasks-late", "đếm nhiệm vụ của đơn vị quá hạn trong kỳ"),
                    ("nothing", "không ghi sẵn"),
                ],
                default="elsewhere",
                max_length=10,
                verbose_name="số đã có",
            ),
        ),
        migrations.AddField(
            model_name="element",
            name="known_strata",
            field=models.JSONField(blank=True, default=dict, verbose_name="đếm những đơn vị"),
        ),
    ]
