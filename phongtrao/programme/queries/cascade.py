"""Whom a programme can be handed to, what handing it down would do, and how one unit stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from phongtrao.access.models import Permission, User
from phongtrao.access.queries import acted_for, may, remembered
from phongtrao.core.text.folding import sort_key
from phongtrao.files.models import StoredFile
from phongtrao.programme.models import (
    Difficulty,
    DutyDone,
    Handing,
    Programme,
    Progress,
    Receipt,
    Reminder,
    Target,
)
from phongtrao.programme.queries.filings import Filing, filings_of
from phongtrao.programme.queries.ledger_row import Row
from phongtrao.programme.queries.levels import LevelRow, Levels, level_rows
from phongtrao.programme.queries.names import Names, told_apart, why_unclear
from phongtrao.programme.queries.programmes import version_after
from phongtrao.programme.queries.succession import (
    all_heirs_of,
    away_holders,
    former_units,
    heirs_of,
    in_force,
    names_on,
    not_in_force,
    units_below,
)
from phongtrao.programme.queries.then import written_by
from phongtrao.units.models import Ancestry, Unit
from phongtrao.units.models import Level as UnitLevel
from phongtrao.units.queries.finding import all_names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

PROBLEMS_SHOWN = 50
"""Of so many lines of a list it is said what comes near."""
_LIKE_MAX = 3


@dataclass(frozen=True)
class Selection:
    """Which units are chosen. communes, neighbourhoods: all of that level below; kinds: kinds of
    units below, whatever their level; units: single ones, by name or from a list.
    """

    communes: bool = False
    kinds: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    neighbourhoods: bool = False


@dataclass(frozen=True)
class Preview:
    """What handing down would do. fresh: ids of the units that would receive it, by_kind: how many
    of each kind; unattended: those of them for which no account can answer; have: those that have
    it already; ended: chosen ones that are no more.
    """

    fresh: tuple[int, ...]
    by_kind: tuple[tuple[str, int], ...]
    unattended: tuple[str, ...]
    have: tuple[str, ...]
    ended: tuple[str, ...]


@dataclass(frozen=True)
class NamesFound:
    """What the lines of a list mean. problems: one sentence a line that means no unit, or two."""

    units: tuple[int, ...]
    problems: tuple[str, ...]


def kinds_below(programme: Programme, on: date) -> list[tuple[str, int]]:
    """Kinds of units below the programme's unit, and how many there are of each."""
    units = _receivers(programme, on).filter(in_force(on))
    found = units.exclude(kind="").order_by().values_list("kind").annotate(many=Count("pk"))
    return sorted(found, key=lambda row: sort_key(row[0]))


def _receivers(programme: Programme, on: date) -> QuerySet[Unit]:
    """Units below the programme's unit, but for the office that hands it down."""
    return units_of_place(programme.unit_id, on).exclude(pk=programme.office_id)


def many_below(programme: Programme, level: str, on: date) -> int:
    """How many units of a level lie below the programme's unit."""
    return _receivers(programme, on).filter(in_force(on), level=level).count()


def units_of_place(unit_id: int, on: date) -> QuerySet[Unit]:
    """Units below a unit on a day, as `units_below`; of one that is no more, those below its heirs:
    a programme goes on where its province was merged away.
    """
    top, *others = _places_now(unit_id, on)
    if not others:
        return units_below(top, on)
    below = Ancestry.objects.filter(ancestor__in=(top, *others), since__lte=on, until__gt=on)
    return Unit.objects.filter(pk__in=below.values("unit")).exclude(pk__in=(top, *others))


def _places_now(unit_id: int, on: date) -> list[int]:
    """The unit while it is there; then its heirs; itself when it has none."""

    def ask() -> list[int]:
        ended = not_in_force(Unit.objects.filter(pk=unit_id), on)
        return sorted(heirs_of(ended, on)[unit_id]) if ended else []

    return remembered(("places now", unit_id, on), ask) or [unit_id]


