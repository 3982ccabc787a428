"""The cascade: to whom a programme was handed, who answered, who met a difficulty."""

from __future__ import annotations

from django.db import models

from phongtrao.access.queries import ScopedQuerySet
from phongtrao.programme.models.programme import Programme


class Handing(models.Model):
    """One action that handed a programme to a set of units; can be undone while none answered.

    words: which units were chosen. plan_due, plan_due_before: by when each unit shall have its own
    plan, and whether that day is excluded. asks_resolution: a Party resolution is asked for too.
    since: from which day its units have had the programme by an earlier version of the plan, None
    where this handing was the first.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="handings", verbose_name="chương trình"
    )
    words = models.CharField("giao cho", max_length=500, blank=True)
    plan_due = models.DateField("hạn gửi kế hoạch", null=True, blank=True)
    plan_due_before = models.BooleanField("trước ngày", default=False)
    asks_resolution = models.BooleanField("cần nghị quyết của cấp ủy", default=False)
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người giao"
    )
    at = models.DateTimeField("lúc giao", auto_now_add=True)
    since = models.DateField("giữ từ bản trước, ngày", null=True)
    undone_at = models.DateTimeField("thu hồi lúc", null=True)

    class Meta:
        verbose_name = "lần giao chương trình"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.programme}: {self.at:%d/%m/%Y}"


class ReceiptQuerySet(ScopedQuerySet["Receipt"]):
    """A receipt belongs to the unit that received."""

    office_path = "unit"


class Receipt(models.Model):
    """A programme in the hands of one unit: acknowledged, own plan and Party resolution filed, as
    separate facts.

    taken_over: made when a unit answered that has the programme only from its predecessors, in a
    handing of theirs. plan_sent_on: the day that counts, which for a plan on paper is the day it
    came; plan_filed_at: when it was entered; plan_noted_by, resolution_noted_by: who entered what
    came on paper for the unit, None where the unit filed it.
    """

    handing = models.ForeignKey(
        Handing, on_delete=models.CASCADE, related_name="receipts", verbose_name="lần giao"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="receipts", verbose_name="chương trình"
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="receipts", verbose_name="đơn vị"
    )
    taken_over = models.BooleanField("nhận từ đơn vị trước", default=False)
    acknowledged_at = models.DateTimeField("tiếp nhận lúc", null=True)
    acknowledged_by = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người tiếp nhận",
    )
    plan_symbol = models.CharField("số, ký hiệu kế hoạch", max_length=80, blank=True)
    plan_date = models.DateField("ngày ban hành kế hoạch", null=True, blank=True)
    plan_file = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="tệp kế hoạch",
    )
    plan_sent_on = models.DateField("ngày gửi kế hoạch", null=True)
    plan_filed_at = models.DateTimeField("ghi kế hoạch lúc", null=True)
    plan_noted_by = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người ghi bản giấy",
    )
    resolution_symbol = models.CharField("số, ký hiệu nghị quyết", max_length=80, blank=True)
    resolution_date = models.DateField("ngày nghị quyết", null=True, blank=True)
    resolution_noted_by = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người ghi nghị quyết trên giấy",
    )

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "chương trình được giao"
        ordering = ("programme", "unit")
        constraints = (
            models.UniqueConstraint(fields=("programme", "unit"), name="one_receipt_a_unit"),
        )

    def __str__(self) -> str:
        return f"{self.programme}: {self.unit}"


class Difficulty(models.Model):
    """What a unit reported upward, and the answer. adjusts: the level that the answer set."""

    receipt = models.ForeignKey(
        Receipt, on_delete=models.CASCADE, related_name="difficulties", verbose_name="nơi báo"
    )
    target = models.ForeignKey(
        "programme.Target",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="difficulties",
        verbose_name="chỉ tiêu",
    )
    text = models.TextField("khó khăn, đề nghị")
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người báo"
    )
    at = models.DateTimeField("lúc", auto_now_add=True)
    answer = models.TextField("trả lời", blank=True)
    accepted = models.BooleanField("chấp nhận", null=True)
    adjusts = models.ForeignKey(
        "programme.Threshold",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="mức mới",
    )
    answered_by = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người trả lời",
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True)

    class Meta:
        verbose_name = "khó khăn, vướng mắc"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.text[:100]
