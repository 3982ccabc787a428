"""Forms of tracking: why a report goes back, why a unit is exempt, whom to remind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from phongtrao.web.fields import DayField, MarkedForm

if TYPE_CHECKING:
    from phongtrao.core.sheets.elements import Sheet

_REASON_MAX = 1000
_BOX_MAX = 300
_OF_BOX = "o-"


class ReturnForm(MarkedForm):
    """Why a report goes back: as a whole, or box by box. revision, seen: as of ReadForm."""

    revision = forms.IntegerField(label="Lần nộp đã xem", widget=forms.HiddenInput)
    seen = forms.CharField(
        label="Tình trạng đã xem",
        widget=forms.HiddenInput,
        error_messages={"required": "Trang này mở từ trước. Hãy xem lại số liệu rồi bấm lần nữa."},
    )
    reason = forms.CharField(
        label="Lý do trả lại cả báo cáo",
        max_length=_REASON_MAX,
        required=False,
        help_text=(
            "Đơn vị đọc nguyên văn: sai ở đâu, cần sửa thế nào. Để trống nếu chỉ trả lại một số ô."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    resend_by = DayField(
        label="Gửi lại chậm nhất ngày",
        required=False,
        help_text=(
            "Để trống thì sau 3 ngày làm việc, hoặc hạn gửi nếu hạn đó còn xa hơn. Việc gửi lần đầu"
            " đúng hạn hay chậm không đổi."
        ),
        widget=forms.DateInput(format="%d/%m/%Y"),
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for box in sheet.elements:
            label = f"Lý do trả lại ô {box.code}"
            self.fields[f"{_OF_BOX}{box.code}"] = forms.CharField(
                label=label,
                max_length=_BOX_MAX,
                required=False,
                widget=forms.TextInput(
                    attrs={
                        "aria-label": label,
                        "placeholder": "lý do, nếu trả lại ô này",
                        "autocomplete": "off",
                    }
                ),
            )

    def clean(self) -> dict[str, Any]:
        """Asks for a reason, of the whole or of a box."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned["reason"] or self.boxes()):
            self.add_error(
                "reason", "Hãy ghi lý do trả lại cả báo cáo, hoặc lý do ở ít nhất một ô."
            )
        return cleaned

    def boxes(self) -> dict[str, str]:
        """Code → reason, of the boxes that go back."""
        return {
            name.removeprefix(_OF_BOX): words
            for name, words in self.cleaned_data.items()
            if name.startswith(_OF_BOX) and words
        }

    def field_of(self, code: str) -> forms.BoundField:
        """The field of a box."""
        return self[f"{_OF_BOX}{code}"]


class ReadForm(MarkedForm):
    """Which revision was read before it was accepted; seen: how far the report was then, as
    `reports.seen_of`.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)


class ExemptForm(MarkedForm):
    """Why a unit need not report."""

    reason = forms.CharField(
        label="Lý do miễn",
        max_length=500,
        help_text="Lý do được lưu cùng kỳ báo cáo và hiện trong danh sách theo dõi.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RemindForm(MarkedForm):
    """What is said to the units that are reminded."""

    text = forms.CharField(
        label="Lời nhắc",
        max_length=1000,
        error_messages={"required": "Hãy ghi lời nhắc rồi bấm Nhắc."},
    )
    again = forms.BooleanField(label="nhắc lần nữa", required=False)
