"""What is known of accounts: whether they may come in, who they are, which roles and units."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from phongtrao.access.models import KEPT_APART, Assignment, Delegation, Permission, User
from phongtrao.access.queries.reach import Person, held_at, reach
from phongtrao.core.text.folding import bare, name_order, sort_key

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_UNITS = 100
"""A list to choose from is not longer; who has more units looks for them by name."""
_SORTED = 2_000
"""So many units are sorted by name here; of more, those that the database puts first."""


def has_second_factor(user: User) -> bool:
    """Tell whether logging in asks `user` for a code."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def idle_since(user: User) -> datetime:
    """When the account was last used: logged in, or opened."""
    return max(user.opened_at, user.last_login or user.opened_at)


def is_idle(user: User) -> bool:
    """Tell whether the account was not used for longer than ACCOUNT_IDLE_DAYS."""
    return timezone.now() - idle_since(user) > timedelta(days=settings.ACCOUNT_IDLE_DAYS)


def is_locked(user: User) -> bool:
    """Tell whether wrong passwords lock the account now."""
    return user.locked_until is not None and user.locked_until > timezone.now()


def password_is_old(user: User) -> bool:
    """Tell whether the password is older than PASSWORD_ADMIN_DAYS, which counts for
    administrators.
    """
    age = timezone.now() - user.password_set_at
    return age > timedelta(days=settings.PASSWORD_ADMIN_DAYS)


def accounts_within(user: Person, words: str = "") -> models.QuerySet[User]:
    """Accounts of the offices whose accounts `user` manages, by office and name; with roles, and
    whether a second factor and an identity hang on each.
    """
    rows = (
        User.objects.filter(office__in=reach(user, Permission.ACCOUNT_MANAGE))
        .select_related("office")
        .prefetch_related(
            models.Prefetch(
                "assignments", Assignment.objects.select_related("unit").order_by("role", "pk")
            )
        )
        .annotate(
            second_factor=models.Exists(
                Authenticator.objects.filter(
                    user=models.OuterRef("pk"), type=Authenticator.Type.TOTP
                )
            ),
            identity=models.Exists(SocialAccount.objects.filter(user=models.OuterRef("pk"))),
        )
        .order_by("pk")
    )
    for word in words.split():
        rows = rows.filter(
            Q(username__icontains=word)
            | Q(full_name__icontains=word)
            | Q(office__name__icontains=word)
        )
    return rows


def by_office(accounts: models.QuerySet[User]) -> list[int]:
    """Ids of accounts by the name of their office, then their own, as people sort names."""
    rows = accounts.order_by().values_list("office__name", "full_name", "pk")
    return [row[-1] for row in sorted(rows, key=lambda row: (*map(sort_key, row[:2]), row[-1]))]


def colleagues_of(user: User) -> models.QuerySet[User]:
    """The other working accounts of the same office, who can be lent a role."""
    rows = User.objects.filter(office_id=user.office_id, is_active=True)
    return rows.exclude(pk=user.pk).order_by("full_name", "pk")


def roles_held_by(user: User) -> models.QuerySet[Assignment]:
    """The account's own roles that have not ended, by unit."""
    rows = Assignment.objects.filter(user=user).exclude(last_day__lt=timezone.localdate())
    return rows.select_related("unit").order_by("unit__name", "role")


def delegations_of(user: User) -> models.QuerySet[Delegation]:
    """What the account lends and borrows, while it runs or is still to come, newest first."""
    rows = Delegation.objects.filter(Q(assignment__user=user) | Q(receiver=user))
    return rows.filter(revoked_at=None, last_day__gte=timezone.localdate()).select_related(
        "assignment__user", "assignment__unit", "receiver"
    )


