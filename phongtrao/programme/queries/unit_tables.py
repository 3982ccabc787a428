"""Tables of the pages of a unit and of an office, as sheets of a workbook and in the words of the
pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.programme.queries.marks import due_mark
from phongtrao.programme.queries.targets import COMPARED_WORDS, NOT_TAKEN_UP
from phongtrao.programme.queries.workbooks import levels_text, named, section
from phongtrao.web.templatetags.show import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from phongtrao.core.drafting.tracking_table import Section
    from phongtrao.programme.models import Difficulty, Target
    from phongtrao.programme.queries.calendar import Filed
    from phongtrao.programme.queries.duties import Duty
    from phongtrao.programme.queries.ledger_row import Row
    from phongtrao.programme.queries.levels import LevelRow
    from phongtrao.programme.queries.targets import AimRow, OwnRow, ParentRow
    from phongtrao.programme.queries.work import Item


def difficulties_section(rows: Iterable[Difficulty], adjusted: Mapping[int, str]) -> Section:
    """Difficulties with their answers. adjusted: the levels that answers set, in words."""
    columns = {"Đơn vị": 4.0, "Ngày báo": 2.4, "Khó khăn, đề nghị": 8.0, "Chỉ tiêu": 5.0}
    columns |= {"Trả lời": 7.0}
    texts = (
        (
            row.receipt.unit.name,
            day(row.at),
            row.text,
            str(row.target or ""),
            _answer(row, adjusted.get(row.pk, "")),
        )
        for row in rows
    )
    return section("Khó khăn", columns, texts, "Chưa đơn vị nào báo khó khăn.")


def _answer(row: Difficulty, level: str) -> str:
    if row.answered_at is None:
        return "○ Chờ trả lời"
    said = "● Chấp nhận" if row.accepted else "✕ Không chấp nhận"
    lines = [f"{said} {day(row.answered_at)}", row.answer]
    if row.adjusts and row.adjusts.since:
        lines.append(f"Mức mới từ {day(row.adjusts.since)}: {level}")
    return "\n".join(lines)


def handed_section(rows: Iterable[Row], name: str = "Được giao") -> Section:
    """How units stand with programmes that were handed to them."""
    texts = (
        (
            row.filings[0].programme,
            row.name,
            f"● {day(row.acknowledged_on)}" if row.acknowledged_on else "○ Chưa tiếp nhận",
            day(row.last_day),
            "\n".join(
                f"{one.symbol} ngày {day(one.plan_date)}, gửi {day(one.sent_on)}"
                for one in row.filings
                if one.symbol
            ),
            str(row.mark),
            "\n".join(
                f"{one.resolution} ngày {day(one.resolution_date)}"
                for one in row.filings
                if one.resolution
            )
            or ("○ Chưa có" if row.asks_resolution else "– Không yêu cầu"),
        )
        for row in rows
    )
    columns = {"Chương trình": 8.0, "Đơn vị": 4.0, "Tiếp nhận": 2.8, "Hạn gửi kế hoạch": 2.6}
    columns |= {"Kế hoạch": 4.0, "Tình trạng": 2.8, "Nghị quyết, chỉ thị của cấp ủy": 3.6}
    return section(name, columns, texts)


def duties_section(duties: Iterable[Duty]) -> Section:
    """Dated duties of a unit."""
    rows = (
        (
            duty.rule.what,
            duty.unit,
            duty.period_words,
            day(duty.last_day),
            str(due_mark(duty.standing)),
            day(duty.done.done_on if duty.done else None),
        )
        for duty in duties
    )
    columns = {"Việc": 9.0, "Đơn vị": 4.0, "Kỳ": 2.8, "Hạn": 2.4, "Tình trạng": 3.6}
    columns |= {"Ngày làm xong": 2.6}
    return section("Việc theo thời hạn", columns, rows)


def levels_section(
    targets: Iterable[tuple[Target, Iterable[LevelRow]]], name: str = "Chỉ tiêu"
) -> Section:
    """What a programme asks to reach, with why levels were changed."""
    rows = []
    for target, levels in targets:
        levels = list(levels)
        reasons = "\n".join(one.row.reason for one in levels if one.row.reason)
        rows.append((named(target), levels_text(levels), reasons))
    columns = {"Chỉ tiêu": 10.0, "Mức phải đạt": 6.0, "Lý do điều chỉnh": 6.0}
    return section(name, columns, rows, "Kế hoạch không đặt chỉ tiêu bằng số.")


def beside_parent_section(rows: Iterable[ParentRow]) -> Section:
    """Targets of a programme beside a unit's own."""
    texts = (
        (
            named(row.target),
            levels_text(row.levels),
            levels_text(row.own_levels),
            COMPARED_WORDS.get(row.compared, NOT_TAKEN_UP),
        )
        for row in rows
    )
    columns = {"Chỉ tiêu": 9.0, "Mức cấp trên": 4.6, "Mức của đơn vị": 4.6}
    columns |= {"So với cấp trên": 3.6}
    return section("Chỉ tiêu của cấp trên", columns, texts)