def preview_of(programme: Programme, selection: Selection, on: date) -> Preview:
    """What handing the programme down to a selection would do on a day."""
    wanted = Q(pk__in=selection.units)
    if selection.communes:
        wanted |= Q(level=UnitLevel.COMMUNE)
    if selection.kinds:
        wanted |= Q(kind__in=selection.kinds)
    if selection.neighbourhoods:
        wanted |= Q(level=UnitLevel.NEIGHBOURHOOD)
    below = _receivers(programme, on).filter(wanted)
    away = not_in_force(below, on)
    # Ended units lie below their successors for ever; only who named one wants to hear of it.
    named = away.intersection(selection.units)
    have = set(Receipt.objects.filter(programme=programme).values_list("unit_id", flat=True))
    listed = sorted(below, key=lambda row: (sort_key(row.name), row.pk))
    rows = [row for row in listed if row.pk not in away]
    fresh = [row for row in rows if row.pk not in have]
    by_kind = Counter(row.kind or row.get_level_display() for row in fresh)
    attended = acted_for({row.pk for row in fresh}, Permission.PROGRAMME_ANSWER)
    return Preview(
        fresh=tuple(row.pk for row in fresh),
        by_kind=tuple(by_kind.most_common()),
        unattended=tuple(row.name for row in fresh if row.pk not in attended),
        have=tuple(row.name for row in rows if row.pk in have),
        ended=tuple(row.name for row in listed if row.pk in named),
    )


def find_names(programme: Programme, lines: Iterable[str], on: date) -> NamesFound:
    """The units below the programme's unit that lines of a list mean (`Names.meant`).

    Lines that mean none or several units, or one that is no more, become sentences with the number
    of the line.
    """
    wanted = {number: line.strip() for number, line in enumerate(lines, start=1) if line.strip()}
    if not wanted:
        return NamesFound((), ())
    names = Names(_receivers(programme, on), wanted.values(), on)
    units: list[int] = []
    problems: list[str] = []
    there = _receivers(programme, on).filter(in_force(on))
    below: set[int] = set()
    for number, line in wanted.items():
        meant = names.meant(line)
        if len(meant.units) == 1 and not meant.ended:
            units += meant.units
        elif len(problems) >= PROBLEMS_SHOWN:
            problems.append(f"Dòng {number}: “{line}” chưa rõ là đơn vị nào.")
        elif meant.units or meant.ended:
            or_group = "" if meant.ended else ", hoặc chọn theo nhóm"
            problems.append(f"Dòng {number}: {why_unclear(line, meant)}{or_group}.")
        else:
            below = below or set(there.values_list("pk", flat=True))
            near = _like(line, below)
            problems.append(
                f"Dòng {number}: không có đơn vị nào tên “{line}” thuộc {programme.unit}."
                f" Hãy sửa tên cho đúng danh mục đơn vị{near}."
            )
    return NamesFound(tuple(dict.fromkeys(units)), tuple(problems))


def _like(line: str, below: set[int]) -> str:
    """Some of the units below that have the words of a line, as the end of a sentence; "" for
    none.
    """
    found = all_names().find(line, _LIKE_MAX, below.__contains__)
    return f", chẳng hạn: {told_apart([one.unit for one in found])}" if found else ""


def standing_of(programme: Programme, unit: Unit, on: date) -> Row | None:
    """How a unit stands with a programme, what its predecessors left it included; None when the
    programme was never handed to any of them.
    """
    former = former_units([unit.pk], on)
    found = filings_of(on, programmes=[programme], units=former.line_of(unit.pk))
    filings = {one.unit_id: one for one in found}
    own = filings.pop(unit.pk, None)
    if not filings and (own is None or own.taken_over):
        return None
    name = names_on([unit.pk], on).get(unit.pk, unit.name)
    inherited: list[Filing] = sorted(filings.values(), key=lambda one: sort_key(one.name))
    return Row(unit.pk, name, unit.kind, on, own, inherited, former.to)


def can_see(user: User, programme: Programme, unit: Unit) -> bool:
    """Tell whether a person may see how the unit stands: one of the unit or above it, or one of the
    office that looks after the programme.
    """
    return may(user, Permission.PROGRAMME_READ, unit.pk) or may(
        user, Permission.PROGRAMME_READ, programme.office_id
    )


def having(user: User, programme: Programme, units: Iterable[Unit], on: date) -> frozenset[int]:
    """Ids of those units whose page of a programme the person may open: they received or inherited
    it, and he may see how they stand.
    """
    return frozenset(
        unit.pk
        for unit in units
        if can_see(user, programme, unit) and standing_of(programme, unit, on)
    )


def unit_with_newer(user: User, programme: Programme, units: Iterable[int], on: date) -> int | None:
    """The first of the units at which the person may open the version that took the programme's
    place; None when there is none, or no such version.
    """
    newer = version_after(programme, on)
    if newer is None:
        return None
    return min(having(user, newer, Unit.objects.filter(pk__in=units), on), default=None)


def answered_receipts(programme: Programme) -> QuerySet[Receipt]:
    """Receipts of a programme whose units answered in any way: acknowledged, filed something,
    reported a difficulty, did a duty, wrote a line of progress since, set targets of their own; or
    whose heirs did.
    """
    return programme.receipts.filter(
        _answered_itself(programme) | Q(pk__in=heirs_that_answered(programme))
    )


