"""The head and foot of a document as printed."""

from __future__ import annotations

import pytest

from phongtrao.core.compiler import compile_plan
from tests.core.compiler.rows import header

BODY = """

I. TỔ CHỨC THỰC HIỆN

1. Sở Y tế theo dõi, đôn đốc.

2. Sở Nội vụ tổng hợp, báo cáo.
"""


def head(text: str, foot: str = "") -> dict[str, str]:
    return header(compile_plan(text + BODY + foot))


def test_a_letterhead_of_two_columns_is_parted() -> None:
    found = head(
        """ỦY BAN NHÂN DÂN           CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH SÔNG MÂY                 Độc lập - Tự do - Hạnh phúc
Số: 15 / KH – UBND       Sông Mây, ngày 02 tháng 3 năm 2021

KẾ HOẠCH
Phát động thi đua"""
    )
    assert found == {
        "type": "Kế hoạch",
        "symbol": "15/KH-UBND",
        "issuer": "ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY",
        "place": "Sông Mây",
        "date": "2021-03-02",
        "subject": "Phát động thi đua",
    }


def test_a_letterhead_in_a_table_is_read_cell_by_cell() -> None:
    found = head(
        """| UBND TỈNH SÔNG MÂY **SỞ NỘI VỤ** | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
|---|---|
| Số: /KH-SNV | *Sông Mây, ngày    tháng 3 năm 2021* |

**KẾ HOẠCH**

**Phát động thi đua**"""
    )
    assert found["symbol"] == "/KH-SNV"
    assert found["place"] == "Sông Mây"
    assert found["date"] == "2021-03"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Sông Mây, ngày … tháng … năm 2021", "2021"),
        ("Sông Mây, ngày 5/3/2021", "2021-03-05"),
        ("Sông Mây, ngày 45 tháng 3 năm 2021", "2021"),
        ("Sông Mây, ngày    tháng    năm", None),
    ],
)
def test_a_date_is_as_precise_as_it_is_printed(line: str, date: str | None) -> None:
    found = head(f"ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY\nSố: 1/KH-UBND\n{line}\n\nKẾ HOẠCH\nThi đua")
    assert found.get("date") == date
    assert found["place"] == "Sông Mây"


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        ("UBND TỈNH SÔNG MÂY\nSỞ NỘI VỤ", "SỞ NỘI VỤ"),
        ("SỞ VĂN HÓA, THỂ THAO VÀ\nDU LỊCH", "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"),
        ("TỈNH ỦY SÔNG MÂY", "TỈNH ỦY SÔNG MÂY"),
        ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ SÔNG MÂY", "ỦY BAN NHÂN DÂN THÀNH PHỐ SÔNG MÂY"),
        ("HỘI LIÊN HIỆP PHỤ NỮ VIỆT NAM\nBAN THƯỜNG VỤ", "BAN THƯỜNG VỤ"),
        ("THỦ TƯỚNG CHÍNH PHỦ\n-------", "THỦ TƯỚNG CHÍNH PHỦ"),
        ("CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM\nBỘ NỘI VỤ", "BỘ NỘI VỤ"),
    ],
)
def test_the_issuer_is_the_last_body_of_the_letterhead(lines: str, issuer: str) -> None:
    assert head(f"{lines}\nSố: 1/KH-ABC\n\nKẾ HOẠCH\nThi đua")["issuer"] == issuer


def test_without_letterhead_the_body_that_orders_issues() -> None:
    text = """KẾ HOẠCH
Thi đua

Thực hiện chỉ đạo của cấp trên, Ủy ban nhân dân huyện Long Sơn ban hành Kế hoạch như sau:"""
    assert head(text)["issuer"] == "Ủy ban nhân dân huyện Long Sơn"


def test_a_subject_may_stand_in_the_line_of_the_title_and_go_on_below() -> None:
    assert head("KẾ HOẠCH PHÁT ĐỘNG PHONG TRÀO THI ĐUA\nNĂM 2021\n")["subject"] == (
        "PHÁT ĐỘNG PHONG TRÀO THI ĐUA NĂM 2021"
    )
    assert head("KẾ HOẠCH\n\nPhát động phong trào,\n\nnăm 2021\n\nCăn cứ chỉ đạo;")["subject"] == (
        "Phát động phong trào, năm 2021"
    )


