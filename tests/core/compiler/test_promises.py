"""What holds for every text whatever: no error, true spans, work in proportion to length."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phongtrao.core.compiler import CompiledPlan, compile_plan, plan_as_json
from tests.core.compiler.wrapped import plan_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from phongtrao.core.compiler.plan import Record

PLANS = Path(__file__).parents[2] / "data" / "plans"
PIECES = (
    "KẾ HOẠCH",
    "CHỈ THỊ",
    "Số: 12/KH-UBND",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ",
    "ỦY BAN NHÂN DÂN TỈNH A",
    "Độc lập - Tự do - Hạnh phúc",
    "I. MỤC TIÊU",
    "II. TỔ CHỨC THỰC HIỆN",
    "Phần thứ nhất",
    "Chương I",
    "Điều 1.",
    "Mục 2",
    "1. Sở Y tế",
    "1.1. Chủ trì, phối hợp với",
    "a) Công an tỉnh và các sở, ban, ngành",
    "- Đề nghị Mặt trận Tổ quốc,",
    "+ 100% xã, 90% phường đạt chuẩn",
    "đến hết năm 2025",
    "trước ngày 15/11 hằng năm",
    "không để xảy ra",
    "(Kèm theo Kế hoạch",
    "| STT | Nội dung | Chủ trì | Thời gian |",
    "| 1 | Xây dựng mô hình “Tổ tự quản” | Sở Y tế | Quý I |",
    "|",
    "PHỤ LỤC I",
    "Nơi nhận:",
    "TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH",
    "Nguyễn Văn A",
    "**",
    "#",
    ":",
    ";",
    "(",
    "”",
    "12",
    "\n",
    "\n\n",
    "\f",
    " ",
    "\t",
)
DOCUMENTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=60).map("\n".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map(
        lambda pieces: plan_text(*pieces, subject="Phong trào thi đua năm 2021")
    ),
)


def records(plan: CompiledPlan) -> Iterator[Record]:
    """All records of a plan, of every kind."""
    for kind in ("sections", "references", "targets", "tasks", "deadlines", "models", "awards"):
        yield from getattr(plan, kind)


@settings(max_examples=400, deadline=None)
@given(DOCUMENTS)
def test_any_text_compiles_into_records_that_quote_it(text: str) -> None:
    plan = compile_plan(text)
    for record in records(plan):
        assert record.quote == text[record.at.start : record.at.end].strip()
        assert record.quote
        assert 0 <= record.trust.confidence <= 1
        assert record.trust.doubt is None or record.trust.doubt.endswith(".")
    before = 0
    for block in plan.blocks:
        assert before <= block.start < block.end <= len(text)
        before = block.end
    for slip in plan.misprints:
        assert text[slip.start : slip.end]
    if plan.not_a_plan is not None:
        assert plan.targets + plan.tasks + plan.deadlines + plan.models + plan.awards == ()
    plan_as_json(plan)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.text(max_size=20), st.sampled_from(sorted(PLANS.glob("*.txt"))))
def test_damage_anywhere_in_a_plan_breaks_nothing(place: int, damage: str, file: Path) -> None:
    text = file.read_text("utf-8")
    place %= len(text)
    broken = text[:place] + damage + text[place + len(damage) :]
    for record in records(compile_plan(broken)):
        assert record.quote == broken[record.at.start : record.at.end]


@pytest.mark.parametrize(
    "name", [file.name for file in sorted(PLANS.glob("*.*")) if file.suffix != ".toml"]
)
def test_every_printed_character_of_a_plan_stands_in_one_block(name: str) -> None:
    text = (PLANS / name).read_text("utf-8")
    plan = compile_plan(text)
    covered = "".join(text[block.start : block.end] for block in plan.blocks)
    outside = text
    for block in reversed(plan.blocks):
        outside = outside[: block.start] + outside[block.end :]
    assert covered
    assert not any(letter.isalnum() for letter in outside)


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\ud800\udfff", "\x00" * 50, "́" * 40, "|||||", "a" * 5000]
)
def test_odd_texts_are_no_plans(text: str) -> None:
    assert compile_plan(text).not_a_plan is not None


def steps(text: str) -> int:
    """How many calls of Python functions a compilation takes."""
    counted = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    compile_plan(text[:200])  # what is read once is read now
    sys.setprofile(count)
    try:
        compile_plan(text)
    finally:
        sys.setprofile(None)
    return counted


GROWING = {
    "plans one behind another": (PLANS / "decree-style-province.txt").read_text("utf-8"),
    "one endless sentence of bodies": "II. TỔ CHỨC THỰC HIỆN\n1. " + "Sở Y tế, các xã và " * 60,
    "one endless sentence of numbers": "I. CHỈ TIÊU\n1. " + "100% xã, đạt 5 huyện và " * 60,
    "one endless list of dates": "1. Sở Y tế báo cáo " + "trước ngày 15/3, " * 60,
    "one endless line of citations": "Căn cứ " + "Nghị định số 12/2020/NĐ-CP, " * 60,
    "one endless table": "| 1 | Tổ chức hội nghị | Sở Y tế |\n" * 60,
    "one endless open cell": "|\na\n" * 60,
    "one endless ladder of dashes": "- a:\n+ b:\n" * 60,
}


@pytest.mark.parametrize("piece", GROWING.values(), ids=GROWING)
def test_work_grows_in_proportion_to_length(piece: str) -> None:
    once, four_times = steps(piece * 4), steps(piece * 16)
    assert four_times <= once * 5
