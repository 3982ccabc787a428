"""Let people in: password, lock after wrong ones, second factor, idle accounts; log in and out."""

from __future__ import annotations

import hashlib
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from phongtrao.access.actions.locking import check_counted, check_own_password, count_failure
from phongtrao.access.actions.passwords import check_new_password
from phongtrao.access.actions.unsent import drop_old_forms
from phongtrao.access.models import User
from phongtrao.access.queries import is_idle, is_locked, roles_of
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken


class WrongCredentials(RuleBroken):
    """No such account, not its password, or a locked one; which of the three is not said, for only
    names that exist have locks.
    """

    code = "wrong-credentials"
    message = (
        "Tên đăng nhập hoặc mật khẩu chưa đúng, hoặc tài khoản đang bị khóa tạm. Hãy nhập lại; "
        "mật khẩu phân biệt chữ hoa, chữ thường. Nhập sai {failures} lần liên tiếp thì tài khoản "
        "khóa {minutes} phút, trong lúc đó mật khẩu đúng cũng chưa vào được; quản trị của cơ quan "
        "mở khóa sớm được."
    )


class AccountStopped(RuleBroken):
    """Somebody stopped the account."""

    code = "account-stopped"
    message = "Tài khoản này đã ngừng hoạt động. Hãy đề nghị quản trị của cơ quan mở lại."


class AccountIdle(RuleBroken):
    """An account that nobody used for long is stopped."""

    code = "account-idle"
    message = (
        "Tài khoản này không đăng nhập quá {days} ngày nên đã ngừng hoạt động. "
        "Hãy đề nghị quản trị của cơ quan mở lại."
    )
    source = "TCVN 14423:2026"


class WrongCode(RuleBroken):
    """The code of the second factor is wrong, too old, or was used already."""

    code = "wrong-code"
    message = (
        "Mã xác thực chưa đúng hoặc đã dùng. Hãy chờ ứng dụng hiện mã mới rồi nhập mã đó; "
        "nếu vẫn sai, hãy xem lại giờ của điện thoại."
    )


def check_credentials(*, username: str, password: str) -> User:
    """The account whose name and password these are. What fails is counted and logged. Raises
    WrongCredentials, AccountStopped, AccountIdle.
    """
    with transaction.atomic():  # a refusal keeps what was counted
        user = User.objects.select_for_update().filter(username__iexact=username).first()
        if not _fits(user, password):
            user = None
    if user is None:
        raise WrongCredentials(failures=settings.LOCKOUT_FAILURES, minutes=settings.LOCKOUT_MINUTES)
    admit(user=user)
    return user


def _fits(user: User | None, password: str) -> bool:
    """Tell whether the password opens the account; takes as long whatever the answer."""
    if user is None:
        make_password(password)
        audit.log("log-in.unknown-name", None, by=None)
        return False
    right = user.check_password(password)
    if is_locked(user):
        return False
    if not right:
        count_failure(user)
    return right


def admit(*, user: User) -> None:
    """See that an account that has proved itself may come in; one that nobody used for long is
    stopped. Raises AccountStopped, AccountIdle.
    """
    if not user.is_active:
        raise AccountStopped
    if is_idle(user):
        with transaction.atomic():
            user.is_active = False
            user.save(update_fields=["is_active"])
            audit.log("account.stop-idle", user, by=None, office=user.office_id)
        raise AccountIdle(days=settings.ACCOUNT_IDLE_DAYS)


def check_code(*, user: User, code: str) -> None:
    """See that the code is the second factor's of now, and give it no second time. What fails is
    counted and logged. Raises WrongCode, AccountLocked.
    """
    check_counted(user=user, fits=lambda row: _use_code(row, code), wrong=WrongCode())


def _use_code(user: User, code: str) -> bool:
    """Tell whether the code fits and was not used; remember it for as long as it fits."""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    digits = "".join(code.split())
    if factor is None or not digits.isascii() or not digits.isdigit():
        return False
    print_of_code, now = hashlib.sha256(digits.encode()).hexdigest(), time.time()
    used = {seen: until for seen, until in factor.data.get("used", {}).items() if until > now}
    if print_of_code in used or not factor.wrap().validate_code(digits):
        return False
    factor.data["used"] = {**used, print_of_code: now + 120}
    factor.last_used_at = timezone.now()
    factor.save()
    return True


@transaction.atomic
def note_log_in(*, user: User) -> None:
    """Write down that the account came in; failures in a row begin anew, old forms end."""
    User.objects.filter(pk=user.pk).update(failures=0, locked_until=None)
    drop_old_forms()
    audit.acts_in(roles_of(user))
    audit.log("log-in", user, by=user)


@transaction.atomic
def note_log_out(*, user: User) -> None:
    """Write down that the account went out."""
    audit.log("log-out", user, by=user)


@transaction.atomic
def add_second_factor(*, secret: str, code: str, by: User) -> None:
    """Ask for a code at every log in from now on. secret: base32, what the telephone was shown;
    code: proves that it has it. Raises WrongCode.
    """
    if not validate_totp_code(secret, "".join(code.split())):
        raise WrongCode
    Authenticator.objects.filter(user=by).delete()
    TOTP.activate(by, secret)
    _use_code(by, code)
    audit.log("second-factor.add", by, by=by)


def remove_second_factor(*, password: str, by: User) -> None:
    """Ask for no code any more. A password that is only good enough with a second factor has to be
    changed. Raises WrongPassword, AccountLocked.
    """
    check_own_password(password=password, by=by)
    _remove_second_factor(password, by)


@transaction.atomic
def _remove_second_factor(password: str, by: User) -> None:
    Authenticator.objects.filter(user=by).delete()
    try:
        check_new_password(user=by, password=password, second_factor=False)
    except RuleBroken:
        by.must_change_password = True
        by.save(update_fields=["must_change_password"])
    audit.log("second-factor.remove", by, by=by)
