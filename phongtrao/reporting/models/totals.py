"""Totals that are kept: what is shown of a commune or a province is not added up anew."""

from __future__ import annotations

from django.db import models

from phongtrao.reporting.models.periods import Period
from phongtrao.units.models import Level


class Total(models.Model):
    """The total of a period over the units that lay below `unit` when it closed, as reported.

    unit: a commune, a province, or None for all. accepted: over what was accepted, else over what
    waits for it; newest: over what was sent last, else over what was accepted before it and counts
    as accepted until the correction is. So what is newest is the provisional total, what is
    accepted the approved one, and what is both is in either; the row that is not newest is made
    with the first correction. row: one group of `core.rollup.Block`, over the columns of the form
    and then, for each measure with a denominator, its two columns over the reports that give both.
    """

    period = models.ForeignKey(
        Period, on_delete=models.CASCADE, related_name="totals", verbose_name="kỳ"
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="đơn vị"
    )
    accepted = models.BooleanField("đã duyệt")
    newest = models.BooleanField("lần nộp mới nhất", default=True)
    row = models.BinaryField("tổng")

    class Meta:
        verbose_name = "tổng hợp"
        constraints = (
            models.UniqueConstraint(
                fields=("period", "unit", "accepted", "newest"),
                name="one_total_a_unit",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.period}, {self.unit}"


class Expected(models.Model):
    """How many reports a period expects of what lay below `unit` when it was opened: those on its
    list that are not exempt.

    unit: a commune, a province, or None for what lies below no province. level: of the unit, "" for
    none; read beside the period, so that the few provinces are found without their communes.
    strata: stratum of the units (`Obligation.stratum`) → how many of them. due: last day for
    sending (ISO) → how many of them.
    """

    period = models.ForeignKey(
        Period, on_delete=models.CASCADE, related_name="expected", verbose_name="kỳ"
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="đơn vị"
    )
    level = models.CharField("cấp", max_length=20, choices=Level, blank=True)
    many = models.PositiveIntegerField("số báo cáo phải có")
    strata = models.JSONField("theo phân tổ", default=dict, blank=True)
    due = models.JSONField("theo hạn gửi", default=dict, blank=True)

    class Meta:
        verbose_name = "số báo cáo phải có"
        indexes = (models.Index(fields=("period", "level"), name="expectations_of_a_level"),)
        constraints = (
            models.UniqueConstraint(
                fields=("period", "unit"), name="one_expectation_a_unit", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.period}, {self.unit}: {self.many}"


class DayCount(models.Model):
    """What happened to the reports of a period on one day, of what lies below a province.

    unit: the province, or None for what lies below no province. day: in Vietnam. sent: first and
    again after a return; corrected: sent again with a reason; accepted, returned: verdicts.
    """

    period = models.ForeignKey(
        Period, on_delete=models.CASCADE, related_name="days", verbose_name="kỳ"
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="tỉnh"
    )
    day = models.DateField("ngày")
    sent = models.PositiveIntegerField("gửi", default=0)
    corrected = models.PositiveIntegerField("đính chính", default=0)
    accepted = models.PositiveIntegerField("duyệt", default=0)
    returned = models.PositiveIntegerField("trả lại", default=0)

    class Meta:
        verbose_name = "số lượt trong ngày"
        constraints = (
            models.UniqueConstraint(
                fields=("period", "unit", "day"), name="one_count_a_day", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.period}, {self.unit}, {self.day:%d/%m/%Y}"
