"""A programme that is worked on: its bodies are known and the communes hold it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from phongtrao.access.models import Role
from phongtrao.programme.actions import bodies, cascade
from phongtrao.programme.queries.cascade import Selection
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.task import lines_of
from tests.factories import make_user
from tests.kept_rows import made_once
from tests.programme.plan_rows import Office, Published, make_published
from tests.programme.reorganisation_rows import day

if TYPE_CHECKING:
    from phongtrao.programme.models import Programme, Task
    from phongtrao.units.models import Unit

TODAY = date(2026, 8, 3)


@made_once
def make_working() -> Published:
    """Published in January, its bodies known, in the hands of the communes."""
    with day(date(2026, 1, 5)):
        made = make_published()
        _confirm_and_hand(made.office, made.programme)
    return made


def _confirm_and_hand(office: Office, made: Programme) -> None:
    bodies.match_body(
        programme=made,
        words="Chi cục Kiểm lâm",
        unit=office.bodies["Kiểm lâm"],
        group="",
        by=office.officer,
    )
    bodies.confirm_proposals(programme=made, by=office.officer)
    cascade.hand_down(
        programme=made,
        selection=Selection(communes=True),
        words="tất cả cấp xã",
        plan_due=None,
        plan_due_before=False,
        asks_resolution=False,
        by=office.officer,
    )


def states(task: Task, on: date = TODAY) -> dict[str, str]:
    rows = Roll(task.programme, on).standings(task, lines_of(task))
    return {row.unit.name: row.state for row in rows}


def reporter(unit: Unit, name: str = "nguoibaocao") -> object:
    return make_user(name, unit, Role.REPORTER)
