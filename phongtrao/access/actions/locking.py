"""Count wrong passwords and codes in a row, and lock the account when they are too many."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from phongtrao.access.models import User
from phongtrao.access.queries import is_locked
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Callable


class AccountLocked(RuleBroken):
    """Too many wrong passwords or codes in a row; said to who has proved that he is its owner."""

    code = "account-locked"
    message = (
        "Tài khoản bị khóa tạm đến {until} vì nhập sai {failures} lần liên tiếp. "
        "Hãy đợi đến giờ đó, hoặc nhờ quản trị của cơ quan mở khóa."
    )
    source = "TCVN 14423:2026"


class WrongPassword(RuleBroken):
    """The password of today was asked for and is wrong."""

    code = "wrong-password"
    message = "Mật khẩu hiện nay chưa đúng. Hãy nhập lại; mật khẩu phân biệt chữ hoa, chữ thường."


def check_counted(*, user: User, fits: Callable[[User], bool], wrong: RuleBroken) -> None:
    """See that a proof fits; what does not is counted and logged. fits: asked of the row of `user`,
    which is held meanwhile, and not while it is locked. Raises `wrong`, AccountLocked.
    """
    refusal: RuleBroken | None = None
    with transaction.atomic():  # a refusal keeps what was counted
        row = User.objects.select_for_update().get(pk=user.pk)
        if is_locked(row):
            refusal = locked(row)
        elif not fits(row):
            refusal = count_failure(row) or wrong
    if refusal is not None:
        raise refusal


def check_own_password(*, password: str, by: User) -> None:
    """See that somebody at an open page knows its password; wrong ones count as they do when
    logging in, the right one begins the count anew. Raises WrongPassword, AccountLocked.
    """
    check_counted(user=by, fits=lambda row: row.check_password(password), wrong=WrongPassword())
    User.objects.filter(pk=by.pk).update(failures=0)


def count_failure(user: User) -> AccountLocked | None:
    """Count one wrong password or code; lock when it is the last one allowed."""
    user.failures += 1
    audit.log("log-in.fail", user, by=None, office=user.office_id, failures=user.failures)
    refusal = None
    if user.failures >= settings.LOCKOUT_FAILURES:
        user.locked_until = timezone.now() + timedelta(minutes=settings.LOCKOUT_MINUTES)
        refusal = locked(user)
        user.failures = 0
        audit.log("log-in.lock", user, by=None, office=user.office_id)
    user.save(update_fields=["failures", "locked_until"])
    return refusal


def locked(user: User) -> AccountLocked:
    """The refusal of a locked account."""
    assert user.locked_until is not None  # noqa: S101 - narrows the type
    until = timezone.localtime(user.locked_until)
    return AccountLocked(until=f"{until:%H:%M ngày %d/%m/%Y}", failures=settings.LOCKOUT_FAILURES)
