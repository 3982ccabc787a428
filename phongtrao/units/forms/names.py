"""Forms of names: other names of a unit, names of the dictionary."""

from __future__ import annotations

from typing import Any

from django import forms

from phongtrao.units.models import TermKind
from phongtrao.web.fields import DayField

_FROM_HELP = "Ví dụ 01/07/2024; để trống nếu có từ trước."


class AliasForm(forms.Form):
    """Another name of a unit."""

    name = forms.CharField(
        label="Tên gọi khác", max_length=200, help_text="Tên viết tắt, cách viết khác, tên cũ."
    )


class NameForm(forms.Form):
    """A name of a thing from a day on."""

    name = forms.CharField(label="Tên", max_length=200)
    main = forms.TypedChoiceField(
        label="Dùng để",
        choices=[("main", "in trong văn bản (tên chính)"), ("variant", "nhận ra (cách gọi khác)")],
        coerce=lambda value: value == "main",
        initial="variant",
        help_text="Mỗi ngày chỉ có một tên chính.",
    )
    valid_from = DayField(label="Từ ngày", required=False, help_text=_FROM_HELP)
    source = forms.CharField(
        label="Theo văn bản",
        max_length=200,
        help_text="Số, ký hiệu văn bản đặt tên, ví dụ Luật 30/2023/QH15.",
    )


class TermForm(forms.Form):
    """A thing that is not in the dictionary yet, with its name."""

    kind = forms.ChoiceField(label="Loại", choices=TermKind.choices)
    name = forms.CharField(label="Tên chính", max_length=200)
    valid_from = DayField(label="Từ ngày", required=False, help_text=_FROM_HELP)
    source = NameForm.base_fields["source"]


class EndNameForm(forms.Form):
    """When a name no longer holds."""

    on = DayField(
        label="Hết hiệu lực từ ngày",
        required=False,
        help_text="Ngày đầu tiên không còn tên ấy; để trống nếu tên vẫn còn dùng.",
    )
    source = forms.CharField(
        label="Theo văn bản",
        max_length=200,
        required=False,
        help_text="Số, ký hiệu văn bản bỏ hoặc thay tên.",
    )

    def clean(self) -> dict[str, Any]:
        """An end has an instrument, as a beginning has."""
        cleaned = super().clean() or {}
        if cleaned.get("on") and not cleaned.get("source"):
            self.add_error("source", "Hãy ghi văn bản bỏ hoặc thay tên này.")
        return cleaned
