"""Tokens of programs, and the addresses at which programs come in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from phongtrao.access.models import Permission, Role
from phongtrao.api.actions.tokens import make_token
from tests.access.rooms import ADMINISTRATOR, EVERYBODY, GONE, MOVED, NOBODY, OK, Row

if TYPE_CHECKING:
    from tests.access.rooms import World

UNKNOWN = 401


def _token(world: World) -> list[Any]:
    by = world.people[Role.ADMINISTRATOR]
    token, _ = make_token(
        office=by.office,
        permission=Permission.SUBMISSION_SEND,
        name="Phần mềm một cửa",
        last_day=timezone.localdate() + timedelta(days=30),
        by=by,
    )
    return [token.pk]


def _one(world: World) -> list[Any]:
    return [1]


def _machine(method: str, *, parts: Any = lambda world: []) -> Row:
    """An address of programs: nobody comes in without a key, whoever is logged in."""
    return Row(method, NOBODY, UNKNOWN, shut=UNKNOWN, anonymous=UNKNOWN, parts=parts)


TABLE = {
    "api:tokens": Row("get", ADMINISTRATOR, GONE),
    "api:make_token": Row("get", ADMINISTRATOR, GONE),
    "api:token": Row("get", ADMINISTRATOR, GONE, parts=_token),
    "api:end_token": Row("post", ADMINISTRATOR, GONE, MOVED, parts=_token),
    # programs
    "machine:openapi-json": Row("get", EVERYBODY, OK),
    "machine:openapi-view": Row("get", EVERYBODY, OK),
    "machine:api-root": Row("get", NOBODY, GONE, anonymous=GONE),
    "machine:periods": _machine("get"),
    "machine:form": _machine("get", parts=_one),
    "machine:reports": _machine("get", parts=_one),
    "machine:send": _machine("post", parts=_one),
    "machine:figures": _machine("get", parts=_one),
    "machine:target": _machine("get", parts=_one),
}
