"""Report forms: what is asked of whom in which rhythm."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from phongtrao.access.queries import ScopedQuerySet
from phongtrao.core.sheets.elements import Kind
from phongtrao.core.sheets.rules import Severity


class ReportForm(models.Model):
    """A form of an office: its elements, its rhythm, and who owes it.

    window: the row of a window rule (`core.dates.window_rules.rule_of`). group: a Group of the
    programme or a kind of unit; who owes the form, among the units that the programme was handed to
    or, without a programme, those below `unit`. stages: how many accept a report, 1 or 2.
    levels: which levels accept it instead, in order; none: any office above the unit.
    signs_off: an approver of the unit itself sends what another has put forward.
    opened_at: from then on nothing in it changes; a change makes a new version. earlier: the
    version before.
    """

    office = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="report_forms", verbose_name="cơ quan"
    )
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="địa bàn"
    )
    programme = models.ForeignKey(
        "programme.Programme",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="report_forms",
        verbose_name="chương trình",
    )
    name = models.CharField("tên biểu mẫu", max_length=300)
    number = models.PositiveSmallIntegerField("phiên bản", default=1)
    window = models.JSONField("thời gian chốt số liệu")
    group = models.CharField("đơn vị báo cáo", max_length=60)
    stages = models.PositiveSmallIntegerField("số lượt duyệt", default=1)
    levels = models.JSONField("cấp duyệt", default=list, blank=True)
    signs_off = models.BooleanField("lãnh đạo đơn vị duyệt trước khi gửi", default=False)
    opened_at = models.DateTimeField("ban hành lúc", null=True, blank=True)
    opened_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="bởi"
    )
    earlier = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="later",
        verbose_name="thay thế",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "biểu mẫu báo cáo"
        ordering = ("office", "name", "-number")

    def __str__(self) -> str:
        return self.name


class KnownFrom(models.TextChoices):
    """From where the system knows what a unit will report; it is filled in with its source."""

    ELSEWHERE = "elsewhere", "số của cùng chỉ số đã gửi ở biểu mẫu khác"
    UNITS = "units", "đếm trong danh sách đơn vị"
    TASKS_DONE = "tasks-done", "đếm nhiệm vụ của đơn vị đã xong trong kỳ"
    TASKS_LATE = "tasks-late", "đếm nhiệm vụ của đơn vị quá hạn trong kỳ"
    NOTHING = "nothing", "không ghi sẵn"


class Element(models.Model):
    """One box of a form, as `core.sheets.Element`.

    indicator: what its figure counts towards; the same indicator stands in one open form of an
    office only, so that it is asked once. part: which part of its figure, as
    `core.sheets.breakdowns.Breakdown.part`; "" for the whole. known_strata: which units below the
    one that reports are counted, as `core.rollup.strata.Strata.as_row`; only of KnownFrom.UNITS.
    """

    form = models.ForeignKey(
        ReportForm, on_delete=models.CASCADE, related_name="elements", verbose_name="biểu mẫu"
    )
    number = models.PositiveSmallIntegerField("thứ tự")
    code = models.CharField("mã", max_length=20)
    group = models.CharField("nhóm", max_length=200, blank=True)
    label = models.CharField("chỉ tiêu", max_length=500)
    kind = models.CharField("kiểu", max_length=10, choices=[(one.value, one.value) for one in Kind])
    unit = models.CharField("đơn vị tính", max_length=30, blank=True)
    scale = models.PositiveSmallIntegerField("số chữ số thập phân", default=0)
    least = models.DecimalField(
        "nhỏ nhất", max_digits=24, decimal_places=6, null=True, blank=True, default=Decimal(0)
    )
    most = models.DecimalField("lớn nhất", max_digits=24, decimal_places=6, null=True, blank=True)
    choices = models.JSONField("lựa chọn", default=list, blank=True)
    required = models.BooleanField("bắt buộc", default=True)
    may_be_not_applicable = models.BooleanField("có thể không áp dụng", default=False)
    help = models.CharField("hướng dẫn", max_length=500, blank=True)
    indicator = models.ForeignKey(
        "reporting.Indicator",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="elements",
        verbose_name="chỉ số",
    )
    part = models.CharField("phần của chỉ số", max_length=150, blank=True)
    known_from = models.CharField(
        "số đã có", max_length=10, choices=KnownFrom, default=KnownFrom.ELSEWHERE
    )
    known_strata = models.JSONField("đếm những đơn vị", default=dict, blank=True)

    class Meta:
        verbose_name = "ô của biểu mẫu"
        ordering = ("form", "number", "pk")
        constraints = (models.UniqueConstraint(fields=("form", "code"), name="one_element_a_code"),)

    def __str__(self) -> str:
        return f"{self.code} ({self.label})"


class SheetRule(models.Model):
    """A rule between boxes, as `core.sheets.Rule`: "taken ≤ received"."""

    form = models.ForeignKey(
        ReportForm, on_delete=models.CASCADE, related_name="rules", verbose_name="biểu mẫu"
    )
    expression = models.CharField("quy tắc", max_length=300)
    words = models.CharField("lời nhắc", max_length=300)
    severity = models.CharField(
        "mức", max_length=10, choices=[(one.value, one.value) for one in Severity]
    )

    class Meta:
        verbose_name = "quy tắc kiểm tra"
        ordering = ("form", "pk")

    def __str__(self) -> str:
        return self.words


class Measure(models.Model):
    """Which boxes of a form measure a target: sum over sum of the reports that give both.

    adds_up: the figure counts what happened within each window, and windows are added over the time
    that the level asks for (`core.targets.dated.adds_from`); else it says how things stand at the
    window's end, and the newest counts. strata: which of the units that report it is of, as
    `core.rollup.strata.Strata.as_row`; {} for all.
    """

    form = models.ForeignKey(
        ReportForm, on_delete=models.CASCADE, related_name="measures", verbose_name="biểu mẫu"
    )
    target = models.ForeignKey(
        "programme.Target",
        on_delete=models.CASCADE,
        related_name="measures",
        verbose_name="chỉ tiêu",
    )
    numerator = models.ForeignKey(
        Element, on_delete=models.CASCADE, related_name="+", verbose_name="tử số hoặc số đếm"
    )
    denominator = models.ForeignKey(
        Element, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="mẫu số"
    )
    adds_up = models.BooleanField("cộng dồn trong năm", default=False)
    strata = models.JSONField("tính trên các đơn vị", default=dict, blank=True)

    class Meta:
        verbose_name = "cách đo từ biểu mẫu"
        ordering = ("form", "pk")
        constraints = (
            models.UniqueConstraint(fields=("form", "target"), name="one_measure_a_target"),
        )

    def __str__(self) -> str:
        return f"{self.target}"
