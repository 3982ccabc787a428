"""Targets and the units' own beneath them: who took a target up, at which level, who did not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Case, When
from django.shortcuts import get_object_or_404

from phongtrao.core.compiler.tracking import plain, source_words
from phongtrao.core.targets.aims import Aim, aims_of
from phongtrao.core.text.folding import bare
from phongtrao.plans.models import RecordKind, RecordState
from phongtrao.plans.queries.pages import part_number_at
from phongtrao.programme.models import MeasuredBy, Programme, Target, Threshold
from phongtrao.programme.queries.levels import (
    LevelRow,
    Levels,
    asked,
    compared,
    holds,
    level_rows,
)
from phongtrao.programme.queries.succession import predecessors_of
from phongtrao.programme.queries.then import call_as_then

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.plans.models import PlanDocument
    from phongtrao.programme.queries.standings import Roll
    from phongtrao.units.models import Unit

COMPARED_WORDS = {
    "weaker": "Thấp hơn cấp trên",
    "same": "Bằng cấp trên",
    "stronger": "Cao hơn cấp trên",
    "other": "Đo khác cấp trên",
}
NOT_TAKEN_UP = "Chưa cụ thể hóa"


@dataclass(frozen=True)
class OwnRow:
    """A unit and its own target beneath one of the programme, as of a day; target: None while it
    has none.
    """

    unit: Unit
    target: Target | None
    thresholds: tuple[Threshold, ...]
    compared: str
    on: date

    @property
    def levels(self) -> tuple[LevelRow, ...]:
        """The levels in words, for the rows that are shown."""
        return level_rows(self.thresholds, self.on)

    @property
    def reasons(self) -> list[str]:
        """Why levels that hold are as they are, where the unit said so."""
        return [one.row.reason for one in self.levels if one.row.reason and one.holds]


@dataclass(frozen=True)
class ParentRow:
    """A target of the programme beside the unit's own.

    own: None while the unit has none; that of a predecessor for an heir. open: levels above for
    whose horizon the unit set none.
    """

    target: Target
    levels: tuple[LevelRow, ...]
    own: Target | None
    own_levels: tuple[LevelRow, ...]
    compared: str
    open: tuple[LevelRow, ...]


@dataclass(frozen=True)
class AimRow:
    """An aim of the plan without a number, offered as an own target.

    number: its place. source: the part of the plan. sentence: the paragraph around it. part, block:
    where the reading room shows it.
    """

    number: int
    words: str
    measured_by: str
    measured_by_words: str
    numerator: str
    denominator: str
    source: str
    sentence: str
    part: int
    block: int | None


def target_of(programme: Programme, pk: int) -> Target:
    """A target of the plan itself. Raises Http404."""
    rows = programme.targets.filter(owner=programme.unit_id)
    return get_object_or_404(rows.select_related("record__plan", "confirmed_by", "earlier"), pk=pk)


def quote_of_target(target: Target) -> str:
    """The sentence of the plan that sets a target, "" for none."""
    record = target.record
    return plain(record.plan.text[record.start : record.end]) if record else ""


def source_of_target(target: Target) -> str:
    """Where the plan sets a target: "Mục II.6"; "" for none."""
    return source_words(target.record.section) if target.record else ""


def levels_of_target(target: Target, then: date | None = None) -> list[Threshold]:
    """The levels of a target as they were known when a day ended; None: now."""
    return Levels([target.programme_id], then).known(target, target.thresholds.all())


def own_rows(roll: Roll, target: Target) -> list[OwnRow]:
    """All units that hold the programme, with their own targets beneath one of it: those that ask
    for less first, then the others, then those that have none; by name. An heir stands with what
    its predecessors set.
    """
    known = Levels([roll.programme.pk], roll.then)
    above = known.known(target, target.thresholds.all())
    levels: dict[int, list[Threshold]] = defaultdict(list)
    for level in Threshold.objects.filter(target__parent=target).order_by("pk"):
        levels[level.target_id].append(level)
    children = list(target.children.all())
    if roll.then:
        levels = {child.pk: known.known(child, levels[child.pk]) for child in children}
        children = [child for child in children if levels[child.pk]]
    holders = roll.everyone()
    own: dict[int, Target] = {}
    # What a unit set itself comes last, and stands before what it inherited.
    for child in sorted(children, key=lambda row: (row.owner_id in holders, row.pk)):
        own |= dict.fromkeys(roll.now(child.owner_id), child)
    rows = []
    for unit in holders:
        set_by = own.get(unit)
        of_unit = tuple(levels[set_by.pk]) if set_by else ()
        standing = compared(of_unit, above, roll.on) if set_by else ""
        rows.append(OwnRow(roll.units[unit], set_by, of_unit, standing, roll.on))
    order = {"weaker": 0, "": 2}
    return sorted(
        rows, key=lambda row: (order.get(row.compared, 1), bare(row.unit.name), row.unit.pk)
    )


def parent_rows(
    programme: Programme, unit: Unit, on: date, then: date | None = None
) -> list[ParentRow]:
    """The targets of the programme beside the unit's own, in the order of the plan; nothing stands
    above the programme's own unit. then: as they were known when that day ended.
    """
    if unit.pk == programme.unit_id:
        return []
    known = Levels([programme.pk], then)
    set_by = known.of(_own(programme, unit, on).filter(parent__isnull=False))
    call_as_then((own.owner for own, _ in set_by), then)
    levels = {own.pk: rows for own, rows in set_by}
    beneath = {own.parent_id: own for own, _ in set_by}
    parents = programme.targets.filter(owner=programme.unit_id).prefetch_related("thresholds")
    rows = [(target, above, beneath.get(target.pk)) for target, above in known.of(parents)]
    return [
        _beside(target, above, own, levels[own.pk] if own else (), on)
        for target, above, own in rows
    ]


def parent_row(parent: Target, unit: Unit, on: date) -> ParentRow:
    """One target of the programme beside the unit's own."""
    own = _own(parent.programme, unit, on).filter(parent=parent).last()
    levels = own.thresholds.all() if own else ()
    return _beside(parent, parent.thresholds.all(), own, levels, on)


