"""Boxes that forms of many rooms have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from phongtrao.web.asked import FIRST, LAST, NO_DAY, OTHER_CENTURY, SHOWN

if TYPE_CHECKING:
    from datetime import date

UNCONFIRMED = "Hãy đánh dấu xác nhận văn bản không chứa bí mật nhà nước rồi gửi lại."

_SCANS = (
    "Trong bản quét (ảnh) chương trình không dò được dấu mật: người gửi tự xem từng trang trước khi"
    " đánh dấu; nhật ký ghi rõ tệp chưa dò được."
)


class DayField(forms.DateField):
    """A day, of a century that people mean."""

    def to_python(self, value: Any) -> date | None:
        """Read a day, or say which text is none."""
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(NO_DAY.format(text=str(value)[:SHOWN])) from None

    def validate(self, value: date | None) -> None:
        """Refuse a day that is a slip."""
        super().validate(value)
        if value is not None and not FIRST <= value <= LAST:
            raise ValidationError(OTHER_CENTURY.format(text=f"{value:%d/%m}/{value.year}"))


class NoSecretField(forms.BooleanField):
    """The word of the person that the documents hold no state secret; shown by
    web/no_secret.html. scans: pictures are taken, in which marks cannot be looked for.
    """

    def __init__(self, *, scans: bool = False, **kwargs: Any) -> None:
        refused = "Văn bản có dấu MẬT, TỐI MẬT, TUYỆT MẬT bị từ chối ngay và không được lưu."
        super().__init__(
            label="Tôi xác nhận các văn bản này không chứa bí mật nhà nước",
            help_text=f"{refused} {_SCANS}" if scans else refused,
            error_messages={"required": UNCONFIRMED},
            **kwargs,
        )
