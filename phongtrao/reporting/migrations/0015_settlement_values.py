"""Frozen lists say town and country by the values of the units' register, as measures do.

Back again nothing is done: what was right before stays so.
"""

from collections import Counter
from typing import Any

from django.db import migrations

_VALUES = {"đô thị": "urban", "nông thôn": "rural"}
_BATCH = 500


def _right(stratum: str) -> str:
    """A stratum (level|settlement|…) as it should be stored."""
    level, *rest = stratum.split("|")
    return "|".join((level, *(_VALUES.get(word, word) for word in rest[:1]), *rest[1:]))


def set_values(apps: Any, schema_editor: Any) -> None:
    """On the lines of lists and in what is expected; the totals go in 0020, to be added up anew."""
    obligations = apps.get_model("reporting", "Obligation").objects.order_by()
    for stratum in list(obligations.values_list("stratum", flat=True).distinct()):
        if _right(stratum) != stratum:
            obligations.filter(stratum=stratum).update(stratum=_right(stratum))
    _count(apps)


def _count(apps: Any) -> None:
    expected = apps.get_model("reporting", "Expected").objects
    changed = []
    for row in expected.exclude(strata={}).iterator():
        counts: Counter[str] = Counter()
        for stratum, many in row.strata.items():
            counts[_right(stratum)] += many
        if counts != row.strata:
            row.strata = dict(counts)
            changed.append(row)
    expected.bulk_update(changed, ["strata"], batch_size=_BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0014_count_days"),
        ("units", "0005_settlement_values"),
    ]

    operations = [migrations.RunPython(set_values, migrations.RunPython.noop)]
