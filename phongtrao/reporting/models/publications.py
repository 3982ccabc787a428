"""What the public was told of a period."""

from __future__ import annotations

from django.db import models

from phongtrao.reporting.models.periods import Period


class Publication(models.Model):
    """The public tables of a period, worked out once and never changed: a hidden count is found by
    who looks twice, if anything beside it is another the second time (F26).

    until: by what was accepted when this day ended. tables: which table
    (`queries.publishing.table_of_target`, `table_of_box`) → what it shows, as
    `queries.publishing.Tables` gives it.
    """

    period = models.OneToOneField(
        Period, on_delete=models.PROTECT, related_name="publication", verbose_name="kỳ"
    )
    until = models.DateField("tính đến hết ngày")
    tables = models.JSONField("các bảng")
    made_at = models.DateTimeField("lập lúc", auto_now_add=True)

    class Meta:
        verbose_name = "bản số liệu công khai"

    def __str__(self) -> str:
        return f"{self.period}"