def test_a_letter_without_title_has_its_subject_behind_v_v() -> None:
    found = head(
        """UBND TỈNH SÔNG MÂY
SỞ Y TẾ
Số: 7/SYT-NVY
V/v phòng, chống dịch
sốt xuất huyết

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sông Mây, ngày 02 tháng 3 năm 2021

Kính gửi: Các bệnh viện.

Sở Y tế yêu cầu các đơn vị thực hiện:"""
    )
    assert found["type"] == "Công văn"
    assert found["subject"] == "phòng, chống dịch sốt xuất huyết"


def test_a_text_whose_symbol_names_a_type_has_that_type() -> None:
    found = head("ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY\nSố: 9/KH-UBND\n\nPHÁT ĐỘNG THI ĐUA NĂM 2021\n")
    assert found["type"] == "Kế hoạch"
    assert found["subject"] == "PHÁT ĐỘNG THI ĐUA NĂM 2021"


FEET = {
    "for a superior": (
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n"
        "(Đã ký)\n\nTS. Lê Thị Hoa\n",
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "TS. Lê Thị Hoa"),
    ),
    "for a body of two lines": (
        "T/M BAN THƯỜNG VỤ\nTỈNH ỦY\nPHÓ BÍ THƯ\n\nLê Văn Hùng\n",
        ("T/M BAN THƯỜNG VỤ TỈNH ỦY", "PHÓ BÍ THƯ", "Lê Văn Hùng"),
    ),
    "in one's own post": (
        "GIÁM ĐỐC\n\nĐại tá Lê Văn Hùng\n",
        (None, "GIÁM ĐỐC", "Đại tá Lê Văn Hùng"),
    ),
    "without a name": (
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n",
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", None),
    ),
    "in two columns": (
        "Nơi nhận:                          TM. ỦY BAN NHÂN DÂN\n"
        "- Như trên;                             CHỦ TỊCH\n- Lưu: VT.\n"
        "                                      Lê Văn Hùng\n",
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Văn Hùng"),
    ),
    "in a table": (
        "| **Nơi nhận:** - Như trên; - Lưu: VT. | **TM. ỦY BAN NHÂN DÂN CHỦ TỊCH** Lê Văn Hùng |\n",
        None,
    ),
}


@pytest.mark.parametrize(("foot", "signed"), FEET.values(), ids=FEET)
def test_the_foot_says_who_signs(foot: str, signed: tuple[str | None, ...] | None) -> None:
    found = head("ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY\nSố: 1/KH-UBND\n\nKẾ HOẠCH\nThi đua", "\n" + foot)
    if signed is not None:
        assert tuple(found.get(key) for key in ("authority", "title", "name")) == signed
    if "Lưu" in foot and signed:
        assert found["recipients"] == "Như trên; Lưu: VT"


PORTAL = """Kế hoạch 70/KH-UBND năm 2026 lập quỹ khuyến học trên địa bàn tỉnh Sông Mây
| Số hiệu | 70/KH-UBND |
| Loại văn bản | Kế hoạch |
|
ỦY BAN NHÂN DÂN |
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
|
Số: 70/KH-UBND |
Sông Mây, ngày 30 tháng 01 năm 2026 |

Thực hiện Kế hoạch số 12/KH-BGDĐT ngày 10/10/2025, {speaker} ban hành Kế hoạch như sau:"""


def test_a_letterhead_that_leaves_out_whose_it_is_is_filled_from_the_preamble() -> None:
    assert head(PORTAL.format(speaker="Ủy ban nhân dân tỉnh"))["issuer"] == "Ủy ban nhân dân tỉnh"
    assert head(PORTAL.format(speaker="Sở Giáo dục và Đào tạo"))["issuer"] == "ỦY BAN NHÂN DÂN"


def test_a_title_that_only_the_portal_kept_is_the_subject() -> None:
    found = head(PORTAL.format(speaker="Ủy ban nhân dân tỉnh"))
    assert found["subject"] == "lập quỹ khuyến học trên địa bàn tỉnh Sông Mây"
    other = PORTAL.format(speaker="UBND tỉnh").replace("Kế hoạch 70/", "Kế hoạch 71/")
    assert "subject" not in head(other)
