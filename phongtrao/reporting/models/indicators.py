"""Indicators: what a figure means, once for all who report it."""

from __future__ import annotations

from django.db import models

from phongtrao.access.queries import ScopedQuerySet


class Direction(models.TextChoices):
    """Which way is better."""

    UP = "up", "càng cao càng tốt"
    DOWN = "down", "càng thấp càng tốt"
    NONE = "none", "không so sánh"


class Source(models.TextChoices):
    """Where its figures come from."""

    REPORTED = "reported", "đơn vị báo cáo"
    REGISTER = "register", "đếm từ sổ, danh mục"
    RECOGNITION = "recognition", "lấy từ kết quả công nhận"


class Indicator(models.Model):
    """An indicator of an office; its newest version says what it means.

    office: looks after its definition. code: unique within the office, for exchange. sensitive: it
    counts sensitive work; its boxes take whole numbers only, and who stands outside the chain of
    offices sees its figures in their public form (F26). sensitive_said: an officer said so, or that
    it does not, where its words suggest it.
    """

    office = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="indicators", verbose_name="cơ quan"
    )
    code = models.CharField("mã", max_length=30)
    name = models.CharField("tên", max_length=500)
    sensitive = models.BooleanField("công tác nhạy cảm", default=False)
    sensitive_said = models.BooleanField("đã nói rõ có nhạy cảm không", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ số thống kê"
        ordering = ("office", "code")
        constraints = (
            models.UniqueConstraint(fields=("office", "code"), name="one_indicator_a_code"),
        )

    def __str__(self) -> str:
        return self.name


class IndicatorVersion(models.Model):
    """What an indicator means from a day on; a change makes a new version, the old one stays with
    the figures that were reported under it (Nghị định 09/2019/NĐ-CP: figures must agree in concept,
    method and unit to be added).

    numerator, denominator: what is counted, in words; denominator "" for a count. verified: how the
    figure is checked. limits: what it does not tell. breakdowns: the ways to divide the figure, as
    `core.sheets.breakdowns.Breakdown.as_row`.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="versions", verbose_name="chỉ số"
    )
    number = models.PositiveSmallIntegerField("phiên bản", default=1)
    numerator = models.CharField("tử số hoặc số đếm", max_length=500)
    denominator = models.CharField("mẫu số", max_length=500, blank=True)
    unit = models.CharField("đơn vị tính", max_length=30, blank=True)
    direction = models.CharField("chiều", max_length=10, choices=Direction, default=Direction.UP)
    source = models.CharField("nguồn", max_length=15, choices=Source, default=Source.REPORTED)
    breakdowns = models.JSONField("phân tổ", default=list)
    verified = models.CharField("cách kiểm chứng", max_length=1000, blank=True)
    limits = models.CharField("giới hạn", max_length=1000, blank=True)
    valid_from = models.DateField("áp dụng từ")

    class Meta:
        verbose_name = "định nghĩa chỉ số"
        ordering = ("indicator", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "number"), name="one_indicator_version_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} ({self.number})"
