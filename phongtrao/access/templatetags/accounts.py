"""How accounts and lines of the log are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html

from phongtrao.access.queries import is_idle, is_locked
from phongtrao.access.queries.workbooks import state_of
from phongtrao.audit.queries import detail_of, words_of

if TYPE_CHECKING:
    from phongtrao.access.models import Assignment, Delegation, User
    from phongtrao.audit.models import LogEntry

register = template.Library()
_SIGNS = {
    "Đang hoạt động": ("good", "●"),
    "Lâu không dùng": ("warn", "▲"),
    "Khóa tạm": ("warn", "▲"),
    "Đã ngừng": ("bad", "✕"),
}


@register.filter
def account_state(account: User) -> str:
    """Whether the account can come in: word, shape and colour."""
    words = state_of(account)
    return format_html('<span class="state {}">{} {}</span>', *_SIGNS[words], words)


@register.filter
def days(grant: Assignment | Delegation) -> str:
    """From when to when a role counts, as the end of a sentence; nothing without limits."""
    return "".join(
        f", {word} {day:%d/%m/%Y}"
        for word, day in (("từ", grant.first_day), ("đến hết", grant.last_day))
        if day
    )


@register.filter
def can_reopen(account: User) -> bool:
    """Tell whether the account is stopped, locked or unused for long."""
    return not account.is_active or is_locked(account) or is_idle(account)


@register.filter
def in_words(action: str) -> str:
    """What an action of the log is called."""
    return words_of(action)


@register.filter
def detail(line: LogEntry) -> str:
    """What else a line of the log tells."""
    return detail_of(line)
