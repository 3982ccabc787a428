"""Plans and the library of instruments; the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from phongtrao.plans.models import Citation
from tests.access.rooms import EVERYBODY, GONE, MOVED, NOBODY, OFFICER, OK, WRONG, Row

if TYPE_CHECKING:
    from tests.access.rooms import World


def _plan(world: World) -> list[Any]:
    return [world.plan.pk]


def _xlsx(world: World) -> list[Any]:
    return [world.plan.pk, "xlsx"]


def _record(world: World) -> list[Any]:
    return [world.plan.pk, world.plan.records.get(kind="task", section="II.1").pk]


def _step(world: World) -> list[Any]:
    return [*_record(world), "xac-nhan"]


def _instrument(world: World) -> list[Any]:
    return [Citation.objects.get(plan=world.plan).instrument_id]


_VERSION = {"version": "0"}
TABLE = {
    "home": Row("get", EVERYBODY, MOVED, MOVED),
    "plans:list": Row("get", EVERYBODY, OK),
    "plans:take_in": Row("get", OFFICER, OK),
    "plans:reading_room": Row("get", EVERYBODY, GONE, parts=_plan),
    "plans:news": Row("get", EVERYBODY, GONE, parts=_plan),
    "plans:head": Row("get", OFFICER, GONE, parts=_plan),
    "plans:new_version": Row("get", OFFICER, GONE, parts=_plan),
    "plans:differences": Row("get", NOBODY, GONE, parts=_plan),
    "plans:compile_again": Row("post", OFFICER, GONE, MOVED, parts=_plan, data=_VERSION),
    "plans:tracking_table": Row("get", EVERYBODY, GONE, parts=_plan),
    "plans:tracking_file": Row("get", EVERYBODY, GONE, parts=_xlsx),
    "plans:original_file": Row("get", EVERYBODY, GONE, parts=_plan),
    "plans:confirm_many": Row("post", OFFICER, GONE, MOVED, parts=_plan, data=_VERSION),
    "plans:undo": Row("post", OFFICER, GONE, WRONG, parts=_plan, data=_VERSION),
    "plans:add_record": Row("get", OFFICER, GONE, parts=_plan),
    "plans:record": Row("get", EVERYBODY, GONE, MOVED, parts=_record),
    "plans:correct": Row("get", OFFICER, GONE, parts=_record),
    "plans:split": Row("get", OFFICER, GONE, parts=_record),
    "plans:check": Row("post", OFFICER, GONE, MOVED, parts=_step, data=_VERSION),
    "plans:instruments": Row("get", EVERYBODY, OK),
    "plans:instrument": Row("get", EVERYBODY, GONE, parts=_instrument),
}
