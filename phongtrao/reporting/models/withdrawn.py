"""Periods that were opened by mistake and withdrawn before anybody sent a report."""

from __future__ import annotations

from django.db import models

from phongtrao.access.queries import ScopedQuerySet
from phongtrao.reporting.models.forms import ReportForm


class WithdrawnPeriod(models.Model):
    """A period that is asked of nobody any more, and why. name, start, end: as of `Period`; units:
    how many owed it.
    """

    form = models.ForeignKey(
        ReportForm,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="biểu mẫu",
    )
    name = models.CharField("kỳ", max_length=30)
    start = models.DateField("số liệu từ")
    end = models.DateField("số liệu đến hết")
    opened_at = models.DateTimeField("mở lúc")
    reason = models.CharField("lý do", max_length=500)
    units = models.PositiveIntegerField("số đơn vị")
    at = models.DateTimeField("hủy lúc", auto_now_add=True)
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người hủy"
    )

    class Meta:
        verbose_name = "kỳ báo cáo đã hủy"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.form}, {self.name}"


class WithdrawnReportQuerySet(ScopedQuerySet["WithdrawnReport"]):
    """What was asked of a unit belongs to it."""

    office_path = "unit"


class WithdrawnReport(models.Model):
    """What a unit owed for such a period; nothing that it typed is lost.

    report: the number that the report had in its address. cells: code → what was typed, as
    `Draft.cells`; answers: [question, answer] each.
    """

    period = models.ForeignKey(
        WithdrawnPeriod, on_delete=models.CASCADE, related_name="reports", verbose_name="kỳ đã hủy"
    )
    report = models.PositiveBigIntegerField("số báo cáo", unique=True)
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị"
    )
    cells = models.JSONField("đã nhập", default=dict)
    answers = models.JSONField("đã trả lời", default=list)

    objects = WithdrawnReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo của kỳ đã hủy"
        ordering = ("period", "unit")

    def __str__(self) -> str:
        return f"{self.unit}, {self.period}"
