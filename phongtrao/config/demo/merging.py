"""The demo's merger: three communes became one some weeks ago, by a decision that is made up."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from phongtrao.units.actions.changing import carry_out
from phongtrao.units.actions.previewing import preview_merge
from phongtrao.units.actions.proposing import NewUnit
from phongtrao.units.models import Decision, Level, Settlement, Unit
from phongtrao.units.queries.as_of import units_below

_OLD = ("Xã Trung Giã", "Xã Kim Anh", "Xã Đa Phúc")
_NEW = "Xã Bắc Sóc Sơn"
_AGO = timedelta(days=20)


def merge_communes(city: Unit) -> str:
    """Merge the communes, once; says what was done. What they reported stays theirs."""
    if Unit.objects.filter(name=_NEW).exists():
        return "đã có từ trước"
    today = timezone.localdate()
    there = units_below(city, today).filter(unit__level=Level.COMMUNE, name__in=_OLD)
    old = [one.unit for one in there.select_related("unit")]
    carry_out(
        proposal=preview_merge(
            units=old,
            into=NewUnit(
                Level.COMMUNE,
                {"name": _NEW, "kind": "xã", "settlement": Settlement.RURAL, "territory": city},
            ),
            on=today - _AGO,
            decision=Decision(symbol="01/NQ-MH", issuer="Văn bản minh họa"),
        ),
        by=None,
    )
    return f"{len(old)} xã thành {_NEW}"
