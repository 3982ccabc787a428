"""Boxes that forms of many rooms have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError

from phongtrao.web.asked import FIRST, LAST, OTHER_CENTURY

if TYPE_CHECKING:
    from datetime import date


class DayField(forms.DateField):
    """A day, of a century that people mean."""

    def validate(self, value: date | None) -> None:
        """Refuse a day that is a slip."""
        super().validate(value)
        if value is not None and not FIRST <= value <= LAST:
            raise ValidationError(OTHER_CENTURY.format(text=f"{value:%d/%m}/{value.year}"))
