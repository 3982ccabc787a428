"""Tasks: who leads, who shares, how far it is."""

from __future__ import annotations

from django.db import models

from phongtrao.programme.models.programme import Programme


class Task(models.Model):
    """A task of a programme: one item that lead and coordinating bodies share.

    due, recurs: as in the plan schema. continuous: "thường xuyên", asks for a line each period and
    never goes overdue; recurs is then the rhythm of the lines. same_as: the same duty printed
    elsewhere in the plan; both show as linked. earlier: the same task of the earlier version of the
    plan, whose progress is its history. source: where it comes from, of a task that no sentence of
    the plan sets (record is None), such as the conclusion of a review; added_at: when it came,
    None for those of the plan, which are as old as the programme.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="tasks", verbose_name="chương trình"
    )
    record = models.ForeignKey(
        "plans.Record",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="câu của kế hoạch",
    )
    source = models.CharField("nguồn", max_length=300, blank=True, default="")
    added_at = models.DateTimeField("thêm lúc", null=True)
    number = models.PositiveIntegerField("thứ tự", default=0)
    content = models.TextField("nội dung")
    due = models.CharField("thời hạn", max_length=20, blank=True)
    recurs = models.CharField("nhịp", max_length=20, blank=True)
    continuous = models.BooleanField("thường xuyên", default=False)
    same_as = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="twins",
        verbose_name="cùng một việc với",
    )
    earlier = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="later",
        verbose_name="ở bản trước",
    )

    class Meta:
        verbose_name = "nhiệm vụ"
        ordering = ("programme", "number", "pk")

    def __str__(self) -> str:
        return self.content[:300]


class Group(models.TextChoices):
    """Units meant together by words such as "các xã, phường"; beside these, any kind of unit."""

    COMMUNES = "commune", "các xã, phường, đặc khu được giao"
    EVERYONE = "everyone", "mọi đơn vị được giao"


class TaskBody(models.Model):
    """A unit that leads or shares a task, or a group of those that the programme was handed to.

    words: as the plan prints it. group: a Group or a kind of unit, "" for a single unit. confirmed:
    an officer said so; else it was proposed. The heirs of an ended unit have its part.
    """

    task = models.ForeignKey(
        Task, on_delete=models.CASCADE, related_name="bodies", verbose_name="nhiệm vụ"
    )
    words = models.CharField("chữ trong kế hoạch", max_length=300)
    unit = models.ForeignKey(
        "units.Unit",
        on_delete=models.PROTECT,
        null=True,
        related_name="task_parts",
        verbose_name="đơn vị",
    )
    group = models.CharField("nhóm đơn vị", max_length=60, blank=True)
    leads = models.BooleanField("chủ trì", default=False)
    confirmed = models.BooleanField("đã xác nhận", default=False)

    class Meta:
        verbose_name = "đơn vị thực hiện"
        ordering = ("task", "-leads", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("task", "words", "unit", "leads"), name="one_part_a_task"
            ),
        )

    def __str__(self) -> str:
        return self.words


class BodyWords(models.Model):
    """What an office confirmed once: these words of its plans mean this unit, or this group below
    its unit. group: as of a TaskBody.
    """

    office = models.ForeignKey(
        "units.Unit", on_delete=models.CASCADE, related_name="+", verbose_name="cơ quan"
    )
    words = models.CharField("chữ trong kế hoạch", max_length=300)
    unit = models.ForeignKey(
        "units.Unit",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name="đơn vị",
    )
    group = models.CharField("nhóm đơn vị", max_length=60, blank=True)

    class Meta:
        verbose_name = "tên gọi đã xác nhận"
        constraints = (
            models.UniqueConstraint(fields=("office", "words"), name="one_meaning_an_office"),
        )

    def __str__(self) -> str:
        return self.words


class ProgressState(models.TextChoices):
    """How far a body is with a task."""

    DOING = "doing", "Đang thực hiện"
    DONE = "done", "Đã hoàn thành"
    STUCK = "stuck", "Vướng mắc"


class Progress(models.Model):
    """A line of progress of one body. period: of a continuous task, ISO ("2026-Q3"), else ""."""

    task = models.ForeignKey(
        Task, on_delete=models.CASCADE, related_name="progress", verbose_name="nhiệm vụ"
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị"
    )
    state = models.CharField("tình trạng", max_length=10, choices=ProgressState)
    period = models.CharField("kỳ", max_length=20, blank=True)
    text = models.TextField("kết quả")
    file = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="văn bản kèm theo",
    )
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tiến độ"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.text[:100]
