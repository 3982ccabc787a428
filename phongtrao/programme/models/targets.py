"""Targets: what must be reached, how it is measured, from when to when which level holds."""

from __future__ import annotations

from django.db import models

from phongtrao.core.targets.proposal import target_name
from phongtrao.programme.models.programme import Programme


class MeasuredBy(models.TextChoices):
    """How a target is measured."""

    RATIO = "ratio", "tỷ lệ: tử số trên mẫu số"
    COUNT = "count", "số lượng"
    UNITS = "units", "số đơn vị đạt trên số đơn vị được giao"
    ZERO = "zero", "không để xảy ra: số vụ việc"


class Target(models.Model):
    """One target of a programme, or a unit's own beneath it.

    owner: whose target; the programme's unit for those of the plan. parent: the target above that
    an own target takes up. record: the sentence of the plan, None for an own target. numerator,
    denominator: what is counted, in words. confirmed_at: when an officer confirmed the proposed
    indicator. earlier: the same target of the earlier version of the plan.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="targets", verbose_name="chương trình"
    )
    owner = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="targets", verbose_name="của đơn vị"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="chỉ tiêu cấp trên",
    )
    record = models.ForeignKey(
        "plans.Record",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="câu của kế hoạch",
    )
    earlier = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="later",
        verbose_name="ở bản trước",
    )
    number = models.PositiveIntegerField("thứ tự", default=0)
    subject = models.CharField("đối tượng", max_length=500)
    measure = models.CharField("đo bằng", max_length=500)
    stratum = models.CharField("phạm vi", max_length=300, blank=True)
    measured_by = models.CharField("cách đo", max_length=10, choices=MeasuredBy)
    numerator = models.CharField("tử số hoặc số đếm", max_length=500, blank=True)
    denominator = models.CharField("mẫu số", max_length=500, blank=True)
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True)
    confirmed_by = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người xác nhận",
    )

    class Meta:
        verbose_name = "chỉ tiêu của chương trình"
        ordering = ("programme", "number", "pk")

    def __str__(self) -> str:
        return target_name(self.subject, self.measure, self.stratum)[:300]


class Threshold(models.Model):
    """A level that must be reached at a date. A target may have several; an adjusted one is closed,
    never overwritten.

    comparator, value, upper, unit: as in the plan schema; out_of: the denominator printed in the
    plan ("19/28 xã"). horizon_kind: by | during | every | "". horizon: ISO year, month or day, or
    a rhythm. since, until: the days on which this row is what must be reached. instead_of: the one
    that this one closed.
    """

    target = models.ForeignKey(
        Target, on_delete=models.CASCADE, related_name="thresholds", verbose_name="chỉ tiêu"
    )
    comparator = models.CharField("so với", max_length=10)
    value = models.DecimalField("mức", max_digits=18, decimal_places=6)
    upper = models.DecimalField("mức trên", max_digits=18, decimal_places=6, null=True, blank=True)
    unit = models.CharField("đơn vị tính", max_length=20)
    out_of = models.DecimalField(
        "trên tổng số", max_digits=18, decimal_places=6, null=True, blank=True
    )
    horizon_kind = models.CharField("loại mốc", max_length=10, blank=True)
    horizon = models.CharField("mốc", max_length=20, blank=True)
    since = models.DateField("áp dụng từ", null=True)
    until = models.DateField("thôi áp dụng từ", null=True)
    reason = models.CharField("lý do điều chỉnh", max_length=1000, blank=True)
    instead_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="+", verbose_name="thay cho mức"
    )

    class Meta:
        verbose_name = "mức phải đạt"
        ordering = ("target", "horizon", "pk")

    def __str__(self) -> str:
        return f"{self.comparator} {self.value.normalize():f}"
