"""A review as a workbook: targets over years with real numbers, tasks, reports, conclusions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from phongtrao.core.dates.windows import day_words
from phongtrao.reporting.queries.figure_workbooks import Decimals, Share, Table, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from phongtrao.reporting.queries.reviews import ConclusionRow

_PERCENT = 100


def review_workbook(
    shown: Mapping[str, Any], conclusions: Sequence[ConclusionRow], heading: Sequence[str]
) -> bytes:
    """What a review looked at, as `review_facts.gathered` gives it, and what it concluded. heading:
    its name, its programme, the day of the figures.
    """
    lines = tuple(heading)
    titles = [step["title"] for step in shown["steps"]]
    over_years = Table(
        "Chỉ tiêu theo kỳ",
        lines,
        (("Chỉ tiêu", 60), ("Mức phải đạt", 24), *((title, 16) for title in titles)),
        [
            (row["name"], row["level"], *(_value(cell) for cell in row["cells"]))
            for row in shown["targets"]
        ],
    )
    details = Table(
        "Chi tiết",
        lines,
        (
            ("Chỉ tiêu", 60),
            ("Kỳ", 18),
            ("Tử số hoặc số đếm", 16),
            ("Mẫu số", 12),
            ("Tỷ lệ", 10),
            ("Phải đạt", 14),
            ("Tình trạng", 18),
            ("Độ phủ", 40),
            ("Trên địa giới hiện nay: tử số", 16),
            ("mẫu số", 12),
            ("tỷ lệ", 10),
            ("Ghi chú", 50),
        ),
        [
            (
                row["name"],
                cell["title"] or cell["step"],
                *_numbers(cell["numbers"]),
                cell["asked"],
                cell["state"] or ("kỳ chưa hết" if cell.get("runs") else ""),
                cell["coverage"],
                *_numbers(cell["today_numbers"]),
                cell["mark"],
            )
            for row in shown["targets"]
            for cell in row["cells"]
            if "period" in cell
        ],
    )
    tasks = Table(
        "Nhiệm vụ",
        lines,
        (
            ("Nhiệm vụ", 70),
            ("Chủ trì", 30),
            ("Thời hạn", 20),
            ("Tình trạng", 20),
            ("Đơn vị xong", 12),
            ("Đơn vị quá hạn", 12),
            ("Tổng số đơn vị", 12),
        ),
        [
            (
                one["content"],
                one["lead"],
                one["due"],
                group["words"],
                one["done"],
                one["late"],
                one["total"],
            )
            for group in shown["tasks"]
            for one in group["tasks"]
        ],
    )
    reports = Table(
        "Báo cáo",
        lines,
        (
            ("Biểu mẫu", 50),
            ("Kỳ", 20),
            ("Hạn gửi", 16),
            ("Phải báo cáo", 12),
            ("Đã gửi", 12),
            ("Gửi chậm", 12),
            ("Quá hạn chưa gửi", 12),
        ),
        [
            tuple(
                row[name] for name in ("form", "title", "due", "expected", "sent", "late", "silent")
            )
            for row in shown["reports"]
        ],
    )
    concluded = Table(
        "Kết luận",
        lines,
        (
            ("Kết luận", 70),
            ("Chủ trì", 30),
            ("Phối hợp", 30),
            ("Thời hạn", 14),
            ("Nhiệm vụ số", 12),
            ("Tình trạng", 24),
        ),
        [
            (
                row.conclusion.text,
                row.lead,
                row.shared,
                day_words(row.conclusion.due_on) if row.conclusion.due_on else "",
                row.task.number if row.task else None,
                row.state,
            )
            for row in conclusions
        ],
    )
    return written([over_years, details, tasks, reports, concluded])


def _value(cell: Mapping[str, Any]) -> Any:
    """What stands in the table over years: the rate, else the count; without one the words of the
    page.
    """
    if "period" not in cell:
        return "không có kỳ báo cáo"
    count, total, rate = _numbers(cell["numbers"])
    found = count if total is None else rate
    return cell["figure"] or "chưa có số liệu" if found is None else found


def _numbers(numbers: Sequence[Any]) -> tuple[Any, Any, Any]:
    count, total, rate = numbers
    share = None if rate is None else Share(rate / _PERCENT)
    return _number(count), _number(total), share


def _number(value: float | None) -> float | None:
    return Decimals(value) if isinstance(value, float) else value
