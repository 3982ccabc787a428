"""Targets and the units' own beneath them: who took a target up, at which level, who did not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Case, When
from django.shortcuts import get_object_or_404

from phongtrao.core.compiler.tracking import plain, source_words
from phongtrao.core.drafting.tracking_table import Column, Section, TableTitle, fit_text
from phongtrao.core.drafting.tracking_xlsx import sections_xlsx
from phongtrao.core.targets.aims import Aim, aims_of
from phongtrao.core.text.folding import bare
from phongtrao.plans.models import RecordKind, RecordState
from phongtrao.plans.queries.pages import part_number_at
from phongtrao.programme.models import MeasuredBy, Programme, Target, Threshold
from phongtrao.programme.queries.levels import LevelRow, asked, compared, holds, level_rows
from phongtrao.programme.queries.succession import predecessors_of

if TYPE_CHECKING:
    from collections.abc import Sequence
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
_COLUMNS = (
    Column("STT", 1.4, centred=True),
    Column("Đơn vị", 7.0),
    Column("Mức của đơn vị", 5.0),
    Column("So với cấp trên", 4.0),
    Column("Lý do", 8.0),
)


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


def own_rows(roll: Roll, target: Target) -> list[OwnRow]:
    """All units that hold the programme, with their own targets beneath one of it: those that ask
    for less first, then the others, then those that have none; by name. An heir stands with what
    its predecessors set.
    """
    above = list(target.thresholds.all())
    levels: dict[int, list[Threshold]] = defaultdict(list)
    for level in Threshold.objects.filter(target__parent=target).order_by("pk"):
        levels[level.target_id].append(level)
    holders = roll.everyone()
    own: dict[int, Target] = {}
    # What a unit set itself comes last, and stands before what it inherited.
    for child in sorted(target.children.all(), key=lambda row: (row.owner_id in holders, row.pk)):
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


def own_workbook(target: Target, rows: Sequence[OwnRow]) -> bytes:
    """The own targets of the units as a workbook."""
    title = TableTitle(str(target), str(target.programme), heading="CHỈ TIÊU RIÊNG CỦA CÁC ĐƠN VỊ")
    texts = tuple(
        (
            str(number),
            *map(
                fit_text,
                (
                    row.unit.name,
                    "\n".join(f"{one.words} {one.horizon}" for one in row.levels if one.holds),
                    COMPARED_WORDS.get(row.compared, "Chưa cụ thể hóa"),
                    "\n".join(row.reasons),
                ),
            ),
        )
        for number, row in enumerate(rows, start=1)
    )
    return sections_xlsx(
        title, [Section("Chỉ tiêu riêng", _COLUMNS, texts, "Chưa giao cho đơn vị nào.")]
    )


def parent_rows(programme: Programme, unit: Unit, on: date) -> list[ParentRow]:
    """The targets of the programme beside the unit's own, in the order of the plan; nothing stands
    above the programme's own unit.
    """
    if unit.pk == programme.unit_id:
        return []
    own = {row.parent_id: row for row in _own(programme, unit, on).filter(parent__isnull=False)}
    parents = programme.targets.filter(owner=programme.unit_id).prefetch_related("thresholds")
    return [_beside(target, own.get(target.pk), on) for target in parents]


def parent_row(parent: Target, unit: Unit, on: date) -> ParentRow:
    """One target of the programme beside the unit's own."""
    return _beside(parent, _own(parent.programme, unit, on).filter(parent=parent).last(), on)


def _own(programme: Programme, unit: Unit, on: date) -> QuerySet[Target]:
    """Own targets of the unit and of those whose heir it is; the unit's own last."""
    units = {unit.pk} | predecessors_of([unit.pk], on)[unit.pk]
    mine = Case(When(owner=unit, then=1), default=0)
    rows = programme.targets.filter(owner__in=units).order_by(mine, "pk")
    return rows.select_related("owner").prefetch_related("thresholds")


def _beside(target: Target, own: Target | None, on: date) -> ParentRow:
    above = list(target.thresholds.all())
    levels = list(own.thresholds.all()) if own else []
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
    programme: Programme, unit: Unit, on: date
) -> list[tuple[Target, tuple[LevelRow, ...]]]:
    """Targets that the unit, or one whose heir it is, set itself, under none of the programme."""
    rows = _own(programme, unit, on).filter(parent=None, record=None)
    return [(target, level_rows(target.thresholds.all(), on)) for target in rows]


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
