"""Forms that take workbooks in."""

from __future__ import annotations

from django import forms

from phongtrao.web.fields import MarkedForm


class WorkbookForm(MarkedForm):
    """A workbook that was filled in."""

    workbook = forms.FileField(
        label="Tệp Excel đã điền",
        help_text="Chính tệp .xlsx đã tải từ trang này; không đổi tên trang, dòng, cột.",
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
    )
    reason = forms.CharField(
        label="Lý do đính chính",
        max_length=1000,
        required=False,
        help_text="Chỉ cần khi số liệu khác với báo cáo đã gửi.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
