"""Workbooks that were taken in."""

from __future__ import annotations

from django.db import models

from phongtrao.reporting.models.periods import Period


class Intake(models.Model):
    """A workbook with the reports of many units that was taken in whole; never changed. The file
    itself is not kept: its reports are.

    name, sha256: of the file. sent: ids of the units whose report is new; corrected: those of them
    that had sent before; same: those whose report stays as it is; silent: those whose line was
    empty or as it had been given out; drafts: those of the sent whose unit was typing something
    else, which stays as a draft.
    """

    period = models.ForeignKey(
        Period, on_delete=models.CASCADE, related_name="intakes", verbose_name="kỳ"
    )
    name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("mã băm SHA-256", max_length=64)
    sent = models.JSONField("đã gửi", default=list)
    corrected = models.JSONField("đính chính", default=list)
    same = models.JSONField("không đổi", default=list)
    silent = models.JSONField("để trống", default=list)
    drafts = models.JSONField("giữ bản nháp", default=list)
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người nộp"
    )
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "lần nộp tệp"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.name
