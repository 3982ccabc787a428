"""Tie an identity of the OpenID Connect provider to the account that bears its name; untie it."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from phongtrao.access.actions.accounts import require_managing
from phongtrao.access.actions.entering import admit
from phongtrao.access.models import User
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken


class NoAccountForIdentity(RuleBroken):
    """Accounts are opened by an administrator, never by logging in."""

    code = "no-account-for-identity"
    message = (
        "Chưa có tài khoản nào mang tên đăng nhập “{username}”. "
        "Hãy đề nghị quản trị của cơ quan mở tài khoản."
    )


class IdentityOfAnother(RuleBroken):
    """The account is tied to another identity: the name has changed hands at the provider."""

    code = "identity-of-another"
    message = (
        "Tài khoản “{username}” đã gắn với một danh tính khác. "
        "Hãy đề nghị quản trị của cơ quan kiểm tra và gỡ danh tính cũ."
    )


class ProviderFailed(RuleBroken):
    """The provider refused, was not reached, or answered to a question that we did not ask."""

    code = "provider-failed"
    message = (
        "Đăng nhập bằng {name} không thành công hoặc đã bị hủy. "
        "Hãy thử lại, hoặc đăng nhập bằng mật khẩu."
    )


def account_of_identity(*, provider: str, uid: str, username: str) -> User:
    """The account that may come in with the identity; the first time it is tied to it by name.

    uid: the provider's own number of the person. Raises NoAccountForIdentity, IdentityOfAnother,
    AccountStopped, AccountIdle.
    """
    tied = SocialAccount.objects.filter(provider=provider, uid=uid).first()
    if tied is not None:
        # The library keeps what the provider told; here names and addresses are not needed.
        SocialAccount.objects.filter(pk=tied.pk).update(extra_data={})
        user = User.objects.select_related("office").get(pk=tied.user_id)
    else:
        user = _tie(provider, uid, username)
    admit(user=user)
    return user


@transaction.atomic
def _tie(provider: str, uid: str, username: str) -> User:
    user = (
        User.objects.select_related("office")
        .select_for_update(of=("self",))
        .filter(username__iexact=username)
        .first()
    )
    if user is None:
        raise NoAccountForIdentity(username=username)
    if SocialAccount.objects.filter(user=user).exists():
        raise IdentityOfAnother(username=username)
    SocialAccount.objects.create(user=user, provider=provider, uid=uid)
    audit.log("identity.tie", user, by=None, office=user.office_id)
    return user


@transaction.atomic
def untie_identity(*, account: User, by: User | None) -> None:
    """Take the identity off the account; the next one that bears its name is tied to it. Does
    nothing where none is tied. Raises Denied, OwnAccount, AccountReachesFurther.
    """
    require_managing(account=account, by=by)
    untied, _ = SocialAccount.objects.filter(user=account).delete()
    if untied:
        audit.log("identity.untie", account, by=by, office=account.office_id)
