"""Open accounts, stop them, open them again, give a new password; for who manages accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from phongtrao.access.actions.passwords import (
    check_new_password,
    one_time_password,
    store_password,
)
from phongtrao.access.models import KEPT_APART, Assignment, Permission, Role, User
from phongtrao.access.queries import require, role_kept_apart, unit_reached_beyond
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class UsernameTaken(RuleBroken):
    """Names of accounts are unique, whatever their capitals."""

    code = "username-taken"
    message = "Đã có tài khoản mang tên đăng nhập “{username}”. Hãy chọn tên khác."


class AccountReachesFurther(RuleBroken):
    """Who could take over an account that reaches further than he does would reach further too."""

    code = "account-reaches-further"
    message = (
        "Tài khoản này có vai trò tại {unit}, ngoài phạm vi quản trị của bạn. "
        "Hãy đề nghị quản trị cấp trên làm việc này."
    )
    status = 403


class OwnAccount(RuleBroken):
    """Nobody gives himself roles, nor locks himself out."""

    code = "own-account"
    message = "Không tự làm việc này với tài khoản của mình. Hãy nhờ một quản trị khác."
    status = 403


class DutiesKeptApart(RuleBroken):
    """Who gives roles does not read the log in which that is written (TCVN 14423:2026 asks at level
    3 that operation, administration and security be separate).
    """

    code = "duties-kept-apart"
    message = (
        "{account} đang giữ vai trò “{held}” (của mình hoặc được ủy quyền) trong những ngày này, "
        "không nhận thêm vai trò “{asked}” được: người giao quyền không tự soát việc giao quyền. "
        "Hãy chọn người khác, hoặc bỏ vai trò kia trước."
    )
    source = "TCVN 14423:2026"


def keep_duties_apart(
    *, account: User, role: str, first_day: date | None, last_day: date | None
) -> None:
    """See that the account may have the role on the days first_day … last_day beside those that it
    has, own and lent. Raises DutiesKeptApart.
    """
    if role not in KEPT_APART:
        return
    User.objects.select_for_update().get(pk=account.pk)  # two at once would not see each other
    if held := role_kept_apart(account, role, first_day, last_day):
        raise DutiesKeptApart(account=account, held=Role(held).label, asked=Role(role).label)


def require_managing(*, account: User, by: User | None) -> None:
    """See that `by` manages the account and reaches as far as it does; the program itself (None)
    does. Raises Denied, OwnAccount, AccountReachesFurther.
    """
    if by is None:
        return
    require(by, Permission.ACCOUNT_MANAGE, account.office_id)
    if account.pk == by.pk:
        raise OwnAccount
    if unit := unit_reached_beyond(account, by):
        raise AccountReachesFurther(unit=unit)


@transaction.atomic
def open_account(
    *,
    username: str,
    full_name: str,
    password: str,
    office_id: int,
    roles: Mapping[str, int],
    must_change: bool = False,
    by: User | None = None,
) -> User:
    """Make an account.

    roles: role → id of the unit at which it is held, without limit of days. must_change: the
    password is given by somebody else. by: None for the program itself. Returns the account. Raises
    Denied, UsernameTaken, DutiesKeptApart or the rule that the password breaks.
    """
    if by is not None:
        for unit_id in (office_id, *roles.values()):
            require(by, Permission.ACCOUNT_MANAGE, unit_id)
    username = User.normalize_username(username)
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(username=username)
    user = User(username=username, full_name=full_name, office_id=office_id)
    check_new_password(user=user, password=password, second_factor=False)
    store_password(user=user, password=password, must_change=must_change)
    for role, unit_id in roles.items():
        keep_duties_apart(account=user, role=role, first_day=None, last_day=None)
        Assignment.objects.create(user=user, role=role, unit_id=unit_id)
    audit.log("account.open", user, by=by, office=office_id, roles=dict(roles))
    return user


@transaction.atomic
def stop_account(*, account: User, by: User | None) -> None:
    """Let the account in no more; what it did stays."""
    require_managing(account=account, by=by)
    account.is_active = False
    account.save(update_fields=["is_active"])
    audit.log("account.stop", account, by=by, office=account.office_id)


@transaction.atomic
def reopen_account(*, account: User, by: User | None) -> None:
    """Let an account in again that is stopped, locked or unused for long; idle days begin anew."""
    require_managing(account=account, by=by)
    account.is_active, account.opened_at = True, timezone.now()
    account.failures, account.locked_until = 0, None
    account.save(update_fields=["is_active", "opened_at", "failures", "locked_until"])
    audit.log("account.reopen", account, by=by, office=account.office_id)


@transaction.atomic
def reset_password(*, account: User, by: User | None) -> str:
    """Give the account a password for one log in; returns it."""
    require_managing(account=account, by=by)
    password = one_time_password()
    store_password(user=account, password=password, must_change=True)
    audit.log("password.reset", account, by=by, office=account.office_id)
    return password


@transaction.atomic
def drop_second_factor(*, account: User, by: User | None) -> str:
    """Take the second factor off an account whose telephone is lost; returns the password for one
    log in that it gets with it.
    """
    require_managing(account=account, by=by)
    Authenticator.objects.filter(user=account).delete()
    audit.log("second-factor.drop", account, by=by, office=account.office_id)
    return reset_password(account=account, by=by)
