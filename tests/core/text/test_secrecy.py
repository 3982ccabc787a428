"""Marks of state secrets are found where stamps stand, and nowhere else."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from phongtrao.core.text.secrecy import StateSecretRefused, refuse_state_secret, secrecy_of

PLANS = Path(__file__).parents[4] / "shared" / "plans"

HEAD = """ỦY BAN NHÂN DÂN
XÃ AN PHÚ
{mark}
Số: 12/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

KẾ HOẠCH
Phát động phong trào năm 2026
"""
BODY = "\n\n".join(f"{number}. Nội dung thứ {number} của kế hoạch." for number in range(1, 90))


@pytest.mark.parametrize(
    ("mark", "degree"),
    [
        ("MẬT", "Mật"),
        ("TỐI MẬT", "Tối mật"),
        ("TUYỆT MẬT", "Tuyệt mật"),
        ("M Ậ T", "Mật"),
        ("T Ố I   M Ậ T", "Tối mật"),
        ("T U Y Ệ T M Ậ T", "Tuyệt mật"),
        ("**MẬT**", "Mật"),
        ("| MẬT |", "Mật"),
        ("| MẬT | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |", "Mật"),
        ("[TỐI MẬT]", "Tối mật"),
        ("(MẬT)", "Mật"),
        ("--- MẬT ---", "Mật"),
        ("- MẬT -", "Mật"),
        ("# MẬT", "Mật"),
        ("MẬT\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Mật"),
        ("Độ mật: Tối mật", "Tối mật"),
        ("MỨC ĐỘ MẬT: MẬT", "Mật"),
        ("Độ mật: A", "Tuyệt mật"),
        ("| Độ mật | Mật |", "Mật"),
        ("MẬT - KHẨN", "Mật"),
        ("HỎA TỐC - TỐI MẬT", "Tối mật"),
        ("MẬT (Bản số: 03)", "Mật"),
        ("DẤU MẬT", "Mật"),
        ("BÁO CÁO (MẬT)", "Mật"),
        ("TUYỆT\nMẬT", "Mật"),
        ("Mật", "Mật"),
        ("Tối mật", "Tối mật"),
        ("B", "Tối mật"),
        (unicodedata.normalize("NFD", "TỐI MẬT"), "Tối mật"),
        ("Số: 12-M/BC-CAT", "Mật"),
        ("Số: 07/KH-BCĐ-M", "Mật"),
        ("Số:   -M/KH-UBND", "Mật"),
        ("Số 05/TM-UBND", "Tối mật"),
        ("Số: 01/TuyM-UBND", "Tuyệt mật"),
        ("Số: 9/KH-UBND (Mật)", "Mật"),
        ("Số: 12/KH-UBND(M)", "Mật"),
        ("Số: 12/KH-UBND     TỐI MẬT", "Tối mật"),
        ("| Số: 12-M/BC | An Phú, ngày 05 tháng 3 |", "Mật"),
    ],
)
def test_a_mark_in_the_letterhead_is_found(mark: str, degree: str):
    text = HEAD.format(mark=mark) + BODY
    found = secrecy_of(text)
    assert found.degree == degree
    assert found.is_state_secret
    assert found.state_secret is not None
    assert found.state_secret.quote in text


@pytest.mark.parametrize(
    "words",
    [
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "VỀ CÔNG TÁC BẢO VỆ BÍ\nMẬT NHÀ NƯỚC",
        "QUẢN LÝ TÀI LIỆU MẬT",
        "QUẢN LÝ VĂN BẢN\nMẬT",
        "BÍ\nMẬT",
        "MẬT\nMÃ DÂN SỰ",
        "BẢO MẬT",
        "AN TOÀN, BẢO MẬT",
        "MẬT ONG",
        "CƠ MẬT",
        "“MẬT”",
        "Dấu “MẬT”, “TỐI MẬT”, “TUYỆT MẬT”",
        "- MẬT;\n- TỐI MẬT;\n- TUYỆT MẬT.",
        "a) MẬT",
        "* MẬT",
        "| STT | MẬT | TỐI MẬT | TUYỆT MẬT |",
        "| STT | Độ mật | Mật | Tối mật |",
        "Độ mật: Không",
        "| Độ mật | Không |",
        "tài liệu\nmật",
        "Số lượng tài liệu Mật",
        "Số hiệu: M-12",
        "Số: 12/KH-UBND",
        "Số: 45/UBND-TM",
        "Số: 12/MTTQ-BTT",
        "Số: 3/TB-SNNMT",
        "LƯU HÀNH NỘI BỘ",
        "x" * 200 + " (MẬT)",
    ],
)
def test_words_about_secrets_are_no_mark(words: str):
    assert secrecy_of(HEAD.format(mark=words) + BODY).degree is None


def test_a_plan_about_protecting_secrets_is_not_secret():
    text = HEAD.format(mark="") + (
        "\nI. MỤC ĐÍCH\n\n1. Quán triệt Luật Bảo vệ bí mật "
        "nhà nước; văn bản thuộc độ Mật, Tối mật, Tuyệt mật "
        "phải được đóng dấu.\n\nII. QUẢN LÝ TÀI LIỆU MẬT\n\n1. "
        "Sổ đăng ký văn bản mật đi, Công văn số 12-M/BC-CAT.\n"
    )
    assert not secrecy_of(text).is_state_secret


def test_the_same_word_deep_in_the_text_is_no_mark_but_at_an_appendix_it_is():
    deep = HEAD.format(mark="") + BODY + "\n\nMẬT\n\n" + BODY
    assert secrecy_of(deep).degree is None
    for appendix in (
        f"{BODY}\n\nPHỤ LỤC I\n\nMẬT\n",
        f"{BODY}\n\nMẬT\n\nPhụ lục\n",
        f"{BODY}\nPHỤ LỤC SỐ 2\nTỐI MẬT",
    ):
        assert secrecy_of(HEAD.format(mark="") + appendix).is_state_secret


def test_a_letter_alone_is_no_mark_without_a_letterhead_below():
    assert secrecy_of("A\n\nThông tin chung\n").degree is None


def test_a_mark_in_the_margins_counts():
    found = secrecy_of("Nội dung", "Trang 1\nTỐI MẬT\nLƯU HÀNH NỘI BỘ")
    assert (found.degree, found.state_secret, found.internal_only) == ("Tối mật", None, True)
    assert secrecy_of("Nội dung", "Mật độ dân số").degree is None


@pytest.mark.parametrize(
    "mark",
    ["LƯU HÀNH NỘI BỘ", "Tài liệu lưu hành nội bộ", "(Chỉ lưu hành nội bộ)", "XEM XONG TRẢ LẠI"],
)
def test_internal_circulation_is_flagged_and_not_refused(mark: str):
    found = refuse_state_secret(HEAD.format(mark=mark) + BODY, "", name="a.docx")
    assert found.internal_only
    at_end = secrecy_of(HEAD.format(mark="") + BODY + f"\n\n{mark}\n")
    assert at_end.internal_only
    assert not secrecy_of(
        HEAD.format(mark="") + "Tài liệu lưu hành nội bộ phải được quản lý." + BODY
    ).internal_only


def test_a_marked_document_is_refused_without_repeating_its_words():
    with pytest.raises(StateSecretRefused) as refused:
        refuse_state_secret(HEAD.format(mark="MẬT") + "Nội dung kín", "", name="a.docx")
    assert "a.docx" in refused.value.text
    assert "Nội dung kín" not in refused.value.text
    assert refused.value.source


def test_spaces_blank_lines_and_windows_line_ends_do_not_hide_a_mark():
    assert secrecy_of("\r\n\r\n   MẬT\r\n\r\nCỘNG HÒA\r\n").degree == "Mật"
    assert secrecy_of("UBND XÃ\n \nMẬT\n\x0cSố: 1/KH").degree == "Mật"
    assert secrecy_of("").degree is None


@pytest.mark.skipif(not PLANS.is_dir(), reason="no real plans here")
def test_no_real_plan_is_taken_for_a_secret():
    texts = {path.name: path.read_text(encoding="utf-8") for path in PLANS.rglob("*.txt")}
    assert [name for name, text in texts.items() if secrecy_of(text).is_state_secret] == []
