"""Administrative units and bodies."""

from __future__ import annotations

from django.db import models


class Unit(models.Model):
    """An administrative unit or a body; accounts belong to one."""

    name = models.CharField("tên đơn vị", max_length=200)

    class Meta:
        verbose_name = "đơn vị"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
