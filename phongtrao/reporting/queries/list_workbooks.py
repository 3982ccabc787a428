"""Tables of reports, periods and units as workbooks: the rows of the page, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from phongtrao.core.dates.periods import period_title
from phongtrao.core.dates.windows import day_words, span_words
from phongtrao.reporting.queries.figure_workbooks import Table, figure_in_cells, written
from phongtrao.reporting.queries.forms import STATES
from phongtrao.reporting.queries.review_steps import phase_words
from phongtrao.web.templatetags.show import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from phongtrao.reporting.models import Period, Review
    from phongtrao.reporting.queries.addressees import Receipt, ReceiptRow
    from phongtrao.reporting.queries.forms import FormRow
    from phongtrao.reporting.queries.group_questions import GroupQuestion, UnitQuestions
    from phongtrao.reporting.queries.indicators import IndicatorRow
    from phongtrao.reporting.queries.known_page import KnownList
    from phongtrao.reporting.queries.moves import Move
    from phongtrao.reporting.queries.period_list import PeriodLine
    from phongtrao.reporting.queries.review_units import UnitCell, UnitTable
    from phongtrao.units.models import Unit


def heading_of_period(what: str, period: Period) -> tuple[str, ...]:
    """The lines above a table of one period, read today."""
    window = span_words(period.start, period.end)
    return (
        what,
        f"{period.form}, {period_title(period.name)} (số liệu {window})",
        f"Tại ngày {day_words(timezone.localdate())}",
    )


def periods_workbook(rows: Iterable[PeriodLine], heading: Sequence[str]) -> bytes:
    """The periods with how far each is."""
    table = Table(
        "Kỳ báo cáo",
        tuple(heading),
        (
            ("Kỳ", 18),
            ("Biểu mẫu", 50),
            ("Chương trình", 40),
            ("Số liệu", 24),
            ("Hạn gửi", 16),
            ("Phải báo cáo", 12),
            ("Đã gửi", 12),
            ("Đúng hạn", 12),
            ("Đã duyệt", 12),
            ("Chờ duyệt", 12),
            ("Bị trả lại", 12),
            ("Tình trạng", 26),
            ("Phạm vi", 24),
        ),
        [
            (
                one.title,
                str(one.period.form),
                str(one.period.form.programme or ""),
                one.span,
                one.due,
                one.expected,
                one.reported,
                one.on_time,
                one.accepted,
                one.waiting,
                one.returned,
                one.state[0],
                "" if one.whole else "trong phạm vi của bạn",
            )
            for one in rows
        ],
    )
    return written([table])


def questions_workbook(
    together: Iterable[GroupQuestion], each: Iterable[UnitQuestions], heading: Sequence[str]
) -> bytes:
    """What the figures of a period give reason to ask: of each unit, and of many together."""
    of_each = Table(
        "Từng đơn vị",
        tuple(heading),
        (("Đơn vị", 34), ("Câu hỏi", 80), ("Đơn vị trả lời", 60), ("Người trả lời", 28)),
        [
            (
                str(unit.row.unit),
                one.question.words,
                one.answer or ("Chưa trả lời" if one.wants_answer else "Không cần trả lời"),
                one.by,
            )
            for unit in each
            for one in unit.asked
        ],
    )
    of_many = Table(
        "Nhìn chung nhiều đơn vị",
        tuple(heading),
        (("Câu hỏi", 80), ("Loại đơn vị", 24), ("Đơn vị", 34)),
        [(one.question.words, one.group, name) for one in together for _, name in one.units],
    )
    return written([of_each, of_many])


def received_workbook(
    rows: Iterable[ReceiptRow], offices: Iterable[Unit], heading: Sequence[str]
) -> bytes:
    """Which addressee has acknowledged which report. offices: those of the receipts, in order."""
    table = Table(
        "Nơi nhận",
        tuple(heading),
        (
            ("Đơn vị gửi", 34),
            ("Tình trạng", 24),
            ("Lần nộp", 10),
            ("Gửi lúc", 18),
            *((str(one), 40) for one in offices),
        ),
        [
            (
                str(one.row.unit),
                one.state,
                one.row.current.revision if one.row.current else None,
                moment(one.row.current.sent_at) if one.row.current else "chưa gửi",
                *(_receipt(receipt) for receipt in one.receipts),
            )
            for one in rows
        ],
    )
    return written([table])


def _receipt(receipt: Receipt) -> str:
    """How an addressee stands to a report, and what it acknowledged when."""
    last = receipt.newest or receipt.last
    when = f", lần {last.submission.revision}, {moment(last.at)}" if last else ""
    return f"{receipt.state[0]}{when}"


def moves_workbook(rows: Iterable[Move], heading: Sequence[str]) -> bytes:
    """What happened to reports in the last days."""
    table = Table(
        "Báo cáo những ngày qua",
        tuple(heading),
        (
            ("Đơn vị", 34),
            ("Biểu mẫu", 50),
            ("Kỳ", 18),
            ("Lúc", 18),
            ("Người làm", 28),
            ("Lý do", 60),
        ),
        [(one.unit, one.form, one.period, moment(one.at), one.by, one.note) for one in rows],
    )
    return written([table])


def units_workbook(table: UnitTable, heading: Sequence[str]) -> bytes:
    """A target of a review over units and steps: a rate or a count each, then all that is said."""
    lines = tuple(heading)
    steps = Table(
        "Theo đơn vị",
        lines,
        (("Đơn vị", 34), *((step.title, 16) for step in table.steps)),
        [(row.name, *(_value(cell) for _, cell in row.cells)) for row in table.rows],
    )
    details = Table(
        "Chi tiết",
        lines,
        (
            ("Đơn vị", 34),
            ("Kỳ", 18),
            ("Tử số hoặc số đếm", 16),
            ("Mẫu số", 12),
            ("Tỷ lệ", 10),
            ("Độ phủ", 40),
            ("Ghi chú", 50),
        ),
        [
            (row.name, cell.title or title, *_in_cells(cell), cell.coverage, cell.mark)
            for row in table.rows
            for title, cell in row.cells
            if cell
        ],
    )
    return written([steps, details])


def _value(cell: UnitCell | None) -> Any:
    if cell is None:
        return "không phải báo cáo"
    count, total, rate = _in_cells(cell)
    if total is None:
        return count
    return cell.figure if rate is None else rate  # of nothing there is no rate


def _in_cells(cell: UnitCell) -> tuple[Any, Any, Any]:
    return figure_in_cells(cell.measured, cell.figure, cell.mark)


def indicators_workbook(rows: Iterable[IndicatorRow], heading: Sequence[str]) -> bytes:
    """The indicators with the newest definition of each."""
    table = Table(
        "Chỉ số",
        tuple(heading),
        (
            ("Mã", 12),
            ("Chỉ số", 60),
            ("Cơ quan", 40),
            ("Nguồn", 24),
            ("Chiều", 24),
            ("Phiên bản định nghĩa", 12),
            ("Từ ngày", 14),
            ("Biểu mẫu hỏi", 12),
        ),
        [
            (
                row.indicator.code,
                row.indicator.name,
                str(row.indicator.office),
                row.version.get_source_display(),
                row.version.get_direction_display(),
                row.version.number,
                day_words(row.version.valid_from),
                row.forms,
            )
            for row in rows
        ],
    )
    return written([table])


def forms_workbook(rows: Iterable[FormRow], heading: Sequence[str]) -> bytes:
    """The forms of the list."""
    table = Table(
        "Biểu mẫu",
        tuple(heading),
        (
            ("Biểu mẫu", 60),
            ("Phiên bản", 10),
            ("Cơ quan", 40),
            ("Chương trình", 50),
            ("Tình trạng", 20),
            ("Số ô", 10),
            ("Kỳ đã mở", 10),
        ),
        [
            (
                row.form.name,
                row.form.number,
                str(row.form.office),
                str(row.form.programme or "không theo chương trình"),
                STATES[row.state],
                row.boxes,
                row.periods,
            )
            for row in rows
        ],
    )
    return written([table])


def reviews_workbook(rows: Iterable[Review], heading: Sequence[str]) -> bytes:
    """The reviews, as `reviews_seen` gives them."""
    table = Table(
        "Sơ kết, tổng kết",
        tuple(heading),
        (
            ("Tên", 50),
            ("Chương trình", 50),
            ("Thời gian", 24),
            ("Ngày họp", 14),
            ("Số biên bản", 16),
            ("Tình trạng", 20),
            ("Số liệu chốt ngày", 16),
            ("Kết luận", 10),
            ("Đã thành nhiệm vụ", 12),
        ),
        [
            (
                row.name,
                row.programme.name,
                phase_words(row.first, row.last),
                day_words(row.held_on) if row.held_on else "chưa định",
                row.minutes,
                "Đã họp" if row.frozen_on else "Đang chuẩn bị",
                day_words(row.frozen_on) if row.frozen_on else "",
                row.conclusion_count,  # type: ignore[attr-defined]  # annotated
                row.task_count,  # type: ignore[attr-defined]  # annotated
            )
            for row in rows
        ],
    )
    return written([table])


def known_workbook(listed: KnownList, heading: Sequence[str]) -> bytes:
    """What the system counted for a box, one by one."""
    if listed.counts_units:
        columns: tuple[tuple[str, int], ...] = (("Đơn vị", 40), ("Loại", 40))
        rows: list[tuple[Any, ...]] = [(one.name, one.facts) for one in listed.units]
    else:
        columns = (("Nhiệm vụ số", 12), ("Nhiệm vụ", 100))
        rows = [(task.number, task.content) for task, _ in listed.tasks]
    return written([Table("Số đã có", tuple(heading), columns, rows)])
