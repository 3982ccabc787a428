"""The dictionary: names of forces, committees, titles, standards, each with its days."""

from __future__ import annotations

from django.db import models


class TermKind(models.TextChoices):
    """Whose names change with the years besides those of units."""

    FORCE = "force", "Lực lượng"
    COMMITTEE = "committee", "Ban chỉ đạo, hội đồng"
    TITLE = "title", "Danh hiệu"
    STANDARD = "standard", "Tiêu chuẩn"
    BODY = "body", "Cơ quan"


class Term(models.Model):
    """A force, committee, title or standard, whatever it is called in its time."""

    slug = models.SlugField("mã", unique=True)
    kind = models.CharField("loại", max_length=20, choices=TermKind)

    class Meta:
        verbose_name = "mục từ điển"
        ordering = ("kind", "slug")

    def __str__(self) -> str:
        return self.slug


class NameOrigin(models.TextChoices):
    """Who wrote a name of the dictionary; what a person wrote or changed, loading leaves alone."""

    SHIPPED = "shipped", "có sẵn"
    CHANGED = "changed", "có sẵn, đã sửa ngày"
    ADDED = "added", "người dùng ghi"


class TermName(models.Model):
    """What a term is called from one day to another. main: the name to print; others are variants.

    source: the instrument that gave the name; end_source: that ended it.
    """

    term = models.ForeignKey(
        Term, on_delete=models.CASCADE, related_name="names", verbose_name="mục"
    )
    name = models.CharField("tên", max_length=200)
    main = models.BooleanField("tên chính", default=True)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    source = models.CharField("theo văn bản", max_length=200, blank=True)
    end_source = models.CharField("hết theo văn bản", max_length=200, blank=True)
    origin = models.CharField(
        "nguồn gốc", max_length=10, choices=NameOrigin, default=NameOrigin.SHIPPED
    )

    class Meta:
        verbose_name = "tên theo thời gian"
        ordering = ("term", models.F("valid_from").asc(nulls_first=True), "-main")

    def __str__(self) -> str:
        return self.name


class TermHeir(models.Model):
    """Who does a task of a thing since it ended, or since the task left it. An heir is found by the
    task: what one body did may have gone to several. on: null for a day nobody knows.
    """

    term = models.ForeignKey(
        Term, on_delete=models.CASCADE, related_name="heirs", verbose_name="mục"
    )
    heir = models.ForeignKey(
        Term, on_delete=models.CASCADE, related_name="inherited", verbose_name="mục nhận việc"
    )
    task = models.CharField("việc được chuyển", max_length=200)
    on = models.DateField("từ ngày", null=True, blank=True)
    source = models.CharField("theo văn bản", max_length=200, blank=True)

    class Meta:
        verbose_name = "chuyển việc giữa hai mục"
        ordering = ("term", "pk")
        constraints = (
            models.UniqueConstraint(fields=("term", "heir", "task"), name="one_heir_a_task"),
        )

    def __str__(self) -> str:
        return self.task
