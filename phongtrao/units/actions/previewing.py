"""What each kind of change would do: proposals to look at, then to carry out or to drop.

All raise UnitNotInForce and ChangeTooEarly when the day does not fit what the units went through.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from phongtrao.core import tree
from phongtrao.units.actions.making import (
    check_levels,
    check_new_name,
    check_parents,
    check_security_manager,
)
from phongtrao.units.actions.proposing import NewUnit, Part, Proposal
from phongtrao.units.actions.refusals import (
    HeirEndsToo,
    MergeOfNothing,
    NothingChanges,
    SplitOfNothing,
    UnitAboveItself,
    UnitsOfOtherLevels,
)
from phongtrao.units.models import Ancestry, ChangeKind, Decision, Level, Succession, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


def preview_rename(*, unit: Unit, name: str, on: date, decision: Decision | None) -> Proposal:
    """A new name from a day on."""
    return _other_facts(ChangeKind.RENAME, unit, on, decision, {"name": name})


def preview_reclassify(
    *, unit: Unit, on: date, decision: Decision | None, **facts: Any
) -> Proposal:
    """Another kind, code, settlement or scope facts from a day on, perhaps with another name.

    facts: those of FACTS that change, parents left out. Raises UnitCodeTaken and what
    `check_security_manager` does as well.
    """
    return _other_facts(ChangeKind.RECLASSIFY, unit, on, decision, facts)


def preview_move(
    *,
    unit: Unit,
    territory: Unit | None,
    line: Unit | None,
    on: date,
    decision: Decision | None,
) -> Proposal:
    """Other parents from a day on. Raises UnitAboveItself, ParentNotThere, ParentOfLowerLevel as
    well.
    """
    parents = [parent for parent in (territory, line) if parent is not None]
    below = Ancestry.objects.filter(ancestor=unit, since__lte=on, until__gt=on)
    for parent in parents:
        if parent == unit or below.filter(unit=parent).exists():
            raise UnitAboveItself(parent=parent.name, unit=unit.name)
    check_levels(unit.name, unit.level, territory, line)
    facts = {"territory": territory, "line": line}
    proposal = _other_facts(ChangeKind.MOVE, unit, on, decision, facts)
    proposal.asked.append([parent.pk for parent in parents] or [unit.pk])
    return proposal


def _other_facts(
    kind: ChangeKind, unit: Unit, on: date, decision: Decision | None, facts: Mapping[str, Any]
) -> Proposal:
    proposal = Proposal(kind, on, decision, asked=[[unit.pk]])
    version = proposal.current(unit)
    if all(getattr(version, name) == value for name, value in facts.items()):
        raise NothingChanges(unit=unit.name)
    code = version.code
    following = proposal.change(version, **facts)
    check_parents(following)
    if not facts.keys().isdisjoint({"security_manager", "security_mandate"}):
        check_security_manager(following, unit.level)
    if not facts.keys().isdisjoint({"name", "territory", "line"}):
        check_new_name(following, unit.level)
    if following.code != code:
        proposal.check_code(following, unit.level)
    return proposal


def preview_merge(
    *, units: Sequence[Unit], into: NewUnit | Unit, on: date, decision: Decision | None
) -> Proposal:
    """Several units become one, which is new or goes on; all below them follows.

    Raises MergeOfNothing, UnitsOfOtherLevels, ParentNotThere, UnitAlreadyThere as well.
    """
    old = [unit for unit in units if unit != into]
    if len(old) + isinstance(into, Unit) < 2:
        raise MergeOfNothing
    _check_one_level(old[0], [*old, into])
    proposal = Proposal(ChangeKind.MERGE, on, decision, asked=[[unit.pk] for unit in old])
    for unit in old:
        proposal.end(unit)
    heir = _heir(proposal, into)
    proposal.successions.extend(Succession(predecessor=unit, successor=heir, on=on) for unit in old)
    proposal.hand_over(old, {0: heir})
    return proposal


def preview_split(
    *,
    unit: Unit,
    parts: Sequence[Part],
    children: Mapping[int, int],
    on: date,
    decision: Decision | None,
) -> Proposal:
    """One unit becomes several, or gives parts away and goes on.

    children: id of a unit right below → number of the part it goes to, from 0; needed for all of
    them when the unit ends, otherwise the rest stays. Shares sum to 1, or one is unknown and the
    others leave something for it. Raises SplitOfNothing, UnitsOfOtherLevels, ChildrenLeftBehind,
    SharesNotWhole, ShareOutOfRange as well.
    """
    if len(parts) < 2:
        raise SplitOfNothing(unit=unit.name)
    _check_one_level(unit, [part.of for part in parts])
    _check_shares(unit, parts, on)
    proposal = Proposal(ChangeKind.SPLIT, on, decision, asked=[[unit.pk]])
    goes_on = any(part.of == unit for part in parts)
    if goes_on:
        proposal.current(unit, ends=True)
    else:
        proposal.end(unit)
    heirs = [unit if part.of == unit else _heir(proposal, part.of) for part in parts]
    proposal.successions.extend(
        Succession(predecessor=unit, successor=heir, on=on, whole=False, share=part.share)
        for part, heir in zip(parts, heirs, strict=True)
    )
    to: dict[int, Unit | None] = {child: heirs[number] for child, number in children.items()}
    if goes_on:
        to = {0: None, **{child: heir for child, heir in to.items() if heir != unit}}
    proposal.hand_over([unit], to)
    return proposal


def preview_end(
    *,
    units: Sequence[Unit],
    children_to: Unit | None,
    on: date,
    decision: Decision | None,
) -> Proposal:
    """Units end and nobody succeeds them. children_to: who gets what lies right below them; None
    when nothing does. Raises ChildrenLeftBehind, HeirEndsToo as well.
    """
    if children_to in units:
        raise HeirEndsToo(unit=children_to, day=f"{on:%d/%m/%Y}")
    proposal = Proposal(ChangeKind.END, on, decision, asked=[[unit.pk] for unit in units])
    for unit in units:
        proposal.end(unit)
    if children_to is not None:
        proposal.current(children_to)
        proposal.asked.append([children_to.pk])
    proposal.hand_over(units, {0: children_to} if children_to is not None else {})
    return proposal


def _heir(proposal: Proposal, of: NewUnit | Unit) -> Unit:
    """The unit that takes something in: one that begins, or one that goes on and so succeeds itself
    too.
    """
    if isinstance(of, NewUnit):
        parents = [of.facts.get(name) for name in ("territory", "line")]
        proposal.asked.append([parent.pk for parent in parents if parent is not None])
        return proposal.make(of)
    proposal.current(of)
    proposal.asked.append([of.pk])
    itself = Succession(predecessor=of, successor=of, on=proposal.on)
    if not Succession.objects.filter(predecessor=of, successor=of, on=proposal.on).exists():
        proposal.successions.append(itself)
    return of


def _check_one_level(unit: Unit, others: Sequence[NewUnit | Unit]) -> None:
    """See that what becomes one, or several, is of one level."""
    for other in others:
        if other.level != unit.level:
            raise UnitsOfOtherLevels(
                unit=unit.name,
                level=unit.get_level_display(),
                other=_name_of(Part(other)),
                other_level=Level(other.level).label,
            )


def _check_shares(unit: Unit, parts: Sequence[Part], on: date) -> None:
    """Let the core see that the shares make a whole; names stand in its sentences."""
    tree.Successions(
        tree.Succession(
            unit.name, _name_of(part), on, None if part.share is None else Fraction(part.share)
        )
        for part in parts
    )


def _name_of(part: Part) -> str:
    return part.of.name if isinstance(part.of, Unit) else str(part.of.facts["name"])
