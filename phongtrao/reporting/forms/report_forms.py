"""The parts of a form as an officer fills them in, and what an indicator means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from phongtrao.core.errors import RuleBroken
from phongtrao.core.sheets.breakdowns import Breakdown, breakdown_of, read_breakdown
from phongtrao.core.sheets.elements import NUMBERS, Kind
from phongtrao.reporting.forms.known import KnownForm, known_as_filled
from phongtrao.reporting.models import Direction, Indicator, Source
from phongtrao.reporting.queries.forms import (
    KIND_WORDS,
    SEVERITY_WORDS,
    boxes_to_count,
    boxes_with_numbers,
    group_names,
)
from phongtrao.web.fields import DayField, MarkedForm, NumberField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from phongtrao.programme.models import Target
    from phongtrao.reporting.models import Element, IndicatorVersion, Measure, ReportForm

NEW = "new"
BOX_FIELDS = (
    "code", "label", "group", "kind", "unit", "scale", "least", "most", "choices", "required",
    "may_be_not_applicable", "help", "indicator",
)  # fmt: skip


class BoxForm(KnownForm):
    """One box of a form."""

    code = forms.CharField(
        label="Mã",
        max_length=20,
        help_text="Chữ cái không dấu rồi số, như A1. Quy tắc gọi ô bằng mã.",
    )
    label = forms.CharField(label="Hỏi điều gì", max_length=500)
    group = forms.CharField(
        label="Nhóm",
        max_length=200,
        required=False,
        help_text="Tiêu đề đứng trên ô; các ô cùng nhóm đứng liền nhau.",
        widget=forms.TextInput(attrs={"list": "cac-nhom"}),
    )
    kind = forms.ChoiceField(
        label="Trả lời bằng", choices=[(kind.value, words) for kind, words in KIND_WORDS.items()]
    )
    unit = forms.CharField(
        label="Đơn vị tính",
        max_length=30,
        required=False,
        help_text="Như vụ, hộ, triệu đồng, %; chỉ với ô số.",
    )
    scale = forms.IntegerField(
        label="Số chữ số thập phân",
        required=False,
        min_value=0,
        max_value=6,
        help_text="Chỉ với số thập phân và số tiền.",
    )
    least = NumberField(label="Nhỏ nhất", required=False, max_digits=24, decimal_places=6)
    most = NumberField(label="Lớn nhất", required=False, max_digits=24, decimal_places=6)
    choices = forms.CharField(
        label="Các lựa chọn",
        required=False,
        help_text="Mỗi lựa chọn một dòng; chỉ với ô chọn một.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    required = forms.BooleanField(label="Bắt buộc trả lời", required=False, initial=True)
    may_be_not_applicable = forms.BooleanField(label="Được trả lời “không áp dụng”", required=False)
    help = forms.CharField(
        label="Hướng dẫn cho người nhập",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    indicator = forms.ChoiceField(
        label="Đếm vào chỉ số",
        required=False,
        choices=(("", "không đếm vào chỉ số nào"), (NEW, "chỉ số mới, lấy tên của ô")),
        help_text="Một chỉ số chỉ nên được hỏi ở một biểu mẫu, để đơn vị trả lời một lần.",
    )

    def __init__(self, *args: Any, form: ReportForm, **kwargs: Any) -> None:
        super().__init__(*args, form=form, **kwargs)
        self._read_bounds_with(self.initial.get("scale") or 0)
        self.groups = group_names(form)
        self.indicators = {str(row.pk): row for row in _indicators_of(form)}
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]  # not a plain Field
            *self.fields["indicator"].choices,  # type: ignore[attr-defined]  # not a plain Field
            *((pk, f"{row.code}: {row.name[:120]}") for pk, row in self.indicators.items()),
        ]

    def clean_scale(self) -> int:
        """The scale of a box for numbers, with which its bounds are read too."""
        whole = self.cleaned_data.get("kind") == Kind.INTEGER
        scale: int = 0 if whole else self.cleaned_data["scale"] or 0
        self._read_bounds_with(scale)
        return scale

    def _read_bounds_with(self, scale: int) -> None:
        fields: Any = self.fields
        for name in ("least", "most"):
            fields[name].places = scale

    def facts(self) -> dict[str, Any]:
        """The fields of the box; what its kind does not have is left out of it."""
        cleaned = {name: self.cleaned_data[name] for name in BOX_FIELDS} | self.known_facts()
        kind = Kind(cleaned["kind"])
        numbers = kind in NUMBERS
        scale = cleaned["scale"] if numbers else 0
        return cleaned | {
            "indicator": self.indicators.get(cleaned["indicator"]),
            "unit": cleaned["unit"] if numbers else "",
            "scale": scale or 1 if kind is Kind.DECIMAL else scale,
            "least": cleaned["least"] if numbers else None,
            "most": cleaned["most"] if numbers else None,
            "choices": _lines(cleaned["choices"]) if kind is Kind.CHOICE else [],
        }

    @property
    def wants_indicator(self) -> bool:
        """Whether what the box counts has no indicator yet."""
        return bool(self.cleaned_data["indicator"] == NEW)


def _indicators_of(form: ReportForm) -> Iterable[Indicator]:
    return form.office.indicators.order_by("code")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def box_as_filled(row: Element) -> dict[str, Any]:
    """A box as its form shows it."""
    names = ("code", "label", "group", "kind", "unit", "scale", "required", "help")
    start = {name: getattr(row, name) for name in (*names, "may_be_not_applicable")}
    return (
        start
        | known_as_filled(row)
        | {
            "least": row.least,
            "most": row.most,
            "choices": "\n".join(row.choices),
            "indicator": str(row.indicator_id or ""),
        }
    )


def new_box(form: ReportForm) -> dict[str, Any]:
    """A box to begin with: the next free code, the group of the last box."""
    rows = list(form.elements.all())
    taken = {row.code.upper() for row in rows}
    number = len(rows) + 1
    while f"A{number}" in taken:
        number += 1
    group = rows[-1].group if rows else ""
    start = {"code": f"A{number}", "group": group, "kind": Kind.INTEGER, "least": 0}
    return start | {"indicator": NEW, "required": True}


class DivideForm(MarkedForm):
    """Into which parts the figure of a box is divided."""

    breakdown = forms.ChoiceField(label="Tách theo", widget=forms.RadioSelect)
    exact = forms.ChoiceField(
        label="Các phần cộng lại",
        choices=[
            ("bang", "phải bằng số chung"),
            ("khong-qua", "không được lớn hơn số chung (có thể còn phần không nêu)"),
        ],
        initial="bang",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, breakdowns: Sequence[Breakdown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.breakdowns = {str(number): one for number, one in enumerate(breakdowns)}
        choices = [(number, one.line) for number, one in self.breakdowns.items()]
        self.fields["breakdown"].choices = choices  # type: ignore[attr-defined]  # not a plain Field
        self.initial.setdefault("breakdown", "0")

    def facts(self) -> dict[str, Any]:
        """What was chosen."""
        cleaned = self.cleaned_data
        chosen = self.breakdowns[cleaned["breakdown"]]
        return {"breakdown": chosen, "exact": cleaned["exact"] == "bang"}


class RuleForm(MarkedForm):
    """A rule between boxes."""

    expression = forms.CharField(
        label="Quy tắc",
        max_length=300,
        help_text="Mã ô, số, dấu +, −, ngoặc và một dấu so sánh, như A2 <= A1 hoặc A3 = A1 + A2.",
    )
    words = forms.CharField(
        label="Lời nhắc khi không đúng",
        max_length=300,
        help_text="Một câu cho người nhập, như: Số thụ lý không lớn hơn số tiếp nhận.",
    )
    severity = forms.ChoiceField(
        label="Khi không đúng thì",
        choices=[(one.value, words) for one, words in SEVERITY_WORDS.items()],
        widget=forms.RadioSelect,
        initial="refuse",
    )


class MeasureForm(MarkedForm):
    """By which boxes a target is measured."""

    target = forms.ChoiceField(label="Chỉ tiêu")
    numerator = forms.ChoiceField(label="Tử số hoặc số đếm")
    denominator = forms.ChoiceField(
        label="Mẫu số",
        required=False,
        help_text="Để trống khi chỉ tiêu đo bằng số lượng, hoặc bằng số đơn vị trả lời “có”.",
    )
    adds_up = forms.BooleanField(label="Cộng dồn các kỳ", required=False)

    def __init__(
        self, *args: Any, form: ReportForm, targets: Iterable[Target], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.targets = {str(row.pk): row for row in targets}
        self.boxes = {str(row.pk): row for row in boxes_to_count(form)}
        lower = [("", "không có"), *_named(boxes_with_numbers(form))]
        fields: Any = self.fields
        fields["target"].choices = [(pk, str(row)) for pk, row in self.targets.items()]
        fields["numerator"].choices = list(_named(self.boxes.values()))
        fields["denominator"].choices = lower

    def facts(self) -> dict[str, Any]:
        """What was chosen."""
        cleaned = self.cleaned_data
        return {
            "target": self.targets[cleaned["target"]],
            "numerator": self.boxes[cleaned["numerator"]],
            "denominator": self.boxes.get(cleaned["denominator"]),
            "adds_up": cleaned["adds_up"],
        }


def _named(rows: Iterable[Element]) -> Iterable[tuple[str, str]]:
    return [(str(row.pk), f"{row.code}: {row.label[:120]}") for row in rows]


def measure_as_filled(row: Measure) -> dict[str, Any]:
    """A measure as its form shows it."""
    return {
        "target": str(row.target_id),
        "numerator": str(row.numerator_id),
        "denominator": str(row.denominator_id or ""),
        "adds_up": row.adds_up,
    }


class DefinitionForm(MarkedForm):
    """What an indicator means."""

    numerator = forms.CharField(
        label="Tử số hoặc số đếm", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    denominator = forms.CharField(
        label="Mẫu số",
        max_length=500,
        required=False,
        help_text="Để trống khi chỉ số là một số đếm.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    unit = forms.CharField(label="Đơn vị tính", max_length=30, required=False)
    direction = forms.ChoiceField(
        label="Chiều", choices=Direction.choices, widget=forms.RadioSelect
    )
    source = forms.ChoiceField(
        label="Nguồn",
        choices=Source.choices,
        help_text="Phần mềm chưa có số liệu công nhận: chọn “lấy từ kết quả công nhận” thì đơn vị"
        " vẫn tự điền. Chưa có sổ nào nối với chỉ số: chọn “đếm từ sổ, danh mục” thì ô chỉ được ghi"
        " sẵn khi đặt “Số đã có trong hệ thống” ở ô đó.",
        widget=forms.RadioSelect,
    )
    breakdowns = forms.CharField(
        label="Phân tổ",
        required=False,
        help_text="Mỗi phân tổ một dòng: tên, dấu hai chấm, các phần cách nhau bằng dấu |, như"
        " “loại hình: trường học | doanh nghiệp | cơ quan”. Biểu mẫu hỏi được từng phần bằng một ô."
        " Dòng không nêu các phần chỉ là lời ghi trong định nghĩa.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    verified = forms.CharField(
        label="Cách kiểm chứng",
        max_length=1000,
        required=False,
        help_text="Đối chiếu với sổ nào, ai kiểm tra, khi nào.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    limits = forms.CharField(
        label="Giới hạn",
        max_length=1000,
        required=False,
        help_text="Điều chỉ số không nói lên, nhóm không được đếm.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sensitive = forms.BooleanField(
        label="Công tác nhạy cảm: chỉ nhận số nguyên, người ngoài hệ thống cơ quan chỉ xem được"
        " bản công khai",
        required=False,
    )
    valid_from = DayField(label="Áp dụng từ ngày", help_text="Viết như 05/09/2026.")

    def clean_breakdowns(self) -> list[Breakdown]:
        """A breakdown a line."""
        try:
            return [read_breakdown(line) for line in _lines(self.cleaned_data["breakdowns"])]
        except RuleBroken as error:
            raise forms.ValidationError(error.text) from error


def definition_as_filled(row: IndicatorVersion, on: date) -> dict[str, Any]:
    """A definition as its form shows it, to hold from a day."""
    names = ("numerator", "denominator", "unit", "direction", "source", "verified", "limits")
    start = {name: getattr(row, name) for name in names}
    return start | {
        "breakdowns": "\n".join(breakdown_of(one).line for one in row.breakdowns),
        "sensitive": row.indicator.sensitive,
        "valid_from": on,
    }