def role_kept_apart(account: User, role: str, first_day: date | None, last_day: date | None) -> str:
    """A role that `account` has, own or lent, on one of the days first_day … last_day (both
    counted, None for no limit) and that nobody has together with `role`; "" when there is none.
    """
    others = KEPT_APART - {role} if role in KEPT_APART else frozenset()
    today = timezone.localdate()
    if not others or (last_day and last_day < today):
        return ""
    days = Q(last_day=None) | Q(last_day__gte=max(first_day or today, today))
    if last_day:
        days &= Q(first_day=None) | Q(first_day__lte=last_day)
    own = Assignment.objects.filter(days, user=account, role__in=others)
    lent = Delegation.objects.filter(
        days, receiver=account, revoked_at=None, assignment__role__in=others
    )
    held = own.values_list("role", flat=True).first()
    return held or lent.values_list("assignment__role", flat=True).first() or ""


def stands_at_root(user: Person, permission: Permission) -> bool:
    """Tell whether a role that gives `user` the permission today stands at a unit that has nothing
    above it.
    """
    # The room of units lies above this one.
    table: Any = apps.get_model("units", "Ancestry")
    today = timezone.localdate()
    rows = table.objects.filter(
        unit__in=held_at(user, permission), since__lte=today, until__gt=today
    ).values_list("unit_id", "ancestor_id")
    there = {unit for unit, _ in rows}
    return bool(there - {unit for unit, above in rows if above != unit})


def unit_reached_beyond(account: User, manager: User) -> str:
    """Name of a unit at which `account` has a role, own or lent, and `manager` manages no accounts;
    "" when there is none.
    """
    today, within = timezone.localdate(), reach(manager, Permission.ACCOUNT_MANAGE)
    own = Assignment.objects.filter(user=account).exclude(last_day__lt=today)
    lent = Assignment.objects.filter(
        delegations__receiver=account,
        delegations__revoked_at=None,
        delegations__last_day__gte=today,
    )
    beyond = (own | lent).exclude(unit__in=within).select_related("unit").order_by("pk").first()
    return str(beyond.unit) if beyond else ""


def units_to_choose(user: User, words: str = "") -> list[tuple[int, str]]:
    """Units whose accounts `user` manages, that are not over, and whose names hold all the words,
    marks and case aside, at most MOST_UNITS: id and name, of namesakes with what they lie below.
    """
    # The room of units lies above this one; its table is reached through the account's own field.
    table: Any = User._meta.get_field("office").related_model
    versions: Any = apps.get_model("units", "UnitVersion").objects.filter(
        unit=models.OuterRef("pk")
    )
    going_on = versions.filter(Q(valid_to=None) | Q(valid_to__gt=timezone.localdate()))
    rows = table.objects.filter(
        models.Exists(going_on) | ~models.Exists(versions),
        pk__in=reach(user, Permission.ACCOUNT_MANAGE),
    )
    named = rows.order_by("name", "pk").values_list("pk", "name")
    if wanted := bare(words).split():
        named = [row for row in named if all(word in bare(row[1]) for word in wanted)]
    found = sorted(named[:_SORTED], key=lambda row: name_order(row[1], row[0]))[:MOST_UNITS]
    names = Counter(name for _, name in found)
    above = _above([pk for pk, name in found if names[name] > 1])
    return [(pk, f"{name} ({above[pk]})" if pk in above else name) for pk, name in found]


def _above(units: Collection[int]) -> dict[int, str]:
    """Id of each of some units → the names of those above it, today."""
    if not units:
        return {}
    # The room of units lies above this one.
    table: Any = apps.get_model("units", "Ancestry")
    today = timezone.localdate()
    rows = table.objects.filter(unit__in=units, since__lte=today, until__gt=today)
    names: dict[int, list[str]] = {unit: [] for unit in units}
    others = rows.exclude(ancestor=models.F("unit"))
    for unit, name in others.values_list("unit_id", "ancestor__name"):
        names[unit].append(name)
    return {unit: ", ".join(sorted(found, key=sort_key)) for unit, found in names.items()}
