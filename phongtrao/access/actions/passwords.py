"""Rules of passwords (TCVN 14423:2026, the numbers are settings) and setting one."""

from __future__ import annotations

import secrets
import string
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from phongtrao.access.actions.locking import check_own_password
from phongtrao.access.models import PastPassword
from phongtrao.access.queries import has_second_factor
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from phongtrao.access.models import User

_STANDARD = "TCVN 14423:2026"


class PasswordTooShort(RuleBroken):
    """Fewer letters than the setting asks for; a second factor allows a shorter one."""

    code = "password-too-short"
    message = "Mật khẩu phải có ít nhất {length} ký tự. Hãy thêm {missing} ký tự."
    source = _STANDARD


class PasswordTooPlain(RuleBroken):
    """Too few kinds of letters."""

    code = "password-too-plain"
    message = (
        "Mật khẩu phải có đủ {kinds} loại ký tự: chữ thường, chữ hoa, chữ số, ký tự khác. "
        "Còn thiếu: {missing}."
    )
    source = _STANDARD


class PasswordUsedBefore(RuleBroken):
    """One of the last passwords again."""

    code = "password-used-before"
    message = "Mật khẩu này trùng một trong {count} mật khẩu gần nhất. Hãy đặt mật khẩu khác."
    source = _STANDARD


class PasswordTooCommon(RuleBroken):
    """One of the passwords that are tried first."""

    code = "password-too-common"
    message = "Mật khẩu này nằm trong danh sách mật khẩu hay bị dò. Hãy đặt mật khẩu khác."


class PasswordLikeName(RuleBroken):
    """It can be guessed from the account."""

    code = "password-like-name"
    message = "Mật khẩu giống tên đăng nhập hoặc họ tên. Hãy đặt mật khẩu khác."


_KINDS = (
    ("chữ thường", str.islower),
    ("chữ hoa", str.isupper),
    ("chữ số", str.isdigit),
    ("ký tự khác", lambda letter: not letter.isalnum()),
)


def check_new_password(*, user: User, password: str, second_factor: bool) -> None:
    """See that `user`, stored or still to be, may take the password. Raises a RuleBroken that says
    what it lacks.
    """
    length = settings.PASSWORD_LENGTH_SECOND_FACTOR if second_factor else settings.PASSWORD_LENGTH
    if len(password) < length:
        raise PasswordTooShort(length=length, missing=length - len(password))
    missing = [name for name, is_kind in _KINDS if not any(map(is_kind, password))]
    if not second_factor and len(_KINDS) - len(missing) < settings.PASSWORD_KINDS:
        raise PasswordTooPlain(kinds=settings.PASSWORD_KINDS, missing=", ".join(missing))
    try:
        _common_passwords().validate(password)
    except ValidationError:
        raise PasswordTooCommon from None
    try:
        UserAttributeSimilarityValidator(("username", "full_name")).validate(password, user)
    except ValidationError:
        raise PasswordLikeName from None


@cache
def _common_passwords() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def _refuse_used_before(user: User, password: str) -> None:
    past = user.past_passwords.values_list("password", flat=True)[: settings.PASSWORD_HISTORY]
    if any(check_password(password, each) for each in past):
        raise PasswordUsedBefore(count=settings.PASSWORD_HISTORY)


def store_password(*, user: User, password: str, must_change: bool) -> None:
    """Set the password on the account and keep its hash among the last ones; the rules have been
    asked, the account is saved.
    """
    user.set_password(password)
    user.password_set_at = timezone.now()
    user.must_change_password = must_change
    user.failures, user.locked_until = 0, None
    user.save()
    PastPassword.objects.create(user=user, password=user.password)
    kept = user.past_passwords.values("pk")[: settings.PASSWORD_HISTORY]
    user.past_passwords.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def change_password(*, current: str, password: str, by: User) -> None:
    """Change one's own password. Raises WrongPassword, AccountLocked, or the rule that the new one
    breaks.
    """
    check_own_password(password=current, by=by)
    _change_password(password, by)


@transaction.atomic
def _change_password(password: str, by: User) -> None:
    check_new_password(user=by, password=password, second_factor=has_second_factor(by))
    _refuse_used_before(by, password)
    store_password(user=by, password=password, must_change=False)
    audit.log("password.change", by, by=by)


def one_time_password() -> str:
    """A random password that keeps the rules, to be changed at the first log in."""
    letters = string.ascii_letters + string.digits
    groups = ["".join(secrets.choice(letters) for _ in range(4)) for _ in range(4)]
    kinds = [secrets.choice(one) for one in (string.ascii_lowercase, string.ascii_uppercase)]
    return "-".join([*groups, "".join(kinds) + secrets.choice(string.digits)])
