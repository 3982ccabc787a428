"""Lists of periods whose units change while the period runs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from phongtrao.access.models import Role
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Obligation
from phongtrao.reporting.queries.sheets import layout_of
from phongtrao.reporting.queries.sums import summed
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_split
from phongtrao.units.actions.proposing import NewUnit, Part
from phongtrao.units.models import Level, Unit
from tests.factories import make_unit
from tests.programme.cascade_rows import hand, make_story
from tests.programme.reorganisation_rows import day
from tests.reporting.report_rows import (
    QUARTERS,
    Asked,
    crime_reports,
    make_asked,
    make_form,
    window,
)
from tests.reporting.total_rows import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

YEARS = {**QUARTERS, "id": "calendar-year", "rhythm": "year"}
SPRING, MERGED, AUTUMN, WINTER = (
    date(2020, 2, 3),
    date(2020, 7, 1),
    date(2020, 9, 1),
    date(2021, 1, 2),
)


def asked_in_spring(communes: int = 4, rule: Mapping[str, Any] = YEARS) -> Asked:
    """The figures of 2020 are asked for in February."""
    with day(SPRING):
        return make_asked(communes=communes, rule=rule)


def asked_of_bodies(kind: str) -> tuple[Asked, tuple[Unit, Unit]]:
    """Two bodies of a kind in the first of two communes owe the figures of 2020."""
    with day(SPRING):
        story = make_story(2)
        first, second = (make_unit(f"Trường {name}", story.communes[0], kind=kind) for name in "AB")
        hand(story, first, second)
        story.officer.assignments.get_or_create(role=Role.STANDING_OFFICER, unit=story.province)
        form = make_form(story, crime_reports(story), YEARS, group=kind)
        period = open_period(form=form, window=window(form), by=story.officer)
    return Asked(story, form, period), (first, second)


def lines(asked: Asked) -> dict[str, str]:
    """Unit → the state of its line."""
    rows = Obligation.objects.filter(period=asked.period).select_related("unit")
    return {row.unit.name: row.state for row in rows}


def split(unit: Unit, on: date, *parts: tuple[str, str | None]) -> list[Unit]:
    """A commune becomes several, with shares."""
    version = unit.versions.get(valid_to=None)
    proposal = preview_split(
        unit=unit,
        parts=[
            Part(
                NewUnit(
                    Level.COMMUNE, {"name": name, "kind": "xã", "territory": version.territory}
                ),
                None if share is None else Decimal(share),
            )
            for name, share in parts
        ],
        children={},
        on=on,
        decision=None,
    )
    carry_out(proposal=proposal, by=None)
    return [Unit.objects.get(name=name) for name, _ in parts]


def totals(asked: Asked, place: Unit | None = None) -> tuple[int, int, int]:
    """The sum of the first box, how many reported and how many are expected."""
    found = summed(asked.period, layout_of(asked.form), place)
    reported, _, expected = counted(found)
    return int(found.whole.sums[0, 0]), reported, expected
