"""Periods of a form, and who owes a report for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from phongtrao.access.queries import ScopedQuerySet
from phongtrao.reporting.models.forms import ReportForm

if TYPE_CHECKING:
    from datetime import date


class Period(models.Model):
    """One period of a form. Figures of different windows are never added.

    name: as `core.dates.periods` ("2026-Q3"). start, end: the window of the figures, both days
    counted. send_by: level → last day in time, ISO; due_set: it is not the form's but was set for
    this period by who opened it. refreshed_at: when its list was last brought up
    to date; None: it is as it was opened.
    """

    form = models.ForeignKey(
        ReportForm, on_delete=models.PROTECT, related_name="periods", verbose_name="biểu mẫu"
    )
    name = models.CharField("kỳ", max_length=30)
    start = models.DateField("số liệu từ")
    end = models.DateField("số liệu đến hết")
    closes_on = models.DateField("khóa số liệu ngày")
    send_by = models.JSONField("hạn gửi")
    due_set = models.BooleanField("hạn gửi đặt riêng", default=False)
    opened_at = models.DateTimeField("mở lúc", auto_now_add=True)
    opened_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="bởi"
    )
    refreshed_at = models.DateTimeField("cập nhật danh sách lúc", null=True)

    class Meta:
        verbose_name = "kỳ báo cáo"
        ordering = ("form", "-end", "-pk")
        constraints = (models.UniqueConstraint(fields=("form", "name"), name="one_period_a_name"),)

    def __str__(self) -> str:
        return f"{self.form}, {self.name}"


class ObligationState(models.TextChoices):
    """How far a report is; the moves between them: `core.flow.submission`."""

    OWED = "owed", "Chưa báo cáo"
    DRAFT = "draft", "Đang nhập"
    SENT = "sent", "Chờ duyệt"
    RETURNED = "returned", "Bị trả lại"
    ACCEPTED = "accepted", "Đã duyệt"
    EXEMPT = "exempt", "Được miễn"


STANDING = (ObligationState.SENT, ObligationState.ACCEPTED)
"""In these states what was sent last stands: it counts, and what is sent next corrects it."""


class ObligationQuerySet(ScopedQuerySet["Obligation"]):
    """What is owed belongs to the unit that owes it."""

    office_path = "unit"


class Obligation(models.Model):
    """A unit owes a report for a period: a line of the frozen list of those who are counted.

    commune, province: what the unit lay below on the last day of the window; totals as reported are
    theirs for good. stratum: the facts by which it is divided, of the same day, as
    `core.rollup.strata.UnitFacts.key`; "" where they were never written down. current: what was
    sent last. frozen: what was accepted before it and counts as accepted until what was sent since
    is accepted too; None where there is no such. resend_by: of what was given back, the last day
    for sending it again. levels: which of the form's levels accept it, in order, as they lay above
    the unit when it came to the list; "" for any office above. stage: how many accepted it;
    waits_for: the level that accepts it next, or accepted it last, "" for any office above.
    returned, corrected: how often.
    """

    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="obligations", verbose_name="kỳ"
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="obligations", verbose_name="đơn vị"
    )
    commune = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="xã"
    )
    province = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="tỉnh"
    )
    stratum = models.CharField("phân tổ", max_length=150, blank=True, default="")
    due_on = models.DateField("hạn gửi")
    state = models.CharField(
        "tình trạng", max_length=10, choices=ObligationState, default=ObligationState.OWED
    )
    levels = models.CharField("các cấp duyệt", max_length=40, blank=True, default="")
    stage = models.PositiveSmallIntegerField("đã qua cấp duyệt", default=0)
    waits_for = models.CharField("cấp duyệt", max_length=20, blank=True, default="")
    current = models.OneToOneField(
        "reporting.Submission",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="lần nộp hiện hành",
    )
    frozen = models.ForeignKey(
        "reporting.Submission",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name="lần đã duyệt còn được tính",
    )
    first_sent_at = models.DateTimeField("gửi lần đầu lúc", null=True)
    resend_by = models.DateField("hạn gửi lại", null=True)
    returned = models.PositiveSmallIntegerField("số lần trả lại", default=0)
    corrected = models.PositiveSmallIntegerField("số lần đính chính", default=0)
    exempt_reason = models.CharField("lý do miễn", max_length=500, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "nghĩa vụ báo cáo"
        ordering = ("period", "unit")
        constraints = (
            models.UniqueConstraint(fields=("period", "unit"), name="one_obligation_a_unit"),
        )
        indexes = (
            # The few that are late are found without reading those that are not.
            models.Index(
                fields=("period", "due_on", "state"),
                condition=models.Q(first_sent_at=None),
                name="reports_never_sent",
            ),
            models.Index(
                fields=("period", "resend_by"),
                condition=models.Q(state="returned"),
                name="reports_given_back",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit}, {self.period}"

    @property
    def falls_on(self) -> date:
        """The last day for what is owed now: for sending, or for sending again."""
        return self.resend_by or self.due_on