def own_section(rows: Iterable[tuple[Target, Iterable[LevelRow]]]) -> Section:
    """Targets that a unit set itself."""
    texts = (
        (named(target), levels_text(levels), target.numerator, target.denominator)
        for target, levels in rows
    )
    columns = {"Chỉ tiêu": 8.0, "Mức": 5.0, "Tử số hoặc số đếm": 5.0, "Mẫu số": 4.0}
    return section("Chỉ tiêu riêng", columns, texts, "Đơn vị chưa đặt chỉ tiêu riêng nào.")


def aims_section(aims: Iterable[AimRow]) -> Section:
    """What the plan says without a number."""
    rows = (
        (aim.words, aim.numerator or aim.measured_by_words, aim.denominator, aim.source)
        for aim in aims
    )
    columns = {"Chữ trong kế hoạch": 9.0, "Có thể đếm": 5.0, "Mẫu số": 4.0, "Nguồn": 3.0}
    return section("Nêu mà không có con số", columns, rows)


def work_section(items: Iterable[Item]) -> Section:
    """What an office owes."""
    rows = (
        (
            item.kind,
            item.what,
            item.note,
            item.programme,
            item.unit,
            day(item.due) or "không đặt hạn",
            str(due_mark(item.standing)) if item.standing else "○ Chưa làm",
        )
        for item in items
    )
    columns = {"Việc": 3.0, "Nội dung": 7.6, "Ghi chú": 3.4, "Chương trình": 5.0, "Đơn vị": 3.2}
    columns |= {"Hạn": 2.4, "Tình trạng": 3.4}
    return section("Việc", columns, rows, "Không còn việc nào đến hạn trong 90 ngày tới.")


def year_section(rows: Iterable[Filed], year: str) -> Section:
    """The due dates of a year."""
    texts = ((day(row.day), row.what, row.programme, str(due_mark(row.standing))) for row in rows)
    columns = {"Ngày cuối": 2.6, "Việc": 9.0, "Chương trình": 7.0, "Tình trạng": 4.0}
    return section(f"Năm {year}", columns, texts, f"Năm {year} không có thời hạn nào.")


def taken_up_section(rows: Iterable[OwnRow]) -> Section:
    """The own targets of the units beneath a target of the programme."""
    texts = (
        (
            row.unit.name,
            levels_text(one for one in row.levels if one.holds),
            COMPARED_WORDS.get(row.compared, NOT_TAKEN_UP),
            "\n".join(row.reasons),
        )
        for row in rows
    )
    columns = {"Đơn vị": 7.0, "Mức của đơn vị": 5.0, "So với cấp trên": 4.0, "Lý do": 7.0}
    return section("Chỉ tiêu riêng", columns, texts, "Chưa giao cho đơn vị nào.")
