"""Who did what, when, to which object: rows that are added and never changed, each sealed with the
one before it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any, NoReturn

from django.db import models

from phongtrao.core.errors import RuleBroken


class LogIsAppendOnly(RuleBroken):
    """A line of the log stays as it was written; the database refuses it too, by a trigger."""

    code = "log-is-append-only"
    message = "Nhật ký chỉ được ghi thêm: không sửa, không xóa dòng nào."


class LogQuerySet(models.QuerySet["LogEntry"]):
    """Lines to be read; everything that would change one is refused."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise LogIsAppendOnly

    update = delete = bulk_create = bulk_update = update_or_create = _refuse


class LogEntry(models.Model):
    """One line of the log. Names are kept as they were on that day.

    id: number of the line, without gaps. previous: seal of the line before, "" for the first; no
    two lines follow the same one. hash: seal of this line, see `seal`.
    """

    at = models.DateTimeField("lúc")
    author = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người làm",
    )
    author_name = models.CharField("tên người làm", max_length=100)
    office = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="đơn vị"
    )
    office_name = models.CharField("cơ quan", max_length=200)
    action = models.CharField("việc", max_length=60)
    object_type = models.CharField("loại", max_length=60)
    object_id = models.CharField("mã", max_length=40)
    object_name = models.CharField("tên", max_length=300)
    detail = models.JSONField("chi tiết", default=dict)
    previous = models.CharField("dấu của dòng trước", max_length=64, unique=True)
    hash = models.CharField("dấu", max_length=64)

    objects = LogQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng nhật ký"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("office", "at"), name="lines_of_an_office"),)

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.author_name}: {self.action} {self.object_name}"

    def save(self, **kwargs: Any) -> None:
        """Add the line. Raises LogIsAppendOnly for one that is already there."""
        if not self._state.adding:
            raise LogIsAppendOnly
        super().save(**{**kwargs, "force_insert": True})

    def delete(self, *_: object, **__: object) -> NoReturn:
        """Raises LogIsAppendOnly."""
        raise LogIsAppendOnly

    def seal(self) -> str:
        """SHA-256 (hex) over the seal of the line before and this line as canonical JSON: keys
        sorted, no spaces, UTF-8, the time in UTC.
        """
        facts = {
            "number": self.pk,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "author": self.author_id,
            "author_name": self.author_name,
            "office": self.office_id,
            "office_name": self.office_name,
            "action": self.action,
            "object_type": self.object_type,
            "object_id": self.object_id,
            "object_name": self.object_name,
            "detail": self.detail,
        }
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{self.previous}{text}".encode()).hexdigest()


class LogHead(models.Model):
    """The one row that says where the log ends. Who adds a line holds it until the end of his
    transaction, so that no two lines follow the same one.
    """

    number = models.PositiveBigIntegerField("số dòng cuối", default=0)
    hash = models.CharField("dấu của dòng cuối", max_length=64, blank=True)

    class Meta:
        verbose_name = "đầu nhật ký"

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
