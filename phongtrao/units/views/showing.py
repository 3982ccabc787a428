"""A proposal in words: what changes of which unit, who ends, who begins, who follows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from phongtrao.units.actions.proposing import FACTS
from phongtrao.units.models import UnitVersion

if TYPE_CHECKING:
    from datetime import date

    from phongtrao.units.actions.proposing import Proposal
    from phongtrao.units.models import Decision, Succession, Unit
    from phongtrao.units.queries.hanging import Hanging

_SHOWN = 30
_LABELS = {field.name: str(field.verbose_name) for field in UnitVersion._meta.fields}
_PERCENT = Decimal(100)


@dataclass(frozen=True)
class Difference:
    """One fact of a unit before and after."""

    unit: str
    fact: str
    old: str
    new: str


@dataclass(frozen=True)
class Move:
    """From whom to whom. share: in percent, None when not known or when all of it goes."""

    old: str
    new: str
    whole: bool
    share: Decimal | None


@dataclass(frozen=True)
class Preview:
    """What will happen. follows: the first names of those that get another parent."""

    on: date
    decision: Decision | None
    differences: list[Difference]
    makes: list[UnitVersion]
    ends: list[Unit]
    moves: list[Move]
    follows: list[str]
    follow_count: int
    hangs: tuple[Hanging, ...]


def preview_of(proposal: Proposal) -> Preview:
    """The proposal as a page shows it."""
    following = {unit.pk for unit in proposal.follows}
    before = {version.unit_id: version for version in proposal.closes}
    put_right = UnitVersion.objects.select_related("territory", "line", "security_manager").in_bulk(
        [version.pk for version in proposal.opens if version.pk]
    )
    differences = []
    for version in proposal.opens:
        old = put_right.get(version.pk or 0) or before.get(version.unit_id or 0)
        if old is not None and version.unit_id not in following:
            differences += _differences(old, version)
    return Preview(
        on=proposal.on,
        decision=proposal.decision,
        differences=differences,
        makes=[version for version in proposal.opens if version.unit in proposal.makes],
        ends=proposal.ends,
        moves=[_move(one) for one in proposal.successions if one.predecessor != one.successor],
        follows=[unit.name for unit in proposal.follows[:_SHOWN]],
        follow_count=len(proposal.follows),
        hangs=proposal.hangs(),
    )


def _differences(old: UnitVersion, new: UnitVersion) -> list[Difference]:
    rows = []
    for name in FACTS:
        if getattr(old, name) != getattr(new, name):
            label = _LABELS[name]
            rows.append(Difference(old.name, label, _words(old, name), _words(new, name)))
    return rows


def _words(version: UnitVersion, name: str) -> str:
    value = getattr(version, name)
    if isinstance(value, bool):
        return "có" if value else "không"
    shown = getattr(version, f"get_{name}_display", None)
    blank = "chưa rõ" if name.startswith("security_") else "không có"
    return str((shown() if shown else value) or blank)


def _move(one: Succession) -> Move:
    share = None if one.share is None else one.share * _PERCENT
    if share is not None:
        share = share.to_integral() if share == share.to_integral() else share.normalize()
    return Move(one.predecessor.name, one.successor.name, one.whole, share)
