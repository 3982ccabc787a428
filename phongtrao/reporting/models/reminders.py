"""Reminders of reports that are owed."""

from __future__ import annotations

from django.db import models

from phongtrao.reporting.models.periods import Obligation


class ReportReminder(models.Model):
    """A unit was reminded of a report that it owes, by a person or (by is None) by the program.

    address, mailed_at: where the e-mail went and when; without them it is shown on the unit's pages
    only.
    """

    obligation = models.ForeignKey(
        Obligation, on_delete=models.CASCADE, related_name="reminders", verbose_name="nghĩa vụ"
    )
    text = models.CharField("lời nhắc", max_length=1000)
    by = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người nhắc",
    )
    at = models.DateTimeField("lúc", auto_now_add=True)
    address = models.EmailField("gửi tới", blank=True)
    mailed_at = models.DateTimeField("gửi thư lúc", null=True)

    class Meta:
        verbose_name = "lời nhắc báo cáo"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(
                fields=("at",),
                condition=models.Q(mailed_at=None) & ~models.Q(address=""),
                name="report_letter_waiting",
            ),
        )

    def __str__(self) -> str:
        return self.text[:100]
