"""Forms of targets: how one is measured, the level that a unit sets itself."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from phongtrao.core.errors import RuleBroken
from phongtrao.core.targets.levels import Level
from phongtrao.programme.models import MeasuredBy
from phongtrao.web.fields import MarkedForm, NumberField

if TYPE_CHECKING:
    from phongtrao.programme.models import Threshold

COMPARATORS = (
    ("gte", "ít nhất (≥)"),
    ("gt", "trên (>)"),
    ("eq", "đúng, đủ (=)"),
    ("range", "từ … đến …"),
    ("lte", "nhiều nhất (≤)"),
    ("lt", "dưới (<)"),
    ("zero", "không để xảy ra"),
)
HORIZONS = (
    ("by", "đến"),
    ("during", "trong"),
    ("every:year", "hằng năm"),
    ("every:half-year", "6 tháng một lần"),
    ("every:quarter", "hằng quý"),
    ("every:month", "hằng tháng"),
    ("", "không đặt mốc"),
)
_DATE = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})")


class IndicatorForm(MarkedForm):
    """How a target is measured."""

    measured_by = forms.ChoiceField(
        label="Đo bằng", choices=MeasuredBy.choices, widget=forms.RadioSelect
    )
    numerator = forms.CharField(label="Tử số hoặc số đếm", max_length=500)
    denominator = forms.CharField(
        label="Mẫu số",
        max_length=500,
        required=False,
        help_text="Để trống khi đo bằng số lượng hoặc số vụ việc.",
    )


class LevelForm(MarkedForm):
    """A level that a unit sets itself, and by when."""

    comparator = forms.ChoiceField(label="Mức", choices=COMPARATORS)
    value = NumberField(
        label="Số phải đạt",
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=6,
    )
    upper = NumberField(
        label="đến (chỉ với khoảng)",
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=6,
    )
    unit = forms.ChoiceField(label="Tính bằng", choices=(("percent", "%"), ("count", "số lượng")))
    out_of = NumberField(
        label="trên tổng số (nếu mức là “19/28”)",
        required=False,
        min_value=1,
        max_digits=18,
        decimal_places=6,
    )
    horizon_kind = forms.ChoiceField(label="Mốc", required=False, choices=HORIZONS)
    horizon = forms.CharField(
        label="Năm, tháng hoặc ngày",
        required=False,
        max_length=10,
        help_text="Viết như 2026, 06/2026 hoặc 30/06/2026; để trống với mốc định kỳ.",
    )
    reason = forms.CharField(
        label="Lý do (bắt buộc khi thấp hơn, muộn hơn hoặc đo khác cấp trên)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """A level that something can be held against, with its horizon."""
        cleaned = super().clean() or {}
        kind = cleaned.get("horizon_kind") or ""
        cleaned["at"] = read_horizon(self, kind, cleaned.get("horizon") or "")
        comparator, value = cleaned.get("comparator"), cleaned.get("value")
        percent, out_of = cleaned.get("unit") == "percent", cleaned.get("out_of")
        if comparator == "zero":
            value, percent, out_of = Decimal(0), False, None
        if percent and out_of is not None:
            self.add_error("out_of", "Mức bằng % không cần tổng số. Hãy để trống ô này.")
        if value is None and "value" not in self.errors:
            self.add_error("value", "Hãy nhập số phải đạt.")
        if self.errors:
            return cleaned
        try:
            cleaned["level"] = Level(
                str(comparator), value or Decimal(0), percent, cleaned["upper"], out_of
            )
        except RuleBroken as error:
            self.add_error("value", error.text)
        return cleaned


class OwnTargetForm(LevelForm):
    """A target that a unit sets itself beside those of the programme."""

    subject = forms.CharField(
        label="Đối tượng", max_length=500, help_text="Ví dụ: tổ dân phố, hộ gia đình, vụ việc."
    )
    measure = forms.CharField(
        label="Phải đạt điều gì", max_length=500, help_text="Ví dụ: hòa giải thành."
    )
    measured_by = forms.ChoiceField(
        label="Đo bằng", choices=MeasuredBy.choices, widget=forms.RadioSelect
    )
    numerator = forms.CharField(label="Tử số hoặc số đếm", max_length=500)
    denominator = forms.CharField(label="Mẫu số", max_length=500, required=False)

    field_order = ("subject", "measure", "measured_by", "numerator", "denominator")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


def level_as_filled(row: Threshold | None) -> dict[str, Any]:
    """A level as the form shows it; nothing for none."""
    if row is None:
        return {"comparator": "gte", "unit": "percent", "horizon_kind": "by"}
    every = row.horizon_kind == "every"
    return {
        "comparator": row.comparator,
        "value": row.value.normalize(),
        "upper": row.upper and row.upper.normalize(),
        "unit": row.unit,
        "out_of": row.out_of and row.out_of.normalize(),
        "horizon_kind": f"every:{row.horizon}" if every else row.horizon_kind,
        "horizon": "" if every else "/".join(reversed(row.horizon.split("-"))),
    }


def read_horizon(form: forms.Form, kind: str, text: str) -> tuple[str, str]:
    """Kind and ISO date or rhythm of the boxes `horizon_kind` and `horizon`; what is wrong is said
    at the latter.
    """
    if ":" in kind or not kind:
        if text:
            form.add_error("horizon", "Mốc này không cần ngày. Hãy để trống, hoặc đổi mốc.")
        name, _, rhythm = kind.partition(":")
        return name, rhythm
    found = _DATE.fullmatch(text)
    if found is None:
        form.add_error("horizon", "Hãy ghi năm, tháng/năm hoặc ngày/tháng/năm.")
        return kind, ""
    day, month, year = found.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        form.add_error("horizon", f"Lịch không có {text}. Hãy sửa lại ngày hoặc tháng.")
    return kind, "-".join([year, *(f"{int(part):02}" for part in (month, day) if part)])
