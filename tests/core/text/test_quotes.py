"""A quotation is found although it is printed a little differently."""

from __future__ import annotations

import pytest

from phongtrao.core.text.quotes import find_quote

TEXT = "Đoàn xã tổ chức **hoà giải**\ntại chỗ. Công an xã tuần tra. Hội xã hòa giải tại chỗ."


@pytest.mark.parametrize(
    ("quote", "near", "words"),
    [
        ("tuần tra", 0, "tuần tra"),
        ("HÒA GIẢI tại chỗ", 0, "hoà giải**\ntại chỗ"),
        ("hoà giải tại chỗ", 70, "hòa giải tại chỗ"),
    ],
)
def test_marks_case_and_tone_do_not_hide_it(quote: str, near: int, words: str) -> None:
    found = find_quote(TEXT, quote, near=near)
    assert found is not None
    assert TEXT[slice(*found)].strip("*") == words


@pytest.mark.parametrize("quote", ["không có trong văn bản", "", "  ", "tại chỗ Công an"])
def test_what_does_not_stand_there_is_not_found(quote: str) -> None:
    assert find_quote(TEXT, quote) is None
