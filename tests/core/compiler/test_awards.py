"""Titles and forms of commendation that a plan names."""

from __future__ import annotations

import pytest

from phongtrao.core.compiler import compile_plan, plan_as_json
from tests.core.compiler.wrapped import plan_text


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("tặng Cờ thi đua của Bộ Công an cho xã dẫn đầu.", ["Cờ thi đua của Bộ Công an"]),
        (
            "công nhận danh hiệu “Gia đình văn hóa”, “Thôn văn hóa”.",
            ["Gia đình văn hóa", "Thôn văn hóa"],
        ),
        (
            "xét danh hiệu Gia đình văn hóa, Cơ quan, đơn vị văn hóa cho tập thể.",
            ["Gia đình văn hóa", "Cơ quan, đơn vị văn hóa"],
        ),
        (
            "xét danh hiệu “Thôn văn hóa”; tuyên dương nơi đạt danh hiệu “Thôn văn hóa”, “- - -”.",
            ["Thôn văn hóa"],
        ),
        ("xét danh hiệu Lao động tiên tiến của năm.", ["Lao động tiên tiến"]),
    ],
)
def test_awards_are_named_as_printed(words: str, names: list[str]) -> None:
    plan = compile_plan(
        plan_text("I. TỔ CHỨC THỰC HIỆN", f"1. Sở Nội vụ đề nghị {words}", "2. Sở Y tế hỗ trợ.")
    )
    assert [award.name for award in plan.awards] == names
    assert [row["name"] for row in plan_as_json(plan)["named_awards"]] == names
