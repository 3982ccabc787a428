"""Reviews of a programme over a phase, and what they concluded."""

from __future__ import annotations

from django.db import models

from phongtrao.access.queries import ScopedQuerySet
from phongtrao.core.flow.review import STATES


class ReviewKind(models.TextChoices):
    """What is looked back on, and by whom."""

    HALF_YEAR = "half-year", "Sơ kết 6 tháng"
    YEAR = "year", "Tổng kết năm"
    PHASE = "phase", "Tổng kết giai đoạn"
    LIAISON = "liaison", "Giao ban liên ngành"


class ReviewQuerySet(ScopedQuerySet["Review"]):
    """A review belongs to the office that looks after its programme."""

    office_path = "programme__office"


class Review(models.Model):
    """A meeting that looks back on a phase of a programme. No words of its minutes, nobody's name.

    first, last: the phase, names of periods as `core.dates.periods`: years from–to, or one period
    twice ("2026-H1"). held_on: the day of the meeting; minutes: the number of its minutes. frozen:
    what is kept of it, as `queries.review_facts.gathered` gives it, since the day frozen_on; None
    while it is prepared.
    """

    programme = models.ForeignKey(
        "programme.Programme",
        on_delete=models.PROTECT,
        related_name="reviews",
        verbose_name="chương trình",
    )
    kind = models.CharField("loại", max_length=10, choices=ReviewKind)
    name = models.CharField("tên", max_length=300)
    first = models.CharField("từ kỳ", max_length=10)
    last = models.CharField("đến kỳ", max_length=10)
    held_on = models.DateField("ngày họp", null=True, blank=True)
    minutes = models.CharField("số biên bản", max_length=80, blank=True)
    state = models.CharField(
        "tình trạng", max_length=10, choices=list(STATES.items()), default="draft"
    )
    frozen = models.JSONField("số liệu chốt", null=True)
    frozen_on = models.DateField("chốt ngày", null=True)
    made_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người lập"
    )
    made_at = models.DateTimeField("lập lúc", auto_now_add=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "sơ kết, tổng kết"
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name


class Conclusion(models.Model):
    """What a review concluded, in one sentence. task: what it became, None while it did not."""

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="conclusions", verbose_name="cuộc họp"
    )
    text = models.CharField("kết luận", max_length=1000)
    due_on = models.DateField("hạn", null=True, blank=True)
    task = models.OneToOneField(
        "programme.Task",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="nhiệm vụ",
    )

    class Meta:
        verbose_name = "kết luận"
        ordering = ("review", "pk")

    def __str__(self) -> str:
        return self.text[:300]


class ConclusionBody(models.Model):
    """A unit that leads or shares what was concluded, or a group, as `programme.TaskBody`."""

    conclusion = models.ForeignKey(
        Conclusion, on_delete=models.CASCADE, related_name="bodies", verbose_name="kết luận"
    )
    words = models.CharField("tên gọi", max_length=300)
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="đơn vị"
    )
    group = models.CharField("nhóm đơn vị", max_length=60, blank=True)
    leads = models.BooleanField("chủ trì", default=False)

    class Meta:
        verbose_name = "đơn vị thực hiện kết luận"
        ordering = ("conclusion", "-leads", "pk")

    def __str__(self) -> str:
        return self.words
