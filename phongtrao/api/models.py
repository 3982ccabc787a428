"""Tokens with which programs of offices come in, and what they were answered."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.access.queries import ScopedQuerySet

GRANTED = (Permission.SUBMISSION_SEND, Permission.SUBMISSION_READ)
"""What a token can be made for; each is for one of them."""


class Token(models.Model):
    """A key with which a program of an office comes in, for one permission at the office and at
    what lies below, until a day. The key itself is not kept.

    account: in whose name the program acts; nobody logs in with it. begins_with: the first letters
    of the key, by which people tell keys apart. hash: SHA-256 of the key, which is too long to be
    guessed. last_day: on which it still opens.
    """

    office = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    permission = models.CharField(
        "quyền", max_length=40, choices=[(one.value, one.label) for one in GRANTED]
    )
    name = models.CharField("tên", max_length=80)
    account = models.OneToOneField(
        "access.User", on_delete=models.PROTECT, related_name="token", verbose_name="tài khoản"
    )
    begins_with = models.CharField("bắt đầu bằng", max_length=12)
    hash = models.CharField("mã băm", max_length=64, unique=True)
    made_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    made_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người tạo"
    )
    last_day = models.DateField("đến hết ngày")
    used_at = models.DateTimeField("dùng gần nhất lúc", null=True)
    ended_at = models.DateTimeField("chấm dứt lúc", null=True)
    ended_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="bởi"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "khóa kết nối"
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name

    @property
    def opens(self) -> bool:
        """Whether a program can still come in with it."""
        return (
            self.ended_at is None
            and self.last_day >= timezone.localdate()
            and self.account.is_active
        )


class KeptReply(models.Model):
    """What a request was answered that must not be carried out twice: who did not get the answer
    asks again with the same key and gets the same one.

    digest: SHA-256 of what was asked, so that a key is not used for something else.
    """

    token = models.ForeignKey(
        Token, on_delete=models.CASCADE, related_name="replies", verbose_name="khóa kết nối"
    )
    key = models.CharField("khóa chống gửi lặp", max_length=100)
    digest = models.CharField("mã băm của yêu cầu", max_length=64)
    body = models.JSONField("trả lời", default=dict)
    at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "trả lời đã giữ"
        ordering = ("-at", "-pk")
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="one_reply_a_key"),)

    def __str__(self) -> str:
        return self.key
