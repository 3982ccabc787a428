"""Units of the national data that began or ended with the reform of 1 July 2025 name its decisions.

Those of installations that loaded the data before it had any; loading names them since. What a
decision of somebody's own is said of stays. Back again nothing is done: what was right before stays.
"""

from datetime import date
from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef

_ON = date(2025, 7, 1)
_SIGNED = date(2025, 6, 16)
_FIRST = 1654
# The provinces in the order of the numbers, 1654/NQ-UBTVQH15 to 1687/NQ-UBTVQH15.
_PROVINCES = (
    *("91", "96", "01", "04", "24", "48", "66", "11", "75", "82", "52", "42", "33", "56", "92"),
    *("31", "12", "68", "20", "15", "37", "46", "25", "51", "40", "22", "44", "14", "80", "19"),
    *("08", "79", "38", "86"),
)


def name_decisions(apps: Any, schema_editor: Any) -> None:
    """In versions and successions that have none."""
    versions = apps.get_model("units", "UnitVersion").objects.exclude(unit__key=None)
    if not versions.exists():
        return
    successions = apps.get_model("units", "Succession").objects.filter(on=_ON, decision=None)
    ended = versions.filter(unit__level="district", valid_to=_ON, ended_by=None)
    ended.update(ended_by=_decision(apps, "203/2025/QH15", "Quốc hội", _SIGNED))
    same = versions.filter(
        unit=OuterRef("unit"), valid_to=OuterRef("valid_from"), kind=OuterRef("kind")
    )
    made = versions.filter(~Exists(same), valid_from=_ON)
    provinces = made.filter(unit__level="province")
    _name(
        provinces,
        successions,
        _decision(apps, "202/2025/QH15", "Quốc hội", date(2025, 6, 12)),
    )
    there = versions.filter(unit__level="province").exclude(valid_to__lte=_ON)
    for number, code in enumerate(_PROVINCES, start=_FIRST):
        decision = _decision(apps, f"{number}/NQ-UBTVQH15", "Ủy ban Thường vụ Quốc hội", _SIGNED)
        place = there.filter(code=code).values("unit")
        communes = made.filter(unit__level="commune", territory__in=place)
        _name(communes, successions, decision)


def _name(made: Any, successions: Any, decision: Any) -> None:
    successions.filter(successor__in=made.values("unit")).update(decision=decision)
    made.filter(decision=None).update(decision=decision)


def _decision(apps: Any, symbol: str, issuer: str, signed_on: date) -> Any:
    found, _ = apps.get_model("units", "Decision").objects.get_or_create(
        symbol=symbol, issuer=issuer, defaults={"signed_on": signed_on}
    )
    return found


class Migration(migrations.Migration):
    dependencies = [("units", "0008_what_ended_a_unit")]

    operations = [migrations.RunPython(name_decisions, migrations.RunPython.noop)]
