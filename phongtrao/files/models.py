"""Uploaded files, kept as they came, each under its hash."""

from __future__ import annotations

from django.db import models

from phongtrao.access.queries import ScopedQuerySet


class StoredFile(models.Model):
    """A file of an office. The same bytes are kept once an office."""

    office = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    sha256 = models.CharField("mã băm SHA-256", max_length=64)
    name = models.CharField("tên tệp", max_length=200)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    stored_at = models.DateTimeField("lúc lưu", auto_now_add=True)
    stored_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người tải lên"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp"
        constraints = (
            models.UniqueConstraint(fields=("office", "sha256"), name="one_file_an_office"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the bytes lie under the folder of files."""
        return f"{self.sha256[:2]}/{self.sha256}"
