"""The programme itself."""

from __future__ import annotations

from django.db import models

from phongtrao.access.queries import ScopedQuerySet


class Programme(models.Model):
    """A published plan: what it asks of whom by when.

    unit: whose programme it is (the province, the commune). office: who looks after it. replaces:
    the programme of the earlier version of the plan, whose history it takes over.
    """

    plan = models.OneToOneField(
        "plans.PlanDocument",
        on_delete=models.PROTECT,
        related_name="programme",
        verbose_name="kế hoạch",
    )
    office = models.ForeignKey(
        "units.Unit",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan theo dõi",
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="programmes", verbose_name="của"
    )
    name = models.CharField("tên chương trình", max_length=1000)
    begins_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="replaced_by",
        verbose_name="thay cho",
    )
    published_at = models.DateTimeField("lúc ban hành", auto_now_add=True)
    published_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người ban hành"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "chương trình"
        ordering = ("-published_at", "-pk")

    def __str__(self) -> str:
        return self.name
