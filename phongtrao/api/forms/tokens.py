"""The form of a new token."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from phongtrao.api.models import GRANTED
from phongtrao.web.fields import DayField

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST_DAYS = 180


class TokenForm(forms.Form):
    """Which program of which office may do what, until when."""

    name = forms.CharField(
        label="Tên chương trình kết nối",
        max_length=80,
        help_text="Ví dụ: Phần mềm một cửa của phường. Tên này đứng trong nhật ký.",
    )
    office = forms.TypedChoiceField(
        label="Của cơ quan",
        coerce=int,
        help_text="Khóa dùng được cho cơ quan này và các đơn vị trực thuộc.",
    )
    permission = forms.ChoiceField(
        label="Được làm",
        choices=[(one.value, one.label) for one in GRANTED],
        help_text="Mỗi khóa một việc; cần cả hai thì tạo hai khóa.",
    )
    last_day = DayField(
        label="Dùng đến hết ngày",
        help_text="Nhiều nhất một năm.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["office"]
        choice.choices = units
        self.fields["last_day"].initial = timezone.localdate() + timedelta(days=_FIRST_DAYS)
