"""The ledger as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phongtrao.core.dates.filing import RULE
from phongtrao.core.drafting.tracking_table import Column, Section, TableTitle, fit_text
from phongtrao.core.drafting.tracking_xlsx import sections_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from phongtrao.programme.models import Programme
    from phongtrao.programme.queries.ledger_row import Row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = (
    Column("STT", 1.4, centred=True),
    Column("Đơn vị", 5.2),
    Column("Loại", 2.4),
    Column("Tiếp nhận", 2.2, centred=True),
    Column("Hạn gửi kế hoạch", 2.2, centred=True),
    Column("Kế hoạch", 3.2),
    Column("Ngày gửi", 2.2, centred=True),
    Column("Tình trạng", 2.2, centred=True),
    Column("Nghị quyết của cấp ủy", 3.2),
)


def ledger_workbook(programme: Programme, rows: Sequence[Row], on: date) -> bytes:
    """The bytes of the ledger's workbook; its second sheet holds the rule."""
    whose = f"{programme.unit} · tại ngày {on:%d/%m/%Y}"
    title = TableTitle(programme.name, whose, heading="SỔ THEO DÕI TRIỂN KHAI CHƯƠNG TRÌNH")
    texts = tuple(
        (str(number), *map(fit_text, _texts(row))) for number, row in enumerate(rows, start=1)
    )
    rules = tuple((str(n), f"{line}.") for n, line in enumerate(RULE.rstrip(".").split(". "), 1))
    return sections_xlsx(
        title,
        [
            Section("Sổ theo dõi", _COLUMNS, texts, "Không có đơn vị nào."),
            Section(
                "Quy tắc", (Column("STT", 1.5, centred=True), Column("Quy tắc", 22)), rules, ""
            ),
        ],
    )


def _texts(row: Row) -> tuple[str, ...]:
    plans = [
        f"{one.symbol}{_aside(one.name if one.unit_id != row.unit_id else '', one.noted_by)}"
        for one in row.filings
        if one.symbol
    ]
    resolutions = [
        f"{one.resolution}{f' ({one.name})' if one.unit_id != row.unit_id else ''}"
        for one in row.filings
        if one.resolution
    ]
    return (
        f"{row.name}{' (đã kết thúc)' if row.gone else ''}",
        row.kind,
        _day(row.acknowledged_on),
        _day(row.last_day),
        "\n".join(plans),
        _day(row.sent_on),
        f"{row.mark.words}{' (không có tài khoản)' if row.unattended else ''}",
        "\n".join(resolutions),
    )


def _aside(of: str, noted_by: str) -> str:
    words = [word for word in (of, "bản giấy" if noted_by else "") if word]
    return f" ({', '.join(words)})" if words else ""


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
