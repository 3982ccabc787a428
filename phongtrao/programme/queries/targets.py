"""Targets and the units' own beneath them: who took a target up, at which level, who did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from phongtrao.core.compiler.tracking import plain
from phongtrao.core.drafting.tracking_table import Column, Section, TableTitle, fit_text
from phongtrao.core.drafting.tracking_xlsx import sections_xlsx
from phongtrao.core.targets.aims import aims_of
from phongtrao.plans.models import RecordKind, RecordState
from phongtrao.programme.models import MeasuredBy, Programme, Target
from phongtrao.programme.queries.levels import LevelRow, compared, level_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

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
    """A unit and its own target beneath one of the programme; target: None while it has none."""

    unit: Unit
    target: Target | None
    levels: tuple[LevelRow, ...]
    compared: str

    @property
    def reasons(self) -> list[str]:
        """Why levels that hold are as they are, where the unit said so."""
        return [one.row.reason for one in self.levels if one.row.reason and not one.old]


@dataclass(frozen=True)
class ParentRow:
    """A target of the programme beside the unit's own."""

    target: Target
    levels: tuple[LevelRow, ...]
    own: Target | None
    own_levels: tuple[LevelRow, ...]
    compared: str


@dataclass(frozen=True)
class AimRow:
    """An aim of the plan without a number, offered as an own target. number: its place."""

    number: int
    words: str
    measured_by: str
    measured_by_words: str
    numerator: str
    denominator: str


def target_of(programme: Programme, pk: int) -> Target:
    """A target of the plan itself. Raises Http404."""
    rows = programme.targets.filter(owner=programme.unit_id)
    return get_object_or_404(rows.select_related("record__plan", "confirmed_by", "earlier"), pk=pk)


def quote_of_target(target: Target) -> str:
    """The sentence of the plan that sets a target, "" for none."""
    record = target.record
    return plain(record.plan.text[record.start : record.end]) if record else ""


def own_rows(roll: Roll, target: Target) -> list[OwnRow]:
    """All units that hold the programme, with their own targets beneath one of it: those that ask
    for less first, then the others, then those that have none; by name. An heir stands with what
    its predecessors set.
    """
    above = list(target.thresholds.all())
    own: dict[int, Target] = {}
    children = target.children.prefetch_related("thresholds").order_by("pk")
    for child in children:
        for unit in roll.now(child.owner_id):
            if unit not in own or child.owner_id == unit:
                own[unit] = child
    rows = []
    for unit in roll.everyone():
        child_of = own.get(unit)
        levels = list(child_of.thresholds.all()) if child_of else []
        rows.append(
            OwnRow(
                roll.units[unit],
                child_of,
                level_rows(levels),
                compared(levels, above) if child_of else "",
            )
        )
    order = {"weaker": 0, "": 2}
    return sorted(rows, key=lambda row: (order.get(row.compared, 1), row.unit.name, row.unit.pk))


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
                    "\n".join(f"{one.words} {one.horizon}" for one in row.levels if not one.old),
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


def parent_rows(programme: Programme, unit: Unit) -> list[ParentRow]:
    """The targets of the programme beside the unit's own, in the order of the plan."""
    own = {
        target.parent_id: target
        for target in programme.targets.filter(owner=unit, parent__isnull=False).prefetch_related(
            "thresholds"
        )
    }
    parents = programme.targets.filter(owner=programme.unit_id).prefetch_related("thresholds")
    return [
        ParentRow(
            target,
            level_rows(target.thresholds.all()),
            own.get(target.pk),
            level_rows(own[target.pk].thresholds.all()) if target.pk in own else (),
            compared(own[target.pk].thresholds.all(), target.thresholds.all())
            if target.pk in own
            else "",
        )
        for target in parents
    ]


def own_beneath(parent: Target, unit: Unit) -> Target | None:
    """The unit's own target beneath one of the programme, None while it has none."""
    return parent.children.filter(owner=unit).prefetch_related("thresholds").first()


def own_beside(programme: Programme, unit: Unit) -> list[tuple[Target, tuple[LevelRow, ...]]]:
    """Targets that the unit set itself, under none of the programme."""
    if unit.pk == programme.unit_id:
        return []
    rows = programme.targets.filter(owner=unit, parent=None).prefetch_related("thresholds")
    return [(target, level_rows(target.thresholds.all())) for target in rows]


def own_target_of(programme: Programme, unit: Unit, pk: int) -> Target:
    """An own target of the unit. Raises Http404."""
    rows: QuerySet[Target] = programme.targets.filter(owner=unit).exclude(owner=programme.unit_id)
    return get_object_or_404(rows.prefetch_related("thresholds"), pk=pk)


def aims_offered(programme: Programme) -> list[AimRow]:
    """Aims of the plan that print no number, as own targets to choose from."""
    plan = programme.plan
    spans = plan.records.filter(kind=RecordKind.TARGET).exclude(state=RecordState.DISCARDED)
    found = aims_of(plan.text, spans.values_list("start", "end"))
    return [
        AimRow(
            number,
            plain(plan.text[aim.start : aim.end]),
            aim.measured_by,
            str(MeasuredBy(aim.measured_by).label),
            aim.numerator,
            aim.denominator,
        )
        for number, aim in enumerate(found, start=1)
    ]
