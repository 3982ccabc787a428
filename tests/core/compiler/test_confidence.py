"""Why a task may be doubted."""

from __future__ import annotations

from pathlib import Path

from phongtrao.core.compiler import compile_plan
from tests.core.compiler.wrapped import with_work

PLANS = Path(__file__).parents[2] / "data" / "plans"


def doubts(text: str) -> list[str]:
    return [task.trust.doubt for task in compile_plan(text).tasks if task.trust.doubt]


def test_a_list_of_partners_without_known_heads_is_doubted() -> None:
    plan = with_work("1. Sở Y tế phối hợp với đội kéo co và nhóm thợ xây tổ chức giải đấu.")
    assert "khó tách" in (plan.tasks[0].trust.doubt or "")


def test_paragraphs_that_may_have_been_joined_are_doubted() -> None:
    text = (PLANS / "party-directive.txt").read_text("utf-8")
    assert not any("dòng trống" in doubt for doubt in doubts(text))
    assert any("dòng trống" in doubt for doubt in doubts(text.replace("\n\n", "\n")))
