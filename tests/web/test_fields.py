"""Boxes that forms of many rooms have."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from phongtrao.web.fields import DayField, MarkedForm, NumberField


def test_a_day_is_read_as_it_is_written_here() -> None:
    assert DayField().clean(" 05/09/2026 ") == date(2026, 9, 5)
    assert DayField(required=False).clean("") is None


@pytest.mark.parametrize("text", ["30/2/2026", "hôm qua", "9" * 500])
def test_what_is_no_day_is_said_with_what_was_typed(text: str) -> None:
    with pytest.raises(ValidationError) as told:
        DayField().clean(text)
    assert told.value.messages == [
        f"Lịch không có ngày “{text[:40]}”. Hãy ghi ngày/tháng/năm, như 30/6/2026."
    ]


def test_a_century_that_nobody_means_is_refused() -> None:
    with pytest.raises(ValidationError, match="Năm của ngày 05/09/2926"):
        DayField().clean("05/09/2926")


def test_a_number_is_read_as_it_is_written_here() -> None:
    assert NumberField().clean("2.000") == 2000
    assert NumberField().clean("1.000,25") == Decimal("1000.25")
    assert NumberField(required=False).clean("  ") is None
    assert NumberField().clean("0") == 0


@pytest.mark.parametrize(
    ("typed", "said"), [("1,500", "hai số"), ("hai", "Hãy gõ số như"), ("-1", "lớn hơn")]
)
def test_a_number_is_never_guessed(typed: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        NumberField(min_value=0).clean(typed)


def test_a_number_is_shown_as_it_can_be_sent_again() -> None:
    field = NumberField()
    for number in ("2000", "1E+3", "1.125", "0.5", "33.300000"):
        shown = field.prepare_value(Decimal(number))
        assert field.clean(shown) == Decimal(number)
    assert field.prepare_value(Decimal("33.300000")) == "33,3"
    assert field.prepare_value("1..5") == "1..5"


class _Asking(MarkedForm):
    name = forms.CharField(label="Lý do miễn")
    day = DayField(label="Ngày họp")
    kind = forms.ChoiceField(label="Loại", choices=[("a", "a")])
    paper = forms.FileField(label="Tệp văn bản")
    told = forms.BooleanField(label="Đã báo đơn vị")
    own = forms.CharField(error_messages={"required": "Hãy ghi lời nhắc rồi bấm Nhắc."})
    note = forms.CharField(required=False)


def test_a_box_that_was_left_empty_is_called_by_its_name() -> None:
    assert _Asking({}).errors == {
        "name": ["Ô “Lý do miễn” còn trống. Hãy ghi rồi gửi lại."],
        "day": ["Ô “Ngày họp” còn trống. Hãy ghi rồi gửi lại."],
        "kind": ["Chưa chọn “Loại”. Hãy chọn rồi gửi lại."],
        "paper": ["Chưa chọn “Tệp văn bản”. Hãy chọn rồi gửi lại."],
        "told": ["Chưa đánh dấu “Đã báo đơn vị”. Hãy đánh dấu rồi gửi lại."],
        "own": ["Hãy ghi lời nhắc rồi bấm Nhắc."],
    }
