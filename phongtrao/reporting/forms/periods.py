"""Forms of periods: until when one is sent, why one is withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms

from phongtrao.web.fields import DayField, MarkedForm


class DueForm(MarkedForm):
    """A day for sending that is of one period alone."""

    han = DayField(
        label="Hạn gửi cho kỳ này",
        required=False,
        help_text="Chỉ ghi khi kỳ này cần hạn khác, như 05/12/2026. Để trống thì theo biểu mẫu.",
    )


class WithdrawForm(MarkedForm):
    """Why a period is withdrawn. typing: how many units typed something and did not send."""

    reason = forms.CharField(
        label="Lý do hủy",
        max_length=500,
        help_text="Các đơn vị trong danh sách đọc nguyên văn.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, typing: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if typing:
            self.fields["told"] = forms.BooleanField(
                label="Tôi đã báo cho các đơn vị đã nhập là kỳ này bị hủy",
                error_messages={"required": "Hãy báo cho các đơn vị đã nhập, rồi đánh dấu ô này."},
            )
