from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="first_day",
            field=models.DateField(blank=True, null=True, verbose_name="từ ngày"),
        ),
        migrations.AddField(
            model_name="assignment",
            name="last_day",
            field=models.DateField(blank=True, null=True, verbose_name="đến hết ngày"),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="role",
            field=models.CharField(
                choices=[
                    ("viewer", "Người xem"),
                    ("reporter", "Người báo cáo"),
                    ("approver", "Người duyệt"),
                    ("standing-officer", "Cán bộ thường trực"),
                    ("assessor", "Người đánh giá"),
                    ("awards-officer", "Cán bộ khen thưởng"),
                    ("auditor", "Người kiểm soát nhật ký"),
                    ("administrator", "Quản trị"),
                ],
                max_length=30,
                verbose_name="vai trò",
            ),
        ),
    ]
