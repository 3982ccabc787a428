"""Boxes that forms of many rooms have."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from phongtrao.core.errors import RuleBroken
from phongtrao.core.sheets.numbers import number_typed, read_number
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


class NumberField(forms.DecimalField):
    """A number as Vietnamese writes it (`1.234,5`), read as the boxes of a report are.

    places: decimal places that are expected (core.sheets.numbers); it may have more, up to
    `decimal_places`.
    """

    def __init__(self, *, places: int = 0, **kwargs: Any) -> None:
        super().__init__(localize=True, **kwargs)
        self.places = places

    def to_python(self, value: Any) -> Any:  # a Decimal, None for a blank
        """Read a number, or say how to write it."""
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            return read_number(typed, self.places)
        except RuleBroken as error:
            raise ValidationError(error.text) from None

    def prepare_value(self, value: Any) -> Any:
        """A number as one would type it; what was typed stays as it is."""
        if isinstance(value, (int, float, Decimal)):
            return number_typed(Decimal(str(value)), self.places)
        return value


_USUAL = forms.Field.default_error_messages["required"]
_CHOSEN = (forms.ChoiceField, forms.FileField)


class MarkedForm(forms.Form):
    """A form whose wrong boxes are marked for who hears the page; one that must be filled in and is
    not is called by its name.
    """

    def full_clean(self) -> None:
        """Looks at every box, then marks the wrong ones."""
        for name, field in self.fields.items():
            if field.error_messages["required"] == _USUAL:
                field.error_messages["required"] = _blank_words(field, str(self[name].label))
        super().full_clean()
        for name in self.fields.keys() & self.errors.keys():
            self.fields[name].widget.attrs["aria-invalid"] = "true"


def _blank_words(field: forms.Field, label: str) -> str:
    """What is said of a box that was left empty, and what to do."""
    if isinstance(field, forms.BooleanField):
        return f"Chưa đánh dấu “{label}”. Hãy đánh dấu rồi gửi lại."
    if isinstance(field, _CHOSEN):
        return f"Chưa chọn “{label}”. Hãy chọn rồi gửi lại."
    return f"Ô “{label}” còn trống. Hãy ghi rồi gửi lại."


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
