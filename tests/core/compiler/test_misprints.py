"""Likely misprints are flagged, never corrected."""

from __future__ import annotations

import pytest

from phongtrao.core.compiler import compile_plan
from tests.core.compiler.wrapped import plan_text, with_work


def slips(words: str) -> list[tuple[str, str]]:
    return [(slip.printed, slip.likely) for slip in with_work(f"1. Sở Y tế {words}").misprints]


@pytest.mark.parametrize(
    ("words", "printed", "likely"),
    [
        ("củng cố thể trận an ninh nhân dân.", "thể trận", "thế trận"),
        ("đăng trên công thông tin điện tử.", "công thông tin", "cổng thông tin"),
        ("rà soát địa bàn tiêm ẩn phức tạp.", "tiêm ẩn", "tiềm ẩn"),
        ("giảm đơn vị xếp loại yêu.", "yêu", "yếu"),
        ("CỦNG CỐ THỂ TRẬN AN NINH.", "THỂ TRẬN", "THẾ TRẬN"),
        ("chú trọng. Thể trận an ninh vững chắc.", "Thể trận", "Thế trận"),
        ("thực hi ện và k ết luận.", "k ết", "kết"),
        ("giúp đỡ người làm lỗi.", "làm lỗi", "lầm lỗi"),
        ("giữ công trường an toàn.", "công trường", "cổng trường"),
    ],
)
def test_confusable_words_are_flagged_with_what_was_meant(
    words: str, printed: str, likely: str
) -> None:
    assert (printed, likely) in slips(words)


@pytest.mark.parametrize(
    "words",
    [
        "xếp loại theo yêu cầu.",
        "giáo dục tình yêu quê hương.",
        "tiêm phòng đầy đủ.",
        "máy làm lỗi.",
        "công trường xây dựng.",
    ],
)
def test_words_that_fit_their_company_are_not_flagged(words: str) -> None:
    assert slips(words) == []


def test_a_slip_is_shown_where_it_is_printed_and_lowers_trust() -> None:
    text = plan_text(
        "I. CHỈ TIÊU",
        "- Có khoảng 60% đơn vị tiêm ẩn phức tạp được kiểm tra.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế xử lý tụ điểm tiêm ẩn phức tạp.",
    )
    plan = compile_plan(text)
    assert [text[slip.start : slip.end] for slip in plan.misprints] == ["tiêm ẩn", "tiêm ẩn"]
    (task,) = plan.tasks
    assert (
        task.trust.doubt
        == "Trong đoạn trích có chữ “tiêm ẩn” có thể in nhầm (đúng ra là “tiềm ẩn”)."
    )
    assert task.trust.confidence < 0.9
    (target,) = plan.targets
    assert "khoảng" in (target.trust.doubt or "")
    assert "in nhầm" in (target.trust.doubt or "")


def test_text_whose_small_letters_are_longer_is_left_alone() -> None:
    assert slips("củng cố thể trận İ an ninh.") == []
