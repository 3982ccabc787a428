"""Who gets what at every address: one module a room, each with a TABLE of rows by address name.

A new address gets a row in the module of its room; a new room gets a module.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from phongtrao.access.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from phongtrao.access.models import User
    from phongtrao.plans.models import PlanDocument

OK, MOVED, GONE, WRONG, REFUSED = 200, 302, 404, 422, 403
EVERYBODY = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()
OFFICER = frozenset({Role.STANDING_OFFICER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
AUDITOR = frozenset({Role.AUDITOR})


@dataclass(frozen=True)
class World:
    """What the addresses lead to. people: an account of each role at one office. neighbour: a
    standing officer of another one.
    """

    people: dict[Role, User]
    neighbour: User
    plan: PlanDocument


@dataclass(frozen=True)
class Row:
    """One address. open_to: roles that get `answer`; others get `shut`. anonymous: 302 leads to
    logging in. neighbour: what the officer of another office gets. parts: of the address; data:
    what is posted.
    """

    method: str
    open_to: frozenset[Role]
    neighbour: int
    answer: int = OK
    shut: int = GONE
    anonymous: int = MOVED
    parts: Callable[[World], list[Any]] = field(default=lambda world: [])
    data: dict[str, Any] = field(default_factory=dict)
