"""Forms of plans: taking in, the fields of each kind of record, the header of the document."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings

from phongtrao.core.text.quotes import find_quote
from phongtrao.plans.models import Instrument, PlanDocument, Record, RecordKind
from phongtrao.web.fields import DayField, NoSecretField, NumberField
from phongtrao.web.templatetags.show import printed

COMPARATORS = (
    ("gte", "ít nhất (≥)"),
    ("gt", "trên (>)"),
    ("eq", "đúng bằng (=)"),
    ("lte", "không quá (≤)"),
    ("lt", "dưới (<)"),
    ("range", "từ … đến …"),
    ("zero", "không còn, không để xảy ra"),
)
UNITS = (("percent", "%"), ("count", "số lượng"))
RECURRENCES = (
    ("", "một lần"),
    ("week", "hằng tuần"),
    ("month", "hằng tháng"),
    ("quarter", "hằng quý"),
    ("half-year", "sáu tháng"),
    ("year", "hằng năm"),
    ("five-year", "năm năm"),
)
WHATS = (
    ("report", "báo cáo"),
    ("plan", "kế hoạch"),
    ("registration", "đăng ký"),
    ("review", "kiểm tra, sơ kết, tổng kết"),
    ("event", "tổ chức sự kiện"),
    ("other", "việc khác"),
)
HORIZONS = (("", "không nêu"), ("by", "đến hết"), ("during", "trong"), ("every", "hằng"))
_DATE = re.compile(
    r"(?:(?:(?P<day>\d{1,2})/)?(?P<month>\d{1,2})/)?(?P<year>(?:19|20)\d\d)|(?P<day2>\d{1,2})/(?P<month2>\d{1,2})"
)


class PrintedDateField(forms.CharField):
    """A date as precise as it is known: 10/11/2026, 11/2026, 2026, or 10/11 for every year; gives
    ISO 8601 or None.
    """

    default_error_messages = {  # noqa: RUF012 - Django's way
        "form": "Ngày phải viết như 10/11/2026, 11/2026, 2026, hoặc 10/11 nếu hằng năm."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=10, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return printed(value) if isinstance(value, str) and "-" in value else value

    def clean(self, value: Any) -> str | None:
        text = super().clean(value)
        if not text:
            return None
        found = _DATE.fullmatch(text)
        if not found:
            raise forms.ValidationError(self.error_messages["form"])
        day, month = found["day"] or found["day2"], found["month"] or found["month2"]
        if not 1 <= int(month or 1) <= 12 or not 1 <= int(day or 1) <= 31:
            raise forms.ValidationError(self.error_messages["form"])
        parts = [found["year"] or "-", *(f"{int(part):02}" for part in (month, day) if part)]
        return "-".join(parts)


class BodiesField(forms.CharField):
    """Bodies, one a line; gives a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            help_text="Mỗi cơ quan, đơn vị một dòng.",
            widget=forms.Textarea(attrs={"rows": 2}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class RecordForm(forms.Form):
    """What every record has: its quote, which must stand in the document, and its section.

    near: where the quote is looked for first, so that a sentence printed twice stays the one that
    was meant.
    """

    quote = forms.CharField(
        label="Câu trích",
        help_text=(
            "Phải là một đoạn liền có trong văn bản; bớt hoặc thêm chữ ở hai đầu để chỉ đúng chỗ."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    section = forms.CharField(label="Mục", max_length=60, required=False, help_text="Ví dụ II.3.")

    kind: RecordKind

    def __init__(self, *args: Any, plan: PlanDocument, near: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.near = plan, near
        for name, field in self.fields.items():
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"

    def clean_quote(self) -> tuple[int, int]:
        """The span of the quote in the text of the plan."""
        found = find_quote(self.plan.text, self.cleaned_data["quote"], near=self.near)
        if found is None:
            raise forms.ValidationError(
                "Không thấy đoạn này trong văn bản. Hãy sao nguyên văn một đoạn liền của văn bản."
            )
        return found

    def record_columns(self) -> dict[str, Any]:
        """What the actions take: kind, section, fields, start, end."""
        facts = dict(self.cleaned_data)
        start, end = facts.pop("quote")
        return {
            "kind": self.kind,
            "section": facts.pop("section"),
            "start": start,
            "end": end,
            "fields": self.facts(facts),
        }

    def facts(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The fields of the kind; blank text is None, since nothing was printed."""
        return {name: value if value != "" else None for name, value in cleaned.items()}


class TargetForm(RecordForm):
    """A target."""

    kind = RecordKind.TARGET
    subject = forms.CharField(
        label="Đối tượng", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    measure = forms.CharField(
        label="Đo bằng", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    comparator = forms.ChoiceField(label="So với", choices=COMPARATORS)
    value = NumberField(label="Mức phải đạt")
    upper = NumberField(label="Đến", required=False, help_text="Chỉ dùng cho “từ … đến …”.")
    unit = forms.ChoiceField(label="Đơn vị tính", choices=UNITS)
    horizon_kind = forms.ChoiceField(label="Mốc", choices=HORIZONS, required=False)
    horizon_date = PrintedDateField(
        label="Thời điểm", help_text="Ví dụ 2025 hoặc 31/12/2025; để trống nếu hằng năm."
    )
    stratum = forms.CharField(
        label="Phạm vi", max_length=200, required=False, help_text="Ví dụ đô thị, nông thôn."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lower, upper = cleaned.get("value"), cleaned.get("upper")
        if cleaned.get("comparator") == "range" and (
            upper is None or lower is None or upper <= lower
        ):
            self.add_error("upper", "“Từ … đến …” cần mức trên lớn hơn mức dưới.")
        if cleaned.get("horizon_kind") in ("by", "during") and not cleaned.get("horizon_date"):
            self.add_error("horizon_date", "Hãy ghi thời điểm, hoặc chọn mốc “không nêu”.")
        return cleaned

    def facts(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        kind, date = cleaned.pop("horizon_kind"), cleaned.pop("horizon_date")
        facts = super().facts(cleaned)
        for name in ("value", "upper"):
            facts[name] = _plain(facts[name])
        if facts["comparator"] != "range":
            facts["upper"] = None
        if facts["comparator"] == "zero":
            facts["value"] = 0
        horizon = (
            {"kind": kind, "period": "year"} if kind == "every" else {"kind": kind, "date": date}
        )
        return {**facts, "horizon": horizon if kind else None}


def _plain(number: Any) -> float | int | None:
    """A decimal as JSON keeps it: whole numbers without a point."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


class TaskForm(RecordForm):
    """A task."""

    kind = RecordKind.TASK
    lead = BodiesField(label="Chủ trì")
    coordinating = BodiesField(label="Phối hợp")
    due = PrintedDateField(label="Thời hạn")


class DeadlineForm(RecordForm):
    """A deadline."""

    kind = RecordKind.DEADLINE
    what = forms.ChoiceField(label="Việc", choices=WHATS)
    by = BodiesField(label="Ai làm")
    to = BodiesField(label="Gửi tới")
    due = PrintedDateField(label="Hạn")
    recurs = forms.ChoiceField(label="Lặp lại", choices=RECURRENCES, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("due") and not cleaned.get("recurs"):
            self.add_error("due", "Hãy ghi hạn, hoặc chọn nhịp lặp lại.")
        return cleaned


class ReferenceForm(RecordForm):
    """A cited document."""

    kind = RecordKind.REFERENCE
    symbol = forms.CharField(label="Số, ký hiệu", max_length=60)
    type = forms.CharField(label="Loại văn bản", max_length=60, required=False)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=300, required=False)
    date = PrintedDateField(label="Ngày ban hành")


class ModelForm(RecordForm):
    """A community model."""

    kind = RecordKind.MODEL
    name = forms.CharField(label="Tên mô hình", max_length=300)


class AwardForm(RecordForm):
    """A title or form of commendation."""

    kind = RecordKind.AWARD
    name = forms.CharField(label="Danh hiệu, hình thức khen thưởng", max_length=300)


FORM_OF_KIND: dict[str, type[RecordForm]] = {
    form.kind: form
    for form in (TargetForm, TaskForm, DeadlineForm, ReferenceForm, ModelForm, AwardForm)
}


def initial_of(record: Record) -> dict[str, Any]:
    """What the form of a record shows at first."""
    fields = dict(record.fields)
    horizon = fields.pop("horizon", None) or {}
    return {
        **fields,
        "quote": record.plan.text[record.start : record.end],
        "section": record.section,
        "horizon_kind": horizon.get("kind", ""),
        "horizon_date": horizon.get("date"),
    }


class HeadForm(forms.Form):
    """The header of a document."""

    type = forms.CharField(label="Loại văn bản", max_length=60, required=False)
    symbol = forms.CharField(label="Số, ký hiệu", max_length=60, required=False)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=300, required=False)
    place = forms.CharField(label="Nơi ban hành", max_length=100, required=False)
    date = PrintedDateField(label="Ngày ban hành")
    subject = forms.CharField(
        label="Trích yếu", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        return {name: value or None for name, value in (super().clean() or {}).items()}


class ManyFiles(forms.ClearableFileInput):
    """A file box that takes several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; gives a list, empty when none was chosen."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class TakeInForm(forms.Form):
    """Files or a pasted text, and the word of the person that they hold no state secret."""

    documents = ManyFilesField(
        label="Tệp kế hoạch",
        required=False,
        help_text=(
            "Word (.docx, .doc, .rtf), PDF có chữ, OpenDocument, HTML, văn bản thuần; mỗi tệp "
            "không quá {max} MB."
        ),
    )
    text = forms.CharField(
        label="hoặc dán toàn văn",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    no_secret = NoSecretField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        help_text = str(self.fields["documents"].help_text)
        self.fields["documents"].help_text = help_text.format(
            max=settings.UPLOAD_MAX_BYTES // 1024 // 1024
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("documents") and not (cleaned.get("text") or "").strip():
            self.add_error(
                "documents", "Hãy chọn ít nhất một tệp, hoặc dán toàn văn vào ô bên dưới."
            )
        return cleaned


class InstrumentForm(forms.Form):
    """What an instrument is about, what it rests on, whether it is in force."""

    subject = forms.CharField(
        label="Trích yếu", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    based_on = forms.ModelMultipleChoiceField(
        label="Căn cứ của văn bản này", queryset=Instrument.objects.none(), required=False
    )
    ended_on = DayField(
        label="Hết hiệu lực từ ngày",
        required=False,
        help_text="Ví dụ 01/07/2025; để trống nếu còn hiệu lực.",
    )
    ended_by = forms.ModelChoiceField(
        label="Văn bản thay thế",
        queryset=Instrument.objects.none(),
        required=False,
        empty_label="không có hoặc chưa rõ",
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("based_on", "ended_by"):
            self.fields[name].queryset = among  # type: ignore[attr-defined]  # not a plain Field
