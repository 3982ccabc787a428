"""Phrases in capitals become what a clerk would write."""

from __future__ import annotations

import pytest

from phongtrao.core.text.capitals import in_small_letters

TEXT = """ỦY BAN NHÂN DÂN TỈNH SÔNG MẪU
Thực hiện chỉ đạo của Ủy ban nhân dân tỉnh Sông Mẫu, các xã, phường lắp camera dùng mạng IoT.
Giao UBND các xã báo cáo. Công an tỉnh Sông Mẫu theo dõi hòa giải ở cơ sở.
"""


@pytest.mark.parametrize(
    ("phrase", "calm"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH SÔNG MẪU", "Ủy ban nhân dân tỉnh Sông Mẫu"),
        ("VỀ VIỆC LẮP CAMERA DÙNG MẠNG IOT", "Về việc lắp camera dùng mạng IoT"),
        ("GIAO UBND CÁC XÃ", "Giao UBND các xã"),
        ("THỰC HIỆN CHỈ THỊ 27/CT-TTG", "Thực hiện chỉ thị 27/CT-TTG"),
        ("CÔNG TÁC HOÀ GIẢI Ở CƠ SỞ", "Công tác hoà giải ở cơ sở"),
        ("NGHỊ QUYẾT CỦA HĐND TỈNH SÔNG MẪU", "Nghị quyết của HĐND tỉnh Sông Mẫu"),
        ("“CÙNG HÒA GIẢI”", "“Cùng hòa giải”"),
        ("Kế hoạch của UBND các xã", "Kế hoạch của UBND các xã"),
        ("123/456", "123/456"),
        ("", ""),
    ],
)
def test_capitals_become_the_spelling_of_the_text(phrase: str, calm: str) -> None:
    assert in_small_letters(phrase, TEXT) == calm


def test_an_old_tone_mark_stays_as_it_was_printed() -> None:
    assert in_small_letters("KẾ HOẠCH CỦA HOÀ LẠC", "về xã Hòa Lạc") == "Kế hoạch của Hoà Lạc"
