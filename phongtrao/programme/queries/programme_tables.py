"""Tables of the pages of a programme, as sheets of a workbook and in the words of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.programme.queries.marks import due_mark
from phongtrao.programme.queries.workbooks import levels_text, named, section
from phongtrao.web.templatetags.show import day, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from phongtrao.core.drafting.tracking_table import Section
    from phongtrao.programme.models import Programme, Progress, Task
    from phongtrao.programme.queries.bodies import Words
    from phongtrao.programme.queries.dated import Kept, LateRow
    from phongtrao.programme.queries.ledger import Counts
    from phongtrao.programme.queries.one_task import Standing
    from phongtrao.programme.queries.programmes import DeadlineRow, TargetRow, TaskRow


def late_section(late: Iterable[LateRow]) -> Section:
    """What is late, and who."""
    rows = (
        (
            row.rule.what,
            day(row.last_day),
            f"✕ Quá hạn {row.days} ngày",
            f"{len(row.late)}/{row.total}: {', '.join(unit.name for unit in row.late)}",
        )
        for row in late
    )
    columns = {"Việc": 8.0, "Hạn": 2.4, "Tình trạng": 3.2, "Đơn vị chậm": 10.0}
    return section("Đang chậm", columns, rows, "Không có việc nào quá hạn.")


def targets_section(targets: Iterable[TargetRow]) -> Section:
    """The targets of a programme, and how they stand."""
    rows = []
    for row in targets:
        now, measured = row.now, row.target.get_measured_by_display()
        if not row.target.confirmed_at:
            measured += "\n▲ chưa xác nhận"
        elif row.confirmed_since:
            measured += f"\n▲ xác nhận sau, {day(row.target.confirmed_at)}"
        rows.append(
            (
                named(row.target),
                levels_text(row.levels),
                (now.figure or "chưa có số liệu") if now else "chưa đo",
                "\n".join(filter(None, (now.state, now.needed))) if now else "",
                now.coverage if now else "",
                measured,
                row.source,
            )
        )
    columns = {"Chỉ tiêu": 7.0, "Mức phải đạt": 3.6, "Số liệu": 3.0, "Tình trạng": 2.8}
    columns |= {"Độ phủ": 3.0, "Đo bằng": 3.4, "Nguồn": 2.4}
    return section("Chỉ tiêu", columns, rows, "Kế hoạch không đặt chỉ tiêu bằng số.")


def tasks_section(tasks: Iterable[TaskRow]) -> Section:
    """The tasks of a programme, and how far units are."""
    rows = (
        (
            str(row.task.number),
            _task_words(row.task),
            "; ".join(f"{one.words}{'' if one.confirmed else ' ▲'}" for one in row.lead),
            "; ".join(one.words for one in row.shared),
            row.due,
            _progress(row),
            row.source,
        )
        for row in tasks
    )
    columns = {"Số": 1.4, "Nội dung": 9.0, "Chủ trì": 3.8, "Phối hợp": 4.2, "Thời hạn": 2.8}
    columns |= {"Tiến độ": 2.8, "Nguồn": 2.2}
    return section("Nhiệm vụ", columns, rows, "Không có nhiệm vụ nào.")


def _task_words(task: Task) -> str:
    twin = f"\ncùng một việc với nhiệm vụ {task.same_as.number}" if task.same_as else ""
    return f"{task.content}{twin}"


def _progress(row: TaskRow) -> str:
    total, done, late, stuck = row.counts
    if not total:
        return "○ Chưa đến đơn vị nào"
    far = f"thường xuyên, {total} đơn vị" if row.task.continuous else f"{done}/{total} xong"
    lines = [f"✕ {late} quá hạn"] if late else []
    lines += [f"▲ {stuck} vướng mắc"] if stuck else []
    return "\n".join([*lines, f"{'●' if done == total else '◐'} {far}"])


def deadlines_section(deadlines: Iterable[DeadlineRow], office: str) -> Section:
    """The deadlines of a programme. office: who looks after it."""
    rows = []
    for row in deadlines:
        rule = row.rule
        whom = f"nhiệm vụ {rule.task.number}" if rule.task else office
        whom = "mọi đơn vị được giao" if rule.everyone else whom
        rows.append((day(row.next) or "đã qua", row.words, rule.what, whom, row.source))
    columns = {"Lần tới": 2.4, "Thời hạn": 4.0, "Việc": 10.0, "Ai làm": 4.0, "Nguồn": 2.6}
    return section("Thời hạn", columns, rows, "Kế hoạch không đặt thời hạn nào.")


def kept_section(kept: Iterable[Kept]) -> Section:
    """Who kept a deadline on one of its days."""
    rows = (
        (
            row.unit.name,
            str(due_mark(row.standing)),
            day(row.done.done_on if row.done else None),
            row.done.note if row.done else "",
        )
        for row in kept
    )
    columns = {"Đơn vị": 7.0, "Tình trạng": 4.0, "Ngày làm xong": 2.8, "Ghi chú": 9.0}
    return section("Đơn vị", columns, rows)


def standings_section(standings: Iterable[Standing], elsewhere: Mapping[int, int]) -> Section:
    """How far units are with a task. elsewhere: by which other task some have a part."""
    rows = (
        (
            row.name,
            "chủ trì" if row.leads else "phối hợp",
            f"nhiệm vụ {elsewhere[row.unit_id]}" if row.unit_id in elsewhere else "",
            day(row.due),
            str(row.mark),
            row.line.text if row.line else "",
            day(row.line.at if row.line else None),
        )
        for row in standings
    )
    columns = {"Đơn vị": 5.0, "Vai trò": 2.0, "Có phần ở": 2.2, "Hạn": 2.4, "Tình trạng": 3.2}
    columns |= {"Kết quả gần nhất": 8.0, "Ngày ghi": 2.4}
    return section("Đơn vị", columns, rows, "Chưa đơn vị nào nhận việc này.")


def lines_section(lines: Iterable[Progress]) -> Section:
    """The lines of progress of a task."""
    rows = (
        (
            moment(line.at),
            line.unit.name,
            str(line.by),
            line.get_state_display(),
            line.text,
            line.file.name if line.file else "",
        )
        for line in lines
    )
    columns = {"Lúc": 3.0, "Đơn vị": 4.4, "Người ghi": 3.4, "Tình trạng": 2.8}
    columns |= {"Kết quả": 9.0, "Văn bản": 3.4}
    return section("Diễn biến", columns, rows, "Chưa có dòng kết quả nào.")


def words_section(rows: Iterable[Words]) -> Section:
    """Whom the words of a plan mean."""
    texts = (
        (
            row.words,
            str(row.tasks),
            str(row.unit or row.group_words),
            "● đã xác nhận"
            if row.confirmed
            else "▲ đề xuất"
            if row.unit or row.group
            else "✕ chưa biết",
        )
        for row in rows
    )
    columns = {"Chữ trong kế hoạch": 8.0, "Nhiệm vụ": 2.0, "Là": 8.0, "Tình trạng": 3.4}
    return section("Đơn vị thực hiện", columns, texts)


def looked_after_section(rows: Iterable[Programme], counts: Mapping[int, Counts]) -> Section:
    """Programmes that an office looks after. counts: by programme, of its ledger."""
    texts = []
    for row in rows:
        sent = counts.get(row.pk)
        handed = f"{sent.acknowledged}/{sent.total}" if sent and sent.total else "chưa giao"
        texts.append(
            (
                row.name,
                row.plan.symbol,
                row.unit.name,
                f"{day(row.begins_on)} – {day(row.ends_on) or 'chưa định'}",
                str(getattr(row, "target_count", "")),
                str(getattr(row, "task_count", "")),
                handed,
            )
        )
    columns = {"Chương trình": 9.0, "Số, ký hiệu": 3.0, "Của": 4.0, "Thời gian": 4.0}
    columns |= {"Chỉ tiêu": 1.8, "Nhiệm vụ": 1.8, "Đã tiếp nhận": 2.4}
    return section("Cơ quan theo dõi", columns, texts, "Chưa có chương trình nào.")