def _own(programme: Programme, unit: Unit, on: date) -> QuerySet[Target]:
    """Own targets of the unit and of those whose heir it is; the unit's own last."""
    units = {unit.pk} | predecessors_of([unit.pk], on)[unit.pk]
    mine = Case(When(owner=unit, then=1), default=0)
    rows = programme.targets.filter(owner__in=units).order_by(mine, "pk")
    return rows.select_related("owner").prefetch_related("thresholds")


def _beside(
    target: Target,
    above: Iterable[Threshold],
    own: Target | None,
    levels: Iterable[Threshold],
    on: date,
) -> ParentRow:
    above, levels = list(above), list(levels)
    have = {asked(row).time for row in levels if holds(row, on)}
    rows = level_rows(above, on)
    return ParentRow(
        target,
        rows,
        own,
        level_rows(levels, on),
        compared(levels, above, on) if own else "",
        tuple(one for one in rows if one.holds and asked(one.row).time not in have),
    )


def own_beside(
    programme: Programme, unit: Unit, on: date, then: date | None = None
) -> list[tuple[Target, tuple[LevelRow, ...]]]:
    """Targets that the unit, or one whose heir it is, set itself, under none of the programme.
    then: as they were known when that day ended.
    """
    rows = Levels([programme.pk], then).of(
        _own(programme, unit, on).filter(parent=None, record=None)
    )
    call_as_then((target.owner for target, _ in rows), then)
    return [(target, level_rows(levels, on)) for target, levels in rows]


def own_target_of(programme: Programme, unit: Unit, pk: int) -> Target:
    """An own target of the unit. Raises Http404."""
    rows: QuerySet[Target] = programme.targets.filter(owner=unit, record=None)
    return get_object_or_404(rows.prefetch_related("thresholds"), pk=pk)


def aims_offered(programme: Programme) -> list[AimRow]:
    """Aims of the plan that print no number, as own targets to choose from."""
    plan = programme.plan
    targets = plan.records.filter(kind=RecordKind.TARGET).exclude(state=RecordState.DISCARDED)
    spans = targets.order_by("start", "end").values_list("start", "end")
    return [
        _aim_row(plan, number, aim)
        for number, aim in enumerate(_aims(plan.text, tuple(spans)), start=1)
    ]


@lru_cache(maxsize=64)
def _aims(text: str, targets: tuple[tuple[int, int], ...]) -> list[Aim]:
    """Found once a plan: each page of each unit offers them."""
    return aims_of(text, targets)


def _aim_row(plan: PlanDocument, number: int, aim: Aim) -> AimRow:
    blocks = enumerate(plan.layout)
    at, block = next(
        ((at, row) for at, row in blocks if row["start"] <= aim.start < row["end"]), (None, None)
    )
    low, high = (block["start"], block["end"]) if block else (aim.start, aim.end)
    return AimRow(
        number,
        plain(plan.text[aim.start : aim.end]),
        aim.measured_by,
        str(MeasuredBy(aim.measured_by).label),
        aim.numerator,
        aim.denominator,
        source_words(block["path"]) if block else "",
        plain(plan.text[low:high]),
        part_number_at(plan, aim.start),
        at,
    )
