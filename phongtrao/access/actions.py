"""Make accounts and give roles."""

from __future__ import annotations

from django.db import transaction

from phongtrao.access.models import Assignment, User


@transaction.atomic
def open_account(
    *, username: str, full_name: str, password: str, office_id: int, roles: dict[str, int]
) -> User:
    """Make an account, or bring an existing one to these facts.

    roles: role → id of the unit at which it is held. Returns the account.
    """
    user, _ = User.objects.update_or_create(
        username=username, defaults={"full_name": full_name, "office_id": office_id}
    )
    user.set_password(password)
    user.save(update_fields=["password"])
    for role, unit_id in roles.items():
        Assignment.objects.get_or_create(user=user, role=role, unit_id=unit_id)
    return user
