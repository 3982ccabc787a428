"""Boxes that forms of many rooms have."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from phongtrao.web.fields import DayField


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
