"""Make and end the tokens with which programs of offices come in."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from phongtrao.access.actions.accounts import open_account, stop_account
from phongtrao.access.actions.passwords import one_time_password
from phongtrao.access.models import Permission, Role, User
from phongtrao.access.queries import require
from phongtrao.api.models import Token
from phongtrao.api.queries.tokens import digest_of
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.units.models import Unit

DAYS_MAX = 366
"""A token ends within a year, so that somebody looks at it again."""
_ROLES = {
    Permission.SUBMISSION_SEND: Role.REPORTER,
    Permission.SUBMISSION_READ: Role.VIEWER,
}
_MARK = "pt_"
_BYTES = 32
_SHOWN = 9
_NOTED_AGAIN = timedelta(hours=1)


class TokenDaysWrong(RuleBroken):
    """A token opens from today until a day within a year."""

    code = "token-days-wrong"
    message = (
        "Ngày cuối {last} không dùng được. Hãy chọn một ngày từ hôm nay đến {latest}; hết hạn thì"
        " tạo khóa mới."
    )


@transaction.atomic
def make_token(
    *, office: Unit, permission: Permission, name: str, last_day: date, by: User
) -> tuple[Token, str]:
    """Make a token for an office; the token and its key, which is shown this once.

    permission: one of GRANTED. An account is opened in whose name the program acts. Raises Denied,
    TokenDaysWrong.
    """
    require(by, Permission.ACCOUNT_MANAGE, office.pk)
    today = timezone.localdate()
    latest = today + timedelta(days=DAYS_MAX)
    if not today <= last_day <= latest:
        raise TokenDaysWrong(last=f"{last_day:%d/%m/%Y}", latest=f"{latest:%d/%m/%Y}")
    key = _MARK + secrets.token_urlsafe(_BYTES)
    account = open_account(
        username=f"may-{secrets.token_hex(6)}",
        full_name=f"{name} (kết nối máy)",
        password=one_time_password(),
        office_id=office.pk,
        roles={_ROLES[permission]: office.pk},
        by=by,
    )
    account.set_unusable_password()
    account.save(update_fields=["password"])
    token = Token.objects.create(
        office=office,
        permission=permission,
        name=name,
        account=account,
        begins_with=key[:_SHOWN],
        hash=digest_of(key),
        made_by=by,
        last_day=last_day,
    )
    audit.log(
        "token.make",
        token,
        by=by,
        office=office.pk,
        permission=permission.label,
        last_day=last_day.isoformat(),
    )
    return token, key


@transaction.atomic
def end_token(*, token: Token, by: User) -> None:
    """Let nobody in with the token any more; what came in with it stays. Raises Denied."""
    require(by, Permission.ACCOUNT_MANAGE, token.office_id)
    row = Token.objects.select_for_update().get(pk=token.pk)
    if row.ended_at is None:
        row.ended_at, row.ended_by = timezone.now(), by
        row.save(update_fields=["ended_at", "ended_by"])
        stop_account(account=row.account, by=by)
        audit.log("token.end", row, by=by, office=row.office_id)
    token.refresh_from_db()


def note_use(token: Token) -> None:
    """Write down that a program came in, once an hour; an account that is used is not idle."""
    now = timezone.now()
    if token.used_at and now - token.used_at < _NOTED_AGAIN:
        return
    Token.objects.filter(pk=token.pk).update(used_at=now)
    User.objects.filter(pk=token.account_id).update(last_login=now)
