"""Plan documents, what the compiler found in them, what a person changed, and the instruments they
cite.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from phongtrao.access.queries import ScopedQuerySet


class PlanDocument(models.Model):
    """One plan document of an office: its text, its compiled form, who put it in.

    text: the document as read; every span counts characters in it. layout: blocks of the readable
    page.
    document: header fields as they stand (compiled, or corrected by a person); compiled_document:
    as compiled.
    """

    office = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    file = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="tệp gốc",
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="replaced_by",
        verbose_name="thay cho",
    )
    text = models.TextField("toàn văn")
    text_sha256 = models.CharField("mã băm toàn văn", max_length=64)
    layout = models.JSONField("bố cục", default=list)
    document = models.JSONField("thông tin văn bản", default=dict)
    compiled_document = models.JSONField("thông tin do máy đọc", default=dict)
    misprints = models.JSONField("chỗ nghi in sai", default=list)
    compiler_version = models.CharField("phiên bản biên dịch", max_length=20)
    not_a_plan = models.CharField("lý do không phải kế hoạch", max_length=300, blank=True)
    internal_only = models.BooleanField("lưu hành nội bộ", default=False)
    title = models.CharField("trích yếu", max_length=1000)
    symbol = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=300, blank=True)
    identity = models.CharField("khóa nhận trùng", max_length=400, blank=True)
    created_at = models.DateTimeField("lúc tải lên", auto_now_add=True)
    created_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người tải lên"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("office", "identity"), name="plan_by_identity"),)
        constraints = (
            models.UniqueConstraint(fields=("office", "text_sha256"), name="one_text_an_office"),
        )

    def __str__(self) -> str:
        return f"{self.symbol} {self.title}".strip()


class RecordKind(models.TextChoices):
    """Kinds of record, in the order in which the reading room shows them."""

    TARGET = "target", "Chỉ tiêu"
    TASK = "task", "Nhiệm vụ"
    DEADLINE = "deadline", "Thời hạn"
    REFERENCE = "reference", "Căn cứ"
    MODEL = "model", "Mô hình"
    AWARD = "award", "Khen thưởng"


class RecordState(models.TextChoices):
    """How far the checking of a record has come."""

    FOUND = "found", "Chưa kiểm"
    CONFIRMED = "confirmed", "Đã xác nhận"
    DISCARDED = "discarded", "Đã bỏ"


class RecordQuerySet(ScopedQuerySet["Record"]):
    """Records belong to the office of their plan."""

    office_path = "plan__office"


class Record(models.Model):
    """One thing a plan asks or names, tied to its sentence.

    start, end: span of the quote in the plan's text. compiled: the fields as the compiler found
    them, with their own span, None for a record that a person added. corrected: the fields as a
    person set them, None while nobody did.
    version: grows by one with each change; a form that was opened on an older one is refused, not
    merged in silence.
    """

    plan = models.ForeignKey(
        PlanDocument, on_delete=models.CASCADE, related_name="records", verbose_name="kế hoạch"
    )
    kind = models.CharField("loại", max_length=10, choices=RecordKind)
    start = models.PositiveIntegerField("từ ký tự")
    end = models.PositiveIntegerField("đến ký tự")
    section = models.CharField("mục", max_length=60, blank=True)
    compiled = models.JSONField("do máy đọc", null=True)
    corrected = models.JSONField("do người sửa", null=True)
    confidence = models.FloatField("độ tin cậy", default=1.0)
    doubt = models.CharField("lý do nghi ngờ", max_length=300, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=RecordState, default=RecordState.FOUND
    )
    version = models.PositiveIntegerField("lần sửa", default=0)
    changed_by = models.ForeignKey(
        "access.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người sửa",
    )
    changed_at = models.DateTimeField("lúc sửa", null=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = "mục tìm được"
        ordering = ("start", "end", "kind", "pk")
        indexes = (models.Index(fields=("plan", "start"), name="record_by_place"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.section}".strip()

    @property
    def fields(self) -> dict[str, Any]:
        """The fields as they stand: a person's word goes before the compiler's."""
        return self.corrected if self.corrected is not None else (self.compiled or {})

    @property
    def touched(self) -> bool:
        """Tell whether a person has worked on it."""
        return self.corrected is not None or self.state != RecordState.FOUND


class Change(models.Model):
    """One step of checking, with what stood before and after, so that it can be taken back.

    before, after: record id → its stored columns, None where it did not exist.
    """

    plan = models.ForeignKey(
        PlanDocument, on_delete=models.CASCADE, related_name="changes", verbose_name="kế hoạch"
    )
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name="người sửa"
    )
    at = models.DateTimeField("lúc", auto_now_add=True)
    what = models.CharField("việc", max_length=60)
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    undone = models.BooleanField("đã hoàn tác", default=False)

    class Meta:
        verbose_name = "bước kiểm"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.what


class Instrument(models.Model):
    """A legal or administrative document that plans cite, kept once by symbol.

    owner: the office whose local instrument it is; empty for one of a central body, whose symbol
    means the same everywhere.
    """

    owner = models.ForeignKey(
        "units.Unit",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="địa phương",
    )
    symbol = models.CharField("số, ký hiệu", max_length=60)
    key = models.CharField("khóa", max_length=60)
    kind = models.CharField("loại văn bản", max_length=60, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=300, blank=True)
    issued_on = models.CharField("ngày ban hành", max_length=10, blank=True)
    subject = models.CharField("trích yếu", max_length=1000, blank=True)
    based_on = models.ManyToManyField(
        "self", symmetrical=False, related_name="basis_of", blank=True, verbose_name="căn cứ"
    )
    ended_on = models.DateField("hết hiệu lực từ", null=True)
    ended_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="ends",
        verbose_name="văn bản thay thế",
    )

    class Meta:
        verbose_name = "văn bản căn cứ"
        ordering = ("symbol",)
        constraints = (
            models.UniqueConstraint(
                fields=("key", "owner", "issued_on"),
                name="one_instrument_a_symbol",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.symbol}".strip()


class Citation(models.Model):
    """A plan cites an instrument, at the place of a reference record."""

    plan = models.ForeignKey(
        PlanDocument, on_delete=models.CASCADE, related_name="citations", verbose_name="kế hoạch"
    )
    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, related_name="citation", verbose_name="mục căn cứ"
    )
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="citations", verbose_name="văn bản"
    )
    is_basis = models.BooleanField("là căn cứ ban hành", default=False)

    class Meta:
        verbose_name = "viện dẫn"

    def __str__(self) -> str:
        return f"{self.plan} → {self.instrument}"
