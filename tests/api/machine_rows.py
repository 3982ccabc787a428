"""A program that comes in with a token, and what it asks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.utils import timezone

from phongtrao.access.models import Permission, Role
from phongtrao.api.actions.tokens import make_token
from tests.factories import make_user

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.api.models import Token
    from phongtrao.units.models import Unit

SEND, READ = Permission.SUBMISSION_SEND, Permission.SUBMISSION_READ


@dataclass
class Program:
    """A program with its key."""

    token: Token
    key: str

    def get(self, path: str, **query: object) -> Any:
        """Ask for an address below /api/v1/."""
        return Client().get(f"/api/v1/{path}", query, headers=self._headers())

    def post(self, path: str, body: Any, key: str = "khoa-0001", **more: str) -> Any:
        """Send JSON, or text as it is."""
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        kind = more.pop("kind", "application/json")
        headers = {"Idempotency-Key": key} if key else {}
        return Client().post(
            f"/api/v1/{path}",
            data,
            content_type=kind,
            headers={**self._headers(), **headers},
            query_params=more,
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


def manager_of(office: Unit) -> User:
    """Who looks after the accounts of an office."""
    return make_user(f"quantri{office.pk}", office, Role.ADMINISTRATOR)


def make_program(office: Unit, permission: Permission, by: User | None = None) -> Program:
    """A program of an office."""
    token, key = make_token(
        office=office,
        permission=permission,
        name="Phần mềm một cửa",
        last_day=timezone.localdate() + timedelta(days=30),
        by=by or manager_of(office),
    )
    return Program(token, key)
