"""Other names by which people find a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import require
from phongtrao.audit import actions as audit
from phongtrao.core.text.folding import fold
from phongtrao.units.actions.refusals import AliasAlreadyThere
from phongtrao.units.models import Alias, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable


@transaction.atomic
def add_alias(*, unit: Unit, name: str, by: User) -> Alias:
    """Let a unit be found by another name. Raises Denied, AliasAlreadyThere."""
    require(by, Permission.UNIT_EDIT, unit.pk)
    Unit.objects.select_for_update().get(pk=unit.pk)
    if fold(name) in _folded([unit.name, *unit.aliases.values_list("name", flat=True)]):
        raise AliasAlreadyThere(unit=unit, name=name)
    alias = Alias.objects.create(unit=unit, name=name)
    audit.log("unit.add-alias", unit, by=by, alias=name)
    return alias


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names}


@transaction.atomic
def remove_alias(*, alias: Alias, by: User) -> None:
    """Let a unit no longer be found by another name. Raises Denied."""
    require(by, Permission.UNIT_EDIT, alias.unit_id)
    alias.delete()
    audit.log("unit.remove-alias", alias.unit, by=by, alias=alias.name)
