"""Short pieces set into a plan of their own, so that a test shows only what it is about."""

from __future__ import annotations

from phongtrao.core.compiler import CompiledPlan, compile_plan

HEAD = """ỦY BAN NHÂN DÂN
TỈNH SÔNG MÂY

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 15/KH-UBND

Sông Mây, ngày 02 tháng 3 năm 2021

KẾ HOẠCH

{subject}

Thực hiện chương trình công tác, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

"""
FOOT = """

Nơi nhận:
- Bộ Nội vụ;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Bình
"""
SUBJECT = "Tổ chức phong trào thi đua giai đoạn 2021 - 2025"
WORK = (
    "II. TỔ CHỨC THỰC HIỆN\n\n1. Sở Nội vụ theo dõi, đôn đốc.\n\n2. Sở Tài chính bố trí kinh phí."
)


def plan_text(*parts: str, subject: str = SUBJECT) -> str:
    """The text of a provincial plan whose body is the given parts, a blank line between them."""
    return HEAD.format(subject=subject) + "\n\n".join(parts) + FOOT


def plan_of(*parts: str, subject: str = SUBJECT) -> CompiledPlan:
    """The plan whose body is the given parts."""
    return compile_plan(plan_text(*parts, subject=subject))


def with_goals(*goals: str, subject: str = SUBJECT) -> CompiledPlan:
    """A plan with the given paragraphs under a heading of goals, and work behind them."""
    return plan_of("I. CHỈ TIÊU", *goals, WORK, subject=subject)


def with_work(*items: str, subject: str = SUBJECT) -> CompiledPlan:
    """A plan with the given items under a heading that assigns work."""
    return plan_of("I. TỔ CHỨC THỰC HIỆN", *items, subject=subject)
