"""A programme in the hands of communes that set their own targets."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from phongtrao.core.targets.levels import Level
from phongtrao.programme.actions import cascade, targets
from phongtrao.programme.models import Target
from phongtrao.programme.queries.cascade import Selection
from phongtrao.programme.queries.levels import level_rows
from tests.kept_rows import made_once
from tests.programme.plan_rows import (
    BODY,
    Office,
    Published,
    checked_plan,
    make_province,
    publish,
    text_of,
)

if TYPE_CHECKING:
    from phongtrao.access.models import User
    from phongtrao.programme.models import Programme
    from phongtrao.units.models import Unit

END_OF_2026 = ("by", "2026")
AIMS = BODY.replace(
    "II. TỔ CHỨC",
    "3. Nâng cao tỷ lệ hòa giải thành các mâu thuẫn ở cơ sở; kéo giảm tội phạm.\n\nII. TỔ CHỨC",
)
WORDING = targets.Wording("vụ việc", "hòa giải thành", "ratio", "Số vụ thành", "Tổng số vụ")


def hand_to_communes(office: Office) -> Programme:
    """A programme in the hands of all communes."""
    made = publish(office, checked_plan(office, text_of(body=AIMS)))
    cascade.hand_down(
        programme=made,
        selection=Selection(communes=True),
        words="tất cả cấp xã",
        plan_due=None,
        plan_due_before=False,
        asks_resolution=False,
        by=office.officer,
    )
    return made


@made_once
def make_handed() -> Published:
    """A province whose communes hold its programme."""
    office = make_province()
    return Published(office, hand_to_communes(office))


def percent(comparator: str, value: int) -> Level:
    """A level in percent."""
    return Level(comparator, Decimal(value), True)


def take_up(programme: Programme, unit: Unit, level: Level, by: User, **facts: object) -> Target:
    """The unit's own level of the first target of the programme."""
    return targets.take_up_target(
        parent=programme.targets.filter(owner=programme.unit).first(),
        unit=unit,
        level=level,
        by=by,
        **{"horizon": END_OF_2026, "reason": "", **facts},
    )


def add_own(programme: Programme, unit: Unit, by: User, **facts: object) -> Target:
    """A target that the unit sets itself."""
    return targets.add_own_target(
        programme=programme,
        unit=unit,
        by=by,
        **{"wording": WORDING, "level": percent("gte", 85), "horizon": END_OF_2026, **facts},
    )


def drawn(target: Target) -> list[str]:
    """The levels of a target in words."""
    rows = level_rows(Target.objects.get(pk=target.pk).thresholds.all(), timezone.localdate())
    return [f"{row.words} {row.horizon}{' (thôi)' if row.old else ''}" for row in rows]
