"""Who did what, when, to which object: rows that are added and never changed."""

from __future__ import annotations

from django.db import models


class LogEntry(models.Model):
    """One line of the log. Names are kept as they were on that day."""

    at = models.DateTimeField("lúc", auto_now_add=True)
    author = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người làm",
    )
    author_name = models.CharField("tên người làm", max_length=100)
    office_name = models.CharField("cơ quan", max_length=200)
    action = models.CharField("việc", max_length=60)
    object_type = models.CharField("loại", max_length=60)
    object_id = models.CharField("mã", max_length=40)
    object_name = models.CharField("tên", max_length=300)
    detail = models.JSONField("chi tiết", default=dict)

    class Meta:
        verbose_name = "dòng nhật ký"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.author_name}: {self.action} {self.object_name}"
