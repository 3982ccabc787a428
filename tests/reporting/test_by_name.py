"""Lists that people read are in the order in which people sort Vietnamese names."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from phongtrao.access.models import Role
from phongtrao.reporting.actions.indicators import make_indicator
from phongtrao.reporting.actions.periods import open_period
from phongtrao.reporting.models import Addressee, Intake, Obligation
from phongtrao.reporting.queries import owed
from phongtrao.reporting.queries.addressees import offices_beside
from phongtrao.reporting.queries.indicators import indicator_rows
from phongtrao.reporting.queries.lists import inherited
from phongtrao.reporting.queries.workbooks import areas_of, obligations_in, to_fill_in
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_move
from phongtrao.units.models import Level, Succession, Unit
from phongtrao.units.queries.history import history_of
from tests.factories import make_unit, make_user
from tests.programme.cascade_rows import at
from tests.reporting.report_rows import Asked, make_asked, send, window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.test import Client

pytestmark = pytest.mark.django_db
NAMES = ("Đà Nẵng", "Ea Súp", "Xã 10", "Xã 2", "Âu Lâu")
SORTED = ["Âu Lâu", "Đà Nẵng", "Ea Súp", "Xã 2", "Xã 10"]


@pytest.fixture
def asked() -> Asked:
    asked = make_asked(5)
    rename(asked.story.communes)
    return asked


def rename(units: Iterable[Unit]) -> None:
    for unit, name in zip(units, NAMES, strict=True):
        Unit.objects.filter(pk=unit.pk).update(name=name)


def in_order(page: str, *, after: str) -> list[str]:
    """The names as they follow each other on a page behind some words."""
    rest = page[page.index(after) :]
    return sorted(NAMES, key=lambda name: rest.index(f">{name}<"))


def test_the_questions_of_a_period(asked: Asked, browser_of: Callable[..., Client]) -> None:
    later = open_period(form=asked.form, window=window(asked.form, number=1), by=asked.officer)
    for period in (asked.period, later):
        for place, commune in enumerate(asked.story.communes):
            figures = (200 + place, 205 + place, 190 + place)
            send(Asked(asked.story, asked.form, period), commune, *figures)
    client = browser_of(asked.officer)
    page = client.get(reverse("reporting:period_questions", args=[later.pk])).text
    assert in_order(page, after="Từng đơn vị") == SORTED


def test_what_a_database_alone_could_order_is_left_to_it(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Obligation.objects.filter(period=asked.period)
    monkeypatch.setattr(owed, "_SORTED", 5)
    ids = owed.ids_by_name(rows)
    assert [row.unit.name for row in owed.rows_in_order(rows, ids[1:4])] == SORTED[1:4]
    monkeypatch.setattr(owed, "_SORTED", 4)
    left = owed.ids_by_name(rows)
    assert sorted(left) == sorted(ids)
    assert Unit.objects.get(obligations=left[0]).name == "Ea Súp"


def test_indicators_stand_by_their_offices(asked: Asked) -> None:
    offices = [make_unit(name, asked.story.province, kind="sở") for name in NAMES]
    for office in offices:
        keeper = make_user(f"cb{office.pk}", office, Role.STANDING_OFFICER)
        make_indicator(office=office, name="Số hộ", by=keeper)
        asked.officer.assignments.create(role=Role.STANDING_OFFICER, unit=office)
    rows = [row.indicator.office.name for row in indicator_rows(asked.officer)]
    assert [name for name in dict.fromkeys(rows) if name in NAMES] == SORTED


def test_the_lines_of_a_workbook_that_was_sent(
    asked: Asked, browser_of: Callable[..., Client]
) -> None:
    units = [unit.pk for unit in asked.story.communes]
    sender = make_user("nguoigui", asked.story.province, Role.REPORTER)
    intake = Intake.objects.create(
        period=asked.period,
        by=sender,
        name="a.xlsx",
        sha256="",
        sent=[],
        silent=units,
        at=at("2020-04-02"),
    )
    assert len(obligations_in(asked.period, units)) == 5
    page = browser_of(sender).get(reverse("reporting:intake", args=[asked.period.pk, intake.pk]))
    assert in_order(page.text, after="<tbody>") == SORTED


def test_areas_and_offices_beside_the_own_one(asked: Asked) -> None:
    for name in NAMES:
        make_unit(name, asked.story.province, kind="sở")
    found = [unit.name for unit in offices_beside(asked.form)]
    assert [name for name in found if name in NAMES] == SORTED
    assert not Addressee.objects.exists()
    sender = make_user("nguoigui", asked.story.province, Role.REPORTER)
    school = make_unit("Trường", asked.story.communes[0], kind="trường")
    row = asked.of(asked.story.communes[0])
    Obligation.objects.create(
        period=asked.period, unit=school, commune=row.commune, province=row.province,
        due_on=row.due_on,
    )  # fmt: skip
    assert [area.unit.name for area in areas_of(to_fill_in(sender, asked.period))] == SORTED


def test_offices_beside_are_those_of_today(asked: Asked) -> None:
    goes, comes = (make_unit(name, asked.story.province, kind="sở") for name in ("Đi", "Đến"))
    away = make_unit("Tỉnh Bên", level=Level.PROVINCE, kind="tỉnh")
    ahead = timezone.localdate() + timedelta(days=30)
    move(goes, away, ahead)
    move(comes, away, asked.period.start)
    move(comes, asked.story.province, ahead)
    found = [unit.name for unit in offices_beside(asked.form)]
    assert ("Đi" in found, "Đến" in found) == (True, False)


def move(unit: Unit, territory: Unit, on: date) -> None:
    proposal = preview_move(unit=unit, territory=territory, line=None, on=on, decision=None)
    carry_out(proposal=proposal, by=None)


def test_a_unit_made_of_others_names_them_in_order(asked: Asked) -> None:
    day = asked.period.start
    heir = make_unit("Xã Mới", asked.story.province, kind="xã")
    for unit in asked.story.communes:
        Succession.objects.create(predecessor=unit, successor=heir, on=day, whole=True)
        Succession.objects.create(predecessor=heir, successor=unit, on=day, whole=True)
        send(asked, unit, 1, 1, 1)
        unit.versions.update(valid_to=day)
    assert [one.predecessor.name for one in history_of(heir).predecessors] == SORTED
    assert [one.successor.name for one in history_of(heir).successors] == SORTED
    row = SimpleNamespace(unit_id=heir.pk, period=asked.period, period_id=asked.period.pk)
    assert [one.unit for one in inherited(row)] == SORTED
