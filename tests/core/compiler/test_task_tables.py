"""Tasks out of the tables of a plan."""

from __future__ import annotations

from tests.core.compiler.rows import bodies
from tests.core.compiler.wrapped import plan_of

WATCH = "9. Sở Nội vụ theo dõi, đôn đốc."


def table_tasks(*rows: str) -> list[str]:
    plan = plan_of(
        "I. NHIỆM VỤ", "\n".join(rows), "II. TỔ CHỨC THỰC HIỆN", WATCH, "10. Sở Y tế dự."
    )
    return [
        f"{task.quote} | {bodies(task.lead)} | {bodies(task.coordinating)}"
        for task in plan.tasks
        if not (task.section or "").startswith("II.")
    ]


def test_a_table_needs_a_column_of_bodies() -> None:
    assert table_tasks(
        "| STT | Tên lớp học bơi | Chủ trì | Phối hợp |",
        "|---|---|---|---|",
        "| 1 | Dạy bơi trong hè | Sở Y tế | Công an tỉnh |",
        "| 2 | Dạy bơi cứu đuối | nt | nt |",
        "| 3 | Thi bơi | Sở Y tế | |",
    ) == [
        "Dạy bơi trong hè | Sở Y tế | Công an tỉnh",
        "Dạy bơi cứu đuối | Sở Y tế | Công an tỉnh",
    ]
    assert (
        table_tasks(
            "| Chủ trì | Phối hợp |", "|---|---|", "| Sở Y tế | Công an tỉnh |", "| A | B |"
        )
        == []
    )


def test_a_row_without_its_number_or_its_end_keeps_its_columns() -> None:
    assert table_tasks(
        "| STT | Nhiệm vụ | Chủ trì | Thời gian |",
        "|---|---|---|---|",
        "| 1 | Mở lớp dạy bơi | Sở Y tế | Quý I |",
        "| Mở lớp cứu đuối | Sở Nội vụ | Quý II |",
        "| 3 | Tổng kết phong trào | Công an tỉnh |",
    ) == [
        "Mở lớp dạy bơi | Sở Y tế | -",
        "Mở lớp cứu đuối | Sở Nội vụ | -",
        "Tổng kết phong trào | Công an tỉnh | -",
    ]
