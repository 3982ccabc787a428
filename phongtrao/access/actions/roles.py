"""Give and take roles; lend a role to a colleague until a day; move an account elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from phongtrao.access.actions.accounts import keep_duties_apart, require_managing
from phongtrao.access.models import Assignment, Delegation, Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


class DaysTheWrongWayRound(RuleBroken):
    """The last day lies before the first."""

    code = "days-the-wrong-way-round"
    message = "Ngày cuối {last} đứng trước ngày đầu {first}. Hãy sửa một trong hai ngày."


class DelegationInThePast(RuleBroken):
    """A delegation that has ended lends nothing."""

    code = "delegation-in-the-past"
    message = "Ngày cuối {last} đã qua. Hãy chọn ngày từ hôm nay trở đi."


class DelegationTooLong(RuleBroken):
    """A role is lent for a while, not for ever (DELEGATION_DAYS, an own default)."""

    code = "delegation-too-long"
    message = (
        "Ủy quyền kéo dài nhất {days} ngày kể từ hôm nay, tức đến hết ngày {last}. Hãy chọn ngày"
        " cuối không sau ngày đó; khi hết hạn thì ủy quyền lại."
    )


class NotAColleague(RuleBroken):
    """A role is lent within the office only."""

    code = "not-a-colleague"
    message = (
        "{receiver} không thuộc cơ quan của bạn hoặc đã ngừng hoạt động. "
        "Hãy chọn một đồng nghiệp cùng cơ quan."
    )


class NotYourRole(RuleBroken):
    """Only a role of one's own can be lent or taken back."""

    code = "not-your-role"
    message = "Vai trò này không phải của bạn nên bạn không ủy quyền hay thu hồi được."
    status = 403


class AlreadyAtOffice(RuleBroken):
    """An account moves to another office, not to its own."""

    code = "already-at-office"
    message = (
        "Tài khoản {account} đang thuộc {office}. Hãy chọn cơ quan khác, hoặc giao thêm vai trò ở "
        "trang của tài khoản."
    )


@transaction.atomic
def give_role(
    *,
    account: User,
    role: str,
    unit_id: int,
    first_day: date | None = None,
    last_day: date | None = None,
    by: User | None,
) -> Assignment:
    """Give the account a role at a unit, or bring the one it has to these days.

    first_day, last_day: both counted, None for no limit. Returns the assignment. Raises Denied,
    OwnAccount, AccountReachesFurther, DaysTheWrongWayRound, DutiesKeptApart.
    """
    require_managing(account=account, by=by)
    if by is not None:
        require(by, Permission.ACCOUNT_MANAGE, unit_id)
    _refuse_backward(first_day, last_day)
    keep_duties_apart(account=account, role=role, first_day=first_day, last_day=last_day)
    assignment, _ = Assignment.objects.update_or_create(
        user=account,
        role=role,
        unit_id=unit_id,
        defaults={"first_day": first_day, "last_day": last_day},
    )
    audit.log(
        "role.give",
        account,
        by=by,
        office=account.office_id,
        role=role,
        unit=unit_id,
        unit_name=str(assignment.unit),
        first_day=_iso(first_day),
        last_day=_iso(last_day),
    )
    return assignment


@transaction.atomic
def take_role(*, assignment: Assignment, by: User | None) -> None:
    """Take a role away at once, with what its holder lends of it; the log keeps that it was."""
    account = assignment.user
    require_managing(account=account, by=by)
    audit.log(
        "role.take",
        account,
        by=by,
        office=account.office_id,
        role=assignment.role,
        unit=assignment.unit_id,
        unit_name=str(assignment.unit),
    )
    assignment.delete()


@transaction.atomic
def delegate(
    *,
    assignment: Assignment,
    receiver: User,
    first_day: date,
    last_day: date,
    reason: str,
    by: User,
) -> Delegation:
    """Lend one's own role to a colleague of the same office.

    first_day, last_day: both counted. Raises NotYourRole, NotAColleague, DaysTheWrongWayRound,
    DelegationInThePast, DelegationTooLong, DutiesKeptApart.
    """
    if assignment.user_id != by.pk:
        raise NotYourRole
    if receiver.office_id != by.office_id or receiver.pk == by.pk or not receiver.is_active:
        raise NotAColleague(receiver=receiver)
    _refuse_backward(first_day, last_day)
    if last_day < timezone.localdate():
        raise DelegationInThePast(last=f"{last_day:%d/%m/%Y}")
    latest = timezone.localdate() + timedelta(days=settings.DELEGATION_DAYS)
    if last_day > latest:
        raise DelegationTooLong(days=settings.DELEGATION_DAYS, last=f"{latest:%d/%m/%Y}")
    keep_duties_apart(
        account=receiver, role=assignment.role, first_day=first_day, last_day=last_day
    )
    delegation = Delegation.objects.create(
        assignment=assignment,
        receiver=receiver,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
    )
    audit.log(
        "role.lend",
        receiver,
        by=by,
        role=assignment.role,
        unit=assignment.unit_id,
        unit_name=str(assignment.unit),
        first_day=_iso(first_day),
        last_day=_iso(last_day),
        reason=reason,
    )
    return delegation


@transaction.atomic
def revoke_delegation(*, delegation: Delegation, by: User) -> None:
    """Take a lent role back at once. Raises NotYourRole."""
    if delegation.assignment.user_id != by.pk:
        raise NotYourRole
    _end_delegation(delegation, by)


def _end_delegation(delegation: Delegation, by: User) -> None:
    delegation.revoked_at = timezone.now()
    delegation.save(update_fields=["revoked_at"])
    audit.log(
        "role.take-back",
        delegation.receiver,
        by=by,
        office=delegation.receiver.office_id,
        role=delegation.assignment.role,
        unit=delegation.assignment.unit_id,
        unit_name=str(delegation.assignment.unit),
    )


@transaction.atomic
def move_account(*, account: User, office_id: int, roles: Collection[str], by: User) -> None:
    """Move the account to another office: what it holds and borrows ends, and it holds `roles`
    there, without limit of days. What it did stays under its name.

    Raises Denied, OwnAccount, AccountReachesFurther, AlreadyAtOffice, DutiesKeptApart.
    """
    require_managing(account=account, by=by)
    require(by, Permission.ACCOUNT_MANAGE, office_id)
    before = account.office
    if before.pk == office_id:
        raise AlreadyAtOffice(account=account, office=before)
    for assignment in account.assignments.select_related("user__office", "unit"):
        take_role(assignment=assignment, by=by)
    borrowed = account.delegations.filter(revoked_at=None, last_day__gte=timezone.localdate())
    for delegation in borrowed.select_related("assignment__unit", "receiver"):
        _end_delegation(delegation, by)
    account.office_id = office_id
    account.save(update_fields=["office"])
    audit.log(
        "account.move",
        account,
        by=by,
        office=office_id,
        before=str(before),
        unit_name=str(account.office),
    )
    for role in roles:
        give_role(account=account, role=role, unit_id=office_id, by=by)


def _refuse_backward(first_day: date | None, last_day: date | None) -> None:
    if first_day and last_day and last_day < first_day:
        raise DaysTheWrongWayRound(first=f"{first_day:%d/%m/%Y}", last=f"{last_day:%d/%m/%Y}")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
