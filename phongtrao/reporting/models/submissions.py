"""What a unit typed, what it sent, and what became of it."""

from __future__ import annotations

from django.db import models

from phongtrao.reporting.models.periods import Obligation


class Draft(models.Model):
    """What was typed and not sent yet, box by box, as typed.

    cells: code → what was typed. authors: code → [name, ISO moment] of who typed it last. reason:
    of a correction. put_by, put_at: who put it forward to be signed, as it stands. handed_back: why
    the signer gave it back.
    """

    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="draft",
        verbose_name="nghĩa vụ",
    )
    cells = models.JSONField("đã nhập", default=dict)
    authors = models.JSONField("người nhập", default=dict)
    reason = models.CharField("lý do đính chính", max_length=1000, blank=True)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)
    put_by = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người trình",
    )
    put_at = models.DateTimeField("trình lúc", null=True)
    handed_back = models.CharField("lý do chưa duyệt", max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = "bản nháp"

    def __str__(self) -> str:
        return f"{self.obligation}"


class Way(models.TextChoices):
    """How a report came in."""

    WEB = "web", "nhập trên trang"
    EXCEL = "excel", "nộp từ Excel"
    API = "api", "qua API"


class Submission(models.Model):
    """One report as it was sent; never changed. A correction is a new revision with a reason.

    row: the figures, packed as `core.sheets.columns`. words: what the form asks in words.
    prepared_by: who put forward what `by` signed and sent.
    """

    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="submissions", verbose_name="nghĩa vụ"
    )
    revision = models.PositiveSmallIntegerField("lần nộp", default=1)
    row = models.BinaryField("số liệu")
    words = models.JSONField("phần chữ", default=dict)
    reason = models.CharField("lý do đính chính", max_length=1000, blank=True)
    way = models.CharField("cách gửi", max_length=5, choices=Way, default=Way.WEB)
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người gửi"
    )
    prepared_by = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name="người trình",
    )
    sent_at = models.DateTimeField("gửi lúc")

    class Meta:
        verbose_name = "lần nộp báo cáo"
        ordering = ("obligation", "-revision")
        constraints = (
            models.UniqueConstraint(
                fields=("obligation", "revision"), name="one_submission_a_revision"
            ),
        )
        indexes = (
            models.Index(fields=("sent_at",), name="submissions_by_day"),
            models.Index(
                fields=("sent_at",), condition=~models.Q(reason=""), name="corrections_by_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.obligation}, lần {self.revision}"


class VerdictKind(models.TextChoices):
    """What was decided about a report."""

    ACCEPT = "accept", "duyệt"
    RETURN = "return", "trả lại"


class Verdict(models.Model):
    """A decision about one submission; never changed.

    stage: which level decided, from 1. boxes: code → reason, of the boxes that were returned;
    empty when the whole was.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="verdicts", verbose_name="lần nộp"
    )
    kind = models.CharField("quyết định", max_length=10, choices=VerdictKind)
    stage = models.PositiveSmallIntegerField("cấp duyệt", default=1)
    reason = models.CharField("lý do", max_length=1000, blank=True)
    boxes = models.JSONField("ô trả lại", default=dict)
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người duyệt"
    )
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "ý kiến duyệt"
        ordering = ("submission", "pk")
        indexes = (models.Index(fields=("at",), name="verdicts_by_day"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.submission}"
