"""The last paragraphs of a plan: part of the last item, a duty of their own, or only words."""

from __future__ import annotations

import pytest

from tests.core.compiler.wrapped import with_work


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("Yêu cầu các đơn vị triển khai thực hiện Kế hoạch này.", False),
        ("Trên đây là Kế hoạch giám sát; nếu có khó khăn, đề nghị các xã báo cáo.", False),
        ("Trên đây là Kế hoạch; giao Sở Y tế đôn đốc thực hiện.", True),
    ],
)
def test_a_closing_counts_only_for_a_duty_of_its_own(last: str, kept: bool) -> None:
    plan = with_work("1. Sở Y tế hướng dẫn.", "2. Công an xã tuần tra.", last)
    assert (plan.tasks[-1].section is None) is kept


def test_the_one_paragraph_below_the_last_body_is_its_task() -> None:
    plan = with_work(
        "1. Sở Y tế hướng dẫn.",
        "2. Ủy ban nhân dân các xã",
        "Căn cứ Kế hoạch này báo cáo Sở Y tế trước ngày 10/11 hằng năm.",
    )
    assert plan.tasks[-1].lead == ("Ủy ban nhân dân các xã",)
    assert [(found.to, found.due, found.recurs) for found in plan.deadlines] == [
        (("Sở Y tế",), "--11-10", "year")
    ]


def test_a_closing_behind_that_paragraph_is_no_task() -> None:
    plan = with_work(
        "1. Sở Y tế hướng dẫn.",
        "2. Công an xã",
        "Tuần tra ban đêm.",
        "Yêu cầu các đơn vị thực hiện nghiêm Kế hoạch này.",
    )
    assert [task.quote for task in plan.tasks] == ["Sở Y tế hướng dẫn.", "Tuần tra ban đêm."]
