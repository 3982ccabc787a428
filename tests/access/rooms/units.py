"""Units, their changes, the dictionary of names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.access.rooms import ADMINISTRATOR, EVERYBODY, GONE, OFFICER, OK, WRONG, Row

if TYPE_CHECKING:
    from tests.access.rooms import World


def _unit(world: World) -> list[Any]:
    return [world.plan.office_id]


def _rename(world: World) -> list[Any]:
    return [world.plan.office_id, "doi-ten"]


def _making(world: World) -> list[Any]:
    return [world.plan.office.changes.get().pk]


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
    "units:change": Row("get", _EDITORS, GONE, parts=_rename),
}
