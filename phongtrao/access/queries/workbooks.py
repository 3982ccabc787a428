"""The list of accounts and the log as workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.access.queries.accounts import is_idle, is_locked
from phongtrao.audit.queries import detail_of, words_of
from phongtrao.core.drafting.tracking_table import Column, Section, TableTitle, fit_text
from phongtrao.core.drafting.tracking_xlsx import sections_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from phongtrao.access.models import Assignment, User
    from phongtrao.audit.models import LogEntry

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ACCOUNT_COLUMNS = (
    Column("STT", 1.4, centred=True),
    Column("Cơ quan", 4.6),
    Column("Họ và tên", 3.4),
    Column("Tên đăng nhập", 2.8),
    Column("Vai trò", 6.2),
    Column("Đăng nhập gần nhất", 2.4, centred=True),
    Column("Hai bước", 1.5, centred=True),
    Column("Tình trạng", 2.8),
)
_LOG_COLUMNS = (
    Column("Dòng", 1.4, centred=True),
    Column("Lúc", 2.3, centred=True),
    Column("Người làm", 2.8),
    Column("Cơ quan", 3.2),
    Column("Việc", 2.8),
    Column("Đối tượng", 4.0),
    Column("Chi tiết", 5.3),
    Column("Dấu", 3.2),
)


def account_workbook(user: User, rows: Iterable[User], on: date) -> bytes:
    """The bytes of the list of accounts for the review. rows: of `accounts_within`."""
    title = TableTitle(
        f"Phạm vi quản trị của {user}, {user.office}",
        f"Tại ngày {on:%d/%m/%Y}",
        heading="DANH SÁCH RÀ SOÁT TÀI KHOẢN",
    )
    texts = tuple(
        (str(number), *map(fit_text, _account_texts(row))) for number, row in enumerate(rows, 1)
    )
    sheet = Section("Tài khoản", _ACCOUNT_COLUMNS, texts, "Không có tài khoản nào.")
    return sections_xlsx(title, [sheet])


def _account_texts(row: User) -> tuple[str, ...]:
    last = timezone.localtime(row.last_login) if row.last_login else None
    return (
        str(row.office),
        row.full_name,
        row.username,
        "\n".join(map(_role_text, row.assignments.all())),
        f"{last:%d/%m/%Y %H:%M}" if last else "chưa lần nào",
        "có" if getattr(row, "second_factor", False) else "chưa",
        state_of(row),
    )


def _role_text(one: Assignment) -> str:
    days = [
        f"{word} {day:%d/%m/%Y}"
        for word, day in (("từ", one.first_day), ("đến hết", one.last_day))
        if day
    ]
    return f"{one.get_role_display()} tại {one.unit}{' ' if days else ''}{' '.join(days)}"


def state_of(row: User) -> str:
    """Whether the account can come in, in words."""
    if not row.is_active:
        return "Đã ngừng"
    if is_locked(row):
        return "Khóa tạm"
    return "Lâu không dùng" if is_idle(row) else "Đang hoạt động"


def log_workbook(user: User, rows: Iterable[LogEntry], on: date) -> bytes:
    """The bytes of lines of the log."""
    title = TableTitle(
        f"Phạm vi kiểm soát của {user}, {user.office}",
        f"Tại ngày {on:%d/%m/%Y}",
        heading="NHẬT KÝ",
    )
    texts = tuple(tuple(map(fit_text, _log_texts(row))) for row in rows)
    return sections_xlsx(title, [Section("Nhật ký", _LOG_COLUMNS, texts, "Không có dòng nào.")])


def _log_texts(row: LogEntry) -> tuple[str, ...]:
    return (
        str(row.pk),
        f"{timezone.localtime(row.at):%d/%m/%Y %H:%M:%S}",
        row.author_name,
        row.office_name,
        words_of(row.action),
        row.object_name,
        detail_of(row),
        row.hash,
    )
