"""Plain text: the encoding is found, the text stays as it was given."""

from __future__ import annotations

import unicodedata

import pytest

from phongtrao.core.text.reading import Reading, ReadingLimits, read_document
from phongtrao.core.text.reading.errors import EncodingUnknown, FileKindUnknown, TextTooLong

PLAN = (
    "KẾ HOẠCH\n\n1. Xã An Phú phấn đấu 95% khu dân cư "
    "đạt chuẩn, giữ vững trật tự.\n2. Đường phố sạch đẹp.\n"
)


def read(data: bytes, name: str = "ke-hoach.txt") -> Reading:
    return read_document(data, name)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_is_read_with_or_without_its_mark(encoding: str):
    assert read(PLAN.encode(encoding)) == Reading(PLAN, "txt")


def test_markdown_is_kept_as_it_is():
    text = "# Kế hoạch\n\n* **một**\n"
    assert read(text.encode(), "ke-hoach.md") == Reading(text, "md")


def test_decomposed_text_stays_decomposed():
    decomposed = unicodedata.normalize("NFD", PLAN)
    assert read(decomposed.encode()).text == decomposed


def test_line_ends_of_all_systems_become_one():
    assert read("a\r\nb\rc\u2028d\x0be\x85f\x0cg".encode()).text == "a\nb\nc\nd\ne\nf\x0cg"


def windows_1258(text: str) -> bytes:
    """Letters with their mark of quality, tones behind them, as Windows keeps Vietnamese."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    signs = ""
    for sign in text:
        parts = unicodedata.normalize("NFD", sign)
        bare = "".join(part for part in parts if part not in tones)
        signs += unicodedata.normalize("NFC", bare) + "".join(
            part for part in parts if part in tones
        )
    return signs.encode("cp1258")


def test_windows_1258_is_recognised():
    reading = read(windows_1258(PLAN))
    assert reading.text == PLAN
    assert reading.notes == ("Đã chuyển từ bảng mã Windows-1258 sang Unicode.",)


def test_tcvn3_and_vni_are_recognised():
    tcvn3 = "ñy ban nh©n d©n tØnh x©y dùng kÕ ho¹ch, phÊn ®Êu 95% khu d©n c­ ®¹t chuÈn"
    reading = read(tcvn3.encode("cp1252"))
    assert (
        reading.text == "ủy ban nhân dân tỉnh xây dựng kế hoạch, phấn đấu 95% khu dân cư đạt chuẩn"
    )
    assert reading.notes == ("Đã chuyển từ bảng mã TCVN3 (ABC) sang Unicode.",)
    vni = "UÛy ban nhaân daân tænh xaây döïng keá hoaïch, phaán ñaáu 95% khu daân cö ñaït chuaån"
    reading = read(vni.encode("cp1252"))
    assert (
        reading.text == "Ủy ban nhân dân tỉnh xây dựng kế hoạch, phấn đấu 95% khu dân cư đạt chuẩn"
    )
    assert reading.notes == ("Đã chuyển từ bảng mã VNI sang Unicode.",)


def test_legacy_text_that_was_saved_as_unicode_is_repaired():
    line = "ñy ban nh©n d©n tØnh x©y dùng kÕ ho¹ch\n"
    assert read((line * 3).encode()).text == "ủy ban nhân dân tỉnh xây dựng kế hoạch\n" * 3


def test_a_slip_of_a_few_bytes_does_not_hide_utf8():
    data = (PLAN * 20).encode()
    reading = read(data[:-30] + b"\xff" + data[-30:])
    assert "\ufffd" in reading.text
    assert reading.text.startswith("KẾ HOẠCH")
    assert "ký tự hỏng" in reading.notes[0]


def test_bytes_in_no_known_encoding_are_refused():
    with pytest.raises(EncodingUnknown):
        read(bytes(range(0xC0, 0x100)) * 30)


def test_bytes_that_are_no_text_are_refused():
    for data in (b"abc\x00\x01\x02def", b"\xe1\x00\x00\x01\xff" * 5, bytes(range(1, 255)) * 4):
        with pytest.raises(FileKindUnknown):
            read(data)


def test_text_longer_than_any_plan_is_refused_by_its_bytes_and_by_its_characters():
    short = ReadingLimits(text_characters=100)
    for length in (401, 101):
        with pytest.raises(TextTooLong) as refused:
            read_document(b"x" * length, "a.txt", short)
        assert "100 ký tự" in refused.value.text
