"""Reminders to offices, where they are sent, and the private address of a calendar."""

from __future__ import annotations

from django.db import models

from phongtrao.programme.models.programme import Programme


class Reminder(models.Model):
    """What an office was reminded of, by an officer or (by is None) by the program.

    task: what it urges, None for the plan to be sent or a dated duty. about: the dated duty, "rule
    number:day", or the plan, "plan programme:day", so that it is not said twice; else "".
    address, mailed_at: where the e-mail went and when; without them it is shown on the page only.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="reminders", verbose_name="chương trình"
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị"
    )
    task = models.ForeignKey(
        "programme.Task",
        on_delete=models.CASCADE,
        null=True,
        related_name="reminders",
        verbose_name="nhiệm vụ",
    )
    about = models.CharField("việc", max_length=40, blank=True)
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
        verbose_name = "lời nhắc"
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("unit", "about"), name="reminder_by_unit"),)

    def __str__(self) -> str:
        return self.text[:100]


class OfficeContact(models.Model):
    """The e-mail address of an office; kept by the office itself. No person's address."""

    unit = models.OneToOneField(
        "units.Unit", on_delete=models.CASCADE, related_name="contact", verbose_name="đơn vị"
    )
    email = models.EmailField("thư điện tử của cơ quan", blank=True)

    class Meta:
        verbose_name = "nơi nhận thư nhắc"

    def __str__(self) -> str:
        return self.email


class CalendarFeed(models.Model):
    """The private address at which a calendar program fetches the due dates of an account. Whoever
    knows the token reads them; a revoked one is deleted.
    """

    user = models.OneToOneField(
        "access.User",
        on_delete=models.CASCADE,
        related_name="calendar_feed",
        verbose_name="tài khoản",
    )
    token = models.CharField("mã riêng", max_length=64, unique=True)
    made_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    class Meta:
        verbose_name = "địa chỉ lịch riêng"

    def __str__(self) -> str:
        return f"{self.user}"


class LastVisit(models.Model):
    """When an account last opened its work in a new session, to say what changed since."""

    user = models.OneToOneField(
        "access.User",
        on_delete=models.CASCADE,
        related_name="last_visit",
        verbose_name="tài khoản",
    )
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "lần mở trang gần nhất"

    def __str__(self) -> str:
        return f"{self.user}"
