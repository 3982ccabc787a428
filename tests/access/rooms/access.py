"""Logging in, accounts, the log."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from phongtrao.access.actions.roles import delegate
from phongtrao.access.actions.unsent import keep_form
from phongtrao.access.models import Role
from tests.access.rooms import (
    ADMINISTRATOR,
    AUDITOR,
    EVERYBODY,
    GONE,
    MOVED,
    NOBODY,
    OK,
    WRONG,
    Row,
)

if TYPE_CHECKING:
    from tests.access.rooms import World


def _viewer(world: World) -> list[Any]:
    return [world.people[Role.VIEWER].pk]


def _role(world: World) -> list[Any]:
    return [*_viewer(world), world.people[Role.VIEWER].assignments.get().pk]


def _step(world: World) -> list[Any]:
    return [*_viewer(world), "ngung"]


def _lent(world: World) -> list[Any]:
    giver, today = world.people[Role.STANDING_OFFICER], timezone.localdate()
    lent = delegate(
        assignment=giver.assignments.get(),
        receiver=world.people[Role.VIEWER],
        first_day=today + timedelta(days=1),
        last_day=today + timedelta(days=2),
        reason="nghỉ phép",
        by=giver,
    )
    return [lent.pk]


def _kept(world: World) -> list[Any]:
    by = world.people[Role.VIEWER]
    keep_form(page="", action="/don-vi/", fields=[], files=[], replaces=None, by=by)
    return [by.unsent_forms.latest("pk").pk]


def _no_provider(world: World) -> list[Any]:
    return ["oidc"]


TABLE = {
    "access:log_in": Row("get", EVERYBODY, MOVED, MOVED, anonymous=OK),
    "access:second_step": Row("get", EVERYBODY, MOVED, MOVED),
    "access:log_out": Row("post", EVERYBODY, MOVED, MOVED),
    "access:mine": Row("get", EVERYBODY, OK),
    "access:change_password": Row("get", EVERYBODY, OK),
    "access:second_factor": Row("get", EVERYBODY, OK),
    "access:delegate": Row("get", EVERYBODY, OK),
    # The giver alone takes a role back; the receiver sees it and is refused.
    "access:revoke": Row("post", frozenset({Role.STANDING_OFFICER}), GONE, MOVED, parts=_lent),
    "access:drop_unsent": Row("post", frozenset({Role.VIEWER}), GONE, MOVED, parts=_kept),
    "access:accounts": Row("get", ADMINISTRATOR, GONE),
    "access:account_file": Row("get", ADMINISTRATOR, GONE),
    "access:open_account": Row("get", ADMINISTRATOR, GONE),
    "access:account": Row("get", ADMINISTRATOR, GONE, parts=_viewer),
    "access:give_role": Row("post", ADMINISTRATOR, GONE, WRONG, parts=_viewer),
    "access:take_role": Row("post", ADMINISTRATOR, GONE, MOVED, parts=_role),
    "access:move_account": Row("get", ADMINISTRATOR, GONE, parts=_viewer),
    "access:change_account": Row("post", ADMINISTRATOR, GONE, MOVED, parts=_step),
    "access:journal": Row("get", AUDITOR, GONE),
    "access:journal_file": Row("get", AUDITOR, GONE),
    # Without OIDC_ISSUER there is no provider.
    "openid_connect_login": Row("post", NOBODY, GONE, anonymous=GONE, parts=_no_provider),
    "openid_connect_callback": Row("get", NOBODY, GONE, anonymous=GONE, parts=_no_provider),
}
