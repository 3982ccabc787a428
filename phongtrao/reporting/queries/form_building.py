"""What forms can be built of: programmes, their targets, the units that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Prefetch
from django.shortcuts import get_object_or_404

from phongtrao.access.models import Permission
from phongtrao.core.text.folding import sort_key
from phongtrao.programme.models import Group, Programme, Target
from phongtrao.programme.queries.bodies import groups_for
from phongtrao.programme.queries.levels import LevelRow, level_rows
from phongtrao.programme.queries.standings import Roll
from phongtrao.programme.queries.tasks import belongs_as
from phongtrao.reporting.models import Measure

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from phongtrao.access.models import User
    from phongtrao.reporting.models import ReportForm


@dataclass(frozen=True)
class TargetChoice:
    """A target that a form can be built of. asked_in: the open form that measures it already; ""
    for none. ready: an officer confirmed how it is measured.
    """

    target: Target
    levels: tuple[LevelRow, ...]
    asked_in: str

    @property
    def ready(self) -> bool:
        """Whether a form can be built of it."""
        return self.target.confirmed_at is not None


@dataclass(frozen=True)
class ProgrammeChoice:
    """A programme that forms can be built of. targets: of the plan; confirmed: how many of them can
    be asked; open: how many of these no open form asks yet.
    """

    programme: Programme
    targets: int
    confirmed: int
    open: int


def programmes_to_ask(user: User) -> list[ProgrammeChoice]:
    """The programmes of which a person may build forms, those with targets that nobody asks for
    first; without those that a newer version replaced.
    """
    asked = Exists(_asking().filter(target=OuterRef("pk")))
    own = Target.objects.filter(owner=F("programme__unit"), parent=None)
    rows = (
        Programme.objects.visible_to(user, Permission.REPORT_FORM_EDIT)
        .filter(replaced_by=None)
        .select_related("unit")
    )
    counts: dict[int, list[int]] = {row.pk: [0, 0, 0] for row in rows}
    listed = own.filter(programme__in=counts).annotate(asked=asked)
    for programme, confirmed_at, is_asked in listed.values_list(
        "programme_id", "confirmed_at", "asked"
    ):
        count = counts[programme]
        count[0] += 1
        count[1] += confirmed_at is not None
        count[2] += confirmed_at is not None and not is_asked
    found = [ProgrammeChoice(row, *counts[row.pk]) for row in rows]
    return sorted(found, key=lambda one: (-one.open, sort_key(one.programme.name)))


def programme_to_ask(user: User, pk: int) -> Programme:
    """A programme of which a person may build a form; 404 for any other."""
    rows = Programme.objects.visible_to(user, Permission.REPORT_FORM_EDIT)
    programme: Programme = get_object_or_404(rows.select_related("unit", "office"), pk=pk)
    return programme


def _asking() -> QuerySet[Measure]:
    """Measures of forms that are asked for or prepared, without replaced ones."""
    return Measure.objects.exclude(form__later__opened_at__isnull=False)


def target_choices(programme: Programme, on: date) -> list[TargetChoice]:
    """The targets of a programme's own unit in the order of the plan, with what they are held
    against on a day; four queries.
    """
    measures = Prefetch("measures", _asking().select_related("form"), to_attr="asking")
    rows = (
        programme.targets.filter(owner=programme.unit_id)
        .prefetch_related("thresholds", measures)
        .order_by("number", "pk")
    )
    return [
        TargetChoice(
            row,
            tuple(one for one in level_rows(row.thresholds.all(), on) if one.holds),
            next((one.form.name for one in row.asking), ""),
        )
        for row in rows
    ]


def targets_to_measure(form: ReportForm) -> list[Target]:
    """Confirmed targets of a form's programme that the form does not measure yet."""
    if form.programme is None:
        return []
    rows = form.programme.targets.filter(
        owner=form.programme.unit_id, confirmed_at__isnull=False
    ).exclude(measures__form=form)
    return list(rows.order_by("number", "pk"))


def groups_counted(programme: Programme, on: date) -> list[tuple[str, str, int]]:
    """The groups of units that can be asked: their key, words, and how many hold the programme;
    kinds of which none does are left out.
    """
    roll = Roll(programme, on)
    holders = [roll.units.rows[pk] for pk in roll.everyone()]
    counted = [
        (group, words, sum(belongs_as(level, kind, group) for _, _, level, kind, _ in holders))
        for group, words in groups_for(programme, on)
    ]
    return [one for one in counted if one[2] or one[0] in Group.values]
