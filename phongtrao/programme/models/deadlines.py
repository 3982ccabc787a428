"""Deadlines as rules, and the dated duties that were done."""

from __future__ import annotations

from django.db import models

from phongtrao.programme.models.programme import Programme


class DeadlineRule(models.Model):
    """When something falls due: once, or each year, half-year, quarter, five years.

    due, recurs: as in the plan schema. before: "trước ngày" excludes the day itself. task: the task
    whose deadline it is, if one. everyone: it binds every unit that the programme was handed to,
    otherwise those of the task. since: from which day an earlier version of the plan set it, None
    where this one is the first.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="deadlines", verbose_name="chương trình"
    )
    record = models.ForeignKey(
        "plans.Record",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="câu của kế hoạch",
    )
    task = models.ForeignKey(
        "programme.Task",
        on_delete=models.CASCADE,
        null=True,
        related_name="deadlines",
        verbose_name="nhiệm vụ",
    )
    what = models.TextField("việc")
    due = models.CharField("thời hạn", max_length=20, blank=True)
    recurs = models.CharField("nhịp", max_length=20, blank=True)
    before = models.BooleanField("trước ngày", default=False)
    everyone = models.BooleanField("mọi đơn vị được giao", default=False)
    since = models.DateField("có từ bản trước, ngày", null=True)

    class Meta:
        verbose_name = "thời hạn của chương trình"
        ordering = ("programme", "due", "pk")

    def __str__(self) -> str:
        return self.what[:300]


class DutyDone(models.Model):
    """A dated duty that a unit did. due_on: the last day on which it was in time."""

    rule = models.ForeignKey(
        DeadlineRule, on_delete=models.CASCADE, related_name="done", verbose_name="thời hạn"
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị"
    )
    due_on = models.DateField("hạn")
    done_on = models.DateField("làm xong ngày")
    note = models.CharField("ghi chú", max_length=1000, blank=True)
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "việc theo hạn đã làm"
        constraints = (
            models.UniqueConstraint(fields=("rule", "unit", "due_on"), name="one_duty_a_date"),
        )

    def __str__(self) -> str:
        return f"{self.rule}: {self.due_on:%d/%m/%Y}"
