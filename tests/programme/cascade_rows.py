"""A programme over a small province, and what its units did on which day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from phongtrao.access.models import User
from phongtrao.programme.actions import cascade
from phongtrao.programme.models import DeadlineRule, Handing, Programme, Receipt, Target, Threshold
from phongtrao.programme.queries.cascade import Selection
from phongtrao.programme.queries.ledger import Ledger
from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
from phongtrao.units.actions.proposing import NewUnit
from phongtrao.units.models import Level, Unit
from tests.factories import make_plan, make_unit, make_user
from tests.kept_rows import made_once

if TYPE_CHECKING:
    from phongtrao.programme.queries.ledger_row import Row


@dataclass
class Story:
    """A province, its standing officer, its programme, its communes."""

    province: Unit
    officer: User
    programme: Programme
    communes: list[Unit] = field(default_factory=list)


def at(day: str | date, hour: int = 9) -> datetime:
    """A moment of a day."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return timezone.make_aware(datetime.combine(day, time(hour)))


@made_once
def make_story(communes: int = 3) -> Story:
    """Communes "Xã 1", "Xã 2", … of a province whose police looks after a programme of 2020."""
    province = make_unit("Tỉnh Mẫu", level=Level.PROVINCE, kind="tỉnh")
    office = make_unit("Công an tỉnh Mẫu", province, kind="công an")
    officer = make_user("thuongtruc", office)
    return Story(
        province,
        officer,
        make_programme(officer, province),
        [make_commune(f"Xã {number}", province) for number in range(1, communes + 1)],
    )


def make_commune(name: str, province: Unit) -> Unit:
    """A commune."""
    return make_unit(name, province, level=Level.COMMUNE, kind="xã")


def make_programme(officer: User, unit: Unit, **facts: Any) -> Programme:
    """A programme as publishing leaves it: with one target that must reach 90 %."""
    text = facts.pop("text", None)
    programme = Programme.objects.create(
        plan=make_plan(officer, text) if text else make_plan(officer),
        office=officer.office,
        unit=unit,
        published_by=officer,
        **{"name": "Phong trào bảo vệ an ninh Tổ quốc", "begins_on": date(2020, 1, 1), **facts},
    )
    Programme.objects.filter(pk=programme.pk).update(published_at=at(programme.begins_on))
    target = Target.objects.create(
        programme=programme,
        owner=unit,
        number=1,
        subject="xã, phường",
        measure="đạt tiêu chuẩn an toàn",
        measured_by="ratio",
    )
    Threshold.objects.create(
        target=target, comparator="gte", value=90, unit="percent", horizon_kind="by", horizon="2025"
    )
    return programme


def make_rule(programme: Programme, due: str, recurs: str = "", **facts: Any) -> DeadlineRule:
    """A deadline that binds everyone."""
    return DeadlineRule.objects.create(
        programme=programme,
        due=due,
        recurs=recurs,
        **{"what": "Báo cáo kết quả", "everyone": True, **facts},
    )


def hand(story: Story, *units: Unit, on: str = "2020-08-03", **facts: Any) -> Handing:
    """Hand the programme to units, or to all communes, on a day."""
    selection = Selection(communes=not units, units=tuple(unit.pk for unit in units))
    handing = cascade.hand_down(
        programme=story.programme,
        selection=selection,
        words="tất cả cấp xã",
        by=story.officer,
        **{
            "plan_due": date(2020, 9, 5),
            "plan_due_before": True,
            "asks_resolution": True,
            **facts,
        },
    )
    Handing.objects.filter(pk=handing.pk).update(at=at(on))
    handing.refresh_from_db()
    return handing


def file_on(story: Story, unit: Unit, day: str, symbol: str = "01/KH-UBND") -> Receipt:
    """The office notes that the unit's plan came on a day."""
    receipt = cascade.file_plan(
        programme=story.programme,
        unit=unit,
        symbol=symbol,
        plan_date=date.fromisoformat(day),
        sent_on=date.fromisoformat(day),
        by=story.officer,
    )
    Receipt.objects.filter(pk=receipt.pk).update(acknowledged_at=at(day))
    return receipt


def resolve(unit: Unit, symbol: str = "07-NQ/ĐU", day: str = "2020-08-20") -> None:
    """The unit's Party resolution."""
    Receipt.objects.filter(unit=unit).update(
        resolution_symbol=symbol, resolution_date=date.fromisoformat(day)
    )


def merge(name: str, *units: Unit, on: str) -> Unit:
    """Communes become one."""
    version = units[0].versions.get(valid_to=None)
    into = NewUnit(Level.COMMUNE, {"name": name, "kind": "xã", "territory": version.territory})
    carry_out(
        proposal=preview_merge(units=units, into=into, on=date.fromisoformat(on), decision=None),
        by=None,
    )
    return Unit.objects.get(name=name)


def ledger_rows(programme: Programme, on: date) -> list[Row]:
    """The whole ledger of a day."""
    ledger = Ledger(programme, on)
    return ledger.rows(ledger.entries)


def user_of(unit: Unit, username: str = "") -> User:
    """An account of a unit that may answer for it; the same each time."""
    username = username or f"canbo{unit.pk}"
    return User.objects.filter(username=username).first() or make_user(username, unit)