def _answered_itself(programme: Programme) -> Q:
    unit = OuterRef("unit")
    lines = Progress.objects.filter(task__programme=programme, unit=unit)
    return (
        Q(acknowledged_at__isnull=False)
        | Q(plan_filed_at__isnull=False)
        | ~Q(resolution_symbol="")
        | Exists(Difficulty.objects.filter(receipt=OuterRef("pk")))
        | Exists(DutyDone.objects.filter(rule__programme=programme, unit=unit))
        | Exists(lines.filter(at__gte=OuterRef("handing__at")))
        | Exists(Target.objects.filter(programme=programme, owner=unit, record=None))
    )


def heirs_that_answered(programme: Programme) -> dict[int, int]:
    """Receipt of a unit that is no more → an heir of it, of whatever generation, that did a duty,
    wrote a line of progress since, or answered in another way what it has only from those before
    it; for duties, lines and targets of its own it needs no receipt.
    """
    today = timezone.localdate()
    heirs = all_heirs_of(away_holders(programme, today), today)
    after = set().union(*heirs.values())
    if not after:
        return {}
    held = programme.receipts.filter(unit__in=after).order_by()
    own = held.filter(taken_over=False).values("unit")
    targets = Target.objects.filter(programme=programme, owner__in=after, record=None)
    did = DutyDone.objects.filter(rule__programme=programme, unit__in=after)
    done = {
        *did.values_list("unit_id", flat=True),
        *held.filter(_answered_itself(programme), taken_over=True).values_list("unit", flat=True),
        *targets.exclude(owner__in=own).values_list("owner", flat=True),
    }
    lines = Progress.objects.filter(task__programme=programme, unit__in=after)
    told = dict(
        lines.order_by().values("unit").annotate(last=Max("at")).values_list("unit", "last")
    )
    left = programme.receipts.filter(unit__in=heirs).values_list("pk", "unit_id", "handing__at")
    return {
        pk: one
        for pk, unit, handed in left
        for one in sorted(heirs[unit])
        if one in done or (one in told and told[one] >= handed)
    }


def handings_of(programme: Programme) -> QuerySet[Handing]:
    """The times a programme was handed down, newest first, with how many units each reached and how
    many of them answered.
    """
    answered = Q(receipts__in=answered_receipts(programme).order_by().values("pk"))
    return (
        programme.handings.select_related("by")
        .annotate(units=Count("receipts"), answered=Count("receipts", filter=answered))
        .order_by("-at", "-pk")
    )


def targets_of(programme: Programme) -> QuerySet[Target]:
    """The targets of the plan itself."""
    return programme.targets.filter(owner=programme.unit_id).order_by("number", "pk")


def levels_of(
    programme: Programme, on: date, then: date | None = None
) -> list[tuple[Target, tuple[LevelRow, ...]]]:
    """The targets of the plan with all their levels in words as of a day, closed ones included.
    then: as they were known on it.
    """
    targets = targets_of(programme).prefetch_related("thresholds")
    rows = Levels([programme.pk], then).of(targets)
    return [(target, level_rows(levels, on)) for target, levels in rows]


def difficulties_of(programme: Programme, units: Iterable[int] = ()) -> QuerySet[Difficulty]:
    """Difficulties reported for a programme, those that wait for an answer first; of `units` only,
    if given.
    """
    rows = Difficulty.objects.filter(receipt__programme=programme)
    if units:
        rows = rows.filter(receipt__unit__in=list(units))
    related = ("receipt__unit", "target", "by", "answered_by", "adjusts__instead_of")
    return rows.select_related(*related).order_by(F("accepted").asc(nulls_first=True), "-at", "-pk")


def reminders_of(
    programme: Programme, units: Iterable[int], then: date | None = None
) -> QuerySet[Reminder]:
    """What officers reminded units of in a programme until the end of a day, newest first."""
    rows = programme.reminders.filter(unit__in=list(units), by__isnull=False)
    return written_by(rows, then)


def programme_and_unit(pk: int, unit: int) -> tuple[Programme, Unit]:
    """A programme and a unit by their numbers; who may see the two together is asked after.

    Raises Http404.
    """
    programmes = Programme.objects.select_related("unit", "office", "replaced_by")
    return get_object_or_404(programmes, pk=pk), get_object_or_404(Unit, pk=unit)


def file_of(receipt: int) -> StoredFile:
    """The file of a receipt that has one."""
    return StoredFile.objects.get(pk=Receipt.objects.values_list("plan_file_id").get(pk=receipt)[0])
