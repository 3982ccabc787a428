"""Offices to which the reports of a form go beside the one that asks for it, and what they say they
have received.
"""

from __future__ import annotations

from django.db import models

from phongtrao.access.queries import ScopedQuerySet
from phongtrao.reporting.models.forms import ReportForm
from phongtrao.reporting.models.submissions import Submission


class Addressee(models.Model):
    """An office that reads the reports of a form and says that it has received them; it neither
    accepts nor returns them.
    """

    form = models.ForeignKey(
        ReportForm, on_delete=models.CASCADE, related_name="addressees", verbose_name="biểu mẫu"
    )
    office = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan nhận"
    )
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)
    added_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="bởi"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "nơi nhận báo cáo"
        ordering = ("form", "pk")
        constraints = (
            models.UniqueConstraint(fields=("form", "office"), name="one_addressee_an_office"),
        )

    def __str__(self) -> str:
        return f"{self.office}"


class Acknowledgement(models.Model):
    """An addressee says that it has received one revision of a report; never changed. A newer
    revision is acknowledged anew.
    """

    submission = models.ForeignKey(
        Submission,
        on_delete=models.PROTECT,
        related_name="acknowledgements",
        verbose_name="lần nộp",
    )
    office = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan nhận"
    )
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người xác nhận"
    )
    at = models.DateTimeField("lúc")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "xác nhận đã nhận báo cáo"
        ordering = ("submission", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("submission", "office"), name="one_acknowledgement_an_office"
            ),
        )

    def __str__(self) -> str:
        return f"{self.office}: {self.submission}"
