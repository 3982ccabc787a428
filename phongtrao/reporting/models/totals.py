"""Totals that are kept: what is shown of a commune or a province is read, not added up."""

from __future__ import annotations

from django.db import models

from phongtrao.reporting.models.periods import Period


class Total(models.Model):
    """The total of a period over the units that lay below `unit` when it closed, as reported.

    unit: a commune, a province, or None for all. accepted: over accepted reports, else over those
    that wait for it; never both, so that a figure says how much of it is provisional. row: one
    group of `core.rollup.Block`, over the columns of the form and then, for each measure with a
    denominator, its two columns over the reports that give both.
    """

    period = models.ForeignKey(
        Period, on_delete=models.CASCADE, related_name="totals", verbose_name="kỳ"
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="đơn vị"
    )
    accepted = models.BooleanField("đã duyệt")
    row = models.BinaryField("tổng")

    class Meta:
        verbose_name = "tổng hợp"
        constraints = (
            models.UniqueConstraint(
                fields=("period", "unit", "accepted"), name="one_total_a_unit", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.period}, {self.unit}"
