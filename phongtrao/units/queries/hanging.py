"""What hangs on units in other rooms: accounts, plans, whatever comes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import ForeignObjectRel

from phongtrao.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True)
class Hanging:
    """So many rows of a kind. name: the Vietnamese name of the kind."""

    name: str
    count: int


def hanging_on(units: Collection[int]) -> tuple[Hanging, ...]:
    """The rows of other rooms that point at any of the units, by kind; what is none is left out.

    Found over the models themselves, so that a room built later counts by itself.
    """
    counts: Counter[str] = Counter()
    for relation in Unit._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or not units:
            continue
        model = relation.related_model
        if model._meta.app_label == Unit._meta.app_label or model._meta.auto_created:
            continue
        rows = model._default_manager.filter(**{f"{relation.field.name}__in": units})
        counts[str(model._meta.verbose_name)] += rows.count()
    return tuple(Hanging(name, count) for name, count in sorted(counts.items()) if count)
