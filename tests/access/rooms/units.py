"""Units, their changes, the dictionary of names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from phongtrao.units.models import Term, TermName
from tests.access.rooms import (
    ADMINISTRATOR,
    EVERYBODY,
    GONE,
    MOVED,
    NOBODY,
    OFFICER,
    OK,
    WRONG,
    Row,
)

if TYPE_CHECKING:
    from tests.access.rooms import World


def _unit(world: World) -> list[Any]:
    return [world.plan.office_id]


def _rename(world: World) -> list[Any]:
    return [world.plan.office_id, "doi-ten"]


def _making(world: World) -> list[Any]:
    return [world.plan.office.changes.get().pk]


def _alias(world: World) -> list[Any]:
    unit = world.plan.office
    return [unit.pk, unit.aliases.get_or_create(name="CATM")[0].pk]


def _term(world: World) -> list[Any]:
    return [Term.objects.get_or_create(slug="luc-luong", kind="force")[0].pk]


def _term_name(world: World) -> list[Any]:
    return [TermName.objects.get_or_create(term_id=_term(world)[0], name="Dân phòng")[0].pk]


_EDITORS = OFFICER | ADMINISTRATOR
TABLE = {
    "units:list": Row("get", EVERYBODY, OK),
    "units:terms": Row("get", EVERYBODY, OK),
    "units:unit": Row("get", EVERYBODY, GONE, parts=_unit),
    "units:create": Row("get", _EDITORS, OK),
    "units:import": Row("get", _EDITORS, OK),
    "units:template": Row("get", _EDITORS, OK),
    "units:changes": Row("get", _EDITORS, OK),
    "units:undo": Row("post", _EDITORS, GONE, WRONG, parts=_making),
    "units:aliases": Row("get", _EDITORS, GONE, parts=_unit),
    "units:remove_alias": Row("post", _EDITORS, GONE, MOVED, parts=_alias),
    "units:add_term": Row("get", NOBODY, GONE),
    "units:add_name": Row("get", NOBODY, GONE, parts=_term),
    "units:end_name": Row("get", NOBODY, GONE, parts=_term_name),
    "units:remove_name": Row("post", NOBODY, GONE, parts=_term_name),
    "units:change": Row("get", _EDITORS, GONE, parts=_rename),
}
